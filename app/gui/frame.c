/* What stands on every screen: the top bar, the toast, and STOP. */
#include "ui_state_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    TAB_BAR = 4,
    TAB_GAP = 12,
    TOAST_MS = 4000,
    TROUBLE_MS = 12000,
    TOAST_W_MIN = 320,
    TOAST_FRAME_W = 72,
    TOAST_LINE_H = 23,
    STOP_W = 224,
    STOP_W_SMALL = 208,
    END_X = 24
};

struct tab {
    enum text_id label;
    enum input_key key;
    const char *key_name;
};
static const struct tab tabs[SCREENS] = {
    [SCREEN_STUDY] = {TEXT_ui_study, KEY_F1, "F1"},
    [SCREEN_BENCH] = {TEXT_ui_bench, KEY_F1 + 1, "F2"},
    [SCREEN_SESSION] = {TEXT_ui_session, KEY_F1 + 2, "F3"},
    [SCREEN_RESULTS] = {TEXT_ui_results, KEY_F1 + 3, "F4"},
    [SCREEN_PROTOCOL] = {TEXT_ui_protocol, KEY_F1 + 4, "F5"},
};
static const struct tab theme_tabs[THEMES] = {
    /* what the key makes of it */
    [THEME_DARK] = {TEXT_ui_light, KEY_F1 + 8, "F9"},
    [THEME_LIGHT] = {TEXT_ui_dark, KEY_F1 + 8, "F9"},
};
static const struct tab language_tab = {TEXT_ui_other_language, KEY_F1 + 9, "F10"};

bool frame_owns_key(uint16_t key)
{
    for (size_t i = 0; i < SCREENS; i++)
        if (tabs[i].key == key)
            return true;
    return key == theme_tabs[THEME_DARK].key || key == language_tab.key;
}

struct rect frame_stop_area(float width, float height)
{
    const float w = width < 1200 ? STOP_W_SMALL : STOP_W;
    return (struct rect){width - SIZE_MARGIN - w, height - SIZE_GAP - SIZE_STOP_H, w, SIZE_STOP_H};
}

bool frame_is_on_stop(float width, float height, float x, float y)
{
    const struct rect stop = frame_stop_area(width, height);
    return x >= stop.x && y >= stop.y;
}

/* ---- the tabs */

static float tab_width(const struct ui *ui, const struct tab *tab)
{
    const float label = ui_text_width(ui, 16, WEIGHT_SEMIBOLD, ui_say((struct ui *)ui, tab->label));
    const float key = ui_text_width(ui, 14, WEIGHT_REGULAR, tab->key_name);
    if (ui->is_small)
        return (float)((int)(label + 2 * 14 + 7) / 8 * 8);
    return (float)((int)(label + key + 2 * SIZE_PAD + TAB_GAP + 15) / 16 * 16);
}

static bool draw_tab(struct ui *ui, float x, const struct tab *tab, bool is_now, bool is_locked)
{
    const struct rect area = {x, 0, tab_width(ui, tab), SIZE_TOP};
    const uint32_t id = ui_id(ui, tab->key_name);
    const bool used = !is_locked && (ui_key(ui, tab->key) || ui_press(ui, area, id));
    if (is_now || ui_is_held(ui, id))
        canvas_fill(ui->canvas, area, ui_colour(ui, COLOUR_HI));
    if (is_now)
        canvas_fill(ui->canvas, (struct rect){x, SIZE_TOP - TAB_BAR, area.w, TAB_BAR},
                    ui_colour(ui, COLOUR_TEXT));
    const float label_x = ui->is_small ? 14 : SIZE_PAD;
    ui_text(ui, (struct point){x + label_x, SIZE_TOP / 2.0f}, 16,
            is_now ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
            is_now      ? COLOUR_TEXT
            : is_locked ? COLOUR_DIM
                        : COLOUR_TEXT2,
            ui_say(ui, tab->label));
    if (!ui->is_small)
        ui_text_right(ui, (struct point){x + area.w - SIZE_PAD, SIZE_TOP / 2.0f}, 14,
                      WEIGHT_REGULAR,
                      is_now      ? COLOUR_TEXT2
                      : is_locked ? COLOUR_DIM
                                  : COLOUR_TEXT3,
                      tab->key_name);
    return used;
}

/* While something is live nobody leaves the session for another screen; to it one can go. */
static float draw_screens(struct ui *ui, float x)
{
    const bool is_live = ui->view->frame.is_live;
    for (size_t i = 0; i < SCREENS; i++) {
        const bool is_now = ui->view->screen == i;
        const bool is_locked = is_live && !is_now && i != SCREEN_SESSION;
        if (draw_tab(ui, x, &tabs[i], is_now, is_locked) && !is_now)
            ui_act(ui, ACTION_SCREEN, (int64_t)i, 0, NULL);
        x += tab_width(ui, &tabs[i]);
    }
    return x;
}

