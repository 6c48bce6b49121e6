/* What the Study screen asks before it opens or begins something, and what it says of a visit that cannot be resumed. */
#include "support/engine_fixture.h"

#include "shell/remembered.h"
#include "store/study.h"

/* ---- opening ------------------------------------------------------------------------------------ */

/* A path that was mistyped makes nothing by itself. */
static void a_study_that_is_not_there_is_made_only_when_asked_for(void **state)
{
    char path[128];
    (void)state;
    folder_file(&rig.folder, "typo.limen", path);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "A new study was made"));
    engine_ask(&rig, ACTION_OPEN_STUDY, 0, 0, path);
    ENGINE_UNTIL(&rig, strcmp(rig.view.study.absent, path) == 0);
    assert_string_equal(rig.view.study.path, rig.config.study);
    engine_ask(&rig, ACTION_OPEN_STUDY, 0, 0, "");
    ENGINE_UNTIL(&rig, rig.view.study.absent[0] == '\0');
    assert_int_equal(access(path, F_OK), -1);
    engine_ask(&rig, ACTION_OPEN_STUDY, 1, 0, path);
    ENGINE_UNTIL(&rig, strcmp(rig.view.study.path, path) == 0 &&
                           strstr(rig.view.frame.toast, "typo.limen"));
    engine_ask(&rig, ACTION_OPEN_STUDY, 0, 0, rig.config.study);
    ENGINE_UNTIL(&rig, strcmp(rig.view.study.path, rig.config.study) == 0);
    assert_string_equal(rig.view.study.absent, "");
}

/* Study and protocol are there at the next start; what could not be kept is told. */
static void what_is_used_is_remembered_for_the_next_start(void **state)
{
    struct remembered read;
    char path[128];
    (void)state;
    folder_file(&rig.folder, "state/last.json", rig.config.state);
    folder_file(&rig.folder, "other.limen", path);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.is_open && rig.view.protocol.is_loaded);
    remembered_load(rig.config.state, &read);
    assert_string_equal(read.study, rig.config.study);
    assert_string_equal(read.protocol, rig.config.protocol);
    engine_ask(&rig, ACTION_OPEN_PROTOCOL, 0, 0, "ppt-demo");
    engine_ask(&rig, ACTION_OPEN_STUDY, 1, 0, path);
    ENGINE_UNTIL(&rig, strcmp(rig.view.study.path, path) == 0);
    remembered_load(rig.config.state, &read);
    assert_string_equal(read.study, path);
    assert_string_equal(read.protocol, "ppt-demo");
}

static void the_study_that_was_used_last_is_offered(void **state)
{
    (void)state;
    rig.config.is_demo = false;
    memcpy(rig.config.offered, rig.config.study, sizeof rig.config.offered);
    rig.config.study[0] = '\0';
    snprintf(rig.config.notice, sizeof rig.config.notice, "The bench file used last is gone");
    engine_go(&rig);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "used last is gone"));
    assert_false(rig.view.study.is_open);
    assert_true(rig.view.study.is_last_used);
    assert_string_equal(rig.view.study.path, rig.config.offered);
}

static bool is_listed(const char *id)
{
    for (size_t i = 0; i < rig.view.study.n_people; i++)
        if (strcmp(rig.view.study.people[i].id, id) == 0)
            return true;
    return false;
}

/* Added in the morning, to come in the afternoon: somebody else's visit takes nobody off the list, another study does. */
static void whoever_was_added_is_there_after_a_visit(void **state)
{
    char path[128];
    (void)state;
    folder_file(&rig.folder, "other.limen", path);
    engine_go(&rig);
    engine_ask(&rig, ACTION_ADD_PARTICIPANT, 0, 0, "P9");
    ENGINE_UNTIL(&rig, is_listed("P9"));
    engine_ask(&rig, ACTION_PICK_PARTICIPANT, 0, 0, "P1");
    ENGINE_UNTIL(&rig, strcmp(rig.view.study.picked, "P1") == 0);
    engine_begin_visit(&rig);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    assert_int_equal(rig.view.study.sessions, 1);
    assert_true(is_listed("P9"));
    engine_ask(&rig, ACTION_OPEN_STUDY, 1, 0, path);
    ENGINE_UNTIL(&rig, strcmp(rig.view.study.path, path) == 0);
    assert_false(is_listed("P9"));
}

/* ---- beginning ---------------------------------------------------------------------------------- */

