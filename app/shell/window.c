#include "window_internal.h"

#include "base/clock.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "copy_internal.h"
#include "shell/input_of_sdl.h"
#include "shell/window_scale.h"

#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 1440, HEIGHT = 900, WIDTH_MIN = 800, HEIGHT_MIN = 600, AREAS_MAX = 32 };

/* ---- events -------------------------------------------------------------------------------------
 */

/* Engine thread. */
static void on_changed(void *context)
{
    struct window *window = context;
    SDL_Event event = {.type = window->wake};
    /* a queue that is full is being emptied; the next view wakes anew */
    if (!atomic_exchange(&window->is_woken, true) && SDL_PushEvent(&event) != 1)
        atomic_store(&window->is_woken, false);
}

static void raise_stop(struct window *window, const struct input_event *event)
{
    stop_raise(window->stop, event->kind == INPUT_KEY_DOWN ? STOP_KEY : STOP_SCREEN, event->t);
    window_hush(window);
}

static void stop_first(struct window *window, const struct input_event *event)
{
    if (gui_is_stop(window->gui, &window->view, event))
        raise_stop(window, event);
    if (event->kind != INPUT_FOCUS)
        return;
    window->is_unheard = !event->on;
    if (window->is_unheard && window->view.frame.is_energised)
        stop_raise(window->stop, STOP_FOCUS, event->t);
}

/* The keyboard went after the site was confirmed, and before anything was known to be armed. */
static void stop_unheard(struct window *window)
{
    const bool is_energised = window->view.frame.is_energised;
    if (is_energised && !window->was_energised && window->is_unheard)
        stop_raise(window->stop, STOP_FOCUS, window->now);
    window->was_energised = is_energised;
}

/* The stop line is raised before any screen hears of the event, then the participant is heard. */
static void hear_first(struct window *window, struct input_queue *queue, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < queue->n; i++) {
        stop_first(window, &queue->events[i]);
        if (!window->engine || !window_take_response(window, &queue->events[i]))
            queue->events[kept++] = queue->events[i];
    }
    queue->n = kept;
}

static bool has_session(const struct view *view)
{
    return view->run.now != NOW_NOTHING && view->run.now != NOW_SUMMARY;
}

/* Closing in mid-trial is a stop, and what was meant by it is asked when nobody is pressed any more; in a session it is asked
 * for. */
static void close_asked(struct window *window)
{
    window->is_to_be_asked = window->view.frame.is_live;
    if (window->view.frame.is_live)
        stop_raise(window->stop, STOP_WINDOW, window->now);
    else if (has_session(&window->view))
        gui_ask_to_close(window->gui);
    else
        window->is_leaving = true;
}

static bool is_to_be_painted(const SDL_Event *event)
{
    return event->type == SDL_WINDOWEVENT && (event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED ||
                                              event->window.event == SDL_WINDOWEVENT_EXPOSED);
}

/* With two windows open closing the examiner's is no end of the program yet. */
static bool is_close_of_one(const struct window *window, const SDL_Event *event)
{
    return window->participant.handle && event->type == SDL_WINDOWEVENT &&
           event->window.event == SDL_WINDOWEVENT_CLOSE &&
           event->window.windowID == SDL_GetWindowID(window->handle);
}

static void take_event(struct window *window, const SDL_Event *event, struct input_queue *queue)
{
    const struct input_screen screen = {window->scale, window->width, window->height};
    const size_t before = queue->n;
    if (event->type == SDL_QUIT || is_close_of_one(window, event))
        close_asked(window);
    else if (event->type == window->wake)
        atomic_store(&window->is_woken, false);
    else
        input_of_sdl(&screen, event, window->now, queue);
    window_hear_of_sound(window, event);
    window->is_stale |= is_to_be_painted(event);
    hear_first(window, queue, before);
}

