/* Bench and participant files, good and bad. */
#include "script/bench_file.h"
#include "script/participant_file.h"
#include "script_harness.h"

static void load_bench(const char *text, enum status expected, const char *sentence,
                       struct bench_spec *bench)
{
    struct harness h;
    harness_write(&h, text, strlen(text));
    const enum status status = bench_file_load(h.path, bench, &h.why);
    if (sentence)
        assert_string_equal(h.why.text, sentence);
    else if (status != STATUS_OK)
        print_message("%s\n", h.why.text);
    assert_int_equal(status, expected);
    harness_end(&h);
}

static void a_bench_with_several_instruments_is_read(void **state)
{
    (void)state;
    struct bench_spec bench;
    load_bench(
        "local alg = instrument { driver = 'mark10', port = 'usb:0403:6001:A1', invert = true, "
        "capacity = 500*N, "
        "stream = 250*Hz,\n"
        "  limits = { force = 120*N, pressure = 900*kPa, rate = 80*kPa/sec } }\n"
        "local press = instrument { driver = 'presser', port = 'sim:presser', name = 'cuffs' }\n"
        "return bench {\n"
        "  algometer = alg:force { probe_area = 0.5*cm2 },\n"
        "  test_cuff = press:outlet(1), cond_cuff = press:outlet(2), rating = press:vas(),\n"
        "  response = { key 'F12', pedal { path = '/dev/input/event5', key = 'KEY_B', stop = true "
        "},\n"
        "    line { port = '/dev/ttyS0', pin = 'CTS' }, press:button() },\n"
        "}\n",
        STATUS_OK, NULL, &bench);
    assert_int_equal(bench.n_instruments, 2);
    assert_string_equal(bench.instruments[0].name, "algometer");
    assert_string_equal(bench.instruments[0].driver, "mark10");
    assert_string_equal(bench.instruments[0].port, "usb:0403:6001:A1");
    assert_true(bench.instruments[0].invert && bench.instruments[0].stream_hz == 250);
    assert_true(bench.instruments[0].capacity_n == 500);
    assert_true(bench.instruments[0].force_max_n == 120 &&
                bench.instruments[0].pressure_max_kpa == 900);
    assert_true(bench.instruments[0].rate_max_kpa_per_s == 80);
    assert_string_equal(bench.instruments[1].name, "cuffs");
    assert_string_equal(bench.roles[ROLE_ALGOMETER].channel, "force");
    assert_true(bench.roles[ROLE_ALGOMETER].bound &&
                bench.roles[ROLE_ALGOMETER].probe_area_cm2 == 0.5);
    assert_string_equal(bench.roles[ROLE_COND_CUFF].channel, "outlet2");
    assert_int_equal(bench.roles[ROLE_COND_CUFF].instrument, 1);
    assert_string_equal(bench.roles[ROLE_RATING].channel, "vas");
    assert_false(bench.roles[ROLE_THERMODE].bound);
    assert_int_equal(bench.n_responses, 4);
    assert_int_equal(bench.responses[0].kind, RESPONSE_KEY);
    assert_string_equal(bench.responses[0].code, "F12");
    assert_int_equal(bench.responses[1].kind, RESPONSE_PEDAL);
    assert_true(bench.responses[1].is_stop && !bench.responses[0].is_stop);
    assert_int_equal(bench.responses[2].kind, RESPONSE_LINE);
    assert_string_equal(bench.responses[2].code, "CTS");
    assert_int_equal(bench.responses[3].kind, RESPONSE_CHANNEL);
    assert_string_equal(bench.responses[3].channel, "button");
    assert_int_equal(bench.responses[3].instrument, 1);
}

