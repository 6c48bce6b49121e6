/* Every limit of a thermode, and every way past it that we could think of: none leads past. */
#include "support/bench_rig.h"

#include <math.h>

static const double HIGH = 49, LOW = 5, RAMP = 2, BACK = 10;

/* A stimulus that gives whatever commands the test thinks of, at its start and at each reading. */
struct walker_spec {
    struct command first, later;
    bool has_later;
};

struct walker {
    struct walker_spec spec;
    struct channel_ref channel;
};

static void walker_order(struct walker *walker, struct command command, const struct reactor_io *io)
{
    command.channel = walker->channel.channel;
    io->command(io->host, walker->channel, &command);
}

static void walker_start(void *state, mono_ns now, const void *spec,
                         const struct channel_ref *channels, size_t n_channels,
                         const struct reactor_io *io)
{
    (void)now;
    (void)n_channels;
    struct walker *walker = state;
    memcpy(&walker->spec, spec, sizeof walker->spec);
    walker->channel = channels[0];
    walker_order(walker, walker->spec.first, io);
}

static void walker_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct walker *walker = state;
    if (event->kind == EVENT_READING && walker->spec.has_later)
        walker_order(walker, walker->spec.later, io);
}

static void walker_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    (void)state;
    (void)now;
    (void)io;
}

static void walker_end(void *state, mono_ns now, enum end_reason reason,
                       const struct reactor_io *io)
{
    struct walker *walker = state;
    walker_order(walker, (struct command){.kind = COMMAND_BASELINE}, io);
    io->done(io->host, now, &reason, sizeof reason);
}

static mono_ns walker_deadline(const void *state)
{
    (void)state;
    return MONO_NEVER;
}

static const struct reactor walker_reactor = {
    .name = "walker",
    .state_size = sizeof(struct walker),
    .spec_size = sizeof(struct walker_spec),
    .start = walker_start,
    .event = walker_event,
    .tick = walker_tick,
    .end = walker_end,
    .deadline = walker_deadline,
};

/* `ramp` 0: the bench file says nothing of it. */
static struct rig *limited_to(double ramp)
{
    struct bench_spec spec = rig_spec();
    spec.instruments[0].temperature_max_degc = HIGH;
    spec.instruments[0].temperature_min_degc = LOW;
    spec.instruments[0].ramp_max_degc_per_s = ramp;
    spec.instruments[0].return_max_degc_per_s = BACK;
    struct rig *rig = rig_new_with(&spec, NULL);
    rig_ready(rig);
    return rig;
}

static struct rig *limited(void)
{
    return limited_to(RAMP);
}

static void says_of(struct rig *rig, int channel, double degc)
{
    char line[64];
    snprintf(line, sizeof line, "R %d %.6f\n", channel, degc);
    rig_hear(rig, 0, line);
}

static void says(struct rig *rig, double degc)
{
    says_of(rig, FAKE_PLATE, degc);
}

static struct command drive(double target)
{
    return (struct command){.kind = COMMAND_DRIVE,
                            .target = target,
                            .rate_per_s = 1,
                            .return_per_s = 5,
                            .hold = MONO_SEC};
}

static struct command level(double target)
{
    return (struct command){.kind = COMMAND_LEVEL, .target = target};
}

static void walk(struct rig *rig, stimulus_handle handle, struct walker_spec spec)
{
    struct order order = {.kind = ORDER_START};
    order.start.handle = handle;
    order.start.reactor = &walker_reactor;
    order.start.channels[0] = (struct channel_ref){0, FAKE_PLATE};
    order.start.n_channels = 1;
    memcpy(order.start.spec, &spec, sizeof spec);
    rig_submit(rig, &order);
    rig_turns(rig, 10);
}

static bool is_energised(const char *written)
{
    return strstr(written, "RUN") || strstr(written, "LEVEL");
}

/* At the start, and when it is under way: `passes` or a stop before anything was sent. */
static void assert_command_within(double ramp, struct command command, bool passes)
{
    for (int is_later = 0; is_later < 2; is_later++) {
        struct rig *rig = limited_to(ramp);
        says(rig, 32);
        walk(rig, 1,
             is_later ? (struct walker_spec){drive(33), command, true}
                      : (struct walker_spec){.first = command});
        if (is_later) {
            (void)rig_written(rig, 0);
            says(rig, 32.5);
            rig_turns(rig, 10);
        }
        const bool was_sent = is_energised(rig_written(rig, 0));
        if (was_sent != passes || stop_is_raised(&rig->stop) == passes)
            fail_msg("command %u, %g at %g/s, back %g/s, %s: sent %d", command.kind, command.target,
                     command.rate_per_s, command.return_per_s, is_later ? "later" : "at the start",
                     was_sent);
        rig_free(rig);
    }
}

