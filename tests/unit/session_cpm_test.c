/* Conditioned pain modulation, sequential: what the tables have of it, its times, and how it ends early. */
#include "support/thermal_scene.h"

#define SHOULDER "{ ppt, sites = site('deltoid', 'right'), trials = 2, rest = 20*sec }"
#define WATER                                                                                      \
    "{ cold_pressor, site = site('hand.dorsum', 'left'), bath = 6*degC, limit = 60*sec, "          \
    "rating_every = 20*sec }"

static const char at_once_and_later[] =
    "    local r = cpm { test = " SHOULDER ", conditioning = " WATER
    ", after = { 0*sec, 200*sec } }\n"
    "    local c = r.conditioning or {}\n"
    "    note(('after %d level %s rating %s end %s early %s bath %s'):format(#r.after,\n"
    "      tostring(c.level), tostring(c.rating), tostring(c['end']), tostring(r.ended_early),\n"
    "      tostring(c.bath_after and c.bath_after[1])))\n";

/* Nothing varies: a value is the threshold, and how far the hand went on until the participant had responded. */
static struct scene *scene_cpm(const char *run)
{
    struct scene *scene = scene_new(run);
    struct sim_participant *participant = &scene->participant;
    participant->ppt_cv = participant->hand_rate_cv = participant->hand_tremor_kpa = 0;
    participant->reaction_sd_s = participant->cold_cv = 0;
    participant->cold_pain_s = 10;
    participant->cold_tolerance_s = 300;
    return scene;
}

static const struct study_trial *row_at(const struct scene *scene, const char *test,
                                        const char *phase, size_t nth)
{
    for (size_t i = 0; i < scene->n_rows; i++)
        if (strcmp(scene->rows[i].test, test) == 0 && strcmp(scene->rows[i].phase, phase) == 0 &&
            nth-- == 0)
            return &scene->rows[i];
    return NULL;
}

static size_t count(const struct scene *scene, const char *test, const char *phase)
{
    size_t n = 0;
    while (row_at(scene, test, phase, n))
        n++;
    return n;
}

static void the_test_has_its_phase_and_what_conditioned(void **state)
{
    (void)state;
    struct scene *scene = scene_cpm(at_once_and_later);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(count(scene, "ppt", "baseline"), 2);
    assert_int_equal(count(scene, "ppt", "after"), 4);
    assert_int_equal(count(scene, "ppt", "n/a") + count(scene, "ppt", ""), 0);
    for (size_t i = 0; i < 2; i++) {
        const struct study_trial *row = row_at(scene, "ppt", "baseline", i);
        assert_string_equal(row->conditioning, "");
        assert_true(isnan(row->cond_level) && isnan(row->cond_rating) && isnan(row->gap_s));
        assert_int_equal(row->trial, i + 1);
    }
    const double ratings[] = {1 + 9 * 10 / 290., 1 + 9 * 30 / 290., 1 + 9 * 50 / 290.};
    const double mean = (round(ratings[0]) + round(ratings[1]) + round(ratings[2])) / 3;
    for (size_t i = 0; i < 4; i++) {
        const struct study_trial *row = row_at(scene, "ppt", "after", i);
        assert_string_equal(row->conditioning, "cold_pressor");
        assert_true(row->cond_level == 6 && fabs(row->cond_rating - mean) < 1e-9);
        assert_int_equal(row->trial, i + 3); /* draws and names of trials are not those of before */
    }
    const struct study_trial *water = row_at(scene, "cold_pressor", "", 0);
    assert_string_equal(water->conditioning, "cold_pressor");
    assert_true(water->cond_level == 6 && isnan(water->gap_s) && water->value == 60);
    char note[2048];
    assert_int_equal(scene_entries(scene, "note", "after 2", note), 1);
    if (!strstr(note, "level 6 degC rating 2.0 end limit early nil bath 6 degC"))
        fail_msg("%s", note);
    assert_int_equal(scene_entries(scene, "request", "\"of\":6,", NULL), 6); /* all rounds */
    scene_verify(scene);
    scene_free(scene);
}

