/* A visit that lab or instruments refuse is not begun; one that was left goes on with the protocol that it began with, or is
 * ended for good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/query.h"
#include "support/engine_fixture.h"

static const char steep[] =
    "return protocol {\n"
    "  id = 'steep', version = '1.0.0', title = { en = 'Steep', de = 'Steil' },\n"
    "  needs = { 'thermode', 'response' },\n"
    "  parameters = { rate = { default = 2*degC/sec, min = 0.5*degC/sec, max = 4*degC/sec } },\n"
    "  run = function(p) return cpt { sites = site('thenar', 'left'), rate = p.rate } end,\n"
    "}\n";

static const struct study_view *study(void)
{
    return &rig.view.study;
}

static void use_thermode(void)
{
    memset(&rig.config.bench, 0, sizeof rig.config.bench);
    sim_bench_add_thermode(&rig.config.bench);
    rig.config.bench.instruments[0].ramp_max_degc_per_s = 0; /* the lab says nothing of it */
    rig.config.bench.n_responses = 1;
    rig.config.bench.responses[0].kind = RESPONSE_PARTICIPANT;
    folder_write(&rig.folder, "short.lua", steep);
}

static void leave_visit(void)
{
    engine_begin_visit(&rig);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.frame.is_running && study()->can_begin && study()->n_people == 1 &&
                           study()->people[0].can_resume);
}

/* ---- not begun ---------------------------------------------------------------------------------- */

/* It would end before the first trial, again and again. */
static void what_the_bench_refuses_is_not_begun(void **state)
{
    (void)state;
    use_thermode();
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.protocol.plan_state == VIEW_PLAN_FORBIDDEN);
    assert_non_null(strstr(rig.view.protocol.plan_about, "2 °C/s"));
    assert_non_null(strstr(rig.view.protocol.plan_about, "lower the rate"));
    ENGINE_UNTIL(&rig, strstr(study()->why_not, "does not allow this protocol"));
    assert_false(study()->can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    engine_ask_question(&rig, 1, ACTION_SET_PARAMETER, 0, "rate=1*degC/sec");
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 1 && study()->can_begin);
    assert_int_equal(study()->sessions, 0);
    assert_int_equal(rig.view.run.now, NOW_NOTHING);
    assert_int_equal(rig.view.protocol.plan_state, VIEW_PLAN_READY);
}

/* Nobody pressed STOP, and Ctrl+R would not help. */
static void a_reading_beyond_the_limit_is_named_as_what_stops(void **state)
{
    (void)state;
    use_thermode();
    rig.config.bench.instruments[0].temperature_max_degc = 29;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.frame.stop_why[0]);
    assert_int_equal(rig.view.frame.stopped_by, STOP_BY_LIMIT);
    assert_non_null(strstr(rig.view.frame.stop_why, "the limit is 29"));
    ENGINE_UNTIL(&rig, rig.view.bench.instruments[0].is_beyond);
    assert_string_equal(rig.view.bench.instruments[0].sentence, rig.view.frame.stop_why);
    ENGINE_UNTIL(&rig, rig.view.bench.tests[0].mark == MARK_BAD);
    ENGINE_UNTIL(&rig, strstr(study()->why_not, "the limit is 29"));
    assert_null(strstr(study()->why_not, "pressed"));
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    ENGINE_UNTIL(&rig, strstr(study()->why_not, "Grenze 29"));
}

/* ---- ended for good ----------------------------------------------------------------------------- */

struct journal {
    struct session_key key;
    char kinds[512], end[128], who[128];
};

static bool keep_key(void *context, const struct study_session *row)
{
    ((struct journal *)context)->key = row->key;
    return false;
}

static bool keep_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct journal *journal = context;
    const size_t n = strlen(journal->kinds);
    (void)seq;
    snprintf(journal->kinds + n, sizeof journal->kinds - n, " %s", entry->kind);
    char *out = strcmp(entry->kind, "session_end") == 0      ? journal->end
                : strcmp(entry->kind, "session_resume") == 0 ? journal->who
                                                             : NULL;
    if (out)
        snprintf(out, sizeof journal->end, "%.*s", (int)entry->payload_size, entry->payload);
    return true;
}

