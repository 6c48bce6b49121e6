/* A conditioning stimulus that runs beside the trials: begun, waited for, tested beside, ended; given up early, stopped, lost in a
 * crash. */
#include "support/thermal_scene.h"

#include <math.h>

#define DELTOID "site('deltoid', 'right')"

/* One trial before, two beside a hand in cold water, one after. */
static const char beside_cold_water[] =
    "    local deltoid = " DELTOID "\n"
    "    ppt { sites = deltoid, trials = 1, rest = 5*sec }\n"
    "    local b = start_conditioning { cold_pressor, site = site('hand.dorsum', 'left'), "
    "limit = 120*sec, rating_every = 10*sec }\n"
    "    local t = until_rating { low = 1, high = 10, within = 40*sec }\n"
    "    local d = ppt { sites = deltoid, trials = 2, rest = 5*sec, extra_trial_cv = 10 }\n"
    "    local c = stop_conditioning()\n"
    "    local a = ppt { sites = deltoid, trials = 1, rest = 5*sec }\n"
    "    note(('began %s reached %s rating %s end %s during %d after "
    "%d'):format(tostring(b.began), "
    "tostring(t.reached), tostring(t.rating), c['end'], d.n, a.n))\n";

static struct scene *scene_beside(const char *run)
{
    struct scene *scene = scene_new(run);
    scene->participant.cold_cv = 0;
    scene->participant.cold_pain_s = 5;
    scene->participant.cold_tolerance_s = 300;
    return scene;
}

static const struct study_trial *row_of(const struct scene *scene, const char *test, int64_t trial,
                                        int64_t attempt)
{
    for (size_t i = 0; i < scene->n_rows; i++)
        if (strcmp(scene->rows[i].test, test) == 0 && scene->rows[i].trial == trial &&
            scene->rows[i].attempt == attempt)
            return &scene->rows[i];
    fail_msg("there is no %s %lld.%lld", test, (long long)trial, (long long)attempt);
    return NULL;
}

static void run_to_its_end(struct scene *scene)
{
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
}

static void tests_are_done_beside_it(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_beside(beside_cold_water);
    run_to_its_end(scene);
    assert_int_equal(scene_entries(scene, "note", "began true reached true", entry), 1);
    assert_non_null(strstr(entry, "end completed during 2 after 1"));
    assert_int_equal(scene_entries(scene, "trial", "\"test\":\"cold_pressor\"", entry), 1);
    assert_non_null(strstr(entry, "\"end\":\"completed\""));
    assert_non_null(strstr(entry, "\"off\":true"));
    const struct study_trial *cold = row_of(scene, "cold_pressor", 1, 1);
    assert_int_equal(scene_counted(scene), 4 + cold->counts);
    scene_verify(scene);
    scene_free(scene);
}

/* Who takes the hand out at 12 s has ended it; what was still due beside it is not done, and the rest of the protocol is. */
static void early_withdrawal_is_an_outcome(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_beside(beside_cold_water);
    scene->participant.cold_tolerance_s = 12;
    run_to_its_end(scene);
    assert_int_equal(scene_entries(scene, "note", "end response", entry), 1);
    assert_null(strstr(entry, "during 2"));
    assert_non_null(strstr(entry, "after 1"));
    assert_true(scene_noticed(scene, "has had enough"));
    assert_int_equal(scene_entries(scene, "trial", "\"test\":\"cold_pressor\"", entry), 1);
    assert_true(fabs(row_of(scene, "cold_pressor", 1, 1)->value - 12) < 1e-6);
    scene_verify(scene);
    scene_free(scene);
}

static void a_target_that_is_never_reached_is_told(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_beside(beside_cold_water);
    scene->participant.cold_pain_s = 250;
    run_to_its_end(scene);
    assert_int_equal(scene_entries(scene, "note", "reached false", entry), 1);
    assert_non_null(strstr(entry, "during 2 after 1"));
    scene_free(scene);
}

/* A fault of one ends both; what was to be done beside is not done without it. */
static void a_stop_ends_both(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_beside(beside_cold_water);
    scene_fault(scene, "unplug:at=3s,for=4s,cue=3");
    run_to_its_end(scene);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
    assert_int_equal(scene_entries(scene, "note", "end stop during 0 after 1", NULL), 1);
    assert_int_equal(scene_entries(scene, "trial", "\"test\":\"cold_pressor\"", entry), 1);
    assert_non_null(strstr(entry, "\"end\":\"stop\""));
    assert_int_equal(scene_ends(scene, "fault"), 1);
    scene_verify(scene);
    scene_free(scene);
}

