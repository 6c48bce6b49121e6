/* Hand, tissue and virtual participant: repeatable to the bit, and distributed as the participant
 * file says. */
#include "sim_rig.h"

#include "sim/control.h"

#include <math.h>
#include <time.h>

enum { SEED = 20240917, TRIALS = 4000 };

static struct sim_world world_new(const struct sim_participant *participant, uint64_t seed)
{
    struct sim_world world;
    sim_world_init(&world, participant, seed);
    return world;
}

/* A past that must not matter: other trials, readings, a button held down, a late release. */
static void live_through(struct sim_world *world, unsigned history)
{
    mono_ns now = 1000 + history;
    for (unsigned i = 0; i < history; i++) {
        const struct sim_cue cue = rig_cue(i % 2 ? "hand" : "foot", i + 1);
        sim_world_cue(world, now, &cue);
        for (int k = 0; k < 200; k++, now += 37 * MONO_MS) {
            sim_world_turn(world, now);
            (void)sim_world_force_n(world, now);
        }
        sim_world_release(world, now);
    }
}

static void the_same_cue_gives_the_same_curve_after_any_past(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    const struct sim_cue cue = rig_cue("lumbar.L4", 2);
    struct sim_world reference = world_new(&participant, SEED);
    sim_world_cue(&reference, 0, &cue);
    for (unsigned history = 0; history < 6; history++) {
        struct sim_world world = world_new(&participant, SEED);
        live_through(&world, history);
        const mono_ns cue_at = 500 * MONO_SEC + 12345 * history;
        uint64_t cursor = world.n_edges, first = 0;
        struct sim_edge edge, expected;
        sim_world_cue(&world, cue_at, &cue);
        /* another grid than the reference's, and not in order: a pure function of the time */
        for (mono_ns t = 12 * MONO_SEC; t >= 0; t -= 7 * MONO_MS)
            assert_true(sim_world_force_n(&world, cue_at + t) == sim_world_force_n(&reference, t));
        sim_world_turn(&world, cue_at + 60 * MONO_SEC);
        sim_world_turn(&reference, 60 * MONO_SEC);
        while (cursor < world.n_edges && world.edges[cursor % SIM_EDGES].t <= cue_at)
            cursor++;
        assert_true(sim_world_edge(&world, &cursor, &edge));
        assert_true(sim_world_edge(&reference, &first, &expected));
        assert_int_equal(edge.t - cue_at, expected.t);
        assert_true(edge.pressed);
        for (uint64_t i = 0; i < 100; i++)
            assert_true(sim_world_noise(&world, i) == sim_world_noise(&reference, i));
    }
}

static void another_trial_is_another_draw(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_cue cues[7];
    for (size_t i = 0; i < 7; i++)
        cues[i] = rig_cue("hand", 1);
    snprintf(cues[1].test, sizeof cues[1].test, "ptt");
    snprintf(cues[2].site, sizeof cues[2].site, "foot");
    snprintf(cues[3].side, sizeof cues[3].side, "right");
    cues[4].trial = 2;
    cues[5].attempt = 2;
    cues[6].practice = true;
    double seen[8];
    for (size_t i = 0; i < 8; i++) {
        struct sim_world world = world_new(&participant, i == 7 ? SEED + 1 : SEED);
        sim_world_cue(&world, 0, &cues[i == 7 ? 0 : i]);
        seen[i] = world.plan.threshold_kpa;
        for (size_t k = 0; k < i; k++)
            assert_true(seen[k] != seen[i]);
    }
}

