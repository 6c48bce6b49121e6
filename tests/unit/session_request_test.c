/* What a script may ask for: what it says wrong it is told; what bench or day do not allow is asked again another time;
 * and a site rests by a clock that nobody sets. */
#include "support/session_scene.h"

/* ---- what bench and day do not allow */

static const char thirty_five[] =
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 20, practice = 5, rest = 0*sec, "
    "attempts = 1 }\n"
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 10, rest = 0*sec, attempts = 1, "
    "max_trials = 10 }\n";

static void who_has_had_enough_for_today_goes_on_tomorrow(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_new(thirty_five);
    scene->participant.ppt_kpa = 100;
    scene->participant.ppt_cv = 0.01;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(status_exit_code(scene->status), 4);
    assert_non_null(strstr(scene->why.text, "go on tomorrow"));
    assert_int_equal(scene->n_rows, 30);
    assert_int_equal(scene_entries(scene, "return", "\"error\":", NULL), 0);
    assert_int_equal(scene_entries(scene, "notice", "go on tomorrow", entry), 1);
    assert_int_equal(scene_entries(scene, "session_end", "", NULL), 0);
    /* too early */
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 30);
    /* the day after */
    scene->utc += (utc_us)24 * 3600 * 1000000;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 35);
    assert_int_equal(scene_counted(scene), 30);
    scene_verify(scene);
    scene_free(scene);
}

static void a_lab_that_allows_more_tomorrow_lets_the_session_go_on(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "rate = 60*kPa/sec, rest = 0*sec }\n");
    scene->lab.rate_kpa_per_s = 30;
    assert_int_equal(status_exit_code(scene_run(scene)), 1);
    assert_non_null(strstr(scene->why.text, "t.lua:5: the protocol asks for 60 kPa/s"));
    assert_int_equal(scene_entries(scene, "return", "\"error\":", NULL), 0);
    scene->lab.rate_kpa_per_s = 0;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene_counted(scene) >= 1);
    scene_free(scene);
}

static void without_an_algometer_nobody_is_touched_and_nothing_is_answered(void **state)
{
    (void)state;
    struct scene *scene =
        scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n");
    scene->spec.roles[ROLE_ALGOMETER].bound = false;
    assert_int_equal(status_exit_code(scene_run(scene)), 1);
    assert_non_null(strstr(scene->why.text, "the bench has no algometer"));
    assert_int_equal(scene_entries(scene, "return", "\"error\":", NULL), 0);
    assert_int_equal(scene_entries(scene, "notice", "the bench has no algometer", NULL), 1);
    assert_int_equal(scene->n_rows, 0);
    scene_free(scene);
}

/* ---- arguments */

/* `engine(what, arguments)`: a verb that checks nothing. */
static struct scene *unchecked_scene(const char *run, char library[128])
{
    struct scene *scene = scene_new(run);
    scene_use_engine(scene, library);
    return scene;
}

#define TRIAL(more)                                                                                \
    "engine(\"trial\", { stimulus = \"pressure_ramp\", test = \"ppt\", site = \"thenar\", trial "  \
    "= 1, "                                                                                        \
    "attempt = 1" more " })"
#define SITE(more)                                                                                 \
    "engine(\"site\", { candidates = { { site = \"thenar\", side = \"left\" } }" more " })"

