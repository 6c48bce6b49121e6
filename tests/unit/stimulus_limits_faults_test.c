/* The method of limits on a thermode that misbehaves: it is told to return at once, the reason is named, and nothing
 * hangs. */
#include "stimulus_thermal_rig.h"

#include "stimulus/thermal_limits.h"

static struct thermal_limits_outcome outcome(const struct rig *rig)
{
    struct thermal_limits_outcome out;
    memcpy(&out, rig->outcome, sizeof out);
    return out;
}

static void begin(struct rig *rig)
{
    struct thermal_limits_spec spec = thermal_limits_defaults();
    rig_start(rig, &spec);
}

static void begin_ramp(struct rig *rig, mono_ns into)
{
    begin(rig);
    rig_live_until(rig, COMMAND_DRIVE, 1);
    rig_live(rig, into);
}

static void init(struct rig *rig)
{
    rig_init(rig, &thermal_limits);
    rig_at_baseline(rig);
    rig->n_zones = ZONES;
}

enum ail {
    NEVER_ANSWERS,
    VANISHES,
    SLOW,
    FAST,
    JUMPS,
    WRONG_WAY,
    STUCK,
    STUCK_NEAR,
    FROZEN,
    OPEN_ZONE,
    OPEN_PROBE,
    IDLE_ZONE,
    NO_BASELINE,
    NOT_A_NUMBER,
    CUT,
    TELLS,
    HANGS,
    AILS
};

struct ail_row {
    enum end_reason end;
    enum fault fault;
    double hottest_c; /* the skin gets no hotter */
    int within_ms;    /* from the ramp's command (or arming) to the command to return */
    bool returned;
    const char *legend;
};

static const struct ail_row rows[AILS] = {
    [NEVER_ANSWERS] = {END_FAULT, FAULT_SILENT, 32, 1010, false, "never answers"},
    [VANISHES] = {END_FAULT, FAULT_SILENT, 36.1, 4020, false, "vanishes in mid-ramp"},
    [SLOW] = {END_FAULT, FAULT_TRACKING, 34.6, 4300, true, "ramps 40 % slow"},
    [FAST] = {END_FAULT, FAULT_TRACKING, 36, 2100, true, "ramps twice as fast"},
    [JUMPS] = {END_FAULT, FAULT_TRACKING, 52, 18000, true, "overshoots by 2 degrees"},
    [WRONG_WAY] = {END_FAULT, FAULT_TRACKING, 32, 1100, true, "cools instead of heating"},
    [STUCK] = {END_FAULT, FAULT_TRACKING, 40, 10100, true, "gets no farther than 40"},
    [STUCK_NEAR] = {END_FAULT, FAULT_TRACKING, 49.4, 19100, true, "gets no farther than 49.4"},
    [FROZEN] = {END_FAULT, FAULT_TRACKING, 37.1, 5100, true,
                "shows the same value again and again"},
    [OPEN_ZONE] = {END_FAULT, FAULT_RANGE, 35.1, 3020, true, "a zone at 65.1"},
    [OPEN_PROBE] = {END_FAULT, FAULT_RANGE, 35.1, 3020, true, "no thermode there: 65.1"},
    [IDLE_ZONE] = {END_FAULT, FAULT_TRACKING, 35, 2700, true, "a zone stays cold"},
    [NO_BASELINE] = {END_FAULT, FAULT_TRACKING, 33, 60010, true, "never comes to rest"},
    [NOT_A_NUMBER] = {END_FAULT, FAULT_RANGE, 35.1, 3020, true, "not a number"},
    [CUT] = {END_FAULT, FAULT_TRACKING, 35.1, 3020, true, "its limiter ends the program"},
    [TELLS] = {END_FAULT, FAULT_GARBLED, 35.1, 3020, true, "the driver tells of a fault"},
    [HANGS] = {END_INTERRUPTED, FAULT_NONE, 35.1, 3020, true, "the response button hangs"},
};

/* From the beginning. */
static void ail_before(struct rig *rig, enum ail ail)
{
    struct thermode *th = &rig->thermode;
    rig->is_silent = ail == NEVER_ANSWERS;
    th->factor = ail == SLOW ? 0.6 : ail == FAST ? 2 : 1;
    th->jump_c = ail == JUMPS ? 0.5 : 0;
    th->wrong_way = ail == WRONG_WAY;
    th->ceiling_c = ail == STUCK ? 40 : ail == STUCK_NEAR ? 49.4 : 60;
    rig->offset_c = ail == NO_BASELINE ? 0.5 : 0;
}

