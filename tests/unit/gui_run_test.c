/* The session screen: every state fits in both languages and all sizes, is drawn as it was, and says what is so. Pictures of
 * the same states: tests/gui/run_render.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/golden.h"
#include "gui/run_rig.h"
#include "support/pixels.h"

#include <ctype.h>
#include <math.h>

/* ---- fit --------------------------------------------------------------------------------------------- */

/* Words of the protocol or of the person may be cut; ours may not. */
static bool may_be_cut(const struct item *item)
{
    return item->panel == PANEL_STRIP || item->panel == PANEL_ALOUD;
}

static void every_text_has_room_in_every_state_language_and_size(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCENES; s++)
        for (size_t k = 0; k < COUNT(sizes); k++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                open_at(&sizes[k], language, &scenes[s]);
                check_fit(where(&scenes[s], &sizes[k], language), may_be_cut);
                rig_close();
            }
}

static void put_site(const char *site)
{
    struct run_view *run = &rig.view.run;
    if (run->site >= 0) { /* else none is due */
        SCENE_SET(run->sites[run->site].site, site);
        SCENE_SET(run->sites[run->site].side, "right");
    }
    SCENE_SET(run->rest_site, site);
    SCENE_SET(run->rest_side, "right");
}

/* Numbers of a thermode are never as long. */
static void put_long_degrees(struct run_view *run)
{
    struct thermal_view *thermal = &run->thermal;
    run->reading = 48.8;
    run->limit = 48.8;
    run->target_slope = 8.8;
    run->slope = -8.88;
    thermal->baseline = 28.8;
    thermal->return_slope = 8;
    for (size_t i = 0; i < VIEW_ZONES_MAX; i++)
        thermal->zones[i] = 48.8f + 1.8f * (float)i;
    thermal->dose.cold_s = thermal->dose.cold_most_s = 188;
    thermal->dose.cem43_min = thermal->dose.cem43_most_min = 28.8;
    thermal->dose.ramps = thermal->dose.ramps_most = 28;
}

/* As much as a long session with a large gauge can have. */
static void put_long_values(struct run_view *run)
{
    SCENE_SET(run->instrument, "Wagner Force Ten FDX 100");
    run->step_trial = 38;
    run->step_trials = 48;
    run->trial = run->next_trial = 10;
    run->trials = run->next_trials = 12;
    run->attempt = 3;
    run->valid = 10;
    run->wanted = 12;
    run->limit = 1500;
    run->target_slope = run->target_slope > 0 ? 100 : 0;
    run->slope = 123;
    run->reading = 1288;
    run->newton = 128.8;
    run->running_s = 14.8;
    run->release_s = 128.8;
    run->reading_age_s = 0.888;
    run->rest_whole_s = 300;
    run->rest_left_s = run->rest_left_s > 0 ? 288 : 0;
    for (size_t i = 0; i < run->n_sites; i++)
        run->sites[i].rest_left_s = run->sites[i].rest_left_s > 0 ? 288 : 0;
    if (run->n_sites > 0)
        put_site("trapezius.upper");
    if (run->stimulus == VIEW_TEMPERATURE)
        put_long_degrees(run);
}

/* With the longest values, with everything on offer, and with the keyboard lost. */
static void check_longest(const struct scene *scene, const struct size *size,
                          enum language language)
{
    struct run_view *run = &rig.view.run;
    open_at(size, language, scene);
    put_long_values(run);
    for (int with = 0; with < 2; with++) {
        frame();
        check_fit(where(scene, size, language), may_be_cut);
        push_focus(false);
        run->button_mark = MARK_BAD;
        if (run->now != NOW_NOTHING && !rig.view.frame.is_live)
            run->offers_skip = run->offers_end = run->offers_leave = true;
    }
    rig_close();
}

static void every_text_has_room_at_the_longest(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCENES; s++)
        for (size_t k = 0; k < COUNT(sizes); k++)
            for (enum language language = 0; language < LANGUAGES; language++)
                check_longest(&scenes[s], &sizes[k], language);
}

static void check_golden(const struct scene *scene, const struct size *size, enum language language)
{
    char name[96];
    open_at(size, language, scene);
    char *dump = dump_panels();
    snprintf(name, sizeof name, "run-%s-%.0f-%s", scene->name, (double)size->w,
             language == LANGUAGE_DE ? "de" : "en");
    golden_check(rig.fonts, name, dump);
    free(dump);
    rig_close();
}

