/* Stops at every moment of a session, and every answer to them. */
#include "base/rng.h"
#include "support/session_scene.h"

/* Two sites, two trials each, one instruction, one common rest: every state of a session is passed. */
static const char protocol[] =
    "    instruct { key = \"ppt\", test = \"ppt\" }\n"
    "    rest(3*sec)\n"
    "    ppt { sites = { site(\"lumbar.L4\", \"left\"), site(\"thenar\", \"left\") }, trials = 2,\n"
    "      practice = 1, rest = 5*sec, max_trials = 2 }\n"
    "    note \"end\"\n";

struct stops {
    mono_ns at[4]; /* rising; MONO_NEVER: none more */
    size_t next;
    bool by_participant;    /* with a STOP of their own */
    enum decision decision; /* after each of them */
};

static void raise_when_due(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct stops *stops = scene->extra;
    if (stops->next == 4 || now < stops->at[stops->next])
        return;
    stops->next++;
    if (stops->by_participant)
        bench_respond(rig_bench(rig), RESPONSES_MAX - 1, now, true, true);
    else
        stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision decide_stop(struct scene *scene, const struct prompt *prompt)
{
    const struct stops *stops = scene->extra;
    return prompt->kind == PROMPT_STOPPED ? stops->decision : scene_goes_on(scene, prompt);
}

static struct scene *stopped_scene(struct stops *stops)
{
    struct scene *scene = scene_new(protocol);
    scene->between = raise_when_due;
    scene->rule = decide_stop;
    scene->extra = stops;
    scene->participant.ppt_kpa = 150; /* short ramps */
    return scene;
}

static struct scene *undisturbed_scene(bool review)
{
    static struct stops none = {.at = {MONO_NEVER, MONO_NEVER, MONO_NEVER, MONO_NEVER}};
    struct scene *scene = stopped_scene(&none);
    none.next = 0;
    scene->review = review;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_counted(scene), 4);
    return scene;
}

/* Whoever stops, and wherever: what was stopped is no result, and the same values come in the end. */
static void stop_at_moments(bool by_participant, mono_ns every, size_t at_least)
{
    const char *cause = by_participant ? "\"cause\":\"participant\"" : "\"cause\":\"key\"";
    size_t stopped = 0;
    struct scene *quiet = undisturbed_scene(false);
    for (mono_ns t = 0; t < quiet->report.duration; t += every) {
        struct stops stops = {.at = {t, MONO_NEVER, MONO_NEVER, MONO_NEVER},
                              .by_participant = by_participant,
                              .decision = DECISION_REPEAT};
        struct scene *scene = stopped_scene(&stops);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("stop at %g s: %s", mono_to_sec(t), scene->why.text);
        assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
        assert_int_equal(scene_entries(scene, "stop", cause, NULL), 1);
        assert_int_equal(scene_entries(scene, "rearm", "", NULL), 1);
        scene_assert_honest(scene);
        scene_assert_same_values(quiet, scene);
        scene_verify(scene);
        stopped += scene_ends(scene, "stop");
        scene_free(scene);
    }
    assert_true(stopped > at_least); /* so many of them fell into a ramp */
    scene_free(quiet);
}

static void a_stop_at_any_moment_and_the_trial_is_repeated(void **state)
{
    (void)state;
    stop_at_moments(false, 173 * MONO_MS, 20);
}

static void the_participants_stop_at_any_moment_is_never_a_threshold(void **state)
{
    (void)state;
    stop_at_moments(true, 397 * MONO_MS, 8);
}

static void a_stop_while_attempts_are_reviewed_loses_none(void **state)
{
    (void)state;
    struct scene *quiet = undisturbed_scene(true);
    for (mono_ns t = 0; t < quiet->report.duration; t += 411 * MONO_MS) {
        struct stops stops = {.at = {t, MONO_NEVER, MONO_NEVER, MONO_NEVER},
                              .decision = DECISION_REPEAT};
        struct scene *scene = stopped_scene(&stops);
        scene->review = true;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("stop at %g s: %s", mono_to_sec(t), scene->why.text);
        scene_assert_same_values(quiet, scene);
        scene_free(scene);
    }
    scene_free(quiet);
}

