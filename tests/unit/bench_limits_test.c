/* Limits of instrument, lab and protocol on the bench: before a command and on every reading; and what a bench file
 * may not say. */
#include "support/bench_rig.h"

#include <math.h>

static struct probe_log logs[8];

static int clear_logs(void **state)
{
    (void)state;
    memset(logs, 0, sizeof logs);
    return 0;
}

static void the_stricter_of_instrument_and_lab_is_the_limit_in_the_unit_of_the_role(void **state)
{
    (void)state;
    static const struct {
        double force_n, pressure_kpa; /* the lab's; 0: none */
        double area_cm2;
        double cuff_kpa, algometer_kpa; /* the instruments can do 100 kPa and 100 N */
    } rows[] = {
        {0, 0, 1, 100, 1000},    {50, 60, 1, 60, 60},
        {50, 0, 0.5, 100, 1000},                            /* 50 N on half a square centimetre */
        {50, 0, 2, 100, 250},    {500, 5000, 1, 100, 1000}, /* a lab cannot loosen an instrument */
        {50, 400, 1, 100, 400},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench_spec spec = rig_spec();
        for (int k = 0; k < RIG_INSTRUMENTS; k++) {
            spec.instruments[k].force_max_n = rows[i].force_n;
            spec.instruments[k].pressure_max_kpa = rows[i].pressure_kpa;
        }
        spec.roles[ROLE_ALGOMETER].probe_area_cm2 = rows[i].area_cm2;
        struct rig *rig = rig_new_with(&spec, NULL);
        struct channel_ref cuff, algometer, none;
        assert_true(bench_role(rig->bench, ROLE_TEST_CUFF, &cuff));
        assert_true(bench_role(rig->bench, ROLE_ALGOMETER, &algometer));
        assert_false(bench_role(rig->bench, ROLE_THERMODE, &none));
        assert_true(bench_limit(rig->bench, cuff) == rows[i].cuff_kpa);
        assert_true(fabs(bench_limit(rig->bench, algometer) - rows[i].algometer_kpa) < 1e-9);
        /* A channel without a role is no way around the lab's limit, and a slider has none. */
        assert_true(bench_limit(rig->bench, (struct channel_ref){1, FAKE_OUTLET2}) ==
                    rows[i].cuff_kpa);
        assert_true(bench_limit(rig->bench, (struct channel_ref){1, FAKE_SLIDER}) == 10);
        rig_free(rig);
    }
}

/* Starts a drive under a protocol limit; what the instrument is told. */
static const char *driven(struct rig *rig, double protocol, struct probe_spec spec)
{
    spec.log = &logs[0];
    struct order order = rig_request(1, spec, 0, FAKE_OUTLET1);
    order.start.limit = protocol;
    rig_submit(rig, &order);
    rig_turns(rig, 5);
    return rig_written(rig, 0);
}

