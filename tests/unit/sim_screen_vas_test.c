/* The simulated participant's window: its lines, and the person who slides its mark. */
#include "sim_rig.h"

#include "sim/vas_end.h"

#include <math.h>

static size_t count(const struct rig *rig, const char *text)
{
    size_t n = 0;
    for (const char *at = strstr(rig->text, text); at; at = strstr(at + 1, text))
        n++;
    return n;
}

/* The mark of the last whole line; NAN: none. */
static double last_mark(const struct rig *rig)
{
    double mark = (double)NAN;
    for (const char *at = strstr(rig->text, "v "); at; at = strstr(at + 1, "v "))
        if (at[8] != '-' && strlen(at) > 8)
            mark = strtod(at + 8, NULL);
    return mark;
}

static void its_lines_are_those_of_its_language(void **state)
{
    (void)state;
    char line[VAS_END_LINE_MAX];
    struct vas_end end = {.counter = 65535};
    const size_t n = vas_end_say(&end, 4.31849, false, line);
    assert_int_equal(n, strlen(line));
    assert_string_equal(line, "v 65535 4.318 0 *AB\r\n");
    vas_end_say(&end, (double)NAN, true, line);
    assert_string_equal(line, "v 00000 - 1 *DF\r\n");
    vas_end_say(&end, 11, false, line);
    assert_non_null(strstr(line, "v 00001 10.000 0 *"));
    vas_end_say(&end, -1, false, line);
    assert_non_null(strstr(line, "v 00002 0.000 0 *"));
    vas_end_name("0.1.0", line);
    assert_non_null(strstr(line, "limen-vas 1 0.1.0 *"));
}

static void only_the_whole_question_is_one(void **state)
{
    (void)state;
    struct vas_end end = {0};
    size_t asked = 0;
    for (const char *c = "vas?\r\n vvas?\r\nvas\r\n?\r\nva vas?x\r\n vas?\r"; *c; c++)
        asked += vas_end_hear(&end, (uint8_t)*c);
    assert_int_equal(asked, 3);
}

static void fifty_lines_a_second_come_unasked(void **state)
{
    (void)state;
    struct rig *rig = rig_new("screen-vas", "", 1);
    rig_wait(rig, 10 * MONO_SEC);
    assert_in_range(count(rig, "v "), 499, 501);
    assert_in_range(count(rig, " 0.000 0 *"), 499, 501);
    rig_clear(rig);
    rig_write(rig, "vas?\r\n", 6);
    rig_wait(rig, 5 * MONO_MS);
    assert_int_equal(count(rig, "limen-vas 1 sim *"), 1);
    free(rig);
}

/* Whatever hurts, and by whatever instrument: the worst of it. */
static void the_person_slides_with_what_is_felt(void **state)
{
    (void)state;
    struct rig *rig = rig_new("screen-vas", "", 1);
    rig_wait(rig, MONO_SEC);
    assert_true(last_mark(rig) == 0);
    sim_felt_tell(&rig->world.felt, SIM_FELT_CUFF, 4.25);
    rig_wait(rig, 100 * MONO_MS);
    assert_true(last_mark(rig) == 4.25);
    sim_felt_tell(&rig->world.felt, SIM_FELT_ELSEWHERE, 7.5);
    rig_wait(rig, 100 * MONO_MS);
    assert_true(last_mark(rig) == 7.5);
    sim_felt_tell(&rig->world.felt, SIM_FELT_ELSEWHERE, 0);
    sim_felt_tell(&rig->world.felt, SIM_FELT_CUFF, 0);
    rig_wait(rig, 100 * MONO_MS);
    assert_true(last_mark(rig) == 0);
    free(rig);
}

static void what_can_ail_it_is_a_setting(void **state)
{
    (void)state;
    static const struct {
        const char *fault, *shows;
    } rows[] = {
        {"setting:untouched", " - 0 *"},
        {"setting:mark-73", " 7.300 0 *"},
        {"setting:button", " 0.000 1 *"},
        {"setting:beyond", " 10.001 0 *28"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("screen-vas", rows[i].fault, 1);
        rig_wait(rig, MONO_SEC);
        assert_in_range(count(rig, rows[i].shows), 49, 51);
        free(rig);
    }
    struct rig *rig = rig_new("screen-vas", "setting:period-100", 1);
    rig_wait(rig, 10 * MONO_SEC);
    assert_in_range(count(rig, "v "), 99, 101);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_lines_are_those_of_its_language),
        cmocka_unit_test(only_the_whole_question_is_one),
        cmocka_unit_test(fifty_lines_a_second_come_unasked),
        cmocka_unit_test(the_person_slides_with_what_is_felt),
        cmocka_unit_test(what_can_ail_it_is_a_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