/* From the end of the conditioning, as the trials' own entries have it, and the threshold as the participant has it then. */
static void gaps_are_exact_and_the_threshold_rises_and_comes_down(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_cpm(at_once_and_later);
    scene->participant.cpm_gain = 0.2;
    scene->participant.cpm_decay_s = 100;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const double baseline = row_at(scene, "ppt", "baseline", 0)->value;
    for (size_t i = 0; i < 4; i++) {
        const struct study_trial *row = row_at(scene, "ppt", "after", i);
        const double effect = 350 * 0.2 * exp(-row->gap_s / 100);
        /* the gauge tells whole kPa, ten to a hundred times a second */
        if (fabs(row->value - baseline - effect) > 4)
            fail_msg("%g after %g s, of %g: not %g", row->value, row->gap_s, baseline, effect);
        assert_true(fabs(row->gap_s * 1000 - round(row->gap_s * 1000)) < 1e-6);
        assert_true(row->delay == (i < 2 ? 1 : 2)); /* two at once, two later */
    }
    assert_true(isnan(row_at(scene, "ppt", "baseline", 0)->delay));
    assert_true(row_at(scene, "ppt", "after", 0)->gap_s < 3);
    assert_true(row_at(scene, "ppt", "after", 1)->gap_s > 20);
    assert_true(row_at(scene, "ppt", "after", 2)->gap_s == 200);
    assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 1);
    assert_non_null(strstr(entry, "\"conditioned_until\":"));
    assert_int_equal(scene_entries(scene, "trial", "gap_by_utc", NULL), 0);
    scene_free(scene);
}

/* The second round would be due while the first one lasts. */
static void what_is_due_already_is_done_at_once(void **state)
{
    (void)state;
    struct scene *scene = scene_cpm("    cpm { test = " SHOULDER ", conditioning = " WATER
                                    ", after = { 0*sec, 5*sec } }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(count(scene, "ppt", "after"), 4);
    const struct study_trial *second = row_at(scene, "ppt", "after", 1);
    const struct study_trial *third = row_at(scene, "ppt", "after", 2);
    assert_true(third->gap_s > second->gap_s + 20 && third->gap_s < second->gap_s + 40);
    scene_free(scene);
}

static void who_takes_the_hand_out_has_been_conditioned_for_that_long(void **state)
{
    (void)state;
    struct scene *scene = scene_cpm(at_once_and_later);
    scene->participant.cold_tolerance_s = 12;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const struct study_trial *water = row_at(scene, "cold_pressor", "", 0);
    assert_true(fabs(water->value - 12) < 1e-6);
    assert_true(fabs(water->immersed_s - 12) < 1e-6);
    assert_string_equal(water->end, "response");
    assert_int_equal(count(scene, "ppt", "after"), 4);
    assert_true(isnan(row_at(scene, "ppt", "after", 0)->cond_rating)); /* nobody had asked yet */
    assert_int_equal(scene_entries(scene, "note", "rating nil end response early nil", NULL), 1);
    scene_free(scene);
}

static void neutral_water_hurts_nobody_and_changes_nothing(void **state)
{
    (void)state;
    struct scene *scene = scene_cpm(
        "    cpm { test = " SHOULDER ", conditioning = { sham, of = 'cold_pressor',\n"
        "      site = site('hand.dorsum', 'left'), limit = 60*sec, rating_every = 20*sec } }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(count(scene, "ppt", "sham_baseline"), 2);
    assert_int_equal(count(scene, "ppt", "sham_after"), 2);
    const struct study_trial *after = row_at(scene, "ppt", "sham_after", 0);
    assert_string_equal(after->conditioning, "sham");
    assert_true(after->cond_level == 24 && after->cond_rating == 0 && after->gap_s < 3);
    assert_true(fabs(after->value - row_at(scene, "ppt", "sham_baseline", 0)->value) < 4);
    assert_int_equal(count(scene, "cold_pressor", ""), 0); /* it is no tolerance */
    assert_true(row_at(scene, "sham", "", 0)->value == 60);
    scene_free(scene);
}

/* The words for the participant come before the hand is in the water; what the water has become is asked when the first test
 * is done. */
static enum decision notes_the_order(struct scene *scene, const struct prompt *prompt)
{
    char *order = scene->extra;
    const size_t at = strlen(order);
    static const char letters[] = {
        [PROMPT_INSTRUCT] = 'i', [PROMPT_ARM] = 'A', [PROMPT_QUESTION] = 'q'};
    const bool is_water = prompt->plan && strcmp(prompt->plan->test, "cold_pressor") == 0;
    if (prompt->kind != PROMPT_WAIT)
        order[at] = prompt->kind == PROMPT_ARM && is_water ? 'w' : letters[prompt->kind];
    return scene_goes_on(scene, prompt);
}

static void nothing_comes_between_the_conditioning_and_the_test(void **state)
{
    (void)state;
    char order[64] = "";
    struct scene *scene = scene_cpm("    cpm { test = " SHOULDER ", conditioning = " WATER " }\n");
    scene->rule = notes_the_order;
    scene->extra = order;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(order, "AAiqwAAq");
    char entry[2048];
    assert_int_equal(scene_entries(scene, "request", "cpm.water", entry), 1);
    assert_non_null(strstr(entry, "judge only that place"));
    assert_non_null(strstr(entry, "nur diese Stelle"));
    scene_free(scene);
}

/* How many trials a phase has is not left to chance, unless the protocol wants that. */
static void values_that_spread_bring_no_trial_more_unasked(void **state)
{
    (void)state;
    static const char *const wishes[] = {"", ", extra_trial_cv = 5*percent"};
    for (size_t i = 0; i < 2; i++) {
        char run[512];
        snprintf(run, sizeof run,
                 "    cpm { test = { ppt, sites = site('deltoid', 'right'), trials = 2,\n"
                 "      rest = 20*sec%s }, conditioning = " WATER " }\n",
                 wishes[i]);
        struct scene *scene = scene_cpm(run);
        scene->participant.ppt_cv = 0.5;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(count(scene, "ppt", "baseline") + count(scene, "ppt", "after") > 4, i);
        scene_free(scene);
    }
}

/* ---- ends early */

static enum decision skips_second(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 2
               ? DECISION_SKIP
               : scene_goes_on(scene, prompt);
}

static void who_skips_the_test_is_not_conditioned(void **state)
{
    (void)state;
    struct scene *scene = scene_cpm(at_once_and_later);
    scene->rule = skips_second;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "note", "after 0 level nil", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "early true", NULL), 1);
    assert_int_equal(count(scene, "ppt", "baseline"), 1);
    assert_int_equal(count(scene, "cold_pressor", ""), 0);
    scene_free(scene);
}