static void a_drive_beyond_any_limit_is_not_sent_and_stops(void **state)
{
    (void)state;
    static const struct {
        double lab, lab_rate, protocol, target, rate;
        bool sent;
    } rows[] = {
        {0, 0, 0, 100, 10, true}, /* the instrument's own limit */
        {0, 0, 0, 100.1, 10, false},
        {80, 0, 0, 80, 10, true}, /* the lab's */
        {80, 0, 0, 80.1, 10, false},
        {80, 0, 60, 60, 10, true}, /* the protocol's */
        {80, 0, 60, 60.1, 10, false},
        {0, 0, 0, -1, 10, false}, /* below what the channel can do */
        {0, 0, 0, (double)NAN, 10, false},
        {0, 0, 0, (double)INFINITY, 10, false},
        {0, 50, 0, 10, 50, true}, /* the lab's ramp rate */
        {0, 50, 0, 10, 50.1, false},
        {0, 0, 0, 10, (double)INFINITY, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_logs(NULL);
        struct bench_spec spec = rig_spec();
        spec.instruments[0].pressure_max_kpa = rows[i].lab;
        spec.instruments[0].rate_max_kpa_per_s = rows[i].lab_rate;
        struct rig *rig = rig_new_with(&spec, NULL);
        rig_ready(rig);
        const char *written =
            driven(rig, rows[i].protocol,
                   (struct probe_spec){.drive = rows[i].target, .rate = rows[i].rate});
        assert_true((strstr(written, "RUN") != NULL) == rows[i].sent);
        assert_true((strstr(written, "STOP\r") != NULL) == !rows[i].sent);
        assert_int_equal(rig_count(rig, REPORT_DONE), !rows[i].sent);
        const struct report *notice = rig_last(rig, REPORT_NOTICE); /* why it stands */
        assert_int_equal(notice != NULL, !rows[i].sent);
        if (notice)
            assert_true(notice->code == NOTICE_REFUSED && notice->handle == 1 &&
                        notice->value == -STATUS_RANGE);
        rig_free(rig);
    }
}

/* As a drive; and it rises as fast as it goes, so that whoever limits a rate has none. */
static void a_train_beyond_any_limit_is_not_sent_and_stops(void **state)
{
    (void)state;
    static const struct {
        double lab, lab_rate, protocol, target, base;
        mono_ns on, off;
        uint8_t channel;
        bool sent;
    } rows[] = {
        {0, 0, 0, 100, 0, MONO_SEC, MONO_SEC, FAKE_OUTLET1, true},
        {0, 0, 0, 100.1, 0, MONO_SEC, MONO_SEC, FAKE_OUTLET1, false},
        {80, 0, 0, 80.1, 0, MONO_SEC, MONO_SEC, FAKE_OUTLET1, false},
        {80, 0, 60, 60, 5, MONO_SEC, MONO_SEC, FAKE_OUTLET1, true},
        {80, 0, 60, 60.1, 0, MONO_SEC, MONO_SEC, FAKE_OUTLET1, false},
        {0, 0, 0, (double)NAN, 0, MONO_SEC, MONO_SEC, FAKE_OUTLET1, false},
        {0, 0, 0, 50, 50.1, MONO_SEC, MONO_SEC, FAKE_OUTLET1, false}, /* its pause above it */
        {0, 0, 0, 50, -1, MONO_SEC, MONO_SEC, FAKE_OUTLET1, false},
        {0, 0, 0, 50, (double)NAN, MONO_SEC, MONO_SEC, FAKE_OUTLET1, false},
        {0, 200, 0, 50, 0, MONO_SEC, MONO_SEC, FAKE_OUTLET1, false}, /* the lab's ramp rate */
        {0, 0, 0, 50, 0, MONO_NEVER, MONO_SEC, FAKE_OUTLET1, false}, /* it would go on for ever */
        {0, 0, 0, 50, 0, MONO_SEC, MONO_NEVER, FAKE_OUTLET1, false},
        {0, 0, 0, 50, 0, MONO_SEC, 0, FAKE_OUTLET1, false},
        {0, 0, 0, 45, 30, MONO_SEC, MONO_SEC, FAKE_PLATE, false}, /* a thermode has none */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_logs(NULL);
        struct bench_spec spec = rig_spec();
        spec.instruments[0].pressure_max_kpa = rows[i].lab;
        spec.instruments[0].rate_max_kpa_per_s = rows[i].lab_rate;
        struct rig *rig = rig_new_with(&spec, NULL);
        rig_ready(rig);
        struct order order = rig_request(1,
                                         (struct probe_spec){.log = &logs[0],
                                                             .drive = rows[i].target,
                                                             .base = rows[i].base,
                                                             .pulses = 10,
                                                             .hold = rows[i].on,
                                                             .off = rows[i].off},
                                         0, rows[i].channel);
        order.start.limit = rows[i].protocol;
        rig_submit(rig, &order);
        rig_turns(rig, 5);
        const char *written = rig_written(rig, 0);
        if ((strstr(written, "RUN") != NULL) != rows[i].sent)
            fail_msg("row %zu", i);
        assert_true((strstr(written, "STOP\r") != NULL) == !rows[i].sent);
        rig_free(rig);
    }
}

static void a_plate_is_driven_within_the_labs_temperatures_and_watched(void **state)
{
    (void)state;
    static const struct {
        double high, low, target;
        bool sent;
        double reading;
        bool stops;
    } rows[] =
        {
            {0, 0, 65, true, 65, false},   {0, 0, 65.1, false, 0, true},
            {0, 0, -10, true, -10, false}, {0, 0, -10.1, false, 0, true},
            {49, 5, 49, true, 49, false},  {49, 5, 49.1, false, 0, true},
            {49, 5, 5, true, 5, false},    {49, 5, 4.9, false, 0, true},
            {49, 5, 40, true, 49.1, true}, {49, 5, 10, true, 4.9, true},
            {80, 0, 65.1, false, 0, true}, /* a lab cannot loosen an instrument */
        };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_logs(NULL);
        struct bench_spec spec = rig_spec();
        char line[32];
        spec.instruments[0].temperature_max_degc = rows[i].high;
        spec.instruments[0].temperature_min_degc = rows[i].low;
        struct rig *rig = rig_new_with(&spec, NULL);
        rig_ready(rig);
        rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = rows[i].target}, 0,
                  FAKE_PLATE);
        rig_turns(rig, 5);
        assert_true((strstr(rig_written(rig, 0), "RUN") != NULL) == rows[i].sent);
        snprintf(line, sizeof line, "R %d %.1f\n", FAKE_PLATE, rows[i].reading);
        if (rows[i].sent)
            rig_hear(rig, 0, line);
        rig_turns(rig, 5);
        assert_int_equal(rig_count(rig, REPORT_STOPPED) > 0, rows[i].stops);
        if (rows[i].sent && rows[i].stops)
            assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_LIMIT);
        rig_free(rig);
    }
}

