/* States in which no stimulus is shown: what happened, in words, and what can be chosen. */
#include "screen_run_internal.h"

#include <math.h>

struct message {
    enum mark mark;
    const char *title, *sentence;
};

static const char *say_rest_title(struct ui *ui)
{
    const char *site = run_site_name(ui, ui->view->run.rest_site, ui->view->run.rest_side);
    if (ui->view->run.rest_site[0] == '\0')
        return ui_say(ui, TEXT_run_rest_head_short);
    return run_is_small(ui) ? site : ui_fill(ui, TEXT_run_rest_then, "site", site, NULL);
}

/* How to find the site: the rest is the time to read it. */
static const char *say_rest_sentence(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const struct site_text *text = site_text_find(run->rest_site);
    if (run->rest_site[0] == '\0')
        return ui_say(ui, TEXT_run_rest_any_do);
    if (text)
        return run->stimulus == VIEW_PRESSURE ? text->find[ui->language]
                                              : text->landmark[ui->language];
    return ui_say(ui, TEXT_run_rest_do);
}

static const char *say_wait_title(struct ui *ui)
{
    if (ui->view->run.beside.waits)
        return ui_say(ui, TEXT_run_beside_wait);
    const struct run_view *run = &ui->view->run;
    if (run_waits_for_release(run))
        return ui_say(ui, TEXT_run_wait_let_go);
    return run_waits_for_button(run)
               ? ui_say(ui, TEXT_run_wait_button)
               : ui_fill(ui, TEXT_run_wait, "instrument", run->instrument, NULL);
}

static struct message say_message(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    switch ((enum run_now)run->now) {
    case NOW_INSTRUCT:
        return (struct message){MARK_RUNNING, ui_say(ui, TEXT_run_instruct),
                                run->words[0] ? run->words : ui_say(ui, TEXT_run_aloud_own)};
    case NOW_WAIT:
        return (struct message){MARK_WARN, say_wait_title(ui), run->sentence};
    case NOW_REST:
        return (struct message){MARK_OPEN, say_rest_title(ui), say_rest_sentence(ui)};
    case NOW_STOPPED:
        return (struct message){MARK_BAD,
                                ui_say(ui, run->fault ? TEXT_run_stopped_fault : TEXT_run_stopped),
                                run->sentence};
    case NOW_NOT_SAVED:
        return (struct message){MARK_BAD, ui_say(ui, TEXT_run_not_saved), run->sentence};
    case NOW_REVIEW:
        return (struct message){MARK_WARN, ui_say(ui, TEXT_run_no_value), run->sentence};
    case NOW_NOTHING:
    case NOW_CONFIRM:
    case NOW_QUESTION:
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_RELEASE:
    case NOW_SAVING:
    case NOW_SUMMARY:
        break;
    }
    return (struct message){MARK_NONE, "", ""};
}

bool run_has_message(const struct run_view *run)
{
    switch ((enum run_now)run->now) {
    case NOW_WAIT:
        return !run->beside.waits; /* its course stands there */
    case NOW_REST:
        return !run->beside.is_on;
    case NOW_INSTRUCT:
    case NOW_STOPPED:
    case NOW_NOT_SAVED:
        return true;
    case NOW_REVIEW:
        return run->sentence[0] != '\0';
    case NOW_NOTHING:
    case NOW_CONFIRM:
    case NOW_QUESTION:
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_RELEASE:
    case NOW_SAVING:
    case NOW_SUMMARY:
        return false;
    }
    return false;
}

/* ---- choices ---------------------------------------------------------------------------------------- */

enum { CHOICES = 5, CHOICES_FROM = 660, CHOICES_FROM_READ = 800, TITLE_FROM = 640 };
static const enum run_command choices[CHOICES] = {COMMAND_GO, COMMAND_REPEAT, COMMAND_SKIP,
                                                  COMMAND_END, COMMAND_LEAVE};

/* The instruction has its next action in the bottom bar; after a stop all that can be chosen stands together. */
static bool is_offered(const struct ui *ui, enum run_command command)
{
    const struct run_screen plain = {0};
    return run_can(ui, &plain, command) &&
           (command != COMMAND_GO || ui->view->run.now == NOW_NOT_SAVED);
}

bool run_lists_choices(const struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const bool is_read = run->now == NOW_INSTRUCT;          /* what is read aloud is shown whole */
    return run_has_message(run) && !run_view_alarms(run) && /* RELEASE stands in their place */
           ui->height >= (is_read ? CHOICES_FROM_READ : CHOICES_FROM);
}

