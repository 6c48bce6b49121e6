/* Study: find the participant by scan, typing, key or touch; see what the visit holds; begin it. Enter does the next thing:
 * it picks the ID that stands in the field, and begins the visit of the one who is picked already. That needs an Enter of
 * its own: those that a scanner sends with an ID never begin (ui_is_burst()). */
#include "screen_parts_internal.h"
#include "screen_study_internal.h"

#include <stdio.h>
#include <string.h>

enum { RIGHT_W = 552, RIGHT_W_NARROW = 456, RIGHT_W_SMALL = 376 };

/* ---- what the field says */

static const char *typed_id(struct ui *ui, const struct study_screen *screen)
{
    char tidy[PARTICIPANT_ID_MAX + 2];
    participant_id_tidy(tidy, screen->id.text);
    return ui_keep(ui, tidy);
}

static const char *say_verdict(struct ui *ui, enum participant_id_verdict verdict)
{
    const enum text_id words = participant_id_words(verdict);
    return words < TEXTS ? ui_say(ui, words) : NULL;
}

/* Enter found nobody, and nothing was typed since. */
static bool is_refused(const struct study_screen *screen)
{
    return screen->is_refused && strcmp(screen->refused, screen->id.text) == 0;
}

/* While somebody types, only what can no longer become right is told; after Enter, why it found nobody. */
static const char *say_problem(struct ui *ui, const struct study_screen *screen)
{
    const char *id = typed_id(ui, screen);
    if (id[0] == '\0' || study_index(ui, id) >= 0)
        return NULL;
    const enum participant_id_verdict verdict = participant_id_judge(id, study_habit(ui));
    const bool is_final =
        verdict == ID_CHECK_WRONG || verdict == ID_CHARACTER || verdict == ID_TOO_LONG;
    if (!is_final && !is_refused(screen))
        return NULL;
    const struct person_row *only = NULL;
    if (study_count_shown(ui, screen, &only) > 1)
        return ui_say(ui, TEXT_study_several);
    const char *why = say_verdict(ui, verdict);
    return why != NULL ? why : ui_say(ui, TEXT_study_not_here);
}

/* The next ID takes the place of one that nobody has. A piece that several share is gone on with by hand; a scanner sends
 * whole IDs. */
static void refuse(struct ui *ui, struct study_screen *screen)
{
    const struct person_row *only = NULL;
    screen->is_refused = true;
    screen->is_typed_over = study_count_shown(ui, screen, &only) == 0 || ui_is_burst(ui);
    memcpy(screen->refused, screen->id.text, sizeof screen->refused);
    if (screen->id.has_focus && screen->is_typed_over)
        ui_focus_all(ui, &screen->id);
}

/* ---- what Enter does */

static void begin(struct ui *ui)
{
    const struct person_row *person = study_picked(ui);
    if (person == NULL || !ui->view->study.can_begin || study_is_busy(ui))
        return;
    if (person->can_resume)
        ui_act(ui, ACTION_RESUME, person->resume_session, 0, NULL);
    else
        ui_act(ui, ACTION_BEGIN, 0, 0, NULL);
}

/* Nothing else is typed than the ID of the one who is picked. */
static bool is_about_picked(struct ui *ui, const struct study_screen *screen)
{
    const char *id = typed_id(ui, screen);
    const int index = study_index(ui, id);
    return id[0] == '\0' || (index >= 0 && study_picked(ui) == &ui->view->study.people[index]);
}

static void enter(struct ui *ui, struct study_screen *screen)
{
    const struct person_row *only = NULL;
    const int index = study_index(ui, typed_id(ui, screen));
    if (is_about_picked(ui, screen)) {
        if (!ui_is_burst(ui))
            begin(ui);
        return;
    }
    if (index >= 0)
        study_pick(ui, screen, ui->view->study.people[index].id);
    else if (study_count_shown(ui, screen, &only) == 1)
        study_pick(ui, screen, only->id);
    else
        refuse(ui, screen);
}

/* ---- questions */

static void ask(struct ui *ui, struct study_screen *screen, enum study_question question,
                const char *text)
{
    if (study_is_busy(ui))
        return;
    screen->question = (uint8_t)question;
    ui_field_set(ui, &screen->answer, text);
    ui_focus_all(ui, &screen->answer);
}

