/* From a hand on the scale to ratings on the bench: through the window's line, a real socket and the driver, with no rating
 * lost, and with what is lost counted. */
#include "shell/participant_line.h"

#include "gui/participant.h"
#include "hw/driver.h"
#include "link/port.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Both ends, the time, and what the driver tells. */
static struct scene {
    struct participant_line line;
    struct participant participant;
    struct participant_view view;
    struct open_port port;
    const struct driver *driver;
    _Alignas(max_align_t) uint8_t state[DRIVER_STATE_MAX];
    struct driver_io io;
    mono_ns now;
    uint64_t ratings, gaps, readies, faults;
    uint8_t last_fault;
    double last;
    bool is_deaf; /* the bench does not read */
} scene;

static void on_send(void *host, enum frame_class class, const uint8_t *frame, size_t n)
{
    (void)host;
    assert_int_equal(class, FRAME_SAFE);
    if (scene.port.fd >= 0 && write(scene.port.fd, frame, n) != (ssize_t)n)
        assert_int_equal(errno, EPIPE);
}

static void on_event(void *host, const struct event *event)
{
    (void)host;
    scene.ratings += event->kind == EVENT_RATING;
    scene.readies += event->kind == EVENT_READY;
    scene.faults += event->kind == EVENT_FAULT;
    if (event->kind == EVENT_RATING)
        scene.last = event->value;
    if (event->kind == EVENT_FAULT)
        scene.last_fault = event->code;
    if (event->kind == EVENT_NOTICE && event->code == NOTICE_GAP)
        scene.gaps += (uint64_t)event->value;
}

static void on_identity(void *host, const struct instrument_identity *identity)
{
    (void)host;
    assert_string_equal(identity->firmware, LIMEN_VERSION);
}

static void open_window(void)
{
    char place[32];
    struct why why;
    snprintf(place, sizeof place, "line-%d", (int)getpid());
    assert_int_equal(participant_line_open(&scene.line, place, &why), STATUS_OK);
}

static void plug_in(void)
{
    char text[48];
    struct port_name name;
    struct why why;
    snprintf(text, sizeof text, "window:line-%d", (int)getpid());
    assert_int_equal(port_parse(text, &name, &why), STATUS_OK);
    assert_int_equal(port_open(&name, &scene.driver->line, -1, &scene.port, &why), STATUS_OK);
    scene.driver->opened(scene.state, scene.now, &scene.io);
}

/* The bench's turn: what has arrived goes to the driver. False: the link is gone. */
static bool read_link(void)
{
    uint8_t data[256];
    ssize_t n = -1;
    while (!scene.is_deaf && (n = read(scene.port.fd, data, sizeof data)) > 0)
        scene.driver->bytes(scene.state, scene.now, data, (size_t)n, &scene.io);
    if (scene.now >= scene.driver->deadline(scene.state))
        scene.driver->tick(scene.state, scene.now, &scene.io);
    return n != 0;
}

static void turn(void)
{
    scene.now += VAS_END_PERIOD;
    participant_line_tend(&scene.line, scene.now, scene.participant.mark.value, false);
    assert_true(read_link());
}

static int setup(void **state)
{
    (void)state;
    memset(&scene, 0, sizeof scene);
    scene.now = MONO_SEC;
    scene.driver = driver_find("screen-vas");
    scene.io = (struct driver_io){NULL, on_send, on_event, on_identity};
    scene.driver->init(scene.state, &(struct driver_config){0});
    scene.view = (struct participant_view){.shows = PARTICIPANT_FOLLOW, .round = 1};
    participant_look(&scene.participant, &scene.view);
    open_window();
    plug_in();
    for (int i = 0; i < 3; i++)
        turn();
    return scene.readies == 1 ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    port_close(&scene.port);
    participant_line_close(&scene.line);
    return 0;
}

static void hand(enum input_kind kind, float x)
{
    const struct input_event event = {.kind = (uint8_t)kind, .x = x, .y = 560};
    participant_hear(&scene.participant, &scene.view, (struct rect){0, 0, 1920, 1080}, 0, &event);
}

