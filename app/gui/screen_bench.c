/* Bench: is everything ready? One card for each instrument, its digit does what it needs: try again, check, use. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

#include <math.h>
#include <string.h>

enum { STRIP_H = 72, STRIP_H_SMALL = 60, COLUMNS = 3, CARDS = 6, TALL_H = 320 };
#define FIRST_ROW_SHARE 0.565f

/* A session has the bench as it is; what does not answer may be tried again in it, too. */
static bool can_act(const struct ui *ui)
{
    return !ui->view->frame.is_live && !ui->view->frame.is_running;
}

static bool can_try(const struct ui *ui, size_t i)
{
    const struct instrument_view *instrument = &ui->view->bench.instruments[i];
    return !ui->view->frame.is_live && instrument->response == 0 && instrument->mark == MARK_BAD;
}

/* Its digit does something: it stands on its card. */
static bool can_use(const struct ui *ui, size_t i)
{
    return can_act(ui) || (i < ui->view->bench.n_instruments && can_try(ui, i));
}

/* ---- what a digit does */

static void ask_weight(struct ui *ui, struct bench_screen *screen, size_t i)
{
    screen->question = BENCH_ASKS_WEIGHT;
    screen->about = (uint8_t)i;
    if (screen->answer.text[0] == '\0' || !bench_read_weight(screen->answer.text, &(double){0}))
        ui_field_set(ui, &screen->answer, "500");
    ui_focus_all(ui, &screen->answer);
}

static void use_instrument(struct ui *ui, struct bench_screen *screen, size_t i)
{
    const struct instrument_view *instrument = &ui->view->bench.instruments[i];
    const bool is_there = instrument->mark == MARK_OK || instrument->mark == MARK_WARN;
    if (instrument->response > 0) {
        screen->question = BENCH_ASKS_DROP;
        screen->about = (uint8_t)i;
        return;
    }
    if (is_there && bench_is_weighed(instrument)) {
        ask_weight(ui, screen, i);
    } else if (is_there && bench_is_levelled(instrument)) {
        bench_open_levels(screen, i);
    } else if (instrument->mark != MARK_OK) {
        ui_act(ui, ACTION_TRY_INSTRUMENT, (int64_t)i, 0, NULL);
    }
}

static void use_number(struct ui *ui, struct bench_screen *screen, size_t i)
{
    const struct bench_view *bench = &ui->view->bench;
    if (!can_use(ui, i))
        return;
    if (i < bench->n_instruments)
        use_instrument(ui, screen, i);
    else if (i - bench->n_instruments < bench->n_found) {
        screen->question = BENCH_ASKS_ROLE;
        screen->about = (uint8_t)(i - bench->n_instruments);
    }
}

/* ---- questions */

static void draw_question(struct ui *ui, struct bench_screen *screen)
{
    if (bench_has_request(ui, screen))
        bench_ask_request(ui, screen);
    else if (screen->question == BENCH_ASKS_WEIGHT)
        bench_ask_weight(ui, screen);
    else if (screen->question == BENCH_ASKS_LEVELS)
        bench_ask_levels(ui, screen);
    else if (!bench_ask_file(ui, screen) && !bench_ask_change(ui, screen) &&
             !bench_ask_response(ui, screen))
        bench_ask_binding(ui, screen);
}

