/* From the trials of a visit to what the Results screen and the summary show of them. */
#include "support/store_kit.h"

#include "session/skipped.h"
#include "shell/present.h"

#include <math.h>

/* A ramp that nobody has judged; and what is no ramp. */
static const char unjudged[] = "", unramped[] = "";

/* A ramp at a thenar: `more` are members of its payload. */
static void add_trial(struct study *study, const struct session_key *key, int trial,
                      const char *more)
{
    const char *rate = more == unramped   ? ""
                       : more == unjudged ? "\"rate_target\":1,"
                                          : "\"rate_off\":false,";
    char json[512];
    snprintf(json, sizeof json,
             "{\"attempt\":1,\"censored\":\"none\",\"end\":\"response\",%s\"practice\":0,"
             "%s\"role\":\"remote\",\"side\":\"left\",\"site\":\"thenar\","
             "\"spoiled\":0,\"test\":\"ppt\",\"trial\":%d,\"unit\":\"kPa\",\"value\":%d}",
             more, rate, trial, 300 + trial);
    assert_int_equal(kit_append(study, key, "trial", trial, json), STATUS_OK);
}

/* What the screens show of `n` trials whose payloads have these members. */
static void show(const struct kit *kit, const char *const *more, size_t n,
                 struct results_view *view)
{
    struct why why = {0};
    struct visit visit = {.is_ended = true};
    struct study *study = kit_open(kit, STUDY_CREATE);
    visit.key = kit_begin(study, "P1");
    for (size_t i = 0; i < n; i++)
        add_trial(study, &visit.key, (int)i + 1, more[i]);
    if (present_results(study, &visit.key, view, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    present_quality(&visit, false, LANGUAGE_EN, view);
    study_close(study);
}

static const struct quality_row *quality_about(const struct results_view *view, const char *words)
{
    for (size_t i = 0; i < view->n_quality; i++)
        if (strstr(view->quality[i].what, words))
            return &view->quality[i];
    return NULL;
}

/* Every value is off by as much as the gauge was before it touched: it stands beside the results for good. */
static void a_gauge_that_was_not_at_zero_stays_with_the_results(void **state)
{
    static const char *const more[] = {"\"idle_kpa\":4.9,", "\"idle_kpa\":6.2,",
                                       "\"idle_kpa\":-11.7,", ""};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, more, sizeof more / sizeof more[0], view);
    assert_int_equal(view->off_zero, 2);
    assert_true(view->off_zero_kpa == -11.7);
    assert_int_equal(view->zero_unseen, 1); /* nobody can say that it stood there */
    assert_non_null(quality_about(view, "Gauge not seen at 0; trials: 1"));
    const struct quality_row *row = quality_about(view, "Gauge not at 0");
    assert_non_null(row);
    assert_int_equal(row->mark, MARK_WARN);
    assert_string_equal(row->what, "Gauge not at 0, up to −12 kPa; trials: 2");
    free(view);
}

static void a_gauge_at_zero_is_not_spoken_of(void **state)
{
    static const char *const more[] = {"\"idle_kpa\":0.4,", "\"idle_kpa\":-4.9,"};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, more, sizeof more / sizeof more[0], view);
    assert_null(quality_about(view, "Gauge not at 0"));
    assert_true(view->rows[0].has_mean);
    assert_null(quality_about(view, "too few values"));
    free(view);
}

/* A site with a single value was done: what is missing is a mean, and the list says why. */
static void one_value_has_no_mean(void **state)
{
    static const char *const more[] = {""};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, more, 1, view);
    assert_int_equal(view->rows[0].n, 1);
    assert_int_equal(view->rows[0].planned, 1);
    assert_false(view->rows[0].has_mean);
    assert_non_null(quality_about(view, "too few values for a mean"));
    free(view);
}

