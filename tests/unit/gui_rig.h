/* A window without a window: fonts, a gui, a view, and hands that press keys and fingers. */
#ifndef GUI_RIG_H
#define GUI_RIG_H

#include "gui/gui.h"
#include "gui/ui.h"

#include <stdlib.h>
#include <string.h>

struct gui_rig {
    struct fonts *fonts;
    struct gui *gui;
    mono_ns now;
    struct view view;
    struct input_queue input;
    struct actions actions;
    uint32_t question; /* the last that was asked by an action */
};

static struct gui_rig rig;

/* One set for all windows of a test: to open it and to measure every text anew costs ten times what the windows do. */
static struct fonts *rig_fonts;

static void rig_close_fonts(void)
{
    fonts_close(rig_fonts);
}

static void rig_open_fonts(void)
{
    struct why why;
    if (rig_fonts != NULL)
        return;
    assert_int_equal(fonts_open(&rig_fonts, &why), STATUS_OK);
    atexit(rig_close_fonts);
}

static void rig_open(float width, float height, enum theme theme, enum language language)
{
    const struct gui_config config = {width, height, theme, language};
    memset(&rig, 0, sizeof rig);
    rig.now = 100 * MONO_SEC;
    rig.view.frame.toast_at = -1;
    rig_open_fonts();
    rig.fonts = rig_fonts;
    assert_int_equal(gui_new(&config, rig.fonts, &rig.gui), STATUS_OK);
}

static void rig_close(void)
{
    gui_free(rig.gui);
}

static __attribute__((unused)) int rig_setup(void **state)
{
    (void)state;
    rig_open(1440, 900, THEME_DARK, LANGUAGE_EN);
    return 0;
}

static __attribute__((unused)) int rig_teardown(void **state)
{
    (void)state;
    rig_close();
    return 0;
}

static __attribute__((unused)) void push_key(unsigned key, enum input_kind kind, bool repeat)
{
    const struct input_event event = {
        .t = rig.now, .kind = (uint8_t)kind, .key = (uint16_t)key, .repeat = repeat};
    input_push(&rig.input, &event);
}

static __attribute__((unused)) void push_tap(unsigned key)
{
    push_key(key, INPUT_KEY_DOWN, false);
    push_key(key, INPUT_KEY_UP, false);
}

static __attribute__((unused)) void push_chord(unsigned key, bool shift, bool control)
{
    const struct input_event event = {.t = rig.now,
                                      .kind = INPUT_KEY_DOWN,
                                      .key = (uint16_t)key,
                                      .shift = shift,
                                      .control = control};
    input_push(&rig.input, &event);
    push_key(key, INPUT_KEY_UP, false);
}

static __attribute__((unused)) void push_pointer(enum input_kind kind, float x, float y,
                                                 unsigned pointer)
{
    const struct input_event event = {
        .t = rig.now, .kind = (uint8_t)kind, .x = x, .y = y, .pointer = (uint8_t)pointer};
    input_push(&rig.input, &event);
}

static __attribute__((unused)) void push_touch(float x, float y)
{
    push_pointer(INPUT_PRESS, x, y, 1);
    push_pointer(INPUT_RELEASE, x, y, 1);
}

static __attribute__((unused)) void push_focus(bool on)
{
    const struct input_event event = {.t = rig.now, .kind = INPUT_FOCUS, .on = on};
    input_push(&rig.input, &event);
}

/* As a paste comes: in pieces of whole characters. */
static __attribute__((unused)) void push_text(const char *text)
{
    while (*text != '\0') {
        struct input_event event = {.t = rig.now, .kind = INPUT_TEXT};
        size_t n = strnlen(text, INPUT_TEXT_MAX - 1);
        while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
        memcpy(event.text, text, n);
        input_push(&rig.input, &event);
        text += n;
    }
}

/* A key as the keyboard tells it: down, what it writes, up. */
static __attribute__((unused)) void push_typed(const char *characters)
{
    for (; *characters != '\0'; characters++) {
        const char text[] = {*characters, '\0'};
        push_key((unsigned char)*characters, INPUT_KEY_DOWN, false);
        push_text(text);
        push_key((unsigned char)*characters, INPUT_KEY_UP, false);
    }
}

static void frame(void)
{
    gui_frame(rig.gui, rig.now, &rig.view, &rig.input, &rig.actions);
    input_clear(&rig.input);
    for (size_t i = 0; i < rig.actions.n; i++)
        if (rig.actions.list[i].question != 0)
            rig.question = rig.actions.list[i].question;
}

static __attribute__((unused)) size_t count_actions(enum action_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < rig.actions.n; i++)
        n += rig.actions.list[i].kind == kind;
    return n;
}

static __attribute__((unused)) bool is_shown(const char *words)
{
    char *list = gui_dump(rig.gui);
    assert_non_null(list);
    const bool shown = strstr(list, words) != NULL;
    free(list);
    return shown;
}

#endif
