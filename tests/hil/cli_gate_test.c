/* limen run with a thermode behind a port: nobody is heated by one whose check does not hold, unless the examiner says why. */
#include "support/program.h"

#include "script/message.h"
#include "session/verification.h"
#include "store/query.h"

#include <signal.h>

#define DAY (INT64_C(86400) * 1000000)

static const char protocol[] =
    "return protocol {\n"
    "  id = 'cold', version = '1.0.0', title = { en = 'Cold', de = 'Kalt' },\n"
    "  needs = { 'thermode', 'response' },\n"
    "  run = function()\n"
    "    cpt { sites = site('thenar', 'left'), trials = 1, limit = 25*degC, interval_min = 1*sec,\n"
    "          interval_max = 1*sec }\n"
    "  end,\n"
    "}\n";

static struct {
    struct folder folder;
    struct program sim, program;
    char path[128], bench[128], study[128];
    struct instrument_identity identity; /* of what answers */
    char entry[4096];                    /* the newest that says what is known of its check */
} scene;

static int set_up(void **state)
{
    (void)state;
    char link[128], box[128], text[512];
    memset(&scene, 0, sizeof scene);
    folder_make(&scene.folder);
    folder_write(&scene.folder, "cold.lua", protocol);
    snprintf(text, sizeof text,
             "local t = instrument { driver = \"qst-tcs\", port = \"pty:%s\" }\n"
             "return bench { thermode = t, response = box { port = \"pty:%s\" } }\n",
             folder_file(&scene.folder, "tcs", link), folder_file(&scene.folder, "box", box));
    folder_write(&scene.folder, "bench.lua", text);
    folder_file(&scene.folder, "cold.lua", scene.path);
    folder_file(&scene.folder, "bench.lua", scene.bench);
    program_start(
        &scene.sim,
        (const char *const[]){"sim", "qst-tcs", "--link", link, "--box", "--box-link", box, NULL},
        NULL);
    while (!strstr(program_out(&scene.sim), "box\t"))
        assert_true(program_listen(&scene.sim, mono_now() + 20 * MONO_MS));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kill(scene.sim.pid, SIGTERM);
    assert_int_equal(program_join(&scene.sim, 20 * MONO_SEC), 0);
    folder_remove(&scene.folder);
    return 0;
}

static bool keep_key(void *context, const struct study_session *row)
{
    *(struct session_key *)context = row->key;
    return true;
}

static bool keep_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct message payload;
    (void)context, (void)seq;
    if (message_parse(&payload, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return true;
    const char *what = message_string(&payload, "what");
    if (what && strcmp(what, "identity") == 0) {
        snprintf(scene.identity.model, sizeof scene.identity.model, "%s",
                 message_string(&payload, "model"));
        snprintf(scene.identity.serial, sizeof scene.identity.serial, "%s",
                 message_string(&payload, "serial"));
    } else if (what && strcmp(what, "verification") == 0) {
        snprintf(scene.entry, sizeof scene.entry, "%.*s", (int)entry->payload_size,
                 (const char *)entry->payload);
    }
    message_fini(&payload);
    return true;
}

/* A study each; `override` NULL: nobody says anything. The exit code. */
static int run(const char *name, const char *override)
{
    struct study *study;
    struct session_key key = {0};
    struct why why = {0};
    folder_file(&scene.folder, name, scene.study);
    program_run(&scene.program,
                (const char *const[]){"run", scene.path, "--study", scene.study, "--participant",
                                      "P1", "--bench", scene.bench, "--headless",
                                      override ? "--override-check" : NULL, override, NULL});
    scene.entry[0] = '\0';
    if (study_open(scene.study, STUDY_READ, &study, &why) != STATUS_OK)
        return scene.program.code;
    assert_int_equal(study_sessions(study, NULL, keep_key, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, keep_entry, NULL, &why), STATUS_OK);
    study_close(study);
    return scene.program.code;
}

static void check(int days_ago, bool passed)
{
    struct verifications book;
    struct why why = {0};
    struct verification made = {.utc = utc_now() - days_ago * DAY,
                                .driver = "qst-tcs",
                                .identity = scene.identity,
                                .kind = VERIFICATION_LEVELS,
                                .passed = passed,
                                .days = 180};
    made.levels = (struct level_check){
        .off_skin = true, .tolerance_c = 0.5, .readings.at = {{.asked_c = 25}, {.asked_c = 40}}};
    assert_int_equal(verifications_load(&book, scene.bench, &why), STATUS_OK);
    assert_int_equal(verifications_add(&book, &made, &why), STATUS_OK);
    verifications_fini(&book);
}

/* There is no session, and nobody was asked anything. */
static void assert_refused(const char *why)
{
    if (scene.program.code != 1 || !strstr(program_err(&scene.program), why))
        fail_msg("exit %d: %s", scene.program.code, program_err(&scene.program));
    assert_string_equal(scene.entry, "");
    assert_null(strstr(program_err(&scene.program), "nothing was measured in it"));
    assert_int_not_equal(access(scene.study, F_OK), 0);
}

static void a_check_that_does_not_hold_is_a_gate(void **state)
{
    (void)state;
    run("never.limen", NULL);
    assert_refused("never checked at two levels on this bench");
    assert_int_equal(run("who.limen", "to see who it is"), 0);
    assert_non_null(strstr(scene.entry, "\"state\":\"missing\""));
    assert_true(scene.identity.serial[0] != '\0');
    check(200, true);
    run("expired.limen", NULL);
    assert_refused("check at two levels has expired");
    check(1, false);
    run("failed.limen", NULL);
    assert_refused("check at two levels failed");
}

/* Which one it is shows only when it answers; still before there is a session. */
static void a_check_of_another_thermode_opens_no_session(void **state)
{
    (void)state;
    snprintf(scene.identity.model, sizeof scene.identity.model, "another");
    snprintf(scene.identity.serial, sizeof scene.identity.serial, "0000");
    check(1, true);
    run("another.limen", NULL);
    assert_refused("never checked at two levels on this bench");
}

static void a_reason_opens_it_and_stands_in_the_record(void **state)
{
    (void)state;
    if (run("a.limen", "the reference is at its calibration") != 0)
        fail_msg("exit %d: %s", scene.program.code, program_err(&scene.program));
    assert_non_null(strstr(scene.entry, "\"override\":\"the reference is at its calibration\""));
    assert_non_null(strstr(scene.entry, "\"state\":\"missing\""));
    program_run(&scene.program, (const char *const[]){"verify", scene.study, NULL});
    assert_int_equal(scene.program.code, 0);
    assert_int_equal(run("b.limen", ""), 1); /* no reason is none */
    assert_non_null(strstr(program_err(&scene.program), "takes a reason in words"));
    assert_int_equal(run("b.limen", "x"), 1); /* nor is that one */
    assert_non_null(strstr(program_err(&scene.program), "with at least 4 letters"));
    check(1, true);
    assert_int_equal(run("c.limen", "not needed any more"), 0); /* nothing was overridden */
    assert_non_null(strstr(scene.entry, "\"state\":\"valid\""));
    assert_null(strstr(scene.entry, "override"));
    assert_int_equal(run("d.limen", NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_check_that_does_not_hold_is_a_gate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_check_of_another_thermode_opens_no_session, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_reason_opens_it_and_stands_in_the_record, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
