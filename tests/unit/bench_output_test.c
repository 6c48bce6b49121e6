/* What is sent to one instrument: whole frames, one at a time, and after a stop nothing but the
 * stop. */
#include "hw/output.h"

#include "support/memory_wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BYTE_TIME (100 * MONO_US)

static const struct driver text_driver = {.stop_frame = (const uint8_t *)"STOP\r",
                                          .stop_size = 5,
                                          .closing = (const uint8_t *)"?\r",
                                          .closing_size = 2};
static const struct driver binary_driver = {.stop_frame = (const uint8_t *)"\x02\x00",
                                            .stop_size = 2};
static const struct driver passive_driver = {.stop_size = 0};

static const char safe_frame[] = "KICK\r", energise_frame[] = "RUN 1 50.0 !\r";

struct rig {
    struct output output;
    struct memory_wire memory;
    struct wire wire;
    mono_ns now;
};

static void rig_init(struct rig *rig, mono_ns byte_time)
{
    output_init(&rig->output, byte_time, 0);
    rig->wire = memory_wire_init(&rig->memory);
    rig->now = MONO_SEC;
}

static enum status push(struct rig *rig, enum frame_class class, const char *frame)
{
    return output_push(&rig->output, class, (const uint8_t *)frame, strlen(frame));
}

static void flush(struct rig *rig)
{
    assert_int_equal(output_flush(&rig->output, &rig->wire, rig->now), STATUS_OK);
}

/* Lets time pass until everything is written; `grain`: what the wire takes at a time. */
static void drain(struct rig *rig, size_t grain)
{
    for (int i = 0; i < 4000 && !output_is_idle(&rig->output); i++) {
        rig->memory.room = grain;
        flush(rig);
        rig->now += BYTE_TIME;
    }
    assert_true(output_is_idle(&rig->output));
}

static void assert_written(const struct rig *rig, const char *expected)
{
    assert_int_equal(rig->memory.out_size, strlen(expected));
    assert_memory_equal(rig->memory.out, expected, strlen(expected));
}

static void frames_go_out_whole_and_in_order_however_little_the_wire_takes(void **state)
{
    (void)state;
    for (size_t grain = 1; grain <= 32; grain++) {
        struct rig rig;
        rig_init(&rig, BYTE_TIME);
        assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
        assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_OK);
        assert_int_equal(push(&rig, FRAME_SAFE, "READ\r"), STATUS_OK);
        drain(&rig, grain);
        assert_written(&rig, "KICK\rRUN 1 50.0 !\rREAD\r");
    }
}

static void a_wire_that_takes_one_byte_per_call_still_gets_all_in_one_flush(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 0);
    rig.memory.at_once = 1;
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    flush(&rig);
    assert_written(&rig, safe_frame);
    output_stop(&rig.output, &text_driver);
    flush(&rig);
    assert_written(&rig, "KICK\rSTOP\r");
    assert_true(rig.output.stop_sent);
}

static void a_wire_that_takes_nothing_is_waited_for_and_not_forgotten(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, BYTE_TIME);
    rig.memory.room = 0;
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    flush(&rig);
    assert_true(output_is_blocked(&rig.output, rig.now));
    output_stop(&rig.output, &text_driver);
    flush(&rig);
    assert_true(output_is_blocked(&rig.output, rig.now));
    assert_false(rig.output.stop_sent);
    rig.memory.room = 100;
    rig.now += MONO_SEC;
    flush(&rig);
    assert_written(&rig, "STOP\r");
    assert_true(rig.output.stop_sent);
    assert_true(rig.output.stop_written == rig.now);
    assert_false(output_is_blocked(&rig.output, rig.now));
}

static void a_begun_frame_goes_on_as_soon_as_there_is_room(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, BYTE_TIME);
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    rig.memory.room = 2;
    flush(&rig);
    assert_true(output_is_blocked(&rig.output, rig.now));
    rig.memory.room = 100;
    flush(&rig);
    assert_written(&rig, safe_frame);
}

