/* An instrument under the real loop: pulled out, half there while it is plugged in again, and a loop that hangs. It is a pty, found
 * through a link as by its name below /dev/serial/by-id. */
#include "support/bench_rig.h"

#include "hw/bench_loop.h"
#include "hw/keeper.h"
#include "support/loop_watch.h"
#include "support/stack.h"

#include <limits.h>
#include <sys/resource.h>
#include <sys/wait.h>

struct seen {
    struct stop_line stop;
    struct bench_spec spec;
    struct bench *bench;
    struct bench_loop *loop;
    struct keeper *keeper;
    atomic_bool hangs, overflows;
    char folder[64], link[96];
    int master;
    atomic_uint opened, refused, gone;
};

static void on_report(void *host, const struct report *report)
{
    struct seen *seen = host;
    if (atomic_load(&seen->overflows))
        (void)use_up_the_stack(UINT_MAX);
    if (report->kind == REPORT_GONE)
        atomic_fetch_add(&seen->gone, 1);
    const mono_ns until = mono_now() + PATIENCE;
    while (atomic_load(&seen->hangs) && keeper_interventions(seen->keeper) == 0 &&
           mono_now() < until)
        poll(NULL, 0, 2);
    atomic_store(&seen->hangs, false);
}

static void on_port(void *host, uint8_t instrument, enum status status,
                    const struct port_info *info, const struct why *why)
{
    struct seen *seen = host;
    assert(instrument == 0);
    (void)info, (void)why;
    if (status == STATUS_OK)
        atomic_fetch_add(&seen->opened, 1);
    else if (status == STATUS_INVALID)
        atomic_fetch_add(&seen->refused, 1);
}

static void plug(struct seen *seen)
{
    seen->master = pty_behind(seen->link);
}

static void unplug(struct seen *seen)
{
    assert_int_equal(unlink(seen->link), 0);
    close(seen->master);
}

/* Something of that name which is no port. */
static void plug_half(const struct seen *seen)
{
    const int fd = open(seen->link, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static void begin(struct seen *seen, struct keeper *keeper)
{
    struct why why;
    *seen = (struct seen){.spec = {.n_instruments = 1}, .keeper = keeper};
    strcpy(seen->folder, "/tmp/limen_reopen_XXXXXX");
    assert_non_null(mkdtemp(seen->folder));
    snprintf(seen->link, sizeof seen->link, "%s/i", seen->folder);
    struct instrument_spec *instrument = &seen->spec.instruments[0];
    strcpy(instrument->name, "i");
    strcpy(instrument->driver, "fake");
    snprintf(instrument->port, sizeof instrument->port, "pty:%s", seen->link);
    stop_init(&seen->stop);
    const struct bench_host host = {.host = seen, .report = on_report, .record = keep_any_record};
    assert_int_equal(bench_new(&seen->spec, &seen->stop, seen->keeper, &host, &seen->bench, &why),
                     STATUS_OK);
}

static void start_loop(struct seen *seen)
{
    struct why why;
    const struct bench_loop_config config = {.bench = seen->bench,
                                             .spec = &seen->spec,
                                             .stop = &seen->stop,
                                             .keeper = seen->keeper,
                                             .port = on_port,
                                             .host = seen};
    strcpy(why.text, "nothing was said");
    if (bench_loop_start(&config, &seen->loop, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static void end(struct seen *seen)
{
    struct why why;
    assert_int_equal(bench_loop_join(seen->loop, &why), STATUS_OK);
    bench_free(seen->bench);
    stop_fini(&seen->stop);
    assert_int_equal(rmdir(seen->folder), 0);
}

static void an_instrument_that_is_half_there_is_looked_for_until_it_is_back(void **state)
{
    (void)state;
    struct seen seen;
    begin(&seen, NULL);
    plug(&seen);
    start_loop(&seen);
    wait_for(&seen.opened, 1);
    for (unsigned i = 1; i <= 2; i++) {
        unplug(&seen);
        plug_half(&seen);
        wait_for(&seen.gone, i);
        wait_for(&seen.refused, i);
        assert_int_equal(unlink(seen.link), 0);
        plug(&seen);
        wait_for(&seen.opened, i + 1);
    }
    unplug(&seen);
    end(&seen);
}

/* The report of a stop takes so long that the keeper has to act; when the loop has ended it has not. */
static void a_loop_is_watched_by_the_keeper_from_its_beginning_to_its_end(void **state)
{
    (void)state;
    struct seen seen;
    struct keeper *keeper;
    struct why why;
    assert_int_equal(keeper_start(&keeper, &why), STATUS_OK);
    begin(&seen, keeper);
    plug(&seen);
    start_loop(&seen);
    wait_for(&seen.opened, 1);
    atomic_store(&seen.hangs, true);
    stop_raise(&seen.stop, STOP_KEY, mono_now());
    const mono_ns until = mono_now() + PATIENCE;
    while (atomic_load(&seen.hangs) && mono_now() < until)
        poll(NULL, 0, 2);
    assert_int_equal(keeper_interventions(keeper), 1);
    unplug(&seen);
    end(&seen);
    poll(NULL, 0, (int)(3 * KEEPER_BEAT_LOST / MONO_MS / 2)); /* nobody beats, and nobody is late */
    assert_int_equal(keeper_interventions(keeper), 1);
    assert_int_equal(keeper_stop(keeper), STATUS_OK);
}

static void a_bench_can_be_closed_and_opened_as_often_as_one_likes(void **state)
{
    (void)state;
    struct seen seen;
    struct why why;
    begin(&seen, NULL);
    plug(&seen);
    for (unsigned i = 1; i <= 2 * STOP_LISTENERS; i++) {
        start_loop(&seen);
        wait_for(&seen.opened, i);
        const unsigned gone = atomic_load(&seen.gone);
        assert_int_equal(bench_loop_join(seen.loop, &why), STATUS_OK);
        assert_int_equal(atomic_load(&seen.gone), gone + 1);
    }
    start_loop(&seen);
    unplug(&seen);
    end(&seen);
}

/* The bench thread has used up its stack: the handler that stops the instruments has one of its own. */
static void a_bench_thread_without_stack_stops_its_instruments(void **state)
{
    (void)state;
    struct seen seen;
    begin(&seen, NULL);
    plug(&seen);
    const pid_t patient = fork();
    if (patient == 0) {
        const struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        crash_install();
        start_loop(&seen);
        wait_for(&seen.opened, 1);
        atomic_store(&seen.overflows, true);
        stop_raise(&seen.stop, STOP_KEY, mono_now());
        poll(NULL, 0, (int)(PATIENCE / MONO_MS));
        _exit(1);
    }
    int how;
    assert_int_equal(waitpid(patient, &how, 0), patient);
    assert_true(WIFSIGNALED(how));
    char said[128] = "";
    assert_true(read(seen.master, said, sizeof said - 1) > 0);
    const char *first = strstr(said, "?\rSTOP\r"); /* at the opening */
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "?\rSTOP\r"));
    unplug(&seen);
    bench_free(seen.bench);
    stop_fini(&seen.stop);
    assert_int_equal(rmdir(seen.folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_is_watched_by_the_keeper_from_its_beginning_to_its_end),
        cmocka_unit_test(a_bench_can_be_closed_and_opened_as_often_as_one_likes),
        cmocka_unit_test(a_bench_thread_without_stack_stops_its_instruments),
        cmocka_unit_test(an_instrument_that_is_half_there_is_looked_for_until_it_is_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
