/* Who has responded, as the study keeps it: the examiner's Enter, touch, and the participant's key are three. */
#include "support/engine_fixture.h"

#include "base/clock.h"
#include "store/query.h"

enum { KEY = 1 }; /* the response behind the virtual participant's */

static void respond(enum action_kind kind, int64_t down, int64_t up, double value)
{
    struct action action = {.kind = (uint8_t)kind, .t = mono_now(), .number = down, .value = value};
    assert_true(engine_act(rig.engine, &action));
    action.number = up;
    assert_true(engine_act(rig.engine, &action));
}

/* One trial that ends by it; nobody else responds. */
static void measure(enum action_kind kind, int64_t down, int64_t up, double value)
{
    do {
        ENGINE_PRESS_UNTIL(&rig, 1, rig.view.run.now == NOW_RUNNING && rig.view.run.reading > 60);
        respond(kind, down, up, value);
        ENGINE_UNTIL(&rig, rig.view.run.now == NOW_RELEASE || rig.view.run.now == NOW_STOPPED);
        engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
        ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REVIEW || rig.view.run.now == NOW_STOPPED);
    } while (engine_is_starved(&rig));
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
}

static bool note_source(void *context, const struct study_trial *trial)
{
    char *words = context;
    if (strcmp(trial->end, "response") == 0) /* a starved machine's others are repeated */
        strcat(strcat(words, trial->response_source), " ");
    return true;
}

static void who_has_responded_is_kept(void **state)
{
    (void)state;
    char words[256] = "";
    struct study *study;
    struct why why = {0};
    rig.config.bench.responses[KEY] = (struct response_spec){.kind = RESPONSE_KEY, .code = "b"};
    rig.config.bench.n_responses = KEY + 1;
    engine_go(&rig);
    engine_ask(&rig, ACTION_LEAD, LEAD_BOTH, 0, NULL);
    engine_ask(&rig, ACTION_SET_PARAMETER, 0, 0, "trials=2");
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    measure(ACTION_RESPONSE, 1, 0, 0);
    measure(ACTION_RESPONSE, 1, 0, 1);
    measure(ACTION_RESPONSE_KEY, 2 * KEY + 1, 2 * KEY, 0);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM || rig.view.run.now == NOW_REST);
    assert_int_equal(study_open(rig.config.study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_trials(study, NULL, note_source, words, &why), STATUS_OK);
    study_close(study);
    assert_string_equal(words, "examiner_key examiner_screen key ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_has_responded_is_kept, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
