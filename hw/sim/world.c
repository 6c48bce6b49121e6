#include "sim/world.h"

#include "base/units.h"
#include "sim/answers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* what is drawn per trial */
enum draw {
    DRAW_THRESHOLD,
    DRAW_REACTION,
    DRAW_SLOPE,
    DRAW_LAPSE,
    DRAW_EARLY,
    DRAW_EARLY_TIME,
    DRAW_TREMOR_SLOW,
    DRAW_TREMOR_FAST,
    DRAW_READING,
    DRAW_CELSIUS,
    DRAW_TURN,
    DRAW_HEAT_PAIN,
    DRAW_COLD_PAIN,
    DRAW_BEAT,
    DRAW_LEVEL
};

#define FALL_NS (300 * MONO_MS) /* from letting go to no pressure */
#define RISE_NS (150 * MONO_MS) /* of a press of a train, to its level */
#define HELD_NS (250 * MONO_MS) /* how long the participant holds the button */
#define REACTION_MIN_NS (100 * MONO_MS)
#define PRESS_MAX_NS (120 * MONO_SEC) /* nobody presses longer */
#define SEARCH_NS (5 * MONO_MS)
#define LEAD_AREA_CM2 1.0 /* before the first cue has told of a probe */
#define LEAD_RATE_KPA_PER_S 50.0

/* Drift of the hand (below 2 Hz) and tremor proper (about 8 Hz); the squares of the shares add up
 * to 1. */
#define SLOW_NS (400 * MONO_MS)
#define SLOW_SHARE 0.95
#define FAST_NS (60 * MONO_MS)
#define FAST_SHARE 0.31224989991991992
/* A light touch does not shake by its full 8 kPa: tremor grows with the pressure up to this many
 * SDs. */
#define TREMOR_FULL_SD 5.0
/* Before the ramp is within this many SDs of a level, the level is not looked for. */
#define SEARCH_SD 6.0

void sim_world_init(struct sim_world *world, const struct sim_participant *participant,
                    uint64_t seed)
{
    memset(world, 0, sizeof *world);
    world->participant = *participant;
    world->seed = seed;
    world->plan.sensation = SIM_SENSATIONS;
    world->hand_rate_factor = 1;
    world->noise = world->contact = 1;
    world->press_at = world->release_at = MONO_NEVER;
}

static mono_ns mono_add(mono_ns t, mono_ns more)
{
    return t == MONO_NEVER || more == MONO_NEVER ? MONO_NEVER : t + more;
}

/* A blend of two independent draws, divided by the length of its weights so that the SD is 1
 * everywhere. */
static double noise_at(struct sim_noise *noise, mono_ns t)
{
    if (t < noise->from || t - noise->from >= noise->step) {
        const int64_t index = t / noise->step;
        noise->a = index == noise->index + 1 ? noise->b : rng_normal(noise->key, (uint64_t)index);
        noise->b = rng_normal(noise->key, (uint64_t)index + 1);
        noise->index = index;
        noise->from = index * noise->step;
    }
    const double x = (double)(t - noise->from) / (double)noise->step;
    const double w = x * x * (3 - 2 * x), v = 1 - w;
    return (noise->a * v + noise->b * w) / sqrt(v * v + w * w);
}

static struct sim_noise noise_make(rng_key trial, enum draw draw, mono_ns step)
{
    return (struct sim_noise){
        .key = rng_key_number(trial, draw), .step = step, .index = -2, .from = MONO_NEVER};
}

/* Of a pressure without tremor, `t` after the cue. */
static double shaken_kpa(struct sim_plan *plan, mono_ns t, double even)
{
    const double light_sd = even / TREMOR_FULL_SD;
    const double sd = light_sd < plan->tremor_kpa ? light_sd : plan->tremor_kpa;
    if (even <= 0 || plan->slow.step == 0) /* before the first cue nothing is drawn */
        return even > 0 ? even : 0;
    const double shake =
        SLOW_SHARE * noise_at(&plan->slow, t) + FAST_SHARE * noise_at(&plan->fast, t);
    const double kpa = even + sd * shake;
    return kpa > 0 ? kpa : 0;
}

