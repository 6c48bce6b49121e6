/* Results: all that is to be looked at can be reached, by key, by wheel and by touch, at every size of the window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

enum { MANY = 12 };

static void put_flags(size_t n)
{
    struct results_view *results = &rig.view.results;
    results->n_quality = n;
    for (size_t i = 0; i < n; i++) {
        results->quality[i] = (struct quality_row){.mark = MARK_WARN};
        snprintf(results->quality[i].what, sizeof results->quality[i].what, "Flag %zu.", i + 1);
    }
}

static void note_seen(bool *is_seen, size_t n)
{
    char words[32];
    for (size_t i = 0; i < n; i++) {
        snprintf(words, sizeof words, "\"Flag %zu.\"", i + 1);
        is_seen[i] = is_seen[i] || is_shown(words);
    }
}

static void expect_all(const bool *is_seen, size_t n, const struct size *size)
{
    for (size_t i = 0; i < n; i++)
        if (!is_seen[i])
            fail_msg("flag %zu of %zu cannot be reached at %.0f x %.0f", i + 1, n, (double)size->w,
                     (double)size->h);
}

/* By the key that is told, which begins again behind the last. */
static void every_flag_can_be_reached_by_its_key(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        bool is_seen[MANY] = {false};
        open_at(&sizes[k], LANGUAGE_EN, sheet_named("results-many"));
        put_flags(MANY);
        frame();
        assert_true(is_shown("\"Flag 1.\"") && is_shown(" more\"") && is_shown("\"Q\""));
        note_seen(is_seen, MANY);
        for (size_t i = 0; i < MANY && !is_shown("from the first again"); i++) {
            tap('q');
            note_seen(is_seen, MANY);
        }
        expect_all(is_seen, MANY, &sizes[k]);
        tap('q');
        assert_true(is_shown("\"Flag 1.\""));
        rig_close();
    }
}

/* Where the table above has all of its rows, wheel and page keys are the list's. */
static void the_wheel_turns_the_list_where_the_table_stands_still(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        bool is_seen[MANY] = {false};
        open_at(&sizes[k], LANGUAGE_EN, sheet_named("results-one"));
        put_flags(MANY);
        frame();
        note_seen(is_seen, MANY);
        for (size_t i = 0; i < MANY; i++) {
            push_pointer(INPUT_SCROLL, 0, -1, 0);
            frame();
            note_seen(is_seen, MANY);
        }
        expect_all(is_seen, MANY, &sizes[k]);
        for (size_t i = 0; i < MANY; i++)
            tap(KEY_PAGE_UP);
        assert_true(is_shown("\"Flag 1.\""));
        rig_close();
    }
}

static void a_touch_on_the_last_line_turns_the_list(void **state)
{
    (void)state;
    open_sheet("results-many");
    put_flags(MANY);
    frame();
    touch_words("9 more");
    assert_false(is_shown("\"Flag 1.\""));
    rig_close();
}

/* Another visit with fewer flags begins at its first. */
static void a_shorter_list_is_shown_from_its_beginning(void **state)
{
    (void)state;
    open_sheet("results-many");
    put_flags(MANY);
    frame();
    tap('q');
    put_flags(2);
    frame();
    assert_true(is_shown("\"Flag 1.\"") && is_shown("\"Flag 2.\""));
    assert_false(is_shown("\"Q\""));
    rig_close();
}

/* Choosing a row moves table, body and visits; choosing it again goes back to the first local site. */
static void the_visits_are_those_of_the_chosen_site(void **state)
{
    (void)state;
    open_sheet("results");
    assert_true(is_shown("PPT at Lumbar L4, left") && is_shown("+86"));
    tap('2');
    frame();
    assert_true(is_shown("PPT at Lumbar L4, right") && is_shown("+36"));
    assert_false(is_shown("+86"));
    tap('4'); /* a bound, and nothing before it */
    frame();
    assert_true(is_shown("No visit has a value here"));
    tap('4');
    frame();
    assert_true(is_shown("PPT at Lumbar L4, left") && is_shown("+86"));
    rig_close();
}

/* Whoever chooses a site by its digit sees its row; the wheel may leave it again. */
static void a_site_that_is_chosen_comes_into_sight(void **state)
{
    (void)state;
    const struct size small = {800, 600};
    open_at(&small, LANGUAGE_EN, sheet_named("results"));
    assert_true(is_shown("Lumbar L4, right") && !is_shown("Deltoid, right"));
    tap('6');
    frame();
    assert_true(is_shown("Deltoid, right") && !is_shown("Lumbar L4, right"));
    tap(KEY_PAGE_UP);
    frame();
    assert_true(is_shown("Lumbar L4, right"));
    rig_close();
}

/* The study is the session's own: what was known before says nothing of it, and the next participant is not here yet. */
static void a_visit_that_runs_has_no_results_yet(void **state)
{
    static const unsigned keys[] = {KEY_ENTER, KEY_F1 + 7, 'v', '2', 'q'};
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, sheet_named("results-running"));
        assert_true(is_shown("A visit is running") && is_shown("when it has ended"));
        assert_false(is_shown("PPT") || is_shown("Next participant") || is_shown("Export"));
        for (size_t i = 0; i < COUNT(keys); i++) {
            tap(keys[i]);
            assert_int_equal(rig.actions.n, 0);
        }
        assert_false(is_shown("Into this folder"));
        rig_close();
    }
}

