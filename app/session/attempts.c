/* How often each trial of a session was tried, and why it is tried again. */
#include "session_internal.h"
#include "trial_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct attempts_row *attempts_of(struct session *session, const struct trial_plan *plan)
{
    struct attempts *attempts = &session->attempts;
    for (size_t i = 0; i < attempts->n; i++) {
        struct attempts_row *row = &attempts->rows[i];
        if (row->trial == plan->trial && row->practice == plan->practice &&
            strcmp(row->test, plan->test) == 0 && strcmp(row->site, plan->site) == 0 &&
            strcmp(row->side, plan->side) == 0 && strcmp(row->phase, plan->phase) == 0)
            return row;
    }
    if (attempts->n == attempts->capacity) {
        const size_t capacity = attempts->capacity ? 2 * attempts->capacity : 64;
        struct attempts_row *rows = realloc(attempts->rows, capacity * sizeof *rows);
        if (!rows)
            return NULL;
        attempts->rows = rows;
        attempts->capacity = capacity;
    }
    struct attempts_row *row = &attempts->rows[attempts->n++];
    *row = (struct attempts_row){.trial = plan->trial, .practice = plan->practice};
    snprintf(row->test, sizeof row->test, "%s", plan->test);
    snprintf(row->site, sizeof row->site, "%s", plan->site);
    snprintf(row->side, sizeof row->side, "%s", plan->side);
    snprintf(row->phase, sizeof row->phase, "%s", plan->phase);
    return row;
}

bool attempts_note(struct session *session, const struct trial_plan *plan, int64_t attempt,
                   enum again again)
{
    struct attempts_row *row = attempts_of(session, plan);
    if (row && attempt > row->last) {
        row->last = attempt;
        row->again = (uint8_t)again;
    }
    return row != NULL;
}

void attempts_explain(struct session *session, enum again again)
{
    struct attempts_row *row = attempts_of(session, &session->trial.plan);
    if (row) /* start() has made it */
        row->again = (uint8_t)again;
}

enum again attempts_again(struct session *session, int64_t *attempt)
{
    const struct attempts_row *row = attempts_of(session, &session->trial.plan);
    const int64_t last = row ? row->last : 0;
    *attempt = last + 1;
    if (last == 0)
        return session->trial.plan.is_extra ? AGAIN_SPREAD : AGAIN_NOT;
    return row->again == AGAIN_NOT ? AGAIN_REPEATED : (enum again)row->again;
}
