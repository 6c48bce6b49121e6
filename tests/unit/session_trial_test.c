/* Trials as the examiner, the tables and the script see them: kept, spoiled, repeated, skipped, at the limit, early;
 * what a site may have in a day and how long it rests. */
#include "support/session_scene.h"

static const char two_trials[] =
    "    local r = ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rest = 5*sec, "
    "max_trials = 2 }\n"
    "    note(string.format(\"n=%d mean=%s trials=%d\", r.n, tostring(r.mean), r.trials))\n";

/* ---- review */

struct plan_of_review {
    size_t nth;
    enum decision decision;
};

static enum decision review_nth(struct scene *scene, const struct prompt *prompt)
{
    const struct plan_of_review *plan = scene->extra;
    if (prompt->kind == PROMPT_REVIEW && scene->asked[PROMPT_REVIEW] == plan->nth)
        return plan->decision;
    return scene_goes_on(scene, prompt);
}

static struct scene *reviewed(struct plan_of_review *plan, const char *reason)
{
    struct scene *scene = scene_new(two_trials);
    scene->review = true;
    scene->rule = review_nth;
    scene->extra = plan;
    scene->reason = reason;
    return scene;
}

static void a_spoiled_attempt_stays_with_its_reason_and_another_one_counts(void **state)
{
    (void)state;
    char note[2048];
    struct plan_of_review plan = {.nth = 1, .decision = DECISION_SPOIL};
    struct scene *scene = reviewed(&plan, "slipped");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 3);
    assert_true(scene->rows[0].spoiled && !scene->rows[0].counts);
    assert_string_equal(scene->rows[0].spoil_reason, "slipped");
    assert_true(scene->rows[0].value > 0); /* what was measured is not unmeasured */
    assert_true(scene->rows[1].trial == 1 && scene->rows[1].attempt == 2 && scene->rows[1].counts);
    assert_true(scene->rows[2].trial == 2 && scene->rows[2].attempt == 1 && scene->rows[2].counts);
    assert_int_equal(scene_entries(scene, "return", "\"spoil_reason\":\"slipped\"", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "n=2", note), 1);
    scene_verify(scene);
    scene_free(scene);
}

static void a_trial_spoiled_without_a_word_says_so(void **state)
{
    (void)state;
    struct plan_of_review plan = {.nth = 1, .decision = DECISION_SPOIL};
    struct scene *scene = reviewed(&plan, NULL);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(scene->rows[0].spoil_reason, "unstated");
    scene_free(scene);
}

static void a_session_left_at_a_review_keeps_the_attempt_and_goes_on_behind_it(void **state)
{
    (void)state;
    struct plan_of_review plan = {.nth = 1, .decision = DECISION_LEAVE};
    struct scene *scene = reviewed(&plan, NULL);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene_entries(scene, "session_end", "", NULL), 0);
    plan.decision = DECISION_GO;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2); /* nobody was pressed again for nothing */
    assert_int_equal(scene_counted(scene), 2);
    scene_free(scene);
}

static void a_session_ended_at_a_review_keeps_the_attempt_and_is_over(void **state)
{
    (void)state;
    struct plan_of_review plan = {.nth = 2, .decision = DECISION_END};
    struct scene *scene = reviewed(&plan, NULL);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene_counted(scene), 2);
    assert_int_equal(scene_entries(scene, "session_end", "ended_by_examiner", NULL), 1);
    scene_free(scene);
}

/* ---- arming */

static enum decision arm_nth(struct scene *scene, const struct prompt *prompt)
{
    const struct plan_of_review *plan = scene->extra;
    if (prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == plan->nth)
        return plan->decision;
    return scene_goes_on(scene, prompt);
}

