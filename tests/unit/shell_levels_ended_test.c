/* Why the guided check of a thermode ended early: what is said is what was seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/present.h"

static void it_is_said_to_be_back_only_where_it_was_seen(void **state)
{
    (void)state;
    static const struct {
        enum end_reason end;
        enum fault fault;
        bool returned;
        enum text_id said;
    } rows[] = {
        {END_STOP, FAULT_NONE, true, TEXT_bench_levels_stopped},
        {END_TIMEOUT, FAULT_NONE, true, TEXT_bench_levels_long},
        {END_FAULT, FAULT_TRACKING, true, TEXT_bench_levels_astray},
        {END_FAULT, FAULT_TRACKING, false, TEXT_bench_levels_not_back},
        {END_FAULT, FAULT_NOT_RELEASED, false, TEXT_bench_levels_not_back},
        {END_FAULT, FAULT_GARBLED, true, TEXT_bench_levels_lost},
        {END_FAULT, FAULT_GARBLED, false, TEXT_bench_levels_not_back},
        {END_FAULT, FAULT_SILENT, false, TEXT_bench_levels_lost},
        {END_FAULT, FAULT_LOST, false, TEXT_bench_levels_lost},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct thermal_hold_outcome outcome = {.end = (uint8_t)rows[i].end,
                                                     .fault = (uint8_t)rows[i].fault,
                                                     .returned = rows[i].returned};
        if (present_levels_ended(&outcome) != rows[i].said)
            fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_said_to_be_back_only_where_it_was_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
