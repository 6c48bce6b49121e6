/* The conformance list of drivers: every rule that a driver keeps in front of its instrument.
 *
 * conformance_run() lives through every rule and returns the first that is broken, with a sentence, so that a table of
 * real drivers with their simulated instruments can be run, and so that the list itself can be proved on drivers that
 * each break one rule. */
#ifndef LIMEN_TESTS_CONFORMANCE_H
#define LIMEN_TESTS_CONFORMANCE_H

#include "support/conformance_life.h"

struct conformance_result {
    enum conformance_rule rule;
    char why[200];
};

static inline const char *conformance_text(enum conformance_rule rule)
{
    static const char *const texts[] = {
#define CONFORMANCE_TEXT(name, text) text,
        CONFORMANCE_LIST(CONFORMANCE_TEXT)
#undef CONFORMANCE_TEXT
    };
    return texts[rule];
}

/* Ends a life. True: it broke a rule. */
static inline bool conformance_close(struct life *life, struct conformance_result *result)
{
    const bool is_broken = life->broken != CONFORMANCE_NONE;
    if (is_broken) {
        result->rule = life->broken;
        memcpy(result->why, life->why, sizeof result->why);
    }
    free(life);
    return is_broken;
}

static inline mono_ns life_patience(const struct life *life)
{
    return life->subject->driver->announces_within;
}

/* ---- the table */

static inline bool conformance_table(const struct conformance_subject *subject,
                                     struct conformance_result *result)
{
    const struct driver *d = subject->driver;
    struct life *life = life_new(subject);
    if (d->state_size > DRIVER_STATE_MAX || d->n_channels == 0 || d->n_channels > CHANNELS_MAX)
        life_break(life, CONFORMANCE_TABLE, "state or channels out of bounds");
    if (!(d->announces_within > 0) || !(d->silence > 0))
        life_break(life, CONFORMANCE_TABLE, "no time to announce itself or to be silent");
    bool energises = false;
    for (uint8_t c = 0; c < d->n_channels; c++) {
        energises = energises || d->channels[c].energises;
        if (!(d->channels[c].value_min < d->channels[c].value_max))
            life_break(life, CONFORMANCE_TABLE, "channel `%s` has no range", d->channels[c].name);
    }
    if (energises != d->energises || energises != (d->stop_size > 0))
        life_break(life, CONFORMANCE_TABLE, "what energises has a stop frame, and nothing else");
    if (d->stop_size > FRAME_MAX || d->closing_size > FRAME_MAX)
        life_break(life, CONFORMANCE_TABLE, "stop frame or closing too long");
    return conformance_close(life, result);
}

/* ---- announcing, silence, cable */

static inline bool conformance_announce(const struct conformance_subject *subject,
                                        struct conformance_result *result)
{
    struct life *life = life_new(subject);
    life_run(life, life->now + life_patience(life));
    if (life->readies == 0)
        life_break(life, CONFORMANCE_ANNOUNCE, "not ready within %g s on a good line",
                   mono_to_sec(life_patience(life)));
    if (conformance_close(life, result))
        return true;
    life = life_new(subject);
    life->mute = true;
    life_run(life, life->now + life_patience(life));
    if (life->faults == 0 || life->readies > 0)
        life_break(life, CONFORMANCE_ANNOUNCE, "no fault within %g s though nobody answers",
                   mono_to_sec(life_patience(life)));
    return conformance_close(life, result);
}

static inline bool conformance_identity(const struct conformance_subject *subject,
                                        struct conformance_result *result)
{
    const struct conformance_peer *peer = &subject->peer;
    if (!peer->be_another)
        return false;
    peer->be_another(peer->self, true);
    struct life *life = life_new(subject);
    life->disturbed = true;
    life_run(life, life->now + life_patience(life));
    peer->be_another(peer->self, false);
    if (life->readies > 0 || life->last_fault != FAULT_IDENTITY)
        life_break(life, CONFORMANCE_IDENTITY, "another device: ready %zu times, last fault %s",
                   life->readies, fault_word((enum fault)life->last_fault));
    return conformance_close(life, result);
}

static inline bool conformance_steady(const struct conformance_subject *subject,
                                      struct conformance_result *result)
{
    struct life *life = life_new(subject);
    for (int i = 0; i < 10; i++) {
        const size_t before = life->readings;
        life_run(life, life->now + life_patience(life) + MONO_SEC);
        if (life->readings == before || life->faults > 0)
            life_break(life, CONFORMANCE_STEADY, "%zu readings and %zu faults (%s) on a good line",
                       life->readings - before, life->faults,
                       fault_word((enum fault)life->last_fault));
    }
    return conformance_close(life, result);
}

