/* A disk that hangs while somebody is pressed: the examiner is told, the ramp is stopped, nothing is over before the hand
 * has let go, and nothing that was measured is lost. */
#include "support/session_scene.h"

static const char two_trials[] = "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, "
                                 "max_trials = 2, rest = 2*sec }\n";

/* The disk hangs from the first contact until `lasts` after it. */
struct hang {
    mono_ns lasts, began, told, stopped, released;
    bool (*disturb)(struct hang *hang, struct rig *rig, mono_ns now); /* NULL: nothing else */
    size_t n_disturbed;
};

static void note_first(mono_ns *at, bool is_so, mono_ns now)
{
    if (is_so && *at == 0)
        *at = now;
}

static void hang_in_ramp(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct hang *hang = scene->extra;
    note_first(&hang->began, scene->phases[PHASE_RUNNING] > 0, now);
    note_first(&hang->told, scene_noticed(scene, "the disk is slow"), now);
    note_first(&hang->stopped, stop_is_raised(&scene->stop), now);
    note_first(&hang->released, scene->phases[PHASE_RELEASED] > 0, now);
    const bool is_held = hang->began > 0 && now < hang->began + hang->lasts;
    rig_hold_store(rig, is_held);
    if (is_held && hang->disturb)
        hang->n_disturbed += hang->disturb(hang, rig, now);
}

static struct scene *hanging(struct hang *hang)
{
    struct scene *scene = scene_new(two_trials);
    scene->between = hang_in_ramp;
    scene->extra = hang;
    scene->participant.ppt_kpa = 600; /* a ramp of 12 s */
    return scene;
}

static void a_disk_that_hangs_for_two_seconds_is_told_and_costs_nothing(void **state)
{
    (void)state;
    struct hang none = {.lasts = 0}, hang = {.lasts = 2 * MONO_SEC};
    struct scene *quiet = hanging(&none), *scene = hanging(&hang);
    assert_int_equal(scene_run(quiet), STATUS_OK);
    assert_false(scene_noticed(quiet, "disk"));
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(hang.told >= hang.began + MONO_SEC && hang.told < hang.began + 2 * MONO_SEC);
    assert_int_equal(hang.stopped, 0);
    assert_int_equal(scene_entries(scene, "notice", "store_slow", NULL), 1);
    scene_assert_same_values(quiet, scene);
    scene_free(scene);
    scene_free(quiet);
}

static void a_disk_that_hangs_for_long_stops_the_ramp(void **state)
{
    (void)state;
    struct hang none = {.lasts = 0}, hang = {.lasts = 20 * MONO_SEC};
    struct scene *quiet = hanging(&none), *scene = hanging(&hang);
    assert_int_equal(scene_run(quiet), STATUS_OK);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(hang.stopped > hang.began + 4 * MONO_SEC);
    assert_true(hang.stopped < hang.began + 6 * MONO_SEC);
    assert_true(scene->phases[PHASE_RELEASE] > 0);
    assert_true(hang.released < hang.began + hang.lasts); /* not when the disk is back */
    assert_true(scene_noticed(scene, "the disk has taken nothing for 5 s"));
    assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
    assert_int_equal(status_exit_code(scene->cause), 5);
    assert_int_equal(scene_entries(scene, "trial", "\"stop_cause\":\"store_full\"", NULL), 1);
    scene_assert_same_values(quiet, scene);
    scene_verify(scene);
    scene_free(scene);
    scene_free(quiet);
}

/* ---- what fails in a ramp */

/* More entries of different kinds than are kept while the disk takes none. */
static bool instrument_changes(struct hang *hang, struct rig *rig, mono_ns now)
{
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    struct report report = {.kind = REPORT_IDENTITY, .t = now};
    if (now < hang->began + MONO_SEC || hang->n_disturbed >= 300)
        return false;
    snprintf(report.body.identity.serial, sizeof report.body.identity.serial, "%zu",
             hang->n_disturbed);
    host.report(host.host, &report);
    return true;
}

static void a_session_that_fails_in_a_ramp_is_not_over_before_the_hand_has_let_go(void **state)
{
    (void)state;
    struct hang hang = {.lasts = 30 * MONO_SEC, .disturb = instrument_changes};
    struct scene *scene = hanging(&hang);
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_int_equal(hang.n_disturbed, 300);
    assert_true(scene->phases[PHASE_RELEASE] > 0);
    assert_int_equal(scene->phases[PHASE_RELEASED], 1); /* shown while the session lived */
    assert_true(hang.stopped > hang.began);
    assert_non_null(strstr(scene->why.text, "has not taken the last entries"));
    assert_int_equal(scene->n_saved, 0);
    hang = (struct hang){.lasts = 0};
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_ends(scene, "stop"), 1); /* written when the disk was back */
    scene_verify(scene);
    scene_free(scene);
}

/* Reports are lost, and the end of the ramp is among them: nobody waits for ever. */
static bool end_is_lost(struct hang *hang, struct rig *rig, mono_ns now)
{
    if (hang->released > 0)
        return false;
    scene_lose_reports(rig, PHASE_RUNNING, now);
    return true;
}

static void a_session_that_has_lost_the_end_of_a_ramp_asks_whether_the_probe_is_off(void **state)
{
    (void)state;
    struct hang hang = {.lasts = 60 * MONO_SEC, .disturb = end_is_lost};
    struct scene *scene = hanging(&hang);
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_true(scene_noticed(scene, "the computer was too slow"));
    assert_int_equal(scene->asked[PROMPT_RELEASE], 1);
    assert_int_equal(hang.released, 0);
    scene_free(scene);
}

/* ---- a noisy line on a disk that hangs */

static bool line_is_noisy(struct hang *hang, struct rig *rig, mono_ns now)
{
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    const struct report report = {.kind = REPORT_NOTICE, .code = NOTICE_GAP, .value = 2, .t = now};
    (void)hang;
    host.report(host.host, &report);
    return true;
}

static void a_noisy_line_does_not_use_up_the_room_for_entries(void **state)
{
    (void)state;
    char entry[2048], count[64];
    struct hang hang = {.lasts = 4 * MONO_SEC, .disturb = line_is_noisy};
    struct scene *scene = hanging(&hang);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(hang.n_disturbed > 600);
    assert_int_equal(scene_entries(scene, "notice", "\"what\":\"gap\"", NULL), 2);
    assert_int_equal(scene_entries(scene, "notice", "\"count\":", entry), 1);
    snprintf(count, sizeof count, "\"count\":%zu", hang.n_disturbed - 1);
    assert_non_null(strstr(entry, count));
    snprintf(count, sizeof count, "\"value\":%zu", 2 * (hang.n_disturbed - 1));
    assert_non_null(strstr(entry, count));
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_that_hangs_for_two_seconds_is_told_and_costs_nothing),
        cmocka_unit_test(a_disk_that_hangs_for_long_stops_the_ramp),
        cmocka_unit_test(a_session_that_fails_in_a_ramp_is_not_over_before_the_hand_has_let_go),
        cmocka_unit_test(a_session_that_has_lost_the_end_of_a_ramp_asks_whether_the_probe_is_off),
        cmocka_unit_test(a_noisy_line_does_not_use_up_the_room_for_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
