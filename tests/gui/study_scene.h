/* Views of the Study screen for pictures and tests: one for each state. */
#ifndef LIMEN_TESTS_GUI_STUDY_SCENE_H
#define LIMEN_TESTS_GUI_STUDY_SCENE_H

#include "gui/protocol_scene.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

static const struct person_row sheet_people[] = {
    {.id = "LBP-0344-G",
     .visits = {VISIT_DONE, VISIT_DONE, VISIT_DONE, VISIT_DONE},
     .n_visits = 4,
     .last_year = 2026,
     .last_month = 9,
     .last_day = 30,
     .last = VIEW_VISIT_COMPLETE},
    {.id = "LBP-0392-0",
     .visits = {VISIT_DONE, VISIT_DONE, VISIT_DONE, VISIT_NEXT},
     .n_visits = 4,
     .last_year = 2026,
     .last_month = 11,
     .last_day = 1,
     .last = VIEW_VISIT_COMPLETE},
    {.id = "LBP-0405-M",
     .visits = {VISIT_DONE, VISIT_DONE, VISIT_PART, VISIT_LATER},
     .n_visits = 4,
     .can_resume = true,
     .resume_session = 31,
     .last_year = 2026,
     .last_month = 11,
     .last_day = 20},
    {.id = "LBP-0410-S",
     .visits = {VISIT_DONE},
     .n_visits = 1,
     .last_year = 2026,
     .last_month = 3,
     .last_day = 8,
     .last = VIEW_VISIT_COMPLETE},
    {.id = "LBP-0417-E",
     .visits = {VISIT_DONE, VISIT_NEXT, VISIT_LATER, VISIT_LATER},
     .n_visits = 4,
     .last_year = 2026,
     .last_month = 10,
     .last_day = 25,
     .last = VIEW_VISIT_COMPLETE},
    {.id = "LBP-0421-M",
     .visits = {VISIT_NEXT, VISIT_LATER, VISIT_LATER, VISIT_LATER},
     .n_visits = 4},
    {.id = "LBP-0433-E"},
};
enum { SHEET_PEOPLE = sizeof sheet_people / sizeof sheet_people[0] };

static inline void sheet_study(struct view *view)
{
    static const struct study_step steps[] = {
        {"Instruction", "read aloud, the same words for everyone", MARK_OPEN, 2},
        {"Pressure pain threshold", "4 sites, 3 trials each", MARK_OPEN, 16},
        {"Cold pain threshold", "thermode gives no reply, see Bench", MARK_BAD, 8},
        {"Summary", "", MARK_OPEN, 3},
    };
    struct study_view *study = &view->study;
    sheet_base(view, SCREEN_STUDY);
    study->is_open = true;
    SHEET_SET(study->path, "/home/lab/back-pain.limen");
    study->people = sheet_people;
    study->n_people = SHEET_PEOPLE;
    study->sessions = 12;
    study->sessions_complete = 11;
    study->sessions_open = 1;
    study->trials = 438;
    SHEET_SET(study->protocol, "Low back pain core");
    SHEET_SET(study->protocol_version, "1.2.0");
    memcpy(study->steps, steps, sizeof steps);
    study->n_steps = sizeof steps / sizeof steps[0];
    study->minutes = 29;
    study->can_begin = true;
    study->visits_planned = 4;
}

static inline void sheet_study_picked(struct view *view)
{
    sheet_study(view);
    SHEET_SET(view->study.picked, "LBP-0417-E");
}

/* A stop that stands: told on every screen, and nothing begins. */
static inline void sheet_study_stopped(struct view *view)
{
    sheet_study_picked(view);
    view->frame.stopped_by = STOP_BY_PARTICIPANT;
    view->study.can_begin = false;
    SHEET_SET(view->study.why_not, text_of(LANGUAGE_EN, TEXT_study_why_stop));
}

static inline void sheet_study_resume(struct view *view)
{
    sheet_study(view);
    SHEET_SET(view->study.picked, "LBP-0405-M");
}

/* It was begun with another protocol than the one that is loaded. */
static inline void sheet_study_resume_other(struct view *view)
{
    sheet_study_resume(view);
    SHEET_SET(view->study.resume_protocol, "cold-hyperalgesia-neck");
}

/* That visit was resumed, and the examiner looks at the list between two trials. */
static inline void sheet_study_running(struct view *view)
{
    sheet_study_resume(view);
    view->frame.is_running = true;
    view->study.can_begin = false;
    SHEET_SET(view->study.why_not, text_of(LANGUAGE_EN, TEXT_study_why_session));
}

static inline void sheet_study_not_ready(struct view *view)
{
    sheet_study_picked(view);
    view->study.can_begin = false;
    SHEET_SET(
        view->study.why_not,
        "The algometer on /dev/ttyUSB0 does not answer: look at its cable on the Bench screen.");
    SHEET_SET(view->study.problem, "The study cannot be written: the disk is full. Make room on "
                                   "it; what is not saved is kept in memory.");
}