static void the_pressure_where_the_button_moves_is_the_threshold_plus_reaction(void **state)
{
    (void)state;
    struct sim_participant participant = sim_participant_defaults();
    participant.hand_tremor_kpa = 0;
    participant.hand_rate_cv = 0;
    for (uint32_t trial = 1; trial < 50; trial++) {
        struct sim_world world = world_new(&participant, SEED);
        const struct sim_cue cue = rig_cue("hand", trial);
        sim_world_cue(&world, 0, &cue);
        const double crossing = mono_to_sec(world.plan.crossing);
        assert_true(fabs((crossing - 1.0) * 50 - world.plan.threshold_kpa) < 1e-3);
        assert_int_equal(world.plan.press - world.plan.crossing, world.plan.reaction);
        assert_int_equal(world.plan.let_go - world.plan.press, 300 * MONO_MS);
    }
}

static void the_hand_falls_to_zero_when_told_to_release(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    for (mono_ns release = 0; release < 8 * MONO_SEC; release += 250 * MONO_MS) {
        struct sim_world world = world_new(&participant, SEED);
        const struct sim_cue cue = rig_cue("hand", 1);
        sim_world_cue(&world, 0, &cue);
        const double before = sim_world_force_n(&world, release);
        sim_world_release(&world, release);
        assert_true(sim_world_force_n(&world, release) == before);
        assert_true(sim_world_force_n(&world, release + 600 * MONO_MS) == 0);
        double last = sim_world_force_n(&world, release + 300 * MONO_MS);
        for (mono_ns t = 301 * MONO_MS; t <= 600 * MONO_MS; t += MONO_MS) {
            const double force = sim_world_force_n(&world, release + t);
            assert_true(force <= last && last - force < 0.02 * before + 1);
            last = force;
        }
    }
}

static void a_limit_ends_the_press_without_a_response(void **state)
{
    (void)state;
    struct sim_participant participant = sim_participant_defaults();
    participant.ppt_kpa = 900;
    for (uint32_t trial = 1; trial < 30; trial++) {
        struct sim_world world = world_new(&participant, SEED);
        struct sim_cue cue = rig_cue("hand", trial);
        cue.limit_kpa = 300;
        sim_world_cue(&world, 0, &cue);
        double top = 0;
        for (mono_ns t = 0; t < 20 * MONO_SEC; t += MONO_MS)
            top = fmax(top, sim_world_pressure_kpa(&world, t));
        assert_true(top >= 300 && top < 360);
        assert_true(sim_world_deadline(&world) == MONO_NEVER);
        assert_true(sim_world_pressure_kpa(&world, 20 * MONO_SEC) == 0);
    }
}

struct moments {
    double sum, square;
    size_t n;
};

static void moments_add(struct moments *m, double x)
{
    m->sum += x, m->square += x * x, m->n++;
}

static double mean(const struct moments *m)
{
    return m->sum / (double)m->n;
}

static double sd(const struct moments *m)
{
    return sqrt(m->square / (double)m->n - mean(m) * mean(m));
}

static void many_trials_show_the_participant_that_was_asked_for(void **state)
{
    (void)state;
    print_message("seed %d, %d trials\n", SEED, TRIALS);
    struct sim_participant participant = sim_participant_defaults();
    participant.n_sites = 1;
    participant.sites[0] = (struct sim_site){.site = "hand", .side = "left", .ppt_kpa = 400};
    participant.lapse = 0.05;
    participant.early = 0.03;
    struct sim_world world = world_new(&participant, SEED);
    struct moments threshold = {0}, reaction = {0}, slope = {0}, tremor = {0};
    size_t lapses = 0, earlies = 0;
    for (uint32_t trial = 1; trial <= TRIALS; trial++) {
        const struct sim_cue cue = rig_cue("hand", trial);
        sim_world_cue(&world, 0, &cue);
        moments_add(&threshold, world.plan.threshold_kpa);
        moments_add(&reaction, mono_to_sec(world.plan.reaction));
        moments_add(&slope, world.plan.slope_kpa_per_s / 50);
        lapses += world.plan.lapse;
        earlies += world.plan.early;
        if (world.plan.early || world.plan.let_go < 5 * MONO_SEC)
            continue;
        const double ramp = world.plan.slope_kpa_per_s * 3.7;
        moments_add(&tremor, sim_world_pressure_kpa(&world, 4700 * MONO_MS) - ramp);
    }
    assert_true(fabs(mean(&threshold) - 400) < 3 && fabs(sd(&threshold) - 40) < 2);
    assert_true(fabs(mean(&reaction) - 0.35) < 0.005 && fabs(sd(&reaction) - 0.06) < 0.003);
    assert_true(fabs(mean(&slope) - 1) < 0.005 && fabs(sd(&slope) - 0.06) < 0.003);
    assert_true(fabs(mean(&tremor)) < 0.6 && fabs(sd(&tremor) - 8) < 0.5);
    assert_true(fabs((double)lapses / TRIALS - 0.05) < 0.015);
    assert_true(fabs((double)earlies / TRIALS - 0.03) < 0.012);
}

