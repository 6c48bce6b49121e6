/* What the TCS driver has its instrument do: never hotter, faster or longer than asked, and what happens on the way. */
#include "drivers_qst_tcs_host.h"

#include <math.h>

static struct command drive_to(double target, double rate, double back, mono_ns hold)
{
    return (struct command){.kind = COMMAND_DRIVE,
                            .target = target,
                            .rate_per_s = rate,
                            .return_per_s = back,
                            .hold = hold};
}

static enum status drive(double target, double rate, double back, mono_ns hold)
{
    return host_command(&host, drive_to(target, rate, back, hold));
}

static void expect_frames(const char *expected)
{
    char all[256] = "";
    for (size_t i = 0; i < host.n_frames; i++) {
        strcat(all, host.frames[i].text);
        strcat(all, " ");
    }
    assert_string_equal(all, expected);
}

static void a_stimulus_is_programmed_anew_and_started_last(void **state)
{
    (void)state;
    static const struct {
        const char *help;
        double target, rate, back;
        mono_ns hold;
        const char *frames;
    } rows[] = {
        {TCS_HELP_TEXT, 50, 1, 0, 0, "A S11111 Ue00000 Om500 C0500 V00010 R00050 D018000 L "},
        {TCS_HELP_TEXT, 12, 1, 5, 0, "A S11111 Ue00000 Om120 C0120 V00010 R00050 D020000 L "},
        /* never hotter, colder, faster or longer than asked */
        {TCS_HELP_TEXT, 48.19, 2.59, 8.09, MONO_SEC,
         "A S11111 Ue00000 Om481 C0481 V00025 R00080 D007440 L "},
        {TCS_HELP_TEXT, 20.01, 300, 300, MONO_SEC + 999999,
         "A S11111 Ue00000 Om201 C0201 V03000 R03000 D001040 L "},
        /* what is whole but for the last bit stays whole */
        {TCS_HELP_TEXT, 32 + 0.1 + 0.7, 0.1 + 0.2, 0.3, 0,
         "A S11111 Ue00000 Om328 C0328 V00003 R00003 D002666 L "},
        {TCS_HELP_TEXT, 60, 999.9, 999.9, 0,
         "A S11111 Ue00000 Om600 C0600 V09999 R09999 D000028 L "},
        /* finer speeds only where they are needed and known */
        {TCS_HELP_FINE, 50, 1, 5, 0, "A S11111 Ue00000 Om500 C0500 V00010 R00050 D018000 L "},
        {TCS_HELP_FINE, 50, 1.259, 5.555, 0,
         "A S11111 Ue00000 Om500 C0500 Ov000125 Or000555 D014400 L "},
        {TCS_HELP_FINE, 32.9, 0.019, 0.019, 0,
         "A S11111 Ue00000 Om329 C0329 Ov000001 Or000001 D090000 L "},
        /* what it does not know it is not sent */
        {TCS_HEAD("009") TCS_BASIC TCS_LAST, 50, 1, 5, 0,
         "A S11111 C0500 V00010 R00050 D018000 L "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tcs_ready(rows[i].help);
        host_forget(&host);
        assert_int_equal(drive(rows[i].target, rows[i].rate, rows[i].back, rows[i].hold),
                         STATUS_OK);
        expect_frames(rows[i].frames);
        for (size_t f = 0; f < host.n_frames; f++)
            assert_int_equal(host.frames[f].class, f == 0 ? FRAME_SAFE : FRAME_ENERGISE);
    }
}

static void what_it_cannot_do_is_refused_without_a_byte(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    host_forget(&host);
    static const double odd[] = {NAN, INFINITY, -INFINITY, -1, 60.1, 9.9, 1e9};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        assert_int_equal(drive(odd[i], 1, 5, 0), STATUS_UNSUPPORTED);
    static const double speeds[] = {NAN, INFINITY, -INFINITY, 0, -1, 0.09, 1000, 1e9};
    for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
        assert_int_equal(drive(40, speeds[i], 5, 0), STATUS_UNSUPPORTED);
        if (speeds[i] != 0)
            assert_int_equal(drive(40, 1, speeds[i], 0), STATUS_UNSUPPORTED);
    }
    assert_int_equal(drive(40, 1, 5, -1), STATUS_UNSUPPORTED);
    assert_int_equal(drive(40, 1, 5, MONO_NEVER), STATUS_UNSUPPORTED);
    assert_int_equal(drive(42, 1, 5, 90 * MONO_SEC), STATUS_UNSUPPORTED); /* 100 s in all */
    assert_int_equal(drive(60, 0.1, 5, 0), STATUS_UNSUPPORTED);
    assert_int_equal(drive(32, 1, 5, 9 * MONO_MS), STATUS_UNSUPPORTED); /* shorter than any */
    for (uint8_t c = 1; c < 8; c++)
        for (uint8_t kind = COMMAND_DRIVE; kind <= COMMAND_LEVEL; kind++) {
            struct command command = drive_to(40, 1, 5, 0);
            command.channel = c;
            command.kind = kind;
            assert_int_equal(host_command(&host, command), STATUS_UNSUPPORTED);
        }
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_ZERO}),
                     STATUS_UNSUPPORTED);
    assert_int_equal(host.n_frames, 0);
    assert_int_equal(drive(42, 1, 5, 89 * MONO_SEC + 999 * MONO_MS), STATUS_OK);
    host_init(&host, "qst-tcs", NULL);
    assert_int_equal(drive(40, 1, 5, 0), STATUS_BUSY);
}

