/* A stop with more than one cause: it is mended when the last of them has gone; and what the examiner has decided while a
 * cause went or came is done. */
#include "support/session_scene.h"

static const char one_trial[] =
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, attempts = 1 }\n";

enum { TEXTS_MAX = 8 };

/* What happens next, between two instants, once so many questions of this kind were asked. */
struct happening {
    enum prompt_kind after;
    size_t asked;
    struct {
        enum report_kind kind;
        uint8_t instrument;
    } reports[2];
    size_t n_reports;
    bool is_stop;
    enum decision decision; /* in the same turn */
    mono_ns later;          /* so much after what happened before */
    bool holds_store;       /* from here on it takes nothing, until it is let go */
    bool frees_store;
};

struct story {
    const struct happening *events;
    size_t n, at;
    mono_ns last;            /* when the one before happened */
    enum prompt_kind silent; /* nobody answers it but by an event */
    char texts[TEXTS_MAX][200];
    bool is_mended[TEXTS_MAX];
    size_t n_stops;
    mono_ns held_at; /* since when the study takes nothing; 0: it did all the time */
};

static void report(struct rig *rig, enum report_kind kind, uint8_t instrument, mono_ns now)
{
    const struct report one = {
        .kind = (uint8_t)kind, .instrument = instrument, .code = FAULT_LOST, .t = now};
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    host.report(host.host, &one);
}

static void tell(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct story *story = scene->extra;
    if (story->at == story->n ||
        scene->asked[story->events[story->at].after] < story->events[story->at].asked)
        return;
    if (now < story->last + story->events[story->at].later)
        return;
    const struct happening *event = &story->events[story->at++];
    story->last = now;
    if (event->holds_store || event->frees_store)
        rig_hold_store(rig, event->holds_store);
    for (size_t i = 0; i < event->n_reports; i++)
        report(rig, event->reports[i].kind, event->reports[i].instrument, now);
    if (event->is_stop)
        stop_raise(&scene->stop, STOP_GONE, now);
    session_decide(rig_session(rig), event->decision, NULL);
}

static enum decision listen(struct scene *scene, const struct prompt *prompt)
{
    struct story *story = scene->extra;
    if (prompt->kind == PROMPT_STOPPED) {
        assert_true(story->n_stops < TEXTS_MAX);
        snprintf(story->texts[story->n_stops], sizeof story->texts[0], "%.199s", prompt->text);
        story->is_mended[story->n_stops++] = prompt->is_mended;
    }
    const bool waits = prompt->kind == story->silent ||
                       (prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 1);
    return waits ? DECISION_NONE : scene_goes_on(scene, prompt);
}

/* The button of the second instrument ends a ramp, so that none begins without it. */
static struct scene *two_instruments(struct story *story)
{
    struct scene *scene = scene_new(one_trial);
    scene->spec.n_instruments = 2;
    scene->spec.instruments[1] =
        (struct instrument_spec){.name = "box", .driver = "presser", .port = "sim:presser"};
    scene->spec.responses[1] =
        (struct response_spec){.kind = RESPONSE_CHANNEL, .instrument = 1, .channel = "button"};
    scene->spec.n_responses = 2;
    scene->lasts_max = 600 * MONO_SEC;
    scene->rule = listen;
    scene->between = tell;
    scene->extra = story;
    return scene;
}

/* From RELEASE on the study takes nothing, for longer than is waited for; then it does again, and who
 * is asked after the stop leaves. */
static void hold_as_it_is_saved(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct story *story = scene->extra;
    tell(context, rig, now);
    if (scene->phases[PHASE_RELEASE] > 0 && story->held_at == 0) {
        story->held_at = now;
        rig_hold_store(rig, true);
    } else if (story->held_at > 0 && now >= story->held_at + 7 * MONO_SEC) {
        rig_hold_store(rig, false);
    }
    if (scene->asked[PROMPT_STOPPED] > 0)
        session_decide(rig_session(rig), DECISION_LEAVE, NULL);
}

#define BREAKS(i)                                                                                  \
    {                                                                                              \
        REPORT_FAULT, i                                                                            \
    }
#define COMES(i)                                                                                   \
    {                                                                                              \
        REPORT_READY, i                                                                            \
    }

static struct scene *held_as_it_is_saved(struct story *story)
{
    struct scene *scene = two_instruments(story);
    scene->participant.hand_reaction_s = 3;
    scene->between = hold_as_it_is_saved;
    return scene;
}

