/* Cold by hand in a session: a hand in cold water, ice on the skin; what is marked, asked, kept. */
#include "support/thermal_scene.h"

#define HAND "sites = site('hand.dorsum', 'left')"

static const char to_tolerance[] =
    "    local r = cold_pressor { " HAND
    ", limit = 60*sec, rating_every = 20*sec, bath = 4*degC }\n"
    "    note(('value %s pain %s before %s after %s'):format(tostring(r.value), tostring(r.pain),\n"
    "      tostring(r.bath_before and r.bath_before[1]), tostring(r.bath_after and "
    "r.bath_after[1])))\n";

static const char on_the_neck[] =
    "    local neck = { site('cervical.C5', 'left'), site('cervical.C5', 'right') }\n"
    "    local r = ice { sites = neck, rest = 5*sec }\n"
    "    note(('%s %s'):format(tostring(r[neck[1]].value), tostring(r[neck[2]].value)))\n";

static struct scene *scene_cold(const char *run)
{
    struct scene *scene = scene_new(run);
    scene->participant.cold_cv = 0;
    scene->participant.ice_nrs_sd = 0;
    return scene;
}

static const struct study_trial *row_of(const struct scene *scene, const char *test)
{
    const struct study_trial *found = NULL;
    for (size_t i = 0; i < scene->n_rows; i++)
        if (strcmp(scene->rows[i].test, test) == 0)
            found = &scene->rows[i];
    return found;
}

static void threshold_and_tolerance_are_rows_of_their_own(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_cold(to_tolerance);
    scene->participant.cold_pain_s = 10;
    scene->participant.cold_tolerance_s = 47;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const struct study_trial *tolerance = row_of(scene, "cold_pressor");
    assert_true(fabs(tolerance->value - 47) < 1e-6 && tolerance->counts);
    assert_string_equal(tolerance->unit, "s");
    assert_string_equal(tolerance->end, "response");
    const struct study_trial *pain = row_of(scene, "cold_pain");
    assert_true(fabs(pain->value - 10) < 1e-6 && pain->counts);
    assert_string_equal(pain->censored, "none");
    assert_int_equal(scene_entries(scene, "trial", "\"stimulus\":\"immersion\"", entry), 1);
    assert_non_null(strstr(entry, "\"bath_degc\":4,"));
    assert_non_null(
        strstr(entry, "\"ratings\":[{\"at_s\":20,\"value\":3},{\"at_s\":40,\"value\":8}]"));
    assert_non_null(strstr(entry, "\"off\":true"));
    assert_null(strstr(entry, "rate_target"));
    assert_null(strstr(entry, "rate_off"));
    assert_int_equal(
        scene_entries(scene, "note", "value 47 s pain 10 s before 4 degC after 4 degC", NULL), 1);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 0);
    scene_verify(scene);
    scene_free(scene);
}

static void at_the_limit_both_are_bounds(void **state)
{
    (void)state;
    struct scene *scene = scene_cold(to_tolerance);
    scene->participant.cold_pain_s = 500;
    scene->participant.cold_tolerance_s = 1000;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const struct study_trial *tolerance = row_of(scene, "cold_pressor");
    const struct study_trial *pain = row_of(scene, "cold_pain");
    assert_true(tolerance->value == 60 && pain->value == 60);
    assert_string_equal(tolerance->censored, "right");
    assert_string_equal(tolerance->end, "limit");
    assert_string_equal(pain->censored, "right");
    assert_string_equal(pain->end, "limit");
    assert_int_equal(scene_entries(scene, "note", "value more than 60 s pain more than 60 s", NULL),
                     1);
    scene_free(scene);
}

static void what_nobody_enters_is_missing(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_cold(to_tolerance);
    scene->reply = "";
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_QUESTION], 2);
    assert_int_equal(scene_entries(scene, "note", "before false after false", NULL), 1);
    assert_int_equal(scene_entries(scene, "trial", "\"stimulus\":\"immersion\"", entry), 1);
    assert_null(strstr(entry, "bath_degc"));
    scene_free(scene);
}

