#include "session/plan.h"

#include "base/clock.h"
#include "session/planned.h"
#include "session/rig.h"
#include "session_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SOURCES_MAX = 64, ATTEMPTS_MAX = 2000 };
#define LONGEST (24 * 3600 * MONO_SEC)
static const double question_s = 5; /* to ask a question and to enter what was said */

const struct plan_assumption plan_assumptions[PLAN_PACES] = {
    [PLAN_SHORTEST] = {.instruct_s = 15, .site_s = 5, .review_s = 1, .ppt_kpa = 175},
    [PLAN_TYPICAL] = {.instruct_s = 30, .site_s = 15, .review_s = 3, .ppt_kpa = 350},
    [PLAN_LONGEST] = {.instruct_s = 60, .site_s = 30, .review_s = 10, .ppt_kpa = 0},
};

struct dry {
    const struct plan_assumption *assumed;
    enum plan_pace pace;
    struct plan *plan;
    struct rig *rig;
    struct stop_line stop;
    mono_ns answer_at; /* when the examiner goes on; MONO_NEVER: nothing is asked */
    mono_ns since;     /* what has passed since belongs to `at` */
    mono_ns waited;    /* to the step that is not known yet */
    size_t at;         /* PLAN_STEPS_MAX: not known yet */
    size_t n_attempts;
    char notice[PLAN_WHY_MAX]; /* the last one */
    bool is_put_off;
    enum status status; /* STATUS_OK: nothing is in the way */
    struct why why;
};

/* ---- steps */

static void pass(struct dry *dry, mono_ns now)
{
    const mono_ns passed = now - dry->since;
    dry->since = now;
    if (dry->at < dry->plan->n_steps)
        dry->plan->steps[dry->at].s[dry->pace] += mono_to_sec(passed);
    else
        dry->waited += passed;
}

/* What is typical makes the steps; the other paces only find theirs. */
static size_t step_of(struct dry *dry, const struct plan_step *step)
{
    struct plan *plan = dry->plan;
    for (size_t i = 0; i < plan->n_steps; i++) {
        const struct plan_step *known = &plan->steps[i];
        const bool is_new = step->kind != PLAN_TEST && known->s[dry->pace] > 0;
        if (!is_new && known->kind == step->kind && known->practice == step->practice &&
            strcmp(known->test, step->test) == 0 && strcmp(known->site, step->site) == 0 &&
            strcmp(known->side, step->side) == 0 && strcmp(known->phase, step->phase) == 0)
            return i;
    }
    if (dry->pace != PLAN_TYPICAL || plan->n_steps == PLAN_STEPS_MAX)
        return PLAN_STEPS_MAX;
    plan->steps[plan->n_steps] = *step;
    return plan->n_steps++;
}

/* The single stimuli and the trains of a wind-up are one after the other: they are no parts of a visit. */
static bool is_of_windup(const char *phase)
{
    return strcmp(phase, "single") == 0 || strcmp(phase, "train") == 0;
}

static struct plan_step test_step(const struct session *session, const struct trial_plan *trial)
{
    struct plan_step step = {
        .kind = PLAN_TEST, .practice = trial->practice, .stimulus = trial->kind};
    memcpy(step.test, trial->test, sizeof step.test);
    memcpy(step.site, trial->site, sizeof step.site);
    memcpy(step.side, trial->side, sizeof step.side);
    if (!is_of_windup(trial->phase))
        memcpy(step.phase, trial->phase, sizeof step.phase);
    memcpy(step.line, session->request.line, sizeof step.line);
    return step;
}

static struct plan_step rating_step(const struct session *session, const struct question *question)
{
    struct plan_step step = {.kind = PLAN_TEST, .is_asked = true};
    memcpy(step.test, question->test, sizeof step.test);
    memcpy(step.site, question->site, sizeof step.site);
    memcpy(step.side, question->side, sizeof step.side);
    memcpy(step.line, session->request.line, sizeof step.line);
    return step;
}

