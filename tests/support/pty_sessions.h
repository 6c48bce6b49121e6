/* Sessions on pseudo-terminals, by the clock: the simulated gauge in a process of its own, and what a fault of its line has
 * to end in. They run side by side, since each only waits. To be included after cmocka. */
#ifndef LIMEN_TESTS_SUPPORT_PTY_SESSIONS_H
#define LIMEN_TESTS_SUPPORT_PTY_SESSIONS_H

#include "store/query.h"
#include "store/verify.h"
#include "support/program.h"

#include <math.h>

static const char pty_protocol[] =
    "return protocol {\n"
    "  id = \"short\", version = \"1.0.0\", title = { en = \"short\", de = \"kurz\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"lumbar.L4\", \"left\"), site(\"thenar\", \"left\") }, "
    "trials = 1,\n"
    "      rate = 100*kPa/sec, tolerance = 60*percent, rest = 1*sec, attempts = 2 }\n"
    "  end,\n"
    "}\n";

struct pty_row {
    const char *fault;
    int code;             /* -1: 0 or 3 */
    const char *sentence; /* on standard error; NULL: none needed */
    const char *entry;    /* in a `fault` entry of the journal; NULL: none needed */
};

struct pty_run {
    char study[128];
    struct program program;
};

static inline void pty_start(const struct folder *folder, const struct pty_row *row, size_t i,
                             struct pty_run *run)
{
    char name[32], script[128];
    snprintf(name, sizeof name, "%zu.limen", i);
    folder_file(folder, name, run->study);
    folder_file(folder, "short.lua", script);
    const char *args[] = {"run",         script,    "--sim",    "--headless",
                          "--real-time", "--study", run->study, "--participant",
                          "P1",          "--seed",  "2",        row->fault[0] ? "--fault" : NULL,
                          row->fault,    NULL};
    program_start(&run->program, args, NULL);
}

/* A value only with a response or at the limit, and then one that a hand can have pressed. */
static inline bool pty_check_trial(void *context, const struct study_trial *row)
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

struct pty_search {
    const char *part;
    size_t n;
};

static inline bool pty_look_for_fault(void *context, const struct entry *entry, int64_t seq)
{
    struct pty_search *search = context;
    (void)seq;
    if (strcmp(entry->kind, "fault") == 0 &&
        memmem(entry->payload, entry->payload_size, search->part, strlen(search->part)))
        search->n++;
    return true;
}

static inline void pty_no_damage(void *context, enum finding finding, const char *sentence)
{
    (void)context;
    if (finding == FINDING_DAMAGE)
        fail_msg("%s", sentence);
}

static inline void pty_check_study(const struct pty_row *row, const struct pty_run *run)
{
    struct study *study;
    struct study_verdict verdict;
    struct session_key key;
    struct pty_search search = {.part = row->entry ? row->entry : ""};
    size_t counted = 0;
    struct why why = {0};
    assert_int_equal(study_open(run->study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_verify(study, pty_no_damage, NULL, &verdict, &why), STATUS_OK);
    assert_int_equal(study_find_session(study, 1, &key, &why), STATUS_OK);
    assert_int_equal(study_trials(study, &key, pty_check_trial, &counted, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, pty_look_for_fault, &search, &why), STATUS_OK);
    if (row->entry && search.n == 0)
        fail_msg("%s: no fault `%s` in the journal", row->fault, row->entry);
    if (run->program.code == 0 && row->code == 0)
        assert_int_equal(counted, 2);
    study_close(study);
}

static inline void pty_check(const struct pty_row *row, const struct pty_run *run)
{
    const int code = run->program.code;
    const char *said = program_err(&run->program);
    if (row->code >= 0 ? code != row->code : code != 0 && code != 3)
        fail_msg("%s: exit %d: %s", row->fault, code, said);
    if (row->sentence && !strstr(said, row->sentence))
        fail_msg("%s: %s", row->fault, said);
    if (code != 0 && !strstr(said, "limen: run: "))
        fail_msg("%s: ends without a sentence: %s", row->fault, said);
    pty_check_study(row, run);
}

static inline void pty_start_all(const struct folder *folder, const struct pty_row *rows, size_t n,
                                 struct pty_run *runs)
{
    folder_write(folder, "short.lua", pty_protocol);
    for (size_t i = 0; i < n; i++)
        pty_start(folder, &rows[i], i, &runs[i]);
}

static inline void pty_check_all(const struct pty_row *rows, size_t n, struct pty_run *runs)
{
    for (size_t i = 0; i < n; i++)
        program_join(&runs[i].program, 150 * MONO_SEC);
    for (size_t i = 0; i < n; i++)
        pty_check(&rows[i], &runs[i]);
}

#endif
