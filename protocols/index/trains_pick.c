/* A train is one attempt: what cuts off or spoils one of its pulses does so to all of it, and its
 * ratings never come from two attempts. The single stimulus and the train of a wind-up are an
 * attempt each.
 *
 * Terms: a *set* is the entries of one train, or of one phase of a repetition, with all its
 * attempts. */
#include "trains_internal.h"

#include <string.h>

enum trains_kind trains_kind_of(const char *test)
{
    if (strcmp(test, "ts") == 0)
        return TRAINS_OF_PULSES;
    return strcmp(test, "wur") == 0 ? TRAINS_WINDUP : TRAINS_NONE;
}

uint32_t trains_number(const struct index_trial *trial)
{
    return trial->train ? trial->train : trial->trial;
}

struct pick {
    struct picked *picked;
    struct trains *trains;
    uint32_t expected; /* the next number, when none is missing */
    bool is_twice, has_no_pulse, has_single, has_train;
};

static bool is_candidate(const struct pick *p, const struct index_trial *t)
{
    const bool windup = p->trains->kind == TRAINS_WINDUP;
    const bool of_windup = t->phase == TRIAL_PHASE_SINGLE || t->phase == TRIAL_PHASE_TRAIN;
    return !t->practice && (windup ? of_windup : t->phase == TRIAL_PHASE_NONE);
}

static bool has_candidate(const struct pick *p, const struct entry *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_candidate(p, e[i].trial))
            return true;
    return false;
}

static bool is_cut_off(const struct index_trial *t)
{
    switch ((enum trial_end)t->end) {
    case TRIAL_END_STOP:
    case TRIAL_END_FAULT:
    case TRIAL_END_INTERRUPTED:
    case TRIAL_END_WITHDRAWN:
        return true;
    case TRIAL_END_NONE:
    case TRIAL_END_RESPONSE:
    case TRIAL_END_LIMIT:
    case TRIAL_END_TIMEOUT:
    case TRIAL_END_EARLY:
    case TRIAL_END_COMPLETED:
    case TRIAL_END_COUNT:
        break;
    }
    return false;
}

/* `marks`: the table says which rows count. */
static bool enters(const struct index_trial *t, bool marks)
{
    return trial_is_complete(t) && (!marks || t->counts == TRIAL_COUNTS_YES);
}

static bool attempt_stands(const struct pick *p, const struct entry *e, size_t n, bool marks)
{
    bool has_rating = false;
    for (size_t i = 0; i < n; i++) {
        const struct index_trial *t = e[i].trial;
        if (!is_candidate(p, t))
            continue;
        if (t->spoiled || is_cut_off(t))
            return false;
        has_rating = has_rating || enters(t, marks);
    }
    return has_rating;
}

/* The row of the stimulus itself, beside those of its ratings: it says how the train ended, and rates nothing. */
static bool is_of_the_train(const struct pick *p, const struct index_trial *t)
{
    const bool is_own = p->trains->kind == TRAINS_OF_PULSES || t->end == TRIAL_END_COMPLETED;
    return is_own && t->pulse == 0 && !t->value.given;
}

/* What a set has one rating for: a pulse, or the whole of it. */
static uint32_t slot_of(const struct pick *p, const struct index_trial *t)
{
    return p->trains->kind == TRAINS_OF_PULSES ? t->pulse : 0;
}

static void attempt_append(struct pick *p, const struct entry *e, size_t n, bool marks)
{
    struct picked *picked = p->picked;
    const size_t first = picked->n;
    uint32_t longest = 0;
    for (size_t i = 0; i < n; i++) {
        const struct index_trial *t = e[i].trial;
        if (!is_candidate(p, t))
            continue;
        longest = t->pulse;
        if (is_of_the_train(p, t))
            continue;
        if (!enters(t, marks)) {
            p->trains->sample.missing = true;
            continue;
        }
        p->has_no_pulse = p->has_no_pulse || (p->trains->kind == TRAINS_OF_PULSES && t->pulse == 0);
        p->is_twice = p->is_twice || (picked->n > first &&
                                      slot_of(p, picked->trial[picked->n - 1]) == slot_of(p, t));
        picked->x[picked->n] = trial_value(t);
        picked->trial[picked->n++] = t;
    }
    if (p->trains->kind == TRAINS_OF_PULSES && longest < p->trains->pulses)
        p->trains->sample.missing = true;
}

