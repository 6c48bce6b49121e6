/* What the screens beside the session share: dates, pages of a list, a question with one field, messages. */
#ifndef LIMEN_GUI_SCREEN_PARTS_INTERNAL_H
#define LIMEN_GUI_SCREEN_PARTS_INTERNAL_H

#include "ui_internal.h"

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

/* Size, weight and colour role, as ui_text() takes them. */
#define TYPE_LABEL 14, WEIGHT_REGULAR, COLOUR_TEXT3
#define TYPE_SMALL 14, WEIGHT_REGULAR, COLOUR_TEXT2
#define TYPE_BODY 16, WEIGHT_REGULAR, COLOUR_TEXT2
#define TYPE_VALUE 16, WEIGHT_MEDIUM, COLOUR_TEXT
#define TYPE_STRONG 16, WEIGHT_SEMIBOLD, COLOUR_TEXT
#define TYPE_SUBJECT 20, WEIGHT_SEMIBOLD, COLOUR_TEXT
#define TYPE_TITLE 24, WEIGHT_SEMIBOLD, COLOUR_TEXT

/* Too narrow for three wide columns; true of what is small, too. */
bool parts_is_narrow(const struct ui *ui);
/* The smallest window that there is a layout for, 800 x 600: lists keep their rows, pictures give way. */
bool parts_is_least(const struct ui *ui);
/* Between the top bar and the bottom bar. */
struct rect parts_room(const struct ui *ui);

const char *parts_date(struct ui *ui, int year, int month, int day);
const char *parts_day(struct ui *ui, int month, int day); /* without the year */
const char *parts_int(struct ui *ui, int64_t n);
/* "ppt" in words; what is not known as it stands. */
const char *parts_test(struct ui *ui, const char *test);
/* "algometer" in words. */
const char *parts_role(struct ui *ui, const char *role);
const char *parts_site(struct ui *ui, const char *site, const char *side);
/* Why the protocol has no plan, or that it is being made; else `otherwise`. */
const char *parts_no_plan(struct ui *ui, enum text_id otherwise);
enum role_colour parts_colour(enum mark mark);

void parts_rule(struct ui *ui, float x, float y, float w);
void parts_chevron(struct ui *ui, struct point at); /* it leads somewhere */
/* A panel that says one thing: mark, title, sentence. */
void parts_message(struct ui *ui, struct rect area, enum mark mark, const char *title,
                   const char *sentence);
/* A button as large as the one next action: label 32. Its key is heard by its owner. */
bool parts_big_button(struct ui *ui, struct rect area, const char *label, const char *key_name,
                      enum button_kind kind);

/* A number in a field that has no focus. */
struct parts_entry {
    size_t length_max; /* characters; at most 15 */
    bool is_signed;
    bool
        shows_any; /* what is no part of a number is shown as it is typed, so that it is seen to be refused */
};
void parts_hear_number(struct ui *ui, struct ui_field *field, const struct parts_entry *entry);
/* The same by mouse or finger: digits, point, and what was typed last taken back, in an area 216 by 160 or larger. */
void parts_number_pad(struct ui *ui, struct rect area, struct ui_field *field,
                      const struct parts_entry *entry);
/* The field itself, 72 high: label, what was typed, unit; `is_bad`: it is no answer. */
void parts_draw_number(struct ui *ui, struct rect area, const struct ui_field *field,
                       const char *label, const char *unit, bool is_bad);
/* As people write it: with a comma or a point. False: it is no number, or beside the range. */
bool parts_read_number(const char *text, double min, double max, double *value);

/* The digit pressed, 1 to 9, on either part of the keyboard; 0: none. */
int parts_digit(struct ui *ui);
/* Page keys and wheel move the first row shown of `n`, `room` at a time. */
void parts_turn(struct ui *ui, size_t *first, size_t n, size_t room);
/* Row `place` comes into sight. */
void parts_bring(size_t *first, size_t place, size_t room);
/* The first row of the next page of a list; behind the last page the first one again. */
size_t parts_next_page(size_t first, size_t n, size_t room);
/* "4 to 9 of 23", while not all are shown; `right` is where it ends. */
void parts_where(struct ui *ui, struct point right, size_t first, size_t n, size_t room);

/* What was asked then has stood long enough to be read; before, an answer was meant for something else. */
bool parts_has_stood(const struct ui *ui, mono_ns since);
/* From when on. */
mono_ns parts_stands_at(mono_ns since);

/* A question with one line to write, over everything but STOP: call ui_modal_begin() before the screen is laid out. */
enum parts_answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO };
struct parts_question {
    const char *title, *about, *label, *unit, *problem, *yes;
    const char *hint;    /* below the field; "" none */
    const char *refusal; /* there, too, whole: why what was written was not done; NULL: nothing */
};
enum parts_answer parts_ask(struct ui *ui, const struct parts_question *question,
                            struct ui_field *field);
/* The question where to export to, with a folder beside the study offered. False: closed. */
void parts_begin_export(struct ui *ui, struct ui_field *field);
bool parts_ask_export(struct ui *ui, struct ui_field *field);
/* A question for a text; the one that was refused says why, and keeps the keyboard: what is typed next puts it right. */
enum parts_answer parts_ask_again(struct ui *ui, const struct parts_question *question,
                                  struct ui_field *field);
/* The same, done with an action; empty text does nothing. False: closed. */
bool parts_ask_action(struct ui *ui, const struct parts_question *question, struct ui_field *field,
                      enum action_kind kind);
/* Is that to be done? One option with the digit 1, and Escape: 0, -2; -1: not answered yet. */
int parts_sure(struct ui *ui, enum text_id title, const char *about, enum text_id yes);
/* Yes by Enter and No by Escape, side by side; `yes` NULL: not yet. */
enum parts_answer parts_choose(struct ui *ui, struct rect row, const char *yes,
                               enum button_kind kind, const char *no);

#endif
