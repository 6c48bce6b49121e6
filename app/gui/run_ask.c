/* A question of the protocol: one of a few answers, each with its digit, or a number. It has no default and shows no timer; that
 * nobody has answered, or not in the time that the protocol gives, is a row of its own, and is told as missing. */
#include "screen_run_internal.h"

#include "screen_parts_internal.h"

#include "base/shortest.h"

#include <math.h>

enum { HEAD = 56, FOOT = 46, FIELD_BELOW = SIZE_FIELD + SIZE_GAP, PAD_H = 160, PAD_SMALL = 216 };

enum { COLUMNS_MAX = 3 };
enum { TITLE_LINES = 2, LONG_LINES = 4 };
static const struct run_type title_type = {24, WEIGHT_BOLD, COLOUR_TEXT},
                             long_type = {16, WEIGHT_BOLD, COLOUR_TEXT};

static const struct ask_view *asked(const struct ui *ui)
{
    return &ui->view->run.ask;
}

static struct parts_entry entry_of(const struct ui *ui)
{
    return (struct parts_entry){.length_max = 8, .is_signed = asked(ui)->min < 0};
}

bool run_has_answer(const struct ui *ui, const struct run_screen *screen)
{
    const struct ask_view *ask = asked(ui);
    double value;
    return ask->n_choices == 0 && parts_read_number(screen->entry.text, ask->min, ask->max, &value);
}

void run_answer(struct ui *ui, struct run_screen *screen)
{
    const struct ask_view *ask = asked(ui);
    char number[SHORTEST_SIZE];
    double value;
    if (!parts_read_number(screen->entry.text, ask->min, ask->max, &value))
        return;
    shortest_write(number, value);
    ui_act(ui, ACTION_ANSWER, 0, 0, number);
    screen->entry.text[0] = '\0';
}

static void choose(struct ui *ui, size_t i)
{
    if (i < asked(ui)->n_choices)
        ui_act(ui, ACTION_ANSWER, 0, 0, asked(ui)->choices[i].key);
}

void run_hear_answer(struct ui *ui, struct run_screen *screen)
{
    const struct run_view *run = &ui->view->run;
    const struct parts_entry entry = entry_of(ui);
    if (run->now != NOW_QUESTION || screen->stage != STAGE_PLAIN || run_view_alarms(run))
        return;
    if (run->ask.n_choices == 0) {
        parts_hear_number(ui, &screen->entry, &entry);
        return;
    }
    const int digit = parts_digit(ui);
    if (digit > 0)
        choose(ui, (size_t)(digit - 1));
}

/* ---- words ------------------------------------------------------------------------------------------ */

/* With the decimals that it has. */
static const char *say_bound(struct ui *ui, double value)
{
    const int decimals = floor(value) == value ? 0 : floor(10 * value) == 10 * value ? 1 : 2;
    return ui_number(ui, value, decimals);
}

static const char *say_range(struct ui *ui)
{
    return ui_fill(ui, TEXT_run_ask_range, "min", say_bound(ui, asked(ui)->min), "max",
                   say_bound(ui, asked(ui)->max), NULL);
}

struct run_lines run_ask_lines(struct ui *ui)
{
    const size_t n = asked(ui)->n_choices;
    const char *detail = ui_say(ui, run_is_small(ui) ? TEXT_run_ask_none_short : TEXT_run_ask_none);
    if (n == 0 && asked(ui)->by_participant)
        return (struct run_lines){ui_say(ui, TEXT_run_ask_participant), detail};
    if (n == 0)
        return (struct run_lines){ui_say(ui, TEXT_run_ask_number), detail};
    return (struct run_lines){
        ui_fill(ui, TEXT_run_ask_choose, "n", ui_number(ui, (double)n, 0), NULL), detail};
}

/* ---- answers ---------------------------------------------------------------------------------------- */

/* The last row, behind all answers. */
static void draw_no_answer(struct ui *ui, struct run_screen *screen, struct rect row)
{
    const bool used = ui_option(ui, row, VIEW_CHOICES_MAX, run_key_name(ui, COMMAND_NO_ANSWER),
                                run_label(ui, COMMAND_NO_ANSWER)) &&
                      !run_is_second_touch(ui, screen->prompt_at);
    if (used && run_can(ui, screen, COMMAND_NO_ANSWER))
        run_do(ui, screen, COMMAND_NO_ANSWER);
}

