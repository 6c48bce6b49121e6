/* The cuff ramp: where the rating begins, where it is ended, and every departure from what was asked. */
#include "stimulus_stub.h"

#include "stimulus/cuff_ramp.h"

static const mono_ns step = 50 * MONO_MS;

/* An instrument that follows its command, and a participant who rates by a function of the pressure. */
struct rig {
    struct stub stub;
    struct stub_cuff cuff;
    struct cuff_ramp_spec spec;
    struct cuff_ramp_outcome out;
    double (*rates)(double kpa); /* NULL: no slider */
    double press_kpa;            /* 0: never */
};

static void rig_init(struct rig *rig)
{
    *rig = (struct rig){.stub = {.reactor = &cuff_ramp,
                                 .outcome = &rig->out,
                                 .outcome_size = sizeof rig->out,
                                 .obeys = stub_cuff_obeys,
                                 .instrument = &rig->cuff},
                        .cuff = {.factor = 1, .ceiling = 1000},
                        .spec = cuff_ramp_defaults()};
    stub_init(&rig->stub);
}

static void rig_start(struct rig *rig)
{
    stub_start(&rig->stub, &rig->spec);
}

static void rig_fini(struct rig *rig)
{
    stub_fini(&rig->stub);
}

/* One status: pressure and rating of the same instant, the press before them. */
static void rig_step(struct rig *rig)
{
    rig->stub.t += step;
    if (rig->press_kpa > 0 && rig->cuff.kpa >= rig->press_kpa) {
        rig->press_kpa = 0;
        stub_send(&rig->stub, EVENT_RESPONSE, 2, 1, 0);
    }
    stub_cuff_move(&rig->cuff, step);
    stub_read(&rig->stub, rig->cuff.kpa);
    if (rig->rates)
        stub_rate(&rig->stub, rig->rates(rig->cuff.kpa));
    else
        rig->stub.seq++; /* nobody has bound it */
}

static void rig_live(struct rig *rig, double seconds)
{
    for (int i = 0; i < (int)(seconds * 20 + 0.5) && !rig->stub.done; i++)
        rig_step(rig);
}

static void rig_finish(struct rig *rig)
{
    rig_live(rig, 200);
    for (int i = 0; i < 4 && !rig->stub.done; i++)
        stub_tick(&rig->stub, stub_deadline(&rig->stub));
    stub_check_over(&rig->stub, rig->out.at_baseline);
    assert_int_equal(stub_count(&rig->stub, COMMAND_DRIVE), 1);
}

static double from_twenty_to_sixty(double kpa)
{
    return fmax(0, fmin(10, (kpa - 20) / 4));
}

static double nothing_at_all(double kpa)
{
    (void)kpa;
    return 0;
}

static double up_and_down_and_up(double kpa)
{
    return kpa < 15 ? 0 : kpa < 25 ? 2 : kpa < 35 ? 0.5 : 3;
}

static double always_above(double kpa)
{
    (void)kpa;
    return 4;
}

/* It is that of the first status from `kpa` on, not of the one before or after it. */
static bool is_first_from(double value, double kpa)
{
    return value >= kpa && value < kpa + 0.05;
}

static void test_the_button_ends_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.rates = from_twenty_to_sixty;
    rig.press_kpa = 45;
    rig_start(&rig);
    assert_int_equal(rig.stub.commands[0].kind, COMMAND_STREAM);
    assert_int_equal(rig.stub.commands[1].kind, COMMAND_DRIVE);
    assert_true(rig.stub.commands[1].target == 100 && rig.stub.commands[1].rate_per_s == 1);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(rig.out.has_value && !rig.out.by_rating);
    assert_true(is_first_from(rig.out.value_kpa, 45));
    assert_true(rig.out.has_rating &&
                fabs(rig.out.rating - from_twenty_to_sixty(rig.out.value_kpa)) < 1e-9);
    assert_true(rig.out.has_pdt && is_first_from(rig.out.pdt_kpa, 20.4));
    assert_true(rig.out.response_ns > rig.out.pdt_ns && rig.out.pdt_ns > rig.out.rise_ns);
    assert_true(rig.out.has_slope && fabs(rig.out.slope_kpa_per_s - 1) < 0.01 && !rig.out.rate_off);
    assert_true(rig.out.at_baseline && rig.out.baseline_ns > rig.out.end_ns);
    assert_true(rig.out.gaps == 0 && rig.out.ratings > 800 && rig.stub.phases[PHASE_WARN] == 0);
    rig_fini(&rig);
}

