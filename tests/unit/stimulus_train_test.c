/* Trains of pulses: when each began, what it was, what was felt at the end of its period, and every departure from that. */
#include "stimulus_stub.h"

#include "stimulus/pulse_train.h"

/* An instrument that presses at `rate`, and a participant who moves the slider at known times. */
struct rig {
    struct stub stub;
    struct pulse_train_spec spec;
    struct pulse_train_outcome out;
    mono_ns step;
    double kpa, rate;
    mono_ns began, delay; /* of the program, or of the last drive; what it takes to begin */
    mono_ns slip;         /* of each period of its own program */
    struct command program;
    bool has_program, is_stuck, is_deaf;
    int extra;   /* pulses more than it was told */
    double leak; /* share of the level that is not reached */
    double (*rates)(const struct rig *rig);
};

static void rig_obeys(void *instrument, mono_ns t, const struct command *command)
{
    struct rig *rig = instrument;
    if ((command->kind == COMMAND_TRAIN || command->kind == COMMAND_DRIVE) && !rig->is_deaf) {
        rig->program = *command;
        rig->has_program = true;
        rig->began = t + rig->delay;
    }
    if (command->kind == COMMAND_BASELINE && !rig->is_stuck)
        rig->has_program = false;
}

static void rig_init(struct rig *rig, enum pulse_pace pace)
{
    *rig = (struct rig){.stub = {.reactor = &pulse_train,
                                 .outcome = &rig->out,
                                 .outcome_size = sizeof rig->out,
                                 .obeys = rig_obeys,
                                 .instrument = rig},
                        .spec = pulse_train_defaults(),
                        .step = 10 * MONO_MS,
                        .rate = 200,
                        .delay = 120 * MONO_MS};
    rig->spec.pace = (uint8_t)pace;
    for (size_t i = 0; i < PULSES_MAX; i++)
        rig->spec.level_kpa[i] = 40;
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

/* Where the instrument wants to be. */
static double goal(const struct rig *rig)
{
    const struct command *program = &rig->program;
    if (!rig->has_program || rig->stub.t < rig->began)
        return 0;
    const mono_ns past = rig->stub.t - rig->began;
    if (program->kind == COMMAND_DRIVE) {
        const mono_ns way = mono_from_sec(program->target / program->rate_per_s);
        return past < way + program->hold ? program->target * (1 - rig->leak) : 0;
    }
    const mono_ns period = program->hold + program->off + rig->slip;
    if (past >= (program->pulses + rig->extra) * period)
        return 0;
    return past % period < program->hold ? program->target * (1 - rig->leak) : program->base;
}

static void rig_step(struct rig *rig)
{
    struct stub *stub = &rig->stub;
    stub->t += rig->step;
    const double most = rig->rate * mono_to_sec(rig->step), way = goal(rig) - rig->kpa;
    rig->kpa += fmax(-2 * most, fmin(most, way));
    while (!stub->done && stub_deadline(stub) <= stub->t) /* as the bench does it */
        stub_tick(stub, stub_deadline(stub));
    stub_read(stub, rig->kpa);
    if (rig->rates)
        stub_rate(stub, rig->rates(rig));
    else
        stub->seq++; /* nobody has bound it */
}

static void rig_live(struct rig *rig, mono_ns duration)
{
    for (mono_ns until = rig->stub.t + duration; rig->stub.t < until && !rig->stub.done;)
        rig_step(rig);
}

static void rig_finish(struct rig *rig)
{
    rig_live(rig, 60 * MONO_SEC);
    stub_check_over(&rig->stub, rig->out.at_baseline);
}

/* Two more with each pulse, moved half way through its pause: at the beginning of a period it still shows the pulse before. */
static double one_more_each(const struct rig *rig)
{
    const mono_ns past = rig->stub.t - rig->stub.commanded[1] - rig->delay - 1500 * MONO_MS;
    return past < 0 ? 0 : fmin(10, 0.5 * (double)(past / (2 * MONO_SEC) + 1));
}

static void test_ten_pulses_by_whoever_keeps_the_time(void **unused)
{
    (void)unused;
    for (int pace = 0; pace < 2; pace++) {
        struct rig rig;
        rig_init(&rig, (enum pulse_pace)pace);
        rig.rates = one_more_each;
        rig_start(&rig);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_COMPLETED);
        assert_int_equal(rig.out.given, 10);
        assert_int_equal(stub_count(&rig.stub, COMMAND_TRAIN), pace == PULSES_BY_INSTRUMENT);
        assert_int_equal(stub_count(&rig.stub, COMMAND_DRIVE), pace == PULSES_BY_US ? 10 : 0);
        for (int i = 0; i < 10; i++) {
            const struct pulse *pulse = &rig.out.pulses[i];
            assert_true(fabs((double)pulse->onset_error_s) < 0.001);
            assert_true(fabs((double)pulse->order_error_s) <= 0);
            assert_true(pulse->has_level && !pulse->is_off);
            assert_true(fabs((double)pulse->level_kpa - 40) < 0.01);
            assert_true(pulse->has_rating);
            assert_true(fabs((double)pulse->rating - 0.5 * (i + 1)) < 1e-6);
        }
        assert_true(fabs((double)rig.out.peak_kpa - 40) < 0.01);
        assert_true(rig.out.at_baseline && rig.out.gaps == 0);
        assert_true(rig.out.end_ns - rig.out.onset_ns == 20 * MONO_SEC);
        assert_int_equal(rig.stub.phases[PHASE_RUNNING], 1);
        edges_check(&rig.stub.edges, 10, rig.spec.on, rig.spec.on + rig.spec.off);
        assert_true(rig.stub.edges.t[0] == rig.out.onset_ns);
        rig_fini(&rig);
    }
}

