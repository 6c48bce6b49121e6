/* The screens, for gui.c. */
#ifndef LIMEN_GUI_UI_INTERNAL_H
#define LIMEN_GUI_UI_INTERNAL_H

#include "gui/ui.h"

struct study_screen;
struct bench_screen;
struct run_screen;
struct results_screen;
struct protocol_screen;

/* ---- screens: each draws its panels and bottom bar */
void screen_study(struct ui *ui, struct study_screen *screen);
void screen_bench(struct ui *ui, struct bench_screen *screen);
void screen_run(struct ui *ui, struct run_screen *screen);
bool run_owns_key(uint16_t key); /* as one of its commands */
/* Another screen is shown: nothing that was held there is held any more. The shell lets go by itself. */
void screen_run_left(struct run_screen *screen);
void screen_results(struct ui *ui, struct results_screen *screen);
void screen_protocol(struct ui *ui, struct protocol_screen *screen);

#endif
