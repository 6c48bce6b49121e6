/* Markers: bytes that tell another recorder (EEG, polygraph) what happens here, on the output that the role `marker` is bound to.
 *
 * States and what moves between them
 *   ABSENT   the output is not ready
 *     -> TO_ZERO  find_output  it is: its driver has put its lines to 0
 *   FREE     its lines are at 0, and were for MARKER_GAP
 *     -> PUTTING  put_next     something waits
 *   PUTTING  the byte is on its way to the line
 *     -> HELD     put_out      the line has taken it: that is the time that is reported
 *   HELD     -> TO_ZERO  step MARKER_HOLD is over
 *   TO_ZERO  -> AT_ZERO  step the line has taken the 0
 *   AT_ZERO  -> FREE     step MARKER_GAP is over
 *   all      -> ABSENT   lose_all  it is gone
 *
 * Invariants
 * 1. Two bytes that are not 0 never follow each other on the line, whatever comes at once: the second one waits.
 * 2. What was asked for is reported once: as put out, or as not put out.
 * 3. Nothing here stops anything, and no stop waits for it: it is written after all else. */
#include "bench_internal.h"

#include <assert.h>

enum marker_state {
    MARKER_ABSENT,
    MARKER_FREE,
    MARKER_PUTTING,
    MARKER_HELD,
    MARKER_TO_ZERO,
    MARKER_AT_ZERO
};

static bool has_output(const struct bench *bench)
{
    return bench->marker.instrument != INSTRUMENT_BENCH;
}

static mono_ns time_of(const struct bench *bench)
{
    return bench->host.clock ? bench->host.clock() : bench->now;
}

static void report_lost(struct bench *bench, const struct marker_due *lost)
{
    bench_report(bench, &(struct report){.t = bench->now,
                                         .kind = REPORT_NOTICE,
                                         .instrument = bench->marker.instrument,
                                         .channel = lost->marker,
                                         .code = NOTICE_UNMARKED,
                                         .value = lost->code});
}

void marker_init(struct bench *bench)
{
    struct channel_ref ref;
    bench->marker.instrument = INSTRUMENT_BENCH; /* all else is 0 already */
    if (!bench_role(bench, ROLE_MARKER, &ref))
        return;
    bench->marker.instrument = ref.instrument;
    bench->marker.channel = ref.channel;
}

void marker_add(struct bench *bench, enum marker marker, mono_ns due)
{
    struct marker_line *line = &bench->marker;
    const struct marker_due one = {
        .due = due, .marker = (uint8_t)marker, .code = bench_spec_marker(&bench->spec, marker)};
    if (!has_output(bench) || one.code == 0)
        return;
    if (line->count == MARKERS_WAITING_MAX) {
        report_lost(bench, &one);
        return;
    }
    line->waiting[(line->first + line->count++) % MARKERS_WAITING_MAX] = one;
    atomic_store(&line->is_awaited, true);
}

void slot_mark(struct slot *slot, mono_ns t, bool is_on)
{
    const enum marks marks = (enum marks)slot->request.marks;
    if (marks == MARKS_NONE || slot->is_marked_on == is_on)
        return;
    slot->is_marked_on = is_on;
    if (marks == MARKS_CONDITIONING)
        marker_add(slot->bench, is_on ? MARKER_CONDITIONING_ON : MARKER_CONDITIONING_OFF, t);
    else
        marker_add(slot->bench, is_on ? MARKER_STIMULUS_ON : MARKER_STIMULUS_OFF, t);
}

/* ---- the line ----------------------------------------------------------------------------------- */

/* False: its driver does not take it. */
static bool put(struct bench *bench, uint8_t code)
{
    const struct marker_line *line = &bench->marker;
    const struct channel_ref ref = {.instrument = line->instrument, .channel = line->channel};
    const struct command command = {.kind = COMMAND_PUT, .target = code};
    if (bench_command(bench, ref, &command, NULL) != STATUS_OK)
        return false;
    link_flush(bench, line->instrument);
    return true;
}

static bool is_written(const struct bench *bench)
{
    const struct instrument *instrument = &bench->instruments[bench->marker.instrument];
    const struct wire *wire = &instrument->wire;
    return instrument->attached && output_is_idle(&instrument->output) &&
           (!wire->ops->has_arrived || wire->ops->has_arrived(wire));
}