/* Also while the bench is still busy with the stop before. */
static void several_stops_close_together_are_all_answered(void **state)
{
    (void)state;
    const uint64_t seed = (uint64_t)mono_now();
    const rng_key key = rng_key_seed(seed);
    print_message("seed of the instants: %llu\n", (unsigned long long)seed);
    struct scene *quiet = undisturbed_scene(false);
    for (uint64_t i = 0; i < 150; i++) {
        struct stops stops = {.decision = DECISION_REPEAT};
        mono_ns t = (mono_ns)(rng_uniform(key, 8 * i) * (double)quiet->report.duration);
        for (size_t j = 0; j < 4; j++) {
            stops.at[j] = t;
            const double gap = rng_uniform(key, 8 * i + 1 + j);
            t += (mono_ns)(gap * gap * gap * 2e9);
        }
        struct scene *scene = stopped_scene(&stops);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("row %llu: %s", (unsigned long long)i, scene->why.text);
        scene_assert_honest(scene);
        scene_assert_same_values(quiet, scene);
        scene_free(scene);
    }
    scene_free(quiet);
}

static void a_stop_at_any_moment_and_the_test_is_skipped(void **state)
{
    (void)state;
    size_t cut_short = 0;
    struct scene *quiet = undisturbed_scene(false);
    for (mono_ns t = 0; t < quiet->report.duration; t += 211 * MONO_MS) {
        struct stops stops = {.at = {t, MONO_NEVER, MONO_NEVER, MONO_NEVER},
                              .decision = DECISION_SKIP};
        struct scene *scene = stopped_scene(&stops);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("stop at %g s: %s", mono_to_sec(t), scene->why.text);
        assert_int_equal(scene_entries(scene, "note", "end", NULL), 1);
        assert_int_equal(scene_entries(scene, "session_end", "completed", NULL), 1);
        scene_assert_honest(scene);
        cut_short += scene_counted(scene) < 4;
        scene_free(scene);
    }
    assert_true(cut_short > 40);
    scene_free(quiet);
}

static void a_stop_at_any_moment_and_the_session_is_ended_for_good(void **state)
{
    (void)state;
    struct scene *quiet = undisturbed_scene(false);
    for (mono_ns t = 0; t < quiet->report.duration; t += 397 * MONO_MS) {
        struct stops stops = {.at = {t, MONO_NEVER, MONO_NEVER, MONO_NEVER},
                              .decision = DECISION_END};
        struct scene *scene = stopped_scene(&stops);
        assert_int_equal(scene_run(scene), STATUS_STOPPED);
        assert_int_equal(status_exit_code(scene->status), 4);
        assert_int_equal(scene_entries(scene, "session_end", "ended_by_examiner", NULL), 1);
        scene_assert_honest(scene);
        scene_verify(scene);
        scene_free(scene);
    }
    scene_free(quiet);
}

static void left_at_any_moment_and_resumed_it_ends_with_the_same_values(void **state)
{
    (void)state;
    struct scene *quiet = undisturbed_scene(false);
    for (mono_ns t = 0; t < quiet->report.duration; t += 307 * MONO_MS) {
        struct stops stops = {.at = {t, MONO_NEVER, MONO_NEVER, MONO_NEVER},
                              .decision = DECISION_LEAVE};
        struct scene *scene = stopped_scene(&stops);
        assert_int_equal(scene_run(scene), STATUS_STOPPED);
        assert_int_equal(scene_entries(scene, "session_end", "", NULL), 0);
        scene->resume = true;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("left at %g s: %s", mono_to_sec(t), scene->why.text);
        assert_int_equal(scene_entries(scene, "session_resume", "tester", NULL), 1);
        scene_assert_honest(scene);
        scene_assert_same_values(quiet, scene);
        scene_verify(scene);
        scene_free(scene);
    }
    scene_free(quiet);
}

