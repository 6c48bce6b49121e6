/* Conditioned pain modulation (METHODS 5) as the session knows it: which trial is what conditions, when that was over, and how long
 * before a test. What conditions is a trial as any other; the script says which one it is (`conditions`), and of a test in which
 * phase it is and what has conditioned. The end is kept on the session's clock, so that a gap is exact to the reading; across a
 * resume it is known by UTC alone, and the record says so (`gap_by_utc`). */
#include "session_internal.h"

#include <math.h>
#include <string.h>

/* In the entry of what conditioned: microseconds of UTC. */
static const char until_key[] = "conditioned_until";

enum status conditioning_read(const struct message *args, struct trial_conditioning *out,
                              struct why *why)
{
    *out = (struct trial_conditioning){.level = NAN, .rating = NAN};
    enum status status = argument_flag(args, "conditions", &out->conditions, why);
    if (status == STATUS_OK)
        status = argument_word(args, "conditioning", out->word, sizeof out->word, why);
    if (status == STATUS_OK)
        status = argument_number(args, "cond_level", &out->level, why);
    if (message_integer(args, "delay_no", &out->delay) && out->delay < 1)
        return why_set(why, STATUS_INVALID, "`delay_no` counts from 1");
    return status == STATUS_OK ? argument_number(args, "cond_rating", &out->rating, why) : status;
}

/* It acts until it is off the skin. */
static mono_ns end_of(const struct stimulus_verdict *verdict)
{
    return verdict->off_ns > 0 ? verdict->off_ns : verdict->end_ns;
}

void conditioning_ended(struct session *session)
{
    const struct trial_state *trial = &session->trial;
    if (trial->plan.conditioning.conditions && trial->verdict.end_ns > 0)
        session->conditioned =
            (struct conditioned){.is_over = true, .ended_ns = end_of(&trial->verdict)};
}

void conditioning_put_end(const struct session *session, struct message *out)
{
    const struct trial_state *trial = &session->trial;
    if (!trial->plan.conditioning.conditions || trial->verdict.end_ns == 0)
        return;
    const mono_ns since = session->now - end_of(&trial->verdict);
    message_set_integer(out, until_key, session->utc - since / MONO_US);
}

void conditioning_recall(struct session *session, const struct entry *entry)
{
    struct message trial;
    int64_t until;
    if (message_parse(&trial, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return; /* it was erased */
    if (message_integer(&trial, until_key, &until))
        session->conditioned = (struct conditioned){
            .is_over = true,
            .by_utc = true,
            .ended_ns = session->config.now - (session->config.utc - until) * MONO_US,
        };
    message_fini(&trial);
}

static bool is_after(const char *phase)
{
    return strcmp(phase, "after") == 0 || strcmp(phase, "sham_after") == 0;
}

/* A row of the trial at hand, or of what was found in it. */
static bool is_of_trial(const struct trial_plan *trial, const struct trial_plan *row)
{
    return strcmp(trial->phase, row->phase) == 0 && strcmp(trial->site, row->site) == 0 &&
           strcmp(trial->side, row->side) == 0 && trial->practice == row->practice;
}

static void put_gap(const struct session *session, struct message *out)
{
    const struct conditioned *conditioned = &session->conditioned;
    const mono_ns armed = session->trial.verdict.armed_ns;
    if (!conditioned->is_over || armed == 0)
        return;
    message_set_number(out, "gap_s", round((double)(armed - conditioned->ended_ns) / 1e6) / 1e3);
    if (conditioned->by_utc)
        message_set_bool(out, "gap_by_utc", true);
}

/* What was found in a ramp beside which something conditions (pdt, ptl) was found under the same conditioning. */
static const struct trial_conditioning *beside_of(const struct session *session,
                                                  const struct trial_plan *plan)
{
    const struct trial_plan *trial = &session->trial.plan;
    const bool is_found_in_it =
        trial->is_conditioned && trial->trial == plan->trial && is_of_trial(trial, plan);
    return is_found_in_it ? &trial->conditioning : &plan->conditioning;
}

void conditioning_put(const struct session *session, const struct trial_plan *plan,
                      struct message *out)
{
    const struct trial_conditioning *own = &plan->conditioning;
    const struct trial_conditioning *beside = beside_of(session, plan);
    const double level = isfinite(own->level) ? own->level : beside->level,
                 rating = isfinite(own->rating) ? own->rating : beside->rating;
    if (own->word[0])
        message_set_string(out, "conditioning", own->word);
    if (isfinite(level))
        message_set_number(out, "cond_level", level);
    if (isfinite(rating))
        message_set_number(out, "cond_rating", rating);
    if (own->delay > 0)
        message_set_integer(out, "delay_no", own->delay);
    if (own->conditions)
        message_set_bool(out, "conditions", true);
    if (is_after(plan->phase) && is_of_trial(&session->trial.plan, plan))
        put_gap(session, out);
}

enum status conditioning_wait(const struct session *session, mono_ns delay, mono_ns *left,
                              struct why *why)
{
    const struct conditioned *conditioned = &session->conditioned;
    if (!conditioned->is_over)
        return why_set(why, STATUS_INVALID, "nothing has conditioned yet");
    const mono_ns due = conditioned->ended_ns + delay;
    *left = due > session->now ? due - session->now : 0;
    return STATUS_OK;
}

void conditioning_cue(const struct session *session, struct sim_cue *cue)
{
    const struct conditioned *conditioned = &session->conditioned;
    const char *phase = session->trial.plan.phase;
    cue->is_conditioned =
        strcmp(phase, "during") == 0 || (strcmp(phase, "after") == 0 && conditioned->is_over);
    cue->conditioned_s = cue->is_conditioned && strcmp(phase, "after") == 0
                             ? mono_to_sec(session->now - conditioned->ended_ns)
                             : 0;
}
