/* What the record says of a session before its first request: who, which protocol, which bench. */
#include "session_internal.h"

#include "session/planned.h"
#include "store/verify.h"

#include <stdlib.h>
#include <string.h>

static const char *channel_unit(const struct instrument_spec *instrument, const char *channel)
{
    static const char *const units[] = {
        [CHANNEL_FORCE] = "N",  [CHANNEL_PRESSURE] = "kPa", [CHANNEL_TEMPERATURE] = "degC",
        [CHANNEL_BUTTON] = "1", [CHANNEL_RATING] = "0-10",  [CHANNEL_MARKER] = "1"};
    const struct driver *driver = driver_find(instrument->driver);
    for (uint8_t i = 0; driver && i < driver->n_channels; i++)
        if (strcmp(driver->channels[i].name, channel) == 0)
            return units[driver->channels[i].kind];
    return "n/a";
}

static void push_stream(struct message *out, const struct bench_spec *spec, uint8_t instrument,
                        const char *channel)
{
    const struct instrument_spec *from = &spec->instruments[instrument];
    struct message row;
    message_init(&row);
    message_set_string(&row, "instrument", from->name);
    message_set_string(&row, "channel", channel);
    message_set_string(&row, "unit", channel_unit(from, channel));
    message_push(out, "streams", &row);
    message_fini(&row);
}

/* One stream per bound role, in the order of the roles, then the zones of the thermode; samples name it by index. */
static void put_streams(struct message *out, const struct bench_spec *spec)
{
    uint8_t zones[THERMAL_ZONES_MAX];
    const uint8_t thermode = spec->roles[ROLE_THERMODE].instrument;
    message_set_array(out, "streams");
    for (int role = 0; role < ROLE_COUNT; role++)
        if (spec->roles[role].bound)
            push_stream(out, spec, spec->roles[role].instrument, spec->roles[role].channel);
    const size_t n = thermode_zones(spec, zones);
    for (size_t i = 0; i < n; i++)
        push_stream(out, spec, thermode,
                    driver_find(spec->instruments[thermode].driver)->channels[zones[i]].name);
}

static enum status encode_bench(const struct bench_spec *spec, struct text *bench,
                                struct text *streams)
{
    struct message message;
    message_init(&message);
    bench_describe(spec, &message);
    enum status status = message_encode(&message, bench);
    message_fini(&message);
    if (status != STATUS_OK)
        return status;
    message_init(&message);
    put_streams(&message, spec);
    const struct message list = message_get(&message, "streams");
    status = message_encode(&list, streams);
    message_fini(&message);
    return status;
}

static enum status begin(struct session *session, const char *bench, const char *streams,
                         struct why *why)
{
    struct store_begin begin = {.streams = streams, .utc = session->utc, .mono = session->now};
    size_t n;
    const struct script_source *scripts = script_sources(session->parts.script, &n);
    struct study_source *sources = calloc(n ? n : 1, sizeof *sources);
    struct message header;
    if (!sources)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the session");
    for (size_t i = 0; i < n; i++)
        sources[i] = (struct study_source){
            .name = scripts[i].name, .text = scripts[i].text, .size = scripts[i].size};
    const char *text = script_header(session->parts.script);
    enum status status = message_parse(&header, text, strlen(text), why);
    if (status == STATUS_OK) {
        uint8_t digest[DIGEST_SIZE];
        study_digest_sources(sources, n, digest);
        const struct session_spec spec = {
            .participant = session->participant,
            .operator_name = session->operator_name,
            .protocol_id = message_string(&header, "id"),
            .protocol_version = message_string(&header, "version"),
            .protocol_digest = digest,
            .bench = bench,
            .parameters = session->config.parameters ? session->config.parameters : "{}",
            .program = session->config.program,
            .seed = session->config.seed,
        };
        begin.spec = &spec;
        begin.sources = sources;
        begin.n_sources = n;
        status = store_writer_begin(session->parts.writer, &begin, &session->begin_ticket, why);
        message_fini(&header);
    }
    free(sources);
    return status;
}

/* What was meant to be measured is known when the session has ended early, too. */
static void journal_plan(struct session *session)
{
    struct message payload;
    if (!session->config.planned)
        return;
    message_init(&payload);
    planned_describe(session->config.planned, &payload);
    session_journal(session, "plan", &payload);
    message_fini(&payload);
}

static enum status resume(struct session *session, const char *streams, struct why *why)
{
    struct message payload, bench;
    enum status status = store_writer_resume(session->parts.writer, &session->config.key, streams,
                                             &session->begin_ticket, why);
    if (status != STATUS_OK)
        return status;
    message_init(&payload);
    message_set_string(&payload, "operator", session->operator_name);
    message_set_string(&payload, "program", session->config.program);
    message_init(&bench);
    bench_describe(session->parts.spec, &bench);
    message_set(&payload, "bench", &bench);
    message_fini(&bench);
    session_journal(session, "session_resume", &payload);
    message_fini(&payload);
    return STATUS_OK;
}

/* Nothing is added to a study that is not as it was written, and nobody is sat down for a session
 * that the study will not take. */
static enum status check_study(const struct session *session, const char *bench, struct why *why)
{
    const struct session_spec spec = {.participant = session->participant,
                                      .operator_name = session->operator_name,
                                      .bench = bench};
    enum status status = study_check_numbers(session->parts.study, NULL, why);
    if (status == STATUS_OK && !session->config.resume)
        status = study_admits(session->parts.study, &spec, why);
    return status;
}

enum status session_begin(struct session *session, struct why *why)
{
    struct text bench, streams;
    text_init(&bench);
    text_init(&streams);
    enum status status = encode_bench(session->parts.spec, &bench, &streams);
    if (status != STATUS_OK)
        status = why_set(why, status, "the bench cannot be written down");
    else
        status = check_study(session, text_cstr(&bench), why);
    if (status == STATUS_OK && session->config.resume)
        status = resume(session, text_cstr(&streams), why);
    else if (status == STATUS_OK)
        status = begin(session, text_cstr(&bench), text_cstr(&streams), why);
    if (status == STATUS_OK && !session->config.resume)
        journal_plan(session);
    text_fini(&bench);
    text_fini(&streams);
    return status;
}
