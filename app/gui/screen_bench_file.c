/* The bench file: saved, opened, read again. What was refused is said in the question, which stays open for it. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

#include <string.h>

enum { BAND_LINES = 3, BAND_HEAD = 44, BAND_PAD = 20 };

static void ask(struct ui *ui, struct bench_screen *screen, enum bench_question question)
{
    const char *path = ui->view->bench.path;
    screen->question = (uint8_t)question;
    ui_expect_nothing(ui);
    ui_field_set(ui, &screen->answer, path[0] != '\0' ? path : "bench.lua");
    ui_focus_all(ui, &screen->answer);
}

void bench_begin_save(struct ui *ui, struct bench_screen *screen)
{
    ask(ui, screen, BENCH_ASKS_PATH);
}

void bench_begin_open(struct ui *ui, struct bench_screen *screen)
{
    ask(ui, screen, BENCH_ASKS_OPEN);
}

/* Nothing is lost by it without a word. */
void bench_read_again(struct ui *ui, struct bench_screen *screen)
{
    if (ui->view->bench.is_changed)
        bench_begin_open(ui, screen);
    else
        ui_act(ui, ACTION_OPEN_BENCH, 0, 0, "");
}

static void close_question(struct ui *ui, struct bench_screen *screen)
{
    screen->question = BENCH_ASKS_NOTHING;
    ui_field_set(ui, &screen->answer, "");
}

static void ask_path(struct ui *ui, struct bench_screen *screen,
                     const struct parts_question *question, enum action_kind kind)
{
    if (!parts_ask_action(ui, question, &screen->answer, kind))
        close_question(ui, screen);
}

static void draw_save(struct ui *ui, struct bench_screen *screen, const char *problem)
{
    const struct parts_question question = {.title = ui_say(ui, TEXT_bench_save_title),
                                            .about = ui_say(ui, TEXT_bench_save_about),
                                            .label = ui_say(ui, TEXT_bench_save_label),
                                            .problem = problem,
                                            .yes = ui_say(ui, TEXT_bench_save)};
    ask_path(ui, screen, &question, ACTION_SAVE_BENCH);
}

/* What was changed is lost by it: that is asked first. */
static bool has_to_lose(const struct ui *ui, const struct bench_screen *screen)
{
    const enum ui_answer answer = ui_answer(ui, &screen->answer);
    return ui->view->bench.is_changed && answer != UI_WAITS && answer != UI_DONE;
}

static void ask_before_loss(struct ui *ui, struct bench_screen *screen,
                            const struct parts_question *question)
{
    const enum parts_answer answer = parts_ask_again(ui, question, &screen->answer);
    if (answer == ANSWER_NO)
        close_question(ui, screen);
    else if (answer == ANSWER_YES && screen->answer.text[0] != '\0')
        screen->question = BENCH_ASKS_LOSS;
}

static void draw_loss(struct ui *ui, struct bench_screen *screen)
{
    const int chosen = parts_sure(ui, TEXT_bench_loss_title, ui_say(ui, TEXT_bench_loss_about),
                                  TEXT_bench_loss_open);
    if (chosen == -1)
        return;
    screen->question = BENCH_ASKS_OPEN;
    ui_focus(ui, &screen->answer);
    if (chosen == 0)
        ui_ask(ui, &screen->answer, ACTION_OPEN_BENCH, 0);
}

static void draw_open(struct ui *ui, struct bench_screen *screen, const char *problem)
{
    const enum text_id about =
        ui->view->bench.is_changed ? TEXT_bench_open_changed : TEXT_bench_open_about;
    const struct parts_question question = {.title = ui_say(ui, TEXT_bench_open_title),
                                            .about = ui_say(ui, about),
                                            .label = ui_say(ui, TEXT_bench_save_label),
                                            .problem = problem,
                                            .yes = ui_say(ui, TEXT_bench_open)};
    if (has_to_lose(ui, screen))
        ask_before_loss(ui, screen, &question);
    else
        ask_path(ui, screen, &question, ACTION_OPEN_BENCH);
}

