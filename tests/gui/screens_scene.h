/* Views of Study, Bench, Results and Protocol for pictures and tests: one for each state. */
#ifndef LIMEN_TESTS_GUI_SCREENS_SCENE_H
#define LIMEN_TESTS_GUI_SCREENS_SCENE_H

#include "gui/input.h"
#include "gui/protocol_scene.h"
#include "gui/results_scene.h"
#include "gui/study_scene.h"
#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- Bench */

static inline struct instrument_view *sheet_instrument(struct view *view, const char *role,
                                                       const char *model, enum mark mark)
{
    struct instrument_view *instrument = &view->bench.instruments[view->bench.n_instruments++];
    SHEET_SET(instrument->name, role);
    SHEET_SET(instrument->role, role);
    SHEET_SET(instrument->model, model);
    SHEET_SET(instrument->serial, "3561278");
    SHEET_SET(instrument->firmware, "1.09");
    SHEET_SET(instrument->driver, "mark10");
    SHEET_SET(instrument->port, "usb:0403:6001:A10KZP45");
    instrument->mark = (uint8_t)mark;
    if (strcmp(role, "algometer") == 0) {
        instrument->capacity_n = 500;
        instrument->area_cm2 = 1;
        instrument->limit_kpa = 5000;
    }
    return instrument;
}

static inline void sheet_reading(struct instrument_view *instrument, double value, const char *unit)
{
    instrument->has_reading = true;
    instrument->reading = value;
    instrument->reading_age_s = 0.006;
    instrument->rate_hz = 100;
    SHEET_SET(instrument->unit, unit);
    instrument->n_recent = 64;
    for (int i = 0; i < 64; i++)
        instrument->recent[i] = (float)(value + 0.8 * sin(i * 0.7) + 0.5 * sin(i * 1.9));
}

static inline void sheet_range(struct instrument_view *thermode, double low_c, double high_c,
                               double ramp)
{
    thermode->has_range = true;
    thermode->low_c = low_c;
    thermode->high_c = high_c;
    thermode->ramp_c_per_s = ramp;
}

static inline void sheet_verified(struct instrument_view *instrument, int left, int whole,
                                  const char *result)
{
    instrument->verification = (struct verification_view){.exists = true,
                                                          .year = 2026,
                                                          .month = 11,
                                                          .day = 9,
                                                          .days_left = left,
                                                          .days_valid = whole,
                                                          .due_soon = left < 7};
    SHEET_SET(instrument->verification.result, result);
}

static inline void sheet_test(struct view *view, const char *test, enum mark mark)
{
    struct bench_view *bench = &view->bench;
    SHEET_SET(bench->tests[bench->n_tests].test, test);
    bench->tests[bench->n_tests++].mark = (uint8_t)mark;
}

static inline void sheet_bench_ready(struct view *view)
{
    sheet_base(view, SCREEN_BENCH);
    SHEET_SET(view->bench.path, "/home/lab/bench-2.lua");
    sheet_test(view, "ppt", MARK_OK);
    struct instrument_view *first = sheet_instrument(view, "algometer", "Mark-10 M5-100", MARK_OK);
    sheet_reading(first, 0.04, "kPa");
    sheet_verified(first, 77, 90, "500 g gave 4.91 N");
}

