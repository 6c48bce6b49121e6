/* A card: who it is, whether it can be trusted, and until when. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

#include "gui/participant.h"

#include <math.h>
#include <string.h>

enum {
    FOOT_H = 88,
    FOOT_H_SMALL = 68,
    FOOT_H_TALL = 96,
    TALL_FROM = 300,
    NEED_LINES = 4,
    KEY_FROM = 280, /* narrower, the digit in the head is enough */
    LIVE_H = 80,
    LIVE_H_SMALL = 44,
    KEY_BOX = 40,
    RECENT_MAX = 64,
    MIRROR_H_MIN = 72
};

struct card {
    struct ui *ui;
    struct rect area;
    const struct instrument_view *instrument;
    float x, w; /* of its contents */
    struct card_keys keys;
};

static bool has_digit(struct card_keys keys)
{
    return keys.can_use && keys.number <= 9;
}

const char *bench_title(struct ui *ui, const struct instrument_view *instrument)
{
    return instrument->role[0] != '\0' ? parts_role(ui, instrument->role) : instrument->name;
}

enum mark bench_mark(const struct instrument_view *instrument)
{
    return instrument->is_held || instrument->is_beyond ? MARK_BAD : (enum mark)instrument->mark;
}

static bool needs_somebody(const struct instrument_view *instrument)
{
    const enum mark mark = bench_mark(instrument);
    return mark == MARK_WARN || mark == MARK_BAD;
}

bool bench_is_weighed(const struct instrument_view *instrument)
{
    return strcmp(instrument->role, "algometer") == 0;
}

bool bench_is_levelled(const struct instrument_view *instrument)
{
    return strcmp(instrument->role, "thermode") == 0;
}

static const char *say_state(struct ui *ui, const struct instrument_view *instrument)
{
    if (instrument->is_held)
        return ui_say(ui, TEXT_bench_held);
    if (instrument->is_beyond)
        return ui_say(ui, TEXT_bench_beyond);
    switch ((enum mark)instrument->mark) {
    case MARK_OK:
        return ui_say(ui, TEXT_bench_ready);
    case MARK_WARN:
        return ui_say(ui,
                      instrument->verification.failed ? TEXT_bench_chip_failed : TEXT_bench_due);
    case MARK_BAD:
        return ui_say(ui, TEXT_bench_fault);
    case MARK_RUNNING:
        return ui_say(ui, TEXT_bench_connecting);
    case MARK_NONE:
    case MARK_OPEN:
        break;
    }
    return ui_say(ui, TEXT_bench_away);
}

static const char *say_model(struct ui *ui, const char *model, const char *serial)
{
    if (model[0] == '\0')
        return ui_say(ui, TEXT_bench_no_model);
    if (serial[0] == '\0')
        return model;
    return ui_fill(ui, TEXT_bench_model, "model", model, "serial", serial, NULL);
}

/* ---- the head: where it is narrow, the state stands under the title */

static float draw_head(const struct card *card)
{
    struct ui *ui = card->ui;
    const struct rect area = card->area;
    const enum mark mark = bench_mark(card->instrument);
    const char *title = bench_title(ui, card->instrument), *state = say_state(ui, card->instrument);
    const char *model = say_model(ui, card->instrument->model, card->instrument->serial);
    const float upper = area.y + (parts_is_narrow(ui) ? 26 : 36),
                lower = area.y + (parts_is_narrow(ui) ? 54 : 76);
    const float title_x = area.x + (parts_is_narrow(ui) ? 48 : 64);
    float right = area.x + area.w - (card->x - area.x);
    const float end = right;
    ui_mark(ui, (struct point){area.x + (parts_is_narrow(ui) ? 28 : 34), upper},
            parts_is_narrow(ui) ? 22 : 28, mark);
    if (has_digit(card->keys))
        right -= ui_key_hint(ui, right, upper, parts_int(ui, card->keys.number),
                             ui_colour(ui, COLOUR_TEXT2)) +
                 SIZE_PAD;
    float model_w = card->w;
    if (parts_is_narrow(ui))
        model_w -= ui_text_right(ui, (struct point){end, lower}, 16, WEIGHT_SEMIBOLD,
                                 parts_colour(mark), state) +
                   SIZE_GAP;
    else
        right -= ui_text_right(ui, (struct point){right, upper}, 20, WEIGHT_SEMIBOLD,
                               parts_colour(mark), state) +
                 SIZE_GAP;
    ui_text_cut(ui, (struct rect){title_x, upper - 17, right - title_x, 34},
                parts_is_narrow(ui) ? 20 : 24, WEIGHT_SEMIBOLD, COLOUR_TEXT, title);
    ui_text_cut(ui, (struct rect){card->x, lower - 12, model_w, 24}, parts_is_narrow(ui) ? 14 : 16,
                WEIGHT_REGULAR, COLOUR_TEXT2, model);
    return area.y + (parts_is_narrow(ui) ? 70 : 100);
}

