/* What is sent to an instrument that loses bytes which follow each other too closely: one byte at a time, stop or not. */
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
#define GAP (1200 * MONO_US)

static const struct driver completing = {.stop_frame = (const uint8_t *)"A",
                                         .stop_size = 1,
                                         .closing = (const uint8_t *)"A33A",
                                         .closing_size = 4,
                                         .completes = true};
static const struct driver closing = {.stop_frame = (const uint8_t *)"A",
                                      .stop_size = 1,
                                      .closing = (const uint8_t *)"A33A",
                                      .closing_size = 4};

static const char safe_frame[] = "QQ", energise_frame[] = "C0450";

struct rig {
    struct output output;
    struct memory_wire memory;
    struct wire wire;
    mono_ns now;
};

static void rig_init(struct rig *rig)
{
    output_init(&rig->output, BYTE_TIME, GAP);
    rig->wire = memory_wire_init(&rig->memory);
    rig->now = MONO_SEC;
}

static enum status push(struct rig *rig, enum frame_class class, const char *frame)
{
    return output_push(&rig->output, class, (const uint8_t *)frame, strlen(frame));
}

static size_t flush(struct rig *rig)
{
    const size_t before = rig->memory.out_size;
    assert_int_equal(output_flush(&rig->output, &rig->wire, rig->now), STATUS_OK);
    return rig->memory.out_size - before;
}

/* As a loop does it that sleeps until the deadline, and looks far too often in between. */
static void drain(struct rig *rig)
{
    mono_ns last = -1;
    while (!output_is_idle(&rig->output)) {
        const size_t n = flush(rig);
        assert_true(n <= 1);
        if (n == 1 && last >= 0)
            assert_true(rig->now - last >= GAP + BYTE_TIME);
        if (n == 1)
            last = rig->now;
        if (output_is_idle(&rig->output))
            return;
        assert_false(output_is_blocked(&rig->output, rig->now));
        const mono_ns due = output_deadline(&rig->output);
        assert_true(due > rig->now && due <= rig->now + GAP + BYTE_TIME);
        rig->now += (due - rig->now) / 2;
        assert_int_equal(flush(rig), 0);
        rig->now = due;
    }
}

static void assert_written(const struct rig *rig, const char *expected)
{
    assert_int_equal(rig->memory.out_size, strlen(expected));
    assert_memory_equal(rig->memory.out, expected, strlen(expected));
}

static void every_byte_waits_for_the_one_before(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig);
    assert_true(output_deadline(&rig.output) == MONO_NEVER);
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_OK);
    assert_int_equal(push(&rig, FRAME_SAFE, "E"), STATUS_OK);
    drain(&rig);
    assert_written(&rig, "QQC0450E");
    assert_true(rig.now == MONO_SEC + 7 * (GAP + BYTE_TIME));
    assert_true(output_deadline(&rig.output) == MONO_NEVER);
}

/* Writes the first `cut` bytes of a frame, then stops; a second frame and one that is safe wait behind it. */
static void stop_at(struct rig *rig, enum frame_class class, const char *frame, size_t cut,
                    const struct driver *driver)
{
    rig_init(rig);
    assert_int_equal(push(rig, class, frame), STATUS_OK);
    assert_int_equal(push(rig, FRAME_ENERGISE, "L"), STATUS_OK);
    for (size_t i = 0; i < cut; i++) {
        assert_int_equal(flush(rig), 1);
        if (i + 1 < cut)
            rig->now = output_deadline(&rig->output);
    }
    output_stop(&rig->output, driver);
    assert_int_equal(push(rig, FRAME_ENERGISE, "L"), STATUS_STOPPED);
    assert_int_equal(push(rig, FRAME_SAFE, "F"), STATUS_OK);
    if (cut > 0) {
        assert_int_equal(flush(rig), 0); /* the stop waits for the gap, too */
        assert_false(output_is_blocked(&rig->output, rig->now));
        assert_false(rig->output.stop_sent);
        rig->now = output_deadline(&rig->output);
    }
    drain(rig);
    assert_true(rig->output.stop_sent);
}

