/* Simulated instruments on real ptys in real time, in a process of their own. Every wait is a poll
 * with a deadline. */
#include "sim/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000 };

struct bench {
    char dir[64], link[96], box[96], socket[96];
    int control; /* our end; -1 */
    pid_t child;
    struct sim_participant participant;
};

static struct bench *bench_new(void)
{
    struct bench *bench = calloc(1, sizeof *bench);
    snprintf(bench->dir, sizeof bench->dir, "/tmp/limen_sim_XXXXXX");
    assert_non_null(mkdtemp(bench->dir));
    snprintf(bench->link, sizeof bench->link, "%s/gauge", bench->dir);
    snprintf(bench->box, sizeof bench->box, "%s/box", bench->dir);
    snprintf(bench->socket, sizeof bench->socket, "%s/control", bench->dir);
    bench->control = -1;
    bench->participant = sim_participant_defaults();
    bench->participant.ppt_kpa = 20; /* a second or so until the button */
    bench->participant.hand_delay_s = 0.1;
    return bench;
}

static void child_main(const struct sim_pty_config *config, int ready)
{
    struct sim_pty pty;
    struct why why;
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a failed test must not leave it behind */
    if (sim_pty_open(&pty, config, &why) != STATUS_OK)
        _exit(10);
    if (write(ready, "r", 1) != 1)
        _exit(11);
    close(ready);
    const enum status status = sim_pty_run(&pty, &why);
    sim_pty_close(&pty);
    _exit(status == STATUS_OK ? 0 : 12);
}

enum { WITH_CONTROL = 1, WITH_SOCKET = 2, WITH_BOX = 4 };

static void bench_start(struct bench *bench, const char *instrument, const char *fault, int with)
{
    int ready[2], pair[2] = {-1, -1};
    struct sim_fault list[1];
    assert_int_equal(pipe(ready), 0);
    if (with & WITH_CONTROL)
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    if (fault)
        assert_int_equal(sim_fault_parse(fault, list, NULL), STATUS_OK);
    bench->child = fork();
    assert_true(bench->child >= 0);
    if (bench->child == 0) {
        close(pair[0]);
        close(ready[0]);
        const struct sim_pty_config config = {
            .instrument = sim_find(instrument),
            .participant = &bench->participant,
            .seed = 3,
            .faults = list,
            .n_faults = fault ? 1 : 0,
            .link = bench->link,
            .control_fd = pair[1],
            .control_path = with & WITH_SOCKET ? bench->socket : NULL,
            .stop_fd = -1,
            .with_box = (with & WITH_BOX) != 0,
            .box_link = bench->box,
        };
        child_main(&config, ready[1]);
    }
    close(pair[1]);
    close(ready[1]);
    bench->control = pair[0];
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
}

/* Waits for the child to end by itself and looks at what it leaves behind. */
static void bench_end(struct bench *bench)
{
    int result = -1;
    struct pollfd none = {.fd = -1};
    pid_t ended = 0;
    for (int waited = 0; waited < PATIENCE_MS && !ended; waited += 10) {
        ended = waitpid(bench->child, &result, WNOHANG);
        if (!ended)
            poll(&none, 1, 10);
    }
    if (!ended) {
        kill(bench->child, SIGKILL);
        waitpid(bench->child, &result, 0);
    }
    assert_int_equal(ended, bench->child);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
    if (bench->control >= 0)
        close(bench->control);
    assert_int_equal(rmdir(bench->dir), 0); /* links and sockets are gone */
    free(bench);
}

static void bench_stop(struct bench *bench)
{
    assert_int_equal(kill(bench->child, SIGTERM), 0);
    bench_end(bench);
}

static int open_line(const char *path)
{
    const int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    assert_true(fd >= 0);
    return fd;
}

/* Reads until `wanted` has come; false: the line is gone or patience is over. */
static bool read_until(int fd, const char *wanted, char *text, size_t cap)
{
    size_t n = strlen(text);
    for (int rounds = 0; rounds < PATIENCE_MS && !strstr(text, wanted); rounds++) {
        struct pollfd watch = {.fd = fd, .events = POLLIN};
        if (poll(&watch, 1, PATIENCE_MS) != 1)
            return false;
        const ssize_t got = read(fd, text + n, cap - 1 - n);
        if (got == 0 || (got < 0 && errno != EAGAIN))
            return false;
        n += got > 0 ? (size_t)got : 0;
        text[n] = '\0';
    }
    return strstr(text, wanted) != NULL;
}

static void say(int fd, const char *text)
{
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

static void every_gauge_answers_on_its_port(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"wagner-fpx", "?\r\n", " lbf\r\n"},        {"imada-d", "D\r", "+000.0NTO\r"},
        {"imada-zt", "XFC\r", "XFC020811000000\r"}, {"nidec-fg7000", "?", "0 N\r"},
        {"lutron", "", "41590200000000\r"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench *bench = bench_new();
        bench->participant.hand_delay_s = 60; /* nobody presses yet */
        bench_start(bench, rows[i][0], NULL, 0);
        const int fd = open_line(bench->link);
        char text[4096] = "";
        say(fd, rows[i][1]);
        assert_true(read_until(fd, rows[i][2], text, sizeof text));
        close(fd);
        bench_stop(bench);
    }
}

