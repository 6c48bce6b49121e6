/* The simulated TCS thermode on the skin: when the participant presses, how zones differ and
 * readings scatter, and what can ail instrument and line. */
#include "sim_qst_tcs_rig.h"

static struct sim_cue thermal_cue(const char *test, uint32_t trial)
{
    struct sim_cue cue = rig_cue("hand", trial);
    snprintf(cue.test, sizeof cue.test, "%s", test);
    cue.probe_area_cm2 = 0;
    return cue;
}

static void at_once(struct rig *rig)
{
    rig->world.participant.reaction_s = rig->world.participant.reaction_sd_s = 0;
}

static const struct limits {
    const char *test, *go;
    double sign, usual, sd;
} limits[] = {
    {"CDT", "C0000V00010R00500D040000L", -1, 30.5, 0.3},
    {"WDT", "C0500V00010R00500D040000L", 1, 34, 0.4},
    {"cpt", "C0000V00010R00500D040000L", -1, 12, 2},
    {"hpt", "C0500V00010R00500D040000L", 1, 44, 1},
};

/* Ramp of 1 °C/s from 32 °C; its lag is 12 ms. */
static double ramp_c(const struct limits *row, mono_ns since)
{
    return 32 + row->sign * (mono_to_sec(since) - 0.012);
}

static void presses_where_the_drawn_temperature_is_met(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        double sum = 0, squares = 0;
        enum { TRIALS = 20 };
        for (uint32_t trial = 1; trial <= TRIALS; trial++) {
            struct rig *rig = tcs_ready("");
            at_once(rig);
            const struct sim_cue cue = thermal_cue(limits[i].test, trial);
            sim_world_cue(&rig->world, rig->now, &cue);
            rig_wait(rig, MONO_SEC);
            const mono_ns start = rig->now;
            tcs_tell(rig, limits[i].go);
            rig_wait(rig, 35 * MONO_SEC);
            assert_int_equal(rig->n_edges, 2);
            const double met = ramp_c(&limits[i], rig->edges[0].t - start);
            tcs_is_near(met, rig->world.plan.threshold_celsius, 1e-4);
            sum += met - limits[i].usual;
            squares += (met - limits[i].usual) * (met - limits[i].usual);
            free(rig);
        }
        assert_true(fabs(sum / TRIALS) < limits[i].sd);
        assert_in_range(100 * sqrt(squares / TRIALS) / limits[i].sd, 50, 160);
    }
}

static void the_draw_depends_on_the_cue_alone(void **state)
{
    (void)state;
    double seen[2];
    for (int i = 0; i < 2; i++) {
        struct rig *rig = tcs_ready("");
        struct sim_cue cue = thermal_cue("hpt", 5);
        if (i == 1)
            sim_world_cue(&rig->world, rig->now, &cue);
        cue.trial = 2;
        sim_world_cue(&rig->world, rig->now, &cue);
        seen[i] = rig->world.plan.threshold_celsius;
        free(rig);
    }
    assert_true(seen[0] == seen[1]);
}

