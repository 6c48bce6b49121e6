/* The Bench screen's engine without a window: actions in, views out. Gauges are simulated in processes of their own, on ptys
 * that count as real ports; whoever waits polls with a deadline. */
#include "shell/engine.h"

#include "base/clock.h"
#include "script/bench_file.h"
#include "store/query.h"
#include "support/program.h"
#include "support/sim_gauges.h"

#include <math.h>

enum { PATIENCE_S = 90 };

struct scene {
    struct folder folder;
    char gauges[64];
    struct stop_line stop;
    struct nursery *nursery;
    struct keeper *keeper;
    struct sim_gauge_child gauge, other;
    struct engine_config config;
    struct engine *engine;
    struct view view;
};

static struct scene scene;

static const char protocol[] =
    "return protocol {\n"
    "  id = \"short\", version = \"1.0.0\", title = { en = \"Short\", de = \"Kurz\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rate = 50*kPa/sec }\n"
    "  end,\n"
    "}\n";

static void prepare(void)
{
    struct why why = {0};
    memset(&scene, 0, sizeof scene);
    folder_make(&scene.folder);
    gauges_folder(scene.gauges);
    stop_init(&scene.stop);
    assert_int_equal(nursery_start(&scene.nursery, &why), STATUS_OK);
    assert_int_equal(keeper_start(&scene.keeper, &why), STATUS_OK);
    gauge_plug(&scene.gauge, scene.nursery, scene.gauges, "mark10");
    scene.config = (struct engine_config){.library = PROTOCOLS_DIR,
                                          .operator_name = "tester",
                                          .seed = 2,
                                          .stop = &scene.stop,
                                          .nursery = scene.nursery,
                                          .keeper = scene.keeper};
}

/* The gauge stands on the bench, as its file says, and somebody responds by a key. */
static void put_on_bench(void)
{
    scene.config.bench = gauge_bench(&scene.gauge);
    char path[128];
    folder_file(&scene.folder, "bench.lua", path);
    memcpy(scene.config.bench_path, path, sizeof path);
}

static void act(enum action_kind kind, int64_t number, double value, const char *text)
{
    struct action action = {
        .kind = (uint8_t)kind, .prompt = scene.view.run.prompt, .number = number, .value = value};
    snprintf(action.text, sizeof action.text, "%s", text ? text : "");
    assert_true(engine_act(scene.engine, &action));
}

#define UNTIL(condition)                                                                           \
    do {                                                                                           \
        const mono_ns until = mono_now() + PATIENCE_S * MONO_SEC;                                  \
        engine_look(scene.engine, &scene.view);                                                    \
        while (!(condition)) {                                                                     \
            if (mono_now() > until)                                                                \
                fail_msg("waited in vain for: %s (%s; %s; %s)", #condition,                        \
                         scene.view.frame.toast, scene.view.bench.instruments[0].sentence,         \
                         scene.view.study.why_not);                                                \
            poll(NULL, 0, 5);                                                                      \
            engine_look(scene.engine, &scene.view);                                                \
        }                                                                                          \
    } while (0)

static struct bench_view *bench(void)
{
    return &scene.view.bench;
}

static struct instrument_view *card(void)
{
    return &scene.view.bench.instruments[0];
}

