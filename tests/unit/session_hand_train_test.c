/* Trains by hand from the verb to tables and indices: what each press was, what was said of it, and what cuts it off. */
#include "support/thermal_scene.h"

#include <math.h>

static const char presses[] =
    "    local r = ts_hand { sites = site('thenar', 'left'), level = 300*kPa }\n"
    "    note(('grown %s of %d, value %s'):format(r.growth, #(r.ratings or {}), r.value))\n";

static const char pinpricks[] =
    "    local r = windup { sites = site('hand.dorsum', 'left'), repetitions = 3 }\n"
    "    note(('single %s train %s n %d'):format(r.single, r.train, r.n))\n";

/* Says the same of the same, and trembles no more than it must. */
static struct scene *scene_exact(const char *run)
{
    struct scene *scene = scene_new(run);
    scene->participant.pulse_nrs_sd = 0;
    return scene;
}

static void run_well(struct scene *scene)
{
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    scene_verify(scene);
}

/* Rows of a phase, or (NULL) of pulses; with a rating or of the stimulus itself. */
static size_t rows_of(const struct scene *scene, const char *phase, bool rated,
                      const struct study_trial *rows[SCENE_ROWS])
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_rows; i++) {
        const struct study_trial *row = &scene->rows[i];
        const bool is_rating = strncmp(row->unit, "0-", 2) == 0;
        if (is_rating == rated && (!phase || strcmp(row->phase, phase) == 0))
            rows[n++] = row;
    }
    return n;
}

static void presses_are_in_the_record_and_ratings_in_the_tables(void **state)
{
    (void)state;
    const struct study_trial *rows[SCENE_ROWS];
    char entry[2048];
    struct scene *scene = scene_exact(presses);
    run_well(scene);
    assert_int_equal(rows_of(scene, NULL, false, rows), 1);
    assert_string_equal(rows[0]->end, "completed");
    assert_true(isnan(rows[0]->value) && rows[0]->level == 300 && rows[0]->attempt == 1);
    assert_int_equal(rows_of(scene, NULL, true, rows), 3);
    static const int64_t pulses[] = {1, 5, 10};
    static const double said[] = {2, 3, 4}; /* 20, 28 and 38 of 100 */
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(rows[i]->test, "ts");
        assert_string_equal(rows[i]->end, "response");
        assert_string_equal(rows[i]->unit, "0-10");
        assert_int_equal(rows[i]->pulse, pulses[i]);
        assert_true(rows[i]->train == 1 && rows[i]->attempt == 1 && rows[i]->counts);
        assert_true(rows[i]->value == said[i] && rows[i]->level == 300);
    }
    assert_int_equal(scene_entries(scene, "trial", "\"pulses\":[", entry), 1);
    for (const char *at = entry; (at = strstr(at, "\"cue_s\"")); at++) {
        assert_true(fabs(number_of(at, "onset_error_s")) < 0.2);
        assert_true(fabs(number_of(at, "level_kpa") - 300) < 70);
        assert_true(number_of(at, "peak_kpa") >= number_of(at, "level_kpa"));
        assert_true(number_of(at, "in_band") >= 0 && number_of(at, "in_band") <= 1);
    }
    assert_non_null(strstr(entry, "\"verdict\":\"in_band\""));
    assert_int_equal(scene_entries(scene, "note", "grown 2.0 of 3, value 3.0", NULL), 1);
    assert_int_equal(scene->phases[PHASE_RUNNING], 1);
    scene_free(scene);
}

/* What is said of ten stimuli that grow by a tenth each is 1.45 times what is said of one. */
static void wind_up_is_found_again(void **state)
{
    (void)state;
    const struct study_trial *single[SCENE_ROWS], *train[SCENE_ROWS];
    struct scene *scene = scene_exact(pinpricks);
    run_well(scene);
    assert_int_equal(rows_of(scene, "single", true, single), 3);
    assert_int_equal(rows_of(scene, "train", true, train), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(single[i]->test, "wur");
        assert_true(single[i]->trial == (int64_t)i + 1 && train[i]->trial == (int64_t)i + 1);
        assert_true(single[i]->value == 20 && train[i]->value == 29);
        assert_true(single[i]->counts && train[i]->counts && single[i]->level == 256);
        assert_true(single[i]->attempt == 1 && train[i]->attempt == 1);
    }
    assert_int_equal(rows_of(scene, "train", false, train), 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(strcmp(train[i]->end, "completed") == 0 && !train[i]->counts);
    assert_int_equal(scene_entries(scene, "note", "single 20.0 train 29.0 n 3", NULL), 1);
    scene_free(scene);
}

static enum decision leaves_a_train_unrated(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_QUESTION)
        return scene_goes_on(scene, prompt);
    return scene->asked[PROMPT_QUESTION] == 4 ? DECISION_NONE : DECISION_SKIP;
}