/* Somebody new who was typed into the field already is not typed again. */
static void ask_id(struct ui *ui, struct study_screen *screen)
{
    const char *id = typed_id(ui, screen);
    ask(ui, screen, STUDY_ASKS_ID, study_index(ui, id) < 0 ? id : "");
}

static const char *say_new_problem(struct ui *ui, const char *id)
{
    if (study_index(ui, id) >= 0)
        return ui_say(ui, TEXT_study_new_twice);
    return say_verdict(ui, participant_id_judge(id, study_habit(ui)));
}

static const char *say_new_hint(struct ui *ui, const char *id)
{
    const enum participant_id_verdict verdict = participant_id_judge(id, study_habit(ui));
    const char letter[] = {participant_id_check(id), '\0'};
    if (study_index(ui, id) < 0 && verdict == ID_CHECK_MISSING)
        return ui_fill(ui, TEXT_study_new_letter, "letter", letter, NULL);
    if (verdict == ID_OK)
        return ui_say(ui,
                      study_habit(ui).n > 0 ? TEXT_study_new_no_letters : TEXT_study_new_no_letter);
    return ui_say(ui, verdict == ID_OK_CHECKED ? TEXT_study_check_right : TEXT_study_new_form);
}

static void add_letter(struct ui *ui, struct study_screen *screen, const char *id)
{
    char whole[PARTICIPANT_ID_MAX + 8];
    const bool has_dash = id[strlen(id) - 1] == '-';
    snprintf(whole, sizeof whole, "%s%s%c", id, has_dash ? "" : "-", participant_id_check(id));
    ui_field_set(ui, &screen->answer, whole);
}

static void add_person(struct ui *ui, struct study_screen *screen, const char *id)
{
    const enum participant_id_verdict verdict = participant_id_judge(id, study_habit(ui));
    if (study_index(ui, id) < 0 && verdict == ID_CHECK_MISSING) {
        add_letter(ui, screen, id);
        return;
    }
    if (study_index(ui, id) >= 0 || (verdict != ID_OK && verdict != ID_OK_CHECKED))
        return;
    screen->question = STUDY_ASKS_NOTHING;
    screen->has_let_go = false;
    ui_focus(ui, NULL);
    ui_field_set(ui, &screen->id, id);
    ui_act(ui, ACTION_ADD_PARTICIPANT, 0, 0, id);
}

static void draw_new(struct ui *ui, struct study_screen *screen)
{
    char id[PARTICIPANT_ID_MAX + 2];
    participant_id_tidy(id, screen->answer.text);
    const struct parts_question question = {
        .title = ui_say(ui, TEXT_study_new),
        .about = ui_say(ui, TEXT_study_new_about),
        .label = ui_say(ui, TEXT_study_new_label),
        .problem = say_new_problem(ui, id),
        .hint = say_new_hint(ui, id),
        .yes = ui_say(ui, TEXT_study_new_add),
    };
    const enum parts_answer answer = parts_ask(ui, &question, &screen->answer);
    if (answer == ANSWER_YES)
        add_person(ui, screen, ui_keep(ui, id));
    else if (answer == ANSWER_NO)
        screen->question = STUDY_ASKS_NOTHING;
}

/* False: it is answered. */
static bool ask_end(struct ui *ui)
{
    const struct person_row *person = study_picked(ui);
    if (person == NULL || !study_can_resume(ui, person))
        return false;
    const char *about = ui_fill(ui, TEXT_study_end_about, "n",
                                parts_int(ui, study_next_visit(person)), "id", person->id, NULL);
    const int chosen = parts_sure(ui, TEXT_study_end_title, about, TEXT_study_end_do);
    if (chosen == 0)
        ui_act(ui, ACTION_END_VISIT, person->resume_session, 0, NULL);
    return chosen == -1;
}

static void draw_question(struct ui *ui, struct study_screen *screen)
{
    const struct parts_question path = {.title = ui_say(ui, TEXT_study_other),
                                        .about = ui_say(ui, TEXT_study_other_about),
                                        .label = ui_say(ui, TEXT_study_path),
                                        .yes = ui_say(ui, TEXT_study_open_it)};
    bool is_open = true;
    switch ((enum study_question)screen->question) {
    case STUDY_ASKS_NOTHING:
        return;
    case STUDY_ASKS_ID:
        draw_new(ui, screen);
        return;
    case STUDY_ASKS_FOLDER:
        is_open = parts_ask_export(ui, &screen->answer);
        break;
    case STUDY_ASKS_END:
        is_open = ask_end(ui);
        break;
    case STUDY_ASKS_PATH:
        is_open = parts_ask_action(ui, &path, &screen->answer, ACTION_OPEN_STUDY);
        break;
    }
    if (!is_open)
        screen->question = STUDY_ASKS_NOTHING;
}