static void the_range_is_that_of_its_list_within_that_of_all_documents(void **state)
{
    (void)state;
    static char help[sizeof TCS_HELP_TEXT];
    static const struct {
        const char *low, *high;
        double lowest, highest;
    } rows[] = {{"050", "600", 5, 60}, {"000", "650", 0, 60}, {"200", "450", 20, 45}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        strcpy(help, TCS_HELP_TEXT);
        memcpy(strstr(help, "100' to '600"), rows[i].low, 3);
        memcpy(strstr(help, "' to '600") + 6, rows[i].high, 3);
        tcs_ready(help);
        assert_int_equal(drive(rows[i].lowest - 0.1, 10, 5, 0), STATUS_UNSUPPORTED);
        assert_int_equal(drive(rows[i].highest + 0.1, 10, 5, 0), STATUS_UNSUPPORTED);
        assert_int_equal(drive(rows[i].lowest, 10, 5, 0), STATUS_OK);
        host_run(&host, 100 * MONO_MS);
        assert_int_equal(drive(rows[i].highest, 10, 5, 0), STATUS_OK);
    }
}

static void a_low_target_does_not_lower_the_ceiling_below_what_is_documented(void **state)
{
    (void)state;
    static char help[sizeof TCS_HELP_TEXT];
    strcpy(help, TCS_HELP_TEXT);
    memcpy(strstr(help, "100' to '600"), "000", 3);
    tcs_ready(help);
    host_forget(&host);
    assert_int_equal(drive(0, 1, 5, 0), STATUS_OK);
    expect_frames("A S11111 Ue00000 Om100 C0000 V00010 R00050 D032000 L ");
}

static void the_baseline_is_set_from_a_stop_within_its_range(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    host_forget(&host);
    struct command level = {.kind = COMMAND_LEVEL, .target = 34.56};
    assert_int_equal(host_command(&host, level), STATUS_OK);
    expect_frames("A N345 ");
    assert_int_equal(host.frames[0].class, FRAME_SAFE);
    assert_int_equal(host.frames[1].class, FRAME_ENERGISE);
    host_forget(&host);
    static const double odd[] = {19.9, 40.1, 0, -1, NAN, INFINITY};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        level.target = odd[i];
        assert_int_equal(host_command(&host, level), STATUS_UNSUPPORTED);
    }
    assert_int_equal(host.n_frames, 0);
}

static void back_to_rest_is_safe_and_said_twice(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    drive(40, 10, 5, MONO_SEC);
    host_forget(&host);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_BASELINE}), STATUS_OK);
    expect_frames("AA ");
    assert_int_equal(host.frames[0].class, FRAME_SAFE);
}

/* What waits to be sent is bounded, and no answer is missed because its question had to wait. */
static void a_second_stimulus_waits_until_the_first_is_out(void **state)
{
    (void)state;
    tcs_ready(TCS_HELP_TEXT);
    assert_int_equal(drive(40, 10, 5, MONO_SEC), STATUS_OK);
    assert_int_equal(drive(40, 10, 5, MONO_SEC), STATUS_BUSY);
    host_command(&host, (struct command){.kind = COMMAND_BASELINE});
    assert_int_equal(drive(40, 10, 5, MONO_SEC), STATUS_BUSY);
    host_run(&host, 80 * MONO_MS);
    host_forget(&host);
    assert_int_equal(drive(41, 10, 5, MONO_SEC), STATUS_OK);
    assert_string_equal(host.frames[0].text, "A");
    host_run(&host, 200 * MONO_MS);
    assert_int_equal(host_count(&host, EVENT_NOTICE), 0);
    assert_true(host_is_ready(&host));
}