static mono_ns dies_at;

/* It is never gone on with in its midst: it is begun anew, and what was done beside it is done anew. */
static void a_session_that_was_killed_goes_on_where_it_began(void **state)
{
    (void)state;
    size_t killed = 0;
    for (dies_at = 12 * MONO_SEC; dies_at < 100 * MONO_SEC; dies_at += 4 * MONO_SEC) {
        char entry[2048];
        struct scene *scene = scene_beside(beside_cold_water);
        scene->extra = &dies_at;
        scene->between = scene_die_at;
        if (scene_run(scene) == STATUS_OK) { /* it was over before */
            scene_free(scene);
            continue;
        }
        const size_t began = scene_entries(scene, "note", "began", NULL);
        killed++;
        scene->resume = true;
        scene->between = NULL;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("at %g s: %s", mono_to_sec(dies_at), scene->why.text);
        assert_int_equal(began, 0);
        assert_int_equal(scene_entries(scene, "note", "began true", entry), 1);
        if (!strstr(entry, "end completed during 2 after 1"))
            fail_msg("at %g s: %s", mono_to_sec(dies_at), entry);
        for (int64_t trial = 1; trial <= 4; trial++) {
            size_t n = 0;
            for (size_t i = 0; i < scene->n_rows; i++)
                n += strcmp(scene->rows[i].test, "ppt") == 0 && scene->rows[i].trial == trial &&
                     scene->rows[i].counts;
            if (n != 1)
                fail_msg("at %g s: trial %lld counts %zu times", mono_to_sec(dies_at),
                         (long long)trial, n);
        }
        scene_verify(scene);
        scene_free(scene);
    }
    assert_true(killed > 5);
}

static enum decision leaves_beside(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_ARM && prompt->plan->is_conditioned
               ? DECISION_LEAVE
               : scene_goes_on(scene, prompt);
}