/* What the program asks before it does what it was asked for. */
static bool has_request(const struct ui *ui)
{
    const struct study_view *study = &ui->view->study;
    return !study_is_busy(ui) && (study->absent[0] != '\0' || study->asks_twice);
}

static void ask_twice(struct ui *ui)
{
    const struct study_view *study = &ui->view->study;
    const int chosen =
        parts_sure(ui, TEXT_study_twice,
                   ui_fill(ui, TEXT_study_twice_about, "n", parts_int(ui, study->twice_visit), "id",
                           study->picked, "time", study->twice_time, NULL),
                   TEXT_study_twice_do);
    if (chosen != -1)
        ui_act(ui, ACTION_BEGIN_ANYWAY, chosen == 0 ? BEGIN_ASKS_TWICE : BEGIN_ASKS_NOTHING, 0,
               NULL);
}

static void ask_request(struct ui *ui)
{
    const char *absent = ui->view->study.absent;
    if (absent[0] == '\0') {
        ask_twice(ui);
        return;
    }
    const int chosen =
        parts_sure(ui, TEXT_study_make, ui_fill(ui, TEXT_study_make_about, "path", absent, NULL),
                   TEXT_study_make_do);
    if (chosen != -1)
        ui_act(ui, ACTION_OPEN_STUDY, chosen == 0, 0, chosen == 0 ? absent : "");
}

/* ---- keys */

static void step(struct ui *ui, struct study_screen *screen, int by)
{
    const struct person_row *person =
        study_next(ui, screen, study_index(ui, ui->view->study.picked), by);
    if (person != NULL)
        study_pick(ui, screen, person->id);
}

static void pick_row(struct ui *ui, struct study_screen *screen, size_t row)
{
    const struct person_row *person = study_next(ui, screen, -1, 1);
    for (size_t i = 0; i < screen->first + row && person != NULL; i++)
        person = study_next(ui, screen, study_index(ui, person->id), 1);
    if (person != NULL)
        study_pick(ui, screen, person->id);
}

/* The first Escape empties the field, the second leaves it, so that digits choose rows. */
static void escape(struct ui *ui, struct study_screen *screen)
{
    if (screen->id.text[0] != '\0') {
        ui_field_set(ui, &screen->id, "");
        return;
    }
    screen->has_let_go = true;
    ui_focus(ui, NULL);
}

static void hear_keys(struct ui *ui, struct study_screen *screen)
{
    if (ui_key(ui, KEY_UP))
        step(ui, screen, -1);
    if (ui_key(ui, KEY_DOWN))
        step(ui, screen, 1);
    if (ui_key(ui, KEY_ESCAPE))
        escape(ui, screen);
    if (ui_key(ui, '/'))
        screen->has_let_go = false;
    const int digit = parts_digit(ui);
    if (digit > 0)
        pick_row(ui, screen, (size_t)digit - 1);
    if (ui_key(ui, KEY_F1 + 5)) {
        screen->filter = (uint8_t)((screen->filter + 1) % FILTERS);
        screen->first = 0;
    }
}

/* ---- the field */

/* Where the word has no room beside the value the mark stands alone. */
static void draw_note(struct ui *ui, const struct study_screen *screen, struct rect area)
{
    const char *id = typed_id(ui, screen), *word = ui_say(ui, TEXT_study_check_right);
    const float value = ui_text_width(ui, 24, WEIGHT_SEMIBOLD, screen->id.text),
                word_w = ui_text_width(ui, 16, WEIGHT_REGULAR, word);
    const float y = area.y + area.h / 2;
    float right = area.x + area.w - SIZE_PAD;
    right -= ui_key_hint(ui, right, y, "/", ui_colour(ui, COLOUR_TEXT2)) + 12;
    if (participant_id_form(id) != ID_FORM_CHECKED)
        return;
    if (area.x + SIZE_PAD + value + 40 + word_w < right)
        right -= SIZE_GAP +
                 ui_text_right(ui, (struct point){right, y}, 16, WEIGHT_REGULAR, COLOUR_OK, word);
    ui_mark(ui, (struct point){right - 8, y}, 18, MARK_OK);
}

