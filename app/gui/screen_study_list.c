/* The people of a study: who is shown, and the list. */
#include "screen_parts_internal.h"
#include "screen_study_internal.h"

#include <math.h>
#include <string.h>

enum {
    TABS_H = 48,
    HEAD_H = 40,
    ROW_H = SIZE_ROW_TALL,
    FOOT_H = 152,
    FOOT_H_SMALL = 96,
    BOX_W = 32,
    BOX_H = 24,
    NARROW = 760,
    TIGHT = 480 /* no room for the last visit, nor for all filters and figures */
};

/* ---- who is shown */

int study_next_visit(const struct person_row *person)
{
    int n = person->n_visits;
    while (n > 0 && person->visits[n - 1] != VISIT_DONE && person->visits[n - 1] != VISIT_PART)
        n--;
    const bool is_part = n > 0 && person->can_resume && person->visits[n - 1] == VISIT_PART;
    return person->n_earlier + n + !is_part;
}

bool study_is_finished(const struct ui *ui, const struct person_row *person)
{
    const int planned = ui->view->study.visits_planned;
    return planned > 0 && !person->can_resume && study_next_visit(person) > planned;
}

int study_index(const struct ui *ui, const char *id)
{
    const struct study_view *study = &ui->view->study;
    int same = -1;
    for (size_t i = 0; i < study->n_people && id[0] != '\0'; i++) {
        if (strcmp(study->people[i].id, id) == 0)
            return (int)i;
        if (participant_id_same(study->people[i].id, id))
            same = (int)i;
    }
    return same;
}

const struct person_row *study_picked(const struct ui *ui)
{
    const int i = study_index(ui, ui->view->study.picked);
    return i < 0 ? NULL : &ui->view->study.people[i];
}

bool study_is_busy(const struct ui *ui)
{
    return ui->view->frame.is_running || ui->view->frame.is_live;
}

bool study_runs(const struct ui *ui, const struct person_row *person)
{
    return ui->view->frame.is_running && study_picked(ui) == person;
}

bool study_can_resume(const struct ui *ui, const struct person_row *person)
{
    return person->can_resume && !study_runs(ui, person);
}

bool study_is_in(const struct ui *ui, const struct person_row *person, enum study_filter filter)
{
    switch (filter) {
    case FILTER_UNFINISHED:
        return study_can_resume(ui, person);
    case FILTER_NEW:
        return person->last_year == 0;
    case FILTER_COMPLETE:
        return person->last_year != 0 && person->last == VIEW_VISIT_COMPLETE;
    case FILTER_ALL:
    case FILTERS:
        break;
    }
    return true;
}

struct participant_id_habit study_habit(const struct ui *ui)
{
    const struct study_view *study = &ui->view->study;
    struct participant_id_habit habit = {0};
    for (size_t i = 0; i < study->n_people; i++)
        participant_id_habit_add(&habit, study->people[i].id);
    return habit;
}

/* A piece of an ID, in small or capital letters. */
static bool has_piece(const char *id, const char *piece)
{
    const size_t n = strlen(piece);
    char part[VIEW_ID_MAX];
    if (n >= sizeof part)
        return false;
    for (; strlen(id) >= n; id++) {
        memcpy(part, id, n);
        part[n] = '\0';
        if (participant_id_same(part, piece))
            return true;
    }
    return false;
}

/* A whole ID in the field narrows nothing: it stands there because it was picked. */
static bool is_shown(const struct ui *ui, const struct study_screen *screen, size_t i)
{
    const struct person_row *person = &ui->view->study.people[i];
    char typed[PARTICIPANT_ID_MAX + 2];
    participant_id_tidy(typed, screen->id.text);
    if (!study_is_in(ui, person, (enum study_filter)screen->filter))
        return false;
    return study_index(ui, typed) >= 0 || has_piece(person->id, typed);
}

const struct person_row *study_next(const struct ui *ui, const struct study_screen *screen,
                                    int from, int step)
{
    const int n = (int)ui->view->study.n_people;
    if (from < 0 && step < 0)
        from = n;
    for (int i = from + step; i >= 0 && i < n; i += step)
        if (is_shown(ui, screen, (size_t)i))
            return &ui->view->study.people[i];
    return NULL;
}

