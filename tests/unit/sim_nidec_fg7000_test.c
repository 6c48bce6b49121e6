/* The simulated Nidec-Shimpo FG-7000 against its document (pressure.md 3.5). */
#include "base/units.h"
#include "sim_gauge_rig.h"

#define ASK(rig, bytes) gauge_ask_bytes(rig, bytes, sizeof(bytes) - 1)

static void a_question_mark_is_answered_with_a_push_as_minus(void **state)
{
    (void)state;
    struct rig *rig = rig_new("nidec-fg7000", "", 1);
    rig_wait(rig, MONO_SEC);
    assert_int_equal(rig->length, 0); /* quiet when switched on */
    rig->world.load_n = 12.3;
    assert_string_equal(ASK(rig, "?"), "-12.3 N\r");
    assert_string_equal(ASK(rig, "\x3f\x43\x01"), "-12.3 N\r");
    rig->world.load_n = -12.3;
    assert_string_equal(ASK(rig, "?"), "12.3 N\r");
    rig->world.load_n = 0.01;
    assert_string_equal(ASK(rig, "?"), "0 N\r");
    free(rig);
}

static void what_the_document_leaves_open_can_be_set(void **state)
{
    (void)state;
    struct rig *rig = rig_new("nidec-fg7000", "setting:press-plus setting:long-zero", 1);
    assert_string_equal(ASK(rig, "?"), "0.0 N\r");
    rig->world.load_n = 12.3;
    assert_string_equal(ASK(rig, "?"), "12.3 N\r");
    free(rig);
}

static void every_unit_can_be_set_by_hand(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"unit:N", "-98.1 N\r"},    {"unit:kgf", "-10.00 kgf\r"}, {"unit", "-22.04 lbf\r"},
        {"unit:gf", "-10000 gf\r"}, {"unit:ozf", "-352.5 ozf\r"}, {"unit:kN", "-0.0981 kN\r"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("nidec-fg7000", rows[i][0], 1);
        rig->world.load_n = 10 * N_PER_KGF;
        assert_string_equal(ASK(rig, "?"), rows[i][1]);
        free(rig);
    }
}

static void streams_at_every_rate_until_told_to_stop(void **state)
{
    (void)state;
    static const struct {
        char request[4];
        size_t per_s;
    } rows[] = {{"?C\x02", 10}, {"?C\x03", 20}, {"?C\x04", 50}, {"?C\x05", 100}};
    struct rig *rig = rig_new("nidec-fg7000", "", 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rig_clear(rig);
        rig_write(rig, rows[i].request, 3);
        rig_wait(rig, 10 * MONO_SEC + 5 * MONO_MS);
        assert_int_equal(rig_count(rig, '\r'), 10 * rows[i].per_s);
        assert_int_equal(rig->reads, 10 * rows[i].per_s);
        rig_write(rig, "?C\xff", 3);
        rig_wait(rig, 5 * MONO_MS);
        rig_clear(rig);
        rig_wait(rig, 10 * MONO_SEC);
        assert_int_equal(rig->length, 0);
    }
    free(rig);
}

static void zero_is_acknowledged(void **state)
{
    (void)state;
    struct rig *rig = rig_new("nidec-fg7000", "", 1);
    rig->world.load_n = 12.3;
    ASK(rig, "\x50\x5a\x00");
    assert_int_equal(rig->length, 2);
    assert_memory_equal(rig->text, "\x52\x06", 2);
    assert_string_equal(ASK(rig, "?"), "0 N\r");
    free(rig);
}

static void units_of_torque_are_not_to_be_had(void **state)
{
    (void)state;
    for (char code = 1; code <= 7; code++) {
        const char request[] = {0x53, 0x50, code}, answer[] = {0x52, 0x50, code};
        struct rig *rig = rig_new("nidec-fg7000", "", 1);
        gauge_ask_bytes(rig, request, 3);
        assert_int_equal(rig->length, 0);
        assert_string_equal(ASK(rig, "?"), "0 N\r");
        free(rig);
        rig = rig_new("nidec-fg7000", "setting:unit-answer", 1);
        gauge_ask_bytes(rig, request, 3);
        assert_int_equal(rig->length, 3);
        assert_memory_equal(rig->text, answer, 3);
        assert_string_equal(ASK(rig, "?"), "0 N\r");
        free(rig);
    }
}

static void what_begins_no_request_is_skipped(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n, answers;
    } rows[] = {
        {"x", 1, 0},      {"\r\n", 2, 0},      {"C\x01", 2, 0},      {"??", 2, 2},
        {"?x?", 3, 2},    {"?C?", 3, 2},       {"?C\x06", 3, 1},     {"PZ", 2, 0},
        {"PZ?", 3, 1},    {"P?", 2, 1},        {"S?C\x01", 4, 1},    {"PZ\x01?", 4, 1},
        {"SP\x08", 3, 0}, {"?PZ?C\x01", 6, 2}, {"?C\x01\r\n", 5, 1}, {"?\r", 2, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("nidec-fg7000", "", 1);
        gauge_ask_bytes(rig, rows[i].bytes, rows[i].n);
        assert_int_equal(rig_count(rig, '\r'), rows[i].answers);
        rig_wait(rig, MONO_SEC);
        assert_int_equal(rig_count(rig, '\r'), rows[i].answers);
        free(rig);
    }
}

static void a_request_may_take_its_time_but_not_too_long(void **state)
{
    (void)state;
    static const struct {
        const char *setting;
        mono_ns gap;
        bool streams;
    } rows[] = {{"", 4 * MONO_MS, true},
                {"", 6 * MONO_MS, false},
                {"setting:gap-20", 19 * MONO_MS, true},
                {"setting:gap-1", 2 * MONO_MS, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("nidec-fg7000", rows[i].setting, 1);
        for (const char *byte = "?C\x05"; *byte; byte++) {
            rig_write(rig, byte, 1);
            rig_wait(rig, rows[i].gap);
        }
        rig_wait(rig, MONO_SEC);
        const size_t answers = rig_count(rig, '\r');
        assert_true(rows[i].streams ? answers >= 99 : answers == 1);
        free(rig);
    }
}

static void overload_may_show_in_three_ways(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"overload", "-550.0 N\r"},
                                          {"overload:to=saturate", "-550.0 N\r"},
                                          {"overload:to=word", "OVER N\r"},
                                          {"overload:to=silent", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("nidec-fg7000", rows[i][0], 1);
        assert_string_equal(ASK(rig, "?"), rows[i][1]);
        free(rig);
    }
}

static void requests_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    static const char talk[] = "?PZ\0?C\x01SP\x03??C\x06?x";
    gauge_takes_any_pieces("nidec-fg7000", talk, sizeof talk - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_mark_is_answered_with_a_push_as_minus),
        cmocka_unit_test(what_the_document_leaves_open_can_be_set),
        cmocka_unit_test(every_unit_can_be_set_by_hand),
        cmocka_unit_test(streams_at_every_rate_until_told_to_stop),
        cmocka_unit_test(zero_is_acknowledged),
        cmocka_unit_test(units_of_torque_are_not_to_be_had),
        cmocka_unit_test(what_begins_no_request_is_skipped),
        cmocka_unit_test(a_request_may_take_its_time_but_not_too_long),
        cmocka_unit_test(overload_may_show_in_three_ways),
        cmocka_unit_test(requests_may_arrive_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
