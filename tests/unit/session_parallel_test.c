/* Conditioned pain modulation, parallel: the test while the conditioning lasts, what the tables have of it, and how either ends early. */
#include "support/thermal_scene.h"

#define SHOULDER "{ ppt, sites = site('deltoid', 'right'), trials = 2, rest = 10*sec }"
#define WATER                                                                                      \
    "{ cold_pressor, site = site('hand.dorsum', 'left'), bath = 6*degC, limit = 180*sec, "         \
    "rating_every = 10*sec }"
#define TOLD                                                                                       \
    "    local c, d = r.conditioning or {}, r.during or {}\n"                                      \
    "    note(('during %s after %d end %s early %s target %s'):format(tostring(d.n), #r.after,\n"  \
    "      tostring(c['end']), tostring(r.ended_early), tostring(r.target and "                    \
    "r.target.reached)))\n"

static const char beside_water[] =
    "    local r = cpm { test = " SHOULDER ", conditioning = " WATER ", design = 'parallel',\n"
    "      target = { low = 1, high = 10, within = 40*sec }, after = { 30*sec } }\n" TOLD;

static struct scene *scene_parallel(const char *run)
{
    struct scene *scene = scene_new(run);
    struct sim_participant *participant = &scene->participant;
    participant->ppt_cv = participant->hand_rate_cv = participant->hand_tremor_kpa = 0;
    participant->reaction_sd_s = participant->cold_cv = 0;
    participant->cold_pain_s = 5;
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

static void run_to_its_end(struct scene *scene)
{
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
}

static void the_test_is_done_while_it_lasts_and_after_it(void **state)
{
    (void)state;
    struct scene *scene = scene_parallel(beside_water);
    scene->participant.cpm_gain = 0.2;
    run_to_its_end(scene);
    assert_int_equal(
        scene_entries(scene, "note", "during 2 after 1 end completed early nil target true", NULL),
        1);
    assert_int_equal(count(scene, "ppt", "baseline"), 2);
    assert_int_equal(count(scene, "ppt", "during"), 2);
    assert_int_equal(count(scene, "ppt", "after"), 2);
    const double baseline = row_at(scene, "ppt", "baseline", 0)->value;
    for (size_t i = 0; i < 2; i++) {
        const struct study_trial *row = row_at(scene, "ppt", "during", i);
        assert_string_equal(row->conditioning, "cold_pressor");
        assert_true(row->cond_rating >= 1 && row->cond_rating <= 10);
        assert_true(isnan(row->gap_s));
        assert_true(fabs(row->value - baseline - 70) < 4);
        assert_int_equal(row->trial, i + 3);
    }
    assert_true(row_at(scene, "ppt", "after", 0)->gap_s >= 30);
    assert_true(row_at(scene, "ppt", "after", 0)->gap_s < 31);
    assert_int_equal(scene_entries(scene, "request", "\"of\":6,", NULL), 6);
    scene_verify(scene);
    scene_free(scene);
}

/* What was still due beside it is not done; what comes after it is. */
static void who_withdraws_at_twelve_seconds_is_tested_after_it(void **state)
{
    (void)state;
    struct scene *scene = scene_parallel(beside_water);
    scene->participant.cold_tolerance_s = 12;
    run_to_its_end(scene);
    assert_int_equal(scene_entries(scene, "note", "after 1 end response early nil", NULL), 1);
    assert_int_equal(count(scene, "ppt", "after"), 2);
    for (size_t i = 0; i < count(scene, "ppt", "during"); i++) {
        const struct study_trial *row = row_at(scene, "ppt", "during", i);
        assert_true(isnan(row->value) || row->end_s < 12);
    }
    assert_true(fabs(row_at(scene, "cold_pressor", "", 0)->value - 12) < 1e-6);
    scene_verify(scene);
    scene_free(scene);
}

static size_t notices(const struct scene *scene, const char *part)
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_notices; i++)
        n += strstr(scene->notices[i], part) != NULL;
    return n;
}