/* What was asked about can go away meanwhile. */
static void forget_gone(const struct ui *ui, struct bench_screen *screen)
{
    const struct bench_view *bench = &ui->view->bench;
    const bool is_gone =
        ((screen->question == BENCH_ASKS_WEIGHT || screen->question == BENCH_ASKS_LEVELS) &&
         screen->about >= bench->n_instruments) ||
        (screen->question == BENCH_ASKS_DROP &&
         (screen->about >= bench->n_instruments ||
          bench->instruments[screen->about].response == 0)) ||
        (screen->question >= BENCH_ASKS_CHANGE &&
         (screen->about >= bench->n_instruments ||
          bench->instruments[screen->about].response > 0)) ||
        (screen->question >= BENCH_ASKS_ROLE && screen->question <= BENCH_ASKS_AREA_TEXT &&
         screen->about >= bench->n_found);
    /* to be checked again: asked as soon as its result is closed */
    const bool is_again = screen->question == BENCH_ASKS_LEVELS && bench->levels.is_on;
    screen->is_reasoning = screen->is_reasoning && bench->begin_asks_reason;
    if (!bench->levels.is_on) /* what was typed belongs to its check */
        screen->reference.text[0] = '\0';
    if (is_gone || !can_act(ui) || (bench_has_request(ui, screen) && !is_again))
        screen->question = BENCH_ASKS_NOTHING;
}

/* ---- the strip: what can run */

/* A bench file that cannot be used is a fault as well as an instrument: it has a red card, too. */
static const char *say_counts(struct ui *ui)
{
    const struct bench_view *bench = &ui->view->bench;
    int ok = 0, warn = 0, bad = bench->problem[0] != '\0';
    for (size_t i = 0; i < bench->n_instruments; i++) {
        const enum mark mark = bench_mark(&bench->instruments[i]);
        ok += mark == MARK_OK;
        warn += mark == MARK_WARN;
        bad += mark == MARK_BAD;
    }
    return ui_fill(ui, TEXT_bench_counts, "ok", parts_int(ui, ok), "warn", parts_int(ui, warn),
                   "bad", parts_int(ui, bad), NULL);
}

static void draw_tests(struct ui *ui, struct rect area, float y)
{
    const struct bench_view *bench = &ui->view->bench;
    const float size = ui->is_small ? 16 : 20;
    float x = area.x + SIZE_PAD;
    for (size_t i = 0; i < bench->n_tests; i++) {
        ui_mark(ui, (struct point){x + 10, y}, 20, (enum mark)bench->tests[i].mark);
        x += 28 +
             ui_text(ui, (struct point){x + 28, y}, size, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                     test_text(ui->language, bench->tests[i].test, bench->n_tests > 1)) +
             32;
    }
}

static const char *say_scanning(struct ui *ui)
{
    const struct bench_view *bench = &ui->view->bench;
    if (bench->scan_ports == 0)
        return ui_say(ui, TEXT_bench_scanning);
    return ui_fill(ui, TEXT_bench_scanning_of, "done", parts_int(ui, bench->scan_done), "n",
                   parts_int(ui, bench->scan_ports), NULL);
}

static void draw_strip(struct ui *ui, const struct bench_screen *screen, struct rect area)
{
    const struct bench_view *bench = &ui->view->bench;
    const float right = area.x + area.w - SIZE_PAD, upper = area.y + (ui->is_small ? 17 : 24);
    const float lower = area.y + area.h - (ui->is_small ? 18 : 22);
    ui_panel(ui, PANEL_STRIP, area, true);
    ui_text(ui, (struct point){area.x + SIZE_PAD, upper}, TYPE_BODY,
            ui_say(ui, TEXT_bench_can_run));
    ui_text_right(ui, (struct point){right, upper}, TYPE_BODY, say_counts(ui));
    draw_tests(ui, area, lower);
    if (bench->is_scanning)
        ui_text_right(ui, (struct point){right, lower}, TYPE_STRONG, say_scanning(ui));
    else if (bench->is_changed) {
        const float w = ui_text_right(ui, (struct point){right, lower}, 16, WEIGHT_SEMIBOLD,
                                      COLOUR_WARN, ui_say(ui, TEXT_bench_changed));
        ui_mark(ui, (struct point){right - w - 16, lower}, 18, MARK_WARN);
    } else
        parts_where(ui, (struct point){right, lower}, screen->first,
                    bench->n_instruments + bench->n_found, CARDS);
}

/* ---- the cards */

