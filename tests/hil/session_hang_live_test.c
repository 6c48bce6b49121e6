/* A disk that hangs in a ramp, by the clock: bench, store and session have their own threads, and the examiner is told to
 * release while the store still waits. */
#include "support/fault_vfs.h"
#include "support/session_live.h"

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

static void a_ramp_on_a_disk_that_hangs_is_stopped_and_released_before_it_answers(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "tolerance = 90*percent, rest = 0*sec }\n");
    const struct scene_live how = {.phase = on_phase};
    fault_reset();
    scene->participant.ppt_kpa = 900; /* a ramp of 18 s */
    scene->rule = leave_when_stopped;
    scene_open(scene, "s.limen");
    assert_int_equal(status_exit_code(scene_run_live(scene, &how)), 5);
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
