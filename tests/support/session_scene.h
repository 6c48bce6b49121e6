/* A session in virtual time for tests: a script given as text, an examiner who decides by a rule, a study in memory or
 * in a file, and what is in it afterwards. */
#ifndef LIMEN_TESTS_SESSION_SCENE_H
#define LIMEN_TESTS_SESSION_SCENE_H

#include "hw/reactor.h"
#include "session/rig.h"
#include "store/verify.h"
#include "support/program.h"

#include <math.h>
#include <sys/stat.h>

enum { SCENE_ROWS = 128, SCENE_NOTICES = 64, SCENE_PROMPTS = 512 };

struct scene;
typedef enum decision scene_rule(struct scene *scene, const struct prompt *prompt);

struct scene {
    struct folder folder;
    char protocol[128];
    struct bench_spec spec;
    struct sim_participant participant;
    struct sim_fault faults[SIM_FAULTS_MAX];
    size_t n_faults;
    uint64_t seed;
    utc_us utc; /* of the next session; goes on by its duration */
    bool review, resume;
    const char *parameters; /* of the protocol, JSON; NULL: as it has them */
    int64_t steps_max;      /* 0: no bound; the same of `lasts_max` */
    mono_ns lasts_max;
    enum language language;
    struct envelope lab;
    const char *id;
    scene_rule *rule; /* NULL: goes on, repeats, does not retry saving */
    void (*between)(void *context, struct rig *rig, mono_ns now);
    void (*on_phase)(struct scene *scene, enum phase phase);
    const char *reason; /* of a spoil */
    const char *reply;  /* to every question, "": none; NULL: what the simulated participant says */
    bool by_marks;      /* the test marks what happens */
    const char *library; /* NULL: the shipped verbs */
    bool goes_round;     /* is asked more often than anybody could answer */
    void *extra;         /* the test's own */

    struct stop_line stop;
    struct study *study;
    struct session_key key;
    struct rig_report report;
    enum status status;
    struct why why;
    struct session *session; /* while a rule decides */
    struct rig *rig;         /* from the first instant on */
    size_t prompts;          /* in this run */
    size_t asked[PROMPT_SAVE_FAILED + 1];
    enum status cause; /* of the last PROMPT_STOPPED */
    char text[400];    /* of the last prompt */
    size_t n_saved, n_adopted, n_rests, n_noted, n_marked;
    double rest_left_s, rest_whole_s; /* as the last rest was told */
    char notices[SCENE_NOTICES][200];
    size_t n_notices;
    char mended[200];                    /* the last notice that is no longer so */
    size_t phases[PHASE_RELEASED + 1];   /* how often each was shown */
    struct study_trial rows[SCENE_ROWS]; /* of the session, in the order of the journal */
    size_t n_rows;
};

/* ---- the examiner */

static inline enum decision scene_goes_on(struct scene *scene, const struct prompt *prompt)
{
    (void)scene;
    switch (prompt->kind) {
    case PROMPT_STOPPED:
        return DECISION_REPEAT;
    case PROMPT_SAVE_FAILED:
        return DECISION_LEAVE;
    case PROMPT_QUESTION:
        return DECISION_SKIP; /* where nobody is simulated who could answer */
    case PROMPT_WAIT:
        return DECISION_NONE;
    case PROMPT_INSTRUCT:
    case PROMPT_ARM:
    case PROMPT_REVIEW:
    case PROMPT_RELEASE:
        return DECISION_GO;
    }
    return DECISION_NONE;
}

static inline void scene_between(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    scene->rig = rig;
    if (scene->between)
        scene->between(scene, rig, now);
}

static inline void scene_prompt(void *view, struct session *session, const struct prompt *prompt)
{
    struct scene *scene = view;
    assert_true(++scene->prompts < SCENE_PROMPTS || scene->goes_round);
    assert_null(strstr(prompt->text, "..")); /* sentences in one */
    scene->asked[prompt->kind]++;
    snprintf(scene->text, sizeof scene->text, "%s", prompt->text);
    if (prompt->kind == PROMPT_STOPPED)
        scene->cause = prompt->cause;
    scene->session = session;
    scene_rule *const rule = scene->rule ? scene->rule : scene_goes_on;
    const enum decision decision = rule(scene, prompt);
    const char *reply = scene->reply ? scene->reply : prompt->played;
    if (prompt->kind == PROMPT_QUESTION && decision == DECISION_SKIP && reply && reply[0])
        assert_true(session_reply(session, reply));
    else
        session_decide(session, decision, scene->reason);
}

static inline void scene_saved(void *view, const struct trial_row *row)
{
    struct scene *scene = view;
    (void)row;
    scene->n_saved++;
}

