/* The TCS driver and the bench's output before the simulated unit, in virtual time, however it reads what its document leaves
 * open and whatever happens on the line. */
#include "support/sim_stand.h"

static void drive(struct stand *s, double target, double rate, mono_ns hold)
{
    const struct command c = {
        .kind = COMMAND_DRIVE, .target = target, .rate_per_s = rate, .hold = hold};
    assert_int_equal(stand_command(s, &c), STATUS_OK);
}

static void however_it_reads_its_document_a_stimulus_is_what_was_asked(void **state)
{
    (void)state;
    static const char *const settings[] = {
        "",
        "setting:to=newer",
        "setting:to=zones-on",
        "setting:to=unpaced-lost",
        "setting:to=letter-restarts",
        "setting:to=lead-cr",
        "setting:to=help-lf",
        "setting:to=record-cr",
        "setting:to=record-crlf",
        "setting:to=record-groups",
        "setting:to=idle-commas",
        "setting:to=d-from-change",
        "setting:to=boot-2500",
        "setting:to=probe-109",
        "setting:to=unpaced-lost setting:to=letter-restarts setting:to=lead-cr",
        "split:gap=1ms",
        "merge:for=16ms",
        "delay:40ms",
        "truncate:p=0.01,for=60s",
        "duplicate:p=0.01",
        "drop:p=0.0005",
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        struct stand *s = stand_new("qst-tcs", settings[i]);
        stand_get_ready(s);
        s->low = 1000;
        s->high = -1000;
        drive(s, 40, 10, MONO_SEC);
        stand_run(s, 6 * MONO_SEC);
        print_message("%s: %.2f to %.2f\n", settings[i], s->low, s->high);
        assert_true(s->high > 39.3 && s->high < 41.5);
        assert_true(s->low > 29.5);
        assert_true(fabs(s->last - 30) < 0.5);
        assert_int_equal(s->done, 1);
        assert_int_equal(s->faults, 0);
        drive(s, 12, 20, 500 * MONO_MS);
        stand_run(s, 8 * MONO_SEC);
        assert_true(s->low < 12.7 && s->low > 10.5);
        assert_int_equal(s->done, 2);
        free(s);
    }
}

/* From warm to cool the temperature of rest is only passed by: nothing is at its end there. */
static void a_drive_that_turns_another_is_not_done_where_it_passes_rest(void **state)
{
    (void)state;
    static const double tops[] = {33, 35, 45};
    for (size_t i = 0; i < 3; i++) {
        struct stand *s = stand_new("qst-tcs", "");
        stand_get_ready(s);
        drive(s, tops[i], 5, 30 * MONO_SEC);
        stand_run(s, 5 * MONO_SEC);
        drive(s, 15, 5, 2 * MONO_SEC);
        for (int ms = 0; ms < 8000 && s->last > 16; ms += 10) {
            stand_run(s, 10 * MONO_MS);
            assert_int_equal(s->done, 0);
        }
        assert_true(s->last <= 16);
        assert_int_equal(s->faults, 0);
        stand_run(s, 10 * MONO_SEC);
        assert_int_equal(s->done, 1);
        free(s);
    }
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        enum fault fault;
    } rows[] = {
        {"setting:to=tcs-2017", FAULT_IDENTITY},
        {"setting:to=open-zone-3", FAULT_RANGE},
        {"setting:to=bad-zone-3", FAULT_PART},
        {"silence:at=3s,from=on", FAULT_SILENT},
        {"garble:p=0.5", FAULT_GARBLED},
        {"setting:to=stray", FAULT_GARBLED}, /* before every reply */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stand *s = stand_new("qst-tcs", rows[i].faults);
        stand_run(s, 6 * MONO_SEC);
        if (s->faults == 0 || s->fault != rows[i].fault)
            fail_msg("%s: %zu faults, the last %s", rows[i].faults, s->faults,
                     fault_word((enum fault)s->fault));
        free(s);
    }
}

static void its_own_limiter_ends_a_stimulus_early(void **state)
{
    (void)state;
    struct stand *s = stand_new("qst-tcs", "setting:to=cut-1500");
    stand_get_ready(s);
    drive(s, 40, 10, 20 * MONO_SEC);
    stand_run(s, 6 * MONO_SEC);
    assert_int_equal(s->done, 1);
    assert_int_equal(s->faults, 0);
    free(s);
}

/* The cable out and in, the unit off and on, in mid-ramp: at rest at last, and ready. */
static void it_comes_back_at_rest(void **state)
{
    (void)state;
    static const char *const faults[] = {"unplug:at=3.5s,for=1s,from=on",
                                         "reboot:at=3.5s,for=0.5s,from=on"};
    for (size_t i = 0; i < 2; i++) {
        struct stand *s = stand_new("qst-tcs", faults[i]);
        stand_get_ready(s);
        drive(s, 45, 5, 60 * MONO_SEC);
        stand_run(s, 10 * MONO_SEC);
        assert_true(sim_port_output(&s->port) == 0);
        assert_true(s->readies >= 2 || s->faults == 0);
        assert_true(fabs(s->last - 30) < 0.5);
        stand_get_ready(s);
        drive(s, 40, 10, 0);
        stand_run(s, 4 * MONO_SEC);
        free(s);
    }
}

/* Whenever it is stopped it is on its way back at once, in each of its readings. */
static void a_stop_at_any_millisecond_brings_it_back(void **state)
{
    (void)state;
    static const char *const settings[] = {"", "setting:to=unpaced-lost",
                                           "setting:to=unpaced-lost setting:to=letter-restarts"};
    for (size_t i = 0; i < 3; i++)
        for (int ms = 0; ms < 80; ms++) {
            struct stand *s = stand_new("qst-tcs", settings[i]);
            stand_get_ready(s);
            drive(s, 45, 20, 60 * MONO_SEC);
            stand_run(s, ms * MONO_MS);
            output_stop(&s->output, s->driver);
            stand_run(s, 2 * MONO_SEC);
            assert_true(s->output.stop_sent);
            assert_true(sim_port_output(&s->port) == 0);
            assert_true(fabs(s->last - 30) < 0.5);
            free(s);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(however_it_reads_its_document_a_stimulus_is_what_was_asked),
        cmocka_unit_test(a_drive_that_turns_another_is_not_done_where_it_passes_rest),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(its_own_limiter_ends_a_stimulus_early),
        cmocka_unit_test(it_comes_back_at_rest),
        cmocka_unit_test(a_stop_at_any_millisecond_brings_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
