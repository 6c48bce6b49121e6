/* A train that the examiner gives to a beat, as the session knows it: presses of the algometer, or (hand_cues) stimuli that no
 * instrument sees. It has no value of its own: what is felt is said afterwards. */
#include "session_internal.h"

#include "base/shortest.h"
#include "session/reasons.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A train of any beat has so many counts before it. */
enum { COUNTS = 3 };

static_assert(sizeof(struct hand_train_live) != sizeof(struct pressure_ramp_live),
              "who looks tells them apart by their size");

/* ---- what is asked for */

static enum status check_times(const struct trial_train *train, struct why *why)
{
    static const mono_ns least = 200 * MONO_MS, most = 60 * MONO_SEC;
    if (train->on >= least && train->off >= least && train->on <= most && train->off <= most)
        return STATUS_OK;
    return why_set(why, STATUS_RANGE, "on and off of a `trial` by hand must be %g s to %g s",
                   mono_to_sec(least), mono_to_sec(most));
}

static enum status check_level(const struct trial_plan *plan, struct why *why)
{
    const double contact = plan->contact_kpa, level = plan->train.levels[0];
    if (!argument_is_positive(plan->limit) || !(plan->hand.band > 0 && plan->hand.band < 1))
        return why_set(why, STATUS_INVALID, "`limit` must be above 0, `band` between 0 and 1");
    if (isfinite(level) && level * (1 - plan->hand.band) > contact)
        return STATUS_OK;
    return why_set(why, STATUS_RANGE,
                   "a level of %g kPa with its band is not above %g kPa, where the probe touches",
                   level, contact);
}

static enum status read_presses(const struct message *args, struct trial_plan *plan,
                                struct why *why)
{
    const struct hand_train_spec defaults = hand_train_defaults();
    plan->hand.band = 0.2;
    plan->contact_kpa = defaults.contact_kpa;
    plan->limit = defaults.limit_kpa;
    plan->train.levels[0] = NAN;
    enum status status = argument_quantity(args, "level", "kPa", &plan->train.levels[0], why);
    if (status == STATUS_OK)
        status = argument_number(args, "band", &plan->hand.band, why);
    if (status == STATUS_OK)
        status = argument_quantity(args, "limit", "kPa", &plan->limit, why);
    return status == STATUS_OK ? check_level(plan, why) : status;
}

static enum status read_pulses(const struct message *args, struct trial_train *train,
                               struct why *why)
{
    const struct hand_train_spec defaults = hand_train_defaults();
    int64_t pulses = defaults.pulses;
    *train = (struct trial_train){.on = defaults.on, .off = defaults.off};
    if (message_integer(args, "pulses", &pulses) && (pulses < 1 || pulses > PULSES_MAX))
        return why_set(why, STATUS_RANGE, "1 to %d `pulses` are possible", PULSES_MAX);
    train->pulses = (uint8_t)pulses;
    enum status status = argument_duration(args, "on", &train->on, why);
    if (status == STATUS_OK)
        status = argument_duration(args, "off", &train->off, why);
    return status == STATUS_OK ? check_times(train, why) : status;
}

static enum status hand_read(const struct message *args, struct trial_plan *plan, struct why *why)
{
    char instrument[16] = "";
    enum status status = read_pulses(args, &plan->train, why);
    if (status == STATUS_OK)
        status = argument_word(args, "instrument", instrument, sizeof instrument, why);
    if (status != STATUS_OK)
        return status;
    if (!instrument[0])
        return read_presses(args, plan, why);
    if (strcmp(instrument, "none") != 0)
        return why_set(why, STATUS_INVALID, "`instrument` can only be `none`, not `%s`",
                       instrument);
    plan->kind = STIMULUS_HAND_CUES;
    plan->hand.force_mn = NAN;
    return argument_number(args, "force", &plan->hand.force_mn, why);
}

/* Who gives it hears and sees when, and is told what was felt. */
static enum status check_hand(const struct session *session, struct why *why)
{
    const struct session_world *world = session->parts.world;
    const bool is_played = world && world->participant;
    if (session->config.is_attended || is_played)
        return STATUS_OK;
    return reason_set(why, REASON_beat_unattended, NULL);
}

/* At the limit it would end with the first press. */
static enum status check_room(const struct trial_state *trial, struct why *why)
{
    const double level = trial->plan.train.levels[0];
    char wanted[REASON_NUMBER_SIZE], limit[REASON_NUMBER_SIZE];
    if (level < trial->limit)
        return STATUS_OK;
    return reason_set(why, REASON_hand_no_room, reason_number(wanted, level),
                      reason_number(limit, trial->limit), NULL);
}

