/* What all screens remember between frames. */
#ifndef LIMEN_GUI_SCREENS_INTERNAL_H
#define LIMEN_GUI_SCREENS_INTERNAL_H

#include "screen_bench_internal.h"
#include "screen_protocol_internal.h"
#include "screen_results_internal.h"
#include "screen_run_internal.h"
#include "screen_study_internal.h"

struct screens {
    struct study_screen study;
    struct bench_screen bench;
    struct run_screen run;
    struct results_screen results;
    struct protocol_screen protocol;
};

#endif