/* The order of readings has the line before it: both at one time, and the first pulse would be late by the length of that. */
static void test_no_pulse_is_ordered_together_with_anything_else(void **unused)
{
    (void)unused;
    struct rig rig;
    const struct stub *stub = &rig.stub;
    rig_init(&rig, PULSES_BY_US);
    rig_start(&rig);
    rig_finish(&rig);
    for (size_t i = 0, pulse = 0; i < stub->n_commands; i++) {
        if (stub->commands[i].kind != COMMAND_DRIVE)
            continue;
        assert_true(i > 0 && stub->commanded[i] > stub->commanded[i - 1]);
        assert_true(stub->commanded[i] - rig.out.start_ns ==
                    PULSE_TRAIN_LEAD + (mono_ns)pulse++ * 2 * MONO_SEC);
    }
    rig_fini(&rig);
}

/* Each of its own level: only we can give them. */
static void test_each_pulse_has_its_level(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_US);
    rig.spec.pulses = 5;
    for (int i = 0; i < 5; i++)
        rig.spec.level_kpa[i] = 20 + 10 * i;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    for (int i = 0; i < 5; i++) {
        assert_true(fabs((double)rig.out.pulses[i].level_kpa - (20 + 10 * i)) < 0.01);
        assert_true(fabs((double)rig.out.pulses[i].onset_error_s) <
                    0.11);                          /* half the way lies elsewhere */
        assert_false(rig.out.pulses[i].has_rating); /* missing, never zero */
    }
    rig_fini(&rig);
}

/* Its clock runs slow by 5 ms a period: told with each pulse, and no rating is taken early. */
static void test_a_slow_clock_shows_in_the_onsets(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.slip = 5 * MONO_MS;
    rig.step = MONO_MS;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    for (int i = 0; i < 10; i++)
        assert_true(fabs((double)rig.out.pulses[i].onset_error_s - 0.005 * i) < 0.001);
    rig_fini(&rig);
}

/* A level at the lab's own limit is refused where a bit of it is lost. */
static void test_a_level_is_ordered_as_it_was_asked_for(void **unused)
{
    (void)unused;
    for (int pace = 0; pace < 2; pace++) {
        struct rig rig;
        rig_init(&rig, (enum pulse_pace)pace);
        for (size_t i = 0; i < PULSES_MAX; i++)
            rig.spec.level_kpa[i] = 43.7;
        rig_start(&rig);
        rig_live(&rig, 2 * PULSE_TRAIN_LEAD);
        assert_true(rig.stub.commands[1].target >= 43.7 && rig.stub.commands[1].target <= 43.7);
        rig_fini(&rig);
    }
}

