/* The visit of the picked participant: what it holds, and the one button that begins it. */
#include "screen_parts_internal.h"
#include "screen_study_internal.h"

#include <math.h>

enum { BUTTON_H = 96, STEP_H = SIZE_ROW, MORE_Y = 48, STEPS_MIN = 56 };

static bool has_note(const struct ui *ui)
{
    for (size_t i = 0; i < VIEW_NOTES_MAX; i++)
        if (ui->view->study.notes[i][0] != '\0')
            return true;
    return false;
}

/* Never more than what stands below it. */
static enum text_id say_state(const struct ui *ui, const struct person_row *person, enum mark *mark)
{
    *mark = MARK_RUNNING;
    if (study_runs(ui, person))
        return TEXT_study_chip_running;
    *mark = MARK_WARN;
    if (!ui->view->study.can_begin)
        return TEXT_study_chip_not;
    if (person->can_resume)
        return TEXT_study_chip_resume;
    if (has_note(ui))
        return TEXT_study_chip_note;
    *mark = MARK_RUNNING;
    return TEXT_study_chip_ready;
}

static void draw_state(struct ui *ui, struct rect area, const struct person_row *person)
{
    enum mark mark;
    const char *word = ui_say(ui, say_state(ui, person, &mark));
    const float w = ui_chip_width(ui, mark, word), pad = ui->is_small ? SIZE_PAD : SIZE_PAD_WIDE;
    const struct rect chip = {area.x + area.w - pad - w, area.y + 28, w, SIZE_CHIP};
    const struct rect name = {area.x + SIZE_PAD_WIDE + (ui->is_small ? -8 : 8), area.y + 24, 0, 40};
    ui_chip(ui, chip, mark, word);
    ui_text_cut(ui, (struct rect){name.x, name.y, chip.x - name.x - SIZE_GAP, name.h},
                ui->is_small ? 24 : 32, WEIGHT_SEMIBOLD, COLOUR_TEXT, person->id);
}

static const char *say_visit(struct ui *ui, const struct person_row *person)
{
    const struct study_view *study = &ui->view->study;
    const char *n = parts_int(ui, study_next_visit(person)),
               *all = parts_int(ui, study->visits_planned);
    if (study->resume_protocol[0] != '\0')
        return ui_fill(ui, TEXT_study_visit_other, "n", n, "protocol", study->resume_protocol,
                       NULL);
    if (study->protocol[0] == '\0')
        return ui_fill(ui, TEXT_study_visit_no_protocol, "n", n, NULL);
    if (study->visits_planned == 0)
        return ui_fill(ui, TEXT_study_visit_with, "n", n, "protocol", study->protocol, "version",
                       study->protocol_version, NULL);
    return ui_fill(ui, TEXT_study_visit_of, "n", n, "all", all, "protocol", study->protocol,
                   "version", study->protocol_version, NULL);
}

static void draw_step(struct ui *ui, struct rect row, const struct study_step *step)
{
    const enum mark mark = (enum mark)step->mark;
    const float y = row.y + row.h / 2, right = row.x + row.w;
    const bool has_detail = step->detail[0] != '\0';
    const enum role_colour ink = mark == MARK_BAD    ? COLOUR_BAD
                                 : mark == MARK_WARN ? COLOUR_WARN
                                                     : COLOUR_TEXT2;
    float w = row.w - 32;
    parts_rule(ui, row.x, row.y, row.w);
    ui_mark(ui, (struct point){row.x + 10, y}, 18, mark == MARK_NONE ? MARK_OPEN : mark);
    if (step->minutes > 0)
        w -= SIZE_PAD + ui_text_right(ui, (struct point){right, y}, TYPE_BODY,
                                      ui_fill(ui, TEXT_study_minutes, "n",
                                              parts_int(ui, step->minutes), NULL));
    ui_text_cut(ui, (struct rect){row.x + 32, y - (has_detail ? 22 : 12), w, 24}, TYPE_STRONG,
                step->title);
    if (has_detail)
        ui_text_cut(ui, (struct rect){row.x + 32, y, w, 24}, 14, WEIGHT_REGULAR, ink, step->detail);
}

/* The steps that are known are those of the protocol that is loaded. */
static void draw_other(struct ui *ui, struct rect area)
{
    ui_text(ui, (struct point){area.x, area.y + 12}, TYPE_SMALL, ui_say(ui, TEXT_study_this_visit));
    parts_rule(ui, area.x, area.y + 32, area.w);
    ui_text_block(ui, (struct rect){area.x, area.y + 44, area.w, area.h - 44}, TYPE_BODY,
                  ui_say(ui, TEXT_study_other_steps));
}

/* What has no room here is not cut, but said to be elsewhere. */
static void draw_no_steps(struct ui *ui, struct rect area)
{
    const char *words = ui->view->study.protocol[0] == '\0'
                            ? ui_say(ui, TEXT_study_no_protocol)
                            : parts_no_plan(ui, TEXT_study_no_steps);
    const struct rect all = {0, 0, area.w, 1000};
    if (ui_text_block_height(ui, all, 16, WEIGHT_REGULAR, words) > area.h)
        words = ui_say(ui, TEXT_study_see_protocol);
    ui_text_block(ui, area, TYPE_BODY, words);
}