size_t study_count_shown(const struct ui *ui, const struct study_screen *screen,
                         const struct person_row **only)
{
    size_t n = 0;
    for (size_t i = 0; i < ui->view->study.n_people; i++)
        if (is_shown(ui, screen, i)) {
            n++;
            *only = &ui->view->study.people[i];
        }
    return n;
}

void study_pick(struct ui *ui, struct study_screen *screen, const char *id)
{
    if (study_is_busy(ui))
        return;
    ui_field_set(ui, &screen->id, id);
    if (screen->id.has_focus)
        ui_focus_all(ui, &screen->id);
    screen->follow = (size_t)(study_index(ui, id) + 1);
    ui_act(ui, ACTION_PICK_PARTICIPANT, 0, 0, id);
}

/* ---- filters */

static void draw_filter(struct ui *ui, struct study_screen *screen, struct rect area,
                        enum study_filter filter)
{
    static const enum text_id labels[FILTERS] = {TEXT_study_all, TEXT_study_unfinished,
                                                 TEXT_study_none_yet, TEXT_study_complete};
    int64_t n = 0;
    for (size_t i = 0; i < ui->view->study.n_people; i++)
        n += study_is_in(ui, &ui->view->study.people[i], filter);
    if (ui_press(ui, area, 100 + (uint32_t)filter)) {
        screen->filter = (uint8_t)filter;
        screen->first = 0;
    }
    const bool is_now = screen->filter == filter;
    const char *label = ui_fill(ui, labels[filter], "n", parts_int(ui, n), NULL);
    const struct point middle = {area.x + area.w / 2, area.y + area.h / 2};
    if (is_now) {
        canvas_round(ui->canvas, area, SIZE_RADIUS_SMALL, ui_colour(ui, COLOUR_HI),
                     (struct stroke){0});
        canvas_fill(ui->canvas, (struct rect){area.x + 16, area.y + area.h - 4, area.w - 32, 4},
                    ui_colour(ui, COLOUR_TEXT));
    }
    ui_text_centre(ui, middle, 16, is_now ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
                   is_now ? COLOUR_TEXT : COLOUR_TEXT2, label);
}

static void draw_filters(struct ui *ui, struct study_screen *screen, struct rect area)
{
    const bool is_tight = area.w < TIGHT; /* the one that holds; its key goes on to the next */
    const float w = (area.w - 56) / (is_tight ? 1 : FILTERS);
    for (int i = 0; i < FILTERS; i++)
        if (!is_tight || i == screen->filter)
            draw_filter(
                ui, screen,
                (struct rect){area.x + (is_tight ? 0 : (float)i * w), area.y, w - SIZE_GAP, TABS_H},
                (enum study_filter)i);
    ui_key_hint(ui, area.x + area.w - SIZE_GAP, area.y + TABS_H / 2.0f, "F6",
                ui_colour(ui, COLOUR_TEXT2));
}

/* ---- a row */

struct columns {
    float id, visits, last, next, end;
};

static struct columns columns_of(struct rect area)
{
    const float x = area.x + SIZE_PAD_WIDE, w = area.w - 2 * SIZE_PAD_WIDE;
    if (area.w < TIGHT) /* `last` is not drawn */
        return (struct columns){x, x + w * 0.42f, x + w * 0.66f, x + w * 0.66f, x + w};
    if (area.w < NARROW)
        return (struct columns){x, x + w * 0.28f, x + w * 0.57f, x + w * 0.79f, x + w};
    return (struct columns){x, x + 192, x + 384, x + 576, x + w};
}

static void draw_part(struct ui *ui, struct rect box)
{
    canvas_round(ui->canvas, box, 4, COLOUR_NONE,
                 (struct stroke){ui_colour(ui, COLOUR_TEXT), 2, 0});
    canvas_fill(ui->canvas, (struct rect){box.x + 5, box.y + 5, box.w / 2 - 4, box.h - 10},
                ui_colour(ui, COLOUR_TEXT2));
}

