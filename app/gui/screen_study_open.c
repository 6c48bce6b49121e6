/* No study is open: the first start, or a study that cannot be opened. One field, one button. */
#include "screen_parts_internal.h"
#include "screen_study_internal.h"

#include <math.h>
#include <string.h>

static const char default_path[] = "study.limen";

/* The path that failed, which may come to be known after the first frame, or one to begin with; never over what somebody
 * writes. */
static void offer_path(struct ui *ui, struct study_screen *screen)
{
    const char *path = ui->view->study.path;
    const bool is_known = path[0] != '\0',
               is_untouched = strcmp(screen->answer.text, default_path) == 0;
    if (screen->has_default && (!is_known || screen->has_path || !is_untouched))
        return;
    ui_field_set(ui, &screen->answer, is_known ? path : default_path);
    ui_focus_all(ui, &screen->answer); /* typing takes the place of what is only offered */
    screen->has_default = true;
    screen->has_path = is_known;
}

static void draw_head(struct ui *ui, struct rect area)
{
    const bool is_bad = ui->view->study.problem[0] != '\0';
    const struct rect in = {area.x + SIZE_PAD_WIDE, area.y + 24, area.w - 2 * SIZE_PAD_WIDE, 0};
    const float indent = is_bad ? 44 : 0;
    if (is_bad)
        ui_mark(ui, (struct point){in.x + 14, in.y + 22}, 28, MARK_BAD);
    ui_text(ui, (struct point){in.x + indent, in.y + 22}, ui->is_small ? 24 : 32, WEIGHT_SEMIBOLD,
            COLOUR_TEXT, ui_say(ui, is_bad ? TEXT_study_cannot_open : TEXT_study_first));
    ui_text_block(ui, (struct rect){in.x + indent, in.y + 56, in.w - indent, 120}, 16,
                  WEIGHT_REGULAR, is_bad ? COLOUR_TEXT : COLOUR_TEXT2,
                  is_bad ? ui->view->study.problem : ui_say(ui, TEXT_study_first_do));
}

static bool draw_path(struct ui *ui, struct study_screen *screen, struct rect area)
{
    const bool is_bad = ui->view->study.problem[0] != '\0',
               has_path = screen->answer.text[0] != '\0';
    const struct rect in = {area.x + SIZE_PAD_WIDE, area.y + area.h - 24 - 72,
                            area.w - 2 * SIZE_PAD_WIDE, 72};
    const struct rect field = {in.x, in.y - SIZE_PAD - SIZE_FIELD, in.w, SIZE_FIELD};
    const bool entered =
        ui_field(ui, field, &screen->answer,
                 ui_say(ui, ui->view->study.is_last_used ? TEXT_study_path_last : TEXT_study_path),
                 NULL, has_path ? NULL : ui_say(ui, TEXT_study_path_missing));
    if (!screen->answer.has_focus)
        ui_focus(ui, &screen->answer);
    const bool pressed =
        parts_big_button(ui, in, ui_say(ui, is_bad ? TEXT_study_again : TEXT_study_open),
                         ui_say(ui, TEXT_ui_key_enter), has_path ? BUTTON_PRIMARY : BUTTON_LOCKED);
    return (entered || pressed) && has_path;
}

void study_draw_closed(struct ui *ui, struct study_screen *screen)
{
    const bool is_bad = ui->view->study.problem[0] != '\0';
    const struct rect room = parts_room(ui);
    const float w = fminf(room.w, 760), h = fminf(room.h, 420);
    const struct rect area = {floorf(room.x + (room.w - w) / 2), floorf(room.y + (room.h - h) / 2),
                              w, h};
    offer_path(ui, screen);
    ui_panel(ui, PANEL_MAIN, area, true);
    if (is_bad)
        canvas_round(ui->canvas, area, SIZE_RADIUS, COLOUR_NONE,
                     (struct stroke){ui_colour(ui, COLOUR_BAD), 2, 0});
    draw_head(ui, area);
    if (draw_path(ui, screen, area) && !ui->view->frame.is_live)
        ui_act(ui, ACTION_OPEN_STUDY, 0, 0, screen->answer.text);
    ui_bottom(ui, ui_say(ui, is_bad ? TEXT_study_next_mend : TEXT_study_next_open),
              ui_say(ui, is_bad ? TEXT_study_detail_mend : TEXT_study_detail_open), NULL, 0);
}
