/* Stop: every cause, in the very turn, for everything that runs; and the way back. */
#include "support/bench_rig.h"

#include "hw/keeper.h"

#include <math.h>
#include <poll.h>
#include <signal.h>

#include "base/clock.h"

static struct probe_log logs[8];

static int clear_logs(void **state)
{
    (void)state;
    memset(logs, 0, sizeof logs);
    return 0;
}

/* Two outlets of one stimulator and one of the other press; what was written so far is looked at. */
static struct rig *pressing(bool slowly)
{
    struct rig *rig = rig_new();
    for (uint8_t i = 0; i < 3; i++)
        rig_start(rig, i + 1u,
                  (struct probe_spec){.log = &logs[i], .drive = 20, .ends_slowly = slowly}, i / 2,
                  i % 2);
    rig_turns(rig, 10);
    assert_string_equal(rig_written(rig, 0), "RUN 0 20.0 !\rRUN 1 20.0 !\r");
    assert_string_equal(rig_written(rig, 1), "RUN 0 20.0 !\r");
    return rig;
}

static void assert_stopped(struct rig *rig, enum stop_cause cause)
{
    assert_memory_equal(rig_written(rig, 0), "STOP\r", 5);
    assert_memory_equal(rig_written(rig, 1), "STOP\r", 5);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, cause);
    assert_int_equal(rig_count(rig, REPORT_DONE), 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(logs[i].dones, 1);
}

static void one_stop_ends_everything_whatever_its_cause(void **state)
{
    (void)state;
    for (int cause = STOP_KEY; cause <= STOP_LEFT; cause++) {
        clear_logs(NULL);
        struct rig *rig = pressing(false);
        stop_raise(&rig->stop, (enum stop_cause)cause, rig->now);
        rig->now += 250 * MONO_US;
        rig_turn(rig);
        for (int i = 0; i < 3; i++)
            assert_int_equal(logs[i].reasons[0], END_STOP);
        assert_true(fabs(rig_last(rig, REPORT_STOPPED)->value - 250e-6) < 1e-12);
        assert_stopped(rig, (enum stop_cause)cause);
        rig_turns(rig, 20);
        assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
        assert_string_equal(rig_written(rig, 0), "VENT 0\rVENT 1\r"); /* the safe set goes on */
        rig_free(rig);
    }
}

/* What the instruments say, and what the stop is called then. */
static void whatever_an_instrument_says_the_stop_frame_leaves_in_the_same_turn(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        uint8_t cause;
    } rows[] = {
        {"R 0 100.5\n", STOP_LIMIT}, /* above the limit */
        {"F 1\n", STOP_SILENCE},     /* the driver heard nothing for too long */
        {"F 2\n", STOP_FAULT},       /* garbled */
        {"F 5\n", STOP_FAULT},       /* another instrument answers */
        {"F 8\n", STOP_FAULT},       /* restarted */
        {"F 10\n", STOP_FAULT},      /* a value that it cannot measure */
        {"R 0 nan\n", STOP_FAULT},   /* no number at all */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (uint8_t source = 0; source < 2; source++) {
            clear_logs(NULL);
            struct rig *rig = pressing(false);
            rig->now += MONO_MS;
            rig_say(rig, source, rows[i].lines);
            rig_turn(rig); /* one turn: bytes in, stop frames out */
            assert_stopped(rig, (enum stop_cause)rows[i].cause);
            assert_true(rig_last(rig, REPORT_STOPPED)->value == 0);
            rig_free(rig);
        }
}

static void the_stop_frame_is_out_before_the_next_link_is_even_read(void **state)
{
    (void)state;
    struct rig *rig = pressing(false);
    const size_t before = rig->memory[0].out_size;
    rig->memory[1].other = &rig->memory[0];
    rig_hear(rig, 0, "R 0 101\n");
    assert_true(rig->memory[1].other_size >= before + 5);
    rig_free(rig);
}

/* The request's: a response that lets go at once, and is the answer. The bench file's: the participant's STOP, and
 * nobody has judged anything. */
