/* The session: what now, in words and picture. Its panels stand where they stand in every state; only RELEASE, which is
 * for the whole width, and the states without a stimulus take their place. */
#include "screen_parts_internal.h"
#include "screen_run_internal.h"

#include <math.h>
#include <string.h>

/* ---- where ------------------------------------------------------------------------------------------ */

enum {
    WIDE = 1424,
    THREE_COLUMNS = 1024,
    COLUMN_LEFT = 320,
    COLUMN_LEFT_MAX = 480,
    MADE_FOR = 1440,
    COLUMN_RIGHT = 352,
    NARROW_LEFT = 224,
    NARROW_RIGHT = 272,
    BOX_ROOM = 280,
    HAND_H = 48,
    HAND_BELOW_FROM = 660
};

bool run_is_small(const struct ui *ui)
{
    return ui->width < WIDE;
}

/* Below the width of the large layout the state box still has its large type; beyond it the body grows with the window. */
static float left_width(const struct ui *ui)
{
    const float more = floorf(fmaxf(0, ui->width - MADE_FOR) / 4);
    if (!run_is_small(ui))
        return fminf(COLUMN_LEFT + more, COLUMN_LEFT_MAX);
    return ui->is_small ? NARROW_LEFT : BOX_ROOM;
}

/* In a window that is narrower than any that this is made for, the stimulus comes first. */
static float right_width(const struct ui *ui)
{
    if (ui->width < THREE_COLUMNS)
        return 0;
    return run_is_small(ui) ? NARROW_RIGHT
                            : fminf(COLUMN_RIGHT, ui->width - (MADE_FOR - COLUMN_RIGHT));
}

/* That of a thermode has the dose, too; in that of cold by hand there are the ratings. */
static float rest_height(const struct ui *ui)
{
    if (ui->view->run.beside.is_on)
        return run_beside_height(ui);
    if (run_is_cold(ui))
        return 224;
    if (run_is_thermal(ui))
        return run_is_small(ui) ? 168 : 268;
    return run_is_small(ui) ? 140 : 212;
}

struct run_layout run_lay_out(const struct ui *ui)
{
    const float left = left_width(ui), right = right_width(ui);
    const float between = run_is_small(ui) ? SIZE_GAP : SIZE_MARGIN;
    const float top = SIZE_TOP + SIZE_GAP + (ui->is_small ? 0 : 40 + SIZE_GAP);
    const float end = ui->width - SIZE_MARGIN, bottom_bar = ui->height - SIZE_BOTTOM;
    const float aloud = bottom_bar - SIZE_GAP - SIZE_ALOUD, h = aloud - SIZE_GAP - top;
    const float main_x = SIZE_MARGIN + left + between, right_x = end - right;
    const float main_end = right > 0 ? right_x - between : end;
    const float rest = rest_height(ui);
    const bool is_low = ui->height < HAND_BELOW_FROM, has_hand = run_has_hand(&ui->view->run);
    const float main_h = has_hand && !is_low ? h - SIZE_GAP - HAND_H : h;
    const float hand_x = is_low ? SIZE_MARGIN : main_x,
                hand_y = is_low ? aloud : top + main_h + SIZE_GAP;
    return (struct run_layout){
        .strip = {SIZE_MARGIN, SIZE_TOP + SIZE_GAP, end - SIZE_MARGIN, 40},
        .site = {SIZE_MARGIN, top, left, h},
        .main = {main_x, top, main_end - main_x, main_h},
        .trials = {right_x, top, right, h - SIZE_GAP - rest},
        .rest = {right_x, top + h - rest, right, rest},
        .aloud = {SIZE_MARGIN, aloud, end - SIZE_MARGIN, SIZE_ALOUD},
        .whole = {SIZE_MARGIN, top, end - SIZE_MARGIN, main_h},
        .hand = {hand_x, hand_y, (is_low ? end : main_end) - hand_x, has_hand ? HAND_H : 0},
    };
}