static int wait_time(const struct window *window)
{
    const mono_ns until = gui_deadline(window->gui), now = mono_now();
    if (until <= now)
        return 1;
    return until - now > MONO_SEC ? 1000 : (int)((until - now) / MONO_MS) + 1;
}

/* True: it was for the participant's window alone. */
static bool is_participants(struct window *window, const SDL_Event *event)
{
    return participant_window_hear(&window->participant, event, mono_now());
}

/* The next event that is the examiner's business, in the time that there is; the participant's window is looked after meanwhile,
 * without a frame of the other. */
static bool await_event(struct window *window, SDL_Event *event)
{
    const mono_ns until = mono_now() + (window->is_stale ? 0 : wait_time(window)) * MONO_MS;
    for (;;) {
        participant_window_tend(&window->participant, mono_now());
        const mono_ns now = mono_now();
        const mono_ns due = mono_min(until, participant_window_due(&window->participant));
        const int ms = due <= now ? 0 : (int)((due - now + MONO_MS - 1) / MONO_MS);
        const bool found = SDL_WaitEventTimeout(event, ms) != 0;
        if (found && !is_participants(window, event))
            return true;
        if (window->participant.has_answer || mono_now() >= until)
            return false;
    }
}

static void hear(struct window *window, struct input_queue *queue)
{
    SDL_Event event;
    const bool found = await_event(window, &event);
    window->now = mono_now();
    if (!found)
        return;
    take_event(window, &event, queue);
    while (queue->n < INPUT_DEPTH && SDL_PollEvent(&event))
        if (!is_participants(window, &event))
            take_event(window, &event, queue);
}

/* ---- actions ------------------------------------------------------------------------------------
 */

static void act(struct window *window, const struct action *action)
{
    if (action->kind == ACTION_TRY_INSTRUMENT) /* its window may have been closed */
        participant_window_again(&window->participant);
    switch ((enum action_kind)action->kind) {
    case ACTION_QUIT:
        window->is_leaving = true;
        return;
    case ACTION_THEME:
        gui_set_theme(window->gui, (enum theme)action->number);
        return;
    case ACTION_STOP:
        return; /* raised already */
    case ACTION_LANGUAGE:
        gui_set_language(window->gui, (enum language)action->number);
        window->language = (enum language)action->number;
        audio_language(window->audio, window->language);
        break;
    case ACTION_PLAY:
        if (!window_play(window, action->number != 0))
            return;
        break;
    default:
        break;
    }
    if (engine_act(window->engine, action))
        return;
    gui_note_lost(window->gui, window->now);
    if (action->kind == ACTION_RESPONSE) /* nobody is pressed on who has responded */
        stop_raise(window->stop, STOP_FAULT, action->t);
}

/* ---- pixels -------------------------------------------------------------------------------------
 */

/* SDL gives the window's pixels anew when its size has changed. */
static enum status fit(struct window *window, struct why *why)
{
    SDL_Surface *pixels = SDL_GetWindowSurface(window->handle);
    if (!pixels || pixels->format->BytesPerPixel != 4)
        return why_set(why, STATUS_UNSUPPORTED, "this screen gives no 32-bit pixels: %s",
                       SDL_GetError());
    surface_free(window->surface);
    window->surface = NULL;
    window->width = pixels->w;
    window->height = pixels->h;
    gui_resize(window->gui, (float)pixels->w / window->scale, (float)pixels->h / window->scale);
    if (surface_of_pixels(pixels->pixels, pixels->w, pixels->h, pixels->pitch, window->scale,
                          window->fonts, &window->surface) != STATUS_OK)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the window");
    return STATUS_OK;
}

/* False: nothing of it is in the window. The X server ends a program that asks for pixels beyond its own. */
static bool pixels_of(const struct window *window, struct rect area, SDL_Rect *pixels)
{
    const SDL_Rect all = {0, 0, window->width, window->height};
    const int x = (int)(area.x * window->scale), y = (int)(area.y * window->scale);
    const int right = (int)((area.x + area.w) * window->scale) + 1;
    const int bottom = (int)((area.y + area.h) * window->scale) + 1;
    const SDL_Rect wanted = {x, y, right - x, bottom - y};
    return SDL_IntersectRect(&wanted, &all, pixels);
}