/* At several moments of the stream, so that what is under way when it dies away differs. */
static inline bool conformance_silence(const struct conformance_subject *subject,
                                       struct conformance_result *result)
{
    for (int i = 0; i < 10; i++) {
        struct life *life = life_new(subject);
        life_run(life, life->now + life_patience(life) + i * 7 * MONO_MS);
        life->mute = life->disturbed = true;
        const mono_ns since = life->now;
        life_run(life, since + subject->driver->silence + MONO_MS);
        if (life->faults == 0)
            life_break(life, CONFORMANCE_SILENCE, "no fault after %g s of silence",
                       mono_to_sec(life->now - since));
        if (conformance_close(life, result))
            return true;
    }
    return false;
}

static inline bool conformance_replug(const struct conformance_subject *subject,
                                      struct conformance_result *result)
{
    const mono_ns patience = subject->driver->announces_within;
    for (int i = 0; i < 40; i++) {
        struct life *life = life_new(subject);
        life_run(life, life->now + patience * i / 20); /* also in the midst of announcing itself */
        life->mute = life->disturbed = true;
        life->now += 300 * MONO_MS;
        life_listen(life); /* what the instrument says to an open end */
        life->mute = false;
        life_open(life, i % 2);
        const size_t ready_before = life->readies, readings_before = life->readings;
        life_run(life, life->now + patience + subject->driver->silence);
        if (life->readies == ready_before || life->readings == readings_before)
            life_break(life, CONFORMANCE_REPLUG,
                       "not ready or not reading after the cable was out "
                       "(%d)",
                       i);
        if (conformance_close(life, result))
            return true;
    }
    return false;
}

/* ---- bytes */

static inline bool event_is_equal(const struct event *a, const struct event *b)
{
    return a->t == b->t && a->kind == b->kind && a->channel == b->channel && a->code == b->code &&
           a->seq == b->seq && (a->value == b->value || (isnan(a->value) && isnan(b->value)));
}

static inline bool conformance_split(const struct conformance_subject *subject,
                                     struct conformance_result *result)
{
    const mono_ns span = subject->driver->announces_within + 500 * MONO_MS;
    struct life *whole = life_new(subject);
    life_run(whole, whole->now + span);
    bool is_broken = false;
    for (size_t chunk = 1; chunk <= 33 && !is_broken; chunk++) {
        struct life *life = life_new(subject);
        life->chunk = chunk;
        life_run(life, life->now + span);
        if (life->n_events != whole->n_events)
            life_break(life, CONFORMANCE_SPLIT, "%zu events instead of %zu in pieces of %zu",
                       life->n_events, whole->n_events, chunk);
        for (size_t i = 0; i < life->n_events && i < whole->n_events; i++)
            if (!event_is_equal(&life->events[i], &whole->events[i]))
                life_break(life, CONFORMANCE_SPLIT, "event %zu differs in pieces of %zu", i, chunk);
        is_broken = conformance_close(life, result);
    }
    free(whole);
    return is_broken;
}

static inline bool conformance_noise(const struct conformance_subject *subject,
                                     struct conformance_result *result)
{
    enum { NOISE = 64 * 1024, PIECE = 64 };
    static const char letters[] = "0123456789.-+ NOKDE\r\n";
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct life *life = life_new(subject);
        uint64_t x = seed * 0x9e3779b97f4a7c15u;
        life_run(life, life->now + life_patience(life));
        life->disturbed = true;
        for (int at = 0; at < NOISE; at += PIECE) {
            uint8_t data[PIECE];
            for (int i = 0; i < PIECE; i++) {
                x ^= x << 13, x ^= x >> 7, x ^= x << 17;
                /* Bytes of any kind, or those that its own language is made of. */
                const uint8_t any = (uint8_t)(x >> 32);
                data[i] = seed % 2 ? any : (uint8_t)letters[any % (sizeof letters - 1)];
            }
            life_hear(life, data, PIECE);
            life_run(life, life->now + 2 * MONO_MS);
        }
        life_run(life, life->now + 10 * MONO_SEC);
        const size_t before = life->readings;
        life_run(life, life->now + MONO_SEC);
        if (!life->ready || life->readings == before)
            life_break(life, CONFORMANCE_NOISE, "does not read 10 s after noise of seed %llu",
                       (unsigned long long)seed);
        if (conformance_close(life, result))
            return true;
    }
    return false;
}