static void who_leaves_beside_it_leaves_nothing_running(void **state)
{
    (void)state;
    struct scene *scene = scene_beside(beside_cold_water);
    scene->rule = leaves_beside;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_true(stop_is_raised(&scene->stop));
    scene->rule = NULL;
    scene->resume = true;
    run_to_its_end(scene);
    assert_int_equal(scene_entries(scene, "note", "end completed during 2 after 1", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

static enum decision gone = DECISION_LEAVE;

static enum decision goes_while_waiting(struct scene *scene, const struct prompt *prompt)
{
    const bool is_target = prompt->kind == PROMPT_WAIT && strstr(prompt->text, "from 7 to 8");
    return is_target ? gone : scene_goes_on(scene, prompt);
}

/* While its rating is waited for: the end of the visit ends it as asked for, a pause begins again with it. */
static void who_ends_or_leaves_before_the_target_leaves_nothing_running(void **state)
{
    (void)state;
    static const char *const runs[] = {
        "{ cold_pressor, site = site('hand.dorsum', 'left'), limit = 120*sec, rating_every = "
        "10*sec }",
        "{ cuff_tonic, site = site('gastrocnemius', 'left'), level = 30*kPa, hold = 90*sec }"};
    static const enum decision ways[] = {DECISION_LEAVE, DECISION_END};
    for (size_t i = 0; i < 4; i++) {
        char run[640], entry[2048];
        snprintf(run, sizeof run,
                 "    start_conditioning %s\n"
                 "    until_rating { low = 7, high = 8, within = 30*sec }\n"
                 "    local d = ppt { sites = " DELTOID ", trials = 1, rest = 5*sec }\n"
                 "    note(('end %%s during %%d'):format(stop_conditioning()['end'], d.n))\n",
                 runs[i / 2]);
        struct scene *scene = scene_beside(run);
        sim_bench_add_cuff(&scene->spec);
        scene->participant.cold_pain_s = 200;
        scene->rule = goes_while_waiting;
        gone = ways[i % 2];
        const enum status status = scene_run(scene);
        assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 1);
        assert_non_null(strstr(entry, "\"stop_cause\":\"left\""));
        assert_non_null(strstr(entry, i / 2 ? "\"released\":true" : "\"off\":true"));
        assert_int_equal(scene_entries(scene, "note", "end", NULL), 0);
        if (gone == DECISION_LEAVE) {
            assert_int_not_equal(status, STATUS_OK);
            scene->rule = NULL;
            scene->resume = true;
            run_to_its_end(scene);
            assert_int_equal(scene_entries(scene, "note", "end completed during 1", NULL), 1);
            assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 2);
        }
        scene_verify(scene);
        scene_free(scene);
    }
}

static enum decision ends_after_it(struct scene *scene, const struct prompt *prompt)
{
    const bool is_late = scene_noticed(scene, "has had enough");
    return is_late && (prompt->kind == PROMPT_ARM || prompt->kind == PROMPT_WAIT)
               ? DECISION_END
               : scene_goes_on(scene, prompt);
}

/* It is over, and nobody has asked for it yet: what it was is in the record all the same. */
static void what_is_over_is_kept_where_the_session_ends(void **state)
{
    (void)state;
    static const char *const runs[] = {
        beside_cold_water,
        "    start_conditioning { cold_pressor, site = site('hand.dorsum', 'left'), limit = 15*sec "
        "}\n"
        "    rest(60*sec)\n"};
    for (size_t i = 0; i < 2; i++) {
        char entry[2048];
        struct scene *scene = scene_beside(runs[i]);
        scene->participant.cold_tolerance_s = i == 0 ? 12 : 300;
        scene->rule = i == 0 ? ends_after_it : NULL;
        const enum status status = scene_run(scene);
        assert_int_equal(status, i == 0 ? STATUS_STOPPED : STATUS_OK);
        assert_int_equal(scene_entries(scene, "trial", "\"conditions\":true", entry), 1);
        assert_non_null(strstr(entry, i == 0 ? "\"end\":\"response\"" : "\"end\":\"limit\""));
        assert_true(fabs(row_of(scene, "cold_pressor", 1, 1)->value - (i == 0 ? 12 : 15)) < 1e-6);
        scene_verify(scene);
        scene_free(scene);
    }
}

static enum decision skips_the_conditioning(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_ARM && prompt->plan->is_beside ? DECISION_SKIP
                                                                 : scene_goes_on(scene, prompt);
}

/* It never ran: what came after it is not done again. */
static void a_skipped_one_is_not_gone_back_to(void **state)
{
    (void)state;
    struct scene *scene = scene_beside(
        "    start_conditioning { cold_pressor, site = site('hand.dorsum', 'left') }\n"
        "    ppt { sites = " DELTOID ", trials = 2, rest = 5*sec, extra_trial_cv = 10 }\n"
        "    rest(300*sec)\n");
    dies_at = 120 * MONO_SEC;
    scene->rule = skips_the_conditioning;
    scene->extra = &dies_at;
    scene->between = scene_die_at;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_ARM], 3);
    scene->resume = true;
    scene->between = NULL;
    run_to_its_end(scene);
    assert_int_equal(scene->asked[PROMPT_ARM], 0);
    assert_int_equal(scene->n_rows, 2);
    scene_verify(scene);
    scene_free(scene);
}

static void a_protocol_that_ends_while_it_runs_errs(void **state)
{
    (void)state;
    struct scene *scene = scene_beside("    start_conditioning { cold_pressor, site = "
                                       "site('hand.dorsum', 'left') }\n");
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_non_null(strstr(scene->why.text, "still ran"));
    assert_true(stop_is_raised(&scene->stop));
    scene_free(scene);
}

static void what_cannot_be_is_refused_at_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *run, *part;
    } rows[] = {
        {"    until_rating { low = 4 }\n", "no conditioning stimulus was begun"},
        {"    start_conditioning { cold_pressor, site = site('hand.dorsum', 'left'), level = "
         "3 }\n",
         "has no option 'level'"},
        {"    start_conditioning { ppt, site = site('hand.dorsum', 'left') }\n",
         "must begin with one of these verbs"},
        {"    start_conditioning { cold_pressor, site = site('hand.dorsum', 'left') }\n"
         "    start_conditioning { cold_pressor, site = site('hand.dorsum', 'right') }\n",
         "runs already"},
        {"    start_conditioning { cold_pressor, site = site('hand.dorsum', 'right') }\n"
         "    ppt { sites = " DELTOID ", trials = 1 }\n",
         "ppt: the conditioning that runs is at hand.dorsum/right, and the test at deltoid/right, "
         "in "
         "the same area (arm)"},
        {"    until_rating { low = 7, high = 4 }\n", "low is 7, but high is 4"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_beside(rows[i].run);
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        if (!strstr(scene->why.text, rows[i].part) || !strstr(scene->why.text, "t.lua:"))
            fail_msg("%zu: %s", i, scene->why.text);
        scene_free(scene);
    }
}

