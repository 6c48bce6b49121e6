/* Gathers a frame from its first character up to its CR; what stands outside is not heard. */
#ifndef LIMEN_SIM_FRAMED_INTERNAL_H
#define LIMEN_SIM_FRAMED_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

struct sim_framed {
    char first;
    bool restarts; /* `first` inside a frame begins a new one */
    size_t most;   /* of `frame`, without the CR; a length beyond it: longer */
};

/* True: the CR has come, and `length` is that of the whole frame; the caller sets it to 0. */
static inline bool sim_framed_push(const struct sim_framed *how, char *frame, size_t *length,
                                   char byte)
{
    if (byte == how->first && (*length == 0 || how->restarts))
        *length = 0;
    else if (*length == 0)
        return false;
    if (byte == '\r')
        return true;
    if (*length < how->most)
        frame[*length] = byte;
    *length += *length <= how->most;
    return false;
}

#endif