static void show(struct window *window)
{
    struct rect areas[AREAS_MAX];
    SDL_Rect rects[AREAS_MAX];
    int shown = 0;
    const bool whole = window->is_stale;
    const size_t n = gui_paint(window->gui, window->surface, whole, areas, AREAS_MAX);
    window->is_stale = false;
    if (n > AREAS_MAX || (whole && n > 0)) {
        SDL_UpdateWindowSurface(window->handle);
        return;
    }
    for (size_t i = 0; i < n; i++)
        shown += pixels_of(window, areas[i], &rects[shown]);
    if (shown > 0)
        SDL_UpdateWindowSurfaceRects(window->handle, rects, shown);
}

enum status window_frame(struct window *window, const struct input_queue *queue, struct why *why)
{
    struct actions actions = {.n = 0};
    const enum status status = window->is_stale ? fit(window, why) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    gui_frame(window->gui, window->now, &window->view, queue, &actions);
    for (size_t i = 0; i < actions.n && window->engine; i++)
        act(window, &actions.list[i]);
    show(window);
    return STATUS_OK;
}

/* One-shot answers are the examiner's keys, given by another hand. */
/* To what was on the participant's screen, which the session may have left since then. */
static void take_answer(struct window *window)
{
    struct action action = {.kind = ACTION_COLD, .t = window->now, .number = COLD_RATING};
    if (window->participant.view.is_asked)
        action.kind = ACTION_RATED;
    if (participant_window_answer(&window->participant, &action.value, &action.prompt) &&
        window->engine)
        act(window, &action);
}

static void show_participant(struct window *window)
{
    struct why why;
    struct participant_view view = window->view.participant;
    view.is_wanted |= window->config->shows_participant;
    take_answer(window);
    window->participant.examiners = window->handle;
    window->participant.fonts = window->fonts;
    if (participant_window_show(&window->participant, &view, &why) != STATUS_OK)
        fprintf(stderr, "limen: %s\n",
                why.text); /* on the card it is an instrument that is not there */
}

static void ask_what_waits(struct window *window)
{
    if (!window->is_to_be_asked || window->view.frame.is_live)
        return;
    window->is_to_be_asked = false;
    if (has_session(&window->view))
        gui_ask_to_close(window->gui);
}

enum status window_turn(struct window *window, struct why *why)
{
    static struct input_queue queue;
    input_clear(&queue);
    hear(window, &queue);
    if (window->engine)
        window->has_view |= engine_look(window->engine, &window->view);
    window_look_for_recording(window);
    stop_unheard(window);
    if (window->has_view)
        show_participant(window);
    ask_what_waits(window);
    const enum status status = window_frame(window, &queue, why);
    if (window->engine)
        window_sound(window);
    return status;
}

static bool is_time_over(const struct window *window, mono_ns began)
{
    const mono_ns lasts = window->config->lasts;
    return lasts > 0 && mono_now() - began >= lasts;
}

/* The first that shows something. */
static void leave_after_first_frame(struct window *window)
{
    if (!window->has_view || !window->config->is_first_frame_all)
        return;
    printf("{\"first_frame_ns\":%lld}\n", (long long)mono_now());
    window->is_leaving = true;
}

static enum status run(struct window *window, struct why *why)
{
    const mono_ns began = mono_now();
    enum status status = STATUS_OK;
    /* A signal has raised the stop line already; the session is left, not ended. */
    while (!window->is_leaving && status == STATUS_OK && !is_time_over(window, began) &&
           stop_raises(window->stop, STOP_SIGNAL) == 0) {
        status = window_turn(window, why);
        window_tell(window);
        window_keep_on_screen(window);
        leave_after_first_frame(window);
    }
    return status;
}

