/* In a simulation without a person: what an examiner would mark of a stimulus that no instrument sees. The participant's
 * part of it is drawn (sim/answers.h); the examiner is quick and attentive. */
#include "session_internal.h"

#include "sim/answers.h"

#include <string.h>

static const mono_ns off_after = 500 * MONO_MS;   /* from RELEASE until it is off */
static const mono_ns says_after = 1500 * MONO_MS; /* from when a rating is due until it is given */

struct part {
    struct session *session;
    mono_ns from, until; /* what lies in between, the end included, is marked now */
    mono_ns next;
    mono_ns on, off; /* off: MONO_NEVER until it is known */
};

static void play(struct part *part, mono_ns t, enum observation mark, double value)
{
    if (t > part->until)
        part->next = mono_min(part->next, t);
    else if (t > part->from)
        session_mark(part->session, mark, value, t);
}

static void play_ratings(struct part *part, const struct sim_immersion *drawn)
{
    const struct trial_plan *plan = &part->session->trial.plan;
    const mono_ns every = plan->cold.rating_every, most = mono_from_sec(plan->limit);
    for (mono_ns due = every; every > 0 && due <= most; due += every) {
        const mono_ns t = part->on + due + says_after;
        if (part->on + due > part->off)
            return;
        play(part, t, OBSERVED_RATING, sim_cold_rating(drawn, mono_to_sec(due)));
    }
}

static void play_tolerance(struct part *part, const struct sim_immersion *drawn)
{
    const struct trial_state *trial = &part->session->trial;
    const mono_ns limit = part->on + mono_from_sec(trial->plan.limit);
    const mono_ns pain = part->on + mono_from_sec(drawn->pain_s);
    const mono_ns out = part->on + mono_from_sec(drawn->tolerance_s);
    part->off = mono_min(part->off, out);
    if (pain < part->off && pain < limit)
        play(part, pain, OBSERVED_PAIN, 0);
    play_ratings(part, drawn);
    if (part->off < MONO_NEVER)
        play(part, part->off, OBSERVED_OFF, 0);
}

static void play_contact(struct part *part, double rating)
{
    const struct trial_state *trial = &part->session->trial;
    const mono_ns over = part->on + mono_from_sec(trial->plan.limit);
    if (part->off < MONO_NEVER)
        play(part, part->off, OBSERVED_OFF, 0);
    if (part->off >= over)
        play(part, over + says_after, OBSERVED_RATING, rating);
}

/* Neutral water hurts nobody. */
static struct sim_immersion drawn_of(const struct session *session, const struct sim_cue *cue)
{
    const struct session_world *world = session->parts.world;
    const double never_s = 2 * mono_to_sec(IMMERSION_LIMIT_MAX);
    if (strcmp(session->trial.plan.test, "sham") == 0)
        return (struct sim_immersion){.pain_s = never_s, .tolerance_s = never_s};
    return sim_immersion_of(world->participant, world->seed, cue);
}

mono_ns played_turn(struct session *session)
{
    const struct session_world *world = session->parts.world;
    struct trial_state *trial = &session->trial;
    struct part part = {
        .session = session,
        .from = trial->played.marked,
        .until = session->now,
        .next = MONO_NEVER,
        .on = trial->played.began + PLAYED_ON_AFTER,
        .off = trial->release_since > 0 ? trial->release_since + off_after : MONO_NEVER,
    };
    if (!session->config.is_played || trial->is_done || !trial_kind(session)->is_marked || !world ||
        !world->participant)
        return MONO_NEVER;
    const struct sim_cue cue = trial_cue(session);
    const struct sim_immersion drawn = drawn_of(session, &cue);
    play(&part, part.on, OBSERVED_ON, 0);
    if (trial->plan.kind == STIMULUS_IMMERSION)
        play_tolerance(&part, &drawn);
    else
        play_contact(&part, sim_ice_rating(world->participant, world->seed, &cue));
    trial->played.marked = session->now;
    return part.next;
}
