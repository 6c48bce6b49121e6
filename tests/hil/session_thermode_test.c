/* The drivers of Peltier controllers before their simulated units, in virtual time, however these read what their documents
 * leave open and whatever happens on the line. */
#include "support/sim_stand.h"

static const char *const drivers[] = {"meerstetter", "te-tech"};
static const double REST = 32, TARGET = 42;

static void level(struct stand *s)
{
    const struct command c = {.kind = COMMAND_LEVEL, .target = REST};
    assert_int_equal(stand_command(s, &c), STATUS_OK);
    stand_run(s, 20 * MONO_SEC);
}

static void drive(struct stand *s)
{
    const struct command c = {
        .kind = COMMAND_DRIVE, .target = TARGET, .rate_per_s = 2, .hold = 2 * MONO_SEC};
    assert_int_equal(stand_command(s, &c), STATUS_OK);
}

static void expect_sound(const struct stand *s, const char *what)
{
    if (s->faults > 0)
        fail_msg("%s, %s: %s", s->driver->name, what, fault_word((enum fault)s->fault));
}

/* There at the rate, held, and back; told once. */
static void expect_drive(struct stand *s, const char *what)
{
    level(s);
    assert_true(fabs(s->last - REST) < 0.3);
    s->high = 0;
    s->done = 0;
    drive(s);
    stand_run(s, 2500 * MONO_MS);
    assert_true(s->high > REST + 2 && s->high < REST + 6);
    stand_run(s, 4 * MONO_SEC);
    assert_true(fabs(s->last - TARGET) < 0.6);
    stand_run(s, 30 * MONO_SEC);
    assert_true(fabs(s->last - REST) < 0.3 && s->high < TARGET + 0.6);
    assert_int_equal(s->done, 1);
    expect_sound(s, what);
}