size_t run_rows_in(float room, float row)
{
    return room > 0 ? (size_t)(room / row) : 0;
}

struct rect run_touch(struct rect area)
{
    const float w = area.w < 48 ? 48 : area.w, h = area.h < 48 ? 48 : area.h;
    return (struct rect){area.x - (w - area.w) / 2, area.y - (h - area.h) / 2, w, h};
}

void run_draw_tick(struct ui *ui, struct point at, float size, enum role_colour role)
{
    const struct point points[] = {{at.x - size / 2, at.y},
                                   {at.x - size / 6, at.y + size / 3},
                                   {at.x + size / 2, at.y - size * 0.38f}};
    canvas_polyline(ui->canvas, points, 3,
                    (struct stroke){.colour = ui_colour(ui, role), .width = 2.5f});
}

static void draw_line(struct ui *ui, struct rect in, struct run_type type, const char *text,
                      bool is_cut)
{
    if (is_cut)
        ui_text_cut(ui, in, type.size, type.weight, type.role, text);
    else
        ui_text(ui, (struct point){in.x, in.y + in.h / 2}, type.size, type.weight, type.role, text);
}

float run_text_lines(struct ui *ui, struct rect in, struct run_type type, const char *text,
                     size_t lines_max)
{
    enum { LINES_MAX = 32 };
    struct line_span spans[LINES_MAX];
    const struct text_style style = {.size = type.size, .weight = (uint16_t)type.weight};
    const size_t limit = lines_max < LINES_MAX ? lines_max : LINES_MAX;
    if (limit == 0 || text[0] == '\0')
        return 0;
    const size_t n = fonts_wrap(ui->fonts, text, &style, in.w, spans, limit);
    const float step = type.size * 1.4f;
    for (size_t i = 0; i < n && i < limit; i++) {
        const bool is_cut = i + 1 == limit && n > limit;
        char line[VIEW_SENTENCE_MAX] = "";
        const size_t length = (is_cut ? strlen(text) : spans[i].end) - spans[i].start;
        memcpy(line, text + spans[i].start, length < sizeof line ? length : sizeof line - 1);
        draw_line(ui, (struct rect){in.x, in.y + step * (float)i, in.w, step}, type, line, is_cut);
    }
    return step * (float)(n < limit ? n : limit);
}

/* ---- what is being asked ---------------------------------------------------------------------------- */

/* Nobody keeps a note any more; in the next session it would be a word about somebody else. */
static void forget_note(struct ui *ui, struct run_screen *screen)
{
    if (screen->note.has_focus)
        ui_focus(ui, NULL);
    if (screen->note.text[0] != '\0')
        ui_field_set(ui, &screen->note, "");
}

/* In a trial nothing is asked: what was wished for then is asked in its review, while the attempt is still the one at hand. */
static void ask_what_was_wished(struct ui *ui, struct run_screen *screen)
{
    const struct run_view *run = &ui->view->run;
    if (run->now == NOW_NOTHING || run->now == NOW_SUMMARY || run->now == NOW_CONFIRM ||
        run->now == NOW_INSTRUCT)
        screen->wants_spoil = screen->wants_note = false;
    if (run->now != NOW_REVIEW || screen->stage != STAGE_PLAIN || ui->view->frame.is_live)
        return;
    if (screen->wants_note) {
        screen->wants_note = false;
        run_open_note(ui, screen);
    } else if (screen->wants_spoil && run->offers_spoil) {
        screen->stage = STAGE_SPOIL;
    }
}

/* Its time was over: who still types means it, and not the site or the question that comes next. */
static void drop_number(const struct ui *ui, struct run_screen *screen)
{
    if (screen->entry.text[0] != '\0')
        screen->cut_at = ui->now;
    screen->entry.text[0] = '\0';
}