static size_t count_choices(const struct ui *ui)
{
    size_t n = 0;
    for (size_t i = 0; i < CHOICES && run_lists_choices(ui); i++)
        n += is_offered(ui, choices[i]);
    return n;
}

/* Two in a row. While something is asked they are locked: a second touch in the same place is no confirmation. */
static void draw_choices(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const float w = (area.w - SIZE_GAP) / 2;
    size_t n = 0;
    for (size_t i = 0; i < CHOICES && run_lists_choices(ui); i++) {
        const enum run_command command = choices[i];
        if (!is_offered(ui, command))
            continue;
        const struct rect at = {area.x + (float)(n % 2) * (w + SIZE_GAP),
                                area.y + (float)(n / 2) * (SIZE_BUTTON + SIZE_GAP), w, SIZE_BUTTON};
        const bool is_locked = screen->stage != STAGE_PLAIN;
        const enum button_kind kind = is_locked ? BUTTON_LOCKED
                                      : command == COMMAND_GO || command == COMMAND_REPEAT
                                          ? BUTTON_PRIMARY
                                          : BUTTON_NORMAL;
        if (ui_button(ui, at, run_label(ui, command), KEY_NONE,
                      is_locked ? "" : run_key_name(ui, command), kind) &&
            !is_locked)
            run_do(ui, screen, command);
        n++;
    }
}

/* ---- the message ------------------------------------------------------------------------------------ */

/* Its mark and its title, and how high they are. */
static float draw_title(struct ui *ui, struct rect area, const struct message *message)
{
    const float mark = 22;
    const struct run_type title = {24, WEIGHT_BOLD, COLOUR_TEXT};
    const struct rect head = {area.x + mark + 12, area.y, area.w - mark - 12, 0};
    ui_mark(ui, (struct point){area.x + mark / 2, area.y + 17}, mark, message->mark);
    return run_text_lines(ui, head, title, message->title, 2) + SIZE_GAP;
}

/* In the lowest window the words to be read need the place of the title; the chip above says what they are. */
static bool has_title(const struct ui *ui)
{
    return ui->view->run.now != NOW_INSTRUCT || ui->height >= TITLE_FROM;
}

void run_draw_message(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const struct message message = say_message(ui);
    const float size = run_is_small(ui) ? 16 : 20;
    const size_t rows = (count_choices(ui) + 1) / 2;
    const float buttons = (float)rows * (SIZE_BUTTON + SIZE_GAP);
    const float y = area.y + (has_title(ui) ? draw_title(ui, area, &message) : 0);
    const float above = run_is_small(ui) ? 0 : SIZE_GAP;
    const float room = area.y + area.h - buttons - (rows > 0 ? above : -SIZE_GAP) - y;
    const size_t lines = run_rows_in(room, size * 1.4f);
    run_text_lines(ui, (struct rect){area.x, y, area.w, 0},
                   (struct run_type){size, WEIGHT_REGULAR, COLOUR_TEXT}, message.sentence, lines);
    draw_choices(ui, screen,
                 (struct rect){area.x, area.y + area.h - buttons + SIZE_GAP, area.w, buttons});
}

/* ---- RELEASE ---------------------------------------------------------------------------------------- */

/* Where the verdict stands otherwise. With F where the examiner can say so. */
static void draw_lost(struct ui *ui, struct rect area, struct rect main)
{
    const struct run_view *run = &ui->view->run;
    const bool is_small = run_is_small(ui);
    const float x = main.x + (is_small ? 328 : 440), y = area.y + (is_small ? 14 : 76),
                indent = is_small ? 32 : 40;
    const struct run_type title = {is_small ? 20 : 24, WEIGHT_BOLD, COLOUR_TEXT},
                          what = {is_small ? 16 : 20, WEIGHT_REGULAR, COLOUR_TEXT};
    const struct rect in = {x + indent, y, area.x + area.w - SIZE_PAD_WIDE - x - indent, 0};
    const bool is_its = run->not_back_is_cuff ? run_is_cuff(ui) : run_is_thermal(ui);
    const bool is_other = run->not_back && !is_its; /* what comes next needs it */
    if (run->instrument_mark != MARK_BAD || is_other)
        return;
    ui_mark(ui, (struct point){x + 12, y + 0.7f * title.size}, 24, MARK_BAD);
    const float used =
        run_text_lines(ui, in, title, ui_say(ui, run_text(ui, TEXT_run_release_lost)), 2);
    const enum text_id say =
        run_asks_off(run) ? TEXT_run_release_lost_say : TEXT_run_release_lost_do;
    run_text_lines(ui, (struct rect){in.x, in.y + used, in.w, 0}, what,
                   ui_say(ui, run_text(ui, say)), 4);
}