/* The scale with two anchors ends it at its top; where the button alone is a response it goes on. */
static void test_the_top_of_the_scale_is_a_response_where_it_is_one(void **unused)
{
    (void)unused;
    for (int is_one = 0; is_one < 2; is_one++) {
        struct rig rig;
        rig_init(&rig);
        rig.rates = from_twenty_to_sixty;
        rig.spec.stop_rating = is_one ? 10 : INFINITY;
        rig_start(&rig);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, is_one ? END_RESPONSE : END_LIMIT);
        assert_int_equal(rig.out.by_rating, is_one);
        assert_true(is_first_from(rig.out.value_kpa, is_one ? 60 : 100));
        assert_true(rig.out.rating == 10 && rig.out.has_value);
        assert_int_equal(rig.stub.phases[PHASE_WARN], !is_one);
        rig_fini(&rig);
    }
}

/* It goes by what was last rated (METHODS 3.3): the second crossing. */
static void test_detection_is_the_last_crossing_from_below(void **unused)
{
    (void)unused;
    static const struct {
        double (*rates)(double kpa);
        double detect, pdt; /* 0: none */
    } rows[] = {{up_and_down_and_up, 1, 35},   {up_and_down_and_up, 0.1, 15},
                {from_twenty_to_sixty, 1, 24}, {nothing_at_all, 0.1, 0},
                {always_above, 0.1, 0},        {NULL, 0.1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig);
        rig.rates = rows[i].rates;
        rig.spec.detect_rating = rows[i].detect;
        rig.press_kpa = 50;
        rig_start(&rig);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_RESPONSE);
        assert_int_equal(rig.out.has_pdt, rows[i].pdt > 0);
        assert_true(is_first_from(rig.out.pdt_kpa, rows[i].pdt));
        assert_int_equal(rig.out.has_rating, rows[i].rates != NULL); /* missing, never zero */
        rig_fini(&rig);
    }
}

/* Nobody could answer, and what is borne then is no bound. */
static void test_a_button_that_is_stuck_ends_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.rates = from_twenty_to_sixty;
    rig_start(&rig);
    rig_live(&rig, 30);
    stub_send(&rig.stub, EVENT_NOTICE, 2, 0, NOTICE_BUTTON_STUCK);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_INTERRUPTED);
    assert_true(rig.out.at_baseline && !rig.out.has_value);
    rig_fini(&rig);
}

/* A finger that has left its slider rates nothing any more; one that comes back does. */
static void test_a_rating_that_is_too_old_is_missing(void **unused)
{
    (void)unused;
    static const struct {
        double away_s, back_s;
        bool has_rating;
    } rows[] = {{0, 0, true}, {0.9, 0, true}, {1.2, 0, false}, {20, 0, false}, {20, 0.2, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig);
        rig.rates = from_twenty_to_sixty;
        rig_start(&rig);
        rig_live(&rig, 30);
        rig.rates = NULL;
        rig_live(&rig, rows[i].away_s);
        rig.rates = from_twenty_to_sixty;
        rig_live(&rig, rows[i].back_s);
        struct cuff_ramp_live live;
        cuff_ramp.look(rig.stub.state, &live);
        assert_int_equal(live.has_rating, rows[i].has_rating);
        rig.press_kpa = 1;
        rig.rates = NULL; /* nothing more before the end */
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_RESPONSE);
        assert_int_equal(rig.out.has_rating, rows[i].has_rating);
        assert_true(rows[i].has_rating ? rig.out.rating > 2 : rig.out.rating == 0);
        assert_true(rig.out.ratings >= 600);
        rig_fini(&rig);
    }
}