/* Answered too soon: nobody knows its slope. */
static void what_nobody_has_judged_is_not_on_rate(void **state)
{
    static const char *const more[] = {"", unjudged, unjudged, unramped};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, more, 4, view);
    assert_non_null(quality_about(view, "On rate in 1 of 1 trial"));
    assert_non_null(quality_about(view, "Rate not judged: 2"));
    show(*state, more + 1, 1, view);
    assert_null(quality_about(view, "On rate"));
    show(*state, more + 3, 1, view);
    assert_null(quality_about(view, "rate"));
    assert_null(quality_about(view, "Rate"));
    free(view);
}

/* The mean slope says whether a trial is on rate; how steady the hand was stands beside it, so that the two are not taken for one. */
static void on_rate_and_time_in_the_band_are_told_apart(void **state)
{
    static const char *const more[] = {"\"in_band\":0.15,", "\"in_band\":0.484,", ""};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, more, 3, view);
    const struct quality_row *rate = quality_about(view, "On rate in 3 of 3 trials"),
                             *band = quality_about(view, "In the band");
    assert_non_null(rate);
    assert_int_equal(rate->mark, MARK_OK);
    assert_string_equal(rate->detail, "mean slope, from 20 to 90 % of the value");
    assert_non_null(band);
    assert_int_equal(band->mark, MARK_OPEN); /* it judges no trial */
    assert_string_equal(band->what, "In the band 15 to 48 % of the time");
    show(*state, more, 1, view);
    assert_non_null(quality_about(view, "In the band 15 % of the time"));
    show(*state, more + 2, 1, view);
    assert_null(quality_about(view, "In the band"));
    free(view);
}

/* ---- what was meant to be measured ---- */

#define OFFER                                                                                      \
    "{\"args\":{\"candidates\":[{\"role\":\"local\",\"side\":\"left\",\"site\":\"lumbar.L4\"},"    \
    "{\"role\":\"remote\",\"side\":\"left\",\"site\":\"thenar\"}],\"order\":\"rotate\"},"          \
    "\"block\":1,"                                                                                 \
    "\"do\":\"site\",\"line\":\"p.lua:1\",\"step\":1,\"task\":1}"
#define STIMULUS                                                                                   \
    "{\"args\":{\"of\":3,\"side\":\"left\",\"site\":\"thenar\",\"test\":\"ppt\",\"trial\":1},"     \
    "\"block\":1,"                                                                                 \
    "\"do\":\"trial\",\"line\":\"p.lua:1\",\"step\":2,\"task\":1}"

