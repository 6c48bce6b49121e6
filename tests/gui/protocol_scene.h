/* Views of Protocol for pictures and tests, and what the views of all screens begin with. */
#ifndef LIMEN_TESTS_GUI_PROTOCOL_SCENE_H
#define LIMEN_TESTS_GUI_PROTOCOL_SCENE_H

#include "gui/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static inline void sheet_word(char *out, size_t size, const char *word)
{
    snprintf(out, size, "%s", word);
}
#define SHEET_SET(field, word) sheet_word(field, sizeof(field), word)

static inline void sheet_base(struct view *view, enum screen screen)
{
    struct frame_view *frame = &view->frame;
    view->screen = (uint8_t)screen;
    SHEET_SET(frame->study, "Low back pain cohort");
    SHEET_SET(frame->bench, "Bench 2");
    SHEET_SET(frame->participant, "LBP-0392-0");
    frame->visit = 4;
    frame->visits = 4;
    frame->clock_h = 13;
    frame->clock_min = 58;
    frame->toast_at = -1;
}

/* ---- Protocol */

static inline void sheet_protocol_none(struct view *view)
{
    struct protocol_view *protocol = &view->protocol;
    sheet_base(view, SCREEN_PROTOCOL);
    SHEET_SET(protocol->files[0], "ppt-core");
    SHEET_SET(protocol->files[1], "ppt-demo");
    protocol->n_files = 2;
}

/* An instruction, a practice, four sites, a rest. */
static inline void sheet_plan(struct protocol_view *protocol)
{
    static const struct {
        uint8_t kind;
        const char *test, *site, *side;
        int trials;
        int minutes[3];
    } rows[] = {
        {VIEW_STEP_INSTRUCT, "ppt", "", "", 0, {1, 1, 1}},
        {VIEW_STEP_TEST, "ppt", "tibialis_anterior", "left", 1, {1, 1, 1}},
        {VIEW_STEP_TEST, "ppt", "lumbar.L4", "left", 3, {3, 5, 8}},
        {VIEW_STEP_TEST, "ppt", "lumbar.L4", "right", 3, {3, 5, 8}},
        {VIEW_STEP_TEST, "ppt", "tibialis_anterior", "left", 3, {3, 5, 8}},
        {VIEW_STEP_TEST, "ppt", "thenar", "left", 3, {3, 5, 0}},
        {VIEW_STEP_REST, "", "", "", 0, {5, 5, 5}},
    };
    protocol->n_plan = sizeof rows / sizeof rows[0];
    protocol->plan_state = VIEW_PLAN_READY;
    for (size_t i = 0; i < protocol->n_plan; i++) {
        const bool is_test = rows[i].kind == VIEW_STEP_TEST;
        protocol->plan[i].kind = rows[i].kind;
        protocol->plan[i].practice = i == 1;
        SHEET_SET(protocol->plan[i].test, rows[i].test);
        SHEET_SET(protocol->plan[i].site, rows[i].site);
        SHEET_SET(protocol->plan[i].side, rows[i].side);
        protocol->plan[i].trials = rows[i].trials;
        protocol->plan[i].limit_kpa = is_test ? 1000 : 0;
        protocol->plan[i].rest_s = is_test ? 60 : 0;
        protocol->plan[i].minutes_min = rows[i].minutes[0];
        protocol->plan[i].minutes_typical = rows[i].minutes[1];
        protocol->plan[i].minutes_max = rows[i].minutes[2];
    }
    SHEET_SET(
        protocol->plan_about,
        "Computed by a dry run. Assumed: pain at 350 kPa, 30 s per instruction, 15 s per site, "
        "nothing repeated. Shortest: pain at 175 kPa, quick hands. Longest: no response, slow "
        "hands.");
}

static inline void sheet_protocol(struct view *view)
{
    static const char *const names[][3] = {{"rate", "50 kPa/s", "10 to 100 kPa/s"},
                                           {"limit", "1000 kPa", "100 to 1500 kPa"},
                                           {"trials", "3", "2 to 5"},
                                           {"rest", "60 s", "20 to 300 s"}};
    struct protocol_view *protocol = &view->protocol;
    sheet_protocol_none(view);
    protocol->is_loaded = true;
    SHEET_SET(protocol->path, "/usr/share/limen/protocols/library/ppt-core.lua");
    SHEET_SET(protocol->id, "ppt-core");
    SHEET_SET(protocol->version, "1.0.0");
    SHEET_SET(protocol->title, "Pressure pain thresholds, low back");
    protocol->minutes_min = 14;
    protocol->minutes_typical = 19;
    protocol->minutes_max = 31;
    for (int i = 0; i < 4; i++) {
        SHEET_SET(protocol->parameters[i].name, names[i][0]);
        SHEET_SET(protocol->parameters[i].value, names[i][1]);
        SHEET_SET(protocol->parameters[i].bounds, names[i][2]);
    }
    protocol->n_parameters = 4;
    sheet_plan(protocol);
    SHEET_SET(protocol->needs[0].role, "algometer");
    SHEET_SET(protocol->needs[1].role, "response");
    protocol->needs[0].is_there = protocol->needs[1].is_there = true;
    protocol->n_needs = 2;
}