/* It came back above the criterion: where it has crossed it nobody has seen. A slider that tells changes only is no finger that has
 * left, however long it stands. */
static void test_no_detection_across_a_finger_that_was_away(void **unused)
{
    (void)unused;
    for (int is_lifted = 0; is_lifted < 2; is_lifted++) {
        struct rig rig;
        rig_init(&rig);
        rig.rates = from_twenty_to_sixty;
        rig.stub.rated_by = STUB_INSTRUMENT + 1;
        rig_start(&rig);
        rig_live(&rig, 10);
        rig.rates = NULL;
        stub_send(&rig.stub, EVENT_NOTICE, 3, 0, NOTICE_UNRATED); /* of the cuff's own slider */
        if (is_lifted)
            stub_lift(&rig.stub);
        rig_live(&rig, 30);
        rig.rates = from_twenty_to_sixty;
        rig_live(&rig, 1);
        rig.press_kpa = 1;
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_RESPONSE);
        assert_int_equal(rig.out.has_pdt, !is_lifted);
        assert_true(rig.out.has_rating && rig.out.rating > 5);
        rig_fini(&rig);
    }
}

static void test_what_is_missing_of_another_instrument_s_ratings_is_a_gap(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.rates = from_twenty_to_sixty;
    rig.stub.rated_by = STUB_INSTRUMENT + 1;
    rig_start(&rig);
    rig_live(&rig, 10);
    rig.stub.rated_seq += 3;
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_int_equal(rig.out.gaps, 3);
    rig_fini(&rig);
}

static void test_a_press_before_the_pressure_is_early(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.rates = nothing_at_all;
    rig.press_kpa = 1;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_EARLY);
    assert_false(rig.out.has_value);
    rig_fini(&rig);
}

/* Of the instrument's own making: 40 % too slow ends when the limit was due, and says so before by its slope; too fast
 * ends at once. */
static void test_what_is_not_as_asked_is_a_fault_or_off_rate(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.cuff.factor = 0.6;
    rig.press_kpa = 40;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(rig.out.rate_off && fabs(rig.out.slope_kpa_per_s - 0.6) < 0.01);
    rig_fini(&rig);
    rig_init(&rig);
    rig.cuff.factor = 0.6;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_false(rig.out.has_value);
    rig_fini(&rig);
    rig_init(&rig);
    rig.cuff.factor = 3;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_true(rig.out.peak_kpa < 5);
    rig_fini(&rig);
}

static void test_silence_and_faults_end_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_start(&rig);
    rig_live(&rig, 10);
    stub_tick(&rig.stub, rig.stub.t + 600 * MONO_MS);
    rig.stub.t += 600 * MONO_MS;
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_SILENT);
    rig_fini(&rig);
    for (int fault = FAULT_POWER; fault <= FAULT_SUPPLY; fault++) {
        rig_init(&rig);
        rig_start(&rig);
        rig_live(&rig, 10);
        stub_send(&rig.stub, EVENT_FAULT, 0, 0, (uint8_t)fault);
        stub_send(&rig.stub, EVENT_READY, 0, 0, 0);
        assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE),
                         2); /* it may have missed the first */
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_FAULT);
        assert_int_equal(rig.out.fault, fault);
        rig_fini(&rig);
    }
}

static void test_what_the_instrument_ends_without_a_word_is_no_threshold(void **unused)
{
    (void)unused;
    for (int at_limit = 0; at_limit < 2; at_limit++) {
        struct rig rig;
        rig_init(&rig);
        rig.spec.limit_kpa = 50;
        rig_start(&rig);
        rig_live(&rig, at_limit ? 49.8 : 30);
        stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_PROGRAM_DONE);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, at_limit ? END_LIMIT : END_FAULT);
        assert_int_equal(rig.out.has_value, at_limit);
        rig_fini(&rig);
    }
}

