/* What the examiner can do now, by which key. One table: a key, a button and the next line never disagree. */
#include "screen_parts_internal.h"
#include "screen_run_internal.h"

#include <assert.h>

static const struct {
    enum input_key key;
    const char *name;
    enum text_id label;
} commands[COMMANDS] = {
    [COMMAND_GO] = {KEY_ENTER, NULL, TEXT_run_go},
    [COMMAND_ANSWER] = {KEY_ENTER, NULL, TEXT_run_answer},
    [COMMAND_NO_ANSWER] = {'k', "K", TEXT_run_no_answer},
    [COMMAND_COLD_RATE] = {KEY_ENTER, NULL, TEXT_run_cold_rating_take},
    [COMMAND_COLD_ON] = {KEY_ENTER, NULL, TEXT_run_cold_in},
    [COMMAND_COLD_PAIN] = {'p', "P", TEXT_run_cold_pain_key},
    [COMMAND_COLD_OFF] = {'o', "O", TEXT_run_cold_out},
    [COMMAND_BESIDE_RATE] = {'s', "S", TEXT_run_beside_rate},
    [COMMAND_BESIDE_OUT] = {'u', "U", TEXT_run_cold_out},
    [COMMAND_ARM] = {KEY_NONE, NULL, TEXT_run_arm},
    [COMMAND_TRY] = {KEY_ENTER, NULL, TEXT_bench_try},
    [COMMAND_RESPONSE] = {KEY_ENTER, NULL, TEXT_run_response},
    [COMMAND_OFF] = {'f', "F", TEXT_run_off},
    [COMMAND_REPEAT] = {KEY_ENTER, NULL, TEXT_run_repeat},
    [COMMAND_STUDY] = {KEY_ENTER, NULL, TEXT_run_study},
    [COMMAND_SPOIL] = {'x', "X", TEXT_run_spoil},
    [COMMAND_NOTE] = {'n', "N", TEXT_run_note},
    [COMMAND_SKIP] = {'k', "K", TEXT_run_skip},
    [COMMAND_END] = {'e', "E", TEXT_run_end},
    [COMMAND_LEAVE] = {'q', "Q", TEXT_run_leave},
    [COMMAND_MORE] = {'o', "O", TEXT_run_more},
    [COMMAND_BACK] = {KEY_ESCAPE, NULL, TEXT_run_back},
    [COMMAND_SAVE] = {KEY_ENTER, NULL, TEXT_run_note_save},
    [COMMAND_REST] = {'w', "W", TEXT_run_rest_again},
    [COMMAND_ALOUD] = {'r', "R", TEXT_run_read},
    [COMMAND_PLAY] = {'p', "P", TEXT_run_play},
    [COMMAND_REVEAL] = {'v', "V", TEXT_run_reveal},
    [COMMAND_MUTE] = {'m', "M", TEXT_run_tone},
};

/* Coded words that the study keeps; the order is that of the digits. */
static const struct {
    const char *code;
    enum text_id text;
} reasons[] = {
    {"moved", TEXT_run_reason_moved},
    {"late", TEXT_run_reason_late},
    {"slipped", TEXT_run_reason_slipped},
    {"misunderstood", TEXT_run_reason_misunderstood},
    {"distracted", TEXT_run_reason_distracted},
    {"talked", TEXT_run_reason_talked},
    {"site", TEXT_run_reason_site},
    {"equipment", TEXT_run_reason_equipment},
    {"other", TEXT_run_reason_other},
};
enum { REASONS = sizeof reasons / sizeof reasons[0] };

bool run_owns_key(uint16_t key)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].key == key && key != KEY_NONE)
            return true;
    return false;
}

/* ---- when ------------------------------------------------------------------------------------------- */

/* What going on is called; TEXTS: there is nothing to go on with. */
static enum text_id go_text(const struct run_view *run)
{
    switch ((enum run_now)run->now) {
    case NOW_INSTRUCT:
        return TEXT_run_go_instruct;
    case NOW_REVIEW:
        return run->sentence[0] || run->will_repeat ? TEXT_run_go : TEXT_run_go_review;
    case NOW_NOT_SAVED:
        return TEXT_run_go_not_saved;
    case NOW_SUMMARY:
        return TEXT_run_go_summary;
    case NOW_NOTHING:
    case NOW_CONFIRM:
    case NOW_WAIT:
    case NOW_QUESTION:
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_RELEASE:
    case NOW_SAVING:
    case NOW_REST:
    case NOW_STOPPED:
        return TEXTS;
    }
    return TEXTS;
}

