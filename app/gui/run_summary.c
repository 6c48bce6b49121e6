/* Before the participant leaves: what was measured at each site and what is missing, while it can still be put right. */
#include "screen_results_internal.h"
#include "screen_run_internal.h"

#include <math.h>

enum { HEAD = 88, ERROR_H = 140, ROW = SIZE_ROW, NARROW = 640 };

static enum mark mark_of(const struct result_row *row)
{
    return !results_is_lacking(row) && row->n >= row->planned ? MARK_OK : MARK_WARN;
}

static void draw_rule(struct ui *ui, struct rect area)
{
    canvas_line(ui->canvas, (struct point){area.x, area.y + 0.5f},
                (struct point){area.x + area.w, area.y + 0.5f},
                (struct stroke){.colour = ui_colour(ui, COLOUR_LINE), .width = 1});
}

static const char *say_count(struct ui *ui, const struct result_row *row)
{
    const struct results_view *results = &ui->view->results;
    const int withheld = results->withheld[row - results->rows];
    const int all =
        row->planned > row->n ? row->planned : row->n; /* beside a test none are planned */
    const char *count = ui_fill(ui, withheld > 0 ? TEXT_run_summary_withheld : TEXT_run_mean_count,
                                "n", ui_number(ui, row->n, 0), "all", ui_number(ui, all, 0),
                                "withheld", ui_number(ui, withheld, 0), NULL);
    return results_says_unit(row) ? ui_fill(ui, TEXT_run_summary_test, "test",
                                            results_say_test(ui, row), "count", count, NULL)
                                  : count;
}

static void draw_result(struct ui *ui, struct rect area, size_t index)
{
    const struct result_row *row = &ui->view->results.rows[index];
    const float y = area.y + area.h / 2, right = area.x + area.w;
    draw_rule(ui, area);
    ui_mark(ui, (struct point){area.x + 12, y}, 20, mark_of(row));
    ui_text(ui, (struct point){area.x + 40, y - 9}, run_is_small(ui) ? 16 : 20, WEIGHT_SEMIBOLD,
            COLOUR_TEXT, run_site_name(ui, row->site, row->side));
    ui_text(ui, (struct point){area.x + 40, y + 14}, 14, WEIGHT_REGULAR, COLOUR_TEXT2,
            say_count(ui, row));
    ui_text_right(ui, (struct point){right, y}, 24, WEIGHT_SEMIBOLD,
                  results_is_lacking(row) ? COLOUR_WARN : COLOUR_TEXT, results_say_mean(ui, row));
}

static void draw_quality(struct ui *ui, struct rect area, size_t index)
{
    const struct quality_row *row = &ui->view->results.quality[index];
    const float y = area.y + area.h / 2;
    draw_rule(ui, area);
    ui_mark(ui, (struct point){area.x + 12, y}, 20, (enum mark)row->mark);
    ui_text_cut(ui, (struct rect){area.x + 40, y - 20, area.w - 40, 22}, 16, WEIGHT_MEDIUM,
                COLOUR_TEXT, results_say_what(ui, row, area.w - 40));
    ui_text_cut(ui, (struct rect){area.x + 40, y + 3, area.w - 40, 22}, 14, WEIGHT_REGULAR,
                COLOUR_TEXT2, row->detail);
}

static void say_more(struct ui *ui, struct rect at, size_t left)
{
    if (left > 0)
        ui_text(ui, (struct point){at.x + 40, at.y + 14}, 14, WEIGHT_REGULAR, COLOUR_TEXT2,
                ui_fill(ui, TEXT_run_summary_more, "n", ui_number(ui, (double)left, 0), NULL));
}

/* As many of `n_rows` as there is room for, and how many more there are. */
static void draw_rows(struct ui *ui, struct rect area, size_t n_rows,
                      void (*draw)(struct ui *ui, struct rect area, size_t index))
{
    const size_t room = run_rows_in(area.h - 28, ROW);
    struct rect at = {area.x, area.y, area.w, ROW};
    size_t n = 0;
    for (; n < n_rows && n < room; n++, at.y += ROW)
        draw(ui, at, n);
    say_more(ui, at, n_rows - n);
}

/* "Measured: 4 of 6 trials" */
static void draw_measured(struct ui *ui, struct point left)
{
    const struct results_view *results = &ui->view->results;
    int n = 0, all = 0;
    for (size_t i = 0; i < results->n_rows; i++) {
        if (results->rows[i].is_beside)
            continue;
        n += results->rows[i].n;
        all += results->rows[i].planned > results->rows[i].n ? results->rows[i].planned
                                                             : results->rows[i].n;
    }
    ui_text(ui, left, 16, WEIGHT_MEDIUM, n > 0 && n >= all ? COLOUR_TEXT2 : COLOUR_WARN,
            n == 0 ? ui_say(ui, TEXT_run_summary_nothing)
                   : ui_fill(ui, TEXT_run_summary_part, "n", ui_number(ui, n, 0), "all",
                             ui_number(ui, all, 0), NULL));
}

/* Why the session ended before its time; returns the height used. */
static float draw_error(struct ui *ui, struct rect area)
{
    const char *sentence = ui->view->run.sentence;
    if (sentence[0] == '\0')
        return 0;
    ui_mark(ui, (struct point){area.x + 12, area.y + 12}, 22, MARK_BAD);
    return SIZE_PAD + ui_text_block(ui, (struct rect){area.x + 40, area.y, area.w - 40, area.h}, 16,
                                    WEIGHT_MEDIUM, COLOUR_TEXT, sentence);
}

/* Side by side, or one below the other in a narrow window. */
void run_draw_summary(struct ui *ui, struct rect area)
{
    const bool is_narrow = area.w < NARROW;
    const float x = area.x + SIZE_PAD_WIDE, gap = 32, whole_w = area.w - 2 * SIZE_PAD_WIDE;
    ui_panel(ui, PANEL_MAIN, area, true);
    const float error = draw_error(ui, (struct rect){x, area.y + HEAD - 8, whole_w, ERROR_H});
    const float top = area.y + HEAD + error, whole_h = area.y + area.h - SIZE_PAD - top;
    const float w = is_narrow ? whole_w : (whole_w - gap) / 2;
    const float h = is_narrow ? floorf(whole_h * 0.6f) : whole_h;
    ui_text(ui, (struct point){x, area.y + 32}, 24, WEIGHT_BOLD, COLOUR_TEXT,
            ui_say(ui, TEXT_run_summary));
    draw_measured(ui, (struct point){x, area.y + 62});
    if (results_have(&ui->view->results, VIEW_PRESSURE)) /* a temperature says its unit */
        ui_text_right(ui, (struct point){x + w, top - 12}, 14, WEIGHT_REGULAR, COLOUR_TEXT2, "kPa");
    const struct rect beside = {x + w + gap, top, w, h}, below = {x, top + h, w, whole_h - h};
    draw_rows(ui, (struct rect){x, top, w, h}, ui->view->results.n_rows, draw_result);
    draw_rows(ui, is_narrow ? below : beside, ui->view->results.n_quality, draw_quality);
}
