/* The simulated Imada gauge with the D protocol against its document (pressure.md 3.1). */
#include "base/units.h"
#include "sim_gauge_rig.h"

/* A gauge that has greeted, with `load_n` resting on it. */
static struct rig *loaded(const char *faults, double load_n)
{
    struct rig *rig = rig_new("imada-d", faults, 1);
    rig->world.load_n = load_n;
    rig_wait(rig, MONO_SEC);
    return rig;
}

static void the_example_of_the_document_comes_back(void **state)
{
    (void)state;
    struct rig *rig = loaded("", 12.34 * N_PER_KGF);
    assert_string_equal(gauge_ask(rig, "K\r"), "R\r");
    assert_string_equal(gauge_ask(rig, "D\r"), "+12.34KTO\r");
    free(rig);
}

static void a_reading_is_always_ten_bytes(void **state)
{
    (void)state;
    static const struct {
        double load_n;
        const char *command, *reply;
    } rows[] = {
        {0, "N\r", "+000.0NTO\r"},        {0.01, "N\r", "+000.0NTO\r"},
        {-0.01, "N\r", "+000.0NTO\r"},    {12.3, "N\r", "+012.3NTO\r"},
        {-12.3, "N\r", "-012.3NTO\r"},    {500, "N\r", "+500.0NTO\r"},
        {98.0665, "K\r", "+10.00KTO\r"},  {98.0665, "O\r", "+022.0OTO\r"},
        {-98.0665, "K\r", "-10.00KTO\r"}, {2000, "N\r", "+550.0NTE\r"},
        {-2000, "K\r", "-56.08KTE\r"},    {2000, "O\r", "+123.6OTE\r"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = loaded("", rows[i].load_n);
        assert_string_equal(gauge_ask(rig, rows[i].command), "R\r");
        assert_string_equal(gauge_ask(rig, "D\r"), rows[i].reply);
        assert_int_equal(rig->length, 10);
        free(rig);
    }
}

static void a_press_reads_minus_when_set_so(void **state)
{
    (void)state;
    struct rig *rig = loaded("setting:press-minus", 12.3);
    assert_string_equal(gauge_ask(rig, "D\r"), "-012.3NTO\r");
    free(rig);
}

static void what_was_done_and_what_was_not_is_told(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Z\r", "R\r"},
        {"T\r", "R\r"},
        {"P\r", "R\r"},
        {"N\r", "R\r"},
        {"K\r", "R\r"},
        {"O\r", "R\r"},
        {"OM\r", "R\r"},
        {"OC0\r", "R\r"},
        {"OC1\r", "R\r"},
        {"E1.005.00\r", "R\r"},
        {"E0.0012.50\r", "R\r"},
        {"d\r", "E\r"},
        {"X\r", "E\r"},
        {"OC2\r", "E\r"},
        {"DD\r", "E\r"},
        {"XAR\r", "E\r"},
        {"?\r", "E\r"},
        {"E1\r", "E\r"},
        {"E5.001.00\r", "E\r"},
        {"E1.005.0\r", "E\r"},
        {"E1.005.000\r", "E\r"},
        {"E1.00x.00\r", "E\r"},
        {"\r", ""},
        {"N", ""},
        {"E1000000.00100000.000000\r", "E\r"}, /* longer than it can keep */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = loaded("", 0);
        assert_string_equal(gauge_ask(rig, rows[i][0]), rows[i][1]);
        free(rig);
    }
}

static void limits_judge_what_is_measured(void **state)
{
    (void)state;
    static const char *const orders[][3] = {
        {"", "E1.005.00\r", "E5.001.00\r"},
        {"setting:high-limit-first", "E5.001.00\r", "E1.005.00\r"}};
    static const struct {
        double load_n;
        const char *reply;
    } rows[] = {{0.5, "+000.5NTL\r"}, {1, "+001.0NTO\r"}, {5, "+005.0NTO\r"}, {7, "+007.0NTH\r"}};
    for (size_t order = 0; order < 2; order++) {
        struct rig *rig = loaded(orders[order][0], 0);
        assert_string_equal(gauge_ask(rig, "E\r"), "E0.000.00\r");
        assert_string_equal(gauge_ask(rig, orders[order][1]), "R\r");
        assert_string_equal(gauge_ask(rig, orders[order][2]), "E\r");
        assert_string_equal(gauge_ask(rig, "E\r"), orders[order][1]);
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            rig->world.load_n = rows[i].load_n;
            assert_string_equal(gauge_ask(rig, "D\r"), rows[i].reply);
        }
        free(rig);
    }
}