static void the_hand_is_smooth(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world = world_new(&participant, SEED);
    struct moments step = {0};
    for (uint32_t trial = 1; trial <= 100; trial++) {
        const struct sim_cue cue = rig_cue("hand", trial);
        sim_world_cue(&world, 0, &cue);
        for (mono_ns t = 0; t < 4 * MONO_SEC; t += MONO_MS) {
            const double jump =
                sim_world_pressure_kpa(&world, t + MONO_MS) - sim_world_pressure_kpa(&world, t);
            assert_true(fabs(jump) < 1.0); /* 1000 kPa/s: no hand does that */
            moments_add(&step, jump);
        }
    }
    assert_true(sd(&step) > 0.01); /* yet it does shake */
}

static void habituation_lifts_later_trials(void **state)
{
    (void)state;
    struct sim_participant participant = sim_participant_defaults();
    participant.ppt_cv = 0;
    participant.habituation = 0.1;
    struct sim_world world = world_new(&participant, SEED);
    for (uint32_t trial = 1; trial <= 5; trial++) {
        const struct sim_cue cue = rig_cue("hand", trial);
        sim_world_cue(&world, 0, &cue);
        assert_true(fabs(world.plan.threshold_kpa - 350 * (1 + 0.1 * (trial - 1))) < 1e-9);
    }
}