static void a_press_that_stops_does_so_in_the_turn_in_which_its_bytes_arrive(void **state)
{
    (void)state;
    for (int by_request = 0; by_request < 2; by_request++) {
        clear_logs(NULL);
        struct bench_spec spec = rig_spec();
        spec.responses[0].is_stop = !by_request;
        struct rig *rig = rig_new_with(&spec, NULL);
        rig_ready(rig);
        struct order order =
            rig_request(1, (struct probe_spec){.log = &logs[0], .drive = 20}, 1, FAKE_OUTLET1);
        order.start.response_stops = by_request;
        rig_submit(rig, &order);
        rig_turns(rig, 5);
        (void)rig_written(rig, 0), (void)rig_written(rig, 1);
        rig_hear(rig, 0, "B 2 1\n");
        assert_memory_equal(rig_written(rig, 0), "STOP\r", 5);
        assert_memory_equal(rig_written(rig, 1), "STOP\r", 5);
        assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_PARTICIPANT);
        assert_int_equal(rig_last(rig, REPORT_DONE)->body.outcome[0],
                         by_request ? END_RESPONSE : END_STOP);
        assert_int_equal(rig_last(rig, REPORT_RESPONSE)->code,
                         by_request ? RESPONSE_HEARD : RESPONSE_STOPPED);
        rig_free(rig);
    }
}

static void the_participants_stop_of_a_pedal_is_no_answer_either(void **state)
{
    (void)state;
    struct rig *rig = pressing(false);
    bench_respond(rig->bench, 3, rig->now, true, true);
    rig_turn(rig);
    for (int i = 0; i < 3; i++)
        assert_int_equal(logs[i].reasons[0], END_STOP);
    assert_int_equal(rig_last(rig, REPORT_RESPONSE)->code, RESPONSE_STOPPED);
    assert_int_equal(rig_last(rig, REPORT_RESPONSE)->channel, 3);
    assert_stopped(rig, STOP_PARTICIPANT);
    rig_free(rig);
}

static void the_participants_stop_counts_also_while_nothing_runs_and_its_release_never(void **state)
{
    (void)state;
    for (int is_pedal = 0; is_pedal < 2; is_pedal++) {
        struct bench_spec spec = rig_spec();
        spec.responses[0].is_stop = true;
        struct rig *rig = rig_new_with(&spec, NULL);
        rig_ready(rig);
        for (int pressed = 0; pressed < 2; pressed++) {
            if (is_pedal)
                bench_respond(rig->bench, 3, rig->now, pressed, true);
            else
                rig_hear(rig, 0, pressed ? "B 2 1\n" : "B 2 0\n");
            rig_turn(rig);
            assert_int_equal(stop_is_raised(&rig->stop), pressed);
        }
        assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_PARTICIPANT);
        rig_free(rig);
    }
}

static void a_response_is_no_stop_while_nothing_runs(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_hear(rig, 0, "B 2 1\n");
    bench_respond(rig->bench, 3, rig->now, true, false);
    rig_turn(rig);
    assert_false(stop_is_raised(&rig->stop));
    assert_int_equal(rig_count(rig, REPORT_RESPONSE), 2);
    assert_int_equal(rig_last(rig, REPORT_RESPONSE)->code, RESPONSE_UNHEARD);
    rig_free(rig);
}

static void a_lost_link_ends_the_stimulus_on_the_other_instrument_too(void **state)
{
    (void)state;
    struct rig *rig = pressing(false);
    rig->memory[1].is_gone = true;
    rig->now += MONO_MS;
    rig_turn(rig);
    assert_memory_equal(rig_written(rig, 0), "STOP\r", 5);
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_GONE);
    assert_int_equal(rig_last(rig, REPORT_FAULT)->code, FAULT_LOST);
    assert_int_equal(rig_last(rig, REPORT_GONE)->instrument, 1);
    assert_int_equal(logs[2].events[0].kind, EVENT_FAULT);
    assert_int_equal(logs[2].events[0].code, FAULT_LOST);
    assert_int_equal(logs[0].reasons[0], END_STOP);
    assert_int_equal(rig_count(rig, REPORT_DONE), 3);
    rig_free(rig);
}