/* Ten minutes at 50 a second. */
static void a_drag_becomes_ratings_and_none_is_lost(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++)
        turn();
    assert_int_equal(scene.ratings, 0); /* nobody has touched it: missing, and never zero */
    hand(INPUT_PRESS, 320);
    for (int i = 0; i < 30000; i++) {
        const float x = 960 + 640 * sinf((float)i / 100);
        hand(INPUT_MOVE, x);
        turn();
        assert_true(fabs(scene.last - (double)(x - 320) / 128) < 0.001);
    }
    assert_int_equal(scene.line.said, 30000);
    assert_int_equal(scene.ratings, scene.line.said);
    assert_int_equal(scene.gaps, 0);
    assert_int_equal(scene.faults, 0);
}

/* Nobody reads for a while: what the link has no room for is lost, and counted to the last one. */
static void what_the_link_has_no_room_for_is_counted(void **state)
{
    (void)state;
    hand(INPUT_PRESS, 960);
    turn();
    const uint64_t before = scene.ratings;
    uint64_t told = 0;
    scene.is_deaf = true;
    const uint64_t said = scene.line.said;
    for (told = 0; scene.line.said - said == told; told++) {
        scene.now += VAS_END_PERIOD;
        participant_line_tend(&scene.line, scene.now, 5, false);
        assert_true(told < 1000000);
    }
    for (int i = 0; i < 9; i++) {
        scene.now += VAS_END_PERIOD;
        participant_line_tend(&scene.line, scene.now, 5, false);
    }
    scene.is_deaf = false;
    assert_true(read_link());
    turn();
    assert_int_equal(scene.ratings, scene.line.said);
    assert_true(scene.ratings > before);
    assert_int_equal(scene.gaps, 10);
}

/* The program hangs: no old mark is told as if it were the present one. */
static void a_window_that_nobody_looks_after_is_silent(void **state)
{
    (void)state;
    hand(INPUT_PRESS, 960);
    turn();
    const uint64_t before = scene.ratings;
    scene.now += 300 * MONO_MS;
    assert_true(read_link());
    assert_int_equal(scene.faults, 1);
    assert_int_equal(scene.last_fault, FAULT_SILENT);
    scene.now += 60 * MONO_SEC;
    participant_line_tend(&scene.line, scene.now, 5, false); /* one line, and not 3000 */
    assert_true(read_link());
    assert_int_equal(scene.ratings, before);
    for (int i = 0; i < 100 && scene.readies < 2; i++)
        turn();
    assert_int_equal(scene.readies, 2);
}

static void a_window_that_is_closed_is_a_cable_that_is_pulled(void **state)
{
    (void)state;
    hand(INPUT_PRESS, 960);
    turn();
    participant_line_close(&scene.line);
    assert_false(read_link());
    port_close(&scene.port);
    open_window();
    plug_in();
    for (int i = 0; i < 5; i++)
        turn();
    assert_int_equal(scene.readies, 2);
    assert_true(scene.ratings >= 3);
}

/* The bench takes the link up anew before it has let go of the old one. */
static void a_second_link_takes_the_place_of_the_first(void **state)
{
    (void)state;
    const struct open_port old = scene.port;
    char byte[256];
    plug_in();
    for (int i = 0; i < 5; i++)
        turn();
    assert_int_equal(scene.readies, 2);
    while (read(old.fd, byte, sizeof byte) > 0)
        ;
    assert_int_equal(read(old.fd, byte, sizeof byte), 0);
    struct open_port closing = old;
    port_close(&closing);
}

#define LINE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LINE_TEST(a_drag_becomes_ratings_and_none_is_lost),
        LINE_TEST(what_the_link_has_no_room_for_is_counted),
        LINE_TEST(a_window_that_nobody_looks_after_is_silent),
        LINE_TEST(a_window_that_is_closed_is_a_cable_that_is_pulled),
        LINE_TEST(a_second_link_takes_the_place_of_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
