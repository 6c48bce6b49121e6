/* What is told: at the right end of the top bar, the one place on every screen that holds nothing that is needed in haste.
 * A long sentence grows down from there, over the head of a panel; in a trial none is told. */
#include "ui_state_internal.h"

#include <math.h>

enum {
    TOAST_MS = 4000,
    TROUBLE_MS = 12000,
    NOTICE_TOP = 2,
    NOTICE_H = 52,
    NOTICE_W_MIN = 240,
    FRAME_W = 62,
    LINE_H = 23,
    ROOM_MIN = 260,
    LINES = 4,
    LINES_MAX = 24,
    BACK_ROW_H = 36,
    BACK_FRAME_W = 104
};

static enum text_id stop_text(const struct ui *ui)
{
    switch ((enum view_stop)ui->view->frame.stopped_by) {
    case STOP_BY_KEY:
        return TEXT_ui_stop_by_key;
    case STOP_BY_SCREEN:
        return TEXT_ui_stop_by_screen;
    case STOP_BY_PARTICIPANT:
        return TEXT_ui_stop_by_participant;
    case STOP_BY_LIMIT:
        return TEXT_ui_stop_by_limit;
    case STOP_BY_NOBODY:
    case STOP_BY_OTHER:
        break;
    }
    return TEXT_ui_stop_by_other;
}

/* A stop that stands between sessions: taken back by its own keys, or by touching the notice. Two keys, since any single one that
 * is not the examiner's may be the participant's. */
static struct notice say_stop(struct ui *ui)
{
    const char *by = ui_say(ui, stop_text(ui));
    if (ui->view->frame.is_rearming)
        return (struct notice){{0}, ui_say(ui, TEXT_ui_stop_rearming), "", "", TONE_TROUBLE};
    if (ui->view->frame.stop_why[0] != '\0')
        return (struct notice){{0}, ui->view->frame.stop_why, "", "", TONE_TROUBLE};
    return (struct notice){{0},
                           ui_fill(ui, TEXT_ui_stop_holds, "by", by, NULL),
                           by,
                           ui_say(ui, TEXT_ui_stop_back),
                           TONE_TROUBLE};
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
static struct notice say_notice(struct ui *ui, mono_ns lost_at)
{
    const struct frame_view *frame = &ui->view->frame;
    if (ui->view->run.over_limit && ui->view->screen != SCREEN_SESSION)
        return (struct notice){{0}, ui_say(ui, TEXT_ui_over_limit), "", "", TONE_ALARM};
    if (frame->is_leaving)
        return (struct notice){{0}, ui_say(ui, TEXT_ui_leaving), "", "", TONE_NOTE};
    if (!ui->state->has_keyboard && (frame->is_live || ui->view->screen == SCREEN_SESSION))
        return (struct notice){{0}, ui_say(ui, TEXT_ui_no_keyboard), "", "", TONE_TROUBLE};
    if (frame->stopped_by != STOP_BY_NOBODY)
        return say_stop(ui);
    if (is_fresh(ui, lost_at, TONE_NOTE))
        return (struct notice){{0}, ui_say(ui, TEXT_ui_input_lost), "", "", TONE_TROUBLE};
    if (may_tell(ui))
        return (struct notice){{0}, frame->toast, "", "", (enum view_tone)frame->toast_tone};
    return (struct notice){{0}, "", "", "", TONE_NOTE};
}

static size_t count_lines(const struct ui *ui, const char *text, float width)
{
    struct line_span spans[LINES_MAX];
    const struct text_style style = {.size = 16, .weight = WEIGHT_SEMIBOLD};
    const size_t n = fonts_wrap(ui->fonts, text, &style, width < 1 ? 1 : width, spans, LINES_MAX);
    return n < LINES_MAX ? n : LINES_MAX;
}

/* In one line, what can be taken back behind it. */
static float line_width(const struct ui *ui, const struct notice *notice)
{
    const float back = ui_text_width(ui, 16, WEIGHT_SEMIBOLD, notice->back);
    return ui_text_width(ui, 16, WEIGHT_SEMIBOLD, notice->text) + FRAME_W +
           (notice->back[0] != '\0' ? back + BACK_FRAME_W : 0) + 1;
}

/* Beside the tabs; below the bar where that is too narrow. */
static struct rect notice_area(const struct ui *ui, const struct notice *notice, float left)
{
    const float end = ui->width - SIZE_MARGIN, wanted = line_width(ui, notice);
    float room = end - left, top = NOTICE_TOP;
    if (notice->text[0] == '\0')
        return (struct rect){0};
    if (room < ROOM_MIN || count_lines(ui, notice->text, room - FRAME_W) > LINES) {
        room = ui->width - 2 * SIZE_MARGIN;
        top = SIZE_TOP + NOTICE_TOP;
    }
    const bool is_line = wanted <= room;
    const size_t lines = is_line ? 1 : count_lines(ui, notice->text, room - FRAME_W);
    const float w = !is_line ? room : wanted > NOTICE_W_MIN ? wanted : fminf(NOTICE_W_MIN, room);
    const float back = !is_line && notice->back[0] != '\0' ? BACK_ROW_H : 0;
    const float h = lines > 2 ? (float)lines * LINE_H + SIZE_PAD : NOTICE_H;
    return (struct rect){end - floorf(w), top, floorf(w), h + back};
}

struct notice notice_find(struct ui *ui, mono_ns lost_at, float left)
{
    struct notice notice = say_notice(ui, lost_at);
    if (notice.brief[0] != '\0' && line_width(ui, &notice) > ui->width - SIZE_MARGIN - left)
        notice.text = notice.brief;
    notice.area = notice_area(ui, &notice, left);
    return notice;
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
    case TONE_ALARM:
        ui_mark(ui, at, 20, MARK_BAD);
        return;
    }
}

