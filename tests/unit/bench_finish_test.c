/* A link that is dropped, or a session that is closed, while a line takes no stop sequence: the keeper
 * says it when the line moves. With a real keeper and pipes as lines. */
#include "support/bench_rig.h"

#include "base/clock.h"
#include "hw/keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct line {
    int ours, theirs;
    size_t filled;
};

static struct line line_open(void)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
    return (struct line){.ours = ends[0], .theirs = ends[1]};
}

/* The line hangs: it takes nothing more. */
static void line_hang(struct line *line)
{
    const char fill[4096] = {0};
    for (ssize_t n; (n = write(line->theirs, fill, sizeof fill)) > 0;)
        line->filled += (size_t)n;
    while (write(line->theirs, fill, 1) == 1)
        line->filled++;
}

static const char *says = ""; /* by the instrument, once */

/* A wire that writes to a pipe; the reading end is the test's. */
static enum status read_what_it_says(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    (void)wire;
    *n = strlen(says);
    assert_true(*n <= cap);
    memcpy(data, says, *n);
    says = "";
    return STATUS_OK;
}

static enum status write_pipe(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    struct wire own = wire_of_fd(wire->fd);
    return own.ops->write(&own, data, n, written);
}

static const struct wire_ops pipe_ops = {.read = read_what_it_says, .write = write_pipe};

/* Everything that the instrument hears once its line moves, until the last holder has let go. */
static size_t hear_all(const struct line *line, char *tail, size_t cap)
{
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    size_t skip = line->filled, n = 0;
    while (mono_now() < until) {
        char data[512];
        struct pollfd look = {.fd = line->ours, .events = POLLIN};
        const ssize_t got =
            poll(&look, 1, 100) > 0
                ? read(line->ours, data, skip && skip < sizeof data ? skip : sizeof data)
                : -1;
        if (got == 0)
            return n;
        for (ssize_t i = 0; i < got; i++)
            if (skip > 0)
                skip--;
            else if (n < cap)
                tail[n++] = data[i];
    }
    fail_msg("somebody still holds the line");
    return n;
}

struct ward {
    struct rig *rig;
    struct keeper *keeper;
    struct line line;
};

/* Instrument 0 on a pipe; what it is told first has been heard. */
static struct ward on_a_pipe(void)
{
    struct why why;
    struct ward ward = {.line = line_open()};
    const struct bench_spec spec = rig_spec();
    assert_int_equal(keeper_start(&ward.keeper, &why), STATUS_OK);
    ward.rig = rig_new_with(&spec, ward.keeper);
    rig_ready(ward.rig);
    bench_detach(ward.rig->bench, 0, ward.rig->now);
    const struct wire wire = {.ops = &pipe_ops, .self = NULL, .fd = ward.line.theirs};
    bench_attach(ward.rig->bench, 0, wire, ward.rig->now);
    rig_turns(ward.rig, 5);
    char said[64] = "";
    assert_true(read(ward.line.ours, said, sizeof said - 1) > 0);
    assert_memory_equal(said, "?\rSTOP\r", 7);
    return ward;
}

static void end(struct ward *ward, enum status expected)
{
    rig_free(ward->rig);
    assert_int_equal(keeper_stop(ward->keeper), expected);
    close(ward->line.theirs);
}

static void a_dropped_link_that_took_no_stop_is_stopped_by_the_keeper(void **state)
{
    (void)state;
    struct ward ward = on_a_pipe();
    char tail[64];
    line_hang(&ward.line);
    bench_detach(ward.rig->bench, 0, ward.rig->now);
    end(&ward, STATUS_TIMEOUT); /* the program knows, and goes; the keeper stays */
    assert_int_equal(hear_all(&ward.line, tail, sizeof tail), 5);
    assert_memory_equal(tail, "STOP\r", 5);
    close(ward.line.ours);
}

