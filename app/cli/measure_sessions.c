#include "cli/measure_sessions.h"

#include "base/clock.h"
#include "base/stop_line.h"
#include "session/rig.h"
#include "session/sim_bench.h"

#include <inttypes.h>
#include <stdio.h>

enum status sessions_init(struct sessions *sessions, const char *protocol, struct why *why)
{
    struct script *script = NULL;
    *sessions = (struct sessions){.first_seed = 1, .participant = sim_participant_defaults()};
    enum status status = paths_protocols(sessions->library, why);
    if (status == STATUS_OK)
        status = paths_protocol(protocol, sessions->protocol, why);
    const struct script_options options = {.library = sessions->library};
    if (status == STATUS_OK)
        status = script_load(sessions->protocol, &options, &script, why);
    if (status == STATUS_OK)
        status = sim_bench_for(script_header(script), &sessions->spec, why);
    script_free(script);
    return status;
}

static void on_prompt(void *view, struct session *session, const struct prompt *prompt)
{
    (void)view;
    if (prompt->kind == PROMPT_STOPPED)
        session_decide(session, DECISION_END, NULL);
    else if (prompt->kind != PROMPT_QUESTION)
        session_decide(session, DECISION_GO, NULL);
    else if (!prompt->played || !session_reply(session, prompt->played))
        session_decide(session, DECISION_SKIP, NULL);
}

static void on_saved(void *view, const struct trial_row *row)
{
    struct sessions *sessions = view;
    sessions->trials += row->has_value;
    if (sessions->saved)
        sessions->saved(sessions->context, row);
}

static enum status run_rig(struct sessions *sessions, struct session_parts *parts, uint64_t seed,
                           struct why *why)
{
    struct rig_report report;
    const struct session_view view = {.view = sessions, .prompt = on_prompt, .saved = on_saved};
    const struct rig_config rig = {
        .spec = &sessions->spec, .participant = &sessions->participant, .seed = seed};
    char participant_id[24]; /* one person would soon reach the dose of a day */
    snprintf(participant_id, sizeof participant_id, "M%" PRIu64, seed);
    const struct session_config config = {.participant = participant_id,
                                          .operator_name = "measure",
                                          .program = "limen",
                                          .seed = seed,
                                          .is_played = true,
                                          .utc = utc_now(),
                                          .ready_within = 15 * MONO_SEC};
    struct stop_line stop;
    stop_init(&stop);
    parts->view = &view;
    parts->stop = &stop;
    const enum status status = rig_run(&rig, &config, parts, &report, why);
    sessions->duration += report.duration;
    sessions->instants += report.instants;
    stop_fini(&stop);
    return status;
}

enum status sessions_one(struct sessions *sessions, struct study *study, uint64_t seed,
                         struct why *why)
{
    struct session_parts parts = {.study = study};
    const struct script_options options = {.library = sessions->library, .seed = seed};
    enum status status = store_writer_new(study, &parts.writer, why);
    if (status == STATUS_OK)
        status = script_load(sessions->protocol, &options, &parts.script, why);
    if (status == STATUS_OK)
        status = run_rig(sessions, &parts, seed, why);
    script_free(parts.script);
    store_writer_free(parts.writer);
    return status;
}

enum status sessions_run(struct sessions *sessions, struct why *why)
{
    struct study *study = NULL;
    enum status status = study_open("", STUDY_MEMORY, &study, why);
    for (uint64_t i = 0; i < sessions->n && status == STATUS_OK; i++)
        status = sessions_one(sessions, study, sessions->first_seed + i, why);
    study_close(study);
    return status;
}
