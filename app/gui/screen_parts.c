/* What the screens beside the session share. */
#include "screen_parts_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    NARROW_W = 1400,
    LEAST_W = 1000,
    QUESTION_H = 188,
    HINT_H = 24,
    REFUSAL_W = 396,
    REFUSAL_PITCH = 23,
    REFUSAL_LINES = 6
};

bool parts_is_narrow(const struct ui *ui)
{
    return ui->width < NARROW_W;
}

bool parts_is_least(const struct ui *ui)
{
    return ui->width < LEAST_W;
}

struct rect parts_room(const struct ui *ui)
{
    const float top = SIZE_TOP + SIZE_GAP;
    return (struct rect){SIZE_MARGIN, top, ui->width - 2 * SIZE_MARGIN,
                         ui->height - SIZE_BOTTOM - SIZE_MARGIN - top};
}

/* ---- words */

const char *parts_int(struct ui *ui, int64_t n)
{
    return ui_number(ui, (double)n, 0);
}

static const char *month_name(struct ui *ui, int month)
{
    static const enum text_id months[] = {TEXT_ui_month_01, TEXT_ui_month_02, TEXT_ui_month_03,
                                          TEXT_ui_month_04, TEXT_ui_month_05, TEXT_ui_month_06,
                                          TEXT_ui_month_07, TEXT_ui_month_08, TEXT_ui_month_09,
                                          TEXT_ui_month_10, TEXT_ui_month_11, TEXT_ui_month_12};
    return month >= 1 && month <= 12 ? ui_say(ui, months[month - 1]) : parts_int(ui, month);
}

const char *parts_day(struct ui *ui, int month, int day)
{
    return ui_fill(ui, TEXT_ui_day, "day", parts_int(ui, day), "month", month_name(ui, month),
                   NULL);
}

const char *parts_date(struct ui *ui, int year, int month, int day)
{
    return ui_fill(ui, TEXT_ui_date, "day", parts_int(ui, day), "month", month_name(ui, month),
                   "year", parts_int(ui, year), NULL);
}

const char *parts_test(struct ui *ui, const char *test)
{
    return test_text(ui->language, test, false);
}

const char *parts_role(struct ui *ui, const char *role)
{
    return role_text(ui->language, role);
}

const char *parts_no_plan(struct ui *ui, enum text_id otherwise)
{
    const struct protocol_view *protocol = &ui->view->protocol;
    if (protocol->plan_state == VIEW_PLAN_COMPUTING)
        return ui_say(ui, TEXT_protocol_planning);
    if (protocol->plan_state == VIEW_PLAN_FORBIDDEN)
        return ui_fill(ui, TEXT_protocol_plan_forbidden, "why", protocol->plan_about, NULL);
    if (protocol->plan_state == VIEW_PLAN_REFUSED || protocol->plan_state == VIEW_PLAN_WRONG)
        return ui_fill(ui, TEXT_protocol_plan_cannot, "why", protocol->plan_about, NULL);
    return ui_say(ui, otherwise);
}

const char *parts_site(struct ui *ui, const char *site, const char *side)
{
    char name[VIEW_LINE_MAX];
    return ui_keep(ui, site_text_name(ui->language, name, sizeof name, site, side));
}

enum role_colour parts_colour(enum mark mark)
{
    switch (mark) {
    case MARK_OK:
        return COLOUR_OK;
    case MARK_WARN:
        return COLOUR_WARN;
    case MARK_BAD:
        return COLOUR_BAD;
    case MARK_RUNNING:
        return COLOUR_TEXT;
    case MARK_NONE:
    case MARK_OPEN:
        break;
    }
    return COLOUR_TEXT2;
}

/* ---- shapes */

void parts_rule(struct ui *ui, float x, float y, float w)
{
    canvas_line(ui->canvas, (struct point){x, y + 0.5f}, (struct point){x + w, y + 0.5f},
                (struct stroke){.colour = ui_colour(ui, COLOUR_LINE), .width = 1});
}

void parts_chevron(struct ui *ui, struct point at)
{
    const struct point line[] = {{at.x - 3, at.y - 6}, {at.x + 3, at.y}, {at.x - 3, at.y + 6}};
    canvas_polyline(ui->canvas, line, 3, (struct stroke){ui_colour(ui, COLOUR_TEXT), 2, 0});
}