/* Does an attempt of n entries have a rating for what one of those picked from `first` on is for? */
static bool is_doubled(const struct pick *p, size_t first, const struct entry *e, size_t n,
                       bool marks)
{
    size_t at = first;
    for (size_t i = 0; i < n; i++) {
        const struct index_trial *t = e[i].trial;
        if (!is_candidate(p, t) || !enters(t, marks))
            continue;
        while (at < p->picked->n && slot_of(p, p->picked->trial[at]) < slot_of(p, t))
            at++;
        if (at < p->picked->n && slot_of(p, p->picked->trial[at]) == slot_of(p, t))
            return true;
    }
    return false;
}

static size_t attempt_begin(const struct entry *e, size_t end)
{
    size_t begin = end - 1;
    while (begin > 0 && e[begin - 1].attempt == e[end - 1].attempt)
        begin--;
    return begin;
}

/* The last attempt that stands. Where the table marks what counts, an earlier one may not have marked
 * the same rating. */
static bool choose(struct pick *p, const struct entry *e, size_t n)
{
    const size_t first = p->picked->n;
    bool marks = false, is_chosen = false;
    for (size_t i = 0; i < n; i++)
        marks = marks || (is_candidate(p, e[i].trial) && e[i].trial->counts != TRIAL_COUNTS_NONE);
    for (size_t end = n, begin; end > 0 && !p->is_twice; end = begin) {
        begin = attempt_begin(e, end);
        if (!attempt_stands(p, e + begin, end - begin, marks))
            continue;
        if (!is_chosen)
            attempt_append(p, e + begin, end - begin, marks);
        else
            p->is_twice = is_doubled(p, first, e + begin, end - begin, marks);
        is_chosen = true;
        if (!marks)
            break;
    }
    return is_chosen;
}

static size_t set_size(const struct entry *e, size_t n)
{
    size_t i = 1;
    while (i < n && e[i].number == e[0].number && e[i].phase == e[0].phase)
        i++;
    return i;
}

/* All sets of one number: of a train one, of a repetition two. */
static void pick_number(struct pick *p, const struct entry *e, size_t n)
{
    const size_t wanted = p->trains->kind == TRAINS_WINDUP ? 2 : 1;
    size_t sets = 0, chosen = 0;
    for (size_t i = 0, size; i < n; i += size) {
        size = set_size(e + i, n - i);
        if (!has_candidate(p, e + i, size))
            continue;
        p->has_single = p->has_single || e[i].phase == TRIAL_PHASE_SINGLE;
        p->has_train = p->has_train || e[i].phase == TRIAL_PHASE_TRAIN;
        sets++;
        chosen += choose(p, e + i, size);
    }
    if (sets > 0 && (chosen < wanted || e[0].number > p->expected))
        p->trains->sample.missing = true;
    if (sets > 0 || e[0].number == p->expected) /* else used for practice or in a phase */
        p->expected = e[0].number + 1;
}

static size_t longest_train(const struct pick *p, const struct entry *e, size_t n)
{
    uint32_t pulses = 0;
    for (size_t i = 0; i < n; i++)
        if (is_candidate(p, e[i].trial) && e[i].trial->pulse > pulses)
            pulses = e[i].trial->pulse;
    return pulses;
}

static enum index_status status_of(const struct pick *p, bool has_any)
{
    const bool windup = p->trains->kind == TRAINS_WINDUP;
    if (p->is_twice)
        return INDEX_DUPLICATE_TRIAL;
    if (windup && !(p->has_single && p->has_train))
        return INDEX_MISSING_PHASE;
    if (!has_any)
        return INDEX_OTHER_PHASE;
    if (p->has_no_pulse)
        return INDEX_NO_PULSE_NUMBER;
    return !windup && p->trains->pulses > TRAIN_PULSES_MAX ? INDEX_OUT_OF_RANGE : INDEX_OK;
}

bool trains_pick(const struct entry *entries, size_t n, enum trains_kind kind,
                 struct picked *picked, struct trains *trains)
{
    struct pick p = {.picked = picked, .trains = trains, .expected = 1};
    bool practice_only = true;
    for (size_t i = 0; i < n; i++)
        practice_only = practice_only && entries[i].trial->practice;
    if (practice_only)
        return false;
    picked->n = 0;
    *trains = (struct trains){.kind = kind, .sample = {.any = entries[0].trial, .unit = ""}};
    trains->pulses = longest_train(&p, entries, n);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && entries[end].number == entries[i].number;)
            end++;
        pick_number(&p, entries + i, end - i);
    }
    trains->sample.n = picked->n;
    trains->sample.status = status_of(&p, has_candidate(&p, entries, n));
    sample_check_alike(picked, &trains->sample);
    return true;
}