/* 3 s into the ramp; 4 s for what vanishes. */
static void ail_in_ramp(struct rig *rig, enum ail ail)
{
    const struct event nan_event = {.t = rig->t,
                                    .value = NAN,
                                    .seq = ++rig->seq,
                                    .kind = EVENT_READING,
                                    .instrument = INSTRUMENT,
                                    .channel = PROBE};
    if (ail == OPEN_ZONE)
        rig_reading(rig, PROBE + 3, 65.1);
    else if (ail == OPEN_PROBE)
        rig_reading(rig, PROBE, 65.1);
    else if (ail == NOT_A_NUMBER)
        rig_send(rig, &nan_event);
    else if (ail == CUT)
        rig_event(rig, EVENT_NOTICE, NOTICE_PROGRAM_DONE);
    else if (ail == TELLS)
        rig_event(rig, EVENT_FAULT, FAULT_GARBLED);
    else if (ail == HANGS)
        rig_event(rig, EVENT_NOTICE, NOTICE_BUTTON_STUCK);
    rig->is_silent = ail == VANISHES;
    rig->offset_c = ail == FROZEN ? 35 - rig->thermode.temp_c : 0;
}

static double live_and_watch(struct rig *rig, enum ail ail)
{
    double hottest = 0;
    while (!rig->done && rig_count(rig, COMMAND_BASELINE) == 0) {
        rig_live(rig, rig->period);
        hottest = fmax(hottest, rig->thermode.temp_c);
        if (ail == FROZEN)
            rig->offset_c = 35 - rig->thermode.temp_c;
        if (ail == IDLE_ZONE)
            rig->zone_offset_c[1] = 32 - rig->thermode.temp_c;
    }
    return hottest;
}

static void test_thermode_that_misbehaves(void **unused)
{
    (void)unused;
    for (enum ail ail = 0; ail < AILS; ail++) {
        const struct ail_row *row = &rows[ail];
        print_message("  %s\n", row->legend);
        struct rig rig;
        init(&rig);
        ail_before(&rig, ail);
        begin(&rig);
        mono_ns from = rig.t;
        if (ail != NEVER_ANSWERS && ail != NO_BASELINE) {
            rig_live_until(&rig, COMMAND_DRIVE, 1);
            from = rig.t;
        }
        if (ail >= FROZEN || ail == VANISHES) {
            if (ail != IDLE_ZONE && ail != NO_BASELINE) {
                rig_live(&rig, 3 * MONO_SEC);
                ail_in_ramp(&rig, ail);
            }
        }
        const double hottest = live_and_watch(&rig, ail);
        assert_true(hottest <= row->hottest_c + 0.02);
        assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
        assert_true(rig.t - from <= row->within_ms * MONO_MS + rig.period);
        rig.offset_c = rig.zone_offset_c[1] = 0;
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.end, row->end);
        assert_int_equal(out.fault, row->fault);
        assert_int_equal(out.returned, row->returned);
        assert_int_equal(rig.alarms, !row->returned);
        assert_true(!out.has_value && !out.censored);
        if (ail == IDLE_ZONE)
            assert_true(out.worst_zone == 1 && out.zone_spread_c > 2);
        rig_fini(&rig);
    }
}

/* Away for this long, back for that long, and so on for so long. */
static void waver(struct rig *rig, int away_ms, int near_ms, int for_s)
{
    const mono_ns until = rig->t + for_s * MONO_SEC;
    while (!rig->done && rig->t < until && rig_count(rig, COMMAND_BASELINE) == 0) {
        rig->offset_c = 0.5;
        rig_live(rig, away_ms * MONO_MS);
        rig->offset_c = 0;
        rig_live(rig, near_ms * MONO_MS);
    }
}