/* Lets the probe do as it was told, but for what a test has it do otherwise. */
struct plan {
    double target, rate, back;
    mono_ns hold, cut; /* cut: its own limiter ends it there; 0: it does not */
};

static double follow(const struct plan *plan, mono_ns since)
{
    const mono_ns there = mono_from_sec(fabs(plan->target - 32) / plan->rate);
    const mono_ns end = plan->cut ? plan->cut : there + plan->hold;
    const double sign = plan->target > 32 ? 1 : -1;
    const double way =
        fmin(fabs(plan->target - 32), plan->rate * mono_to_sec(since < end ? since : end));
    const double gone = since > end ? plan->back * mono_to_sec(since - end) : 0;
    return 32 + sign * fmax(0, way - gone);
}

static void live(const struct plan *plan, mono_ns span)
{
    const mono_ns from = host.now;
    while (host.now - from < span) {
        tcs_at(follow(plan, host.now - from));
        host.n_frames = 0;
        host_run(&host, 10 * MONO_MS);
    }
}

static void its_end_is_told_when_it_is_back(void **state)
{
    (void)state;
    static const struct plan plans[] = {{42, 10, 5, MONO_SEC, 0},
                                        {12, 10, 8, MONO_SEC, 0},
                                        {32, 10, 8, MONO_SEC, 0},
                                        {42, 10, 5, MONO_SEC, 1500 * MONO_MS}};
    static const double back_after_s[] = {2 + 9 / 5., 3 + 19 / 8., 1, 1.5 + 9 / 5.};
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        tcs_ready(TCS_HELP_TEXT);
        tcs_stream(50);
        assert_int_equal(drive(plans[i].target, plans[i].rate, plans[i].back, plans[i].hold), 0);
        const mono_ns from = host.now;
        live(&plans[i], 8 * MONO_SEC);
        const struct event *done = host_find(&host, EVENT_NOTICE, NOTICE_PROGRAM_DONE);
        assert_non_null(done);
        assert_int_equal(done->channel, 0);
        const double after_s = mono_to_sec(done->t - from);
        assert_true(after_s >= back_after_s[i] - 0.1 && after_s <= back_after_s[i] + 0.5);
        assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    }
}

/* As if a digit had been lost on the way: what it does is not what was asked. */
static void what_was_not_asked_for_is_a_fault_and_a_stop(void **state)
{
    (void)state;
    static const struct {
        struct plan asked, done;
        mono_ns within;
    } rows[] = {
        {{42, 10, 5, MONO_SEC, 0}, {52, 10, 5, MONO_SEC, 0}, 2 * MONO_SEC},      /* too hot */
        {{12, 10, 5, MONO_SEC, 0}, {2, 10, 5, MONO_SEC, 0}, 3 * MONO_SEC},       /* too cold */
        {{42, 1, 5, MONO_SEC, 0}, {42, 10, 5, MONO_SEC, 0}, 500 * MONO_MS},      /* too fast */
        {{42, 10, 5, MONO_SEC, 0}, {22, 10, 5, MONO_SEC, 0}, 500 * MONO_MS},     /* cold for hot */
        {{42, 10, 5, MONO_SEC, 0}, {42, 10, 5, 60 * MONO_SEC, 0}, 9 * MONO_SEC}, /* too long */
        {{42, 10, 5, MONO_SEC, 0}, {42, 10, 0.01, MONO_SEC, 0}, 9 * MONO_SEC},   /* not back */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tcs_ready(TCS_HELP_TEXT);
        const struct plan *asked = &rows[i].asked;
        assert_int_equal(drive(asked->target, asked->rate, asked->back, asked->hold), STATUS_OK);
        const mono_ns from = host.now;
        host.n_events = 0;
        while (host_count(&host, EVENT_FAULT) == 0 && host.now - from < 20 * MONO_SEC) {
            tcs_at(follow(&rows[i].done, host.now - from));
            host_forget(&host);
            host_run(&host, 10 * MONO_MS);
        }
        assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
        assert_true(host.now - from <= rows[i].within);
        assert_int_equal(host_sent(&host, "AA"), 1);
    }
}