static void a_stop_is_mended_when_the_last_of_its_causes_has_gone(void **state)
{
    (void)state;
    for (uint8_t first = 0; first < 2; first++) {
        const uint8_t second = (uint8_t)(1 - first);
        const struct happening events[] = {
            {.after = PROMPT_ARM,
             .asked = 1,
             .reports = {BREAKS(0), BREAKS(1)},
             .n_reports = 2,
             .is_stop = true},
            {.after = PROMPT_STOPPED, .asked = 1, .reports = {COMES(first)}, .n_reports = 1},
            {.after = PROMPT_STOPPED,
             .asked = first == 0 ? 2 : 1,
             .reports = {COMES(second)},
             .n_reports = 1},
            {.after = PROMPT_STOPPED, .asked = first == 0 ? 3 : 2, .decision = DECISION_REPEAT},
        };
        struct story story = {.events = events, .n = 4, .silent = PROMPT_STOPPED};
        struct scene *scene = two_instruments(&story);
        assert_int_equal(scene_run(scene), STATUS_OK);
        const size_t last = story.n_stops - 1;
        assert_int_equal(story.n_stops, first == 0 ? 3 : 2);
        assert_non_null(strstr(story.texts[0], "Algometer"));
        for (size_t i = 0; i < last; i++) {
            assert_false(story.is_mended[i]);
            assert_null(strstr(story.texts[i], "answers again"));
        }
        if (first == 0) /* what is still broken is what stops the session */
            assert_non_null(strstr(story.texts[1], "box"));
        assert_true(story.is_mended[last]);
        assert_non_null(strstr(story.texts[last], "answers again"));
        assert_non_null(strstr(story.texts[last], "the fault was: the cable or the port is gone"));
        assert_null(strstr(story.texts[last], "plug it in")); /* that is done */
        assert_int_equal(scene->n_rows, 1);
        scene_free(scene);
    }
}

/* It was waited for, then the examiner was asked; it comes meanwhile. */
static void what_was_missing_too_long_may_still_come(void **state)
{
    (void)state;
    static const struct happening events[] = {
        {.after = PROMPT_ARM,
         .asked = 1,
         .reports = {BREAKS(1)},
         .n_reports = 1,
         .decision = DECISION_GO},
        {.after = PROMPT_STOPPED, .asked = 1, .reports = {COMES(1)}, .n_reports = 1},
        {.after = PROMPT_STOPPED, .asked = 2, .reports = {BREAKS(1)}, .n_reports = 1},
        {.after = PROMPT_STOPPED, .asked = 3, .reports = {COMES(1)}, .n_reports = 1},
        {.after = PROMPT_STOPPED, .asked = 4, .decision = DECISION_REPEAT},
    };
    struct story story = {.events = events, .n = 5, .silent = PROMPT_STOPPED};
    struct scene *scene = two_instruments(&story);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(story.n_stops, 4);
    for (size_t i = 0; i < 4; i++) {
        const bool is_there = i % 2 == 1;
        assert_int_equal(story.is_mended[i], is_there);
        assert_non_null(strstr(story.texts[i], is_there ? "is there now" : "plug it in"));
        assert_int_equal(strstr(story.texts[i], "box") == NULL, is_there);
    }
    assert_int_equal(scene->n_rows, 1);
    scene_free(scene);
}

static void one_that_breaks_after_the_other_was_mended_stops_again(void **state)
{
    (void)state;
    static const struct happening events[] = {
        {.after = PROMPT_ARM, .asked = 1, .reports = {BREAKS(0)}, .n_reports = 1, .is_stop = true},
        {.after = PROMPT_STOPPED, .asked = 1, .reports = {COMES(0)}, .n_reports = 1},
        {.after = PROMPT_STOPPED, .asked = 2, .reports = {BREAKS(1)}, .n_reports = 1},
        {.after = PROMPT_STOPPED, .asked = 3, .reports = {COMES(1)}, .n_reports = 1},
        {.after = PROMPT_STOPPED, .asked = 4, .decision = DECISION_REPEAT},
    };
    static const bool is_mended[] = {false, true, false, true};
    struct story story = {.events = events, .n = 5, .silent = PROMPT_STOPPED};
    struct scene *scene = two_instruments(&story);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(story.n_stops, 4);
    assert_memory_equal(story.is_mended, is_mended, sizeof is_mended);
    assert_non_null(strstr(scene->mended, "box")); /* in the words in which it was told */
    assert_true(scene_noticed(scene, scene->mended));
    assert_non_null(strstr(story.texts[2], "box"));
    scene_free(scene);
}

