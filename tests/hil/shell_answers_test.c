/* Every answer is of one question: what was answered to one that has gone is none to the one in its place. */
#include "support/engine_fixture.h"

static void answer_to(uint32_t prompt, enum action_kind kind)
{
    const struct action action = {.kind = (uint8_t)kind, .prompt = prompt};
    assert_true(engine_act(rig.engine, &action));
}

static void a_session_hears_only_answers_to_what_it_asks(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    const uint32_t now = rig.view.run.prompt;
    assert_true(now > 1); /* the instruction was asked before */
    answer_to(now - 1, ACTION_LEAVE);
    answer_to(now - 1, ACTION_SKIP);
    answer_to(0, ACTION_END);
    engine_ask(&rig, ACTION_NOTE, 0, 0, "still here");
    ENGINE_UNTIL(&rig, rig.view.frame.toast_tone == TONE_DONE && rig.view.frame.toast[0]);
    assert_int_equal(rig.view.run.now, NOW_CONFIRM);
    assert_int_equal(rig.view.run.prompt, now);
    answer_to(now, ACTION_LEAVE);
    ENGINE_UNTIL(&rig, !rig.view.frame.is_running);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, "");
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT || rig.view.run.now == NOW_CONFIRM);
    assert_true(rig.view.run.prompt >
                now); /* what was answered in the visit before is no answer in this one */
    answer_to(rig.view.run.prompt, ACTION_LEAVE);
    ENGINE_UNTIL(&rig, !rig.view.frame.is_running);
}

/* The first export answers its own question only, though it is written after the second was refused. */
static void a_late_answer_is_none_to_the_question_after_it(void **state)
{
    (void)state;
    char folder[128], words[VIEW_SENTENCE_MAX];
    uint32_t question = 0;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.path[0] && rig.view.study.can_begin);
    do { /* a starved machine has written the first before it hears of the second */
        char name[32];
        snprintf(name, sizeof name, "tables%u", question);
        folder_file(&rig.folder, name, folder);
        engine_ask_question(&rig, ++question, ACTION_EXPORT, 0, folder);
        engine_ask_question(&rig, ++question, ACTION_EXPORT, 0, folder);
        ENGINE_UNTIL(&rig, rig.view.frame.answered == question);
    } while (!strstr(rig.view.frame.refusal, "written already") && question < 20);
    snprintf(words, sizeof words, "%s", rig.view.frame.refusal);
    assert_true(words[0] != '\0');
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, folder));
    assert_int_equal(rig.view.frame.answered, question);
    assert_string_equal(rig.view.frame.refusal, words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_hears_only_answers_to_what_it_asks, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_late_answer_is_none_to_the_question_after_it, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