static struct plan_step *enter(struct dry *dry, const struct plan_step *step, mono_ns now)
{
    pass(dry, now);
    dry->at = step_of(dry, step);
    if (dry->at == PLAN_STEPS_MAX)
        return NULL;
    struct plan_step *entered = &dry->plan->steps[dry->at];
    entered->s[dry->pace] += mono_to_sec(dry->waited);
    dry->waited = 0;
    return entered;
}

/* Those for which there is no room are of the last one. */
static struct plan_call *call_of(struct plan *plan, size_t step, int64_t call)
{
    size_t i = 0;
    while (i < plan->n_calls && (plan->calls[i].step != step || plan->calls[i].call != call))
        i++;
    if (i == PLAN_CALLS_MAX)
        return &plan->calls[i - 1];
    if (i == plan->n_calls)
        plan->calls[plan->n_calls++] = (struct plan_call){.call = call, .step = step};
    return &plan->calls[i];
}

static void set_limit(struct plan_step *step, const struct session *session,
                      const struct prompt *prompt)
{
    const uint8_t kind = prompt->plan->kind;
    if (kind == STIMULUS_PRESSURE_RAMP || kind == STIMULUS_CUFF_RAMP ||
        kind == STIMULUS_PULSE_TRAIN || kind == STIMULUS_CUFF_TONIC || kind == STIMULUS_HAND_TRAIN)
        step->limit_kpa = prompt->limit;
    step->has_limit_c = stimulus_is_thermal((enum stimulus)kind);
    step->limit_c = step->has_limit_c ? prompt->limit : NAN;
    step->cool_limit_c = kind == STIMULUS_THERMAL_LIMEN ? session->trial.cool_limit : NAN;
}

static void enter_trial(struct dry *dry, const struct session *session, const struct prompt *prompt)
{
    const struct trial_plan *trial = prompt->plan;
    const struct plan_step step = test_step(session, trial);
    struct plan_step *entered = enter(dry, &step, session->now);
    if (!entered || dry->pace != PLAN_TYPICAL)
        return;
    set_limit(entered, session, prompt);
    entered->rest_s = mono_to_sec(session->sites.rest);
    const bool is_same = strcmp(trial->phase, "train") == 0; /* as the single stimulus before it */
    entered->trials += !is_same;
    call_of(dry->plan, dry->at, trial->call)->trials += !trial->practice && !is_same;
}

static void enter_kind(struct dry *dry, enum plan_step_kind kind, const char *test, mono_ns now)
{
    struct plan_step step = {.kind = (uint8_t)kind};
    snprintf(step.test, sizeof step.test, "%s", test);
    (void)enter(dry, &step, now);
}

/* ---- the examiner */

static void give_up(struct dry *dry, enum status status, const char *sentence, mono_ns now)
{
    if (dry->status == STATUS_OK)
        dry->status = why_set(&dry->why, status, "%s", sentence);
    stop_raise(&dry->stop, STOP_SIGNAL, now);
}

static void answer_after(struct dry *dry, double seconds, mono_ns now)
{
    dry->answer_at = now + mono_from_sec(seconds);
}

/* What the simulated participant has to say, if anything. */
static void answer(struct session *session)
{
    const struct prompt *prompt = session_prompt(session);
    if (!prompt || prompt->kind != PROMPT_QUESTION)
        session_decide(session, DECISION_GO, NULL);
    else if (!prompt->played || !session_reply(session, prompt->played))
        session_decide(session, DECISION_SKIP, NULL);
}

