/* The algometer's cable is pulled in every state of a session and plugged in again: nothing presses on, the screen says what is
 * wrong, the session goes on, and no trial that was saved is lost. The gauge is simulated in a process of its own, the disk
 * breaks on command. */
#include "support/engine_rig.h"
#include "support/fault_vfs.h"
#include "support/sim_gauges.h"

/* One site, two trials: so there is a rest. */
static const char protocol[] =
    "return protocol {\n"
    "  id = \"cable\", version = \"1.0.0\", title = { en = \"Cable\", de = \"Kabel\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function()\n"
    "    instruct \"ppt\"\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, practice = 0,\n"
    "      rate = 200*kPa/sec, tolerance = 90*percent, rest = 4*sec }\n"
    "  end,\n"
    "}\n";

enum { TRIALS = 2, RATE_KPA_PER_S = 200, ENOUGH_KPA = 120, KEY_UP = 0, KEY_DOWN = 1 };

static struct {
    struct engine_rig rig;
    struct sim_gauge_child gauge;
    char gauges[64];
    bool is_pressing;
} scene;

static struct run_view *run(void)
{
    return &scene.rig.view.run;
}

/* ---- the bench */

static void plug_in(void)
{
    gauge_plug(&scene.gauge, scene.rig.nursery, scene.gauges, "mark10");
}

static void pull_out(void)
{
    gauge_unplug(&scene.gauge);
    scene.is_pressing = false;
}

static void prepare(void)
{
    memset(&scene, 0, sizeof scene);
    fault_reset();
    engine_prepare(&scene.rig);
    gauges_folder(scene.gauges);
    folder_write(&scene.rig.folder, "short.lua", protocol);
    plug_in();
    scene.rig.config.bench = gauge_bench(&scene.gauge);
    scene.rig.config.is_demo = false;
    engine_go(&scene.rig);
}

static void clean(void)
{
    pull_out();
    rmdir(scene.gauges);
    engine_end(&scene.rig);
}

/* ---- the examiner, the hand and the participant */

static void ask(enum action_kind kind, int64_t number)
{
    const struct action action = {
        .kind = (uint8_t)kind, .t = mono_now(), .prompt = run()->prompt, .number = number};
    assert_true(engine_act(scene.rig.engine, &action));
}

/* The hand presses as fast as the trial wants it. */
static void press(double share)
{
    const struct sim_control cue = {
        .kind = SIM_CONTROL_CUE,
        .t = mono_now(),
        .cue = {.test = "ppt", .rate_kpa_per_s = RATE_KPA_PER_S, .probe_area_cm2 = 1}};
    const struct sim_control hand = {
        .kind = SIM_CONTROL_LEAD_HAND, .t = mono_now(), .is_led = true, .share = share};
    if (share > 0)
        sim_child_tell(&scene.gauge.child, &cue);
    sim_child_tell(&scene.gauge.child, &hand);
    scene.is_pressing = share > 0;
}

static void let_go(void)
{
    press(0);
    ask(ACTION_RESPONSE_KEY, KEY_UP);
    if (run()->offers_go) /* the gauge cannot show it */
        ask(ACTION_GO, 0);
}

/* The disk breaks when the hand lets go, if that is to be seen. */
static void break_disk(enum run_now wanted)
{
    fault.is_held = wanted == NOW_SAVING;
    fault.is_full = wanted == NOW_NOT_SAVED;
}

static void mend_disk(void)
{
    fault.is_held = fault.is_full = false;
}

/* The next thing at what the screen shows. */
static void answer(void)
{
    switch ((enum run_now)run()->now) {
    case NOW_NOTHING:
        ask(ACTION_BEGIN, 0);
        return;
    case NOW_INSTRUCT:
    case NOW_REVIEW:
    case NOW_NOT_SAVED:
        ask(ACTION_GO, 0);
        return;
    case NOW_CONFIRM:
        ask(ACTION_CONFIRM_SITE, run()->sites[run()->site].number);
        return;
    case NOW_ARMED:
        press(0.5);
        return;
    case NOW_RELEASE:
        let_go();
        return;
    case NOW_STOPPED:
        ask(ACTION_REPEAT, 0);
        return;
    case NOW_RUNNING:
    case NOW_SAVING:
    case NOW_WAIT:
    case NOW_QUESTION:
    case NOW_REST:
    case NOW_SUMMARY:
        return;
    }
}

static uint8_t gauge_mark(void)
{
    return scene.rig.view.bench.instruments[0].mark;
}