static enum language other_language(const struct ui *ui)
{
    return ui->language == LANGUAGE_EN ? LANGUAGE_DE : LANGUAGE_EN;
}

static enum theme other_theme(const struct ui *ui)
{
    return ui->theme == THEME_DARK ? THEME_LIGHT : THEME_DARK;
}

/* In words on Study; everywhere by key. Returns the left end. */
static float draw_choices(struct ui *ui, float right, float left)
{
    const struct tab *theme_tab = &theme_tabs[ui->theme];
    if (ui->view->frame.is_live)
        return right;
    const float theme_w = tab_width(ui, theme_tab), language_w = tab_width(ui, &language_tab);
    const float x = right - theme_w - language_w;
    const bool is_shown = ui->view->screen == SCREEN_STUDY && x >= left;
    const bool theme =
        is_shown ? draw_tab(ui, x, theme_tab, false, false) : ui_key(ui, theme_tab->key);
    const bool language = is_shown ? draw_tab(ui, x + theme_w, &language_tab, false, false)
                                   : ui_key(ui, language_tab.key);
    if (theme)
        ui_act(ui, ACTION_THEME, other_theme(ui), 0, NULL);
    if (language)
        ui_act(ui, ACTION_LANGUAGE, other_language(ui), 0, NULL);
    return is_shown ? x - SIZE_MARGIN : right;
}

/* ---- the right end: who, saved, clock */

static const char *clock_text(struct ui *ui)
{
    char text[48];
    snprintf(text, sizeof text, "%02d:%02d", ui->view->frame.clock_h, ui->view->frame.clock_min);
    return ui_keep(ui, text);
}

/* What these screens show belongs to one participant. */
static bool is_of_a_person(const struct ui *ui)
{
    return ui->view->screen == SCREEN_SESSION || ui->view->screen == SCREEN_RESULTS;
}

static const char *saved_text(struct ui *ui)
{
    const struct frame_view *frame = &ui->view->frame;
    if (frame->is_saving)
        return ui_say(ui, TEXT_ui_saving);
    if (!frame->has_saved || !is_of_a_person(ui))
        return "";
    if (ui->is_small)
        return ui_say(ui, TEXT_ui_saved);
    char at[48];
    snprintf(at, sizeof at, "%02d:%02d:%02d", frame->saved_h, frame->saved_min, frame->saved_s);
    return ui_fill(ui, TEXT_ui_saved_at, "time", at, NULL);
}

static const char *visit_text(struct ui *ui)
{
    const struct frame_view *frame = &ui->view->frame;
    if (frame->visit == 0 || ui->is_small)
        return frame->participant;
    const char *n = ui_number(ui, frame->visit, 0);
    if (frame->visits == 0)
        return ui_fill(ui, TEXT_ui_visit, "participant", frame->participant, "n", n, NULL);
    return ui_fill(ui, TEXT_ui_visit_of, "participant", frame->participant, "n", n, "all",
                   ui_number(ui, frame->visits, 0), NULL);
}

static const char *who_text(struct ui *ui)
{
    const struct frame_view *frame = &ui->view->frame;
    if (is_of_a_person(ui) && frame->participant[0] != '\0')
        return visit_text(ui);
    if (ui->view->screen != SCREEN_BENCH || frame->bench[0] == '\0')
        return frame->study;
    if (frame->study[0] == '\0')
        return frame->bench;
    char text[2 * VIEW_WORD_MAX + 2];
    snprintf(text, sizeof text, "%s, %s", frame->study, frame->bench);
    return ui_keep(ui, text);
}