static struct marker_due take_next(struct marker_line *line)
{
    const struct marker_due next = line->waiting[line->first];
    line->first = (uint8_t)((line->first + 1) % MARKERS_WAITING_MAX);
    line->count--;
    return next;
}

/* With all that waits. */
static void lose_all(struct bench *bench)
{
    struct marker_line *line = &bench->marker;
    if (line->state == MARKER_PUTTING)
        report_lost(bench, &line->now);
    line->state = MARKER_ABSENT;
    while (line->count > 0) {
        const struct marker_due lost = take_next(line);
        report_lost(bench, &lost);
    }
}

static void find_output(struct bench *bench)
{
    struct marker_line *line = &bench->marker;
    const struct instrument *instrument = &bench->instruments[line->instrument];
    const bool is_there = instrument->attached && instrument->ready;
    if (is_there && line->state == MARKER_ABSENT)
        line->state = MARKER_TO_ZERO;
    if (!is_there)
        lose_all(bench);
}

static void put_next(struct bench *bench)
{
    struct marker_line *line = &bench->marker;
    line->now = take_next(line);
    if (put(bench, line->now.code))
        line->state = MARKER_PUTTING;
    else
        report_lost(bench, &line->now);
}

static void put_out(struct bench *bench)
{
    struct marker_line *line = &bench->marker;
    const mono_ns t = time_of(bench);
    line->state = MARKER_HELD;
    line->until = t + MARKER_HOLD;
    bench_report(bench, &(struct report){.t = t,
                                         .kind = REPORT_MARKED,
                                         .instrument = line->instrument,
                                         .channel = line->now.marker,
                                         .code = line->now.code,
                                         .value = mono_to_sec(t - line->now.due)});
}

/* False: nothing to do but to wait. */
static bool step(struct bench *bench)
{
    struct marker_line *line = &bench->marker;
    switch ((enum marker_state)line->state) {
    case MARKER_ABSENT:
        return false;
    case MARKER_FREE:
        if (line->count == 0)
            return false;
        put_next(bench);
        return true;
    case MARKER_PUTTING:
        if (!is_written(bench))
            return false;
        put_out(bench);
        return true;
    case MARKER_HELD:
        if (bench->now < line->until || !put(bench, 0))
            return false;
        line->state = MARKER_TO_ZERO;
        return true;
    case MARKER_TO_ZERO:
        if (!is_written(bench))
            return false;
        line->state = MARKER_AT_ZERO;
        line->until = time_of(bench) + MARKER_GAP;
        return true;
    case MARKER_AT_ZERO:
        if (bench->now < line->until)
            return false;
        line->state = MARKER_FREE;
        return true;
    }
    return false;
}

static bool is_up(const struct marker_line *line)
{
    return line->state == MARKER_PUTTING || line->state == MARKER_HELD ||
           line->state == MARKER_TO_ZERO;
}

static void tell_awaited(struct marker_line *line)
{
    atomic_store(&line->is_awaited, line->count > 0 || is_up(line));
}

void marker_tend(struct bench *bench)
{
    if (!has_output(bench))
        return;
    do
        find_output(bench);
    while (step(bench));
    tell_awaited(&bench->marker);
}

/* The line itself wakes who waits for it to take a byte. */
mono_ns marker_deadline(const struct bench *bench)
{
    const struct marker_line *line = &bench->marker;
    if (!has_output(bench))
        return MONO_NEVER;
    if (line->state == MARKER_HELD || line->state == MARKER_AT_ZERO)
        return line->until;
    const bool can_go_on = line->state == MARKER_FREE || line->state == MARKER_ABSENT;
    return can_go_on && line->count > 0 ? bench->now : MONO_NEVER;
}

bool bench_awaits_markers(const struct bench *bench)
{
    return bench_has_orders(bench) || atomic_load(&bench->marker.is_awaited);
}

/* Cut short where it is held: what stands on the lines of a port that is closed stands there until it is opened again. */
static void zero_now(struct bench *bench)
{
    const uint8_t zero = 0;
    struct wire *wire = &bench->instruments[bench->marker.instrument].wire;
    size_t written;
    /* a line that is lost takes nothing any more */
    if (wire->ops->write(wire, &zero, 1, &written) != STATUS_OK)
        return;
}

void marker_leave(struct bench *bench, uint8_t instrument)
{
    if (instrument != bench->marker.instrument)
        return;
    if (is_up(&bench->marker))
        zero_now(bench);
    lose_all(bench);
    tell_awaited(&bench->marker);
}