static void the_stop_and_its_delay_stand_with_the_attempt(void **state)
{
    (void)state;
    char entry[2048];
    struct stops stops = {.at = {6 * MONO_SEC, MONO_NEVER, MONO_NEVER, MONO_NEVER},
                          .decision = DECISION_REPEAT};
    struct scene *scene = stopped_scene(&stops);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "trial", "\"stop_cause\":\"key\"", entry), 1);
    assert_non_null(strstr(entry, "\"end\":\"stop\""));
    assert_non_null(strstr(entry, "\"stop_delay_s\":"));
    assert_non_null(strstr(entry, "\"release_s\":"));
    assert_non_null(strstr(entry, "\"peak\":"));
    assert_null(strstr(entry, "\"value\":"));
    scene_free(scene);
}

/* ---- a stop that is told while something is being saved */

/* What was asked first of this kind is answered, and while the answer is being saved the bench has stopped. */
struct late_stop {
    enum prompt_kind when;
    enum decision stopped, again; /* after the stop, and when it is asked for a second time */
    bool is_told;
    char text[400]; /* of PROMPT_STOPPED */
};

static enum decision stop_while_saving(struct scene *scene, const struct prompt *prompt)
{
    struct late_stop *late = scene->extra;
    const struct report report = {.kind = REPORT_STOPPED, .code = STOP_KEY};
    const struct bench_host host = desk_bench_host(rig_desk(scene->rig));
    if (prompt->kind == PROMPT_STOPPED) {
        snprintf(late->text, sizeof late->text, "%s", prompt->text);
        return late->stopped;
    }
    if (prompt->kind != late->when)
        return scene_goes_on(scene, prompt);
    if (late->is_told)
        return scene->asked[late->when] == 2 ? late->again : DECISION_GO;
    late->is_told = true;
    host.report(host.host, &report);
    return DECISION_GO;
}

static struct scene *stopped_while_saving(const char *run, struct late_stop *late)
{
    struct scene *scene = scene_new(run);
    scene->participant.ppt_kpa = 150;
    scene->review = true;
    scene->rule = stop_while_saving;
    scene->extra = late;
    return scene;
}

static const char two_ppts[] = "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                               "attempts = 2, rest = 1*sec }\n"
                               "    ppt { sites = { site(\"lumbar.L4\", \"left\") }, trials = 1, "
                               "attempts = 1, rest = 1*sec }\n";

static void a_stop_while_a_complete_attempt_is_saved_can_skip_the_rest(void **state)
{
    (void)state;
    struct late_stop late = {.when = PROMPT_REVIEW, .stopped = DECISION_SKIP};
    struct scene *scene = stopped_while_saving(protocol, &late);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 1);
    assert_int_equal(scene_entries(scene, "return", "\"skipped\":true", NULL), 1);
    assert_non_null(strstr(late.text, "is saved"));
    scene_verify(scene);
    scene_free(scene);
}

static void a_stop_while_a_complete_attempt_is_saved_can_still_spoil_it(void **state)
{
    (void)state;
    struct late_stop late = {
        .when = PROMPT_REVIEW, .stopped = DECISION_REPEAT, .again = DECISION_SPOIL};
    struct scene *scene = stopped_while_saving(two_ppts, &late);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 3);
    assert_true(scene->rows[0].spoiled && scene->rows[1].counts && scene->rows[1].attempt == 2);
    scene_verify(scene);
    scene_free(scene);
}

static void what_is_kept_after_such_a_stop_is_told_the_script_once(void **state)
{
    (void)state;
    struct late_stop late = {
        .when = PROMPT_REVIEW, .stopped = DECISION_REPEAT, .again = DECISION_GO};
    struct scene *scene = stopped_while_saving(two_ppts, &late);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_int_equal(scene->asked[PROMPT_REVIEW], 3);
    assert_int_equal(scene_entries(scene, "return", "\"end\":\"response\"", NULL), 2);
    scene_free(scene);
}

