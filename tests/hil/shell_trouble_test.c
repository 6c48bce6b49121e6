/* What goes wrong, as the window says it: in its language, as a sentence, where the person looks; and nothing is left of what
 * could not be had. */
#include "support/engine_gauge_fixture.h"

#include <dirent.h>

static int setup_real(void **state)
{
    const int failed = setup(state);
    rig.config.is_demo = false;
    return failed;
}

static const char *toast(const char *part)
{
    return strstr(rig.view.frame.toast, part);
}

/* ---- sentences ----------------------------------------------------------------------------------
 */

/* The cable is pulled while a site waits for the probe: the sentence of the stop says it in German, and no notice beside it. */
static void a_cable_that_is_pulled_in_mid_trial_is_told_in_german_and_once(void **state)
{
    (void)state;
    gauge_plug(&gauge, rig.nursery, gauges, "mark10");
    snprintf(rig.config.bench.instruments[0].port, sizeof rig.config.bench.instruments[0].port,
             "%.127s", gauge.port);
    rig.config.language = LANGUAGE_DE;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    engine_arm(&rig);
    gauge_unplug(&gauge);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_STOPPED && rig.view.run.fault);
    assert_non_null(strstr(rig.view.run.sentence, fault_text(LANGUAGE_DE, FAULT_LOST)));
    ENGINE_UNTIL(&rig, rig.view.bench.instruments[0].mark == MARK_BAD);
    assert_null(toast(fault_text(LANGUAGE_DE, FAULT_LOST)));
    assert_null(toast("There is"));
}

/* The line stands, what is behind it does not: that is a fault, and no "is being connected" without an end. */
static void a_bridge_that_does_not_reach_its_cuff_is_told(void **state)
{
    (void)state;
    struct bench_spec *bench = &rig.config.bench;
    gauge_plug(&gauge, rig.nursery, gauges, "cpar-plus");
    *bench = (struct bench_spec){.n_responses = 1, .responses[0].kind = RESPONSE_PARTICIPANT};
    sim_bench_add_cuff(bench);
    struct instrument_spec *cuff = &bench->instruments[0];
    snprintf(cuff->driver, sizeof cuff->driver, "cpar-plus");
    snprintf(cuff->port, sizeof cuff->port, "%.127s", gauge.port);
    snprintf(cuff->bridge_port, sizeof cuff->bridge_port, "COM9");
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.bench.instruments[0].mark == MARK_BAD);
    assert_non_null(
        strstr(rig.view.bench.instruments[0].sentence, "bridge_port in the bench file"));
}

/* Words that follow a colon in a terminal stand alone here. */
static void what_is_refused_is_told_in_a_sentence(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_ask(&rig, ACTION_ADD_RESPONSE, SOURCE_PEDAL, 0, "\t");
    ENGINE_UNTIL(&rig, toast("path or its key"));
    assert_string_equal(rig.view.frame.toast, "A pedal needs its path or its key: choose one.");
}

/* ---- a bench that cannot be had ----------------------------------------------------------------- */

static size_t count_descriptors(void)
{
    size_t n = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

/* The bench's loop cannot begin: the bench is as it was, and of the attempt nothing stays open. */
static void a_bench_whose_start_fails_leaves_nothing(void **state)
{
    int fds[STOP_LISTENERS];
    size_t n = 0;
    (void)state;
    memset(&rig.config.bench, 0, sizeof rig.config.bench);
    rig.config.protocol[0] = rig.config.study[0] = '\0';
    engine_go(&rig);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_BENCH);
    while (n < STOP_LISTENERS && stop_listen(&rig.stop, &fds[n]) == STATUS_OK)
        n++;
    const size_t before = count_descriptors();
    engine_ask(&rig, ACTION_ADD_RESPONSE, SOURCE_KEY, 0, "\tb");
    ENGINE_UNTIL(&rig, toast("cannot listen to the stop"));
    assert_int_equal(count_descriptors(), before);
    assert_false(rig.view.bench.is_changed);
    while (n > 0)
        stop_unlisten(&rig.stop, fds[--n]);
    engine_ask(&rig, ACTION_ADD_RESPONSE, SOURCE_KEY, 0, "\tb");
    ENGINE_UNTIL(&rig, rig.view.bench.is_changed);
}

static void read_bytes(const char *path, char text[256])
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, 255, file)] = '\0';
    fclose(file);
}

/* The file is told of, and it is written over only when somebody says so. */
static void a_broken_bench_file_is_told_and_kept(void **state)
{
    char path[128], text[256];
    (void)state;
    folder_write(&rig.folder, "bench.lua", "return bench {");
    folder_file(&rig.folder, "bench.lua", path);
    memset(&rig.config.bench, 0, sizeof rig.config.bench);
    memcpy(rig.config.bench_path, path, sizeof path);
    snprintf(rig.config.bench_problem, sizeof rig.config.bench_problem, "bench.lua:1: unfinished");
    engine_go(&rig);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_BENCH && toast("bench.lua:1: unfinished"));
    assert_string_equal(rig.view.bench.problem, "bench.lua:1: unfinished");
    engine_ask(&rig, ACTION_ADD_PARTICIPANT, 0, 0, "P7");
    ENGINE_UNTIL(&rig, strstr(rig.view.study.why_not, "The bench file cannot be used"));
    engine_ask(&rig, ACTION_ADD_RESPONSE, SOURCE_KEY, 0, "\tb");
    ENGINE_UNTIL(&rig, rig.view.bench.is_changed);
    engine_ask(&rig, ACTION_SAVE_BENCH, 0, 0, path);
    ENGINE_UNTIL(&rig, strcmp(rig.view.bench.taken, path) == 0);
    read_bytes(path, text);
    assert_string_equal(text, "return bench {");
    engine_ask(&rig, ACTION_SAVE_BENCH, 1, 0, path);
    ENGINE_UNTIL(&rig, !rig.view.bench.is_changed);
    assert_string_equal(rig.view.bench.problem, "");
    read_bytes(path, text);
    assert_string_not_equal(text, "return bench {");
    engine_ask(&rig, ACTION_SAVE_BENCH, 0, 0, path); /* it is this bench's now */
    ENGINE_UNTIL(&rig, rig.view.bench.taken[0] == '\0');
}

/* It can be read, and what it names cannot be had at all. */
static void a_bench_that_cannot_be_opened_is_told(void **state)
{
    (void)state;
    snprintf(rig.config.bench.instruments[0].port, sizeof rig.config.bench.instruments[0].port,
             "sim:nothing");
    folder_file(&rig.folder, "bench.lua", rig.config.bench_path);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, strstr(rig.view.bench.problem, "no simulated instrument `nothing`"));
    assert_int_equal(rig.view.bench.n_instruments, 0);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup_real, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_cable_that_is_pulled_in_mid_trial_is_told_in_german_and_once),
        ROW(a_bridge_that_does_not_reach_its_cuff_is_told),
        ROW(what_is_refused_is_told_in_a_sentence),
        ROW(a_bench_whose_start_fails_leaves_nothing),
        ROW(a_broken_bench_file_is_told_and_kept),
        ROW(a_bench_that_cannot_be_opened_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