/* Neither away for long enough to be a fault nor near for long enough to begin. */
static void test_a_baseline_that_is_left_again_and_again_has_an_end(void **unused)
{
    (void)unused;
    static const struct {
        int away_ms, near_ms, lead_in_s, within_s;
    } ways[] = {{1000, 1500, 1, 122}, {50, 500, 1, 60}, {20000, 1500, 1, 122}, {900, 6000, 8, 136}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct rig rig;
        struct thermal_limits_spec spec = thermal_limits_defaults();
        init(&rig);
        spec.thermal.lead_in = ways[i].lead_in_s * MONO_SEC;
        rig_start(&rig, &spec);
        waver(&rig, ways[i].away_ms, ways[i].near_ms, 300);
        assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 0);
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        const bool is_never_there = ways[i].near_ms < 1000;
        assert_int_equal(out.end, END_FAULT);
        assert_int_equal(out.fault, is_never_there ? FAULT_TRACKING : FAULT_UNSTEADY);
        assert_true(out.end_ns == an_hour + ways[i].within_s * MONO_SEC);
        assert_true(!out.has_value && !out.censored && out.ramp_ns == 0);
        assert_true(out.returned && rig.alarms == 0);
        rig_fini(&rig);
    }
}

/* Who wavers for a while and then lies still is waited for. */
static void test_a_baseline_that_is_kept_at_last_is_waited_for(void **unused)
{
    (void)unused;
    struct rig rig;
    init(&rig);
    begin(&rig);
    waver(&rig, 1000, 1500, 115);
    rig_live_until(&rig, COMMAND_DRIVE, 1);
    rig.presses = true;
    rig.threshold_c = 36;
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_RESPONSE);
    rig_fini(&rig);
}

static void test_slow_ramp_that_is_answered_soon_is_told(void **unused)
{
    (void)unused;
    static const double factors[] = {1, 0.92, 0.6, 1.08, 1.3};
    for (size_t i = 0; i < 5; i++) {
        struct rig rig;
        init(&rig);
        rig.thermode.factor = factors[i];
        rig.presses = true;
        rig.threshold_c = 33.5;
        begin(&rig);
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.end, END_RESPONSE);
        assert_true(fabs(out.value_c - 33.5) < 0.001);
        assert_true(fabs(out.slope_error - (factors[i] - 1)) < 0.001);
        assert_int_equal(out.rate_off, fabs(factors[i] - 1) > 0.1);
        rig_fini(&rig);
    }
}

static void test_value_stands_though_it_does_not_return(void **unused)
{
    (void)unused;
    for (int silent = 0; silent < 2; silent++) {
        struct rig rig;
        init(&rig);
        rig.thermode.no_return = true;
        rig.presses = true;
        rig.threshold_c = 40;
        begin(&rig);
        rig_live_until(&rig, COMMAND_BASELINE, 1);
        rig_live(&rig, 200 * MONO_MS);
        rig.is_silent = silent;
        rig_live(&rig, rig.pressed_at + 20 * MONO_SEC - MONO_MS - rig.t);
        assert_int_equal(rig.done + rig.alarms, 0);
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.end, END_RESPONSE);
        assert_true(out.has_value && fabs(out.value_c - 40) < 0.001 && !out.returned);
        assert_int_equal(rig.alarms, 1);
        assert_int_equal(out.fault, FAULT_NONE);
        assert_int_equal(out.after_fault, FAULT_NOT_RELEASED);
        rig_fini(&rig);

        init(&rig); /* without a value it is a fault, whatever came first */
        rig.thermode.no_return = true;
        begin_ramp(&rig, 5 * MONO_SEC);
        rig.is_silent = silent;
        thermal_limits.end(rig.state, rig.t, END_STOP, &rig.io);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, END_FAULT);
        assert_int_equal(outcome(&rig).fault, silent ? FAULT_SILENT : FAULT_NOT_RELEASED);
        assert_int_equal(rig.alarms, 1);
        rig_fini(&rig);
    }
}

