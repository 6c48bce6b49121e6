/* Views of Results for pictures and tests. */
#ifndef LIMEN_TESTS_GUI_RESULTS_SCENE_H
#define LIMEN_TESTS_GUI_RESULTS_SCENE_H

#include "gui/protocol_scene.h"
#include "gui/result_row.h"
#include "gui/study_scene.h"

#include <stdio.h>
#include <string.h>

static inline void sheet_results(struct view *view)
{
    static const struct result_row rows[] = {
        {RESULT("lumbar.L4", "left", "local", 1, "ppt", 3, 3), MEAN(312.4), SPREAD(22, 7),
         SIDES(-37)},
        {RESULT("lumbar.L4", "right", "local", 2, "ppt", 3, 3), MEAN(455.2), SPREAD(18, 4),
         SIDES(-37)},
        {RESULT("trapezius.upper", "left", "remote", 3, "ppt", 3, 3), MEAN(288), SPREAD(31, 11)},
        {RESULT("tibialis_anterior", "right", "remote", 4, "ppt", 2, 3), MEAN(659),
         .is_bound = true},
        {RESULT("deltoid", "right", "remote", 5, "ppt", 0, 3)},
        {RESULT("thenar", "left", "reference", 6, "ppt", 3, 3), MEAN(344), SPREAD(12, 3)},
    };
    static const struct quality_row quality[] = {
        {MARK_OK, "Rate on target in 11 of 12 trials", "1 spoiled attempt kept, with reason", ""},
        {MARK_WARN, "Tibialis anterior: 1 of 3 trials at the limit",
         "mean is a bound, not a number", ""},
        {MARK_WARN, "Lumbar L4, left: spread 22 %", "a fourth trial was declined", ""},
        {MARK_OK, "The algometer's check is valid", "9 Nov 2026, 500 g gave 4.91 N", ""},
    };
    static const double means[] = {226, 251, 318, 312};
    struct results_view *results = &view->results;
    sheet_base(view, SCREEN_RESULTS);
    view->frame.has_saved = true;
    view->frame.saved_h = 16;
    view->frame.saved_min = 34;
    view->frame.saved_s = 9;
    results->exists = true;
    results->n_rows = sizeof rows / sizeof rows[0];
    memcpy(results->rows, rows, sizeof rows);
    results->n_quality = sizeof quality / sizeof quality[0];
    memcpy(results->quality, quality, sizeof quality);
    results->has_ratio = true;
    results->ratio_local_remote = 0.72;
    results->n_visits = 4;
    for (int i = 0; i < 4; i++) {
        results->visits[i].year = 2026;
        results->visits[i].month = 6 + i + (i > 1);
        results->visits[i].day = 7 + 5 * i;
        results->visits[i].mean[0] = means[i];
        results->visits[i].has[0] = true;
        results->visits[i].mean[1] = 401 + 18 * i;
        results->visits[i].has[1] = i > 0;
    }
}

/* Beside pressure a thermode was at one of the sites, for two tests. */
static inline void sheet_results_thermal(struct view *view)
{
    static const struct result_row rows[] = {
        {RESULT("thenar", "left", "reference", 6, "cpt", 3, 3), MEAN(11.43), SD(2.6),
         .stimulus = VIEW_TEMPERATURE},
        {RESULT("thenar", "left", "reference", 6, "cdt", 2, 3), MEAN(0), .is_bound = true,
         .stimulus = VIEW_TEMPERATURE, .is_below = true},
    };
    struct results_view *results = &view->results;
    sheet_results(view);
    memcpy(results->rows + results->n_rows, rows, sizeof rows);
    results->n_rows += sizeof rows / sizeof rows[0];
    results->rows[6].asymmetry_in = ASYMMETRY_CELSIUS;
    results->rows[6].asymmetry = 1.24;
    results->rows[7].asymmetry_in = ASYMMETRY_PERCENT;
    results->rows[7].asymmetry = -9.3;
    results->quality[results->n_quality++] = (struct quality_row){
        MARK_OPEN, "Dose, Thenar, left: ≤ 12.4 min CEM43", "≤ 118 s below 15 °C, 12 to a limit",
        "Dose, site 6: ≤ 12.4 min CEM43"};
    for (size_t i = 0; i < 3; i++) {
        results->visits[i].mean[6] = 9 + 1.2 * (double)i;
        results->visits[i].has[6] = true;
    }
}

/* Nothing but a thermode. */
static inline void sheet_results_cold(struct view *view)
{
    struct results_view *results = &view->results;
    sheet_results_thermal(view);
    results->n_rows = 2;
    results->rows[0] = results->rows[6];
    results->rows[1] = results->rows[7];
    results->has_ratio = false;
    results->quality[0] = results->quality[results->n_quality - 1];
    results->n_quality = 1;
    for (size_t i = 0; i < 4; i++) {
        results->visits[i].mean[0] = 9 + 1.2 * (double)i;
        results->visits[i].has[1] = false;
    }
}