/* Who drives to the very limit of the lab reads a little beyond it: by as much as the stimulus itself bears, and never by more
 * than a degree, on the plate that it drives, as long as it drives it. */
static void a_plate_may_read_as_far_beyond_a_limit_as_its_stimulus_bears(void **state)
{
    (void)state;
    static const struct {
        double overshoot, protocol, target, reading;
        bool stops;
    } rows[] = {
        {1, 0, 49, 49.9, false},
        {1, 0, 49, 50.1, true},
        {1, 0, 5, 4.1, false},
        {1, 0, 5, 3.9, true},
        {0.3, 0, 49, 49.2, false},
        {0.3, 0, 49, 49.4, true},
        {0, 0, 49, 49.1, true},
        {1, 45, 45, 45.1, true},
        {1, 50, 49, 49.9, false},
        {1, 50, 49, 50.1, true},
        {9, 0, 49, 49.9, false},
        {9, 0, 49, 50.1, true}, /* nobody asks for more */
        {9, 0, 5, 3.9, true},
        {-1, 0, 49, 49, false},
        {(double)NAN, 0, 49, 49.1, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_logs(NULL);
        struct bench_spec spec = rig_spec();
        char line[32];
        spec.instruments[0].temperature_max_degc = 49;
        spec.instruments[0].temperature_min_degc = 5;
        struct rig *rig = rig_new_with(&spec, NULL);
        rig_ready(rig);
        struct order order = rig_request(
            1, (struct probe_spec){.log = &logs[0], .drive = rows[i].target}, 0, FAKE_PLATE);
        order.start.overshoot_degc = rows[i].overshoot;
        order.start.limit = rows[i].protocol;
        rig_submit(rig, &order);
        rig_turns(rig, 5);
        assert_non_null(strstr(rig_written(rig, 0), "RUN"));
        snprintf(line, sizeof line, "R %d %.1f\n", FAKE_PLATE, rows[i].reading);
        rig_hear(rig, 0, line);
        if ((rig_count(rig, REPORT_STOPPED) > 0) != rows[i].stops)
            fail_msg("row %zu", i);
        rig_free(rig);
    }
}

/* What is asked for stays within the limit, and what nobody drives has no allowance. */
static void no_allowance_loosens_what_may_be_asked_for(void **state)
{
    (void)state;
    for (int is_target = 0; is_target < 2; is_target++) {
        clear_logs(NULL);
        struct bench_spec spec = rig_spec();
        char line[32];
        spec.instruments[0].temperature_max_degc = 49;
        struct rig *rig = rig_new_with(&spec, NULL);
        rig_ready(rig);
        struct order order = rig_request(
            1, (struct probe_spec){.log = &logs[0], .drive = is_target ? 49.1 : 40}, 0, FAKE_PLATE);
        order.start.overshoot_degc = 1;
        rig_submit(rig, &order);
        rig_turns(rig, 5);
        assert_true((strstr(rig_written(rig, 0), "RUN") != NULL) == !is_target);
        if (!is_target) {
            rig_end(rig, 1, END_COMPLETED);
            snprintf(line, sizeof line, "R %d 49.1\n", FAKE_PLATE);
            rig_hear(rig, 0, line);
        }
        assert_int_equal(rig_count(rig, REPORT_STOPPED), 1);
        rig_free(rig);
    }
}

/* In a cold room, before anything was driven. */
static void a_plate_that_lies_in_the_cold_stops_nothing(void **state)
{
    (void)state;
    struct bench_spec spec = rig_spec();
    char line[32];
    spec.instruments[0].temperature_min_degc = 20;
    struct rig *rig = rig_new_with(&spec, NULL);
    rig_ready(rig);
    snprintf(line, sizeof line, "R %d 15.0\n", FAKE_PLATE);
    rig_hear(rig, 0, line);
    rig_turns(rig, 5);
    assert_int_equal(rig_count(rig, REPORT_STOPPED), 0);
    rig_free(rig);
}

static void a_drive_without_a_bounded_duration_is_not_sent_and_stops(void **state)
{
    (void)state;
    static const mono_ns holds[] = {-1, MONO_NEVER};
    for (size_t i = 0; i < sizeof holds / sizeof holds[0]; i++) {
        clear_logs(NULL);
        struct rig *rig = rig_new();
        assert_null(
            strstr(driven(rig, 0, (struct probe_spec){.drive = 10, .hold = holds[i]}), "RUN"));
        assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_FAULT);
        rig_free(rig);
    }
}