/* `since` it was let go at this pressure. */
static double fall_kpa(double top, mono_ns since)
{
    if (since >= FALL_NS)
        return 0;
    const double x = (double)since / (double)FALL_NS;
    return top * (1 - x * x * (3 - 2 * x));
}

/* One press after the other: each is on for its time, and let go as any. */
static double train_kpa(const struct sim_plan *plan, mono_ns t)
{
    double kpa = 0;
    for (uint32_t i = 0; i < plan->presses; i++) {
        const struct sim_press *press = &plan->press_of[i];
        const mono_ns since = t - press->onset;
        if (since > plan->on)
            kpa = fmax(kpa, fall_kpa(press->kpa, since - plan->on));
        else if (since > 0)
            kpa = fmax(kpa, press->kpa - fall_kpa(press->kpa, since * FALL_NS / RISE_NS));
    }
    return kpa;
}

/* The hand while it presses; `t` since the cue, at or after contact. */
static double hand_kpa(struct sim_plan *plan, mono_ns t)
{
    if (plan->presses > 0)
        return shaken_kpa(plan, t, train_kpa(plan, t));
    return shaken_kpa(plan, t, plan->slope_kpa_per_s * mono_to_sec(t - plan->contact));
}

/* The ramp alone would reach `kpa` then. */
static mono_ns ramp_reaches(const struct sim_plan *plan, double kpa)
{
    return plan->contact + mono_from_sec(fmax(0, kpa) / plan->slope_kpa_per_s);
}

static mono_ns refine(struct sim_plan *plan, double kpa, mono_ns below, mono_ns reached)
{
    while (reached - below > MONO_US) {
        const mono_ns middle = below + (reached - below) / 2;
        if (hand_kpa(plan, middle) >= kpa)
            reached = middle;
        else
            below = middle;
    }
    return reached;
}

/* When the hand, tremor included, first reaches `kpa`. */
static mono_ns hand_reaches(struct sim_plan *plan, double kpa)
{
    if (plan->contact == MONO_NEVER)
        return MONO_NEVER;
    const mono_ns end = plan->contact + PRESS_MAX_NS;
    mono_ns t = ramp_reaches(plan, kpa - SEARCH_SD * plan->tremor_kpa);
    for (; t < end; t += SEARCH_NS)
        if (hand_kpa(plan, t) >= kpa)
            return refine(plan, kpa, t - SEARCH_NS < plan->contact ? plan->contact : t - SEARCH_NS,
                          t);
    return MONO_NEVER;
}

rng_key sim_cue_key(uint64_t seed, const struct sim_cue *cue)
{
    rng_key key = rng_key_seed(seed);
    key = rng_key_text(key, cue->test);
    key = rng_key_text(key, cue->site);
    key = rng_key_text(key, cue->side);
    key = rng_key_number(key, cue->trial);
    key = rng_key_number(key, cue->attempt);
    /* practice trial 1 and trial 1 of a site must not be twins */
    return cue->practice ? rng_key_text(key, "practice") : key;
}

static double normal(rng_key trial, enum draw draw)
{
    return rng_normal(rng_key_number(trial, draw), 0);
}

static bool chance(rng_key trial, enum draw draw, double share)
{
    return rng_uniform(rng_key_number(trial, draw), 0) < share;
}

static double site_ppt_kpa(const struct sim_participant *participant, const struct sim_cue *cue)
{
    if (cue->probe_area_cm2 <= 0)
        return participant->cuff_kpa;
    for (size_t i = 0; i < participant->n_sites; i++) {
        const struct sim_site *row = &participant->sites[i];
        if (!strcmp(row->site, cue->site) && (!row->side[0] || !strcmp(row->side, cue->side)))
            return row->ppt_kpa;
    }
    return participant->ppt_kpa;
}