static bool can_go(const struct run_view *run)
{
    return run->offers_go && go_text(run) != TEXTS && !run_view_alarms(run);
}

bool run_asks_off(const struct run_view *run)
{
    if (run->not_back)
        return true;
    if (run->over_limit)
        return !run->has_reading || run->stimulus != VIEW_PRESSURE;
    return run->now == NOW_RELEASE && run->offers_go && !view_is_cold(run->stimulus);
}

/* Enter never arms: the key of the site says that somebody has looked where the probe is. */
static bool can_arm(const struct ui *ui)
{
    const struct site_view *due = run_due(ui);
    return ui->view->run.now == NOW_CONFIRM && due && due->number > 0 && due->rest_left_s <= 0 &&
           ui_has_keyboard(ui) && !run_view_alarms(&ui->view->run) &&
           !run_view_lacks(&ui->view->run);
}

/* Who waits for it already waits until it comes by itself. */
static bool can_try(const struct run_view *run)
{
    return run->now == NOW_CONFIRM && run->instrument_mark == MARK_BAD && !run_view_alarms(run);
}

/* In a small window the marks of what the examiner watches have the room of all other commands. */
static bool is_busy(const struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    return run_is_small(ui) && view_is_cold(run->stimulus) &&
           (run->now == NOW_RUNNING || run->now == NOW_RELEASE);
}

/* While a trial goes on, the wish is kept and the reason asked after it. */
static bool can_spoil(const struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->now == NOW_RUNNING || run->now == NOW_RELEASE || run->now == NOW_SAVING)
        return !is_busy(ui);
    return run->offers_spoil && !ui->view->frame.is_live;
}

static bool has_session(const struct run_view *run)
{
    return run->now != NOW_NOTHING && run->now != NOW_SUMMARY;
}

/* Nobody responds to a thermode that is on its way back, or to a cuff that vents; to pulses nobody does: who presses withdraws. */
static bool can_respond(const struct run_view *run)
{
    const bool is_felt = (run->stimulus == VIEW_PRESSURE && !run->beat.is_on) ||
                         (run->stimulus == VIEW_TEMPERATURE && run->thermal.step == VIEW_TO_LIMIT &&
                          !run->is_rated) ||
                         (run->stimulus == VIEW_CUFF && run->cuff.step == VIEW_CUFF_PRESSES);
    return run->now == NOW_RUNNING && run->offers_response && !run->not_back && is_felt;
}

static bool is_asked(const struct run_view *run)
{
    return run->now == NOW_QUESTION && !run_view_alarms(run);
}

/* A question that is left without an answer skips nothing. */
static bool can_skip(const struct run_view *run)
{
    return run->offers_skip && run->now != NOW_QUESTION;
}

/* Where the rate can be heard, or will be. */
static bool has_tone(const struct run_view *run)
{
    return has_session(run) && !run_has_message(run) && run->now != NOW_RELEASE &&
           run->now != NOW_QUESTION && !run_view_alarms(run) && run->stimulus == VIEW_PRESSURE &&
           !run->beat.is_on;
}