static inline void sheet_bench(struct view *view)
{
    sheet_bench_ready(view);
    sheet_test(view, "cpt", MARK_BAD);
    struct instrument_view *cuff = sheet_instrument(view, "algometer", "Wagner FPX 50", MARK_WARN);
    sheet_reading(cuff, 0, "kPa");
    sheet_verified(cuff, 2, 90, "500 g gave 4.88 N");
    struct instrument_view *thermode =
        sheet_instrument(view, "thermode", "QST.Lab TCS-II", MARK_BAD);
    SHEET_SET(thermode->sentence,
              "Silent for 4.2 s. Switch the control unit on, plug in cable C, then press 3.");
    sheet_reading(thermode, 32, "°C");
    sheet_range(thermode, 0, 50, 1);
    thermode->low_is_lab = thermode->high_is_lab = true;
    thermode->reading_age_s = 4.2;
    sheet_verified(thermode, 40, 60, "32.0 °C gave 31.9 °C");
    struct instrument_view *button = sheet_instrument(view, "response", "Button box RB-2", MARK_OK);
    SHEET_SET(button->firmware, "2.1");
    sheet_instrument(view, "cond_cuff", "Nocitech CPAR", MARK_RUNNING)->serial[0] = '\0';
    struct instrument_view *other = sheet_instrument(view, "", "", MARK_OPEN);
    SHEET_SET(other->name, "second algometer with a long name");
}

/* A pedal is not there; what somebody could respond with otherwise. */
static inline void sheet_bench_pedal(struct view *view)
{
    sheet_bench_ready(view);
    struct instrument_view *pedal =
        sheet_instrument(view, "response", "usb-PCsensor_FootSwitch", MARK_BAD);
    pedal->serial[0] = pedal->firmware[0] = pedal->driver[0] = '\0';
    SHEET_SET(pedal->sentence, "It is not there: plug it in; it is then found by itself. Or press "
                               "its number to take it off.");
    pedal->response = 1;
    view->bench.tests[0].mark = MARK_BAD;
}

static inline void sheet_bench_pedals(struct view *view)
{
    sheet_bench_ready(view);
    SHEET_SET(view->bench.sources[0].path, "/dev/input/by-id/usb-PCsensor_FootSwitch-event-kbd");
    SHEET_SET(view->bench.sources[0].name, "PCsensor FootSwitch");
    SHEET_SET(view->bench.sources[1].path, "/dev/input/event3");
    SHEET_SET(view->bench.sources[1].name, "AT Translated Set 2 keyboard");
    view->bench.n_sources = 2;
    view->bench.sources_of = SOURCE_PEDAL;
}

static inline void sheet_bench_ports(struct view *view)
{
    sheet_bench_pedals(view);
    SHEET_SET(view->bench.sources[0].path, "usb:0403:6001:A10KZP45");
    SHEET_SET(view->bench.sources[0].name, "/dev/ttyUSB1");
    view->bench.n_sources = 1;
    view->bench.sources_of = SOURCE_LINE;
}

static inline void sheet_bench_due(struct view *view)
{
    sheet_bench_ready(view);
    view->bench.instruments[0].mark = MARK_WARN;
    view->bench.instruments[0].verification = (struct verification_view){0};
    struct instrument_view *second =
        sheet_instrument(view, "algometer", "Imada ZTA-500N", MARK_WARN);
    sheet_verified(second, 0, 90, "500 g gave 4.88 N");
    second->verification.expired = true;
}

static inline void sheet_bench_none(struct view *view)
{
    sheet_base(view, SCREEN_BENCH);
    sheet_test(view, "ppt", MARK_BAD);
}

/* The program is told to end as well: whatever it still has to say stands above. */
static inline void sheet_bench_broken(struct view *view)
{
    sheet_bench_none(view);
    SHEET_SET(view->bench.problem, "/home/lab/benches/a-bench-in-a-deep-folder/bench.lua:12:24: "
                                   "'algometer' needs a probe area: write probe_area = 1*cm2");
    view->frame.is_leaving = true;
}

/* A response was added all the same. */
static inline void sheet_bench_broken_response(struct view *view)
{
    sheet_bench_none(view);
    SHEET_SET(view->bench.path, "/home/lab/bench-2.lua");
    SHEET_SET(view->bench.problem, "/home/lab/bench-2.lua:12:24: 'algometer' needs a probe area: "
                                   "write probe_area = 1*cm2");
    struct instrument_view *key = sheet_instrument(view, "response", "Key b", MARK_OK);
    key->serial[0] = key->firmware[0] = key->driver[0] = key->port[0] = '\0';
    key->response = 1;
    view->bench.is_changed = true;
}