/* ---- by an instrument */

static const char beside_a_cuff[] =
    "    local deltoid = " DELTOID "\n"
    "    local b = start_conditioning { cuff_tonic, site = site('gastrocnemius', 'left'), level = "
    "30*kPa, hold = 90*sec }\n"
    "    local d = ppt { sites = deltoid, trials = 2, rest = 5*sec, extra_trial_cv = 10 }\n"
    "    local c = stop_conditioning()\n"
    "    note(('began %s end %s during %d'):format(tostring(b.began), c['end'], d.n))\n";

static struct scene *scene_cuff_beside(const char *run)
{
    struct scene *scene = scene_beside(run);
    sim_bench_add_cuff(&scene->spec);
    return scene;
}

static void an_algometer_presses_while_a_cuff_holds(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_cuff_beside(beside_a_cuff);
    run_to_its_end(scene);
    assert_int_equal(scene_entries(scene, "note", "began true end completed during 2", NULL), 1);
    assert_int_equal(scene_entries(scene, "trial", "\"test\":\"cuff_tonic\"", entry), 1);
    assert_true(fabs(number_of(entry, "level_kpa") - 30) < 3);
    assert_non_null(strstr(entry, "\"released\":true"));
    scene_verify(scene);
    scene_free(scene);
}

/* The button that answers a test is not taken for enough of the cuff; the cuff's own time ends it. */
static void a_cuff_that_is_over_by_itself_ends_what_is_beside_it(void **state)
{
    (void)state;
    struct scene *scene = scene_cuff_beside(
        "    start_conditioning { cuff_tonic, site = site('gastrocnemius', 'left'), level = "
        "30*kPa, hold = 15*sec }\n"
        "    local d = ppt { sites = " DELTOID ", trials = 5, rest = 5*sec, extra_trial_cv = 10 }\n"
        "    local c = stop_conditioning()\n"
        "    note(('end %s during %d'):format(c['end'], d.n))\n");
    run_to_its_end(scene);
    assert_int_equal(scene_entries(scene, "note", "end completed during", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "during 5", NULL), 0);
    assert_true(scene_noticed(scene, "conditioning stimulus is over"));
    scene_free(scene);
}

static void one_with_a_cuff_that_was_killed_goes_on_where_it_began(void **state)
{
    (void)state;
    size_t killed = 0;
    for (dies_at = 6 * MONO_SEC; dies_at < 80 * MONO_SEC; dies_at += 7 * MONO_SEC) {
        char entry[2048];
        struct scene *scene = scene_cuff_beside(beside_a_cuff);
        scene->extra = &dies_at;
        scene->between = scene_die_at;
        if (scene_run(scene) == STATUS_OK) { /* it was over before */
            scene_free(scene);
            continue;
        }
        killed++;
        scene->resume = true;
        scene->between = NULL;
        run_to_its_end(scene);
        assert_int_equal(scene_entries(scene, "note", "began true end completed during 2", entry),
                         1);
        assert_int_equal(scene_entries(scene, "trial", "\"end\":\"completed\"", entry), 1);
        assert_non_null(strstr(entry, "\"released\":true"));
        scene_verify(scene);
        scene_free(scene);
    }
    assert_true(killed > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tests_are_done_beside_it),
        cmocka_unit_test(early_withdrawal_is_an_outcome),
        cmocka_unit_test(a_target_that_is_never_reached_is_told),
        cmocka_unit_test(a_stop_ends_both),
        cmocka_unit_test(a_session_that_was_killed_goes_on_where_it_began),
        cmocka_unit_test(who_leaves_beside_it_leaves_nothing_running),
        cmocka_unit_test(who_ends_or_leaves_before_the_target_leaves_nothing_running),
        cmocka_unit_test(what_is_over_is_kept_where_the_session_ends),
        cmocka_unit_test(a_skipped_one_is_not_gone_back_to),
        cmocka_unit_test(a_protocol_that_ends_while_it_runs_errs),
        cmocka_unit_test(what_cannot_be_is_refused_at_its_line),
        cmocka_unit_test(an_algometer_presses_while_a_cuff_holds),
        cmocka_unit_test(one_with_a_cuff_that_was_killed_goes_on_where_it_began),
        cmocka_unit_test(a_cuff_that_is_over_by_itself_ends_what_is_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