static void every_state_is_drawn_as_it_was(void **state)
{
    (void)state;
    static const char *const german[] = {"confirm",
                                         "running",
                                         "running-slow",
                                         "review",
                                         "rest",
                                         "stopped",
                                         "thermal-ask-german",
                                         "thermal-turn-cool",
                                         "ask-number-typed",
                                         "cold-armed",
                                         "cold-due",
                                         "cold-review-limit",
                                         "ice-over",
                                         "thermal-confirm-lost",
                                         "thermal-settling",
                                         "thermal-cooling",
                                         "thermal-warming",
                                         "thermal-returning",
                                         "thermal-review-limit",
                                         "thermal-stopped",
                                         "thermal-fault",
                                         "thermal-off",
                                         "thermal-off-lost",
                                         "thermal-pulses",
                                         "thermal-pulses-review",
                                         "thermal-hold",
                                         "thermal-hold-review",
                                         "cuff-hurts",
                                         "cuff-near-limit",
                                         "cuff-vents",
                                         "cuff-review-limit",
                                         "cuff-open-lost",
                                         "cuff-train",
                                         "cuff-train-review",
                                         "cuff-hold",
                                         "cuff-hold-tail"};
    for (size_t s = 0; s < SCENES; s++)
        check_golden(&scenes[s], &sizes[0], LANGUAGE_EN);
    for (size_t i = 0; i < COUNT(german); i++)
        check_golden(scene_named(german[i]), &sizes[1], LANGUAGE_DE);
}

/* Also while nothing can be heard at all: then muting is no cause. */
static void the_tone_says_whether_it_can_be_heard(void **state)
{
    (void)state;
    static const struct {
        bool is_muted, is_silent;
        const char *word;
    } rows[] = {{false, false, "Tone"}, {true, false, "Muted"}, {true, true, "No sound"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named("running"));
        rig.view.frame.is_muted = rows[i].is_muted;
        rig.view.frame.is_silent = rows[i].is_silent;
        frame();
        for (size_t k = 0; k < COUNT(rows); k++)
            assert_int_equal(is_shown(rows[k].word), i == k);
        rig_close();
    }
}

static void a_window_that_is_far_too_small_breaks_nothing(void **state)
{
    (void)state;
    static const struct size tiny[] = {{640, 360}, {200, 150}, {1, 1}};
    for (size_t s = 0; s < SCENES; s++)
        for (size_t k = 0; k < COUNT(tiny); k++) {
            open_at(&tiny[k], LANGUAGE_DE, &scenes[s]);
            assert_true(is_shown("STOP"));
            rig_close();
        }
}

static void every_site_name_and_landmark_has_room(void **state)
{
    (void)state;
    static const char *const names[] = {"confirm", "confirm-wrong", "armed",
                                        "running", "rest",          "review"};
    for (size_t k = 0; k < 2; k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            rig_open(sizes[k].w, sizes[k].h, THEME_DARK, language);
            for (size_t n = 0; n < COUNT(names); n++)
                for (size_t i = 0; i < COUNT(places); i++) {
                    const struct scene *scene = scene_named(names[n]);
                    char place[192];
                    assert_non_null(site_text_find(places[i]));
                    scene_fill(&rig.view, scene);
                    put_site(places[i]);
                    frame();
                    snprintf(place, sizeof place, "%s, %s", where(scene, &sizes[k], language),
                             places[i]);
                    check_fit(place, may_be_cut);
                }
            rig_close();
        }
}

/* ---- what is said ------------------------------------------------------------------------------------ */

static void a_wrong_key_says_which_site_it_was_and_which_is_due(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("confirm-wrong"));
        assert_true(is_shown("Wrong key: 2"));
        assert_true(is_shown("Key 2 is Lumbar L4, right."));
        assert_true(is_shown("Lumbar L4, left"));
        rig_close();
    }
}

static void hidden_values_are_nowhere_on_the_screen(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("rest"));
    for (size_t i = 0; i < rig.view.run.n_trials_here; i++) {
        rig.view.run.trials_here[i].is_hidden = true;
        rig.view.run.trials_here[i].value = 6543;
    }
    rig.view.run.mean_hidden = true;
    rig.view.run.mean = 6543;
    frame();
    assert_false(is_shown("6543"));
    scene_fill(&rig.view, scene_named("review"));
    rig.view.run.trials_here[3].is_hidden = true;
    rig.view.run.trials_here[3].value = 6543;
    frame();
    assert_false(is_shown("6543"));
    rig_close();
}

static void a_trial_is_called_saved_only_after_its_commit(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("saving"));
    rig.view.run.n_trials_here = 0;
    rig.view.frame.has_saved = false;
    rig.view.run.trials_here[rig.view.run.n_trials_here++] =
        (struct trial_view){.trial = 1, .state = ROW_SAVING, .has_value = true, .value = 300};
    frame();
    assert_false(is_shown("on rate, saved"));
    assert_true(is_shown("saving"));
    rig.view.run.trials_here[0].state = ROW_SAVED;
    frame();
    assert_true(is_shown("on rate, saved"));
    rig_close();
}

