/* What a simulated CPAR+ does: waveforms, starts, states, stop criteria, samples and ratings, and what the device does by itself
 * when nobody is there any more. */
#include "sim_cpar_plus_rig.h"

/* ---- waveforms */

#define WAVEFORM PORT "CMD WAVEFORM;"

static void waveforms_are_checked(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 2;STEP 500 1000;", "InvalidNumberOfInstructions"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 0;STEP 500 1000;", "InvalidNumberOfInstructions"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS -1;STEP 500 1000;", "InvalidNumberOfInstructions"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 0;", "InvalidCommandContent"},
        {"CHANNEL 0;", "InvalidCommandContent"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;STEP 500;", "InvalidStepInstruction"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;STEP 500 1 1;", "InvalidStepInstruction"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;STEP -1 1000;", "InvalidStepInstruction"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;INC 10;", "InvalidIncrementInstruction"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;INC -10 100;", "InvalidIncrementInstruction"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;DEC;", "InvalidDecrementInstruction"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;DEC 10 -100;", "InvalidDecrementInstruction"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;NOP 10 100;", "UnknownInstruction"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;STEP 1.5 100;", "InvalidInteger"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;INC 1 99999999999;", "InvalidInteger"},
        {"CHANNEL x;REPEAT 1;INSTRUCTIONS 1;STEP 500 1000;", "InvalidInteger"},
        {"CHANNEL 0 1;REPEAT 1;INSTRUCTIONS 1;STEP 500 1000;", "InvalidParameterSpecification"},
        {"REPEAT 1;CHANNEL 0;INSTRUCTIONS 1;STEP 500 1000;", "InvalidParameterSpecification"},
        {"CHANNEL 2;REPEAT 1;INSTRUCTIONS 1;STEP 500 1000;", "CommunicationFailure"},
        {"CHANNEL 0;REPEAT 0;INSTRUCTIONS 1;STEP 500 1000;", "CommunicationFailure"},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;STEP 1001 1000;", "CommunicationFailure"},
    };
    struct rig *rig = plus_open("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char question[300];
        snprintf(question, sizeof question, WAVEFORM "%s", rows[i][0]);
        refuses(rig, question, rows[i][1]);
        says(rig, START_1, OK); /* nothing of it was taken */
        rig_wait(rig, 2 * BEAT);
        assert_true(output_of(rig) == 0);
        is_state(rig, "STATE_IDLE");
    }
    free(rig);
}

static void a_waveform_has_at_most_25_instructions(void **state)
{
    (void)state;
    for (int most = 25; most <= 40; most += 15) {
        struct rig *rig = plus_open(most == 40 ? "setting:instructions-40" : "");
        for (int n = most; n <= most + 1; n++) {
            char question[2000];
            size_t length = (size_t)snprintf(question, sizeof question,
                                             WAVEFORM "CHANNEL 1;REPEAT 1;INSTRUCTIONS %d;", n);
            for (int i = 0; i < n; i++)
                length +=
                    (size_t)snprintf(question + length, sizeof question - length, "INC 10 1000;");
            if (n == most)
                says(rig, question, OK);
            else
                refuses(rig, question, "CommunicationFailure");
        }
        free(rig);
    }
}

/* In kPa after so many ms, with the plant's lag let out: where it rests. */
static void waveforms_go_as_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *waveform;
        struct {
            int ms;
            double kpa;
        } seen[4];
    } rows[] = {
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 2;INC 10 30000;STEP 300 60000;",
         {{30000, 29.9}, {40000, 30}, {80000, 30}}},
        /* a tenth of a kPa per second */
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 2;INC 1 60000;INC 0 60000;", {{70000, 6}, {100000, 6}}},
        {"CHANNEL 0;REPEAT 3;INSTRUCTIONS 2;STEP 500 2000;STEP 0 3000;",
         {{2000, 50}, {5000, 0}, {7000, 50}, {12000, 50}}},
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 3;STEP 800 2000;DEC 100 5000;STEP 300 5000;",
         {{2000, 80}, {9000, 30}}},
        /* never below nothing, never above all it has */
        {"CHANNEL 0;REPEAT 1;INSTRUCTIONS 2;DEC 100 2000;INC 500 60000;",
         {{2000, 0}, {10000, 100}, {30000, 100}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char waveform[200];
        snprintf(waveform, sizeof waveform, WAVEFORM "%s", rows[i].waveform);
        struct rig *rig = plus_running("setting:compliance-off", waveform);
        const mono_ns start = rig->now;
        for (size_t k = 0; k < 4 && rows[i].seen[k].ms; k++) {
            rig_run(rig, start + rows[i].seen[k].ms * MONO_MS);
            is_near(output_of(rig), rows[i].seen[k].kpa, 0.3);
        }
        free(rig);
    }
}

