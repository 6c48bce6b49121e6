/* Pedals and response boxes through libevdev: a FIFO in the mocked /dev/input carries the kernel's
 * own event records, the preload answers what libevdev asks about the device. */
#include "link/response.h"

#include "base/clock.h"
#include "hil/umockdev/pedal_node.h"
#include "support/preload/device_preload.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <linux/input.h>

#include <cmocka.h>

struct bed {
    UMockdevTestbed *testbed;
    char path[128]; /* the FIFO behind the node */
    int feed;       /* the kernel's end */
};

static int set_up(void **state)
{
    static const int keys[] = {KEY_F12, KEY_B, KEY_ENTER, BTN_0};
    struct bed *const bed = calloc(1, sizeof *bed);
    if (!bed)
        return -1;
    bed->testbed = pedal_bed(bed->path);
    pedal_plug(bed->path, keys, sizeof keys / sizeof keys[0]);
    bed->feed = open(bed->path, O_RDWR | O_CLOEXEC);
    *state = bed;
    return bed->feed < 0;
}

static int tear_down(void **state)
{
    struct bed *const bed = *state;
    close(bed->feed);
    g_object_unref(bed->testbed);
    free(bed);
    return 0;
}

static void feed(const struct bed *bed, mono_ns t, int type, int code, int value)
{
    struct input_event event = {.type = (uint16_t)type, .code = (uint16_t)code, .value = value};
    event.input_event_sec = (time_t)(t / MONO_SEC);
    event.input_event_usec = (suseconds_t)(t % MONO_SEC / MONO_US);
    assert_int_equal(write(bed->feed, &event, sizeof event), sizeof event);
}

static void feed_key(const struct bed *bed, mono_ns t, int key, int value)
{
    feed(bed, t, EV_KEY, key, value);
    feed(bed, t, EV_SYN, SYN_REPORT, 0);
}

static enum status try_open(const char *path, const char *code, bool grab,
                            struct response_source *source, struct why *why)
{
    struct response_spec spec = {.kind = RESPONSE_PEDAL};
    const struct response_options options = {
        .channel = 4, .debounce = RESPONSE_DEBOUNCE, .grab = grab, .fd = -1};
    snprintf(spec.path, sizeof spec.path, "%s", path);
    snprintf(spec.code, sizeof spec.code, "%s", code);
    return response_open(&spec, &options, source, why);
}

