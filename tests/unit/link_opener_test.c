/* Opening over ptys and TCP, and the opener thread: replies, reconnecting, refusing, ending. */
#include "link/opener.h"

#include "base/clock.h"
#include "link/list.h"
#include "link/wire.h"
#include "support/crossing.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const struct line_settings line = {
    .baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N'};

struct pty {
    int master;
    char path[64];
};

static struct pty pty_new(void)
{
    struct pty pty;
    int slave;
    assert_int_equal(openpty(&pty.master, &slave, pty.path, NULL, NULL), 0);
    close(slave);
    return pty;
}

static struct port_name named(const char *prefix, const char *what)
{
    char text[256];
    struct port_name name;
    snprintf(text, sizeof text, "%s%s", prefix, what);
    assert_int_equal(port_parse(text, &name, NULL), STATUS_OK);
    return name;
}

/* A name in a folder of our own that nobody else uses. */
static void temporary_path(char out[64])
{
    strcpy(out, "/tmp/limen_link_XXXXXX");
    const int fd = mkstemp(out);
    assert_true(fd >= 0);
    close(fd);
    unlink(out);
}

static void a_pty_opens_by_every_name_it_has(void **state)
{
    (void)state;
    static const char *const prefixes[] = {"pty:", ""};
    const struct pty pty = pty_new();
    char link[64];
    temporary_path(link);
    assert_int_equal(symlink(pty.path, link), 0);
    for (size_t f = 0; f < 2; f++) {
        for (int linked = 0; linked < 2; linked++) {
            const struct port_name name = named(prefixes[f], linked ? link : pty.path);
            struct open_port port;
            struct why why;
            assert_int_equal(port_open(&name, &line, -1, &port, &why), STATUS_OK);
            assert_int_equal(port.info.kind, PORT_PTY);
            assert_string_equal(port.info.path, pty.path);
            crosses(port.fd, pty.master);
            port_close(&port);
        }
    }
    unlink(link);
    close(pty.master);
}

/* By the clock that ptys are stamped with: it is coarse, and that of a link can be finer. */
static void await_later_than(const char *path)
{
    struct stat made;
    struct timespec now;
    assert_int_equal(lstat(path, &made), 0);
    do
        clock_gettime(CLOCK_REALTIME_COARSE, &now);
    while (now.tv_sec < made.st_ctim.tv_sec ||
           (now.tv_sec == made.st_ctim.tv_sec && now.tv_nsec <= made.st_ctim.tv_nsec));
}

/* Another pty that the kernel gives the same number. */
static struct pty pty_of_the_same_number(const char *path)
{
    struct pty others[64];
    size_t n = 0;
    do
        others[n] = pty_new();
    while (strcmp(others[n].path, path) != 0 && ++n < 64);
    for (size_t i = 0; i < n; i++)
        close(others[i].master);
    if (n == 64)
        skip(); /* another program was quicker */
    return others[n];
}

static void assert_untouched(const struct pty *pty)
{
    struct pollfd look = {.fd = pty->master, .events = POLLIN};
    struct termios mode;
    assert_int_equal(poll(&look, 1, 0) & look.revents & (POLLIN | POLLHUP), 0);
    assert_int_equal(tcgetattr(pty->master, &mode), 0);
    assert_true(mode.c_lflag & (tcflag_t)ICANON);
}

/* A simulator that was killed leaves its link behind, and the next who opens a pty is given its number: that is nobody's
 * instrument. */
static void a_link_that_outlived_its_pty_leads_nowhere(void **state)
{
    (void)state;
    char link[64];
    struct open_port port;
    struct why why = {0};
    struct pty pty = pty_new();
    temporary_path(link);
    assert_int_equal(symlink(pty.path, link), 0);
    const struct port_name name = named("pty:", link);
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    port_close(&port);
    await_later_than(link);
    close(pty.master);
    pty = pty_of_the_same_number(pty.path);
    assert_int_equal(port_open(&name, &line, -1, &port, &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, link));
    assert_untouched(&pty);
    unlink(link);
    assert_int_equal(symlink(pty.path, link), 0); /* made for it */
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    port_close(&port);
    unlink(link);
    close(pty.master);
}