static void the_participants_window_is_an_instrument(void **state)
{
    (void)state;
    struct bench_spec bench;
    load_bench("local vas = instrument { driver = 'screen-vas', port = 'window:',\n"
               "  scale = { language = 'de', line_mm = 100, screen_mm = 531, display = 2,\n"
               "    axis = 2, from = 1, to = -0.5 } }\n"
               "return bench { rating = vas:vas(), response = vas:button() }",
               STATUS_OK, NULL, &bench);
    const struct scale_spec *scale = &bench.instruments[0].scale;
    assert_string_equal(bench.instruments[0].port, "window:");
    assert_string_equal(bench.roles[ROLE_RATING].channel, "vas");
    assert_true(bench_spec_has_window(&bench));
    assert_string_equal(scale->language, "de");
    assert_true(scale->line_mm == 100 && scale->screen_mm == 531);
    assert_int_equal(scale->display, 2);
    assert_int_equal(scale->axis, 2);
    assert_true(scale->axis_low == 1 && scale->axis_high == -0.5);
    load_bench("return bench { rating = instrument { driver = 'screen-vas', port = 'window:' }"
               ":vas() }",
               STATUS_OK, NULL, &bench);
    assert_string_equal(bench.instruments[0].scale.language, "");
    load_bench("return bench { rating = instrument { driver = 'screen-vas', port = "
               "'sim:screen-vas' }:vas() }",
               STATUS_OK, NULL, &bench);
    assert_false(bench_spec_has_window(&bench));
}

static void a_bench_with_one_instrument_is_short(void **state)
{
    (void)state;
    struct bench_spec bench;
    load_bench("return bench { algometer = instrument { driver = 'mark10', port = 'pty:/tmp/x', "
               "capacity = 250*N, "
               "probe_area = 1*cm2 },\n"
               "response = button { from = 'algometer' } }",
               STATUS_OK, NULL, &bench);
    assert_int_equal(bench.n_instruments, 1);
    assert_string_equal(bench.roles[ROLE_ALGOMETER].channel, "force");
    assert_true(bench.roles[ROLE_ALGOMETER].probe_area_cm2 == 1);
    assert_int_equal(bench.responses[0].kind, RESPONSE_CHANNEL);
    assert_int_equal(bench.responses[0].instrument, 0);
    load_bench("return bench { response = box { port = '/dev/ttyUSB1' } }", STATUS_OK, NULL,
               &bench);
    assert_int_equal(bench.responses[0].kind, RESPONSE_BYTE);
}

static void a_thermode_is_its_probe_within_the_labs_temperatures(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "local tcs = instrument { driver = 'qst-tcs', port = 'usb:0483:374b:*',\n"
        "  limits = { high = 49*degC, low = 5*degC } }\n"
        "return bench { thermode = tcs:probe { area = 9*cm2 }, response = tcs:button() }",
        "return bench { thermode = instrument { driver = 'qst-tcs', port = 'usb:0483:374b:*',\n"
        "  area = 9*cm2, limits = { high = 49*degC, low = 5*degC } },\n"
        "  response = button { from = 'thermode' } }",
    };
    for (size_t i = 0; i < 2; i++) {
        struct bench_spec bench;
        load_bench(forms[i], STATUS_OK, NULL, &bench);
        assert_true(bench.roles[ROLE_THERMODE].bound);
        assert_string_equal(bench.roles[ROLE_THERMODE].channel, "probe");
        assert_true(bench.roles[ROLE_THERMODE].probe_area_cm2 == 9);
        assert_true(bench.instruments[0].temperature_max_degc == 49);
        assert_true(bench.instruments[0].temperature_min_degc == 5);
        assert_string_equal(bench.responses[0].channel, "button");
    }
    struct bench_spec bench; /* what a thermode may do without a word, said */
    load_bench("return bench { thermode = instrument { driver = 'qst-tcs', port = '/dev/ttyS0',\n"
               "  area = 9*cm2, limits = { low = 0*degC } } }",
               STATUS_OK, NULL, &bench);
    assert_true(bench.instruments[0].temperature_min_degc == 0);
}

static void the_lab_sets_what_a_thermode_may_do(void **state)
{
    (void)state;
    struct bench_spec bench;
    load_bench("local t = instrument { driver = 'qst-tcs', port = '/dev/ttyS0', limits = { high = "
               "49*degC, low = 5*degC, ramp = 1*degC/sec, back = 10*degC/sec } }\n"
               "return bench { limits = { thermal_ramps_per_day = 8, cem43 = 15*min, cem43_warn = "
               "8*min, cold = 60*sec, cold_once = 20*sec, hot = 300*sec, hot_once = 130*sec } }",
               STATUS_OK, NULL, &bench);
    assert_true(bench.instruments[0].ramp_max_degc_per_s == 1);
    assert_true(bench.instruments[0].return_max_degc_per_s == 10);
    assert_int_equal(bench.thermal_ramps_per_day, 8);
    assert_true(bench.cem43_s == 900 && bench.cem43_warn_s == 480);
    assert_true(bench.cold_s == 60 && bench.cold_once_s == 20);
    assert_true(bench.hot_s == 300 && bench.hot_once_s == 130);
}