static inline bool life_knows(const struct life *life, const struct event *e)
{
    for (size_t i = 0; i < life->n_events; i++)
        if (life->events[i].kind == e->kind && life->events[i].channel == e->channel &&
            fabs(life->events[i].value - e->value) <= life->subject->wanders)
            return true;
    return false;
}

static inline bool conformance_shorten(const struct conformance_subject *subject,
                                       const struct life *good, size_t say, size_t taken,
                                       struct conformance_result *result)
{
    const mono_ns span = subject->driver->announces_within + MONO_SEC;
    for (int keeps_end = 0; keeps_end < 2; keeps_end++) {
        struct life *life = life_new(subject);
        life->cut_say = say;
        life->cut_taken = taken;
        life->keeps_end = keeps_end;
        life_run(life, life->now + span);
        life_run(life, life->now + (life->ready ? 300 * MONO_MS : span));
        for (size_t i = 0; i < life->n_events; i++) {
            const struct event *e = &life->events[i];
            if ((e->kind == EVENT_READING || e->kind == EVENT_RATING) && !life_knows(good, e))
                life_break(life, CONFORMANCE_TRUNCATED, "%g out of message %zu cut after %zu bytes",
                           e->value, say, taken);
        }
        if (conformance_close(life, result))
            return true;
    }
    return false;
}

/* Each message of the instrument loses its tail at each byte, with and without its line end: what is read then is
 * what is read anyway. */
static inline bool conformance_truncated(const struct conformance_subject *subject,
                                         struct conformance_result *result)
{
    enum { MESSAGES = 40, LONGEST = 40 };
    struct life *good = life_new(subject);
    life_run(good, good->now + subject->driver->announces_within + MONO_SEC);
    bool is_broken = false;
    for (size_t cut = 0; cut < MESSAGES * LONGEST && !is_broken; cut++)
        is_broken = conformance_shorten(subject, good, cut / LONGEST, cut % LONGEST, result);
    free(good);
    return is_broken;
}

/* ---- commands and stops */

static inline void expect_refusal(struct life *life, struct command command, enum status expected)
{
    const struct driver *driver = life->subject->driver;
    const size_t before = life->n_frames;
    const enum status status = driver->command(life->state, life->now, &command, &life->io);
    const bool is_range = expected == STATUS_UNSUPPORTED && status == STATUS_RANGE;
    if ((status != expected && !is_range) || life->n_frames != before)
        life_break(life, CONFORMANCE_REFUSE,
                   "command %u on channel %u, target %g: %s and %zu frames instead of %s",
                   command.kind, command.channel, command.target, status_name(status),
                   life->n_frames - before, status_name(expected));
}

static inline bool conformance_refuse(const struct conformance_subject *subject,
                                      struct conformance_result *result)
{
    const struct driver *driver = subject->driver;
    struct life *life = life_new(subject);
    expect_refusal(life, subject->reading, STATUS_BUSY);
    if (driver->energises)
        expect_refusal(life, subject->drive, STATUS_BUSY);
    life_run(life, life->now + life_patience(life) + 100 * MONO_MS);
    for (uint8_t kind = COMMAND_STREAM; kind <= COMMAND_PUT; kind++) {
        struct command command = kind == COMMAND_DRIVE ? subject->drive : subject->reading;
        command.kind = kind;
        command.channel = driver->n_channels;
        expect_refusal(life, command, STATUS_UNSUPPORTED);
    }
    struct command drive = subject->drive;
    drive.kind = COMMAND_DRIVE;
    for (uint8_t c = 0; c < driver->n_channels; c++) {
        drive.channel = c;
        if (!driver->channels[c].energises)
            expect_refusal(life, drive, STATUS_UNSUPPORTED);
    }
    const double beyond[] = {INFINITY, (double)NAN, -1e9, 1e9};
    for (size_t i = 0; i < 4 && driver->energises; i++) {
        drive = subject->drive;
        drive.target = beyond[i];
        expect_refusal(life, drive, STATUS_UNSUPPORTED);
    }
    return conformance_close(life, result);
}

/* At rest at last, whatever was under way. */
static inline void expect_rest(struct life *life, enum conformance_rule rule)
{
    life_run(life, life->now + 3 * MONO_SEC);
    if (life->broken == CONFORMANCE_STOP)
        life->broken = rule;
    if (life_pressing(life) > 1e-9)
        life_break(life, rule, "still presses with %g three seconds after a stop",
                   life_pressing(life));
}