/* Writes the first `cut` bytes of a frame, stops, and lets the rest go out in pieces of `grain`. */
static void stop_at(struct rig *rig, enum frame_class class, const char *frame, size_t cut,
                    size_t grain, const struct driver *driver)
{
    rig_init(rig, BYTE_TIME);
    assert_int_equal(push(rig, class, frame), STATUS_OK);
    assert_int_equal(push(rig, FRAME_ENERGISE, "RUN 2 99.9 !\r"), STATUS_OK);
    assert_int_equal(push(rig, FRAME_SAFE, "READ\r"), STATUS_OK);
    rig->memory.room = cut;
    flush(rig);
    output_stop(&rig->output, driver);
    assert_int_equal(push(rig, FRAME_ENERGISE, "RUN 1 10.0 !\r"), STATUS_STOPPED);
    assert_int_equal(push(rig, FRAME_SAFE, "VENT 1\r"), STATUS_OK);
    drain(rig, grain);
    assert_int_equal(push(rig, FRAME_ENERGISE, "RUN 1 10.0 !\r"), STATUS_STOPPED);
}

static void a_stop_at_every_byte_of_a_safe_frame_completes_it_then_stops(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= strlen(safe_frame); cut++)
        for (size_t grain = 1; grain <= 8; grain++) {
            struct rig rig;
            stop_at(&rig, FRAME_SAFE, safe_frame, cut, grain, &text_driver);
            assert_written(&rig, cut == 0 ? "STOP\rVENT 1\r" : "KICK\rSTOP\rVENT 1\r");
        }
}

static void a_stop_at_every_byte_of_an_energising_frame_never_completes_it(void **state)
{
    (void)state;
    const size_t size = strlen(energise_frame);
    for (size_t cut = 0; cut <= size; cut++)
        for (size_t grain = 1; grain <= 8; grain++) {
            struct rig rig;
            stop_at(&rig, FRAME_ENERGISE, energise_frame, cut, grain, &text_driver);
            char expected[64];
            snprintf(expected, sizeof expected, "%.*s%sSTOP\rVENT 1\r", (int)cut, energise_frame,
                     cut > 0 && cut < size ? "?\r" : "");
            assert_written(&rig, expected);
            if (cut < size)
                assert_null(memmem(rig.memory.out, rig.memory.out_size, energise_frame, size));
        }
}

/* Where the document knows no terminator, the frame has to be completed for the stop to be read. */
static void without_a_terminator_a_begun_frame_is_completed_then_stopped(void **state)
{
    (void)state;
    for (size_t cut = 1; cut < strlen(energise_frame); cut++) {
        struct rig rig;
        rig_init(&rig, BYTE_TIME);
        assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_OK);
        rig.memory.room = cut;
        flush(&rig);
        output_stop(&rig.output, &binary_driver);
        drain(&rig, 3);
        assert_int_equal(rig.memory.out_size, strlen(energise_frame) + 2);
        assert_memory_equal(rig.memory.out + strlen(energise_frame), "\x02\x00", 2);
    }
}

static void a_second_stop_never_breaks_the_first_one_in_two(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= 5; cut++) {
        struct rig rig;
        rig_init(&rig, BYTE_TIME);
        output_stop(&rig.output, &text_driver);
        rig.memory.room = cut;
        flush(&rig);
        output_rearm(&rig.output);
        output_stop(&rig.output, &text_driver);
        drain(&rig, 100);
        assert_written(&rig, cut == 5 ? "STOP\rSTOP\r" : "STOP\r");
        assert_true(rig.output.stop_sent);
    }
}

static void a_stop_frame_does_not_wait_for_the_line_to_be_free(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, BYTE_TIME);
    assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_OK);
    flush(&rig);
    output_stop(&rig.output, &text_driver);
    flush(&rig);
    assert_true(rig.output.stop_sent);
    assert_true(rig.output.stop_written == rig.now);
    assert_written(&rig, "RUN 1 50.0 !\rSTOP\r");
}

/* The kernel never holds two frames: else a stop frame would wait behind them. */
static void two_frames_are_never_on_the_line_at_once(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, BYTE_TIME);
    for (int i = 0; i < 8; i++)
        assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    const size_t size = strlen(safe_frame);
    mono_ns begun = 0;
    size_t frames = 0;
    while (!output_is_idle(&rig.output)) {
        const size_t before = rig.memory.out_size;
        flush(&rig);
        const size_t now = rig.memory.out_size - before;
        assert_true(now == 0 || now == size);
        if (now > 0 && frames++ > 0)
            assert_true(rig.now - begun >= (mono_ns)size * BYTE_TIME);
        begun = now > 0 ? rig.now : begun;
        if (!output_is_idle(&rig.output)) {
            assert_false(output_is_blocked(&rig.output, rig.now));
            assert_true(output_deadline(&rig.output) == begun + (mono_ns)size * BYTE_TIME);
        }
        rig.now += 10 * MONO_US;
    }
    assert_int_equal(frames, 8);
    assert_true(output_deadline(&rig.output) == MONO_NEVER);
}

