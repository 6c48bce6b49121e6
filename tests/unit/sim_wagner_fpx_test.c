/* The simulated Wagner FPX against its document (pressure.md 2.1, and 2.2 and 2.4 where the FPX is
 * silent). */
#include "base/units.h"
#include "sim_gauge_rig.h"

#include <math.h>

static void the_example_of_the_document_comes_back(void **state)
{
    (void)state;
    static const char *const requests[] = {"?\r\n", "C?\r\n", "c?\r\n"};
    struct rig *rig = rig_new("wagner-fpx", "", 1);
    rig->world.load_n = 23.02 * N_PER_LBF;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        assert_string_equal(gauge_ask(rig, requests[i]), "-23.02 lbf\r\n");
    rig->world.load_n = -23.02 * N_PER_LBF;
    assert_string_equal(gauge_ask(rig, "?\r\n"), "23.02 lbf\r\n");
    rig->world.load_n = 0.001;
    assert_string_equal(gauge_ask(rig, "?\r\n"), "0.00 lbf\r\n");
    free(rig);
}

static void a_press_reads_plus_when_set_so(void **state)
{
    (void)state;
    struct rig *rig = rig_new("wagner-fpx", "setting:press-plus", 1);
    rig->world.load_n = 18.14 * N_PER_LBF;
    assert_string_equal(gauge_ask(rig, "?\r\n"), "18.14 lbf\r\n");
    free(rig);
}

static void what_it_does_not_know_gets_no_reply(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "\r\n",   "?\n",    "?\r",      "Z\r\n",  " ?\r\n",
        "? \r\n", "??\r\n", "N\r\n",    "CB\r\n", "F\r\n",
        "?x\n",   "?\rx\n", "C\r\n?\n", "RV\r\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaa?\r\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("wagner-fpx", "", 1);
        rig_wait(rig, MONO_SEC); /* nor does it speak by itself */
        assert_string_equal(gauge_ask(rig, rows[i]), "");
        assert_string_equal(gauge_ask(rig, "\r\n?\r\n"), "0.00 lbf\r\n");
        free(rig);
    }
}

static void every_unit_can_be_set_by_hand(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"unit:lbF", "-22.04 lbf\r\n"},
        {"unit:N", "-98.1 N\r\n"},
        {"unit:KGF", "-10.00 kgf\r\n"},
        {"unit:ozf", "-352.5 ozf\r\n"},
        {"unit:kgf setting:capitals", "-10.00 KGF\r\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("wagner-fpx", rows[i][0], 1);
        rig->world.load_n = 10 * N_PER_KGF;
        assert_string_equal(gauge_ask(rig, "?\r\n"), rows[i][1]);
        free(rig);
    }
}

static void overload_is_the_word_help(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "HELP lbf\r\n"},
        {"overload", "HELP lbf\r\n"},
        {"overload:to=saturate", "-27.50 lbf\r\n"},
        {"overload:to=silent", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("wagner-fpx", rows[i][0], 1);
        rig->world.load_n = 500;
        assert_string_equal(gauge_ask(rig, "?\r\n"), rows[i][1]);
        free(rig);
    }
}

static void left_in_peak_mode_it_keeps_the_highest_press(void **state)
{
    (void)state;
    struct rig *rig = rig_new("wagner-fpx", "setting:peak unit:N", 1);
    rig->world.load_n = 12.3;
    rig_wait(rig, MONO_SEC);
    assert_string_equal(gauge_ask(rig, "?\r\n"), "-12.3 N Peak\r\n");
    rig->world.load_n = 1;
    assert_string_equal(gauge_ask(rig, "?\r\n"), "-12.3 N Peak\r\n");
    free(rig);
}

static void it_answers_no_faster_than_it_can(void **state)
{
    (void)state;
    static const struct {
        const char *setting;
        size_t answers; /* in one second */
    } rows[] = {{"", 100}, {"setting:answer-50", 20}, {"setting:answer-500", 2}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("wagner-fpx", rows[i].setting, 1);
        for (int k = 0; k < 500; k++) {
            rig_write(rig, "?\r\n", 3);
            rig_wait(rig, 2 * MONO_MS);
        }
        assert_int_equal(rig_count(rig, '\n'), rows[i].answers);
        rig_clear(rig);
        rig_wait(rig, 10 * MONO_SEC);
        assert_in_range(rig_count(rig, '\n'), 7, 8); /* what it could keep */
        free(rig);
    }
}

static void a_request_cut_by_a_restart_is_forgotten(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"?\r", "\n"}, {"?", "\r\n"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("wagner-fpx", "reboot:at=1s,from=on", 1);
        gauge_ask(rig, rows[i][0]);
        rig_wait(rig, 2 * MONO_SEC);
        assert_string_equal(gauge_ask(rig, rows[i][1]), "");
        assert_string_equal(gauge_ask(rig, "?\r\n"), "0.00 lbf\r\n");
        free(rig);
    }
}

static void requests_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] = "?\r\nX\r\nc?\r\n?\r?\r\n\r\n?\n?\r\n";
    gauge_takes_any_pieces("wagner-fpx", talk, sizeof talk - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_document_comes_back),
        cmocka_unit_test(a_press_reads_plus_when_set_so),
        cmocka_unit_test(what_it_does_not_know_gets_no_reply),
        cmocka_unit_test(every_unit_can_be_set_by_hand),
        cmocka_unit_test(overload_is_the_word_help),
        cmocka_unit_test(left_in_peak_mode_it_keeps_the_highest_press),
        cmocka_unit_test(it_answers_no_faster_than_it_can),
        cmocka_unit_test(a_request_cut_by_a_restart_is_forgotten),
        cmocka_unit_test(requests_may_arrive_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