static void skip_end_and_leave_are_heard_before_a_trial(void **state)
{
    (void)state;
    static const struct {
        enum decision decision;
        enum status status;
        const char *entry;
    } rows[] = {{DECISION_SKIP, STATUS_OK, "completed"},
                {DECISION_END, STATUS_STOPPED, "ended_by_examiner"},
                {DECISION_LEAVE, STATUS_STOPPED, NULL}};
    for (size_t i = 0; i < 3; i++) {
        struct plan_of_review plan = {.nth = 2, .decision = rows[i].decision};
        struct scene *scene = scene_new(two_trials);
        scene->rule = arm_nth;
        scene->extra = &plan;
        assert_int_equal(scene_run(scene), rows[i].status);
        assert_int_equal(scene_counted(scene), 1);
        assert_int_equal(scene_entries(scene, "session_end", "", NULL), rows[i].entry != NULL);
        if (rows[i].entry)
            assert_int_equal(scene_entries(scene, "session_end", rows[i].entry, NULL), 1);
        assert_int_equal(scene_entries(scene, "note", "n=1", NULL), i == 0);
        scene_free(scene);
    }
}

/* ---- what the script makes of attempts */

static void a_slope_that_is_off_is_tried_once_more(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_new(two_trials);
    scene_fault(scene, "slow_ramp:by=0.5,at=0s,for=2s,cue=1");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 3);
    assert_true(scene->rows[0].trial == 1 && scene->rows[0].attempt == 1 && !scene->rows[0].counts);
    assert_true(scene->rows[0].rate_mean < 40);
    assert_true(scene->rows[1].trial == 1 && scene->rows[1].attempt == 2 && scene->rows[1].counts);
    assert_int_equal(scene_entries(scene, "trial", "\"rate_off\":true", entry), 1);
    scene_free(scene);
}

static void values_that_spread_get_another_trial(void **state)
{
    (void)state;
    size_t spread = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials "
                                        "= 3, rest = 1*sec, attempts = 1 }\n");
        double sum = 0, squares = 0;
        scene->seed = seed;
        scene->participant.ppt_cv = 0.3;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_true(scene->n_rows >= 3 && scene->n_rows <= 5);
        for (size_t i = 0; i < 3; i++)
            sum += scene->rows[i].value;
        for (size_t i = 0; i < 3; i++)
            squares += (scene->rows[i].value - sum / 3) * (scene->rows[i].value - sum / 3);
        const bool is_spread = sqrt(squares / 2) / (sum / 3) > 0.2;
        assert_int_equal(scene->n_rows > 3, is_spread);
        if (is_spread)
            assert_true(scene->rows[3].trial == 4 && scene->rows[3].attempt == 1);
        spread += is_spread;
        scene_free(scene);
    }
    assert_true(spread > 0 && spread < 12);
}

static void practice_is_kept_and_does_not_count_as_a_trial(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "practice = 2, rest = 1*sec }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 3);
    assert_true(scene->rows[0].practice && scene->rows[1].practice && !scene->rows[2].practice);
    assert_int_equal(scene_counted(scene), 1);
    assert_true(scene->rows[0].value != scene->rows[2].value);
    scene_free(scene);
}

static void who_feels_nothing_up_to_the_limit_gives_a_bound(void **state)
{
    (void)state;
    struct scene *scene =
        scene_new("    local r = ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rest = "
                  "1*sec, limit = 400*kPa }\n"
                  "    note(tostring(r.mean.is_bound) .. \" \" .. tostring(r.sd))\n");
    scene->participant.ppt_kpa = 900;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(scene->rows[i].end, "limit");
        assert_string_equal(scene->rows[i].censored, "right");
        assert_true(scene->rows[i].value == 400 && scene->rows[i].counts);
    }
    assert_int_equal(scene_entries(scene, "return", "\"bound\":\"right\"", NULL), 2);
    assert_int_equal(scene_entries(scene, "note", "true nil", NULL), 1);
    scene_free(scene);
}

static void who_never_presses_is_released_at_the_limit(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "rest = 1*sec, limit = 500*kPa }\n");
    scene->participant.lapse = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 1);
    assert_string_equal(scene->rows[0].end, "limit");
    scene_free(scene);
}