static void test_heating_beyond_the_limit_after_the_end_is_an_alarm_at_once(void **unused)
{
    (void)unused;
    struct rig rig;
    init(&rig);
    rig.thermode.no_return = true;
    rig.thermode.jump_c = 0.5;
    rig.presses = true;
    rig.threshold_c = 49;
    begin(&rig);
    rig_live_until(&rig, COMMAND_BASELINE, 1);
    rig_live(&rig, 1200 * MONO_MS);
    assert_int_equal(rig.alarms, 1);
    thermal_limits.end(rig.state, rig.t, END_STOP, &rig.io); /* what the bench does then */
    rig.thermode.no_return = rig.thermode.is_driven = false;
    rig_finish(&rig);
    assert_int_equal(rig.alarms, 1);
    assert_int_equal(outcome(&rig).end, END_RESPONSE);
    assert_int_equal(outcome(&rig).after_fault, FAULT_TRACKING);
    assert_true(outcome(&rig).returned && outcome(&rig).overshot);
    assert_true(fabs(outcome(&rig).overshoot_c - 3) < 0.01);
    rig_fini(&rig);
}

/* However long it waits at the baseline: what leaves it for a moment has as long as at the beginning to be back. */
static void test_a_long_wait_begins_anew(void **unused)
{
    (void)unused;
    for (int comes_back = 0; comes_back < 2; comes_back++) {
        struct rig rig;
        struct thermal_limits_spec spec = thermal_limits_defaults();
        init(&rig);
        spec.thermal.lead_in = 90 * MONO_SEC;
        rig_start(&rig, &spec);
        rig_live(&rig, 80 * MONO_SEC);
        rig.offset_c = 0.4;
        rig_live(&rig, (comes_back ? 1 : 59) * MONO_SEC);
        assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 0);
        rig.offset_c = comes_back ? 0 : 0.4;
        rig_live(&rig, 85 * MONO_SEC);
        assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 0);
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.end, comes_back ? END_LIMIT : END_FAULT);
        assert_int_equal(out.fault, comes_back ? FAULT_NONE : FAULT_TRACKING);
        rig_fini(&rig);
    }
}

static void test_fault_after_a_response(void **unused)
{
    (void)unused;
    struct rig rig; /* before its value is known: there is none */
    init(&rig);
    begin_ramp(&rig, 5 * MONO_SEC + 5 * MONO_MS);
    rig_press_at(&rig, rig.t);
    rig_event(&rig, EVENT_FAULT, FAULT_LOST);
    assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
    rig_event(&rig, EVENT_READY, 0);
    assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 2); /* it may have missed the first */
    assert_int_equal(rig_count(&rig, COMMAND_STREAM), 2);
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_FAULT);
    assert_int_equal(outcome(&rig).fault, FAULT_LOST);
    assert_true(outcome(&rig).returned && outcome(&rig).response_ns > 0);
    rig_fini(&rig);

    init(&rig); /* after: it stands */
    begin_ramp(&rig, 5 * MONO_SEC + 5 * MONO_MS);
    rig_press_at(&rig, rig.t);
    rig_live(&rig, 30 * MONO_MS);
    rig_event(&rig, EVENT_FAULT, FAULT_LOST);
    rig_event(&rig, EVENT_READY, 0);
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_RESPONSE);
    assert_int_equal(outcome(&rig).fault, FAULT_NONE);
    assert_int_equal(outcome(&rig).after_fault, FAULT_LOST);
    assert_true(outcome(&rig).returned);
    rig_fini(&rig);
}

/* It restarted, and goes to a baseline of its own: that harms nobody, and no alarm is due. */
static void test_who_begins_anew_is_back_at_its_own_baseline(void **unused)
{
    (void)unused;
    for (int in_ramp = 0; in_ramp < 2; in_ramp++) {
        struct rig rig;
        init(&rig);
        begin(&rig);
        rig_live(&rig, in_ramp ? 6 * MONO_SEC : 500 * MONO_MS);
        rig_event(&rig, EVENT_FAULT, FAULT_LOST);
        rig.thermode.baseline_c = 30;
        rig_event(&rig, EVENT_READY, 0);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, END_FAULT);
        assert_true(outcome(&rig).returned && rig.alarms == 0);
        rig_fini(&rig);
    }
}

/* It has heard no word of a return, and passes all that harms nobody on its way: it is not back. */
static void test_who_goes_on_after_a_fault_is_not_back(void **unused)
{
    (void)unused;
    static const double limits[] = {10, 50};
    for (int hot = 0; hot < 2; hot++) {
        struct rig rig;
        struct thermal_limits_spec spec = thermal_limits_defaults();
        init(&rig);
        spec.limit_c = limits[hot];
        rig_start(&rig, &spec);
        rig_live_until(&rig, COMMAND_DRIVE, 1);
        rig_live(&rig, MONO_SEC);
        rig.thermode.no_return = true;
        rig_event(&rig, EVENT_FAULT, FAULT_GARBLED);
        rig_event(&rig, EVENT_READY, 0);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, END_FAULT);
        assert_true(!outcome(&rig).returned && rig.alarms == 1);
        rig_fini(&rig);
    }
}

