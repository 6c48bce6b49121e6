/* stb_textedit over an array of code points, so that no character is ever cut. Places on the screen are field.c's: the
 * editor's own layout is asked for nothing but the length of its one row. */
#include "field_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define STB_TEXTEDIT_CHARTYPE uint32_t
#define STB_TEXTEDIT_UNDOCHARCOUNT 1200
#include <stb/stb_textedit.h>

struct field_edit {
    uint32_t characters[FIELD_CHARACTERS_MAX];
    int n;
    size_t bytes_max;
    STB_TexteditState state;
};

enum edit_command {
    EDIT_LEFT = 0x110000, /* above all characters */
    EDIT_RIGHT,
    EDIT_WORD_LEFT,
    EDIT_WORD_RIGHT,
    EDIT_UP,
    EDIT_DOWN,
    EDIT_PAGE_UP,
    EDIT_PAGE_DOWN,
    EDIT_LINE_START,
    EDIT_LINE_END,
    EDIT_TEXT_START,
    EDIT_TEXT_END,
    EDIT_DELETE,
    EDIT_BACKSPACE,
    EDIT_UNDO,
    EDIT_REDO,
    EDIT_SHIFT = 0x400000,
};

static size_t utf8_length(uint32_t c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static size_t utf8_put(char *out, uint32_t c)
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    const size_t n = utf8_length(c);
    if (n == 1) {
        out[0] = (char)c;
        return 1;
    }
    out[0] = (char)(lead[n] | c >> 6 * (n - 1));
    for (size_t i = 1; i < n; i++)
        out[i] = (char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3f));
    return n;
}

/* The character at `text`; *used 0: that byte begins none. */
static uint32_t utf8_get(const unsigned char *text, size_t *used)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t n = text[0] < 0x80           ? 1
                     : (text[0] >> 5) == 0x06 ? 2
                     : (text[0] >> 4) == 0x0e ? 3
                     : (text[0] >> 3) == 0x1e ? 4
                                              : 0;
    uint32_t c = n < 2 ? text[0] : text[0] & (0x7fu >> n);
    *used = 0;
    for (size_t i = 1; i < n; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (text[i] & 0x3fu);
    }
    if (n == 0 || c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 0;
    *used = n;
    return c;
}