static void the_lab_sets_rest_and_ramps_of_a_day_on_the_bench(void **state)
{
    (void)state;
    struct bench_spec bench;
    load_bench("return bench { limits = { rest = 1.5*min, ramps_per_day = 12 } }", STATUS_OK, NULL,
               &bench);
    assert_true(bench.rest_s == 90);
    assert_int_equal(bench.ramps_per_day, 12);
    load_bench("return bench { limits = { rest = 2*min } }", STATUS_OK, NULL, &bench);
    assert_int_equal(bench.ramps_per_day, 0);
    load_bench("return bench {}", STATUS_OK, NULL, &bench);
    assert_true(bench.rest_s == 0);
}

static const struct wrong_bench {
    const char *text, *sentence;
} wrong_benches[] = {
    {"\nreturn bench { algometr = 1 }",
     "t.lua:2: bench has no field 'algometr'; did you mean 'algometer'?"},
    {"return bench { response = key 'Space' }",
     "t.lua:1: the key 'Space' cannot be a response: it belongs to STOP and to the examiner; "
     "take e.g. \"F12\""},
    {"return bench { response = key 'KEY_ENTER' }",
     "t.lua:1: the key 'KEY_ENTER' cannot be a response: it belongs to "
     "STOP and to the examiner; take e.g. \"F12\""},
    {"return bench { response = key 'esc' }",
     "t.lua:1: the key 'esc' cannot be a response: it belongs to STOP and to the examiner; "
     "take e.g. \"F12\""},
    {"instrument { port = 'sim:x' }", "t.lua:1: driver is missing: write e.g. driver = \"mark10\""},
    {"instrument { driver = 'mark10', port = '' }",
     "t.lua:1: port is empty: write e.g. port = \"usb:0403:6001:*\""},
    {"instrument { driver = '', port = 'sim:x' }",
     "t.lua:1: driver is empty: write e.g. driver = \"mark10\""},
    {"instrument { driver = 'mark10', port = 'sim:x', name = '' }",
     "t.lua:1: name is empty: write e.g. name = \"algometer\""},
    {"instrument { driver = 'mark10', port = 7 }",
     "t.lua:1: port must be a text, e.g. port = \"usb:0403:6001:*\""},
    {"instrument { driver = 'mark10', port = 'sim:x\\0y' }", "t.lua:1: port holds a zero byte"},
    {"return bench { response = key '' }", "t.lua:1: key is empty: write e.g. key = \"b\""},
    {"return bench { response = pedal { path = '' } }",
     "t.lua:1: path is empty: write e.g. path = "
     "\"/dev/input/by-id/usb-PCsensor_FootSwitch-event-kbd\""},
    {"return bench { response = line { port = '/dev/ttyS0', pin = '' } }",
     "t.lua:1: pin is empty: write e.g. pin = \"CTS\""},
    {"return bench { response = box { port = '' } }",
     "t.lua:1: port is empty: write e.g. port = \"usb:0403:6001:*\""},
    {"return bench { response = button { from = '' } }",
     "t.lua:1: from is empty: write e.g. from = \"algometer\""},
    {"instrument { driver = 'mark10', port = 'COM3' }",
     "t.lua:1: 'COM3' is not a port: write usb:VID:PID:SERIAL, a device path, pty:PATH, "
     "tcp:HOST:PORT, window: or "
     "sim:INSTRUMENT"},
    {"instrument { driver = 'screen-vas', port = 'window:x' }",
     "t.lua:1: 'window:x' is not a port: write usb:VID:PID:SERIAL, a device path, pty:PATH, "
     "tcp:HOST:PORT, window: or sim:INSTRUMENT"},
    {"local a = instrument { driver = 'screen-vas', port = 'window:' }\n"
     "instrument { driver = 'screen-vas', port = 'window:' }",
     "t.lua:2: two instruments cannot hang on the port 'window:'"},
    {"instrument { driver = 'v', port = 'window:', scale = { language = 'fr' } }",
     "t.lua:1: language: \"en\" or \"de\", not \"fr\""},
    {"instrument { driver = 'v', port = 'window:', scale = { line_mm = 100 } }",
     "t.lua:1: line_mm needs screen_mm, how wide the picture of that screen is when it is "
     "measured, and is no longer than it"},
    {"instrument { driver = 'v', port = 'window:', scale = { line_mm = 400, screen_mm = 300 } }",
     "t.lua:1: line_mm needs screen_mm, how wide the picture of that screen is when it is "
     "measured, and is no longer than it"},
    {"instrument { driver = 'v', port = 'window:', scale = { axis = 0 } }",
     "t.lua:1: axis must be between 1 and 32"},
    {"instrument { driver = 'v', port = 'window:', scale = { from = 0.5, to = 0.55 } }",
     "t.lua:1: from and to: the two ends of the axis lie at least 0.1 apart"},
    {"instrument { driver = 'v', port = 'window:', scale = { colour = 1 } }",
     "t.lua:1: scale has no field 'colour'"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', limits = { force = 120*kPa } }",
     "t.lua:1: force must be in N, not in kPa"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', limits = { force = 120 } }",
     "t.lua:1: force must be in N, not in a number without a unit"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', limits = { high = 49*degC } }",
     "t.lua:1: the file does not end with `return bench { … }`"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', limits = { low = -1*degC } }",
     "t.lua:1: low must be between 0 and 65 degC"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', limits = { high = 49 } }",
     "t.lua:1: high must be in degC, not in a number without a unit"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', limits = { high = 70*degC } }",
     "t.lua:1: high must be between 0.1 and 65 degC"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', limits = { high = 20*degC, low = 20*degC } }",
     "t.lua:1: limits: low must be below high"},
    {"instrument { driver = 'a', port = '/dev/ttyS0' }\ninstrument { driver = 'b', port = "
     "'/dev/ttyS0' }",
     "t.lua:2: two instruments cannot hang on the port '/dev/ttyS0'"},
    {"instrument { driver = 'a', port = 'pty:/dev/null' }\ninstrument { driver = 'b', port = "
     "'/dev/../dev/null' }",
     "t.lua:2: two instruments cannot hang on the port '/dev/../dev/null'"},
    {"instrument { driver = 'a', port = 'usb:0403:abcd:A1' }\ninstrument { driver = 'b', port "
     "= "
     "'usb:0403:ABCD:A1' }",
     "t.lua:2: two instruments cannot hang on the port 'usb:0403:ABCD:A1'"},
    {"instrument { driver = 'a', port = '/dev/ttyS0' }\nreturn bench { response = line { port "
     "= "
     "'/dev/ttyS0', pin = 'CTS' } }",
     "t.lua:2: the response cannot hang on the port '/dev/ttyS0' of an instrument: give it a "
     "port of its own"},
    {"instrument { driver = 'a', port = 'tcp:here:4001' }\nreturn bench { response = { key "
     "'b', "
     "box { port = 'tcp:here:4001' } } }",
     "t.lua:2: the response cannot hang on the port 'tcp:here:4001' of an instrument: give it "
     "a port of its own"},
    {"return bench { response = { box { port = '/dev/ttyS0' }, line { port = '/dev/ttyS0', pin "
     "= 'CTS' } } }",
     "t.lua:1: two responses cannot hang on the port '/dev/ttyS0'"},
    {"instrument { driver = 'c', port = 'tcp:here:9797', bridge_port = 'COM4;CMD START' }",
     "t.lua:1: bridge_port is the name of a port as the bridge lists it, e.g. \"COM4\": no spaces, "
     "no ';'"},
    {"instrument { driver = 'c', port = 'tcp:here:9797', bridge_port = 'COM 4' }",
     "t.lua:1: bridge_port is the name of a port as the bridge lists it, e.g. \"COM4\": no spaces, "
     "no ';'"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', baud = 19200.5 }",
     "t.lua:1: baud must be a whole number"},
    {"instrument { driver = 'm', port = '/dev/ttyS0', baud = 110 }",
     "t.lua:1: baud must be between 300 and 1e+06"},
    {"instrument { driver = 'm', port = 'tcp:here:4001', baud = 9600 }",
     "t.lua:1: baud: the line speed of a network port is set at its server, not here"},
    {"return bench { checks = { tolerance = 2 } }",
     "t.lua:1: tolerance must be between 0.001 and 0.2"},
    {"return bench { checks = { thermode_tolerance = 0.5 } }",
     "t.lua:1: thermode_tolerance must be in degC, not in a number without a unit"},
    {"return bench { checks = { contact_lag = 0.2 } }",
     "t.lua:1: contact_lag must be in s, not in a number without a unit"},
    {"return bench { checks = { low = 10*degC } }", "t.lua:1: low must be between 15 and 31 degC"},
    {"return bench { checks = { high = 50*degC } }",
     "t.lua:1: high must be between 33 and 43 degC"},
    {"return bench { checks = { days = 0 } }", "t.lua:1: days must be between 1 and 3650"},
    {"return bench { markers = { stimulus = 3 } }",
     "t.lua:1: markers has no field 'stimulus'; did you mean 'stimulus_on'?"},
    {"return bench { markers = { response = 256 } }",
     "t.lua:1: response must be between 0 and 255"},
    {"return bench { markers = { response = 1.5 } }", "t.lua:1: response must be a whole number"},
    {"return bench { limits = { rest = 60 } }",
     "t.lua:1: rest must be in s, not in a number without a unit"},
    {"return bench { limits = { ramps_per_day = 2.5 } }",
     "t.lua:1: ramps_per_day must be a whole number"},
    {"return bench { limits = { ramps_per_day = 0 } }",
     "t.lua:1: ramps_per_day must be between 1 and 1000"},
    {"return bench { limits = { cem43 = 20 } }",
     "t.lua:1: cem43 must be in s, not in a number without a unit"},
    {"return bench { limits = { cold = 0*sec } }", "t.lua:1: cold must be between 1 and 86400 s"},
    {"return bench { limits = { ramps = 3 } }", "t.lua:1: limits has no field 'ramps'"},
    {"local a = instrument { driver = 'mark10', port = '/dev/ttyS0' }\nreturn bench { "
     "algometer = a:force() }",
     "t.lua:2: algometer needs probe_area = 1*cm2: without the area a force is not a pressure"},
    {"local a = instrument { driver = 'mark10', port = '/dev/ttyS0' }\nreturn bench { "
     "algometer = a:force { probe_area = 1*cm2 } }",
     "t.lua:2: algometer: its instrument needs capacity = 500*N (what its label says): beyond "
     "it a gauge shows numbers that nobody measured"},
    {"local a = instrument { driver = 'presser', port = '/dev/ttyS0' }\nreturn bench { "
     "test_cuff = a:outlet(1), "
     "cond_cuff = a:outlet(1) }",
     "t.lua:2: test_cuff and cond_cuff cannot be the same channel"},
    {"return bench { response = line { port = '/dev/ttyS0', pin = 'RTS' } }",
     "t.lua:1: a port has no input line 'RTS': CTS, DSR, RI or CD"},
    {"return bench { response = button { from = 'thermode' } }",
     "t.lua:1: button { from = \"thermode\" }: this bench has no thermode"},
    {"return bench { response = pedal() }",
     "t.lua:1: pedal needs path = \"/dev/input/…\", key = \"KEY_…\" or both"},
    {"x = 1", "t.lua:1: the file does not end with `return bench { … }`"},
    {"return os.time()", "t.lua:1: unknown name 'os': this part of Lua is not available here"},
    {"while true do end",
     "t.lua:1: the script runs on and on without asking for anything: is there a loop without "
     "an end?"},
    {"return bench {", "t.lua:1: unexpected symbol near <eof>"},
};