static void on_prompt(void *context, struct session *session, const struct prompt *prompt)
{
    struct dry *dry = context;
    const struct plan_assumption *assumed = dry->assumed;
    dry->answer_at = MONO_NEVER;
    switch (prompt->kind) {
    case PROMPT_INSTRUCT:
        enter_kind(dry, PLAN_INSTRUCT, prompt->text, session->now);
        answer_after(dry, assumed->instruct_s, session->now);
        return;
    case PROMPT_ARM:
        enter_trial(dry, session, prompt);
        answer_after(dry, assumed->site_s, session->now);
        return;
    case PROMPT_REVIEW:
        answer_after(dry, assumed->review_s, session->now);
        return;
    case PROMPT_QUESTION:
        if (prompt->question->is_own) {
            const struct plan_step step = rating_step(session, prompt->question);
            (void)enter(dry, &step, session->now);
        }
        answer_after(dry, question_s, session->now);
        return;
    case PROMPT_STOPPED:
        give_up(dry, STATUS_STOPPED, prompt->text, session->now);
        session_decide(session, DECISION_LEAVE, NULL);
        return;
    case PROMPT_SAVE_FAILED:
        give_up(dry, STATUS_IO, prompt->text, session->now);
        session_decide(session, DECISION_LEAVE, NULL);
        return;
    case PROMPT_RELEASE: /* the hand lets go by itself */
        if (prompt->cause != STATUS_OK)
            session_decide(session, DECISION_GO, NULL);
        return;
    case PROMPT_WAIT:
        return;
    }
}

/* At a site: before an attempt whose step is not known yet. */
static void on_rest(void *context, const char *site, const char *side, double left_s,
                    double whole_s)
{
    struct dry *dry = context;
    const mono_ns now = rig_session(dry->rig)->now;
    (void)side, (void)left_s, (void)whole_s;
    if (site[0] == '\0') {
        enter_kind(dry, PLAN_REST, "", now);
        return;
    }
    pass(dry, now);
    dry->at = PLAN_STEPS_MAX;
}

static void on_saved(void *context, const struct trial_row *row)
{
    struct dry *dry = context;
    (void)row;
    if (++dry->n_attempts == ATTEMPTS_MAX)
        give_up(dry, STATUS_RANGE, session_words(rig_session(dry->rig), TEXT_plan_endless),
                rig_session(dry->rig)->now);
}

static void on_rated(void *context, const struct question *question, double value)
{
    struct dry *dry = context;
    (void)value;
    if (dry->pace != PLAN_TYPICAL || dry->at == PLAN_STEPS_MAX)
        return;
    dry->plan->steps[dry->at].trials++;
    call_of(dry->plan, dry->at, question->call)->trials++;
}

static void on_notice(void *context, const char *sentence)
{
    struct dry *dry = context;
    snprintf(dry->notice, sizeof dry->notice, "%s", sentence);
}

static int lose_trials(struct dry *dry, size_t step, const struct trial_plan *trial)
{
    const int lost = planned_lost(trial->trial, trial->of, trial->is_extra);
    if (dry->pace == PLAN_TYPICAL)
        call_of(dry->plan, step, trial->call)->trials += trial->practice ? 0 : lost;
    return lost;
}

static void on_withheld(void *context, const struct trial_plan *trial)
{
    struct dry *dry = context;
    const struct plan_step step = test_step(rig_session(dry->rig), trial);
    const size_t at = step_of(dry, &step);
    if (at == PLAN_STEPS_MAX)
        return;
    struct plan_step *held = &dry->plan->steps[at];
    held->withheld[dry->pace] += lose_trials(dry, at, trial);
    if (held->first.why[0])
        return;
    memcpy(held->first.why, dry->notice, sizeof held->first.why);
    snprintf(held->first.line, sizeof held->first.line, "%s", rig_session(dry->rig)->request.line);
}

static void on_put_off(void *context)
{
    struct dry *dry = context;
    dry->is_put_off = true;
}

static void between(void *context, struct rig *rig, mono_ns now)
{
    struct dry *dry = context;
    dry->rig = rig;
    if (now > LONGEST)
        give_up(dry, STATUS_RANGE, session_words(rig_session(rig), TEXT_plan_endless), now);
    if (now < dry->answer_at)
        return;
    dry->answer_at = MONO_NEVER;
    answer(rig_session(rig));
}