static void a_silent_instrument_shows_no_number(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("stopped"));
    rig.view.run.reading = 777;
    frame();
    assert_true(is_shown("\"777\""));
    rig.view.run.instrument_mark = MARK_BAD;
    frame();
    assert_false(is_shown("\"777\""));
    rig_close();
}

static void the_value_stands_in_the_same_place_in_every_state(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        float right = 0;
        for (size_t s = 0; s < SCENES; s++) {
            open_at(&sizes[k], LANGUAGE_EN, &scenes[s]);
            rig.view.run.has_reading = true;
            rig.view.run.instrument_mark = MARK_OK;
            rig.view.run.reading = 777;
            frame();
            look();
            for (size_t i = 0; i < seen.n; i++) {
                const struct item *item = &seen.items[i];
                if (item->kind != ITEM_TEXT || item->size < 90 || strcmp(item->text, "777") != 0)
                    continue;
                const float end = item->area.x + item->area.w;
                assert_true(right == 0 || fabsf(right - end) < 0.1f);
                right = end;
            }
            rig_close();
        }
        assert_true(right > 0);
    }
}

/* Armed with pressure on it, no ramp begins: "press now" would press somebody for nothing. */
static void what_is_pressed_before_it_is_armed_is_lifted_first(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            const bool is_german = language == LANGUAGE_DE;
            const struct scene *scene = scene_named("armed");
            open_at(&sizes[k], language, scene);
            rig.view.run.let_go_first = true;
            frame();
            assert_true(is_shown(is_german ? "Erst abheben" : "Lift the probe first"));
            assert_false(is_shown(is_german ? "Jetzt drücken: Lumbal L4, links"
                                            : "Press now: Lumbar L4, left"));
            assert_false(is_shown(is_german ? "\"Bereit\"" : "\"Armed\""));
            check_fit(where(scene, &sizes[k], language), may_be_cut);
            rig_close();
        }
}

static void release_is_the_whole_width_and_says_why(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("release"));
        look();
        assert_true(seen.panels[PANEL_MAIN].w == sizes[k].w - 2 * SIZE_MARGIN);
        assert_true(is_shown("RELEASE"));
        assert_true(is_shown("The limit of 1000 kPa was reached"));
        rig_close();
    }
}

static void the_verdict_has_a_word_and_the_limit_comes_first(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *word;
    } rows[] = {{"running", "On rate"},
                {"running-fast", "Too fast"},
                {"running-slow", "Too slow"},
                {"running-near-limit", "Near limit"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(rows[i].scene));
        for (size_t j = 0; j < COUNT(rows); j++)
            assert_int_equal(is_shown(rows[j].word), i == j);
        rig_close();
    }
}

/* ---- the plot ---------------------------------------------------------------------------------------- */

/* All of the drawing but the trace and its markers: axes, band, words of the limit. */
static void read_axes(char *out, size_t size)
{
    size_t n = 0;
    look();
    out[0] = '\0';
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        if (item->kind == ITEM_TEXT && item->panel == PANEL_MAIN && item->size == 16 &&
            isdigit((unsigned char)item->text[0]))
            n += (size_t)snprintf(out + n, size - n, "%s %.1f %.1f;", item->text,
                                  (double)item->area.x, (double)item->area.y);
        assert_true(n < size);
    }
}

static void the_plot_does_not_move_while_the_trial_runs(void **state)
{
    (void)state;
    static char first[2048], later[2048];
    open_at(&sizes[0], LANGUAGE_EN, scene_named("armed"));
    read_axes(first, sizeof first);
    assert_true(strlen(first) > 50);
    for (double until = 0.5; until < 25; until += 0.5) {
        scene_fill(&rig.view, scene_named("running"));
        scene_trace(&rig.view.run, until);
        for (size_t i = 0; i < rig.view.run.n_trace; i++)
            rig.view.run.trace[i].value = 50 * rig.view.run.trace[i].t_s;
        frame();
        read_axes(later, sizeof later);
        assert_string_equal(first, later);
    }
    rig_close();
}

static void a_limit_above_the_view_is_written(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("running-10-s"));
    assert_true(is_shown("Limit 1000 kPa, above this view"));
    assert_true(is_shown("\"500\""));
    assert_false(is_shown("\"600\""));
    rig.view.run.limit = 300;
    rig.view.run.window_s = 0;
    frame();
    assert_true(is_shown("\"Limit 300 kPa\""));
    assert_true(is_shown("\"500\""));
    rig_close();
}

