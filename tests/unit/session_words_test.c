/* The language of a session: what it says follows it, what it writes down does not know it. */
#include "support/catalogue.h"
#include "support/session_scene.h"

#define TWO_TRIALS                                                                                 \
    "    instruct { key = \"ppt\", text = { en = \"Read me.\", de = \"Lies mich.\" } }\n"          \
    "    ppt { sites = { site(\"thenar\", \"left\"), site(\"lumbar.L4\", \"midline\") },\n"        \
    "      trials = 1, practice = 1, rest = 2*sec, max_trials = 2 }\n"

enum { SAID_MAX = 1 << 15, RECORD_MAX = 1 << 18 };

/* Everything that was said in one run, and everything that was written down. */
struct run {
    char said[SAID_MAX], record[RECORD_MAX];
    size_t n_said, n_record;
    mono_ns stop_at; /* 0: never */
    bool is_stopped;
    enum prompt_kind at;
    enum decision decision; /* there; NONE: goes on */
};

static void add(char *to, size_t size, size_t *n, const char *text)
{
    const int written = snprintf(to + *n, size - *n, "%s\n", text);
    assert_true(written > 0 && (size_t)written < size - *n);
    *n += (size_t)written;
}

static void say(struct run *run, const char *text)
{
    add(run->said, sizeof run->said, &run->n_said, text);
}

static enum decision listen_to(struct scene *scene, const struct prompt *prompt)
{
    struct run *run = scene->extra;
    if (prompt->kind != PROMPT_INSTRUCT) /* its text is the key that the protocol gave */
        say(run, prompt->text);
    if (prompt->words)
        say(run, prompt->words);
    return prompt->kind == run->at && run->decision != DECISION_NONE ? run->decision
                                                                     : scene_goes_on(scene, prompt);
}

static void stop_once(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct run *run = scene->extra;
    (void)rig;
    if (run->stop_at == 0 || now < run->stop_at || run->is_stopped)
        return;
    run->is_stopped = true;
    stop_raise(&scene->stop, STOP_KEY, now);
}

/* What differs by its nature, as long as it is. */
static void mask(char *text, const char *key, size_t n)
{
    char *at = strstr(text, key);
    if (at)
        memset(at + strlen(key), '-', n);
}

static bool write_down(void *context, const struct entry *entry, int64_t seq)
{
    struct run *run = context;
    char text[8192];
    snprintf(text, sizeof text, "%lld %s %.*s", (long long)seq, entry->kind,
             (int)entry->payload_size, entry->payload);
    mask(text, "\"study\":\"", 36);               /* each study has its own */
    mask(text, "\"instruction_language\":\"", 2); /* the participant has heard other words */
    mask(text, "\"instruction_digest\":\"", 16);
    add(run->record, sizeof run->record, &run->n_record, text);
    return true;
}

/* What is done, and what comes in between. */
static const struct row {
    const char *run, *faults[2];
    mono_ns stop_at;
    enum prompt_kind at;
    enum decision decision;
    const char *de; /* said among other things */
} rows[] = {
    {TWO_TRIALS, {NULL}, 0, PROMPT_STOPPED, DECISION_NONE, "Algometer: M5-100, Nr. "},
    {TWO_TRIALS,
     {NULL},
     9 * MONO_SEC,
     PROMPT_STOPPED,
     DECISION_NONE,
     "Gestoppt: Die Leertaste wurde gedrückt"},
    {TWO_TRIALS, {NULL}, 0, PROMPT_ARM, DECISION_END, "Vorzeitig beendet"},
    {TWO_TRIALS, {NULL}, 0, PROMPT_REVIEW, DECISION_LEAVE, "Die Sitzung lässt sich fortsetzen"},
    {TWO_TRIALS,
     {"silence:at=2s,for=1s,cue=1"},
     0,
     PROMPT_STOPPED,
     DECISION_NONE,
     "Das Gerät antwortet nicht mehr"},
    {TWO_TRIALS,
     {"unplug:from=on,for=20s"},
     0,
     PROMPT_STOPPED,
     DECISION_NONE,
     "noch nicht geantwortet"},
    {TWO_TRIALS, {"unplug:at=2s,cue=1"}, 0, PROMPT_STOPPED, DECISION_LEAVE, "wieder einstecken"},
    {TWO_TRIALS,
     {"unit:at=1s,cue=1"},
     0,
     PROMPT_STOPPED,
     DECISION_NONE,
     "Jemand hat die Einheit umgestellt"},
    {TWO_TRIALS,
     {"unplug:at=4s,for=1s,cue=1", "identity:to=0000042,at=4s,cue=1"},
     0,
     PROMPT_STOPPED,
     DECISION_NONE,
     "Ein anderes Gerät antwortet: M5-100, Nr. 0000042"},
    {TWO_TRIALS, {"drift:6"}, 0, PROMPT_STOPPED, DECISION_LEAVE, "Stempel abnehmen; bestätigen"},
    {"    ppt { sites = { site(\"thenar\", \"left\") }, trials = 20, practice = 5, rest = 0*sec,\n"
     "      attempts = 1 }\n"
     "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 10, rest = 0*sec, attempts = 1 "
     "}\n",
     {NULL},
     0,
     PROMPT_STOPPED,
     DECISION_NONE,
     "Daumenballen, links: 30 Druckrampen in 24 Stunden"},
};