/* What the session still has to say is seen: RELEASE, perhaps. */
static enum status leave(struct window *window, struct why *why)
{
    enum status status = engine_leave(window->engine, why);
    while (status == STATUS_OK && !engine_has_left(window->engine)) {
        status = window_turn(window, why);
        window_tell(window);
    }
    return status;
}

/* ---- life ---------------------------------------------------------------------------------------
 */

/* Processes first: nothing may be forked once there are threads. */
static enum status start_processes(struct window *window, struct why *why)
{
    enum status status = nursery_start(&window->nursery, why);
    return status == STATUS_OK ? keeper_start(&window->keeper, why) : status;
}

/* What was asked for; else as large as it is wanted, and no larger than the screen: STOP is in its last corner. */
static SDL_Point size_on_screen(const struct window *window)
{
    const struct window_config *config = window->config;
    SDL_Point size = {(int)(WIDTH * window->scale), (int)(HEIGHT * window->scale)};
    SDL_Rect screen;
    if (config->width > 0 && config->height > 0)
        return (SDL_Point){config->width, config->height};
    if (SDL_GetDisplayUsableBounds(0, &screen) != 0)
        return size;
    size.x = size.x < screen.w ? size.x : screen.w;
    size.y = size.y < screen.h ? size.y : screen.h;
    return size;
}