static void the_loss_of_the_participants_button_stops_what_runs_elsewhere(void **state)
{
    (void)state;
    static const char *const losses[] = {"F 1\n", NULL};
    for (int i = 0; i < 2; i++) {
        clear_logs(NULL);
        struct rig *rig = rig_new();
        rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 1, FAKE_OUTLET1);
        rig_turns(rig, 5);
        (void)rig_written(rig, 1);
        if (losses[i])
            rig_say(rig, 0, losses[i]);
        else
            rig->memory[0].is_gone = true;
        rig_turns(rig, 1);
        assert_memory_equal(rig_written(rig, 1), "STOP\r", 5);
        assert_int_equal(rig_count(rig, REPORT_DONE), 1);
        rig_free(rig);
    }
}

static void a_fault_of_an_instrument_that_nobody_uses_stops_nothing(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
    rig_hear(rig, METER, "F 1\n");
    bench_detach(rig->bench, 1, rig->now);
    rig_turns(rig, 3);
    assert_false(stop_is_raised(&rig->stop));
    assert_int_equal(rig_count(rig, REPORT_FAULT), 2);
    assert_int_equal(logs[0].ends, 0);
    rig_free(rig);
}

static void a_record_that_finds_no_room_is_a_stop(void **state)
{
    (void)state;
    for (size_t room = 0; room < 6; room++) {
        clear_logs(NULL);
        struct rig *rig = rig_new();
        rig->record_room = room;
        rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
        for (int i = 0; i < 6; i++)
            rig_hear(rig, 0, "R 0 10\n");
        assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_STORE_FULL);
        assert_int_equal(rig_count(rig, REPORT_DONE), 1);
        /* The reading that found no room was the last one before the stop. */
        assert_int_equal(log_count(&logs[0], EVENT_READING), room);
        if (room == 0)
            assert_null(strstr(rig_written(rig, 0), "RUN")); /* never even started to press */
        rig_free(rig);
    }
}

static void nothing_that_presses_is_sent_after_a_stop_until_the_re_arm(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(
        rig, 1,
        (struct probe_spec){.log = &logs[0], .drive = 20, .redrive_above = 5, .ends_slowly = true},
        0, FAKE_OUTLET1);
    rig_turns(rig, 5);
    (void)rig_written(rig, 0);
    const unsigned drives = fake_drives;
    /* The stop and the reading at which the stimulus wants to drive come in the same turn. */
    rig_say(rig, 0, "R 0 101\nR 0 60\n");
    rig_turns(rig, 1);
    for (int i = 0; i < 20; i++) {
        rig_hear(rig, 0, "R 0 60\n");
        rig_start(rig, 50, (struct probe_spec){.log = &logs[1], .drive = 5}, 1, FAKE_OUTLET1);
        assert_int_equal(rig_refusal(rig), STATUS_STOPPED);
    }
    assert_string_equal(rig_written(rig, 0), "STOP\rVENT 0\r");
    assert_null(strstr(rig_written(rig, 1), "RUN"));
    assert_int_equal(fake_drives, drives); /* not even the driver heard of it */
    assert_int_equal(stop_causes(&rig->stop), 1u << STOP_LIMIT); /* the refused drive is no fault */
    rig_free(rig);
}