static void who_does_not_come_back_after_the_order_to_rest_is_a_fault(void **state)
{
    (void)state;
    static const struct plan stuck = {42, 10, 0.001, MONO_SEC, 0};
    tcs_ready(TCS_HELP_TEXT);
    assert_int_equal(drive(42, 10, 5, MONO_SEC), STATUS_OK);
    live(&stuck, 1500 * MONO_MS);
    host_command(&host, (struct command){.kind = COMMAND_BASELINE});
    host_forget(&host);
    host_run(&host, 4 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
    host_run(&host, 2 * MONO_SEC);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_TRACKING));
}

static void who_vanishes_in_mid_ramp_is_stopped_and_silent(void **state)
{
    (void)state;
    static const struct plan ramp = {48, 1, 5, 0, 0};
    tcs_ready(TCS_HELP_TEXT);
    assert_int_equal(drive(48, 1, 5, 0), STATUS_OK);
    live(&ramp, 5 * MONO_SEC);
    host_forget(&host);
    host.answers = NULL;
    host_run(&host, 251 * MONO_MS);
    assert_non_null(host_find(&host, EVENT_FAULT, FAULT_SILENT));
    assert_int_equal(host_sent(&host, "AA"), 1);
    host.answers = tcs_rows;
    host_forget(&host);
    host_run_until_ready(&host);
    for (size_t i = 0; i < host.n_frames; i++)
        assert_int_equal(host.frames[i].class, FRAME_SAFE);
}

/* Errors and battery are asked for at rest; on the way everything belongs to temperatures and button. */
static void nothing_else_is_asked_in_the_midst_of_a_stimulus(void **state)
{
    (void)state;
    static const struct plan hold = {42, 1, 5, 20 * MONO_SEC, 0};
    tcs_ready(TCS_HELP_TEXT);
    assert_int_equal(drive(42, 1, 5, 20 * MONO_SEC), STATUS_OK);
    const mono_ns from = host.now;
    host_forget(&host);
    while (host.now - from < 28 * MONO_SEC) {
        tcs_at(follow(&hold, host.now - from));
        host.n_events = host.n_frames = 0;
        host_run(&host, 10 * MONO_MS);
        assert_int_equal(host_sent(&host, "Q") + host_sent(&host, "B"), 0);
    }
    tcs_at(32);
    host.n_events = host.n_frames = 0;
    host_run(&host, 4 * MONO_SEC);
    assert_true(host_is_ready(&host));
}

/* A stimulus that begins while the probe is still on its way back: from wherever that is, it is not longer than asked. */
static void a_stimulus_from_the_way_back_counts_the_shortest_way(void **state)
{
    (void)state;
    static const struct plan up = {48, 10, 300, 10 * MONO_SEC, 0};
    tcs_ready(TCS_HELP_TEXT);
    assert_int_equal(drive(48, 10, 300, 10 * MONO_SEC), STATUS_OK);
    live(&up, 3 * MONO_SEC);
    host_forget(&host);
    assert_int_equal(drive(20, 1, 5, MONO_SEC), STATUS_OK);
    assert_int_equal(host_sent(&host, "D013000"), 1); /* 12 degrees from rest, not 28 from here */
    host_run(&host, 100 * MONO_MS);
    host_forget(&host);
    assert_int_equal(drive(40, 1, 5, MONO_SEC), STATUS_OK);
    /* at 5 degrees a second it comes no nearer than 47.25 until it starts */
    assert_int_equal(host_sent(&host, "D008250"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stimulus_is_programmed_anew_and_started_last),
        cmocka_unit_test(what_it_cannot_do_is_refused_without_a_byte),
        cmocka_unit_test(the_range_is_that_of_its_list_within_that_of_all_documents),
        cmocka_unit_test(a_low_target_does_not_lower_the_ceiling_below_what_is_documented),
        cmocka_unit_test(the_baseline_is_set_from_a_stop_within_its_range),
        cmocka_unit_test(back_to_rest_is_safe_and_said_twice),
        cmocka_unit_test(a_second_stimulus_waits_until_the_first_is_out),
        cmocka_unit_test(its_end_is_told_when_it_is_back),
        cmocka_unit_test(what_was_not_asked_for_is_a_fault_and_a_stop),
        cmocka_unit_test(who_does_not_come_back_after_the_order_to_rest_is_a_fault),
        cmocka_unit_test(who_vanishes_in_mid_ramp_is_stopped_and_silent),
        cmocka_unit_test(nothing_else_is_asked_in_the_midst_of_a_stimulus),
        cmocka_unit_test(a_stimulus_from_the_way_back_counts_the_shortest_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
