/* limen window [options] */
#ifndef LIMEN_SHELL_COMMAND_WINDOW_H
#define LIMEN_SHELL_COMMAND_WINDOW_H

/* argv[0] is the word that stands for it. The exit code. */
int command_window(int argc, char **argv);

#endif
