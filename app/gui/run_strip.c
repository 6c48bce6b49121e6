/* The steps of the protocol, in the order in which they come; the running one carries its count. */
#include "screen_run_internal.h"

enum { MARK_SIZE = 16, TEXT_X = 40, STEP_PAD = 16 };

struct step {
    const char *title;
    float w;
};

static const char *say_step(struct ui *ui, size_t i)
{
    const struct run_view *run = &ui->view->run;
    if (run->steps[i].mark != MARK_RUNNING || run->step_trials <= 0)
        return run->steps[i].title;
    if (run->practice)
        return ui_fill(ui, TEXT_run_step_practice, "title", run->steps[i].title, NULL);
    return ui_fill(ui, TEXT_run_step, "title", run->steps[i].title, "n",
                   ui_number(ui, run->step_trial, 0), "all", ui_number(ui, run->step_trials, 0),
                   NULL);
}

static enum text_weight step_weight(const struct run_view *run, size_t i)
{
    return run->steps[i].mark == MARK_RUNNING ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR;
}

/* Every step as wide as its words, what is left shared out; when there is too little the longest give way. */
static void share_out(struct ui *ui, struct rect area, struct step *steps, size_t n)
{
    float whole = 0;
    for (size_t i = 0; i < n; i++) {
        steps[i].title = say_step(ui, i);
        steps[i].w = TEXT_X + STEP_PAD +
                     ui_text_width(ui, 16, step_weight(&ui->view->run, i), steps[i].title);
        whole += steps[i].w;
    }
    const float even = area.w / (float)n;
    float long_ones = 0, short_ones = 0;
    for (size_t i = 0; i < n; i++)
        *(steps[i].w > even ? &long_ones : &short_ones) += steps[i].w;
    const float more = whole < area.w ? (area.w - whole) / (float)n : 0;
    const float share = whole > area.w ? (area.w - short_ones) / long_ones : 1;
    for (size_t i = 0; i < n; i++)
        steps[i].w = steps[i].w > even ? steps[i].w * share + more : steps[i].w + more;
}

static void draw_step(struct ui *ui, struct rect area, const struct step *step, size_t i)
{
    const enum mark mark = (enum mark)ui->view->run.steps[i].mark;
    const bool is_now = mark == MARK_RUNNING;
    const float y = area.y + area.h / 2;
    if (is_now) {
        canvas_round(ui->canvas, area, SIZE_RADIUS, ui_colour(ui, COLOUR_HI), (struct stroke){0});
        canvas_fill(ui->canvas,
                    (struct rect){area.x + STEP_PAD, area.y + area.h - 4, area.w - 2 * STEP_PAD, 4},
                    ui_colour(ui, COLOUR_TEXT));
    }
    ui_mark(ui, (struct point){area.x + 24, y}, MARK_SIZE, mark);
    ui_text_cut(ui, (struct rect){area.x + TEXT_X, area.y, area.w - TEXT_X - 8, area.h}, 16,
                step_weight(&ui->view->run, i), is_now ? COLOUR_TEXT : COLOUR_TEXT2, step->title);
}

void run_draw_strip(struct ui *ui, struct rect area)
{
    struct step steps[VIEW_STEPS_MAX];
    const size_t n = ui->view->run.n_steps;
    ui_panel(ui, PANEL_STRIP, area, true);
    if (n == 0)
        return;
    share_out(ui, area, steps, n);
    struct rect at = area;
    for (size_t i = 0; i < n; i++) {
        at.w = steps[i].w;
        draw_step(ui, at, &steps[i], i);
        at.x += at.w;
    }
}