static void an_argument_that_cannot_be_read_is_refused_and_not_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *run, *part;
    } rows[] = {
        {TRIAL(", limit = 300"), "`limit` must be a quantity in kPa"},
        {TRIAL(", limit = 300*N"), "`limit` must be a quantity in kPa"},
        {TRIAL(", limit = \"300 kPa\""), "`limit` must be a quantity in kPa"},
        {TRIAL(", limit = 0*kPa"), "above 0"},
        {TRIAL(", rate = 50"), "`rate` must be a quantity in kPa/s"},
        {TRIAL(", rate = 50*kPa"), "`rate` must be a quantity in kPa/s"},
        {TRIAL(", rate = 500*kPa/sec"), "at most 200 kPa/s"},
        {TRIAL(", contact = 2*N"), "`contact` must be a quantity in kPa"},
        {TRIAL(", tolerance = 20*kPa"), "`tolerance` must be a number"},
        {TRIAL(", practice = 1"), "`practice` must be true or false"},
        {TRIAL(", side = 1"), "`side` must be a text"},
        {TRIAL(", side = \"on the left hand side\""), "`side` is longer than"},
        {TRIAL(", role = {}"), "`role` must be a text"},
        {SITE(", rest = 60"), "`rest` must be a quantity in s"},
        {SITE(", rest = 60*kPa"), "`rest` must be a quantity in s"},
        {SITE(", rest = 1e300*sec"), "0 s to 86400 s"},
        {SITE(", rest = -1*sec"), "0 s to 86400 s"},
        {SITE(", order = 1"), "`order` must be a text"},
        {SITE(", order = \"random\""), "`rotate` or `given`"},
        {"engine(\"site\", { candidates = { { site = \"thenar\", side = 3 } } })",
         "`side` must be a text"},
        {"engine(\"site\", { candidates = { {} } })", "each with a site"},
        {"engine(\"site\", {})", "1 to 64 candidates"},
        {"engine(\"rest\", { [\"for\"] = 5 })", "`for` must be a quantity in s"},
        {"engine(\"rest\", { [\"for\"] = 1e12*sec })", "0 s to 86400 s"},
        {"engine(\"rest\", {})", "for how long"},
    };
    char library[128];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = unchecked_scene(rows[i].run, library);
        if (scene_run(scene) != STATUS_INVALID || !strstr(scene->why.text, rows[i].part))
            fail_msg("%s: %s", rows[i].run, scene->why.text);
        assert_int_equal(scene_entries(scene, "return", "\"error\":", NULL), 1);
        assert_int_equal(scene->n_rows, 0);
        assert_true(scene->report.duration < MONO_SEC);
        scene_free(scene);
    }
}

static void an_argument_that_is_absent_has_its_default(void **state)
{
    (void)state;
    char library[128], entry[2048];
    struct scene *scene = unchecked_scene(SITE("") "\n" TRIAL(""), library);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "trial", "\"limit\":1000,", entry), 1);
    assert_non_null(strstr(entry, "\"rate_target\":50,"));
    assert_non_null(strstr(entry, "\"side\":\"n/a\""));
    scene_free(scene);
}

/* ---- rest, and a clock that is set meanwhile */

struct clock_set {
    mono_ns at; /* MONO_NEVER: done */
    utc_us by;
};

static void set_clock(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct clock_set *set = scene->extra;
    if (now < set->at)
        return;
    set->at = MONO_NEVER;
    rig_set_clock(rig, set->by);
}

struct times {
    mono_ns trials[4];
    size_t n;
};

static bool keep_time(void *context, const struct entry *entry, int64_t seq)
{
    struct times *times = context;
    (void)seq;
    if (strcmp(entry->kind, "trial") == 0 && times->n < 4)
        times->trials[times->n++] = entry->mono;
    return true;
}

static struct times run_with(struct scene *scene, struct clock_set *set)
{
    struct times times = {.n = 0};
    struct why why;
    scene->between = set_clock;
    scene->extra = set;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(study_entries(scene->study, &scene->key, keep_time, &times, &why), STATUS_OK);
    return times;
}

static const char rested[] = "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, "
                             "max_trials = 2, rest = 40*sec, attempts = 1 }\n";

static void a_clock_that_is_set_neither_shortens_nor_renews_a_rest(void **state)
{
    (void)state;
    static const utc_us steps[] = {0, 60, -60, 3600, -3600};
    mono_ns between = 0;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct clock_set set = {.at = 30 * MONO_SEC, .by = steps[i] * 1000000};
        struct scene *scene = scene_new(rested);
        const struct times times = run_with(scene, &set);
        assert_int_equal(times.n, 2);
        assert_true(times.trials[0] < 30 * MONO_SEC && times.trials[1] > 40 * MONO_SEC);
        if (i == 0)
            between = times.trials[1] - times.trials[0];
        assert_true(times.trials[1] - times.trials[0] == between);
        scene_free(scene);
    }
    assert_true(between > 40 * MONO_SEC);
}

/* What came from the study rests by UTC; when that goes back an hour, nobody waits for an hour. */
static void a_rest_of_an_earlier_session_starts_again_when_the_clock_goes_back(void **state)
{
    (void)state;
    struct clock_set never = {.at = MONO_NEVER};
    struct clock_set back = {.at = 5 * MONO_SEC, .by = (utc_us)-3600 * 1000000};
    struct scene *scene = scene_new(rested);
    run_with(scene, &never);
    memset(&scene->key, 0, sizeof scene->key);
    const struct times times = run_with(scene, &back);
    assert_true(times.trials[0] > 44 * MONO_SEC); /* 40 s from when the clock was set */
    assert_true(times.trials[0] < 70 * MONO_SEC);
    scene_free(scene);
}