/* A session with these entries, and one value at a thenar unless it was never begun. */
static void show_entries(const struct kit *kit, const char *const (*entries)[2], bool with_trial,
                         struct results_view *view)
{
    struct why why = {0};
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P1");
    for (size_t i = 0; entries[i][0]; i++)
        assert_int_equal(kit_append(study, &key, entries[i][0], 1, entries[i][1]), STATUS_OK);
    if (with_trial)
        add_trial(study, &key, 1, "");
    if (present_results(study, &key, view, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    study_close(study);
}

/* Opened again on another day, a visit that ended early still misses what it was begun for, and its sites have the numbers
 * that they had. */
static void what_was_planned_is_known_for_good(void **state)
{
    static const char *const entries[][2] = {
        {"plan",
         "{\"sites\":[{\"side\":\"left\",\"site\":\"lumbar.L4\",\"test\":\"ppt\",\"trials\":2},"
         "{\"side\":\"left\",\"site\":\"thenar\",\"test\":\"ppt\",\"trials\":2},"
         "{\"side\":\"left\",\"site\":\"thenar\",\"test\":\"cpt\",\"trials\":5}]}"},
        {"request", OFFER}, /* says nothing beside the plan */
        {"request", STIMULUS},
        {NULL}};
    struct results_view *view = calloc(1, sizeof *view);
    show_entries(*state, entries, true, view);
    assert_int_equal(view->n_rows, 3);
    assert_string_equal(view->rows[2].test, "cpt");
    assert_int_equal(view->rows[2].stimulus, VIEW_TEMPERATURE);
    assert_int_equal(view->rows[2].planned, 5);
    assert_int_equal(view->rows[2].number, view->rows[1].number);
    assert_string_equal(view->rows[0].site, "lumbar.L4");
    assert_int_equal(view->rows[0].planned, 2);
    assert_int_equal(view->rows[0].number, 1);
    assert_int_equal(view->rows[1].planned, 2);
    assert_int_equal(view->rows[1].n, 1);
    free(view);
}

/* A protocol that comes to a test again wants the trials of all its calls, whichever of them the journal names first. */
static void what_several_calls_want_is_one_row(void **state)
{
    static const char *const entries[][2] = {
        {"plan",
         "{\"sites\":[{\"call\":2,\"side\":\"left\",\"site\":\"thenar\",\"test\":\"ppt\","
         "\"trials\":2},"
         "{\"call\":3,\"side\":\"right\",\"site\":\"thenar\",\"test\":\"ppt\",\"trials\":1},"
         "{\"call\":4,\"side\":\"left\",\"site\":\"thenar\",\"test\":\"ppt\","
         "\"trials\":3}]}"},
        {NULL}};
    struct results_view *view = calloc(1, sizeof *view);
    show_entries(*state, entries, true, view);
    assert_int_equal(view->n_rows, 2);
    assert_int_equal(view->rows[0].planned, 5);
    assert_int_equal(view->rows[1].planned, 1);
    assert_int_equal(view->rows[1].number, 2);
    free(view);
}

/* As the session numbers them: a site where one only practised has a number, too, and there are more than nine. */
static void a_site_has_the_number_that_it_had_in_the_session(void **state)
{
    static const char *const places[] = {"lumbar.L1", "lumbar.L2", "lumbar.L3", "lumbar.L4",
                                         "lumbar.L5"};
    struct results_view *view = calloc(1, sizeof *view);
    struct text plan;
    text_init(&plan);
    text_append_cstr(&plan, "{\"sites\":[{\"side\":\"right\",\"site\":\"deltoid\",\"test\":\"ppt\","
                            "\"trials\":0}");
    for (size_t i = 0; i < 10; i++)
        text_append_format(&plan,
                           ",{\"side\":\"%s\",\"site\":\"%s\",\"test\":\"ppt\",\"trials\":2}",
                           i % 2 ? "right" : "left", places[i / 2]);
    text_append_cstr(&plan, "]}");
    const char *const entries[][2] = {{"plan", text_cstr(&plan)}, {NULL}};
    show_entries(*state, entries, true, view);
    assert_int_equal(view->n_rows, 11);
    for (size_t i = 0; i < 11; i++)
        assert_int_equal(view->rows[i].number, i + 2);
    assert_string_equal(view->rows[10].site, "thenar"); /* nobody had planned it */
    text_fini(&plan);
    free(view);
}

/* Nobody had planned it: what the script asked for is known, at each site that it offered. */
static void without_a_plan_what_was_asked_for_is_known(void **state)
{
    static const char *const entries[][2] = {
        {"request", OFFER}, {"request", STIMULUS}, {"request", OFFER}, {NULL}};
    struct results_view *view = calloc(1, sizeof *view);
    show_entries(*state, entries, true, view);
    assert_int_equal(view->n_rows, 2);
    assert_string_equal(view->rows[0].site, "lumbar.L4");
    assert_int_equal(view->rows[0].planned, 3);
    assert_int_equal(view->rows[1].planned, 3);
    free(view);
}

/* It was ended while every site had to rest: each of them misses something, nobody knows how much. */
static void a_site_that_was_only_offered_is_missing(void **state)
{
    static const char *const entries[][2] = {{"request", OFFER}, {NULL}};
    struct results_view *view = calloc(1, sizeof *view);
    show_entries(*state, entries, false, view);
    assert_int_equal(view->n_rows, 2);
    assert_true(view->exists && view->rows[0].planned == 1 && view->rows[0].n == 0);
    free(view);
}

/* Only an extra trial was due, so that nothing is missing: that the rest was skipped stands there for good. */
static void what_was_skipped_is_said_though_nothing_is_missing(void **state)
{
    static const char *const notes[] = {"{\"test\":\"ppt\",\"what\":\"skipped\"}",
                                        "{\"what\":\"rest_skipped\"}", "{\"words\":\"skipped\"}",
                                        "{\"test\":\"hpt\",\"what\":\"withheld\"}"};
    struct results_view *view = calloc(1, sizeof *view);
    const struct visit visit = {.is_ended = true};
    for (int i = 0; i < 4; i++) {
        struct why why = {0};
        struct study *study = kit_open(*state, STUDY_CREATE);
        const struct session_key key = kit_begin(study, "P1");
        assert_int_equal(kit_append(study, &key, "note", 1, notes[i]), STATUS_OK);
        add_trial(study, &key, 1, "");
        assert_int_equal(present_results(study, &key, view, &why), STATUS_OK);
        struct skipped skipped;
        assert_int_equal(skipped_load(study, &key, &skipped, &why), STATUS_OK);
        present_skipped(&skipped, view);
        present_quality(&visit, false, LANGUAGE_EN, view);
        assert_int_equal(quality_about(view, "rest of a test was skipped") != NULL, i == 0);
        assert_int_equal(quality_about(view, "share of heat or cold") != NULL, i == 3);
        study_close(study);
    }
    free(view);
}

#define ASKS(args)                                                                                 \
    {                                                                                              \
        "request", "{\"args\":{" args "},\"do\":\"trial\"}"                                        \
    }
#define HELD                                                                                       \
    {                                                                                              \
        "note", "{\"what\":\"withheld\",\"test\":\"hpt\",\"site\":\"thenar\",\"side\":\"left\"}"   \
    }

/* Where a trial is withheld, the test is over at its site: nothing asks for the trials behind it, and they are withheld with it. */
static void what_was_withheld_is_counted_with_what_came_behind_it(void **state)
{
    static const struct {
        const char *entries[4][2];
        int withheld;
    } rows[] = {
        {{ASKS("\"of\":3,\"trial\":2"), HELD}, 2},
        {{ASKS("\"of\":3,\"trial\":1"), HELD}, 3},
        {{ASKS("\"of\":3,\"trial\":3"), HELD}, 1},
        {{ASKS("\"extra\":true,\"of\":3,\"trial\":4"), HELD}, 1},
        {{ASKS("\"of\":3,\"trial\":5"), HELD}, 2}, /* of a second call */
        {{ASKS("\"of\":3,\"trial\":2"), HELD, ASKS("\"of\":3,\"trial\":4"), HELD}, 5},
        {{ASKS("\"practice\":true,\"trial\":1"), HELD, ASKS("\"of\":3,\"trial\":1"), HELD}, 3},
        {{ASKS("\"practice\":true,\"trial\":1"), HELD}, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct why why = {0};
        struct skipped skipped;
        struct study *study = kit_open(*state, STUDY_CREATE);
        const struct session_key key = kit_begin(study, "P1");
        for (int k = 0; k < 4 && rows[i].entries[k][0]; k++)
            assert_int_equal(
                kit_append(study, &key, rows[i].entries[k][0], k + 1, rows[i].entries[k][1]),
                STATUS_OK);
        assert_int_equal(skipped_load(study, &key, &skipped, &why), STATUS_OK);
        assert_true(skipped.withheld);
        assert_int_equal(skipped.n_sites, 1);
        assert_int_equal(skipped.sites[0].n, rows[i].withheld);
        study_close(study);
    }
}

/* Where it was, and how often: not only somewhere. And a thermode that nobody had checked is found beside its values. */
static void what_was_withheld_or_passed_over_is_said_where_it_belongs(void **state)
{
    static const char *const entries[][2] = {
        {"note", "{\"what\":\"withheld\",\"test\":\"hpt\",\"site\":\"thenar\",\"side\":\"left\"}"},
        {"note", "{\"what\":\"withheld\",\"test\":\"hpt\",\"site\":\"thenar\",\"side\":\"left\"}"},
        {"ready", "{\"what\":\"verification\",\"override\":\"the reference is away\"}"}};
    struct results_view *view = calloc(1, sizeof *view);
    const struct visit visit = {.is_ended = true};
    struct why why = {0};
    struct skipped skipped;
    struct study *study = kit_open(*state, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P1");
    for (int i = 0; i < 3; i++)
        assert_int_equal(kit_append(study, &key, entries[i][0], i + 1, entries[i][1]), STATUS_OK);
    add_trial(study, &key, 1, "");
    assert_int_equal(present_results(study, &key, view, &why), STATUS_OK);
    assert_int_equal(skipped_load(study, &key, &skipped, &why), STATUS_OK);
    present_skipped(&skipped, view);
    struct result_row *row = results_row_of(view, "hpt", "thenar", "left");
    assert_int_equal(view->withheld[row - view->rows], 2);
    row->planned = 3;
    present_quality(&visit, false, LANGUAGE_EN, view);
    assert_non_null(strstr(quality_about(view, "0 of 3 trials")->detail, "withheld"));
    assert_string_equal(quality_about(view, "without a valid check")->detail,
                        "reason: the reference is away");
    study_close(study);
    free(view);
}

/* ---- what the sites were given ---- */

/* One attempt: `given` are members of its payload. */
static void add_given(struct study *study, const struct session_key *key, int trial,
                      const char *site, const char *unit, const char *given)
{
    char json[512];
    snprintf(json, sizeof json,
             "{\"attempt\":1,\"censored\":\"none\",%s\"end\":\"response\",\"practice\":%d,"
             "\"rate_off\":false,\"role\":\"local\",\"side\":\"left\",\"site\":\"%s\","
             "\"spoiled\":0,\"test\":\"%s\",\"trial\":%d,\"unit\":\"%s\",\"value\":30}",
             given, trial == 1, site, strcmp(unit, "degC") == 0 ? "hpt" : "cold_pressor", trial,
             unit);
    assert_int_equal(kit_append(study, key, "trial", trial, json), STATUS_OK);
}

static void show_given(const struct kit *kit, const char *const (*given)[3], size_t n,
                       enum language language, struct results_view *view)
{
    struct why why = {0};
    struct visit visit = {.is_ended = true};
    struct study *study = kit_open(kit, STUDY_CREATE);
    visit.key = kit_begin(study, "P1");
    for (size_t i = 0; i < n; i++)
        add_given(study, &visit.key, (int)i + 1, given[i][0], given[i][1], given[i][2]);
    add_trial(study, &visit.key, 1, "");
    if (present_results(study, &visit.key, view, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    present_quality(&visit, false, language, view);
    study_close(study);
}

static void expect_dose(const struct results_view *view, const char *what, const char *brief,
                        const char *detail)
{
    const struct quality_row *row = quality_about(view, what);
    if (!row)
        fail_msg("nothing says %s", what);
    assert_string_equal(row->what, what);
    assert_string_equal(row->brief, brief);
    assert_string_equal(row->detail, detail);
}

/* Practice counts, too, and each site for itself; what nobody could see is a bound. */
static void the_dose_of_each_site_stands_with_the_results(void **state)
{
    static const char *const given[][3] = {
        {"forearm", "degC",
         "\"cem43_min\":1.26,\"cold_s\":12,\"dose\":\"measured\",\"hot_s\":3,\"thermal_ramps\":1,"},
        {"forearm", "degC",
         "\"cem43_min\":2,\"cold_s\":16.4,\"dose\":\"measured\",\"hot_s\":3,\"thermal_ramps\":0,"},
        {"deltoid", "degC",
         "\"cem43_min\":0,\"cold_s\":5,\"dose\":\"worst\",\"hot_s\":0,\"thermal_ramps\":2,"},
        {"hand.dorsum", "s",
         "\"cem43_min\":0,\"cold_s\":0,\"dose\":\"measured\",\"hot_s\":0,\"immersed_s\":61.4,"
         "\"thermal_ramps\":0,"},
        {"face", "degC", ""}};
    struct results_view *view = calloc(1, sizeof *view);
    show_given(*state, given, 5, LANGUAGE_EN, view);
    expect_dose(view, "Dose, Forearm, left: 3.3 min CEM43", "Dose, site 1: 3.3 min CEM43",
                "28 s below 15 °C, 1 to a limit");
    expect_dose(view, "Dose, Deltoid, left: ≤ 0.0 min CEM43", "Dose, site 2: ≤ 0.0 min CEM43",
                "≤ 5 s below 15 °C, 2 to a limit");
    const struct quality_row *hand = quality_about(view, ": 61 s of cold");
    assert_non_null(hand);
    assert_string_equal(hand->detail, "by hand: cold water or ice");
    assert_null(quality_about(view, "Back of hand, left: 0.0 min"));
    const struct quality_row *face = quality_about(view, ", left: not known");
    assert_non_null(face);
    assert_int_equal(face->mark, MARK_WARN);
    assert_null(quality_about(view, "Dose, Thenar")); /* a gauge gives neither heat nor cold */
    free(view);
}

static void the_dose_is_said_in_german_too(void **state)
{
    static const char *const given[][3] = {
        {"forearm", "degC",
         "\"cem43_min\":1.26,\"cold_s\":12,\"dose\":\"measured\",\"hot_s\":3,\"thermal_ramps\":1,"},
        {"forearm", "degC",
         "\"cem43_min\":2,\"cold_s\":16.4,\"dose\":\"measured\",\"hot_s\":3,\"thermal_ramps\":0,"}};
    struct results_view *view = calloc(1, sizeof *view);
    show_given(*state, given, 2, LANGUAGE_DE, view);
    expect_dose(view, "Dosis, Unterarm, links: 3,3 min CEM43", "Dosis, Ort 1: 3,3 min CEM43",
                "28 s unter 15 °C, 1 bis Grenze");
    free(view);
}

static void where_nothing_was_heated_or_cooled_there_is_no_dose(void **state)
{
    static const char *const more[] = {""};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, more, 1, view);
    assert_int_equal(view->n_doses, 0);
    assert_null(quality_about(view, "Dose"));
    free(view);
}

/* ---- over the visits ---- */

static void add_visit(struct study *study, const char *const sides[], size_t n, int kpa)
{
    const struct session_key key = kit_begin(study, "P1");
    for (size_t i = 0; i < 2 * n; i++) {
        char json[512];
        snprintf(json, sizeof json,
                 "{\"attempt\":1,\"censored\":\"none\",\"end\":\"response\",\"practice\":0,"
                 "\"rate_off\":false,\"role\":\"%s\",\"side\":\"%s\",\"site\":\"thenar\","
                 "\"spoiled\":0,\"test\":\"ppt\",\"trial\":%zu,\"unit\":\"kPa\",\"value\":%d}",
                 strcmp(sides[i / 2], "right") == 0 ? "local" : "remote", sides[i / 2], i % 2 + 1,
                 kpa + (int)(i / 2) * 100);
        assert_int_equal(kit_append(study, &key, "trial", (int)i + 1, json), STATUS_OK);
    }
}

/* Three visits, the second of them without the right hand: each site has its own line, and the local one is followed first. */
static void every_site_has_its_visits(void **state)
{
    static const char *const both[] = {"left", "right"};
    static const struct {
        size_t n;
        int kpa;
    } given[] = {{2, 200}, {1, 210}, {2, 230}};
    struct results_view *view = calloc(1, sizeof *view);
    struct visits *visits = calloc(1, sizeof *visits);
    struct why why = {0};
    struct study *study = kit_open(*state, STUDY_CREATE);
    for (size_t i = 0; i < 3; i++)
        add_visit(study, both, given[i].n, given[i].kpa);
    assert_int_equal(visits_load(study, "P1", visits, &why), STATUS_OK);
    assert_int_equal(present_results(study, &visits->rows[2].key, view, &why), STATUS_OK);
    assert_int_equal(present_trend(study, visits, view, &why), STATUS_OK);
    assert_int_equal(view->n_visits, 3);
    assert_string_equal(view->rows[view->followed].side, "right");
    for (size_t row = 0; row < 2; row++)
        for (size_t i = 0; i < 3; i++) {
            const bool is_right = strcmp(view->rows[row].side, "right") == 0;
            assert_int_equal(view->visits[i].has[row], !is_right || i != 1);
            assert_true(!view->visits[i].has[row] ||
                        view->visits[i].mean[row] == given[i].kpa + 100 * is_right);
        }
    study_close(study);
    free(visits);
    free(view);
}

/* ---- left against right ---- */

/* Two trials at each forearm: both have this value, in the test's unit. */
static void add_sides(struct study *study, const struct session_key *key, int *n, const char *test,
                      double left, double right)
{
    const bool is_thermal = strcmp(test, "ppt") != 0;
    for (int i = 0; i < 4; i++) {
        char json[512];
        snprintf(json, sizeof json,
                 "{\"attempt\":1,%s\"censored\":\"none\",\"end\":\"response\",\"practice\":0,"
                 "\"rate_off\":false,\"role\":\"local\",\"side\":\"%s\",\"site\":\"thenar\","
                 "\"spoiled\":0,\"test\":\"%s\",\"trial\":%d,\"unit\":\"%s\",\"value\":%.1f}",
                 is_thermal ? "\"baseline\":32," : "", i < 2 ? "left" : "right", test, i % 2 + 1,
                 is_thermal ? "degC" : "kPa", i < 2 ? left : right);
        assert_int_equal(kit_append(study, key, "trial", ++*n, json), STATUS_OK);
    }
}

/* As indices.tsv has it: of the way from the baseline where a test is one, in degrees where its values have no ratio. */
static void every_test_has_its_own_side_difference(void **state)
{
    static const struct side_row {
        const char *test;
        double left, right;
        enum view_asymmetry in;
        double asymmetry;
    } rows[] = {
        {"ppt", 300, 200, ASYMMETRY_PERCENT, 40},
        {"wdt", 34.6, 34.4, ASYMMETRY_PERCENT, 8},
        {"cdt", 30, 30.5, ASYMMETRY_PERCENT, 28.571},
        {"cpt", 11.4, 12.9, ASYMMETRY_CELSIUS, -1.5},
    };
    struct results_view *view = calloc(1, sizeof *view);
    struct why why = {0};
    int n = 0;
    struct study *study = kit_open(*state, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P1");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add_sides(study, &key, &n, rows[i].test, rows[i].left, rows[i].right);
    assert_int_equal(present_results(study, &key, view, &why), STATUS_OK);
    assert_int_equal(view->n_rows, 2 * sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < view->n_rows; i++) {
        const struct side_row *row = rows;
        while (strcmp(row->test, view->rows[i].test) != 0)
            row++;
        print_message("  %s: %.3f\n", row->test, view->rows[i].asymmetry);
        assert_int_equal(view->rows[i].asymmetry_in, row->in);
        assert_true(fabs(view->rows[i].asymmetry - row->asymmetry) < 0.001);
    }
    study_close(study);
    free(view);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, kit_setup, kit_teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_gauge_that_was_not_at_zero_stays_with_the_results),
        ROW(a_gauge_at_zero_is_not_spoken_of),
        ROW(what_was_skipped_is_said_though_nothing_is_missing),
        ROW(what_was_withheld_is_counted_with_what_came_behind_it),
        ROW(what_was_withheld_or_passed_over_is_said_where_it_belongs),
        ROW(one_value_has_no_mean),
        ROW(the_dose_of_each_site_stands_with_the_results),
        ROW(the_dose_is_said_in_german_too),
        ROW(where_nothing_was_heated_or_cooled_there_is_no_dose),
        ROW(what_nobody_has_judged_is_not_on_rate),
        ROW(on_rate_and_time_in_the_band_are_told_apart),
        ROW(what_was_planned_is_known_for_good),
        ROW(what_several_calls_want_is_one_row),
        ROW(a_site_has_the_number_that_it_had_in_the_session),
        ROW(without_a_plan_what_was_asked_for_is_known),
        ROW(every_site_has_its_visits),
        ROW(a_site_that_was_only_offered_is_missing),
        ROW(every_test_has_its_own_side_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