/* A visit of P1 on the simulated bench, ended at `ended`. */
static void add_visit(utc_us ended)
{
    static const uint8_t digest[DIGEST_SIZE] = {1};
    static const struct study_source source = {"p.lua", "return 1\n", 9};
    const struct session_spec spec = {.participant = "P1",
                                      .operator_name = "tester",
                                      .protocol_id = "short",
                                      .protocol_version = "1.0.0",
                                      .protocol_digest = digest,
                                      .bench = "{\"simulated\":true}",
                                      .parameters = "{}",
                                      .program = "test"};
    const struct entry end = {
        .kind = "session_end", .utc = ended, .payload = "{}", .payload_size = 2};
    struct study *study;
    struct session_key key;
    struct why why = {0};
    if (study_open(rig.config.study, STUDY_CREATE, &study, &why) != STATUS_OK ||
        study_begin_session(study, &spec, &source, 1, ended - 1000000, 5, &key, &why) !=
            STATUS_OK ||
        study_append(study, &key, &end, 1, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    study_close(study);
}

static void a_second_visit_on_the_same_day_is_asked_about(void **state)
{
    (void)state;
    rig.config.is_demo = false;
    add_visit(utc_now() - (utc_us)40 * 86400 * 1000000);
    add_visit(utc_now());
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.study.asks_twice);
    assert_int_equal(rig.view.study.twice_visit, 2);
    assert_non_null(strchr(rig.view.study.twice_time, ':'));
    engine_ask(&rig, ACTION_BEGIN_ANYWAY, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.study.asks_twice);
    assert_int_equal(rig.view.run.now, NOW_NOTHING);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.study.asks_twice);
    engine_ask(&rig, ACTION_OPEN_PROTOCOL, 0, 0, rig.config.protocol); /* it was asked of another */
    ENGINE_UNTIL(&rig, !rig.view.study.asks_twice);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.study.asks_twice);
    engine_ask(&rig, ACTION_BEGIN_ANYWAY, BEGIN_ASKS_CHECK, 0, NULL); /* to what is not asked */
    engine_ask(&rig, ACTION_MUTE, 1, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.frame.is_muted);
    assert_true(rig.view.study.asks_twice);
    engine_ask(&rig, ACTION_BEGIN_ANYWAY, BEGIN_ASKS_TWICE, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
}

static void a_visit_of_another_day_asks_nothing(void **state)
{
    (void)state;
    rig.config.is_demo = false;
    add_visit(utc_now() - (utc_us)40 * 86400 * 1000000);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
}

/* ---- a protocol that errs ----------------------------------------------------------------------- */

/* Its second test was skipped, and it takes that for a number. */
static const char erring[] =
    "return protocol {\n"
    "  id = \"errs\", version = \"1.0.0\", title = { en = \"Errs\", de = \"Irrt\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    local function at(place)\n"
    "      return ppt { sites = { site(place, \"left\") }, trials = 1, practice = 0,\n"
    "        rate = 100*kPa/sec, tolerance = 90*percent, rest = 1*sec }\n"
    "    end\n"
    "    at \"thenar\"\n"
    "    local second = at \"lumbar.L4\"\n"
    "    local level = second.mean + 10*kPa\n"
    "    at \"tibialis_anterior\"\n"
    "  end,\n"
    "}\n";

static const struct person_row *person(void)
{
    return rig.view.study.n_people == 1 ? &rig.view.study.people[0] : NULL;
}

static void a_protocol_that_errs_is_not_resumed_for_ever(void **state)
{
    (void)state;
    folder_write(&rig.folder, "errs.lua", erring);
    folder_file(&rig.folder, "errs.lua", rig.config.protocol);
    rig.config.language = LANGUAGE_DE;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.protocol.plan_state == VIEW_PLAN_READY && rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM && rig.view.run.offers_skip);
    engine_ask(&rig, ACTION_SKIP, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    const char *said = rig.view.run.sentence;
    assert_non_null(strstr(said, "Das Protokoll selbst hat einen Fehler"));
    assert_non_null(strstr(said, "errs.lua:11: "));
    assert_non_null(strstr(said, "Tibialis"));
    assert_null(strstr(said, "Thenar"));
    ENGINE_UNTIL(&rig,
                 rig.view.study.sessions == 1 && strstr(rig.view.study.notes[1], "errs.lua:11"));
    assert_non_null(strstr(rig.view.study.notes[1], "Termin 1 ist nicht fortsetzbar"));
    assert_non_null(person());
    assert_false(person()->can_resume);
    assert_int_equal(person()->last, VIEW_VISIT_ERRED);
    assert_int_equal(rig.view.study.sessions_open, 0);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM);
    assert_int_equal(rig.view.frame.visit, 2);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_study_that_is_not_there_is_made_only_when_asked_for),
        ROW(what_is_used_is_remembered_for_the_next_start),
        ROW(the_study_that_was_used_last_is_offered),
        ROW(whoever_was_added_is_there_after_a_visit),
        ROW(a_second_visit_on_the_same_day_is_asked_about),
        ROW(a_visit_of_another_day_asks_nothing),
        ROW(a_protocol_that_errs_is_not_resumed_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
