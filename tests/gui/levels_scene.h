/* The Bench screen with a thermode on it: due, ready, and its check at two levels in each of its states. Included by
 * screens_scene.h, whose helpers it uses. */
#ifndef LIMEN_TESTS_GUI_LEVELS_SCENE_H
#define LIMEN_TESTS_GUI_LEVELS_SCENE_H

static inline struct instrument_view *sheet_thermode(struct view *view, enum mark mark)
{
    sheet_bench_ready(view);
    struct instrument_view *thermode = sheet_instrument(view, "thermode", "QST.Lab TCS-II", mark);
    thermode->capacity_n = thermode->area_cm2 = thermode->limit_kpa = 0;
    sheet_range(thermode, 0.5, 49.5, 1.5);
    sheet_reading(thermode, 32, "°C");
    thermode->verification =
        (struct verification_view){.has_levels = true, .low_c = 25, .high_c = 40};
    return thermode;
}

static inline void sheet_levels_due(struct view *view)
{
    sheet_thermode(view, MARK_WARN);
}

static inline void sheet_levels_ready(struct view *view)
{
    sheet_verified(sheet_thermode(view, MARK_OK), 140, 180, "−0.2 and +0.1 °C off");
}

/* The limit that stops it is the lab's; as cold as it goes is its own. */
static inline void sheet_levels_beyond(struct view *view)
{
    sheet_levels_ready(view);
    struct instrument_view *thermode = &view->bench.instruments[1];
    thermode->high_is_lab = true;
    sheet_reading(thermode, 51.2, "°C");
    thermode->is_beyond = true;
    SHEET_SET(thermode->sentence,
              "Thermode: 51.2 °C, and the limit is 49.5 °C: nothing begins before it is back, or "
              "the limit another (bench file).");
    view->frame.stopped_by = STOP_BY_LIMIT;
    SHEET_SET(view->frame.stop_why, thermode->sentence);
}

/* The button of the thermode is stuck, or somebody has a finger on it. */
static inline void sheet_levels_held(struct view *view)
{
    sheet_levels_ready(view);
    struct instrument_view *button =
        sheet_instrument(view, "response", "Button of Thermode", MARK_OK);
    button->serial[0] = button->firmware[0] = button->driver[0] = '\0';
    button->response = 1;
    button->is_held = true;
    sheet_test(view, "cpt", MARK_BAD);
}

/* Lab or instrument allow less than is asked for. */
static inline void sheet_levels_near(struct view *view)
{
    struct verification_view *verification = &sheet_thermode(view, MARK_WARN)->verification;
    verification->is_moved = true;
    verification->low_c = 28.5;
    verification->high_c = 38.5;
}

static inline struct levels_view *sheet_levels(struct view *view, uint8_t step)
{
    sheet_thermode(view, MARK_WARN);
    view->frame.is_live = view->frame.is_energised = step < 2;
    struct levels_view *levels = &view->bench.levels;
    *levels = (struct levels_view){
        .is_on = true,
        .instrument = 1,
        .step = step,
        .has_reading = step < 2,
        .reading_c = step == 0 ? 27.4 : 40,
        .baseline_c = 32,
        .tolerance_c = 0.5,
        .n_zones = 5,
        .has_zone = {true, true, true, true, true},
        .zone_by_c = {0.1, -0.1, 0, -0.62, 0.2},
        .levels = {{25, 25.02, 25.2, -0.18, 4, -0.3, 0.13}, {40, 40.05, 39.9, 0.15, 2, 0.2, 0.12}},
        .passed = true,
        .has_gain = true,
        .gain = 1.022,
    };
    return levels;
}

static inline void sheet_levels_away(struct view *view)
{
    sheet_levels(view, 0)->hint = LEVELS_AWAY;
}

static inline void sheet_levels_still(struct view *view)
{
    sheet_levels(view, 1)->hint = LEVELS_CLEAR;
}

static inline void sheet_levels_back(struct view *view)
{
    sheet_levels(view, 0)->is_returning = true;
    view->bench.levels.reading_c = 25;
}

static inline void sheet_levels_stopped(struct view *view)
{
    sheet_levels_away(view);
    view->bench.levels.is_stopped = true;
    view->bench.levels.reading_c = 30.1;
}

/* A visit is to begin all the same. */
static inline void sheet_levels_reason(struct view *view)
{
    sheet_levels_due(view);
    view->bench.begin_asks_reason = true;
    SHEET_SET(view->bench.begin_why,
              "The thermode was never checked at two levels: check it on the Bench screen (F2).");
}

/* Its cable was pulled, and a stop stands. */
static inline void sheet_levels_ended(struct view *view)
{
    struct instrument_view *thermode = &view->bench.instruments[1];
    sheet_levels_ready(view);
    thermode->mark = MARK_BAD;
    thermode->has_reading = false;
    view->frame.stopped_by = STOP_BY_OTHER;
    SHEET_SET(view->bench.levels.ended,
              "The check has ended: the thermode does not answer, so nobody knows how warm it is. "
              "Look at its card.");
}

static inline void sheet_levels_ending(struct view *view)
{
    sheet_levels_ended(view);
    view->frame.is_live = true;
    view->bench.levels.is_ending = true;
}

static inline void sheet_levels_visit(struct view *view)
{
    sheet_levels_due(view);
    view->frame.is_running = true;
}

static inline void sheet_levels_passed(struct view *view)
{
    sheet_levels(view, 2);
}

static inline void sheet_levels_failed(struct view *view)
{
    struct levels_view *levels = sheet_levels(view, 2);
    levels->passed = false;
    levels->levels[1].reference_c = 41.4;
    levels->levels[1].off_c = -1.35;
    levels->gain = 0.928;
}

#endif