/* A battery of trains, wind-up, tonic pressure and a question on a scale to 100; one train lacks a rating. */
static inline void sheet_results_rated(struct view *view)
{
    static const struct result_row rows[] = {
        {RESULT("gastrocnemius", "left", "remote", 1, "ptt", 1, 1), MEAN(52.3),
         .stimulus = VIEW_CUFF},
        {RESULT("gastrocnemius", "left", "remote", 1, "ts", 2, 3), MEAN(2.5),
         .stimulus = VIEW_GROWTH},
        {RESULT("gastrocnemius", "left", "remote", 1, "tonic", 1, 1), MEAN(6.12),
         .stimulus = VIEW_RATING},
        {RESULT("hand.dorsum", "left", "n/a", 2, "wur", 5, 5), MEAN(2.414), .stimulus = VIEW_RATIO},
        {RESULT("lumbar.L4", "left", "local", 3, "rest_pain", 1, 1), MEAN(38),
         .stimulus = VIEW_RATING, .is_of_100 = true},
    };
    struct results_view *results = &view->results;
    sheet_results(view);
    results->n_rows = sizeof rows / sizeof rows[0];
    memcpy(results->rows, rows, sizeof rows);
    results->n_visits = 1;
    results->n_quality = 0;
    results->has_ratio = false;
}

static inline void sheet_results_one(struct view *view)
{
    sheet_results(view);
    view->results.n_visits = 1;
    view->results.n_rows = 1;
    view->results.rows[0].planned = 0;
    view->results.n_quality = 0;
    view->results.has_ratio = false;
}

static inline void sheet_results_many(struct view *view)
{
    static const char *const sites[] = {"lumbar.L1",       "lumbar.L2",        "lumbar.L3",
                                        "lumbar.L4",       "lumbar.L5",        "cervical.C5",
                                        "trapezius.upper", "tibialis_anterior"};
    struct results_view *results = &view->results;
    sheet_results(view);
    results->n_rows = 0;
    for (int i = 0; i < 16; i++) {
        struct result_row *row = &results->rows[results->n_rows++];
        *row = (struct result_row){.number = (uint8_t)(i + 1),
                                   .has_mean = i % 5 != 4,
                                   .mean = 900 + 10 * i,
                                   .n = 3,
                                   .planned = 3,
                                   .has_sd = true,
                                   .has_cv = true,
                                   .sd = 104,
                                   .cv_pct = 12};
        SHEET_SET(row->site, sites[i / 2]);
        SHEET_SET(row->side, i % 2 ? "right" : "left");
        SHEET_SET(row->role, i < 10 ? "local" : "remote");
    }
    for (int i = 0; i < 12; i++)
        results->quality[i] =
            (struct quality_row){.mark = (uint8_t)(i % 3 == 0 ? MARK_WARN : MARK_OK),
                                 .what = "A note of some length about this visit",
                                 .detail = "what it means"};
    results->n_quality = 12;
    results->visits[1].has[0] = false;
}

/* What conditioning did: with classes, without, and not known. */
static inline void sheet_results_modulated(struct view *view)
{
    static const struct quality_row quality[] = {
        {MARK_OPEN, "Deltoid, right, PPT: less pain during conditioning",
         "+60 kPa (+20 %); 2 SEM: inhibition, SDC: no effect",
         "Site 5, PPT: less pain during conditioning"},
        {MARK_OPEN, "Deltoid, right, PPT: less pain after conditioning, time 1",
         "≥ +42 kPa; no class: no standard error of measurement is known",
         "Site 5, PPT: less pain after conditioning, time 1"},
        {MARK_WARN, "Deltoid, right, PPT: effect not known after conditioning, time 2",
         "no number: a phase that the formula compares has no trial",
         "Site 5, PPT: effect not known after conditioning, time 2"},
    };
    struct results_view *results = &view->results;
    sheet_results(view);
    memcpy(results->quality, quality, sizeof quality);
    results->n_quality = sizeof quality / sizeof quality[0];
    results->rows[4].is_phased = true;
    results->rows[4].n = 6;
    results->rows[4].planned = 6;
}

/* Another visit of the same participant runs: what is known is of before. */
static inline void sheet_results_running(struct view *view)
{
    sheet_results(view);
    view->results.n_sessions = 4;
    view->frame.is_running = true;
}

static inline void sheet_results_none(struct view *view)
{
    sheet_base(view, SCREEN_RESULTS);
}

#endif
