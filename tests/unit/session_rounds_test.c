/* In virtual time nobody waits for anybody, and an examiner can answer for ever: what is offered to him can be done, and who
 * goes round and round comes to an end with a sentence. */
#include "support/thermal_scene.h"

static const char hot[] =
    "    hpt { sites = { site('thenar', 'left'), site('thenar', 'right') }, trials = 2 }\n";

/* Says that it goes on, whatever he is asked, and never leaves. */
static enum decision always_goes_on(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_RELEASE ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static struct scene *scene_on(const char *thermode, const char *fault)
{
    struct scene *scene = scene_thermal(hot);
    struct instrument_spec *instrument = &scene->spec.instruments[0];
    snprintf(instrument->driver, sizeof instrument->driver, "%s", thermode);
    snprintf(instrument->port, sizeof instrument->port, "sim:%s", thermode);
    scene->rule = always_goes_on;
    scene->lasts_max = 3600 * MONO_SEC;
    scene_fault(scene, fault);
    return scene;
}

static const char *const thermodes[] = {"qst-tcs", "meerstetter", "te-tech"};
enum { THERMODES = sizeof thermodes / sizeof thermodes[0] };

/* As who stands beside it does. */
static void takes_off_what_is_lost(void *context, struct rig *rig, mono_ns now)
{
    (void)context, (void)now;
    if (session_not_back(rig_session(rig)))
        session_taken_off(rig_session(rig));
}

/* Lost in mid-ramp and back later, it is ready before it is seen at rest. One that nothing ends out of sight would use up the day
 * of its site, were it not taken off. */
static void a_thermode_that_was_lost_in_its_ramp_is_not_offered_before_it_is_at_rest(void **state)
{
    (void)state;
    for (size_t i = 0; i < THERMODES; i++) {
        for (int at = 4; at < 40; at += 4) {
            char fault[64];
            snprintf(fault, sizeof fault, "unplug:at=%ds,for=25s,cue=1", at);
            struct scene *scene = scene_on(thermodes[i], fault);
            if (driver_find(thermodes[i])->holds_on)
                scene->between = takes_off_what_is_lost;
            if (scene_run(scene) != STATUS_OK)
                fail_msg("%s %s: %s", thermodes[i], fault, scene->why.text);
            assert_int_equal(scene_counted(scene), 4);
            assert_true(scene->asked[PROMPT_ARM] < 12);
            scene_free(scene);
        }
    }
}

/* ---- an examiner who goes round */

static enum decision stops_what_is_offered(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM)
        stop_raise(&scene->stop, STOP_KEY, 0);
    return always_goes_on(scene, prompt);
}

static void who_stops_what_is_offered_and_repeats_it_is_given_up_with_a_sentence(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") } }\n");
    scene->rule = stops_what_is_offered;
    scene->goes_round = true;
    assert_int_equal(scene_run(scene), STATUS_INVALID);
    assert_non_null(strstr(scene->why.text, "went round and round"));
    assert_true(scene->asked[PROMPT_ARM] > 100);
    assert_true(scene->report.duration < 60 * MONO_SEC);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thermode_that_was_lost_in_its_ramp_is_not_offered_before_it_is_at_rest),
        cmocka_unit_test(who_stops_what_is_offered_and_repeats_it_is_given_up_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
