/* Fields that offer a path: what is typed takes its place, however the question was opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

#include <stdio.h>

static const struct offered {
    const char *sheet;
    unsigned key;      /* that opens it; 0: none does */
    const char *touch; /* words on its button */
    enum action_kind kind;
} offered[] = {
    {"bench", 'o', "File", ACTION_OPEN_BENCH},
    {"bench", 's', "Save", ACTION_SAVE_BENCH},
    {"study", KEY_F1 + 7, "Export", ACTION_EXPORT},
    {"study", KEY_F1 + 10, "Other study", ACTION_OPEN_STUDY},
    {"study-first", 0, NULL, ACTION_OPEN_STUDY},
    {"study-last-used", 0, NULL, ACTION_OPEN_STUDY},
};

static void open_question(const struct offered *row, bool by_touch)
{
    open_sheet(row->sheet);
    if (row->key == 0)
        return;
    if (by_touch)
        touch_words(row->touch);
    else if (row->key < KEY_ENTER)
        push_typed((char[]){(char)row->key, '\0'});
    else
        push_tap(row->key);
    frame();
}

static void typing_takes_the_place_of_the_offered_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(offered); i++)
        for (int by_touch = 0; by_touch < 2; by_touch++) {
            open_question(&offered[i], by_touch);
            push_typed("/x/y");
            frame();
            tap(KEY_ENTER);
            assert_did(offered[i].kind, 0, "/x/y");
            rig_close();
        }
}

/* The path that is to be opened comes to be known after the first frame. */
static void a_path_that_is_known_later_is_typed_over_too(void **state)
{
    (void)state;
    rig_open(1440, 900, THEME_DARK, LANGUAGE_EN);
    sheet_study_first(&rig.view);
    rig.view.study.path[0] = '\0';
    frame();
    snprintf(rig.view.study.path, sizeof rig.view.study.path, "/home/lab/late.limen");
    frame();
    push_typed("/x/y");
    frame();
    tap(KEY_ENTER);
    assert_did(ACTION_OPEN_STUDY, 0, "/x/y");
    rig_close();
}

/* It is put right where it was written. */
static void a_study_that_is_refused_stays_to_be_put_right(void **state)
{
    (void)state;
    open_sheet("study-other");
    push_typed("/x/y");
    frame();
    tap(KEY_ENTER);
    rig.view.frame.answered = rig.question;
    snprintf(rig.view.frame.refusal, sizeof rig.view.frame.refusal, "There is no folder /x");
    frame();
    assert_true(is_shown("Another study") && is_shown("There is no folder /x"));
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_takes_the_place_of_the_offered_path),
        cmocka_unit_test(a_path_that_is_known_later_is_typed_over_too),
        cmocka_unit_test(a_study_that_is_refused_stays_to_be_put_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