/* A link to a link: the last one tells. */
static void a_link_that_stands_for_good_may_lead_to_another(void **state)
{
    (void)state;
    char link[64], fixed[64];
    struct open_port port;
    temporary_path(link);
    temporary_path(fixed);
    assert_int_equal(symlink(strrchr(link, '/') + 1, fixed), 0);
    const struct port_name name = named("pty:", fixed);
    await_later_than(fixed);
    const struct pty pty = pty_new();
    assert_int_equal(symlink(pty.path, link), 0);
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    port_close(&port);
    unlink(link);
    unlink(fixed);
    close(pty.master);
}

static void bytes_from_before_opening_are_thrown_away(void **state)
{
    (void)state;
    struct pty pty;
    struct termios mode;
    int slave;
    assert_int_equal(openpty(&pty.master, &slave, pty.path, NULL, NULL), 0);
    assert_int_equal(tcgetattr(slave, &mode), 0);
    cfmakeraw(&mode); /* otherwise the terminal would echo */
    assert_int_equal(tcsetattr(slave, TCSANOW, &mode), 0);
    assert_int_equal(write(pty.master, "old\n", 4), 4);
    struct pollfd look = {.fd = slave, .events = POLLIN};
    assert_int_equal(poll(&look, 1, 5000), 1);
    const struct port_name name = named("pty:", pty.path);
    struct open_port port;
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    crosses(port.fd, pty.master);
    port_close(&port);
    close(slave);
    close(pty.master);
}

static void what_was_written_last_survives_closing(void **state)
{
    (void)state;
    const struct pty pty = pty_new();
    const struct port_name name = named("pty:", pty.path);
    struct open_port port;
    char got[8] = "";
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    assert_int_equal(write(port.fd, "STOP\r", 5), 5);
    port_close(&port);
    assert_int_equal(read(pty.master, got, sizeof got), 5);
    assert_string_equal(got, "STOP\r");
    close(pty.master);
}

static void an_instrument_is_never_shared(void **state)
{
    (void)state;
    const struct pty pty = pty_new();
    const struct port_name name = named("pty:", pty.path);
    struct open_port port, second;
    struct why why = {0};
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    assert_int_equal(port_open(&name, &line, -1, &second, &why), STATUS_BUSY);
    assert_non_null(strstr(why.text, pty.path));
    assert_int_equal(second.fd, -1);
    port_close(&port);
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    port_close(&port);
    close(pty.master);
}

static void a_port_of_another_program_is_refused_until_it_ends(void **state)
{
    (void)state;
    const struct pty pty = pty_new();
    const struct port_name name = named("pty:", pty.path);
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const int fd = open(pty.path, O_RDWR | O_NOCTTY);
        const bool locked = flock(fd, LOCK_EX) == 0 && write(ready[1], "x", 1) == 1;
        pause();
        _exit(!locked);
    }
    char byte;
    struct open_port port;
    struct why why = {0};
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(port_open(&name, &line, -1, &port, &why), STATUS_BUSY);
    assert_non_null(strstr(why.text, "close it"));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(port_open(&name, &line, -1, &port, &why), STATUS_OK);
    port_close(&port);
    close(pty.master);
    close(ready[0]);
    close(ready[1]);
}

