/* A visit that goes on: what was read aloud stands there again, its steps are those of the parameters that it began with, and
 * what was loaded is there for the next one. */
#include "support/engine_fixture.h"

static const char reading[] =
    "return protocol {\n"
    "  id = \"reads\", version = \"1.0.0\", title = { en = \"Reads\", de = \"Liest\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  parameters = { trials = { default = 1, min = 1, max = 3 } },\n"
    "  run = function(p)\n"
    "    instruct { key = \"own\", text = { en = \"Press when it hurts.\" }, test = \"ppt\" }\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = p.trials }\n"
    "  end,\n"
    "}\n";

static void open_reading(void)
{
    folder_write(&rig.folder, "reads.lua", reading);
    folder_file(&rig.folder, "reads.lua", rig.config.protocol);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.protocol.plan_state == VIEW_PLAN_READY && rig.view.study.can_begin);
}

static void leave_visit(void)
{
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.frame.is_running && rig.view.study.can_begin &&
                           rig.view.study.people[0].can_resume);
}

static void resume_visit(void)
{
    engine_ask(&rig, ACTION_RESUME, rig.view.study.people[0].resume_session, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM);
}

static void what_was_read_stands_there_again(void **state)
{
    (void)state;
    open_reading();
    engine_begin_visit(&rig);
    assert_string_equal(rig.view.run.words, "Press when it hurts.");
    leave_visit();
    resume_visit();
    assert_string_equal(rig.view.run.instruction, "own");
    assert_string_equal(rig.view.run.words, "Press when it hurts.");
    assert_string_equal(rig.view.run.words_language, "en");
    assert_false(rig.view.run.instruction_read);
    leave_visit();
}

static void its_steps_are_those_that_it_began_with(void **state)
{
    (void)state;
    open_reading();
    engine_ask_question(&rig, 1, ACTION_SET_PARAMETER, 0, "trials=2");
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 1);
    engine_begin_visit(&rig);
    leave_visit();
    engine_ask_question(&rig, 2, ACTION_SET_PARAMETER, 0, "trials=1");
    ENGINE_UNTIL(&rig,
                 rig.view.frame.answered == 2 && rig.view.protocol.plan_state == VIEW_PLAN_READY);
    resume_visit();
    ENGINE_UNTIL(&rig, rig.view.run.n_steps == 2 && rig.view.run.steps[1].mark == MARK_RUNNING);
    assert_int_equal(rig.view.run.steps[0].mark, MARK_OK);
    assert_string_equal(rig.view.run.steps[1].title, "Pressure pain threshold");
    assert_int_equal(rig.view.run.step_trials, 2);
    leave_visit();
    ENGINE_UNTIL(&rig, rig.view.protocol.plan_state == VIEW_PLAN_READY);
    assert_int_equal(rig.view.protocol.plan[1].trials, 1);
    assert_string_equal(rig.view.protocol.parameters[0].value, "1");
}

static const char loop[] =
    "return protocol {\n"
    "  id = \"loop\", version = \"1.0.0\", title = { en = \"Loop\", de = \"Schleife\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    for _, side in ipairs { \"left\", \"right\" } do\n"
    "      ppt { sites = { site(\"thenar\", side), site(\"lumbar.L4\", side) }, trials = 2,\n"
    "            order = \"given\" }\n"
    "    end\n"
    "  end,\n"
    "}\n";

/* The first round is skipped: what its sites had left is given up, and the second round comes, also after two pauses. */
static void what_was_skipped_is_no_more_to_come_after_a_pause(void **state)
{
    (void)state;
    const struct run_view *run = &rig.view.run;
    folder_write(&rig.folder, "loop.lua", loop);
    folder_file(&rig.folder, "loop.lua", rig.config.protocol);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run->now == NOW_CONFIRM && run->site == 0);
    assert_int_equal(run->given_up, 4); /* and not the second round */
    engine_ask(&rig, ACTION_SKIP, 0, 0, NULL);
    for (int pause = 0; pause < 3; pause++) {
        if (pause > 0)
            resume_visit();
        ENGINE_UNTIL(&rig,
                     run->now == NOW_CONFIRM && run->site == 2 && run->sites[1].state == SITE_DONE);
        assert_int_equal(run->given_up, 4);
        assert_int_equal(run->n_trials_here, 2);
        assert_int_equal(run->trials_here[0].state, ROW_PLANNED);
        assert_int_equal(run->sites[0].state, SITE_DONE);
        assert_int_equal(run->sites[3].state, SITE_LATER);
        leave_visit();
    }
}

/* What is set for the next visit is planned on the Protocol screen, and what this one still does where it is offered. */
static void a_visit_that_is_offered_again_has_its_own_plan(void **state)
{
    (void)state;
    const struct study_view *study = &rig.view.study;
    open_reading();
    engine_ask_question(&rig, 1, ACTION_SET_PARAMETER, 0, "trials=3");
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 1);
    engine_begin_visit(&rig);
    leave_visit();
    ENGINE_UNTIL(&rig, strstr(study->steps[1].detail, "3 trials"));
    engine_ask_question(&rig, 2, ACTION_SET_PARAMETER, 0, "trials=2");
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 2 && rig.view.protocol.plan[1].trials == 2 &&
                           study->n_steps == 2 && strstr(study->steps[1].detail, "3 trials"));
    assert_string_equal(rig.view.protocol.parameters[0].value, "2");
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    ENGINE_UNTIL(&rig, strcmp(study->steps[0].title, "Anweisung") == 0 &&
                           strstr(study->steps[1].detail, "3 "));
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_EN, 0, NULL);
    ENGINE_UNTIL(&rig, strstr(study->steps[1].detail, "3 trials"));
    engine_ask(&rig, ACTION_PICK_PARTICIPANT, 0, 0, "P2"); /* begins anew */
    ENGINE_UNTIL(&rig, strstr(study->steps[1].detail, "2 trials"));
    engine_ask(&rig, ACTION_PICK_PARTICIPANT, 0, 0, "P1");
    ENGINE_UNTIL(&rig, strstr(study->steps[1].detail, "3 trials"));
    engine_ask(&rig, ACTION_END_VISIT, study->people[0].resume_session, 0, NULL);
    ENGINE_UNTIL(&rig, strstr(study->steps[1].detail, "2 trials"));
    assert_int_equal(rig.view.protocol.plan[1].trials, 2);
}

/* Step strip and trials are in one language, whenever it changes. */
static void its_steps_are_named_in_the_language_of_the_window(void **state)
{
    (void)state;
    open_reading();
    engine_begin_visit(&rig);
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    ENGINE_UNTIL(&rig, strcmp(rig.view.run.steps[1].title, "Pressure pain threshold") != 0);
    assert_string_equal(rig.view.run.steps[0].title, "Anweisung");
    assert_string_equal(rig.view.run.steps[1].title, "Druckschmerzschwelle");
    assert_int_equal(rig.view.run.steps[1].mark, MARK_RUNNING);
    assert_string_equal(rig.view.protocol.title, "Liest");
    leave_visit();
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(what_was_read_stands_there_again),
        ROW(its_steps_are_those_that_it_began_with),
        ROW(a_visit_that_is_offered_again_has_its_own_plan),
        ROW(what_was_skipped_is_no_more_to_come_after_a_pause),
        ROW(its_steps_are_named_in_the_language_of_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
