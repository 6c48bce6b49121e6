#include "shell/present.h"

#include "copy_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct gather {
    struct study *study;
    struct visit_book *book;
    struct people *people;
    struct study_view *view;
    struct why *why;
    enum status status;
};

void people_fini(struct people *people)
{
    free(people->rows);
    *people = (struct people){0};
}

bool people_copy(struct people *to, const struct people *from)
{
    *to = (struct people){0};
    if (from->n == 0)
        return true;
    to->rows = malloc(from->n * sizeof to->rows[0]);
    if (!to->rows)
        return false;
    memcpy(to->rows, from->rows, from->n * sizeof to->rows[0]);
    to->n = to->capacity = from->n;
    return true;
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

static void set_last(struct person_row *person, const struct study_session *session,
                     const struct visit_state *state)
{
    add_visit(person, state->how == VIEW_VISIT_COMPLETE ? VISIT_DONE : VISIT_PART);
    person->can_resume = state->how == VIEW_VISIT_OPEN;
    person->resume_session = person->can_resume ? session->key.session : 0;
    person->last = state->how;
    person->last_missing = state->missing;
    set_date(person, session->begun);
}

static bool each_session(void *context, const struct study_session *session)
{
    struct gather *gather = context;
    if (session->is_erased)
        return true;
    struct person_row *person = person_find(gather->people, session->participant);
    if (!person)
        person = person_make(gather->people, session->participant);
    struct visit_state state;
    if (!person)
        gather->status =
            why_set(gather->why, STATUS_NO_MEMORY, "no memory for the list of participants");
    else
        gather->status = visit_book_look(gather->book, gather->study, session, &state, gather->why);
    if (gather->status != STATUS_OK)
        return false;
    set_last(person, session, &state);
    gather->view->sessions++;
    gather->view->sessions_complete += state.how == VIEW_VISIT_COMPLETE;
    gather->view->sessions_open += state.how == VIEW_VISIT_OPEN;
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

/* Without a visit they are in no study, and nobody would know them any more. */
static void keep_added(struct people *people)
{
    size_t n = 0;
    for (size_t i = 0; i < people->n; i++)
        if (people->rows[i].n_visits == 0)
            people->rows[n++] = people->rows[i];
    people->n = n;
}

enum status present_study(struct study *study, struct visit_book *book, struct people *people,
                          struct study_view *view, struct why *why)
{
    struct gather gather = {
        .study = study, .book = book, .people = people, .view = view, .why = why};
    keep_added(people);
    view->sessions = view->sessions_complete = view->sessions_open = view->trials = 0;
    enum status status = study_sessions(study, NULL, each_session, &gather, why);
    if (status == STATUS_OK)
        status = gather.status;
    lend(people, view);
    view->is_open = status == STATUS_OK;
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

void people_forget(struct people *people, struct study_view *view)
{
    people->n = 0;
    lend(people, view);
}