/* Where it is narrow and there is one row, all that a card has to say has room. */
static float first_height(const struct ui *ui, struct rect grid, size_t n)
{
    if (n <= COLUMNS && parts_is_narrow(ui))
        return fminf(grid.h, TALL_H);
    return floorf((grid.h - SIZE_GAP) * (ui->is_small ? 0.5f : FIRST_ROW_SHARE));
}

static struct rect card_area(const struct ui *ui, struct rect grid, size_t n, size_t slot)
{
    const float w = floorf((grid.w - 2 * SIZE_GAP) / COLUMNS);
    const float first = first_height(ui, grid, n);
    const size_t column = slot % COLUMNS;
    const float x = grid.x + (float)column * (w + SIZE_GAP);
    const float end = column + 1 == COLUMNS ? grid.x + grid.w : x + w;
    if (slot < COLUMNS)
        return (struct rect){x, grid.y, end - x, first};
    return (struct rect){x, grid.y + first + SIZE_GAP, end - x, grid.h - first - SIZE_GAP};
}

static void draw_cards(struct ui *ui, struct bench_screen *screen, struct rect grid)
{
    const struct bench_view *bench = &ui->view->bench;
    const size_t n = bench->n_instruments + bench->n_found;
    const size_t rows = (n + COLUMNS - 1) / COLUMNS;
    size_t row = screen->first / COLUMNS;
    parts_turn(ui, &row, rows, 2);
    screen->first = row * COLUMNS;
    for (size_t slot = 0; slot < CARDS && screen->first + slot < n; slot++) {
        const size_t i = screen->first + slot;
        const struct rect area = card_area(ui, grid, n, slot);
        const struct card_keys keys = {(int)i + 1, can_use(ui, i), can_act(ui)};
        ui_panel(ui, (enum panel_id)(PANEL_A + slot), area, true);
        if (i >= bench->n_instruments) {
            if (bench_draw_found(ui, area, &bench->found[i - bench->n_instruments], keys))
                use_number(ui, screen, i);
            continue;
        }
        const enum card_use use = bench_draw_card(ui, area, &bench->instruments[i], keys);
        if (use == CARD_USED)
            use_number(ui, screen, i);
        else if (use == CARD_CHANGED)
            bench_change(screen, i);
    }
}

static struct rect below_band(struct ui *ui, struct rect grid)
{
    const float h = bench_band_height(ui);
    if (h <= 0)
        return grid;
    bench_draw_band(ui, (struct rect){grid.x, grid.y, grid.w, h});
    return (struct rect){grid.x, grid.y + h + SIZE_GAP, grid.w, grid.h - h - SIZE_GAP};
}

static void draw_none(struct ui *ui, struct rect grid)
{
    const char *problem = ui->view->bench.problem;
    ui_panel(ui, PANEL_A, grid, true);
    if (problem[0] != '\0')
        parts_message(ui, grid, MARK_BAD, ui_say(ui, TEXT_bench_broken), problem);
    else
        parts_message(ui, grid, MARK_NONE, ui_say(ui, TEXT_bench_none),
                      ui_say(ui, TEXT_bench_none_do));
}

/* ---- the bottom bar */

/* The first card that needs somebody; -1: none does. */
static int first_of(const struct ui *ui, enum mark mark)
{
    for (size_t i = 0; i < ui->view->bench.n_instruments; i++)
        if (bench_mark(&ui->view->bench.instruments[i]) == mark)
            return (int)i;
    return -1;
}

struct next {
    const char *line, *detail, *label, *key;
    int number; /* what Enter does, from 1; 0: something else */
    bool reads; /* the bench file, again */
};

static struct next next_of_file(struct ui *ui)
{
    return (struct next){.line = ui_say(ui, TEXT_bench_next_mend),
                         .detail = ui_say(ui, TEXT_bench_detail_mend),
                         .label = ui_say(ui, TEXT_bench_read_again),
                         .key = ui_say(ui, TEXT_ui_key_enter),
                         .reads = true};
}

/* The first that was found at a port; as many as there are: none was. */
static size_t first_found(const struct bench_view *bench)
{
    size_t i = 0;
    while (i < bench->n_found && bench->found[i].is_own)
        i++;
    return i;
}