static bool can_in_state(const struct ui *ui, const struct run_screen *screen,
                         enum run_command command)
{
    const struct run_view *run = &ui->view->run;
    switch (command) {
    case COMMAND_GO:
        return can_go(run);
    case COMMAND_ANSWER:
        return is_asked(run) && run_has_answer(ui, screen);
    case COMMAND_NO_ANSWER:
        return is_asked(run) && run->offers_skip;
    case COMMAND_COLD_RATE:
        return run_has_rating(ui, screen);
    case COMMAND_COLD_ON:
        return run_can_mark(run, COLD_ON);
    case COMMAND_COLD_PAIN:
        return run_can_mark(run, COLD_PAIN);
    case COMMAND_COLD_OFF:
        return run_can_mark(run, COLD_OFF);
    case COMMAND_BESIDE_RATE:
        return run_can_rate_beside(ui) && !ui->view->frame.is_live;
    case COMMAND_BESIDE_OUT:
        return run_can_take_out(ui);
    case COMMAND_ARM:
        return can_arm(ui);
    case COMMAND_TRY:
        return can_try(run);
    case COMMAND_RESPONSE:
        return can_respond(run);
    case COMMAND_OFF:
        return run_asks_off(run);
    case COMMAND_REPEAT:
        return run->now == NOW_STOPPED && run->offers_repeat && !run->not_back;
    case COMMAND_STUDY:
        return run->now == NOW_NOTHING;
    case COMMAND_SPOIL:
        return can_spoil(ui);
    case COMMAND_NOTE:
        return has_session(run) && !is_busy(ui);
    case COMMAND_SKIP:
        return can_skip(run);
    case COMMAND_END:
        return run->offers_end;
    case COMMAND_LEAVE:
        return run->offers_leave && run->now != NOW_RELEASE;
    case COMMAND_MORE:
        return !run_lists_choices(ui) && run->now != NOW_RELEASE &&
               (can_skip(run) || run->offers_end || run->offers_leave);
    case COMMAND_BACK:
        return screen->stage != STAGE_PLAIN;
    case COMMAND_SAVE:
        return false;
    case COMMAND_REST:
        return run->now == NOW_REST && run->rest_left_s > 0 && run->touched_kpa > 0;
    case COMMAND_ALOUD:
        return run->instruction[0] != '\0' && !run->instruction_read;
    case COMMAND_PLAY:
        return run->now == NOW_INSTRUCT && run->recording != RECORDING_NONE;
    case COMMAND_REVEAL:
        return ui->view->frame.can_reveal;
    case COMMAND_MUTE:
        return has_tone(run);
    case COMMANDS:
        break;
    }
    return false;
}

bool run_can(const struct ui *ui, const struct run_screen *screen, enum run_command command)
{
    switch ((enum run_stage)screen->stage) {
    case STAGE_PLAIN:
        break;
    case STAGE_SURE_SKIP:
        return command == COMMAND_SKIP && ui->view->run.offers_skip;
    case STAGE_SURE_END:
        return command == COMMAND_END && ui->view->run.offers_end;
    case STAGE_NOTE:
        return command == COMMAND_BACK || (command == COMMAND_SAVE && screen->note.text[0] != '\0');
    case STAGE_BESIDE:
        return command == COMMAND_BACK ||
               (command == COMMAND_BESIDE_RATE && run_has_beside_rating(screen));
    case STAGE_MORE:
    case STAGE_SPOIL:
        return false;
    }
    return can_in_state(ui, screen, command);
}

/* ---- what ------------------------------------------------------------------------------------------- */

void run_confirm(struct ui *ui, const struct run_screen *screen, uint8_t number)
{
    if (run_can(ui, screen, COMMAND_ARM) && run_site_of_number(ui, number))
        ui_act(ui, ACTION_CONFIRM_SITE, number, 0, NULL);
}

void run_open_note(struct ui *ui, struct run_screen *screen)
{
    screen->stage = STAGE_NOTE;
    ui_focus(ui, &screen->note);
}

static void do_go(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    if (run->now == NOW_INSTRUCT && run->instruction[0] && !run->instruction_read)
        ui_act(ui, ACTION_READ_ALOUD, 0, 0, NULL);
    ui_act(ui, ACTION_GO, 0, 0, NULL);
}

/* It is over at once: the way up of a key can be lost to a question that opens, and with it the next response would be. */
static void do_response(struct ui *ui)
{
    const double by_pointer = ui_is_by_pointer(ui);
    ui_act(ui, ACTION_RESPONSE, 1, by_pointer, NULL);
    ui_act(ui, ACTION_RESPONSE, 0, by_pointer, NULL);
}

/* A gauge that shows contact is believed until somebody says twice that it is wrong. */
static void do_off(struct ui *ui, struct run_screen *screen)
{
    if (ui->view->run.is_pressed && !screen->off_asked) {
        screen->off_asked = true;
        return;
    }
    screen->off_asked = false;
    ui_act(ui, ACTION_GO, 1, 0, NULL);
}

static void do_spoil(struct ui *ui, struct run_screen *screen)
{
    if (ui->view->run.offers_spoil && !ui->view->frame.is_live)
        screen->stage = STAGE_SPOIL;
    else
        screen->wants_spoil = !screen->wants_spoil;
}

static void do_note(struct ui *ui, struct run_screen *screen)
{
    screen->note_is_reason = false;
    screen->wants_note = ui->view->frame.is_live;
    if (ui->view->frame.is_live)
        ui_act(ui, ACTION_MARK, 0, 0, NULL);
    else
        run_open_note(ui, screen);
}