static struct run *run_in(const struct row *row, enum language language)
{
    struct run *run = calloc(1, sizeof *run);
    struct scene *scene = scene_new(row->run);
    struct why why = {0};
    assert_non_null(run);
    *run = (struct run){.stop_at = row->stop_at, .at = row->at, .decision = row->decision};
    scene->language = language;
    scene->review = true;
    scene->extra = run;
    scene->rule = listen_to;
    scene->between = stop_once;
    scene->participant.ppt_kpa = 100;
    for (size_t i = 0; i < 2 && row->faults[i]; i++)
        scene_fault(scene, row->faults[i]);
    const enum status status = scene_run(scene);
    say(run, status == STATUS_OK ? "" : scene->why.text);
    for (size_t i = 0; i < scene->n_notices; i++)
        say(run, scene->notices[i]);
    assert_int_equal(study_entries(scene->study, &scene->key, write_down, run, &why), STATUS_OK);
    scene_free(scene);
    return run;
}

static void assert_same_record(const char *de, const char *en)
{
    size_t at = 0;
    while (de[at] && de[at] == en[at])
        at++;
    if (de[at] != en[at])
        fail_msg("the records part: %.300s", de + (at > 150 ? at - 150 : 0));
}

static void a_german_session_speaks_german_and_writes_the_same_record(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct run *en = run_in(&rows[i], LANGUAGE_EN), *de = run_in(&rows[i], LANGUAGE_DE);
        if (!strstr(de->said, rows[i].de))
            fail_msg("row %zu does not say \"%s\": %s", i, rows[i].de, de->said);
        assert_no_english(de->said);
        assert_same_record(de->record, en->record);
        assert_true(en->n_record > 0);
        free(en);
        free(de);
    }
}

static void what_was_left_in_one_language_goes_on_in_the_other(void **state)
{
    (void)state;
    struct run run = {.stop_at = 9 * MONO_SEC, .at = PROMPT_STOPPED, .decision = DECISION_LEAVE};
    struct scene *scene = scene_new(TWO_TRIALS);
    scene->extra = &run;
    scene->rule = listen_to;
    scene->between = stop_once;
    scene->language = LANGUAGE_DE;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_string_equal(scene->why.text, "Gestoppt: Die Leertaste wurde gedrückt");
    scene->resume = true;
    scene->language = LANGUAGE_EN;
    assert_int_equal(scene_run(scene), STATUS_OK);
    scene_verify(scene);
    scene_free(scene);
}

static enum decision change_language(struct scene *scene, const struct prompt *prompt)
{
    struct run *run = scene->extra;
    if (prompt->words)
        say(run, prompt->words);
    if (prompt->kind == PROMPT_ARM)
        say(run, prompt->text);
    session_set_language(scene->session, LANGUAGE_DE);
    return scene_goes_on(scene, prompt);
}

static void another_language_holds_from_the_next_sentence_on(void **state)
{
    (void)state;
    struct run run = {0};
    struct scene *scene = scene_new(TWO_TRIALS);
    scene->extra = &run;
    scene->rule = change_language;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_memory_equal(run.said, "Read me.\nStempel aufsetzen\n", 26);
    scene_free(scene);
}

struct turned {
    struct run run;
    size_t n_stops;
    char last[200];
};

static enum decision hear_stop(struct scene *scene, const struct prompt *prompt)
{
    struct turned *turned = scene->extra;
    if (prompt->kind != PROMPT_STOPPED)
        return scene_goes_on(scene, prompt);
    turned->n_stops++;
    snprintf(turned->last, sizeof turned->last, "%.199s", prompt->text);
    return turned->n_stops == 1 ? DECISION_NONE : DECISION_LEAVE;
}

static void turn_language(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct turned *turned = scene->extra;
    stop_once(context, rig, now);
    if (turned->n_stops == 1)
        session_set_language(rig_session(rig), LANGUAGE_DE);
}

static void why_a_stop_stands_is_said_anew_in_another_language(void **state)
{
    (void)state;
    struct turned turned = {.run = {.stop_at = 9 * MONO_SEC}};
    struct scene *scene = scene_new(TWO_TRIALS);
    scene->extra = &turned;
    scene->rule = hear_stop;
    scene->between = turn_language;
    scene->lasts_max = 60 * MONO_SEC; /* nobody answers what is not said anew */
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(turned.n_stops, 2);
    assert_non_null(strstr(turned.last, "Gestoppt: Die Leertaste wurde gedrückt"));
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(why_a_stop_stands_is_said_anew_in_another_language),
        cmocka_unit_test(a_german_session_speaks_german_and_writes_the_same_record),
        cmocka_unit_test(what_was_left_in_one_language_goes_on_in_the_other),
        cmocka_unit_test(another_language_holds_from_the_next_sentence_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