static void channels_go_to_the_outlets_they_are_given(void **state)
{
    (void)state;
    static const struct {
        int outlets[2], kpa_10[2];
    } rows[] = {{{1, 2}, {500, 200}}, {{2, 1}, {200, 500}}, {{1, 1}, {500, 500}},
                {{0, 1}, {0, 500}},   {{2, 0}, {200, 0}},   {{2, 2}, {200, 200}}};
    struct rig *rig = plus_open("");
    says(rig, HOLD_50, OK);
    says(rig, WAVEFORM "CHANNEL 1;REPEAT 1;INSTRUCTIONS 1;STEP 200 20000;", OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char start[200];
        snprintf(start, sizeof start,
                 PORT "CMD START;STOPCRITERION 1;EXTERNALTRIGGER 0;OVERRIDERATING 1;"
                      "OUTLET01 %d;OUTLET02 %d;",
                 rows[i].outlets[0], rows[i].outlets[1]);
        says(rig, start, OK);
        rig_wait(rig, 3 * MONO_SEC);
        const struct samples *samples = signals(rig);
        assert_int_equal(samples->n, 60);
        for (size_t k = 0; k < 2; k++)
            is_near(samples->kpa_10[k][59], rows[i].kpa_10[k], 1);
        says(rig, STOP, OK);
        rig_wait(rig, 2 * MONO_SEC);
        is_near(number_of(rig, "STATE", "FINAL_PRESSURE01"), rows[i].kpa_10[0], 1);
        is_near(number_of(rig, "STATE", "FINAL_PRESSURE02"), rows[i].kpa_10[1], 1);
        assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 7);
    }
    says(rig, PORT "CMD CLEAR;", OK);
    says(rig, START_1, OK); /* nothing is left to do */
    rig_wait(rig, BEAT);
    is_state(rig, "STATE_IDLE");
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 3);
    assert_true(output_of(rig) == 0);
    free(rig);
}

static void none_is_taken_while_a_stimulus_runs(void **state)
{
    (void)state;
    struct rig *rig = plus_running("", HOLD_50);
    rig_wait(rig, 2 * MONO_SEC);
    refuses(rig, WAVEFORM "CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;STEP 900 1000;",
            "CommunicationFailure");
    refuses(rig, PORT "CMD CLEAR;", "CommunicationFailure");
    refuses(rig, START_1, "CommunicationFailure");
    is_near(output_of(rig), 50, 0.3);
    free(rig);
}

/* ---- start */