/* Responses measure nothing. */
static bool has_instrument(const struct bench_view *bench)
{
    for (size_t i = 0; i < bench->n_instruments; i++)
        if (bench->instruments[i].response == 0)
            return true;
    return first_found(bench) < bench->n_found;
}

static struct next next_of_card(struct ui *ui, int i, bool is_bad)
{
    const struct instrument_view *instrument = &ui->view->bench.instruments[i];
    const char *name = bench_title(ui, instrument), *number = parts_int(ui, i + 1);
    const bool levels = bench_is_levelled(instrument);
    const bool tries = is_bad || !(levels || bench_is_weighed(instrument));
    if (instrument->is_beyond || instrument->is_held)
        return (struct next){
            .line =
                ui_fill(ui, instrument->is_held ? TEXT_bench_next_let_go : TEXT_bench_next_beyond,
                        "name", name, NULL),
            .detail = ui_say(ui, TEXT_bench_detail_try),
            .label = ui_say(ui, TEXT_bench_study),
            .key = ui_say(ui, TEXT_ui_key_enter)};
    if (instrument->response > 0) /* it is found by itself when it is plugged in */
        return (struct next){ui_fill(ui, TEXT_bench_next_plug, "name", name, "n", number, NULL),
                             ui_say(ui, TEXT_bench_detail_try),
                             ui_say(ui, TEXT_bench_take_off),
                             number,
                             i + 1,
                             false};
    return (struct next){ui_fill(ui, tries ? TEXT_bench_next_try : TEXT_bench_next_check, "name",
                                 name, "n", number, NULL),
                         ui_say(ui, tries    ? TEXT_bench_detail_try
                                    : levels ? TEXT_bench_detail_levels
                                             : TEXT_bench_detail_check),
                         ui_say(ui, tries ? TEXT_bench_try : TEXT_bench_check),
                         number,
                         i + 1,
                         false};
}

static struct next say_next(struct ui *ui)
{
    const struct bench_view *bench = &ui->view->bench;
    const int bad = first_of(ui, MARK_BAD), warn = first_of(ui, MARK_WARN);
    const char *enter = ui_say(ui, TEXT_ui_key_enter);
    if (bench->problem[0] != '\0')
        return next_of_file(ui);
    if (!has_instrument(bench))
        return (struct next){.line = ui_say(ui, TEXT_bench_next_find),
                             .detail = ui_say(ui, TEXT_bench_detail_find),
                             .key = ""};
    if (bad >= 0)
        return next_of_card(ui, bad, true);
    if (warn >= 0)
        return next_of_card(ui, warn, false);
    const size_t found = first_found(bench);
    if (found < bench->n_found) {
        const int number = (int)(bench->n_instruments + found) + 1;
        return (struct next){ui_fill(ui, TEXT_bench_next_use, "n", parts_int(ui, number), "name",
                                     bench->found[found].model, NULL),
                             ui_say(ui, TEXT_bench_detail_use),
                             ui_say(ui, TEXT_bench_use),
                             parts_int(ui, number),
                             number,
                             false};
    }
    if (first_of(ui, MARK_OK) < 0)
        return (struct next){ui_say(ui, TEXT_bench_next_wait),
                             ui_say(ui, TEXT_bench_detail_wait),
                             ui_say(ui, TEXT_bench_study),
                             enter,
                             0,
                             false};
    return (struct next){ui_say(ui, TEXT_bench_next_ready),
                         ui_say(ui, TEXT_bench_detail_ready),
                         ui_say(ui, TEXT_bench_study),
                         enter,
                         0,
                         false};
}

