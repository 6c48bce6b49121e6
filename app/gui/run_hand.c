/* Demonstration: a row below the stimulus that plays the examiner's hand and the participant. A low window has it in place
 * of the words that were read.
 * Half of the pad is the target slope, so that a newcomer sees what too slow and too fast look like. Whom nobody plays is
 * played by the simulation; the last box says by which key that changes. */
#include "screen_run_internal.h"

enum { ID_HAND = 0x55000, ID_BUTTON, ID_SWAP };
enum { BUTTON_W = 152, SWAP_W = 96 };

static double asked(struct ui *ui, const struct run_screen *screen, struct rect pad)
{
    struct point at;
    if (screen->hand_key)
        return 0.5;
    if (!ui_held_at(ui, ID_HAND, &at))
        return 0;
    const double share = (double)((at.x - pad.x) / pad.w);
    return share < 0.05 ? 0.05 : share > 1 ? 1 : share;
}

/* As long as the key is down; a window that no longer hears it takes it for up. */
static void hear_held(struct ui *ui, enum input_key key, bool *is_down)
{
    if (ui_key(ui, key))
        *is_down = true;
    if (ui_key_up(ui, key) || !ui_has_keyboard(ui))
        *is_down = false;
}

static void tell_hand(struct ui *ui, struct run_screen *screen, double share)
{
    if (share != screen->hand)
        ui_act(ui, ACTION_HAND, 0, share, NULL);
    screen->hand = share;
}

static void tell_button(struct ui *ui, struct run_screen *screen, bool is_down)
{
    if (is_down != screen->button_down)
        ui_act(ui, ACTION_BUTTON, is_down, 0, NULL);
    screen->button_down = is_down;
}

void run_forget_hand(struct ui *ui, struct run_screen *screen)
{
    screen->hand_key = screen->button_key = false;
    tell_hand(ui, screen, 0);
    tell_button(ui, screen, false);
}

static void draw_ground(struct ui *ui, struct rect area, bool is_held)
{
    canvas_round(ui->canvas, area, SIZE_RADIUS, ui_colour(ui, is_held ? COLOUR_HI : COLOUR_RAISED),
                 (struct stroke){.colour = ui_colour(ui, COLOUR_EDGE), .width = 1});
}

static struct point first_line(struct rect area)
{
    return (struct point){area.x + 12, area.y + area.h * 0.3f};
}

/* What the simulation does by itself: two lines, no key. */
static void draw_itself(struct ui *ui, struct rect area, enum text_id who)
{
    const struct point at = first_line(area);
    draw_ground(ui, area, false);
    ui_text(ui, at, 14, WEIGHT_MEDIUM, COLOUR_TEXT2, ui_say(ui, who));
    ui_text(ui, (struct point){at.x, area.y + area.h * 0.7f}, 14, WEIGHT_REGULAR, COLOUR_TEXT3,
            ui_say(ui, TEXT_run_by_itself));
}

static void draw_hand(struct ui *ui, struct run_screen *screen, struct rect pad)
{
    const float low = pad.y + pad.h * 0.7f, right = pad.x + pad.w - 12;
    const struct point at = first_line(pad);
    if (run_is_thermal(ui)) {
        tell_hand(ui, screen, 0);
        draw_itself(ui, pad, TEXT_run_thermode_who);
        return;
    }
    if (!(ui->view->run.lead & LEAD_HAND)) {
        draw_itself(ui, pad, TEXT_run_hand_who);
        return;
    }
    hear_held(ui, 'h', &screen->hand_key);
    (void)ui_press(ui, pad, ID_HAND);
    tell_hand(ui, screen, asked(ui, screen, pad));
    draw_ground(ui, pad, screen->hand > 0);
    ui_text(ui, at, 14, WEIGHT_MEDIUM, COLOUR_TEXT, ui_say(ui, TEXT_run_hand));
    (void)ui_key_hint(ui, right + 4, at.y, "H", ui_colour(ui, COLOUR_TEXT));
    ui_text(ui, (struct point){at.x, low}, 14, WEIGHT_REGULAR, COLOUR_LOW,
            ui_say(ui, TEXT_run_hand_slow));
    ui_text_right(ui, (struct point){right, low}, 14, WEIGHT_REGULAR, COLOUR_HIGH,
                  ui_say(ui, TEXT_run_hand_fast));
    if (screen->hand > 0)
        canvas_fill(ui->canvas,
                    (struct rect){pad.x + pad.w * (float)screen->hand - 1.5f, low - 8, 3, 16},
                    ui_colour(ui, COLOUR_TEXT));
}