static void draw_words(struct ui *ui, struct rect in, const char *text)
{
    const size_t lines = count_lines(ui, text, in.w);
    const float pad = (in.h - (float)lines * 22.4f) / 2;
    ui_text_block(ui, (struct rect){in.x, in.y + pad, in.w, in.h - pad + 1}, 16, WEIGHT_SEMIBOLD,
                  COLOUR_TEXT, text);
}

/* Behind the words where they are one line, else below them. */
static void draw_back(struct ui *ui, struct rect area, const char *back)
{
    const float right = area.x + area.w - SIZE_PAD,
                middle =
                    area.h > NOTICE_H ? area.y + area.h - BACK_ROW_H / 2 - 4 : area.y + area.h / 2;
    const float key_w =
        ui_key_hint(ui, right, middle, ui_say(ui, TEXT_ui_key_rearm), ui_colour(ui, COLOUR_TEXT));
    ui_text_right(ui, (struct point){right - key_w - SIZE_GAP, middle}, 16, WEIGHT_SEMIBOLD,
                  COLOUR_TEXT, back);
    if (ui_chord(ui, 'r') || ui_press(ui, area, ui_id(ui, "rearm")))
        ui_act(ui, ACTION_REARM, 0, 0, NULL);
}

void notice_draw(struct ui *ui, const struct notice *notice)
{
    static const struct {
        enum role_colour fill, edge;
        float width;
    } looks[] = {[TONE_NOTE] = {COLOUR_HI, COLOUR_EDGE, 1},
                 [TONE_DONE] = {COLOUR_HI, COLOUR_EDGE, 1},
                 [TONE_TROUBLE] = {COLOUR_WARN_FILL, COLOUR_WARN, 2},
                 [TONE_ALARM] = {COLOUR_BAD_FILL, COLOUR_BAD, 2}};
    const struct rect area = notice->area;
    const bool has_back = notice->back[0] != '\0';
    const float below = has_back && area.h > NOTICE_H ? BACK_ROW_H : 0;
    if (area.w <= 0)
        return;
    ui_panel(ui, PANEL_TOAST, area, false);
    canvas_round(ui->canvas, area, SIZE_RADIUS, ui_colour(ui, looks[notice->tone].fill),
                 (struct stroke){.colour = ui_colour(ui, looks[notice->tone].edge),
                                 .width = looks[notice->tone].width});
    draw_tone(ui, (struct point){area.x + 24, area.y + (area.h - below) / 2}, notice->tone);
    draw_words(ui, (struct rect){area.x + 46, area.y, area.w - FRAME_W, area.h - below},
               notice->text);
    if (has_back)
        draw_back(ui, area, notice->back);
}