static void a_press_before_contact_is_no_value(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "rest = 1*sec, attempts = 3 }\n");
    scene->participant.early = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 3); /* three attempts, then the trial is given up */
    assert_int_equal(scene_ends(scene, "early"), 3);
    assert_int_equal(scene_counted(scene), 0);
    assert_int_equal(scene_entries(scene, "return", "\"peak\"", NULL), 0); /* nothing touched */
    assert_int_equal(scene_entries(scene, "trial", "\"end\":\"early\"", entry), 3);
    assert_null(strstr(entry, "\"value\""));
    assert_null(strstr(entry, "\"peak\""));
    scene_assert_honest(scene);
    scene_free(scene);
}

static void a_trial_holds_what_lies_behind_its_value(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "value",     "peak",           "rate_mean",  "rate_off",   "in_band",  "worst_slope",
        "idle_kpa",  "bracket_s",      "value_gaps", "touches",    "readings", "gaps",
        "contact_s", "response_s",     "end_s",      "release_s",  "released", "limit",
        "samples",   "probe_area_cm2", "onset",      "rate_target"};
    char entry[2048], key[64];
    struct scene *scene = scene_new(two_trials);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "trial", "", entry), 2);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        snprintf(key, sizeof key, "\"%s\":", keys[i]);
        if (!strstr(entry, key))
            fail_msg("no %s in %s", keys[i], entry);
    }
    assert_null(strstr(entry, "stop_delay_s"));
    scene_free(scene);
}

/* ---- refused, with a sentence */

static void what_bench_and_lab_do_not_allow_is_refused_before_anybody_is_touched(void **state)
{
    (void)state;
    static const struct {
        const char *run;
        double force_max_n, rate_max, lab_rate;
        const char *part;
        bool is_script_told; /* the protocol's own mistake; else it is asked for again */
    } rows[] = {
        /* the load cell ends below the contact threshold */
        {"ppt { sites = { site(\"thenar\", \"left\") } }", 1.5, 0, 0, "counts as touching", false},
        /* the protocol's own limit does */
        {"ppt { sites = { site(\"thenar\", \"left\") }, limit = 15*kPa }", 120, 0, 0,
         "counts as touching", true},
        {"ppt { sites = { site(\"thenar\", \"left\") }, rate = 60*kPa/sec }", 120, 40, 0,
         "40 kPa/s", false},
        {"ppt { sites = { site(\"thenar\", \"left\") }, rate = 60*kPa/sec }", 120, 0, 30,
         "30 kPa/s", false},
        {"ppt { sites = { site(\"a_very_long_name_of_a_site_that_nobody_has_ever_used\", \"left\") "
         "} }",
         120, 0, 0, "site", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_new(rows[i].run);
        scene->spec.instruments[0].force_max_n = rows[i].force_max_n;
        scene->spec.instruments[0].rate_max_kpa_per_s = rows[i].rate_max;
        scene->lab.rate_kpa_per_s = rows[i].lab_rate;
        assert_int_equal(status_exit_code(scene_run(scene)), 1);
        if (!strstr(scene->why.text, rows[i].part))
            fail_msg("%s", scene->why.text);
        assert_non_null(strstr(scene->why.text, "t.lua:"));
        assert_int_equal(scene->n_rows, 0);
        const size_t told = rows[i].is_script_told;
        assert_int_equal(scene_entries(scene, "note", "script_failed", NULL), told);
        if (!told)
            assert_int_equal(scene_entries(scene, "return", "\"error\":", NULL), 0);
        assert_int_equal(scene_entries(scene, "notice", rows[i].part, NULL), 1 - told);
        scene_free(scene);
    }
}

static void a_limit_above_the_load_cell_is_tightened_to_it(void **state)
{
    (void)state;
    struct scene *scene = scene_new("ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }");
    scene->spec.instruments[0].force_max_n = 20; /* 200 kPa under 1 cm2 */
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(scene->rows[0].end, "limit");
    assert_true(scene->rows[0].value == 200);
    scene_free(scene);
}

/* ---- dose and rest */

static const char thirty_five[] =
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 20, practice = 5, rest = 0*sec, "
    "attempts = 1 }\n"
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 10, rest = 0*sec, attempts = 1 }\n";

