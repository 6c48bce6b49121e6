/* Responses: the buttons of instruments and the sources beside them; who hears an edge, and whether a stimulus may start.
 *
 * Held is a response that was pressed, or is said to be stuck, and was not seen to be let go since: its next press cannot be
 * told. No stimulus starts while nobody could end it, for it would run to its limit, and the limit would be stored as a bound
 * of a threshold that nobody was able to tell. */
#include "bench_internal.h"

#include <assert.h>

static void report_response(struct bench *bench, const struct event *event, enum response_use use)
{
    bench_report(bench, &(struct report){.t = event->t,
                                         .kind = REPORT_RESPONSE,
                                         .instrument = event->instrument,
                                         .channel = event->channel,
                                         .code = (uint8_t)use,
                                         .value = event->value});
}

/* ---- held ---------------------------------------------------------------------------------------
 */

/* Whoever is told of the edge finds it done. */
static void hold(struct bench *bench, uint8_t response, bool is_held)
{
    const unsigned held = bench_held(bench), bit = 1u << response;
    atomic_store(&bench->responses_held, (uint8_t)(is_held ? held | bit : held & ~bit));
}

uint8_t bench_held(const struct bench *bench)
{
    return atomic_load(&bench->responses_held);
}

static bool is_named(const struct bench *bench, uint8_t response, const struct event *event)
{
    return bench->response_instrument[response] == event->instrument &&
           bench->response_channel[response] == event->channel;
}

bool response_notice(struct bench *bench, const struct event *event)
{
    bool concerns = event->code != NOTICE_BUTTON_STUCK;
    for (uint8_t i = 0; i < bench->spec.n_responses && event->code == NOTICE_BUTTON_STUCK; i++) {
        if (!is_named(bench, i, event))
            continue;
        concerns = true;
        hold(bench, i, true);
    }
    return concerns;
}

/* Its driver tells anew what is held when it is there again. */
void response_unplugged(struct bench *bench, uint8_t instrument)
{
    for (uint8_t i = 0; i < bench->spec.n_responses; i++)
        if (bench->response_instrument[i] == instrument)
            hold(bench, i, false);
}

/* ---- edges --------------------------------------------------------------------------------------
 */

/* Whether one runs that keeps the response to itself. Let go is told to all: nobody takes a button for held that is not. */
static bool is_claimed(const struct bench *bench, const struct event *event)
{
    bool is_claimed = false;
    for (int i = 0; i < STIMULI_MAX; i++)
        is_claimed =
            is_claimed || (bench->slots[i].reactor && !bench->slots[i].request.yields_response);
    return is_claimed && event->value > 0;
}

static void on_response(struct bench *bench, const struct event *event)
{
    const bool is_taken = is_claimed(bench, event);
    bool is_heard = false, is_stop = false;
    for (int i = 0; i < STIMULI_MAX; i++) {
        struct slot *slot = &bench->slots[i];
        if (!slot->reactor || (is_taken && slot->request.yields_response))
            continue;
        is_heard = true;
        is_stop = is_stop || slot->request.response_stops;
        slot_event(slot, event);
    }
    if (is_heard && event->value > 0)
        marker_add(bench, MARKER_RESPONSE, event->t);
    report_response(bench, event, is_heard ? RESPONSE_HEARD : RESPONSE_UNHEARD);
    if (is_stop && event->value > 0)
        stop_raise(bench->stop, STOP_PARTICIPANT, event->t);
}

/* Whoever presses STOP has not said that a threshold is reached: no stimulus hears it. */
static void take_edge(struct bench *bench, const struct event *event, bool is_stop)
{
    if (!is_stop) {
        on_response(bench, event);
        return;
    }
    if (event->value > 0)
        stop_raise(bench->stop, STOP_PARTICIPANT, event->t);
    report_response(bench, event, RESPONSE_STOPPED);
}

/* Only buttons that the bench file names as a response are heard, and each edge once. */
void response_button(struct bench *bench, const struct event *event)
{
    bool is_response = false, is_stop = false;
    for (uint8_t i = 0; i < bench->spec.n_responses; i++) {
        if (!is_named(bench, i, event))
            continue;
        is_response = true;
        is_stop = is_stop || bench->spec.responses[i].is_stop;
        hold(bench, i, event->value > 0);
    }
    if (is_response && bench->instruments[event->instrument].ready)
        take_edge(bench, event, is_stop);
}

void bench_respond(struct bench *bench, uint8_t source, mono_ns t, bool pressed, bool is_stop)
{
    const struct event event = {.t = t,
                                .kind = EVENT_RESPONSE,
                                .instrument = INSTRUMENT_BENCH,
                                .channel = source,
                                .value = pressed ? 1 : 0};
    assert(source < RESPONSES_MAX);
    if (t > bench->now)
        bench->now = t;
    hold(bench, source, pressed);
    take_edge(bench, &event, is_stop);
}

/* ---- sources ------------------------------------------------------------------------------------
 */

void bench_source_notice(struct bench *bench, const struct event *event)
{
    assert(event->kind == EVENT_NOTICE && event->instrument == INSTRUMENT_BENCH);
    assert(event->channel < RESPONSES_MAX);
    if (event->code == NOTICE_BUTTON_STUCK)
        hold(bench, event->channel, true);
    bench_report(bench, &(struct report){.t = event->t,
                                         .kind = REPORT_NOTICE,
                                         .instrument = INSTRUMENT_BENCH,
                                         .channel = event->channel,
                                         .code = event->code,
                                         .value = event->value});
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].reactor)
            slot_event(&bench->slots[i], event);
}

/* What is held is told anew by a source that is back. */
void bench_source_lost(struct bench *bench, uint8_t source, bool lost, mono_ns now)
{
    assert(source < RESPONSES_MAX);
    bench->response_lost[source] = lost;
    hold(bench, source, false);
    bench_report(bench, &(struct report){.t = now,
                                         .kind = REPORT_SOURCE,
                                         .instrument = INSTRUMENT_BENCH,
                                         .channel = source,
                                         .code = lost});
    if (lost)
        stop_raise(bench->stop, STOP_GONE, now);
}

void bench_source_absent(struct bench *bench, uint8_t source)
{
    assert(source < RESPONSES_MAX);
    bench->response_lost[source] = true;
}

/* ---- whether a stimulus may start ---------------------------------------------------------------
 */

static bool is_source_lost(const struct bench *bench)
{
    for (uint8_t i = 0; i < bench->spec.n_responses; i++)
        if (bench->response_lost[i])
            return true;
    return false;
}

bool responses_allow(const struct bench *bench)
{
    if (is_source_lost(bench)) {
        stop_raise(bench->stop, STOP_GONE, bench->now);
        return false;
    }
    for (uint8_t i = 0; i < bench->spec.n_responses; i++) {
        const uint8_t from = bench->response_instrument[i];
        if (from != INSTRUMENT_BENCH && !bench->instruments[from].ready)
            return false;
    }
    return bench_spec_is_free(&bench->spec, bench_held(bench));
}
