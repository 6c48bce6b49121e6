/* What to look at in a visit, the flags first. The list turns by page keys and wheel where the table above it does not need
 * them, and always by its own key and by touch. */
#include "screen_parts_internal.h"
#include "screen_results_internal.h"

enum {
    QUALITY_ROW_H = 52,
    QUALITY_ROW_H_LEAST = 42,
    QUALITY_HEAD_H = 48,
    QUALITY_MORE_H = 28,
    ID_QUALITY = 0x57000
};

size_t results_count_flags(const struct ui *ui)
{
    const struct results_view *results = &ui->view->results;
    size_t n = 0;
    for (size_t i = 0; i < results->n_quality; i++)
        n += results->quality[i].mark == MARK_WARN || results->quality[i].mark == MARK_BAD;
    return n;
}

const char *results_say_what(struct ui *ui, const struct quality_row *row, float w)
{
    const bool fits = ui_text_width(ui, 16, WEIGHT_MEDIUM, row->what) <= w;
    return fits || row->brief[0] == '\0' ? row->what : row->brief;
}

static void draw_quality_row(struct ui *ui, struct rect row, const struct quality_row *quality)
{
    const float y = row.y + row.h / 2;
    parts_rule(ui, row.x, row.y, row.w);
    ui_mark(ui, (struct point){row.x + 16, y}, 20, (enum mark)quality->mark);
    ui_text_cut(ui, (struct rect){row.x + 40, y - 22, row.w - 40, 24}, TYPE_VALUE,
                results_say_what(ui, quality, row.w - 40));
    ui_text_cut(ui, (struct rect){row.x + 40, y, row.w - 40, 22}, TYPE_SMALL, quality->detail);
}

/* What to look at comes first. */
static size_t order_quality(const struct results_view *results, size_t *order)
{
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < results->n_quality; i++) {
            const bool is_flag =
                results->quality[i].mark == MARK_WARN || results->quality[i].mark == MARK_BAD;
            if (is_flag == (pass == 0))
                order[n++] = i;
        }
    return n;
}

static float quality_row(const struct ui *ui)
{
    return parts_is_least(ui) ? QUALITY_ROW_H_LEAST : QUALITY_ROW_H;
}

/* How many of `n` are shown at once: where not all of them, there is a line that says so. */
static size_t quality_room(const struct ui *ui, struct rect area, size_t n)
{
    const float room = area.h - QUALITY_HEAD_H;
    if ((float)n * quality_row(ui) <= room)
        return n;
    const float rows = (room - QUALITY_MORE_H) / quality_row(ui);
    return rows < 1 ? 1 : (size_t)rows;
}

/* Page by page, and from the last one to the first again: by its key, by touch, and by what turns lists. */
static void turn_quality(struct ui *ui, struct results_screen *screen, struct rect area, size_t n,
                         size_t room)
{
    const struct rect touch = {area.x, area.y + area.h - 48, area.w, 48};
    const bool turns = ui_key(ui, 'q') || ui_press(ui, touch, ID_QUALITY);
    if (turns)
        screen->flag = parts_next_page(screen->flag, n, room);
    else
        parts_turn(ui, &screen->flag, n, room);
}

static void draw_more(struct ui *ui, const struct results_screen *screen, struct rect area,
                      size_t n, size_t room)
{
    const size_t end = screen->flag + room < n ? screen->flag + room : n;
    const float y = area.y + area.h - QUALITY_MORE_H / 2.0f, right = area.x + area.w - SIZE_PAD;
    const char *more = ui_fill(ui, TEXT_results_more, "n", parts_int(ui, (int64_t)(n - end)), NULL);
    ui_text(ui, (struct point){area.x + SIZE_PAD + 40, y}, TYPE_SMALL,
            end < n ? more : ui_say(ui, TEXT_results_from_first));
    ui_key_hint(ui, right, y, "Q", ui_colour(ui, COLOUR_TEXT2));
}

static void draw_quality_head(struct ui *ui, struct rect area)
{
    const size_t flags = results_count_flags(ui);
    const float right = area.x + area.w - SIZE_PAD;
    ui_text(ui, (struct point){area.x + SIZE_PAD, area.y + 24}, TYPE_BODY,
            ui_say(ui, TEXT_results_quality));
    if (flags > 0)
        ui_text_right(ui, (struct point){right, area.y + 24}, 16, WEIGHT_BOLD, COLOUR_WARN,
                      ui_fill(ui, TEXT_results_flags, "n", parts_int(ui, (int64_t)flags), NULL));
}

void results_draw_quality(struct ui *ui, struct results_screen *screen, struct rect area)
{
    const struct results_view *results = &ui->view->results;
    const float w = area.w - 2 * SIZE_PAD, row_h = quality_row(ui);
    size_t order[VIEW_QUALITY_MAX];
    const size_t n = order_quality(results, order), room = quality_room(ui, area, n);
    ui_panel(ui, PANEL_RIGHT2, area, true);
    draw_quality_head(ui, area);
    if (room < n)
        turn_quality(ui, screen, area, n, room);
    else
        screen->flag = 0;
    for (size_t i = 0; i < room && screen->flag + i < n; i++)
        draw_quality_row(
            ui,
            (struct rect){area.x + SIZE_PAD, area.y + QUALITY_HEAD_H + row_h * (float)i, w, row_h},
            &results->quality[order[screen->flag + i]]);
    if (room < n)
        draw_more(ui, screen, area, n, room);
    if (n == 0)
        ui_text_block(ui, (struct rect){area.x + SIZE_PAD, area.y + QUALITY_HEAD_H, w, 92},
                      TYPE_BODY, ui_say(ui, TEXT_results_no_quality));
}
