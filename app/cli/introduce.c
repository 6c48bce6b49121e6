#include "cli/introduce.h"

#include "cli/parameters.h"
#include "cli/show.h"
#include "hw/bench.h"
#include "script/message.h"

#include <math.h>
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
    show_filled("", text_of(who->language, TEXT_term_participant), "participant", who->participant,
                "protocol", message_string(&header, "id"), "version",
                message_string(&header, "version"), "title",
                own ? own : message_string(&titles, "en"), NULL);
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

/* As many as it has, up to six. */
static int decimals_of(double value)
{
    int decimals = 0;
    for (double scale = 1; decimals < 6; decimals++, scale *= 10)
        if (fabs(value * scale - round(value * scale)) < 1e-6 * scale)
            break;
    return decimals;
}

/* Which gauge it is says a note, once it has answered. */
static enum status show_algometer(const struct introduction *who, struct why *why)
{
    const struct bench_host host = {0};
    const struct role_spec *role = &who->bench->roles[ROLE_ALGOMETER];
    const struct instrument_spec *from = &who->bench->instruments[role->instrument];
    const enum language language = who->language;
    struct channel_ref channel;
    struct bench *bench;
    char area[32], kpa[32];
    const enum status status = bench_new(who->bench, who->stop, NULL, &host, &bench, why);
    if (status != STATUS_OK)
        return status;
    if (bench_role(bench, ROLE_ALGOMETER, &channel))
        show_filled("", text_of(language, TEXT_term_algometer), "driver", from->driver, "port",
                    from->port, "area",
                    text_number(language, area, sizeof area, role->probe_area_cm2,
                                decimals_of(role->probe_area_cm2)),
                    "kpa", text_number(language, kpa, sizeof kpa, bench_limit(bench, channel), 0),
                    NULL);
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