static void draw_participant(struct sim_plan *plan, const struct sim_participant *participant,
                             const struct sim_cue *cue, rng_key key)
{
    const double before = cue->trial > 1 ? cue->trial - 1 : 0;
    const double threshold =
        site_ppt_kpa(participant, cue) * (1 + participant->habituation * before) *
        sim_conditioned(participant, cue) * (1 + participant->ppt_cv * normal(key, DRAW_THRESHOLD));
    plan->threshold_kpa = fmax(threshold, 1);
    const double reaction =
        participant->reaction_s + participant->reaction_sd_s * normal(key, DRAW_REACTION);
    plan->reaction = mono_from_sec(reaction);
    if (plan->reaction < REACTION_MIN_NS)
        plan->reaction = REACTION_MIN_NS;
    plan->lapse = chance(key, DRAW_LAPSE, participant->lapse);
    plan->early = chance(key, DRAW_EARLY, participant->early);
    if (plan->early) {
        const double share = 0.2 + 0.7 * rng_uniform(rng_key_number(key, DRAW_EARLY_TIME), 0);
        plan->press = mono_from_sec(share * participant->hand_delay_s);
    }
}

static enum sim_sensation sensation_of(const char *test)
{
    static const char *const tests[SIM_SENSATIONS] = {"CDT", "WDT", "CPT", "HPT"};
    enum sim_sensation sensation = SIM_COLD;
    while (sensation < SIM_SENSATIONS && strcasecmp(tests[sensation], test) != 0)
        sensation++;
    return sensation;
}

static double site_celsius(const struct sim_participant *participant, const struct sim_cue *cue,
                           enum sim_sensation sensation)
{
    for (size_t i = 0; i < participant->n_thermal_sites; i++) {
        const struct sim_thermal_site *row = &participant->thermal_sites[i];
        if (!strcmp(row->site, cue->site) && (!row->side[0] || !strcmp(row->side, cue->side)))
            return row->celsius[sensation];
    }
    return participant->thermal_celsius[sensation];
}

static void draw_thermal(struct sim_plan *plan, const struct sim_participant *participant,
                         const struct sim_cue *cue, rng_key key)
{
    plan->sensation = sensation_of(cue->test);
    if (plan->sensation == SIM_SENSATIONS)
        return;
    plan->threshold_celsius = site_celsius(participant, cue, plan->sensation) +
                              participant->thermal_sd[plan->sensation] * normal(key, DRAW_CELSIUS);
    if (participant->reaction_s == 0 && participant->reaction_sd_s == 0)
        plan->reaction = 0;
}

/* What hurts while nobody asks for a threshold: of a trial that does, the one that it asks for. */
static void draw_pain(struct sim_plan *plan, const struct sim_participant *participant,
                      const struct sim_cue *cue, rng_key key)
{
    static const struct {
        enum sim_sensation sensation;
        enum draw draw;
    } pains[2] = {{SIM_HEAT_PAIN, DRAW_HEAT_PAIN}, {SIM_COLD_PAIN, DRAW_COLD_PAIN}};
    for (size_t i = 0; i < 2; i++)
        plan->pain_celsius[i] =
            plan->sensation == pains[i].sensation
                ? plan->threshold_celsius
                : site_celsius(participant, cue, pains[i].sensation) +
                      participant->thermal_sd[pains[i].sensation] * normal(key, pains[i].draw);
}

/* What is felt in turn: warm on the way up, cool on the way down, each turn with a draw of its own. */
static void draw_limen(struct sim_world *world, rng_key key)
{
    static const enum sim_sensation felt[2] = {SIM_WARM, SIM_COLD};
    struct sim_plan *plan = &world->plan;
    const struct sim_participant *participant = &world->participant;
    const rng_key turn = rng_key_number(rng_key_number(key, DRAW_TURN), plan->n_felt);
    for (size_t i = 0; i < 2; i++)
        plan->limen_celsius[i] = site_celsius(participant, &world->cue, felt[i]) +
                                 participant->thermal_sd[felt[i]] * rng_normal(turn, i);
    if (participant->reaction_s == 0 && participant->reaction_sd_s == 0)
        plan->reaction = 0;
}

static void draw_hand(struct sim_plan *plan, const struct sim_world *world,
                      const struct sim_cue *cue, rng_key key)
{
    const struct sim_participant *participant = &world->participant;
    const double skill = fmax(0.1, 1 + participant->hand_rate_cv * normal(key, DRAW_SLOPE));
    const bool is_thermal = plan->sensation != SIM_SENSATIONS || plan->is_limen;
    plan->area_cm2 = is_thermal ? 0 : cue->probe_area_cm2;
    plan->slope_kpa_per_s = cue->rate_kpa_per_s * skill * world->hand_rate_factor;
    plan->tremor_kpa = participant->hand_tremor_kpa;
    if (plan->area_cm2 > 0 && plan->slope_kpa_per_s > 0 && !world->lead.has_hand)
        plan->contact = mono_from_sec(participant->hand_delay_s);
    plan->slow = noise_make(key, DRAW_TREMOR_SLOW, SLOW_NS);
    plan->fast = noise_make(key, DRAW_TREMOR_FAST, FAST_NS);
}