/* Nobody else can be chosen: whose visit it is stands where the ID is typed. */
static void draw_locked(struct ui *ui, struct study_screen *screen, struct rect area)
{
    const struct rect in = {area.x + SIZE_PAD, area.y, area.w - 2 * SIZE_PAD, area.h};
    ui_panel(ui, PANEL_A, area, false);
    if (screen->id.has_focus)
        ui_focus(ui, NULL);
    ui_field_set(ui, &screen->id, ui->view->study.picked);
    canvas_round(ui->canvas, area, SIZE_RADIUS, ui_colour(ui, COLOUR_RAISED), (struct stroke){0});
    ui_text(ui, (struct point){in.x, area.y + 22}, TYPE_SMALL, ui_say(ui, TEXT_study_locked));
    ui_text_cut(ui, (struct rect){in.x, area.y + 31, in.w, 34}, 24, WEIGHT_SEMIBOLD, COLOUR_DIM,
                screen->id.text);
}

/* The ID that was chosen, or that nobody has, is written over by the next scan; what was typed and not chosen is gone on with. */
static void take_focus(struct ui *ui, struct study_screen *screen)
{
    if (screen->has_let_go || screen->question != STUDY_ASKS_NOTHING || screen->id.has_focus)
        return;
    if (is_about_picked(ui, screen) || (is_refused(screen) && screen->is_typed_over))
        ui_focus_all(ui, &screen->id);
    else
        ui_focus(ui, &screen->id);
}

static bool draw_field(struct ui *ui, struct study_screen *screen, struct rect area)
{
    if (ui->view->frame.is_running) {
        draw_locked(ui, screen, area);
        return false;
    }
    const char *problem = say_problem(ui, screen);
    ui_panel(ui, PANEL_A, area, false);
    const bool entered =
        ui_field(ui, area, &screen->id, ui_say(ui, TEXT_study_scan), NULL, problem);
    if (problem == NULL)
        draw_note(ui, screen, area);
    take_focus(ui, screen);
    return entered;
}

/* ---- the bottom bar */

struct lines {
    const char *line, *detail;
};

/* Somebody is being typed. */
static struct lines say_typed(struct ui *ui, const struct study_screen *screen)
{
    const char *id = typed_id(ui, screen);
    const struct person_row *only = NULL;
    const int index = study_index(ui, id);
    const size_t n = study_count_shown(ui, screen, &only);
    if (index < 0 && n != 1)
        return (struct lines){
            ui_say(ui, n > 0 ? TEXT_study_next_type : TEXT_study_next_unknown),
            ui_say(ui, n > 0 ? TEXT_study_detail_find : TEXT_study_detail_unknown)};
    const char *found = index >= 0 ? ui->view->study.people[index].id : only->id;
    return (struct lines){ui_fill(ui, TEXT_study_next_pick, "id", found, NULL),
                          ui_say(ui, TEXT_study_detail_pick)};
}

static const char *say_begin(struct ui *ui, const struct person_row *person)
{
    const char *n = parts_int(ui, study_next_visit(person));
    if (!ui->view->study.can_begin && ui->view->frame.stopped_by != STOP_BY_NOBODY &&
        ui->view->frame.stop_why[0] == '\0')
        return ui_say(ui, TEXT_study_next_rearm);
    if (!ui->view->study.can_begin)
        return ui_fill(ui, TEXT_study_next_not, "id", person->id, NULL);
    return ui_fill(ui, person->can_resume ? TEXT_study_next_resume : TEXT_study_next_start, "n", n,
                   "id", person->id, NULL);
}

static struct lines say_next(struct ui *ui, const struct study_screen *screen)
{
    const struct study_view *study = &ui->view->study;
    const struct person_row *person = study_picked(ui);
    const char *detail = study->why_not;
    if (ui->view->frame.is_running)
        return (struct lines){ui_say(ui, TEXT_study_next_back), ui_say(ui, TEXT_study_detail_back)};
    if (screen->id.text[0] != '\0' && !is_about_picked(ui, screen))
        return say_typed(ui, screen);
    if (person == NULL)
        return (struct lines){
            ui_say(ui, study->n_people > 0 ? TEXT_study_next_find : TEXT_study_next_add),
            ui_say(ui, study->n_people > 0 ? TEXT_study_detail_find : TEXT_study_detail_add)};
    if (study->can_begin && study->resume_protocol[0] != '\0')
        detail =
            ui_fill(ui, TEXT_study_detail_resume_other, "protocol", study->resume_protocol, NULL);
    else if (study->can_begin)
        detail = person->can_resume ? ui_say(ui, TEXT_study_detail_resume)
                 : study->n_steps > 0
                     ? ui_fill(ui, TEXT_study_first_step, "title", study->steps[0].title, NULL)
                     : ui_say(ui, TEXT_study_detail_start);
    return (struct lines){say_begin(ui, person), detail};
}

