/* How much it hurts now: what a thermode does to the participant's slider, and who tells of it. */
#include "sim_qst_tcs_rig.h"

#include "sim/skin.h"

static struct sim_world world;
static mono_ns now;

static void begin(void)
{
    struct sim_participant participant = sim_participant_defaults();
    memset(participant.thermal_sd, 0, sizeof participant.thermal_sd);
    sim_world_init(&world, &participant, 1);
    now = MONO_SEC;
    const struct sim_cue cue = {.test = "ts", .site = "hand", .trial = 1, .attempt = 1};
    sim_world_cue(&world, now, &cue);
}

static double felt(void)
{
    return sim_felt_now(&world.felt);
}

/* In steps of 10 ms along a line. */
static void lead(double to_c, double seconds)
{
    const double from_c = world.skin.has ? world.skin.celsius : to_c;
    const mono_ns from = now;
    for (mono_ns t = 0; t <= mono_from_sec(seconds); t += 10 * MONO_MS) {
        now = from + t;
        sim_world_skin(&world, now, from_c + (to_c - from_c) * mono_to_sec(t) / seconds);
    }
}

static void pulse(double base_c, double level_c)
{
    lead(level_c, 0.7);
    lead(level_c, 0.5);
    lead(base_c, 0.7);
    lead(base_c, 0.6);
}

static void pulses_hurt_more_and_more(void **state)
{
    (void)state;
    static const struct {
        double base_c, level_c, threshold_c, span_c;
    } rows[] = {{38, 47, 44, 6}, {32, 5, 12, 12}};
    for (size_t i = 0; i < 2; i++) {
        begin();
        lead(rows[i].base_c, 3);
        assert_true(felt() == 0);
        double last = 0, first = 0;
        const double whole = 10 * fabs(rows[i].level_c - rows[i].threshold_c) / rows[i].span_c;
        for (int n = 0; n < 5; n++) {
            pulse(rows[i].base_c, rows[i].level_c);
            assert_true(felt() > last + 0.05 * whole);
            last = felt();
            first = n == 0 ? last : first;
        }
        assert_true(first > 0.5 * whole && first < whole);
        tcs_is_near(last / first, 1.4, 0.03); /* 0.1 more for each */
        lead(rows[i].base_c, 20);
        assert_true(felt() == 0);
        pulse(rows[i].base_c, rows[i].level_c);
        tcs_is_near(felt(), first, 0.02); /* the first of another train */
    }
}

static void below_the_threshold_nothing_hurts(void **state)
{
    (void)state;
    begin();
    for (int n = 0; n < 5; n++) {
        pulse(38, 43.9);
        assert_true(felt() == 0);
    }
}

static void a_long_heat_has_a_peak_a_nadir_and_a_rise(void **state)
{
    (void)state;
    begin();
    lead(32, 1);
    lead(46.5, 14.5);
    double peak = 0, nadir = 10;
    for (int s = 0; s < 20; s++) {
        lead(46.5, 1);
        peak = fmax(peak, felt());
    }
    for (int s = 0; s < 30; s++) {
        lead(46.5, 1);
        nadir = fmin(nadir, felt());
    }
    lead(46.5, 70);
    assert_true(peak > 3 && nadir < peak - 0.5 && felt() > nadir + 0.5);
}

static void the_worst_of_all_sources_is_felt(void **state)
{
    (void)state;
    begin();
    sim_felt_tell(&world.felt, SIM_FELT_CUFF, 4);
    sim_felt_tell(&world.felt, SIM_FELT_HEAT, 2);
    assert_true(felt() == 4);
    sim_felt_tell(&world.felt, SIM_FELT_CUFF, -1);
    assert_true(felt() == 2);
    sim_felt_tell(&world.felt, SIM_FELT_HEAT, 12);
    assert_true(felt() == 10);
}

/* 47 degC for a second, through the wire of a thermode; in the air nobody feels it. */
static void a_simulated_thermode_tells_it(void **state)
{
    (void)state;
    for (int contact = 0; contact < 2; contact++) {
        struct rig *rig = tcs_ready("");
        const struct sim_cue cue = {.test = "ts", .site = "hand", .trial = 1, .attempt = 1};
        sim_world_cue(&rig->world, rig->now, &cue);
        rig->world.contact = contact;
        rig_wait(rig, MONO_SEC);
        tcs_tell(rig, "C0470V00200R00200D002000L");
        rig_wait(rig, 1900 * MONO_MS);
        assert_true(contact ? sim_felt_now(&rig->world.felt) > 1.5
                            : sim_felt_now(&rig->world.felt) == 0);
        free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pulses_hurt_more_and_more),
        cmocka_unit_test(below_the_threshold_nothing_hurts),
        cmocka_unit_test(a_long_heat_has_a_peak_a_nadir_and_a_rise),
        cmocka_unit_test(the_worst_of_all_sources_is_felt),
        cmocka_unit_test(a_simulated_thermode_tells_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