static void a_session_that_is_closed_under_a_hanging_line_leaves_the_keeper_to_stop_it(void **state)
{
    (void)state;
    struct ward ward = on_a_pipe();
    char tail[64];
    line_hang(&ward.line);
    stop_raise(&ward.rig->stop, STOP_KEY, ward.rig->now);
    rig_turns(ward.rig, 3);
    end(&ward, STATUS_TIMEOUT);
    assert_int_equal(hear_all(&ward.line, tail, sizeof tail), 5);
    assert_memory_equal(tail, "STOP\r", 5);
    close(ward.line.ours);
}

static void a_line_that_took_its_stop_is_let_go_at_once(void **state)
{
    (void)state;
    struct ward ward = on_a_pipe();
    char tail[64];
    bench_detach(ward.rig->bench, 0, ward.rig->now);
    end(&ward, STATUS_OK);
    assert_int_equal(hear_all(&ward.line, tail, sizeof tail), 5);
    assert_memory_equal(tail, "STOP\r", 5);
    close(ward.line.ours);
}

static void a_line_that_is_gone_keeps_nobody(void **state)
{
    (void)state;
    struct ward ward = on_a_pipe();
    line_hang(&ward.line);
    close(ward.line.ours);
    bench_detach(ward.rig->bench, 0, ward.rig->now);
    end(&ward, STATUS_OK);
}

/* A keeper that had to act on a line that hangs, and has seen the bench come back: not one late word of its own. */
static void a_bench_that_is_back_is_not_spoken_over(void **state)
{
    (void)state;
    struct keeper *keeper;
    struct why why;
    struct line line = line_open(), other = line_open();
    char byte, tail[8];
    assert_int_equal(keeper_start(&keeper, &why), STATUS_OK);
    line_hang(&line);
    assert_int_equal(keeper_hold(keeper, 0, line.theirs, &driver_fake), STATUS_OK);
    keeper_watch(keeper, true);
    keeper_beat(keeper, mono_now());
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    while (keeper_interventions(keeper) == 0 && mono_now() < until)
        poll(NULL, 0, 5);
    keeper_beat(keeper, mono_now());
    assert_int_equal(keeper_hold(keeper, 1, other.theirs, &driver_fake), STATUS_OK);
    assert_int_equal(keeper_release(keeper, 1), STATUS_OK);
    close(other.theirs);
    while (read(other.ours, &byte, 1) != 0 && mono_now() < until)
        keeper_beat(keeper, mono_now()); /* until it has let go of that one */
    assert_int_equal(keeper_interventions(keeper), 1);
    assert_int_equal(keeper_stop(keeper), STATUS_OK);
    close(line.theirs);
    assert_int_equal(hear_all(&line, tail, sizeof tail), 0);
    close(line.ours);
    close(other.ours);
}

/* The keeper could not be told what is owed to a line: better one stop too many. */
static void a_duty_that_did_not_arrive_makes_the_end_stop_all_that_is_held(void **state)
{
    (void)state;
    struct keeper *keeper;
    struct why why;
    struct line line = line_open();
    assert_int_equal(keeper_start(&keeper, &why), STATUS_OK);
    assert_int_equal(keeper_hold(keeper, 0, line.theirs, &driver_fake), STATUS_OK);
    const pid_t child = keeper_pid(keeper);
    assert_int_equal(kill(child, SIGSTOP), 0);
    for (int i = 0; keeper_release(keeper, 7) == STATUS_OK; i++)
        assert_true(i < 100000);
    assert_int_not_equal(keeper_finish(keeper, 0, (const uint8_t *)"P\r", 2), STATUS_OK);
    assert_int_equal(kill(child, SIGCONT), 0);
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    while (keeper_release(keeper, 7) != STATUS_OK && mono_now() < until)
        poll(NULL, 0, 1); /* now a word of farewell would arrive */
    assert_int_equal(keeper_stop(keeper), STATUS_OK);
    close(line.theirs);
    char tail[64];
    assert_int_equal(hear_all(&line, tail, sizeof tail), 7);
    assert_memory_equal(tail, "?\rSTOP\r", 7);
    close(line.ours);
}

