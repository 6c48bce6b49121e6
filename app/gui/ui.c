/* Panels, the texts of a layout, and the life of one layout. A frame lays the screen out once for each event and once more
 * without any, so that events keep their order whichever widget wants them, and what is seen is what came of them. */
#include "field_internal.h"
#include "ui_state_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024 };

/* Scanners send an ID with all that ends it within this time; a hand needs longer for what it thinks about. */
#define TYPED_BURST (700 * MONO_MS)

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    char bytes[];
};

enum status ui_state_init(struct ui_state *state)
{
    *state = (struct ui_state){.has_keyboard = true, .wake = MONO_NEVER, .typed_at = -TYPED_BURST};
    for (size_t i = 0; i < PANELS; i++) {
        state->panels[i].canvas = canvas_new();
        state->panels[i].painted = canvas_new();
        if (state->panels[i].canvas == NULL || state->panels[i].painted == NULL) {
            ui_state_fini(state);
            return STATUS_NO_MEMORY;
        }
    }
    return STATUS_OK;
}

static void blocks_free(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void ui_state_fini(struct ui_state *state)
{
    ui_blur(state);
    for (size_t i = 0; i < PANELS; i++) {
        canvas_free(state->panels[i].canvas);
        canvas_free(state->panels[i].painted);
    }
    blocks_free(state->words);
    state->words = NULL;
}

/* Room for `n` bytes until the end of the layout; NULL: no memory. */
static char *words_take(struct ui_state *state, size_t n)
{
    struct arena_block *block = state->words;
    if (block == NULL || block->size - block->used < n) {
        const size_t size = n > BLOCK_SIZE ? n : BLOCK_SIZE;
        block = malloc(sizeof *block + size);
        if (block == NULL)
            return NULL;
        *block = (struct arena_block){.next = state->words, .size = size};
        state->words = block;
    }
    char *room = block->bytes + block->used;
    block->used += n;
    return room;
}

static void words_clear(struct ui_state *state)
{
    if (state->words == NULL)
        return;
    blocks_free(state->words->next);
    state->words->next = NULL;
    state->words->used = 0;
}

const char *ui_keep(struct ui *ui, const char *text)
{
    const size_t n = strlen(text) + 1;
    char *room = words_take(ui->state, n);
    /* "…" says that something should stand there; half a text or an old one would deceive */
    return room != NULL ? memcpy(room, text, n) : "…";
}

colour ui_colour(const struct ui *ui, enum role_colour role)
{
    return theme_colour(ui->theme, role);
}

void ui_panel(struct ui *ui, enum panel_id id, struct rect area, bool fill)
{
    assert(id < PANELS);
    struct ui_canvas *panel = &ui->state->panels[id];
    assert(!panel->is_used);
    canvas_clear(panel->canvas);
    panel->area = area;
    panel->is_used = true;
    ui->state->panel = id;
    ui->canvas = panel->canvas;
    if (!fill)
        return;
    const bool has_border = ui->theme == THEME_LIGHT;
    canvas_round(ui->canvas, area, SIZE_RADIUS, ui_colour(ui, COLOUR_PANEL),
                 (struct stroke){.colour = has_border ? ui_colour(ui, COLOUR_LINE) : COLOUR_NONE,
                                 .width = has_border ? 1 : 0});
}

void ui_wake(struct ui *ui, mono_ns at)
{
    ui->state->wake = mono_min(ui->state->wake, at);
}

void ui_blur(struct ui_state *state)
{
    if (state->focus == NULL)
        return;
    edit_free(state->focus->edit);
    state->focus->edit = NULL;
    state->focus->has_focus = false;
    state->focus = NULL;
}

void ui_forget_pointers(struct ui_state *state)
{
    for (size_t i = 0; i < POINTERS_MAX; i++)
        state->pointers[i].id = 0;
}

static void note_key(struct ui_state *state, const struct input_event *event)
{
    if (event->kind == INPUT_KEY_DOWN) {
        /* some systems do not mark what a held key repeats: a key that is down cannot go down */
        state->is_edge = !event->repeat && !keys_has(&state->down, event->key);
        keys_add(&state->down, event->key);
        if (state->is_edge)
            state->swallow = KEY_NONE;
    } else {
        keys_remove(&state->down, event->key);
        keys_remove(&state->waiting, event->key);
    }
}

static void note_typing(struct ui_state *state, const struct input_event *event)
{
    const bool is_enter =
        event->kind == INPUT_KEY_DOWN && (event->key == KEY_ENTER || event->key == KEY_PAD_ENTER);
    state->is_burst = event->t - state->typed_at < TYPED_BURST;
    if (is_enter || event->kind == INPUT_TEXT)
        state->typed_at = event->t;
}

static void note_event(struct ui *ui, const struct input_event *event)
{
    struct ui_state *state = ui->state;
    note_typing(state, event);
    if (event->kind == INPUT_KEY_DOWN || event->kind == INPUT_KEY_UP)
        note_key(state, event);
    if (event->kind == INPUT_TEXT && state->swallow != KEY_NONE)
        state->is_taken = true;
    if (event->kind == INPUT_MOVE || event->kind == INPUT_PRESS)
        ui_pointer_of(ui)->at = (struct point){event->x, event->y};
    if (event->kind == INPUT_PRESS)
        *ui_pointer_of(ui) = (struct ui_pointer){true, 0, {event->x, event->y}};
    if (event->kind == INPUT_FOCUS) {
        state->has_keyboard = event->on;
        /* what goes up while another window has the keyboard is not told */
        state->down = state->owned = state->waiting = (struct key_set){0};
        if (!event->on)
            ui_forget_pointers(state);
    }
}

void ui_begin(struct ui *ui, const struct input_event *event)
{
    struct ui_state *state = ui->state;
    words_clear(state);
    for (size_t i = 0; i < PANELS; i++)
        state->panels[i].is_used = false;
    state->event = event;
    state->is_edge = state->is_taken = state->is_shut = state->had_modal = false;
    state->focus_seen = false;
    state->last_field = state->first_field = NULL;
    state->wake = MONO_NEVER;
    if (ui->view->frame.is_live)
        ui_blur(state);
    if (event != NULL)
        note_event(ui, event);
}

static void end_focus(struct ui *ui)
{
    struct ui_state *state = ui->state;
    if (state->tab_on && state->first_field != NULL)
        ui_focus(ui, state->first_field);
    state->tab_on = false;
    const struct input_event *event = state->event;
    const bool gives_up = event != NULL && !state->is_taken && state->is_edge &&
                          event->key == KEY_ESCAPE && !state->had_modal;
    if (!state->focus_fresh && (gives_up || !state->focus_seen))
        ui_blur(state);
    state->focus_fresh = false;
}

void ui_end(struct ui *ui)
{
    struct ui_state *state = ui->state;
    const struct input_event *event = state->event;
    end_focus(ui);
    if (event == NULL)
        return;
    if (event->kind == INPUT_KEY_UP) {
        keys_remove(&state->owned, event->key);
        if (event->key == state->swallow)
            state->swallow = KEY_NONE;
    }
    if (event->kind == INPUT_RELEASE)
        *ui_pointer_of(ui) = (struct ui_pointer){.at = {event->x, event->y}};
    state->event = NULL;
}
