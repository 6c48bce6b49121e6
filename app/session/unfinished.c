#include "session/unfinished.h"

#include "base/reasons.h"
#include "script/message.h"
#include "session/session.h"

static enum status describe(const struct unfinished_end *end, struct text *resume,
                            struct text *over)
{
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "operator", end->operator_name);
    message_set_string(&payload, "program", end->program);
    enum status status = message_encode(&payload, resume);
    message_fini(&payload);
    message_init(&payload);
    message_set_string(&payload, "end", SESSION_ENDED_EARLY);
    if (status == STATUS_OK)
        status = message_encode(&payload, over);
    message_fini(&payload);
    return status;
}

static struct entry entry_of(const char *kind, const struct unfinished_end *end,
                             const struct text *payload)
{
    return (struct entry){.kind = kind,
                          .utc = end->utc,
                          .mono = end->now,
                          .payload = text_cstr(payload),
                          .payload_size = payload->length};
}

enum status unfinished_end(struct study *study, const struct session_key *key,
                           const struct unfinished_end *end, struct why *why)
{
    struct text resume, over;
    text_init(&resume);
    text_init(&over);
    enum status status = describe(end, &resume, &over);
    if (status != STATUS_OK) {
        status = reason_set(why, REASON_no_memory, NULL);
    } else {
        const struct entry entries[] = {entry_of("session_resume", end, &resume),
                                        entry_of("session_end", end, &over)};
        status = study_append(study, key, entries, sizeof entries / sizeof entries[0], why);
    }
    text_fini(&resume);
    text_fini(&over);
    return status;
}