static void assert_command(struct command command, bool passes)
{
    assert_command_within(RAMP, command, passes);
}

static const double no_numbers[] = {NAN,   INFINITY, -INFINITY,
                                    1e300, -1e300,   1.7976931348623157e308};

static void no_target_beyond_the_limits_is_sent(void **state)
{
    (void)state;
    static const double within[] = {49, 48.9999, 32, 5.0001, 5};
    /* also 50 degC in Fahrenheit, a body's, freezing in it, kelvins, hundredths */
    static const double beyond[] = {49.0001, 49.1,   50,  60,  65,   65.1,    98.6, 122,   323,
                                    4900,    4.9999, 4.9, 0.0, -0.0, -0.0001, -10,  -10.1, -273.15};
    for (size_t i = 0; i < sizeof within / sizeof within[0]; i++)
        assert_command(drive(within[i]), true);
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++)
        assert_command(drive(beyond[i]), false);
    for (size_t i = 0; i < sizeof no_numbers / sizeof no_numbers[0]; i++)
        assert_command(drive(no_numbers[i]), false);
}

static void no_ramp_or_return_beyond_the_limits_is_sent(void **state)
{
    (void)state;
    static const double beyond[] = {0.0, -0.0, -1, -300};
    for (int part = 0; part < 2; part++) {
        const double most = part ? BACK : RAMP;
        struct command command = drive(40);
        double *rate = part ? &command.return_per_s : &command.rate_per_s;
        *rate = most;
        assert_command(command, true);
        *rate = nextafter(most, INFINITY);
        assert_command(command, false);
        for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++)
            *rate = beyond[i], assert_command(command, false);
        for (size_t i = 0; i < sizeof no_numbers / sizeof no_numbers[0]; i++)
            *rate = no_numbers[i], assert_command(command, false);
    }
}

/* Nothing but a bench file makes room for ramps that are steeper than those of the method of limits; a return is none. */
static void no_ramp_is_steeper_than_usual_where_the_bench_file_says_nothing(void **state)
{
    (void)state;
    static const double allowed[] = {1, 4, 10}; /* by a bench file */
    struct command command = drive(40);
    command.return_per_s = BACK;
    assert_command_within(0, command, true);
    static const double beyond[] = {1.0001, 2, 10, 60, 300};
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++)
        command.rate_per_s = beyond[i], assert_command_within(0, command, false);
    command.rate_per_s = nextafter(1, INFINITY);
    assert_command_within(0, command, false);
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        command.rate_per_s = allowed[i];
        assert_command_within(allowed[i], command, true);
        command.rate_per_s = nextafter(allowed[i], INFINITY);
        assert_command_within(allowed[i], command, false);
    }
}

/* A level has no end: the lab's limits are too wide for it. */
static void no_level_that_harms_in_time_is_sent(void **state)
{
    (void)state;
    static const double within[] = {20, 32, 40};
    static const double beyond[] = {40.0001, 43, 44, 48,  49,   50, 98.6,
                                    19.9999, 10, 5,  0.0, -0.0, -5};
    for (size_t i = 0; i < sizeof within / sizeof within[0]; i++)
        assert_command(level(within[i]), true);
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++)
        assert_command(level(beyond[i]), false);
    for (size_t i = 0; i < sizeof no_numbers / sizeof no_numbers[0]; i++)
        assert_command(level(no_numbers[i]), false);
}

static void no_hold_without_an_end_is_sent(void **state)
{
    (void)state;
    static const mono_ns holds[] = {-1, INT64_MIN, MONO_NEVER};
    for (size_t i = 0; i < sizeof holds / sizeof holds[0]; i++) {
        struct command command = drive(40);
        command.hold = holds[i];
        assert_command(command, false);
    }
}

/* Not by an order from outside, either. */
static void nobody_but_a_stimulus_heats(void **state)
{
    (void)state;
    const struct command commands[] = {drive(33), drive(122), level(32), level(45)};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        struct rig *rig = limited();
        says(rig, 32);
        rig_submit(rig, &(struct order){.kind = ORDER_COMMAND,
                                        .channel = {0, FAKE_PLATE},
                                        .command = commands[i]});
        rig_turns(rig, 10);
        assert_false(is_energised(rig_written(rig, 0)));
        assert_int_equal(rig_last(rig, REPORT_NOTICE)->code, NOTICE_REFUSED);
        rig_free(rig);
    }
}