static inline void sheet_protocol_missing(struct view *view)
{
    sheet_protocol(view);
    view->protocol.needs[1].is_there = false;
    SHEET_SET(view->protocol.needs[2].role, "cond_cuff");
    view->protocol.n_needs = 3;
    for (int i = 7; i < 40; i++)
        view->protocol.plan[i] = view->protocol.plan[2 + i % 4];
    view->protocol.n_plan = 40;
    view->protocol.n_parameters = 0;
}

/* Two steps of a thermal protocol that the lab's limits take trials from, one of them all; and one of a limen, with both limits. */
static inline void sheet_protocol_withheld(struct view *view)
{
    struct protocol_view *protocol = &view->protocol;
    sheet_protocol(view);
    protocol->n_plan = 4;
    protocol->has_withheld = true;
    for (size_t i = 0; i < 4; i++) {
        protocol->plan[i].limit_kpa = 0;
        protocol->plan[i].has_limit_c = i > 0;
        protocol->plan[i].limit_c = i == 3 ? 0 : 50;
        protocol->plan[i].cool_limit_c = i == 1 ? 10.5 : NAN;
        SHEET_SET(protocol->plan[i].test, i == 3 ? "cpt" : i == 1 ? "tsl" : "hpt");
    }
    protocol->plan[2].trials = 1;
    SHEET_SET(
        protocol->plan[2].withheld,
        "Withheld here, 2×: Low back L4, left: this stimulus can last 8 s above 43 °C, and of "
        "16 s in 24 hours 4 are left: shorten it, choose another site or go on tomorrow");
    SHEET_SET(protocol->plan[3].withheld,
              "Withheld here from those who never respond, 1×: Low back L4, right: more ramps to a "
              "limit are due (1) than are left in 24 hours (0 of 2): choose another site or go on "
              "tomorrow");
}

static inline void sheet_no_plan(struct view *view, enum view_plan state, const char *about)
{
    view->protocol.n_plan = view->study.n_steps = 0;
    view->study.minutes = 0;
    view->protocol.minutes_typical = 0;
    view->protocol.plan_state = (uint8_t)state;
    SHEET_SET(view->protocol.plan_about, about);
}

static inline void sheet_protocol_planning(struct view *view)
{
    sheet_protocol(view);
    sheet_no_plan(view, VIEW_PLAN_COMPUTING, "");
}

static inline void sheet_protocol_refused(struct view *view)
{
    sheet_protocol(view);
    sheet_no_plan(view, VIEW_PLAN_REFUSED,
                  "own.lua:6: Thenar, left has had 30 pressure ramps in 24 hours and 30 are "
                  "allowed: choose another site or go on tomorrow");
}

static const char sheet_forbidden[] =
    "thermal-limits.lua:31: the protocol asks for ramps of 2 °C/s but the bench file (`ramp` in "
    "the limits of its thermode; 1 °C/s where it says nothing) allows 1 °C/s at most: lower the "
    "rate in the protocol or raise `ramp_most`";

static inline void sheet_protocol_forbidden(struct view *view)
{
    sheet_protocol(view);
    sheet_no_plan(view, VIEW_PLAN_FORBIDDEN, sheet_forbidden);
}

static inline void sheet_protocol_wrong(struct view *view)
{
    sheet_protocol(view);
    sheet_no_plan(view, VIEW_PLAN_WRONG,
                  "own.lua:6:11: attempt to index a nil value (global 'nothing')");
}

static inline void sheet_protocol_bad(struct view *view)
{
    sheet_protocol_none(view);
    SHEET_SET(view->protocol.path, "/home/lab/own/low-back.lua");
    SHEET_SET(view->protocol.problem, "/home/lab/own/low-back.lua:12:29: rate is 50 kPa where a "
                                      "rate such as 50*kPa/sec is needed: write kPa/sec.");
}

#endif