static inline void scene_adopted(void *view, const struct trial_row *row)
{
    struct scene *scene = view;
    assert_int_equal(row->end, END_INTERRUPTED);
    assert_false(row->has_value);
    assert_true(row->attempt > 0);
    scene->n_adopted++;
}

static inline void scene_rest(void *view, const char *site, const char *side, double left_s,
                              double whole_s)
{
    struct scene *scene = view;
    (void)site, (void)side;
    scene->n_rests++;
    scene->rest_left_s = left_s;
    scene->rest_whole_s = whole_s;
}

static inline void scene_phase(void *view, enum phase phase, double value)
{
    struct scene *scene = view;
    (void)value;
    scene->phases[phase]++;
    if (scene->on_phase)
        scene->on_phase(scene, phase);
}

static inline void scene_notice(void *view, const char *sentence)
{
    struct scene *scene = view;
    if (scene->n_notices < SCENE_NOTICES)
        snprintf(scene->notices[scene->n_notices++], sizeof scene->notices[0], "%.199s", sentence);
}

static inline void scene_mended(void *view, const char *sentence)
{
    struct scene *scene = view;
    snprintf(scene->mended, sizeof scene->mended, "%.199s", sentence);
}

static inline void scene_noted(void *view, bool has_words)
{
    struct scene *scene = view;
    scene->n_noted += has_words;
    scene->n_marked += !has_words;
}

static inline size_t scene_count_notices(const struct scene *scene, const char *part)
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_notices; i++)
        n += strstr(scene->notices[i], part) != NULL;
    return n;
}

static inline bool scene_noticed(const struct scene *scene, const char *part)
{
    return scene_count_notices(scene, part) > 0;
}

/* ---- making one */

static inline struct bench_spec scene_bench(void)
{
    struct bench_spec spec = {.n_instruments = 1, .n_responses = 1};
    spec.instruments[0] = (struct instrument_spec){
        .name = "algometer", .driver = "mark10", .port = "sim:mark10", .force_max_n = 120};
    spec.roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .channel = "force", .probe_area_cm2 = 1};
    spec.responses[0] = (struct response_spec){.kind = RESPONSE_PARTICIPANT};
    return spec;
}

static inline struct scene *scene_new(const char *run)
{
    struct scene *scene = calloc(1, sizeof *scene);
    char text[4096];
    assert_non_null(scene);
    folder_make(&scene->folder);
    snprintf(text, sizeof text,
             "return protocol {\n  id = \"t\", version = \"1.0.0\", title = { en = \"t\", de = "
             "\"t\" },\n"
             "  needs = { \"algometer\", \"response\" },\n  run = function(p)\n%s\n  end,\n}\n",
             run);
    folder_write(&scene->folder, "t.lua", text);
    folder_file(&scene->folder, "t.lua", scene->protocol);
    scene->spec = scene_bench();
    scene->participant = sim_participant_defaults();
    scene->seed = 1;
    scene->utc = 1800000000000000;
    scene->id = "S1";
    stop_init(&scene->stop);
    return scene;
}