/* Raised by somebody else between two looks at the line. */
static void a_stop_that_nobody_has_heeded_yet_already_keeps_stimuli_from_starting(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    struct order first =
        rig_request(1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
    struct order second =
        rig_request(2, (struct probe_spec){.log = &logs[1], .drive = 20}, 1, FAKE_OUTLET1);
    rig->record_room = 0; /* the first one's start raises the stop */
    assert_int_equal(bench_submit(rig->bench, &first), STATUS_OK);
    assert_int_equal(bench_submit(rig->bench, &second), STATUS_OK);
    rig_turns(rig, 5);
    assert_int_equal(logs[1].starts, 0);
    assert_int_equal(rig_refusal(rig), STATUS_STOPPED);
    assert_null(strstr(rig_written(rig, 0), "RUN"));
    rig_free(rig);
}

static void a_stop_while_releasing_reaches_the_stimulus_once_and_it_ends_once(void **state)
{
    (void)state;
    struct rig *rig = pressing(true);
    rig_end(rig, 1, END_COMPLETED);
    rig_end(rig, 1, END_COMPLETED);
    assert_int_equal(logs[0].ends, 1);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 5);
    rig_end(rig, 1, END_INTERRUPTED);
    assert_int_equal(logs[0].ends, 2);
    assert_int_equal(logs[0].reasons[1], END_STOP);
    assert_int_equal(rig_count(rig, REPORT_DONE), 0);
    rig_hear(rig, 0, "R 0 0\nR 1 0\nR 0 0\n");
    rig_hear(rig, 1, "R 0 0\n");
    assert_int_equal(rig_count(rig, REPORT_DONE), 3);
    assert_int_equal(logs[0].dones, 1);
    rig_free(rig);
}

/* ---- the way back */

static void the_re_arm_waits_until_everything_has_come_to_its_end(void **state)
{
    (void)state;
    struct rig *rig = pressing(true);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 5);
    rig_order_rearm(rig);
    rig_turns(rig, 600); /* a press that went on would show by now */
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    assert_true(stop_is_raised(&rig->stop));
    rig_hear(rig, 0, "R 0 0\nR 1 0\n");
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    rig_hear(rig, 1, "R 0 0\n");
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    assert_false(stop_is_raised(&rig->stop));
    rig_turns(rig, 5);
    (void)rig_written(rig, 0);
    rig_start(rig, 9, (struct probe_spec){.log = &logs[5], .drive = 7}, 0, FAKE_OUTLET1);
    rig_turns(rig, 5);
    assert_string_equal(rig_written(rig, 0), "RUN 0 7.0 !\r");
    rig_free(rig);
}

static void re_arm_and_start_may_be_submitted_together(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    stop_raise(&rig->stop, STOP_SCREEN, rig->now);
    rig_turns(rig, 2);
    assert_int_equal(bench_submit(rig->bench, &(struct order){.kind = ORDER_REARM}), STATUS_OK);
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 1);
    rig_free(rig);
}

static void a_stop_after_the_order_to_re_arm_wins_and_is_sent_again(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 2);
    (void)rig_written(rig, 0);
    assert_int_equal(bench_submit(rig->bench, &(struct order){.kind = ORDER_REARM}), STATUS_OK);
    stop_raise(&rig->stop, STOP_KEY,
               rig->now); /* the same key, pressed before the bench has looked */
    const struct order start =
        rig_request(1, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
    rig_submit(rig, &start);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 2);
    assert_int_equal(rig_refusal(rig), STATUS_STOPPED);
    assert_true(stop_is_raised(&rig->stop));
    assert_string_equal(rig_written(rig, 0), "STOP\r");
    rig_rearm(rig);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

static void a_re_arm_that_waits_is_undone_by_a_stop_meanwhile(void **state)
{
    (void)state;
    struct rig *rig = pressing(true);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 5);
    rig_order_rearm(rig);
    (void)rig_written(rig, 0);
    stop_raise(&rig->stop, STOP_SCREEN, rig->now);
    rig_turns(rig, 3);
    assert_string_equal(rig_written(rig, 0), "STOP\r"); /* at once, though it cannot re-arm yet */
    rig_hear(rig, 0, "R 0 0\nR 1 0\n");
    rig_hear(rig, 1, "R 0 0\n");
    rig_turns(rig, 3);
    assert_int_equal(rig_count(rig, REPORT_DONE), 3);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 2);
    rig_free(rig);
}

