/* What conditioning did, as Results and the summary say it: the change with its direction in words, its classes, or why there are none. */
#include "support/store_kit.h"

#include "index/reason.h"
#include "shell/present.h"

struct told {
    const char *test, *phase, *unit, *more; /* `more`: members of its payload */
    double value;
};

static void add(struct study *study, const struct session_key *key, int trial,
                const struct told *told)
{
    char json[512];
    snprintf(json, sizeof json,
             "{\"attempt\":1,\"censored\":\"none\",%s\"end\":\"response\",\"phase\":\"%s\","
             "\"practice\":0,\"role\":\"remote\",\"side\":\"right\",\"site\":\"deltoid\","
             "\"spoiled\":0,\"test\":\"%s\",\"trial\":%d,\"unit\":\"%s\",\"value\":%g}",
             told->more, told->phase, told->test, trial, told->unit, told->value);
    assert_int_equal(kit_append(study, key, "trial", trial, json), STATUS_OK);
}

/* Others of the study: who, with 3 kPa between the trials, one way or the other. */
static void add_others(struct study *study, int people)
{
    for (int i = 0; i < people; i++) {
        char name[16];
        snprintf(name, sizeof name, "Q%02d", i);
        const struct session_key key = kit_begin(study, name);
        const double half = i % 4 < 2 ? 1.5 : -1.5;
        const struct told first = {"ppt", "baseline", "kPa", "", 300 - half},
                          second = {"ppt", "baseline", "kPa", "", 300 + half};
        add(study, &key, 1, &first);
        add(study, &key, 2, &second);
    }
}

static void show(const struct kit *kit, int others, const struct told *told, size_t n,
                 enum language language, struct results_view *view)
{
    struct why why = {0};
    struct visit visit = {.is_ended = true};
    struct study *study = kit_open(kit, STUDY_CREATE);
    add_others(study, others);
    visit.key = kit_begin(study, "P1");
    for (size_t i = 0; i < n; i++)
        add(study, &visit.key, (int)i + 1, &told[i]);
    if (present_results(study, &visit.key, view, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    present_quality(&visit, false, language, view);
    study_close(study);
}

static void expect(const struct results_view *view, const char *what, const char *detail)
{
    for (size_t i = 0; i < view->n_quality; i++)
        if (strcmp(view->quality[i].what, what) == 0) {
            assert_string_equal(view->quality[i].detail, detail);
            return;
        }
    for (size_t i = 0; i < view->n_quality; i++)
        print_message("%s / %s\n", view->quality[i].what, view->quality[i].detail);
    fail_msg("no `%s`", what);
}

static const struct told pressed[] = {{"ppt", "baseline", "kPa", "", 300},
                                      {"ppt", "during", "kPa", "\"cond_rating\":6,", 360},
                                      {"ppt", "after", "kPa", "\"cond_rating\":6,", 303}};

static void a_change_has_its_direction_and_its_classes(void **state)
{
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, 20, pressed, 3, LANGUAGE_EN, view);
    expect(view, "Deltoid, right, PPT: less pain during conditioning",
           "+60 kPa (+20 %); 2 SEM: inhibition, SDC: inhibition");
    expect(view, "Deltoid, right, PPT: less pain after conditioning",
           "+3 kPa (+1 %); 2 SEM: no effect, SDC: no effect");
    free(view);
}

static void it_is_said_in_german(void **state)
{
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, 20, pressed, 3, LANGUAGE_DE, view);
    expect(view, "Deltamuskel, rechts, PPT: weniger Schmerz während der Konditionierung",
           "+60 kPa (+20 %); 2 SEM: Hemmung, SDC: Hemmung");
    free(view);
}

static void without_an_error_of_measurement_there_is_no_class(void **state)
{
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, 5, pressed, 3, LANGUAGE_DE, view);
    expect(view, "Deltamuskel, rechts, PPT: weniger Schmerz während der Konditionierung",
           "+60 kPa (+20 %); keine Klasse: kein Messfehler (SEM) ist bekannt");
    free(view);
}

/* They were measured: nothing of them is missing, or too few for a mean. */
static void what_is_compared_by_phase_is_not_missing(void **state)
{
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, 0, pressed, 3, LANGUAGE_EN, view);
    assert_int_equal(view->n_rows, 1);
    assert_true(view->rows[0].is_phased && !view->rows[0].has_mean);
    assert_true(view->rows[0].n == 3 && view->rows[0].planned == 3);
    for (size_t i = 0; i < view->n_quality; i++)
        if (view->quality[i].mark == MARK_WARN)
            fail_msg("%s", view->quality[i].what);
    assert_string_equal(view->quality[0].brief, "Site 1, PPT: less pain during conditioning");
    free(view);
}