/* Who keeps time is early as often as late. */
static void draw_train(struct sim_plan *plan, const struct sim_world *world,
                       const struct sim_cue *cue, rng_key key)
{
    const struct sim_participant *participant = &world->participant;
    const rng_key beat = rng_key_number(key, DRAW_BEAT), level = rng_key_number(key, DRAW_LEVEL);
    plan->presses = cue->pulses < SIM_PRESSES_MAX ? cue->pulses : SIM_PRESSES_MAX;
    plan->on = mono_from_sec(cue->on_s);
    for (uint32_t i = 0; i < plan->presses; i++) {
        const double due_s = cue->lead_s + i * (cue->on_s + cue->off_s);
        const double at_s = due_s + participant->hand_beat_sd_s * rng_normal(beat, i);
        const double share = 1 + participant->hand_level_cv * rng_normal(level, i);
        plan->press_of[i].onset = mono_from_sec(fmax(0, at_s));
        plan->press_of[i].kpa = cue->level_kpa * fmax(0, share) * world->hand_rate_factor;
    }
    plan->contact = plan->area_cm2 > 0 && plan->presses > 0 && !world->lead.has_hand
                        ? plan->press_of[0].onset
                        : MONO_NEVER;
}

static void let_go_at(struct sim_plan *plan, mono_ns t)
{
    plan->let_go = t;
    if (plan->contact != MONO_NEVER && t <= plan->contact)
        plan->contact = MONO_NEVER;
    plan->top_kpa = plan->contact == MONO_NEVER ? 0 : hand_kpa(plan, t);
}

/* A response comes only when the hand has not let go before the threshold was reached. */
static void meet(struct sim_plan *plan, const struct sim_cue *cue, mono_ns hand_reaction)
{
    const bool responds = !plan->lapse && !plan->early;
    plan->crossing = hand_reaches(plan, plan->threshold_kpa);
    const mono_ns response = responds ? mono_add(plan->crossing, plan->reaction) : MONO_NEVER;
    mono_ns end = mono_min(mono_add(plan->contact, PRESS_MAX_NS), mono_min(plan->press, response));
    if (plan->contact != MONO_NEVER && cue->limit_kpa > 0 &&
        end > ramp_reaches(plan, cue->limit_kpa - SEARCH_SD * plan->tremor_kpa))
        end = mono_min(end, hand_reaches(plan, cue->limit_kpa));
    if (end == MONO_NEVER)
        return;
    let_go_at(plan, end + hand_reaction);
    if (responds && plan->crossing <= plan->let_go)
        plan->press = response;
}

static void push_edge(struct sim_world *world, mono_ns t, bool pressed)
{
    world->is_pressed = pressed;
    world->edges[world->n_edges++ % SIM_EDGES] = (struct sim_edge){.t = t, .pressed = pressed};
}

static void draw_trial(struct sim_world *world)
{
    const rng_key key = sim_cue_key(world->seed, &world->cue);
    struct sim_plan *plan = &world->plan;
    memset(plan, 0, sizeof *plan);
    plan->contact = plan->crossing = plan->press = plan->let_go = MONO_NEVER;
    plan->reading_key = rng_key_number(key, DRAW_READING);
    draw_participant(plan, &world->participant, &world->cue, key);
    draw_thermal(plan, &world->participant, &world->cue, key);
    draw_pain(plan, &world->participant, &world->cue, key);
    plan->is_limen = strcasecmp(world->cue.test, "TSL") == 0;
    if (plan->is_limen)
        draw_limen(world, key);
    draw_hand(plan, world, &world->cue, key);
    if (world->cue.pulses > 0) { /* nobody responds to it: it is rated when asked */
        draw_train(plan, world, &world->cue, key);
        plan->early = false;
        plan->press = MONO_NEVER;
        return;
    }
    meet(plan, &world->cue, mono_from_sec(world->participant.hand_reaction_s));
}