/* Nobody has put a hand in. */
static void who_was_not_conditioned_has_no_test_after_it(void **state)
{
    (void)state;
    struct scene *scene = scene_cpm(at_once_and_later);
    scene->by_marks = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(row_at(scene, "cold_pressor", "", 0)->end, "timeout");
    assert_int_equal(count(scene, "ppt", "after"), 0);
    assert_int_equal(scene_entries(scene, "note", "end timeout early true", NULL), 1);
    scene_free(scene);
}

static void stop_in_the_water(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    mono_ns *since = scene->extra;
    if (scene->asked[PROMPT_ARM] == 3 && session_running(rig_session(rig)) && *since == 0)
        *since = now;
    if (*since > 0 && now > *since + 20 * MONO_SEC && scene->asked[PROMPT_STOPPED] == 0)
        stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision skips_what_was_stopped(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_SKIP : scene_goes_on(scene, prompt);
}

/* Whether it is given again or not, what the examiner stopped conditions nobody. */
static void what_is_stopped_is_given_again_or_ends_it(void **state)
{
    (void)state;
    for (int skips = 0; skips < 2; skips++) {
        mono_ns since = 0;
        struct scene *scene = scene_cpm(at_once_and_later);
        scene->between = stop_in_the_water;
        scene->extra = &since;
        scene->rule = skips ? skips_what_was_stopped : NULL;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_string_equal(row_at(scene, "cold_pressor", "", 0)->end, "stop");
        assert_int_equal(count(scene, "cold_pressor", ""), skips ? 1 : 2);
        assert_int_equal(count(scene, "ppt", "after"), skips ? 0 : 4);
        assert_int_equal(scene_entries(scene, "note", "early true", NULL), skips);
        scene_free(scene);
    }
}

/* ---- going on later */

static enum decision leaves_at_fifth(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 5
               ? DECISION_LEAVE
               : scene_goes_on(scene, prompt);
}

/* The clock of the session is a new one then. */
static void after_a_pause_the_gap_is_known_by_the_time_of_day(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_cpm(at_once_and_later);
    scene->rule = leaves_at_fifth;
    assert_int_equal(scene_run(scene) == STATUS_OK, false);
    assert_int_equal(count(scene, "ppt", "after"), 1);
    scene->utc += 500 * 1000000LL;
    scene->rule = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(count(scene, "ppt", "after"), 4);
    const double second = row_at(scene, "ppt", "after", 1)->gap_s;
    assert_true(second > 500 && second < 600);
    assert_true(row_at(scene, "ppt", "after", 2)->gap_s < 700); /* 200 s are over: at once */
    assert_int_equal(scene_entries(scene, "trial", "\"gap_by_utc\":true", entry), 3);
    assert_int_equal(count(scene, "cold_pressor", ""), 1);
    scene_verify(scene);
    scene_free(scene);
}

/* The third that is begun is the hand in the water. */
/* In the wait for the second round. */
static void die_while_waiting(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    if (scene->n_rests > 0 && scene->rest_whole_s > 30)
        scene_lose_reports(rig, PHASE_ARMED, now);
}

/* It is over at the time of day at which it would have been. */
static void a_wait_that_was_cut_off_is_no_longer_for_that(void **state)
{
    (void)state;
    struct scene *scene = scene_cpm(at_once_and_later);
    scene->between = die_while_waiting;
    (void)scene_run(scene);
    assert_int_equal(count(scene, "ppt", "after"), 2);
    scene->between = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(count(scene, "ppt", "after"), 4);
    const double third = row_at(scene, "ppt", "after", 2)->gap_s;
    assert_true(third >= 200 && third < 202);
    scene_free(scene);
}

static void die_in_the_water(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    mono_ns *since = scene->extra;
    if (scene->asked[PROMPT_ARM] == 3 && session_running(rig_session(rig)) && *since == 0)
        *since = now;
    if (*since > 0 && now > *since + 20 * MONO_SEC)
        scene_lose_reports(rig, PHASE_RUNNING, now);
}

/* It begins again with the whole of it, never in the middle. */
static void what_was_cut_off_in_the_water_is_conditioned_anew(void **state)
{
    (void)state;
    mono_ns since = 0;
    struct scene *scene = scene_cpm(at_once_and_later);
    scene->between = die_in_the_water;
    scene->extra = &since;
    (void)scene_run(scene);
    scene->between = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(count(scene, "cold_pressor", ""), 2);
    assert_string_equal(row_at(scene, "cold_pressor", "", 0)->end, "interrupted");
    const struct study_trial *again = row_at(scene, "cold_pressor", "", 1);
    assert_true(again->attempt == 2 && again->value == 60);
    assert_int_equal(count(scene, "ppt", "baseline"), 2);
    assert_true(row_at(scene, "ppt", "after", 0)->gap_s < 3);
    scene_free(scene);
}

/* ---- other conditionings, other tests */

static struct scene *scene_cuff(const char *run)
{
    static const char needs[] = "{\"needs\":[\"algometer\",\"test_cuff\",\"rating\",\"response\"]}";
    struct scene *scene = scene_cpm(run);
    struct why why = {0};
    assert_int_equal(sim_bench_for(needs, &scene->spec, &why), STATUS_OK);
    return scene;
}

static void a_cuff_conditions_at_a_share_of_its_own_tolerance(void **state)
{
    (void)state;
    struct scene *scene =
        scene_cuff("    local leg = site('gastrocnemius', 'left')\n"
                   "    local r = pdt_ptt { sites = leg }\n"
                   "    cpm { test = " SHOULDER ", conditioning = { cuff_tonic, site = leg,\n"
                   "      level = 0.7 * r.ptt, hold = 60*sec } }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    const double ptt = row_at(scene, "ptt", "", 0)->value;
    const struct study_trial *after = row_at(scene, "ppt", "after", 0);
    assert_string_equal(after->conditioning, "cuff_tonic");
    assert_true(fabs(after->cond_level - 0.7 * ptt) < 0.01);
    assert_true(after->cond_rating > 0 && after->gap_s > 0 && after->gap_s < 15);
    assert_int_equal(count(scene, "tonic", ""), 0);
    assert_int_equal(count(scene, "cuff_tonic", ""), 1);
    scene_free(scene);
}

/* What conditioned is what was given. */
static void a_level_that_the_lab_does_not_allow_is_not_said_to_have_conditioned(void **state)
{
    (void)state;
    struct scene *scene = scene_cuff(
        "    cpm { test = " SHOULDER ", conditioning = { cuff_tonic,\n"
        "      site = site('gastrocnemius', 'left'), level = 40*kPa, hold = 20*sec } }\n");
    for (uint8_t i = 0; i < scene->spec.n_instruments; i++)
        if (i == scene->spec.roles[ROLE_TEST_CUFF].instrument)
            scene->spec.instruments[i].pressure_max_kpa = 20;
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_true(row_at(scene, "ppt", "after", 0)->cond_level == 20);
    assert_true(row_at(scene, "cuff_tonic", "", 0)->cond_level == 20);
    scene_free(scene);
}

static void water_that_nobody_has_measured_has_no_level(void **state)
{
    (void)state;
    struct scene *scene =
        scene_cpm("    cpm { test = " SHOULDER ", conditioning = { cold_pressor,\n"
                  "      site = site('hand.dorsum', 'left'), limit = 30*sec, ask = false } }\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_true(isnan(row_at(scene, "ppt", "after", 0)->cond_level));
    assert_true(isnan(row_at(scene, "cold_pressor", "", 0)->cond_level));
    scene_free(scene);
}

/* Whoever presses the button: the cuff opens, and the test goes on. */
static void who_withdraws_from_a_cuff_has_been_conditioned_until_then(void **state)
{
    (void)state;
    struct scene *scene = scene_cuff(
        "    local r = cpm { test = " SHOULDER ", conditioning = { cuff_tonic,\n"
        "      site = site('gastrocnemius', 'left'), level = 90*kPa, rate = 5*kPa/sec } }\n"
        "    note(('end %s rating %s'):format(r.conditioning['end'], "
        "tostring(r.conditioning.rating)))\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(row_at(scene, "cuff_tonic", "", 0)->end, "withdrawn");
    assert_int_equal(count(scene, "ppt", "after"), 2);
    assert_true(isnan(row_at(scene, "ppt", "after", 0)->cond_level)); /* it was on its way there */
    assert_int_equal(scene_entries(scene, "note", "end withdrawn rating nil", NULL), 1);
    scene_free(scene);
}

static void thresholds_of_a_thermode_can_be_the_test(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(
        "    cpm { test = { hpt, sites = site('forearm', 'right'), trials = 2, practice = 1 },\n"
        "      conditioning = " WATER " }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(count(scene, "hpt", "baseline"), 3);
    assert_int_equal(count(scene, "hpt", "after"), 2); /* nobody practises then */
    scene_free(scene);
}

/* ---- mistakes of the script */

static void mistakes_are_told_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *run, *sentence;
    } rows[] = {
        {"    cpm { test = ppt { sites = site('deltoid', 'right'), trials = 1 },\n"
         "      conditioning = " WATER " }\n",
         "t.lua:5: cpm: test must be described, not run"},
        {"    cpm {\n      test = { ice, sites = site('deltoid', 'right') },\n"
         "      conditioning = " WATER ",\n    }\n",
         "t.lua:6: cpm: test must begin with one of these verbs: cpt, hpt, pdt_ptt, ppt"},
        {"    cpm {\n      test = " SHOULDER ",\n"
         "      conditioning = { ppt, site = site('hand.dorsum', 'left') },\n    }\n",
         "t.lua:7: cpm: conditioning must begin with one of these verbs: cold_pressor, cuff_tonic, "
         "sham, thermode_tonic"},
        {"    cpm {\n      test = " SHOULDER ",\n"
         "      conditioning = { cold_pressor, sites = site('hand.dorsum', 'left') },\n    }\n",
         "t.lua:7: cpm: the conditioning is given once, at one place"},
        {"    cpm {\n      test = " SHOULDER ",\n"
         "      conditioning = { cold_pressor, site = site('deltoid', 'right') },\n    }\n",
         "t.lua:7: cpm: the conditioning is at deltoid/right, where the test is"},
        {"    cpm {\n      test = " SHOULDER ",\n"
         "      conditioning = { cold_pressor, site = site('hand.dorsum', 'right') },\n    }\n",
         "t.lua:7: cpm: the conditioning is at hand.dorsum/right, and the test at deltoid/right, "
         "in the same area (arm)"},
        {"    cpm {\n      test = { ppt, sites = site('lumbar.L4', 'midline') },\n"
         "      conditioning = { thermode_tonic, site = site('lumbar.L1', 'left'), level = 43*degC "
         "},\n    }\n",
         "t.lua:7: cpm: the conditioning is at lumbar.L1/left, and the test at lumbar.L4/midline, "
         "in the same area (low back)"},
        {"    cpm {\n      test = " SHOULDER ",\n      conditioning = " WATER ",\n"
         "      target = { low = 4 },\n    }\n",
         "t.lua:8: cpm: target is waited for in design \"parallel\" only"},
        {"    cpm {\n      test = " SHOULDER ",\n      conditioning = " WATER ",\n"
         "      after = {},\n    }\n",
         "t.lua:8: cpm: in design \"sequential\" after holds one delay at least"},
        {"    cpm {\n      test = " SHOULDER ",\n      conditioning = " WATER ",\n"
         "      design = 'beside',\n    }\n",
         "t.lua:8: cpm: design must be 'sequential' or 'parallel'"},
        {"    cpm {\n      test = " SHOULDER ",\n      conditioning = " WATER ",\n"
         "      after = { 60*sec, 60*sec },\n    }\n",
         "t.lua:8: cpm: after must go from the first delay to the last"},
        {"    cpm {\n      test = " SHOULDER ",\n      conditioning = " WATER ",\n"
         "      after = { 0*sec, 60 },\n    }\n",
         "t.lua:8: cpm: after[2] must be a time from 0 s to 3600 s, not 60"},
        {"    cpm {\n      conditioning = " WATER ",\n"
         "      test = { ppt, sites = site('deltoid', 'right'),\n"
         "        trials = 30 },\n    }\n",
         "t.lua:8: ppt: trials is 30, but at most 20 is possible"},
        {"    cpm {\n      test = " SHOULDER ",\n"
         "      conditioning = { sham, site = site('hand.dorsum', 'left') },\n    }\n",
         "t.lua:7: cpm: sham needs of = what it stands for: cold_pressor, cuff_tonic, "
         "thermode_tonic"},
        {"    cpm {\n      test = " SHOULDER ",\n"
         "      conditioning = { sham, of = 'cold_pressor', site = site('hand.dorsum', 'left'),\n"
         "        bath = 6*degC },\n    }\n",
         "t.lua:8: sham: bath is 6 degC, but at least 18 degC is needed"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_cpm(rows[i].run);
        assert_int_equal(scene_run(scene) == STATUS_OK, false);
        if (!strstr(scene->why.text, rows[i].sentence))
            fail_msg("%zu: %s", i, scene->why.text);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_test_has_its_phase_and_what_conditioned),
        cmocka_unit_test(gaps_are_exact_and_the_threshold_rises_and_comes_down),
        cmocka_unit_test(what_is_due_already_is_done_at_once),
        cmocka_unit_test(who_takes_the_hand_out_has_been_conditioned_for_that_long),
        cmocka_unit_test(neutral_water_hurts_nobody_and_changes_nothing),
        cmocka_unit_test(nothing_comes_between_the_conditioning_and_the_test),
        cmocka_unit_test(values_that_spread_bring_no_trial_more_unasked),
        cmocka_unit_test(who_skips_the_test_is_not_conditioned),
        cmocka_unit_test(who_was_not_conditioned_has_no_test_after_it),
        cmocka_unit_test(what_is_stopped_is_given_again_or_ends_it),
        cmocka_unit_test(a_wait_that_was_cut_off_is_no_longer_for_that),
        cmocka_unit_test(a_level_that_the_lab_does_not_allow_is_not_said_to_have_conditioned),
        cmocka_unit_test(water_that_nobody_has_measured_has_no_level),
        cmocka_unit_test(who_withdraws_from_a_cuff_has_been_conditioned_until_then),
        cmocka_unit_test(after_a_pause_the_gap_is_known_by_the_time_of_day),
        cmocka_unit_test(what_was_cut_off_in_the_water_is_conditioned_anew),
        cmocka_unit_test(a_cuff_conditions_at_a_share_of_its_own_tolerance),
        cmocka_unit_test(thresholds_of_a_thermode_can_be_the_test),
        cmocka_unit_test(mistakes_are_told_at_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