/* Who was not asked, and who was not hurt enough: two things. */
static void a_conditioning_that_does_not_tell_gives_no_class(void **state)
{
    struct results_view *view = calloc(1, sizeof *view);
    struct told told[] = {pressed[0], pressed[1], pressed[2]};
    told[1].more = "";
    told[2].more = "\"cond_rating\":1,";
    show(*state, 20, told, 3, LANGUAGE_DE, view);
    expect(view, "Deltamuskel, rechts, PPT: weniger Schmerz während der Konditionierung",
           "+60 kPa (+20 %); keine Klasse: die Konditionierung wurde nicht bewertet");
    expect(view, "Deltamuskel, rechts, PPT: weniger Schmerz nach der Konditionierung",
           "+3 kPa (+1 %); keine Klasse: die Konditionierung schmerzte zu wenig zum Urteilen");
    free(view);
}

/* Ratings the other way round; no percentage of a scale. */
static void more_of_a_rating_is_more_pain(void **state)
{
    static const struct told told[] = {{"rest_pain", "baseline", "0-100", "", 40},
                                       {"rest_pain", "after", "0-100", "\"cond_rating\":6,", 52}};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, 0, told, 2, LANGUAGE_EN, view);
    const struct modulated_row *row = &view->modulated[0];
    assert_true(view->n_modulated == 1 && row->less == -1 && row->change == 12 && !row->has_pct);
    assert_int_equal(row->why_class[0], INDEX_NO_SEM);
    free(view);
}

static void each_delay_is_shown_for_itself(void **state)
{
    static const struct told told[] = {{"ppt", "baseline", "kPa", "", 300},
                                       {"ppt", "after", "kPa", "\"delay_no\":1,", 330},
                                       {"ppt", "after", "kPa", "\"delay_no\":2,", 294}};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, 0, told, 3, LANGUAGE_DE, view);
    expect(view, "Deltamuskel, rechts, PPT: weniger Schmerz nach der Konditionierung, Zeitpunkt 1",
           "+30 kPa (+10 %); keine Klasse: die Konditionierung wurde nicht bewertet");
    expect(view, "Deltamuskel, rechts, PPT: mehr Schmerz nach der Konditionierung, Zeitpunkt 2",
           "−6 kPa (−2 %); keine Klasse: die Konditionierung wurde nicht bewertet");
    for (size_t i = 0; i < view->n_quality; i++)
        assert_null(strstr(view->quality[i].detail, "12 kPa")); /* their mean */
    free(view);
}

static void what_has_no_number_says_why(void **state)
{
    static const struct told told[] = {{"ppt", "after", "kPa", "", 330}};
    struct results_view *view = calloc(1, sizeof *view);
    show(*state, 0, told, 1, LANGUAGE_DE, view);
    expect(view, "Deltamuskel, rechts, PPT: Effekt nicht bekannt nach der Konditionierung",
           "keine Zahl: eine Phase, die die Formel vergleicht, hat keine Messung");
    free(view);
}

/* At the limit while it lasted: more than that, and so surely less pain; at the limit before, nothing is sure. */
static void a_bound_is_said_as_one(void **state)
{
    struct told told[] = {{"ppt", "baseline", "kPa", "", 800}, {"ppt", "during", "kPa", "", 1000}};
    struct results_view *view = calloc(1, sizeof *view);
    struct study *study = kit_open(*state, STUDY_CREATE);
    struct why why = {0};
    struct visit visit = {.is_ended = true, .key = kit_begin(study, "P1")};
    add(study, &visit.key, 1, &told[0]);
    assert_int_equal(
        kit_append(study, &visit.key, "trial", 2,
                   "{\"attempt\":1,\"censored\":\"right\",\"cond_rating\":6,\"end\":\"limit\","
                   "\"phase\":\"during\",\"practice\":0,\"role\":\"remote\",\"side\":\"right\","
                   "\"site\":\"deltoid\",\"spoiled\":0,\"test\":\"ppt\",\"trial\":2,"
                   "\"unit\":\"kPa\",\"value\":1000}"),
        STATUS_OK);
    assert_int_equal(present_results(study, &visit.key, view, &why), STATUS_OK);
    present_quality(&visit, false, LANGUAGE_DE, view);
    study_close(study);
    expect(view, "Deltamuskel, rechts, PPT: weniger Schmerz während der Konditionierung",
           "≥ +200 kPa; keine Klasse: kein Messfehler (SEM) ist bekannt");
    free(view);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, kit_setup, kit_teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_change_has_its_direction_and_its_classes),
        ROW(it_is_said_in_german),
        ROW(without_an_error_of_measurement_there_is_no_class),
        ROW(what_is_compared_by_phase_is_not_missing),
        ROW(a_conditioning_that_does_not_tell_gives_no_class),
        ROW(more_of_a_rating_is_more_pain),
        ROW(each_delay_is_shown_for_itself),
        ROW(what_has_no_number_says_why),
        ROW(a_bound_is_said_as_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
