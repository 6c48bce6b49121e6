/* Benchmarks that need a window: each prints one JSON object to standard output. What it was drawn on is named: the figures
 * of an X server, of a virtual one and of none at all are not the same. */
#ifndef LIMEN_SHELL_MEASURE_WINDOW_INTERNAL_H
#define LIMEN_SHELL_MEASURE_WINDOW_INTERNAL_H

#include "cli/measure.h"
#include "gui/view.h"
#include "window_internal.h"

/* A session in the middle of a ramp, and one more frame of it. */
void measure_view_begin(struct view *view);
void measure_view_step(struct view *view, mono_ns now);

struct stage {
    struct window_config config;
    struct window *window;
    SDL_TimerID timer;
};
/* A window of that size, painted anew 60 times a second. Processes are forked before. */
MUST_CHECK
enum status stage_open(struct stage *stage, int width, int height, struct stop_line *stop,
                       struct why *why);
void stage_close(struct stage *stage);
/* A frame, with the ramp a step further. */
MUST_CHECK
enum status stage_turn(struct stage *stage, struct why *why);

enum status measure_start(const struct measure_options *options, struct why *why);
enum status measure_frame(const struct measure_options *options, struct why *why);
enum status measure_stop_key(const struct measure_options *options, struct why *why);
enum status measure_stop_window(const struct measure_options *options, struct why *why);
enum status measure_pace(const struct measure_options *options, struct why *why);
enum status measure_window_memory(const struct measure_options *options, struct why *why);

#endif