/* Nobody says a number for half a minute: missing, in the tables, too, and no zero. */
static void what_is_not_said_in_time_is_missing(void **state)
{
    (void)state;
    const struct study_trial *train[SCENE_ROWS];
    struct scene *scene = scene_exact(pinpricks);
    scene->rule = leaves_a_train_unrated;
    run_well(scene);
    assert_int_equal(rows_of(scene, "train", true, train), 3);
    assert_true(isnan(train[1]->value) && !isnan(train[0]->value) && !isnan(train[2]->value));
    assert_string_equal(train[1]->end, "timeout");
    assert_int_equal(train[1]->attempt, 1);
    assert_int_equal(scene_entries(scene, "return", "\"timed_out\":true", NULL), 1);
    assert_true(scene_noticed(scene, "missing"));
    assert_int_equal(scene_entries(scene, "note", "single 20.0 train 29.0 n 2", NULL), 1);
    scene_free(scene);
}

static enum decision never_rates(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_QUESTION ? DECISION_NONE : scene_goes_on(scene, prompt);
}

/* Without a time it waits; the session is given up for lasting too long. */
static void who_has_no_time_to_answer_in_waits(void **state)
{
    (void)state;
    struct scene *scene =
        scene_exact("    windup { sites = site('thenar', 'left'), within = 0*sec }\n");
    scene->rule = never_rates;
    scene->lasts_max = 3600 * MONO_SEC;
    assert_int_equal(scene_run(scene), STATUS_INVALID);
    assert_int_equal(scene->asked[PROMPT_QUESTION], 1);
    scene_free(scene);
}

static enum decision spoils_first(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_REVIEW && scene->asked[PROMPT_REVIEW] == 1
               ? DECISION_SPOIL
               : scene_goes_on(scene, prompt);
}

static void what_is_spoiled_is_given_again_before_it_is_rated(void **state)
{
    (void)state;
    const struct study_trial *rows[SCENE_ROWS];
    struct scene *scene = scene_exact(pinpricks);
    scene->review = true;
    scene->rule = spoils_first;
    scene->reason = "moved";
    run_well(scene);
    assert_int_equal(rows_of(scene, "single", false, rows), 4);
    assert_true(rows[0]->spoiled && rows[1]->trial == 1 && rows[1]->attempt == 2);
    assert_int_equal(rows_of(scene, "single", true, rows), 3);
    assert_true(rows[0]->attempt == 2 && rows[0]->counts);
    assert_int_equal(scene->asked[PROMPT_QUESTION], 6);
    scene_free(scene);
}

/* The participant's button, in the second train of presses or pinpricks. */
static void presses_button(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    mono_ns *at = scene->extra;
    if (now < *at)
        return;
    bench_respond(rig_bench(rig), 0, now, true, false);
    bench_respond(rig_bench(rig), 0, now, false, false);
    *at = MONO_NEVER;
}

static void who_withdraws_leaves_a_row_that_says_so(void **state)
{
    (void)state;
    static const char *const runs[] = {presses, pinpricks};
    for (size_t i = 0; i < 2; i++) {
        const struct study_trial *rows[SCENE_ROWS];
        struct scene *scene = scene_exact(runs[i]);
        mono_ns at = 10 * MONO_SEC;
        scene->extra = &at;
        scene->between = presses_button;
        if (i == 1)
            at = 26 * MONO_SEC;
        run_well(scene);
        assert_int_equal(scene_ends(scene, "withdrawn"), 1);
        if (i == 0) {
            assert_int_equal(rows_of(scene, NULL, true, rows), 0);
            assert_int_equal(scene_entries(scene, "note", "grown nil of 0, value nil", NULL), 1);
        } else {
            assert_int_equal(rows_of(scene, "train", true, rows), 0);
            assert_int_equal(scene_entries(scene, "note", "n 0", NULL), 1);
        }
        scene_free(scene);
    }
}