static void a_wrong_bench_file_is_refused_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_benches / sizeof wrong_benches[0]; i++) {
        struct bench_spec bench = {.n_instruments = 77};
        load_bench(wrong_benches[i].text, STATUS_INVALID, wrong_benches[i].sentence, &bench);
        assert_int_equal(bench.n_instruments, 77);
    }
}

static void load_participant(const char *text, enum status expected, const char *sentence,
                             struct sim_participant *participant)
{
    struct harness h;
    harness_write(&h, text, strlen(text));
    assert_int_equal(participant_file_load(h.path, participant, &h.why), expected);
    if (sentence)
        assert_string_equal(h.why.text, sentence);
    harness_end(&h);
}

static void a_participant_is_what_the_file_says_and_else_the_default(void **state)
{
    (void)state;
    const struct sim_participant usual = sim_participant_defaults();
    struct sim_participant p;
    load_participant(
        "return participant { ppt = { default = 350*kPa, ['lumbar.L4'] = 250*kPa,\n"
        "[site('lumbar.L4', 'left')] = 220*kPa }, ppt_cv = 8*percent, habituation = -3*percent,\n"
        "windup_per_pulse = 25*percent, cpm_gain = -10*percent, cpm_decay = 4*min,\n"
        "reaction = { mean = 250*ms }, lapse = 0.01, hand = { tremor = 8*kPa, delay = 1.5*sec,\n"
        "beat = 80*ms, level_cv = 9*percent }, pulse = { rating = 30 } }",
        STATUS_OK, NULL, &p);
    assert_true(p.hand_beat_sd_s == 0.08 && p.hand_level_cv == 0.09);
    assert_true(p.pulse_nrs == 30 && p.pulse_nrs_sd == usual.pulse_nrs_sd);
    assert_true(p.ppt_kpa == 350 && p.ppt_cv == 0.08 && p.habituation == -0.03 && p.lapse == 0.01);
    assert_true(p.windup_per_pulse == 0.25 && usual.windup_per_pulse == 0.1);
    assert_true(p.cpm_gain == -0.1 && p.cpm_decay_s == 240);
    assert_int_equal(p.n_sites, 2);
    assert_string_equal(p.sites[0].side, "left");
    assert_true(p.sites[0].ppt_kpa == 220 && p.sites[1].ppt_kpa == 250);
    assert_string_equal(p.sites[1].side, "");
    assert_true(p.reaction_s == 0.25 && p.reaction_sd_s == usual.reaction_sd_s);
    assert_true(p.hand_tremor_kpa == 8 && p.hand_delay_s == 1.5 && p.early == usual.early);
    load_participant("return participant {}", STATUS_OK, NULL, &p);
    assert_memory_equal(&p, &usual, sizeof p);
    load_participant("return participant { ppt = 300*kPa }", STATUS_OK, NULL, &p);
    assert_true(p.ppt_kpa == 300);
}