/* The way down from a high pulse passes where a low one would begin. */
static void test_a_low_pulse_after_a_high_one_is_one(void **unused)
{
    (void)unused;
    static const double levels[] = {90, 15, 60, 20, 4, 50};
    enum { N = sizeof levels / sizeof levels[0] };
    struct rig rig;
    rig_init(&rig, PULSES_BY_US);
    rig.rates = one_more_each;
    memcpy(rig.spec.level_kpa, levels, sizeof levels);
    rig.spec.pulses = N;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    for (size_t i = 0; i < N; i++) {
        const struct pulse *pulse = &rig.out.pulses[i];
        assert_true(fabs((double)pulse->onset_error_s) < 0.02);
        assert_true(pulse->has_level && fabs((double)pulse->level_kpa - levels[i]) < 0.01);
    }
    for (size_t i = 0, n = 0; i < rig.stub.n_commands; i++)
        if (rig.stub.commands[i].kind == COMMAND_DRIVE)
            assert_int_equal(rig.stub.commands[i].goes_on, n++ > 0);
    rig_fini(&rig);
}

static double until_the_fifth(const struct rig *rig)
{
    return rig->stub.t - rig->stub.commanded[1] < 9 * MONO_SEC ? 3 : (double)NAN;
}

static void test_a_rating_that_stays_away_is_missing(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.rates = until_the_fifth;
    rig_start(&rig);
    rig_finish(&rig);
    for (int i = 0; i < 10; i++)
        assert_int_equal(rig.out.pulses[i].has_rating, i < 4);
    rig_fini(&rig);
    rig_init(&rig, PULSES_BY_INSTRUMENT); /* and is none on the screen either */
    rig.rates = until_the_fifth;
    rig_start(&rig);
    for (int i = 0; i < 2; i++) {
        struct pulse_train_live live;
        rig_live(&rig, i == 0 ? 9 * MONO_SEC : MONO_SEC);
        pulse_train.look(rig.stub.state, &live);
        assert_int_equal(live.has_rating, i == 0);
    }
    rig_fini(&rig);
}

static void test_a_leak_is_told_with_each_pulse(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.leak = 0.3;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    for (int i = 0; i < 10; i++)
        assert_true(rig.out.pulses[i].is_off &&
                    fabs((double)rig.out.pulses[i].level_kpa - 28) < 0.01);
    rig_fini(&rig);
}

static void test_more_than_was_asked_for_is_a_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.leak = -0.2;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_true((double)rig.out.peak_kpa < 50);
    rig_fini(&rig);
}

/* Twice as fast: the eleventh comes while the tenth of ours is not over. */
static void test_a_pulse_too_many_is_a_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.slip = -500 * MONO_MS;
    rig.extra = 10;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    rig_fini(&rig);
}

static void test_a_pulse_that_does_not_come_is_a_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.is_deaf = true;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_int_equal(rig.out.given, 0);
    rig_fini(&rig);
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 5 * MONO_SEC);
    rig.has_program = false;
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_int_equal(rig.out.given, 3); /* what was given stands */
    rig_fini(&rig);
}

static void test_the_button_ends_it(void **unused)
{
    (void)unused;
    for (int pace = 0; pace < 2; pace++) {
        struct rig rig;
        rig_init(&rig, (enum pulse_pace)pace);
        rig.rates = one_more_each;
        rig_start(&rig);
        rig_live(&rig, 6500 * MONO_MS);
        stub_send(&rig.stub, EVENT_RESPONSE, 2, 1, 0);
        const int drives = stub_count(&rig.stub, COMMAND_DRIVE);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_WITHDRAWN);
        assert_int_equal(rig.out.given, 3);
        assert_true(rig.out.pulses[2].has_rating && !rig.out.pulses[3].has_rating);
        assert_int_equal(stub_count(&rig.stub, COMMAND_DRIVE),
                         drives); /* none is ordered any more */
        rig_fini(&rig);
    }
}