bool bench_ask_file(struct ui *ui, struct bench_screen *screen)
{
    const char *problem =
        screen->answer.text[0] != '\0' ? NULL : ui_say(ui, TEXT_bench_save_missing);
    if (screen->question == BENCH_ASKS_PATH)
        draw_save(ui, screen, problem);
    else if (screen->question == BENCH_ASKS_OPEN)
        draw_open(ui, screen, problem);
    else if (screen->question == BENCH_ASKS_LOSS)
        draw_loss(ui, screen);
    else
        return false;
    return true;
}

/* ---- a file in the way */

bool bench_is_taken(const struct ui *ui, const struct bench_screen *screen)
{
    return ui->view->bench.taken[0] != '\0' && ui_answer(ui, &screen->answer) != UI_WAITS;
}

static const char *say_taken(struct ui *ui)
{
    const struct bench_view *bench = &ui->view->bench;
    const bool is_broken = bench->problem[0] != '\0' && strcmp(bench->taken, bench->path) == 0;
    return ui_fill(ui, is_broken ? TEXT_bench_taken_broken : TEXT_bench_taken_about, "path",
                   bench->taken, NULL);
}

/* Where it cannot be replaced after all, that is said where the path was written. */
void bench_ask_taken(struct ui *ui, struct bench_screen *screen)
{
    const char *path = ui->view->bench.taken;
    const int chosen =
        parts_sure(ui, TEXT_bench_taken_title, say_taken(ui), TEXT_bench_taken_replace);
    if (chosen == -1)
        return;
    if (chosen != 0) {
        ui_act(ui, ACTION_SAVE_BENCH, 0, 0, "");
        return;
    }
    ask(ui, screen, BENCH_ASKS_PATH);
    ui_field_set(ui, &screen->answer, path);
    ui_ask(ui, &screen->answer, ACTION_SAVE_BENCH, 1);
}

/* ---- a file that cannot be used, and why a check ended: above what is on the bench all the same */

/* NULL: there is nothing to say there. Its title is "" where the sentence needs none. */
static const char *say_band(struct ui *ui, const char **title)
{
    const struct bench_view *bench = &ui->view->bench;
    const bool is_broken = bench->problem[0] != '\0';
    *title = is_broken ? ui_say(ui, TEXT_bench_broken) : "";
    if (is_broken)
        return bench->problem;
    return bench->levels.ended[0] != '\0' && !bench->levels.is_on ? bench->levels.ended : NULL;
}

float bench_band_height(struct ui *ui)
{
    const char *title, *text = say_band(ui, &title);
    const struct text_style style = {.size = 16, .weight = WEIGHT_REGULAR};
    struct line_span lines[BAND_LINES];
    if (text == NULL)
        return 0;
    const float w = parts_room(ui).w - 48 - SIZE_PAD;
    const size_t n = fonts_wrap(ui->fonts, text, &style, w, lines, BAND_LINES);
    return (title[0] == '\0' ? BAND_PAD : BAND_HEAD) +
           22.4f * (float)(n < BAND_LINES ? n : BAND_LINES);
}

void bench_draw_band(struct ui *ui, struct rect area)
{
    const char *title, *text = say_band(ui, &title);
    const float x = area.x + 48, w = area.w - 48 - SIZE_PAD, top = title[0] == '\0' ? 8 : 36;
    ui_panel(ui, PANEL_G, area, true);
    canvas_round(ui->canvas, area, SIZE_RADIUS, COLOUR_NONE,
                 (struct stroke){ui_colour(ui, COLOUR_BAD), 2, 0});
    ui_mark(ui, (struct point){area.x + 26, area.y + 20}, 20, MARK_BAD);
    ui_text(ui, (struct point){x, area.y + 20}, TYPE_STRONG, title);
    ui_text_block(ui, (struct rect){x, area.y + top, w, area.h - top - 6}, TYPE_BODY, text);
}
