/* A line of text: label, value, unit, and what is wrong with it. It hears the keyboard while it has the focus, and it can
 * have that only while nothing is live. */
#include "field_internal.h"
#include "ui_state_internal.h"

#include <assert.h>
#include <string.h>

enum {
    LABEL_Y = 22,
    VALUE_Y = 48,
    VALUE_SIZE = 24,
    CARET_H = 26,
    PROBLEM_MARK = 16,
    UNIT_GAP = 24,
    SELECTION_PARTS = 16
};

static size_t bytes_max(const struct ui_field *field)
{
    return field->max != 0 && field->max < FIELD_BYTES_MAX ? field->max : FIELD_BYTES_MAX;
}

void ui_focus(struct ui *ui, struct ui_field *field)
{
    struct ui_state *state = ui->state;
    if (field == NULL) {
        ui_blur(state);
        return;
    }
    if (ui->view->frame.is_live || state->focus == field)
        return;
    struct field_edit *edit = edit_new(field->text, bytes_max(field));
    if (edit == NULL)
        return; /* the field stays as it is and says so by having no caret */
    ui_blur(state);
    state->focus = field;
    state->focus_fresh = true;
    field->has_focus = true;
    field->edit = edit;
}

void ui_focus_from(struct ui *ui, struct ui_field *field, size_t from)
{
    ui_focus(ui, field);
    if (!field->has_focus)
        return;
    edit_place(field->edit, from, false);
    edit_place(field->edit, strlen(field->text), true);
}

void ui_focus_all(struct ui *ui, struct ui_field *field)
{
    ui_focus_from(ui, field, 0);
}

void ui_field_set(struct ui *ui, struct ui_field *field, const char *text)
{
    const bool had_focus = ui->state->focus == field;
    const size_t n = strlen(text);
    assert(n <= FIELD_BYTES_MAX);
    if (had_focus)
        ui_blur(ui->state);
    memmove(field->text, text, n + 1);
    field->is_full = false;
    if (had_focus)
        ui_focus(ui, field);
}

static const struct text_style value_style = {.size = VALUE_SIZE, .weight = WEIGHT_SEMIBOLD};

static float caret_x(const struct ui *ui, const struct ui_field *field)
{
    return fonts_caret(ui->fonts, field->text, &value_style, edit_marks(field->edit).caret);
}

/* Where the value stands: its left end is moved out of the field so far that the caret is seen. */
static struct rect value_room(const struct ui *ui, struct rect area, const char *unit)
{
    const float unit_w = unit != NULL && unit[0] != '\0'
                             ? ui_text_width(ui, 20, WEIGHT_REGULAR, unit) + UNIT_GAP
                             : 0;
    return (struct rect){area.x + SIZE_PAD, area.y + VALUE_Y - 17, area.w - 2 * SIZE_PAD - unit_w,
                         34};
}

static float value_shift(const struct ui *ui, const struct ui_field *field, struct rect room)
{
    if (!field->has_focus)
        return 0;
    const float caret = caret_x(ui, field);
    return caret > room.w - 2 ? caret - room.w + 2 : 0;
}

static void hear_pointer(struct ui *ui, struct rect area, struct ui_field *field, float value_x)
{
    struct ui_state *state = ui->state;
    const struct input_event *event = state->event;
    const uint32_t id = ui_id(ui, "field") ^ (uint32_t)(area.y * 8191 + area.x);
    ui_press(ui, area, id);
    const bool is_drag = event->kind == INPUT_MOVE && ui_pointer_of(ui)->id == id;
    const bool is_press = event->kind == INPUT_PRESS && state->is_taken;
    if (!is_press && !is_drag)
        return;
    if (is_press && !field->has_focus)
        ui_focus(ui, field);
    if (field->has_focus)
        edit_place(field->edit,
                   fonts_byte_at(ui->fonts, field->text, &value_style, event->x - value_x),
                   is_drag);
    state->is_taken = true;
}

static void go_on_by_tab(struct ui *ui)
{
    struct ui_state *state = ui->state;
    const bool back = state->event->shift;
    state->is_taken = true;
    if (back && state->last_field != NULL)
        ui_focus(ui, state->last_field);
    else if (!back)
        state->tab_on = true;
}

/* Left is left on the screen, however the text runs. */
static struct input_event as_written(const struct ui *ui, const struct ui_field *field,
                                     const struct input_event *event)
{
    struct input_event turned = *event;
    if (!fonts_runs_left(ui->fonts, field->text, &value_style))
        return turned;
    if (event->key == KEY_LEFT)
        turned.key = KEY_RIGHT;
    else if (event->key == KEY_RIGHT)
        turned.key = KEY_LEFT;
    return turned;
}

/* True: Enter. */
static bool hear_key(struct ui *ui, struct ui_field *field)
{
    struct ui_state *state = ui->state;
    const struct input_event *event = state->event;
    if (ui_key(ui, KEY_ENTER))
        return true;
    if (event->key == KEY_TAB) {
        if (state->is_edge)
            go_on_by_tab(ui);
        return false;
    }
    const struct input_event turned = as_written(ui, field, event);
    if (edit_key(field->edit, &turned)) {
        state->is_taken = true;
        field->is_full = false;
    }
    return false;
}