/* Who tests beside it does not look at the thermometer. */
static void water_that_warms_meanwhile_is_told_once(void **state)
{
    (void)state;
    struct scene *scene = scene_parallel(beside_water);
    sim_bench_add_bath(&scene->spec);
    scene_fault(scene, "setting:to=found-600,instrument=bath");
    scene_fault(scene, "setting:to=found-on,instrument=bath");
    scene_fault(scene, "setting:to=warmer-300,at=15s,cue=3,instrument=bath");
    run_to_its_end(scene);
    const struct study_trial *water = row_at(scene, "cold_pressor", "", 0);
    assert_true(water->bath_high > water->bath_low + 2);
    assert_int_equal(notices(scene, "the bath has gone from"), 1);
    assert_int_equal(count(scene, "ppt", "during"), 2);
    scene_free(scene);
}

struct said {
    bool is_in, is_rated;
    bool is_asked; /* whether the hand is out */
    mono_ns in;
};

/* Five, six seconds after the hand went in, and never again. */
static void says_it_once(void *context, struct rig *rig, mono_ns now)
{
    struct said *said = ((struct scene *)context)->extra;
    struct session *session = rig_session(rig);
    if (!said->is_in) {
        said->is_in = session_running(session) != 0 && session_mark(session, OBSERVED_ON, 0, now);
        said->in = now;
    } else if (!said->is_rated && now - said->in >= 6 * MONO_SEC) {
        said->is_rated = session_mark(session, OBSERVED_RATING, 5, now);
    }
}

/* Asked every ten seconds, and ten more until an answer is late. */
static void what_was_said_long_ago_is_not_what_it_hurts_now(void **state)
{
    (void)state;
    struct said said = {0};
    struct scene *scene = scene_parallel(
        "    cpm { test = { ppt, sites = site('deltoid', 'right'), trials = 2, rest = 15*sec },\n"
        "      conditioning = " WATER ", design = 'parallel',\n"
        "      target = { low = 1, high = 10, within = 40*sec } }\n");
    scene->by_marks = true;
    scene->between = says_it_once;
    scene->extra = &said;
    run_to_its_end(scene);
    assert_true(said.is_rated);
    assert_true(row_at(scene, "ppt", "during", 0)->cond_rating == 5);
    assert_true(isnan(row_at(scene, "ppt", "during", 1)->cond_rating));
    scene_free(scene);
}

static void a_target_that_is_never_reached_does_not_hold_up_the_test(void **state)
{
    (void)state;
    struct scene *scene = scene_parallel(beside_water);
    scene->participant.cold_pain_s = 290;
    run_to_its_end(scene);
    assert_int_equal(
        scene_entries(scene, "note", "during 2 after 1 end completed early nil target false", NULL),
        1);
    scene_free(scene);
}

static enum decision waives(struct scene *scene, const struct prompt *prompt)
{
    scene->reason = "no_pain";
    return prompt->kind == PROMPT_WAIT && strstr(prompt->text, "from 1 to 10")
               ? DECISION_SKIP
               : scene_goes_on(scene, prompt);
}

static void a_target_can_be_waived_with_a_reason(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_parallel(beside_water);
    scene->participant.cold_pain_s = 290;
    scene->rule = waives;
    run_to_its_end(scene);
    assert_int_equal(scene_entries(scene, "return", "\"waived\":true", entry), 1);
    assert_non_null(strstr(entry, "\"reason\":\"no_pain\""));
    assert_null(strstr(entry, "\"after\":{\"u\":\"s\",\"v\":40}"));
    assert_int_equal(scene_entries(scene, "note", "during 2 after 1 end completed", NULL), 1);
    scene_free(scene);
}

/* The level is the one that the cuff has when the test has its value. */
static void a_cuff_holds_while_an_algometer_presses(void **state)
{
    (void)state;
    struct scene *scene = scene_parallel(
        "    local r = cpm { test = " SHOULDER ", design = 'parallel',\n"
        "      conditioning = { cuff_tonic, site = site('gastrocnemius', 'left'), level = 30*kPa,\n"
        "        rate = 10*kPa/sec, hold = 120*sec } }\n" TOLD);
    sim_bench_add_cuff(&scene->spec);
    run_to_its_end(scene);
    assert_int_equal(
        scene_entries(scene, "note", "during 2 after 0 end completed early nil target nil", NULL),
        1);
    for (size_t i = 0; i < 2; i++) {
        const struct study_trial *row = row_at(scene, "ppt", "during", i);
        assert_true(fabs(row->cond_level - 30) < 3);
    }
    char entry[4096];
    assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 1);
    assert_true(number_of(entry, "hold_rating") >= 0); /* though it was ended before its time */
    scene_verify(scene);
    scene_free(scene);
}