static void a_stop_at_every_byte_is_paced_and_completes_what_is_begun(void **state)
{
    (void)state;
    static const struct {
        enum frame_class class;
        const char *frame;
        const struct driver *driver;
        bool is_completed;
    } rows[] = {{FRAME_SAFE, safe_frame, &closing, true},
                {FRAME_SAFE, safe_frame, &completing, true},
                {FRAME_ENERGISE, energise_frame, &completing, true},
                {FRAME_ENERGISE, energise_frame, &closing, false}};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const size_t size = strlen(rows[r].frame);
        for (size_t cut = 0; cut <= size; cut++) {
            struct rig rig;
            char expected[64];
            stop_at(&rig, rows[r].class, rows[r].frame, cut, rows[r].driver);
            const bool is_begun = cut > 0 && cut < size;
            snprintf(expected, sizeof expected, "%.*s%sAF",
                     (int)(is_begun && rows[r].is_completed ? size : cut), rows[r].frame,
                     is_begun && !rows[r].is_completed ? "A33A" : "");
            assert_written(&rig, expected);
        }
    }
}

static void a_new_link_is_closed_and_stopped_byte_by_byte(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= 5; cut++) {
        struct rig rig;
        rig_init(&rig);
        output_reset(&rig.output, &completing);
        assert_int_equal(push(&rig, FRAME_SAFE, "F"), STATUS_OK);
        for (size_t i = 0; i < cut; i++) {
            assert_int_equal(flush(&rig), 1);
            rig.now = output_deadline(&rig.output);
        }
        output_stop(&rig.output, &completing); /* in the midst of it: that is the stop */
        drain(&rig);
        assert_written(&rig, cut < 5 ? "A33AA" : "A33AAA");
        assert_true(rig.output.stop_sent);
    }
}

static void a_new_link_does_not_wait_for_the_gap_of_the_old_one(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig);
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    assert_int_equal(flush(&rig), 1);
    output_reset(&rig.output, &completing);
    assert_int_equal(flush(&rig), 1);
}

static void a_repeated_stop_is_whole_and_paced_at_every_byte(void **state)
{
    (void)state;
    for (size_t taken = 0; taken <= strlen(energise_frame); taken++) {
        struct rig rig;
        char expected[64];
        rig_init(&rig);
        assert_int_equal(push(&rig, FRAME_ENERGISE, energise_frame), STATUS_OK);
        assert_int_equal(push(&rig, FRAME_SAFE, "E"), STATUS_OK);
        for (size_t i = 0; i < taken; i++) {
            assert_int_equal(flush(&rig), 1);
            rig.now = output_deadline(&rig.output);
        }
        output_repeat_stop(&rig.output, &completing);
        drain(&rig);
        snprintf(expected, sizeof expected, "%sA33AA%sE", taken > 0 ? energise_frame : "",
                 taken > 0 ? "" : energise_frame);
        assert_written(&rig, expected);
    }
}

static void a_wire_that_takes_nothing_blocks_only_when_a_byte_is_due(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig);
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    rig.memory.room = 1;
    assert_int_equal(flush(&rig), 1);
    assert_false(output_is_blocked(&rig.output, rig.now));
    rig.now = output_deadline(&rig.output);
    assert_int_equal(flush(&rig), 0);
    assert_true(output_is_blocked(&rig.output, rig.now));
    output_stop(&rig.output, &completing);
    assert_int_equal(flush(&rig), 0);
    assert_true(output_is_blocked(&rig.output, rig.now));
    rig.memory.room = 100;
    drain(&rig);
    assert_written(&rig, "QQA");
}

static void a_byte_that_was_late_moves_the_next_one(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig);
    assert_int_equal(push(&rig, FRAME_SAFE, safe_frame), STATUS_OK);
    assert_int_equal(flush(&rig), 1);
    rig.now += 5 * MONO_MS;
    assert_int_equal(flush(&rig), 1);
    assert_int_equal(push(&rig, FRAME_SAFE, "E"), STATUS_OK);
    rig.now += GAP; /* the last byte needs its own time on the line, too */
    assert_int_equal(flush(&rig), 0);
    assert_true(output_deadline(&rig.output) == rig.now + BYTE_TIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_waits_for_the_one_before),
        cmocka_unit_test(a_stop_at_every_byte_is_paced_and_completes_what_is_begun),
        cmocka_unit_test(a_new_link_is_closed_and_stopped_byte_by_byte),
        cmocka_unit_test(a_new_link_does_not_wait_for_the_gap_of_the_old_one),
        cmocka_unit_test(a_repeated_stop_is_whole_and_paced_at_every_byte),
        cmocka_unit_test(a_wire_that_takes_nothing_blocks_only_when_a_byte_is_due),
        cmocka_unit_test(a_byte_that_was_late_moves_the_next_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
