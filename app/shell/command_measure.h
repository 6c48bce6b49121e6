/* limen measure: the benchmarks of the bench, and those that need the window. */
#ifndef LIMEN_SHELL_COMMAND_MEASURE_H
#define LIMEN_SHELL_COMMAND_MEASURE_H

int command_measure(int argc, char **argv);

#endif