static enum status hand_check(struct session *session, struct why *why)
{
    struct trial_state *trial = &session->trial;
    enum status status = check_hand(session, why);
    if (status == STATUS_OK && !bench_role(session->bench, ROLE_ALGOMETER, &trial->channels[0]))
        status = reason_set(why, REASON_bench_no_algometer, NULL);
    if (status != STATUS_OK)
        return status;
    trial->n_channels = 1;
    trial->limit = pressure_limit(session);
    status = pressure_possible(session, why);
    if (status == STATUS_OK)
        status = check_room(trial, why);
    return status == STATUS_OK ? pressure_left(session, why) : status;
}

static enum status cues_check(struct session *session, struct why *why)
{
    session->trial.n_channels = 0;
    session->trial.limit = 0;
    return check_hand(session, why);
}

/* ---- doing it */

static struct hand_train_spec spec_of(const struct trial_plan *plan)
{
    const struct trial_train *train = &plan->train;
    struct hand_train_spec spec = hand_train_defaults();
    spec.pulses = train->pulses;
    spec.on = train->on;
    spec.off = train->off;
    spec.beat = mono_min(train->on + train->off, MONO_SEC);
    spec.count_in = COUNTS;
    spec.lead = (COUNTS + 1) * spec.beat;
    spec.late_within = mono_min(spec.late_within, train->on / 2);
    return spec;
}

