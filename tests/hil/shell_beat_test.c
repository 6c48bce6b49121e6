/* Trains by hand in the window's engine: what is to be seen and heard of their beat, what comes back of it into the journal, STOP, and
 * a question that nobody answers in time. The window is played: it tells of each cue as the sound system would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/query.h"
#include "support/engine_fixture.h"

static const char frame[] =
    "return protocol {\n"
    "  id = \"beat\", version = \"1.0.0\", title = { en = \"Beat\", de = \"Takt\" },\n"
    "  needs = { %s },\n"
    "  run = function()\n    local here = site(\"thenar\", \"left\")\n    %s\n  end,\n"
    "}\n";

static struct run_view *run(void)
{
    return &rig.view.run;
}

static const struct beat_view *beat(void)
{
    return &rig.view.run.beat;
}

static void begin(const char *needs, const char *body)
{
    char text[1024];
    snprintf(text, sizeof text, frame, needs, body);
    folder_write(&rig.folder, "short.lua", text);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_CONFIRM);
}

/* Each cue that is announced is told as heard 2 ms late; returns how many there were until the train was over. */
static int hear_train(void)
{
    uint32_t last = 0;
    int n = 0;
    while (run()->now == NOW_ARMED || run()->now == NOW_RUNNING) {
        const uint32_t id = beat_id(beat()->train, beat()->next);
        if (beat()->next.cue != VIEW_BEAT_NONE && id != last) {
            assert_true(beat()->next_ns > beat()->next.index);
            engine_ask(&rig, ACTION_CUE, id, 0.002, NULL);
            last = id;
            n++;
        }
        engine_see(&rig, "the beat");
    }
    return n;
}

static bool take_key(void *context, const struct study_session *row)
{
    *(struct session_key *)context = row->key;
    return true;
}

struct heard {
    int n, presses;
};

static bool count(void *context, const struct entry *entry, int64_t seq)
{
    struct heard *heard = context;
    char text[512] = "";
    const size_t n = entry->payload_size < sizeof text ? entry->payload_size : sizeof text - 1;
    (void)seq;
    if (strcmp(entry->kind, "cue") != 0)
        return true;
    memcpy(text, entry->payload, n);
    assert_non_null(strstr(text, "\"error_s\":0.002"));
    heard->n++;
    heard->presses += strstr(text, "\"cue\":\"press\"") != NULL;
    return true;
}

static struct heard heard_in_journal(void)
{
    struct study *study;
    struct session_key key;
    struct why why = {0};
    struct heard heard = {0};
    assert_int_equal(study_open(rig.config.study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_sessions(study, NULL, take_key, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, count, &heard, &why), STATUS_OK);
    study_close(study);
    return heard;
}

/* Three counts, then press and lift of each; no gauge, no kPa. */
static void pinpricks_have_their_beat_and_the_journal_what_was_heard(void **state)
{
    (void)state;
    begin("\"response\"", "windup { sites = here, repetitions = 1, pulses = 2, rest = 0*sec }");
    assert_int_equal(run()->stimulus, VIEW_CUES);
    engine_arm(&rig);
    assert_true(beat()->is_on && beat()->level == 0 && !run()->has_force);
    assert_int_equal(run()->train.pulses, 1);
    assert_int_equal(run()->instrument_mark, MARK_NONE);
    assert_true(rig.view.frame.is_live && !rig.view.frame.is_energised);
    const uint8_t first = beat()->train;
    assert_int_equal(hear_train(), 3 + 2);
    ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW);
    engine_ask(&rig, ACTION_CUE, beat_id((uint8_t)(first + 1), (struct beat_cue){2, 1}), 0.1,
               NULL); /* of another train */
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_QUESTION);
    engine_ask(&rig, ACTION_ANSWER, 0, 0, "20");
    engine_arm(&rig);
    assert_int_not_equal(beat()->train, first);
    assert_int_equal(hear_train(), 3 + 4);
    ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_QUESTION);
    engine_ask(&rig, ACTION_ANSWER, 0, 0, "30");
    ENGINE_UNTIL(&rig, run()->now == NOW_SUMMARY);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.frame.is_running);
    const struct heard heard = heard_in_journal();
    assert_int_equal(heard.n, 3 + 2 + 3 + 4);
    assert_int_equal(heard.presses, 3);
}

/* The virtual hand presses to the beat; what each press was is seen before the next. */
static void presses_are_judged_one_by_one(void **state)
{
    (void)state;
    begin("\"algometer\", \"response\"",
          "ts_hand { sites = here, level = 300*kPa, pulses = 2, rest = 0*sec, within = 0*sec }");
    assert_int_equal(run()->stimulus, VIEW_PRESSURE);
    engine_ask(&rig, ACTION_LEAD, LEAD_NOBODY, 0, NULL);
    ENGINE_UNTIL(&rig, run()->lead == LEAD_NOBODY);
    do {
        engine_arm(&rig);
        assert_true(beat()->is_on && beat()->level == 300 && beat()->band == 60);
        ENGINE_UNTIL(&rig, run()->now != NOW_ARMED && run()->now != NOW_RUNNING);
        ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW || run()->now == NOW_STOPPED);
    } while (engine_is_starved(&rig));
    assert_int_equal(beat()->n_judged, 2);
    assert_int_not_equal(beat()->verdicts[0], VIEW_PRESS_UNKNOWN);
    assert_true(run()->n_trace > 0 && run()->trace[0].t_s >= 0 && run()->trace[0].t_s < 0.5F);
    assert_string_equal(run()->sentence, "");
}

static void a_stop_ends_the_beat(void **state)
{
    (void)state;
    begin("\"response\"", "windup { sites = here, repetitions = 1, pulses = 16, rest = 0*sec }");
    engine_arm(&rig);
    ENGINE_UNTIL(&rig, beat()->now.cue == VIEW_BEAT_COUNT);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, run()->now == NOW_STOPPED);
    assert_false(run()->fault);
    engine_ask(&rig, ACTION_REPEAT, 0, 0, NULL);
    engine_arm(&rig);
    assert_int_equal(beat()->now.cue, VIEW_BEAT_NONE);
}

/* What is not answered in time is asked no more, before anything else is. */
static void a_question_leaves_the_screen_when_its_time_is_over(void **state)
{
    (void)state;
    begin("\"response\"",
          "windup { sites = here, repetitions = 1, pulses = 2, rest = 0*sec, within = 1*sec }");
    engine_arm(&rig);
    ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_QUESTION);
    const uint32_t prompt = run()->prompt;
    while (run()->now == NOW_QUESTION)
        engine_see(&rig, "the end of its time");
    assert_int_equal(run()->prompt, prompt);
    assert_int_equal(run()->now, NOW_SAVING);
    ENGINE_UNTIL(&rig, run()->now == NOW_CONFIRM);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(pinpricks_have_their_beat_and_the_journal_what_was_heard),
        ROW(presses_are_judged_one_by_one),
        ROW(a_stop_ends_the_beat),
        ROW(a_question_leaves_the_screen_when_its_time_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