static const char *say_why_release(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->not_back && run->not_back_is_cuff)
        return ui_say(ui, TEXT_run_open_why);
    if (run->not_back)
        return ui_fill(ui, TEXT_run_take_off_why, "c", ui_number(ui, run->thermal.baseline, 0),
                       NULL);
    if (run->over_limit)
        return ui_fill(ui, TEXT_run_release_over, "limit", ui_number(ui, run->limit, 0), NULL);
    return run->sentence;
}

/* What to do, since when, and why: below the middle of the large word. The lowest window has just the room for them. */
static void draw_under_release(struct ui *ui, struct rect area, struct point middle)
{
    const struct run_view *run = &ui->view->run;
    const bool is_small = run_is_small(ui), is_since = run->now == NOW_RELEASE;
    const struct run_type type = {is_small ? 16 : 20, WEIGHT_REGULAR, COLOUR_TEXT};
    const float y = middle.y + (is_small ? 66 : 110), since = y + (is_small ? 34 : 44);
    ui_text_centre(ui, (struct point){middle.x, y}, is_small ? 24 : 32, WEIGHT_BOLD, COLOUR_TEXT,
                   ui_say(ui, run_text(ui, run->is_answered ? TEXT_run_release_answered
                                                            : TEXT_run_release_do)));
    if (is_since)
        ui_text_centre(
            ui, (struct point){middle.x, since}, 20, WEIGHT_SEMIBOLD, COLOUR_TEXT,
            ui_fill(ui, TEXT_run_release_since, "s", ui_number(ui, run->release_s, 1), NULL));
    const struct rect why = {area.x + SIZE_PAD_WIDE, (is_since ? since : y) + (is_small ? 14 : 24),
                             area.w - 2 * SIZE_PAD_WIDE, 0};
    const char *sentence = say_why_release(ui);
    const float w = ui_text_width(ui, type.size, type.weight, sentence);
    const float indent = w < why.w ? (why.w - w) / 2 : 0;
    run_text_lines(ui, (struct rect){why.x + indent, why.y, why.w - indent, 0}, type, sentence, 2);
}

/* Over the whole width, and the value where it always stands. */
void run_draw_release(struct ui *ui, struct rect area)
{
    const struct rect main = run_lay_out(ui).main;
    const bool is_calm = ui->view->run.is_answered;
    const struct stroke edge = {.colour = ui_colour(ui, is_calm ? COLOUR_OK : COLOUR_BAD),
                                .width = 4};
    const float under = 164; /* from the middle of the word to the end of what is under it */
    const struct point middle = {area.x + area.w / 2,
                                 area.y + fminf(area.h * 0.55f, area.h - under)};
    ui_panel(ui, PANEL_MAIN, area, false);
    canvas_round(ui->canvas, area, SIZE_RADIUS,
                 ui_colour(ui, is_calm ? COLOUR_OK_FILL : COLOUR_BAD_FILL), edge);
    run_draw_value(ui, main);
    draw_lost(ui, area, main);
    ui_text_centre(ui, middle, run_is_small(ui) ? 96 : 128, WEIGHT_BOLD,
                   is_calm ? COLOUR_OK : COLOUR_BAD, ui_say(ui, run_text(ui, TEXT_run_release)));
    draw_under_release(ui, area, middle);
}

/* ---- no session ------------------------------------------------------------------------------------- */

void run_draw_nothing(struct ui *ui, struct rect area)
{
    const struct point middle = {area.x + area.w / 2, area.y + area.h / 2};
    ui_panel(ui, PANEL_MAIN, area, true);
    ui_text_centre(ui, (struct point){middle.x, middle.y - 24}, 32, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                   ui_say(ui, TEXT_run_nothing_title));
    ui_text_centre(ui, (struct point){middle.x, middle.y + 24}, 20, WEIGHT_REGULAR, COLOUR_TEXT2,
                   ui_say(ui, TEXT_run_nothing_sentence));
}
