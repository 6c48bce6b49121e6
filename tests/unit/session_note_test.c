/* What the examiner notes is told as saved when it is in the study, and not before. */
#include "support/session_scene.h"

static const char two_trials[] = "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, "
                                 "rest = 5*sec }\n";

struct noting {
    const char *words;
    bool is_noted;
    size_t told_at_once;
};

static void note_in_the_rest(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct noting *noting = scene->extra;
    (void)now;
    if (noting->is_noted || scene->n_rests == 0)
        return;
    noting->is_noted = true;
    session_note(rig_session(rig), noting->words);
    noting->told_at_once = scene->n_noted + scene->n_marked;
}

static struct noting run_with(struct scene *scene, const char *words)
{
    struct noting noting = {.words = words};
    scene->between = note_in_the_rest;
    scene->extra = &noting;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(noting.is_noted);
    return noting;
}

static void a_note_is_told_as_saved_after_its_commit(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    const struct noting noting = run_with(scene, "He has moved.");
    assert_int_equal(noting.told_at_once, 0);
    assert_int_equal(scene->n_noted, 1);
    assert_int_equal(scene->n_marked, 0);
    scene_free(scene);
}

static void a_time_mark_is_told_as_one(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    const struct noting noting = run_with(scene, "");
    assert_int_equal(noting.told_at_once, 0);
    assert_int_equal(scene->n_noted, 0);
    assert_int_equal(scene->n_marked, 1);
    scene_free(scene);
}

/* What the program itself adds to the record is no note of anybody. */
static void what_the_program_notes_is_not_told(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_noted + scene->n_marked, 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_is_told_as_saved_after_its_commit),
        cmocka_unit_test(a_time_mark_is_told_as_one),
        cmocka_unit_test(what_the_program_notes_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