/* ---- the rows */

static const char *say_age(struct ui *ui, const struct instrument_view *instrument)
{
    const double age = instrument->reading_age_s;
    const char *hz = ui_number(ui, instrument->rate_hz, 0);
    if (!instrument->has_reading)
        return ui_say(ui, TEXT_bench_no_reading);
    if (age >= 1)
        return ui_fill(ui, TEXT_bench_age_s, "s", ui_number(ui, age, 1), NULL);
    const char *ms = ui_number(ui, age * 1000, 0);
    if (!(instrument->rate_hz > 0))
        return ui_fill(ui, TEXT_bench_age, "ms", ms, NULL);
    return ui_fill(ui, TEXT_bench_age_rate, "ms", ms, "hz", hz, NULL);
}

/* The date alone where the result does not fit beside it. */
static const char *say_verified(struct ui *ui, const struct verification_view *verification,
                                float room)
{
    if (verification->is_unknown)
        return ui_say(ui, TEXT_bench_check_unknown);
    if (!verification->exists)
        return ui_say(ui, TEXT_bench_never);
    const char *date = parts_date(ui, verification->year, verification->month, verification->day);
    if (verification->result[0] == '\0')
        return date;
    const char *both =
        ui_fill(ui, TEXT_bench_verified_with, "date", date, "result", verification->result, NULL);
    return ui_text_width(ui, 16, WEIGHT_MEDIUM, both) <= room ? both : date;
}

static const char *say_valid(struct ui *ui, const struct verification_view *verification)
{
    if (verification->is_unknown)
        return "–";
    if (!verification->exists)
        return ui_say(ui, TEXT_bench_not_valid);
    if (verification->failed)
        return ui_say(ui, TEXT_bench_failed);
    if (verification->expired)
        return ui_say(ui, TEXT_bench_expired);
    if (verification->days_left == 0)
        return ui_say(ui, TEXT_bench_today);
    return ui_fill(ui, TEXT_bench_days, "n", parts_int(ui, verification->days_left), NULL);
}

static bool is_due(const struct verification_view *verification)
{
    if (verification->is_unknown)
        return false;
    return !verification->exists || verification->failed || verification->expired ||
           verification->due_soon;
}

static void draw_valid(const struct card *card, struct rect row, float value_x)
{
    struct ui *ui = card->ui;
    const struct verification_view *verification = &card->instrument->verification;
    const bool due = is_due(verification);
    const enum role_colour role = due                                       ? COLOUR_WARN
                                  : bench_mark(card->instrument) == MARK_OK ? COLOUR_OK
                                                                            : COLOUR_TEXT2;
    const float w = ui_text(ui, (struct point){value_x, row.y + row.h / 2}, 16, WEIGHT_MEDIUM,
                            due ? COLOUR_WARN : COLOUR_TEXT, say_valid(ui, verification));
    const float usual = value_x + (parts_is_narrow(ui) ? 88 : 104),
                x = fmaxf(usual, value_x + w + SIZE_PAD);
    const float end = row.x + row.w;
    const double share = verification->days_valid > 0 && verification->exists &&
                                 !verification->expired && !verification->failed
                             ? (double)verification->days_left / verification->days_valid
                             : 0;
    if (end - x > 40)
        ui_bar(ui, (struct rect){x, row.y + row.h / 2 - 4, end - x, 8}, share, role);
}

enum card_row { ROW_FIRMWARE, ROW_LAST, ROW_SETUP, ROW_VERIFIED, ROW_VALID, CARD_ROWS };