static void peak_mode_keeps_the_greater_of_push_and_pull(void **state)
{
    (void)state;
    struct rig *rig = loaded("", 50);
    gauge_ask(rig, "D\r");
    rig->world.load_n = 0;
    gauge_ask(rig, "P\r"); /* the press before does not count */
    rig->world.load_n = -8;
    rig_wait(rig, MONO_SEC);
    assert_string_equal(gauge_ask(rig, "D\r"), "-008.0NPO\r");
    rig->world.load_n = 9;
    rig_wait(rig, MONO_SEC);
    gauge_ask(rig, "D\r");
    rig->world.load_n = 2;
    assert_string_equal(gauge_ask(rig, "D\r"), "+009.0NPO\r");
    assert_string_equal(gauge_ask(rig, "T\r"), "R\r");
    assert_string_equal(gauge_ask(rig, "D\r"), "+002.0NTO\r");
    assert_string_equal(gauge_ask(rig, "Z\r"), "R\r");
    assert_string_equal(gauge_ask(rig, "D\r"), "+000.0NTO\r");
    free(rig);
}

static void overload_may_show_otherwise(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"overload", "+550.0NTE\r"},
                                          {"overload:to=word", "+550.0NTE\r"},
                                          {"overload:to=saturate", "+550.0NTO\r"},
                                          {"overload:to=silent", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = loaded(rows[i][0], 0);
        assert_string_equal(gauge_ask(rig, "D\r"), rows[i][1]);
        free(rig);
    }
}

static void greets_whenever_it_was_switched_on(void **state)
{
    (void)state;
    struct rig *rig = loaded("", 0);
    assert_string_equal(rig->text, "Gauge Started.\r");
    free(rig);
    rig = loaded("reboot:at=2s,from=on", 0);
    gauge_ask(rig, "K\r");
    rig_clear(rig);
    rig_wait(rig, 3 * MONO_SEC);
    assert_string_equal(rig->text, "Gauge Started.\r");
    assert_string_equal(gauge_ask(rig, "D\r"), "+000.0NTO\r");
    free(rig);
    rig = loaded("setting:no-greeting", 0);
    assert_string_equal(rig->text, "");
    free(rig);
}

static void switched_off_it_is_deaf_until_it_is_switched_on(void **state)
{
    (void)state;
    struct rig *rig = loaded("reboot:at=9s,from=on", 0);
    assert_string_equal(gauge_ask(rig, "Q\r"), "R\r");
    assert_string_equal(gauge_ask(rig, "D\r"), "");
    rig_wait(rig, 7 * MONO_SEC);
    assert_int_equal(rig->length, 0);
    rig_wait(rig, 2 * MONO_SEC);
    assert_string_equal(gauge_ask(rig, "D\r"), "+000.0NTO\r");
    free(rig);
}

static void commands_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] = "D\rK\r\nD\rE1.005.00\rXX\rE\r\rD\r";
    gauge_takes_any_pieces("imada-d", talk, sizeof talk - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_document_comes_back),
        cmocka_unit_test(a_reading_is_always_ten_bytes),
        cmocka_unit_test(a_press_reads_minus_when_set_so),
        cmocka_unit_test(what_was_done_and_what_was_not_is_told),
        cmocka_unit_test(limits_judge_what_is_measured),
        cmocka_unit_test(peak_mode_keeps_the_greater_of_push_and_pull),
        cmocka_unit_test(overload_may_show_otherwise),
        cmocka_unit_test(greets_whenever_it_was_switched_on),
        cmocka_unit_test(switched_off_it_is_deaf_until_it_is_switched_on),
        cmocka_unit_test(commands_may_arrive_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
