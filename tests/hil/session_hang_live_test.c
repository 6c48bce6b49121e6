/* A disk that hangs in a ramp, by the clock: bench, store and session have their own threads, and the examiner is told to
 * release while the store still waits. */
#include "session/live.h"
#include "support/fault_vfs.h"
#include "support/session_scene.h"

static void on_phase(void *view, enum phase phase, double value)
{
    struct scene *scene = view;
    scene_phase(scene, phase, value);
    if (phase == PHASE_RUNNING)
        fault.is_held = true;
    if (phase != PHASE_RELEASED)
        return;
    assert_true(
        fault.is_waiting); /* the store had not come back when the hand was told and let go */
    fault.is_held = false;
}

static enum decision leave_when_stopped(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

static enum status run_live(struct scene *scene, struct session_parts *parts)
{
    const struct session_view view = {
        .view = scene, .prompt = scene_prompt, .phase = on_phase, .notice = scene_notice};
    const struct session_config config = {.participant = scene->id,
                                          .operator_name = "tester",
                                          .program = "limen test",
                                          .seed = scene->seed,
                                          .utc = scene->utc,
                                          .ready_within = 15 * MONO_SEC};
    const struct live_config live = {.spec = &scene->spec,
                                     .participant = &scene->participant,
                                     .seed = scene->seed,
                                     .input_fd = -1};
    parts->study = scene->study;
    parts->stop = &scene->stop;
    parts->view = &view;
    return live_run(&live, &config, parts, &scene->key, &scene->why);
}

static void a_ramp_on_a_disk_that_hangs_is_stopped_and_released_before_it_answers(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "tolerance = 90*percent, rest = 0*sec }\n");
    struct session_parts parts = {0};
    const struct script_options options = {.library = PROTOCOLS_DIR, .seed = scene->seed};
    fault_reset();
    scene->participant.ppt_kpa = 900; /* a ramp of 18 s */
    scene->rule = leave_when_stopped;
    scene_open(scene, "s.limen");
    assert_int_equal(script_load(scene->protocol, &options, &parts.script, &scene->why), STATUS_OK);
    assert_int_equal(store_writer_new(scene->study, &parts.writer, &scene->why), STATUS_OK);
    assert_int_equal(status_exit_code(run_live(scene, &parts)), 5);
    script_free(parts.script);
    store_writer_free(parts.writer);
    scene_load(scene);
    assert_true(scene->phases[PHASE_RELEASE] > 0 && scene->phases[PHASE_RELEASED] > 0);
    assert_true(scene_noticed(scene, "the disk is slow"));
    assert_int_equal(scene->n_rows, 1);
    assert_string_equal(scene->rows[0].end, "stop");
    assert_int_equal(scene_entries(scene, "trial", "\"stop_cause\":\"store_full\"", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ramp_on_a_disk_that_hangs_is_stopped_and_released_before_it_answers),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
