/* Real sessions on pseudo-terminals, by the clock: the simulated gauge in a process of its own, and everything that can
 * go wrong with it. They run side by side, since each only waits. */
#include "store/query.h"
#include "store/verify.h"
#include "support/program.h"

#include <math.h>

static const char protocol[] =
    "return protocol {\n"
    "  id = \"short\", version = \"1.0.0\", title = { en = \"short\", de = \"kurz\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"lumbar.L4\", \"left\"), site(\"thenar\", \"left\") }, "
    "trials = 1,\n"
    "      rate = 100*kPa/sec, tolerance = 60*percent, rest = 1*sec, attempts = 2 }\n"
    "  end,\n"
    "}\n";

struct row {
    const char *fault;
    int code;             /* -1: 0 or 3 */
    const char *sentence; /* on standard error; NULL: none needed */
    const char *entry;    /* in a `fault` entry of the journal; NULL: none needed */
};

static const struct row rows[] = {
    {"", 0, NULL, NULL},
    {"drop:p=0.05,at=2s,for=0.3s,cue=1", -1, NULL, NULL},
    {"garble:p=0.02,at=2s,for=0.5s,cue=1", -1, NULL, NULL},
    {"split:gap=0.2ms", -1, NULL, NULL},
    {"merge", -1, NULL, NULL},
    {"delay:20ms", -1, NULL, NULL},
    {"truncate:at=2s", -1, NULL, NULL},
    {"duplicate:at=2s,for=0.5s", -1, NULL, NULL},
    {"stuck_button:at=2s,for=3s,cue=1", -1, NULL, NULL},
    {"silence:at=2s,for=1s,cue=1", 0, "no longer answers", "silent"},
    {"silence:at=2s,cue=1", 3, "no longer answers", "silent"},
    {"unplug:at=2s,for=2s,cue=1", 0, "cable or the port", "link_lost"},
    {"unplug:at=2s,cue=1", 3, "plug it in again", "link_lost"},
    {"reboot:at=2s,cue=1", -1, NULL, ""},
    {"identity:to=0000042", 0, NULL, NULL},
    {"unit:at=2s,to=lbF,cue=1", -1, NULL, NULL},
    {"slow_ramp:0.3", 0, "off", NULL},
    /* a gauge that never shows that the probe is off, and nobody there to say so */
    {"drift:6", 4, "not seen to go down", NULL},
    {"overload:at=2s,for=1s,cue=1,to=word", -1, NULL, ""},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

struct run {
    char study[128];
    struct program program;
};

static void start(const struct folder *folder, size_t i, struct run *run)
{
    char name[32], script[128];
    snprintf(name, sizeof name, "%zu.limen", i);
    folder_file(folder, name, run->study);
    folder_file(folder, "short.lua", script);
    const char *args[] = {"run",         script,    "--sim",    "--headless",
                          "--real-time", "--study", run->study, "--participant",
                          "P1",          "--seed",  "2",        rows[i].fault[0] ? "--fault" : NULL,
                          rows[i].fault, NULL};
    program_start(&run->program, args, NULL);
}

/* A value only with a response or at the limit, and then one that a hand can have pressed. */
static bool check_trial(void *context, const struct study_trial *row)
{
    size_t *counted = context;
    const bool complete = strcmp(row->end, "response") == 0 || strcmp(row->end, "limit") == 0;
    assert_int_equal(complete, !isnan(row->value));
    if (complete && !(row->value > 10 && row->value <= 1000))
        fail_msg("a value of %g", row->value);
    if (strcmp(row->end, "response") == 0 && row->value > 700)
        fail_msg("%g kPa is not what this hand pressed", row->value);
    *counted += row->counts;
    return true;
}

struct search {
    const char *part;
    size_t n;
};

static bool look_for_fault(void *context, const struct entry *entry, int64_t seq)
{
    struct search *search = context;
    (void)seq;
    if (strcmp(entry->kind, "fault") == 0 &&
        memmem(entry->payload, entry->payload_size, search->part, strlen(search->part)))
        search->n++;
    return true;
}

static void no_damage(void *context, enum finding finding, const char *sentence)
{
    (void)context;
    if (finding == FINDING_DAMAGE)
        fail_msg("%s", sentence);
}

static void check_study(const struct row *row, const struct run *run)
{
    struct study *study;
    struct study_verdict verdict;
    struct session_key key;
    struct search search = {.part = row->entry ? row->entry : ""};
    size_t counted = 0;
    struct why why = {0};
    assert_int_equal(study_open(run->study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_verify(study, no_damage, NULL, &verdict, &why), STATUS_OK);
    assert_int_equal(study_find_session(study, 1, &key, &why), STATUS_OK);
    assert_int_equal(study_trials(study, &key, check_trial, &counted, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, look_for_fault, &search, &why), STATUS_OK);
    if (row->entry && search.n == 0)
        fail_msg("%s: no fault `%s` in the journal", row->fault, row->entry);
    if (run->program.code == 0 && row->code == 0)
        assert_int_equal(counted, 2);
    study_close(study);
}

static void check(const struct row *row, const struct run *run)
{
    const int code = run->program.code;
    const char *said = program_err(&run->program);
    if (row->code >= 0 ? code != row->code : code != 0 && code != 3)
        fail_msg("%s: exit %d: %s", row->fault, code, said);
    if (row->sentence && !strstr(said, row->sentence))
        fail_msg("%s: %s", row->fault, said);
    if (code != 0 && !strstr(said, "limen: run: "))
        fail_msg("%s: ends without a sentence: %s", row->fault, said);
    check_study(row, run);
}

static void every_fault_on_a_real_line_ends_in_a_value_or_a_sentence(void **state)
{
    (void)state;
    static struct run runs[ROWS];
    struct folder folder;
    folder_make(&folder);
    folder_write(&folder, "short.lua", protocol);
    for (size_t i = 0; i < ROWS; i++)
        start(&folder, i, &runs[i]);
    for (size_t i = 0; i < ROWS; i++)
        program_join(&runs[i].program, 150 * MONO_SEC);
    for (size_t i = 0; i < ROWS; i++)
        check(&rows[i], &runs[i]);
    folder_remove(&folder);
}

/* Not the pty that it was given for this run: the next run has another one. */
static bool look_for_bench(void *context, const struct entry *entry, int64_t seq)
{
    size_t *named = context;
    (void)seq;
    if (strncmp(entry->kind, "session_", 8) == 0 &&
        memmem(entry->payload, entry->payload_size, "\"port\":\"sim:mark10\"", 19))
        ++*named;
    return true;
}

static void assert_bench_is_named_twice(const char *path)
{
    struct study *study;
    struct session_key key;
    struct why why = {0};
    size_t named = 0;
    assert_int_equal(study_open(path, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_find_session(study, 1, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, look_for_bench, &named, &why), STATUS_OK);
    assert_int_equal(named, 2); /* begun and resumed */
    study_close(study);
}

/* Ctrl-C in the ramp: stopped, saved, and it can be resumed. */
static void an_interrupt_stops_and_the_session_can_be_resumed(void **state)
{
    (void)state;
    static struct program program;
    struct folder folder;
    char study[128], script[128];
    folder_make(&folder);
    folder_write(&folder, "short.lua", protocol);
    folder_file(&folder, "s.limen", study);
    folder_file(&folder, "short.lua", script);
    const char *args[] = {"run", script,          "--sim", "--headless", "--real-time", "--study",
                          study, "--participant", "P1",    NULL,         NULL};
    program_start(&program, args, NULL);
    assert_true(program_listen(&program, mono_now() + 3500 * MONO_MS));
    kill(program.pid, SIGINT);
    assert_int_equal(program_join(&program, 20 * MONO_SEC), 4);
    assert_non_null(strstr(program_err(&program), "stopped: Ctrl-C was pressed"));
    assert_non_null(strstr(program_err(&program), "--resume"));
    args[9] = "--resume";
    assert_int_equal(program_run(&program, args), 0);
    assert_bench_is_named_twice(study);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_on_a_real_line_ends_in_a_value_or_a_sentence),
        cmocka_unit_test(an_interrupt_stops_and_the_session_can_be_resumed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
