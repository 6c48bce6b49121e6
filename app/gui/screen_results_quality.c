/* What to look at in a visit, the flags first. The list turns by page keys and wheel where the table above it does not need
 * them, and always by its own key and by touch. */
#include "screen_parts_internal.h"
#include "screen_results_internal.h"

enum {
    QUALITY_ROW_H = 52,
    QUALITY_ROW_H_LEAST = 42,
    QUALITY_HEAD_H = 48,
    QUALITY_MORE_H = 28,
    TEXT_X = 40,
    LINE_H = 22,  /* of a second line */
    BLOCK_H = 46, /* two lines */
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

/* 0: one line has room for the words. */
static float second_line(const struct ui *ui, float w, float size, enum text_weight weight,
                         const char *words)
{
    return ui_text_width(ui, size, weight, words) <= w ? 0 : LINE_H;
}

static float wrapped_what(struct ui *ui, const struct quality_row *row, float w)
{
    return second_line(ui, w, 16, WEIGHT_MEDIUM, results_say_what(ui, row, w));
}

static float wrapped_detail(const struct ui *ui, const struct quality_row *row, float w)
{
    return second_line(ui, w, 14, WEIGHT_REGULAR, row->detail);
}

/* Words that have no room in one line have two. */
static float quality_height(struct ui *ui, const struct quality_row *row, float w)
{
    const float base = parts_is_least(ui) ? QUALITY_ROW_H_LEAST : QUALITY_ROW_H;
    return base + wrapped_what(ui, row, w - TEXT_X) + wrapped_detail(ui, row, w - TEXT_X);
}

static void draw_quality_row(struct ui *ui, struct rect row, const struct quality_row *quality)
{
    const float x = row.x + TEXT_X, w = row.w - TEXT_X;
    const char *words = results_say_what(ui, quality, w);
    const float what = wrapped_what(ui, quality, w), detail = wrapped_detail(ui, quality, w),
                y = row.y + (row.h - what - detail) / 2;
    parts_rule(ui, row.x, row.y, row.w);
    ui_mark(ui, (struct point){row.x + 16, row.y + row.h / 2}, 20, (enum mark)quality->mark);
    if (what > 0)
        ui_text_block(ui, (struct rect){x, y - 22, w, BLOCK_H}, TYPE_VALUE, words);
    else
        ui_text_cut(ui, (struct rect){x, y - 22, w, 24}, TYPE_VALUE, words);
    if (detail > 0)
        ui_text_block(ui, (struct rect){x, y + what + 1, w, BLOCK_H}, TYPE_SMALL, quality->detail);
    else
        ui_text_cut(ui, (struct rect){x, y + what, w, 22}, TYPE_SMALL, quality->detail);
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

/* As many from `first` on as have room one below the other, and at least one. */
static size_t quality_fits(struct ui *ui, const size_t *order, size_t first, size_t n,
                           struct rect room)
{
    const struct results_view *results = &ui->view->results;
    size_t i = first;
    float h = 0;
    for (; i < n; i++) {
        h += quality_height(ui, &results->quality[order[i]], room.w);
        if (h > room.h && i > first)
            break;
    }
    return i - first;
}

/* How many of `n` are shown at once: where not all of them, there is a line that says so. */
static size_t quality_room(struct ui *ui, const struct results_screen *screen, struct rect room,
                           const size_t *order, size_t n)
{
    const size_t first = screen->flag < n ? screen->flag : 0;
    const struct rect paged = {room.x, room.y, room.w, room.h - QUALITY_MORE_H};
    const size_t all = quality_fits(ui, order, 0, n, room);
    return all == n ? n : quality_fits(ui, order, first, n, paged);
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

static void draw_quality_rows(struct ui *ui, struct rect room, const size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct quality_row *row = &ui->view->results.quality[order[i]];
        room.h = quality_height(ui, row, room.w);
        draw_quality_row(ui, room, row);
        room.y += room.h;
    }
}

void results_draw_quality(struct ui *ui, struct results_screen *screen, struct rect area)
{
    const struct rect in = {area.x + SIZE_PAD, area.y + QUALITY_HEAD_H, area.w - 2 * SIZE_PAD,
                            area.h - QUALITY_HEAD_H};
    size_t order[VIEW_QUALITY_MAX];
    const size_t n = order_quality(&ui->view->results, order);
    size_t room = quality_room(ui, screen, in, order, n);
    ui_panel(ui, PANEL_RIGHT2, area, true);
    draw_quality_head(ui, area);
    if (room < n) {
        turn_quality(ui, screen, area, n, room);
        room = quality_room(ui, screen, in, order, n); /* other rows may be higher */
    } else {
        screen->flag = 0;
    }
    draw_quality_rows(ui, in, order + screen->flag,
                      room < n - screen->flag ? room : n - screen->flag);
    if (room < n)
        draw_more(ui, screen, area, n, room);
    if (n == 0)
        ui_text_block(ui, (struct rect){in.x, in.y, in.w, 92}, TYPE_BODY,
                      ui_say(ui, TEXT_results_no_quality));
}
