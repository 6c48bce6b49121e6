/* The desk outlives sessions: what one of them lost is not held against the next. */
#include "session/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MORE_THAN_IT_HOLDS = 300 };

static struct desk *make(struct stop_line *stop)
{
    struct desk *desk = NULL;
    struct why why;
    stop_init(stop);
    const struct desk_config config = {.stop = stop};
    assert_int_equal(desk_new(&config, &desk, &why), STATUS_OK);
    return desk;
}

static void fill(struct desk *desk, enum report_kind kind)
{
    const struct bench_host host = desk_bench_host(desk);
    const struct report report = {.kind = (uint8_t)kind, .code = PHASE_ARMED, .t = MONO_SEC};
    for (int i = 0; i < MORE_THAN_IT_HOLDS; i++)
        host.report(host.host, &report);
}

static size_t take_all(struct desk *desk)
{
    struct report report;
    size_t n = 0;
    while (desk_take(desk, &report))
        n++;
    return n;
}

static void a_lost_report_stops_and_is_told_once(void **state)
{
    (void)state;
    struct stop_line stop;
    bool fatal;
    struct desk *desk = make(&stop);
    fill(desk, REPORT_PHASE);
    assert_true(stop_is_raised(&stop));
    assert_int_equal(desk_lost(desk, &fatal), 0);
    assert_true(fatal);
    assert_int_equal(take_all(desk), 256);
    assert_int_equal(desk_lost(desk, &fatal), 0);
    assert_false(fatal); /* whoever comes next can go on */
    desk_free(desk);
    stop_fini(&stop);
}

static void notices_leave_room_for_what_somebody_waits_for(void **state)
{
    (void)state;
    struct stop_line stop;
    bool fatal;
    struct desk *desk = make(&stop);
    const struct bench_host host = desk_bench_host(desk);
    const struct report done = {.kind = REPORT_DONE};
    fill(desk, REPORT_NOTICE);
    for (int i = 0; i < 64; i++)
        host.report(host.host, &done);
    assert_false(stop_is_raised(&stop));
    assert_int_equal(take_all(desk), 256);
    assert_int_equal(desk_lost(desk, &fatal), MORE_THAN_IT_HOLDS - 192);
    assert_false(fatal);
    assert_int_equal(desk_lost(desk, &fatal), 0);
    desk_free(desk);
    stop_fini(&stop);
}

static struct report of_instrument(enum report_kind kind, enum fault fault)
{
    return (struct report){.kind = (uint8_t)kind, .instrument = 1, .code = (uint8_t)fault};
}

/* What the next session is told of an instrument that was there before it. */
static void what_is_known_of_an_instrument_follows_its_reports(void **state)
{
    (void)state;
    static const struct {
        enum report_kind kind;
        enum fault fault;
        bool is_ready;
        enum fault known;
    } rows[] = {
        {REPORT_READY, FAULT_NONE, true, FAULT_NONE},
        {REPORT_FAULT, FAULT_SILENT, false, FAULT_SILENT},
        {REPORT_FAULT, FAULT_IDENTITY, false, FAULT_IDENTITY},
        {REPORT_FAULT, FAULT_SILENT, false, FAULT_IDENTITY}, /* still a stranger */
        {REPORT_READY, FAULT_NONE, true, FAULT_NONE},
        {REPORT_GONE, FAULT_NONE, false, FAULT_NONE},
    };
    struct stop_line stop;
    struct desk *desk = make(&stop);
    const struct bench_host host = desk_bench_host(desk);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct report report = of_instrument(rows[i].kind, rows[i].fault);
        host.report(host.host, &report);
        assert_int_equal(take_all(desk), 1);
        assert_int_equal(desk_known(desk, 1)->is_ready, rows[i].is_ready);
        assert_int_equal(desk_known(desk, 1)->fault, rows[i].known);
        assert_false(desk_known(desk, 0)->is_ready);
    }
    desk_free(desk);
    stop_fini(&stop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_report_stops_and_is_told_once),
        cmocka_unit_test(notices_leave_room_for_what_somebody_waits_for),
        cmocka_unit_test(what_is_known_of_an_instrument_follows_its_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