static enum decision spoil_third(struct scene *scene, const struct prompt *prompt)
{
    const bool spoils = prompt->kind == PROMPT_REVIEW && scene->asked[PROMPT_REVIEW] == 3;
    return spoils ? DECISION_SPOIL : scene_goes_on(scene, prompt);
}

static void the_thirty_first_ramp_of_a_day_is_refused(void **state)
{
    (void)state;
    struct scene *scene = scene_new(thirty_five);
    scene->review = true;
    scene->rule = spoil_third;
    scene->participant.ppt_kpa = 100;
    scene->participant.ppt_cv = 0.01;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(status_exit_code(scene->status), 4);
    assert_non_null(strstr(scene->why.text, "has had 30 pressure ramps"));
    assert_int_equal(scene->n_rows, 30); /* practice and the spoiled one among them */
    /* at once again, as a new session: not one more */
    memset(&scene->key, 0, sizeof scene->key);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 0);
    /* another participant may */
    scene->id = "S2";
    memset(&scene->key, 0, sizeof scene->key);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 30);
    /* and the first one the day after */
    scene->id = "S1";
    scene->utc += (utc_us)24 * 3600 * 1000000;
    memset(&scene->key, 0, sizeof scene->key);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 30);
    scene_free(scene);
}

/* The clock of a computer that was set back must not forget them. */
static void ramps_from_the_future_count_too(void **state)
{
    (void)state;
    struct scene *scene = scene_new(thirty_five);
    scene->participant.ppt_kpa = 100;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    scene->utc -= (utc_us)3 * 3600 * 1000000;
    memset(&scene->key, 0, sizeof scene->key);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 0);
    scene_free(scene);
}

static enum decision repeat_last(struct scene *scene, const struct prompt *prompt)
{
    (void)scene;
    return prompt->kind == PROMPT_STOPPED ? DECISION_REPEAT : DECISION_GO;
}

static void stop_in_ramp_30(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    (void)rig;
    if (scene->asked[PROMPT_ARM] == 30 && scene->asked[PROMPT_STOPPED] == 0 &&
        sim_port_deadline(rig_port(rig, 0)) != MONO_NEVER) {
        mono_ns *since = scene->extra;
        if (*since == 0)
            *since = now;
        if (now - *since > 2 * MONO_SEC)
            stop_raise(&scene->stop, STOP_KEY, now);
    }
}

static void a_repeat_is_a_ramp_too(void **state)
{
    (void)state;
    mono_ns since = 0;
    struct scene *scene = scene_new(thirty_five);
    scene->participant.ppt_kpa = 100;
    scene->rule = repeat_last;
    scene->between = stop_in_ramp_30;
    scene->extra = &since;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_non_null(strstr(scene->why.text, "has had 30 pressure ramps"));
    assert_int_equal(scene->n_rows, 30);
    assert_string_equal(scene->rows[29].end, "stop");
    scene_free(scene);
}

static void a_ramp_that_a_crash_cut_off_counts_in_the_next_session(void **state)
{
    (void)state;
    mono_ns at = 3 * MONO_SEC;
    struct scene *scene =
        scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 20, attempts = 1,\n"
                  "      practice = 10, rest = 0*sec }\n");
    scene->participant.ppt_kpa = 100;
    scene->between = scene_die_at;
    scene->extra = &at;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_int_equal(scene->n_rows, 0); /* not in the tables, but it was felt */
    scene->between = NULL;
    memset(&scene->key, 0, sizeof scene->key);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 29);
    scene_free(scene);
}

static double seconds_between(const struct study_trial *a, const struct study_trial *b)
{
    return (double)(b->utc - a->utc) / 1e6;
}

