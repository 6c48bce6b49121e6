/* What a visit gave, as the Results screen and the summary show it: a part of view.h, which holds all of it. */
#ifndef LIMEN_GUI_VIEW_RESULTS_H
#define LIMEN_GUI_VIEW_RESULTS_H

#include "gui/view_modulated.h"
#include "gui/view_sizes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Left against right of a site: a share of their mean; of values that have no ratio, their distance. */
enum view_asymmetry { ASYMMETRY_NONE, ASYMMETRY_PERCENT, ASYMMETRY_CELSIUS };
struct result_row {
    char site[VIEW_WORD_MAX], side[VIEW_WORD_MAX], role[VIEW_WORD_MAX];
    uint8_t number; /* that it had in the session */
    bool has_mean, is_bound;
    double mean, sd, cv_pct; /* the first two in the unit of the stimulus */
    bool has_sd, has_cv;
    int n, planned;
    uint8_t asymmetry_in; /* enum view_asymmetry */
    double asymmetry;     /* positive = left value higher */
    char test[VIEW_WORD_MAX];
    uint8_t stimulus; /* enum view_stimulus: what the mean is of */
    bool is_below;    /* with is_bound: the true one is lower, else higher */
    bool is_beside;   /* it comes out of the trials of another test; none are planned for it */
    bool is_phased;   /* all its trials are of a phase of conditioning: `modulated` compares them */
    bool is_of_100;   /* rated from 0 to 100, else from 0 to 10 */
};
struct quality_row {
    uint8_t mark;
    char what[VIEW_LINE_MAX], detail[VIEW_LINE_MAX];
    char brief[VIEW_LINE_MAX]; /* of `what`, where that has no room; "": it is cut then */
};
/* What a site was given in a visit, whatever became of the attempts. */
struct dose_row {
    char site[VIEW_WORD_MAX], side[VIEW_WORD_MAX];
    bool by_thermode; /* else what a hand had in water, or ice on it */
    bool is_worst;    /* it may be less: nobody could see all of it */
    bool is_unknown;  /* an attempt has left no word of what it gave */
    double cem43_min, cold_s;
    unsigned ramps; /* to a limit */
    double immersed_s;
};
struct results_view {
    bool exists;
    int64_t session;
    struct result_row rows[VIEW_SITES_MAX];
    size_t n_rows;
    int withheld
        [VIEW_SITES_MAX]; /* trials of each of `rows`, since it had had its share of the day */
    struct dose_row doses[VIEW_SITES_MAX]; /* of sites that were cooled or heated */
    size_t n_doses;
    struct modulated_row modulated[VIEW_MODULATED_MAX]; /* what conditioning did */
    size_t n_modulated;
    bool has_ratio;
    double ratio_local_remote;
    struct quality_row quality[VIEW_QUALITY_MAX];
    size_t n_quality;
    struct {
        int year, month, day;
        double mean[VIEW_SITES_MAX]; /* of each of `rows` */
        bool has[VIEW_SITES_MAX];    /* false: none, or a bound */
    } visits[VIEW_VISITS_MAX];
    size_t n_visits;
    size_t followed; /* the row whose visits are shown until one is chosen: the first local one */
    int trials, spoiled; /* trials: that have a rate */
    int on_rate, rate_unjudged;
    bool was_skipped;  /* trials, or the rest of a test, by the examiner */
    bool was_withheld; /* a trial, since its site had had its share of the day */
    char unchecked_why
        [VIEW_LINE_MAX]; /* a thermode was used whose check did not hold; "": none was */
    bool has_in_band;
    double in_band_low, in_band_high; /* least and greatest share of a trial's time in the band */
    int zero_unseen;       /* trials that were pressed before the gauge was seen untouched */
    int off_zero;          /* trials before which the gauge did not stand at 0 */
    double off_zero_kpa;   /* the farthest of them */
    int visit, n_sessions; /* which of the participant's sessions, from 1 */
    int year, month, day;
};

#endif
