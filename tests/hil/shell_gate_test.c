/* A visit with a thermode behind a port whose check does not hold: it is said, and asked for a reason, before it begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/query.h"
#include "support/engine_gauge_fixture.h"

static const char cold[] =
    "return protocol {\n"
    "  id = 'cold', version = '1.0.0', title = { en = 'Cold', de = 'Kalt' },\n"
    "  needs = { 'thermode', 'response' },\n"
    "  run = function() return cpt { sites = site('thenar', 'left'), trials = 1 } end,\n"
    "}\n";

static void go(void)
{
    struct bench_spec *bench = &rig.config.bench;
    char path[128];
    gauge_plug(&gauge, rig.nursery, gauges, "qst-tcs");
    *bench = gauge_bench(&gauge);
    bench->roles[ROLE_ALGOMETER] = (struct role_spec){0};
    bench->roles[ROLE_THERMODE] = (struct role_spec){.bound = true, .channel = "probe"};
    snprintf(bench->instruments[0].driver, sizeof bench->instruments[0].driver, "qst-tcs");
    bench->instruments[0].capacity_n = 0;
    folder_write(&rig.folder, "cold.lua", cold);
    folder_file(&rig.folder, "cold.lua", path);
    memcpy(rig.config.protocol, path, sizeof path);
    rig.config.is_demo = false;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.bench.instruments[0].mark == MARK_WARN); /* its check is due */
}

static void assert_holds(void)
{
    ENGINE_UNTIL(&rig, rig.view.bench.begin_asks_reason && rig.view.screen == SCREEN_BENCH);
    assert_non_null(strstr(rig.view.bench.begin_why, "never checked at two levels"));
    assert_int_equal(rig.view.run.now, NOW_NOTHING);
}

struct wanted {
    const char *part;
    unsigned n;
};

static bool keep_key(void *context, const struct study_session *row)
{
    *(struct session_key *)context = row->key;
    return true;
}

static bool look_at(void *context, const struct entry *entry, int64_t seq)
{
    struct wanted *wanted = context;
    (void)seq;
    wanted->n +=
        memmem(entry->payload, entry->payload_size, wanted->part, strlen(wanted->part)) != NULL;
    return true;
}

static void assert_kept(const char *part)
{
    struct study *study;
    struct session_key key;
    struct why why = {0};
    struct wanted wanted = {part, 0};
    assert_int_equal(study_open(rig.config.study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_sessions(study, NULL, keep_key, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, look_at, &wanted, &why), STATUS_OK);
    assert_int_equal(wanted.n, 1);
    study_close(study);
}

static void a_visit_waits_for_a_reason(void **state)
{
    (void)state;
    go();
    engine_ask(&rig, ACTION_PICK_PARTICIPANT, 0, 0, "P1");
    ENGINE_UNTIL(&rig, strstr(rig.view.study.notes[0], "The thermode was never checked"));
    engine_ask(&rig, ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    assert_holds();
    engine_ask(&rig, ACTION_BEGIN_ANYWAY, BEGIN_ASKS_CHECK, 0, "of another question");
    engine_ask(&rig, ACTION_BEGIN_ANYWAY, BEGIN_ASKS_REASON, 0, ""); /* says nothing */
    engine_ask(&rig, ACTION_BEGIN_ANYWAY, BEGIN_ASKS_REASON, 0, "x");
    engine_ask(&rig, ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_STUDY);
    assert_true(rig.view.bench.begin_asks_reason); /* it still waits */
    engine_ask(&rig, ACTION_BEGIN_ANYWAY, BEGIN_ASKS_NOTHING, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.bench.begin_asks_reason);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    assert_holds();
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN_ANYWAY, BEGIN_ASKS_REASON, 0, "the reference is away");
    ENGINE_UNTIL(&rig, !rig.view.bench.begin_asks_reason);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_SESSION && rig.view.run.now == NOW_CONFIRM);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    assert_kept("\"override\":\"the reference is away\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_visit_waits_for_a_reason, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