/* A hand that cannot keep its level comes to the limit: that train has no value, and is given again. */
static void at_the_limit_the_train_is_over(void **state)
{
    (void)state;
    struct scene *scene = scene_exact("    local r = ts_hand { sites = site('thenar', 'left'), "
                                      "level = 300*kPa, limit = 340*kPa,\n"
                                      "      rest = 5*sec }\n"
                                      "    note(('capped %s'):format(r.is_capped))\n");
    scene->participant.hand_level_cv = 0.4;
    run_well(scene);
    assert_int_equal(scene_ends(scene, "limit"), 2);
    assert_int_equal(scene->phases[PHASE_RELEASE], 2);
    assert_true(scene->phases[PHASE_WARN] >= 2);
    assert_int_equal(scene->asked[PROMPT_QUESTION], 0);
    for (size_t i = 0; i < scene->n_rows; i++)
        assert_true(isnan(scene->rows[i].value) && scene->rows[i].level == 300);
    scene_free(scene);
}

static void the_lab_may_forbid_the_level(void **state)
{
    (void)state;
    struct scene *scene = scene_exact(presses);
    scene->lab.pressure_kpa = 250;
    assert_int_equal(scene_run(scene), STATUS_RANGE);
    assert_non_null(strstr(scene->why.text, "300"));
    assert_non_null(strstr(scene->why.text, "250"));
    assert_int_equal(scene->n_rows, 0);
    scene_free(scene);
}

/* What the sound system heard of a cue; nothing while none runs. */
static void tells_a_cue(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    mono_ns *at = scene->extra;
    if (now < *at)
        return;
    session_cue_told(rig_session(rig), HAND_CUE_PRESS, 3, 0.0021);
    *at = *at < 15 * MONO_SEC ? 15 * MONO_SEC : MONO_NEVER;
}

static void what_was_heard_of_a_cue_is_kept(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_exact(presses);
    mono_ns at = 0;
    scene->extra = &at;
    scene->between = tells_a_cue;
    run_well(scene);
    assert_int_equal(scene_entries(scene, "cue", "", entry), 1);
    assert_string_equal(entry, "{\"attempt\":1,\"cue\":\"press\",\"error_s\":0.0021,\"index\":3}");
    scene_free(scene);
}

static enum decision leaves_at_question(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_QUESTION && scene->asked[PROMPT_QUESTION] == 4
               ? DECISION_LEAVE
               : scene_goes_on(scene, prompt);
}

/* Left between a train and its rating, the session goes on with the rating: nothing is given twice. */
static void a_visit_goes_on_where_it_was_left(void **state)
{
    (void)state;
    const struct study_trial *rows[SCENE_ROWS];
    struct scene *scene = scene_exact(pinpricks);
    scene->rule = leaves_at_question;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    scene->rule = NULL;
    scene->resume = true;
    run_well(scene);
    static const char *const phases[] = {"single", "train"};
    for (size_t i = 0; i < 2; i++)
        for (int rated = 0; rated < 2; rated++) {
            assert_int_equal(rows_of(scene, phases[i], rated, rows), 3);
            for (size_t k = 0; k < 3; k++)
                assert_int_equal(rows[k]->attempt, 1);
        }
    scene_free(scene);
}

/* A gauge that is gone ends the train; the session waits for it, and the train is given anew. */
static void a_lost_gauge_ends_the_train(void **state)
{
    (void)state;
    const struct study_trial *rows[SCENE_ROWS];
    struct scene *scene = scene_exact(presses);
    scene_fault(scene, "unplug:at=8s,for=2s,cue=1");
    run_well(scene);
    assert_int_equal(rows_of(scene, NULL, false, rows), 2);
    assert_string_equal(rows[0]->end, "fault");
    assert_string_equal(rows[1]->end, "completed");
    assert_int_equal(rows_of(scene, NULL, true, rows), 3);
    assert_int_equal(rows[0]->attempt, 2);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presses_are_in_the_record_and_ratings_in_the_tables),
        cmocka_unit_test(wind_up_is_found_again),
        cmocka_unit_test(what_is_not_said_in_time_is_missing),
        cmocka_unit_test(who_has_no_time_to_answer_in_waits),
        cmocka_unit_test(what_is_spoiled_is_given_again_before_it_is_rated),
        cmocka_unit_test(who_withdraws_leaves_a_row_that_says_so),
        cmocka_unit_test(at_the_limit_the_train_is_over),
        cmocka_unit_test(the_lab_may_forbid_the_level),
        cmocka_unit_test(what_was_heard_of_a_cue_is_kept),
        cmocka_unit_test(a_visit_goes_on_where_it_was_left),
        cmocka_unit_test(a_lost_gauge_ends_the_train),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