static size_t count_rows(const struct ui *ui)
{
    return asked(ui)->n_choices + 1;
}

/* In more columns where they have no room in one. */
static void draw_choices(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const size_t n = count_rows(ui), room = run_rows_in(area.h, UI_OPTION_PITCH);
    const size_t columns = n <= room ? 1 : n <= 2 * room ? 2 : COLUMNS_MAX;
    const size_t in_column = (n + columns - 1) / columns;
    const float w = (area.w - (float)(columns - 1) * SIZE_GAP) / (float)columns;
    for (size_t i = 0; i < n; i++) {
        const struct rect row = {area.x + (float)(i / in_column) * (w + SIZE_GAP),
                                 area.y + (float)(i % in_column) * UI_OPTION_PITCH, w, UI_OPTION_H};
        const char digit[] = {(char)('1' + i), '\0'};
        if (i + 1 == n)
            draw_no_answer(ui, screen, row);
        else if (ui_option(ui, row, i, digit, asked(ui)->choices[i].words) &&
                 !run_is_second_touch(ui, screen->prompt_at))
            choose(ui, i);
    }
}

static void draw_number(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const struct parts_entry entry = entry_of(ui);
    const float pad_w = run_is_small(ui) ? PAD_SMALL : area.w / 2 - SIZE_GAP;
    const struct rect field = {area.x, area.y, area.w - pad_w - SIZE_GAP, SIZE_FIELD};
    const bool is_bad = screen->entry.text[0] != '\0' && !run_has_answer(ui, screen);
    parts_draw_number(ui, field, &screen->entry, say_range(ui), asked(ui)->unit, is_bad);
    draw_no_answer(ui, screen, (struct rect){area.x, area.y + FIELD_BELOW, field.w, UI_OPTION_H});
    parts_number_pad(ui, (struct rect){area.x + area.w - pad_w, area.y, pad_w, PAD_H},
                     &screen->entry, &entry);
}

/* ---- where ------------------------------------------------------------------------------------------ */

/* Of the answers, in two columns. */
static float least_height(const struct ui *ui)
{
    return asked(ui)->n_choices == 0 ? PAD_H : (float)((count_rows(ui) + 1) / 2) * UI_OPTION_PITCH;
}

/* At most LONG_LINES, and one more where there are more. */
static size_t count_lines(const struct ui *ui, const struct run_type *type, float w)
{
    const struct text_style style = {.size = type->size, .weight = (uint16_t)type->weight};
    struct line_span spans[LONG_LINES + 1];
    return fonts_wrap(ui->fonts, ui->view->run.sentence, &style, w, spans, LONG_LINES + 1);
}

/* What is asked is to be read whole: a long question in the smaller type. */
static const struct run_type *type_of(const struct ui *ui, float w)
{
    return count_lines(ui, &title_type, w) > TITLE_LINES ? &long_type : &title_type;
}

void run_draw_ask(struct ui *ui, struct run_screen *screen, struct rect panel)
{
    const float x = panel.x + SIZE_PAD_WIDE, w = panel.w - 2 * SIZE_PAD_WIDE;
    const float foot = parts_is_least(ui) ? 0 : FOOT;
    const float bottom = panel.y + panel.h - foot - (run_is_small(ui) ? SIZE_GAP : SIZE_PAD);
    const struct run_type *type = type_of(ui, w);
    const size_t counted = count_lines(ui, type, w),
                 lines = counted < LONG_LINES ? counted : LONG_LINES;
    const float title = (float)lines * type->size * 1.4f + SIZE_GAP,
                below = panel.y + (run_is_small(ui) ? 148 : 176);
    const bool has_room = below + title + least_height(ui) <= bottom;
    const float y = has_room ? below : panel.y + HEAD;
    if (has_room)
        run_draw_value(ui, panel);
    run_text_lines(ui, (struct rect){x, y, w, 0}, *type, ui->view->run.sentence, lines);
    const struct rect area = {x, y + title, w, bottom - y - title};
    if (asked(ui)->n_choices == 0)
        draw_number(ui, screen, area);
    else
        draw_choices(ui, screen, area);
}