static void do_sure(struct ui *ui, struct run_screen *screen, enum run_stage stage,
                    enum action_kind kind)
{
    if (screen->stage == stage)
        ui_act(ui, kind, 0, 0, NULL);
    screen->stage = (uint8_t)(screen->stage == stage ? STAGE_PLAIN : stage);
    screen->asked_at = ui->now;
}

/* A note that is given up is gone; one that a trial interrupts waits. */
static void do_back(struct ui *ui, struct run_screen *screen)
{
    if (screen->stage == STAGE_NOTE) {
        ui_focus(ui, NULL);
        ui_field_set(ui, &screen->note, "");
    }
    if (screen->stage == STAGE_BESIDE)
        screen->entry.text[0] = '\0';
    screen->stage = STAGE_PLAIN;
}

static void do_save(struct ui *ui, struct run_screen *screen)
{
    if (screen->note_is_reason)
        ui_act(ui, ACTION_SPOIL, 0, 0, reasons[REASONS - 1].code);
    ui_act(ui, ACTION_NOTE, 0, 0, screen->note.text);
    do_back(ui, screen);
}

static void do_mark(struct ui *ui, enum run_command command)
{
    const enum view_cold_mark mark = command == COMMAND_COLD_ON     ? COLD_ON
                                     : command == COMMAND_COLD_PAIN ? COLD_PAIN
                                                                    : COLD_OFF;
    ui_act(ui, ACTION_COLD, mark, 0, NULL);
}

/* Of what the same key switches on and off. */
static bool switched_to(const struct ui *ui, enum run_command command)
{
    if (command == COMMAND_PLAY)
        return ui->view->run.recording != RECORDING_PLAYS;
    return command == COMMAND_MUTE && !ui->view->frame.is_muted;
}

static void do_plainly(struct ui *ui, enum run_command command)
{
    static const enum action_kind kinds[COMMANDS] = {
        [COMMAND_NO_ANSWER] = ACTION_SKIP,  [COMMAND_REPEAT] = ACTION_REPEAT,
        [COMMAND_REST] = ACTION_REST_AGAIN, [COMMAND_ALOUD] = ACTION_READ_ALOUD,
        [COMMAND_REVEAL] = ACTION_REVEAL,   [COMMAND_PLAY] = ACTION_PLAY,
        [COMMAND_MUTE] = ACTION_MUTE};
    ui_act(ui, kinds[command], switched_to(ui, command), 0, NULL);
}

static void do_try(struct ui *ui)
{
    ui_act(ui, ACTION_TRY_INSTRUMENT, ui->view->run.instrument_at, 0, NULL);
}

static void do_leave(struct ui *ui, struct run_screen *screen)
{
    screen->stage = STAGE_PLAIN;
    ui_act(ui, ACTION_LEAVE, 0, 0, NULL);
}

static void do_give_up(struct ui *ui, struct run_screen *screen, enum run_command command)
{
    if (command == COMMAND_SKIP)
        do_sure(ui, screen, STAGE_SURE_SKIP, ACTION_SKIP);
    else
        do_sure(ui, screen, STAGE_SURE_END, ACTION_END);
}

static void do_answer(struct ui *ui, struct run_screen *screen)
{
    run_answer(ui, screen);
    screen->entry.text[0] = '\0';
}

/* Beside a test the entry is opened first. */
static void do_rate(struct ui *ui, struct run_screen *screen, enum run_command command)
{
    if (command == COMMAND_COLD_RATE)
        run_rate(ui, screen);
    else if (screen->stage == STAGE_BESIDE)
        run_rate_beside(ui, screen);
    else
        screen->stage = STAGE_BESIDE;
}

