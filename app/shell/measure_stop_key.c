/* Stops with the window open: Space on its way through the window, and the participant's button while it draws.
 *
 * The window has the main thread, as SDL wants it; the instrument's end is played by another. */
#include "measure_window_internal.h"

#include "base/clock.h"
#include "cli/measure_bench.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { PRESSES = 200, WIDTH = 1920, HEIGHT = 1080 };

/* ---- work beside a window that draws -------------------------------------------------------------- */

struct beside {
    enum status (*work)(void *context);
    void *context;
    enum status status;
    atomic_bool done;
};

static void *work_main(void *context)
{
    struct beside *beside = context;
    beside->status = beside->work(beside->context);
    atomic_store(&beside->done, true);
    return NULL;
}

static enum status draw_until_done(struct stage *stage, struct beside *beside, struct why *why)
{
    pthread_t thread;
    enum status status = STATUS_OK;
    if (pthread_create(&thread, NULL, work_main, beside) != 0)
        return why_set(why, STATUS_NO_MEMORY, "cannot start a thread");
    while (!atomic_load(&beside->done))
        if (status == STATUS_OK)
            status = stage_turn(stage, why);
        else
            SDL_Delay(10);
    pthread_join(thread, NULL);
    return status == STATUS_OK ? beside->status : status;
}

static enum status in_window(void *context, enum status (*work)(void *), void *work_context,
                             struct why *why)
{
    struct stop_line *stop = context;
    struct beside beside = {.work = work, .context = work_context};
    struct stage stage;
    enum status status = stage_open(&stage, WIDTH, HEIGHT, stop, why);
    if (status == STATUS_OK)
        status = draw_until_done(&stage, &beside, why);
    stage_close(&stage);
    return status;
}

enum status measure_stop_window(const struct measure_options *options, struct why *why)
{
    struct stop_line nobodys;
    stop_init(&nobodys);
    const enum status status =
        measure_stop_beside("stop-window", options, in_window, &nobodys, why);
    stop_fini(&nobodys);
    return status;
}

/* ---- Space ---------------------------------------------------------------------------------------- */

struct key_run {
    struct rack rack;
    struct peer peer;
    double *ms;
    size_t n, repeats;
    uint32_t seed;
    struct why why;
};

static void push_space(bool is_down)
{
    SDL_Event event = {.key = {.type = is_down ? SDL_KEYDOWN : SDL_KEYUP,
                               .state = is_down ? SDL_PRESSED : SDL_RELEASED,
                               .keysym = {.scancode = SDL_SCANCODE_SPACE, .sym = SDLK_SPACE}}};
    SDL_PushEvent(&event);
}

/* At no fixed place within a frame. */
static void wait_a_while(struct key_run *run)
{
    run->seed = run->seed * 1664525u + 1013904223u;
    const mono_ns until =
        mono_now() + (20 + (run->seed >> 24) % 40) * MONO_MS + run->seed % 1000000;
    while (mono_now() < until)
        peer_turn(&run->peer, MONO_MS / 4);
}

static enum status press_one(struct key_run *run)
{
    struct rack *rack = &run->rack;
    if (rack_press(rack) != STATUS_OK ||
        !peer_serve_until(&run->peer, &rack->started, 2 * MONO_SEC))
        return why_set(&run->why, STATUS_TIMEOUT, "the bench does not start a stimulus");
    wait_a_while(run);
    const mono_ns began = mono_now();
    push_space(true);
    const mono_ns found = peer_await(&run->peer, "STOP\r", 2 * MONO_SEC);
    push_space(false);
    if (found == MONO_NEVER)
        return why_set(&run->why, STATUS_TIMEOUT, "no stop frame within 2 s");
    run->ms[run->n++] = (double)(found - began) / 1e6;
    if (!peer_serve_until(&run->peer, &rack->done, 12 * MONO_SEC) ||
        !peer_serve_until(&run->peer, &rack->stopped, 2 * MONO_SEC) ||
        rack_rearm(rack) != STATUS_OK ||
        !peer_serve_until(&run->peer, &rack->rearmed, 2 * MONO_SEC))
        return why_set(&run->why, STATUS_TIMEOUT, "the bench does not come to rest after a stop");
    return STATUS_OK;
}

static enum status press_all(void *context)
{
    struct key_run *run = context;
    enum status status = STATUS_OK;
    if (!peer_serve_until(&run->peer, &run->rack.ready, 10 * MONO_SEC))
        status =
            why_set(&run->why, STATUS_TIMEOUT, "the bench does not find the simulated presser");
    while (run->n < run->repeats && status == STATUS_OK)
        status = press_one(run);
    return status;
}

static void print_keys(struct key_run *run)
{
    const struct measure_spread spread = measure_spread(run->ms, run->n);
    printf("{\"benchmark\":\"stop-key\",\"width\":%d,\"height\":%d,\"repeats\":%zu,\"stop_ms\":{"
           "\"p50\":%.2f,"
           "\"p99\":%.2f,\"max\":%.2f}}\n",
           WIDTH, HEIGHT, run->n, spread.p50, spread.p99, spread.max);
}

/* The processes first, then the window and its threads. */
static enum status run_keys(struct key_run *run, struct why *why)
{
    const char *const ports[] = {run->peer.path};
    enum status status = rack_open(&run->rack, ports, 1, true, why);
    if (status == STATUS_OK)
        status = in_window(&run->rack.stop, press_all, run, why);
    if (status != STATUS_OK && run->why.text[0])
        *why = run->why;
    const enum status closed = rack_close(&run->rack, why);
    return status == STATUS_OK ? closed : status;
}

enum status measure_stop_key(const struct measure_options *options, struct why *why)
{
    struct key_run *run = calloc(1, sizeof *run);
    if (!run)
        return why_set(why, STATUS_NO_MEMORY, "no memory");
    run->repeats = options->repeats ? (size_t)options->repeats : PRESSES;
    run->seed = (uint32_t)mono_now();
    run->ms = calloc(run->repeats, sizeof *run->ms);
    enum status status = run->ms ? peer_open(&run->peer, "presser", why) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        status = run_keys(run, why);
        peer_close(&run->peer);
    }
    if (status == STATUS_OK)
        print_keys(run);
    free(run->ms);
    free(run);
    return status;
}
