/* How many trials a session was meant to have at each site, known as long as its journal: from the plan that it began with,
 * or, where nobody had planned it, from what its script asked for as far as it came. */
#ifndef LIMEN_SESSION_PLANNED_H
#define LIMEN_SESSION_PLANNED_H

#include "session/plan.h"
#include "store/study.h"

enum { PLANNED_MAX = 64 };

struct planned {
    struct planned_site {
        char test[16], site[TRIAL_WORD_MAX], side[12];
        int trials; /* without practice, with those that the dry run withheld; 0: not known how many */
        int call; /* the call of a verb that asks for them, from 1; 0: not known, in a journal of an older version */
        bool is_asked; /* a rating that is only asked for */
        bool has_stimulus;
        uint8_t stimulus; /* enum stimulus: of several in one call the first */
    } sites[PLANNED_MAX]; /* one test at one site has a row for each call */
    size_t n;             /* in the order in which they are first named */
};

/* What a plan says; NULL: nothing. */
void planned_of(const struct plan *plan, struct planned *out);
/* Of a test; `site` NULL: at all sites. 0: not known. */
int planned_trials(const struct planned *planned, const char *test, const char *site,
                   const char *side);

/* Which of the sites it is, from 0, in the order in which they are first named, whatever the test: so a site has its number. How
 * many there are: it is none of them. */
size_t planned_place(const struct planned *planned, const char *site, const char *side);

/* One skip gives up all rows of one call. Where calls are not known: neighbours of one test. */
bool planned_is_same_call(const struct planned *planned, size_t a, size_t b);
/* The row, or how many there are. Of several the one of this call; the first where there is none of it. */
size_t planned_find(const struct planned *planned, const char *test, const char *site,
                    const char *side, int64_t call);

/* A trial that is not given, and those behind it that its call does not ask for then. `of`: as the call has them at the site,
 * 0: not said. Numbers go on from call to call. */
int planned_lost(int64_t trial, int64_t of, bool is_extra);

/* The payload of the journal's entry `plan`: {"sites":[{"call","side","site","stimulus","test","trials"}]}. */
void planned_describe(const struct planned *planned, struct message *out);
/* Reads the journal of a session. Errors as study_entries(). */
MUST_CHECK
enum status planned_load(struct study *study, const struct session_key *key,
                         struct planned *planned, struct why *why);

#endif