/* ---- what is asked is written down before it is done */

static const char every_verb[] = "    instruct { key = \"ppt\", test = \"ppt\" }\n"
                                 "    rest(3*sec)\n"
                                 "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, "
                                 "max_trials = 2, rest = 5*sec }\n";

struct verb_times {
    const char *verb;
    int64_t step;
    mono_ns asked, answered;
};

static bool keep_times(void *context, const struct entry *entry, int64_t seq)
{
    struct verb_times *times = context;
    char verb[32];
    (void)seq;
    snprintf(verb, sizeof verb, "\"do\":\"%s\"", times->verb);
    if (strcmp(entry->kind, "request") == 0 &&
        memmem(entry->payload, entry->payload_size, verb, strlen(verb))) {
        times->step = entry->step;
        times->asked = entry->mono;
    }
    if (strcmp(entry->kind, "return") == 0 && entry->step == times->step)
        times->answered = entry->mono;
    return true;
}

/* The examiner takes two seconds for the instruction. */
static enum decision read_slowly(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_INSTRUCT ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static void go_on_after_two_seconds(void *context, struct rig *rig, mono_ns now)
{
    const struct prompt *prompt = session_prompt(rig_session(rig));
    (void)context;
    if (prompt && prompt->kind == PROMPT_INSTRUCT && now > 2 * MONO_SEC)
        session_decide(rig_session(rig), DECISION_GO, NULL);
}

static void a_request_is_written_when_it_is_asked_and_its_answer_when_it_is_given(void **state)
{
    (void)state;
    static const struct {
        const char *verb;
        mono_ns lasts;
    } rows[] = {{"instruct", 1900 * MONO_MS}, {"rest", 3 * MONO_SEC}, {"site", 4 * MONO_SEC}};
    struct scene *scene = scene_new(every_verb);
    struct why why;
    scene->rule = read_slowly;
    scene->between = go_on_after_two_seconds;
    assert_int_equal(scene_run(scene), STATUS_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct verb_times times = {.verb = rows[i].verb, .step = -1};
        assert_int_equal(study_entries(scene->study, &scene->key, keep_times, &times, &why),
                         STATUS_OK);
        if (times.answered - times.asked < rows[i].lasts)
            fail_msg("%s: asked at %g s, answered at %g s", rows[i].verb, mono_to_sec(times.asked),
                     mono_to_sec(times.answered));
    }
    scene_free(scene);
}

/* It is more than the study takes in one piece: the session goes on without it, and says so. Characters count, not bytes. */
static void a_note_that_is_too_long_is_refused_and_the_session_goes_on(void **state)
{
    (void)state;
    char last[2048];
    struct scene *scene =
        scene_new("    note((\"x\"):rep(1 << 20))\n    note((\"\u00e4\"):rep(10000))\n"
                  "    note((\"y\"):rep(10001))\n    rest(1*sec)\n    note \"end\"\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "note", "\"refused\":1048576", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "\u00e4\u00e4", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "\"refused\":10001", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "", last), 4);
    assert_non_null(strstr(last, "end"));
    assert_true(scene_noticed(scene, "t.lua:7: a note of 10001 characters is not kept"));
    scene_free(scene);
}

static void a_session_without_an_end_is_given_up_at_its_bound(void **state)
{
    (void)state;
    static const struct {
        const char *run, *part;
        int64_t steps;
        mono_ns lasts;
    } rows[] = {
        {"    while true do note \"again\" end\n", "after 50 steps", 50, 0},
        {"    while true do rest(3600*sec) end\n", "after 5 hours", 0, 5 * 3600 * MONO_SEC},
        {"    for _ = 1, 3 do rest(7200*sec) end\n", "after 5 hours", 0, 5 * 3600 * MONO_SEC},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_new(rows[i].run);
        scene->steps_max = rows[i].steps;
        scene->lasts_max = rows[i].lasts;
        assert_int_equal(scene_run(scene), STATUS_INVALID);
        assert_non_null(strstr(scene->why.text, rows[i].part));
        assert_non_null(strstr(scene->why.text, "t.lua:5"));
        assert_non_null(strstr(scene->why.text, "a loop without an end"));
        assert_true(scene->report.duration <= 5 * 3600 * MONO_SEC + MONO_SEC);
        scene_verify(scene);
        scene_free(scene);
    }
}