/* Capacity, probe, and what follows; the last goes where there is no room for it. */
static void draw_range(struct ui *ui, struct rect value, const struct instrument_view *instrument)
{
    const char *capacity = bench_say_amount(ui, &bench_capacity, instrument->capacity_n),
               *area = bench_say_amount(ui, &bench_area, instrument->area_cm2);
    const char *whole = ui_fill(ui, TEXT_bench_range_of, "capacity", capacity, "area", area, "kpa",
                                ui_number(ui, instrument->limit_kpa, 0), NULL);
    const float size = ui_text_width(ui, 16, WEIGHT_MEDIUM, whole) <= value.w ? 16 : 14;
    if (ui_text_width(ui, size, WEIGHT_MEDIUM, whole) > value.w)
        whole = ui_fill(ui, TEXT_bench_range_short, "capacity", capacity, "area", area, NULL);
    ui_text_cut(ui, value, size, WEIGHT_MEDIUM, COLOUR_TEXT, whole);
}

/* Whose limits they are is said by the row's label, where both are of one. */
static bool is_of_both(const struct instrument_view *instrument)
{
    return isfinite(instrument->low_c) && instrument->low_is_lab != instrument->high_is_lab;
}

static enum text_id label_of_range(const struct instrument_view *instrument)
{
    if (!instrument->has_range)
        return TEXT_bench_range;
    if (is_of_both(instrument))
        return TEXT_bench_range_limits;
    return instrument->high_is_lab ? TEXT_bench_range_lab : TEXT_bench_range_unit;
}

static const char *say_temperatures(struct ui *ui, const struct instrument_view *instrument)
{
    const bool lab_is_low = instrument->low_is_lab;
    const char *high = bench_say_number(ui, instrument->high_c);
    if (!isfinite(instrument->low_c))
        return ui_fill(ui, TEXT_bench_range_up, "high", high, NULL);
    const char *low = bench_say_number(ui, instrument->low_c);
    if (!is_of_both(instrument))
        return ui_fill(ui, TEXT_bench_range_temperatures, "low", low, "high", high, NULL);
    return ui_fill(ui, lab_is_low ? TEXT_bench_range_lab_unit : TEXT_bench_range_unit_lab, "low",
                   low, "high", high, NULL);
}

/* The ramp goes where there is no room for it. */
static void draw_temperatures(struct ui *ui, struct rect value,
                              const struct instrument_view *instrument)
{
    const char *range = say_temperatures(ui, instrument);
    const char *whole = ui_fill(ui, TEXT_bench_range_ramp, "range", range, "ramp",
                                bench_say_number(ui, instrument->ramp_c_per_s), NULL);
    const float size = ui_text_width(ui, 16, WEIGHT_MEDIUM, whole) <= value.w ? 16 : 14;
    const bool fits = ui_text_width(ui, size, WEIGHT_MEDIUM, whole) <= value.w;
    ui_text_cut(ui, value, size, WEIGHT_MEDIUM, COLOUR_TEXT, fits ? whole : range);
}

/* What can be changed of it; its key stands before the value. */
static void draw_setup(const struct card *card, struct rect row, float value_x)
{
    struct ui *ui = card->ui;
    const struct instrument_view *instrument = card->instrument;
    const struct rect value = {value_x, row.y, row.x + row.w - value_x, row.h};
    if (card->keys.can_change)
        ui_key_hint(ui, value_x - SIZE_GAP, row.y + row.h / 2, "E", ui_colour(ui, COLOUR_TEXT2));
    if (instrument->area_cm2 > 0)
        draw_range(ui, value, instrument);
    else if (instrument->has_range)
        draw_temperatures(ui, value, instrument);
    else
        ui_text_cut(ui, value, TYPE_VALUE, instrument->port);
}

