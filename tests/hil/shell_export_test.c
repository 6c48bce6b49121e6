/* Exports from the window: aside, whole or absent, told in the journal, and never in the way of a visit. */
#include "support/engine_fixture.h"

#include "shell/exporter.h"
#include "store/query.h"

#include <sys/stat.h>

/* ---- the exporter alone ------------------------------------------------------------------------- */

struct scene {
    struct folder folder;
    char study[128], tables[128];
    struct exporter *exporter;
    sem_t news;
};

static void on_news(void *context)
{
    sem_post(&((struct scene *)context)->news);
}

static void begin(struct scene *scene)
{
    struct study *study;
    struct why why = {0};
    memset(scene, 0, sizeof *scene);
    folder_make(&scene->folder);
    folder_file(&scene->folder, "s.limen", scene->study);
    folder_file(&scene->folder, "tables", scene->tables);
    assert_int_equal(sem_init(&scene->news, 0, 0), 0);
    assert_int_equal(study_open(scene->study, STUDY_CREATE, &study, &why), STATUS_OK);
    study_close(study);
    assert_int_equal(exporter_new(on_news, scene, &scene->exporter, &why), STATUS_OK);
    if (exporter_start(scene->exporter, scene->study, scene->tables, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static void await(struct scene *scene, enum exporter_state state)
{
    while (exporter_look(scene->exporter).state != state)
        sem_wait(&scene->news);
}

static bool is_there(const struct scene *scene, const char *name)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", scene->tables, name);
    return access(path, F_OK) == 0;
}

static void end(struct scene *scene)
{
    exporter_free(scene->exporter);
    sem_destroy(&scene->news);
    folder_remove(&scene->folder);
}

static void tables_are_seen_only_when_the_journal_knows(void **state)
{
    (void)state;
    struct scene scene;
    struct exporter_result result;
    begin(&scene);
    await(&scene, EXPORTER_WHOLE);
    assert_false(is_there(&scene, "trials.tsv") || is_there(&scene, "codebook.tsv"));
    assert_false(exporter_take(scene.exporter, &result));
    exporter_noted(scene.exporter, STATUS_OK, &(struct why){0});
    await(&scene, EXPORTER_OVER);
    assert_true(exporter_take(scene.exporter, &result));
    assert_int_equal(result.status, STATUS_OK);
    assert_int_equal(result.done.tables, 5);
    assert_string_equal(result.folder, scene.tables);
    assert_true(is_there(&scene, "trials.tsv") && is_there(&scene, "samples.tsv"));
    assert_int_equal(exporter_look(scene.exporter).state, EXPORTER_IDLE);
    end(&scene);
}

static void what_is_given_up_or_not_noted_leaves_nothing(void **state)
{
    (void)state;
    for (int row = 0; row < 2; row++) {
        struct scene scene;
        struct exporter_result result;
        begin(&scene);
        await(&scene, EXPORTER_WHOLE);
        if (row == 0)
            exporter_give_up(scene.exporter);
        else
            exporter_noted(scene.exporter, STATUS_CORRUPT, &(struct why){.text = "damaged"});
        await(&scene, EXPORTER_OVER);
        assert_true(exporter_take(scene.exporter, &result));
        assert_int_equal(result.status, row == 0 ? STATUS_STOPPED : STATUS_CORRUPT);
        assert_int_equal(access(scene.tables, F_OK), -1);
        end(&scene);
    }
}

/* The program ends while tables are written: it waits for nobody's word. */
static void an_exporter_can_be_ended_at_any_time(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    end(&scene);
    begin(&scene);
    await(&scene, EXPORTER_WHOLE);
    exporter_free(scene.exporter);
    scene.exporter = NULL;
    assert_int_equal(access(scene.tables, F_OK), -1);
    end(&scene);
}

/* ---- in the engine ------------------------------------------------------------------------------ */

static bool count_exports(void *context, const struct entry *entry, int64_t seq)
{
    (void)seq;
    *(int *)context += strcmp(entry->kind, "export") == 0;
    return true;
}

static bool find_session(void *context, const struct study_session *session)
{
    *(struct session_key *)context = session->key;
    return true;
}

static int noted_exports(void)
{
    struct study *study;
    struct session_key key;
    struct why why = {0};
    int n = 0;
    assert_int_equal(study_open(rig.config.study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_sessions(study, NULL, find_session, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, count_exports, &n, &why), STATUS_OK);
    study_close(study);
    return n;
}

static void an_export_says_where_it_is_and_gives_way_to_a_visit(void **state)
{
    (void)state;
    char folder[128], other[128];
    engine_go(&rig);
    engine_begin_visit(&rig);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    folder_file(&rig.folder, "one", folder);
    folder_file(&rig.folder, "two", other);
    engine_ask(&rig, ACTION_EXPORT, 0, 0, folder);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "5 tables in ") &&
                           strstr(rig.view.frame.toast, folder));
    assert_int_equal(noted_exports(), 1);
    /* both are asked for before the engine has looked at either */
    engine_ask(&rig, ACTION_EXPORT, 0, 0, other);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    engine_ask(&rig, ACTION_EXPORT, 0, 0, other); /* not while somebody sits there */
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY && rig.view.study.can_begin);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "given up"));
    assert_int_equal(access(other, F_OK), -1);
    engine_ask(&rig, ACTION_EXPORT, 0, 0, other);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, other));
    assert_int_equal(access(other, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_seen_only_when_the_journal_knows),
        cmocka_unit_test(what_is_given_up_or_not_noted_leaves_nothing),
        cmocka_unit_test(an_exporter_can_be_ended_at_any_time),
        cmocka_unit_test_setup_teardown(an_export_says_where_it_is_and_gives_way_to_a_visit, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