static void after_a_stop_the_line_time_of_everything_before_counts(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, BYTE_TIME);
    const mono_ns start = rig.now;
    assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_OK);
    flush(&rig);
    output_stop(&rig.output, &text_driver);
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    flush(&rig);
    const mono_ns free_at = start + (mono_ns)(strlen(energise_frame) + 5) * BYTE_TIME;
    assert_true(output_deadline(&rig.output) == free_at);
    rig.now = free_at - 1;
    flush(&rig);
    assert_written(&rig, "RUN 1 50.0 !\rSTOP\r");
    rig.now = free_at;
    flush(&rig);
    assert_written(&rig, "RUN 1 50.0 !\rSTOP\rKICK\r");
}

static void after_the_re_arm_energising_frames_pass_again(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 0);
    output_stop(&rig.output, &text_driver);
    flush(&rig);
    assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_STOPPED);
    output_rearm(&rig.output);
    assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_OK);
    flush(&rig);
    assert_written(&rig, "STOP\rRUN 1 50.0 !\r");
}

static void a_new_link_hears_the_stop_first_whatever_was_before(void **state)
{
    (void)state;
    for (int stopped = 0; stopped < 2; stopped++)
        for (size_t cut = 0; cut <= strlen(energise_frame); cut++) {
            struct rig rig;
            rig_init(&rig, BYTE_TIME);
            assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_OK);
            rig.memory.room = cut;
            flush(&rig);
            if (stopped)
                output_stop(&rig.output, &text_driver);
            rig.wire = memory_wire_init(&rig.memory);
            output_reset(&rig.output, &text_driver);
            assert_int_equal(push(&rig, FRAME_SAFE, "ID\r"), STATUS_OK);
            assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame),
                             stopped ? STATUS_STOPPED : STATUS_OK);
            drain(&rig, 100);
            assert_written(&rig, stopped ? "?\rSTOP\rID\r" : "?\rSTOP\rID\rRUN 1 50.0 !\r");
            assert_int_equal(rig.output.stop_sent, stopped);
        }
}

static void a_new_link_does_not_wait_for_the_line_of_the_old_one(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, MONO_SEC);
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    flush(&rig);
    output_reset(&rig.output, &passive_driver);
    rig.memory.out_size = 0;
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    flush(&rig);
    assert_int_equal(rig.memory.out_size, strlen(safe_frame));
}

static void a_stop_while_the_new_link_is_told_to_stop_is_that_stop(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < 7; cut++) {
        struct rig rig;
        rig_init(&rig, BYTE_TIME);
        output_reset(&rig.output, &text_driver);
        assert_int_equal(push(&rig, FRAME_SAFE, "ID\r"), STATUS_OK);
        rig.memory.room = cut;
        flush(&rig);
        output_stop(&rig.output, &text_driver);
        drain(&rig, 2);
        assert_written(&rig, "?\rSTOP\r");
        assert_true(rig.output.stop_sent);
    }
}

static void an_instrument_that_cannot_press_is_stopped_without_a_byte(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, BYTE_TIME);
    output_reset(&rig.output, &passive_driver);
    output_stop(&rig.output, &passive_driver);
    flush(&rig);
    assert_written(&rig, "");
    assert_true(rig.output.stop_sent);
}

static void a_full_queue_refuses_and_loses_nothing_that_waits(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 0);
    char frame[8], expected[256] = "";
    for (int i = 0; i < OUTPUT_DEPTH; i++) {
        snprintf(frame, sizeof frame, "%c\r", 'a' + i);
        strcat(expected, frame);
        assert_int_equal(push(&rig, FRAME_SAFE, frame), STATUS_OK);
    }
    assert_int_equal(push(&rig, FRAME_SAFE, "x\r"), STATUS_FULL);
    drain(&rig, 3);
    assert_written(&rig, expected);
}

static void a_wire_that_dies_in_mid_frame_is_told_at_every_byte(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < strlen(safe_frame); cut++) {
        struct rig rig;
        rig_init(&rig, 0);
        rig.memory.dies_after = (int)cut;
        assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
        assert_int_equal(output_flush(&rig.output, &rig.wire, rig.now), STATUS_GONE);
        output_stop(&rig.output, &text_driver);
        assert_int_equal(output_flush(&rig.output, &rig.wire, rig.now), STATUS_GONE);
        assert_false(rig.output.stop_sent);
        assert_int_equal(rig.memory.out_size, cut);
    }
}