static void starts_are_checked(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "InvalidStartCommandContent"},
        {"STOPCRITERION 0;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 1;",
         "InvalidStartCommandContent"},
        {"EXTERNALTRIGGER 0;STOPCRITERION 0;OVERRIDERATING 0;OUTLET01 1;OUTLET02 0;",
         "InvalidParameterSpecification"},
        {"STOPCRITERION a;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 1;OUTLET02 0;",
         "InvalidInteger"},
        {"STOPCRITERION 3;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 1;OUTLET02 0;",
         "CommunicationFailure"},
        {"STOPCRITERION 0;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 3;OUTLET02 0;",
         "CommunicationFailure"},
        {"STOPCRITERION 0;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 1;OUTLET02 -1;",
         "CommunicationFailure"},
    };
    struct rig *rig = plus_open("");
    says(rig, HOLD_50, OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char question[300];
        snprintf(question, sizeof question, PORT "CMD START;%s", rows[i][0]);
        refuses(rig, question, rows[i][1]);
    }
    refuses(rig, PORT "CMD MODE;", "InvalidModeCommandContent");
    refuses(rig, PORT "CMD MODE;RESPONSE 1;RESPONSE 0;", "InvalidModeCommandContent");
    refuses(rig, PORT "CMD MODE;METER 1;", "InvalidParameterSpecification");
    refuses(rig, PORT "CMD MODE;RESPONSE on;", "InvalidInteger");
    assert_true(output_of(rig) == 0);
    free(rig);
}

#define START_OVERRIDE                                                                             \
    PORT "CMD START;STOPCRITERION 1;EXTERNALTRIGGER 0;OVERRIDERATING 1;OUTLET01 1;OUTLET02 0;"

/* What the state shows then, in its order: meter connected, low, power, start possible, supply. */
static void a_start_that_is_not_possible_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *faults, *shown;
        bool with_override, without_meter; /* would then be possible */
    } rows[] = {
        {"", "1 1 1 1 1", true, true},
        {"setting:power-off", "1 1 0 0 1", false, false},
        {"setting:vas-out", "0 0 1 0 1", false, true},
        {"setting:vas-20", "1 0 1 0 1", true, true},
        {"setting:supply-90 setting:compressor-dead", "1 1 1 0 0", false, false},
        {"setting:emergency", "1 1 1 0 1", false, false},
    };
    static const char *const names[] = {"RESPONSE_CONNECTED", "RESPONSE_LOW", "POWER",
                                        "START_POSSIBLE", "SUPPLY_PRESSURE_OK"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = plus_open(rows[i].faults);
        char shown[40] = "";
        for (size_t k = 0; k < 5; k++)
            snprintf(shown + strlen(shown), sizeof shown - strlen(shown), k ? " %s" : "%s",
                     value_of(rig, "STATE", names[k]));
        assert_string_equal(shown, rows[i].shown);
        says(rig, HOLD_50, OK);
        const char *fails = "ERR CommunicationFailure;";
        says(rig, START_1, i == 0 ? OK : fails);
        says(rig, STOP, OK);
        says(rig, START_OVERRIDE, rows[i].with_override ? OK : fails);
        says(rig, STOP, OK);
        says(rig, PORT "CMD MODE;RESPONSE 0;", OK);
        says(rig, START_1, rows[i].without_meter ? OK : fails);
        rig_wait(rig, MONO_SEC);
        assert_true((output_of(rig) > 40) == rows[i].without_meter);
        free(rig);
    }
}

static void states_are_told(void **state)
{
    (void)state;
    struct rig *rig = plus_open("setting:to=emergency,at=5s,from=on,for=2s");
    is_state(rig, "STATE_IDLE");
    says(rig, HOLD_50, OK);
    says(rig, START_1, OK);
    rig_wait(rig, BEAT);
    is_state(rig, "STATE_STIMULATING");
    rig_wait(rig, 5500 * MONO_MS);
    is_state(rig, "STATE_EMERGENCY");
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 6);
    assert_true(output_of(rig) < 5); /* vents */
    rig_wait(rig, 2 * MONO_SEC);
    is_state(rig, "STATE_IDLE");
    assert_true(output_of(rig) == 0);
    assert_int_equal(number_of(rig, "STATE", "SUPPLY_PRESSURE") / 1000, 4);
    free(rig);
    rig = plus_open("setting:state-plain setting:condition-bit");
    is_state(rig, "IDLE");
    says(rig, HOLD_50, OK);
    says(rig, START_1, OK);
    rig_wait(rig, BEAT);
    is_state(rig, "STIMULATING");
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 0);
    says(rig, STOP, OK);
    rig_wait(rig, BEAT);
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 1);
    free(rig);
}