static inline void scene_fault(struct scene *scene, const char *spec)
{
    struct why why = {0};
    if (sim_fault_parse(spec, &scene->faults[scene->n_faults++], &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static inline void scene_open(struct scene *scene, const char *file)
{
    struct why why = {0};
    char path[128] = "";
    if (file)
        folder_file(&scene->folder, file, path);
    if (study_open(path, file ? STUDY_CREATE : STUDY_MEMORY, &scene->study, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

/* As if the program had ended and were started again. */
static inline void scene_reopen(struct scene *scene, const char *file)
{
    study_close(scene->study);
    scene_open(scene, file);
}

static inline void scene_free(struct scene *scene)
{
    study_close(scene->study);
    stop_fini(&scene->stop);
    folder_remove(&scene->folder);
    free(scene);
}

/* A library with one verb, `engine(what, arguments)`, which checks nothing. */
static inline void scene_use_engine(struct scene *scene, char library[128])
{
    char path[160];
    folder_file(&scene->folder, "lib", library);
    assert_int_equal(mkdir(library, 0700), 0);
    snprintf(path, sizeof path, "%s/verbs", library);
    assert_int_equal(mkdir(path, 0700), 0);
    folder_write(&scene->folder, "lib/verbs/engine.lua",
                 "return function(what, arguments) return ask(what, arguments) end\n");
    scene->library = library;
}

/* ---- what there is afterwards */

static inline bool scene_keep_row(void *context, const struct study_trial *row)
{
    struct scene *scene = context;
    assert_true(scene->n_rows < SCENE_ROWS);
    scene->rows[scene->n_rows++] = *row;
    return true;
}

static inline void scene_load(struct scene *scene)
{
    struct why why = {0};
    scene->n_rows = 0;
    if (scene->key.session == 0)
        return;
    if (study_trials(scene->study, &scene->key, scene_keep_row, scene, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static inline void scene_finding(void *context, enum finding finding, const char *sentence)
{
    (void)context;
    if (finding == FINDING_DAMAGE)
        fail_msg("%s", sentence);
}

static inline void scene_verify(struct scene *scene)
{
    struct study_verdict verdict;
    struct why why = {0};
    if (study_verify(scene->study, scene_finding, NULL, &verdict, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

struct scene_entries {
    const char *kind, *part;
    size_t n;
    char last[2048];
};

static inline bool scene_count_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct scene_entries *entries = context;
    char payload[2048];
    (void)seq;
    snprintf(payload, sizeof payload, "%.*s", (int)entry->payload_size, entry->payload);
    if (strcmp(entry->kind, entries->kind) != 0 || !strstr(payload, entries->part))
        return true;
    entries->n++;
    memcpy(entries->last, payload, sizeof payload);
    return true;
}

/* Entries of `kind` whose payload has `part` in it; `last`: the payload of the newest. */
static inline size_t scene_entries(struct scene *scene, const char *kind, const char *part,
                                   char last[2048])
{
    struct why why = {0};
    struct scene_entries entries = {.kind = kind, .part = part};
    if (study_entries(scene->study, &scene->key, scene_count_entry, &entries, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    if (last)
        memcpy(last, entries.last, sizeof entries.last);
    return entries.n;
}

static inline size_t scene_ends(const struct scene *scene, const char *end)
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_rows; i++)
        n += strcmp(scene->rows[i].end, end) == 0;
    return n;
}

static inline size_t scene_counted(const struct scene *scene)
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_rows; i++)
        n += scene->rows[i].counts && !scene->rows[i].practice;
    return n;
}

/* The trial that counts; NULL: none. */
static inline const struct study_trial *scene_counted_row(const struct scene *scene,
                                                          const struct study_trial *like)
{
    for (size_t i = 0; i < scene->n_rows; i++) {
        const struct study_trial *row = &scene->rows[i];
        if (row->counts && row->trial == like->trial && row->practice == like->practice &&
            strcmp(row->test, like->test) == 0 && strcmp(row->site, like->site) == 0 &&
            strcmp(row->side, like->side) == 0)
            return row;
    }
    return NULL;
}

/* The same trials count with the same values to the bit. */
static inline void scene_assert_same_values(const struct scene *a, const struct scene *b)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n_rows; i++) {
        const struct study_trial *row = &a->rows[i];
        if (!row->counts)
            continue;
        const struct study_trial *other = scene_counted_row(b, row);
        if (!other)
            fail_msg("%s %s %lld has no value", row->site, row->side, (long long)row->trial);
        assert_true(other->value == row->value || (isnan(other->value) && isnan(row->value)));
        assert_string_equal(other->end, row->end);
        assert_string_equal(other->censored, row->censored);
        n++;
    }
    for (size_t i = 0; i < b->n_rows; i++)
        n -= b->rows[i].counts;
    assert_int_equal(n, 0);
}

/* No value where there was no response and no limit, and a value is within what was pressed. */
static inline void scene_assert_honest(const struct scene *scene)
{
    for (size_t i = 0; i < scene->n_rows; i++) {
        const struct study_trial *row = &scene->rows[i];
        const bool complete = strcmp(row->end, "response") == 0 || strcmp(row->end, "limit") == 0;
        assert_int_equal(complete, !isnan(row->value));
        assert_int_equal(strcmp(row->censored, "right") == 0, strcmp(row->end, "limit") == 0);
        if (complete && !(row->value > 0 && row->value <= 1200))
            fail_msg("a value of %g", row->value);
        for (size_t j = 0; j < i; j++)
            if (row->trial == scene->rows[j].trial && row->practice == scene->rows[j].practice &&
                row->attempt == scene->rows[j].attempt &&
                strcmp(row->site, scene->rows[j].site) == 0 &&
                strcmp(row->side, scene->rows[j].side) == 0)
                fail_msg("two attempts %lld of trial %lld", (long long)row->attempt,
                         (long long)row->trial);
    }
}

/* ---- running it */

static inline struct session_view scene_view(struct scene *scene)
{
    return (struct session_view){.view = scene,
                                 .prompt = scene_prompt,
                                 .phase = scene_phase,
                                 .saved = scene_saved,
                                 .adopted = scene_adopted,
                                 .rest = scene_rest,
                                 .notice = scene_notice,
                                 .mended = scene_mended,
                                 .noted = scene_noted};
}

static inline struct session_config scene_config(const struct scene *scene)
{
    return (struct session_config){.participant = scene->id,
                                   .operator_name = "tester",
                                   .program = "limen test",
                                   .parameters = scene->parameters,
                                   .language = scene->language,
                                   .seed = scene->seed,
                                   .is_attended = scene->review,
                                   .is_played = !scene->by_marks,
                                   .resume = scene->resume,
                                   .key = scene->key,
                                   .lab = scene->lab,
                                   .steps_max = scene->steps_max,
                                   .lasts_max = scene->lasts_max,
                                   .utc = scene->utc,
                                   .ready_within = 15 * MONO_SEC};
}

/* All but the view; freed by scene_parts_free(). */
static inline struct session_parts scene_parts(struct scene *scene)
{
    struct session_parts parts = {.study = scene->study, .stop = &scene->stop};
    struct why why = {0};
    const struct script_options options = {.library =
                                               scene->library ? scene->library : PROTOCOLS_DIR,
                                           .seed = scene->seed,
                                           .parameters = scene->parameters};
    if (script_load(scene->protocol, &options, &parts.script, &why) != STATUS_OK ||
        store_writer_new(scene->study, &parts.writer, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return parts;
}

static inline void scene_parts_free(struct session_parts *parts)
{
    script_free(parts->script);
    store_writer_free(parts->writer);
}

static inline void scene_go(struct scene *scene)
{
    const struct session_view view = scene_view(scene);
    const struct session_config config = scene_config(scene);
    struct session_parts parts = scene_parts(scene);
    const struct rig_config rig = {.spec = &scene->spec,
                                   .participant = &scene->participant,
                                   .faults = scene->faults,
                                   .n_faults = scene->n_faults,
                                   .seed = scene->seed,
                                   .is_paced = true,
                                   .between = scene_between,
                                   .context = scene};
    parts.view = &view;
    scene->status = rig_run(&rig, &config, &parts, &scene->report, &scene->why);
    scene_parts_free(&parts);
}

/* Left before the store had said that it had begun. */
static inline void scene_find_key(struct scene *scene)
{
    uint8_t digest[DIGEST_SIZE];
    uint64_t seed;
    struct session_key key;
    if (study_unfinished_session(scene->study, scene->id, "t", &key, digest, &seed, NULL) ==
        STATUS_OK)
        scene->key = key;
}

/* More reports of this phase than anybody has room for: what the bench reports in this turn is lost, too. */
static inline void scene_lose_reports(struct rig *rig, enum phase phase, mono_ns now)
{
    const struct report report = {.kind = REPORT_PHASE, .code = (uint8_t)phase, .t = now};
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    for (int i = 0; i < 300; i++)
        host.report(host.host, &report);
}

/* Between two instants, from the one at which the test's own `extra` points. As if the program had died: the end of
 * what runs is never heard, and nothing more is saved. */
static inline void scene_die_at(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    const mono_ns *at = scene->extra;
    if (now >= *at)
        scene_lose_reports(rig, PHASE_ARMED, now);
}

/* One run, to its end or to where it is left. */
static inline enum status scene_run(struct scene *scene)
{
    if (!scene->study)
        scene_open(scene, NULL);
    scene->prompts = scene->n_saved = scene->n_adopted = scene->n_rests = scene->n_notices = 0;
    scene->n_noted = scene->n_marked = 0;
    memset(scene->asked, 0, sizeof scene->asked);
    memset(scene->phases, 0, sizeof scene->phases);
    stop_fini(&scene->stop);
    stop_init(&scene->stop);
    scene_go(scene);
    if (scene->report.key.session != 0)
        scene->key = scene->report.key;
    else if (scene->key.session == 0)
        scene_find_key(scene);
    scene->utc += scene->report.duration / MONO_US + 1000000;
    scene_load(scene);
    return scene->status;
}

/* Left between its two trials, to be resumed. */
static const char scene_two_trials[] =
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rest "
    "= 5*sec, max_trials = 2 }\n";

static inline enum decision scene_leaves_second(struct scene *scene, const struct prompt *prompt)
{
    const bool leaves = prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 2;
    return leaves ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

static inline struct scene *scene_left(const char *run)
{
    struct scene *scene = scene_new(run);
    scene->rule = scene_leaves_second;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 1);
    scene->rule = NULL;
    scene->resume = true;
    return scene;
}

#endif