/* Spoiled after the stop and left before the next attempt: the script hears of the spoil again, and not that it was
 * complete. */
static enum decision leave_after_spoil(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 2)
        return DECISION_LEAVE;
    return stop_while_saving(scene, prompt);
}

static void an_answer_that_replaced_another_is_the_one_that_is_replayed(void **state)
{
    (void)state;
    struct late_stop late = {
        .when = PROMPT_REVIEW, .stopped = DECISION_REPEAT, .again = DECISION_SPOIL};
    struct scene *scene = stopped_while_saving(two_ppts, &late);
    scene->rule = leave_after_spoil;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 1);
    scene->rule = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 3);
    assert_true(scene->rows[0].spoiled && scene->rows[1].counts && scene->rows[1].attempt == 2);
    scene_free(scene);
}

static void a_stop_while_an_instruction_is_saved_can_skip_its_test(void **state)
{
    (void)state;
    struct late_stop late = {.when = PROMPT_INSTRUCT, .stopped = DECISION_SKIP};
    struct scene *scene = stopped_while_saving(protocol, &late);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 0);
    assert_int_equal(scene_entries(scene, "return", "\"skipped\":true", NULL), 1);
    scene_free(scene);
}

/* The second attempt of the first ppt is skipped; the second ppt, at another line, is not. */
static void skipping_the_rest_of_a_test_spares_the_next_test_of_that_name(void **state)
{
    (void)state;
    struct late_stop late = {.when = PROMPT_REVIEW, .stopped = DECISION_SKIP, .again = DECISION_GO};
    struct scene *scene = stopped_while_saving(two_ppts, &late);
    scene->participant.early = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_string_equal(scene->rows[0].site, "thenar");
    assert_string_equal(scene->rows[1].site, "lumbar.L4");
    scene_free(scene);
    /* it was the last attempt: there is nothing left to skip, and nothing is */
    late =
        (struct late_stop){.when = PROMPT_REVIEW, .stopped = DECISION_SKIP, .again = DECISION_GO};
    scene = stopped_while_saving("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                 "attempts = 1, rest = 1*sec }\n"
                                 "    ppt { sites = { site(\"lumbar.L4\", \"left\") }, trials "
                                 "= 1, attempts = 1, rest = 1*sec }\n",
                                 &late);
    scene->participant.early = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    scene_free(scene);
}

/* A loop calls it again at the same line: that is another call. */
static void skipping_the_rest_of_a_test_spares_the_next_round_of_a_loop(void **state)
{
    (void)state;
    for (int attempts = 1; attempts <= 2; attempts++) {
        char run[512];
        struct late_stop late = {
            .when = PROMPT_REVIEW, .stopped = DECISION_SKIP, .again = DECISION_GO};
        snprintf(run, sizeof run,
                 "    for _, side in ipairs { \"left\", \"right\" } do\n"
                 "      ppt { sites = { site(\"thenar\", side) }, trials = 1, attempts = side == "
                 "\"left\" and %d or 1, rest = 1*sec }\n    end\n",
                 attempts);
        struct scene *scene = stopped_while_saving(run, &late);
        scene->participant.early = 1;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->n_rows, 2);
        assert_string_equal(scene->rows[0].side, "left");
        assert_string_equal(scene->rows[1].side, "right");
        scene_free(scene);
    }
}

/* ---- who answers, and what is no answer */

static enum decision decide_nonsense(struct scene *scene, const struct prompt *prompt)
{
    static const enum decision wrong[] = {
        [PROMPT_INSTRUCT] = DECISION_REPEAT, [PROMPT_ARM] = DECISION_SPOIL,
        [PROMPT_REVIEW] = DECISION_REPEAT,   [PROMPT_STOPPED] = DECISION_GO,
        [PROMPT_SAVE_FAILED] = DECISION_END, [PROMPT_RELEASE] = DECISION_REPEAT,
    };
    (void)scene;
    return wrong[prompt->kind];
}

