/* limen window [options], and `limen` alone; what every command that opens the window takes. */
#ifndef LIMEN_SHELL_COMMAND_WINDOW_H
#define LIMEN_SHELL_COMMAND_WINDOW_H

#include "cli/language.h"
#include "cli/options.h"
#include "cli/parameters.h"
#include "shell/window.h"

/* As it was written on the command line; NULL: not given. */
struct window_look {
    const char *theme, *language, *scale;
};

/* The last rows of a table of options: parameters of the protocol, then the look of the window. */
#define WINDOW_ROWS(set, look)                                                                     \
    PARAMETERS_ROW(set),                                                                           \
        {"theme", 0, "THEME", "of the window: dark or light", OPTION_TEXT, &(look)->theme},        \
        LANGUAGE_ROW(&(look)->language),                                                           \
    {                                                                                              \
        "scale", 0, "N", "how large: 1, 1.25, 1.5, 2 (as fine as the display is)", OPTION_TEXT,    \
            &(look)->scale                                                                         \
    }

/* Without a language: as the computer speaks. STATUS_USAGE with the sentence. */
MUST_CHECK
enum status window_look_read(const struct window_look *look, struct window_config *config,
                             struct why *why);

/* argv[0] is the word that stands for it. The exit code. */
int command_window(int argc, char **argv);

#endif