static void a_fast_stream_comes_through_the_port_whole(void **state)
{
    (void)state;
    enum { RECORD = 21, WANTED = 1000 * RECORD };
    struct bench *bench = bench_new();
    bench_start(bench, "imada-zt", NULL, 0);
    const int fd = open_line(bench->link);
    static char text[WANTED + 1];
    size_t n = 0;
    say(fd, "XAG\r");
    while (n < WANTED) {
        struct pollfd watch = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&watch, 1, PATIENCE_MS), 1);
        const ssize_t got = read(fd, text + n, WANTED - n);
        assert_true(got > 0);
        n += (size_t)got;
    }
    for (size_t i = 0; i < WANTED; i += RECORD)
        assert_true(text[i] == 'l' && text[i + RECORD - 1] == '\r');
    close(fd);
    bench_stop(bench);
}

static void a_program_talks_to_the_gauge_over_the_link(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench_start(bench, "mark10", NULL, 0);
    const int fd = open_line(bench->link);
    char text[4096] = "";
    say(fd, "N\rRM\r\n");
    assert_true(read_until(fd, "M5-100\r\n", text, sizeof text));
    assert_string_equal(text, "M5-100\r\n");
    close(fd);
    const int again = open_line(bench->link); /* the gauge outlives its reader */
    text[0] = '\0';
    say(again, "RS\r");
    assert_true(read_until(again, "3680001\r\n", text, sizeof text));
    close(again);
    bench_stop(bench);
}

static void alone_the_hand_presses_when_the_stream_starts(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench_start(bench, "mark10", NULL, WITH_BOX);
    const int fd = open_line(bench->link), box = open_line(bench->box);
    static char text[1 << 18];
    text[0] = '\0';
    char presses[16] = "";
    say(fd, "N\rFLTP0\rAOUT250\r");
    assert_true(read_until(fd, "1.5 N\r\n", text, sizeof text));
    assert_true(read_until(box, "1", presses, sizeof presses));
    assert_string_equal(presses, "1");
    close(fd);
    close(box);
    bench_stop(bench);
}

static void read_message(int fd, struct sim_control *message)
{
    uint8_t bytes[SIM_CONTROL_SIZE];
    size_t n = 0;
    while (n < sizeof bytes) {
        struct pollfd watch = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&watch, 1, PATIENCE_MS), 1);
        const ssize_t got = read(fd, bytes + n, sizeof bytes - n);
        assert_true(got > 0);
        n += (size_t)got;
    }
    assert_int_equal(sim_control_decode(bytes, message), STATUS_OK);
}

static void send_message(int fd, const struct sim_control *message, size_t cut)
{
    uint8_t bytes[SIM_CONTROL_SIZE];
    sim_control_encode(message, bytes);
    assert_int_equal(write(fd, bytes, cut), (ssize_t)cut);
    assert_int_equal(write(fd, bytes + cut, sizeof bytes - cut), (ssize_t)(sizeof bytes - cut));
}

static void send_cue(int fd, size_t cut)
{
    const struct sim_control cue = {.kind = SIM_CONTROL_CUE,
                                    .cue = {.test = "ppt",
                                            .trial = 1,
                                            .attempt = 1,
                                            .rate_kpa_per_s = 50,
                                            .limit_kpa = 500,
                                            .probe_area_cm2 = 1}};
    send_message(fd, &cue, cut);
}

/* Somebody plays hand and participant from the screen of another process. */
static void the_session_leads_hand_and_button(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench_start(bench, "mark10", NULL, WITH_CONTROL);
    const int fd = open_line(bench->link);
    static char text[1 << 18];
    text[0] = '\0';
    struct sim_control message = {.kind = SIM_CONTROL_LEAD_HAND, .is_led = true, .share = 1};
    send_message(bench->control, &message, 1);
    say(fd, "N\rFLTP0\rAOUT250\r");
    assert_true(read_until(fd, "2.0 N\r\n", text, sizeof text)); /* 100 kPa/s on 1 cm² */
    for (int pressed = 1; pressed >= 0; pressed--) {
        struct sim_control edge;
        message = (struct sim_control){
            .kind = SIM_CONTROL_LEAD_BUTTON, .is_led = true, .pressed = pressed};
        send_message(bench->control, &message, 100);
        read_message(bench->control, &edge);
        assert_true(edge.kind == SIM_CONTROL_BUTTON && edge.pressed == pressed);
    }
    close(fd);
    shutdown(bench->control, SHUT_RDWR);
    bench_end(bench);
}

