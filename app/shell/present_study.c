#include "shell/present.h"

#include "copy_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct gather {
    struct people *people;
    struct study_view *view;
    bool failed;
};

void people_fini(struct people *people)
{
    free(people->rows);
    *people = (struct people){0};
}

static struct person_row *person_find(struct people *people, const char *id)
{
    for (size_t i = 0; i < people->n; i++)
        if (strcmp(people->rows[i].id, id) == 0)
            return &people->rows[i];
    return NULL;
}

static struct person_row *person_make(struct people *people, const char *id)
{
    if (people->n == people->capacity) {
        const size_t capacity = people->capacity ? 2 * people->capacity : 64;
        struct person_row *rows = realloc(people->rows, capacity * sizeof *rows);
        if (!rows)
            return NULL;
        people->rows = rows;
        people->capacity = capacity;
    }
    struct person_row *person = &people->rows[people->n++];
    memset(person, 0, sizeof *person);
    COPY(person->id, id);
    return person;
}

static void set_date(struct person_row *person, utc_us utc)
{
    struct tm local;
    const time_t seconds = (time_t)(utc / 1000000);
    if (!localtime_r(&seconds, &local))
        return;
    person->last_year = local.tm_year + 1900;
    person->last_month = local.tm_mon + 1;
    person->last_day = local.tm_mday;
}

/* The oldest gives way. */
static void add_visit(struct person_row *person, enum visit_mark mark)
{
    if (person->n_visits == VIEW_VISITS_MAX) {
        memmove(person->visits, person->visits + 1, --person->n_visits);
        person->n_earlier++;
    }
    person->visits[person->n_visits++] = (uint8_t)mark;
}

static bool each_session(void *context, const struct study_session *session)
{
    struct gather *gather = context;
    if (session->is_erased)
        return true;
    struct person_row *person = person_find(gather->people, session->participant);
    if (!person)
        person = person_make(gather->people, session->participant);
    if (!person) {
        gather->failed = true;
        return false;
    }
    const bool is_complete = session->ended != 0;
    add_visit(person, is_complete ? VISIT_DONE : VISIT_PART);
    person->can_resume = !is_complete;
    person->resume_session = is_complete ? 0 : session->key.session;
    person->last_complete = is_complete;
    set_date(person, session->begun);
    gather->view->sessions++;
    gather->view->sessions_complete += is_complete;
    gather->view->trials += session->trials;
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct person_row *)a)->id, ((const struct person_row *)b)->id);
}

static void lend(struct people *people, struct study_view *view)
{
    if (people->n > 1)
        qsort(people->rows, people->n, sizeof people->rows[0], by_id);
    view->people = people->rows;
    view->n_people = people->n;
}

enum status present_study(struct study *study, struct people *people, struct study_view *view,
                          struct why *why)
{
    struct gather gather = {.people = people, .view = view};
    people->n = 0;
    view->sessions = view->sessions_complete = view->trials = 0;
    const enum status status = study_sessions(study, NULL, each_session, &gather, why);
    lend(people, view);
    view->is_open = status == STATUS_OK;
    if (gather.failed)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the list of participants");
    return status;
}

bool people_add(struct people *people, struct study_view *view, const char *id)
{
    const bool is_new = !person_find(people, id);
    if (is_new && !person_make(people, id))
        return false;
    lend(people, view);
    return is_new;
}