/* What a protocol allows itself is the bench's business only where it is less. */
static void no_protocol_loosens_a_limit(void **state)
{
    (void)state;
    static const double limits[] = {49.0001, 60, 122, NAN, INFINITY, -1};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct rig *rig = limited();
        says(rig, 32);
        struct order order = {.kind = ORDER_START};
        const struct walker_spec spec = {.first = drive(33)};
        order.start = (struct stimulus_request){.handle = 1,
                                                .reactor = &walker_reactor,
                                                .channels = {{0, FAKE_PLATE}},
                                                .n_channels = 1,
                                                .limit = limits[i]};
        memcpy(order.start.spec, &spec, sizeof spec);
        rig_submit(rig, &order);
        rig_turns(rig, 10);
        assert_int_equal(rig_refusal(rig), STATUS_RANGE);
        assert_false(is_energised(rig_written(rig, 0)));
        rig_free(rig);
    }
}

/* After any stop: the stop sequence is out, and nothing heats until it was seen at rest and re-armed. */
static void assert_stopped_for_good(struct rig *rig, double at)
{
    rig_turns(rig, 20);
    assert_true(stop_is_raised(&rig->stop));
    assert_non_null(strstr(rig_written(rig, 0), "STOP\r"));
    walk(rig, 7, (struct walker_spec){.first = drive(33)});
    assert_int_equal(rig_last(rig, REPORT_REFUSED)->handle, 7);
    rig_order_rearm(rig);
    says(rig, at);
    walk(rig, 8, (struct walker_spec){.first = drive(33)});
    assert_int_equal(rig_last(rig, REPORT_REFUSED)->handle, 8);
    assert_false(is_energised(rig_written(rig, 0)));
    assert_int_equal(rig_count(rig, REPORT_REARMED), 0);
}

/* Creeping past in steps of this size, from 32, stops at the first reading that is beyond. */
static void drifts(double step, double edge)
{
    struct rig *rig = limited();
    says(rig, 32);
    walk(rig, 1, (struct walker_spec){.first = drive(edge)});
    double at = 32;
    while (!stop_is_raised(&rig->stop) && fabs(at - 32) < 100) {
        at += step;
        says(rig, at);
    }
    const double beyond = step > 0 ? at - edge : edge - at;
    assert_true(beyond > 0 && beyond < fabs(step) + 1e-5);
    assert_int_equal(stop_first_cause(&rig->stop), STOP_LIMIT);
    assert_stopped_for_good(rig, at);
    rig_free(rig);
}

static void no_reading_drifts_past_a_limit(void **state)
{
    (void)state;
    static const double steps[] = {0.01, 0.3, 7, 90};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        drifts(steps[i], HIGH);
        drifts(-steps[i], LOW);
    }
}