static void go(void)
{
    struct why why = {0};
    memset(&scene.view, 0, sizeof scene.view);
    if (engine_start(&scene.config, &scene.engine, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    act(ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    UNTIL(scene.view.screen == SCREEN_BENCH);
}

static void leave(void)
{
    struct why why = {0};
    if (engine_join(scene.engine, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    scene.engine = NULL;
}

static void clean(void)
{
    leave();
    gauge_unplug(&scene.gauge);
    if (scene.other.child.birth.pid > 0)
        gauge_unplug(&scene.other);
    assert_int_equal(keeper_stop(scene.keeper), STATUS_OK);
    nursery_stop(scene.nursery);
    stop_fini(&scene.stop);
    rmdir(scene.gauges);
    folder_remove(&scene.folder);
}

static const char *toast_with(const char *part)
{
    return strstr(scene.view.frame.toast, part);
}

/* ---- who is there -------------------------------------------------------------------------------
 */

static void a_card_says_who_answers_how_often_and_what_it_reads(void **state)
{
    (void)state;
    prepare();
    put_on_bench();
    go();
    UNTIL(card()->mark == MARK_WARN && card()->has_reading); /* it was never checked */
    assert_string_equal(card()->role, "algometer");
    assert_string_equal(card()->serial, "3680001");
    assert_string_equal(card()->unit, "kPa");
    UNTIL(card()->n_recent >= 10 && card()->rate_hz > 1);
    assert_true(card()->rate_hz < 100);
    assert_false(card()->verification.exists || card()->verification.is_free);
    assert_string_equal(bench()->tests[0].test, "ppt");
    assert_int_equal(bench()->tests[0].mark, MARK_WARN);
    assert_string_equal(scene.view.frame.bench, "bench");
    clean();
}

/* A response has a card of its own behind the instruments', and nothing can run without one. */
static void a_response_that_is_pulled_out_is_said_and_comes_back(void **state)
{
    (void)state;
    char link[128];
    prepare();
    put_on_bench();
    folder_file(&scene.folder, "box", link);
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    assert_int_equal(symlink(ptsname(master), link), 0);
    struct response_spec *box = &scene.config.bench.responses[1];
    scene.config.bench.n_responses = 2;
    scene.config.bench.responses[0].is_stop = true; /* the key is the participant's STOP */
    box->kind = RESPONSE_BYTE;
    snprintf(box->path, sizeof box->path, "pty:%.120s", link);
    go();
    UNTIL(bench()->n_instruments == 3 && card()->mark == MARK_WARN);
    struct instrument_view *key = &bench()->instruments[1], *pulled = &bench()->instruments[2];
    assert_string_equal(key->model, "Key b: the participant's STOP");
    assert_string_equal(pulled->role, "response");
    assert_int_equal(pulled->mark, MARK_OK);
    assert_int_equal(bench()->tests[0].mark, MARK_WARN);
    close(master);
    UNTIL(pulled->mark == MARK_BAD && pulled->sentence[0] != '\0');
    assert_int_equal(key->mark, MARK_OK);
    assert_int_equal(bench()->tests[0].mark, MARK_BAD);
    assert_int_equal(scene.view.run.button_mark, MARK_BAD); /* said in a session, too */
    master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    unlink(link);
    assert_int_equal(symlink(ptsname(master), link), 0);
    UNTIL(pulled->mark == MARK_OK && bench()->tests[0].mark == MARK_WARN);
    assert_int_equal(scene.view.run.button_mark, MARK_OK);
    clean();
    close(master);
}

static void a_pedal_that_is_missing_at_the_start_is_shown_and_can_be_taken_off(void **state)
{
    (void)state;
    char study[128], protocol_path[128];
    prepare();
    put_on_bench();
    struct response_spec *pedal = &scene.config.bench.responses[0];
    *pedal = (struct response_spec){.kind = RESPONSE_PEDAL, .path = "/dev/input/by-id/no-pedal"};
    folder_write(&scene.folder, "short.lua", protocol);
    folder_file(&scene.folder, "short.lua", protocol_path);
    memcpy(scene.config.protocol, protocol_path, sizeof protocol_path);
    folder_file(&scene.folder, "s.limen", study);
    memcpy(scene.config.study, study, sizeof study);
    snprintf(scene.config.participant, sizeof scene.config.participant, "P1");
    go();
    UNTIL(bench()->n_instruments == 2 && card()->mark == MARK_WARN);
    assert_int_equal(bench()->instruments[1].mark, MARK_BAD);
    assert_int_equal(bench()->instruments[1].response, 1);
    assert_non_null(strstr(bench()->instruments[1].sentence, "plug it in"));
    assert_int_equal(bench()->tests[0].mark, MARK_BAD);
    assert_int_equal(scene.view.frame.stopped_by, STOP_BY_NOBODY); /* nothing ran */
    UNTIL(strstr(scene.view.study.why_not, "not plugged in"));
    act(ACTION_BEGIN, 0, 0, NULL);
    act(ACTION_DROP_RESPONSE, 1, 0, NULL);
    UNTIL(bench()->n_instruments == 1 && bench()->is_changed);
    UNTIL(strstr(scene.view.study.why_not, "lacks what this protocol needs"));
    assert_false(scene.view.study.can_begin);
    /* its card has said it all */
    assert_true(scene.view.frame.toast[0] == '\0' || scene.view.frame.toast_tone != TONE_TROUBLE);
    act(ACTION_BEGIN, 0, 0, NULL);
    act(ACTION_ADD_RESPONSE, SOURCE_KEY, 0, "\tb");
    UNTIL(scene.view.study.can_begin);
    assert_int_equal(scene.view.run.now, NOW_NOTHING); /* it had begun nothing */
    clean();
}

/* A box on a serial port: there when it is plugged in later, without anybody asking. */
static void a_response_that_comes_after_the_start_is_found_by_itself(void **state)
{
    (void)state;
    char link[128];
    prepare();
    put_on_bench();
    folder_file(&scene.folder, "box", link);
    struct response_spec *box = &scene.config.bench.responses[0];
    *box = (struct response_spec){.kind = RESPONSE_BYTE};
    snprintf(box->path, sizeof box->path, "pty:%.120s", link);
    go();
    UNTIL(bench()->n_instruments == 2 && bench()->instruments[1].mark == MARK_BAD);
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    assert_int_equal(symlink(ptsname(master), link), 0);
    UNTIL(bench()->instruments[1].mark == MARK_OK && bench()->tests[0].mark == MARK_WARN);
    clean();
    close(master);
}

static void a_response_is_added_saved_and_taken_off(void **state)
{
    (void)state;
    char path[128], text[160];
    struct bench_spec read;
    prepare();
    put_on_bench();
    scene.config.bench.n_responses = 0;
    folder_file(&scene.folder, "new.lua", path);
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    snprintf(scene.config.ports[0], sizeof scene.config.ports[0], "pty:%.100s", ptsname(master));
    scene.config.n_ports = 1;
    go();
    UNTIL(bench()->n_instruments == 1 && card()->mark == MARK_WARN);
    assert_int_equal(bench()->tests[0].mark, MARK_BAD);
    act(ACTION_FIND_SOURCES, SOURCE_BOX, 0, NULL);
    UNTIL(bench()->sources_of == SOURCE_BOX && bench()->n_sources > 0);
    const struct source_view found = bench()->sources[bench()->n_sources - 1];
    assert_string_equal(found.path, scene.config.ports[0]);
    snprintf(text, sizeof text, "%.120s\t", found.path);
    act(ACTION_ADD_RESPONSE, SOURCE_BOX, 0, text);
    UNTIL(bench()->n_instruments == 2 && bench()->instruments[1].mark == MARK_OK &&
          bench()->tests[0].mark == MARK_WARN);
    act(ACTION_ADD_RESPONSE, SOURCE_KEY + SOURCE_KINDS, 0, "\tx"); /* the participant's STOP */
    UNTIL(bench()->n_instruments == 3);
    assert_string_equal(bench()->instruments[2].model, "Key x: the participant's STOP");
    assert_string_equal(bench()->response_keys[1], "x");
    act(ACTION_ADD_RESPONSE, SOURCE_BOX, 0, text); /* its port is taken */
    UNTIL(toast_with("already"));
    assert_true(bench()->is_changed);
    act(ACTION_SAVE_BENCH, 0, 0, path);
    UNTIL(!bench()->is_changed);
    assert_int_equal(bench_file_load(path, &read, NULL), STATUS_OK);
    assert_int_equal(read.n_responses, 2);
    assert_string_equal(read.responses[0].path, scene.config.ports[0]);
    assert_true(read.responses[1].is_stop);
    act(ACTION_DROP_RESPONSE, 1, 0, NULL);
    UNTIL(bench()->n_instruments == 2 && bench()->tests[0].mark == MARK_BAD);
    assert_string_equal(bench()->response_keys[0], "x");
    assert_string_equal(bench()->response_keys[1], "");
    clean();
    close(master);
}

static void what_is_pulled_out_is_said_and_comes_back_by_itself_or_when_asked(void **state)
{
    (void)state;
    prepare();
    put_on_bench();
    go();
    UNTIL(card()->mark == MARK_WARN);
    gauge_unplug(&scene.gauge);
    UNTIL(card()->mark == MARK_BAD);
    assert_string_not_equal(card()->sentence, "");
    assert_int_equal(bench()->tests[0].mark, MARK_BAD);
    act(ACTION_TRY_INSTRUMENT, 0, 0, NULL); /* it says so again */
    act(ACTION_TRY_INSTRUMENT, 7, 0, NULL); /* there is none */
    UNTIL(card()->mark == MARK_BAD && strstr(card()->sentence, scene.gauge.child.link) &&
          strstr(card()->sentence, "is not there. Plug it in"));
    act(ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    UNTIL(strstr(card()->sentence, "Anstecken und einschalten"));
    gauge_plug(&scene.gauge, scene.nursery, scene.gauges, "mark10");
    UNTIL(card()->mark == MARK_WARN && card()->sentence[0] == '\0');
    act(ACTION_TRY_INSTRUMENT, 0, 0, NULL);
    UNTIL(card()->mark != MARK_WARN);
    UNTIL(card()->mark == MARK_WARN);
    clean();
}

/* ---- from nothing to a bench file ---------------------------------------------------------------
 */

static void bind_first(const char *role, double capacity_n, double area_cm2)
{
    struct action action = {.kind = ACTION_BIND, .value = capacity_n, .area_cm2 = area_cm2};
    snprintf(action.text, sizeof action.text, "%s", role);
    assert_true(engine_act(scene.engine, &action));
}

static void an_instrument_is_found_bound_and_saved(void **state)
{
    (void)state;
    char path[128];
    struct bench_spec read;
    struct why why = {0};
    prepare();
    folder_file(&scene.folder, "new.lua", path);
    snprintf(scene.config.ports[0], sizeof scene.config.ports[0], "%.127s", scene.gauge.port);
    scene.config.n_ports = 1;
    go();
    assert_int_equal(bench()->n_instruments, 0);
    act(ACTION_SCAN, 0, 0, NULL);
    UNTIL(bench()->is_scanning && bench()->scan_ports >= 1);
    UNTIL(!bench()->is_scanning);
    UNTIL(bench()->n_found == 2); /* and the participant's window, which nobody has to look for */
    assert_true(bench()->found[1].is_own && !bench()->found[0].is_own);
    assert_non_null(toast_with("Instruments found: 1"));
    assert_string_equal(bench()->found[0].driver, "mark10");
    assert_string_equal(bench()->found[0].serial, "3680001");
    assert_true(bench()->found[0].needs_force && bench()->found[0].n_roles == 1);
    /* a force without its area is no pressure */
    bind_first("algometer", 500, 0);
    UNTIL(toast_with("capacity and the area"));
    bind_first("thermode", 0, 0);
    UNTIL(toast_with("thermode"));
    assert_int_equal(bench()->n_instruments, 0);
    bind_first("algometer", 500, 0.5);
    UNTIL(bench()->n_instruments == 1 && card()->mark == MARK_WARN);
    assert_true(bench()->is_changed && bench()->n_found == 1);
    assert_int_equal(bench()->tests[0].mark, MARK_BAD); /* nobody can respond */
    act(ACTION_SAVE_BENCH, 0, 0, path);
    UNTIL(!bench()->is_changed);
    assert_string_equal(bench()->path, path);
    if (bench_file_load(path, &read, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    assert_true(read.n_instruments == 1 && read.instruments[0].capacity_n == 500);
    assert_string_equal(read.instruments[0].port, scene.gauge.port);
    assert_true(read.roles[ROLE_ALGOMETER].bound &&
                read.roles[ROLE_ALGOMETER].probe_area_cm2 == 0.5);
    /* what is on the bench is not asked again, and is offered once */
    bind_first("rating", 0, 0);
    UNTIL(bench()->n_instruments == 2 && bench()->n_found == 0);
    assert_string_equal(bench()->instruments[1].driver, "screen-vas");
    act(ACTION_SCAN, 0, 0, NULL);
    UNTIL(bench()->is_scanning);
    UNTIL(!bench()->is_scanning);
    assert_int_equal(bench()->n_found, 0);
    UNTIL(card()->mark == MARK_WARN);
    clean();
}

static void leaving_the_screen_gives_the_search_up(void **state)
{
    (void)state;
    prepare();
    const int master = posix_openpt(O_RDWR | O_NOCTTY); /* a port where nobody answers */
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    snprintf(scene.config.ports[0], sizeof scene.config.ports[0], "pty:%s", ptsname(master));
    scene.config.n_ports = 1;
    go();
    act(ACTION_SCAN, 0, 0, NULL);
    UNTIL(bench()->is_scanning);
    act(ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
    UNTIL(!bench()->is_scanning);
    assert_int_equal(bench()->n_found, 0);
    clean();
    close(master);
}

static void a_new_algometer_takes_the_place_of_the_old_one(void **state)
{
    (void)state;
    prepare();
    put_on_bench();
    gauge_plug(&scene.other, scene.nursery, scene.gauges, "imada-zt");
    snprintf(scene.config.ports[0], sizeof scene.config.ports[0], "%.127s", scene.other.port);
    scene.config.n_ports = 1;
    go();
    act(ACTION_SCAN, 0, 0, NULL);
    UNTIL(bench()->n_found == 2);
    bind_first("algometer", 1000, 1);
    UNTIL(strcmp(card()->driver, "imada-zt") == 0 && card()->mark == MARK_WARN);
    clean();
}

static void a_file_that_is_not_this_benchs_is_replaced_only_when_said(void **state)
{
    (void)state;
    char path[128];
    struct bench_spec read;
    prepare();
    put_on_bench();
    folder_write(&scene.folder, "mine.lua", "-- mine\nreturn bench {}\n");
    folder_file(&scene.folder, "mine.lua", path);
    go();
    act(ACTION_SAVE_BENCH, 0, 0, path);
    UNTIL(strcmp(bench()->taken, path) == 0);
    assert_int_equal(bench_file_load(path, &read, NULL), STATUS_OK);
    assert_int_equal(read.n_instruments, 0);
    act(ACTION_SAVE_BENCH, 0, 0, ""); /* not after all */
    UNTIL(bench()->taken[0] == '\0');
    act(ACTION_SAVE_BENCH, 1, 0, path);
    UNTIL(strcmp(bench()->path, path) == 0);
    assert_int_equal(bench_file_load(path, &read, NULL), STATUS_OK);
    assert_int_equal(read.n_instruments, 1);
    act(ACTION_SAVE_BENCH, 0, 0, "/nowhere/at/all/bench.lua");
    UNTIL(toast_with("/nowhere/at/all"));
    assert_string_equal(bench()->path, path);
    clean();
}

/* ---- the check with a known weight --------------------------------------------------------------
 */

static void put_weight(double newton)
{
    const struct sim_control message = {.kind = SIM_CONTROL_LOAD, .load_n = newton};
    sim_child_tell(&scene.gauge.child, &message);
}

/* 2 kg; what the gauge makes of it. */
static void check(double newton)
{
    UNTIL(card()->mark != MARK_RUNNING && card()->mark != MARK_BAD && card()->has_reading);
    act(ACTION_CHECK_BEGIN, 0, 2000, NULL);
    UNTIL(bench()->check.is_on && bench()->check.step == 0);
    act(ACTION_CHECK_TAKE, 0, 0, NULL); /* not steady yet: ignored */
    UNTIL(bench()->check.hint <= HINT_OFF);
    act(ACTION_CHECK_TAKE, 0, 0, NULL);
    UNTIL(bench()->check.step == 1);
    UNTIL(bench()->check.has_reading);
    put_weight(newton);
    UNTIL(bench()->check.hint <= HINT_OFF && fabs(bench()->check.reading_n - newton) < 0.3);
    act(ACTION_CHECK_TAKE, 0, 0, NULL);
    UNTIL(bench()->check.step == 2);
    put_weight(0);
}

static void a_passed_check_is_kept_and_makes_the_card_ready(void **state)
{
    (void)state;
    prepare();
    put_on_bench();
    scene.config.language = LANGUAGE_DE;
    go();
    check(19.6);
    assert_true(bench()->check.passed);
    assert_true(fabs(bench()->check.expected_n - 19.6133) < 1e-9);
    assert_true(fabs(bench()->check.deviation_pct) < 1);
    act(ACTION_CHECK_CANCEL, 0, 0, NULL); /* closes only */
    UNTIL(!bench()->check.is_on && card()->mark == MARK_OK);
    assert_true(card()->verification.exists && !card()->verification.failed);
    assert_in_range(card()->verification.days_left, 179, 180);
    assert_non_null(strstr(card()->verification.result, "2000 g ergab 19,"));
    assert_int_equal(bench()->tests[0].mark, MARK_OK);
    leave();
    /* another run, and the other language */
    scene.config.language = LANGUAGE_EN;
    go();
    UNTIL(card()->mark == MARK_OK && card()->verification.exists);
    assert_non_null(strstr(card()->verification.result, "2000 g gave 19."));
    /* a lab that lets a check hold for a day says so in its bench file */
    leave();
    scene.config.bench.check_days = 1;
    go();
    UNTIL(card()->mark == MARK_OK && card()->verification.exists);
    assert_int_equal(card()->verification.days_left, 0);
    clean();
}

static bool find_entry(void *context, const struct study_session *row)
{
    *(struct session_key *)context = row->key;
    return true;
}

struct wanted {
    const char *parts[4];
    unsigned n;
};

static bool look_at(void *context, const struct entry *entry, int64_t seq)
{
    struct wanted *wanted = context;
    (void)seq;
    char text[4096];
    const size_t n = entry->payload_size < sizeof text ? entry->payload_size : sizeof text - 1;
    memcpy(text, entry->payload, n);
    text[n] = '\0';
    bool is_all = true;
    for (size_t i = 0; i < 4 && wanted->parts[i]; i++)
        is_all = is_all && strstr(text, wanted->parts[i]);
    wanted->n += is_all;
    return true;
}

static void assert_journalled(const char *study_path, struct wanted wanted)
{
    struct study *study;
    struct session_key key;
    struct why why = {0};
    assert_int_equal(study_open(study_path, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_sessions(study, NULL, find_entry, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, look_at, &wanted, &why), STATUS_OK);
    assert_true(wanted.n > 0);
    study_close(study);
}

static void a_failed_check_is_said_and_a_visit_begins_only_when_told_so_again(void **state)
{
    (void)state;
    char path[128];
    prepare();
    put_on_bench();
    folder_write(&scene.folder, "short.lua", protocol);
    folder_file(&scene.folder, "short.lua", path);
    memcpy(scene.config.protocol, path, sizeof path);
    folder_file(&scene.folder, "s.limen", path);
    memcpy(scene.config.study, path, sizeof path);
    snprintf(scene.config.participant, sizeof scene.config.participant, "P1");
    go();
    check(18.8); /* 4 % less than it should be */
    assert_false(bench()->check.passed);
    assert_true(bench()->check.deviation_pct < -3);
    act(ACTION_CHECK_CANCEL, 0, 0, NULL);
    UNTIL(!bench()->check.is_on && card()->mark == MARK_WARN && card()->verification.failed);
    UNTIL(scene.view.study.can_begin);
    act(ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
    act(ACTION_BEGIN, 0, 0, NULL);
    UNTIL(bench()->begin_asks && scene.view.screen == SCREEN_BENCH);
    assert_int_equal(scene.view.run.now, NOW_NOTHING);
    act(ACTION_BEGIN_ANYWAY, 0, 0, NULL);
    UNTIL(!bench()->begin_asks);
    assert_int_equal(scene.view.run.now, NOW_NOTHING);
    act(ACTION_BEGIN, 0, 0, NULL);
    UNTIL(bench()->begin_asks);
    act(ACTION_BEGIN_ANYWAY, BEGIN_ASKS_CHECK, 0, NULL);
    UNTIL(scene.view.screen == SCREEN_SESSION && scene.view.run.now == NOW_CONFIRM);
    act(ACTION_CHECK_BEGIN, 0, 500, NULL); /* not while somebody sits there */
    act(ACTION_LEAVE, 0, 0, NULL);
    UNTIL(scene.view.run.now == NOW_SUMMARY);
    assert_false(bench()->check.is_on);
    leave();
    assert_journalled(path, (struct wanted){{"\"what\":\"verification\"", "\"state\":\"failed\"",
                                             "\"weight_g\":2000", "\"operator\":\"tester\""},
                                            0});
    go();
    clean();
}

static void a_check_ends_when_the_gauge_goes_or_the_screen_is_left(void **state)
{
    (void)state;
    prepare();
    put_on_bench();
    go();
    UNTIL(card()->mark == MARK_WARN && card()->has_reading);
    act(ACTION_CHECK_BEGIN, 1, 500, NULL); /* there is no such instrument */
    UNTIL(toast_with("cannot be checked"));
    act(ACTION_CHECK_BEGIN, 0, 500, NULL);
    UNTIL(bench()->check.is_on);
    act(ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
    UNTIL(!bench()->check.is_on);
    act(ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    act(ACTION_CHECK_BEGIN, 0, 500, NULL);
    UNTIL(bench()->check.is_on);
    gauge_unplug(&scene.gauge);
    UNTIL(!bench()->check.is_on && toast_with("no longer answers"));
    assert_false(card()->verification.exists);
    clean();
}

/* A simulated weight lies on a simulated gauge. */
static void a_demonstration_can_be_checked_and_writes_nothing(void **state)
{
    (void)state;
    prepare();
    put_on_bench();
    scene.config.is_demo = true;
    snprintf(scene.config.bench.instruments[0].port, sizeof scene.config.bench.instruments[0].port,
             "sim:mark10");
    scene.config.bench.responses[0] = (struct response_spec){.kind = RESPONSE_PARTICIPANT};
    go();
    UNTIL(card()->mark == MARK_OK && card()->has_reading); /* nobody asks for a check */
    assert_true(card()->verification.is_free);
    act(ACTION_CHECK_BEGIN, 0, 1000, NULL);
    for (uint8_t step = 0; step < 2; step++) {
        UNTIL(bench()->check.is_on && bench()->check.step == step &&
              bench()->check.hint <= HINT_OFF);
        act(ACTION_CHECK_TAKE, 0, 0, NULL);
    }
    UNTIL(bench()->check.step == 2);
    assert_true(bench()->check.passed);
    act(ACTION_CHECK_CANCEL, 0, 0, NULL);
    UNTIL(card()->verification.exists && card()->mark == MARK_OK);
    char path[128];
    folder_file(&scene.folder, "demo.lua", path);
    act(ACTION_SAVE_BENCH, 0, 0, path);
    UNTIL(toast_with("Not saved"));
    assert_int_equal(access(path, F_OK), -1);
    folder_file(&scene.folder, "bench.checks.jsonl", path);
    assert_int_equal(access(path, F_OK), -1);
    clean();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_says_who_answers_how_often_and_what_it_reads),
        cmocka_unit_test(a_response_that_is_pulled_out_is_said_and_comes_back),
        cmocka_unit_test(a_pedal_that_is_missing_at_the_start_is_shown_and_can_be_taken_off),
        cmocka_unit_test(a_response_that_comes_after_the_start_is_found_by_itself),
        cmocka_unit_test(a_response_is_added_saved_and_taken_off),
        cmocka_unit_test(what_is_pulled_out_is_said_and_comes_back_by_itself_or_when_asked),
        cmocka_unit_test(an_instrument_is_found_bound_and_saved),
        cmocka_unit_test(leaving_the_screen_gives_the_search_up),
        cmocka_unit_test(a_new_algometer_takes_the_place_of_the_old_one),
        cmocka_unit_test(a_file_that_is_not_this_benchs_is_replaced_only_when_said),
        cmocka_unit_test(a_passed_check_is_kept_and_makes_the_card_ready),
        cmocka_unit_test(a_failed_check_is_said_and_a_visit_begins_only_when_told_so_again),
        cmocka_unit_test(a_check_ends_when_the_gauge_goes_or_the_screen_is_left),
        cmocka_unit_test(a_demonstration_can_be_checked_and_writes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
