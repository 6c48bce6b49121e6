/* limen demo [options] */
#ifndef LIMEN_SHELL_COMMAND_DEMO_H
#define LIMEN_SHELL_COMMAND_DEMO_H

/* argv[0] is the word that stands for it. The exit code. */
int command_demo(int argc, char **argv);

#endif