static inline bool conformance_stop(const struct conformance_subject *subject,
                                    struct conformance_result *result)
{
    enum { MOMENTS = 60 };
    if (!subject->driver->energises)
        return false;
    double most = 0;
    for (int i = 0; i < MOMENTS; i++) {
        struct life *life = life_new(subject);
        life->may_drive = true;
        life_run(life,
                 life->now + (subject->driver->announces_within + 2 * MONO_SEC) * i / MOMENTS);
        most = fmax(most, life_pressing(life));
        life->disturbed = true;
        life_stop(life);
        expect_rest(life, CONFORMANCE_STOP);
        if (i == MOMENTS - 1 && most == 0)
            life_break(life, CONFORMANCE_STOP, "the command to press never made it press");
        if (conformance_close(life, result))
            return true;
    }
    return false;
}

/* Stopped from the beginning: only what the driver calls safe gets through. */
static inline bool conformance_safe(const struct conformance_subject *subject,
                                    struct conformance_result *result)
{
    struct life *life = life_new(subject);
    life->disturbed = true;
    life_stop(life);
    life->may_drive = subject->driver->energises;
    expect_rest(life, CONFORMANCE_SAFE);
    if (!subject->driver->energises)
        for (size_t i = 0; i < life->n_frames; i++)
            if (life->frames[i].class != FRAME_SAFE)
                life_break(life, CONFORMANCE_SAFE, "an energising frame of what cannot energise");
    if (life->readies == 0)
        life_break(life, CONFORMANCE_SAFE, "cannot announce itself with safe frames alone");
    return conformance_close(life, result);
}

/* The closing bytes end a begun frame, and must not be what it lacks. */
static inline void expect_closed(struct life *life, const struct life_frame *frame, size_t taken)
{
    const struct driver *driver = life->subject->driver;
    uint8_t sent[2 * FRAME_MAX];
    if (frame->class != FRAME_ENERGISE || driver->closing_size == 0 || taken == 0)
        return;
    memcpy(sent, frame->data, taken);
    memcpy(sent + taken, driver->closing, driver->closing_size);
    if (taken + driver->closing_size >= frame->size && taken < frame->size &&
        memcmp(sent, frame->data, frame->size) == 0)
        life_break(life, CONFORMANCE_STOP_IN_FRAME,
                   "the closing bytes complete the frame `%.*s` cut after %zu bytes",
                   (int)frame->size, (const char *)frame->data, taken);
}

static inline bool frame_is_new(const struct life *life, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (life->frames[i].class == life->frames[index].class &&
            life->frames[i].drives == life->frames[index].drives &&
            life->frames[i].size == life->frames[index].size &&
            memcmp(life->frames[i].data, life->frames[index].data, life->frames[index].size) == 0)
            return false;
    return true;
}

static inline bool conformance_cut(const struct conformance_subject *subject,
                                   const struct life_frame *frame, size_t before, size_t taken,
                                   struct conformance_result *result)
{
    struct life *life = life_new(subject);
    life->may_drive = true;
    life->cut_written = before + taken;
    life_run(life, life->now + subject->driver->announces_within + 2 * MONO_SEC);
    life->disturbed = true;
    life_stop(life);
    expect_closed(life, frame, taken);
    expect_rest(life, CONFORMANCE_STOP_IN_FRAME);
    return conformance_close(life, result);
}

static inline bool conformance_stop_in_frame(const struct conformance_subject *subject,
                                             struct conformance_result *result)
{
    if (!subject->driver->energises)
        return false;
    struct life *good = life_new(subject);
    good->may_drive = true;
    life_run(good, good->now + subject->driver->announces_within + 2 * MONO_SEC);
    bool is_broken = false;
    /* A life begins with the stop sequence of the new link. */
    size_t before = (size_t)subject->driver->closing_size + subject->driver->stop_size;
    for (size_t f = 0; f < good->n_frames && !is_broken; f++) {
        for (size_t taken = 0; frame_is_new(good, f) && taken < good->frames[f].size && !is_broken;
             taken++)
            is_broken = conformance_cut(subject, &good->frames[f], before, taken, result);
        before += good->frames[f].size;
    }
    free(good);
    return is_broken;
}

/* ---- what is only told */

static inline void told_put(struct life *life, double target, enum status expected)
{
    const size_t before = life->n_frames;
    const struct command command = {.kind = COMMAND_PUT, .target = target};
    const enum status status =
        life->subject->driver->command(life->state, life->now, &command, &life->io);
    if (status != expected || life->n_frames != before + (status == STATUS_OK))
        life_break(life, CONFORMANCE_REFUSE, "%g to be put out: %s and %zu frames", target,
                   status_name(status), life->n_frames - before);
}