static void test_silence_faults_and_ends_from_outside(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_US);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    stub_tick(&rig.stub, rig.stub.t + 600 * MONO_MS);
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_SILENT);
    rig_fini(&rig);
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    stub_send(&rig.stub, EVENT_FAULT, 0, 0, FAULT_LEAK);
    stub_send(&rig.stub, EVENT_READY, 0, 0, 0);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 2);
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_LEAK);
    rig_fini(&rig);
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    stub_end(&rig.stub, END_STOP);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_STOP);
    rig_fini(&rig);
}

static void test_who_is_not_seen_off_is_called_for(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.is_stuck = true;
    rig.spec.base_kpa = 5;
    rig.extra = 100;
    rig_start(&rig);
    rig_live(&rig, 6 * MONO_SEC);
    stub_end(&rig.stub, END_STOP);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_NOT_RELEASED);
    rig_fini(&rig);
}

/* By its own button, which no bench file needs to name as a response: whoever pressed it has had enough. */
static void test_what_is_ended_at_the_instrument_is_not_gone_on_with(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_US);
    rig_start(&rig);
    const mono_ns began = rig.stub.t;
    while (stub_count(&rig.stub, COMMAND_DRIVE) < 3)
        rig_step(&rig);
    assert_true(rig.stub.t > began);
    rig_live(&rig, rig.spec.on + 100 * MONO_MS);
    stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_PROGRAM_DONE); /* that is its own end */
    assert_int_equal(rig.stub.done, 0);
    while (stub_count(&rig.stub, COMMAND_DRIVE) < 4)
        rig_step(&rig);
    rig_live(&rig, rig.spec.on / 2);
    rig.has_program = false;
    stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_PROGRAM_DONE);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(stub_count(&rig.stub, COMMAND_DRIVE), 4);
    rig_fini(&rig);
}

/* Nobody could answer, and what is borne then is no bound. */
static void test_a_button_that_is_stuck_ends_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    stub_send(&rig.stub, EVENT_NOTICE, 2, 0, NOTICE_BUTTON_STUCK);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_INTERRUPTED);
    assert_true(rig.out.at_baseline && rig.out.given == 1);
    rig_fini(&rig);
}

/* A valve that sticks: long before the next pulse is missed. What comes down in time may take its time. */
static void test_a_pulse_that_does_not_go_is_ended(void **unused)
{
    (void)unused;
    static const struct {
        mono_ns stays, off; /* on is 1 s */
        mono_ns most;       /* 0: it goes on */
    } rows[] = {{100 * MONO_SEC, 30 * MONO_SEC, 3100 * MONO_MS},
                {100 * MONO_SEC, MONO_SEC, 2100 * MONO_MS},
                {2800 * MONO_MS, 30 * MONO_SEC, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig, PULSES_BY_INSTRUMENT);
        rig.spec.off = rows[i].off;
        rig_start(&rig);
        rig.program.hold = rows[i].stays;
        rig.program.off = rows[i].off + MONO_SEC - rows[i].stays;
        rig_live(&rig, 10 * MONO_SEC);
        if (rows[i].most == 0)
            stub_end(&rig.stub, END_STOP);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, rows[i].most > 0 ? END_FAULT : END_STOP);
        assert_int_equal(rig.out.fault, rows[i].most > 0 ? FAULT_TRACKING : FAULT_NONE);
        assert_true(rows[i].most == 0 || rig.out.end_ns - rig.out.onset_ns <= rows[i].most);
        rig_fini(&rig);
    }
}

/* Stop and free: somebody has freed the limb from a cuff that does not come back. */
static void test_nobody_waits_for_a_cuff_that_was_taken_off(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.is_stuck = true;
    rig.spec.base_kpa = 5;
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    pulse_train.released(rig.stub.state, rig.stub.t, &rig.stub.io); /* it goes on */
    rig_live(&rig, MONO_SEC);
    assert_int_equal(rig.stub.phases[PHASE_RELEASE], 0);
    stub_end(&rig.stub, END_STOP);
    stub_check_waived(&rig.stub);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_false(rig.out.at_baseline);
    rig_fini(&rig);
}

/* The slider is another instrument, which counts for itself. */
static void test_what_is_missing_of_another_instrument_s_ratings_is_a_gap(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.rates = one_more_each;
    rig.stub.rated_by = STUB_INSTRUMENT + 1;
    rig.stub.rated_seq = 1000;
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    rig.stub.rated_seq += 7;
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_int_equal(rig.out.gaps, 7);
    assert_true(rig.out.pulses[9].has_rating && rig.out.pulses[9].rating > 4.9f);
    rig_fini(&rig);
}