static inline void sheet_bench_broken_alone(struct view *view)
{
    sheet_bench_broken_response(view);
    view->bench.n_instruments = 0;
    view->bench.is_changed = false;
}

static inline void sheet_bench_taken_broken(struct view *view)
{
    sheet_bench_broken_response(view);
    SHEET_SET(view->bench.taken, view->bench.path);
}

static inline void sheet_bench_scanning(struct view *view)
{
    sheet_bench_none(view);
    view->bench.is_scanning = true;
}

static inline void sheet_bench_found(struct view *view)
{
    static const struct found_view found[] = {
        {"usb:0403:6001:A10KZP45",
         "wagner_fpx",
         "Wagner FPX 50",
         "88123",
         {"algometer"},
         1,
         true,
         false},
        {"/dev/ttyUSB3",
         "nidec_fg7000",
         "Nidec-Shimpo FG-7000T-L-100",
         "",
         {"algometer"},
         1,
         true,
         false},
    };
    sheet_bench_ready(view);
    memcpy(view->bench.found, found, sizeof found);
    view->bench.n_found = 2;
    view->bench.is_changed = true;
}

/* Nothing answers at a port; the participant's window can be had all the same. */
static inline void sheet_bench_found_window(struct view *view)
{
    static const struct found_view found = {.model = "Participant's window",
                                            .driver = "screen-vas",
                                            .port = "window:",
                                            .roles = {"rating"},
                                            .n_roles = 1,
                                            .is_own = true};
    sheet_bench_ready(view);
    view->bench.found[0] = found;
    view->bench.n_found = 1;
}

static inline void sheet_bench_found_cuff(struct view *view)
{
    static const struct found_view found = {.port = "/dev/ttyUSB3",
                                            .driver = "presser",
                                            .model = "Presser",
                                            .roles = {"test_cuff", "cond_cuff", "rating"},
                                            .n_roles = 3};
    sheet_bench_ready(view);
    view->bench.found[0] = found;
    view->bench.n_found = 1;
}

static inline void sheet_bench_asks_port(struct view *view)
{
    sheet_bench_none(view);
    view->bench.is_scanning = true;
    view->bench.scan_done = 2;
    view->bench.scan_ports = 5;
}

static inline void sheet_bench_taken(struct view *view)
{
    sheet_bench_found(view);
    SHEET_SET(view->bench.taken, "/home/lab/benches/another-bench-in-a-deep-folder.lua");
}

static inline void sheet_bench_failed(struct view *view)
{
    sheet_bench_ready(view);
    view->bench.instruments[0].mark = MARK_WARN;
    view->bench.instruments[0].verification.failed = true;
    SHEET_SET(view->bench.instruments[0].verification.result, "500 g gave 4.60 N");
}

static inline void sheet_bench_begin(struct view *view)
{
    sheet_bench_failed(view);
    view->bench.begin_asks = true;
}

static inline void sheet_bench_eight(struct view *view)
{
    sheet_bench(view);
    sheet_instrument(view, "rating", "Slider", MARK_OK);
    sheet_instrument(view, "marker", "Trigger box", MARK_OK);
}

#include "gui/levels_scene.h"

static inline void sheet_check(struct view *view, uint8_t step)
{
    sheet_bench_ready(view);
    view->bench.check = (struct check_view){.is_on = true,
                                            .step = step,
                                            .weight_g = 500,
                                            .expected_n = 4.903,
                                            .reading_n = step == 0 ? 0.02 : 4.93,
                                            .zero_n = 0.02,
                                            .has_reading = true,
                                            .deviation_pct = 0.14,
                                            .passed = true,
                                            .tolerance_pct = 2};
}

static inline void sheet_check_free(struct view *view)
{
    sheet_check(view, 0);
    view->bench.check.hint = HINT_SHORT;
}