static void draw_done(struct ui *ui, struct rect box)
{
    const struct point at = {box.x + box.w / 2, box.y + box.h / 2};
    const struct point tick[] = {{at.x - 5, at.y}, {at.x - 1.5f, at.y + 4}, {at.x + 5, at.y - 4}};
    canvas_round(ui->canvas, box, 4, ui_colour(ui, COLOUR_TEXT2), (struct stroke){0});
    canvas_polyline(ui->canvas, tick, 3, (struct stroke){ui_colour(ui, COLOUR_PANEL), 2.5f, 0});
}

static void draw_visit(struct ui *ui, struct rect box, enum visit_mark mark, int number)
{
    const bool is_next = mark == VISIT_NEXT;
    if (mark == VISIT_DONE) {
        draw_done(ui, box);
        return;
    }
    if (mark == VISIT_PART) {
        draw_part(ui, box);
        return;
    }
    canvas_round(
        ui->canvas, box, 4, COLOUR_NONE,
        (struct stroke){ui_colour(ui, is_next ? COLOUR_TEXT : COLOUR_EDGE), is_next ? 2 : 1, 0});
    ui_text_centre(ui, (struct point){box.x + box.w / 2, box.y + box.h / 2}, 14,
                   is_next ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR, is_next ? COLOUR_TEXT : COLOUR_TEXT2,
                   parts_int(ui, number));
}

/* All that are planned or were done; the one that comes next is added when the plan does not name it. Of more than there is
 * room for, the last ones. */
static void draw_visits(struct ui *ui, const struct person_row *person, float x, float y, float w)
{
    const int next = study_next_visit(person);
    const bool adds = next > person->n_earlier + person->n_visits && !study_is_finished(ui, person);
    const int n = (int)person->n_visits + adds;
    const int fits = (int)((w + SIZE_GAP) / (BOX_W + SIZE_GAP));
    for (int i = n > fits ? n - fits : 0; i < n; i++) {
        const enum visit_mark mark =
            i < person->n_visits ? (enum visit_mark)person->visits[i] : VISIT_NEXT;
        draw_visit(ui, (struct rect){x, y - BOX_H / 2.0f, BOX_W, BOX_H}, mark,
                   person->n_earlier + i + 1);
        x += BOX_W + SIZE_GAP;
    }
}

/* Ended, and something is missing. */
static const char *say_part(struct ui *ui, int missing)
{
    if (missing == 0)
        return ui_say(ui, TEXT_study_last_ended);
    return ui_fill(ui, ui->is_small ? TEXT_study_last_missing_short : TEXT_study_last_missing, "n",
                   parts_int(ui, missing), NULL);
}

static const char *say_last(struct ui *ui, const struct person_row *person)
{
    switch ((enum view_visit)person->last) {
    case VIEW_VISIT_COMPLETE:
        return ui_say(ui, TEXT_study_last_complete);
    case VIEW_VISIT_PART:
        return say_part(ui, person->last_missing);
    case VIEW_VISIT_NOTHING:
        return ui_say(ui, TEXT_study_last_nothing);
    case VIEW_VISIT_ERRED:
        return ui_say(ui, TEXT_study_last_erred);
    case VIEW_VISIT_OPEN:
        break;
    }
    return ui_say(ui, TEXT_study_last_stopped);
}

static void draw_last(struct ui *ui, const struct person_row *person, struct rect at)
{
    const float y = at.y + at.h / 2;
    if (person->last_year == 0) {
        ui_text(ui, (struct point){at.x, y}, TYPE_BODY, ui_say(ui, TEXT_study_last_none));
        return;
    }
    ui_text(ui, (struct point){at.x, y - 11}, TYPE_BODY,
            parts_date(ui, person->last_year, person->last_month, person->last_day));
    ui_text(ui, (struct point){at.x, y + 12}, TYPE_SMALL, say_last(ui, person));
}