static void a_site_may_have_its_own_thresholds(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    struct sim_participant *participant = &rig->world.participant;
    memset(participant->thermal_sd, 0, sizeof participant->thermal_sd);
    participant->thermal_sites[0] = (struct sim_thermal_site){.site = "hand", .side = "right"};
    participant->thermal_sites[1] =
        (struct sim_thermal_site){.site = "hand", .celsius = {29, 35, 8, 47}};
    participant->n_thermal_sites = 2;
    const struct sim_cue cue = thermal_cue("CPT", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    assert_true(rig->world.plan.threshold_celsius == 8);
    free(rig);
}

/* K sees the button from its edge on, with the reaction that was drawn. */
static void k_shows_the_button_when_it_is_down(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    const struct sim_cue cue = thermal_cue("WDT", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    const mono_ns start = rig->now;
    tcs_tell(rig, limits[1].go);
    const double met = rig->world.plan.threshold_celsius - 32 + 0.012;
    const mono_ns press = start + mono_from_sec(met) + rig->world.plan.reaction;
    rig_run(rig, press - 100 * MONO_US);
    assert_string_equal(tcs_ask(rig, "K"), "\r00");
    rig_run(rig, press + 100 * MONO_US);
    assert_string_equal(tcs_ask(rig, "K"), "\r01");
    assert_true(llabs(rig->edges[0].t - press) < 100 * MONO_US);
    rig_wait(rig, 300 * MONO_MS);
    assert_string_equal(tcs_ask(rig, "K"), "\r00");
    free(rig);
}

/* Asked a moment after a press that nobody has noticed yet. */
static void k_sees_a_press_of_this_very_moment(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    at_once(rig);
    const struct sim_cue cue = thermal_cue("WDT", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    tcs_tell(rig, limits[1].go);
    const double met = rig->world.plan.threshold_celsius - 32 + 0.012;
    rig->now += mono_from_sec(met) + MONO_US;
    assert_string_equal(tcs_ask(rig, "K"), "\r01");
    free(rig);
}

/* Without a tick between: the question itself brings the plant up to date. */
static void a_question_late_by_seconds_finds_the_button_down(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("stuck_button:at=20s");
    at_once(rig);
    const struct sim_cue cue = thermal_cue("HPT", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    const mono_ns start = rig->now;
    tcs_tell(rig, limits[3].go);
    rig->now += 30 * MONO_SEC;
    assert_string_equal(tcs_ask(rig, "K"), "\r01");
    tcs_is_near(ramp_c(&limits[3], rig->edges[0].t - start), rig->world.plan.threshold_celsius,
                1e-4);
    free(rig);
}

/* What a row does leaves the button alone. */
static void nobody_presses_without_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *test, *faults, *talk;
    } rows[] = {
        {"ppt", "", "C0500V00100D010000L"},                  /* asks for nothing */
        {"HPT", "", "C0000V00100D010000L"},                  /* the other direction */
        {"CPT", "", "C0250V00100D010000L"},                  /* not cold enough */
        {"HPT", "", "S00000C0500V00100D010000L"},            /* no zone is on */
        {"HPT", "setting:contact-0", "C0500V00100D010000L"}, /* in the air */
        {"HPT", "setting:charging", "C0500V00100D010000L"},  /* does not start */
        {"HPT", "", "S10000C0500V00100D010000A"},            /* was not started */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tcs_ready(rows[i].faults);
        const struct sim_cue cue = thermal_cue(rows[i].test, 1);
        sim_world_cue(&rig->world, rig->now, &cue);
        tcs_tell(rig, rows[i].talk);
        rig_wait(rig, 20 * MONO_SEC);
        assert_int_equal(rig->n_edges, 0);
        free(rig);
    }
}

static void lapses_and_early_presses_are_those_of_pressure(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    rig->world.participant.lapse = 1;
    struct sim_cue cue = thermal_cue("HPT", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    tcs_tell(rig, "C0500V00100D004000L");
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(rig->n_edges, 0);
    rig->world.participant.lapse = 0;
    rig->world.participant.early = 1;
    sim_world_cue(&rig->world, rig->now, &cue);
    const mono_ns cue_at = rig->now;
    tcs_tell(rig, "C0500V00100D004000L");
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(rig->n_edges, 2);
    assert_true(rig->edges[0].t - cue_at < MONO_SEC);
    free(rig);
}

/* A thermal trial is not pressed by hand, and a pressure trial is not felt through the thermode. */
static void heat_and_pressure_keep_apart(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    struct sim_cue cue = thermal_cue("HPT", 1);
    cue.probe_area_cm2 = 1;
    sim_world_cue(&rig->world, rig->now, &cue);
    sim_world_feel(&rig->world, rig->now);
    rig_wait(rig, 10 * MONO_SEC);
    assert_true(sim_world_pressure_kpa(&rig->world, rig->now) == 0);
    assert_int_equal(rig->n_edges, 0);
    cue = thermal_cue("ppt", 1);
    sim_world_cue(&rig->world, rig->now, &cue);
    sim_world_feel_celsius(&rig->world, rig->now);
    rig_wait(rig, 10 * MONO_SEC);
    assert_int_equal(rig->n_edges, 0);
    free(rig);
}

static void alone_the_participant_feels_what_the_thermode_does(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("");
    rig->world.is_alone = true;
    tcs_tell(rig, "C0500V00010D010000L");
    rig_wait(rig, 12 * MONO_SEC);
    assert_int_equal(rig->n_edges, 2);
    tcs_tell(rig, "C0000L");
    rig_wait(rig, 12 * MONO_SEC);
    assert_int_equal(rig->n_edges, 4);
    free(rig);
}

/* Up to 0.6 °C apart at 300 °C/s, together again on the plateau; in the air quicker. */
static void zones_differ_on_fast_ramps_and_skin_slows_them(void **state)
{
    (void)state;
    double at_30_ms[2], apart = 0;
    for (int air = 0; air < 2; air++) {
        struct rig *rig = tcs_ready(air ? "setting:contact-0" : "");
        tcs_tell(rig, "C0600V03000D001000L");
        rig_wait(rig, 50 * MONO_MS);
        at_30_ms[air] = tcs_zone(rig, 3);
        if (!air)
            apart = tcs_zone(rig, 1) - tcs_zone(rig, 5);
        rig_wait(rig, 300 * MONO_MS);
        assert_string_equal(tcs_ask(rig, "E"), "\r320+600+600+600+600+600");
        free(rig);
    }
    tcs_is_near(apart, 0.6, 0.11);
    tcs_is_near(at_30_ms[0], 47 - 3.6 * (1 - exp(-50 / 12.0)), 0.06);
    tcs_is_near(at_30_ms[1], 47 - 1.8, 0.06);
}

static void readings_scatter_and_repeat(void **state)
{
    (void)state;
    char first[2][RIG_TEXT / 64];
    for (int i = 0; i < 2; i++) {
        struct rig *rig = tcs_new("setting:zones-on");
        rig->world.noise = 1;
        const struct sim_cue cue = thermal_cue("HPT", 1);
        if (i == 1)
            rig_wait(rig, MONO_SEC / 2); /* another past */
        sim_world_cue(&rig->world, rig->now, &cue);
        tcs_tell(rig, "OaC0400V00010R00100D010000L");
        rig_wait(rig, 12 * MONO_SEC);
        memcpy(first[i], rig->text, sizeof first[i] - 1);
        first[i][sizeof first[i] - 1] = '\0';
        assert_true(rig->length > 1000 * 25);
        free(rig);
    }
    assert_true(strlen(first[0]) > 10000 && !strncmp(first[0], first[1], 10000));
    double most = 0;
    for (int k = 0; k < 600; k++)
        for (int zone = 0; zone < 5; zone++) {
            const double c = strtod(first[0] + 25 * k + 5 * zone, NULL);
            const double ramp = fmin(40, 30 + 0.01 * (k + 1) - 0.012);
            most = fmax(most, fabs(c - ramp));
        }
    assert_true(most > 0.1 && most < 0.4);
}

static void ails_as_asked(void **state)
{
    (void)state;
    static const struct {
        const char *fault, *question, *answer;
    } rows[] = {
        {"", "E", "\r320+450+450+450+450+450"},
        {"slow_ramp:by=0.6,from=on", "E", "\r320+392+392+392+392+392"},
        {"overload", "E", "\r320+470+470+470+470+470"},
        {"setting:open-zone-3", "E", "\r320+450+450+651+450+450"},
        {"setting:open-zone-0", "E", "\r320+651+651+651+651+651"},
        {"setting:bad-zone-2", "E", "\r320+450+320+450+450+450"},
        {"setting:bad-zone-2", "Q", "010000"},
        {"setting:bad-zone-6", "Q", "000001"},
        {"setting:idle-zone-5", "E", "\r320+450+450+450+450+320"},
        {"setting:idle-zone-5", "Q", "000000"},
        {"setting:charging", "E", "\r320+320+320+320+320+320"},
        {"setting:cut-500", "E", "\r320+320+320+320+320+320"},
        {"setting:stray", "K", "+45.0+45.0+45.0+45.0+45.0\r00"},
        {"identity", "H", "Bench Supply 9.00\r\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = tcs_ready(rows[i].fault);
        tcs_tell(rig, "C0450V00100R03000D006000L");
        if (strstr(rows[i].fault, "slow"))
            rig_wait(rig, 1212 * MONO_MS);
        else
            rig_wait(rig, 2 * MONO_SEC);
        assert_string_equal(tcs_ask(rig, rows[i].question), rows[i].answer);
        free(rig);
    }
}

static void words_that_are_no_setting_are_refused(void **state)
{
    (void)state;
    static const char *const words[] = {"newer-1",    "probe-",     "probe-x",       "probe-0",
                                        "bad-zone-7", "open-zone-", "contact-101",   "cut-9",
                                        "contact--1", "sideways",   "open-zone-1.5", ""};
    const struct sim_instrument *tcs = sim_find("qst-tcs");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct sim_act act = {.kind = SIM_ACT_SETTING, .on = true};
        snprintf(act.to, sizeof act.to, "%s", words[i]);
        assert_false(tcs->can(tcs, &act));
    }
    /* every word that is told to people is one */
    char told[400];
    snprintf(told, sizeof told, "%s", tcs->settings);
    for (char *word = strtok(told, ", "); word; word = strtok(NULL, ", ")) {
        struct sim_act act = {.kind = SIM_ACT_SETTING, .on = true};
        const size_t n = strcspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        snprintf(act.to, sizeof act.to, "%.*s%s", (int)n, word,
                 !word[n]                     ? ""
                 : strchr(word, 'Y') || n < 6 ? "100"
                                              : "1");
        if (n < strlen(word) && !strncmp(word, "contact-", 8))
            snprintf(act.to, sizeof act.to, "contact-50");
        if (!tcs->can(tcs, &act))
            fail_msg("%s", act.to);
    }
}

/* The line makes it: the answer to E comes when K was asked already. */
static void an_answer_may_come_after_the_next_question(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("delay:300ms,from=on,at=1s,for=50ms");
    tcs_tell(rig, "E");
    rig_wait(rig, 100 * MONO_MS);
    tcs_tell(rig, "K"); /* its own is not late, but stands behind the other */
    rig_wait(rig, 250 * MONO_MS);
    assert_string_equal(rig->text, "\r320+320+320+320+320+320\r00");
    free(rig);
}

static void bytes_without_a_pause_may_be_lost(void **state)
{
    (void)state;
    struct rig *rig = tcs_new("setting:unpaced-lost");
    rig_wait(rig, MONO_MS);
    assert_string_equal(tcs_ask(rig, "KK"), "\r00");
    for (const char *byte = "FN280E"; *byte; byte++) {
        char one[2] = {*byte, '\0'};
        rig_wait(rig, MONO_MS);
        tcs_ask(rig, one);
    }
    assert_string_equal(rig->text, "\r280+300+300+300+300+300");
    free(rig);
}

/* The power goes during a stimulus: no heat afterwards, and what was set is gone. */
static void a_lost_supply_ends_everything(void **state)
{
    (void)state;
    struct rig *rig = tcs_ready("reboot:at=3s,from=on,for=0.5s");
    tcs_tell(rig, "C0450V00100D060000L");
    rig_wait(rig, 2100 * MONO_MS);
    assert_true(tcs_output(rig) > 10);
    assert_string_equal(tcs_ask(rig, "E"), "");
    rig_wait(rig, MONO_SEC);
    assert_true(tcs_output(rig) == 0);
    assert_string_equal(tcs_ask(rig, "E"), "\r300+300+300+300+300+300");
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presses_where_the_drawn_temperature_is_met),
        cmocka_unit_test(the_draw_depends_on_the_cue_alone),
        cmocka_unit_test(a_site_may_have_its_own_thresholds),
        cmocka_unit_test(k_shows_the_button_when_it_is_down),
        cmocka_unit_test(k_sees_a_press_of_this_very_moment),
        cmocka_unit_test(a_question_late_by_seconds_finds_the_button_down),
        cmocka_unit_test(nobody_presses_without_a_reason),
        cmocka_unit_test(lapses_and_early_presses_are_those_of_pressure),
        cmocka_unit_test(heat_and_pressure_keep_apart),
        cmocka_unit_test(alone_the_participant_feels_what_the_thermode_does),
        cmocka_unit_test(zones_differ_on_fast_ramps_and_skin_slows_them),
        cmocka_unit_test(readings_scatter_and_repeat),
        cmocka_unit_test(ails_as_asked),
        cmocka_unit_test(words_that_are_no_setting_are_refused),
        cmocka_unit_test(an_answer_may_come_after_the_next_question),
        cmocka_unit_test(bytes_without_a_pause_may_be_lost),
        cmocka_unit_test(a_lost_supply_ends_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