static mono_ns between_at(const void *context)
{
    const struct dry *dry = context;
    return dry->answer_at;
}

/* ---- a run */

/* Everybody is as at the median: nothing varies. */
static struct sim_participant participant_of(const struct plan_assumption *assumed)
{
    struct sim_participant participant = sim_participant_defaults();
    participant.ppt_cv = participant.reaction_sd_s = participant.hand_rate_cv = 0;
    memset(participant.thermal_sd, 0, sizeof participant.thermal_sd);
    participant.cold_cv = participant.ice_nrs_sd = 0;
    if (assumed->ppt_kpa == 0)
        participant.cold_pain_s = participant.cold_tolerance_s =
            2 * mono_to_sec(IMMERSION_LIMIT_MAX);
    participant.lapse = assumed->ppt_kpa > 0 ? 0 : 1;
    participant.ppt_kpa = assumed->ppt_kpa > 0 ? assumed->ppt_kpa : participant.ppt_kpa;
    return participant;
}

static enum status run_session(struct dry *dry, const struct plan_request *request,
                               struct session_parts *parts, struct why *why)
{
    const struct bench_spec bench = plan_bench(&request->bench);
    const struct sim_participant participant = participant_of(dry->assumed);
    const struct rig_config rig = {.spec = &bench,
                                   .participant = &participant,
                                   .seed = request->seed,
                                   .between = between,
                                   .deadline = between_at,
                                   .context = dry};
    const struct session_config config = {
        .participant = "PLAN",
        .operator_name = "plan",
        .program = "limen",
        .parameters = request->parameters[0] ? request->parameters : NULL,
        .language = request->language,
        .seed = request->seed,
        .is_attended = true,
        .is_played = true,
        .withholds_all = request->withholds_all,
        .lab = envelope_of_bench(&request->bench),
        .utc = utc_now(),
        .ready_within = 15 * MONO_SEC,
    };
    struct rig_report report;
    const enum status status = rig_run(&rig, &config, parts, &report, why);
    pass(dry, report.duration);
    dry->plan->s[dry->pace] = mono_to_sec(report.duration);
    return status;
}

static enum status check_sources(const struct plan_request *request, const struct script *script,
                                 struct why *why)
{
    uint8_t digest[DIGEST_SIZE];
    plan_digest(script, digest);
    if (memcmp(digest, request->digest, sizeof digest) == 0)
        return STATUS_OK;
    return why_set(why, STATUS_DEPARTED, "%s", text_of(request->language, TEXT_plan_departed));
}

static enum status check_needs(const struct plan_request *request, const struct script *script,
                               struct why *why)
{
    const struct bench_spec bench = plan_bench(&request->bench);
    const char *text = script_header(script), *lacks = NULL;
    struct message header;
    enum status status = message_parse(&header, text, strlen(text), why);
    if (status != STATUS_OK)
        return status;
    const struct message needs = message_get(&header, "needs");
    for (size_t i = 0; i < message_count(&needs) && !lacks; i++) {
        const struct message need = message_at(&needs, i);
        const char *word = message_text(&need);
        lacks = word && !bench_spec_meets(&bench, word) ? word : NULL;
    }
    if (lacks) {
        status = why_set(why, STATUS_UNSUPPORTED, "%s", "");
        text_say(why->text, sizeof why->text, text_of(request->language, TEXT_plan_needs), "role",
                 role_text(request->language, lacks), NULL);
    }
    message_fini(&header);
    return status;
}