static void go_next(struct ui *ui, struct bench_screen *screen, const struct next *next)
{
    if (next->reads && can_act(ui))
        bench_read_again(ui, screen);
    else if (next->number > 0)
        use_number(ui, screen, (size_t)next->number - 1);
    else if (can_act(ui))
        ui_act(ui, ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
}

/* In a session. */
static void draw_bottom_running(struct ui *ui, struct bench_screen *screen)
{
    size_t i = 0;
    while (i < ui->view->bench.n_instruments && !can_try(ui, i))
        i++;
    if (i == ui->view->bench.n_instruments) {
        ui_bottom(ui, ui_say(ui, TEXT_study_next_back), ui_say(ui, TEXT_study_detail_back), NULL,
                  0);
        return;
    }
    const struct next next = next_of_card(ui, (int)i, true);
    const struct ui_button_spec button = {next.label, KEY_ENTER, next.key, BUTTON_PRIMARY};
    if (ui_bottom(ui, next.line, next.detail, &button, 1) == 0)
        use_number(ui, screen, i);
}

static void draw_bottom(struct ui *ui, struct bench_screen *screen)
{
    if (ui->view->frame.is_running) {
        draw_bottom_running(ui, screen);
        return;
    }
    if (ui->view->bench.levels.is_ending) {
        ui_bottom(ui, ui_say(ui, TEXT_bench_next_ending), ui_say(ui, TEXT_bench_detail_ending),
                  NULL, 0);
        return;
    }
    const struct next next = say_next(ui);
    const bool has_next = next.label != NULL, can = can_act(ui);
    const enum button_kind kind = can ? BUTTON_NORMAL : BUTTON_LOCKED;
    const bool is_lost = !has_next && can;
    const struct ui_button_spec buttons[] = {
        {has_next ? next.label : "", KEY_ENTER, next.key, can ? BUTTON_PRIMARY : BUTTON_LOCKED},
        {ui_say(ui, TEXT_bench_find), 'f', "F",
         ui->view->bench.is_scanning ? BUTTON_LOCKED
         : is_lost                   ? BUTTON_PRIMARY
                                     : kind},
        {ui_say(ui, TEXT_bench_respond_short), 'r', "R", kind},
        {ui_say(ui, TEXT_bench_file), 'o', "O", kind},
        {ui_say(ui, TEXT_bench_save), 's', "S", kind},
    };
    const size_t skip = has_next ? 0 : 1;
    const int used =
        ui_bottom(ui, next.line, next.detail, buttons + skip, COUNT_OF(buttons) - skip);
    if (used < 0)
        return;
    if ((size_t)used + skip == 0)
        go_next(ui, screen, &next);
    else if ((size_t)used + skip == 1)
        ui_act(ui, ACTION_SCAN, 0, 0, NULL);
    else if ((size_t)used + skip == 2)
        bench_begin_response(ui, screen);
    else if ((size_t)used + skip == 3)
        bench_begin_open(ui, screen);
    else
        bench_begin_save(ui, screen);
}

void screen_bench(struct ui *ui, struct bench_screen *screen)
{
    const struct rect room = parts_room(ui);
    const float strip = ui->is_small ? STRIP_H_SMALL : STRIP_H;
    const struct rect grid = {room.x, room.y + strip + SIZE_GAP, room.w, room.h - strip - SIZE_GAP};
    forget_gone(ui, screen);
    /* the check of a thermode goes on while it is driven */
    const bool asks =
        ui->view->bench.levels.is_on ||
        (can_act(ui) && (screen->question != BENCH_ASKS_NOTHING || bench_has_request(ui, screen)));
    if (asks)
        ui_modal_begin(ui);
    const int digit = parts_digit(ui);
    if (digit > 0)
        use_number(ui, screen, (size_t)digit - 1);
    if (ui_key(ui, 'e') && can_act(ui))
        bench_begin_change(ui, screen);
    draw_strip(ui, screen, (struct rect){room.x, room.y, room.w, strip});
    if (ui->view->bench.n_instruments + ui->view->bench.n_found > 0)
        draw_cards(ui, screen, below_band(ui, grid));
    else
        draw_none(ui, grid);
    draw_bottom(ui, screen);
    if (asks)
        draw_question(ui, screen);
}
