/* A bath that tells its temperature, on the bench of a session: asked instead of the examiner, logged while a hand is in it, told when
 * it warms, and an end of the trial when it fails. */
#include "support/thermal_scene.h"

static const char in_the_bath[] =
    "    local r = cold_pressor { sites = site('hand.dorsum', 'left'), limit = 60*sec, "
    "rating_every = 20*sec,\n"
    "      bath = 6*degC, rest = 0*sec, attempts = 3 }\n"
    "    local b, a = r.bath_before and r.bath_before[1], r.bath_after and r.bath_after[1]\n"
    "    note(('cold %s %s'):format(tostring(b and b > 5*degC and b < 7*degC), tostring(a and a < "
    "7*degC)))\n";

/* Until it has said who it is, the question waits for it. */
static enum decision waits(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_QUESTION ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static struct scene *scene_bath(void)
{
    struct scene *scene = scene_new(in_the_bath);
    const struct response_spec response = scene->spec.responses[0];
    memset(&scene->spec, 0, sizeof scene->spec);
    sim_bench_add_bath(&scene->spec);
    scene->spec.n_responses = 1;
    scene->spec.responses[0] = response;
    scene->rule = waits;
    scene->participant.cold_cv = 0;
    scene->participant.cold_pain_s = 10;
    scene->participant.cold_tolerance_s = 47;
    scene_fault(scene, "setting:to=found-600");
    scene_fault(scene, "setting:to=found-on");
    return scene;
}

static const char *notice_of(const struct scene *scene, const char *part)
{
    for (size_t i = 0; i < scene->n_notices; i++)
        if (strstr(scene->notices[i], part))
            return scene->notices[i];
    return NULL;
}

static void it_is_measured_and_nobody_is_asked(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_bath();
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "note", "cold true true", NULL), 1);
    assert_int_equal(scene_entries(scene, "trial", "\"stimulus\":\"immersion\"", entry), 1);
    const double on = number_of(entry, "bath_on_degc"), off = number_of(entry, "bath_off_degc");
    assert_true(fabs(on - 6) < 0.5 && fabs(off - 6) < 0.5);
    assert_true(number_of(entry, "bath_low_degc") <= fmin(on, off));
    assert_true(number_of(entry, "bath_high_degc") >= fmax(on, off));
    assert_true(number_of(entry, "readings") >= 47 && number_of(entry, "gaps") == 0);
    assert_true(fabs(number_of(entry, "bath_degc") - 6) < 0.5);
    assert_null(notice_of(scene, "the bath has gone"));
    scene_verify(scene);
    scene_free(scene);
}

static void one_that_warms_is_told_once(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_bath();
    scene_fault(scene, "setting:to=warmer-300,at=15s,cue=1");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "trial", "\"stimulus\":\"immersion\"", entry), 1);
    assert_true(number_of(entry, "bath_high_degc") > number_of(entry, "bath_on_degc") + 2);
    assert_non_null(notice_of(scene, "the bath has gone from"));
    size_t n = 0;
    for (size_t i = 0; i < scene->n_notices; i++)
        n += strstr(scene->notices[i], "the bath has gone from") != NULL;
    assert_int_equal(n, 1);
    scene_free(scene);
}

/* Nobody knows any more how cold it is: the hand comes out, and it is done again. */
static void one_that_falls_silent_ends_it(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_bath();
    scene_fault(scene, "silence:at=15s,for=20s,cue=1");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene->asked[PROMPT_STOPPED] >= 1);
    assert_true(scene->phases[PHASE_RELEASE] >= 1);
    assert_int_equal(scene_entries(scene, "trial", "\"fault\":\"silent\"", entry), 1);
    assert_non_null(strstr(entry, "\"end\":\"fault\""));
    assert_null(strstr(entry, "\"value\":"));
    assert_int_equal(scene_entries(scene, "note", "cold true true", NULL), 1);
    scene_free(scene);
}

/* A litre of water that nobody cools: the hand in it warms it, the air alone hardly does. */
static void a_simulated_hand_warms_it(void **state)
{
    (void)state;
    char entry[2048];
    double warmed[2];
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = scene_bath();
        scene_fault(scene, "setting:to=litres-1");
        scene_fault(scene, "setting:to=cooling-off");
        if (i == 1)
            scene->participant.cold_tolerance_s = 11;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene_entries(scene, "trial", "\"stimulus\":\"immersion\"", entry), 1);
        warmed[i] = number_of(entry, "bath_off_degc") - number_of(entry, "bath_on_degc");
        scene_free(scene);
    }
    assert_true(warmed[0] > 0.5 && warmed[0] > 2 * warmed[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_measured_and_nobody_is_asked),
        cmocka_unit_test(one_that_warms_is_told_once),
        cmocka_unit_test(one_that_falls_silent_ends_it),
        cmocka_unit_test(a_simulated_hand_warms_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