static inline void sheet_study_empty(struct view *view)
{
    sheet_study(view);
    view->study.people = NULL;
    view->study.n_people = 0;
    view->study.sessions = view->study.sessions_complete = view->study.sessions_open =
        view->study.trials = 0;
}

static inline void sheet_study_no_protocol(struct view *view)
{
    sheet_study_picked(view);
    view->study.protocol[0] = '\0';
    view->study.n_steps = 0;
    view->study.minutes = 0;
    view->study.can_begin = false;
    SHEET_SET(view->study.why_not, "No protocol is loaded: load one on the Protocol screen (F5).");
}

static inline void sheet_study_many(struct view *view)
{
    static struct person_row people[60];
    for (int i = 0; i < 60; i++) {
        people[i] = sheet_people[i % SHEET_PEOPLE];
        snprintf(people[i].id, sizeof people[i].id, "P%03d", i + 1);
    }
    sheet_study(view);
    view->study.people = people;
    view->study.n_people = 60;
    view->study.visits_planned = 0;
    SHEET_SET(view->study.picked, "P004");
}

static inline void sheet_study_first(struct view *view)
{
    sheet_base(view, SCREEN_STUDY);
    view->frame.study[0] = '\0';
    SHEET_SET(view->study.path, "/home/lab/study.limen");
}

static inline void sheet_study_locked(struct view *view)
{
    sheet_study_first(view);
    SHEET_SET(view->study.problem, "/home/lab/study.limen is in use by another program (process "
                                   "4711): close it there, then try again.");
}

static inline void sheet_study_damaged(struct view *view)
{
    sheet_study_first(view);
    SHEET_SET(view->study.problem, "/home/lab/study.limen is damaged: its journal ends in the "
                                   "middle of an entry. Keep the file as it is, "
                                   "and restore the last copy under another name.");
}

static inline void sheet_study_planning(struct view *view)
{
    sheet_study_picked(view);
    sheet_no_plan(view, VIEW_PLAN_COMPUTING, "");
}

static inline void sheet_study_refused(struct view *view)
{
    sheet_study_picked(view);
    sheet_no_plan(view, VIEW_PLAN_REFUSED,
                  "own.lua:6: Thenar, left has had 30 pressure ramps in 24 hours and 30 are "
                  "allowed: choose another site or go on tomorrow");
}

/* No visit can come of it. */
static inline void sheet_study_forbidden(struct view *view)
{
    sheet_study_picked(view);
    sheet_no_plan(view, VIEW_PLAN_FORBIDDEN, sheet_forbidden);
    view->study.can_begin = false;
    SHEET_SET(view->study.why_not, text_of(LANGUAGE_EN, TEXT_study_why_refused));
}

/* A path that leads nowhere. */
static inline void sheet_study_make(struct view *view)
{
    sheet_study_picked(view);
    SHEET_SET(view->study.absent, "/home/lab/studies-of-2026/back-pian.limen");
}

static inline void sheet_study_make_first(struct view *view)
{
    sheet_study_first(view);
    SHEET_SET(view->study.absent, "study.limen");
}

static inline void sheet_study_twice(struct view *view)
{
    sheet_study_picked(view);
    view->study.asks_twice = true;
    view->study.twice_visit = 1;
    SHEET_SET(view->study.twice_time, "10:47");
}

static inline void sheet_study_unchecked(struct view *view)
{
    sheet_study_picked(view);
    SHEET_SET(view->study.notes[0], text_of(LANGUAGE_EN, TEXT_study_check_never));
}

/* In German, which is longer. */
static inline void sheet_study_erred(struct view *view)
{
    static struct person_row people[SHEET_PEOPLE];
    sheet_study(view);
    memcpy(people, sheet_people, sizeof people);
    people[2].can_resume = false;
    people[2].last = VIEW_VISIT_ERRED;
    people[1].last = VIEW_VISIT_PART;
    people[1].last_missing = 12;
    people[1].visits[2] = VISIT_PART;
    people[3].last = VIEW_VISIT_NOTHING;
    people[3].visits[0] = VISIT_PART;
    view->study.people = people;
    view->study.sessions_open = 0;
    SHEET_SET(view->study.picked, "LBP-0405-M");
    SHEET_SET(view->study.notes[0], text_of(LANGUAGE_DE, TEXT_study_check_never));
    text_say(view->study.notes[1], sizeof view->study.notes[1],
             text_of(LANGUAGE_DE, TEXT_study_erred), "n", "3", "why",
             "low-back.lua:31: attempt to index a nil value (field 'mean')", NULL);
}

static inline void sheet_study_last_used(struct view *view)
{
    sheet_study_first(view);
    view->study.is_last_used = true;
}

#endif