/* A stop switches it off: it is back where it stays. Ended otherwise it has a baseline to go to, and stands elsewhere. */
static void test_only_a_stop_lets_it_rest_anywhere(void **unused)
{
    (void)unused;
    static const enum end_reason reasons[] = {END_STOP, END_INTERRUPTED};
    for (int i = 0; i < 2; i++) {
        struct rig rig;
        struct thermal_limits_spec spec = thermal_limits_defaults();
        init(&rig);
        spec.thermal.stop_is_off = true;
        rig_start(&rig, &spec);
        rig_live_until(&rig, COMMAND_DRIVE, 1);
        rig_live(&rig, 4 * MONO_SEC);
        rig.thermode.no_return = true;
        rig.thermode.rate = 0;
        thermal_limits.end(rig.state, rig.t, reasons[i], &rig.io);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).returned, reasons[i] == END_STOP);
        assert_int_equal(rig.alarms, reasons[i] != END_STOP);
        rig_fini(&rig);
    }
}

static void test_readings_that_contradict_each_other_give_no_value(void **unused)
{
    (void)unused;
    static const double jumps[] = {0.3, 0.9, -0.9};
    for (int i = 0; i < 3; i++) {
        struct rig rig;
        init(&rig);
        begin_ramp(&rig, 5 * MONO_SEC);
        rig.offset_c = jumps[i];
        rig_live(&rig, 11 * MONO_MS); /* one reading */
        rig.offset_c = 0;
        rig_press_at(&rig, rig.t);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, i == 0 ? END_RESPONSE : END_FAULT);
        assert_int_equal(outcome(&rig).fault, i == 0 ? FAULT_NONE : FAULT_GARBLED);
        assert_true(outcome(&rig).returned);
        rig_fini(&rig);
    }
}

static void test_one_reading_at_the_baseline_proves_no_return(void **unused)
{
    (void)unused;
    struct rig rig;
    init(&rig);
    begin_ramp(&rig, 8 * MONO_SEC);
    thermal_limits.end(rig.state, rig.t, END_STOP, &rig.io);
    rig.is_silent = true;
    for (int i = 0; i < 5; i++) {
        rig_live(&rig, 100 * MONO_MS);
        rig_reading(&rig, PROBE, i % 2 ? 39 : 32);
    }
    assert_int_equal(rig.phases[PHASE_RELEASED], 0);
    rig_live(&rig, 30 * MONO_MS);
    rig_reading(&rig, PROBE, 32.5);
    assert_int_equal(rig.phases[PHASE_RELEASED], 1);
    assert_int_equal(rig.done, 1);
    rig_fini(&rig);
}

static void test_clock_that_jumps(void **unused)
{
    (void)unused;
    struct rig rig; /* ahead: it was not seen for as long */
    init(&rig);
    begin_ramp(&rig, 5 * MONO_SEC);
    thermal_limits.tick(rig.state, rig.t + 3600 * MONO_SEC, &rig.io);
    assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
    thermal_limits.tick(rig.state, thermal_limits.deadline(rig.state), &rig.io);
    assert_int_equal(rig.done, 1);
    assert_int_equal(outcome(&rig).fault, FAULT_SILENT);
    rig_fini(&rig);

    init(&rig); /* back: such readings are missing ones */
    begin_ramp(&rig, 5 * MONO_SEC);
    const mono_ns now = rig.t;
    for (int i = 0; i < 20; i++) {
        rig.t = now - 4 * MONO_SEC + i * 10 * MONO_MS;
        rig_reading(&rig, PROBE, 20);
    }
    rig.t = now;
    assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 0);
    rig_live(&rig, MONO_SEC);
    rig.presses = true;
    rig.threshold_c = 40;
    rig_finish(&rig);
    assert_int_equal(outcome(&rig).end, END_RESPONSE);
    assert_int_equal(outcome(&rig).gaps, 20);
    assert_true(fabs(outcome(&rig).value_c - 40) < 0.001);
    rig_fini(&rig);
}

