/* The link to the participant's window: opened, lost and found again, and nobody else's. */
#include "link/opener.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct port_name window_at(const char *text)
{
    struct port_name name;
    struct why why;
    assert_int_equal(port_parse(text, &name, &why), STATUS_OK);
    assert_int_equal(name.kind, PORT_WINDOW);
    return name;
}

static const struct line_settings line = {.baud = 115200};

static void place_of_this_test(char out[32])
{
    snprintf(out, 32, "test-%d", (int)getpid());
}

static struct port_name its_name(void)
{
    char place[32], text[64];
    place_of_this_test(place);
    snprintf(text, sizeof text, "window:%s", place);
    return window_at(text);
}

static int listen_there(void)
{
    char place[32];
    struct why why;
    int fd = -1;
    place_of_this_test(place);
    assert_int_equal(window_listen(place, &fd, &why), STATUS_OK);
    return fd;
}

static void a_bench_file_names_it_without_a_place(void **state)
{
    (void)state;
    struct open_port port;
    struct why why = {0};
    const struct port_name name = window_at("window:");
    char back[PORT_TEXT_MAX];
    port_format(&name, back);
    assert_string_equal(back, "window:");
    assert_int_equal(port_open(&name, &line, -1, &port, &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "window"));
}

static void a_slip_in_its_name_gets_a_sentence(void **state)
{
    (void)state;
    static const char *const rows[] = {"window", "window:A b", "window:/tmp/x", "window:\xc3\xa4"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct port_name name;
        struct why why = {0};
        assert_int_equal(port_parse(rows[i], &name, &why), STATUS_INVALID);
        assert_true(why.text[0] != '\0');
    }
}

static void what_one_end_says_the_other_hears(void **state)
{
    (void)state;
    const int listening = listen_there();
    const struct port_name name = its_name();
    struct open_port port;
    char heard[8] = "";
    assert_int_equal(window_accept(listening), -1);
    assert_int_equal(port_open(&name, &line, -1, &port, NULL), STATUS_OK);
    assert_int_equal(port.info.kind, PORT_WINDOW);
    assert_string_equal(port.info.name, "window:");
    const int ours = window_accept(listening);
    assert_true(ours >= 0);
    assert_int_equal(write(ours, "v 1", 3), 3);
    assert_int_equal(read(port.fd, heard, sizeof heard), 3);
    assert_int_equal(read(port.fd, heard, sizeof heard), -1); /* neither end ever waits */
    assert_int_equal(errno, EAGAIN);
    close(ours);
    assert_int_equal(read(port.fd, heard, sizeof heard), 0); /* lost like a cable */
    port_close(&port);
    close(listening);
}

static void where_no_window_listens_there_is_none(void **state)
{
    (void)state;
    const struct port_name name = its_name();
    struct open_port port;
    struct why why = {0};
    assert_int_equal(port_open(&name, &line, -1, &port, &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "not open"));
}

static void two_windows_do_not_share_a_place(void **state)
{
    (void)state;
    char place[32];
    struct why why = {0};
    int second;
    const int first = listen_there();
    place_of_this_test(place);
    assert_int_equal(window_listen(place, &second, &why), STATUS_BUSY);
    assert_int_equal(second, -1);
    close(first);
    second = listen_there();
    close(second);
}

static bool next_of(struct opener *opener, enum opener_outcome outcome,
                    struct opener_result *result)
{
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    while (mono_now() < until) {
        struct pollfd look = {.fd = opener_fd(opener), .events = POLLIN};
        while (opener_pop(opener, result))
            if (result->outcome == outcome)
                return true;
        poll(&look, 1, 20);
    }
    return false;
}

/* It is closed in mid-session, and opened again. */
static void a_window_that_comes_back_is_found_again(void **state)
{
    (void)state;
    struct opener *opener;
    struct opener_result result;
    struct why why;
    struct opener_request request = {
        .id = 1, .verb = OPENER_OPEN, .wait = true, .name = its_name(), .line = line};
    assert_int_equal(opener_start(&opener, &why), STATUS_OK);
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    assert_true(next_of(opener, OPENER_WAITING, &result));
    assert_int_equal(result.status, STATUS_NOT_FOUND);
    const int listening = listen_there();
    assert_true(next_of(opener, OPENER_OPENED, &result));
    assert_true(window_accept(listening) >= 0);
    close(listening);
    request.verb = OPENER_CLOSE;
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    assert_true(next_of(opener, OPENER_CLOSED, &result));
    request.verb = OPENER_OPEN;
    request.was_open = true;
    assert_int_equal(opener_push(opener, &request), STATUS_OK);
    assert_true(next_of(opener, OPENER_WAITING, &result));
    const int again = listen_there();
    assert_true(next_of(opener, OPENER_OPENED, &result));
    assert_int_equal(opener_join(opener), STATUS_OK);
    close(again);
}

/* Another program of the same user may know the name: neither end talks to it. */
static void another_program_is_turned_away_at_either_end(void **state)
{
    (void)state;
    const struct port_name name = its_name();
    const int listening = listen_there();
    const pid_t guest = fork();
    if (guest == 0) {
        struct open_port port;
        _exit(port_open(&name, &line, -1, &port, NULL) == STATUS_PERMISSION ? 0 : 1);
    }
    int ended;
    assert_int_equal(waitpid(guest, &ended, 0), guest);
    assert_int_equal(ended, 0);
    assert_int_equal(window_accept(listening), -1);
    close(listening);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bench_file_names_it_without_a_place),
        cmocka_unit_test(a_slip_in_its_name_gets_a_sentence),
        cmocka_unit_test(what_one_end_says_the_other_hears),
        cmocka_unit_test(where_no_window_listens_there_is_none),
        cmocka_unit_test(two_windows_do_not_share_a_place),
        cmocka_unit_test(a_window_that_comes_back_is_found_again),
        cmocka_unit_test(another_program_is_turned_away_at_either_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