static void draw_row(const struct card *card, struct rect row, enum card_row what)
{
    static const enum text_id labels[CARD_ROWS] = {TEXT_bench_firmware, TEXT_bench_last,
                                                   TEXT_bench_port, TEXT_bench_verified,
                                                   TEXT_bench_valid};
    struct ui *ui = card->ui;
    const struct instrument_view *instrument = card->instrument;
    const float value_x = row.x + (parts_is_narrow(ui) ? 104 : 128), y = row.y + row.h / 2;
    const struct rect value = {value_x, row.y, row.x + row.w - value_x, row.h};
    const bool has_range = instrument->area_cm2 > 0 || instrument->has_range;
    parts_rule(ui, row.x, row.y, row.w);
    ui_text(ui, (struct point){row.x, y}, parts_is_narrow(ui) ? 14 : 16, WEIGHT_REGULAR,
            COLOUR_TEXT3,
            ui_say(ui, what == ROW_SETUP && has_range ? label_of_range(instrument) : labels[what]));
    switch (what) {
    case ROW_FIRMWARE:
        ui_text_cut(ui, value, TYPE_VALUE,
                    instrument->firmware[0] != '\0' ? instrument->firmware : "–");
        return;
    case ROW_LAST:
        ui_text_cut(ui, value, TYPE_VALUE, say_age(ui, instrument));
        return;
    case ROW_SETUP:
        draw_setup(card, row, value_x);
        return;
    case ROW_VERIFIED:
        ui_text_cut(ui, value, TYPE_VALUE, say_verified(ui, &instrument->verification, value.w));
        return;
    case ROW_VALID:
        draw_valid(card, row, value_x);
        return;
    case CARD_ROWS:
        break;
    }
}

/* Where room is short, firmware goes first, then the age of the reading. What is never checked has no rows of
 * verification. True: the row of what can be changed was pressed. */
static bool draw_rows(const struct card *card, float top, float bottom)
{
    struct ui *ui = card->ui;
    const struct instrument_view *instrument = card->instrument;
    const bool is_narrow = parts_is_narrow(ui);
    const float least = is_narrow ? 27 : 33, most = is_narrow ? 28 : 40;
    const bool can_check = bench_is_weighed(instrument) || bench_is_levelled(instrument);
    const bool is_checked =
        (can_check && !instrument->verification.is_free) || instrument->verification.exists;
    const int n = instrument->response > 0 ? 0 : is_checked ? CARD_ROWS : ROW_VERIFIED;
    const int fits = (int)floorf((bottom - top) / least), shown = n < fits ? n : fits;
    const float pitch = shown > 0 ? fminf(floorf((bottom - top) / (float)shown), most) : most;
    float y = top;
    bool is_pressed = false;
    for (int row = n - shown; row < n; row++, y += pitch) {
        const struct rect area = {card->x, y, card->w, pitch};
        if (row == ROW_SETUP && card->keys.can_change)
            is_pressed = ui_press(ui, area, 0x5e700000u + (uint32_t)card->keys.number);
        draw_row(card, area, (enum card_row)row);
    }
    return is_pressed;
}

/* ---- the participant's window: what it shows now */

/* Above `bottom`, as large as the rows leave it. Returns where it begins; `bottom`: it has no room. */
static float draw_mirror(const struct card *card, float top, float bottom)
{
    struct ui *ui = card->ui;
    const float rows = 3 * (parts_is_narrow(ui) ? 28 : 40), room = bottom - top - rows - SIZE_PAD;
    const float h = fminf(room, card->w * 9 / 16), w = h * 16 / 9;
    const struct rect area = {card->x + (card->w - w) / 2, bottom - h, w, h};
    if (strcmp(card->instrument->driver, "screen-vas") != 0 || card->instrument->mark != MARK_OK ||
        h < MIRROR_H_MIN)
        return bottom;
    participant_draw(ui->canvas, ui->fonts, area, 0, &ui->view->participant, &ui->view->mark);
    canvas_round(ui->canvas, area, 0, COLOUR_NONE,
                 (struct stroke){ui_colour(ui, COLOUR_EDGE), 1, 0});
    return area.y - SIZE_GAP;
}

/* ---- the foot: what it reads now, or what it needs */

static void draw_trace(struct ui *ui, struct rect area, const float *values, size_t n)
{
    struct point points[RECENT_MAX];
    float low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        low = fminf(low, values[i]);
        high = fmaxf(high, values[i]);
    }
    if (n < 2 || !isfinite(low) || !isfinite(high))
        return;
    /* noise of a resting instrument stays small */
    const float range = fmaxf(high - low, 10), middle = (low + high) / 2;
    for (size_t i = 0; i < n; i++)
        points[i] = (struct point){area.x + area.w * (float)i / (float)(n - 1),
                                   area.y + area.h / 2 - (values[i] - middle) / range * area.h};
    canvas_polyline(ui->canvas, points, n, (struct stroke){ui_colour(ui, COLOUR_TEXT), 2, 0});
}