/* It lives, but was not to be told: more than fits was to be said while it stood still. */
static void a_link_that_no_keeper_holds_is_a_stop_and_cannot_press(void **state)
{
    (void)state;
    struct ward ward = on_a_pipe();
    const pid_t child = keeper_pid(ward.keeper);
    static struct probe_log log;
    bench_detach(ward.rig->bench, 0, ward.rig->now);
    assert_int_equal(kill(child, SIGSTOP), 0);
    for (int i = 0; keeper_release(ward.keeper, 7) == STATUS_OK; i++)
        assert_true(i < 100000);
    const struct wire wire = {.ops = &pipe_ops, .self = NULL, .fd = ward.line.theirs};
    bench_attach(ward.rig->bench, 0, wire, ward.rig->now);
    assert_int_equal(stop_causes(&ward.rig->stop), 1u << STOP_FAULT);
    assert_int_equal(kill(child, SIGCONT), 0);
    says = "Y\n";
    rig_turns(ward.rig, 5);
    rig_order_rearm(ward.rig);
    assert_int_equal(rig_count(ward.rig, REPORT_REARMED), 1);
    rig_start(ward.rig, 1, (struct probe_spec){.log = &log, .drive = 20}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(ward.rig), STATUS_IO);
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    while (keeper_release(ward.keeper, 7) != STATUS_OK && mono_now() < until)
        poll(NULL, 0, 1); /* now it can be told of its end */
    end(&ward, STATUS_OK);
    close(ward.line.ours);
}

/* Without a keeper, as the crash handler alone has to do: what the line has heard when it is all over. */
static size_t heard_after_a_crash(bool is_dropped, char *tail, size_t cap)
{
    struct line line = line_open();
    const pid_t patient = fork();
    if (patient == 0) {
        const struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        crash_install();
        const struct bench_spec spec = rig_spec();
        struct rig *rig = rig_new_with(&spec, NULL);
        bench_attach(rig->bench, 0, (struct wire){.ops = &pipe_ops, .fd = line.theirs}, rig->now);
        rig_turns(rig, 5);
        if (is_dropped)
            bench_detach(rig->bench, 0, rig->now);
        abort();
    }
    int how;
    close(line.theirs);
    assert_int_equal(waitpid(patient, &how, 0), patient);
    assert_true(WIFSIGNALED(how));
    const size_t n = hear_all(&line, tail, cap);
    close(line.ours);
    return n;
}

static void a_crash_stops_what_hangs_on_the_bench_and_leaves_alone_what_was_dropped(void **state)
{
    (void)state;
    static const char first[] = "?\rSTOP\rID\r", crash[] = "?\rSTOP\r", dropped[] = "STOP\r";
    char tail[64];
    size_t n = heard_after_a_crash(false, tail, sizeof tail);
    assert_int_equal(n, strlen(first) + strlen(crash));
    assert_memory_equal(tail, first, strlen(first));
    assert_memory_equal(tail + strlen(first), crash, strlen(crash));
    n = heard_after_a_crash(true, tail, sizeof tail);
    assert_int_equal(n, strlen(first) + strlen(dropped));
    assert_memory_equal(tail + strlen(first), dropped, strlen(dropped));
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN); /* as the program does */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dropped_link_that_took_no_stop_is_stopped_by_the_keeper),
        cmocka_unit_test(
            a_session_that_is_closed_under_a_hanging_line_leaves_the_keeper_to_stop_it),
        cmocka_unit_test(a_line_that_took_its_stop_is_let_go_at_once),
        cmocka_unit_test(a_line_that_is_gone_keeps_nobody),
        cmocka_unit_test(a_duty_that_did_not_arrive_makes_the_end_stop_all_that_is_held),
        cmocka_unit_test(a_bench_that_is_back_is_not_spoken_over),
        cmocka_unit_test(a_link_that_no_keeper_holds_is_a_stop_and_cannot_press),
        cmocka_unit_test(a_crash_stops_what_hangs_on_the_bench_and_leaves_alone_what_was_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