static enum status open_screen(struct window *window, struct why *why)
{
    const SDL_Point size = size_on_screen(window);
    window->handle =
        SDL_CreateWindow("Limen", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, size.x, size.y,
                         SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (!window->handle)
        return why_set(why, STATUS_IO, "the window cannot be opened: %s", SDL_GetError());
    SDL_SetWindowMinimumSize(window->handle, WIDTH_MIN, HEIGHT_MIN);
    SDL_StartTextInput();
    window->is_stale = true;
    return STATUS_OK;
}

static enum status start_gui(struct window *window, struct why *why)
{
    enum status status = fonts_open(&window->fonts, why);
    if (status != STATUS_OK)
        return status;
    const struct gui_config config = {.width = WIDTH,
                                      .height = HEIGHT,
                                      .theme = window->config->theme,
                                      .language = window->config->language};
    status = gui_new(&config, window->fonts, &window->gui);
    return status == STATUS_OK ? STATUS_OK : why_set(why, status, "no memory for the window");
}

static enum status start_engine(struct window *window, struct why *why)
{
    const struct window_config *given = window->config;
    struct engine_config *config = calloc(1, sizeof *config);
    if (!config)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the program");
    COPY(config->study, given->study ? given->study : "");
    COPY(config->participant, given->participant ? given->participant : "");
    COPY(config->operator_name, given->operator_name ? given->operator_name : "");
    if (given->bench)
        config->bench = *given->bench;
    COPY(config->bench_path, given->bench_path ? given->bench_path : "");
    COPY(config->bench_problem, given->bench_problem ? given->bench_problem : "");
    COPY(config->state, given->state ? given->state : "");
    COPY(config->offered, given->offered ? given->offered : "");
    COPY(config->notice, given->notice ? given->notice : "");
    COPY(config->window, window->participant.place);
    for (size_t i = 0; i < given->n_ports && i < ENGINE_PORTS_MAX; i++)
        COPY(config->ports[config->n_ports++], given->ports[i]);
    config->seed = given->seed;
    config->language = given->language;
    config->is_demo = given->is_demo;
    config->stop = window->stop;
    config->nursery = window->nursery;
    config->keeper = window->keeper;
    config->changed = on_changed;
    config->context = window;
    enum status status = paths_protocols(config->library, why);
    COPY(config->protocol, given->protocol ? given->protocol : "");
    config->set = given->set;
    if (status == STATUS_OK)
        status = engine_start(config, &window->engine, why);
    free(config);
    return status;
}

enum status window_open_desktop(struct window *window, struct why *why)
{
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    /* The surface goes to the screen as it is: through a renderer it would cost a graphics driver's memory (80 MB here) and
     * more time than painting. */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    /* What draws where nobody sees it is not asked; a variable of the environment can still ask for it. */
    const char *desktop = getenv("WAYLAND_DISPLAY");
    SDL_SetHint(SDL_HINT_VIDEODRIVER, desktop && desktop[0] ? "x11,wayland,KMSDRM" : "x11,KMSDRM");
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return why_set(why, STATUS_IO,
                       "there is no screen to open the window on (%s): start it on a desktop; in a "
                       "terminal `limen run` runs a session and `limen demo --terminal` shows one",
                       SDL_GetError());
    window->wake = SDL_RegisterEvents(1);
    return STATUS_OK;
}

/* As it was asked for; else by the display, unless a size in pixels was asked for. */
static float scale_of(const struct window_config *config)
{
    SDL_Rect room;
    float dpi;
    if (config->scale > 0)
        return (float)config->scale;
    if (config->width > 0 || SDL_GetDisplayUsableBounds(0, &room) != 0 ||
        SDL_GetDisplayDPI(0, &dpi, NULL, NULL) != 0)
        return 1;
    return window_scale_for(dpi, room.w, room.h);
}

enum status window_open(struct window *window, struct why *why)
{
    window->scale = scale_of(window->config);
    const enum status status = start_gui(window, why);
    return status == STATUS_OK ? open_screen(window, why) : status;
}

void window_close(struct window *window)
{
    participant_window_close(&window->participant);
    surface_free(window->surface);
    gui_free(window->gui);
    if (window->fonts)
        fonts_close(window->fonts);
    if (window->handle)
        SDL_DestroyWindow(window->handle);
    SDL_Quit();
}

/* An alarm that nobody can hear is known before the first trial. */
static void start_sound(struct window *window)
{
    const struct action silence = {.kind = ACTION_NO_SOUND, .t = mono_now()};
    if (!window_open_sound(window))
        act(window, &silence);
}

/* The engine gets ready while the window opens. */
static enum status start(struct window *window, struct why *why)
{
    enum status status = start_processes(window, why);
    if (status == STATUS_OK)
        status = window_open_desktop(window, why);
    if (status == STATUS_OK)
        status = start_engine(window, why);
    if (status == STATUS_OK)
        status = window_open(window, why);
    if (status == STATUS_OK)
        start_sound(window);
    return status;
}

static enum status finish(struct window *window, enum status status, struct why *why)
{
    struct why last;
    if (window->engine && engine_join(window->engine, &last) != STATUS_OK)
        status = why_set(why, STATUS_IO, "%s", last.text);
    window_close_sound(window);
    window_close(window);
    if (window->keeper && keeper_stop(window->keeper) != STATUS_OK)
        status = why_set(why, STATUS_TIMEOUT,
                         "an instrument has not taken the order to stop: take it off the "
                         "participant and switch it off");
    nursery_stop(window->nursery);
    return status;
}

static enum status live(struct window *window, struct why *why)
{
    enum status status = start(window, why);
    if (status == STATUS_OK)
        status = run(window, why);
    if (status == STATUS_OK)
        status = leave(window, why);
    return finish(window, status, why);
}

int window_run(const struct window_config *config)
{
    struct window *window = calloc(1, sizeof *window);
    struct stop_line stop;
    struct why why = {0};
    if (!window) {
        fputs("limen: no memory for the window\n", stderr);
        return status_exit_code(STATUS_NO_MEMORY);
    }
    stop_init(&stop);
    window->config = config;
    window->stop = &stop;
    participant_window_init(&window->participant);
    command_stop_on_signals(&stop);
    const enum status status = live(window, &why);
    command_stop_on_signals(NULL);
    stop_fini(&stop);
    free(window);
    if (status != STATUS_OK)
        fprintf(stderr, "limen: %s\n", why.text);
    return status_exit_code(status);
}