/* The prompt stays: a later answer that is offered is heard. */
static void answer_late(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct session *session = rig_session(rig);
    const struct prompt *prompt = session_prompt(session);
    mono_ns *asked_at = scene->extra;
    if (!prompt)
        *asked_at = now;
    else if (now - *asked_at > MONO_SEC)
        session_decide(session, scene_goes_on(scene, prompt), NULL);
}

static void an_answer_that_is_not_offered_changes_nothing(void **state)
{
    (void)state;
    mono_ns asked_at = 0;
    struct scene *quiet = undisturbed_scene(true);
    struct scene *scene = scene_new(protocol);
    scene->participant.ppt_kpa = 150;
    scene->review = true;
    scene->rule = decide_nonsense;
    scene->between = answer_late;
    scene->extra = &asked_at;
    assert_int_equal(scene_run(scene), STATUS_OK);
    scene_assert_same_values(quiet, scene);
    scene_free(scene);
    scene_free(quiet);
}

/* ---- more reports than anybody reads */

static void flood(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct report *report = scene->extra;
    if (report->t != 0 || now < 5 * MONO_SEC)
        return;
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    report->t = now;
    for (int i = 0; i < 1000; i++)
        host.report(host.host, report);
}

static void notices_that_nobody_has_time_for_are_counted(void **state)
{
    (void)state;
    struct report report = {.kind = REPORT_NOTICE, .code = NOTICE_NOISE};
    struct scene *quiet = undisturbed_scene(false);
    struct scene *scene = scene_new(protocol);
    scene->participant.ppt_kpa = 150;
    scene->between = flood;
    scene->extra = &report;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "notice", "notices_lost", NULL), 1);
    scene_assert_same_values(quiet, scene);
    scene_free(scene);
    scene_free(quiet);
}

static void lost_reports_end_the_session_for_now_and_it_can_be_resumed(void **state)
{
    (void)state;
    struct report report = {.kind = REPORT_PHASE, .code = PHASE_ARMED};
    struct scene *quiet = undisturbed_scene(false);
    struct scene *scene = scene_new(protocol);
    scene->participant.ppt_kpa = 150;
    scene->between = flood;
    scene->extra = &report;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_ends(scene, "stop"), 1); /* the ramp that was under way */
    scene_assert_same_values(quiet, scene);
    scene_verify(scene);
    scene_free(scene);
    scene_free(quiet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_at_any_moment_and_the_trial_is_repeated),
        cmocka_unit_test(the_participants_stop_at_any_moment_is_never_a_threshold),
        cmocka_unit_test(a_stop_while_attempts_are_reviewed_loses_none),
        cmocka_unit_test(several_stops_close_together_are_all_answered),
        cmocka_unit_test(a_stop_at_any_moment_and_the_test_is_skipped),
        cmocka_unit_test(a_stop_at_any_moment_and_the_session_is_ended_for_good),
        cmocka_unit_test(left_at_any_moment_and_resumed_it_ends_with_the_same_values),
        cmocka_unit_test(the_stop_and_its_delay_stand_with_the_attempt),
        cmocka_unit_test(a_stop_while_a_complete_attempt_is_saved_can_skip_the_rest),
        cmocka_unit_test(a_stop_while_a_complete_attempt_is_saved_can_still_spoil_it),
        cmocka_unit_test(what_is_kept_after_such_a_stop_is_told_the_script_once),
        cmocka_unit_test(an_answer_that_replaced_another_is_the_one_that_is_replayed),
        cmocka_unit_test(a_stop_while_an_instruction_is_saved_can_skip_its_test),
        cmocka_unit_test(skipping_the_rest_of_a_test_spares_the_next_test_of_that_name),
        cmocka_unit_test(skipping_the_rest_of_a_test_spares_the_next_round_of_a_loop),
        cmocka_unit_test(an_answer_that_is_not_offered_changes_nothing),
        cmocka_unit_test(notices_that_nobody_has_time_for_are_counted),
        cmocka_unit_test(lost_reports_end_the_session_for_now_and_it_can_be_resumed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