static bool can_be_answered(void)
{
    const bool is_ready = gauge_mark() == MARK_WARN || gauge_mark() == MARK_OK;
    return run()->now == NOW_NOTHING   ? is_ready && scene.rig.view.study.can_begin
           : run()->now == NOW_CONFIRM ? is_ready
                                       : true;
}

/* The participant presses when it is enough, or the examiner STOP. */
static void end_ramp(enum run_now wanted)
{
    if (run()->now != NOW_RUNNING || run()->reading < ENOUGH_KPA || !scene.is_pressing)
        return;
    scene.is_pressing = false;
    if (wanted == NOW_STOPPED) {
        stop_raise(&scene.rig.stop, STOP_KEY, mono_now());
        return;
    }
    ask(ACTION_RESPONSE_KEY, KEY_DOWN);
    if (wanted == NOW_RELEASE)
        return; /* the hand is slow: it is told */
    break_disk(wanted);
    let_go();
}

/* Goes on, as the next line says, until the screen shows `wanted`. What is not taken within a second came too early. */
static void go_on_until(enum run_now wanted)
{
    const mono_ns until = mono_now() + ENGINE_PATIENCE_S * MONO_SEC;
    mono_ns again_at = 0;
    uint8_t answered = run()->now;
    while (run()->now != wanted) {
        if (mono_now() > until)
            fail_msg("never %d, but %d: %s; %s", wanted, run()->now, run()->sentence,
                     scene.rig.view.frame.toast);
        if ((run()->now != answered || mono_now() > again_at) && can_be_answered()) {
            answered = run()->now;
            again_at = mono_now() + MONO_SEC;
            answer();
        }
        end_ramp(wanted);
        poll(NULL, 0, 2);
        engine_look(scene.rig.engine, &scene.rig.view);
    }
}

/* ---- the cable */

/* Where it is pulled; what is on the screen until the cable is back or somebody answers; how many trials have a value then, and how
 * the newest attempt stands. */
static const struct row {
    enum run_now at, then;
    int kept;
    enum row_state newest;
    const char *says; /* NULL: what the screen says is of something else */
} rows[] = {
    /* before and between trials nothing presses: it is a matter of the next one */
    {NOW_NOTHING, NOW_NOTHING, 0, ROW_PLANNED, NULL},
    {NOW_INSTRUCT, NOW_INSTRUCT, 0, ROW_PLANNED, NULL},
    {NOW_CONFIRM, NOW_CONFIRM, 0, ROW_PLANNED, NULL},
    {NOW_WAIT, NOW_WAIT, 0, ROW_PLANNED, "plug it in again"},
    {NOW_REST, NOW_WAIT, 1, ROW_SAVED, "plug it in again"},
    /* what is armed is disarmed, and what runs is over, without a value */
    {NOW_ARMED, NOW_STOPPED, 0, ROW_FAULT, "plug it in again"},
    {NOW_RUNNING, NOW_RELEASE, 0, ROW_RUNNING, NULL},
    /* the participant has responded: the value stands */
    {NOW_RELEASE, NOW_RELEASE, 0, ROW_RUNNING, NULL},
    {NOW_SAVING, NOW_SAVING, 0, ROW_RUNNING, NULL},
    {NOW_NOT_SAVED, NOW_NOT_SAVED, 0, ROW_RUNNING, "the disk"},
    {NOW_REVIEW, NOW_REVIEW, 1, ROW_SAVED, NULL},
    {NOW_STOPPED, NOW_STOPPED, 0, ROW_STOPPED, "Space"},
    {NOW_SUMMARY, NOW_SUMMARY, 2, ROW_SAVED, NULL},
};

static void reach(enum run_now at)
{
    go_on_until(at == NOW_WAIT ? NOW_CONFIRM : at);
    if (at != NOW_WAIT)
        return;
    pull_out(); /* asked for when it is out, it is waited for: half plugged in, it is pulled out again */
    ask(ACTION_CONFIRM_SITE, run()->sites[run()->site].number);
    ENGINE_UNTIL(&scene.rig, run()->now == NOW_WAIT);
    plug_in();
}

/* The figure that is wanted is a second; `limen measure replug` takes it with a spread. */
static double ready_after_s(void)
{
    const mono_ns plugged = mono_now();
    ENGINE_UNTIL(&scene.rig, gauge_mark() == MARK_WARN || gauge_mark() == MARK_OK);
    return mono_to_sec(mono_now() - plugged);
}

static int values_here(void)
{
    int n = 0;
    for (size_t i = 0; i < run()->n_trials_here; i++)
        n += run()->trials_here[i].has_value;
    return n;
}