void run_do(struct ui *ui, struct run_screen *screen, enum run_command command)
{
    assert(run_can(ui, screen, command));
    switch (command) {
    case COMMAND_GO:
        do_go(ui);
        return;
    case COMMAND_ANSWER:
        do_answer(ui, screen);
        return;
    case COMMAND_COLD_RATE:
    case COMMAND_BESIDE_RATE:
        do_rate(ui, screen, command);
        return;
    case COMMAND_COLD_ON:
    case COMMAND_COLD_PAIN:
    case COMMAND_COLD_OFF:
    case COMMAND_BESIDE_OUT:
        do_mark(ui, command);
        return;
    case COMMAND_ARM:
        run_confirm(ui, screen, run_due(ui)->number);
        return;
    case COMMAND_TRY:
        do_try(ui);
        return;
    case COMMAND_RESPONSE:
        do_response(ui);
        return;
    case COMMAND_OFF:
        do_off(ui, screen);
        return;
    case COMMAND_STUDY:
        ui_act(ui, ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
        return;
    case COMMAND_SPOIL:
        do_spoil(ui, screen);
        return;
    case COMMAND_NOTE:
        do_note(ui, screen);
        return;
    case COMMAND_SKIP:
    case COMMAND_END:
        do_give_up(ui, screen, command);
        return;
    case COMMAND_LEAVE:
        do_leave(ui, screen);
        return;
    case COMMAND_MORE:
        screen->stage = STAGE_MORE;
        return;
    case COMMAND_BACK:
        do_back(ui, screen);
        return;
    case COMMAND_SAVE:
        do_save(ui, screen);
        return;
    case COMMAND_NO_ANSWER:
    case COMMAND_REPEAT:
    case COMMAND_REST:
    case COMMAND_ALOUD:
    case COMMAND_REVEAL:
    case COMMAND_PLAY:
    case COMMAND_MUTE:
        do_plainly(ui, command);
        return;
    case COMMANDS:
        return;
    }
}

/* ---- keys ------------------------------------------------------------------------------------------- */

/* So long somebody may type on who has not seen yet that the question is gone. */
#define TYPED_ON MONO_SEC

/* Digits are sites: all that there are, since a wrong one is told with its name. */
static void hear_digits(struct ui *ui, const struct run_screen *screen)
{
    if (!run_can(ui, screen, COMMAND_ARM))
        return;
    for (uint8_t digit = 0; digit <= 9; digit++) {
        const struct site_view *site = run_site_of_digit(ui, digit);
        if (site && ui_key(ui, (enum input_key)('0' + digit)))
            run_confirm(ui, screen, site->number);
    }
}

void run_hear_keys(struct ui *ui, struct run_screen *screen)
{
    if (screen->cut_at == 0 || ui->now - screen->cut_at >= TYPED_ON) {
        hear_digits(ui, screen);
        run_hear_answer(ui, screen);
        run_hear_rating(ui, screen);
    }
    run_hear_beside(ui, screen);
    if (screen->stage == STAGE_BESIDE && run_has_beside_rating(screen) && ui_key(ui, KEY_ENTER))
        run_rate_beside(ui, screen);
    for (enum run_command command = 0; command < COMMANDS; command++)
        if (commands[command].key != KEY_NONE && run_can(ui, screen, command) &&
            ui_key(ui, commands[command].key))
            run_do(ui, screen, command);
}

const char *run_key_name(struct ui *ui, enum run_command command)
{
    const struct site_view *due = run_due(ui);
    if (command == COMMAND_ARM)
        return due ? ui_number(ui, site_digit(due->number), 0) : "";
    if (commands[command].key == KEY_ENTER)
        return ui_say(ui, TEXT_ui_key_enter);
    if (commands[command].key == KEY_ESCAPE)
        return ui_say(ui, TEXT_ui_key_escape);
    return commands[command].name;
}

const char *run_label(struct ui *ui, enum run_command command)
{
    if (command == COMMAND_GO) {
        const enum text_id text = go_text(&ui->view->run);
        return ui_say(ui, text != TEXTS ? text : TEXT_run_go);
    }
    if (command == COMMAND_ARM && run_is_small(ui))
        return ui_say(ui, TEXT_run_arm_short);
    if (command == COMMAND_ARM)
        return ui_fill(ui, TEXT_run_arm, "n",
                       run_due(ui) ? ui_number(ui, run_due(ui)->number, 0) : "", NULL);
    if (command == COMMAND_REPEAT && ui->view->run.repeat_reviews)
        return ui_say(ui, TEXT_run_look_at);
    if (command == COMMAND_REPEAT && ui->view->run.repeat_goes_on)
        return ui_say(ui, TEXT_run_go_on);
    if (command == COMMAND_PLAY && ui->view->run.recording == RECORDING_PLAYS)
        return ui_say(ui, TEXT_run_play_end);
    if (command == COMMAND_SKIP && ui->view->run.beside.waits)
        return ui_say(ui, TEXT_run_beside_waive);
    if (command == COMMAND_SPOIL && run_is_small(ui))
        return ui_say(ui, TEXT_run_spoil_short);
    if (command == COMMAND_MUTE && ui->view->frame.is_silent)
        return ui_say(ui, TEXT_run_tone_none);
    if (command == COMMAND_MUTE && ui->view->frame.is_muted)
        return ui_say(ui, TEXT_run_tone_off);
    return ui_say(ui, run_text(ui, commands[command].label));
}

/* ---- reasons ---------------------------------------------------------------------------------------- */

static void take_reason(struct ui *ui, struct run_screen *screen, int chosen)
{
    screen->stage = STAGE_PLAIN;
    screen->wants_spoil = false;
    if (chosen < 0)
        return;
    if (chosen == REASONS - 1) { /* spoiled when its note is written */
        screen->note_is_reason = true;
        run_open_note(ui, screen);
    } else {
        ui_act(ui, ACTION_SPOIL, 0, 0, reasons[chosen].code);
    }
}

void run_draw_reasons(struct ui *ui, struct run_screen *screen)
{
    const char *options[REASONS];
    for (size_t i = 0; i < REASONS; i++)
        options[i] = ui_say(ui, run_text(ui, reasons[i].text));
    const char *title =
        ui_fill(ui, TEXT_run_spoil_title, "n", ui_number(ui, ui->view->run.trial, 0), NULL);
    const int chosen = ui_modal(ui, title, ui_say(ui, TEXT_run_spoil_about), options, REASONS,
                                ui_say(ui, TEXT_run_spoil_keep));
    if (chosen != -1)
        take_reason(ui, screen, chosen);
}

void run_draw_more(struct ui *ui, struct run_screen *screen)
{
    static const enum run_command rare[] = {COMMAND_NOTE, COMMAND_SKIP, COMMAND_END, COMMAND_LEAVE};
    enum { RARE = sizeof rare / sizeof rare[0] };
    const char *options[RARE];
    enum run_command which[RARE];
    size_t n = 0;
    for (size_t i = 0; i < RARE; i++) {
        if (!can_in_state(ui, screen, rare[i]))
            continue;
        which[n] = rare[i];
        options[n++] = run_label(ui, rare[i]);
    }
    const int chosen =
        ui_modal(ui, ui_say(ui, TEXT_run_more_next), "", options, n, ui_say(ui, TEXT_run_back));
    if (chosen == -1)
        return;
    screen->stage = STAGE_PLAIN;
    if (chosen >= 0)
        run_do(ui, screen, which[chosen]);
}

static enum run_command sure_command(const struct run_screen *screen)
{
    return screen->stage == STAGE_SURE_SKIP ? COMMAND_SKIP : COMMAND_END;
}

bool run_is_second_touch(const struct ui *ui, mono_ns since)
{
    return ui_is_by_pointer(ui) && !parts_has_stood(ui, since);
}

/* Why a test begins though the conditioning is not where it was wanted. */
static void draw_waive(struct ui *ui, struct run_screen *screen)
{
    static const struct {
        const char *code;
        enum text_id text;
    } whys[] = {{"no_pain", TEXT_run_beside_no_pain},
                {"too_much", TEXT_run_beside_too_much},
                {"other", TEXT_run_reason_other}};
    enum { WHYS = sizeof whys / sizeof whys[0] };
    const char *options[WHYS];
    for (size_t i = 0; i < WHYS; i++)
        options[i] = ui_say(ui, whys[i].text);
    const int chosen =
        ui_modal(ui, ui_say(ui, TEXT_run_beside_waive), ui_say(ui, TEXT_run_beside_waive_about),
                 options, WHYS, ui_say(ui, TEXT_run_back));
    if (chosen == -1 || run_is_second_touch(ui, screen->asked_at))
        return;
    screen->stage = STAGE_PLAIN;
    if (chosen >= 0)
        ui_act(ui, ACTION_SKIP, 0, 0, whys[chosen].code);
}

/* A question that opens where the menu was touched is not answered by the second touch of the same hand. */
void run_draw_sure(struct ui *ui, struct run_screen *screen)
{
    const enum run_command command = sure_command(screen);
    if (command == COMMAND_SKIP && ui->view->run.beside.waits) {
        draw_waive(ui, screen);
        return;
    }
    const char *const options[] = {run_label(ui, command)};
    const struct run_lines words = run_sure(ui, screen);
    const int chosen =
        ui_modal(ui, words.line, words.detail, options, 1, ui_say(ui, TEXT_run_back));
    if (chosen == -1 || run_is_second_touch(ui, screen->asked_at))
        return;
    if (chosen == 0 && run_can(ui, screen, command))
        run_do(ui, screen, command);
    screen->stage = STAGE_PLAIN;
}