static void test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    stub_end(&rig.stub, END_STOP);
    stub_send(&rig.stub, EVENT_NOTICE, 1, 0, NOTICE_AT_REST);
    assert_int_equal(rig.stub.done, 0);
    stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    assert_int_equal(rig.stub.done, 1);
    assert_true(rig.out.at_baseline && rig.out.baseline_ns == rig.stub.t);
    assert_int_equal(rig.stub.alarms, 0);
    rig_fini(&rig);
}

static void test_what_is_shown_is_the_newest_reading(void **unused)
{
    (void)unused;
    struct rig rig;
    struct pulse_train_live live;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 4500 * MONO_MS);
    pulse_train.look(rig.stub.state, &live);
    assert_true(live.is_pressing && live.given == 2 && live.pulses == 10);
    assert_true(live.kpa > 39 && live.reading_ns == rig.stub.t);
    stub_end(&rig.stub, END_STOP);
    rig_live(&rig, 100 * MONO_MS);
    pulse_train.look(rig.stub.state, &live);
    assert_true(live.is_returning && live.kpa < 39 && live.kpa >= rig.kpa);
    rig_finish(&rig);
    rig_fini(&rig);
}

/* Its pause reads as rest: an instrument that has not heard the stop presses again after it. */
static void test_a_pause_is_not_the_end(void **unused)
{
    (void)unused;
    for (int goes_on = 0; goes_on < 2; goes_on++) {
        struct rig rig;
        rig_init(&rig, PULSES_BY_INSTRUMENT);
        rig.is_stuck = goes_on;
        rig.extra = 100;
        rig_start(&rig);
        rig_live(&rig, 5800 * MONO_MS);
        assert_true(rig.kpa <= 0);
        stub_end(&rig.stub, END_STOP);
        const mono_ns ended = rig.stub.t;
        rig_finish(&rig);
        assert_int_equal(rig.out.end, goes_on ? END_FAULT : END_STOP);
        assert_int_equal(rig.out.at_baseline, !goes_on);
        assert_true(rig.out.at_baseline || rig.stub.t - ended >= rig.spec.baseline_within);
        assert_true(goes_on || rig.out.baseline_ns - ended <= rig.step);
        rig_fini(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_pulses_by_whoever_keeps_the_time),
        cmocka_unit_test(test_no_pulse_is_ordered_together_with_anything_else),
        cmocka_unit_test(test_each_pulse_has_its_level),
        cmocka_unit_test(test_a_slow_clock_shows_in_the_onsets),
        cmocka_unit_test(test_a_level_is_ordered_as_it_was_asked_for),
        cmocka_unit_test(test_a_rating_that_stays_away_is_missing),
        cmocka_unit_test(test_a_leak_is_told_with_each_pulse),
        cmocka_unit_test(test_more_than_was_asked_for_is_a_fault),
        cmocka_unit_test(test_a_pulse_too_many_is_a_fault),
        cmocka_unit_test(test_a_pulse_that_does_not_come_is_a_fault),
        cmocka_unit_test(test_the_button_ends_it),
        cmocka_unit_test(test_what_is_ended_at_the_instrument_is_not_gone_on_with),
        cmocka_unit_test(test_a_button_that_is_stuck_ends_it),
        cmocka_unit_test(test_a_pulse_that_does_not_go_is_ended),
        cmocka_unit_test(test_a_low_pulse_after_a_high_one_is_one),
        cmocka_unit_test(test_nobody_waits_for_a_cuff_that_was_taken_off),
        cmocka_unit_test(test_what_is_missing_of_another_instrument_s_ratings_is_a_gap),
        cmocka_unit_test(test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured),
        cmocka_unit_test(test_silence_faults_and_ends_from_outside),
        cmocka_unit_test(test_who_is_not_seen_off_is_called_for),
        cmocka_unit_test(test_what_is_shown_is_the_newest_reading),
        cmocka_unit_test(test_a_pause_is_not_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