/* The mean is where it may be, and a part of the area is not. One that lies in a cold room is too cold only when it is driven. */
static void no_part_of_the_area_is_past_a_limit(void **state)
{
    (void)state;
    static const struct {
        double target, mean, part;
        bool stops;
    } rows[] = {{45, 45, 49, false}, {45, 45, 49.1, true}, {10, 10, 5, false},
                {10, 10, 4.9, true}, {0, 10, 4.9, false},  {0, 45, 49.1, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = limited();
        says(rig, 32);
        if (rows[i].target > 0)
            walk(rig, 1, (struct walker_spec){.first = drive(rows[i].target)});
        says(rig, rows[i].mean);
        says_of(rig, FAKE_ZONE, rows[i].part);
        if (stop_is_raised(&rig->stop) != rows[i].stops)
            fail_msg("row %zu", i);
        if (rows[i].stops)
            assert_int_equal(stop_first_cause(&rig->stop), STOP_LIMIT);
        if (rows[i].stops && rows[i].target > 0)
            assert_stopped_for_good(rig, rows[i].mean);
        rig_free(rig);
    }
}

/* A sensor that counts in Fahrenheit from one reading to the next, a broken wire, a minus zero, a value without a number. */
static void no_reading_that_cannot_be_is_gone_on_with(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        enum stop_cause cause;
    } rows[] = {
        {"89.6", STOP_LIMIT}, {"122", STOP_LIMIT},  {"305.15", STOP_LIMIT}, {"-0.0", STOP_LIMIT},
        {"0", STOP_LIMIT},    {"-273", STOP_LIMIT}, {"1e300", STOP_LIMIT},  {"nan", STOP_FAULT},
        {"-nan", STOP_FAULT}, {"inf", STOP_FAULT},  {"-inf", STOP_FAULT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = limited();
        char line[64];
        says(rig, 32);
        walk(rig, 1, (struct walker_spec){.first = drive(45)});
        says(rig, 33);
        assert_false(stop_is_raised(&rig->stop));
        snprintf(line, sizeof line, "R %d %s\n", FAKE_PLATE, rows[i].value);
        rig_hear(rig, 0, line);
        assert_int_equal(stop_first_cause(&rig->stop), rows[i].cause);
        assert_stopped_for_good(rig, 45);
        rig_free(rig);
    }
}

/* The plate stands at 48; its sensor is read this often. However seldom: it is stopped when 20 minutes are reached, or sooner. */
static void no_slow_sensor_stretches_the_dose(void **state)
{
    (void)state;
    static const double seconds[] = {0.01, 0.1, 0.24, 0.26, 1, 3, 9};
    const double all_s = 20.0 / 32 * 60;
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
        struct rig *rig = limited();
        says(rig, 32);
        walk(rig, 1, (struct walker_spec){.first = drive(48)});
        says(rig, 48);
        const mono_ns began = rig->now;
        while (!stop_is_raised(&rig->stop) && rig->now - began < 100 * MONO_SEC) {
            rig->now += mono_from_sec(seconds[i]) - MONO_MS;
            says(rig, 48);
        }
        assert_true(mono_to_sec(rig->now - began) <= all_s + seconds[i] + 0.01);
        assert_int_equal(stop_first_cause(&rig->stop), STOP_LIMIT);
        assert_stopped_for_good(rig, 48);
        rig_free(rig);
    }
}

/* Up and down below the limit, each ramp allowed, and none of them looks at the sum. */
static void no_pulses_add_up_past_the_dose(void **state)
{
    (void)state;
    struct rig *rig = limited();
    says(rig, 32);
    walk(rig, 1, (struct walker_spec){.first = drive(48)});
    double dose = 0;
    for (int i = 0; i < 100000 && !stop_is_raised(&rig->stop); i++) {
        const double from = 40 - 8 * cos(i * 0.02), to = 40 - 8 * cos((i + 1) * 0.02);
        rig->now += 99 * MONO_MS;
        says(rig, to);
        dose += fmax(exp2(from - 43), exp2(to - 43)) * 0.1 / 60; /* more than it is below 43 */
    }
    assert_int_equal(stop_first_cause(&rig->stop), STOP_LIMIT);
    assert_true(dose > 20 && dose < 21);
    assert_stopped_for_good(rig, 45);
    rig_free(rig);
}

static void no_cold_lasts_longer_than_it_may(void **state)
{
    (void)state;
    struct rig *rig = limited();
    says(rig, 32);
    walk(rig, 1, (struct walker_spec){.first = drive(10)});
    says(rig, 14.9);
    const mono_ns began = rig->now;
    while (!stop_is_raised(&rig->stop) && rig->now - began < 1000 * MONO_SEC) {
        rig->now += 99 * MONO_MS;
        says(rig, 14.9);
    }
    const double lasted = mono_to_sec(rig->now - began);
    assert_true(lasted > 119 && lasted < 120.3);
    assert_int_equal(stop_first_cause(&rig->stop), STOP_LIMIT);
    assert_stopped_for_good(rig, 14.9);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_target_beyond_the_limits_is_sent),
        cmocka_unit_test(no_ramp_or_return_beyond_the_limits_is_sent),
        cmocka_unit_test(no_ramp_is_steeper_than_usual_where_the_bench_file_says_nothing),
        cmocka_unit_test(no_level_that_harms_in_time_is_sent),
        cmocka_unit_test(no_hold_without_an_end_is_sent),
        cmocka_unit_test(nobody_but_a_stimulus_heats),
        cmocka_unit_test(no_protocol_loosens_a_limit),
        cmocka_unit_test(no_reading_drifts_past_a_limit),
        cmocka_unit_test(no_part_of_the_area_is_past_a_limit),
        cmocka_unit_test(no_reading_that_cannot_be_is_gone_on_with),
        cmocka_unit_test(no_slow_sensor_stretches_the_dose),
        cmocka_unit_test(no_pulses_add_up_past_the_dose),
        cmocka_unit_test(no_cold_lasts_longer_than_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