static void draw_next(struct ui *ui, const struct person_row *person, struct rect at)
{
    const float y = at.y + at.h / 2;
    const bool runs = study_runs(ui, person);
    if (study_is_finished(ui, person)) {
        ui_text(ui, (struct point){at.x, y}, TYPE_BODY, ui_say(ui, TEXT_study_all_done));
        return;
    }
    ui_text(ui, (struct point){at.x, y - 11}, TYPE_STRONG,
            ui_fill(ui, TEXT_study_visit, "n", parts_int(ui, study_next_visit(person)), NULL));
    ui_text(ui, (struct point){at.x, y + 12}, 14, WEIGHT_REGULAR,
            study_can_resume(ui, person) ? COLOUR_WARN : COLOUR_TEXT2,
            ui_say(ui, runs                 ? TEXT_study_row_runs
                       : person->can_resume ? TEXT_study_to_resume
                                            : TEXT_study_to_begin));
}

static bool draw_person(struct ui *ui, const struct study_screen *screen, struct rect row,
                        const struct person_row *person, size_t number)
{
    const struct rect area = {row.x - SIZE_PAD_WIDE, row.y, row.w + 2 * SIZE_PAD_WIDE, row.h};
    const struct columns at = columns_of(area);
    const bool is_picked = study_picked(ui) == person;
    const bool pressed = ui_row(ui, row, 200 + (uint32_t)number, is_picked);
    const char digit[] = {(char)('1' + number), '\0'};
    const float y = row.y + row.h / 2;
    ui_text_cut(ui, (struct rect){at.id, row.y, at.visits - at.id - SIZE_GAP, row.h}, TYPE_SUBJECT,
                person->id);
    draw_visits(ui, person, at.visits, y, at.last - at.visits - SIZE_GAP);
    if (at.next > at.last)
        draw_last(ui, person, (struct rect){at.last, row.y, at.next - at.last, row.h});
    draw_next(ui, person, (struct rect){at.next, row.y, at.end - at.next, row.h});
    if (!screen->id.has_focus && number < 9 && !study_is_busy(ui))
        ui_key_hint(ui, at.end, y, digit, ui_colour(ui, COLOUR_TEXT2));
    else if (is_picked)
        parts_chevron(ui, (struct point){at.end - SIZE_GAP, y});
    return pressed;
}

/* ---- the list */

static void draw_heads(struct ui *ui, struct rect area, float y)
{
    const struct columns at = columns_of(area);
    ui_text(ui, (struct point){at.id, y}, TYPE_SMALL, ui_say(ui, TEXT_study_participant));
    ui_text(ui, (struct point){at.visits, y}, TYPE_SMALL, ui_say(ui, TEXT_study_visits));
    if (at.next > at.last)
        ui_text(ui, (struct point){at.last, y}, TYPE_SMALL, ui_say(ui, TEXT_study_last));
    ui_text(ui, (struct point){at.next, y}, TYPE_SMALL, ui_say(ui, TEXT_study_next));
}

static void draw_empty(struct ui *ui, const struct study_screen *screen, struct rect area)
{
    if (ui->view->study.n_people == 0)
        parts_message(ui, area, MARK_NONE, ui_say(ui, TEXT_study_empty),
                      ui_say(ui, TEXT_study_empty_do));
    else if (screen->id.text[0] != '\0')
        parts_message(ui, area, MARK_NONE, ui_say(ui, TEXT_study_no_match),
                      ui_say(ui, TEXT_study_no_match_do));
    else
        parts_message(ui, area, MARK_NONE, ui_say(ui, TEXT_study_nobody),
                      ui_say(ui, TEXT_study_nobody_do));
}

/* Who was just picked comes into sight; the wheel may leave it again. */
static void follow_picked(const struct ui *ui, struct study_screen *screen, size_t room)
{
    size_t place = 0;
    for (size_t i = 0; i + 1 < screen->follow; i++)
        place += is_shown(ui, screen, i);
    if (screen->follow == 0 || screen->follow > ui->view->study.n_people ||
        !is_shown(ui, screen, screen->follow - 1))
        return;
    parts_bring(&screen->first, place, room);
    screen->follow = 0;
}

static void draw_rows(struct ui *ui, struct study_screen *screen, struct rect area, size_t room)
{
    const struct person_row *person = study_next(ui, screen, -1, 1), *used = NULL;
    struct rect row = {area.x + SIZE_PAD_WIDE, area.y, area.w - 2 * SIZE_PAD_WIDE, ROW_H};
    for (size_t i = 0; person != NULL && i < screen->first + room; i++) {
        if (i >= screen->first) {
            if (draw_person(ui, screen, row, person, i - screen->first))
                used = person;
            row.y += ROW_H;
        }
        person = study_next(ui, screen, (int)(person - ui->view->study.people), 1);
    }
    parts_rule(ui, row.x, row.y, row.w);
    if (used != NULL)
        study_pick(ui, screen, used->id);
}

