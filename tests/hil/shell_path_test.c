/* Paths as people write them: a message names the folder, and nothing is offered that would fail. */
#include "support/engine_fixture.h"

static void a_study_in_a_folder_that_is_not_there_is_not_offered(void **state)
{
    char path[128], folder[128];
    (void)state;
    folder_file(&rig.folder, "nowhere/at/all/new.limen", path);
    folder_file(&rig.folder, "nowhere/at/all", folder);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.is_open);
    engine_ask_question(&rig, 1, ACTION_OPEN_STUDY, 0, path);
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 1);
    assert_non_null(strstr(rig.view.frame.refusal, folder));
    assert_string_equal(rig.view.study.absent, "");
    assert_non_null(strstr(rig.view.frame.toast, "There is no folder"));
}

/* Where its path was written it can be put right. */
static void a_study_that_cannot_be_opened_is_refused_to_who_asked(void **state)
{
    char path[128];
    (void)state;
    folder_write(&rig.folder, "no.limen", "this is no study");
    folder_file(&rig.folder, "no.limen", path);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.is_open);
    engine_ask_question(&rig, 1, ACTION_OPEN_STUDY, 0, path);
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 1);
    assert_true(rig.view.frame.refusal[0] != '\0');
    assert_string_equal(rig.view.frame.refusal, rig.view.study.problem);
    assert_true(rig.view.study.is_open);
}

/* In the folder in which the program was started. */
static void a_relative_path_is_told_with_its_folder(void **state)
{
    char *const before = realpath(".", NULL);
    (void)state;
    assert_non_null(before);
    assert_int_equal(chdir(rig.folder.path), 0);
    rig.config.bench.responses[0] = (struct response_spec){.kind = RESPONSE_KEY, .code = "b"};
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.is_open);
    engine_ask(&rig, ACTION_OPEN_STUDY, 0, 0, "./typo.limen");
    ENGINE_UNTIL(&rig, strstr(rig.view.study.absent, "typo.limen"));
    assert_int_equal(rig.view.study.absent[0], '/');
    assert_null(strstr(rig.view.study.absent, "./"));
    engine_ask(&rig, ACTION_OPEN_STUDY, 0, 0, "");
    engine_ask_question(&rig, 1, ACTION_SAVE_BENCH, 0, "no/bench.lua");
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 1);
    assert_non_null(strstr(rig.view.frame.toast, "bench.lua"));
    assert_non_null(strstr(rig.view.frame.refusal, rig.folder.path));
    assert_int_equal(chdir(before), 0);
    free(before);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_study_in_a_folder_that_is_not_there_is_not_offered),
        ROW(a_study_that_cannot_be_opened_is_refused_to_who_asked),
        ROW(a_relative_path_is_told_with_its_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
