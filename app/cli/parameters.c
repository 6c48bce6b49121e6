#include "cli/parameters.h"

#include "base/shortest.h"
#include "cli/reasons.h"
#include "script/message.h"
#include "script/setting.h"

#include <string.h>

static enum status parse(const char *text, struct message *out, struct why *why)
{
    return message_parse(out, text, strlen(text), why);
}

static enum status encode(const struct message *message, struct text *out, struct why *why)
{
    const enum status status = message_encode(message, out);
    return status == STATUS_OK ? STATUS_OK : why_set(why, status, "no memory for the parameters");
}

enum status parameters_read(const struct option_list *set, struct text *out, struct why *why)
{
    struct message values;
    enum status status = STATUS_OK;
    message_init(&values);
    for (size_t i = 0; i < set->n && status == STATUS_OK; i++)
        status = setting_read(set->values[i], &values, why);
    if (status == STATUS_OK)
        status = encode(&values, out, why);
    message_fini(&values);
    return status;
}

enum status parameters_of_script(const struct script *script, struct text *out, struct why *why)
{
    struct message header;
    enum status status = parse(script_header(script), &header, why);
    if (status != STATUS_OK)
        return status;
    const struct message values = message_get(&header, "values");
    status = encode(&values, out, why);
    message_fini(&header);
    return status;
}

/* ---- of a session that goes on ------------------------------------------------------------------ */

struct search {
    const struct session_key *key;
    struct text *out;
    bool is_found;
};

static bool look_at(void *context, const struct study_session *session)
{
    struct search *search = context;
    if (session->key.session != search->key->session ||
        memcmp(session->key.origin, search->key->origin, ORIGIN_SIZE) != 0)
        return true;
    text_append_cstr(search->out, session->parameters);
    search->is_found = true;
    return false;
}

enum status parameters_of_session(struct study *study, const char *participant,
                                  const struct session_key *key, struct text *out, struct why *why)
{
    struct search search = {.key = key, .out = out};
    const enum status status = study_sessions(study, participant, look_at, &search, why);
    if (status != STATUS_OK || search.is_found)
        return status;
    return reason_set(why, REASON_parameters_unreadable, NULL);
}

/* ---- for people --------------------------------------------------------------------------------- */

static enum status describe(const struct message *values, const char *key, struct text *out,
                            struct why *why)
{
    const struct message value = message_get(values, key);
    const char *unit = message_string(&value, "u");
    char digits[SHORTEST_SIZE];
    double number;
    if (!unit || !message_number(&value, "v", &number))
        return encode(&value, out, why);
    text_append(out, digits, shortest_write(digits, number));
    text_append_format(out, " %s", unit);
    return STATUS_OK;
}

enum status parameters_describe(const char *values, struct text *out, struct why *why)
{
    struct message message;
    enum status status = parse(values, &message, why);
    const char *key = NULL, *between = "";
    if (status != STATUS_OK)
        return status;
    while (status == STATUS_OK && (key = message_next_key(&message, key))) {
        text_append_format(out, "%s%s ", between, key);
        status = describe(&message, key, out, why);
        between = ", ";
    }
    message_fini(&message);
    return status;
}

/* ---- are they still the same? ------------------------------------------------------------------- */

static enum status compare_one(const struct message *now, const struct message *then,
                               const char *key, struct why *why)
{
    struct text before, after;
    text_init(&before);
    text_init(&after);
    enum status status = describe(then, key, &before, why);
    if (status == STATUS_OK)
        status = describe(now, key, &after, why);
    if (status == STATUS_OK && strcmp(text_cstr(&before), text_cstr(&after)) != 0)
        status = reason_set(why, REASON_parameter_departs, key, text_cstr(&before),
                            text_cstr(&after), NULL);
    text_fini(&before);
    text_fini(&after);
    return status;
}

static enum status compare(const struct message *set, const struct message *now,
                           const struct message *then, struct why *why)
{
    enum status status = STATUS_OK;
    const char *key = NULL;
    while (status == STATUS_OK && (key = message_next_key(set, key)))
        status = compare_one(now, then, key, why);
    return status;
}

enum status parameters_compare(const char *set, const char *now, const char *then, struct why *why)
{
    const char *const texts[] = {set, now, then};
    struct message messages[3];
    size_t n = 0;
    enum status status = STATUS_OK;
    while (n < 3 && status == STATUS_OK) {
        status = parse(texts[n], &messages[n], why);
        n += status == STATUS_OK;
    }
    if (status == STATUS_OK)
        status = compare(&messages[0], &messages[1], &messages[2], why);
    while (n > 0)
        message_fini(&messages[--n]);
    return status;
}