/* At every byte of the frame that is going out; what waits behind it is not lost. */
static void a_repeated_stop_completes_the_frame_that_goes_out_and_drops_none(void **state)
{
    (void)state;
    for (size_t taken = 0; taken <= strlen(safe_frame); taken++) {
        struct rig rig;
        char expected[64];
        rig_init(&rig, BYTE_TIME);
        output_stop(&rig.output, &text_driver);
        drain(&rig, 100);
        assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
        assert_int_equal(push(&rig, FRAME_SAFE, "READ\r"), STATUS_OK);
        rig.memory.room = taken;
        rig.now += MONO_SEC; /* the line is free */
        flush(&rig);
        const bool is_begun = taken > 0;
        output_repeat_stop(&rig.output, &text_driver);
        drain(&rig, 3);
        snprintf(expected, sizeof expected, "STOP\r%s?\rSTOP\r%s%s", is_begun ? safe_frame : "",
                 is_begun ? "" : safe_frame, "READ\r");
        assert_written(&rig, expected);
        assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_STOPPED);
    }
}

static void a_stop_that_is_still_going_out_is_not_begun_anew(void **state)
{
    (void)state;
    for (size_t taken = 0; taken < 5; taken++) {
        struct rig rig;
        const uint8_t *rest;
        rig_init(&rig, BYTE_TIME);
        rig.memory.room = taken;
        output_stop(&rig.output, &text_driver);
        flush(&rig);
        output_repeat_stop(&rig.output, &text_driver);
        assert_int_equal(output_stop_rest(&rig.output, &rest), 5 - taken);
        assert_memory_equal(rest, &"STOP\r"[taken], 5 - taken);
        drain(&rig, 100);
        assert_written(&rig, "STOP\r");
        assert_int_equal(output_stop_rest(&rig.output, &rest), 0);
    }
}

static void after_somebody_else_has_written_the_stop_begins_with_the_closing_bytes(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, BYTE_TIME);
    output_doubt(&rig.output);
    output_stop(&rig.output, &text_driver);
    drain(&rig, 100);
    assert_written(&rig, "?\rSTOP\r");
    output_rearm(&rig.output);
    output_stop(&rig.output, &text_driver);
    drain(&rig, 100);
    assert_written(&rig, "?\rSTOP\rSTOP\r");
}

static void an_instrument_without_a_stop_is_told_nothing_again(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, BYTE_TIME);
    output_repeat_stop(&rig.output, &passive_driver);
    drain(&rig, 100);
    assert_written(&rig, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_go_out_whole_and_in_order_however_little_the_wire_takes),
        cmocka_unit_test(a_wire_that_takes_one_byte_per_call_still_gets_all_in_one_flush),
        cmocka_unit_test(a_wire_that_takes_nothing_is_waited_for_and_not_forgotten),
        cmocka_unit_test(a_begun_frame_goes_on_as_soon_as_there_is_room),
        cmocka_unit_test(a_stop_at_every_byte_of_a_safe_frame_completes_it_then_stops),
        cmocka_unit_test(a_stop_at_every_byte_of_an_energising_frame_never_completes_it),
        cmocka_unit_test(without_a_terminator_a_begun_frame_is_completed_then_stopped),
        cmocka_unit_test(a_second_stop_never_breaks_the_first_one_in_two),
        cmocka_unit_test(a_stop_frame_does_not_wait_for_the_line_to_be_free),
        cmocka_unit_test(two_frames_are_never_on_the_line_at_once),
        cmocka_unit_test(after_a_stop_the_line_time_of_everything_before_counts),
        cmocka_unit_test(after_the_re_arm_energising_frames_pass_again),
        cmocka_unit_test(a_new_link_hears_the_stop_first_whatever_was_before),
        cmocka_unit_test(a_new_link_does_not_wait_for_the_line_of_the_old_one),
        cmocka_unit_test(a_stop_while_the_new_link_is_told_to_stop_is_that_stop),
        cmocka_unit_test(an_instrument_that_cannot_press_is_stopped_without_a_byte),
        cmocka_unit_test(a_full_queue_refuses_and_loses_nothing_that_waits),
        cmocka_unit_test(a_wire_that_dies_in_mid_frame_is_told_at_every_byte),
        cmocka_unit_test(a_repeated_stop_completes_the_frame_that_goes_out_and_drops_none),
        cmocka_unit_test(a_stop_that_is_still_going_out_is_not_begun_anew),
        cmocka_unit_test(after_somebody_else_has_written_the_stop_begins_with_the_closing_bytes),
        cmocka_unit_test(an_instrument_without_a_stop_is_told_nothing_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