static void a_stop_that_is_sent_again_ends_a_stimulus_once(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .ends_slowly = true}, METER, 0);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 3);
    rig_order_rearm(rig);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 3);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 2);
    assert_int_equal(logs[0].ends, 1);
    rig_free(rig);
}

static mono_ns clock_says;

static mono_ns clock_read(void)
{
    return clock_says;
}

/* From the cause, by the clock after the last byte of the slowest line. */
static void the_delay_of_a_stop_is_measured_where_there_is_a_clock(void **state)
{
    (void)state;
    struct rig *rig = calloc(1, sizeof *rig);
    struct why why;
    const struct bench_spec spec = rig_spec();
    const struct bench_host host = {
        .host = rig, .report = rig_report, .record = rig_record, .clock = clock_read};
    assert_non_null(rig);
    stop_init(&rig->stop);
    rig->now = MONO_SEC;
    assert_int_equal(bench_new(&spec, &rig->stop, NULL, &host, &rig->bench, &why), STATUS_OK);
    rig_ready(rig);
    rig->memory[1].room = 2;
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    clock_says = rig->now + 3 * MONO_MS;
    rig_turns(rig, 1);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 0);
    rig->memory[1].room = SIZE_MAX;
    clock_says = rig->now + 40 * MONO_MS;
    const mono_ns delay = clock_says - stop_raised_ns(&rig->stop);
    rig_turns(rig, 1);
    assert_true(rig_last(rig, REPORT_STOPPED)->value == mono_to_sec(delay));
    rig_free(rig);
}

static void a_re_arm_without_a_stop_is_answered_too(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_rearm(rig);
    assert_int_equal(rig_count(rig, REPORT_REARMED), 1);
    rig_free(rig);
}

static void stop_and_re_arm_a_hundred_times_never_miss_a_frame(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    for (uint32_t i = 1; i <= 100; i++) {
        rig_start(rig, i, (struct probe_spec){.log = &logs[0], .drive = 20}, 0, FAKE_OUTLET1);
        rig_turns(rig, (int)(i % 4)); /* sometimes the RUN is still under way */
        stop_raise(&rig->stop, STOP_KEY, rig->now);
        rig_turns(rig, 6);
        const char *written = rig_written(rig, 0);
        assert_non_null(strstr(written, "STOP\r"));
        assert_null(strstr(strstr(written, "STOP\r"), "RUN"));
        rig_rearm(rig);
        assert_int_equal(rig_count(rig, REPORT_REARMED), i);
    }
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 100);
    rig_free(rig);
}

static void a_stop_at_the_very_beginning_of_time_is_a_stop_like_any_other(void **state)
{
    (void)state;
    const struct bench_spec spec = rig_spec();
    struct rig *rig = rig_new_with(&spec, NULL);
    rig->now = 0; /* virtual time begins here */
    rig_plug(rig, 0);
    rig_say(rig, 0, "Y\nR 0 3\n");
    rig_turn(rig);
    double value;
    mono_ns t;
    assert_true(bench_latest(rig->bench, (struct channel_ref){0, 0}, &value, &t));
    assert_true(t == 0 && value == 3);
    stop_raise(&rig->stop, STOP_KEY, 0);
    rig_turn(rig);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
    rig_free(rig);
}

/* ---- the keeper and the bench */

static void when_the_keeper_had_to_act_the_bench_stops_when_it_wakes_up(void **state)
{
    (void)state;
    struct keeper *keeper;
    struct why why;
    assert_int_equal(keeper_start(&keeper, &why), STATUS_OK);
    const struct bench_spec spec = rig_spec();
    struct rig *rig = rig_new_with(&spec, keeper);
    rig->now = mono_now();
    rig_ready(rig);
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    keeper_watch(keeper, true);
    rig->now = mono_now();
    rig_turn(rig);
    assert_true(rig->next - rig->now <= KEEPER_BEAT_LOST / 2); /* an idle bench still beats */
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    while (keeper_interventions(keeper) == 0 && mono_now() < until)
        poll(NULL, 0, 5); /* the bench hangs */
    assert_false(stop_is_raised(&rig->stop));
    rig->now = mono_now();
    rig_turn(rig);
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_CRASH);
    assert_int_equal(rig_count(rig, REPORT_DONE), 1);
    /* the keeper may have written half a frame */
    assert_int_equal(strncmp(rig_written(rig, 0), "?\rSTOP\r", 7), 0);
    keeper_watch(keeper, false);
    rig_free(rig);
    assert_int_equal(keeper_stop(keeper), STATUS_OK);
}

