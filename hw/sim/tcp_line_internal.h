/* The line of a simulated instrument that is spoken with over TCP, as a bridge or a terminal server is. */
#ifndef LIMEN_SIM_TCP_LINE_INTERNAL_H
#define LIMEN_SIM_TCP_LINE_INTERNAL_H

#include "sim/pty.h"

/* Listens at `address` ("127.0.0.1:9797", a number each; port 0: any that is free). Opened again it listens at the port it had
 * before. STATUS_INVALID: no such address, STATUS_BUSY: somebody listens there, STATUS_IO. */
MUST_CHECK
enum status tcp_line_open(struct sim_tcp_line *line, const char *address, struct why *why);
/* As long as it is closed nobody can connect. */
void tcp_line_close(struct sim_tcp_line *line);
/* The next who wants to speak, non-blocking; -1: nobody. */
int tcp_line_accept(const struct sim_tcp_line *line);

#endif