#define START_TRIGGERED                                                                            \
    PORT "CMD START;STOPCRITERION 1;EXTERNALTRIGGER 1;OVERRIDERATING 0;OUTLET01 1;OUTLET02 0;"

static void a_start_may_wait_for_its_trigger(void **state)
{
    (void)state;
    struct rig *rig = plus_open("setting:to=trigger,at=5s,from=on");
    says(rig, HOLD_50, OK);
    says(rig, START_TRIGGERED, OK);
    rig_wait(rig, 4 * MONO_SEC);
    is_state(rig, "STATE_PENDING");
    assert_true(output_of(rig) == 0);
    assert_int_equal(signals(rig)->n, 0);
    refuses(rig, START_1, "CommunicationFailure");
    refuses(rig, PORT "CMD CLEAR;", "CommunicationFailure");
    rig_wait(rig, 2 * MONO_SEC);
    is_state(rig, "STATE_STIMULATING");
    is_near(output_of(rig), 50, 0.5);
    says(rig, STOP, OK);
    rig_wait(rig, MONO_SEC);
    is_state(rig, "STATE_IDLE");
    free(rig);
}

static void whatever_ends_a_stimulus_ends_one_that_waits(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        int condition;
    } rows[] = {{"setting:to=emergency,at=3s,from=on", 6},
                {"setting:to=power-off,at=3s,from=on", 10},
                {"setting:to=vas-out,at=3s,from=on", 5},
                {"setting:to=button,at=3s,from=on", 1},
                {"setting:bridge-stalls", 9},
                {"", 7}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char faults[100];
        snprintf(faults, sizeof faults, "setting:to=trigger,at=9s,from=on %s", rows[i].fault);
        struct rig *rig = plus_open(faults);
        says(rig, HOLD_50, OK);
        says(rig, START_TRIGGERED, OK);
        rig_wait(rig, MONO_SEC);
        is_state(rig, "STATE_PENDING");
        if (rows[i].condition == 7)
            says(rig, STOP, OK);
        rig_wait(rig, 9 * MONO_SEC);
        assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), rows[i].condition);
        assert_true(output_of(rig) == 0);
        free(rig);
    }
}

/* ---- stop */

static void stop_criteria_are_those_of_the_document(void **state)
{
    (void)state;
    enum { GOES_ON = 0, BUTTON = 1, MAX_VAS = 2 };
    static const struct {
        const char *fault; /* at 3 s */
        int conditions[3]; /* of stop criterion 0, 1, 2 */
    } rows[] = {
        {"setting:to=button,at=3s,from=on", {BUTTON, BUTTON, BUTTON}},
        {"setting:to=vas-100,at=3s,from=on", {MAX_VAS, GOES_ON, BUTTON}},
        {"setting:to=vas-99,at=3s,from=on", {GOES_ON, GOES_ON, BUTTON}},
    };
    for (size_t i = 0; i < 3 * sizeof rows / sizeof rows[0]; i++) {
        const int criterion = (int)(i % 3);
        struct rig *rig = plus_open(rows[i / 3].fault);
        char start[200];
        snprintf(start, sizeof start,
                 PORT "CMD START;STOPCRITERION %d;EXTERNALTRIGGER 0;OVERRIDERATING 0;"
                      "OUTLET01 1;OUTLET02 0;",
                 criterion);
        says(rig, HOLD_50, OK);
        says(rig, start, OK);
        rig_wait(rig, BEAT);
        if (criterion == 2) /* the button was up from the start: it stops at once */
            is_state(rig, "STATE_IDLE");
        rig_wait(rig, 4 * MONO_SEC);
        const int condition = rows[i / 3].conditions[criterion];
        is_state(rig, condition ? "STATE_IDLE" : "STATE_STIMULATING");
        assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), condition);
        free(rig);
    }
}