static void draw_end(struct ui *ui, float left)
{
    const float y = SIZE_TOP / 2.0f;
    float right = ui->width - END_X;
    right -= ui_text_right(ui, (struct point){right, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                           clock_text(ui)) +
             20;
    const char *saved = saved_text(ui);
    const float saved_w = ui_text_width(ui, 16, WEIGHT_REGULAR, saved);
    const char *who = who_text(ui);
    const float who_w = ui_text_width(ui, 16, WEIGHT_SEMIBOLD, who);
    if (saved[0] != '\0') {
        /* the word goes before the person does; the tick and the ring stay */
        const bool has_word = right - saved_w - 48 - who_w > left;
        if (has_word)
            right -= ui_text_right(ui, (struct point){right, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                                   saved);
        right -= 15;
        if (ui->view->frame.is_saving)
            ui_mark(ui, (struct point){right, y}, 12, MARK_OPEN);
        else
            mark_tick(ui, (struct point){right, y}, 13, ui_colour(ui, COLOUR_OK));
        right -= 27;
    }
    right = draw_choices(ui, right, left + who_w + 2 * SIZE_MARGIN);
    const float x = right - who_w > left ? right - who_w : left;
    ui_text_cut(ui, (struct rect){x, 0, right - x + 1, SIZE_TOP}, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT,
                who);
}

static void draw_top(struct ui *ui)
{
    const struct rect bar = {0, 0, ui->width, SIZE_TOP};
    ui_panel(ui, PANEL_TOP, bar, false);
    canvas_fill(ui->canvas, bar, ui_colour(ui, COLOUR_PANEL));
    canvas_fill(ui->canvas, (struct rect){0, SIZE_TOP - 1, ui->width, 1},
                ui_colour(ui, COLOUR_LINE));
    float x = END_X;
    if (!ui->is_small) {
        ui_text(ui, (struct point){x, SIZE_TOP / 2.0f}, 20, WEIGHT_BOLD, COLOUR_TEXT,
                ui_say(ui, TEXT_ui_limen));
        x = 112;
    }
    draw_end(ui, draw_screens(ui, x) + SIZE_MARGIN);
}

/* ---- toast */

/* As wide as its text, upwards from the read-aloud strip; in several lines where the window is narrower. */
static struct rect toast_area(const struct ui *ui, float text_w)
{
    const float room = ui->width - 2 * SIZE_MARGIN, wanted = text_w + TOAST_FRAME_W;
    const float w = wanted > room ? room : wanted > TOAST_W_MIN ? wanted : TOAST_W_MIN;
    const float lines = wanted > room ? 1 + floorf(1.1f * text_w / (room - TOAST_FRAME_W)) : 1;
    const float h = lines > 2 ? lines * TOAST_LINE_H + SIZE_PAD : SIZE_BUTTON;
    const float bottom = ui->height - SIZE_BOTTOM - SIZE_GAP - SIZE_ALOUD - SIZE_GAP;
    const bool is_session = ui->view->screen == SCREEN_SESSION; /* elsewhere the lists are left */
    return (struct rect){SIZE_MARGIN + floorf(is_session ? (room - w) / 2 : room - w), bottom - h,
                         w, h};
}

static void draw_words(struct ui *ui, struct rect in, const char *text)
{
    const bool is_line = ui_text_width(ui, 16, WEIGHT_SEMIBOLD, text) <= in.w;
    if (is_line)
        ui_text_cut(ui, in, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT, text);
    else
        ui_text_block(ui, rect_inset(in, 4), 16, WEIGHT_SEMIBOLD, COLOUR_TEXT, text);
}

static void draw_tone(struct ui *ui, struct point at, enum view_tone tone)
{
    switch (tone) {
    case TONE_NOTE:
        canvas_fill(ui->canvas, (struct rect){at.x - 2, at.y - 9, 4, 4},
                    ui_colour(ui, COLOUR_TEXT2));
        canvas_fill(ui->canvas, (struct rect){at.x - 2, at.y - 3, 4, 12},
                    ui_colour(ui, COLOUR_TEXT2));
        return;
    case TONE_DONE:
        mark_tick(ui, at, 13, ui_colour(ui, COLOUR_OK));
        return;
    case TONE_TROUBLE:
        ui_mark(ui, at, 20, MARK_WARN);
        return;
    }
}

static void draw_box(struct ui *ui, struct rect area, const char *text, enum view_tone tone)
{
    const float middle = area.y + area.h / 2;
    const bool is_warning = tone == TONE_TROUBLE;
    ui_panel(ui, PANEL_TOAST, area, false);
    canvas_round(ui->canvas, area, SIZE_RADIUS,
                 ui_colour(ui, is_warning ? COLOUR_WARN_FILL : COLOUR_HI),
                 (struct stroke){.colour = ui_colour(ui, is_warning ? COLOUR_WARN : COLOUR_EDGE),
                                 .width = is_warning ? 2 : 1});
    draw_tone(ui, (struct point){area.x + 24, middle}, tone);
    draw_words(ui, (struct rect){area.x + 46, area.y, area.w - 62, area.h}, text);
}

static void draw_notice(struct ui *ui, const char *text, enum view_tone tone)
{
    draw_box(ui, toast_area(ui, ui_text_width(ui, 16, WEIGHT_SEMIBOLD, text)), text, tone);
}

static const char *stop_text(struct ui *ui)
{
    switch ((enum view_stop)ui->view->frame.stopped_by) {
    case STOP_BY_KEY:
        return ui_say(ui, TEXT_ui_stop_by_key);
    case STOP_BY_SCREEN:
        return ui_say(ui, TEXT_ui_stop_by_screen);
    case STOP_BY_PARTICIPANT:
        return ui_say(ui, TEXT_ui_stop_by_participant);
    case STOP_BY_NOBODY:
    case STOP_BY_OTHER:
        break;
    }
    return ui_say(ui, TEXT_ui_stop_by_other);
}

/* A stop that stands between sessions: taken back by its own keys, or by touching the notice. Two keys, since any single one that
 * is not the examiner's may be the participant's. */
static void draw_stop_stands(struct ui *ui)
{
    const bool waits = ui->view->frame.is_rearming;
    const char *text = waits ? ui_say(ui, TEXT_ui_stop_rearming) : stop_text(ui),
               *back = ui_say(ui, TEXT_ui_stop_back);
    const float back_w = waits ? 0 : ui_text_width(ui, 16, WEIGHT_SEMIBOLD, back) + 104;
    const struct rect area = toast_area(ui, ui_text_width(ui, 16, WEIGHT_SEMIBOLD, text) + back_w);
    const float middle = area.y + area.h / 2, right = area.x + area.w - SIZE_PAD;
    draw_box(ui, area, text, TONE_TROUBLE);
    if (waits)
        return;
    const float key_w =
        ui_key_hint(ui, right, middle, ui_say(ui, TEXT_ui_key_rearm), ui_colour(ui, COLOUR_TEXT));
    ui_text_right(ui, (struct point){right - key_w - SIZE_GAP, middle}, 16, WEIGHT_SEMIBOLD,
                  COLOUR_TEXT, back);
    if (ui_chord(ui, 'r') || ui_press(ui, area, ui_id(ui, "rearm")))
        ui_act(ui, ACTION_REARM, 0, 0, NULL);
}

static bool is_fresh(struct ui *ui, mono_ns at, enum view_tone tone)
{
    const mono_ns end = at + (tone == TONE_TROUBLE ? TROUBLE_MS : TOAST_MS) * MONO_MS;
    if (at < 0 || ui->now >= end)
        return false;
    ui_wake(ui, end);
    return true;
}

/* In a trial only what was done: the rest can wait. */
static bool may_tell(struct ui *ui)
{
    const struct frame_view *frame = &ui->view->frame;
    const enum view_tone tone = (enum view_tone)frame->toast_tone;
    return frame->toast[0] != '\0' && (tone == TONE_DONE || !frame->is_live) &&
           is_fresh(ui, frame->toast_at, tone);
}

/* Losing the keyboard matters where somebody could be about to press; it is shown until the keyboard is back. */
static void draw_toast(struct ui *ui, mono_ns lost_at)
{
    const struct frame_view *frame = &ui->view->frame;
    if (frame->is_leaving)
        draw_notice(ui, ui_say(ui, TEXT_ui_leaving), TONE_NOTE);
    else if (!ui->state->has_keyboard && (frame->is_live || ui->view->screen == SCREEN_SESSION))
        draw_notice(ui, ui_say(ui, TEXT_ui_no_keyboard), TONE_TROUBLE);
    else if (frame->stopped_by != STOP_BY_NOBODY)
        draw_stop_stands(ui);
    else if (is_fresh(ui, lost_at, TONE_NOTE))
        draw_notice(ui, ui_say(ui, TEXT_ui_input_lost), TONE_TROUBLE);
    else if (may_tell(ui))
        draw_notice(ui, frame->toast, (enum view_tone)frame->toast_tone);
}

/* ---- STOP */

static void draw_stop(struct ui *ui)
{
    const struct rect area = frame_stop_area(ui->width, ui->height);
    const float middle = area.x + area.w / 2;
    ui_panel(ui, PANEL_STOP, rect_inset(area, -1), false);
    canvas_round(ui->canvas, rect_inset(area, -1), SIZE_RADIUS, ui_colour(ui, COLOUR_STOP),
                 (struct stroke){.colour = ui_colour(ui, COLOUR_STOP_EDGE), .width = 2});
    ui_text_centre(ui, (struct point){middle, area.y + 31}, 32, WEIGHT_BOLD, COLOUR_STOP_TEXT,
                   ui_say(ui, TEXT_ui_stop));
    ui_text_centre(ui, (struct point){middle, area.y + 62}, 16, WEIGHT_MEDIUM, COLOUR_STOP_TEXT,
                   ui_say(ui, TEXT_ui_space));
}

void frame_draw(struct ui *ui, mono_ns lost_at)
{
    if (ui->state->had_modal)
        ui->state->is_shut = true;
    draw_top(ui);
    draw_toast(ui, lost_at);
    draw_stop(ui);
}