/* ---- a hand that somebody leads ---------------------------------------------------------------- */

static double lead_kpa(const struct sim_lead *lead, mono_ns t)
{
    const mono_ns since = t > lead->from ? t - lead->from : 0;
    if (lead->slope_kpa_per_s <= 0)
        return fall_kpa(lead->from_kpa, since);
    return fmin(lead->from_kpa + lead->slope_kpa_per_s * mono_to_sec(since), SIM_LEAD_MAX_KPA);
}

/* When the threshold is reached as the hand moves now; tremor is not waited for. */
static mono_ns lead_reaches(const struct sim_lead *lead, double kpa)
{
    if (lead->slope_kpa_per_s <= 0 || kpa > SIM_LEAD_MAX_KPA)
        return MONO_NEVER;
    return lead->from + mono_from_sec(fmax(0, kpa - lead->from_kpa) / lead->slope_kpa_per_s);
}

/* Of what is felt the participant responds once per cue: also when the hand has let go meanwhile. */
static void lead_feel(struct sim_world *world, mono_ns now)
{
    struct sim_plan *plan = &world->plan;
    const struct sim_lead *lead = &world->lead;
    const bool is_felt = plan->crossing != MONO_NEVER && world->cue_at + plan->crossing <= now;
    if (!world->cues || lead->has_button || plan->lapse || plan->early || is_felt ||
        plan->sensation != SIM_SENSATIONS || plan->is_limen || plan->presses > 0)
        return;
    const mono_ns reached = lead->has_hand ? lead_reaches(lead, plan->threshold_kpa) : MONO_NEVER;
    const mono_ns felt = reached < now ? now : reached;
    plan->crossing = felt == MONO_NEVER ? MONO_NEVER : felt - world->cue_at;
    world->press_at = mono_add(felt, plan->reaction);
}

void sim_world_cue(struct sim_world *world, mono_ns now, const struct sim_cue *cue)
{
    sim_world_turn(world, now);
    if (world->is_pressed && !world->is_stuck && !world->lead.has_button)
        push_edge(world, now, false);
    world->cue = *cue;
    world->cues++;
    world->cue_at = now;
    if (cue->immersed_after_s > 0) {
        world->in_at = now + mono_from_sec(cue->immersed_after_s);
        world->out_at = MONO_NEVER;
    }
    draw_trial(world);
    world->press_at = world->lead.has_button ? MONO_NEVER : mono_add(world->plan.press, now);
    world->release_at = MONO_NEVER;
    if (world->lead.has_hand)
        lead_feel(world, now);
}

/* The simulated hand would not touch yet. */
static bool is_before_contact(const struct sim_world *world, mono_ns now)
{
    return world->cues && now - world->cue_at < mono_from_sec(world->participant.hand_delay_s);
}

/* Who led the hand gives it back while the trial is being armed: it presses as if nobody had led it. An early response was told
 * at the cue, and does not hang on the hand. */
static void take_over(struct sim_world *world)
{
    draw_trial(world);
    if (!world->lead.has_button && !world->plan.early)
        world->press_at = mono_add(world->plan.press, world->cue_at);
}

void sim_world_lead_hand(struct sim_world *world, mono_ns now, bool is_led, double share)
{
    struct sim_lead *lead = &world->lead;
    const double rate = world->cues ? world->cue.rate_kpa_per_s : LEAD_RATE_KPA_PER_S;
    if (!is_led && !lead->has_hand)
        return; /* nobody led it: what was drawn goes on */
    sim_world_turn(world, now);
    const double kpa = lead->has_hand ? lead_kpa(lead, now)
                                      : fmin(sim_world_pressure_kpa(world, now), SIM_LEAD_MAX_KPA);
    if (!is_led || !lead->has_hand)
        world->plan.contact = MONO_NEVER; /* what was drawn for this trial is over */
    lead->has_hand = is_led;
    lead->from = now;
    lead->from_kpa = kpa;
    lead->slope_kpa_per_s = 2 * fmin(fmax(share, 0), 1) * rate;
    if (!is_led && kpa <= 0 && is_before_contact(world, now))
        take_over(world);
    else
        lead_feel(world, now);
}

