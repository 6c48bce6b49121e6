#include "measure_window_internal.h"

#include "base/clock.h"
#include "cli/measure_live.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FRAMES = 600, IDLE_FRAMES = 300, STARTS = 20, FRAME_MS = 16 };

/* ---- a window that draws -------------------------------------------------------------------------- */

static Uint32 on_timer(Uint32 interval, void *context)
{
    const struct stage *stage = context;
    SDL_Event event = {.type = stage->window->wake};
    SDL_PushEvent(&event);
    return interval;
}

enum status stage_open(struct stage *stage, int width, int height, struct stop_line *stop,
                       struct why *why)
{
    *stage = (struct stage){.config = {.width = width,
                                       .height = height,
                                       .scale = width > 2000 ? 2 : 1,
                                       .theme = THEME_DARK,
                                       .language = LANGUAGE_EN}};
    stage->window = calloc(1, sizeof *stage->window);
    if (!stage->window)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the window");
    stage->window->config = &stage->config;
    stage->window->stop = stop;
    measure_view_begin(&stage->window->view);
    enum status status = window_open_desktop(stage->window, why);
    if (status == STATUS_OK)
        status = window_open(stage->window, why);
    if (status == STATUS_OK && SDL_InitSubSystem(SDL_INIT_TIMER) == 0)
        stage->timer = SDL_AddTimer(FRAME_MS, on_timer, stage);
    return status;
}

void stage_close(struct stage *stage)
{
    if (!stage->window)
        return;
    if (stage->timer)
        SDL_RemoveTimer(stage->timer);
    window_close(stage->window);
    free(stage->window);
}

enum status stage_turn(struct stage *stage, struct why *why)
{
    measure_view_step(&stage->window->view, mono_now());
    return window_turn(stage->window, why);
}

/* ---- frames --------------------------------------------------------------------------------------- */

struct frames {
    double ms[FRAMES], whole_ms[FRAMES / 10];
    size_t n, n_whole, idle_paints;
    int width, height;
    char driver[32];
};

/* From the view to the pixels that the window system has taken. */
static enum status draw_ramp(struct stage *stage, struct frames *frames, struct why *why)
{
    const struct input_queue nothing = {.n = 0};
    struct window *window = stage->window;
    enum status status = STATUS_OK;
    for (frames->n = 0; frames->n < FRAMES && status == STATUS_OK; frames->n++) {
        window->now += FRAME_MS * MONO_MS;
        measure_view_step(&window->view, window->now);
        const mono_ns began = mono_now();
        status = window_frame(window, &nothing, why);
        frames->ms[frames->n] = mono_to_sec(mono_now() - began) * 1e3;
    }
    return status;
}

/* The floor: the window system takes all pixels, and nothing is drawn. */
static void present_whole(const struct stage *stage, struct frames *frames)
{
    while (frames->n_whole < sizeof frames->whole_ms / sizeof frames->whole_ms[0]) {
        const mono_ns began = mono_now();
        SDL_UpdateWindowSurface(stage->window->handle);
        frames->whole_ms[frames->n_whole++] = mono_to_sec(mono_now() - began) * 1e3;
    }
}

/* Nothing runs and nothing is new, but time goes on. */
static void draw_nothing_new(const struct stage *stage, struct frames *frames)
{
    const struct input_queue nothing = {.n = 0};
    struct actions actions;
    struct window *window = stage->window;
    window->view.run.now = NOW_NOTHING;
    window->view.frame.is_live = false;
    for (int i = 0; i < IDLE_FRAMES; i++) {
        window->now += FRAME_MS * MONO_MS;
        gui_frame(window->gui, window->now, &window->view, &nothing, &actions);
        const size_t painted = gui_paint(window->gui, window->surface, false, NULL, 0);
        frames->idle_paints += i > 0 ? painted : 0; /* the first shows that the ramp is over */
    }
}

static enum status draw_all(struct frames *frames, int width, int height, struct why *why)
{
    struct stop_line stop;
    struct stage stage;
    stop_init(&stop);
    enum status status = stage_open(&stage, width, height, &stop, why);
    for (int i = 0; i < 10 && status == STATUS_OK; i++)
        status = stage_turn(&stage, why);
    if (status == STATUS_OK)
        status = draw_ramp(&stage, frames, why);
    if (status == STATUS_OK) {
        frames->width = stage.window->width;
        frames->height = stage.window->height;
        snprintf(frames->driver, sizeof frames->driver, "%s", SDL_GetCurrentVideoDriver());
        present_whole(&stage, frames);
        draw_nothing_new(&stage, frames);
    }
    stage_close(&stage);
    stop_fini(&stop);
    return status;
}

