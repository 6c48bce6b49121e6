/* Study, Bench, Results and Protocol under test: sheets at some sizes, keys, touches, and what they did. To be included after
 * cmocka. */
#ifndef LIMEN_TESTS_GUI_SCREENS_RIG_H
#define LIMEN_TESTS_GUI_SCREENS_RIG_H

#include "gui/screens_scene.h"
#include "unit/gui_rig.h"

#include "gui/drawing.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const struct size {
    float w, h;
} sizes[] = {{1440, 900}, {1024, 700}, {1200, 800}, {1920, 1080}, {1280, 800}, {800, 600}};

static __attribute__((unused)) const struct sheet *sheet_named(const char *name)
{
    for (size_t i = 0; i < SHEETS; i++)
        if (strcmp(sheets[i].name, name) == 0)
            return &sheets[i];
    fail_msg("no sheet is called %s", name);
    return NULL;
}

static __attribute__((unused)) void show(const struct sheet *sheet)
{
    sheet_fill(&rig.view, sheet);
    frame();
    sheet_hands(&rig.input, sheet);
    frame();
}

static __attribute__((unused)) void open_at(const struct size *size, enum language language,
                                            const struct sheet *sheet)
{
    rig_open(size->w, size->h, THEME_DARK, language);
    show(sheet);
}

static __attribute__((unused)) void open_sheet(const char *name)
{
    open_at(&sizes[0], LANGUAGE_EN, sheet_named(name));
}

static __attribute__((unused)) void tap(unsigned key)
{
    push_tap(key);
    frame();
}

/* A touch on the middle of the first text that begins so. */
static __attribute__((unused)) void touch_words(const char *words)
{
    look();
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        if (item->kind != ITEM_TEXT || strncmp(item->text, words, strlen(words)) != 0)
            continue;
        push_touch(item->area.x + item->area.w / 2, item->area.y + item->area.h / 2);
        frame();
        return;
    }
    fail_msg("\"%s\" is not on the screen", words);
}

static __attribute__((unused)) void assert_did(enum action_kind kind, int64_t number,
                                               const char *text)
{
    if (rig.actions.n != 1)
        fail_msg("%zu actions where one of kind %d was expected", rig.actions.n, kind);
    assert_int_equal(rig.actions.list[0].kind, kind);
    assert_int_equal(rig.actions.list[0].number, number);
    assert_string_equal(rig.actions.list[0].text, text);
}

#endif