static void a_release_stops_where_the_button_is_held(void **state)
{
    (void)state;
    struct rig *rig = plus_open("setting:to=button,for=5s");
    says(rig, HOLD_50, OK);
    says(rig,
         PORT "CMD START;STOPCRITERION 2;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 1;OUTLET02 0;",
         OK);
    rig_wait(rig, 4 * MONO_SEC);
    is_state(rig, "STATE_STIMULATING");
    rig_wait(rig, 2 * MONO_SEC);
    is_state(rig, "STATE_IDLE");
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 1);
    is_near(number_of(rig, "STATE", "FINAL_PRESSURE01"), 500, 2);
    free(rig);
}

static void a_stop_works_at_every_instant(void **state)
{
    (void)state;
    for (mono_ns at = 0; at < 3 * MONO_SEC; at += 37 * MONO_MS) {
        struct rig *rig =
            plus_running("", WAVEFORM "CHANNEL 0;REPEAT 10;INSTRUCTIONS 2;STEP 1000 1000;STEP 0 "
                                      "1000;");
        rig_wait(rig, at);
        says(rig, STOP, OK);
        const double before = output_of(rig);
        rig_wait(rig, 200 * MONO_MS);
        assert_true(output_of(rig) <= before * 0.37);
        rig_wait(rig, 10 * MONO_SEC);
        assert_true(output_of(rig) == 0);
        assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 7);
        free(rig);
    }
}

/* The hazard of a bridge: it keeps the device alive when whoever started it is gone. */
static void a_stimulus_outlives_who_started_it(void **state)
{
    (void)state;
    struct rig *rig = plus_running("", HOLD_50);
    rig_wait(rig, 15 * MONO_SEC);
    is_near(output_of(rig), 50, 0.3);
    rig_wait(rig, 10 * MONO_SEC); /* its own end */
    assert_true(output_of(rig) == 0);
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 3);
    free(rig);
}

/* The handler of another port is none of its business. */
static void another_ports_handler_may_go(void **state)
{
    (void)state;
    struct rig *rig = plus_running("", HOLD_50);
    says(rig, "USE SERVER;CMD CREATE;PORT COM2;DEVICE CPARPLUS;", OK);
    says(rig, "USE SERVER;CMD DELETE;PORT COM2;", OK);
    rig_wait(rig, 15 * MONO_SEC);
    is_near(output_of(rig), 50, 0.3);
    free(rig);
}

/* Closed, deleted, or stuck, the bridge pings no more: the device stops by itself. */
static void without_pings_the_device_stops_by_itself(void **state)
{
    (void)state;
    static const char *const ends[] = {PORT "CMD CLOSE;", "USE SERVER;CMD DELETE;PORT COM1;", NULL};
    for (size_t i = 0; i < 3; i++) {
        struct rig *rig = plus_running(ends[i] ? "" : "setting:bridge-stalls", HOLD_50);
        rig_wait(rig, 2 * MONO_SEC);
        if (ends[i])
            says(rig, ends[i], OK);
        rig_wait(rig, 2 * MONO_SEC);
        is_near(output_of(rig), 50, 0.3);
        rig_wait(rig, 4500 * MONO_MS);
        assert_true(output_of(rig) == 0);
        free(rig);
    }
}

static void a_leak_and_a_lost_meter_stop_it(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        int condition;
    } rows[] = {{"setting:to=leak-1-900,at=3s,from=on", 8},
                {"setting:to=vas-out,at=3s,from=on", 5},
                {"setting:time-limit-3", 4},
                {"setting:to=power-off,at=3s,from=on", 10}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = plus_running(rows[i].fault, HOLD_50);
        rig_wait(rig, 2 * MONO_SEC);
        is_state(rig, "STATE_STIMULATING");
        rig_wait(rig, 5 * MONO_SEC);
        is_state(rig, "STATE_IDLE");
        assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), rows[i].condition);
        free(rig);
    }
}