static void draw_live(const struct card *card, float top)
{
    struct ui *ui = card->ui;
    const struct instrument_view *instrument = card->instrument;
    const float h = card->area.y + card->area.h - top, y = top + h / 2;
    const float value_x = card->x + (parts_is_narrow(ui) ? 104 : 128), end = card->x + card->w;
    parts_rule(ui, card->x, top, card->w);
    ui_text(ui, (struct point){card->x, y}, parts_is_narrow(ui) ? 14 : 16, WEIGHT_REGULAR,
            COLOUR_TEXT3, ui_say(ui, TEXT_bench_live));
    const float w = ui_text(ui, (struct point){value_x, y}, parts_is_narrow(ui) ? 24 : 32,
                            WEIGHT_SEMIBOLD, COLOUR_TEXT, ui_number(ui, instrument->reading, 1));
    ui_text(ui, (struct point){value_x + w + SIZE_GAP, y + (parts_is_narrow(ui) ? 3 : 5)},
            TYPE_BODY, instrument->unit);
    const float x = value_x + (parts_is_narrow(ui) ? 110 : 128);
    const float left =
        fmaxf(x, value_x + w + SIZE_GAP + ui_text_width(ui, 16, WEIGHT_REGULAR, instrument->unit) +
                     SIZE_PAD);
    if (end - left > 24)
        draw_trace(ui, (struct rect){left, y - h * 0.25f, end - left, h * 0.5f}, instrument->recent,
                   instrument->n_recent);
}

static const char *say_need(struct ui *ui, const struct instrument_view *instrument)
{
    const struct verification_view *verification = &instrument->verification;
    if (instrument->sentence[0] != '\0')
        return instrument->sentence;
    if (instrument->is_held)
        return ui_say(ui, TEXT_bench_need_let_go);
    if (instrument->mark == MARK_BAD)
        return ui_say(ui, TEXT_bench_need_try);
    const bool levels = bench_is_levelled(instrument);
    if (!verification->exists)
        return ui_say(ui, levels ? TEXT_bench_need_levels_first : TEXT_bench_need_first);
    if (verification->failed)
        return ui_say(ui, levels ? TEXT_bench_need_levels_failed : TEXT_bench_need_failed);
    if (verification->expired)
        return ui_say(ui, levels ? TEXT_bench_need_levels_expired : TEXT_bench_need_expired);
    return ui_fill(ui, levels ? TEXT_bench_need_levels_soon : TEXT_bench_need_soon, "n",
                   parts_int(ui, verification->days_left), NULL);
}

static void draw_key(struct ui *ui, struct point at, int number)
{
    const struct rect box = {at.x - KEY_BOX / 2.0f, at.y - KEY_BOX / 2.0f, KEY_BOX, KEY_BOX};
    canvas_round(ui->canvas, box, 6, COLOUR_NONE,
                 (struct stroke){ui_colour(ui, COLOUR_TEXT), 2, 0});
    ui_text_centre(ui, at, 24, WEIGHT_SEMIBOLD, COLOUR_TEXT, parts_int(ui, number));
}

static void draw_need(struct ui *ui, struct rect box, const char *sentence, struct card_keys keys)
{
    const float middle = box.y + box.h / 2, pitch = 16 * 1.4f;
    const bool has_key = keys.can_use && box.w >= KEY_FROM;
    const float x = box.x + (!has_key ? SIZE_PAD : parts_is_narrow(ui) ? 60 : 84);
    const struct text_style style = {.size = 16, .weight = WEIGHT_MEDIUM};
    struct line_span lines[NEED_LINES];
    const float w = box.x + box.w - x - (parts_is_narrow(ui) ? 12 : 44);
    const size_t room = (size_t)(box.h / pitch),
                 wanted = fonts_wrap(ui->fonts, sentence, &style, w, lines, NEED_LINES);
    const float h = (float)(wanted < room ? wanted : room) * pitch;
    if (has_digit(keys) && has_key)
        draw_key(ui, (struct point){box.x + (parts_is_narrow(ui) ? 32 : 44), middle}, keys.number);
    if (!parts_is_narrow(ui) && keys.can_use)
        parts_chevron(ui, (struct point){box.x + box.w - 28, middle});
    ui_text_block(ui, (struct rect){x, middle - h / 2, w, h + 1}, TYPE_VALUE, sentence);
}