static inline void sheet_check_load(struct view *view)
{
    sheet_check(view, 1);
}

static inline void sheet_check_wavers(struct view *view)
{
    sheet_check(view, 1);
    view->bench.check.hint = HINT_WAVERS;
    view->bench.check.by_n = 12.34;
    view->bench.check.most_n = 0.25;
}

static inline void sheet_check_off(struct view *view)
{
    sheet_check(view, 1);
    view->bench.check.hint = HINT_OFF;
    view->bench.check.by_n = 24.12;
    view->bench.check.reading_n = 29.02;
}

static inline void sheet_check_passed(struct view *view)
{
    sheet_check(view, 2);
}

static inline void sheet_check_failed(struct view *view)
{
    sheet_check(view, 2);
    view->bench.check.passed = false;
    view->bench.check.deviation_pct = -6.3;
    view->bench.check.reading_n = 4.61;
}

static inline void sheet_protocol_running(struct view *view)
{
    sheet_protocol(view);
    view->frame.is_running = true;
}

/* ---- all of them; `keys`: pressed before the picture is taken, NUL at the end; `typed`: then written */

static const struct sheet {
    const char *name;
    void (*fill)(struct view *view);
    uint16_t keys[6];
    const char *typed;
} sheets[] = {
    {"study", sheet_study, {0}, NULL},
    {"study-picked", sheet_study_picked, {0}, "LBP-0417-E"},
    {"study-typed-wrong", sheet_study, {0}, "LBP-0417-K"},
    {"study-typed-part", sheet_study_picked, {0}, "041"},
    {"study-nobody", sheet_study, {0}, "XYZ"},
    {"study-rows", sheet_study_picked, {KEY_ESCAPE}, NULL},
    {"study-unfinished", sheet_study_picked, {KEY_F1 + 5}, NULL},
    {"study-resume", sheet_study_resume, {0}, NULL},
    {"study-resume-other", sheet_study_resume_other, {0}, NULL},
    {"study-end", sheet_study_resume, {KEY_F12}, NULL},
    {"study-forbidden", sheet_study_forbidden, {0}, NULL},
    {"study-stopped", sheet_study_stopped, {0}, NULL},
    {"study-not-ready", sheet_study_not_ready, {0}, NULL},
    {"study-no-protocol", sheet_study_no_protocol, {0}, NULL},
    {"study-many", sheet_study_many, {KEY_PAGE_DOWN}, NULL},
    {"study-empty", sheet_study_empty, {0}, NULL},
    {"study-new", sheet_study, {KEY_F1 + 6}, NULL},
    {"study-new-part", sheet_study, {KEY_F1 + 6}, "LBP-0434"},
    {"study-new-wrong", sheet_study, {KEY_F1 + 6}, "LBP-0434-X"},
    {"study-new-right", sheet_study, {KEY_F1 + 6}, "LBP-0434-C"},
    {"study-export", sheet_study, {KEY_F1 + 7}, NULL},
    {"study-other", sheet_study, {KEY_F1 + 10}, NULL},
    {"study-first", sheet_study_first, {0}, NULL},
    {"study-locked", sheet_study_locked, {0}, NULL},
    {"study-damaged", sheet_study_damaged, {0}, NULL},
    {"bench", sheet_bench, {0}, NULL},
    {"bench-ready", sheet_bench_ready, {0}, NULL},
    {"bench-due", sheet_bench_due, {0}, NULL},
    {"bench-none", sheet_bench_none, {0}, NULL},
    {"bench-broken", sheet_bench_broken, {0}, NULL},
    {"bench-broken-response", sheet_bench_broken_response, {0}, NULL},
    {"bench-broken-alone", sheet_bench_broken_alone, {0}, NULL},
    {"bench-taken-broken", sheet_bench_taken_broken, {0}, NULL},
    {"bench-open", sheet_bench_ready, {'o'}, NULL},
    {"bench-open-changed", sheet_bench_found, {'o'}, NULL},
    {"bench-change", sheet_bench_ready, {'e'}, NULL},
    {"bench-change-which", sheet_bench, {'e'}, NULL},
    {"bench-new-capacity", sheet_bench_ready, {'e', '1'}, "445 N"},
    {"bench-new-area-bad", sheet_bench_ready, {'e', '2'}, "20"},
    {"bench-off", sheet_bench_ready, {'e', '3'}, NULL},
    {"bench-scanning", sheet_bench_scanning, {0}, NULL},
    {"bench-found", sheet_bench_found, {0}, NULL},
    {"bench-found-window", sheet_bench_found_window, {0}, NULL},
    {"bench-eight", sheet_bench_eight, {KEY_PAGE_DOWN}, NULL},
    {"bench-asks-port", sheet_bench_asks_port, {0}, NULL},
    {"bench-pedal-missing", sheet_bench_pedal, {0}, NULL},
    {"bench-respond-drop", sheet_bench_pedal, {'2'}, NULL},
    {"bench-respond", sheet_bench_ready, {'r'}, NULL},
    {"bench-respond-kind", sheet_bench_ready, {'r', '1'}, NULL},
    {"bench-respond-pedal", sheet_bench_pedals, {'r', '1', '1'}, NULL},
    {"bench-respond-none", sheet_bench_ready, {'r', '1', '1'}, NULL},
    {"bench-respond-pedal-key", sheet_bench_pedals, {'r', '1', '1', '1'}, "KEY_B"},
    {"bench-respond-pin", sheet_bench_ports, {'r', '2', '3', '1'}, NULL},
    {"bench-respond-key", sheet_bench_ready, {'r', '1', '4'}, "x"},
    {"bench-respond-typed", sheet_bench_ready, {'r', '1', '2', '1'}, "/dev/ttyS0"},
    {"bench-bind", sheet_bench_found, {'2'}, NULL},
    {"bench-bind-cuff", sheet_bench_found_cuff, {'2'}, NULL},
    {"bench-capacity", sheet_bench_found, {'2', '1'}, NULL},
    {"bench-capacity-typed", sheet_bench_found, {'2', '1', '7'}, "445"},
    {"bench-area", sheet_bench_found, {'2', '1', '5'}, NULL},
    {"bench-taken", sheet_bench_taken, {0}, NULL},
    {"bench-failed", sheet_bench_failed, {0}, NULL},
    {"bench-begin", sheet_bench_begin, {0}, NULL},
    {"bench-save", sheet_bench_found, {'s'}, NULL},
    {"bench-weight", sheet_bench_ready, {'1'}, NULL},
    {"bench-weight-bad", sheet_bench_ready, {'1'}, "kg"},
    {"bench-levels-due", sheet_levels_due, {0}, NULL},
    {"bench-levels-ready", sheet_levels_ready, {0}, NULL},
    {"bench-levels-beyond", sheet_levels_beyond, {0}, NULL},
    {"bench-levels-held", sheet_levels_held, {0}, NULL},
    {"bench-levels-ask", sheet_levels_due, {'2'}, NULL},
    {"bench-levels-ask-moved", sheet_levels_near, {'2'}, NULL},
    {"bench-levels-away", sheet_levels_away, {0}, NULL},
    {"bench-levels-typed", sheet_levels_still, {'3', '9', '.', '8'}, NULL},
    {"bench-levels-mistyped", sheet_levels_still, {'3', '9', '8'}, NULL},
    {"bench-levels-back", sheet_levels_back, {0}, NULL},
    {"bench-levels-stopped", sheet_levels_stopped, {0}, NULL},
    {"bench-levels-ending", sheet_levels_ending, {0}, NULL},
    {"bench-levels-ended", sheet_levels_ended, {0}, NULL},
    {"bench-levels-visit", sheet_levels_visit, {0}, NULL},
    {"bench-levels-passed", sheet_levels_passed, {0}, NULL},
    {"bench-levels-failed", sheet_levels_failed, {0}, NULL},
    {"bench-levels-reason", sheet_levels_reason, {0}, "The reference is at its calibration"},
    {"bench-check-free", sheet_check_free, {0}, NULL},
    {"bench-check-load", sheet_check_load, {0}, NULL},
    {"bench-check-wavers", sheet_check_wavers, {0}, NULL},
    {"bench-check-off", sheet_check_off, {0}, NULL},
    {"bench-check-passed", sheet_check_passed, {0}, NULL},
    {"bench-check-failed", sheet_check_failed, {0}, NULL},
    {"results", sheet_results, {0}, NULL},
    {"results-thermal", sheet_results_thermal, {0}, NULL},
    {"results-thermal-picked", sheet_results_thermal, {'6', '6'}, NULL},
    {"results-cold", sheet_results_cold, {0}, NULL},
    {"results-rated", sheet_results_rated, {0}, NULL},
    {"results-modulated", sheet_results_modulated, {0}, NULL},
    {"results-picked", sheet_results, {'4'}, NULL},
    {"results-one", sheet_results_one, {0}, NULL},
    {"results-many", sheet_results_many, {KEY_PAGE_DOWN}, NULL},
    {"results-none", sheet_results_none, {0}, NULL},
    {"results-second", sheet_results, {'2'}, NULL},
    {"results-running", sheet_results_running, {0}, NULL},
    {"study-running", sheet_study_running, {0}, NULL},
    {"results-export", sheet_results, {KEY_F1 + 7}, NULL},
    {"protocol", sheet_protocol, {0}, NULL},
    {"protocol-running", sheet_protocol_running, {0}, NULL},
    {"protocol-none", sheet_protocol_none, {0}, NULL},
    {"protocol-own", sheet_protocol_none, {'/'}, "own.lua"},
    {"protocol-missing", sheet_protocol_missing, {KEY_PAGE_DOWN}, NULL},
    {"protocol-bad", sheet_protocol_bad, {0}, NULL},
    {"protocol-planning", sheet_protocol_planning, {0}, NULL},
    {"protocol-withheld", sheet_protocol_withheld, {0}, NULL},
    {"protocol-refused", sheet_protocol_refused, {0}, NULL},
    {"protocol-forbidden", sheet_protocol_forbidden, {0}, NULL},
    {"study-planning", sheet_study_planning, {0}, NULL},
    {"study-refused", sheet_study_refused, {0}, NULL},
    {"study-make", sheet_study_make, {0}, NULL},
    {"study-make-first", sheet_study_make_first, {0}, NULL},
    {"study-twice", sheet_study_twice, {0}, NULL},
    {"study-unchecked", sheet_study_unchecked, {0}, NULL},
    {"study-erred", sheet_study_erred, {0}, NULL},
    {"study-last-used", sheet_study_last_used, {0}, NULL},
    {"protocol-wrong", sheet_protocol_wrong, {0}, NULL},
};
enum { SHEETS = sizeof sheets / sizeof sheets[0] };

static inline void sheet_push(struct input_queue *input, enum input_kind kind, uint16_t key,
                              const char *text)
{
    struct input_event event = {.kind = (uint8_t)kind, .key = key};
    SHEET_SET(event.text, text);
    input_push(input, &event);
}

static inline void sheet_fill(struct view *view, const struct sheet *sheet)
{
    memset(view, 0, sizeof *view);
    sheet->fill(view);
}

/* To be heard in a frame after one that has shown the view. */
static inline void sheet_hands(struct input_queue *input, const struct sheet *sheet)
{
    for (const uint16_t *key = sheet->keys; *key != 0; key++) {
        sheet_push(input, INPUT_KEY_DOWN, *key, "");
        sheet_push(input, INPUT_KEY_UP, *key, "");
    }
    if (sheet->typed != NULL)
        sheet_push(input, INPUT_TEXT, 0, sheet->typed);
}

#endif