static void a_restart_loses_what_was_there(void **state)
{
    (void)state;
    struct rig *rig = plus_running("setting:to=device-restarts,at=3s,from=on,for=1s", HOLD_50);
    rig_wait(rig, 5 * MONO_SEC);
    is_state(rig, "STATE_IDLE"); /* the bridge has not noticed */
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 0);
    assert_true(output_of(rig) == 0);
    says(rig, START_OVERRIDE, OK);
    rig_wait(rig, MONO_SEC);
    assert_true(output_of(rig) == 0); /* its waveform is gone */
    free(rig);
    rig = plus_running("reboot:at=3s,from=on,for=1s", HOLD_50);
    rig_wait(rig, 5 * MONO_SEC);
    refuses(rig, STOP, "NoHandlerFound");
    assert_true(output_of(rig) == 0);
    free(rig);
}

/* ---- signals and ratings */

static void only_samples_of_a_stimulus_are_kept(void **state)
{
    (void)state;
    struct rig *rig = plus_open("");
    rig_wait(rig, MONO_SEC);
    assert_int_equal(signals(rig)->n, 0);
    says(rig, HOLD_50, OK);
    says(rig, START_1, OK);
    rig_wait(rig, 2 * MONO_SEC);
    const struct samples *samples = signals(rig);
    assert_int_equal(samples->n, 40);
    for (size_t i = 1; i < 40; i++)
        assert_true(samples->kpa_10[0][i] >= samples->kpa_10[0][i - 1]);
    is_near(samples->kpa_10[0][39], 500, 1);
    assert_int_equal(samples->kpa_10[1][39], 0);
    assert_int_equal(signals(rig)->n, 0); /* each is told once */
    rig_wait(rig, 500 * MONO_MS);
    says(rig, STOP, OK);
    rig_wait(rig, MONO_SEC);
    assert_int_equal(signals(rig)->n, 10);
    says(rig, START_OVERRIDE, OK);
    rig_wait(rig, MONO_SEC);
    says(rig, STOP, OK);
    says(rig, START_OVERRIDE, OK); /* what was not fetched is gone */
    rig_wait(rig, 200 * MONO_MS);
    assert_int_equal(signals(rig)->n, 4);
    free(rig);
}

static void a_bridge_that_nobody_reads_keeps_the_newest(void **state)
{
    (void)state;
    struct rig *rig = plus_running("", WAVEFORM "CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;INC 10 60000;");
    rig_wait(rig, 40 * MONO_SEC);
    const struct samples *samples = signals(rig);
    assert_int_equal(samples->n, 512);
    is_near(samples->kpa_10[0][511], 399, 3);
    is_near(samples->kpa_10[0][0], 399 - 255, 4);
    free(rig);
}

static void ratings_and_buttons_are_told(void **state)
{
    (void)state;
    struct rig *rig =
        plus_open("setting:to=vas-43,at=2s,from=on setting:to=button,at=4s,from=on,for=1s");
    assert_int_equal(number_of(rig, "RATING", "SCORE"), 0);
    says(rig, HOLD_50, OK);
    says(rig, START_1, OK);
    rig_wait(rig, 3 * MONO_SEC);
    assert_int_equal(number_of(rig, "RATING", "SCORE"), 43);
    assert_int_equal(signals(rig)->mm[58], 43);
    assert_string_equal(ask(rig, PORT "CMD RATING;"),
                        "SCORE 43;FINAL_SCORE 0;BUTTON 0;LATCHED_BUTTON 0;");
    rig_wait(rig, 1300 * MONO_MS); /* pressed */
    assert_string_equal(ask(rig, PORT "CMD RATING;"),
                        "SCORE 43;FINAL_SCORE 43;BUTTON 1;LATCHED_BUTTON 1;");
    assert_string_equal(ask(rig, PORT "CMD RATING;"),
                        "SCORE 43;FINAL_SCORE 43;BUTTON 1;LATCHED_BUTTON 0;");
    rig_wait(rig, MONO_SEC);
    assert_string_equal(ask(rig, PORT "CMD RATING;"),
                        "SCORE 43;FINAL_SCORE 43;BUTTON 0;LATCHED_BUTTON 0;");
    free(rig);
    rig = plus_open("setting:to=button,at=2s,from=on,for=0.1s"); /* between two readings */
    rig_wait(rig, 3 * MONO_SEC);
    assert_string_equal(ask(rig, PORT "CMD RATING;"),
                        "SCORE 0;FINAL_SCORE 0;BUTTON 0;LATCHED_BUTTON 1;");
    free(rig);
}

