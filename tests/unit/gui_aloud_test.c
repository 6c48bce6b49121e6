/* What is read aloud stands in its strip whole, in the demonstration, too: the shipped words in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

/* 800 x 600 has them whole while they are read, in the middle. */
static const struct size windows[] = {{1440, 900}, {1024, 700}, {1280, 800}, {1280, 720},
                                      {1366, 768}, {1200, 800}, {1920, 1080}};

static void check_whole(const char *place)
{
    look();
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        if (item->kind == ITEM_TEXT && item->panel == PANEL_ALOUD && strstr(item->text, "…"))
            fail_msg("%s: \"%s\" is cut", place, item->text);
    }
}

static void what_is_read_aloud_is_never_cut(void **state)
{
    (void)state;
    static const char *const names[] = {
        "confirm",      "armed",       "armed-demo", "armed-demo-both", "confirm-demo-nobody",
        "release-demo", "stopped-demo"};
    static const char *const words[] = {"instruct", "instruct-german"};
    static struct view read;
    for (size_t k = 0; k < COUNT(windows); k++)
        for (size_t n = 0; n < COUNT(names); n++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                scene_fill(&read, scene_named(words[language]));
                open_at(&windows[k], language, scene_named(names[n]));
                SCENE_SET(rig.view.run.words, read.run.words);
                SCENE_SET(rig.view.run.words_language, read.run.words_language);
                for (int is_read = 0; is_read < 2; is_read++) {
                    rig.view.run.instruction_read = is_read;
                    frame();
                    check_whole(where(scene_named(names[n]), &windows[k], language));
                }
                rig_close();
            }
}

/* Where it is to be read it stands whole in the smallest window as well, in the demonstration, too. */
static void what_is_to_be_read_is_whole_in_every_window(void **state)
{
    (void)state;
    static const char *const names[] = {"instruct", "instruct-german", "instruct-demo"};
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (size_t n = 0; n < COUNT(names); n++) {
            open_at(&sizes[k], LANGUAGE_DE, scene_named(names[n]));
            look();
            for (size_t i = 0; i < seen.n; i++)
                if (seen.items[i].kind == ITEM_TEXT && seen.items[i].panel == PANEL_MAIN &&
                    strstr(seen.items[i].text, "…"))
                    fail_msg("%s: \"%s\" is cut", where(scene_named(names[n]), &sizes[k], 1),
                             seen.items[i].text);
            rig_close();
        }
}

/* In a strip that is too low for it there is no half sentence: while it is read the strip says where it stands, afterwards
 * whole sentences stand there, and that there are more. */
static void what_has_no_room_ends_with_a_sentence(void **state)
{
    (void)state;
    static const struct size lowest = {800, 600};
    static const char *const names[] = {"instruct", "confirm", "armed", "stopped"};
    static const char *const words[] = {"instruct", "instruct-german"};
    static const char *const ends[] = {". …”", ". …“"};
    static struct view read;
    for (size_t n = 0; n < COUNT(names); n++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            scene_fill(&read, scene_named(words[language]));
            open_at(&lowest, language, scene_named(names[n]));
            SCENE_SET(rig.view.run.words, read.run.words);
            SCENE_SET(rig.view.run.words_language, read.run.words_language);
            frame();
            look();
            bool is_marked = false;
            for (size_t i = 0; i < seen.n; i++) {
                const struct item *item = &seen.items[i];
                if (item->kind != ITEM_TEXT || item->panel != PANEL_ALOUD)
                    continue;
                is_marked |= strstr(item->text, ends[language]) != NULL;
                if (strstr(item->text, "…") && !strstr(item->text, ends[language]))
                    fail_msg("%s: \"%s\" is cut", names[n], item->text);
            }
            assert_int_equal(is_marked, n > 0);
            assert_int_equal(is_shown(language ? "Der Text steht oben" : "The words stand above"),
                             n == 0);
            rig_close();
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_aloud_is_never_cut),
        cmocka_unit_test(what_is_to_be_read_is_whole_in_every_window),
        cmocka_unit_test(what_has_no_room_ends_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