/* For a while, and by less and less. */
static void what_conditions_raises_the_threshold(void **state)
{
    (void)state;
    struct sim_participant participant = sim_participant_defaults();
    participant.ppt_cv = 0;
    participant.cpm_gain = 0.2;
    participant.cpm_decay_s = 100;
    static const struct {
        bool is_conditioned;
        double since_s, share;
    } rows[] = {{false, 0, 0}, {true, 0, 1}, {true, 100, 0.36787944117144233}, {true, 1e6, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sim_world world = world_new(&participant, SEED);
        struct sim_cue cue = rig_cue("hand", 1);
        cue.is_conditioned = rows[i].is_conditioned;
        cue.conditioned_s = rows[i].since_s;
        sim_world_cue(&world, 0, &cue);
        assert_true(fabs(world.plan.threshold_kpa - 350 * (1 + 0.2 * rows[i].share)) < 1e-9);
    }
    participant.cpm_decay_s = 0; /* nothing is left of it at once */
    struct sim_world world = world_new(&participant, SEED);
    struct sim_cue cue = rig_cue("hand", 1);
    cue.is_conditioned = true;
    cue.conditioned_s = 0.001;
    sim_world_cue(&world, 0, &cue);
    assert_true(fabs(world.plan.threshold_kpa - 350) < 1e-9);
}

static void pulses_of_a_train_wind_up(void **state)
{
    (void)state;
    struct sim_participant participant = sim_participant_defaults();
    participant.windup_per_pulse = 0.25;
    const struct sim_world world = world_new(&participant, SEED);
    assert_true(fabs(sim_world_rating(&world, 36) - 2) < 1e-9); /* 30 and 60 kPa are 0 and 10 */
    for (uint32_t pulse = 1; pulse <= 40; pulse++) {
        const double wanted = fmin(10, 2 * (1 + 0.25 * (pulse - 1)));
        assert_true(fabs(sim_world_pulse_rating(&world, 36, pulse) - wanted) < 1e-9);
    }
    assert_true(sim_world_pulse_rating(&world, 29, 40) == 0);
}

static void early_presses_come_before_contact_and_nobody_presses_then(void **state)
{
    (void)state;
    struct sim_participant participant = sim_participant_defaults();
    participant.early = 1;
    participant.hand_reaction_s = 0.05;
    struct sim_world world = world_new(&participant, SEED);
    for (uint32_t trial = 1; trial <= 100; trial++) {
        const mono_ns at = trial * 60 * MONO_SEC;
        const struct sim_cue cue = rig_cue("hand", trial);
        sim_world_cue(&world, at, &cue);
        uint64_t cursor = world.n_edges;
        struct sim_edge edge;
        sim_world_turn(&world, at + 10 * MONO_SEC);
        assert_true(sim_world_edge(&world, &cursor, &edge) && edge.pressed);
        assert_true(edge.t > at && edge.t < at + MONO_SEC);
        for (mono_ns t = 0; t < 10 * MONO_SEC; t += 50 * MONO_MS)
            assert_true(sim_world_force_n(&world, at + t) == 0);
    }
}

/* The pressure of a hand with tremor, around what it would be without. */
static void assert_presses(struct sim_world *world, mono_ns t, double kpa)
{
    const double range = fmin(6 * 8, 6 * kpa / 5) + 1e-9;
    assert_true(fabs(sim_world_pressure_kpa(world, t) - kpa) <= range);
}

/* Somebody holds the pad: the gauge feels that hand and no other. */
static void a_hand_that_is_led_presses_as_it_is_told(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world = world_new(&participant, SEED);
    const struct sim_cue cue = rig_cue("hand", 1); /* 50 kPa/s */
    sim_world_lead_hand(&world, 0, true, 0);
    sim_world_cue(&world, 0, &cue);
    for (mono_ns t = 0; t < 20 * MONO_SEC; t += 50 * MONO_MS)
        assert_true(sim_world_pressure_kpa(&world, t) == 0); /* nobody presses by himself */
    const mono_ns start = 20 * MONO_SEC;
    sim_world_lead_hand(&world, start, true, 0.5);
    assert_true(sim_world_pressure_kpa(&world, start) == 0);
    assert_presses(&world, start + 2 * MONO_SEC, 2 * cue.rate_kpa_per_s);
    sim_world_lead_hand(&world, start + 2 * MONO_SEC, true, 1);
    assert_presses(&world, start + 3 * MONO_SEC, 4 * cue.rate_kpa_per_s);
    sim_world_lead_hand(&world, start + 3 * MONO_SEC, true, 0);
    assert_true(sim_world_pressure_kpa(&world, start + 3 * MONO_SEC + 150 * MONO_MS) > 0);
    assert_true(sim_world_pressure_kpa(&world, start + 3 * MONO_SEC + 300 * MONO_MS) == 0);
}

/* Whatever is asked of it, the hand stays within what a hand can do. */
static void a_hand_that_is_led_has_bounds(void **state)
{
    (void)state;
    static const double shares[] = {7, INFINITY, 1};
    const struct sim_participant participant = sim_participant_defaults();
    const struct sim_cue cue = rig_cue("hand", 1);
    for (size_t i = 0; i < 3; i++) {
        struct sim_world world = world_new(&participant, SEED);
        sim_world_cue(&world, 0, &cue);
        sim_world_lead_hand(&world, 0, true, shares[i]);
        assert_presses(&world, MONO_SEC, 2 * cue.rate_kpa_per_s);
        assert_presses(&world, 3600 * MONO_SEC, SIM_LEAD_MAX_KPA);
        sim_world_lead_hand(&world, 3600 * MONO_SEC, true, i % 2 ? NAN : -1);
        assert_true(sim_world_pressure_kpa(&world, 3601 * MONO_SEC) == 0);
    }
}

/* A gauge that is touched before any trial reads it, too. */
static void a_hand_that_is_led_presses_before_the_first_cue(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world = world_new(&participant, SEED);
    sim_world_lead_hand(&world, 0, true, 0.5);
    assert_true(fabs(sim_world_force_n(&world, 2 * MONO_SEC) - 10) < 1e-9); /* 100 kPa on 1 cm² */
    assert_true(sim_world_deadline(&world) == MONO_NEVER);
}

/* The virtual participant answers to a led hand as to any: at its threshold, after its reaction time. */
static void the_participant_feels_a_hand_that_is_led(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    const struct sim_cue cue = rig_cue("hand", 1);
    for (int lets_go = 0; lets_go < 2; lets_go++) {
        struct sim_world world = world_new(&participant, SEED);
        sim_world_lead_hand(&world, 0, true, 0);
        sim_world_cue(&world, 0, &cue);
        const double sec = world.plan.threshold_kpa / cue.rate_kpa_per_s;
        sim_world_lead_hand(&world, MONO_SEC, true, 0.5);
        const mono_ns felt = MONO_SEC + mono_from_sec(sec);
        /* letting go just before the threshold, or just after it */
        sim_world_lead_hand(&world, lets_go ? felt - MONO_MS : felt + MONO_MS, true, 0);
        if (lets_go) {
            assert_true(sim_world_deadline(&world) == MONO_NEVER);
            continue;
        }
        uint64_t cursor = 0;
        struct sim_edge edge;
        assert_true(llabs(sim_world_deadline(&world) - (felt + world.plan.reaction)) < MONO_US);
        sim_world_turn(&world, felt + 10 * MONO_SEC);
        assert_true(sim_world_edge(&world, &cursor, &edge) && edge.pressed);
        assert_true(sim_world_edge(&world, &cursor, &edge) && !edge.pressed);
        assert_false(sim_world_edge(&world, &cursor, &edge)); /* once per cue */
    }
}

/* Somebody plays the participant: nobody else presses the button; afterwards the virtual one does again. */
static void a_button_that_is_led_moves_as_it_is_told(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world = world_new(&participant, SEED);
    struct sim_cue cue = rig_cue("hand", 1);
    uint64_t cursor = 0;
    struct sim_edge edge;
    sim_world_lead_button(&world, 0, true, false);
    sim_world_cue(&world, 0, &cue);
    sim_world_turn(&world, 60 * MONO_SEC);
    assert_false(sim_world_edge(&world, &cursor, &edge));
    sim_world_lead_button(&world, 61 * MONO_SEC, true, true);
    sim_world_lead_button(&world, 62 * MONO_SEC, true, true); /* the same again is no edge */
    assert_true(sim_world_edge(&world, &cursor, &edge) && edge.pressed);
    assert_int_equal(edge.t, 61 * MONO_SEC);
    cue.trial = 2; /* a new trial does not move the finger */
    sim_world_cue(&world, 63 * MONO_SEC, &cue);
    assert_false(sim_world_edge(&world, &cursor, &edge));
    sim_world_lead_button(&world, 64 * MONO_SEC, false, true); /* given back: it comes up */
    assert_true(sim_world_edge(&world, &cursor, &edge) && !edge.pressed);
    cue.trial = 3;
    sim_world_cue(&world, 100 * MONO_SEC, &cue);
    sim_world_turn(&world, 160 * MONO_SEC);
    assert_true(sim_world_edge(&world, &cursor, &edge) && edge.pressed);
}

/* Somebody plays the participant of an instrument that presses by itself: nobody else presses the button. */
static void a_button_that_is_led_is_pressed_by_nobody_who_feels(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world = world_new(&participant, SEED);
    struct sim_cue cue = rig_cue("calf", 1);
    cue.probe_area_cm2 = 0;
    sim_world_lead_button(&world, 0, true, false);
    sim_world_cue(&world, 0, &cue);
    sim_world_feel(&world, MONO_SEC);
    sim_world_turn(&world, 60 * MONO_SEC);
    assert_int_equal(world.n_edges, 0);
}

/* The simulated hand takes over from the next trial on, not in the middle of one. */
static void a_hand_that_is_given_back_presses_at_the_next_cue(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world = world_new(&participant, SEED);
    struct sim_cue cue = rig_cue("hand", 1);
    sim_world_cue(&world, 0, &cue);
    assert_true(sim_world_pressure_kpa(&world, 2 * MONO_SEC) > 0);
    sim_world_lead_hand(&world, 2 * MONO_SEC, false, 0); /* nobody had it */
    sim_world_lead_button(&world, 2 * MONO_SEC, false, false);
    assert_true(sim_world_pressure_kpa(&world, 3 * MONO_SEC) > 50);
    assert_true(sim_world_deadline(&world) != MONO_NEVER);
    sim_world_lead_hand(&world, 2 * MONO_SEC, true, 0); /* taken in mid-press: it lets go */
    assert_true(sim_world_pressure_kpa(&world, 3 * MONO_SEC) == 0);
    sim_world_lead_hand(&world, 4 * MONO_SEC, false, 0);
    assert_true(sim_world_pressure_kpa(&world, 5 * MONO_SEC) == 0);
    assert_true(sim_world_deadline(&world) == MONO_NEVER);
    cue.trial = 2;
    sim_world_cue(&world, 10 * MONO_SEC, &cue);
    assert_true(sim_world_pressure_kpa(&world, 12 * MONO_SEC) > 0);
    assert_true(sim_world_deadline(&world) != MONO_NEVER);
}

/* It is given back while the trial is being armed: nobody had pressed yet, and the simulation presses as at a cue of its own. */
static void a_hand_that_is_given_back_in_time_presses_in_this_trial(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    const mono_ns start = 10 * MONO_SEC;
    const struct sim_cue cue = {.test = "ppt",
                                .site = "thenar",
                                .side = "left",
                                .trial = 2,
                                .attempt = 1,
                                .rate_kpa_per_s = 50,
                                .limit_kpa = 1000,
                                .probe_area_cm2 = 1};
    struct sim_world own = world_new(&participant, SEED), given = own;
    sim_world_cue(&own, start, &cue);
    sim_world_lead_hand(&given, 0, true, 0);
    sim_world_cue(&given, start, &cue);
    sim_world_lead_hand(&given, start + 50 * MONO_MS, false, 0);
    assert_true(sim_world_pressure_kpa(&own, start + 4 * MONO_SEC) > 50);
    assert_true(sim_world_pressure_kpa(&given, start + 4 * MONO_SEC) ==
                sim_world_pressure_kpa(&own, start + 4 * MONO_SEC));
    assert_true(sim_world_deadline(&given) == sim_world_deadline(&own));
}

/* Who presses before contact does so once, whenever the hand is given back. */
static void an_early_press_is_not_made_again_when_the_hand_is_given_back(void **state)
{
    (void)state;
    struct sim_participant participant = sim_participant_defaults();
    participant.early = 1;
    const mono_ns start = 10 * MONO_SEC, contact = mono_from_sec(participant.hand_delay_s);
    const struct sim_cue cue = {
        .test = "ppt", .trial = 1, .attempt = 1, .rate_kpa_per_s = 50, .probe_area_cm2 = 1};
    for (mono_ns t = 10 * MONO_MS; t < contact; t += 10 * MONO_MS) {
        struct sim_world world = world_new(&participant, SEED);
        uint64_t cursor = 0;
        struct sim_edge edge;
        sim_world_lead_hand(&world, 0, true, 0);
        sim_world_cue(&world, start, &cue);
        sim_world_lead_hand(&world, start + t, false, 0);
        sim_world_turn(&world, start + 10 * MONO_SEC);
        assert_true(sim_world_edge(&world, &cursor, &edge) && edge.pressed);
        assert_true(sim_world_edge(&world, &cursor, &edge) && !edge.pressed);
        assert_false(sim_world_edge(&world, &cursor, &edge));
    }
}

static void a_stuck_button_never_comes_up(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world = world_new(&participant, SEED);
    sim_world_stick(&world, 5, true);
    const struct sim_cue cue = rig_cue("hand", 1);
    sim_world_cue(&world, 10, &cue);
    sim_world_turn(&world, 60 * MONO_SEC);
    assert_int_equal(world.n_edges, 1);
    sim_world_stick(&world, 61 * MONO_SEC, false);
    assert_int_equal(world.n_edges, 2);
    assert_false(world.edges[1].pressed);
}

/* No verdict on time in a test; the figure is printed for whoever works on it. */
static void a_second_of_a_press_costs_little(void **state)
{
    (void)state;
    const struct sim_participant participant = sim_participant_defaults();
    struct sim_world world = world_new(&participant, SEED);
    const struct sim_cue cue = rig_cue("hand", 1);
    sim_world_cue(&world, 0, &cue);
    struct timespec a, b;
    double sum = 0;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (mono_ns t = MONO_SEC; t < 7 * MONO_SEC; t += 10 * MONO_US)
        sum += sim_world_force_n(&world, t);
    clock_gettime(CLOCK_MONOTONIC, &b);
    const double ns = (double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec);
    print_message("%.0f ns per sample\n", ns / 600000);
    assert_true(sum > 0);
}

static void control_messages_arrive_as_they_were_sent(void **state)
{
    (void)state;
    uint8_t bytes[SIM_CONTROL_SIZE];
    struct sim_control in = {.kind = SIM_CONTROL_CUE, .t = 123456789012345};
    struct sim_control out;
    in.cue = rig_cue("lumbar.L4.of.a.very.long.site.n", 4000000000u);
    in.cue.practice = true;
    sim_control_encode(&in, bytes);
    assert_int_equal(sim_control_decode(bytes, &out), STATUS_OK);
    assert_memory_equal(&out.cue, &in.cue, sizeof in.cue);
    assert_int_equal(out.t, in.t);
    for (int pressed = 0; pressed < 2; pressed++) {
        in = (struct sim_control){.kind = SIM_CONTROL_BUTTON, .t = 7, .pressed = pressed};
        sim_control_encode(&in, bytes);
        assert_int_equal(sim_control_decode(bytes, &out), STATUS_OK);
        assert_true(out.kind == SIM_CONTROL_BUTTON && out.pressed == pressed && out.t == 7);
    }
    for (int led = 0; led < 2; led++) {
        in = (struct sim_control){.kind = SIM_CONTROL_LEAD_HAND, .is_led = led, .share = 0.25};
        sim_control_encode(&in, bytes);
        assert_int_equal(sim_control_decode(bytes, &out), STATUS_OK);
        assert_true(out.kind == in.kind && out.is_led == led && out.share == 0.25);
        in = (struct sim_control){.kind = SIM_CONTROL_LEAD_BUTTON, .is_led = led, .pressed = !led};
        sim_control_encode(&in, bytes);
        assert_int_equal(sim_control_decode(bytes, &out), STATUS_OK);
        assert_true(out.kind == in.kind && out.is_led == led && out.pressed == !led);
    }
    in = (struct sim_control){.kind = SIM_CONTROL_FELT, .t = 8, .felt = 4.25};
    sim_control_encode(&in, bytes);
    assert_int_equal(sim_control_decode(bytes, &out), STATUS_OK);
    assert_true(out.kind == SIM_CONTROL_FELT && out.felt == 4.25 && out.t == 8);
    in.felt = 10.5;
    sim_control_encode(&in, bytes);
    assert_int_equal(sim_control_decode(bytes, &out), STATUS_PROTOCOL);
    in = (struct sim_control){.kind = SIM_CONTROL_RELEASE, .t = 9};
    sim_control_encode(&in, bytes);
    assert_int_equal(sim_control_decode(bytes, &out), STATUS_OK);
    assert_true(out.kind == SIM_CONTROL_RELEASE && out.t == 9);
}

static void broken_control_messages_are_refused(void **state)
{
    (void)state;
    uint8_t bytes[SIM_CONTROL_SIZE];
    struct sim_control message = {.kind = SIM_CONTROL_CUE};
    message.cue = rig_cue("hand", 1);
    sim_control_encode(&message, bytes);
    for (size_t i = 0; i < 5; i++) {
        uint8_t broken[SIM_CONTROL_SIZE];
        memcpy(broken, bytes, sizeof broken);
        broken[i] ^= 0x80;
        assert_int_equal(sim_control_decode(broken, &message), STATUS_PROTOCOL);
    }
    memset(bytes + 13, 'x', 16); /* the test's name without an end */
    assert_int_equal(sim_control_decode(bytes, &message), STATUS_PROTOCOL);
    message = (struct sim_control){.kind = SIM_CONTROL_CUE};
    message.cue.rate_kpa_per_s = NAN;
    sim_control_encode(&message, bytes);
    assert_int_equal(sim_control_decode(bytes, &message), STATUS_PROTOCOL);
    static const double shares[] = {1.001, -0.1, NAN, INFINITY};
    for (size_t i = 0; i < 4; i++) {
        message =
            (struct sim_control){.kind = SIM_CONTROL_LEAD_HAND, .is_led = true, .share = shares[i]};
        sim_control_encode(&message, bytes);
        assert_int_equal(sim_control_decode(bytes, &message), STATUS_PROTOCOL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_cue_gives_the_same_curve_after_any_past),
        cmocka_unit_test(another_trial_is_another_draw),
        cmocka_unit_test(the_pressure_where_the_button_moves_is_the_threshold_plus_reaction),
        cmocka_unit_test(the_hand_falls_to_zero_when_told_to_release),
        cmocka_unit_test(a_limit_ends_the_press_without_a_response),
        cmocka_unit_test(many_trials_show_the_participant_that_was_asked_for),
        cmocka_unit_test(the_hand_is_smooth),
        cmocka_unit_test(habituation_lifts_later_trials),
        cmocka_unit_test(what_conditions_raises_the_threshold),
        cmocka_unit_test(pulses_of_a_train_wind_up),
        cmocka_unit_test(early_presses_come_before_contact_and_nobody_presses_then),
        cmocka_unit_test(a_hand_that_is_led_presses_as_it_is_told),
        cmocka_unit_test(a_hand_that_is_led_has_bounds),
        cmocka_unit_test(a_hand_that_is_led_presses_before_the_first_cue),
        cmocka_unit_test(the_participant_feels_a_hand_that_is_led),
        cmocka_unit_test(a_button_that_is_led_moves_as_it_is_told),
        cmocka_unit_test(a_button_that_is_led_is_pressed_by_nobody_who_feels),
        cmocka_unit_test(a_hand_that_is_given_back_presses_at_the_next_cue),
        cmocka_unit_test(a_hand_that_is_given_back_in_time_presses_in_this_trial),
        cmocka_unit_test(an_early_press_is_not_made_again_when_the_hand_is_given_back),
        cmocka_unit_test(a_stuck_button_never_comes_up),
        cmocka_unit_test(a_second_of_a_press_costs_little),
        cmocka_unit_test(control_messages_arrive_as_they_were_sent),
        cmocka_unit_test(broken_control_messages_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