/* It is off the skin, and its cable is pulled: nothing can come any more. That it was not seen back stays true, and so does the
 * value. Before the end nothing is changed by it. */
static void test_way_back_that_nobody_waits_for_is_over(void **unused)
{
    (void)unused;
    for (int answered = 0; answered < 2; answered++) {
        struct rig rig;
        init(&rig);
        rig.presses = answered;
        rig.threshold_c = 40;
        begin(&rig);
        rig_live_until(&rig, COMMAND_DRIVE, 1);
        thermal_limits.released(rig.state, rig.t, &rig.io);
        if (answered)
            rig_live_until(&rig, COMMAND_BASELINE, 1);
        rig.is_silent = true;
        rig_live(&rig, 300 * MONO_MS);
        assert_int_equal(rig.done, 0);
        rig_event(&rig, EVENT_FAULT, FAULT_LOST);
        const mono_ns said = rig.t;
        thermal_limits.released(rig.state, rig.t, &rig.io);
        rig_finish(&rig);
        assert_true(rig.t - said <= 200 * MONO_MS);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.end, answered ? END_RESPONSE : END_FAULT);
        assert_int_equal(answered ? out.after_fault : out.fault, FAULT_LOST);
        assert_true(out.has_value == answered && !out.returned);
        assert_int_equal(rig.alarms, 1);
        rig_fini(&rig);
    }
}

/* A controller that is read ten times a second. */
static void test_slow_reader_gets_its_value(void **unused)
{
    (void)unused;
    for (int n = 0; n < 40; n++) {
        struct rig rig;
        init(&rig);
        rig.n_zones = 0;
        rig.period = 100 * MONO_MS;
        rig.presses = true;
        rig.threshold_c = 38 + 0.017 * n;
        begin(&rig);
        rig_finish(&rig);
        assert_int_equal(outcome(&rig).end, END_RESPONSE);
        assert_true(fabs(outcome(&rig).value_c - rig.threshold_c) < 0.001);
        rig_fini(&rig);
    }
}

static void test_zones_in_any_order(void **unused)
{
    (void)unused;
    for (int first = 0; first < 2; first++) {
        struct rig rig;
        init(&rig);
        rig.zones_first = first;
        for (int i = 0; i < ZONES; i++)
            rig.zone_offset_c[i] = 0.2 * (i - 2);
        rig.presses = true;
        rig.threshold_c = 40;
        begin(&rig);
        rig_finish(&rig);
        const struct thermal_limits_outcome out = outcome(&rig);
        assert_int_equal(out.zones, 0x1f);
        for (int i = 0; i < ZONES; i++)
            assert_true(fabs(out.zone_c[i] - (40 + 0.2 * (i - 2))) < 0.002);
        assert_true(fabs(out.zone_spread_c - 0.4) < 0.001);
        rig_fini(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thermode_that_misbehaves),
        cmocka_unit_test(test_a_baseline_that_is_left_again_and_again_has_an_end),
        cmocka_unit_test(test_a_baseline_that_is_kept_at_last_is_waited_for),
        cmocka_unit_test(test_slow_ramp_that_is_answered_soon_is_told),
        cmocka_unit_test(test_value_stands_though_it_does_not_return),
        cmocka_unit_test(test_heating_beyond_the_limit_after_the_end_is_an_alarm_at_once),
        cmocka_unit_test(test_a_long_wait_begins_anew),
        cmocka_unit_test(test_fault_after_a_response),
        cmocka_unit_test(test_who_begins_anew_is_back_at_its_own_baseline),
        cmocka_unit_test(test_who_goes_on_after_a_fault_is_not_back),
        cmocka_unit_test(test_only_a_stop_lets_it_rest_anywhere),
        cmocka_unit_test(test_readings_that_contradict_each_other_give_no_value),
        cmocka_unit_test(test_one_reading_at_the_baseline_proves_no_return),
        cmocka_unit_test(test_clock_that_jumps),
        cmocka_unit_test(test_way_back_that_nobody_waits_for_is_over),
        cmocka_unit_test(test_slow_reader_gets_its_value),
        cmocka_unit_test(test_zones_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
