/* The simulated examiner's hand on a beat, and what a simulated participant says of a train. */
#include "sim_rig.h"

#include "sim/answers.h"
#include "sim/control.h"

#include <math.h>

enum { TRAINS = 400, PULSES = 10 };

static struct sim_cue train_cue(uint32_t trial)
{
    struct sim_cue cue = rig_cue("hand", trial);
    cue.pulses = PULSES;
    cue.lead_s = 4;
    cue.on_s = cue.off_s = 1;
    cue.level_kpa = 300;
    return cue;
}

/* The first instant from `t` on at which the hand presses with `kpa`, or no longer does. */
static mono_ns first_at(struct sim_world *world, mono_ns t, double kpa, bool presses)
{
    while ((sim_world_pressure_kpa(world, t) >= kpa) != presses)
        t += MONO_MS;
    return t;
}

static void the_hand_presses_at_each_cue_with_its_own_spread(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world;
    double error = 0, error2 = 0, level = 0, level2 = 0;
    for (uint32_t trial = 1; trial <= TRAINS; trial++) {
        const struct sim_cue cue = train_cue(trial);
        sim_world_init(&world, &participant, 7);
        sim_world_cue(&world, MONO_SEC, &cue);
        mono_ns t = MONO_SEC;
        for (int i = 0; i < PULSES; i++) {
            const mono_ns due = (5 + 2 * i) * MONO_SEC;
            t = first_at(&world, t, 1, true);
            assert_true(llabs(t - due) < 300 * MONO_MS);
            const double e = mono_to_sec(t - due);
            const double kpa = sim_world_pressure_kpa(&world, t + 500 * MONO_MS);
            error += e, error2 += e * e, level += kpa, level2 += kpa * kpa;
            t = first_at(&world, t + 500 * MONO_MS, 1, false);
            assert_true(t - due > MONO_SEC && t - due < 1600 * MONO_MS);
        }
        assert_true(sim_world_pressure_kpa(&world, 60 * MONO_SEC) <= 0);
        assert_true(sim_world_deadline(&world) == MONO_NEVER); /* nobody presses the button */
    }
    const double n = TRAINS * PULSES;
    const double sd_s = sqrt(error2 / n - (error / n) * (error / n));
    const double sd_kpa = sqrt(level2 / n - (level / n) * (level / n));
    print_message("onset %+.4f ± %.4f s, level %.1f ± %.1f kPa\n", error / n, sd_s, level / n,
                  sd_kpa);
    assert_true(fabs(error / n) < 0.01 && fabs(sd_s - 0.05) < 0.005);
    assert_true(fabs(level / n - 300) < 2);
    assert_true(fabs(sd_kpa - hypot(18, 8)) < 2); /* of the level, and the tremor in it */
}

static void told_to_release_it_lets_go_and_presses_no_more(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    const struct sim_cue cue = train_cue(1);
    for (mono_ns at = MONO_SEC; at < 26 * MONO_SEC; at += 370 * MONO_MS) {
        struct sim_world world;
        sim_world_init(&world, &participant, 3);
        sim_world_cue(&world, 0, &cue);
        sim_world_release(&world, at);
        for (mono_ns t = at + 700 * MONO_MS; t < 30 * MONO_SEC; t += 10 * MONO_MS)
            assert_true(sim_world_pressure_kpa(&world, t) <= 0);
    }
}

static void without_a_probe_nobody_presses(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world;
    struct sim_cue cue = train_cue(1);
    cue.probe_area_cm2 = 0;
    sim_world_init(&world, &participant, 3);
    sim_world_cue(&world, 0, &cue);
    for (mono_ns t = 0; t < 30 * MONO_SEC; t += 10 * MONO_MS)
        assert_true(sim_world_pressure_kpa(&world, t) <= 0);
}

static void a_train_is_in_the_message(void **state)
{
    (void)state;
    uint8_t bytes[SIM_CONTROL_SIZE];
    struct sim_control in = {.kind = SIM_CONTROL_CUE, .t = 5}, out;
    in.cue = train_cue(3);
    sim_control_encode(&in, bytes);
    assert_int_equal(sim_control_decode(bytes, &out), STATUS_OK);
    assert_memory_equal(&out.cue, &in.cue, sizeof in.cue);
    in.cue.off_s = NAN;
    sim_control_encode(&in, bytes);
    assert_int_equal(sim_control_decode(bytes, &out), STATUS_PROTOCOL);
}

/* Ten pulses that grow by a tenth each are 1.45 times the first, rated as one. */
static void what_is_said_winds_up(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    double single = 0, train = 0, last = 0;
    for (uint32_t trial = 1; trial <= TRAINS; trial++) {
        const struct sim_cue cue = train_cue(trial);
        single += sim_spoken_rating(&participant, 7, &cue, 1, 1);
        train += sim_spoken_rating(&participant, 7, &cue, 1, 10);
        last += sim_spoken_rating(&participant, 7, &cue, 10, 10);
    }
    print_message("single %.2f, train %.2f, last %.2f\n", single / TRAINS, train / TRAINS,
                  last / TRAINS);
    assert_true(fabs(single / TRAINS - 20) < 0.5);
    assert_true(fabs(train / single - 1.45) < 0.03);
    assert_true(fabs(last / single - 1.9) < 0.03);
}

static void no_rating_leaves_its_scale(void **state)
{
    (void)state;
    struct sim_participant participant = sim_participant_defaults();
    const struct sim_cue cue = train_cue(1);
    participant.pulse_nrs = 90;
    participant.pulse_nrs_sd = 40;
    for (uint32_t i = 1; i <= 10; i++) {
        const double rating = sim_spoken_rating(&participant, i, &cue, i, i);
        assert_true(rating >= 0 && rating <= 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hand_presses_at_each_cue_with_its_own_spread),
        cmocka_unit_test(told_to_release_it_lets_go_and_presses_no_more),
        cmocka_unit_test(without_a_probe_nobody_presses),
        cmocka_unit_test(a_train_is_in_the_message),
        cmocka_unit_test(what_is_said_winds_up),
        cmocka_unit_test(no_rating_leaves_its_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