void sim_world_lead_button(struct sim_world *world, mono_ns now, bool is_led, bool pressed)
{
    const bool is_down = is_led && pressed;
    sim_world_turn(world, now);
    if (is_led || world->lead.has_button)
        world->press_at = world->release_at = MONO_NEVER;
    if (world->is_pressed != is_down && !world->is_stuck && (is_led || world->lead.has_button))
        push_edge(world, now, is_down);
    world->lead.has_button = is_led;
}

void sim_world_hand_rate(struct sim_world *world, mono_ns now, double factor)
{
    world->hand_rate_factor = factor;
    const struct sim_plan *plan = &world->plan;
    if (!world->cues || plan->contact == MONO_NEVER || now - world->cue_at >= plan->contact)
        return;
    draw_trial(world);
    if (!plan->early)
        world->press_at = mono_add(plan->press, world->cue_at);
}

bool sim_world_is_immersed(const struct sim_world *world, mono_ns t)
{
    return t >= world->in_at && t < world->out_at;
}

void sim_world_release(struct sim_world *world, mono_ns now)
{
    struct sim_plan *plan = &world->plan;
    if (world->cue.immersed_after_s > 0)
        world->out_at =
            mono_min(world->out_at, now + mono_from_sec(world->participant.hand_reaction_s));
    if (!world->cues || plan->contact == MONO_NEVER)
        return;
    const mono_ns t = now - world->cue_at + mono_from_sec(world->participant.hand_reaction_s);
    if (t >= plan->let_go)
        return;
    let_go_at(plan, t);
    if (!plan->early && plan->crossing > plan->let_go)
        plan->press = world->press_at = MONO_NEVER;
}

void sim_world_turn(struct sim_world *world, mono_ns now)
{
    if (world->press_at <= now) {
        if (!world->is_pressed)
            push_edge(world, world->press_at, true);
        world->release_at = world->press_at + HELD_NS;
        world->press_at = MONO_NEVER;
    }
    if (world->release_at <= now) {
        if (world->is_pressed && !world->is_stuck)
            push_edge(world, world->release_at, false);
        world->release_at = MONO_NEVER;
    }
}

mono_ns sim_world_deadline(const struct sim_world *world)
{
    return mono_min(world->press_at, world->release_at);
}

bool sim_world_edge(const struct sim_world *world, uint64_t *cursor, struct sim_edge *edge)
{
    if (*cursor >= world->n_edges)
        return false;
    if (world->n_edges - *cursor > SIM_EDGES)
        *cursor = world->n_edges - SIM_EDGES;
    *edge = world->edges[(*cursor)++ % SIM_EDGES];
    return true;
}

double sim_world_pressure_kpa(struct sim_world *world, mono_ns t)
{
    struct sim_plan *plan = &world->plan;
    const mono_ns since = t - world->cue_at;
    if (world->lead.has_hand)
        return shaken_kpa(plan, since > 0 ? since : 0, lead_kpa(&world->lead, t));
    if (!world->cues || plan->contact == MONO_NEVER || since <= plan->contact)
        return 0;
    if (since <= plan->let_go)
        return hand_kpa(plan, since);
    return fall_kpa(plan->top_kpa, since - plan->let_go);
}

double sim_world_force_n(struct sim_world *world, mono_ns t)
{
    const double area_cm2 =
        world->lead.has_hand && !world->cues ? LEAD_AREA_CM2 : world->plan.area_cm2;
    return n_from_kpa(sim_world_pressure_kpa(world, t), area_cm2) + world->load_n;
}

/* Four uniform pieces of one draw: near enough to normal for noise below the resolution, and quick.
 */
