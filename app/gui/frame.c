/* What stands on every screen: the top bar, what is told in it, and STOP. */
#include "ui_state_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TAB_BAR = 4, TAB_GAP = 12, STOP_W = 224, STOP_W_SMALL = 208, END_X = 24 };

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

/* In words on Study, where nothing is told in their place; everywhere by key. Returns the left end. */
static float draw_choices(struct ui *ui, float right, float left, bool is_hidden)
{
    const struct tab *theme_tab = &theme_tabs[ui->theme];
    if (ui->view->frame.is_live)
        return right;
    const float theme_w = tab_width(ui, theme_tab), language_w = tab_width(ui, &language_tab);
    const float x = right - theme_w - language_w;
    const bool is_shown = ui->view->screen == SCREEN_STUDY && x >= left && !is_hidden;
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

/* The clock and the save; returns where they begin. */
static float draw_saved(struct ui *ui, float right, float left, float who_w)
{
    const float y = SIZE_TOP / 2.0f;
    const char *saved = saved_text(ui);
    const float saved_w = ui_text_width(ui, 16, WEIGHT_REGULAR, saved);
    right -= ui_text_right(ui, (struct point){right, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                           clock_text(ui)) +
             20;
    if (saved[0] == '\0')
        return right;
    /* the word goes before the person does; the tick and the ring stay */
    if (right - saved_w - 48 - who_w > left)
        right -=
            ui_text_right(ui, (struct point){right, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, saved);
    right -= 15;
    if (ui->view->frame.is_saving)
        ui_mark(ui, (struct point){right, y}, 12, MARK_OPEN);
    else
        mark_tick(ui, (struct point){right, y}, 13, ui_colour(ui, COLOUR_OK));
    return right - 27;
}

/* `told`: where something is told; w 0: nothing is. */
static void draw_end(struct ui *ui, float left, struct rect told)
{
    const bool is_told = told.w > 0;
    const char *who = who_text(ui);
    const float who_w = ui_text_width(ui, 16, WEIGHT_SEMIBOLD, who);
    const bool is_beside = is_told && told.y < SIZE_TOP;
    float right = is_beside ? told.x - SIZE_MARGIN : ui->width - END_X;
    if (!is_beside)
        right = draw_saved(ui, right, left, who_w);
    right = draw_choices(ui, right, left + who_w + 2 * SIZE_MARGIN, is_told);
    const float x = right - who_w > left ? right - who_w : left;
    if (!is_beside || right - who_w > left)
        ui_text_cut(ui, (struct rect){x, 0, right - x + 1, SIZE_TOP}, 16, WEIGHT_SEMIBOLD,
                    COLOUR_TEXT, who);
}

/* Returns where the tabs end. */
static float draw_top(struct ui *ui)
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
    return draw_screens(ui, x) + SIZE_MARGIN;
}

/* ---- STOP */

/* Its key is shown where it is one: in a field it is a blank. */
static void draw_stop(struct ui *ui)
{
    const bool is_key = ui->view->frame.is_live || ui->state->focus == NULL;
    const struct rect area = frame_stop_area(ui->width, ui->height);
    const float middle = area.x + area.w / 2;
    ui_panel(ui, PANEL_STOP, rect_inset(area, -1), false);
    canvas_round(ui->canvas, rect_inset(area, -1), SIZE_RADIUS, ui_colour(ui, COLOUR_STOP),
                 (struct stroke){.colour = ui_colour(ui, COLOUR_STOP_EDGE), .width = 2});
    ui_text_centre(ui, (struct point){middle, area.y + 31}, 32, WEIGHT_BOLD, COLOUR_STOP_TEXT,
                   ui_say(ui, TEXT_ui_stop));
    if (is_key)
        ui_text_centre(ui, (struct point){middle, area.y + 62}, 16, WEIGHT_MEDIUM, COLOUR_STOP_TEXT,
                       ui_say(ui, TEXT_ui_space));
}

void frame_draw(struct ui *ui, mono_ns lost_at)
{
    if (ui->state->had_modal)
        ui->state->is_shut = true;
    const float left = draw_top(ui);
    const struct notice notice = notice_find(ui, lost_at, left);
    draw_end(ui, left, notice.area);
    notice_draw(ui, &notice);
    draw_stop(ui);
}
