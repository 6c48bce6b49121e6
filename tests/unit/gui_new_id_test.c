/* Somebody new: whether the check letter of the ID is looked at is said before it is added. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

#include <stdio.h>

static struct person_row people[1];

/* A study in which only this one is; NULL: nobody. */
static void open_study_of(const char *id, enum language language)
{
    open_at(&sizes[0], language, sheet_named("study-empty"));
    if (id != NULL) {
        snprintf(people[0].id, sizeof people[0].id, "%s", id);
        rig.view.study.people = people;
        rig.view.study.n_people = 1;
    }
    tap(KEY_F1 + 6);
}

static const struct row {
    const char *there, *typed;
    bool is_added;
    const char *said[LANGUAGES];
} rows[] = {
    {NULL, "LBP-0417-K", false, {"check letter wrong", "Prüfzeichen falsch"}},
    {NULL, "LBP-0417-E", true, {"check letter correct", "Prüfzeichen richtig"}},
    {NULL, "P01", true, {"It has no check letter", "Ohne Prüfzeichen"}},
    {"DEMO", "LBP-0417-K", false, {"check letter wrong", "Prüfzeichen falsch"}},
    {"P01", "P02", true, {"No check letters in this study", "Studie ohne Prüfzeichen"}},
    {"P01", "LBP-0417-K", true, {"No check letters in this study", "Studie ohne Prüfzeichen"}},
    {"LBP-0410-S", "LBP-0417-K", false, {"check letter wrong", "Prüfzeichen falsch"}},
    {"LBP-0410-S", "P02", false, {"form is PREFIX-0000-X", "Form ist PREFIX-0000-X"}},
};

static bool is_behind(const struct item *item)
{
    return item->panel != PANEL_MODAL;
}

static void whether_the_letter_is_checked_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (enum language language = LANGUAGE_EN; language <= LANGUAGE_DE; language++) {
            open_study_of(rows[i].there, language);
            push_text(rows[i].typed);
            frame();
            if (!is_shown(rows[i].said[language]))
                fail_msg("%s: \"%s\" is not said", rows[i].typed, rows[i].said[language]);
            check_fit(rows[i].typed, is_behind);
            tap(KEY_ENTER);
            assert_int_equal(count_actions(ACTION_ADD_PARTICIPANT), rows[i].is_added);
            rig_close();
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whether_the_letter_is_checked_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
