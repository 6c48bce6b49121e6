/* Heating and cooling with a TCS.
 *
 * Invariants
 * 1. Every stimulus is programmed anew, whole, from a stop on: A, then all that it depends on, then L, the last frame and the
 * only one that starts anything. So nothing that was left behind, cut short or set by another program is ever started.
 * 2. Never follow mode: the duration D bounds what happens when nobody is there any more, and D is never longer than the way
 * there and the time asked for.
 * 3. Nothing is set while a stimulus runs: what that does is not known.
 * 4. The ceiling for C is the target itself, so one damaged digit cannot lead beyond it.
 * 5. While it runs, temperatures beyond what was asked for are FAULT_TRACKING: so the program was not received as it was
 * sent. */
#include "qst_tcs_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static const double RETURN_DEFAULT_DEGC_PER_S = 5; /* that of the published threshold tests */
static const double CEILING_MIN_DEGC = 10;         /* lower ones are not documented everywhere */
static const mono_ns DURATION_MIN = 10 * MONO_MS;

static const double SLACK_DEGC = 2; /* overshoot, and zones that are not alike */
static const double AWAY_DEGC = 2, NEAR_DEGC = 1;
/* From the stop to the start of the next one: fifty characters, and the unit's own time. */
static const mono_ns PROGRAMMED_WITHIN = 150 * MONO_MS;
static const mono_ns ENDS_SLACK = 300 * MONO_MS, BACK_SLACK = 3 * MONO_SEC;

static const double EXACT =
    1e-6; /* of the last digit: what is whole but for the last bit stays whole */

/* As the wire has it: in tenths, or in hundredths. */
struct speed {
    unsigned value;
    bool is_fine;
};

static double steps_down(double value, double scale)
{
    return floor(value * scale + EXACT) / scale;
}

/* Never farther from `from` than asked. */
static double tenths_towards(double value, double from)
{
    return value > from ? steps_down(value, 10) : -steps_down(-value, 10);
}

static int tenths(double value)
{
    return (int)lround(value * 10);
}

/* False: it cannot be as slow, or as fast. Never faster than asked. */
static bool speed_of(double per_s, bool has_fine, struct speed *speed)
{
    static const double MOST = 999.9;
    if (!(per_s > 0 && per_s <= MOST))
        return false;
    const double coarse = floor(per_s * 10 + EXACT);
    const bool is_exact = fabs(per_s * 10 - coarse) < EXACT * 10;
    speed->is_fine = has_fine && !is_exact;
    speed->value = (unsigned)(speed->is_fine ? floor(per_s * 100 + EXACT) : coarse);
    return speed->value > 0;
}

static double speed_value(const struct speed *speed)
{
    return speed->value / (speed->is_fine ? 100.0 : 10.0);
}

/* ---- programming --------------------------------------------------------------------------------
 */

struct program {
    double target;
    struct speed there, back;
    mono_ns duration;
};

__attribute__((format(printf, 4, 5))) static void
put(struct tcs *p, mono_ns now, const struct driver_io *io, const char *format, ...)
{
    char frame[16];
    va_list args;
    va_start(args, format);
    vsnprintf(frame, sizeof frame, format, args);
    va_end(args);
    tcs_send(p, FRAME_ENERGISE, frame, now, io);
}

static void speed_put(struct tcs *p, mono_ns now, const struct driver_io *io, char letter,
                      const struct speed *speed)
{
    if (speed->is_fine)
        put(p, now, io, "O%c0%05u", letter == 'V' ? 'v' : 'r', speed->value);
    else
        put(p, now, io, "%c0%04u", letter, speed->value);
}

static void program_send(struct tcs *p, mono_ns now, const struct program *program,
                         const struct driver_io *io)
{
    tcs_send(p, FRAME_SAFE, "A", now, io);
    put(p, now, io, "S11111");
    if (tcs_help_lists(&p->help, TCS_PROFILE))
        put(p, now, io, "Ue00000");
    if (tcs_help_lists(&p->help, TCS_CEILING))
        put(p, now, io, "Om%03d", tenths(fmax(program->target, CEILING_MIN_DEGC)));
    put(p, now, io, "C0%03d", tenths(program->target));
    speed_put(p, now, io, 'V', &program->there);
    speed_put(p, now, io, 'R', &program->back);
    put(p, now, io, "D0%05d", (int)(program->duration / MONO_MS));
    put(p, now, io, "L");
}

/* Where it may be when it starts, as near to the target as can be: between the stop and the start it goes back to rest,
 * and no farther than it goes meanwhile, where that is known; the new speed back may hold already. */
static double start_nearest(const struct tcs *p, double target, double back_per_s)
{
    const struct tcs_run *run = &p->run;
    if (!run->running && !run->returning)
        return p->mean;
    double low = fmin(p->mean, p->rest), high = fmax(p->mean, p->rest);
    if (run->return_per_s > 0) {
        const double most = fmax(run->return_per_s, back_per_s) * mono_to_sec(PROGRAMMED_WITHIN);
        low = fmax(low, p->mean - most);
        high = fmin(high, p->mean + most);
    }
    return fmin(fmax(target, low), high);
}

static bool is_within(double target, const struct tcs_range *range)
{
    return target >= range->low / 10.0 - EXACT && target <= range->high / 10.0 + EXACT;
}