static void what_cannot_be_opened_is_explained(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status status;
        const char *says;
    } rows[] = {
        {"pty:/tmp/limen/none", STATUS_NOT_FOUND, "start the simulated instrument"},
        {"/dev/ttyUSB77", STATUS_NOT_FOUND, "/dev/ttyUSB77"},
        {"usb:0403:6001:NOTHERE", STATUS_NOT_FOUND, "usb:0403:6001:NOTHERE"},
        {"/dev/null", STATUS_INVALID, "not a serial port"},
        {"pty:/etc/passwd", STATUS_INVALID, "not a serial port"},
        {"/tmp", STATUS_IO, "/tmp"},
        {"sim:mark10", STATUS_UNSUPPORTED, "sim:mark10"},
        {"tcp:127.0.0.1:1", STATUS_NOT_FOUND, "refuses the connection"},
        {"tcp:no.such.host.invalid:4001", STATUS_NOT_FOUND, "not known"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct port_name name = named("", rows[i].text);
        struct open_port port;
        struct why why = {0};
        assert_int_equal(port_open(&name, &line, -1, &port, &why), rows[i].status);
        if (!strstr(why.text, rows[i].says))
            fail_msg("%s: %s", rows[i].text, why.text);
        assert_int_equal(port.fd, -1);
        assert_int_equal(port.lock_fd, -1);
    }
}

/* Runs as a user who owns nothing; the node belongs to the group daemon. */
static void examine_as_stranger(const char *path, mode_t mode, const char *says)
{
    assert_int_equal(chown(path, 0, 1), 0);
    assert_int_equal(chmod(path, mode), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct port_name name = named("pty:", path);
        struct open_port port;
        struct why why = {0};
        const bool dropped = setgid(65534) == 0 && setuid(65534) == 0;
        const enum status status = port_open(&name, &line, -1, &port, &why);
        _exit(dropped && status == STATUS_PERMISSION && strstr(why.text, says) ? 0 : 1);
    }
    int result;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
}

static void a_missing_right_names_the_group_and_the_command(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    const struct pty pty = pty_new();
    examine_as_stranger(pty.path, 0660, "usermod -aG daemon");
    examine_as_stranger(pty.path, 0600, "as the user who runs Limen");
    close(pty.master);
    char node[] =
        "/tmp/limen_node_XXXXXX"; /* a node of nobody's group that is no pseudo-terminal */
    const int fd = mkstemp(node);
    assert_true(fd >= 0);
    examine_as_stranger(node, 0600, "udev rule");
    close(fd);
    assert_int_equal(unlink(node), 0);
}