/* Neither slider nor button. */
static void without_meter_nobody_rates(void **state)
{
    (void)state;
    struct rig *rig = plus_open("setting:vas-43 setting:to=button,at=4s,from=on,for=1s");
    says(rig, PORT "CMD MODE;RESPONSE 0;", OK);
    says(rig, HOLD_50, OK);
    says(rig, START_1, OK);
    rig_wait(rig, 6 * MONO_SEC);
    is_state(rig, "STATE_STIMULATING");
    assert_string_equal(ask(rig, PORT "CMD RATING;"),
                        "SCORE 0;FINAL_SCORE 0;BUTTON 0;LATCHED_BUTTON 0;");
    says(rig, STOP, OK);
    says(rig, PORT "CMD MODE;RESPONSE 1;", OK);
    rig_wait(rig, BEAT);
    assert_int_equal(number_of(rig, "RATING", "SCORE"), 43);
    free(rig);
}

/* The person of the CPAR: rates what hurts, and presses when it is enough. */
static void who_wears_the_cuff_rates_and_presses(void **state)
{
    (void)state;
    struct rig *rig = plus_open("");
    struct sim_cue cue = rig_cue("calf", 1);
    cue.probe_area_cm2 = 0;
    snprintf(cue.test, sizeof cue.test, "PTT");
    sim_world_cue(&rig->world, rig->now, &cue);
    says(rig, WAVEFORM "CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;INC 10 100000;", OK);
    says(rig, START_1, OK);
    rig_wait(rig, 20 * MONO_SEC);
    assert_int_equal(number_of(rig, "RATING", "SCORE"), 0);
    rig_wait(rig, 80 * MONO_SEC);
    is_state(rig, "STATE_IDLE");
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 1);
    const double tolerance = 2 * sim_world_threshold_kpa(&rig->world);
    is_near(number_of(rig, "STATE", "FINAL_PRESSURE01") / 10.0, tolerance, 3);
    assert_int_equal(number_of(rig, "RATING", "LATCHED_BUTTON"), 1);
    assert_true(number_of(rig, "RATING", "FINAL_SCORE") > 70);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waveforms_are_checked),
        cmocka_unit_test(a_waveform_has_at_most_25_instructions),
        cmocka_unit_test(waveforms_go_as_they_say),
        cmocka_unit_test(channels_go_to_the_outlets_they_are_given),
        cmocka_unit_test(none_is_taken_while_a_stimulus_runs),
        cmocka_unit_test(starts_are_checked),
        cmocka_unit_test(a_start_that_is_not_possible_is_refused),
        cmocka_unit_test(states_are_told),
        cmocka_unit_test(a_start_may_wait_for_its_trigger),
        cmocka_unit_test(whatever_ends_a_stimulus_ends_one_that_waits),
        cmocka_unit_test(stop_criteria_are_those_of_the_document),
        cmocka_unit_test(a_release_stops_where_the_button_is_held),
        cmocka_unit_test(a_stop_works_at_every_instant),
        cmocka_unit_test(a_stimulus_outlives_who_started_it),
        cmocka_unit_test(another_ports_handler_may_go),
        cmocka_unit_test(without_pings_the_device_stops_by_itself),
        cmocka_unit_test(a_leak_and_a_lost_meter_stop_it),
        cmocka_unit_test(a_restart_loses_what_was_there),
        cmocka_unit_test(only_samples_of_a_stimulus_are_kept),
        cmocka_unit_test(a_bridge_that_nobody_reads_keeps_the_newest),
        cmocka_unit_test(ratings_and_buttons_are_told),
        cmocka_unit_test(without_meter_nobody_rates),
        cmocka_unit_test(who_wears_the_cuff_rates_and_presses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
