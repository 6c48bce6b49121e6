/* Simulated instruments behind a TCP port, in real time, in a process of their own. Every wait is a poll with a deadline. */
#include "sim/pty.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 10000 };
#define PORTS "START;USE SERVER;CMD PORTS;END;"
#define ANSWER "START;\r\nPORT COM1;\r\nPORT COM2;\r\nEND;\r\n"

struct server {
    pid_t child;
    char name[SIM_TCP_NAME];
};

static void child_main(const struct sim_pty_config *config, int tell)
{
    static struct sim_pty pty;
    struct why why;
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a failed test must not leave it behind */
    if (sim_pty_open(&pty, config, &why) != STATUS_OK)
        _exit(10);
    const char *name = sim_pty_path(&pty);
    if (write(tell, name, strlen(name) + 1) != (ssize_t)strlen(name) + 1)
        _exit(11);
    close(tell);
    const enum status status = sim_pty_run(&pty, &why);
    sim_pty_close(&pty);
    _exit(status == STATUS_OK ? 0 : 12);
}

static struct server server_start(const char *fault)
{
    struct server server = {0};
    int tell[2];
    struct sim_fault list[1];
    const struct sim_participant participant = sim_participant_defaults();
    assert_int_equal(pipe(tell), 0);
    if (fault)
        assert_int_equal(sim_fault_parse(fault, list, NULL), STATUS_OK);
    server.child = fork();
    assert_true(server.child >= 0);
    if (server.child == 0) {
        close(tell[0]);
        const struct sim_pty_config config = {.instrument = sim_find("cpar-plus"),
                                              .participant = &participant,
                                              .faults = list,
                                              .n_faults = fault ? 1 : 0,
                                              .listen = "127.0.0.1:0",
                                              .control_fd = -1,
                                              .stop_fd = -1};
        child_main(&config, tell[1]);
    }
    close(tell[1]);
    size_t n = 0;
    while (n == 0 || server.name[n - 1]) {
        const ssize_t got = read(tell[0], server.name + n, sizeof server.name - n);
        assert_true(got > 0);
        n += (size_t)got;
    }
    close(tell[0]);
    return server;
}

static void server_stop(const struct server *server)
{
    int result = -1;
    assert_int_equal(kill(server->child, SIGTERM), 0);
    assert_int_equal(waitpid(server->child, &result, 0), server->child);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
}

/* -1: refused. */
static int try_connect(const struct server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(strncmp(server->name, "127.0.0.1:", 10), 0);
    address.sin_port = htons((uint16_t)atoi(server->name + 10));
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static int connect_to(const struct server *server)
{
    const int fd = try_connect(server);
    assert_true(fd >= 0);
    return fd;
}

static void say(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* What comes up to `size` bytes; less where the connection ends before. */
static size_t hear(int fd, char *text, size_t size)
{
    size_t n = 0;
    while (n < size) {
        struct pollfd watch = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&watch, 1, PATIENCE_MS), 1);
        const ssize_t got = read(fd, text + n, size - n);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    text[n] = '\0';
    return n;
}

static void answers(int fd, const char *question, const char *answer)
{
    char text[400];
    say(fd, question);
    hear(fd, text, strlen(answer));
    assert_string_equal(text, answer);
}

static void a_bridge_answers_who_connects(void **state)
{
    (void)state;
    const struct server server = server_start(NULL);
    const int fd = connect_to(&server);
    answers(fd, PORTS, ANSWER);
    answers(fd, PORTS, ANSWER);
    close(fd);
    server_stop(&server);
}

/* The maker's own script connects for every packet. */
static void clients_come_one_after_the_other_to_the_same_bridge(void **state)
{
    (void)state;
    static const char *const talk[] = {
        "START;USE SERVER;CMD CREATE;PORT COM1;DEVICE CPARPLUS;END;",
        "START;USE PORT COM1 CPARPLUS;CMD OPEN;END;",
        "START;USE PORT COM1 CPARPLUS;CMD STOP;END;",
    };
    const struct server server = server_start(NULL);
    for (size_t i = 0; i < sizeof talk / sizeof talk[0]; i++) {
        const int fd = connect_to(&server);
        const int next = connect_to(&server); /* waits for its turn */
        say(next, PORTS);
        answers(fd, talk[i], "START;\r\nOK;\r\nEND;\r\n");
        close(fd);
        answers(next, "", ANSWER);
        close(next);
    }
    const int fd = connect_to(&server);
    say(fd, PORTS PORTS PORTS);
    close(fd); /* without waiting for an answer: nobody else hears it */
    const int last = connect_to(&server);
    answers(last, "START;USE PORT COM1 CPARPLUS;CMD CLOSE;END;", "START;\r\nOK;\r\nEND;\r\n");
    close(last);
    server_stop(&server);
}

static void a_bridge_that_is_gone_comes_back_at_its_port(void **state)
{
    (void)state;
    const struct server server = server_start("unplug:at=0.5s,from=on,for=0.5s");
    const int fd = connect_to(&server);
    char text[100];
    answers(fd, PORTS, ANSWER);
    assert_int_equal(hear(fd, text, sizeof text - 1), 0); /* its end, not our patience */
    close(fd);
    struct pollfd none = {.fd = -1};
    int again = -1;
    for (int waited = 0; waited < PATIENCE_MS && again < 0; waited += 10) {
        again = try_connect(&server);
        if (again < 0)
            poll(&none, 1, 10);
    }
    assert_true(again >= 0);
    answers(again, PORTS, ANSWER);
    close(again);
    server_stop(&server);
}

static void addresses_are_checked(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "127.0.0.1",
                                        "9797",
                                        "127.0.0.1:",
                                        ":9797",
                                        "localhost.invalid:9797",
                                        "127.0.0.1:x",
                                        "127.0.0.1:99999"};
    const struct server server = server_start(NULL);
    const struct sim_participant participant = sim_participant_defaults();
    static struct sim_pty pty;
    struct why why = {.text = ""};
    struct sim_pty_config config = {.instrument = sim_find("cpar-plus"),
                                    .participant = &participant,
                                    .control_fd = -1,
                                    .stop_fd = -1};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        config.listen = wrong[i];
        assert_int_equal(sim_pty_open(&pty, &config, &why), STATUS_INVALID);
        assert_non_null(strstr(why.text, "127.0.0.1:9797"));
    }
    config.listen = server.name;
    assert_int_equal(sim_pty_open(&pty, &config, &why), STATUS_BUSY);
    assert_non_null(strstr(why.text, server.name));
    server_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bridge_answers_who_connects),
        cmocka_unit_test(clients_come_one_after_the_other_to_the_same_bridge),
        cmocka_unit_test(a_bridge_that_is_gone_comes_back_at_its_port),
        cmocka_unit_test(addresses_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
