/* One frame: the events in their order, each in a layout of its own; then what is to be seen; then only what changed is
 * painted.
 *
 * 1. STOP is recognised before any widget hears the event, whatever the screen or modal.
 * 2. An event belongs to the screen that was shown when it happened: what follows a change of screen waits for the frame
 *    that shows the new one. Actions that would not fit wait, too. Nothing is dropped silently.
 * 3. The surface always equals all panels painted in the order of their numbers (panels.c). */
#include "gui/gui.h"

#include "base/text.h"
#include "panels_internal.h"
#include "screens_internal.h"
#include "ui_state_internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ACTIONS_PER_EVENT = 4 };

struct gui {
    struct ui ui;
    struct ui_state state;
    struct screens screens;
    struct input_queue queue; /* what waits for the next frame */
    uint8_t screen;           /* of the last frame */
    bool was_live;
    mono_ns lost_at; /* input was lost; negative: never */
    mono_ns rest_due;
    void (*draw)(struct ui *ui, void *context); /* in place of the view's screen; NULL: none */
    void *draw_context;
    struct canvas *blank;
    bool asks_to_close;
    bool is_whole_due; /* size or theme have changed: all is painted next */
};

static void set_size(struct gui *gui, float width, float height)
{
    gui->ui.width = width;
    gui->ui.height = height;
    gui->ui.is_small = width < 1200;
    gui->is_whole_due = true;
}

enum status gui_new(const struct gui_config *config, struct fonts *fonts, struct gui **out)
{
    *out = NULL;
    struct gui *gui = calloc(1, sizeof *gui);
    if (gui == NULL)
        return STATUS_NO_MEMORY;
    gui->ui = (struct ui){
        .theme = config->theme, .language = config->language, .fonts = fonts, .state = &gui->state};
    gui->lost_at = -1;
    gui->screen = SCREENS;
    gui->rest_due = MONO_NEVER;
    gui->blank = canvas_new();
    set_size(gui, config->width, config->height);
    if (ui_state_init(&gui->state) != STATUS_OK || gui->blank == NULL) {
        gui_free(gui);
        return STATUS_NO_MEMORY;
    }
    *out = gui;
    return STATUS_OK;
}

void gui_free(struct gui *gui)
{
    if (gui == NULL)
        return;
    ui_state_fini(&gui->state);
    canvas_free(gui->blank);
    free(gui);
}

void gui_resize(struct gui *gui, float width, float height)
{
    if (width != gui->ui.width || height != gui->ui.height)
        set_size(gui, width, height);
}

void gui_set_theme(struct gui *gui, enum theme theme)
{
    gui->ui.theme = theme;
    gui->is_whole_due = true;
}

void gui_set_language(struct gui *gui, enum language language)
{
    gui->ui.language = language;
}

void gui_replace_screen(struct gui *gui, void (*draw)(struct ui *ui, void *context), void *context)
{
    gui->draw = draw;
    gui->draw_context = context;
}

bool gui_is_stop(const struct gui *gui, const struct view *view, const struct input_event *event)
{
    if (event->kind == INPUT_PRESS)
        return frame_is_on_stop(gui->ui.width, gui->ui.height, event->x, event->y);
    if (event->kind != INPUT_KEY_DOWN || event->key != KEY_SPACE)
        return false;
    /* a Space that is still held while something goes live stops it, too: a stop too many harms nobody */
    return view->frame.is_live || (!event->repeat && gui->state.focus == NULL);
}

bool gui_is_typing(const struct gui *gui)
{
    return gui->state.focus != NULL;
}

bool gui_owns_key(uint16_t key)
{
    return key < ' ' || (key >= '0' && key <= '9') ||
           (key >= KEY_ENTER && (key < KEY_F1 || key > KEY_F12)) || run_owns_key(key) ||
           frame_owns_key(key);
}

void gui_note_lost(struct gui *gui, mono_ns now)
{
    gui->lost_at = now;
}

/* ---- a frame */

static void draw_screen(struct gui *gui)
{
    struct ui *ui = &gui->ui;
    if (gui->draw != NULL) {
        gui->draw(ui, gui->draw_context);
        return;
    }
    switch ((enum screen)ui->view->screen) {
    case SCREEN_STUDY:
        screen_study(ui, &gui->screens.study);
        return;
    case SCREEN_BENCH:
        screen_bench(ui, &gui->screens.bench);
        return;
    case SCREEN_SESSION:
        screen_run(ui, &gui->screens.run);
        return;
    case SCREEN_RESULTS:
        screen_results(ui, &gui->screens.results);
        return;
    case SCREEN_PROTOCOL:
        screen_protocol(ui, &gui->screens.protocol);
        return;
    case SCREENS:
        break;
    }
    assert(false);
}

void gui_ask_to_close(struct gui *gui)
{
    gui->asks_to_close = gui->asks_to_close || !gui->state.had_modal;
}

static void ask_to_close(struct gui *gui)
{
    struct ui *ui = &gui->ui;
    const char *const options[] = {ui_say(ui, TEXT_ui_close_do)};
    const int chosen = ui_modal(ui, ui_say(ui, TEXT_ui_close), ui_say(ui, TEXT_ui_close_about),
                                options, 1, ui_say(ui, TEXT_ui_close_not));
    if (chosen == 0)
        ui_act(ui, ACTION_QUIT, 0, 0, NULL);
    gui->asks_to_close = chosen == -1;
}