void parts_message(struct ui *ui, struct rect area, enum mark mark, const char *title,
                   const char *sentence)
{
    const float w = fminf(area.w - 2 * SIZE_PAD_WIDE, 640);
    const float x = area.x + (area.w - w) / 2, y = area.y + area.h * 0.36f;
    const float indent = mark != MARK_NONE ? 40 : 0;
    if (mark != MARK_NONE)
        ui_mark(ui, (struct point){x + 13, y}, 26, mark);
    const float head =
        ui_text_block(ui, (struct rect){x + indent, y - 17, w - indent, 68}, TYPE_TITLE, title);
    ui_text_block(ui, (struct rect){x + indent, y - 9 + head, w - indent, 168}, TYPE_BODY,
                  sentence);
}

bool parts_big_button(struct ui *ui, struct rect area, const char *label, const char *key_name,
                      enum button_kind kind)
{
    const uint32_t id = 0x6b160000u ^ (uint32_t)(area.y * 8191 + area.x);
    const bool used = kind != BUTTON_LOCKED && ui_press(ui, area, id);
    const bool is_held = kind != BUTTON_LOCKED && ui_is_held(ui, id);
    const enum role_colour ink = kind == BUTTON_LOCKED ? COLOUR_DIM
                                 : is_held             ? COLOUR_PANEL
                                                       : COLOUR_ON_PRIMARY;
    const enum role_colour fill = kind == BUTTON_LOCKED ? COLOUR_RAISED
                                  : is_held             ? COLOUR_TEXT2
                                                        : COLOUR_PRIMARY;
    const float middle = area.y + area.h / 2, x = area.x + (ui->is_small ? 20 : 32);
    canvas_round(ui->canvas, area, SIZE_RADIUS, ui_colour(ui, fill), (struct stroke){0});
    const float right = area.x + area.w - (ui->is_small ? 20 : 30);
    const float key =
        key_name[0] != '\0' ? ui_key_hint(ui, right, middle, key_name, ui_colour(ui, ink)) : 0;
    const struct rect room = {x, area.y, right - key - SIZE_GAP - x, area.h};
    ui_text_cut(ui, room, ui->is_small ? 24 : 32, WEIGHT_BOLD, ink, label);
    return used;
}

/* ---- lists */

int parts_digit(struct ui *ui)
{
    for (int digit = 1; digit <= 9; digit++)
        if (ui_key(ui, (enum input_key)('0' + digit)) ||
            ui_key(ui, (enum input_key)(KEY_PAD_0 + digit)))
            return digit;
    return 0;
}

void parts_turn(struct ui *ui, size_t *first, size_t n, size_t room)
{
    const size_t last = n > room ? n - room : 0;
    const float lines = ui_scroll(ui);
    size_t up = 0, down = 0;
    if (ui_key(ui, KEY_PAGE_UP))
        up = room;
    if (ui_key(ui, KEY_PAGE_DOWN))
        down = room;
    if (lines > 0)
        up = 1;
    if (lines < 0)
        down = 1;
    *first = *first > up ? *first - up : 0;
    *first = *first + down < last ? *first + down : last;
}

void parts_bring(size_t *first, size_t place, size_t room)
{
    if (place < *first)
        *first = place;
    else if (place >= *first + room)
        *first = place + 1 - room;
}

size_t parts_next_page(size_t first, size_t n, size_t room)
{
    return first + room < n ? first + room : 0;
}

void parts_where(struct ui *ui, struct point right, size_t first, size_t n, size_t room)
{
    if (n <= room)
        return;
    const size_t end = first + room < n ? first + room : n;
    ui_text_right(ui, right, TYPE_SMALL,
                  ui_fill(ui, TEXT_ui_page, "from", parts_int(ui, (int64_t)first + 1), "to",
                          parts_int(ui, (int64_t)end), "all", parts_int(ui, (int64_t)n), NULL));
}

/* ---- questions */

static float choice_width(const struct ui *ui, const char *label)
{
    return fmaxf(ceilf((ui_text_width(ui, 16, WEIGHT_SEMIBOLD, label) + 100) / 8) * 8, 136);
}

enum parts_answer parts_choose(struct ui *ui, struct rect row, const char *yes,
                               enum button_kind kind, const char *no)
{
    enum parts_answer answer = ANSWER_NONE;
    struct rect at = {row.x, row.y, 0, SIZE_BUTTON};
    if (yes != NULL) {
        at.w = choice_width(ui, yes);
        if (ui_button(ui, at, yes, KEY_ENTER, ui_say(ui, TEXT_ui_key_enter), kind))
            answer = ANSWER_YES;
        at.x += at.w + SIZE_GAP;
    }
    at.w = choice_width(ui, no);
    if (ui_button(ui, at, no, KEY_ESCAPE, ui_say(ui, TEXT_ui_key_escape), BUTTON_NORMAL))
        answer = ANSWER_NO;
    return answer;
}

