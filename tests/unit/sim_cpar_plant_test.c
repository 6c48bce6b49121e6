/* What a simulated CPAR does: programs step by step, pressures, air, what stops a stimulus, and who wears its cuffs. */
#include "sim_cpar_rig.h"

/* ---- programs */

/* Its target after each step, as counted by hand: 255 are 100 kPa, 256 parts of a unit. */
static void programs_go_step_by_step(void **state)
{
    (void)state;
    static const struct {
        const char *program;
        struct {
            unsigned steps, target;
        } seen[6];
    } rows[] = {
        /* 0.125 a step: 0.98 kPa/s */
        {SAY_RAMP, {{1, 0}, {7, 0}, {8, 1}, {80, 10}, {99, 12}}},
        /* the document's 10, 20 and 30 kPa/s to 100 kPa, and then nothing: 200 x 1.2734, 100 x 2.546875, 66 x 3.824 */
        {"FF F1 10 0C 00 01 01 46 01 C8 00 00 00 00 64 00 FF F2",
         {{1, 1}, {4, 5}, {200, 254}, {250, 254}}},
        {"FF F1 10 0C 00 01 01 8C 02 64 00 00 00 00 64 00 FF F2", {{1, 2}, {100, 254}, {150, 254}}},
        {"FF F1 10 0C 00 01 01 D3 03 42 00 00 00 00 64 00 FF F2",
         {{1, 3}, {2, 7}, {66, 252}, {99, 252}}},
        /* ten times 100 kPa, 0 kPa */
        {"FF F1 10 0C 00 0A 03 FF FF FE 14 00 03 00 00 14 00 FF F2",
         {{1, 254}, {20, 254}, {21, 0}, {40, 0}, {41, 254}, {61, 0}}},
        /* conditioning: 32.98 steps of 1.2734 to 42 kPa, then a step there */
        {"FF F1 10 0C 00 01 01 46 01 54 00 03 19 6B D0 07 FF F2",
         {{84, 106}, {85, 107}, {99, 107}}},
        /* down again: 10 x 8.5, 5 x -4, and a step that has no time */
        {"FF F1 10 11 00 01 01 80 08 0A 00 03 00 FF FF 00 00 02 00 04 05 00 FF F2",
         {{10, 85}, {11, 81}, {15, 65}}},
        /* repeated from where it stands; never beyond 255 nor below 0 */
        {"FF F1 10 07 00 03 01 00 64 01 00 FF F2", {{1, 100}, {2, 200}, {3, 255}}},
        {"FF F1 10 0C 00 02 01 00 0A 01 00 02 00 14 01 00 FF F2",
         {{1, 10}, {2, 0}, {3, 10}, {4, 0}}},
        {"FF F1 10 07 00 01 03 FF FF FF FF 01 00 FF F2", {{1, 255}}},
        /* after a pause */
        {"FF F1 10 0C 00 01 03 00 00 14 00 01 20 00 D0 07 FF F2", {{20, 0}, {27, 0}, {28, 1}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig =
            cpar_running("setting:compliance-off setting:watchdog-0", rows[i].program);
        unsigned done = 0;
        for (size_t k = 0; k < 6 && rows[i].seen[k].steps; k++) {
            const struct status_of status =
                status_after(rig, (rows[i].seen[k].steps - done) * BEAT);
            done = rows[i].seen[k].steps;
            if (status.target[0] != rows[i].seen[k].target)
                fail_msg("%s: %u after %u", rows[i].program, status.target[0], done);
            assert_true(status.target[1] == 0 && status.state == STIMULATING);
        }
        free(rig);
    }
}

static void both_outlets_have_their_program(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("");
    say_hex(rig, "FF F1 10 07 00 01 03 00 20 0A 00 FF F2");
    say_hex(rig, "FF F1 10 07 01 01 03 00 40 14 00 FF F2");
    says(rig, SAY_START, STARTED);
    struct status_of status = status_after(rig, 10 * BEAT);
    assert_true(status.target[0] == 0x20 && status.target[1] == 0x40);
    status = status_after(rig, 10 * BEAT); /* the first is over, and holds */
    assert_true(status.state == STIMULATING && status.target[0] == 0x20);
    is_near(status.actual[0], 0x20, 1);
    is_near(status.actual[1], 0x40, 1);
    status = status_after(rig, BEAT);
    assert_string_equal(events_of(rig), "11 3");
    assert_true(status.state == IDLE && status.condition == 3 && status.target[0] == 0);
    is_near(status.final[0], 0x20, 1);
    is_near(status.final[1], 0x40, 1);
    assert_int_equal(status_after(rig, 2 * MONO_SEC).actual[1], 0);
    says(rig, SAY_START, STARTED); /* a program that was not written anew is still there */
    status = status_after(rig, 10 * BEAT);
    assert_true(status.target[1] == 0x40 && status.condition == 0);
    free(rig);
}

static void an_empty_stimulus_is_over_at_once(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("", SAY_EMPTY_1);
    rig_wait(rig, BEAT);
    assert_string_equal(events_of(rig), "2 11 3");
    assert_int_equal(last_status(rig).condition, 3);
    free(rig);
}

/* ---- pressure and air */

static void pressure_follows_its_target(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("setting:watchdog-0", SAY_HOLD_50);
    const double share = 1 - exp(-0.1 / 0.12); /* 100 ms after the first step */
    is_near(kpa_of(status_after(rig, 3 * BEAT).actual[0]), 50 * share, 0.3);
    is_near(kpa_of(status_after(rig, MONO_SEC).actual[0]), 50, 0.3);
    is_near(output_of(rig), 50, 0.3);
    says(rig, SAY_STOP, "FF F1 13 00 FF F2 FF F1 81 01 03 FF F2");
    rig_wait(rig, 200 * MONO_MS);
    is_near(output_of(rig), 50 * exp(-1), 0.3);
    const struct status_of status = status_after(rig, 2 * MONO_SEC);
    assert_true(output_of(rig) == 0 && status.actual[0] == 0);
    assert_true(status.condition == 7 && status.state == IDLE);
    is_near(kpa_of(status.final[0]), 50, 0.3);
    free(rig);
}

static void a_stop_works_at_every_instant(void **state)
{
    (void)state;
    for (mono_ns at = 0; at < 3 * MONO_SEC; at += 37 * MONO_MS) {
        struct rig *rig =
            cpar_running("", "FF F1 10 0C 00 0A 03 FF FF FE 14 00 03 00 00 14 00 FF F2");
        rig_wait(rig, at);
        says(rig, SAY_STOP, "FF F1 13 00 FF F2 FF F1 81 01 03 FF F2");
        const double before = output_of(rig);
        rig_wait(rig, 200 * MONO_MS);
        assert_true(output_of(rig) <= before * 0.37);
        rig_clear(rig);
        rig_wait(rig, 10 * MONO_SEC);
        assert_true(output_of(rig) == 0);
        assert_int_equal(last_status(rig).condition, 7);
        assert_string_equal(events_of(rig), "");
        says(rig, SAY_STOP, "FF F1 13 00 FF F2");
        free(rig);
    }
}

static void the_start_begins_the_beats_anew(void **state)
{
    (void)state;
    for (int free_running = 0; free_running < 2; free_running++) {
        struct rig *rig = cpar_new(free_running ? "setting:timer-free" : "");
        rig_wait(rig, 20 * MONO_MS);
        load(rig, SAY_HOLD_50);
        says(rig, SAY_START, STARTED);
        rig_clear(rig);
        rig_wait(rig, (free_running ? 30 : 50) * MONO_MS - 1);
        assert_int_equal(rig->length, 0);
        rig_wait(rig, 1);
        assert_int_equal(last_status(rig).target[0], 0x7f);
        free(rig);
    }
}

static void air_is_taken_from_the_tank_and_comes_back(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("", "FF F1 10 0C 00 0A 03 FF FF FE 14 00 03 00 00 14 00 FF F2");
    const struct status_of first = status_after(rig, MONO_SEC);
    is_near(first.supply * 1000 / 255.0, 502 - 50, 4);
    assert_int_equal(first.flags & 8, 0);
    rig_clear(rig);
    run_kicked(rig, 4 * MONO_SEC);
    assert_string_equal(events_of(rig), "17");
    assert_int_equal(last_status(rig).flags & 8, 8);
    run_kicked(rig, 30 * MONO_SEC);
    assert_string_equal(events_of(rig), "17 11 3 18");
    is_near(last_status(rig).supply * 1000 / 255.0, 600, 4);
    free(rig);
    /* in manual mode it rests */
    rig = cpar_new("");
    load(rig, "FF F1 10 0C 00 0A 03 FF FF FE 14 00 03 00 00 14 00 FF F2");
    say_hex(rig, "FF F1 11 02 01 01 FF F2");
    rig_clear(rig);
    run_kicked(rig, 10 * MONO_SEC);
    assert_string_equal(events_of(rig), "");
    free(rig);
    /* without a compressor the tank is empty some time */
    rig = cpar_new("setting:compressor-dead");
    load(rig, "FF F1 10 0C 00 0A 03 FF FF FE 14 00 03 00 00 14 00 FF F2");
    says(rig, SAY_START, STARTED);
    run_kicked(rig, 22 * MONO_SEC);
    assert_string_equal(events_of(rig), "2 16 14 3"); /* and the cuff is not filled */
    says(rig, SAY_START, REFUSED);
    free(rig);
}

static void a_leak_is_told_and_a_great_one_stops(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("setting:leak-1-19", SAY_HOLD_50);
    run_kicked(rig, 3 * MONO_SEC);
    assert_string_equal(events_of(rig), "2");
    is_near(kpa_of(last_status(rig).actual[0]), 50 / (1 + 0.12 * 0.19), 0.4);
    free(rig);
    rig = cpar_running("setting:leak-1-50", SAY_HOLD_50);
    run_kicked(rig, 3 * MONO_SEC);
    assert_string_equal(events_of(rig), "2 23");
    free(rig);
    rig = cpar_running("setting:supply-1000 setting:at=2s,from=on,to=leak-1-400",
                       SAY_HOLD_50); /* a leak takes its air from the tank */
    run_kicked(rig, 6 * MONO_SEC);
    assert_string_equal(events_of(rig), "2 23 14 3");
    assert_int_equal(last_status(rig).condition, 8);
    assert_true(output_of(rig) == 0);
    free(rig);
    rig = cpar_running("setting:leak-1-400 setting:compliance-off", SAY_HOLD_50);
    run_kicked(rig, 6 * MONO_SEC);
    assert_string_equal(events_of(rig),
                        "2 23 17"); /* nobody stops it, and the compressor has work */
    free(rig);
    rig = cpar_new("setting:supply-1000 setting:leak-2-1000");
    say_hex(rig, SAY_EMPTY_1);
    say_hex(rig, "FF F1 10 07 01 01 03 80 7F E8 03 FF F2");
    says(rig, SAY_START, STARTED);
    run_kicked(rig, 3 * MONO_SEC);
    assert_string_equal(events_of(rig), "2 23 15 3");
    free(rig);
}

static void a_valve_that_sticks_keeps_the_pressure(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("setting:at=2s,from=on,for=5s,to=vent-stuck", SAY_HOLD_50);
    rig_wait(rig, 3 * MONO_SEC);
    say_hex(rig, SAY_STOP);
    rig_wait(rig, 3 * MONO_SEC);
    is_near(output_of(rig), 50, 0.3);
    rig_wait(rig, 3 * MONO_SEC);
    assert_true(output_of(rig) == 0);
    free(rig);
}

/* ---- what stops */

static void each_cause_stops_with_its_number(void **state)
{
    (void)state;
    static const struct {
        const char *faults, *events, *old;
        uint8_t condition, state;
    } rows[] = {
        {"setting:at=3s,from=on,to=button", "4 3", "4 3", 1, IDLE},
        {"stuck_button:at=3s,from=on", "4 3", "4 3", 1, IDLE},
        {"setting:at=3s,from=on,to=vas-out", "7 3", "6 3", 5, IDLE},
        {"setting:at=3s,from=on,to=emergency", "9 3", "8 3", 6, EMERGENCY},
        {"setting:at=3s,from=on,to=power-off", "21 3", "18 3", 10, IDLE},
        {"setting:time-limit-2", "12 3", "11 3", 4, IDLE},
        {"setting:watchdog-2500", "13 3", "12 3", 9, IDLE},
        {"setting:at=3s,from=on,to=vas-100", "6 3", "5 3", 2, IDLE},
        {"setting:supply-1000 setting:at=2s,from=on,to=leak-1-9999", "23 14 3", "20 13 3", 8, IDLE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int is_old = 0; is_old < 2; is_old++) {
            struct rig *rig = rig_new(is_old ? "cpar-old" : "cpar", rows[i].faults, 1);
            say_hex(rig, is_old ? "FF F1 02 07 00 01 03 80 7F E8 03 FF F2" : SAY_HOLD_50);
            say_hex(rig, is_old ? "FF F1 03 01 00 FF F2" : SAY_START_VAS);
            rig_wait(rig, 1900 * MONO_MS);
            is_near(output_of(rig), 50, 0.3);
            rig_clear(rig);
            rig_wait(rig, 2200 * MONO_MS);
            assert_string_equal(events_of(rig), is_old ? rows[i].old : rows[i].events);
            const struct status_of status = last_status(rig);
            assert_int_equal(status.condition, rows[i].condition);
            assert_int_equal(status.state, rows[i].state);
            assert_true(status.final[0] > 0);
            rig_wait(rig, MONO_SEC);
            assert_true(output_of(rig) == 0);
            free(rig);
        }
}

static void what_is_mended_is_told(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("setting:at=1s,from=on,for=1s,to=emergency "
                               "setting:at=3s,from=on,for=1s,to=vas-out "
                               "setting:at=5s,from=on,for=1s,to=power-off");
    rig_wait(rig, 1500 * MONO_MS);
    assert_int_equal(last_status(rig).state, EMERGENCY);
    says(rig, SAY_START, REFUSED);
    rig_wait(rig, 5 * MONO_SEC);
    assert_string_equal(events_of(rig), "10 7 8 21 22");
    assert_true(last_status(rig).state == IDLE && last_status(rig).condition == 0);
    says(rig, SAY_START, STARTED);
    free(rig);
}

static void the_watchdog_bites_when_nobody_kicks(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("", SAY_HOLD_50);
    rig_wait(rig, 4990 * MONO_MS);
    say_hex(rig, "FF F1 01 00 FF F2"); /* is no kick */
    assert_string_equal(events_of(rig), "");
    rig_wait(rig, 10 * MONO_MS);
    assert_string_equal(events_of(rig), "13 3");
    assert_int_equal(status_after(rig, MONO_SEC).condition, 9);
    free(rig);
    rig = cpar_running("", SAY_HOLD_50);
    for (int i = 0; i < 5; i++) {
        rig_wait(rig, 4900 * MONO_MS);
        say_hex(rig, SAY_KICK);
    }
    assert_int_equal(status_after(rig, BEAT).state, STIMULATING);
    free(rig);
    /* idle it does not bite, and a start begins its time */
    rig = cpar_new("setting:watchdog-1000");
    rig_wait(rig, 10 * MONO_SEC);
    load(rig, SAY_HOLD_50);
    says(rig, SAY_START, STARTED);
    rig_wait(rig, 999 * MONO_MS);
    assert_string_equal(events_of(rig), "2");
    rig_wait(rig, MONO_MS);
    assert_string_equal(events_of(rig), "2 13 3");
    free(rig);
}

static void a_button_that_is_down_stops_at_the_first_beat(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("setting:button", SAY_HOLD_50);
    rig_wait(rig, BEAT);
    assert_string_equal(events_of(rig), "2 3");
    assert_int_equal(last_status(rig).condition, 1);
    assert_true(output_of(rig) == 0);
    free(rig);
    rig = cpar_running("setting:button setting:button-edge", SAY_HOLD_50);
    rig_wait(rig, MONO_SEC);
    assert_int_equal(last_status(rig).state, STIMULATING);
    free(rig);
    /* where the release stops */
    rig = cpar_new("setting:for=3s,to=button");
    load(rig, SAY_HOLD_50);
    say_hex(rig, "FF F1 11 02 02 00 FF F2");
    rig_wait(rig, 2 * MONO_SEC);
    assert_int_equal(last_status(rig).state, STIMULATING);
    rig_wait(rig, 2 * MONO_SEC);
    assert_string_equal(events_of(rig), "2 5 3");
    say_hex(rig, "FF F1 12 02 02 00 FF F2"); /* the slider is not back yet */
    rig_wait(rig, BEAT);
    assert_string_equal(events_of(rig), "2 3");
    free(rig);
}

static void a_restart_forgets_and_vents(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("reboot:at=2s,from=on,for=0.3s", SAY_HOLD_50);
    rig_wait(rig, 1800 * MONO_MS);
    assert_true(output_of(rig) > 49);
    rig_clear(rig);
    rig_wait(rig, 1500 * MONO_MS);
    const struct status_of status = last_status(rig);
    assert_true(status.state == IDLE && status.condition == 0 && status.final[0] == 0);
    assert_true(output_of(rig) == 0);
    assert_string_equal(events_of(rig), "");
    say_hex(rig, SAY_FORCE); /* its programs are gone */
    rig_wait(rig, BEAT);
    assert_string_equal(events_of(rig), "2 11 3");
    free(rig);
}

/* What is down when it is up again is seen at that instant, before the first status. */
static void what_is_down_at_its_start_is_seen_then(void **state)
{
    (void)state;
    struct rig *rig = rig_new("cpar-old", "setting:emergency", 1);
    rig_wait(rig, 75 * MONO_MS);
    assert_string_equal(events_of(rig), "8");
    says(rig, "FF F1 09 00 FF F2", "FF F1 09 00 FF F2");
    rig_clear(rig);
    rig_wait(rig, MONO_SEC - 1);
    assert_int_equal(rig->length, 0);
    rig_wait(rig, 60 * MONO_MS);
    struct packet packet;
    size_t at = 0;
    assert_true(next_packet(rig, &at, &packet));
    assert_true(packet.code == EVENT && packet.data[0] == 8);
    assert_int_equal(last_status(rig).state, EMERGENCY);
    free(rig);
}

/* ---- faults of the plant */

static void a_slow_plant_lags_and_is_out_of_compliance(void **state)
{
    (void)state;
    struct rig *rig = cpar_running("slow_ramp:by=0.5 setting:compliance-off", SAY_FAST);
    rig_wait(rig, 4 * MONO_SEC);
    const struct status_of status = last_status(rig);
    is_near(status.target[0], 80, 1);
    is_near(status.actual[0], 40, 4);
    free(rig);
    rig = cpar_running("slow_ramp:by=0.5", SAY_FAST);
    rig_wait(rig, 4900 * MONO_MS);
    assert_string_equal(events_of(rig), "2 14 3");
    free(rig);
    rig = cpar_running("overload setting:compliance-off", SAY_HOLD_50);
    rig_wait(rig, 2 * MONO_SEC);
    is_near(output_of(rig), 65, 1);
    is_near(kpa_of(last_status(rig).actual[0]), 65, 1);
    free(rig);
}

/* It regulates what its sensor shows. */
static void a_zero_that_wanders_is_pressed(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("drift:by=60");
    is_near(kpa_of(status_after(rig, 3 * MONO_SEC).actual[0]), 3, 0.5);
    assert_true(output_of(rig) == 0);
    load(rig, SAY_HOLD_50);
    says(rig, SAY_START, STARTED);
    is_near(kpa_of(status_after(rig, 2 * MONO_SEC).actual[0]), 50, 0.5);
    is_near(output_of(rig), 45, 0.5);
    free(rig);
}

/* ---- who wears the cuffs */

static struct sim_cue cue_of(const char *test, uint32_t trial)
{
    struct sim_cue cue = rig_cue("calf", trial);
    snprintf(cue.test, sizeof cue.test, "%s", test);
    cue.probe_area_cm2 = 0;
    return cue;
}

static struct rig *cued(const char *test, const char *program, const char *start)
{
    struct rig *rig = cpar_new("setting:watchdog-0");
    const struct sim_cue cue = cue_of(test, 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    load(rig, program);
    say_hex(rig, start);
    return rig;
}

static void the_threshold_is_told_with_the_button(void **state)
{
    (void)state;
    struct rig *rig = cued("ppt", SAY_FAST, SAY_START);
    const double threshold = sim_world_threshold_kpa(&rig->world);
    rig_wait(rig, 10 * MONO_SEC);
    const struct status_of status = last_status(rig);
    assert_string_equal(events_of(rig), "2 4 3 5");
    assert_int_equal(rig->n_edges, 2);
    assert_int_equal(status.condition, 1);
    const double late_s = (kpa_of(status.final[0]) - threshold) / 7.84;
    assert_true(late_s > 0.1 && late_s < 0.7);
    free(rig);
}

/* Detection by the slider, tolerance by the button: both are told from the same ramp. */
static void the_tolerance_is_told_with_the_button_and_the_slider_on_the_way(void **state)
{
    (void)state;
    static const char *const starts[] = {SAY_START, SAY_START_VAS};
    for (size_t i = 0; i < 2; i++) {
        struct rig *rig = cued("pdt_ptt", SAY_RAMP, starts[i]);
        const double threshold = sim_world_threshold_kpa(&rig->world);
        double detected_kpa = 0;
        struct status_of status = {.state = STIMULATING};
        for (int beat = 0; beat < 2000 && status.state == STIMULATING; beat++) {
            status = status_after(rig, BEAT);
            if (status.vas < 3)
                detected_kpa = kpa_of(status.actual[0]);
        }
        is_near(detected_kpa, threshold + 2, 2);
        is_near(kpa_of(status.final[0]), 2 * threshold + 1, 3);
        assert_true(status.final_vas > 230);
        assert_true(status.condition == 1 || (i == 1 && status.condition == 2));
        rig_wait(rig, 10 * MONO_SEC); /* and the slider is put back */
        assert_int_equal(last_status(rig).vas, 0);
        free(rig);
    }
}

static void nothing_is_felt_below_the_threshold(void **state)
{
    (void)state;
    struct rig *rig = cued("ts", "FF F1 10 07 00 01 03 00 20 C8 00 FF F2", SAY_START);
    rig_wait(rig, 12 * MONO_SEC);
    assert_string_equal(events_of(rig), "2 11 3");
    assert_int_equal(rig->n_edges, 0);
    assert_int_equal(last_status(rig).final_vas, 0);
    free(rig);
}

/* Ratings at the end of each period of ten pulses, 1 s on and 1 s off, at 60 kPa. */
static void rate_pulses(double windup, double *ratings)
{
    struct rig *rig = cpar_new("setting:watchdog-0");
    const struct sim_cue cue = cue_of("ts", 1);
    rig->world.participant.ppt_cv = 0;
    rig->world.participant.windup_per_pulse = windup;
    sim_world_cue(&rig->world, rig->now, &cue);
    load(rig, "FF F1 10 0C 00 0A 03 00 99 14 00 03 00 00 14 00 FF F2");
    say_hex(rig, SAY_START);
    for (int i = 0; i < 10; i++)
        ratings[i] = status_after(rig, 2 * MONO_SEC).vas / 25.5;
    assert_int_equal(rig->n_edges, 0);
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(last_status(rig).vas, 0);
    free(rig);
}

static void pulses_are_rated_and_wind_up(void **state)
{
    (void)state;
    double flat[10], rising[10];
    rate_pulses(0, flat);
    rate_pulses(0.1, rising);
    for (int i = 0; i < 10; i++) {
        assert_true(flat[i] > 1 && flat[i] < 5);
        is_near(flat[i], flat[9], i ? 0.1 : 0.4);
        is_near(rising[i], flat[i] * (1 + 0.1 * i), 0.4);
    }
}

static void what_lasts_is_followed(void **state)
{
    (void)state;
    /* 45 kPa for 10 s, 36 kPa for 10 s; the threshold is at 30 */
    struct rig *rig = cpar_new("setting:watchdog-0");
    const struct sim_cue cue = cue_of("tonic", 1);
    rig->world.participant.ppt_cv = 0;
    sim_world_cue(&rig->world, rig->now, &cue);
    load(rig, "FF F1 10 0C 00 01 03 C0 72 C8 00 03 CC 5B C8 00 FF F2");
    say_hex(rig, SAY_START);
    is_near(status_after(rig, 9 * MONO_SEC).vas / 25.5, 5, 0.1);
    is_near(status_after(rig, 10 * MONO_SEC).vas / 25.5, 2, 0.1);
    free(rig);
}

static void alone_everybody_responds_again(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("setting:watchdog-0");
    rig->world.is_alone = true;
    load(rig, SAY_FAST);
    for (unsigned i = 1; i <= 3; i++) {
        says(rig, SAY_START, STARTED);
        rig_wait(rig, 40 * MONO_SEC);
        assert_int_equal(rig->n_edges, 2 * i);
        assert_int_equal(last_status(rig).condition, 1);
    }
    free(rig);
}

/* What was felt does not depend on how often somebody looks. */
static void it_does_the_same_however_often_it_is_looked_at(void **state)
{
    (void)state;
    struct rig *rigs[2];
    for (int i = 0; i < 2; i++) {
        rigs[i] = cued("pdt_ptt", SAY_FAST, SAY_START);
        rig_clear(rigs[i]);
        for (mono_ns left = 12 * MONO_SEC, step = i ? 7 * MONO_MS + 13 : left; left > 0;
             left -= step)
            rig_wait(rigs[i], left < step ? left : step);
    }
    assert_int_equal(rigs[0]->length, rigs[1]->length);
    assert_memory_equal(rigs[0]->text, rigs[1]->text, rigs[0]->length);
    assert_true(output_of(rigs[0]) == output_of(rigs[1]));
    free(rigs[0]);
    free(rigs[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_go_step_by_step),
        cmocka_unit_test(both_outlets_have_their_program),
        cmocka_unit_test(an_empty_stimulus_is_over_at_once),
        cmocka_unit_test(pressure_follows_its_target),
        cmocka_unit_test(a_stop_works_at_every_instant),
        cmocka_unit_test(the_start_begins_the_beats_anew),
        cmocka_unit_test(air_is_taken_from_the_tank_and_comes_back),
        cmocka_unit_test(a_leak_is_told_and_a_great_one_stops),
        cmocka_unit_test(a_valve_that_sticks_keeps_the_pressure),
        cmocka_unit_test(each_cause_stops_with_its_number),
        cmocka_unit_test(what_is_mended_is_told),
        cmocka_unit_test(the_watchdog_bites_when_nobody_kicks),
        cmocka_unit_test(a_button_that_is_down_stops_at_the_first_beat),
        cmocka_unit_test(a_restart_forgets_and_vents),
        cmocka_unit_test(what_is_down_at_its_start_is_seen_then),
        cmocka_unit_test(a_slow_plant_lags_and_is_out_of_compliance),
        cmocka_unit_test(a_zero_that_wanders_is_pressed),
        cmocka_unit_test(the_threshold_is_told_with_the_button),
        cmocka_unit_test(the_tolerance_is_told_with_the_button_and_the_slider_on_the_way),
        cmocka_unit_test(nothing_is_felt_below_the_threshold),
        cmocka_unit_test(pulses_are_rated_and_wind_up),
        cmocka_unit_test(what_lasts_is_followed),
        cmocka_unit_test(alone_everybody_responds_again),
        cmocka_unit_test(it_does_the_same_however_often_it_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