/* On half a square centimetre a newton is 20 kPa. */
static void what_presses_with_a_force_is_limited_by_its_pressure(void **state)
{
    (void)state;
    static const struct {
        double target_n, rate_n_per_s;
        bool sent;
    } rows[] = {{4, 2.5, true}, {4.1, 2.5, false}, {4, 2.6, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_logs(NULL);
        struct bench_spec spec = rig_spec();
        spec.instruments[0].pressure_max_kpa = 80;
        spec.instruments[0].rate_max_kpa_per_s = 50;
        spec.roles[ROLE_TEST_CUFF] =
            (struct role_spec){.bound = true, .channel = "piston", .probe_area_cm2 = 0.5};
        struct rig *rig = rig_new_with(&spec, NULL);
        rig_ready(rig);
        rig_start(rig, 1,
                  (struct probe_spec){
                      .log = &logs[0], .drive = rows[i].target_n, .rate = rows[i].rate_n_per_s},
                  0, FAKE_PISTON);
        rig_turns(rig, 5);
        assert_true((strstr(rig_written(rig, 0), "RUN") != NULL) == rows[i].sent);
        assert_true(stop_is_raised(&rig->stop) == !rows[i].sent);
        if (rows[i].sent) {
            rig_hear(rig, 0, "R 4 4.1\n");
            assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_LIMIT);
        }
        rig_free(rig);
    }
}

/* Beyond it a gauge measures nothing, though the lab's limit be wider. */
static void the_capacity_of_a_gauge_bounds_its_limit_and_is_told_to_its_driver(void **state)
{
    (void)state;
    struct bench_spec spec = rig_spec();
    spec.instruments[METER].capacity_n = 30;
    spec.instruments[METER].force_max_n = 80;
    spec.instruments[METER].stream_hz = 40;
    spec.instruments[METER].invert = true;
    struct rig *rig = rig_new_with(&spec, NULL);
    assert_true(bench_limit(rig->bench, (struct channel_ref){METER, 0}) == 600);
    assert_true(fake_config.overload_n == 30);
    assert_true(fake_config.stream_hz == 40 && fake_config.invert);
    rig_free(rig);
}

static void commands_without_end_are_a_stop(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .flood = 10}, METER, 0);
    assert_false(stop_is_raised(&rig->stop));
    rig_start(rig, 2, (struct probe_spec){.log = &logs[1], .flood = 1000}, 0, FAKE_OUTLET1);
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_FAULT);
    rig_free(rig);
}

