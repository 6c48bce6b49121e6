/* Each trial names the instruction that was read last before it, with its language and which words they were. */
#include "support/session_scene.h"

static const char run[] =
    "    ppt { sites = { site(\"thenar\", \"right\") }, trials = 1 }\n"
    "    instruct { key = \"mine\", text = { en = \"Ouch\", de = \"Aua\" } }\n"
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n"
    "    instruct { key = \"other\", text = { en = \"Only English\" } }\n"
    "    ppt { sites = { site(\"lumbar.L4\", \"left\") }, trials = 1 }\n";

/* The first digits of BLAKE2b-256, as `b2sum -l 256` has them. */
static const struct {
    const char *key, *language, *digest;
} expected[LANGUAGES][3] = {
    [LANGUAGE_EN] = {{"", "", ""},
                     {"mine", "en", "cdc33065c78d67d6"},
                     {"other", "en", "3478c85825e3bd1d"}},
    [LANGUAGE_DE] = {{"", "", ""},
                     {"mine", "de", "4e9b3a121402e5d8"},
                     {"other", "en", "3478c85825e3bd1d"}},
};

static void check_rows(const struct scene *scene, size_t from)
{
    assert_int_equal(scene->n_rows, 3);
    for (size_t i = from; i < 3; i++) {
        const struct study_trial *row = &scene->rows[i];
        assert_string_equal(row->instruction, expected[scene->language][i].key);
        assert_string_equal(row->instruction_language, expected[scene->language][i].language);
        assert_string_equal(row->instruction_digest, expected[scene->language][i].digest);
    }
}

static void each_trial_names_what_was_read_before_it(void **state)
{
    (void)state;
    for (enum language language = 0; language < LANGUAGES; language++) {
        struct scene *scene = scene_new(run);
        scene->language = language;
        assert_int_equal(scene_run(scene), STATUS_OK);
        check_rows(scene, 0);
        assert_int_equal(scene_entries(scene, "instruct", "", NULL), 2);
        scene_verify(scene);
        scene_free(scene);
    }
}

/* The examiner's screen is English; the participant reads German in the window of the bench. */
static void it_is_read_in_the_participants_language(void **state)
{
    (void)state;
    struct scene *scene = scene_new(run);
    snprintf(scene->spec.instruments[0].scale.language,
             sizeof scene->spec.instruments[0].scale.language, "de");
    assert_int_equal(scene_run(scene), STATUS_OK);
    scene->language = LANGUAGE_DE;
    check_rows(scene, 0);
    scene_free(scene);
}

/* The computer is left at the site of the last trial; the instruction is not read again. */
static enum decision leave_at_the_third(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 3)
        return DECISION_LEAVE;
    return scene_goes_on(scene, prompt);
}

static void it_is_still_known_after_a_pause(void **state)
{
    (void)state;
    struct scene *scene = scene_new(run);
    scene->language = LANGUAGE_DE;
    scene->rule = leave_at_the_third;
    scene_open(scene, NULL);
    assert_int_equal(scene_run(scene) == STATUS_OK, false);
    scene->rule = NULL;
    scene->resume = true;
    scene->language = LANGUAGE_EN; /* the words were German all the same */
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "instruct", "", NULL), 2);
    scene->language = LANGUAGE_DE;
    check_rows(scene, 0);
    scene_free(scene);
}

/* A visit that is ended while it stands on the screen: nobody has read it. */
static enum decision end_at_it(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_INSTRUCT ? DECISION_END : scene_goes_on(scene, prompt);
}

static void what_was_not_read_is_not_named(void **state)
{
    (void)state;
    struct scene *scene = scene_new(run);
    scene->rule = end_at_it;
    const enum status status = scene_run(scene);
    (void)status; /* it was ended early */
    assert_int_equal(scene_entries(scene, "instruct", "", NULL), 0);
    scene_free(scene);
}

/* The lab's recording was played, and the record says so. */
static enum decision play_it(struct scene *scene, const struct prompt *prompt)
{
    session_instruction_played(scene->session);
    return scene_goes_on(scene, prompt);
}

static void a_recording_that_was_played_is_in_the_record(void **state)
{
    (void)state;
    char last[2048];
    struct scene *scene = scene_new(run);
    scene->rule = play_it;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "note", "\"what\":\"instruction_played\"", last), 2);
    assert_non_null(strstr(last, "\"text\":\"other\""));
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trial_names_what_was_read_before_it),
        cmocka_unit_test(it_is_read_in_the_participants_language),
        cmocka_unit_test(it_is_still_known_after_a_pause),
        cmocka_unit_test(what_was_not_read_is_not_named),
        cmocka_unit_test(a_recording_that_was_played_is_in_the_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