static enum status program_make(const struct tcs *p, const struct command *command,
                                struct program *program)
{
    const double back =
        command->return_per_s != 0 ? command->return_per_s : RETURN_DEFAULT_DEGC_PER_S;
    if (!is_within(command->target, &p->help.target) || command->hold < 0 ||
        command->hold > TCS_LONGEST_DRIVE)
        return STATUS_UNSUPPORTED;
    if (!speed_of(command->rate_per_s, tcs_help_lists(&p->help, TCS_FINE_SPEED), &program->there) ||
        !speed_of(back, tcs_help_lists(&p->help, TCS_FINE_RETURN), &program->back))
        return STATUS_UNSUPPORTED;
    program->target = tenths_towards(command->target, p->mean);
    const double way = fabs(program->target - start_nearest(p, program->target, back));
    const double way_s = way / speed_value(&program->there);
    if (way_s > mono_to_sec(TCS_LONGEST_DRIVE))
        return STATUS_UNSUPPORTED;
    program->duration = (mono_from_sec(way_s) + command->hold) / MONO_MS * MONO_MS;
    return program->duration >= DURATION_MIN && program->duration <= TCS_LONGEST_DRIVE
               ? STATUS_OK
               : STATUS_UNSUPPORTED;
}

static mono_ns way_back(const struct tcs *p, double from)
{
    return mono_from_sec(fabs(from - p->rest) / p->run.return_per_s) + BACK_SLACK;
}

enum status tcs_drive(struct tcs *p, mono_ns now, const struct command *command,
                      const struct driver_io *io)
{
    struct program program = {0};
    if (now < p->programmed_at)
        return STATUS_BUSY; /* the one before is still going out */
    const enum status status = program_make(p, command, &program);
    if (status != STATUS_OK)
        return status;
    const bool from_rest = !p->run.running && !p->run.returning;
    program_send(p, now, &program, io);
    p->programmed_at = p->line_at;
    p->run = (struct tcs_run){.running = true,
                              .from_rest = from_rest,
                              .start = p->mean,
                              .target = program.target,
                              .rate_per_s = speed_value(&program.there),
                              .return_per_s = speed_value(&program.back),
                              .asked_at = now,
                              .ends_at = p->line_at + program.duration + ENDS_SLACK};
    p->run.back_by = p->run.ends_at + way_back(p, program.target);
    return STATUS_OK;
}

/* Twice: a lost byte must not keep it from being heard. */
void tcs_baseline(struct tcs *p, mono_ns now, const struct driver_io *io)
{
    tcs_send(p, FRAME_SAFE, "AA", now, io);
    if (!p->run.running)
        return;
    p->run.running = false;
    p->run.returning = true;
    p->run.back_by = p->line_at + way_back(p, p->mean);
}

enum status tcs_level(struct tcs *p, mono_ns now, const struct command *command,
                      const struct driver_io *io)
{
    if (!is_within(command->target, &p->help.baseline))
        return STATUS_UNSUPPORTED;
    const double level = tenths_towards(command->target, p->mean);
    tcs_send(p, FRAME_SAFE, "A", now, io);
    put(p, now, io, "N%03d", tenths(level));
    p->rest = level;
    /* how fast it goes there is not known */
    p->run = (struct tcs_run){.returning = true, .back_by = MONO_NEVER};
    return STATUS_OK;
}

/* ---- watching -----------------------------------------------------------------------------------
 */

static bool is_astray(const struct tcs *p, mono_ns t)
{
    const struct tcs_run *run = &p->run;
    const double low = fmin(fmin(run->start, run->target), p->rest);
    const double high = fmax(fmax(run->start, run->target), p->rest);
    if (p->mean < low - SLACK_DEGC || p->mean > high + SLACK_DEGC)
        return true;
    const double way = run->target > run->start ? p->mean - run->start : run->start - p->mean;
    return run->from_rest && way > run->rate_per_s * mono_to_sec(t - run->asked_at) + SLACK_DEGC;
}

/* Beyond rest on the side of the target: from warm to cool it comes by rest without being back there. */
static bool is_away(const struct tcs *p)
{
    const double away = p->mean - p->rest;
    return (p->run.target > p->rest ? away : -away) >= AWAY_DEGC;
}

static enum fault watch_running(struct tcs *p, mono_ns t, bool is_near, const struct driver_io *io)
{
    struct tcs_run *run = &p->run;
    if (is_astray(p, t) || t >= run->back_by)
        return FAULT_TRACKING;
    run->was_away |= is_away(p);
    /* before its time, too: the bench has stopped it, or its own limiter has */
    if (!is_near || !(run->was_away || t >= run->ends_at))
        return FAULT_NONE;
    run->running = false;
    tell(io, EVENT_NOTICE, NOTICE_PROGRAM_DONE, t, 0);
    return FAULT_NONE;
}

enum fault tcs_run_watch(struct tcs *p, mono_ns t, const struct driver_io *io)
{
    struct tcs_run *run = &p->run;
    if (!run->running && !run->returning) {
        p->rest = p->mean;
        return FAULT_NONE;
    }
    const bool is_near = fabs(p->mean - p->rest) <= NEAR_DEGC;
    if (run->running)
        return watch_running(p, t, is_near, io);
    if (is_near)
        run->returning = false;
    return !is_near && t >= run->back_by ? FAULT_TRACKING : FAULT_NONE;
}