static void a_reading_above_the_protocols_limit_stops_also_below_the_labs(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    (void)driven(rig, 60, (struct probe_spec){.drive = 50});
    rig_hear(rig, 0, "R 0 60\nR 1 99\n"); /* on the limit; and the neighbour is not concerned */
    assert_false(stop_is_raised(&rig->stop));
    rig_hear(rig, 0, "R 0 60.1\n");
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_LIMIT);
    rig_free(rig);
}

/* It tells pressures in steps of 0.1 kPa: what reads nearest to the limit is not beyond it, the next step is. */
static void a_reading_next_to_a_limit_is_not_beyond_it(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    (void)driven(rig, 59.96, (struct probe_spec){.drive = 50});
    rig_hear(rig, 0, "R 0 60\n");
    assert_false(stop_is_raised(&rig->stop));
    rig_hear(rig, 0, "R 0 60.1\n");
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_LIMIT);
    rig_free(rig);
}

static void an_outlet_above_its_limit_stops_also_when_nobody_drives_it(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_hear(rig, 1, "R 1 100.5\n");
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_LIMIT);
    rig_free(rig);
}

static void an_outlet_that_reads_minus_beyond_its_limit_stops(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_hear(rig, 0, "R 0 -100\n");
    assert_false(stop_is_raised(&rig->stop));
    rig_hear(rig, 0, "R 0 -100.1\n");
    assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_LIMIT);
    rig_free(rig);
}

static void a_gauge_in_the_hand_is_not_stopped_by_the_bench(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0]}, METER, 0);
    rig_hear(rig, METER, "R 0 150\n"); /* software cannot let go: the stimulus says RELEASE */
    assert_false(stop_is_raised(&rig->stop));
    assert_true(logs[0].events[0].value == 3000);
    rig_free(rig);
}

static void a_gauge_that_cannot_press_is_never_driven(void **state)
{
    (void)state;
    struct rig *rig = rig_new();
    rig_start(rig, 1, (struct probe_spec){.log = &logs[0], .drive = 10}, METER, 0);
    rig_turns(rig, 5);
    assert_null(strstr(rig_written(rig, METER), "RUN"));
    assert_true(stop_is_raised(&rig->stop));
    rig_free(rig);
}

/* ---- what a bench file may not say */

static void no_driver(struct bench_spec *spec)
{
    strcpy(spec->instruments[1].driver, "unheard_of");
}
static void no_channel(struct bench_spec *spec)
{
    strcpy(spec->roles[ROLE_TEST_CUFF].channel, "outlet3");
}
static void no_instrument(struct bench_spec *spec)
{
    spec->roles[ROLE_TEST_CUFF].instrument = 5;
}
static void no_area(struct bench_spec *spec)
{
    spec->roles[ROLE_ALGOMETER].probe_area_cm2 = 0;
}
static void area_nan(struct bench_spec *spec)
{
    spec->roles[ROLE_ALGOMETER].probe_area_cm2 = (double)NAN;
}
static void two_roles(struct bench_spec *spec)
{
    spec->roles[ROLE_COND_CUFF] = spec->roles[ROLE_TEST_CUFF];
}
static void limit_negative(struct bench_spec *spec)
{
    spec->instruments[0].pressure_max_kpa = -10;
}
static void limit_nan(struct bench_spec *spec)
{
    spec->instruments[0].force_max_n = (double)NAN;
}
static void other_speed(struct bench_spec *spec)
{
    spec->instruments[0].baud = 9600;
}
static void no_bridge(struct bench_spec *spec)
{
    strcpy(spec->instruments[0].bridge_port, "COM4");
}
static void bridge_on_a_serial_port(struct bench_spec *spec)
{
    strcpy(spec->instruments[0].driver, "bridged");
    strcpy(spec->instruments[0].bridge_port, "COM4");
    strcpy(spec->instruments[0].port, "usb:0403:6001:*");
}
static void bridge_without_a_port(struct bench_spec *spec)
{
    strcpy(spec->instruments[0].driver, "bridged");
    strcpy(spec->instruments[0].port, "tcp:here:9797");
}
static void no_button(struct bench_spec *spec)
{
    strcpy(spec->responses[0].channel, "outlet1");
}
static void button_of_nobody(struct bench_spec *spec)
{
    spec->responses[0].instrument = 9;
}

