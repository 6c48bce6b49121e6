/* The words at the trace: how long the hand was beside the band, said where it was, and on no line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

/* A trace of 50 points a second. */
static void follow(double until_s, double (*kpa_at)(double t_s))
{
    struct run_view *run = &rig.view.run;
    run->n_trace = 0;
    for (double t = 0; t <= until_s; t += 0.02)
        run->trace[run->n_trace++] = (struct trace_point){(float)t, (float)kpa_at(t)};
    frame();
}

/* Too slow for half a second, a moment in the band, too slow for four seconds. */
static double twice_slow(double t_s)
{
    const bool is_slow = (t_s > 3 && t_s <= 3.5) || t_s > 3.6;
    return 50 * t_s * (is_slow ? 0.7 : 0.95);
}

/* Where there is not room for both words, that of the longer part stands. */
static void the_longer_part_has_its_word(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("running"));
        follow(7.6, twice_slow);
        assert_true(is_shown("4.0 s too slow"));
        rig_close();
    }
}

static double late(double t_s)
{
    return t_s < 3 ? 0 : 40 * (t_s - 3);
}

static double steep(double t_s)
{
    return t_s < 1 ? 50 * t_s : t_s < 3 ? 100 * t_s : 300 + 20 * (t_s - 3);
}

static double sagging(double t_s)
{
    return t_s < 4 ? 50 * t_s : fmax(200 - 60 * (t_s - 4), 0);
}

/* The points of the trace, which is the thickest line. */
static void check_trace(const struct item *word)
{
    char *list = gui_dump(rig.gui);
    assert_non_null(list);
    for (const char *line = list; (line = strstr(line, "polyline stroke #")) != NULL;) {
        char *at = NULL;
        const float width = strtof(strchr(line, '#') + 10, &at);
        line = at;
        if (width != 5 || *at != ':')
            continue;
        for (at++; *at == ' ';) {
            const float x = strtof(at, &at), y = strtof(at + 1, &at);
            const struct rect point = {x - 2, y - 2, 4, 4};
            if (overlap(point, word->area))
                fail_msg("\"%s\" lies on the trace at %g, %g", word->text, (double)x, (double)y);
        }
    }
    free(list);
}

static void the_word_lies_on_no_trace(void **state)
{
    (void)state;
    static double (*const traces[])(double t_s) = {late, steep, sagging, twice_slow};
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (size_t i = 0; i < COUNT(traces); i++)
            for (double until_s = 1; until_s <= 9; until_s += 0.5) {
                open_at(&sizes[k], LANGUAGE_EN, scene_named("running"));
                follow(until_s, traces[i]);
                look();
                for (size_t t = 0; t < seen.n; t++)
                    if (seen.items[t].kind == ITEM_TEXT && strstr(seen.items[t].text, " s too "))
                        check_trace(&seen.items[t]);
                rig_close();
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longer_part_has_its_word),
        cmocka_unit_test(the_word_lies_on_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