static enum decision types_temperatures(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_QUESTION) {
        assert_false(session_reply(scene->session, "-1"));
        assert_false(session_reply(scene->session, "26"));
        assert_false(session_reply(scene->session, "4,5"));
        assert_false(session_reply(scene->session, "warm"));
        assert_false(session_reply(scene->session, ""));
        assert_true(prompt->question->n_choices == 0 && prompt->question->max == 25);
        scene->reply = scene->asked[PROMPT_QUESTION] == 1 ? "4.5" : "6";
    }
    return scene_goes_on(scene, prompt);
}

static void a_number_is_taken_as_it_was_typed_and_within_its_range(void **state)
{
    (void)state;
    struct scene *scene = scene_cold(to_tolerance);
    scene->rule = types_temperatures;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "note", "before 4.5 degC after 6 degC", NULL), 1);
    scene_free(scene);
}

/* ---- marked by the test */

struct hand {
    struct {
        double s;
        enum observation seen;
        double value;
    } marks[8];
    size_t at;
    double stop_s; /* 0: no stop */
    mono_ns armed; /* 0: not yet */
};

/* Each at its time after the first attempt has been armed. */
static void mark_all(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct hand *hand = scene->extra;
    struct session *session = rig_session(rig);
    if (session_running(session) == 0)
        return;
    if (hand->armed == 0)
        hand->armed = now;
    const mono_ns armed = hand->armed;
    if (hand->stop_s > 0 && now - armed >= mono_from_sec(hand->stop_s)) {
        hand->stop_s = 0;
        stop_raise(&scene->stop, STOP_KEY, now);
    }
    while (hand->marks[hand->at].s > 0 && now - armed >= mono_from_sec(hand->marks[hand->at].s)) {
        const size_t i = hand->at++;
        assert_true(session_mark(session, hand->marks[i].seen, hand->marks[i].value,
                                 armed + mono_from_sec(hand->marks[i].s)));
    }
}

static struct scene *scene_by_hand(const char *run, struct hand *hand)
{
    struct scene *scene = scene_cold(run);
    scene->by_marks = true;
    scene->between = mark_all;
    scene->extra = hand;
    return scene;
}

static void a_response_before_the_hand_is_in_is_early_and_no_value(void **state)
{
    (void)state;
    struct hand hand = {.marks = {{1, OBSERVED_PAIN, 0}}};
    struct scene *scene = scene_by_hand(to_tolerance, &hand);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 1);
    assert_string_equal(scene->rows[0].end, "early");
    assert_true(isnan(scene->rows[0].value) && !scene->rows[0].counts);
    assert_int_equal(scene_entries(scene, "note", "value nil pain nil", NULL), 1);
    scene_free(scene);
}

static void a_hand_that_is_out_before_it_hurts_has_no_threshold(void **state)
{
    (void)state;
    struct hand hand = {.marks = {{1, OBSERVED_ON, 0}, {9, OBSERVED_OFF, 0}}};
    struct scene *scene = scene_by_hand(to_tolerance, &hand);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 1);
    assert_true(fabs(scene->rows[0].value - 8) < 1e-6);
    assert_int_equal(scene_entries(scene, "note", "value 8 s pain nil", NULL), 1);
    scene_free(scene);
}

/* The hand is still in the water: it is said so until somebody marks it out. Then it is done again. */
static void a_stop_waits_for_the_hand_and_gives_no_value(void **state)
{
    (void)state;
    struct hand hand = {
        .marks = {{1, OBSERVED_ON, 0}, {5, OBSERVED_PAIN, 0}, {12, OBSERVED_OFF, 0}}, .stop_s = 8};
    struct scene *scene = scene_by_hand(to_tolerance, &hand);
    char entry[2048];
    scene->participant.cold_tolerance_s = 20;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene->phases[PHASE_RELEASE] >= 1);
    assert_int_equal(hand.at, 3); /* it waited until the hand was marked out, at 12 s */
    assert_int_equal(scene->n_rows, 2);
    assert_string_equal(scene->rows[0].end, "stop");
    assert_string_equal(scene->rows[1].end, "timeout"); /* again, and nobody put a hand in */
    for (size_t i = 0; i < 2; i++)
        assert_true(isnan(scene->rows[i].value) && !scene->rows[i].counts);
    assert_int_equal(scene_entries(scene, "note", "value nil pain nil", NULL), 1);
    scene_entries(scene, "trial", "\"end\":\"stop\"", entry);
    assert_non_null(strstr(entry, "\"pain_s\":4"));
    scene_free(scene);
}