static void a_wrong_bench_file_is_refused_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        void (*spoil)(struct bench_spec *spec);
        const char *says;
    } rows[] = {
        {no_driver, "unheard_of"},
        {no_channel, "outlet3"},
        {no_instrument, "test_cuff"},
        {no_area, "probe_area"},
        {area_nan, "probe_area"},
        {two_roles, "two roles"},
        {limit_negative, "limit"},
        {limit_nan, "limit"},
        {no_button, "no button"},
        {button_of_nobody, "response"},
        {other_speed, "baud"},
        {no_bridge, "behind no bridge"},
        {bridge_on_a_serial_port, "through its bridge"},
        {bridge_without_a_port, "limen instruments tcp:here:9797"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench_spec spec = rig_spec();
        struct stop_line stop;
        struct bench *bench = NULL;
        struct why why = {0};
        const struct bench_host host = {0};
        stop_init(&stop);
        rows[i].spoil(&spec);
        assert_int_equal(bench_new(&spec, &stop, NULL, &host, &bench, &why), STATUS_INVALID);
        assert_null(bench);
        assert_non_null(strstr(why.text, rows[i].says));
    }
}

/* It is written once, from the bench file; what is kept of it elsewhere is a copy. */
static void the_stop_frame_of_what_hangs_behind_a_bridge_names_its_port(void **state)
{
    (void)state;
    struct bench_spec spec = rig_spec();
    strcpy(spec.instruments[1].driver, "bridged");
    strcpy(spec.instruments[1].port, "tcp:here:9797");
    strcpy(spec.instruments[1].bridge_port, "COM4");
    struct rig *rig = rig_new_with(&spec, NULL);
    rig_plug(rig, 1);
    rig_turns(rig, 1);
    assert_string_equal(rig_written(rig, 1), "STOP AT COM4\rID\r"); /* the first word on a link */
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    rig_turns(rig, 20);
    assert_string_equal(rig_written(rig, 1), "STOP AT COM4\r");
    assert_int_equal(bench_driver(rig->bench, 1)->stop_size, 13);
    rig_free(rig);
}

static void a_port_is_opened_at_the_speed_that_its_instrument_is_set_to(void **state)
{
    (void)state;
    struct bench_spec spec = rig_spec();
    spec.instruments[METER].baud = 9600;
    struct rig *rig = rig_new_with(&spec, NULL);
    assert_int_equal(bench_line(rig->bench, METER).baud, 9600);
    assert_int_equal(bench_line(rig->bench, 0).baud, 100000);
    rig_free(rig);
}

#define TEST(name) cmocka_unit_test_setup(name, clear_logs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_stricter_of_instrument_and_lab_is_the_limit_in_the_unit_of_the_role),
        TEST(a_drive_beyond_any_limit_is_not_sent_and_stops),
        TEST(a_train_beyond_any_limit_is_not_sent_and_stops),
        TEST(a_plate_is_driven_within_the_labs_temperatures_and_watched),
        TEST(a_plate_may_read_as_far_beyond_a_limit_as_its_stimulus_bears),
        TEST(no_allowance_loosens_what_may_be_asked_for),
        TEST(a_plate_that_lies_in_the_cold_stops_nothing),
        TEST(a_drive_without_a_bounded_duration_is_not_sent_and_stops),
        TEST(what_presses_with_a_force_is_limited_by_its_pressure),
        TEST(the_capacity_of_a_gauge_bounds_its_limit_and_is_told_to_its_driver),
        TEST(commands_without_end_are_a_stop),
        TEST(a_reading_above_the_protocols_limit_stops_also_below_the_labs),
        TEST(a_reading_next_to_a_limit_is_not_beyond_it),
        TEST(an_outlet_above_its_limit_stops_also_when_nobody_drives_it),
        TEST(an_outlet_that_reads_minus_beyond_its_limit_stops),
        TEST(a_gauge_in_the_hand_is_not_stopped_by_the_bench),
        TEST(a_gauge_that_cannot_press_is_never_driven),
        TEST(a_wrong_bench_file_is_refused_with_a_sentence),
        TEST(a_port_is_opened_at_the_speed_that_its_instrument_is_set_to),
        TEST(the_stop_frame_of_what_hangs_behind_a_bridge_names_its_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