static void print_frames(struct frames *frames)
{
    const struct measure_spread drawn = measure_spread(frames->ms, frames->n);
    const struct measure_spread whole = measure_spread(frames->whole_ms, frames->n_whole);
    printf(
        "{\"benchmark\":\"frame\",\"screen\":\"%s\",\"width\":%d,\"height\":%d,\"frames\":%zu,"
        "\"frame_ms\":{\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f},\"present_whole_ms\":{\"p50\":%.2f,"
        "\"p99\":%.2f},\"idle_frames\":%d,\"idle_repaints\":%zu}\n",
        frames->driver, frames->width, frames->height, frames->n, drawn.p50, drawn.p99, drawn.max,
        whole.p50, whole.p99, IDLE_FRAMES - 1, frames->idle_paints);
}

enum status measure_frame(const struct measure_options *options, struct why *why)
{
    static const int sizes[][2] = {{1920, 1080}, {3840, 2160}};
    struct frames *frames = calloc(1, sizeof *frames);
    enum status status = frames ? STATUS_OK : STATUS_NO_MEMORY;
    (void)options;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0] && status == STATUS_OK; i++) {
        *frames = (struct frames){.n = 0};
        status = draw_all(frames, sizes[i][0], sizes[i][1], why);
        if (status == STATUS_OK)
            print_frames(frames);
    }
    free(frames);
    return status;
}

/* ---- start ---------------------------------------------------------------------------------------- */

static _Noreturn void start_main(int out)
{
    char *const words[] = {(char[]){"limen"}, (char[]){"window"}, (char[]){"--demo"},
                           (char[]){"--first-frame"}, NULL};
    if (dup2(out, STDOUT_FILENO) != STDOUT_FILENO)
        _exit(1);
    execv("/proc/self/exe", words);
    _exit(1);
}

static enum status start_once(double *ms, struct why *why)
{
    int pipes[2], code = 0;
    char line[128] = "";
    size_t at = 0;
    if (pipe(pipes) != 0)
        return why_set(why, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
    const mono_ns began = mono_now();
    const pid_t child = fork();
    if (child == 0)
        start_main(pipes[1]);
    close(pipes[1]);
    for (ssize_t n = 1; child > 0 && n > 0 && at<sizeof line - 1; at += n> 0 ? (size_t)n : 0)
        n = read(pipes[0], line + at, sizeof line - 1 - at);
    close(pipes[0]);
    if (child > 0)
        waitpid(child, &code, 0);
    const char *number = strchr(line, ':');
    if (child < 0 || !number || code != 0)
        return why_set(why, STATUS_IO, "the window has not opened: its own message says why");
    *ms = (double)(strtoll(number + 1, NULL, 10) - began) / 1e6;
    return STATUS_OK;
}

enum status measure_start(const struct measure_options *options, struct why *why)
{
    const size_t repeats = options->repeats ? (size_t)options->repeats : STARTS;
    double *ms = calloc(repeats, sizeof *ms);
    enum status status = ms ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t i = 0; i < repeats && status == STATUS_OK; i++)
        status = start_once(&ms[i], why);
    if (status == STATUS_OK) {
        const struct measure_spread spread = measure_spread(ms, repeats);
        printf("{\"benchmark\":\"start\",\"repeats\":%zu,\"first_frame_ms\":{\"p50\":%.1f,\"p99\":%"
               ".1f,"
               "\"max\":%.1f}}\n",
               repeats, spread.p50, spread.p99, spread.max);
    }
    free(ms);
    return status;
}

/* ---- memory --------------------------------------------------------------------------------------- */

enum status measure_window_memory(const struct measure_options *options, struct why *why)
{
    const uint64_t minutes = options->repeats ? options->repeats : 1;
    const char *const words[] = {"limen", "window", "--demo", NULL};
    struct live_memory memory;
    const enum status status = measure_live(words, (mono_ns)minutes * 60 * MONO_SEC, &memory, why);
    if (status == STATUS_OK)
        printf("{\"benchmark\":\"window-memory\",\"watched_s\":%.0f,\"peak_rss_mb\":%.1f,"
               "\"children\":%u,\"children_peak_rss_mb\":%.1f}\n",
               memory.session_s, memory.program_mb, memory.children, memory.children_mb);
    return status;
}
