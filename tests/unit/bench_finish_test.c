/* A link that is dropped, or a session that is closed, while a line takes no stop sequence: the keeper
 * says it when the line moves. With a real keeper and pipes as lines. */
#include "support/bench_rig.h"

#include "base/clock.h"
#include "hw/keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
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

/* A wire that is only written to, as the reading end of a pipe is the test's. */
static enum status nothing_to_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    (void)wire, (void)data, (void)cap;
    *n = 0;
    return STATUS_OK;
}

static enum status write_pipe(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    struct wire own = wire_of_fd(wire->fd);
    return own.ops->write(&own, data, n, written);
}

static const struct wire_ops pipe_ops = {.read = nothing_to_read, .write = write_pipe};

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

int main(void)
{
    signal(SIGPIPE, SIG_IGN); /* as the program does */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dropped_link_that_took_no_stop_is_stopped_by_the_keeper),
        cmocka_unit_test(
            a_session_that_is_closed_under_a_hanging_line_leaves_the_keeper_to_stop_it),
        cmocka_unit_test(a_line_that_took_its_stop_is_let_go_at_once),
        cmocka_unit_test(a_line_that_is_gone_keeps_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
