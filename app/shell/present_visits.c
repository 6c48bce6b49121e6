/* The visits of one participant, and each site's threshold over them. */
#include "shell/present.h"

#include "copy_internal.h"

#include <string.h>
#include <time.h>

static bool each_session(void *context, const struct study_session *session)
{
    struct visits *visits = context;
    if (session->is_erased)
        return true;
    if (visits->n == VISITS_MAX)
        memmove(visits->rows, visits->rows + 1, --visits->n * sizeof visits->rows[0]);
    struct visit *visit = &visits->rows[visits->n++];
    *visit = (struct visit){.key = session->key,
                            .begun = session->begun,
                            .ended = session->ended,
                            .is_ended = session->ended != 0,
                            .is_simulated = session->is_simulated};
    COPY(visit->protocol, session->protocol_id);
    visits->all++;
    return true;
}

enum status visits_load(struct study *study, const char *participant, struct visits *visits,
                        struct why *why)
{
    visits->n = visits->all = 0;
    return participant[0] ? study_sessions(study, participant, each_session, visits, why)
                          : STATUS_OK;
}

int visits_number(const struct visits *visits, size_t at)
{
    return (int)(visits->all - visits->n + at + 1);
}

size_t visits_find(const struct visits *visits, const struct session_key *key)
{
    for (size_t i = 0; i < visits->n; i++)
        if (visits->rows[i].key.session == key->session &&
            memcmp(visits->rows[i].key.origin, key->origin, ORIGIN_SIZE) == 0)
            return i;
    return visits->n;
}

static bool is_same_day(utc_us a, utc_us b)
{
    struct tm first, second;
    const time_t first_s = (time_t)(a / 1000000), second_s = (time_t)(b / 1000000);
    return localtime_r(&first_s, &first) && localtime_r(&second_s, &second) &&
           first.tm_year == second.tm_year && first.tm_yday == second.tm_yday;
}

size_t visits_find_today(const struct visits *visits, const char *protocol, utc_us now)
{
    for (size_t i = visits->n; i > 0; i--) {
        const struct visit *visit = &visits->rows[i - 1];
        if (visit->is_ended && strcmp(visit->protocol, protocol) == 0 &&
            is_same_day(visit->ended, now))
            return i - 1;
    }
    return visits->n;
}

void visit_date(const struct visit *visit, int *year, int *month, int *day)
{
    struct tm local;
    const time_t seconds = (time_t)(visit->begun / 1000000);
    if (!localtime_r(&seconds, &local))
        return;
    *year = local.tm_year + 1900;
    *month = local.tm_mon + 1;
    *day = local.tm_mday;
}

/* The first local site; where none is said to be local, the first. */
static size_t site_followed(const struct results_view *view)
{
    for (size_t i = 0; i < view->n_rows; i++)
        if (strcmp(view->rows[i].role, "local") == 0)
            return i;
    return 0;
}

enum status present_trend(struct study *study, const struct visits *visits,
                          struct results_view *view, struct why *why)
{
    const size_t first = visits->n > VIEW_VISITS_MAX ? visits->n - VIEW_VISITS_MAX : 0;
    enum status status = STATUS_OK;
    view->n_visits = 0;
    view->followed = site_followed(view);
    for (size_t i = first; i < visits->n && status == STATUS_OK; i++) {
        const size_t at = view->n_visits++;
        visit_date(&visits->rows[i], &view->visits[at].year, &view->visits[at].month,
                   &view->visits[at].day);
        status = present_means(study, &visits->rows[i].key, view, at, why);
    }
    return status;
}