static void draw_button(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const struct point at = first_line(area);
    if (!(ui->view->run.lead & LEAD_BUTTON)) {
        draw_itself(ui, area, TEXT_run_button_who);
        return;
    }
    hear_held(ui, 'b', &screen->button_key);
    (void)ui_press(ui, area, ID_BUTTON);
    tell_button(ui, screen, screen->button_key || ui_is_held(ui, ID_BUTTON));
    draw_ground(ui, area, screen->button_down);
    ui_text(ui, at, 14, WEIGHT_MEDIUM, COLOUR_TEXT, ui_say(ui, TEXT_run_button_who));
    (void)ui_key_hint(ui, area.x + area.w - 8, at.y, "B", ui_colour(ui, COLOUR_TEXT));
    ui_text(ui, (struct point){at.x, area.y + area.h * 0.7f}, 14, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_say(ui, TEXT_run_button_press));
}

static uint8_t lead_after(uint8_t lead)
{
    static const uint8_t next[] = {[LEAD_NOBODY] = LEAD_HAND,
                                   [LEAD_HAND] = LEAD_BOTH,
                                   [LEAD_BOTH] = LEAD_BUTTON,
                                   [LEAD_BUTTON] = LEAD_NOBODY};
    return next[lead & LEAD_BOTH];
}

/* What was asked for last, until the view has it: two presses between two views are two. */
static uint8_t lead_asked(const struct ui *ui, struct run_screen *screen)
{
    const uint8_t lead = ui->view->run.lead;
    if (screen->lead_seen != lead)
        screen->lead_seen = screen->lead_asked = lead;
    return screen->lead_asked;
}

/* Nobody changes hands in mid-trial. */
static void draw_swap(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const bool is_locked = ui->view->frame.is_live;
    const enum role_colour role = is_locked ? COLOUR_DIM : COLOUR_TEXT;
    const uint8_t asked = lead_asked(ui, screen);
    const bool used = !is_locked && (ui_key(ui, 'u') || ui_press(ui, area, ID_SWAP));
    draw_ground(ui, area, ui_is_held(ui, ID_SWAP));
    ui_text(ui, first_line(area), 14, WEIGHT_MEDIUM, role, ui_say(ui, TEXT_run_swap));
    (void)ui_key_hint(ui, area.x + area.w - 12, area.y + area.h * 0.68f, "U", ui_colour(ui, role));
    if (!used)
        return;
    run_forget_hand(ui, screen);
    screen->lead_asked = lead_after(asked);
    ui_act(ui, ACTION_LEAD, screen->lead_asked, 0, NULL);
}

/* While the text is read, which has the panel to itself, and where nobody is pressed, there is nothing to play. */
bool run_has_hand(const struct run_view *run)
{
    return run->is_demo && run->now != NOW_NOTHING && run->now != NOW_INSTRUCT &&
           run->now != NOW_SUMMARY;
}

/* A note is being written: its letters are no keys. */
static void draw_locked(struct ui *ui, struct rect area, enum text_id who)
{
    draw_ground(ui, area, false);
    ui_text(ui, first_line(area), 14, WEIGHT_MEDIUM, COLOUR_DIM, ui_say(ui, who));
}

void run_draw_hand(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const bool is_note = screen->stage == STAGE_NOTE;
    const float end = area.x + area.w;
    const struct rect swap = {end - SWAP_W, area.y, SWAP_W, area.h};
    const struct rect button = {swap.x - SIZE_GAP - BUTTON_W, area.y, BUTTON_W, area.h};
    const struct rect hand = {area.x, area.y, button.x - SIZE_GAP - area.x, area.h};
    if (area.h <= 0 || is_note)
        run_forget_hand(ui, screen);
    if (area.h <= 0)
        return;
    ui_panel(ui, PANEL_A, area, false);
    if (is_note) {
        draw_locked(ui, hand, TEXT_run_hand_who);
        draw_locked(ui, button, TEXT_run_button_who);
        draw_locked(ui, swap, TEXT_run_swap);
        return;
    }
    draw_hand(ui, screen, hand);
    draw_button(ui, screen, button);
    draw_swap(ui, screen, swap);
}
