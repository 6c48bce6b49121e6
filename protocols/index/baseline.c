/* The error of measurement from the study's own baselines: see baseline_internal.h. */
#include "baseline_internal.h"

#include "index/modulation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct baseline_found {
    const char *test, *site, *unit; /* borrowed from the rows */
    struct trial_number area;
    struct baseline_sem sem;
};

enum status baselines_init(struct baselines *baselines, const struct entry *entries, size_t n)
{
    const size_t room = n ? n : 1;
    size_t people = 1;
    for (size_t i = 1; i < n; i++)
        people += entries[i].participant != entries[i - 1].participant;
    *baselines = (struct baselines){.entries = entries, .n = n};
    baselines->room.trial = malloc(room * sizeof *baselines->room.trial);
    baselines->room.x = malloc(room * sizeof *baselines->room.x);
    baselines->room.delta = malloc(room * sizeof *baselines->room.delta);
    baselines->x = malloc(people * BASELINE_REPEATS_MAX * sizeof *baselines->x);
    baselines->counts = malloc(people);
    const bool has_all = baselines->room.trial && baselines->room.x && baselines->room.delta &&
                         baselines->x && baselines->counts;
    return has_all ? STATUS_OK : STATUS_NO_MEMORY;
}

void baselines_fini(struct baselines *baselines)
{
    free(baselines->room.trial);
    free(baselines->room.x);
    free(baselines->room.delta);
    free(baselines->x);
    free(baselines->counts);
    free(baselines->found);
}

static bool is_alike(const struct trial_number *a, const struct trial_number *b)
{
    return a->given == b->given && a->v == b->v;
}

static size_t end_of_place(const struct baselines *baselines, size_t i)
{
    const struct entry *e = baselines->entries;
    size_t end = i + 1;
    while (end < baselines->n && e[end].participant == e[i].participant &&
           e[end].session == e[i].session && e[end].test == e[i].test &&
           entry_same_place(&e[i], &e[end]))
        end++;
    return end;
}

/* The repeats of one place, into `x`; 0: there are no two that are exact and as those of `key`. */
static size_t take_place(struct baselines *baselines, size_t first, size_t end,
                         const struct test_rule *test, const struct baseline_found *key, double *x)
{
    const struct index_trial *any = baselines->entries[first].trial;
    struct sample sample;
    if (strcmp(any->test, key->test) != 0 || strcmp(any->site, key->site) != 0)
        return 0;
    baselines->room.n = 0;
    baselines->room.phase = TRIAL_PHASE_BASELINE;
    if (!sample_pick(baselines->entries + first, end - first, test, &baselines->room, &sample) ||
        sample.status != INDEX_OK || sample.n < 2 || strcmp(sample.unit, key->unit) != 0 ||
        !is_alike(&sample.area, &key->area))
        return 0;
    const size_t n = sample.n < BASELINE_REPEATS_MAX ? sample.n : BASELINE_REPEATS_MAX;
    for (size_t i = 0; i < n; i++) {
        if (baselines->room.x[i].kind != BOUND_EXACT)
            return 0;
        x[i] = baselines->room.x[i].v;
    }
    return n;
}

/* Returns how many participants have repeats. */
static size_t take_all(struct baselines *baselines, const struct test_rule *test,
                       const struct baseline_found *key)
{
    size_t people = 0;
    for (size_t i = 0, end; i < baselines->n; i = end) {
        end = end_of_place(baselines, i);
        const size_t n =
            take_place(baselines, i, end, test, key, baselines->x + people * BASELINE_REPEATS_MAX);
        if (n == 0)
            continue;
        baselines->counts[people++] = (uint8_t)n;
        while (end < baselines->n &&
               baselines->entries[end].participant == baselines->entries[i].participant)
            end++;
    }
    return people;
}

static size_t count_with(const struct baselines *baselines, size_t people, size_t k)
{
    size_t n = 0;
    for (size_t i = 0; i < people; i++)
        n += baselines->counts[i] >= k;
    return n;
}

/* Those who have k trials or more, close together. */
static void pack(struct baselines *baselines, size_t people, size_t k)
{
    size_t at = 0;
    for (size_t i = 0; i < people; i++)
        for (size_t j = 0; j < k && baselines->counts[i] >= k; j++)
            baselines->x[at++] = baselines->x[i * BASELINE_REPEATS_MAX + j];
}

static struct baseline_sem search(struct baselines *baselines, const struct test_rule *test,
                                  const struct baseline_found *key)
{
    struct baseline_sem sem = {.status = INDEX_NO_SEM};
    const size_t people = take_all(baselines, test, key);
    size_t most = 0;
    for (size_t k = 2; k <= BASELINE_REPEATS_MAX; k++) {
        const size_t n = count_with(baselines, people, k);
        if (n < BASELINE_PARTICIPANTS_MIN || (n - 1) * (k - 1) <= most)
            continue;
        most = (n - 1) * (k - 1);
        sem.n = n;
        sem.k = k;
    }
    if (most == 0)
        return sem;
    pack(baselines, people, sem.k);
    sem.sem = modulation_sem_of_baselines(baselines->x, sem.n, sem.k);
    sem.status = sem.sem > 0 && isfinite(sem.sem) ? INDEX_OK : INDEX_NO_SEM;
    return sem;
}

static bool is_found(const struct baseline_found *found, const struct baseline_found *key)
{
    return strcmp(found->test, key->test) == 0 && strcmp(found->site, key->site) == 0 &&
           strcmp(found->unit, key->unit) == 0 && is_alike(&found->area, &key->area);
}

static bool reserve(struct baselines *baselines)
{
    if (baselines->n_found < baselines->capacity)
        return true;
    const size_t capacity = baselines->capacity ? baselines->capacity * 2 : 16;
    struct baseline_found *found = realloc(baselines->found, capacity * sizeof *found);
    baselines->is_short = !found;
    if (!found)
        return false;
    baselines->found = found;
    baselines->capacity = capacity;
    return true;
}

struct baseline_sem baselines_sem(struct baselines *baselines, const struct test_rule *test,
                                  const struct sample *sample)
{
    struct baseline_found key = {.test = sample->any->test,
                                 .site = sample->any->site,
                                 .unit = sample->unit,
                                 .area = sample->area};
    for (size_t i = 0; i < baselines->n_found; i++)
        if (is_found(&baselines->found[i], &key))
            return baselines->found[i].sem;
    if (!reserve(baselines))
        return (struct baseline_sem){.status = INDEX_NO_SEM};
    key.sem = search(baselines, test, &key);
    baselines->found[baselines->n_found++] = key;
    return key.sem;
}