mono_ns parts_stands_at(mono_ns since)
{
    enum { DOUBLE_TOUCH_MS = 600 };
    return since + DOUBLE_TOUCH_MS * MONO_MS;
}

bool parts_has_stood(const struct ui *ui, mono_ns since)
{
    return ui->now >= parts_stands_at(since);
}

/* 0: there is none. */
static float refusal_height(const struct ui *ui, const char *refusal)
{
    const struct text_style style = {.size = 16, .weight = WEIGHT_MEDIUM};
    struct line_span lines[REFUSAL_LINES];
    if (refusal == NULL)
        return 0;
    const size_t n = fonts_wrap(ui->fonts, refusal, &style, REFUSAL_W, lines, REFUSAL_LINES);
    return (float)(n < REFUSAL_LINES ? n : REFUSAL_LINES) * REFUSAL_PITCH + SIZE_GAP;
}

static void draw_refusal(struct ui *ui, struct point at, const char *refusal, float height)
{
    if (refusal == NULL)
        return;
    ui_mark(ui, (struct point){at.x + SIZE_PAD / 2.0f, at.y + 12}, 18, MARK_WARN);
    ui_text_block(ui, (struct rect){at.x + SIZE_PAD + SIZE_GAP, at.y, REFUSAL_W, height}, 16,
                  WEIGHT_MEDIUM, COLOUR_WARN, refusal);
}

enum parts_answer parts_ask(struct ui *ui, const struct parts_question *question,
                            struct ui_field *field)
{
    const float hint = question->hint != NULL ? HINT_H : 0,
                refusal = refusal_height(ui, question->refusal);
    const struct rect room =
        ui_modal_box(ui, question->title, question->about, QUESTION_H + hint + refusal);
    const struct rect box = {room.x, room.y, room.w, SIZE_FIELD};
    const bool entered =
        ui_field(ui, box, field, question->label, question->unit, question->problem);
    if (hint > 0)
        ui_text_cut(ui,
                    (struct rect){room.x + SIZE_PAD, box.y + SIZE_FIELD + 6, room.w - 16, HINT_H},
                    TYPE_BODY, question->hint);
    draw_refusal(ui, (struct point){room.x, box.y + SIZE_FIELD + 6 + hint}, question->refusal,
                 refusal);
    const struct rect row = {room.x, room.y + room.h - SIZE_BUTTON - SIZE_GAP, room.w, SIZE_BUTTON};
    const enum parts_answer answer =
        parts_choose(ui, row, question->yes, BUTTON_PRIMARY, ui_say(ui, TEXT_ui_cancel));
    return entered ? ANSWER_YES : answer;
}

enum parts_answer parts_ask_again(struct ui *ui, const struct parts_question *question,
                                  struct ui_field *field)
{
    struct parts_question again = *question;
    if (ui_answer(ui, field) == UI_REFUSED)
        again.refusal = ui->view->frame.refusal;
    return parts_ask(ui, &again, field);
}

bool parts_ask_action(struct ui *ui, const struct parts_question *question, struct ui_field *field,
                      enum action_kind kind)
{
    const bool is_done = ui_answer(ui, field) == UI_DONE;
    const enum parts_answer answer = is_done ? ANSWER_NO : parts_ask_again(ui, question, field);
    if (answer == ANSWER_NO) {
        ui_expect_nothing(ui);
        return false;
    }
    if (answer == ANSWER_NONE || field->text[0] == '\0' || ui_answer(ui, field) == UI_WAITS)
        return true;
    ui_ask(ui, field, kind, 0);
    return true;
}

void parts_begin_export(struct ui *ui, struct ui_field *field)
{
    char folder[VIEW_LINE_MAX + 16];
    const char *path = ui->view->study.path, *slash = strrchr(path, '/');
    const size_t n = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    snprintf(folder, sizeof folder, "%.*s%s", (int)n, path, "export");
    ui_field_set(ui, field, folder);
    ui_focus_all(ui, field);
    ui_expect_nothing(ui);
}

bool parts_ask_export(struct ui *ui, struct ui_field *field)
{
    const struct parts_question question = {.title = ui_say(ui, TEXT_study_export),
                                            .about = ui_say(ui, TEXT_study_export_about),
                                            .label = ui_say(ui, TEXT_study_export_label),
                                            .yes = ui_say(ui, TEXT_study_export)};
    return parts_ask_action(ui, &question, field, ACTION_EXPORT);
}

int parts_sure(struct ui *ui, enum text_id title, const char *about, enum text_id yes)
{
    const char *const options[] = {ui_say(ui, yes)};
    return ui_modal(ui, ui_say(ui, title), about, options, 1, ui_say(ui, TEXT_ui_cancel));
}