/* Controls, and the marks that turn the direction of what is around them: they could make one ID look like another. */
static bool is_invisible(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

/* The characters of `text` that can be edited; *more: there were more than `room`. */
static int characters_of(const char *text, uint32_t *out, int room, bool *more)
{
    const unsigned char *at = (const unsigned char *)text;
    int n = 0;
    *more = false;
    while (*at != '\0') {
        size_t used;
        uint32_t c = utf8_get(at, &used);
        at += used != 0 ? used : 1;
        if (c == '\n' || c == '\t')
            c = ' ';
        if (used == 0 || is_invisible(c))
            continue;
        if (n == room) {
            *more = true;
            break;
        }
        out[n++] = c;
    }
    return n;
}

static size_t bytes_of(const uint32_t *characters, int n)
{
    size_t bytes = 0;
    for (int i = 0; i < n; i++)
        bytes += utf8_length(characters[i]);
    return bytes;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == 0xa0;
}

static int insert_characters(struct field_edit *edit, int at, const uint32_t *characters, int n)
{
    if (edit->n + n > FIELD_CHARACTERS_MAX)
        return 0;
    uint32_t *gap = edit->characters + at;
    memmove(gap + n, gap, (size_t)(edit->n - at) * sizeof *gap);
    memcpy(gap, characters, (size_t)n * sizeof *gap);
    edit->n += n;
    return 1;
}

static void delete_characters(struct field_edit *edit, int at, int n)
{
    uint32_t *gap = edit->characters + at;
    memmove(gap, gap + n, (size_t)(edit->n - at - n) * sizeof *gap);
    edit->n -= n;
}

static void lay_out_row(StbTexteditRow *row, const struct field_edit *edit, int from)
{
    *row = (StbTexteditRow){.x1 = (float)(edit->n - from), .ymax = 1, .num_chars = edit->n - from};
}

#define STB_TEXTEDIT_STRING struct field_edit
#define STB_TEXTEDIT_STRINGLEN(edit) ((edit)->n)
#define STB_TEXTEDIT_LAYOUTROW(row, edit, from) lay_out_row((row), (edit), (from))
#define STB_TEXTEDIT_GETWIDTH(edit, from, i) 1.0f
#define STB_TEXTEDIT_KEYTOTEXT(key) (-1)
#define STB_TEXTEDIT_GETCHAR(edit, i) ((edit)->characters[i])
#define STB_TEXTEDIT_NEWLINE 0
#define STB_TEXTEDIT_IS_SPACE(c) is_blank(c)
#define STB_TEXTEDIT_DELETECHARS(edit, i, n) delete_characters((edit), (i), (n))
#define STB_TEXTEDIT_INSERTCHARS(edit, i, c, n) insert_characters((edit), (i), (c), (n))
#define STB_TEXTEDIT_K_SHIFT EDIT_SHIFT
#define STB_TEXTEDIT_K_LEFT EDIT_LEFT
#define STB_TEXTEDIT_K_RIGHT EDIT_RIGHT
#define STB_TEXTEDIT_K_WORDLEFT EDIT_WORD_LEFT
#define STB_TEXTEDIT_K_WORDRIGHT EDIT_WORD_RIGHT
#define STB_TEXTEDIT_K_UP EDIT_UP
#define STB_TEXTEDIT_K_DOWN EDIT_DOWN
#define STB_TEXTEDIT_K_PGUP EDIT_PAGE_UP
#define STB_TEXTEDIT_K_PGDOWN EDIT_PAGE_DOWN
#define STB_TEXTEDIT_K_LINESTART EDIT_LINE_START
#define STB_TEXTEDIT_K_LINEEND EDIT_LINE_END
#define STB_TEXTEDIT_K_TEXTSTART EDIT_TEXT_START
#define STB_TEXTEDIT_K_TEXTEND EDIT_TEXT_END
#define STB_TEXTEDIT_K_DELETE EDIT_DELETE
#define STB_TEXTEDIT_K_BACKSPACE EDIT_BACKSPACE
#define STB_TEXTEDIT_K_UNDO EDIT_UNDO
#define STB_TEXTEDIT_K_REDO EDIT_REDO
#define STB_TEXTEDIT_IMPLEMENTATION
/* The optimiser does not see that its search always meets the row of the cursor. */
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <stb/stb_textedit.h>
#pragma GCC diagnostic pop

struct field_edit *edit_new(const char *text, size_t bytes_max)
{
    struct field_edit *edit = calloc(1, sizeof *edit);
    if (edit == NULL)
        return NULL;
    bool more;
    edit->n = characters_of(text, edit->characters, FIELD_CHARACTERS_MAX, &more);
    edit->bytes_max = bytes_max;
    stb_textedit_initialize_state(&edit->state, 1);
    edit->state.cursor = edit->state.select_start = edit->state.select_end = edit->n;
    return edit;
}

void edit_free(struct field_edit *edit)
{
    free(edit);
}

static void select_all(struct field_edit *edit)
{
    edit->state.select_start = 0;
    edit->state.select_end = edit->state.cursor = edit->n;
}

static int command_of(const struct input_event *event)
{
    switch (event->key) {
    case KEY_LEFT:
        return event->control ? EDIT_WORD_LEFT : EDIT_LEFT;
    case KEY_RIGHT:
        return event->control ? EDIT_WORD_RIGHT : EDIT_RIGHT;
    case KEY_HOME:
        return EDIT_TEXT_START;
    case KEY_END:
        return EDIT_TEXT_END;
    case KEY_DELETE:
        return EDIT_DELETE;
    case KEY_BACKSPACE:
        return EDIT_BACKSPACE;
    case 'z':
        return event->control ? event->shift ? EDIT_REDO : EDIT_UNDO : 0;
    case 'y':
        return event->control ? EDIT_REDO : 0;
    default: /* not an enum of ours: any key of the keyboard */
        return 0;
    }
}

static bool is_move(int command)
{
    return command < EDIT_DELETE;
}

bool edit_key(struct field_edit *edit, const struct input_event *event)
{
    if (event->control && event->key == 'a') {
        select_all(edit);
        return true;
    }
    const int command = command_of(event);
    if (command == 0)
        return false;
    const int shift = event->shift && is_move(command) ? EDIT_SHIFT : 0;
    stb_textedit_key(edit, &edit->state, command | shift);
    return true;
}

struct span {
    int from, to;
};

static struct span selection(const struct field_edit *edit)
{
    const int a = edit->state.select_start, b = edit->state.select_end;
    const struct span span = {a < b ? a : b, a < b ? b : a};
    return span.to <= edit->n ? span : (struct span){edit->n, edit->n};
}

bool edit_insert(struct field_edit *edit, const char *text)
{
    const struct span chosen = selection(edit);
    uint32_t characters[FIELD_CHARACTERS_MAX];
    bool more;
    const int room = FIELD_CHARACTERS_MAX - edit->n + (chosen.to - chosen.from);
    const int wanted = characters_of(text, characters, room, &more);
    size_t bytes = bytes_of(edit->characters, edit->n) -
                   bytes_of(edit->characters + chosen.from, chosen.to - chosen.from);
    int n = 0;
    while (n < wanted && bytes + utf8_length(characters[n]) <= edit->bytes_max)
        bytes += utf8_length(characters[n++]);
    if (n > 0)
        stb_textedit_paste(edit, &edit->state, characters, n);
    return !more && n == wanted;
}

static int character_at(const struct field_edit *edit, size_t byte)
{
    size_t bytes = 0;
    int i = 0;
    while (i < edit->n && bytes < byte)
        bytes += utf8_length(edit->characters[i++]);
    return i;
}

void edit_place(struct field_edit *edit, size_t byte, bool is_drag)
{
    const float x = (float)character_at(edit, byte);
    if (is_drag)
        stb_textedit_drag(edit, &edit->state, x, 0);
    else
        stb_textedit_click(edit, &edit->state, x, 0);
}

void edit_text(const struct field_edit *edit, char *out)
{
    for (int i = 0; i < edit->n; i++)
        out += utf8_put(out, edit->characters[i]);
    *out = '\0';
}

struct edit_marks edit_marks(const struct field_edit *edit)
{
    const struct span chosen = selection(edit);
    const int caret = edit->state.cursor <= edit->n ? edit->state.cursor : edit->n;
    return (struct edit_marks){bytes_of(edit->characters, caret),
                               bytes_of(edit->characters, chosen.from),
                               bytes_of(edit->characters, chosen.to)};
}