static void draw_figure(struct ui *ui, float x, float y, int64_t n, enum text_id label)
{
    const char *number = parts_int(ui, n);
    ui_text(ui, (struct point){x, y}, ui->is_small ? 24 : 32, WEIGHT_SEMIBOLD, COLOUR_TEXT, number);
    ui_text(ui, (struct point){x, y + (ui->is_small ? 26 : 34)}, parts_is_narrow(ui) ? 14 : 16,
            WEIGHT_REGULAR, COLOUR_TEXT2, ui_fill(ui, label, "n", number, NULL));
}

/* Without the one that runs. */
static int64_t count_open(const struct ui *ui)
{
    const struct person_row *person = study_picked(ui);
    const bool runs = person != NULL && person->can_resume && study_runs(ui, person);
    return ui->view->study.sessions_open - runs;
}

static void draw_foot(struct ui *ui, struct rect area)
{
    const struct study_view *study = &ui->view->study;
    const bool is_tight = area.w < TIGHT;
    const float x = area.x + SIZE_PAD_WIDE, w = area.w - 2 * SIZE_PAD_WIDE;
    const float step = is_tight ? w / 2 : w / 4;
    const float y = area.y + (ui->is_small ? 44 : 72);
    parts_rule(ui, x, area.y, w);
    if (study->problem[0] != '\0') {
        ui_mark(ui, (struct point){x + 13, area.y + 34}, 24, MARK_BAD);
        ui_text_block(ui, (struct rect){x + 40, area.y + 16, w - 40, area.h - 24}, TYPE_VALUE,
                      study->problem);
        return;
    }
    ui_text(ui, (struct point){x, area.y + (ui->is_small ? 18 : 28)}, ui->is_small ? 14 : 16,
            WEIGHT_REGULAR, COLOUR_TEXT2, ui_say(ui, TEXT_study_so_far));
    draw_figure(ui, x, y, (int64_t)study->n_people, TEXT_study_participants);
    if (is_tight) {
        draw_figure(ui, x + step, y, study->trials, TEXT_study_trials);
        return;
    }
    draw_figure(ui, x + step, y, study->sessions_complete, TEXT_study_visits_complete);
    draw_figure(ui, x + 2 * step, y, count_open(ui), TEXT_study_visits_open);
    draw_figure(ui, x + 3 * step, y, study->trials, TEXT_study_trials);
}

void study_draw_list(struct ui *ui, struct study_screen *screen, struct rect area)
{
    const float foot = ui->is_small ? FOOT_H_SMALL : FOOT_H;
    const struct rect list = {area.x, area.y + SIZE_GAP + TABS_H + HEAD_H, area.w,
                              area.h - SIZE_GAP - TABS_H - HEAD_H - foot};
    const struct person_row *only = NULL;
    const size_t n = study_count_shown(ui, screen, &only), room = (size_t)(list.h / ROW_H);
    ui_panel(ui, PANEL_LEFT, area, true);
    follow_picked(ui, screen, room);
    parts_turn(ui, &screen->first, n, room);
    draw_filters(
        ui, screen,
        (struct rect){area.x + SIZE_GAP, area.y + SIZE_GAP, area.w - 2 * SIZE_GAP, TABS_H});
    if (n > 0) {
        draw_heads(ui, area, list.y - 16);
        draw_rows(ui, screen, list, room);
    } else
        draw_empty(ui, screen, list);
    draw_foot(ui, (struct rect){area.x, area.y + area.h - foot, area.w, foot});
    const bool is_below = parts_is_narrow(ui) && ui->view->study.problem[0] == '\0';
    const float right = area.x + area.w - SIZE_PAD_WIDE;
    if (is_below || !parts_is_narrow(ui))
        parts_where(ui, (struct point){right, is_below ? area.y + area.h - foot + 18 : list.y - 16},
                    screen->first, n, room);
}
