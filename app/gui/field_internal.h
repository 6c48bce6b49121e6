/* The editor of one line of text: caret, selection, undo. The only door to stb_textedit, which field_edit.c holds. */
#ifndef LIMEN_GUI_FIELD_INTERNAL_H
#define LIMEN_GUI_FIELD_INTERNAL_H

#include "gui/ui.h"

struct field_edit;

/* Starts with `text` (what is not UTF-8 or cannot be seen is left out), caret at the end. `bytes_max`: of the text. NULL: no
 * memory. */
struct field_edit *edit_new(const char *text, size_t bytes_max);
void edit_free(struct field_edit *edit);

/* A key that moves, deletes, undoes or selects; true: it is one of those. */
bool edit_key(struct field_edit *edit, const struct input_event *event);
/* Types or pastes over the selection. Blanks stand for line ends and tabs; what cannot be seen is left out. False: not all
 * of it fitted. */
bool edit_insert(struct field_edit *edit, const char *text);
/* Caret, or the other end of the selection, at this byte of edit_text(). */
void edit_place(struct field_edit *edit, size_t byte, bool is_drag);

/* At most FIELD_BYTES_MAX bytes and the end. */
void edit_text(const struct field_edit *edit, char *out);
struct edit_marks {
    size_t caret, from, to; /* bytes; from == to: nothing is selected */
};
struct edit_marks edit_marks(const struct field_edit *edit);

#endif
