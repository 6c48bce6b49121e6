/* A fault script while it runs: windows that open and close, and what they make of bytes. */
#include "sim/fault.h"

#include <assert.h>
#include <string.h>

static void schedule(struct sim_fault_run *run, mono_ns origin)
{
    const struct sim_fault *fault = &run->fault;
    run->phase = SIM_FAULT_WAITING;
    run->begins = origin + fault->at;
    /* one message: the window stays open until it has passed */
    const bool is_open_end = fault->lasts == MONO_NEVER || fault->lasts == 0;
    run->ends = is_open_end ? MONO_NEVER : run->begins + fault->lasts;
}

void sim_faults_init(struct sim_faults *faults, const struct sim_fault *list, size_t n,
                     uint64_t seed, mono_ns now)
{
    assert(n <= SIM_FAULTS_MAX);
    memset(faults, 0, sizeof *faults);
    faults->n = n;
    faults->power_on = now;
    const rng_key key = rng_key_text(rng_key_seed(seed), "fault");
    for (size_t i = 0; i < n; i++) {
        struct sim_fault_run *run = &faults->runs[i];
        run->fault = list[i];
        run->key = rng_key_number(key, i);
        run->phase = SIM_FAULT_OVER;
        if (!list[i].from_cue)
            schedule(run, now);
    }
}

static void look_for_cue(struct sim_faults *faults, const struct sim_world *world)
{
    if (faults->cues == world->cues)
        return;
    faults->cues = world->cues;
    for (size_t i = 0; i < faults->n; i++) {
        struct sim_fault_run *run = &faults->runs[i];
        const bool is_its_cue = !run->fault.cue || run->fault.cue == world->cues;
        if (run->fault.from_cue && is_its_cue && run->phase != SIM_FAULT_OPEN)
            schedule(run, world->cue_at);
    }
}

static mono_ns run_deadline(const struct sim_fault_run *run)
{
    switch (run->phase) {
    case SIM_FAULT_WAITING:
        return run->begins;
    case SIM_FAULT_OPEN:
        return run->ends;
    case SIM_FAULT_OVER:
        return MONO_NEVER;
    }
    return MONO_NEVER;
}

bool sim_faults_next(struct sim_faults *faults, const struct sim_world *world, mono_ns now,
                     struct sim_fault_change *change)
{
    look_for_cue(faults, world);
    struct sim_fault_run *first = NULL;
    for (size_t i = 0; i < faults->n; i++)
        if (run_deadline(&faults->runs[i]) <= now &&
            (!first || run_deadline(&faults->runs[i]) < run_deadline(first)))
            first = &faults->runs[i];
    if (!first)
        return false;
    *change = (struct sim_fault_change){
        .fault = &first->fault, .on = first->phase == SIM_FAULT_WAITING, .t = run_deadline(first)};
    first->phase = change->on ? SIM_FAULT_OPEN : SIM_FAULT_OVER;
    faults->n_open += change->on ? 1 : (size_t)-1;
    return true;
}

mono_ns sim_faults_deadline(const struct sim_faults *faults, const struct sim_world *world)
{
    if (faults->n && faults->cues != world->cues)
        return world->cue_at;
    mono_ns first = MONO_NEVER;
    for (size_t i = 0; i < faults->n; i++)
        first = mono_min(first, run_deadline(&faults->runs[i]));
    return first;
}

static bool strikes(struct sim_fault_run *run)
{
    return run->fault.p >= 1 || rng_uniform(run->key, run->draws++) < run->fault.p;
}

static void drop(struct sim_fault_run *run, struct sim_fault_message *message)
{
    size_t kept = 0;
    for (size_t i = 0; i < message->n; i++)
        if (!strikes(run))
            message->data[kept++] = message->data[i];
    message->n = kept;
}

static void garble(struct sim_fault_run *run, struct sim_fault_message *message)
{
    for (size_t i = 0; i < message->n; i++)
        if (strikes(run))
            message->data[i] ^= (uint8_t)(1 + rng_bits(run->key, run->draws++) % 255);
}

/* Keeps at least one byte and loses at least the line end. */
static void truncate_message(struct sim_faults *faults, struct sim_fault_run *run,
                             struct sim_fault_message *message)
{
    if (message->n < 4 || !strikes(run))
        return;
    message->n = 1 + rng_bits(run->key, run->draws++) % (message->n - 3);
    if (run->fault.lasts != 0)
        return;
    run->phase = SIM_FAULT_OVER;
    faults->n_open--;
}

static void duplicate(struct sim_fault_run *run, struct sim_fault_message *message)
{
    if (2 * message->n > sizeof message->data || !strikes(run))
        return;
    memcpy(message->data + message->n, message->data, message->n);
    message->n *= 2;
}

static void apply(struct sim_faults *faults, struct sim_fault_run *run,
                  struct sim_fault_message *message)
{
    switch (run->fault.kind) {
    case SIM_FAULT_DROP:
        drop(run, message);
        break;
    case SIM_FAULT_GARBLE:
        garble(run, message);
        break;
    case SIM_FAULT_TRUNCATE:
        truncate_message(faults, run, message);
        break;
    case SIM_FAULT_DUPLICATE:
        duplicate(run, message);
        break;
    case SIM_FAULT_SILENCE:
        message->n = 0;
        break;
    case SIM_FAULT_DELAY:
        message->delay += run->fault.gap;
        break;
    case SIM_FAULT_MERGE:
        message->hold = run->fault.gap;
        break;
    case SIM_FAULT_SPLIT:
        message->is_split = true;
        message->gap = run->fault.gap;
        break;
    case SIM_FAULT_STUCK_BUTTON:
    case SIM_FAULT_UNPLUG:
    case SIM_FAULT_REBOOT:
    case SIM_FAULT_IDENTITY:
    case SIM_FAULT_UNIT:
    case SIM_FAULT_SLOW_RAMP:
    case SIM_FAULT_DRIFT:
    case SIM_FAULT_OVERLOAD:
    case SIM_FAULT_SETTING:
    case SIM_FAULT_COUNT:
        break; /* not on the bytes */
    }
}

void sim_faults_apply(struct sim_faults *faults, struct sim_fault_message *message)
{
    if (!faults->n_open)
        return;
    for (size_t i = 0; i < faults->n && message->n; i++)
        if (faults->runs[i].phase == SIM_FAULT_OPEN)
            apply(faults, &faults->runs[i], message);
}