static void cues_order(const struct session *session, struct stimulus_request *start)
{
    const struct hand_train_spec spec = spec_of(&session->trial.plan);
    static_assert(sizeof spec <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    memcpy(start->spec, &spec, sizeof spec);
}

static void hand_order(const struct session *session, struct stimulus_request *start)
{
    const struct trial_state *trial = &session->trial;
    struct hand_train_spec spec = spec_of(&trial->plan);
    spec.level_kpa = trial->plan.train.levels[0];
    spec.band_kpa = trial->plan.hand.band * spec.level_kpa;
    spec.contact_kpa = trial->plan.contact_kpa;
    spec.limit_kpa = trial->limit;
    start->limit = trial->limit;
    memcpy(start->spec, &spec, sizeof spec);
}

static void cues_cue(const struct session *session, struct sim_cue *cue)
{
    const struct hand_train_spec spec = spec_of(&session->trial.plan);
    cue->pulses = spec.pulses;
    cue->lead_s = mono_to_sec(spec.lead);
    cue->on_s = mono_to_sec(spec.on);
    cue->off_s = mono_to_sec(spec.off);
}

static void hand_cue(const struct session *session, struct sim_cue *cue)
{
    cues_cue(session, cue);
    cue->rate_kpa_per_s = pressure_ramp_defaults().rate_kpa_per_s; /* of a hand that is led */
    cue->level_kpa = session->trial.plan.train.levels[0];
    cue->limit_kpa = session->trial.limit;
    cue->probe_area_cm2 = session->parts.spec->roles[ROLE_ALGOMETER].probe_area_cm2;
}

void session_cue_told(struct session *session, enum hand_cue cue, uint8_t index, double error_s)
{
    static const char *const words[] = {
        [HAND_CUE_COUNT] = "count", [HAND_CUE_PRESS] = "press", [HAND_CUE_LIFT] = "lift"};
    const bool is_by_hand = trial_kind(session)->reactor == &hand_train;
    struct message payload;
    if (session->running == 0 || !is_by_hand || cue == HAND_CUE_NONE)
        return;
    message_init(&payload);
    message_set_integer(&payload, "attempt", session->trial.row.attempt);
    message_set_string(&payload, "cue", words[cue]);
    message_set_integer(&payload, "index", index);
    message_set_number(&payload, "error_s", error_s);
    session_journal(session, "cue", &payload);
    message_fini(&payload);
}

/* ---- what came of it */

static void hand_judge(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict)
{
    const struct hand_train_outcome *o = &outcome->hand;
    *verdict = (struct stimulus_verdict){
        .end = o->end,
        .fault = o->fault,
        .has_peak = o->peak_kpa > 0,
        .has_idle = o->has_idle,
        .is_safe = o->released,
        .has_touched = o->end_ns > o->cue_ns || o->peak_kpa > 0,
        .peak = shortest_of_float(o->peak_kpa),
        .idle_kpa = shortest_of_float(o->idle_kpa),
        .armed_ns = o->start_ns,
        .response_ns = o->response_ns,
        .end_ns = o->end_ns,
        .has_no_bracket = true,
        .readings = o->readings,
        .gaps = o->gaps,
        .n_pulses = o->given,
    };
    for (uint8_t i = 0; i < PULSES_MAX; i++) {
        verdict->ratings[i] = (float)NAN;
        if (i < o->given && o->presses[i].verdict == HAND_IN_BAND)
            verdict->n_in_band++;
    }
}

static void put_train(const struct trial_plan *plan, struct message *out)
{
    message_set_integer(out, "pulses", plan->train.pulses);
    message_set_number(out, "on_s", mono_to_sec(plan->train.on));
    message_set_number(out, "off_s", mono_to_sec(plan->train.off));
    message_set_string(out, "pace", "hand");
}

static void hand_put_plan(const struct session *session, struct message *out)
{
    const struct trial_plan *plan = &session->trial.plan;
    put_train(plan, out);
    message_set_number(out, "level", plan->train.levels[0]);
    message_set_number(out, "band", plan->hand.band);
    if (plan->train.is_capped)
        message_set_bool(out, "capped", true);
    message_set_number(out, "probe_area_cm2",
                       session->parts.spec->roles[ROLE_ALGOMETER].probe_area_cm2);
}

static void cues_put_plan(const struct session *session, struct message *out)
{
    const struct trial_plan *plan = &session->trial.plan;
    put_train(plan, out);
    message_set_string(out, "instrument", "none");
    if (isfinite(plan->hand.force_mn))
        message_set_number(out, "level", plan->hand.force_mn);
}

static void put_press(const struct hand_press *press, struct message *row)
{
    message_set_string(row, "verdict", hand_verdict_word((enum hand_verdict)press->verdict));
    if (press->has_onset) {
        message_set_number(row, "onset_error_s", shortest_of_float(press->onset_error_s));
        message_set_number(row, "peak_kpa", shortest_of_float(press->peak_kpa));
    }
    if (press->has_level) {
        message_set_number(row, "level_kpa", shortest_of_float(press->level_kpa));
        message_set_number(row, "in_band", press->in_band / 100.0);
    }
    if (press->held_s > 0)
        message_set_number(row, "held_s", shortest_of_float(press->held_s));
}

/* When each was due, since the start, and what it was. */
static void put_pulses(const struct trial_state *trial, struct message *out)
{
    const struct hand_train_outcome *o = &trial->outcome.hand;
    const mono_ns period = trial->plan.train.on + trial->plan.train.off;
    message_set_array(out, "pulses");
    for (uint8_t i = 0; i < o->given; i++) {
        struct message row;
        message_init(&row);
        message_set_number(&row, "cue_s", mono_to_sec(o->cue_ns - o->start_ns + i * period));
        if (trial->plan.kind == STIMULUS_HAND_TRAIN)
            put_press(&o->presses[i], &row);
        message_push(out, "pulses", &row);
        message_fini(&row);
    }
}

static void hand_put_outcome(const struct trial_state *trial, struct message *out)
{
    const struct hand_train_outcome *o = &trial->outcome.hand;
    message_set_integer(out, "given", o->given);
    put_pulses(trial, out);
    if (trial->plan.kind != STIMULUS_HAND_TRAIN)
        return;
    message_set_integer(out, "extra", o->extra);
    message_set_bool(out, "released", o->released);
    if (o->has_idle)
        message_set_number(out, "idle_kpa", shortest_of_float(o->idle_kpa));
    if (o->released && o->release_ns > 0)
        message_set_number(out, "release_s", mono_to_sec(o->release_ns - o->end_ns));
    if (!o->released && trial->confirmed > 0)
        message_set_number(out, "release_confirmed_s", mono_to_sec(trial->confirmed - o->end_ns));
}

/* By `attempt` the rows of its ratings name it. */
static void hand_put_answer(const struct trial_state *trial, struct message *out)
{
    message_set_integer(out, "attempt", trial->row.attempt);
    put_pulses(trial, out);
}

const struct stimulus_kind hand_train_kind = {
    .reactor = &hand_train,
    .role = ROLE_ALGOMETER,
    .unit = "kPa",
    .measured_key = "measured_kpa",
    .outcome_size = sizeof(struct hand_train_outcome),
    .by_hand = true,
    .pressure_ramps = 1,
    .read = hand_read,
    .check = hand_check,
    .order = hand_order,
    .cue = hand_cue,
    .judge = hand_judge,
    .put_plan = hand_put_plan,
    .put_outcome = hand_put_outcome,
    .put_answer = hand_put_answer,
};

/* A request of this kind is one of the other that names no instrument. */
const struct stimulus_kind hand_cues_kind = {
    .reactor = &hand_train,
    .role = ROLE_COUNT,
    .unit = "1",
    .measured_key = "measured",
    .outcome_size = sizeof(struct hand_train_outcome),
    .read = hand_read,
    .check = cues_check,
    .order = cues_order,
    .cue = cues_cue,
    .judge = hand_judge,
    .put_plan = cues_put_plan,
    .put_outcome = hand_put_outcome,
    .put_answer = hand_put_answer,
};