static void parts_beside_the_band_carry_a_word_and_the_seconds(void **state)
{
    (void)state;
    static const struct {
        float share;
        const char *word;
    } rows[] = {{1.5f, "s too fast"}, {0.5f, "s too slow"}};
    for (size_t r = 0; r < COUNT(rows); r++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named("running-10-s"));
        for (size_t i = 0; i < rig.view.run.n_trace; i++) {
            struct trace_point *point = &rig.view.run.trace[i];
            const bool is_out = point->t_s >= 2 && point->t_s <= 3;
            point->value = 50 * point->t_s * (is_out ? rows[r].share : 1);
        }
        frame();
        assert_true(is_shown(rows[r].word));
        assert_true(is_shown("1.0 s") || is_shown("1.1 s"));
        rig_close();
    }
}

static void within_14_kpa_of_the_line_the_hand_is_in_the_band(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("running-10-s"));
    for (int above = 0; above < 2; above++) {
        for (size_t i = 0; i < rig.view.run.n_trace; i++) {
            struct trace_point *point = &rig.view.run.trace[i];
            point->value = 50 * point->t_s + (point->t_s < 1 ? above ? 15 : 13 : 0);
        }
        frame();
        assert_int_equal(is_shown("s too fast"), above);
    }
    rig_close();
}

static void run_on(double until_s)
{
    struct run_view *run = &rig.view.run;
    scene_trace(run, until_s);
    run->running_s = until_s;
    run->reading = (double)run->trace[run->n_trace - 1].value;
    run->newton = run->reading / 10;
    run->slope = 50 + 20 * sin(until_s);
    frame();
}

static float sum_of(const struct rect *areas, size_t n)
{
    float sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += areas[i].w * areas[i].h;
    return sum;
}

/* A frame of a running trial paints the numbers and the end of the trace, an eighth of the window, and looks like one that
 * was painted whole. */
static void a_trial_that_runs_is_painted_in_small_parts(void **state)
{
    (void)state;
    static const float scales[] = {1, 1.25f, 2};
    for (size_t s = 0; s < COUNT(scales); s++) {
        struct surface *part = NULL, *whole = NULL;
        struct rect areas[32];
        const int size[2] = {(int)(1024 * scales[s]), (int)(700 * scales[s])};
        open_at(&sizes[1], LANGUAGE_EN, scene_named("running-10-s"));
        assert_int_equal(surface_new(size[0], size[1], scales[s], rig.fonts, &part), STATUS_OK);
        assert_int_equal(surface_new(size[0], size[1], scales[s], rig.fonts, &whole), STATUS_OK);
        run_on(2.2);
        gui_paint(rig.gui, part, true, NULL, 0);
        for (unsigned step = 0; step < 40; step++) {
            run_on(2.27 + 0.07 * step);
            const size_t n = gui_paint(rig.gui, part, false, areas, COUNT(areas));
            assert_true(n <= COUNT(areas) && sum_of(areas, n) < 1024 * 700 / 8);
            gui_paint(rig.gui, whole, true, NULL, 0);
            pixels_compare(part, whole, size, 12, step);
        }
        surface_free(part);
        surface_free(whole);
        rig_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_has_room_in_every_state_language_and_size),
        cmocka_unit_test(every_text_has_room_at_the_longest),
        cmocka_unit_test(every_state_is_drawn_as_it_was),
        cmocka_unit_test(a_window_that_is_far_too_small_breaks_nothing),
        cmocka_unit_test(every_site_name_and_landmark_has_room),
        cmocka_unit_test(a_wrong_key_says_which_site_it_was_and_which_is_due),
        cmocka_unit_test(hidden_values_are_nowhere_on_the_screen),
        cmocka_unit_test(a_trial_is_called_saved_only_after_its_commit),
        cmocka_unit_test(a_silent_instrument_shows_no_number),
        cmocka_unit_test(the_value_stands_in_the_same_place_in_every_state),
        cmocka_unit_test(what_is_pressed_before_it_is_armed_is_lifted_first),
        cmocka_unit_test(release_is_the_whole_width_and_says_why),
        cmocka_unit_test(the_verdict_has_a_word_and_the_limit_comes_first),
        cmocka_unit_test(the_tone_says_whether_it_can_be_heard),
        cmocka_unit_test(the_plot_does_not_move_while_the_trial_runs),
        cmocka_unit_test(a_limit_above_the_view_is_written),
        cmocka_unit_test(parts_beside_the_band_carry_a_word_and_the_seconds),
        cmocka_unit_test(within_14_kpa_of_the_line_the_hand_is_in_the_band),
        cmocka_unit_test(a_trial_that_runs_is_painted_in_small_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