static void lay_out(struct gui *gui, const struct input_event *event)
{
    struct ui *ui = &gui->ui;
    gui->asks_to_close = gui->asks_to_close && !ui->view->frame.is_live;
    const bool asks = gui->asks_to_close;
    const bool is_stop = event != NULL && gui_is_stop(gui, ui->view, event);
    ui_begin(ui, event);
    if (is_stop) {
        gui->state.is_taken = true;
        gui->state.swallow = event->kind == INPUT_KEY_DOWN ? KEY_SPACE : KEY_NONE;
        ui_act(ui, ACTION_STOP, 0, 0, NULL);
    }
    if (asks)
        ui_modal_begin(ui);
    draw_screen(gui);
    frame_draw(ui, gui->lost_at);
    if (asks)
        ask_to_close(gui);
    ui_end(ui);
}

/* Theme and language change here at once; the action lets the shell remember. True: another screen is asked for. */
static bool obey(struct gui *gui, size_t from)
{
    bool leaves = false;
    for (size_t i = from; i < gui->ui.actions->n; i++) {
        const struct action *action = &gui->ui.actions->list[i];
        if (action->kind == ACTION_THEME)
            gui_set_theme(gui, (enum theme)action->number);
        else if (action->kind == ACTION_LANGUAGE)
            gui_set_language(gui, (enum language)action->number);
        else if (action->kind == ACTION_SCREEN)
            leaves = true;
    }
    return leaves;
}

static void note_view(struct gui *gui, const struct view *view)
{
    if (gui->screen != view->screen) {
        ui_blur(&gui->state);
        ui_forget_pointers(&gui->state);
        screen_run_left(&gui->screens.run);
        gui->state.owned = (struct key_set){0};
    }
    if (view->frame.is_live && !gui->was_live)
        gui->state.waiting = gui->state.down;
    if (!view->frame.is_live)
        gui->state.waiting = (struct key_set){0};
    gui->screen = view->screen;
    gui->was_live = view->frame.is_live;
}

static void take_input(struct gui *gui, const struct input_queue *input)
{
    gui->queue.overflowed = input->overflowed;
    for (size_t i = 0; i < input->n; i++)
        input_push(&gui->queue, &input->events[i]);
    if (gui->queue.overflowed)
        gui->lost_at = gui->ui.now;
}

static void hear_all(struct gui *gui)
{
    struct actions *actions = gui->ui.actions;
    size_t heard = 0;
    bool leaves = false;
    while (heard < gui->queue.n && !leaves && actions->n + ACTIONS_PER_EVENT <= ACTIONS_MAX) {
        const size_t before = actions->n;
        lay_out(gui, &gui->queue.events[heard++]);
        leaves = obey(gui, before);
    }
    gui->queue.n -= heard;
    memmove(gui->queue.events, gui->queue.events + heard,
            gui->queue.n * sizeof gui->queue.events[0]);
}

/* The seconds of a rest change on the second. */
static mono_ns next_second(mono_ns now, const struct view *view)
{
    const double left = view->run.rest_left_s;
    if (view->screen != SCREEN_SESSION || !(left > 0))
        return MONO_NEVER;
    const double part = left - floor(left);
    return now + mono_from_sec(part > 0.001 ? part : 1);
}

void gui_frame(struct gui *gui, mono_ns now, const struct view *view,
               const struct input_queue *input, struct actions *actions)
{
    gui->ui.now = now;
    gui->ui.view = view;
    gui->ui.actions = actions;
    actions->n = 0;
    note_view(gui, view);
    take_input(gui, input);
    hear_all(gui);
    lay_out(gui, NULL);
    gui->rest_due = next_second(now, view);
    gui->ui.view = NULL;
    gui->ui.actions = NULL;
}

mono_ns gui_deadline(const struct gui *gui)
{
    if (gui->queue.n > 0)
        return gui->ui.now;
    return mono_min(gui->state.wake, gui->rest_due);
}

/* ---- painting */

size_t gui_paint(struct gui *gui, struct surface *surface, bool whole, struct rect *areas,
                 size_t areas_max)
{
    const struct panels panels = {.list = gui->state.panels,
                                  .all = {0, 0, gui->ui.width, gui->ui.height},
                                  .ground = theme_colour(gui->ui.theme, COLOUR_BG),
                                  .blank = gui->blank,
                                  .fonts = gui->ui.fonts,
                                  .surface = surface};
    struct painted painted = {.areas = areas, .room = areas ? areas_max : 0};
    if (whole || gui->is_whole_due)
        panels_paint_all(&panels, &painted);
    else
        panels_paint_changes(&panels, &painted);
    gui->is_whole_due = false;
    return painted.n;
}

char *gui_dump(const struct gui *gui)
{
    struct text out;
    text_init(&out);
    for (size_t i = 0; i < PANELS; i++) {
        const struct ui_canvas *panel = &gui->state.panels[i];
        if (!panel->is_used)
            continue;
        char *list = canvas_dump(panel->canvas);
        if (list == NULL) {
            text_fini(&out);
            return NULL;
        }
        text_append_format(&out, "panel %zu %.2f %.2f %.2f %.2f\n%s", i, (double)panel->area.x,
                           (double)panel->area.y, (double)panel->area.w, (double)panel->area.h,
                           list);
        free(list);
    }
    if (!text_is_whole(&out) || out.data == NULL) {
        text_fini(&out);
        return NULL;
    }
    return out.data;
}