/* The participant's button at the cuff, in the wait for its pain: it vents, which is no fault, and the test after it is done. */
static void a_cuff_that_its_own_button_stops_was_left_by_the_participant(void **state)
{
    (void)state;
    char entry[4096];
    struct scene *scene = scene_parallel(
        "    local r = cpm { test = " SHOULDER ", design = 'parallel', after = { 0*sec },\n"
        "      target = { low = 9, high = 10, within = 60*sec },\n"
        "      conditioning = { cuff_tonic, site = site('gastrocnemius', 'left'), level = 30*kPa,\n"
        "        rate = 10*kPa/sec, hold = 120*sec } }\n" TOLD);
    sim_bench_add_cuff(&scene->spec);
    scene->spec.responses[scene->spec.n_responses++] =
        (struct response_spec){.kind = RESPONSE_CHANNEL,
                               .instrument = scene->spec.roles[ROLE_TEST_CUFF].instrument,
                               .channel = "button"};
    scene_fault(scene, "setting:to=button,at=12s,for=1s,cue=3,instrument=test_cuff");
    run_to_its_end(scene);
    assert_int_equal(
        scene_entries(scene, "note", "during 0 after 1 end withdrawn early nil target false", NULL),
        1);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 0);
    assert_true(scene_noticed(scene, "has had enough"));
    assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 1);
    assert_non_null(strstr(entry, "\"released\":true"));
    assert_true(row_at(scene, "cuff_tonic", "", 0)->end_s < 20);
    assert_int_equal(count(scene, "ppt", "after"), 2);
    scene_verify(scene);
    scene_free(scene);
}

/* One ramp has three rows: all of them were found while the same thing hurt. */
static void what_is_found_in_a_ramp_has_its_conditioning(void **state)
{
    (void)state;
    static const char *const tests[] = {"ptt", "pdt", "ptl"};
    struct scene *scene = scene_parallel(
        "    cpm { test = { pdt_ptt, sites = site('gastrocnemius', 'right'), rest = 0*sec },\n"
        "      conditioning = " WATER ", design = 'parallel', after = { 0*sec },\n"
        "      target = { low = 1, high = 10, within = 40*sec } }\n");
    struct why why = {0};
    const char *needs = "{\"needs\":[\"test_cuff\",\"rating\",\"response\"]}";
    assert_int_equal(sim_bench_for(needs, &scene->spec, &why), STATUS_OK);
    run_to_its_end(scene);
    const double rating = row_at(scene, "ptt", "during", 0)->cond_rating;
    assert_true(rating >= 1 && rating <= 10);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        const struct study_trial *row = row_at(scene, tests[i], "during", 0);
        assert_non_null(row);
        assert_true(row->cond_rating == rating);
        assert_string_equal(row->conditioning, "cold_pressor");
        assert_true(isnan(row_at(scene, tests[i], "baseline", 0)->cond_rating));
        assert_true(row_at(scene, tests[i], "after", 0)->delay == 1);
    }
    scene_verify(scene);
    scene_free(scene);
}

/* One start for both outlets: it is said, and nothing is left under pressure. */
static void one_instrument_cannot_do_both(void **state)
{
    (void)state;
    struct scene *scene = scene_parallel(
        "    cpm { test = { pdt_ptt, sites = site('gastrocnemius', 'right'), rest = 0*sec },\n"
        "      conditioning = { cuff_tonic, site = site('gastrocnemius', 'left'), level = 20*kPa,\n"
        "        rate = 10*kPa/sec, hold = 60*sec }, design = 'parallel' }\n");
    struct why why = {0};
    const char *needs = "{\"needs\":[\"test_cuff\",\"cond_cuff\",\"rating\",\"response\"]}";
    assert_int_equal(sim_bench_for(needs, &scene->spec, &why), STATUS_OK);
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_non_null(strstr(scene->why.text, "press from one start"));
    scene_free(scene);
}