static void draw_bottom(struct ui *ui, struct study_screen *screen)
{
    const enum button_kind kind = study_is_busy(ui) ? BUTTON_LOCKED : BUTTON_NORMAL;
    const struct ui_button_spec buttons[] = {
        {ui_say(ui, TEXT_study_new_short), KEY_F1 + 6, "F7", kind},
        {ui_say(ui, TEXT_study_export), KEY_F1 + 7, "F8",
         ui->view->study.sessions > 0 ? kind : BUTTON_LOCKED},
        {ui_say(ui, TEXT_study_other_short), KEY_F1 + 10, "F11", kind},
    };
    const struct lines next = say_next(ui, screen);
    switch (ui_bottom(ui, next.line, next.detail, buttons, COUNT_OF(buttons))) {
    case 0:
        ask_id(ui, screen);
        return;
    case 1:
        screen->question = STUDY_ASKS_FOLDER;
        parts_begin_export(ui, &screen->answer);
        return;
    case 2:
        ask(ui, screen, STUDY_ASKS_PATH, ui->view->study.path);
        return;
    default:
        return;
    }
}

/* Nobody is picked any more: nor does the ID of the last one stand in the field; another that was typed does. Somebody is: the
 * next scan takes its place, and the list comes to where it stands. */
static void follow_picked(struct ui *ui, struct study_screen *screen)
{
    const char *picked = ui->view->study.picked;
    if (strcmp(picked, screen->picked_seen) == 0)
        return;
    if (picked[0] == '\0' && participant_id_same(screen->picked_seen, typed_id(ui, screen)))
        ui_field_set(ui, &screen->id, "");
    else if (screen->id.has_focus && is_about_picked(ui, screen))
        ui_focus_all(ui, &screen->id);
    screen->follow = (size_t)(study_index(ui, picked) + 1);
    snprintf(screen->picked_seen, sizeof screen->picked_seen, "%s", picked);
}

static void draw_open(struct ui *ui, struct study_screen *screen)
{
    follow_picked(ui, screen);
    const struct rect room = parts_room(ui);
    const float right_w = ui->is_small          ? RIGHT_W_SMALL
                          : parts_is_narrow(ui) ? RIGHT_W_NARROW
                                                : RIGHT_W,
                left_w = room.w - right_w - SIZE_GAP;
    const struct rect right = {room.x + left_w + SIZE_GAP, room.y, right_w, room.h};
    bool goes = draw_field(ui, screen, (struct rect){room.x, room.y, left_w, SIZE_FIELD});
    hear_keys(ui, screen);
    study_draw_list(ui, screen,
                    (struct rect){room.x, room.y + SIZE_FIELD + SIZE_GAP, left_w,
                                  room.h - SIZE_FIELD - SIZE_GAP});
    /* whoever is typed and whoever would be begun with are never two persons */
    const bool is_one = ui->view->frame.is_running || is_about_picked(ui, screen);
    if (study_picked(ui) != NULL && is_one) {
        if (study_draw_visit(ui, screen, right, true))
            begin(ui);
    } else
        study_draw_nobody(ui, screen, right);
    goes = ui_key(ui, KEY_ENTER) || goes;
    if (goes)
        enter(ui, screen);
    draw_bottom(ui, screen);
}

void screen_study(struct ui *ui, struct study_screen *screen)
{
    if (study_is_busy(ui))
        screen->question = STUDY_ASKS_NOTHING;
    const bool is_open = ui->view->study.is_open, is_asked = has_request(ui);
    if (!is_open)
        screen->question = STUDY_ASKS_NOTHING;
    else
        screen->has_default = screen->has_path = false;
    const bool asks = screen->question != STUDY_ASKS_NOTHING;
    if (asks || is_asked)
        ui_modal_begin(ui);
    if (is_open)
        draw_open(ui, screen);
    else
        study_draw_closed(ui, screen);
    if (is_asked)
        ask_request(ui);
    else if (asks)
        draw_question(ui, screen);
}
