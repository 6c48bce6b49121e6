/* Who gets the event of this layout: the first who wants it. */
#include "ui_state_internal.h"

#include <assert.h>
#include <string.h>

void keys_add(struct key_set *set, unsigned key)
{
    assert(key < KEY_WORDS * 64);
    set->words[key / 64] |= UINT64_C(1) << key % 64;
}

void keys_remove(struct key_set *set, unsigned key)
{
    assert(key < KEY_WORDS * 64);
    set->words[key / 64] &= ~(UINT64_C(1) << key % 64);
}

bool keys_has(const struct key_set *set, unsigned key)
{
    assert(key < KEY_WORDS * 64);
    return (set->words[key / 64] >> key % 64 & 1) != 0;
}

bool keys_is_empty(const struct key_set *set)
{
    for (size_t i = 0; i < KEY_WORDS; i++)
        if (set->words[i] != 0)
            return false;
    return true;
}

bool rect_has(struct rect rect, float x, float y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h;
}

struct rect rect_inset(struct rect rect, float by)
{
    return (struct rect){rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by};
}

uint32_t ui_id(const struct ui *ui, const char *label)
{
    uint32_t id = 2166136261u ^ (uint32_t)ui->state->panel;
    for (; *label != '\0'; label++)
        id = (id ^ (unsigned char)*label) * 16777619u;
    return id != 0 ? id : 1;
}

bool ui_hears(const struct ui *ui)
{
    const struct ui_state *state = ui->state;
    return state->event != NULL && !state->is_taken && !state->is_shut;
}

bool ui_offers(const struct ui *ui, enum input_kind kind)
{
    return ui_hears(ui) && ui->state->event->kind == kind;
}

bool ui_has_keyboard(const struct ui *ui)
{
    return ui->state->has_keyboard;
}

static bool is_key(const struct input_event *event, enum input_key key)
{
    return event->key == key || (key == KEY_ENTER && event->key == KEY_PAD_ENTER);
}

/* Of no use to a line of text. */
static bool is_beyond_text(enum input_key key)
{
    return key == KEY_ENTER || key == KEY_PAD_ENTER || key == KEY_ESCAPE || key == KEY_UP ||
           key == KEY_DOWN || key == KEY_PAGE_UP || key == KEY_PAGE_DOWN ||
           (key >= KEY_F1 && key <= KEY_F12);
}

static bool types_text(unsigned key)
{
    return key < KEY_ENTER || (key >= KEY_PAD_0 && key <= KEY_PAD_POINT);
}

/* Takes the press when it is this one. */
static bool take_key(struct ui *ui, enum input_key key, bool control)
{
    struct ui_state *state = ui->state;
    if (key == KEY_NONE || !ui_offers(ui, INPUT_KEY_DOWN) || !state->is_edge)
        return false;
    const struct input_event *event = state->event;
    if (event->control != control || !is_key(event, key) || !keys_is_empty(&state->waiting))
        return false;
    if (state->focus != NULL && !control && !is_beyond_text(key))
        return false;
    state->is_taken = true;
    state->swallow = types_text(event->key) && !control ? event->key : KEY_NONE;
    keys_add(&state->owned, event->key);
    return true;
}

bool ui_key(struct ui *ui, enum input_key key)
{
    return take_key(ui, key, false);
}

bool ui_chord(struct ui *ui, enum input_key key)
{
    return take_key(ui, key, true);
}

bool ui_is_by_pointer(const struct ui *ui)
{
    const struct input_event *event = ui->state->event;
    return event != NULL && (event->kind == INPUT_PRESS || event->kind == INPUT_RELEASE);
}

bool ui_is_burst(const struct ui *ui)
{
    return ui->state->is_burst;
}

bool ui_key_up(struct ui *ui, enum input_key key)
{
    struct ui_state *state = ui->state;
    if (!ui_offers(ui, INPUT_KEY_UP) || !is_key(state->event, key) ||
        !keys_has(&state->owned, state->event->key))
        return false;
    state->is_taken = true;
    return true;
}

struct ui_pointer *ui_pointer_of(struct ui *ui)
{
    const unsigned pointer = ui->state->event->pointer;
    return &ui->state->pointers[pointer < POINTERS_MAX ? pointer : POINTERS_MAX - 1];
}

bool ui_press(struct ui *ui, struct rect area, uint32_t id)
{
    assert(id != 0);
    struct ui_state *state = ui->state;
    if (!ui_hears(ui))
        return false;
    const struct input_event *event = state->event;
    if (event->kind != INPUT_PRESS && event->kind != INPUT_RELEASE)
        return false;
    if (!rect_has(area, event->x, event->y))
        return false;
    struct ui_pointer *pointer = ui_pointer_of(ui);
    if (event->kind == INPUT_RELEASE && (!pointer->is_down || pointer->id != id))
        return false;
    state->is_taken = true;
    pointer->id = id;
    return event->kind == INPUT_RELEASE;
}

bool ui_held_at(const struct ui *ui, uint32_t id, struct point *at)
{
    for (size_t i = 0; i < POINTERS_MAX; i++) {
        const struct ui_pointer *pointer = &ui->state->pointers[i];
        if (!pointer->is_down || pointer->id != id)
            continue;
        *at = pointer->at;
        return true;
    }
    return false;
}

bool ui_is_held(const struct ui *ui, uint32_t id)
{
    struct point at;
    return ui_held_at(ui, id, &at);
}

float ui_scroll(struct ui *ui)
{
    if (!ui_offers(ui, INPUT_SCROLL))
        return 0;
    ui->state->is_taken = true;
    return ui->state->event->y;
}

static struct action *add_action(struct ui *ui, enum action_kind kind, const char *text)
{
    struct actions *actions = ui->actions;
    assert(actions->n < ACTIONS_MAX); /* gui_frame() keeps events back in time */
    struct action *action = &actions->list[actions->n++];
    const struct input_event *event = ui->state->event;
    *action = (struct action){
        .kind = (uint8_t)kind,
        .t = event ? event->t : ui->now,
        .prompt = ui->view->run.prompt,
    };
    if (text == NULL)
        return action;
    const size_t n = strlen(text);
    assert(n < ACTION_TEXT_MAX);
    memcpy(action->text, text, n + 1);
    return action;
}

void ui_act(struct ui *ui, enum action_kind kind, int64_t number, double value, const char *text)
{
    struct action *action = add_action(ui, kind, text);
    action->number = number;
    action->value = value;
}

/* ---- answers */

void ui_ask(struct ui *ui, const struct ui_field *field, enum action_kind kind, int64_t number)
{
    assert(action_is_answered(kind));
    struct action *action = add_action(ui, kind, field->text);
    action->number = number;
    action->question = ++ui->state->question;
    ui->state->asked = field;
}

void ui_expect_nothing(struct ui *ui)
{
    ui->state->asked = NULL;
}

enum ui_answer ui_answer(const struct ui *ui, const struct ui_field *field)
{
    const struct frame_view *frame = &ui->view->frame;
    if (ui->state->asked != field)
        return UI_NOT_ASKED;
    if (ui->state->question != frame->answered)
        return UI_WAITS;
    return frame->refusal[0] == '\0' ? UI_DONE : UI_REFUSED;
}