/* The gauge is pulled while the cuff holds: both end, and the cuff is seen empty. */
static void a_pulled_test_instrument_vents_the_cuff(void **state)
{
    (void)state;
    char entry[4096];
    struct scene *scene = scene_parallel(
        "    local r = cpm { test = " SHOULDER ", design = 'parallel', after = { 0*sec },\n"
        "      conditioning = { cuff_tonic, site = site('gastrocnemius', 'left'), level = 30*kPa,\n"
        "        rate = 10*kPa/sec, hold = 120*sec } }\n" TOLD);
    sim_bench_add_cuff(&scene->spec);
    scene_fault(scene, "unplug:at=2s,for=5s,cue=4");
    run_to_its_end(scene);
    assert_true(scene->asked[PROMPT_STOPPED] >= 1);
    assert_true(scene_noticed(scene, "the conditioning at ")); /* the question names the gauge */
    assert_true(scene_noticed(scene, "was ended, too"));
    assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 1);
    assert_non_null(strstr(entry, "\"end\":\"stop\""));
    assert_non_null(strstr(entry, "\"released\":true"));
    assert_int_equal(scene_entries(scene, "note", "after 0 end stop early true", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

/* One scale, two things to rate. */
static void a_test_that_is_rated_cannot_be_beside_what_is(void **state)
{
    (void)state;
    struct scene *scene =
        scene_parallel("    start_conditioning { thermode_tonic, site = site('forearm', 'left'), "
                       "level = 43*degC,\n"
                       "      hold = 60*sec }\n"
                       "    pdt_ptt { sites = site('gastrocnemius', 'right'), rest = 0*sec }\n");
    struct why why = {0};
    const char *needs = "{\"needs\":[\"test_cuff\",\"thermode\",\"rating\",\"response\"]}";
    assert_int_equal(sim_bench_for(needs, &scene->spec, &why), STATUS_OK);
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    if (!strstr(scene->why.text, "nobody can rate a test beside it"))
        fail_msg("%s", scene->why.text);
    scene_free(scene);
}

static enum decision says_it_is_out(struct scene *scene, const struct prompt *prompt)
{
    struct said *said = scene->extra;
    if (prompt->kind != PROMPT_RELEASE)
        return scene_goes_on(scene, prompt);
    said->is_asked = strstr(prompt->text, "out of the cold") != NULL;
    return DECISION_GO;
}

/* The script errs after a test, while the hand is still in: it is asked for by its own words, and kept with its own request. */
static void a_session_that_fails_waits_for_what_conditions(void **state)
{
    (void)state;
    struct said said = {.is_rated = true};
    char entry[4096];
    struct scene *scene =
        scene_parallel("    start_conditioning { cold_pressor, site = site('hand.dorsum', 'left'), "
                       "limit = 180*sec }\n"
                       "    ppt { sites = site('deltoid', 'right'), trials = 1, rest = 5*sec }\n"
                       "    note(nil .. 'x')\n");
    scene->rule = says_it_is_out;
    scene->by_marks = true; /* nobody marks that it is out */
    scene->between = says_it_once;
    scene->extra = &said;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_non_null(strstr(scene->why.text, "attempt to concatenate"));
    assert_true(said.is_asked);
    assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 1);
    scene_verify(scene);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_test_is_done_while_it_lasts_and_after_it),
        cmocka_unit_test(who_withdraws_at_twelve_seconds_is_tested_after_it),
        cmocka_unit_test(water_that_warms_meanwhile_is_told_once),
        cmocka_unit_test(what_was_said_long_ago_is_not_what_it_hurts_now),
        cmocka_unit_test(a_target_that_is_never_reached_does_not_hold_up_the_test),
        cmocka_unit_test(a_target_can_be_waived_with_a_reason),
        cmocka_unit_test(a_cuff_holds_while_an_algometer_presses),
        cmocka_unit_test(a_cuff_that_its_own_button_stops_was_left_by_the_participant),
        cmocka_unit_test(what_is_found_in_a_ramp_has_its_conditioning),
        cmocka_unit_test(one_instrument_cannot_do_both),
        cmocka_unit_test(a_pulled_test_instrument_vents_the_cuff),
        cmocka_unit_test(a_test_that_is_rated_cannot_be_beside_what_is),
        cmocka_unit_test(a_session_that_fails_waits_for_what_conditions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