static enum status run_script(struct dry *dry, const struct plan_request *request, struct why *why)
{
    struct session_view view = {.view = dry,
                                .prompt = on_prompt,
                                .saved = on_saved,
                                .rated = on_rated,
                                .rest = on_rest,
                                .notice = on_notice,
                                .withheld = on_withheld,
                                .put_off = on_put_off};
    struct session_parts parts = {.view = &view, .stop = &dry->stop};
    const struct script_options options = {.library = request->library,
                                           .parameters =
                                               request->parameters[0] ? request->parameters : NULL,
                                           .seed = request->seed};
    struct study *study = NULL;
    enum status status = study_open("", STUDY_MEMORY, &study, why);
    parts.study = study;
    if (status == STATUS_OK)
        status = store_writer_new(study, &parts.writer, why);
    if (status == STATUS_OK)
        status = script_load(request->protocol, &options, &parts.script, why);
    if (status == STATUS_OK)
        status = check_sources(request, parts.script, why);
    if (status == STATUS_OK)
        status = check_needs(request, parts.script, why);
    if (status == STATUS_OK)
        status = run_session(dry, request, &parts, why);
    script_free(parts.script);
    store_writer_free(parts.writer);
    study_close(study);
    return status;
}

/* `is_put_off`, where that is not NULL: bench or instrument refuse what it asks for. */
static enum status run_at(enum plan_pace pace, const struct plan_request *request,
                          struct plan *plan, bool *is_put_off, struct why *why)
{
    struct dry dry = {.assumed = &plan_assumptions[pace],
                      .pace = pace,
                      .plan = plan,
                      .answer_at = MONO_NEVER,
                      .at = PLAN_STEPS_MAX};
    stop_init(&dry.stop);
    enum status status = run_script(&dry, request, why);
    stop_fini(&dry.stop);
    if (dry.status != STATUS_OK) {
        *why = dry.why;
        status = dry.status;
    }
    plan->has[pace] = status == STATUS_OK;
    if (is_put_off)
        *is_put_off = dry.is_put_off && status != STATUS_OK;
    return status;
}

/* A pace that the protocol does not come to its end with has no times. */
static void drop_pace(struct plan *plan, enum plan_pace pace)
{
    plan->s[pace] = 0;
    for (size_t i = 0; i < plan->n_steps; i++)
        plan->steps[i].s[pace] = plan->steps[i].withheld[pace] = 0;
}

void plan_digest(const struct script *script, uint8_t digest[DIGEST_SIZE])
{
    struct study_source list[SOURCES_MAX];
    size_t n;
    const struct script_source *sources = script_sources(script, &n);
    n = n < SOURCES_MAX ? n : SOURCES_MAX;
    for (size_t i = 0; i < n; i++)
        list[i] = (struct study_source){sources[i].name, sources[i].text, sources[i].size};
    study_digest_sources(list, n, digest);
}

/* What is refused after a response may be asked for because of it: only what nobody's responses change is proved. */
static bool refuses_everybody(const struct plan_request *request, struct plan *plan,
                              const struct why *why)
{
    for (enum plan_pace pace = PLAN_SHORTEST; pace < PLAN_PACES; pace++) {
        struct why last = {0};
        bool is_put_off = false;
        if (pace == PLAN_TYPICAL)
            continue;
        if (run_at(pace, request, plan, &is_put_off, &last) == STATUS_OK || !is_put_off ||
            strcmp(last.text, why->text) != 0)
            return false;
    }
    return true;
}

enum status plan_make(const struct plan_request *request, struct plan *plan, struct why *why)
{
    struct why last;
    bool is_put_off = false;
    memset(plan, 0, sizeof *plan);
    const enum status status = run_at(PLAN_TYPICAL, request, plan, &is_put_off, why);
    if (status != STATUS_OK) {
        plan->is_refused = is_put_off && refuses_everybody(request, plan, why);
        return status;
    }
    for (enum plan_pace pace = PLAN_SHORTEST; pace < PLAN_PACES && !request->asks_refusal; pace++)
        if (pace != PLAN_TYPICAL && run_at(pace, request, plan, NULL, &last) != STATUS_OK)
            drop_pace(plan, pace);
    return STATUS_OK;
}