/* Ready at once, whoever is there, with its lines at 0; and again after the cable was out. */
static inline bool told_announce(const struct conformance_subject *subject,
                                 struct conformance_result *result)
{
    struct life *life = life_new(subject);
    life->mute = true;
    for (size_t opened = 1; opened <= 3; opened++) {
        life_flush(life);
        if (life->readies != opened || life->faults > 0 || life->n_frames != opened ||
            life->frames[opened - 1].size != 1 || life->frames[opened - 1].data[0] != 0)
            life_break(life, CONFORMANCE_ANNOUNCE, "opened %zu times: ready %zu times, %zu frames",
                       opened, life->readies, life->n_frames);
        life->now += MONO_SEC;
        life_open(life, true);
    }
    return conformance_close(life, result);
}

/* Whatever comes back is nothing to it. */
static inline bool told_noise(const struct conformance_subject *subject,
                              struct conformance_result *result)
{
    struct life *life = life_new(subject);
    const size_t events = life->n_events, frames = life->n_frames;
    for (int at = 0; at < 64 * 1024; at++) {
        const uint8_t byte = (uint8_t)(at * 31 >> at % 7);
        life->now += 10 * MONO_US;
        life_hear(life, &byte, 1);
        if (subject->driver->deadline(life->state) <= life->now)
            subject->driver->tick(life->state, life->now, &life->io);
    }
    if (life->n_events != events || life->n_frames != frames)
        life_break(life, CONFORMANCE_NOISE, "%zu events and %zu frames of noise",
                   life->n_events - events, life->n_frames - frames);
    return conformance_close(life, result);
}

/* Each byte as it is, in one safe frame; nothing else. */
static inline bool told_bytes(const struct conformance_subject *subject,
                              struct conformance_result *result)
{
    const double no_bytes[] = {-1, 0.5, 255.5, 256, 1e9, -1e9, INFINITY, (double)NAN};
    struct life *life = life_new(subject);
    for (int code = 0; code <= UINT8_MAX; code++) {
        told_put(life, code, STATUS_OK);
        life_flush(life);
        life->now += MONO_SEC;
        const struct life_frame *frame = &life->frames[life->n_frames - 1];
        if (frame->size != 1 || frame->data[0] != code || frame->class != FRAME_SAFE)
            life_break(life, CONFORMANCE_SAFE, "%d is %u in a frame of %u bytes", code,
                       frame->data[0], frame->size);
    }
    for (size_t i = 0; i < sizeof no_bytes / sizeof no_bytes[0]; i++)
        told_put(life, no_bytes[i], STATUS_RANGE);
    for (uint8_t kind = COMMAND_IDLE; kind < COMMAND_PUT; kind++)
        expect_refusal(life, (struct command){.kind = kind}, STATUS_UNSUPPORTED);
    expect_refusal(life, (struct command){.kind = COMMAND_PUT, .channel = 1}, STATUS_UNSUPPORTED);
    return conformance_close(life, result);
}

/* Nobody can say who it is, and whoever asks sends nothing. */
static inline bool told_asked(const struct conformance_subject *subject,
                              struct conformance_result *result)
{
    struct conformance_subject asked = *subject;
    asked.config.only_identifies = true;
    struct life *life = life_new(&asked);
    if (life->n_frames > 0 || life->readies > 0)
        life_break(life, CONFORMANCE_IDENTITY, "asked who it is: %zu frames, ready %zu times",
                   life->n_frames, life->readies);
    told_put(life, 1, STATUS_BUSY);
    return conformance_close(life, result);
}

/* A driver that `is_told_only` has no readings, no silence and nobody to mistake: for it there is another list. */
static inline struct conformance_result
conformance_run_told(const struct conformance_subject *subject)
{
    static bool (*const rules[])(const struct conformance_subject *,
                                 struct conformance_result *) = {
        conformance_table, told_announce, told_noise, told_bytes, told_asked,
    };
    struct conformance_result result = {.rule = CONFORMANCE_NONE};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (rules[i](subject, &result))
            break;
    return result;
}

static inline struct conformance_result conformance_run(const struct conformance_subject *subject)
{
    static bool (*const rules[])(const struct conformance_subject *,
                                 struct conformance_result *) = {
        conformance_table,         conformance_announce, conformance_identity, conformance_steady,
        conformance_silence,       conformance_replug,   conformance_split,    conformance_noise,
        conformance_truncated,     conformance_refuse,   conformance_stop,     conformance_safe,
        conformance_stop_in_frame,
    };
    struct conformance_result result = {.rule = CONFORMANCE_NONE};
    if (subject->driver->is_told_only)
        return conformance_run_told(subject);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (rules[i](subject, &result))
            break;
    return result;
}

#endif