/* Nobody marked it out at the limit; later somebody says that it is: until then it was in. */
static void a_hand_counts_as_in_the_water_until_somebody_says_that_it_is_out(void **state)
{
    (void)state;
    struct hand hand = {.marks = {{1, OBSERVED_ON, 0}}};
    struct scene *scene = scene_by_hand(to_tolerance, &hand);
    char entry[2048];
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 1);
    assert_true(scene_entries(scene, "trial", "off_confirmed_s", entry) == 1);
    const double later = number_of(entry, "off_confirmed_s");
    assert_true(later > 0.5);
    assert_true(fabs(number_of(entry, "immersed_s") - 60 - later) < 1e-6);
    scene_free(scene);
}

static enum decision leaves_it_in(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_RELEASE ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

/* Nobody ever said so: it was in for as long as that was waited for. */
static void a_hand_that_nobody_says_is_out_counts_beyond_its_limit(void **state)
{
    (void)state;
    struct hand hand = {.marks = {{1, OBSERVED_ON, 0}}};
    struct scene *scene = scene_by_hand(to_tolerance, &hand);
    char entry[2048];
    scene->rule = leaves_it_in;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_true(scene_entries(scene, "trial", "\"off\":false", entry) == 1);
    assert_true(number_of(entry, "immersed_s") > 61.5 && number_of(entry, "immersed_s") < 70.5);
    scene_free(scene);
}

/* ---- a response that is held: nobody else is missing */

static void hold_it(void *context, struct rig *rig, mono_ns now)
{
    bool *is_held = ((struct scene *)context)->extra;
    if (!*is_held)
        bench_respond(rig_bench(rig), 0, now, true, false);
    *is_held = true;
}

static enum decision skips_what_waits(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_WAIT ? DECISION_SKIP : scene_goes_on(scene, prompt);
}

/* Cold by hand needs no instrument: neither one that does not answer is named nor one that the bench has not got. */
static void it_is_the_held_response_that_is_named(void **state)
{
    (void)state;
    for (int has_gauge = 0; has_gauge < 2; has_gauge++) {
        bool is_held = false;
        struct scene *scene = scene_cold("    ice { sites = site('thenar', 'left') }\n");
        scene->spec.n_instruments = (uint8_t)has_gauge;
        scene->spec.roles[ROLE_ALGOMETER].bound = has_gauge;
        if (has_gauge)
            scene_fault(scene, "silence");
        scene->by_marks = true;
        scene->between = hold_it;
        scene->extra = &is_held;
        scene->rule = skips_what_waits;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->asked[PROMPT_WAIT], 1);
        assert_string_equal(scene->text,
                            "the response is held down or stuck: have it let go, or check it");
        scene_free(scene);
    }
}

/* ---- ice */

static void ice_is_rated_at_each_place(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_cold(on_the_neck);
    scene->participant.ice_nrs = 6;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(scene->rows[i].test, "ice");
        assert_string_equal(scene->rows[i].unit, "0-10");
        assert_string_equal(scene->rows[i].end, "response");
        assert_true(scene->rows[i].value == 6 && scene->rows[i].counts);
    }
    assert_int_equal(scene_entries(scene, "note", "6.0 6.0", NULL), 1);
    scene_entries(scene, "trial", "timed_contact", entry);
    assert_non_null(strstr(entry, "\"lasted_s\":10,"));
    scene_verify(scene);
    scene_free(scene);
}

static void ice_without_a_rating_has_no_value(void **state)
{
    (void)state;
    struct hand hand = {.marks = {{1, OBSERVED_ON, 0}, {12, OBSERVED_OFF, 0}}};
    struct scene *scene =
        scene_by_hand("    local r = ice { sites = site('cervical.C5', 'left') }\n"
                      "    note('ice ' .. tostring(r.value))\n",
                      &hand);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 1);
    assert_string_equal(scene->rows[0].end, "timeout");
    assert_true(isnan(scene->rows[0].value));
    assert_int_equal(scene_entries(scene, "note", "ice nil", NULL), 1);
    scene_free(scene);
}

/* ---- what the engine itself refuses, whatever a verb asks for */