double sim_world_noise(const struct sim_world *world, uint64_t index)
{
    const uint64_t bits = rng_bits(world->plan.reading_key, index);
    const uint64_t sum =
        (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
    return world->noise * ((double)sum / 65535.0 - 2.0) * 1.7320508075688772;
}

double sim_world_threshold_kpa(const struct sim_world *world)
{
    const bool is_about_it = world->cues && world->plan.area_cm2 <= 0;
    return is_about_it ? world->plan.threshold_kpa : world->participant.cuff_kpa;
}

/* Once per cue; in a limen once per turn. */
static void respond(struct sim_world *world, mono_ns t)
{
    struct sim_plan *plan = &world->plan;
    const bool has_felt =
        plan->is_limen ? world->press_at != MONO_NEVER : plan->crossing != MONO_NEVER;
    if (plan->lapse || plan->early || has_felt)
        return;
    plan->crossing = t - world->cue_at;
    plan->press = plan->crossing + plan->reaction;
    world->press_at = t + plan->reaction;
}

void sim_world_feel(struct sim_world *world, mono_ns t)
{
    const struct sim_plan *plan = &world->plan;
    if (!world->cues || plan->area_cm2 > 0 || plan->sensation != SIM_SENSATIONS || plan->is_limen ||
        world->lead.has_button)
        return;
    respond(world, t);
}

bool sim_world_threshold_celsius(const struct sim_world *world, size_t index, double *celsius,
                                 bool *is_cold)
{
    const struct sim_plan *plan = &world->plan;
    if (plan->is_limen && index < 2) {
        *celsius = plan->limen_celsius[index];
        *is_cold = index == 1;
        return world->cues;
    }
    *celsius = plan->threshold_celsius;
    *is_cold = plan->sensation == SIM_COLD || plan->sensation == SIM_COLD_PAIN;
    return world->cues && index == 0 && plan->sensation != SIM_SENSATIONS;
}

bool sim_world_feels_again(const struct sim_world *world)
{
    return world->cues && world->plan.is_limen;
}

void sim_world_feel_celsius(struct sim_world *world, mono_ns t)
{
    struct sim_plan *plan = &world->plan;
    const bool is_asked = plan->sensation != SIM_SENSATIONS || plan->is_limen;
    if (!world->cues || !is_asked || world->lead.has_button)
        return;
    respond(world, t);
    if (!plan->is_limen)
        return;
    plan->n_felt++;
    draw_limen(world, sim_cue_key(world->seed, &world->cue));
}

/* From 0 at a threshold to 10 where nothing more is tolerated. */
static double rating_above(const struct sim_world *world, double threshold, double kpa)
{
    const double span = threshold * (world->participant.tolerance_ratio - 1);
    const double rating = span > 0 ? 10 * (kpa - threshold) / span : kpa > threshold ? 10 : 0;
    return fmin(10, fmax(0, rating));
}

double sim_world_rating(const struct sim_world *world, double kpa)
{
    return rating_above(world, sim_world_threshold_kpa(world), kpa);
}

double sim_world_pulse_rating(const struct sim_world *world, double kpa, uint32_t pulse)
{
    const double before = pulse > 1 ? pulse - 1 : 0;
    const double gain = 1 + world->participant.windup_per_pulse * before;
    return fmin(10, fmax(0, sim_world_rating(world, kpa) * gain));
}

double sim_world_hand_rating(struct sim_world *world, mono_ns t)
{
    const double kpa = sim_world_pressure_kpa(world, t);
    return world->cues && kpa > 0 ? rating_above(world, world->plan.threshold_kpa, kpa) : 0;
}

void sim_world_begin(struct sim_world *world, mono_ns t, bool by_hand)
{
    if (!world->is_alone)
        return;
    const struct sim_cue cue = {.trial = (uint32_t)world->cues + 1,
                                .attempt = 1,
                                .rate_kpa_per_s = 50,
                                .limit_kpa = 1000,
                                .probe_area_cm2 = by_hand ? 1 : 0};
    sim_world_cue(world, t, &cue);
}

void sim_world_begin_thermal(struct sim_world *world, mono_ns t, const char *test)
{
    if (!world->is_alone)
        return;
    struct sim_cue cue = {.trial = (uint32_t)world->cues + 1, .attempt = 1};
    snprintf(cue.test, sizeof cue.test, "%s", test);
    sim_world_cue(world, t, &cue);
}

void sim_world_end(struct sim_world *world, mono_ns t)
{
    if (world->is_alone)
        sim_world_release(world, t);
}

void sim_world_stick(struct sim_world *world, mono_ns now, bool stuck)
{
    sim_world_turn(world, now);
    world->is_stuck = stuck;
    if (world->is_pressed != stuck)
        push_edge(world, now, stuck);
}