static struct journal read_first(void)
{
    struct journal journal = {0};
    struct study *file;
    struct why why;
    if (study_open(rig.config.study, STUDY_READ, &file, &why) != STATUS_OK ||
        study_sessions(file, "P1", keep_key, &journal, &why) != STATUS_OK ||
        study_entries(file, &journal.key, keep_entry, &journal, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    study_close(file);
    return journal;
}

static void a_visit_that_never_goes_on_is_ended_for_good(void **state)
{
    (void)state;
    engine_go(&rig);
    leave_visit();
    const int64_t session = study()->people[0].resume_session;
    engine_ask(&rig, ACTION_END_VISIT, session + 1, 0, NULL); /* of nobody's */
    engine_ask(&rig, ACTION_END_VISIT, session, 0, NULL);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "Visit 1 of P1 is ended for good"));
    assert_false(study()->people[0].can_resume);
    assert_int_equal(study()->sessions_open, 0);
    assert_int_equal(study()->sessions, 1);
    const struct journal journal = read_first();
    const char *resumed = strstr(journal.kinds, " session_resume session_end");
    assert_non_null(resumed);
    assert_string_equal(resumed, " session_resume session_end");
    assert_non_null(strstr(journal.end, "\"ended_by_examiner\""));
    assert_non_null(strstr(journal.who, "\"tester\""));
    ENGINE_UNTIL(&rig, study()->can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    assert_int_equal(rig.view.frame.visit, 2);
}

/* ---- with its own protocol ---------------------------------------------------------------------- */

static void open_other(void)
{
    engine_ask(&rig, ACTION_OPEN_PROTOCOL, 0, 0, "ppt-demo");
    ENGINE_UNTIL(&rig, strcmp(rig.view.protocol.id, "ppt-demo") == 0 && study()->can_begin);
}

static void a_visit_of_another_protocol_goes_on_with_its_own(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_ask_question(&rig, 1, ACTION_SET_PARAMETER, 0, "trials=2");
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 1);
    leave_visit();
    assert_string_equal(study()->resume_protocol, "");
    open_other();
    assert_string_equal(study()->resume_protocol, "short");
    engine_ask(&rig, ACTION_RESUME, study()->people[0].resume_session, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM);
    assert_string_equal(rig.view.protocol.id, "short");
    assert_int_equal(rig.view.run.trials, 2);
    ENGINE_UNTIL(&rig, rig.view.run.n_steps == 2);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.frame.is_running);
    assert_string_equal(rig.view.protocol.id, "ppt-demo"); /* the next visit begins with it */
    assert_string_equal(rig.view.protocol.path, "ppt-demo");
}

static void a_protocol_that_is_nowhere_is_asked_for_by_its_name(void **state)
{
    char path[128];
    (void)state;
    engine_go(&rig);
    leave_visit();
    open_other();
    folder_file(&rig.folder, "short.lua", path);
    assert_int_equal(unlink(path), 0);
    engine_ask(&rig, ACTION_RESUME, study()->people[0].resume_session, 0, NULL);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "was begun with protocol short"));
    assert_non_null(strstr(rig.view.frame.toast, "(F5)"));
    assert_int_equal(rig.view.run.now, NOW_SUMMARY); /* of the visit that was left */
    assert_string_equal(rig.view.protocol.id, "ppt-demo");
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(what_the_bench_refuses_is_not_begun),
        ROW(a_reading_beyond_the_limit_is_named_as_what_stops),
        ROW(a_visit_that_never_goes_on_is_ended_for_good),
        ROW(a_visit_of_another_protocol_goes_on_with_its_own),
        ROW(a_protocol_that_is_nowhere_is_asked_for_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
