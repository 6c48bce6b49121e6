/* What was left out, from the journal: for whoever asks why a trial is not there, or how far a thermode was checked. */
#ifndef LIMEN_SESSION_SKIPPED_H
#define LIMEN_SESSION_SKIPPED_H

#include "session/session.h"
#include "store/query.h"

enum { SKIPPED_SITES_MAX = 64, SKIPPED_WHY_MAX = 160 };

struct skipped {
    bool by_examiner; /* trials, or the rest of a test */
    bool withheld;    /* a trial whose site had had its share of the day */
    struct {
        char test[16], site[TRIAL_WORD_MAX], side[12];
        int n;
    } sites[SKIPPED_SITES_MAX]; /* where that was, and how many trials it was, beside practice */
    size_t n_sites;
    char unchecked_why[SKIPPED_WHY_MAX]; /* a thermode's check was passed over; "": none was */
};

/* Errors as study_entries(). */
MUST_CHECK
enum status skipped_load(struct study *study, const struct session_key *key,
                         struct skipped *skipped, struct why *why);

#endif