static int listen_on_loopback(uint16_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static void a_terminal_server_is_reached(void **state)
{
    (void)state;
    uint16_t number;
    char text[64];
    const int server = listen_on_loopback(&number);
    snprintf(text, sizeof text, "tcp:127.0.0.1:%u", (unsigned)number);
    const struct port_name name = named("", text);
    struct open_port port;
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    assert_int_equal(port.info.kind, PORT_TCP);
    assert_string_equal(port.info.path, text + 4);
    const int far = accept(server, NULL, NULL);
    crosses(port.fd, far);
    close(far);
    port_close(&port);
    close(server);
}

static bool next_result(struct opener *opener, struct opener_result *result, int ms)
{
    const mono_ns deadline = mono_now() + ms * MONO_MS;
    struct pollfd look = {.fd = opener_fd(opener), .events = POLLIN};
    while (!opener_pop(opener, result)) {
        if (mono_now() > deadline)
            return false;
        (void)poll(&look, 1, 50);
    }
    return true;
}

static void ask(struct opener *opener, uint32_t id, enum opener_verb verb,
                const struct port_name *name)
{
    struct opener_request request = {.id = id, .verb = (uint8_t)verb, .wait = true, .line = line};
    if (name)
        request.name = *name;
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
}

static void expect(struct opener *opener, uint32_t id, enum opener_outcome outcome,
                   struct opener_result *result)
{
    assert_true(next_result(opener, result, 5000));
    if (result->outcome != outcome)
        fail_msg("outcome %d: %s", result->outcome, result->why.text);
    assert_int_equal(result->id, id);
}

static void a_port_is_opened_and_closed_by_the_thread(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    const struct pty pty = pty_new();
    const struct port_name name = named("pty:", pty.path);
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    for (uint32_t id = 1; id < 20; id++) {
        ask(opener, id, OPENER_OPEN, &name);
        expect(opener, id, OPENER_OPENED, &result);
        assert_string_equal(result.info.path, pty.path);
        crosses(result.fd, pty.master);
        ask(opener, id, OPENER_CLOSE, NULL);
        expect(opener, id, OPENER_CLOSED, &result);
    }
    assert_int_equal(opener_join(opener), STATUS_OK);
    close(pty.master);
}

/* A bench file that names the number itself: when the pty has gone, who has that number next is not the instrument. */
static void a_pty_that_went_is_not_taken_for_another_of_its_number(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    struct pty pty = pty_new();
    struct opener_request request = {
        .id = 1, .wait = true, .line = line, .name = named("pty:", pty.path)};
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    expect(opener, 1, OPENER_OPENED, &result);
    assert_true(result.info.born_ns > 0);
    request.was_open = true;
    request.born_ns = result.info.born_ns;
    ask(opener, 1, OPENER_CLOSE, NULL);
    expect(opener, 1, OPENER_CLOSED, &result);
    await_later_than(pty.path);
    close(pty.master);
    pty = pty_of_the_same_number(pty.path);
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    expect(opener, 1, OPENER_WAITING, &result);
    assert_int_equal(result.status, STATUS_NOT_FOUND);
    assert_non_null(strstr(result.why.text, "--link"));
    assert_untouched(&pty);
    ask(opener, 1, OPENER_CLOSE, NULL);
    expect(opener, 1, OPENER_CLOSED, &result);
    request.born_ns = 0; /* whoever asks for it anew */
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    expect(opener, 1, OPENER_OPENED, &result);
    assert_int_equal(opener_join(opener), STATUS_OK);
    close(pty.master);
}

static void an_unplugged_instrument_is_back_within_a_second(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    char link[64];
    temporary_path(link);
    const struct port_name name = named("pty:", link);
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    for (uint32_t id = 1; id <= 5; id++) {
        ask(opener, id, OPENER_OPEN, &name);
        expect(opener, id, OPENER_WAITING, &result);
        assert_int_equal(result.status, STATUS_NOT_FOUND);
        const struct pty pty = pty_new();
        const mono_ns plugged = mono_now();
        assert_int_equal(symlink(pty.path, link), 0);
        expect(opener, id, OPENER_OPENED, &result);
        assert_true(mono_now() - plugged < MONO_SEC);
        struct wire wire = wire_of_fd(result.fd);
        uint8_t byte;
        size_t n;
        close(pty.master);
        unlink(link);
        assert_int_equal(wire.ops->read(&wire, &byte, 1, &n), STATUS_GONE);
        ask(opener, id, OPENER_CLOSE, NULL);
        expect(opener, id, OPENER_CLOSED, &result);
    }
    assert_int_equal(opener_join(opener), STATUS_OK);
}

static void waiting_is_told_once_and_can_be_given_up(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    const struct port_name name = named("", "pty:/tmp/limen/none");
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    ask(opener, 7, OPENER_OPEN, &name);
    expect(opener, 7, OPENER_WAITING, &result);
    assert_false(next_result(opener, &result, 400));
    ask(opener, 7, OPENER_CLOSE, NULL);
    expect(opener, 7, OPENER_CLOSED, &result);
    assert_false(next_result(opener, &result, 300));
    assert_int_equal(opener_join(opener), STATUS_OK);
}

static void a_refusal_without_waiting_is_final(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    struct opener_request request = {.id = 3, .verb = OPENER_OPEN, .line = line};
    request.name = named("", "pty:/tmp/limen/none");
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    expect(opener, 3, OPENER_FAILED, &result);
    assert_int_equal(result.status, STATUS_NOT_FOUND);
    assert_int_equal(result.fd, -1);
    assert_true(strlen(result.why.text) > 20);
    assert_int_equal(opener_join(opener), STATUS_OK);
}

static void more_ports_than_there_is_room_for_are_refused(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    struct pty ptys[OPENER_PORTS_MAX + 1];
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    for (uint32_t i = 0; i <= OPENER_PORTS_MAX; i++) {
        ptys[i] = pty_new();
        const struct port_name name = named("pty:", ptys[i].path);
        ask(opener, i, OPENER_OPEN, &name);
        expect(opener, i, i < OPENER_PORTS_MAX ? OPENER_OPENED : OPENER_FAILED, &result);
    }
    assert_int_equal(result.status, STATUS_FULL);
    assert_int_equal(opener_join(opener), STATUS_OK);
    for (uint32_t i = 0; i <= OPENER_PORTS_MAX; i++)
        close(ptys[i].master);
}

static void results_that_nobody_reads_wait_and_are_not_lost(void **state)
{
    (void)state;
    enum { ROUNDS = 3 * OPENER_DEPTH };
    struct opener *opener;
    struct opener_result result;
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    const struct opener_request request = {.verb = OPENER_CLOSE};
    uint32_t pushed = 0, popped = 0;
    const mono_ns deadline = mono_now() + 10 * MONO_SEC;
    while (pushed < ROUNDS && mono_now() < deadline) {
        struct opener_request next = request;
        next.id = pushed;
        if (opener_push(opener, &next) == STATUS_OK)
            pushed++;
        else
            expect(opener, popped++, OPENER_CLOSED, &result);
    }
    while (popped < pushed)
        expect(opener, popped++, OPENER_CLOSED, &result);
    assert_int_equal(popped, ROUNDS);
    assert_int_equal(opener_join(opener), STATUS_OK);
}

static void ending_never_hangs(void **state)
{
    (void)state;
    const struct pty pty = pty_new();
    for (int what = 0; what < 3; what++) {
        struct opener *opener;
        struct opener_request request = {.id = 1, .verb = OPENER_OPEN, .wait = true, .line = line};
        request.line.settle = what == 0 ? 3600 * MONO_SEC : 0;
        /* 192.0.2.0/24 is kept for documents: nobody answers there */
        request.name = named("", what == 1 ? "tcp:192.0.2.1:4001" : "pty:/tmp/limen/none");
        if (what == 0)
            request.name = named("pty:", pty.path);
        assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
        assert_int_equal(opener_push(opener, &request), STATUS_OK);
        const mono_ns begin = mono_now();
        assert_int_equal(opener_join(opener), STATUS_OK);
        assert_true(mono_now() - begin < 2 * MONO_SEC);
    }
    close(pty.master);
}

static void a_board_that_restarts_is_given_time_and_its_chatter_dropped(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    const struct pty pty = pty_new();
    struct opener_request request = {.id = 1, .verb = OPENER_OPEN, .line = line};
    request.line.settle = 300 * MONO_MS;
    request.name = named("pty:", pty.path);
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    const mono_ns begin = mono_now();
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    /* the raw mode of the opened pty shows that it is open: only then does the board speak */
    struct termios mode;
    do
        assert_int_equal(tcgetattr(pty.master, &mode), 0);
    while ((mode.c_lflag & ICANON) && mono_now() < begin + 5 * MONO_SEC);
    assert_int_equal(write(pty.master, "boot 1.0\n", 9), 9);
    expect(opener, 1, OPENER_OPENED, &result);
    assert_true(mono_now() - begin >= 300 * MONO_MS);
    crosses(result.fd, pty.master);
    assert_int_equal(opener_join(opener), STATUS_OK);
    close(pty.master);
}

static void a_response_box_is_looked_for_until_it_is_back(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    struct opener_request request = {.id = 9,
                                     .wait = true,
                                     .is_response = true,
                                     .response = {.kind = RESPONSE_BYTE},
                                     .options = {.channel = 2, .fd = -1}};
    char link[64];
    temporary_path(link);
    snprintf(request.response.path, sizeof request.response.path, "pty:%s", link);
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    for (int round = 0; round < 2; round++) {
        struct event events[4];
        size_t n = 0;
        request.verb = OPENER_OPEN;
        assert_int_equal(opener_push(opener, &request), STATUS_OK);
        expect(opener, 9, OPENER_WAITING, &result);
        const struct pty pty = pty_new();
        assert_int_equal(symlink(pty.path, link), 0);
        expect(opener, 9, OPENER_OPENED, &result);
        assert_int_equal(write(pty.master, "1", 1), 1);
        const mono_ns until = mono_now() + 5 * MONO_SEC;
        while (n == 0 && mono_now() < until)
            assert_int_equal(response_read(&result.source, events, 4, &n), STATUS_OK);
        assert_int_equal(n, 2);
        assert_int_equal(events[0].channel, 2);
        unlink(link);
        close(pty.master);
        assert_int_equal(response_read(&result.source, events, 4, &n), STATUS_GONE);
        ask(opener, 9, OPENER_CLOSE, NULL);
        expect(opener, 9, OPENER_CLOSED, &result);
    }
    assert_int_equal(opener_join(opener), STATUS_OK);
}

/* What was opened elsewhere and is lost is closed by the thread, since closing may take its time. */
static void a_lost_box_is_taken_and_its_port_is_free_again(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    struct response_unit unit;
    struct why why = {0};
    const struct response_options options = {.fd = -1};
    struct response_spec spec = {.kind = RESPONSE_BYTE};
    const struct pty pty = pty_new();
    snprintf(spec.path, sizeof spec.path, "pty:%s", pty.path);
    assert_int_equal(response_unit_open(&spec, &options, -1, &unit, &why), STATUS_OK);
    struct opener_request request = {.id = 3, .verb = OPENER_CLOSE, .leftover = unit};
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    expect(opener, 3, OPENER_CLOSED, &result);
    assert_int_equal(response_unit_open(&spec, &options, -1, &unit, &why), STATUS_OK);
    response_unit_close(&unit);
    assert_int_equal(opener_join(opener), STATUS_OK);
    close(pty.master);
}

/* As the keeper does, who lets go a moment later than the session does. */
static void a_port_that_another_process_still_holds_open_can_be_opened_again(void **state)
{
    (void)state;
    const struct pty pty = pty_new();
    const struct port_name name = named("pty:", pty.path);
    struct open_port port;
    struct why why = {0};
    assert_int_equal(port_open(&name, &line, -1, &port, &why), STATUS_OK);
    const int kept = dup(port.fd);
    port_close(&port);
    assert_int_equal(port_open(&name, &line, -1, &port, &why), STATUS_OK);
    port_close(&port);
    close(kept);
    close(pty.master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pty_opens_by_every_name_it_has),
        cmocka_unit_test(a_link_that_outlived_its_pty_leads_nowhere),
        cmocka_unit_test(a_link_that_stands_for_good_may_lead_to_another),
        cmocka_unit_test(bytes_from_before_opening_are_thrown_away),
        cmocka_unit_test(what_was_written_last_survives_closing),
        cmocka_unit_test(an_instrument_is_never_shared),
        cmocka_unit_test(a_port_of_another_program_is_refused_until_it_ends),
        cmocka_unit_test(what_cannot_be_opened_is_explained),
        cmocka_unit_test(a_missing_right_names_the_group_and_the_command),
        cmocka_unit_test(a_terminal_server_is_reached),
        cmocka_unit_test(a_port_is_opened_and_closed_by_the_thread),
        cmocka_unit_test(a_pty_that_went_is_not_taken_for_another_of_its_number),
        cmocka_unit_test(an_unplugged_instrument_is_back_within_a_second),
        cmocka_unit_test(waiting_is_told_once_and_can_be_given_up),
        cmocka_unit_test(a_refusal_without_waiting_is_final),
        cmocka_unit_test(more_ports_than_there_is_room_for_are_refused),
        cmocka_unit_test(results_that_nobody_reads_wait_and_are_not_lost),
        cmocka_unit_test(ending_never_hangs),
        cmocka_unit_test(a_board_that_restarts_is_given_time_and_its_chatter_dropped),
        cmocka_unit_test(a_response_box_is_looked_for_until_it_is_back),
        cmocka_unit_test(a_lost_box_is_taken_and_its_port_is_free_again),
        cmocka_unit_test(a_port_that_another_process_still_holds_open_can_be_opened_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
