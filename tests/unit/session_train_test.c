/* Trains of cuff pulses from the verb to tables and indices: a row for each pulse, ratings that grow, and what cuts them off. */
#include "support/thermal_scene.h"

#include <math.h>

static const char one_train[] =
    "    local r = ts { sites = site('thenar', 'left'), level = 60.3*kPa }\n"
    "    note(('grown %.1f n %d capped %s'):format(r.growth, #r.ratings, "
    "tostring(r.is_capped)))\n";

static struct scene *scene_train(const char *run)
{
    struct scene *scene = scene_new(run);
    struct why why = {0};
    static const char needs[] = "{\"needs\":[\"test_cuff\",\"rating\",\"response\"]}";
    if (sim_bench_for(needs, &scene->spec, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    scene->participant.ppt_cv = scene->participant.reaction_sd_s = 0;
    return scene;
}

static size_t pulses_of(const struct scene *scene, int64_t attempt,
                        const struct study_trial *rows[PULSES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_rows; i++)
        if (scene->rows[i].pulse > 0 && scene->rows[i].attempt == attempt && n < PULSES_MAX)
            rows[n++] = &scene->rows[i];
    return n;
}

static const struct study_trial *train_of(const struct scene *scene, int64_t attempt)
{
    for (size_t i = 0; i < scene->n_rows; i++)
        if (scene->rows[i].train > 0 && scene->rows[i].pulse == 0 &&
            scene->rows[i].attempt == attempt)
            return &scene->rows[i];
    fail_msg("there is no attempt %d of a train", (int)attempt);
    return NULL;
}

static void every_pulse_is_a_row_with_its_rating(void **state)
{
    (void)state;
    const struct study_trial *rows[PULSES_MAX];
    char entry[2048];
    struct scene *scene = scene_train(one_train);
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    const struct study_trial *train = train_of(scene, 1);
    assert_string_equal(train->end, "completed");
    assert_string_equal(train->unit, "kPa");
    assert_true(train->counts && isnan(train->value) && train->train == 1 &&
                fabs(train->level - 60.3) < 0.1);
    assert_int_equal(pulses_of(scene, 1, rows), 10);
    for (size_t i = 0; i < 10; i++) {
        assert_string_equal(rows[i]->test, "ts");
        assert_string_equal(rows[i]->unit, "0-10");
        assert_string_equal(rows[i]->end, "response");
        assert_true(rows[i]->counts && fabs(rows[i]->level - 60.3) < 0.1 &&
                    rows[i]->block == train->block);
        assert_int_equal(rows[i]->pulse, i + 1);
        assert_int_equal(rows[i]->train, 1);
        assert_true(i == 0 || rows[i]->value >= rows[i - 1]->value);
    }
    assert_true(rows[9]->value > rows[0]->value + 1);
    assert_int_equal(scene_entries(scene, "trial", "\"pulse\":7", entry), 1);
    assert_true(fabs(number_of(entry, "onset_error_s")) < 0.002);
    assert_true(fabs(number_of(entry, "level_kpa") - 60.3) < 1);
    assert_int_equal(scene_entries(scene, "note", "n 10 capped false", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

/* What a pulse hurt is known only to the whole train: who withdraws, and a cuff that fails, leave no train. */
static void who_withdraws_leaves_a_train_that_says_so(void **state)
{
    (void)state;
    const struct study_trial *rows[PULSES_MAX];
    struct scene *scene = scene_train("    local r = ts { sites = site('thenar', 'left'), level = "
                                      "100*kPa }\n    note('value ' .. tostring(r.value))\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(train_of(scene, 1)->end, "withdrawn");
    assert_false(train_of(scene, 1)->counts);
    const size_t n = pulses_of(scene, 1, rows);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(rows[i]->end, "withdrawn");
        assert_false(rows[i]->counts);
    }
    assert_int_equal(scene_entries(scene, "note", "value nil", NULL), 1);
    scene_free(scene);
}

static enum decision spoils_first(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_REVIEW && scene->asked[PROMPT_REVIEW] == 1
               ? DECISION_SPOIL
               : scene_goes_on(scene, prompt);
}

static void what_is_spoiled_is_so_with_all_its_pulses(void **state)
{
    (void)state;
    const struct study_trial *rows[PULSES_MAX];
    struct scene *scene = scene_train(one_train);
    scene->review = true;
    scene->rule = spoils_first;
    scene->reason = "moved";
    assert_int_equal(scene_run(scene), STATUS_OK);
    for (int64_t attempt = 1; attempt <= 2; attempt++) {
        assert_int_equal(pulses_of(scene, attempt, rows), 10);
        for (size_t i = 0; i < 10; i++)
            assert_true(rows[i]->spoiled == (attempt == 1) && rows[i]->counts == (attempt == 2));
    }
    scene_verify(scene);
    scene_free(scene);
}

static void a_train_that_fails_is_given_anew(void **state)
{
    (void)state;
    const struct study_trial *rows[PULSES_MAX];
    struct scene *scene = scene_train(one_train);
    scene_fault(scene, "setting:at=12s,for=5s,cue=1,to=power-off");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(train_of(scene, 1)->end, "fault");
    const size_t n = pulses_of(scene, 1, rows);
    assert_true(n > 2 && n < 8);
    for (size_t i = 0; i < n; i++)
        assert_true(strcmp(rows[i]->end, "fault") == 0 && !rows[i]->counts);
    assert_int_equal(pulses_of(scene, 2, rows), 10);
    assert_true(rows[9]->counts && rows[0]->counts);
    scene_free(scene);
}

/* A row for each pulse is saved at once with the train: a study has all of them, or none. */
static void levels_may_differ_where_the_cuff_is_told_of_each(void **state)
{
    (void)state;
    const struct study_trial *rows[PULSES_MAX];
    char entry[2048];
    struct scene *scene =
        scene_train("    ts { sites = site('thenar', 'left'), off = 3*sec,\n"
                    "      levels = { 20*kPa, 25*kPa, 30*kPa, 35*kPa, 40*kPa } }\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_string_equal(train_of(scene, 1)->end, "completed");
    assert_int_equal(pulses_of(scene, 1, rows), 5);
    for (size_t i = 0; i < 5; i++) {
        char pulse[24];
        snprintf(pulse, sizeof pulse, "\"pulse\":%zu", i + 1);
        assert_true(rows[i]->level == 20 + 5 * (double)i);
        assert_int_equal(scene_entries(scene, "trial", pulse, entry), 1);
        print_message("%.2f kPa, %.4f s\n", number_of(entry, "level_kpa"),
                      number_of(entry, "onset_error_s"));
        assert_true(fabs(number_of(entry, "level_kpa") - rows[i]->level) < 1);
        assert_true(fabs(number_of(entry, "onset_error_s")) < 0.02);
    }
    scene_free(scene);
}

/* Pulses that hurt, with pauses too short for the slider to come down: each is given all the same. */
static void what_is_still_rated_keeps_no_pulse_back(void **state)
{
    (void)state;
    const struct study_trial *rows[PULSES_MAX];
    struct scene *scene = scene_train("    ts { sites = site('thenar', 'left'), off = 1*sec,\n"
                                      "      levels = { 60*kPa, 65*kPa, 70*kPa } }\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_string_equal(train_of(scene, 1)->end, "completed");
    assert_int_equal(pulses_of(scene, 1, rows), 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(rows[i]->value > 0 && rows[i]->counts);
    scene_free(scene);
}

static bool see_trials(void *context, const struct study_session *session)
{
    *(int64_t *)context = session->trials;
    return true;
}

/* A ramp that says three things, and a train: four trials, however many rows they have. */
static void a_train_is_one_trial_of_its_session(void **state)
{
    (void)state;
    struct scene *scene = scene_train("    local leg = site('tibialis_anterior', 'left')\n"
                                      "    pdt_ptt { sites = leg }\n"
                                      "    ts { sites = leg, level = 30*kPa, pulses = 3 }\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    struct why why = {0};
    int64_t trials = 0;
    assert_int_equal(study_sessions(scene->study, NULL, see_trials, &trials, &why), STATUS_OK);
    assert_int_equal(trials, 4);
    assert_int_equal(scene->n_rows, 3 + 1 + 3);
    scene_free(scene);
}

static void scene_on_a_cpar_plus(struct scene *scene)
{
    struct instrument_spec *cuff =
        &scene->spec.instruments[scene->spec.roles[ROLE_TEST_CUFF].instrument];
    strcpy(cuff->driver, "cpar-plus");
    strcpy(cuff->port, "sim:cpar-plus");
}

/* It has programs of its own, and is quiet in the pauses of pulses that it is told one by one. */
static void a_cpar_plus_keeps_the_time_or_gives_no_train(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_train(one_train);
    scene_on_a_cpar_plus(scene);
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_string_equal(train_of(scene, 1)->end, "completed");
    assert_int_equal(scene_entries(scene, "trial", "\"pace\":\"instrument\"", entry), 1);
    scene_free(scene);
    scene = scene_train("    ts { sites = site('thenar', 'left'), off = 3*sec,\n"
                        "      levels = { 20*kPa, 25*kPa } }\n");
    scene_on_a_cpar_plus(scene);
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_non_null(strstr(scene->why.text, "give all pulses the same level"));
    assert_int_equal(scene->n_rows, 0);
    scene_free(scene);
}

/* Refused before anything presses, with a sentence that says what is possible. */
static void times_that_no_cuff_keeps_are_refused_before_the_start(void **state)
{
    (void)state;
    static const struct {
        const char *train, *sentence;
    } rows[] = {
        {"ts { sites = site('thenar', 'left'), level = 20*kPa, on = 1.02*sec }",
         "in steps of 0.05 s"},
        {"ts { sites = site('thenar', 'left'), level = 20*kPa, off = 0.98*sec }",
         "in steps of 0.05 s"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char run[256];
        snprintf(run, sizeof run, "    %s\n", rows[i].train);
        struct scene *scene = scene_train(run);
        const enum status status = scene_run(scene);
        if (status == STATUS_OK || !strstr(scene->why.text, rows[i].sentence))
            fail_msg("%zu, %d: %s", i, (int)status, scene->why.text);
        assert_int_equal(scene->n_rows, 0);
        scene_free(scene);
    }
}

static void the_level_follows_what_was_measured(void **state)
{
    (void)state;
    struct scene *scene =
        scene_train("    local leg = site('tibialis_anterior', 'left')\n"
                    "    local r = pdt_ptt { sites = leg, rate = 2*kPa/sec }\n"
                    "    ts { sites = leg, level = 0.8 * r.ptt, pulses = 3 }\n"
                    "    ts { sites = leg, level = 2 * r.ptt, limit = 50*kPa, pulses = 2 }\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    double ptt = 0, level = 0, capped = 0;
    for (size_t i = 0; i < scene->n_rows; i++) {
        const struct study_trial *row = &scene->rows[i];
        if (strcmp(row->test, "ptt") == 0)
            ptt = row->value;
        else if (row->train == 1)
            level = row->level;
        else if (row->train == 2)
            capped = row->level;
    }
    assert_true(ptt > 50 && fabs(level - 0.8 * ptt) < 1e-6);
    assert_true(capped == 50);
    scene_free(scene);
}

/* ---- tonic ---------------------------------------------------------------------------------------------- */

static void a_tonic_pressure_is_rated_all_the_time(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_train(
        "    local r = tonic { sites = site('thenar', 'left'), level = 45*kPa, rate = 5*kPa/sec,\n"
        "      hold = 30*sec, tail = 10*sec }\n"
        "    note(('mean %.1f hold %.1f peak %.1f'):format(r.value, r.hold_rating, r.peak))\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_int_equal(scene->n_rows, 1);
    const struct study_trial *row = &scene->rows[0];
    assert_string_equal(row->test, "tonic");
    assert_string_equal(row->end, "completed");
    assert_string_equal(row->unit, "0-10");
    assert_true(row->counts && row->level == 45 && row->value > 1 && row->value < 5);
    assert_int_equal(scene_entries(scene, "trial", "tonic", entry), 1);
    assert_true(fabs(number_of(entry, "level_kpa") - 45) < 1);
    assert_true(number_of(entry, "hold_rating") > row->value);
    assert_true(number_of(entry, "ratings") > 40 * 19);
    assert_true(number_of(entry, "pressure_ramps") == 1);
    assert_int_equal(scene_entries(scene, "note", "mean ", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

/* What is borne beyond the level is not asked for beyond the lab's limit. */
static void a_tonic_pressure_may_be_held_at_the_labs_own_limit(void **state)
{
    (void)state;
    struct scene *scene = scene_train(
        "    tonic { sites = site('thenar', 'left'), level = 45*kPa, rate = 5*kPa/sec,\n"
        "      hold = 10*sec, tail = 2*sec }\n");
    scene->spec.instruments[0].pressure_max_kpa = 45;
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_string_equal(scene->rows[0].end, "completed");
    assert_int_equal(scene_entries(scene, "stop", "", NULL), 0);
    scene_free(scene);
}

static void who_bears_no_more_ends_a_tonic_pressure(void **state)
{
    (void)state;
    struct scene *scene = scene_train(
        "    local r = tonic { sites = site('thenar', 'left'), level = 90*kPa, rate = 5*kPa/sec }\n"
        "    note('value ' .. tostring(r.value))\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_string_equal(scene->rows[0].end, "withdrawn");
    assert_true(isnan(scene->rows[0].value));
    assert_int_equal(scene_entries(scene, "note", "value nil", NULL), 1);
    scene_free(scene);
}

/* Who tolerates at least the lab's own limit is given it: a bound lies nowhere above what may be asked for. */
static void a_train_at_a_bound_is_given_at_the_labs_limit(void **state)
{
    (void)state;
    static const double limits_kpa[] = {45, 49.8};
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene =
            scene_train("    local leg = site('tibialis_anterior', 'left')\n"
                        "    local r = pdt_ptt { sites = leg, rate = 0.5*kPa/sec }\n"
                        "    ts { sites = leg, level = r.ptt:at_least(), pulses = 3 }\n");
        scene->participant.tolerance_ratio = 4;
        scene->spec.instruments[0].pressure_max_kpa = limits_kpa[i];
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%g kPa: %s", limits_kpa[i], scene->why.text);
        assert_string_equal(train_of(scene, 1)->end, "completed");
        assert_true(train_of(scene, 1)->level <= limits_kpa[i]);
        assert_int_equal(scene_entries(scene, "stop", "", NULL), 0);
        scene_free(scene);
    }
}

/* Who bears more than the lab allows is not sent home: the level is the lab's, and everybody is told. */
static void a_level_beyond_the_labs_limit_is_given_at_it(void **state)
{
    (void)state;
    struct scene *scene = scene_train(
        "    local leg = site('tibialis_anterior', 'left')\n"
        "    local r = ts { sites = leg, level = 60*kPa, pulses = 3, rest = 0*sec }\n"
        "    local t = tonic { sites = leg, level = 60*kPa, rate = 10*kPa/sec, hold = 5*sec, tail "
        "= 1*sec, "
        "rest = 0*sec }\n"
        "    note(('capped %s %s'):format(tostring(r.is_capped), tostring(t.is_capped)))\n");
    scene->spec.instruments[0].pressure_max_kpa = 45;
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_string_equal(train_of(scene, 1)->end, "completed");
    for (size_t i = 0; i < scene->n_rows; i++)
        assert_true(scene->rows[i].level == 45);
    assert_int_equal(scene_entries(scene, "trial", "\"capped\":true", NULL), 2);
    assert_int_equal(scene_entries(scene, "note", "capped true true", NULL), 1);
    assert_true(scene->n_notices >= 2);
    scene_free(scene);
}

/* So with the limit that the protocol sets itself: the verb has lowered the level. */
static void a_level_beyond_the_protocols_own_limit_is_told_as_well(void **state)
{
    (void)state;
    struct scene *scene = scene_train(
        "    local leg = site('tibialis_anterior', 'left')\n"
        "    ts { sites = leg, level = 60*kPa, limit = 45*kPa, pulses = 3, rest = 0*sec }\n"
        "    tonic { sites = leg, level = 60*kPa, limit = 45*kPa, rate = 10*kPa/sec, hold = "
        "5*sec,\n"
        "      tail = 1*sec, rest = 0*sec }\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    for (size_t i = 0; i < scene->n_rows; i++)
        assert_true(scene->rows[i].level == 45);
    assert_int_equal(scene_entries(scene, "trial", "\"capped\":true", NULL), 2);
    assert_true(scene_noticed(scene, "45 kPa is given"));
    scene_free(scene);
}

/* A little more than was asked for is told with the pulse, as long as the lab allows it. */
static void what_goes_a_little_beyond_its_level_is_no_stop(void **state)
{
    (void)state;
    struct scene *scene =
        scene_train("    ts { sites = site('thenar', 'left'), level = 10*kPa, pulses = 4 }\n");
    scene_fault(scene, "overload:at=0s"); /* by 30 % */
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(train_of(scene, 1)->end, "completed");
    assert_int_equal(scene_entries(scene, "stop", "", NULL), 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pulse_is_a_row_with_its_rating),
        cmocka_unit_test(who_withdraws_leaves_a_train_that_says_so),
        cmocka_unit_test(what_is_spoiled_is_so_with_all_its_pulses),
        cmocka_unit_test(a_train_that_fails_is_given_anew),
        cmocka_unit_test(levels_may_differ_where_the_cuff_is_told_of_each),
        cmocka_unit_test(what_is_still_rated_keeps_no_pulse_back),
        cmocka_unit_test(a_train_is_one_trial_of_its_session),
        cmocka_unit_test(a_cpar_plus_keeps_the_time_or_gives_no_train),
        cmocka_unit_test(times_that_no_cuff_keeps_are_refused_before_the_start),
        cmocka_unit_test(the_level_follows_what_was_measured),
        cmocka_unit_test(a_tonic_pressure_is_rated_all_the_time),
        cmocka_unit_test(a_tonic_pressure_may_be_held_at_the_labs_own_limit),
        cmocka_unit_test(who_bears_no_more_ends_a_tonic_pressure),
        cmocka_unit_test(a_train_at_a_bound_is_given_at_the_labs_limit),
        cmocka_unit_test(what_goes_a_little_beyond_its_level_is_no_stop),
        cmocka_unit_test(a_level_beyond_the_labs_limit_is_given_at_it),
        cmocka_unit_test(a_level_beyond_the_protocols_own_limit_is_told_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