static void the_engine_refuses_what_is_too_long_or_no_question(void **state)
{
    (void)state;
    static const struct {
        const char *run, *sentence;
    } rows[] = {
        {"engine('trial', { stimulus = 'immersion', test = 'x', site = 'thenar', trial = 1, "
         "attempt = "
         "1, limit = 301*sec })",
         "`limit` is 301 s, but above 0 s to 300 s are possible"},
        {"engine('trial', { stimulus = 'immersion', test = 'x', site = 'thenar', trial = 1, "
         "attempt = 1, limit = 120*sec, rating_every = 1*sec })",
         "`rating_every` is 1 s, but 0 s (none) or 10 s to 120 s (its `limit`) are possible"},
        {"engine('trial', { stimulus = 'immersion', test = 'x', site = 'thenar', trial = 1, "
         "attempt = 1, limit = 20*sec, rating_every = 21*sec })",
         "10 s to 20 s (its `limit`) are possible"},
        {"engine('question', { text = { en = 'a' } })", "`question` needs a key"},
        {"engine('question', { key = 'a', choices = { { key = 'b' } } })",
         "2 to 9 `choices` are possible, not 1"},
        {"engine('question', { key = 'a', choices = { { key = 'b' }, { } } })", "needs a key"},
        {"engine('question', { key = 'a', min = 1 })", "needs `min` and `max`"},
        {"engine('question', { key = 'a', unit = 'degC', min = 1, max = 2 })",
         "`min` must be a quantity in degC"},
        {"engine('result', { test = 'x', site = 'thenar', trial = 1 })",
         "`value` must be a number, a quantity or a bound"},
        {"engine('result', { test = 'x', trial = 1, value = 1 })", "needs a test, a site"},
        {"engine('result', { test = 'x', site = 'thenar', trial = 0, value = 1 })",
         "a trial from 1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char library[128];
        struct scene *scene = scene_new(rows[i].run);
        scene_use_engine(scene, library);
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        if (!strstr(scene->why.text, rows[i].sentence))
            fail_msg("%s: %s", rows[i].run, scene->why.text);
        scene_free(scene);
    }
}

/* Five minutes in 24 hours: what it can last has to fit in, and counts as long as it did last. */
static void a_hand_is_in_the_cold_for_five_minutes_a_day_at_most(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_cold(
        "    cold_pressor { " HAND ", limit = 120*sec, trials = 5, rest = 1*sec, ask = false }\n");
    scene->participant.cold_tolerance_s = 500;
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    size_t n = 0;
    for (size_t i = 0; i < scene->n_rows; i++)
        n += strcmp(scene->rows[i].test, "cold_pressor") == 0;
    assert_int_equal(n, 2);
    assert_int_equal(scene_entries(scene, "note", "withheld", NULL), 1);
    assert_true(scene_noticed(scene, "of 300 s in 24 hours are left"));
    assert_int_equal(scene_entries(scene, "trial", "\"immersed_s\":12", entry), 2);
    memset(&scene->key, 0, sizeof scene->key); /* another session of that day */
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 0);
    scene->utc += (utc_us)25 * 3600 * 1000000;
    memset(&scene->key, 0, sizeof scene->key);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene->n_rows > 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threshold_and_tolerance_are_rows_of_their_own),
        cmocka_unit_test(at_the_limit_both_are_bounds),
        cmocka_unit_test(what_nobody_enters_is_missing),
        cmocka_unit_test(a_number_is_taken_as_it_was_typed_and_within_its_range),
        cmocka_unit_test(a_response_before_the_hand_is_in_is_early_and_no_value),
        cmocka_unit_test(a_hand_that_is_out_before_it_hurts_has_no_threshold),
        cmocka_unit_test(a_stop_waits_for_the_hand_and_gives_no_value),
        cmocka_unit_test(a_hand_counts_as_in_the_water_until_somebody_says_that_it_is_out),
        cmocka_unit_test(a_hand_that_nobody_says_is_out_counts_beyond_its_limit),
        cmocka_unit_test(it_is_the_held_response_that_is_named),
        cmocka_unit_test(ice_is_rated_at_each_place),
        cmocka_unit_test(ice_without_a_rating_has_no_value),
        cmocka_unit_test(a_hand_is_in_the_cold_for_five_minutes_a_day_at_most),
        cmocka_unit_test(the_engine_refuses_what_is_too_long_or_no_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
