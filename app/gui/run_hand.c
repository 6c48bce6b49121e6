/* Demonstration: the hand that presses the simulated instrument. Half of the pad is the target slope, so that a newcomer
 * sees what too slow and too fast look like. */
#include "screen_run_internal.h"

enum { ID_HAND = 0x55000, PAD_W = 280, PAD_W_SMALL = 216 };

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

static void hear(struct ui *ui, struct run_screen *screen, struct rect pad)
{
    if (ui_key(ui, 'h'))
        screen->hand_key = true;
    if (ui_key_up(ui, 'h') || !ui_has_keyboard(ui))
        screen->hand_key = false;
    (void)ui_press(ui, pad, ID_HAND);
    const double now = asked(ui, screen, pad);
    if (now != screen->hand)
        ui_act(ui, ACTION_HAND, 0, now, NULL);
    screen->hand = now;
}

float run_draw_hand(struct ui *ui, struct run_screen *screen, struct rect strip)
{
    const float w = run_is_small(ui) ? PAD_W_SMALL : PAD_W;
    const struct rect pad = {strip.x + strip.w - 4 - w, strip.y + 4, w, strip.h - 8};
    const float low = pad.y + pad.h * 0.7f, x = pad.x + 12, right = pad.x + pad.w - 12;
    if (!ui->view->run.is_demo)
        return strip.x + strip.w;
    hear(ui, screen, pad);
    canvas_round(ui->canvas, pad, SIZE_RADIUS,
                 ui_colour(ui, screen->hand > 0 ? COLOUR_HI : COLOUR_RAISED),
                 (struct stroke){.colour = ui_colour(ui, COLOUR_EDGE), .width = 1});
    ui_text(ui, (struct point){x, pad.y + pad.h * 0.3f}, 14, WEIGHT_MEDIUM, COLOUR_TEXT,
            ui_say(ui, TEXT_run_hand));
    (void)ui_key_hint(ui, right + 4, pad.y + pad.h * 0.3f, "H", ui_colour(ui, COLOUR_TEXT));
    ui_text(ui, (struct point){x, low}, 14, WEIGHT_REGULAR, COLOUR_LOW,
            ui_say(ui, TEXT_run_hand_slow));
    ui_text_right(ui, (struct point){right, low}, 14, WEIGHT_REGULAR, COLOUR_HIGH,
                  ui_say(ui, TEXT_run_hand_fast));
    if (screen->hand > 0)
        canvas_fill(ui->canvas,
                    (struct rect){pad.x + pad.w * (float)screen->hand - 1.5f, low - 8, 3, 16},
                    ui_colour(ui, COLOUR_TEXT));
    return pad.x;
}