static void draw_foot(const struct card *card, float top)
{
    struct ui *ui = card->ui;
    const bool is_bad = bench_mark(card->instrument) == MARK_BAD;
    const colour edge = ui_colour(ui, is_bad ? COLOUR_BAD : COLOUR_WARN);
    const struct rect area = card->area, box = {area.x, top, area.w, area.y + area.h - top};
    canvas_round(ui->canvas, box, SIZE_RADIUS,
                 ui_colour(ui, is_bad ? COLOUR_BAD_FILL : COLOUR_WARN_FILL), (struct stroke){0});
    canvas_round(ui->canvas, area, SIZE_RADIUS, COLOUR_NONE, (struct stroke){edge, 2, 0});
    draw_need(ui, box, say_need(ui, card->instrument), card->keys);
}

static float foot_height(const struct ui *ui, const struct instrument_view *instrument,
                         bool is_tall)
{
    if (needs_somebody(instrument))
        return !parts_is_narrow(ui) ? FOOT_H : is_tall ? FOOT_H_TALL : FOOT_H_SMALL;
    return instrument->has_reading ? (parts_is_narrow(ui) ? LIVE_H_SMALL : LIVE_H) : 0;
}

enum card_use bench_draw_card(struct ui *ui, struct rect area,
                              const struct instrument_view *instrument, struct card_keys keys)
{
    const float pad = parts_is_narrow(ui) ? SIZE_PAD : SIZE_PAD_WIDE;
    const struct card card = {ui, area, instrument, area.x + pad, area.w - 2 * pad, keys};
    const float foot = foot_height(ui, instrument, area.h >= TALL_FROM),
                top = area.y + area.h - foot;
    const float head = draw_head(&card), below = foot > 0 ? top - 4 : area.y + area.h - SIZE_GAP;
    const bool changes = draw_rows(&card, head, draw_mirror(&card, head, below));
    const bool pressed = keys.can_use && ui_press(ui, area, 0xca4d0000u + (uint32_t)keys.number);
    if (needs_somebody(instrument))
        draw_foot(&card, top);
    else if (instrument->has_reading)
        draw_live(&card, top);
    return changes ? CARD_CHANGED : pressed ? CARD_USED : CARD_UNUSED;
}

/* ---- found by a scan, not yet used */

bool bench_draw_found(struct ui *ui, struct rect area, const struct found_view *found,
                      struct card_keys keys)
{
    const float pad = parts_is_narrow(ui) ? SIZE_PAD : SIZE_PAD_WIDE, x = area.x + pad,
                w = area.w - 2 * pad;
    const float upper = area.y + (parts_is_narrow(ui) ? 26 : 36);
    const bool pressed = keys.can_use && ui_press(ui, area, 0xf0d00000u + (uint32_t)keys.number);
    canvas_round(ui->canvas, area, SIZE_RADIUS, COLOUR_NONE,
                 (struct stroke){ui_colour(ui, COLOUR_EDGE), 2, 8});
    const float key = has_digit(keys) ? ui_key_hint(ui, x + w, upper, parts_int(ui, keys.number),
                                                    ui_colour(ui, COLOUR_TEXT2))
                                      : 0;
    const float title = w - key - SIZE_GAP;
    ui_text_cut(ui, (struct rect){x, upper - 17, title, 34}, parts_is_narrow(ui) ? 20 : 24,
                WEIGHT_SEMIBOLD, COLOUR_TEXT,
                ui_say(ui, found->is_own ? TEXT_bench_found_own : TEXT_bench_found));
    ui_text_cut(ui, (struct rect){x, upper + 24, w, 24}, TYPE_STRONG,
                say_model(ui, found->model, found->serial));
    if (found->is_own) {
        ui_text_block(ui, (struct rect){x, upper + 46, w, 72}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                      ui_say(ui, TEXT_bench_found_own_about));
    } else {
        ui_text_cut(ui, (struct rect){x, upper + 52, w, 24}, TYPE_BODY, found->driver);
        ui_text_cut(ui, (struct rect){x, upper + 80, w, 24}, TYPE_BODY, found->port);
    }
    const float h = parts_is_narrow(ui) ? FOOT_H_SMALL : FOOT_H;
    draw_need(ui, (struct rect){area.x, area.y + area.h - h, area.w, h},
              ui_say(ui, TEXT_bench_found_do), keys);
    return pressed;
}