/* A question belongs to the state in which it was asked; a note that is being written outlives it, but not the session. */
static void follow(struct ui *ui, struct run_screen *screen)
{
    const struct run_view *run = &ui->view->run;
    const uint8_t was = screen->now;
    const bool is_new = was != run->now;
    const bool is_over = run->now == NOW_NOTHING || run->now == NOW_SUMMARY;
    screen->now = run->now;
    const bool is_asked = run->now == NOW_QUESTION && screen->prompt == run->prompt;
    if (was == NOW_QUESTION && !is_asked)
        drop_number(ui, screen);
    if (screen->prompt != run->prompt) { /* what was typed answered another */
        screen->prompt = run->prompt;
        screen->prompt_at = ui->now;
        screen->entry.text[0] = '\0';
    }
    screen->off_asked = screen->off_asked && run_asks_off(run) && run->is_pressed;
    if (ui->view->frame.is_live || is_over || (is_new && screen->stage != STAGE_NOTE))
        screen->stage = STAGE_PLAIN;
    if (is_over)
        forget_note(ui, screen);
    ask_what_was_wished(ui, screen);
}

/* ---- the bottom bar --------------------------------------------------------------------------------- */

enum { BUTTONS_MAX = 5 };

static const enum run_command plain[] = {
    COMMAND_ANSWER,   COMMAND_COLD_RATE, COMMAND_COLD_ON, COMMAND_COLD_PAIN,  COMMAND_COLD_OFF,
    COMMAND_RESPONSE, COMMAND_OFF,       COMMAND_GO,      COMMAND_BESIDE_OUT, COMMAND_BESIDE_RATE,
    COMMAND_ARM,      COMMAND_TRY,       COMMAND_REPEAT,  COMMAND_STUDY,      COMMAND_REST,
    COMMAND_SPOIL,    COMMAND_NOTE,      COMMAND_MORE};
static const enum run_command beside[] = {COMMAND_BESIDE_RATE, COMMAND_BACK};
static const enum run_command untested[] = {COMMAND_BESIDE_OUT, COMMAND_BESIDE_RATE, COMMAND_SKIP,
                                            COMMAND_NOTE, COMMAND_MORE};
static const enum run_command note[] = {COMMAND_SAVE, COMMAND_BACK};

#define LIST(commands) commands, sizeof commands / sizeof commands[0]

static bool is_next(enum run_command command)
{
    return command == COMMAND_RESPONSE || command == COMMAND_OFF || command == COMMAND_GO ||
           command == COMMAND_ANSWER || command == COMMAND_COLD_RATE ||
           command == COMMAND_COLD_ON || command == COMMAND_COLD_PAIN || command == COMMAND_ARM ||
           command == COMMAND_TRY || command == COMMAND_REPEAT || command == COMMAND_STUDY ||
           command == COMMAND_SAVE;
}

/* Below 1200 wide, and beside the buttons of the water, the note gives way where there is a menu that has it, too. */
static bool is_in_menu(const struct ui *ui, const struct run_screen *screen,
                       enum run_command command)
{
    const bool is_full =
        run_can_take_out(ui) || (run_is_small(ui) && run_can(ui, screen, COMMAND_SPOIL));
    return command == COMMAND_NOTE && is_full && run_can(ui, screen, COMMAND_MORE);
}

static void draw_buttons(struct ui *ui, struct run_screen *screen, const enum run_command *list,
                         size_t n)
{
    struct ui_button_spec specs[BUTTONS_MAX];
    enum run_command which[BUTTONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < n && count < BUTTONS_MAX; i++) {
        if (!run_can(ui, screen, list[i]) || is_in_menu(ui, screen, list[i]))
            continue;
        which[count] = list[i];
        specs[count++] = (struct ui_button_spec){
            .label = run_label(ui, list[i]),
            .key_name = run_key_name(ui, list[i]),
            .kind = is_next(list[i]) ? BUTTON_PRIMARY : BUTTON_NORMAL,
        };
    }
    const struct run_lines lines = run_next(ui, screen);
    const int used = ui_bottom(ui, lines.line, lines.detail, specs, count);
    if (used >= 0)
        run_do(ui, screen, which[used]);
}