static void the_session_cues_and_hears_the_button(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench_start(bench, "mark10", NULL, WITH_CONTROL);
    const int fd = open_line(bench->link);
    static char text[1 << 18];
    text[0] = '\0';
    struct sim_control down, up;
    send_cue(bench->control, 50);
    say(fd, "N\rFLTP0\rAOUT250\r");
    read_message(bench->control, &down);
    read_message(bench->control, &up);
    assert_true(down.kind == SIM_CONTROL_BUTTON && down.pressed && !up.pressed);
    assert_int_equal(up.t - down.t, 250 * MONO_MS);
    assert_true(read_until(fd, "2.0 N\r\n", text, sizeof text));
    close(fd);
    shutdown(bench->control, SHUT_RDWR); /* the session ends, so does the simulation */
    bench_end(bench);
}

/* What hurts here, the sliders of other processes have to hear. */
static void a_thermode_tells_the_session_how_much_it_hurts(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench_start(bench, "qst-tcs", NULL, WITH_CONTROL);
    const int fd = open_line(bench->link);
    struct sim_control told = {0};
    double last = 0;
    send_cue(bench->control, 50);
    say(fd, "FS11111N320");
    say(fd, "C0490V03000R03000D010000L");
    while (last < 3) {
        read_message(bench->control, &told);
        assert_true(told.kind == SIM_CONTROL_FELT && told.felt > last);
        last = told.felt;
    }
    close(fd);
    shutdown(bench->control, SHUT_RDWR);
    bench_end(bench);
}

static void a_session_may_come_and_go_at_the_socket(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench_start(bench, "mark10", NULL, WITH_SOCKET);
    for (int visit = 0; visit < 2; visit++) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        snprintf(address.sun_path, sizeof address.sun_path, "%s", bench->socket);
        const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
        struct sim_control down;
        send_cue(fd, SIM_CONTROL_SIZE / 2);
        do /* the button may still be down from the visit before */
            read_message(fd, &down);
        while (!down.pressed);
        close(fd);
    }
    bench_stop(bench);
}

static void a_pulled_cable_ends_the_line_and_the_link_comes_back(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench_start(bench, "mark10", "unplug:at=0.5s,from=on,for=0.5s", 0);
    const int fd = open_line(bench->link);
    char text[4096] = "";
    assert_false(read_until(fd, "never", text, sizeof text)); /* its end, not our patience */
    struct pollfd watch = {.fd = fd};
    assert_int_equal(poll(&watch, 1, 0), 1);
    assert_true(watch.revents & POLLHUP);
    close(fd);
    int again = -1;
    struct pollfd none = {.fd = -1};
    for (int waited = 0; waited < PATIENCE_MS && again < 0; waited += 10) {
        again = open(bench->link, O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (again < 0)
            poll(&none, 1, 10);
    }
    assert_true(again >= 0);
    text[0] = '\0';
    say(again, "RM\r");
    assert_true(read_until(again, "M5-100\r\n", text, sizeof text));
    close(again);
    bench_stop(bench);
}

static void a_file_is_never_replaced_by_a_link(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    const int fd = open(bench->link, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    close(fd);
    struct sim_pty pty;
    struct why why = {.text = ""};
    const struct sim_pty_config config = {.instrument = sim_find("mark10"),
                                          .participant = &bench->participant,
                                          .link = bench->link,
                                          .control_fd = -1,
                                          .stop_fd = -1};
    assert_int_equal(sim_pty_open(&pty, &config, &why), STATUS_BUSY);
    assert_non_null(strstr(why.text, bench->link));
    assert_int_equal(unlink(bench->link), 0);
    assert_int_equal(rmdir(bench->dir), 0);
    free(bench);
}

static void the_presser_greets_on_its_pty_and_stops(void **state)
{
    (void)state;
    struct bench *bench = bench_new();
    bench_start(bench, "presser", NULL, 0);
    const int fd = open_line(bench->link);
    char text[4096] = "";
    say(fd, "RUN 1 50 100 5000 !\rSTOP\r");
    assert_true(read_until(fd, "S\r\n", text, sizeof text));
    assert_non_null(strstr(text, "PRESSER READY\r\n"));
    assert_non_null(strstr(text, "OK\r\nOK\r\nS\r\n"));
    close(fd);
    bench_stop(bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_gauge_answers_on_its_port),
        cmocka_unit_test(a_fast_stream_comes_through_the_port_whole),
        cmocka_unit_test(a_program_talks_to_the_gauge_over_the_link),
        cmocka_unit_test(alone_the_hand_presses_when_the_stream_starts),
        cmocka_unit_test(the_session_cues_and_hears_the_button),
        cmocka_unit_test(a_thermode_tells_the_session_how_much_it_hurts),
        cmocka_unit_test(the_session_leads_hand_and_button),
        cmocka_unit_test(a_session_may_come_and_go_at_the_socket),
        cmocka_unit_test(a_pulled_cable_ends_the_line_and_the_link_comes_back),
        cmocka_unit_test(a_file_is_never_replaced_by_a_link),
        cmocka_unit_test(the_presser_greets_on_its_pty_and_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
