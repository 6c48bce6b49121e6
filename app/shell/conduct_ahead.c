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
    return planned_find(&conduct->planned, view->test, place->site, place->side);
}

void conduct_note_asked(struct conduct *conduct)
{
    const size_t at = row_of_view(conduct);
    if (at < conduct->planned.n)
        conduct->asked = at;
}

/* ---- what a skip gives up ----------------------------------------------------------------------- */

/* With an extra one that is asked for. */
static int trials_at(const struct conduct *conduct, const struct planned_site *site)
{
    const struct run_view *view = conduct->view;
    const struct site_view *place =
        view->site == CONDUCT_NO_PLACE ? NULL : &view->sites[view->site];
    const bool is_due = place && !view->practice && strcmp(view->test, site->test) == 0 &&
                        strcmp(place->site, site->site) == 0 &&
                        strcmp(place->side, site->side) == 0;
    return is_due && view->trial > site->trials ? view->trial : site->trials;
}

static int lost_at(const struct conduct *conduct, const struct planned_site *site)
{
    int n = 0;
    if (conduct_is_withheld(conduct, site)) /* that is no skip's doing */
        return 0;
    for (int trial = 1; trial <= trials_at(conduct, site); trial++)
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
            n += lost_at(conduct, &planned->sites[i]);
    return n;
}

static void skip_at(struct conduct *conduct, const struct planned_site *site)
{
    const int trials = trials_at(conduct, site);
    for (int trial = 1; trial <= trials && !conduct_is_withheld(conduct, site); trial++)
        if (!conduct_has_row(conduct, site, trial)) /* else that says what became of it */
            conduct_row_skipped(conduct, site, trial);
}

void conduct_skip(struct conduct *conduct)
{
    const struct planned *planned = &conduct->planned;
    const size_t at = row_of_view(conduct);
    for (size_t i = 0; i < planned->n && at < planned->n; i++)
        if (planned_is_same_call(planned, at, i))
            skip_at(conduct, &planned->sites[i]);
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
    show_test(conduct, row->test, row->trials);
    conduct_rows_refresh(conduct);
    view->trial = view->valid + 1;
}