static void a_site_rests_also_across_a_crash_and_between_two_sessions(void **state)
{
    (void)state;
    mono_ns at = 3 * MONO_SEC;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, "
                                    "max_trials = 2, rest = 40*sec }\n");
    scene->between = scene_die_at;
    scene->extra = &at;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    scene->between = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 3);
    assert_string_equal(scene->rows[0].end, "interrupted");
    assert_true(seconds_between(&scene->rows[0], &scene->rows[1]) > 40);
    assert_true(seconds_between(&scene->rows[1], &scene->rows[2]) > 40);
    assert_true(scene->n_rests >= 2);
    const struct study_trial last = scene->rows[2];
    scene->resume = false;
    memset(&scene->key, 0, sizeof scene->key);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_true(seconds_between(&last, &scene->rows[0]) > 40);
    scene_free(scene);
}

static void the_rest_of_the_lab_holds_where_the_protocol_names_a_shorter_one(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    scene->lab.rest = 90 * MONO_SEC;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(seconds_between(&scene->rows[0], &scene->rows[1]) > 90);
    scene_free(scene);
}

/* ---- resuming another protocol */

static enum decision leave_at_second_arm(struct scene *scene, const struct prompt *prompt)
{
    const bool leaves = prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 2;
    return leaves ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

static void a_protocol_that_was_changed_cannot_go_on_with_the_old_record(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    scene->rule = leave_at_second_arm;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    char text[2048];
    FILE *file = fopen(scene->protocol, "r");
    const size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    strstr(text, "rest = 5")[7] = '6';
    folder_write(&scene->folder, "t.lua", text);
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_DEPARTED);
    assert_non_null(strstr(scene->why.text, "t.lua:5:"));
    assert_int_equal(status_exit_code(STATUS_DEPARTED), 5);
    scene_free(scene);
}

static void a_session_of_two_sites_offers_the_one_that_has_rested(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\"), "
                                    "site(\"lumbar.L4\", \"left\") }, trials = 2,\n"
                                    "      max_trials = 2, rest = 30*sec }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(scene->rows[i].site, i % 2 ? "lumbar.L4" : "thenar");
    assert_true(seconds_between(&scene->rows[0], &scene->rows[1]) < 20);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spoiled_attempt_stays_with_its_reason_and_another_one_counts),
        cmocka_unit_test(a_trial_spoiled_without_a_word_says_so),
        cmocka_unit_test(a_session_left_at_a_review_keeps_the_attempt_and_goes_on_behind_it),
        cmocka_unit_test(a_session_ended_at_a_review_keeps_the_attempt_and_is_over),
        cmocka_unit_test(skip_end_and_leave_are_heard_before_a_trial),
        cmocka_unit_test(a_slope_that_is_off_is_tried_once_more),
        cmocka_unit_test(values_that_spread_get_another_trial),
        cmocka_unit_test(practice_is_kept_and_does_not_count_as_a_trial),
        cmocka_unit_test(who_feels_nothing_up_to_the_limit_gives_a_bound),
        cmocka_unit_test(who_never_presses_is_released_at_the_limit),
        cmocka_unit_test(a_press_before_contact_is_no_value),
        cmocka_unit_test(a_trial_holds_what_lies_behind_its_value),
        cmocka_unit_test(what_bench_and_lab_do_not_allow_is_refused_before_anybody_is_touched),
        cmocka_unit_test(a_limit_above_the_load_cell_is_tightened_to_it),
        cmocka_unit_test(the_thirty_first_ramp_of_a_day_is_refused),
        cmocka_unit_test(ramps_from_the_future_count_too),
        cmocka_unit_test(a_repeat_is_a_ramp_too),
        cmocka_unit_test(a_ramp_that_a_crash_cut_off_counts_in_the_next_session),
        cmocka_unit_test(a_site_rests_also_across_a_crash_and_between_two_sessions),
        cmocka_unit_test(the_rest_of_the_lab_holds_where_the_protocol_names_a_shorter_one),
        cmocka_unit_test(a_protocol_that_was_changed_cannot_go_on_with_the_old_record),
        cmocka_unit_test(a_session_of_two_sites_offers_the_one_that_has_rested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
