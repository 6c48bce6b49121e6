/* What a person did, as plain values in the order in which it happened: nothing is lost between frames, and nothing needs
 * a pointer to hover first. The window fills it from its system; tests fill it by hand. */
#ifndef LIMEN_GUI_INPUT_H
#define LIMEN_GUI_INPUT_H

#include "base/mono.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum input_kind {
    INPUT_KEY_DOWN,
    INPUT_KEY_UP,
    INPUT_TEXT,  /* `text`: what typing or pasting wrote */
    INPUT_PRESS, /* a mouse button or finger at x, y */
    INPUT_MOVE,  /* while pressed */
    INPUT_RELEASE,
    INPUT_SCROLL, /* `y`: lines, positive is towards the top */
    INPUT_FOCUS,  /* the window has (`on`) or has lost keyboard focus */
};

/* Letters and digits are their lower-case ASCII; the rest is named. */
enum input_key {
    KEY_NONE = 0,
    KEY_SPACE = ' ',
    KEY_ENTER = 256,
    KEY_ESCAPE,
    KEY_TAB,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_F1,
    KEY_F12 = KEY_F1 + 11,
    KEY_PAD_0, /* numeric keypad */
    KEY_PAD_9 = KEY_PAD_0 + 9,
    KEY_PAD_POINT,
    KEY_PAD_ENTER,
};

enum { INPUT_TEXT_MAX = 64, INPUT_DEPTH = 256 };

struct input_event {
    mono_ns t;
    uint8_t kind; /* enum input_kind */
    bool repeat;  /* KEY_DOWN that a held key makes: never acts, except in a text field */
    bool on;
    bool shift, control;
    uint16_t key;              /* enum input_key */
    uint8_t pointer;           /* 0: mouse, else a finger */
    float x, y;                /* pixels at 96 dpi */
    char text[INPUT_TEXT_MAX]; /* UTF-8, whole characters; a longer paste comes as several events */
};

struct input_queue {
    struct input_event events[INPUT_DEPTH];
    size_t n;
    bool overflowed; /* some were dropped: the frame says so */
};

void input_push(struct input_queue *queue, const struct input_event *event);
/* "b" or "F12", as a bench file writes it; KEY_NONE: a window tells no such key. */
uint16_t input_key_of(const char *code);
void input_clear(struct input_queue *queue);

#endif