void run_draw_bottom(struct ui *ui, struct run_screen *screen)
{
    switch ((enum run_stage)screen->stage) {
    case STAGE_NOTE:
        draw_buttons(ui, screen, LIST(note));
        return;
    case STAGE_BESIDE:
        draw_buttons(ui, screen, LIST(beside));
        return;
    case STAGE_SURE_SKIP:
    case STAGE_SURE_END:
    case STAGE_MORE:
    case STAGE_SPOIL:
    case STAGE_PLAIN:
        break;
    }
    if (ui->view->run.now == NOW_WAIT && ui->view->run.beside.waits)
        draw_buttons(ui, screen, LIST(untested)); /* its message has given way to its course */
    else
        draw_buttons(ui, screen, LIST(plain));
}

/* ---- all of it -------------------------------------------------------------------------------------- */

static void draw_columns(struct ui *ui, struct run_screen *screen, const struct run_layout *at)
{
    run_draw_site(ui, screen, at->site);
    run_draw_stimulus(ui, screen, at->main);
    if (at->trials.w <= 0)
        return;
    run_draw_trials(ui, screen, at->trials);
    run_draw_rest(ui, screen, at->rest);
}

static void draw_middle(struct ui *ui, struct run_screen *screen, const struct run_layout *at)
{
    if (run_view_alarms(&ui->view->run)) {
        run_draw_release(ui, at->whole);
        return;
    }
    switch ((enum run_now)ui->view->run.now) {
    case NOW_NOTHING:
        run_draw_nothing(ui, at->whole);
        return;
    case NOW_RELEASE:
        run_draw_release(ui, at->whole);
        return;
    case NOW_SUMMARY:
        run_draw_site(ui, screen, at->site);
        run_draw_summary(ui, (struct rect){at->main.x, at->main.y,
                                           at->whole.x + at->whole.w - at->main.x, at->main.h});
        return;
    case NOW_QUESTION:
        if (!parts_is_least(ui))
            break;
        run_draw_stimulus(ui, screen, at->whole); /* many answers have no room beside the site */
        return;
    case NOW_INSTRUCT:
    case NOW_CONFIRM:
    case NOW_WAIT:
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_SAVING:
    case NOW_REVIEW:
    case NOW_REST:
    case NOW_STOPPED:
    case NOW_NOT_SAVED:
        break;
    }
    draw_columns(ui, screen, at);
}

/* A note goes before the demonstration's hand, and that before the words that were read, where there is one place for them. */
static void draw_below(struct ui *ui, struct run_screen *screen, const struct run_layout *at)
{
    const bool is_shared = at->hand.h > 0 && at->hand.y >= at->aloud.y;
    const bool is_note = screen->stage == STAGE_NOTE;
    run_draw_hand(ui, screen, is_shared && is_note ? (struct rect){0} : at->hand);
    if (!is_shared || is_note)
        run_draw_aloud(ui, screen, at->aloud);
}

void screen_run_left(struct run_screen *screen)
{
    screen->hand_key = screen->button_key = screen->button_down = false;
    screen->hand = 0;
}

void screen_run(struct ui *ui, struct run_screen *screen)
{
    const struct run_layout at = run_lay_out(ui);
    follow(ui, screen);
    /* what opens in this layout is shown in the next, so that nothing below has heard before it */
    const enum run_stage modal = (enum run_stage)screen->stage;
    const bool asks_sure = modal == STAGE_SURE_SKIP || modal == STAGE_SURE_END;
    if (asks_sure || modal == STAGE_SPOIL || modal == STAGE_MORE)
        ui_modal_begin(ui);
    run_hear_keys(ui, screen);
    if (!ui->is_small)
        run_draw_strip(ui, at.strip);
    draw_middle(ui, screen, &at);
    draw_below(ui, screen, &at);
    run_draw_bottom(ui, screen);
    if (modal == STAGE_SPOIL)
        run_draw_reasons(ui, screen);
    if (modal == STAGE_MORE)
        run_draw_more(ui, screen);
    if (asks_sure)
        run_draw_sure(ui, screen);
}