static bool hear(struct ui *ui, struct ui_field *field)
{
    struct ui_state *state = ui->state;
    bool is_entered = false;
    if (ui_offers(ui, INPUT_KEY_DOWN))
        is_entered = hear_key(ui, field);
    else if (ui_offers(ui, INPUT_TEXT)) {
        field->is_full = !edit_insert(field->edit, state->event->text);
        state->is_taken = true;
    }
    if (field->has_focus)
        edit_text(field->edit, field->text);
    return is_entered;
}

static void draw_box(struct ui *ui, struct rect area, bool has_focus, bool has_problem)
{
    const bool is_strong = has_focus || has_problem;
    const enum role_colour edge = has_problem ? COLOUR_WARN : has_focus ? COLOUR_TEXT : COLOUR_EDGE;
    canvas_round(ui->canvas, is_strong ? rect_inset(area, -1) : area, SIZE_RADIUS,
                 ui_colour(ui, is_strong ? COLOUR_PANEL : COLOUR_RAISED),
                 (struct stroke){.colour = ui_colour(ui, edge), .width = is_strong ? 2 : 1});
}

static void draw_value(struct ui *ui, const struct ui_field *field, struct rect room, float x)
{
    const float middle = room.y + room.h / 2;
    if (!field->has_focus) {
        ui_text_cut(ui, room, VALUE_SIZE, WEIGHT_SEMIBOLD, COLOUR_TEXT, field->text);
        return;
    }
    const struct edit_marks marks = edit_marks(field->edit);
    canvas_clip(ui->canvas, (struct rect){room.x - 2, room.y, room.w + 4, room.h});
    if (marks.from != marks.to) {
        struct text_extent parts[SELECTION_PARTS];
        const size_t n =
            fonts_extents(ui->fonts, field->text, &value_style,
                          (struct line_span){marks.from, marks.to}, parts, SELECTION_PARTS);
        for (size_t i = 0; i < n; i++)
            canvas_fill(ui->canvas,
                        (struct rect){x + parts[i].from, middle - CARET_H / 2.0f,
                                      parts[i].to - parts[i].from, CARET_H},
                        ui_colour(ui, COLOUR_HI));
    }
    ui_text(ui, (struct point){x, middle}, VALUE_SIZE, WEIGHT_SEMIBOLD, COLOUR_TEXT, field->text);
    const float caret = x + caret_x(ui, field);
    canvas_fill(ui->canvas, (struct rect){caret, middle - CARET_H / 2.0f, 2, CARET_H},
                ui_colour(ui, COLOUR_TEXT));
    canvas_unclip(ui->canvas);
}

/* Beside the value where there is room, else beside the label. */
static void draw_problem(struct ui *ui, struct rect area, float value_end, float label_end,
                         const char *problem)
{
    const float right = area.x + area.w - SIZE_PAD;
    const float width = ui_text_width(ui, 16, WEIGHT_REGULAR, problem);
    const float beside = right - width - PROBLEM_MARK - SIZE_GAP;
    const bool fits = beside >= value_end + UNIT_GAP;
    const float y = area.y + (fits ? VALUE_Y : LABEL_Y);
    const float x = fits || beside >= label_end ? beside : label_end;
    ui_mark(ui, (struct point){x + PROBLEM_MARK / 2.0f, y}, PROBLEM_MARK, MARK_WARN);
    const float start = x + PROBLEM_MARK + SIZE_GAP;
    ui_text_cut(ui, (struct rect){start, y - 12, right - start + 1, 24}, 16, WEIGHT_REGULAR,
                COLOUR_WARN, problem);
}

static void note_order(struct ui *ui, struct ui_field *field)
{
    struct ui_state *state = ui->state;
    if (state->first_field == NULL)
        state->first_field = field;
    if (state->focus == field)
        state->focus_seen = true;
    else if (state->tab_on) {
        state->tab_on = false;
        ui_focus(ui, field);
    }
    state->last_field = field;
}

/* True: Enter. */
static bool take_event(struct ui *ui, struct rect area, struct ui_field *field, float value_x)
{
    bool is_entered = false;
    if (!ui_hears(ui))
        return false;
    if (ui->state->focus == field)
        is_entered = hear(ui, field);
    if (ui_hears(ui))
        hear_pointer(ui, area, field, value_x);
    return is_entered;
}

bool ui_field(struct ui *ui, struct rect area, struct ui_field *field, const char *label,
              const char *unit, const char *problem)
{
    const struct rect room = value_room(ui, area, unit);
    const bool is_entered = take_event(ui, area, field, room.x - value_shift(ui, field, room));
    note_order(ui, field);

    if (problem == NULL && field->is_full)
        problem = ui_say(ui, TEXT_ui_field_full);
    draw_box(ui, area, field->has_focus, problem != NULL);
    const struct point label_at = {room.x, area.y + LABEL_Y};
    const float label_w = ui_text(ui, label_at, 14, WEIGHT_REGULAR, COLOUR_TEXT2, label);
    draw_value(ui, field, room, room.x - value_shift(ui, field, room));
    if (unit != NULL)
        ui_text_right(ui, (struct point){area.x + area.w - SIZE_PAD, area.y + VALUE_Y}, 20,
                      WEIGHT_REGULAR, COLOUR_TEXT2, unit);
    const float value_w = ui_text_width(ui, VALUE_SIZE, WEIGHT_SEMIBOLD, field->text);
    if (problem != NULL)
        draw_problem(ui, area, room.x + value_w, room.x + label_w + SIZE_GAP, problem);
    return is_entered;
}