/* Left while it is being done, as if killed; the request stands without an answer and is done again. */
struct killed {
    const char *verb;
    mono_ns at;
};

static void lose_reports_at(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct killed *killed = scene->extra;
    if (now < killed->at)
        return;
    killed->at = MONO_NEVER;
    scene_lose_reports(rig, PHASE_ARMED, now);
}

static enum decision read_for_ever(struct scene *scene, const struct prompt *prompt)
{
    const struct killed *killed = scene->extra;
    const bool waits = strcmp(killed->verb, "instruct") == 0 && prompt->kind == PROMPT_INSTRUCT;
    return waits ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static void a_session_killed_while_it_does_what_was_asked_does_it_again(void **state)
{
    (void)state;
    static const struct killed rows[] = {{"instruct", MONO_SEC}, {"rest", 2 * MONO_SEC}};
    struct scene *quiet = scene_new(every_verb);
    assert_int_equal(scene_run(quiet), STATUS_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char asked[32];
        struct killed killed = rows[i];
        struct scene *scene = scene_new(every_verb);
        snprintf(asked, sizeof asked, "\"do\":\"%s\"", killed.verb);
        scene->rule = read_for_ever;
        scene->between = lose_reports_at;
        scene->extra = &killed;
        assert_int_equal(scene_run(scene), STATUS_FULL);
        assert_int_equal(scene_entries(scene, "request", asked, NULL), 1);
        assert_int_equal(scene_entries(scene, "return", "", NULL), i);
        scene->resume = true;
        scene->rule = NULL;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", rows[i].verb, scene->why.text);
        assert_int_equal(scene_entries(scene, "request", asked, NULL), 1);
        scene_assert_same_values(quiet, scene);
        scene_verify(scene);
        scene_free(scene);
    }
    scene_free(quiet);
}

/* In the given order the first waits for its rest, whoever else could come. */
static void in_the_given_order_the_first_site_is_waited_for(void **state)
{
    (void)state;
    static const char before[] =
        "    engine(\"site\", { candidates = { { site = \"thenar\", side = "
        "\"n/a\" }, { site = \"deltoid\", side = \"left\" } }, "
        "rest = 20*sec, order = \"";
    static const char behind[] = "\" })\n";
    static const struct {
        const char *order;
        size_t rests;
        const char *answer;
    } rows[] = {{"given", 1, "\"index\":1"}, {"rotate", 0, "\"index\":2"}};
    for (size_t i = 0; i < 2; i++) {
        char library[128], choice[512], run[1024];
        snprintf(choice, sizeof choice, "%s%s%s", before, rows[i].order, behind);
        snprintf(run, sizeof run, "    %s\n%s", TRIAL(""), choice);
        struct scene *scene = unchecked_scene(run, library);
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->n_rests, rows[i].rests);
        assert_int_equal(scene_entries(scene, "return", rows[i].answer, NULL), 1);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_the_given_order_the_first_site_is_waited_for),
        cmocka_unit_test(who_has_had_enough_for_today_goes_on_tomorrow),
        cmocka_unit_test(a_lab_that_allows_more_tomorrow_lets_the_session_go_on),
        cmocka_unit_test(without_an_algometer_nobody_is_touched_and_nothing_is_answered),
        cmocka_unit_test(an_argument_that_cannot_be_read_is_refused_and_not_replaced),
        cmocka_unit_test(an_argument_that_is_absent_has_its_default),
        cmocka_unit_test(a_request_is_written_when_it_is_asked_and_its_answer_when_it_is_given),
        cmocka_unit_test(a_note_that_is_too_long_is_refused_and_the_session_goes_on),
        cmocka_unit_test(a_session_without_an_end_is_given_up_at_its_bound),
        cmocka_unit_test(a_session_killed_while_it_does_what_was_asked_does_it_again),
        cmocka_unit_test(a_clock_that_is_set_neither_shortens_nor_renews_a_rest),
        cmocka_unit_test(a_rest_of_an_earlier_session_starts_again_when_the_clock_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
