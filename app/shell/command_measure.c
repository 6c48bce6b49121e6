#include "shell/command_measure.h"

#include "measure_window_internal.h"

int command_measure(int argc, char **argv)
{
    static const struct measure_row rows[] = {
        {"start", "process start -> first frame of the window", measure_start},
        {"frame", "a frame of a running ramp at 1920x1080 and at 3840x2160, and of nothing new",
         measure_frame},
        {"stop-key", "Space in the window that draws a ramp -> stop frame at the instrument's end",
         measure_stop_key},
        {"stop-window", "stop, while the window draws a ramp", measure_stop_window},
        {"pace",
         "paced starts against their time: cues for the hand in the sound's buffer, pulses on the "
         "wire",
         measure_pace},
        {"window-memory", "peak memory of the window; --repeats: minutes", measure_window_memory},
    };
    return measure_command(rows, sizeof rows / sizeof rows[0], argc, argv);
}