static void a_drive_is_what_was_asked_however_the_document_is_read(void **state)
{
    (void)state;
    static const struct {
        size_t driver;
        const char *words;
    } rows[] = {
        {0, ""},
        {0, "setting:to=contact-50"},
        {0, "setting:to=address-5"},
        {0, "setting:to=own-address"},
        {0, "setting:to=crc-answered"},
        {0, "setting:to=hash-restarts"},
        {0, "setting:to=on-clears"},
        {0, "setting:to=restart-500"},
        {0, "setting:to=init-300"},
        {0, "setting:to=watchdog-output"},
        {0, "setting:to=watchdog-at-start"},
        {0, "setting:to=errors-swapped"},
        {0, "setting:to=flash-changes"},
        {0, "setting:to=found-on"},
        {0, "setting:to=found-fixed"},
        {0, "garble:p=0.001"},
        {0, "drop:p=0.001"},
        {0, "delay"},
        {0, "split"},
        {0, "merge"},
        {0, "duplicate:p=0.02"},
        {1, ""},
        {1, "setting:to=contact-50"},
        {1, "setting:to=found-on"},
        {1, "setting:to=found-control-0"},
        {1, "setting:to=found-source-2"},
        {1, "setting:to=found-fahrenheit"},
        {1, "setting:to=unit-converts"},
        {1, "setting:to=forgets"},
        {1, "setting:to=star-restarts"},
        {1, "setting:to=length-silent"},
        {1, "setting:to=any-address"},
        {1, "setting:to=unknown-error"},
        {1, "setting:to=range-old"},
        {1, "setting:to=alarm-tracks"},
        {1, "setting:to=current-100"},
        {1, "garble:p=0.001"},
        {1, "drop:p=0.001"},
        {1, "delay"},
        {1, "split"},
        {1, "merge"},
        {1, "duplicate:p=0.02"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stand *s = stand_new(drivers[rows[i].driver], rows[i].words);
        stand_get_ready(s);
        s->faults = 0;
        expect_drive(s, rows[i].words);
        /* one write at most: that of the stop frame a new link begins with */
        assert_true(sim_port_flash_writes(&s->port) <= 1);
        free(s);
    }
}

static void what_is_broken_or_another_is_never_ready(void **state)
{
    (void)state;
    static const struct {
        size_t driver;
        const char *words;
        enum fault fault;
    } rows[] = {
        {0, "setting:to=type-1121", FAULT_IDENTITY}, /* a driver of laser diodes */
        {0, "setting:to=busy", FAULT_REFUSED},
        {0, "setting:to=failed", FAULT_REFUSED},
        {0, "setting:to=object-nan", FAULT_RANGE},
        /* its alarm limits are no longer what they were when the unit is set */
        {1, "setting:to=unit-converts setting:to=found-fahrenheit", FAULT_PART},
        {1, "setting:to=computer-alarm", FAULT_PART},
        {1, "setting:to=over-current", FAULT_PART},
        {1, "setting:to=low-volts", FAULT_PART},
        {1, "setting:to=open-1", FAULT_RANGE},
        {1, "setting:to=open-2", FAULT_RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stand *s = stand_new(drivers[rows[i].driver], rows[i].words);
        stand_run(s, 8 * MONO_SEC);
        assert_int_equal(s->readies, 0);
        assert_int_equal(s->fault, rows[i].fault);
        assert_true(sim_port_output(&s->port) == 0);
        free(s);
    }
}

static void one_that_runs_away_is_switched_off(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct stand *s = stand_new(drivers[i], "setting:to=runaway");
        stand_get_ready(s);
        level(s);
        assert_int_equal(s->fault, FAULT_TRACKING);
        assert_true(sim_port_output(&s->port) == 0 && s->high < REST + 4);
        free(s);
    }
}

/* On the way there, at the target, on the way back; with the order still going out, too. */
static void a_stop_at_any_time_is_off_at_once_and_no_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (mono_ns at = 0; at < 14 * MONO_SEC;
             at += at < 200 * MONO_MS ? 5 * MONO_MS : 617 * MONO_MS) {
            struct stand *s = stand_new(drivers[i], "");
            stand_get_ready(s);
            level(s);
            drive(s);
            stand_run(s, at);
            output_stop(&s->output, s->driver);
            stand_run(s, 60 * MONO_MS);
            assert_true(sim_port_output(&s->port) == 0);
            s->high = 0;
            const double stopped = s->last;
            stand_run(s, MONO_SEC);
            assert_true(sim_port_output(&s->port) == 0 && s->high < stopped + 0.5);
            expect_sound(s, "stopped");
            output_rearm(&s->output); /* nothing was kept for later */
            stand_run(s, 2 * MONO_SEC);
            assert_true(sim_port_output(&s->port) == 0);
            expect_drive(s, "after a stop");
            free(s);
        }
}

static void without_this_program_the_one_with_a_watchdog_is_off_in_half_a_second(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct stand *s = stand_new(drivers[i], "");
        stand_get_ready(s);
        level(s);
        drive(s);
        stand_run(s, 2 * MONO_SEC);
        s->is_pulled = true;
        stand_run(s, 600 * MONO_MS);
        assert_int_equal(sim_port_output(&s->port) == 0, i == 0);
        stand_run(s, 3 * MONO_SEC);
        assert_true(s->high < TARGET + 0.6); /* the last step of the ramp is held */
        s->is_pulled = false;
        s->readies = s->faults = 0;
        stand_plug(s);
        stand_get_ready(s);
        assert_true(sim_port_output(&s->port) == 0);
        expect_drive(s, "plugged in again");
        free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_drive_is_what_was_asked_however_the_document_is_read),
        cmocka_unit_test(what_is_broken_or_another_is_never_ready),
        cmocka_unit_test(one_that_runs_away_is_switched_off),
        cmocka_unit_test(a_stop_at_any_time_is_off_at_once_and_no_fault),
        cmocka_unit_test(without_this_program_the_one_with_a_watchdog_is_off_in_half_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
