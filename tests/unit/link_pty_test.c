/* Which pty a name means: the one that was open before, whatever happened to its node meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "link/port.h"

#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct line_settings line = {
    .baud = 9600, .data_bits = 8, .stop_bits = 1, .parity = 'N'};

struct scene {
    int master, slave;
    struct port_name name;
    struct open_port port;
};

static int setup(void **state)
{
    static struct scene scene;
    char path[64], text[80];
    assert_int_equal(openpty(&scene.master, &scene.slave, path, NULL, NULL), 0);
    snprintf(text, sizeof text, "pty:%s", path);
    assert_int_equal(port_parse(text, &scene.name, NULL), STATUS_OK);
    assert_int_equal(port_open(&scene.name, &line, -1, &scene.port, NULL), STATUS_OK);
    *state = &scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    port_close(&scene->port);
    close(scene->slave);
    close(scene->master);
    return 0;
}

/* Somebody changes its mode, and later it is read and written: all that the node says of its age has moved then. */
static void a_pty_whose_node_was_touched_is_still_the_same(void **state)
{
    struct scene *scene = *state;
    const int64_t born_ns = scene->port.info.born_ns;
    const struct timespec later[2] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
    assert_true(born_ns > 0);
    assert_int_equal(port_check_born(&scene->name, born_ns, NULL), STATUS_OK);
    assert_int_equal(futimens(scene->port.fd, later), 0); /* the time of change moves as well */
    const int64_t now_ns = port_born(scene->port.fd);
    assert_int_equal(port_check_born(&scene->name, now_ns, NULL), STATUS_OK);
}

/* Where a marker would hang on a line that is not there. */
static void a_pty_has_no_lines_to_put_a_marker_on(void **state)
{
    struct scene *scene = *state;
    struct open_port port;
    struct why why;
    port_close(&scene->port);
    for (int out = LINE_OUT_RTS; out <= LINE_OUT_DTR; out++) {
        struct line_settings settings = line;
        settings.out = (uint8_t)out;
        assert_int_equal(port_open(&scene->name, &settings, -1, &port, &why), STATUS_UNSUPPORTED);
        assert_non_null(strstr(why.text, "no lines RTS and DTR"));
        assert_int_equal(port.fd, -1);
    }
    assert_int_equal(port_open(&scene->name, &line, -1, &scene->port, NULL), STATUS_OK);
}

/* Its number, and another pty: refused with what to do. */
static void a_pty_of_another_age_is_another(void **state)
{
    struct scene *scene = *state;
    struct why why = {0};
    const int64_t born_ns = scene->port.info.born_ns;
    assert_int_equal(port_check_born(&scene->name, born_ns - 1, &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "--link"));
    assert_int_equal(port_check_born(&scene->name, 0, &why), STATUS_OK); /* none was open before */
}

static void what_is_no_device_has_no_age(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_true(port_born(ends[0]) == 0);
    assert_true(port_born(-1) == 0);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_pty_has_no_lines_to_put_a_marker_on),
        ROW(a_pty_whose_node_was_touched_is_still_the_same),
        ROW(a_pty_of_another_age_is_another),
        ROW(what_is_no_device_has_no_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