static void an_instrument_that_is_back_mends_nothing_while_the_study_takes_nothing(void **state)
{
    (void)state;
    static const struct happening events[] = {
        {.after = PROMPT_ARM,
         .asked = 1,
         .reports = {BREAKS(0)},
         .n_reports = 1,
         .is_stop = true,
         .holds_store = true},
        {.after = PROMPT_STOPPED,
         .asked = 1,
         .reports = {COMES(0)},
         .n_reports = 1,
         .later = 7 * MONO_SEC},
        {.after = PROMPT_STOPPED, .asked = 2, .decision = DECISION_REPEAT, .frees_store = true},
    };
    struct story story = {.events = events, .n = 3, .silent = PROMPT_STOPPED};
    struct scene *scene = two_instruments(&story);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(story.n_stops, 2);
    assert_false(story.is_mended[1]);
    assert_non_null(strstr(story.texts[1], "the disk has taken nothing"));
    assert_int_equal(scene->n_rows, 1);
    scene_free(scene);
}

/* Of two events the second one skips: so it is in the journal, and nothing was measured. */
static void check_is_skipped(const struct happening *events, enum prompt_kind silent)
{
    struct story story = {.events = events, .n = 2, .silent = silent};
    struct scene *scene = two_instruments(&story);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 0);
    assert_int_equal(scene_entries(scene, "return", "\"skipped\":true", NULL), 1);
    scene_free(scene);
}

/* The question is the same, its words are others: the answer stands. */
static void what_is_decided_while_a_cause_goes_is_done(void **state)
{
    (void)state;
    static const struct happening events[] = {
        {.after = PROMPT_ARM, .asked = 1, .reports = {BREAKS(0)}, .n_reports = 1, .is_stop = true},
        {.after = PROMPT_STOPPED,
         .asked = 1,
         .reports = {COMES(0)},
         .n_reports = 1,
         .decision = DECISION_SKIP},
    };
    check_is_skipped(events, PROMPT_STOPPED);
}

static void who_skips_a_wait_as_the_instrument_comes_has_skipped_it(void **state)
{
    (void)state;
    static const struct happening events[] = {
        {.after = PROMPT_ARM,
         .asked = 1,
         .reports = {BREAKS(0)},
         .n_reports = 1,
         .decision = DECISION_GO},
        {.after = PROMPT_WAIT,
         .asked = 1,
         .reports = {COMES(0)},
         .n_reports = 1,
         .decision = DECISION_SKIP},
    };
    check_is_skipped(events, PROMPT_WAIT);
}

/* What no stimulus needs has broken long before; it is neither the cause nor what is left of it. */
static void an_instrument_that_nothing_needs_holds_no_mended_study_up(void **state)
{
    (void)state;
    static const struct happening events[] = {
        {.after = PROMPT_ARM, .asked = 1, .reports = {BREAKS(1)}, .n_reports = 1},
        {.after = PROMPT_ARM, .asked = 1, .decision = DECISION_GO},
    };
    struct story story = {.events = events, .n = 2, .silent = PROMPT_STOPPED};
    struct scene *scene = held_as_it_is_saved(&story);
    scene->spec.n_responses = 1;
    (void)scene_run(scene);
    assert_int_equal(story.n_stops, 1);
    assert_true(story.is_mended[0]);
    assert_null(strstr(story.texts[0], "box"));
    scene_free(scene);
}

/* A complete attempt whose saving took too long is saved after all: whoever leaves then keeps it, and the script has its answer. */
static void who_leaves_when_the_study_takes_entries_again_keeps_the_attempt(void **state)
{
    (void)state;
    static const struct happening events[] = {
        {.after = PROMPT_ARM, .asked = 1, .decision = DECISION_GO}};
    struct story story = {.events = events, .n = 1, .silent = PROMPT_STOPPED};
    struct scene *scene = held_as_it_is_saved(&story);
    scene->spec.n_instruments = scene->spec.n_responses = 1;
    scene->review = true;
    assert_int_equal(scene_run(scene), STATUS_READ_ONLY);
    assert_int_equal(story.n_stops, 1);
    assert_true(story.is_mended[0]);
    assert_int_equal(scene_entries(scene, "return", "\"end\":\"response\"", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "\"left\"", NULL), 1);
    scene->resume = true;
    scene->between = NULL;
    scene->rule = NULL;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 1);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_is_mended_when_the_last_of_its_causes_has_gone),
        cmocka_unit_test(what_was_missing_too_long_may_still_come),
        cmocka_unit_test(one_that_breaks_after_the_other_was_mended_stops_again),
        cmocka_unit_test(an_instrument_that_is_back_mends_nothing_while_the_study_takes_nothing),
        cmocka_unit_test(what_is_decided_while_a_cause_goes_is_done),
        cmocka_unit_test(an_instrument_that_nothing_needs_holds_no_mended_study_up),
        cmocka_unit_test(who_leaves_when_the_study_takes_entries_again_keeps_the_attempt),
        cmocka_unit_test(who_skips_a_wait_as_the_instrument_comes_has_skipped_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