/* One value among several visits is not one visit. */
static void a_site_with_one_value_says_why_there_is_no_change(void **state)
{
    (void)state;
    static const struct {
        size_t visits;
        const char *words;
    } rows[] = {{1, "One visit: a"}, {4, "One visit has"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct results_view *results = &rig.view.results;
        open_sheet("results");
        results->n_visits = rows[i].visits;
        for (size_t k = 1; k < VIEW_VISITS_MAX; k++)
            results->visits[k].has[results->followed] = false;
        frame();
        assert_true(is_shown(rows[i].words));
        rig_close();
    }
}

/* Neither pressure nor heat is measured in cold water: what a column and the map are called is what their numbers are in. */
static void seconds_are_called_seconds(void **state)
{
    (void)state;
    open_sheet("results-one");
    struct results_view *results = &rig.view.results;
    results->n_rows = 1;
    strcpy(results->rows[0].test, "cold_pressor");
    results->rows[0].stimulus = VIEW_SECONDS;
    frame();
    assert_false(is_shown("kPa") || is_shown("°C"));
    assert_true(is_shown("\"s\"") && is_shown(", s\""));
    strcpy(results->rows[0].test, "ice"); /* a rating alone */
    results->rows[0].stimulus = VIEW_RATING;
    frame();
    assert_true(is_shown("\"NRS\"") && !is_shown("\"s\""));
    results->n_rows = 2; /* and a pressure beside seconds */
    results->rows[1] = results->rows[0];
    results->rows[1].stimulus = VIEW_SECONDS;
    results->rows[0].stimulus = VIEW_PRESSURE;
    frame();
    assert_true(is_shown("\"kPa, s\"") && !is_shown("°C"));
    rig_close();
}

/* A number that is cut is a wrong one: where the name of the site has no room, its number stands for it. */
static void the_dose_of_a_site_has_room(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            if (sizes[k].w < 1000)
                continue;
            open_at(&sizes[k], language, sheet_named("results-cold"));
            struct quality_row *row = &rig.view.results.quality[0];
            text_say(row->what, sizeof row->what, text_of(language, TEXT_results_dose), "site",
                     "Tibialis anterior, rechts", "min", "≤ 12,4", NULL);
            text_say(row->brief, sizeof row->brief, text_of(language, TEXT_results_dose_brief), "n",
                     "9", "min", "≤ 12,4", NULL);
            text_say(row->detail, sizeof row->detail, text_of(language, TEXT_results_dose_detail),
                     "cold", "≤ 118", "ramps", "12", NULL);
            frame();
            assert_true(is_shown(row->what) || is_shown(row->brief));
            assert_true(is_shown(row->detail));
            rig_close();
        }
}

/* Where there is more than pressure, a row says which test it was and where its site stands. */
static void a_row_says_its_test_and_its_role(void **state)
{
    (void)state;
    open_sheet("results-cold");
    assert_true(is_shown("\"test, role\"") && is_shown("\"CPT, reference\""));
    assert_true(is_shown("\"+1.2 °C\"") && is_shown("\"−9 %\""));
    rig_close();
    open_sheet("results");
    assert_true(is_shown("\"role\"") && !is_shown("PPT, "));
    rig_close();
}

/* What has no room in one line has two, and whoever turns sees all of it. */
static void every_row_of_quality_is_seen_whole(void **state)
{
    enum { ROWS = 5 };
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        bool was_seen[ROWS] = {false};
        open_at(&sizes[k], LANGUAGE_EN, sheet_named("results"));
        struct results_view *results = &rig.view.results;
        results->n_quality = ROWS;
        for (int i = 0; i < ROWS; i++) {
            results->quality[i] = (struct quality_row){.mark = MARK_WARN};
            snprintf(results->quality[i].what, sizeof results->quality[i].what,
                     "Lumbar L4, left, cold pain: spread end-%d", i);
        }
        for (int page = 0; page < ROWS; page++) {
            frame();
            for (int i = 0; i < ROWS; i++) {
                const char end[] = {'e', 'n', 'd', '-', (char)('0' + i), '"', '\0'};
                was_seen[i] = was_seen[i] || is_shown(end);
            }
            tap('q');
        }
        for (int i = 0; i < ROWS; i++)
            if (!was_seen[i])
                fail_msg("row %d is not seen at %.0f", i, (double)sizes[k].w);
        rig_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_quality_is_seen_whole),
        cmocka_unit_test(the_visits_are_those_of_the_chosen_site),
        cmocka_unit_test(a_site_that_is_chosen_comes_into_sight),
        cmocka_unit_test(a_visit_that_runs_has_no_results_yet),
        cmocka_unit_test(every_flag_can_be_reached_by_its_key),
        cmocka_unit_test(the_wheel_turns_the_list_where_the_table_stands_still),
        cmocka_unit_test(a_touch_on_the_last_line_turns_the_list),
        cmocka_unit_test(a_site_with_one_value_says_why_there_is_no_change),
        cmocka_unit_test(a_shorter_list_is_shown_from_its_beginning),
        cmocka_unit_test(seconds_are_called_seconds),
        cmocka_unit_test(the_dose_of_a_site_has_room),
        cmocka_unit_test(a_row_says_its_test_and_its_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
