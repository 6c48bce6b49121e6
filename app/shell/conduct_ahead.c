/* What the call of a verb that asks now still has, and what comes after it, as far as the session is planned. */
#include "conduct_internal.h"

#include "copy_internal.h"

#include <string.h>

/* The row of the trial that the view is about; n: it is not planned. */
static size_t row_of_view(const struct conduct *conduct)
{
    const struct run_view *view = conduct->view;
    if (view->site == CONDUCT_NO_PLACE)
        return conduct->planned.n;
    const struct site_view *place = &view->sites[view->site];
    return planned_find(&conduct->planned, view->test, place->site, place->side, conduct->call);
}

void conduct_note_asked(struct conduct *conduct)
{
    const size_t at = row_of_view(conduct);
    if (at == conduct->planned.n)
        return;
    conduct->asked = at;
    conduct->call =
        conduct->planned.sites[at].call; /* a script may take another path than its plan */
}

/* ---- what a skip gives up ----------------------------------------------------------------------- */

static bool is_same_place(const struct planned_site *a, const struct planned_site *b)
{
    return strcmp(a->test, b->test) == 0 && strcmp(a->site, b->site) == 0 &&
           strcmp(a->side, b->side) == 0;
}

static bool is_due(const struct conduct *conduct, size_t at)
{
    return !conduct->view->practice && row_of_view(conduct) == at;
}

/* What earlier calls have had at the row's site, where the numbers of its own trials go on: as its own trials show, else as many
 * as were given. */
static int trials_before(const struct conduct *conduct, size_t at)
{
    const struct planned *planned = &conduct->planned;
    size_t before = 0;
    while (before < at && !is_same_place(&planned->sites[before], &planned->sites[at]))
        before++;
    if (before == at)
        return 0;
    int first = conduct_first_trial(conduct, &planned->sites[at]);
    const int due = is_due(conduct, at) ? conduct->view->trial : 0;
    if (due > 0 && (first == 0 || due < first))
        first = due;
    return first > 0 ? first - 1 : conduct_last_given(conduct, &planned->sites[at]);
}

/* The last of its call, with an extra one that is asked for. */
static int last_trial(const struct conduct *conduct, size_t at, int before)
{
    const int last = before + conduct->planned.sites[at].trials;
    return is_due(conduct, at) && conduct->view->trial > last ? conduct->view->trial : last;
}

static int lost_at(const struct conduct *conduct, size_t at)
{
    const struct planned_site *site = &conduct->planned.sites[at];
    const int before = trials_before(conduct, at), last = last_trial(conduct, at, before);
    int n = 0;
    if (conduct_is_withheld(conduct, site)) /* that is no skip's doing */
        return 0;
    for (int trial = before + 1; trial <= last; trial++)
        n += !conduct_is_done(conduct, site, trial);
    return n;
}

/* A rest of its own, and a question, are of no test. */
static bool has_trials(const struct run_view *view)
{
    return !view->skips_step && view->now != NOW_QUESTION;
}

int conduct_count_lost(const struct conduct *conduct)
{
    const struct planned *planned = &conduct->planned;
    const size_t at = row_of_view(conduct);
    int n = 0;
    for (size_t i = 0; i < planned->n && at < planned->n && has_trials(conduct->view); i++)
        if (planned_is_same_call(planned, at, i))
            n += lost_at(conduct, i);
    return n;
}

static void skip_at(struct conduct *conduct, size_t at)
{
    const struct planned_site *site = &conduct->planned.sites[at];
    const int before = trials_before(conduct, at), last = last_trial(conduct, at, before);
    for (int trial = before + 1; trial <= last && !conduct_is_withheld(conduct, site); trial++)
        if (!conduct_has_row(conduct, site, trial)) /* else that says what became of it */
            conduct_row_skipped(conduct, site, trial);
}

static void skip_call(struct conduct *conduct, size_t at)
{
    const struct planned *planned = &conduct->planned;
    for (size_t i = 0; i < planned->n && at < planned->n; i++)
        if (planned_is_same_call(planned, at, i))
            skip_at(conduct, i);
}

void conduct_skip(struct conduct *conduct)
{
    skip_call(conduct, row_of_view(conduct));
}

/* ---- what comes next ---------------------------------------------------------------------------- */

/* Behind the call that asked last: the next one, of `test` where that is said. n: none is planned. */
static size_t find_following(const struct conduct *conduct, const char *test)
{
    const struct planned *planned = &conduct->planned;
    const bool has_asked = conduct->asked < planned->n;
    for (size_t i = has_asked ? conduct->asked + 1 : 0; i < planned->n; i++) {
        const bool is_same = has_asked && planned_is_same_call(planned, conduct->asked, i);
        if (!is_same && (!test || strcmp(planned->sites[i].test, test) == 0))
            return i;
    }
    return planned->n;
}

/* Where no trial of it was asked for: before it, or at the choice of its site. */
static size_t row_ahead(const struct conduct *conduct, const char *test, const char *site,
                        const char *side)
{
    const struct planned *planned = &conduct->planned;
    for (size_t i = 0; i < planned->n; i++)
        if (planned->sites[i].call > 0 && planned->sites[i].call == conduct->recalled_call)
            return i;
    if (test)
        return find_following(conduct, test);
    for (size_t i = conduct->asked < planned->n ? conduct->asked : 0; i < planned->n; i++)
        if (strcmp(planned->sites[i].site, site) == 0 && strcmp(planned->sites[i].side, side) == 0)
            return i;
    return planned->n;
}

void conduct_recall_skip(struct conduct *conduct, const char *test, const char *site,
                         const char *side)
{
    const struct planned *planned = &conduct->planned;
    const bool is_asked = conduct->asked < planned->n && conduct->recalled_in_trial && test &&
                          strcmp(planned->sites[conduct->asked].test, test) == 0;
    const size_t at = is_asked ? conduct->asked : row_ahead(conduct, test, site, side);
    if (at < planned->n)
        conduct->call = planned->sites[at].call;
    skip_call(conduct, at);
}

static void show_test(struct conduct *conduct, const char *test, int trials)
{
    struct run_view *view = conduct->view;
    const uint8_t stimulus = view->stimulus;
    COPY(view->test, test);
    conduct_find_stimulus(conduct);
    if (view->stimulus != stimulus)
        view->limit = 0; /* of another unit */
    conduct->of = trials;
    view->practice = false;
    view->attempt = 0;
    view->trial = 0;
}

void conduct_look_forward(struct conduct *conduct, const char *test)
{
    struct run_view *view = conduct->view;
    const size_t at = find_following(conduct, test);
    if (view->over_limit) /* whoever is pressed too hard is watched on */
        return;
    view->site = CONDUCT_NO_PLACE;
    if (at == conduct->planned.n) {
        show_test(conduct, test ? test : "", 0);
        return;
    }
    const struct planned_site *row = &conduct->planned.sites[at];
    view->site = conduct_place_of(conduct, row->site, row->side);
    conduct->call = row->call;
    show_test(conduct, row->test,
              planned_trials(&conduct->planned, row->test, row->site, row->side));
    conduct_rows_refresh(conduct);
    view->trial = view->valid + 1;
}
