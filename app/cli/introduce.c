#include "cli/introduce.h"

#include "cli/parameters.h"
#include "hw/bench.h"
#include "script/message.h"

#include <stdio.h>
#include <string.h>

static enum status show_protocol(const struct introduction *who, struct why *why)
{
    struct message header;
    enum status status = message_parse(&header, who->header, strlen(who->header), why);
    if (status != STATUS_OK)
        return status;
    const struct message titles = message_get(&header, "title");
    const char *own = message_string(&titles, language_word(who->language));
    fprintf(stderr, "Participant %s. Protocol %s %s: %s.\n", who->participant,
            message_string(&header, "id"), message_string(&header, "version"),
            own ? own : message_string(&titles, "en"));
    message_fini(&header);
    return STATUS_OK;
}

static enum status show_parameters(const struct introduction *who, struct why *why)
{
    struct text words;
    text_init(&words);
    const enum status status = parameters_describe(who->parameters, &words, why);
    if (status == STATUS_OK && words.length > 0)
        fprintf(stderr, "    %s\n", text_cstr(&words));
    text_fini(&words);
    return status;
}

/* Which gauge it is says a note, once it has answered. */
static enum status show_algometer(const struct introduction *who, struct why *why)
{
    const struct bench_host host = {0};
    const struct role_spec *role = &who->bench->roles[ROLE_ALGOMETER];
    const struct instrument_spec *from = &who->bench->instruments[role->instrument];
    struct channel_ref channel;
    struct bench *bench;
    const enum status status = bench_new(who->bench, who->stop, NULL, &host, &bench, why);
    if (status != STATUS_OK)
        return status;
    if (bench_role(bench, ROLE_ALGOMETER, &channel))
        fprintf(stderr, "Algometer: %s on %s, probe %g cm2, limit of the bench %.0f kPa.\n",
                from->driver, from->port, role->probe_area_cm2, bench_limit(bench, channel));
    bench_free(bench);
    return STATUS_OK;
}

enum status introduce(const struct introduction *who, struct why *why)
{
    enum status status = show_protocol(who, why);
    if (status == STATUS_OK)
        status = show_parameters(who, why);
    return status == STATUS_OK ? show_algometer(who, why) : status;
}