static void without_a_living_keeper_nothing_is_energised(void **state)
{
    (void)state;
    struct keeper *keeper;
    struct why why;
    assert_int_equal(keeper_start(&keeper, &why), STATUS_OK);
    const struct bench_spec spec = rig_spec();
    struct rig *rig = rig_new_with(&spec, keeper);
    rig_ready(rig);
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, 0, FAKE_OUTLET1);
    rig_start(rig, 4, (struct probe_spec){.log = &logs[2], .drive = 20, .redrive_above = 10}, 0,
              FAKE_OUTLET2);
    assert_int_equal(rig_count(rig, REPORT_STARTED), 2);
    assert_int_equal(kill(keeper_pid(keeper), SIGKILL), 0);
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    while (keeper_is_alive(keeper) && mono_now() < until)
        poll(NULL, 0, 5);
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1]}, 1, FAKE_OUTLET1);
    assert_int_equal(rig_refusal(rig), STATUS_IO);
    rig_start(rig, 3, (struct probe_spec){.log = &logs[1]}, METER, 0); /* cannot press by itself */
    assert_int_equal(rig_count(rig, REPORT_STARTED), 3);
    const unsigned drives = fake_drives;
    rig_hear(rig, 0, "R 1 11\n"); /* what runs already wants to press again */
    assert_int_equal(fake_drives, drives);
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_FAULT);
    rig_free(rig);
    assert_int_equal(keeper_stop(keeper), STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup(name, clear_logs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_stop_ends_everything_whatever_its_cause),
        TEST(whatever_an_instrument_says_the_stop_frame_leaves_in_the_same_turn),
        TEST(the_stop_frame_is_out_before_the_next_link_is_even_read),
        TEST(a_press_that_stops_does_so_in_the_turn_in_which_its_bytes_arrive),
        TEST(the_participants_stop_of_a_pedal_is_no_answer_either),
        TEST(the_participants_stop_counts_also_while_nothing_runs_and_its_release_never),
        TEST(a_response_is_no_stop_while_nothing_runs),
        TEST(a_lost_link_ends_the_stimulus_on_the_other_instrument_too),
        TEST(the_loss_of_the_participants_button_stops_what_runs_elsewhere),
        TEST(a_fault_of_an_instrument_that_nobody_uses_stops_nothing),
        TEST(a_record_that_finds_no_room_is_a_stop),
        TEST(nothing_that_presses_is_sent_after_a_stop_until_the_re_arm),
        TEST(a_stop_that_nobody_has_heeded_yet_already_keeps_stimuli_from_starting),
        TEST(a_stop_while_releasing_reaches_the_stimulus_once_and_it_ends_once),
        TEST(the_re_arm_waits_until_everything_has_come_to_its_end),
        TEST(re_arm_and_start_may_be_submitted_together),
        TEST(a_stop_after_the_order_to_re_arm_wins_and_is_sent_again),
        TEST(a_re_arm_that_waits_is_undone_by_a_stop_meanwhile),
        TEST(a_stop_that_is_sent_again_ends_a_stimulus_once),
        TEST(the_delay_of_a_stop_is_measured_where_there_is_a_clock),
        TEST(a_re_arm_without_a_stop_is_answered_too),
        TEST(stop_and_re_arm_a_hundred_times_never_miss_a_frame),
        TEST(a_stop_at_the_very_beginning_of_time_is_a_stop_like_any_other),
        TEST(when_the_keeper_had_to_act_the_bench_stops_when_it_wakes_up),
        TEST(without_a_living_keeper_nothing_is_energised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