static void test_who_is_not_seen_off_is_called_for(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.cuff.is_stuck = true;
    rig.press_kpa = 30;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_NOT_RELEASED);
    assert_false(rig.out.has_value);
    assert_int_equal(rig.stub.alarms, 1);
    rig_fini(&rig);
}

/* Whoever looks sees the pressure that is there, also on its way down, and when it was read. */
static void test_what_is_shown_is_the_newest_reading(void **unused)
{
    (void)unused;
    struct rig rig;
    struct cuff_ramp_live live;
    rig_init(&rig);
    rig_start(&rig);
    rig_live(&rig, 30);
    stub_end(&rig.stub, END_STOP);
    rig_live(&rig, 0.1);
    cuff_ramp.look(rig.stub.state, &live);
    assert_true(live.is_returning && rig.cuff.kpa > 15 && rig.cuff.kpa < 25);
    assert_true(live.kpa >= rig.cuff.kpa && live.kpa <= rig.cuff.kpa);
    assert_true(live.reading_ns == rig.stub.t);
    rig_finish(&rig);
    assert_true(rig.out.peak_kpa > 29 && rig.out.has_slope);
    assert_true(fabs(rig.out.slope_kpa_per_s - 1) < 0.01);
    rig_fini(&rig);
}

static void test_an_end_from_outside_vents(void **unused)
{
    (void)unused;
    static const enum end_reason reasons[] = {END_STOP, END_FAULT, END_INTERRUPTED};
    for (size_t i = 0; i < 3; i++) {
        struct rig rig;
        rig_init(&rig);
        rig.rates = from_twenty_to_sixty;
        rig_start(&rig);
        rig_live(&rig, 30);
        stub_end(&rig.stub, reasons[i]);
        assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, reasons[i]);
        assert_false(rig.out.has_value);
        assert_true(rig.out.has_pdt); /* that was measured */
        rig_fini(&rig);
    }
}

/* It measures nothing once it is stopped; what it says of another outlet, or while it presses, is nothing. */
static void test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_start(&rig);
    rig_live(&rig, 30);
    stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    stub_end(&rig.stub, END_STOP);
    stub_send(&rig.stub, EVENT_NOTICE, 1, 0, NOTICE_AT_REST);
    assert_int_equal(rig.stub.done, 0);
    stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    assert_int_equal(rig.stub.done, 1);
    assert_int_equal(rig.stub.alarms, 0);
    assert_int_equal(rig.out.end, END_STOP);
    assert_true(rig.out.at_baseline && rig.out.baseline_ns == rig.stub.t);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_button_ends_it),
        cmocka_unit_test(test_the_top_of_the_scale_is_a_response_where_it_is_one),
        cmocka_unit_test(test_detection_is_the_last_crossing_from_below),
        cmocka_unit_test(test_a_rating_that_is_too_old_is_missing),
        cmocka_unit_test(test_no_detection_across_a_finger_that_was_away),
        cmocka_unit_test(test_what_is_missing_of_another_instrument_s_ratings_is_a_gap),
        cmocka_unit_test(test_a_button_that_is_stuck_ends_it),
        cmocka_unit_test(test_a_press_before_the_pressure_is_early),
        cmocka_unit_test(test_what_is_not_as_asked_is_a_fault_or_off_rate),
        cmocka_unit_test(test_silence_and_faults_end_it),
        cmocka_unit_test(test_what_the_instrument_ends_without_a_word_is_no_threshold),
        cmocka_unit_test(test_who_is_not_seen_off_is_called_for),
        cmocka_unit_test(test_what_is_shown_is_the_newest_reading),
        cmocka_unit_test(test_an_end_from_outside_vents),
        cmocka_unit_test(test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