/* The last attempt that was begun; else what is planned. */
static const struct trial_view *newest(void)
{
    const struct trial_view *found = &run()->trials_here[0];
    for (size_t i = 0; i < run()->n_trials_here; i++)
        if (run()->trials_here[i].state != ROW_PLANNED)
            found = &run()->trials_here[i];
    return found;
}

static void assert_shown(const struct row *row)
{
    ENGINE_UNTIL(&scene.rig, run()->now == row->then && gauge_mark() == MARK_BAD);
    assert_int_equal(run()->instrument_mark, MARK_BAD);
    assert_true(scene.rig.view.bench.instruments[0].sentence[0] != 0);
    assert_int_equal(scene.rig.view.frame.is_live, row->then == NOW_RELEASE);
    assert_int_equal(values_here(), row->kept);
    if (run()->n_trials_here > 0)
        assert_int_equal(newest()->state, row->newest);
    if (row->says && !strstr(run()->sentence, row->says))
        fail_msg("it says: %s", run()->sentence);
}

/* A ramp that was cut off has no value, and is told by its reason; it is done again. */
static void assert_cut_off(void)
{
    go_on_until(NOW_STOPPED);
    assert_true(run()->fault);
    assert_int_equal(newest()->state, ROW_FAULT);
    assert_false(newest()->has_value);
    assert_string_equal(newest()->reason, "link_lost");
    assert_int_equal(stop_raises(&scene.rig.stop, STOP_GONE), 1);
}

static void assert_verified(void)
{
    struct program *program = calloc(1, sizeof *program);
    assert_non_null(program);
    if (program_run(program, (const char *[]){"verify", "--study", scene.rig.config.study, NULL}) !=
        0)
        fail_msg("%s", program_err(program));
    free(program);
}

static void pulled_in_any_state_the_session_goes_on_and_nothing_is_lost(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        prepare();
        reach(row->at);
        pull_out();
        assert_shown(row);
        if (row->at == NOW_RUNNING || row->at == NOW_ARMED)
            assert_cut_off();
        mend_disk();
        plug_in();
        print_message("pulled at %d: ready after %.2f s\n", row->at, ready_after_s());
        if (row->at == NOW_RUNNING ||
            row->at == NOW_ARMED) /* what is over is not said as if it were not */
            ENGINE_UNTIL(&scene.rig, strstr(run()->sentence, "answers again") && !run()->fault &&
                                         !strstr(scene.rig.view.frame.toast, "plug it in"));
        assert_true(values_here() >= row->kept);
        go_on_until(NOW_SUMMARY);
        assert_int_equal(scene.rig.view.results.rows[0].n, TRIALS);
        assert_verified();
        clean();
    }
}

static void a_disk_that_takes_entries_again_is_not_called_full(void **state)
{
    (void)state;
    prepare();
    go_on_until(NOW_NOT_SAVED);
    assert_non_null(strstr(run()->sentence, "the disk"));
    mend_disk();
    ask(ACTION_GO, 0);
    ENGINE_UNTIL(&scene.rig, run()->now == NOW_STOPPED);
    if (strstr(run()->sentence, "the disk") || !strstr(run()->sentence, "can again"))
        fail_msg("it says: %s", run()->sentence);
    clean();
}

/* Before a trial the examiner may have it asked for anew: then its card says what is wrong now. */
static void what_does_not_answer_is_tried_again_in_a_session(void **state)
{
    (void)state;
    const struct instrument_view *card = &scene.rig.view.bench.instruments[0];
    prepare();
    go_on_until(NOW_CONFIRM);
    pull_out();
    ENGINE_UNTIL(&scene.rig, gauge_mark() == MARK_BAD);
    assert_null(strstr(card->sentence, "is not there"));
    assert_int_equal(run()->instrument_at, 0);
    ask(ACTION_TRY_INSTRUMENT, run()->instrument_at);
    ENGINE_UNTIL(&scene.rig, strstr(card->sentence, "is not there"));
    assert_int_equal(run()->now, NOW_CONFIRM);
    plug_in();
    go_on_until(NOW_SUMMARY);
    assert_int_equal(scene.rig.view.results.rows[0].n, TRIALS);
    assert_verified();
    clean();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_that_takes_entries_again_is_not_called_full),
        cmocka_unit_test(what_does_not_answer_is_tried_again_in_a_session),
        cmocka_unit_test(pulled_in_any_state_the_session_goes_on_and_nothing_is_lost),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