static struct response_source opened(const char *path, const char *code)
{
    struct response_source source;
    struct why why = {0};
    if (try_open(path, code, false, &source, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return source;
}

/* Everything that is there now. */
static size_t heard(struct response_source *source, struct event *events, size_t cap)
{
    size_t n;
    assert_int_equal(response_read(source, events, cap, &n), STATUS_OK);
    return n;
}

static void a_press_carries_the_kernels_monotonic_time(void **state)
{
    struct response_source source = opened(node, "F12");
    struct event events[8];
    assert_true(source.kernel_stamps);
    assert_int_equal(pedal_clock(), CLOCK_MONOTONIC);
    assert_int_equal(heard(&source, events, 8), 0);
    feed_key(*state, 77 * MONO_SEC + 123456 * MONO_US, KEY_F12, 1);
    struct pollfd look = {.fd = source.fd, .events = POLLIN};
    assert_int_equal(poll(&look, 1, 1000), 1);
    assert_int_equal(heard(&source, events, 8), 1);
    assert_int_equal(events[0].kind, EVENT_RESPONSE);
    assert_true(events[0].value == 1);
    assert_int_equal(events[0].t, 77 * MONO_SEC + 123456 * MONO_US);
    assert_int_equal(events[0].channel, 4);
    assert_int_equal(events[0].instrument, INSTRUMENT_BENCH);
    feed_key(*state, 78 * MONO_SEC, KEY_F12, 0);
    assert_int_equal(heard(&source, events, 8), 1);
    assert_true(events[0].value == 0);
    response_close(&source);
}

static void only_the_named_key_counts(void **state)
{
    static const char *const names[] = {"F12", "f12", "KEY_F12", "key_f12"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct response_source source = opened(node, names[i]);
        struct event events[8];
        feed_key(*state, MONO_SEC, KEY_B, 1);
        feed_key(*state, MONO_SEC, KEY_B, 0);
        feed(*state, MONO_SEC, EV_MSC, MSC_SCAN, 458821);
        assert_int_equal(heard(&source, events, 8), 0);
        feed_key(*state, 2 * MONO_SEC, KEY_F12, 1);
        feed_key(*state, 3 * MONO_SEC, KEY_F12, 2); /* held: the keyboard repeats */
        feed_key(*state, 4 * MONO_SEC, KEY_F12, 0);
        assert_int_equal(heard(&source, events, 8), 2);
        assert_int_equal(events[0].t, 2 * MONO_SEC);
        assert_int_equal(events[1].t, 4 * MONO_SEC);
        response_close(&source);
    }
}

static void any_key_of_a_named_box_counts_but_enter(void **state)
{
    struct response_source source = opened(node, "");
    struct event events[8];
    feed_key(*state, MONO_SEC, KEY_ENTER, 1);
    feed_key(*state, MONO_SEC, KEY_ENTER, 0);
    assert_int_equal(heard(&source, events, 8), 0);
    feed_key(*state, 2 * MONO_SEC, BTN_0, 1);
    feed_key(*state, 3 * MONO_SEC, KEY_B, 1); /* a second button while one is down */
    feed_key(*state, 4 * MONO_SEC, BTN_0, 0);
    feed_key(*state, 5 * MONO_SEC, KEY_B, 0);
    assert_int_equal(heard(&source, events, 8), 2);
    assert_int_equal(events[0].t, 2 * MONO_SEC);
    assert_int_equal(events[1].t, 5 * MONO_SEC);
    response_close(&source);
}

static void a_pedal_is_found_by_its_key(void **state)
{
    (void)state;
    struct response_source source = opened("", "BTN_0");
    response_close(&source);
    struct why why = {0};
    assert_int_equal(try_open("", "F24", false, &source, &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "F24"));
    assert_int_equal(try_open(node, "F24", false, &source, &why), STATUS_INVALID);
    assert_non_null(strstr(why.text, "Mocked pedal"));
}

static void what_the_kernel_dropped_is_told_and_made_good(void **state)
{
    struct response_source source = opened(node, "F12");
    struct event events[8];
    pedal_set_down(KEY_F12, true);
    feed(*state, 5 * MONO_SEC, EV_SYN, SYN_DROPPED, 0);
    feed(*state, 5 * MONO_SEC, EV_SYN, SYN_REPORT, 0);
    size_t n = heard(&source, events, 8);
    assert_int_equal(n, 2);
    assert_int_equal(events[0].kind, EVENT_NOTICE);
    assert_int_equal(events[0].code, NOTICE_GAP);
    assert_int_equal(events[1].kind, EVENT_RESPONSE);
    assert_true(events[1].value == 1);
    feed_key(*state, 6 * MONO_SEC, KEY_F12, 0);
    assert_int_equal(heard(&source, events, 8), 1);
    assert_true(events[0].value == 0 && events[0].t == 6 * MONO_SEC);
    response_close(&source);
}

static void a_pedal_held_down_from_the_start_is_told_and_counts_later(void **state)
{
    struct event events[8];
    pedal_set_down(KEY_F12, true);
    struct response_source source = opened(node, "F12");
    assert_int_equal(heard(&source, events, 8), 1);
    assert_int_equal(events[0].kind, EVENT_NOTICE);
    assert_int_equal(events[0].code, NOTICE_BUTTON_STUCK);
    feed_key(*state, MONO_SEC, KEY_F12, 0);
    assert_int_equal(heard(&source, events, 8), 1);
    assert_true(events[0].kind == EVENT_RESPONSE && events[0].value == 0);
    feed_key(*state, 2 * MONO_SEC, KEY_F12, 1);
    assert_int_equal(heard(&source, events, 8), 1);
    assert_true(events[0].value == 1);
    response_close(&source);
}

static void a_small_array_loses_no_press(void **state)
{
    for (size_t cap = 2; cap < 8; cap++) {
        struct response_source source = opened(node, "F12");
        struct event events[8];
        size_t n, all = 0;
        for (int i = 0; i < 40; i++)
            feed_key(*state, (i + 1) * MONO_SEC, KEY_F12, i % 2 == 0);
        do {
            n = heard(&source, events, cap);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(events[i].t, (mono_ns)++all * MONO_SEC);
        } while (n == cap);
        assert_int_equal(all, 40);
        response_close(&source);
    }
}

static void a_pedal_that_is_pulled_out_is_gone(void **state)
{
    (void)state;
    struct response_source source = opened(node, "F12");
    struct event events[2];
    size_t n;
    pedal_unplug();
    assert_int_equal(response_read(&source, events, 2, &n), STATUS_GONE);
    response_close(&source);
}

static void a_pedal_can_be_kept_from_typing_but_space_never(void **state)
{
    static const int keys[] = {KEY_F12, KEY_SPACE};
    const struct bed *const bed = *state;
    struct response_source source;
    struct why why = {0};
    source = opened(node, "F12");
    assert_false(pedal_is_grabbed());
    response_close(&source);
    assert_int_equal(try_open(node, "F12", true, &source, &why), STATUS_OK);
    assert_true(pedal_is_grabbed());
    response_close(&source);
    pedal_plug(bed->path, keys, 2);
    assert_int_equal(try_open(node, "F12", true, &source, &why), STATUS_UNSUPPORTED);
    assert_non_null(strstr(why.text, "STOP"));
    assert_false(pedal_is_grabbed());
}

#define ON_TESTBED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* Another device has the same key: a keyboard must not answer for the pedal that was pulled out. */
static void a_pedal_that_was_lost_is_replaced_by_no_other_device(void **state)
{
    (void)state;
    struct response_source source = opened(node, "F12");
    const struct response_identity same = source.identity;
    assert_true(same.name[0] != '\0');
    response_close(&source);
    static const char *const paths[] = {node, ""};
    for (size_t i = 0; i < 2; i++)
        for (int is_other = 0; is_other < 2; is_other++) {
            struct response_spec spec = {.kind = RESPONSE_PEDAL, .code = "F12"};
            struct response_options options = {.fd = -1, .same = same};
            struct why why = {0};
            options.same.product = (uint16_t)(same.product + is_other);
            snprintf(spec.path, sizeof spec.path, "%s", paths[i]);
            assert_int_equal(response_open(&spec, &options, &source, &why),
                             is_other ? STATUS_NOT_FOUND : STATUS_OK);
            if (is_other)
                assert_non_null(strstr(why.text, "plug"));
            else
                response_close(&source);
        }
}

static void a_pedal_is_listed_and_what_nobody_could_respond_with_is_not(void **state)
{
    const struct bed *const bed = *state;
    static const int pedal[] = {KEY_B}, mouse[] = {BTN_LEFT, BTN_RIGHT}, mains[] = {KEY_POWER},
                     examiner[] = {KEY_SPACE, KEY_ENTER};
    struct response_device list[4];
    bool refused;
    pedal_rename("Mocked pedal");
    pedal_plug(bed->path, pedal, 1);
    assert_int_equal(response_list(list, 4, &refused), 1);
    assert_string_equal(list[0].path, node);
    assert_string_equal(list[0].name, "Mocked pedal");
    assert_false(refused);
    assert_int_equal(response_list(list, 0, &refused), 0);
    pedal_plug(bed->path, mouse, 2);
    assert_int_equal(response_list(list, 4, &refused), 0);
    pedal_plug(bed->path, mains, 1);
    assert_int_equal(response_list(list, 4, &refused), 0);
    pedal_plug(bed->path, examiner, 2);
    assert_int_equal(response_list(list, 4, &refused), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_TESTBED(a_press_carries_the_kernels_monotonic_time),
        ON_TESTBED(only_the_named_key_counts),
        ON_TESTBED(any_key_of_a_named_box_counts_but_enter),
        ON_TESTBED(a_pedal_is_found_by_its_key),
        ON_TESTBED(what_the_kernel_dropped_is_told_and_made_good),
        ON_TESTBED(a_pedal_held_down_from_the_start_is_told_and_counts_later),
        ON_TESTBED(a_small_array_loses_no_press),
        ON_TESTBED(a_pedal_that_is_pulled_out_is_gone),
        ON_TESTBED(a_pedal_can_be_kept_from_typing_but_space_never),
        ON_TESTBED(a_pedal_is_listed_and_what_nobody_could_respond_with_is_not),
        ON_TESTBED(a_pedal_that_was_lost_is_replaced_by_no_other_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