static void a_wrong_participant_file_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *sentence;
    } rows[] = {
        {"return participant { pptt = 3 }",
         "t.lua:1: participant has no field 'pptt'; did you mean 'ppt'?"},
        {"\nreturn participant { ppt = 300 }",
         "t.lua:2: ppt must be in kPa, not in a number without a unit"},
        {"return participant { ppt = { lumbar = 3*kPa } }",
         "t.lua:1: unknown site 'lumbar'; did you mean 'lumbar.L1'?"},
        {"return participant { lapse = 2 }", "t.lua:1: lapse must be between 0 and 1"},
        {"return participant { reaction = { mean = 250 } }",
         "t.lua:1: mean must be in s, not in a number without a unit"},
        {"return {}", "t.lua:1: the file does not end with `return participant { … }`"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sim_participant p;
        load_participant(rows[i].text, STATUS_INVALID, rows[i].sentence, &p);
    }
    struct why why;
    struct sim_participant p;
    assert_int_equal(participant_file_load("/nowhere/p.lua", &p, &why), STATUS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bench_with_several_instruments_is_read),
        cmocka_unit_test(the_participants_window_is_an_instrument),
        cmocka_unit_test(a_bench_with_one_instrument_is_short),
        cmocka_unit_test(a_thermode_is_its_probe_within_the_labs_temperatures),
        cmocka_unit_test(the_lab_sets_rest_and_ramps_of_a_day_on_the_bench),
        cmocka_unit_test(the_lab_sets_what_a_thermode_may_do),
        cmocka_unit_test(a_wrong_bench_file_is_refused_with_its_line),
        cmocka_unit_test(a_participant_is_what_the_file_says_and_else_the_default),
        cmocka_unit_test(a_wrong_participant_file_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