static void draw_steps(struct ui *ui, struct rect area)
{
    const struct study_view *study = &ui->view->study;
    size_t room = area.h > 28 ? (size_t)((area.h - 28) / STEP_H) : 0;
    const int minutes = study->minutes;
    if (study->resume_protocol[0] != '\0') {
        draw_other(ui, area);
        return;
    }
    ui_text(ui, (struct point){area.x, area.y + 12}, TYPE_SMALL, ui_say(ui, TEXT_study_this_visit));
    if (minutes > 0)
        ui_text_right(ui, (struct point){area.x + area.w, area.y + 12}, TYPE_SMALL,
                      ui_fill(ui, TEXT_study_about_minutes, "n", parts_int(ui, minutes), NULL));
    const bool has_more = room < study->n_steps;
    if (has_more && room > 0 && area.h < MORE_Y + STEP_H * (float)room)
        room--; /* what is left over needs a line, too */
    room = study->n_steps < room ? study->n_steps : room;
    for (size_t i = 0; i < room; i++)
        draw_step(ui, (struct rect){area.x, area.y + 32 + STEP_H * (float)i, area.w, STEP_H},
                  &study->steps[i]);
    parts_rule(ui, area.x, area.y + 32 + STEP_H * (float)room, area.w);
    if (study->n_steps == 0)
        draw_no_steps(ui, (struct rect){area.x, area.y + 44, area.w, area.h - 44});
    else if (room < study->n_steps)
        ui_text(ui, (struct point){area.x, area.y + MORE_Y + STEP_H * (float)room}, TYPE_SMALL,
                ui_fill(ui, TEXT_results_more, "n", parts_int(ui, (int64_t)(study->n_steps - room)),
                        NULL));
}

/* A sentence above `below`, not above `top`; returns where it begins. */
static float draw_line(struct ui *ui, struct rect below, float top, const char *sentence)
{
    enum { LINE_MIN = 52, LINE_PAD = 6 };
    const float w = below.w - 32, most = below.y - SIZE_GAP - top - LINE_PAD;
    if (sentence[0] == '\0')
        return below.y;
    const float wanted = LINE_PAD + ui_text_block_height(ui, (struct rect){0, 0, w, most}, 16,
                                                         WEIGHT_MEDIUM, sentence);
    const float h = wanted < LINE_MIN ? LINE_MIN : wanted;
    const struct rect at = {below.x, below.y - h - SIZE_GAP, below.w, h};
    ui_mark(ui, (struct point){at.x + 12, at.y + 14}, 20, MARK_WARN);
    ui_text_block(ui, (struct rect){at.x + 32, at.y + 2, w, h}, TYPE_VALUE, sentence);
    return at.y;
}

/* Why it cannot begin stands above its button, for nothing is locked without a reason; or what is to be known before it does. */
static float draw_why(struct ui *ui, struct rect button, float top)
{
    const struct study_view *study = &ui->view->study;
    struct rect below = button;
    if (!study->can_begin)
        return draw_line(ui, below, top, study->why_not);
    for (size_t i = 0; i < VIEW_NOTES_MAX; i++)
        below.y = draw_line(ui, below, top, study->notes[i]);
    return below.y;
}

/* Above the button that resumes it: what never goes on need not stand there for ever. Returns the place of what is above. */
static struct rect draw_end(struct ui *ui, struct study_screen *screen, struct rect button)
{
    enum { END_H = 48 };
    const struct person_row *person = study_picked(ui);
    const struct rect area = {button.x, button.y - SIZE_GAP - END_H, button.w, END_H};
    if (!study_can_resume(ui, person))
        return button;
    if (ui_button(ui, area,
                  ui_fill(ui, TEXT_study_end, "n", parts_int(ui, study_next_visit(person)), NULL),
                  KEY_F12, "F12", study_is_busy(ui) ? BUTTON_LOCKED : BUTTON_NORMAL))
        screen->question = STUDY_ASKS_END;
    return area;
}

bool study_draw_visit(struct ui *ui, struct study_screen *screen, struct rect area, bool is_next)
{
    const struct person_row *person = study_picked(ui);
    const float pad = ui->is_small ? SIZE_PAD : 32, h = ui->is_small ? 72 : BUTTON_H;
    const struct rect in = {area.x + pad, area.y, area.w - 2 * pad, area.h};
    const struct rect button = {in.x, area.y + area.h - h - (ui->is_small ? SIZE_PAD : 32), in.w,
                                h};
    const enum text_id label = study_runs(ui, person) ? TEXT_study_runs
                               : person->can_resume   ? TEXT_study_resume
                                                      : TEXT_study_start;
    ui_panel(ui, PANEL_RIGHT, area, true);
    draw_state(ui, area, person);
    ui_text_block(ui, (struct rect){in.x, area.y + 72, in.w, 46}, TYPE_BODY, say_visit(ui, person));
    const float top = area.y + (ui->is_small ? 122 : 116);
    const float steps_h = draw_why(ui, draw_end(ui, screen, button), top) - top - SIZE_PAD;
    if (steps_h > STEPS_MIN) /* else what is to be known has their place */
        draw_steps(ui, (struct rect){in.x, top, in.w, steps_h});
    return parts_big_button(ui, button,
                            ui_fill(ui, label, "n", parts_int(ui, study_next_visit(person)), NULL),
                            is_next && !study_is_busy(ui) ? ui_say(ui, TEXT_ui_key_enter) : "",
                            ui->view->study.can_begin ? BUTTON_PRIMARY : BUTTON_LOCKED);
}

void study_draw_nobody(struct ui *ui, struct study_screen *screen, struct rect area)
{
    const bool is_empty = ui->view->study.n_people == 0;
    (void)screen;
    ui_panel(ui, PANEL_RIGHT, area, true);
    parts_message(ui, area, MARK_NONE, ui_say(ui, is_empty ? TEXT_study_welcome : TEXT_study_find),
                  ui_say(ui, is_empty ? TEXT_study_welcome_do : TEXT_study_find_do));
}
