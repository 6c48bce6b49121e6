/* Gathers the characters of a command up to its CR, as instruments that speak in lines want it: LF
 * is ignored, a line that is too long is swallowed up to its CR. */
#ifndef LIMEN_SIM_LINE_INTERNAL_H
#define LIMEN_SIM_LINE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIM_LINE_MAX = 40 };

enum sim_line_result { SIM_LINE_NONE, SIM_LINE_WHOLE, SIM_LINE_TOO_LONG };

struct sim_line {
    char text[SIM_LINE_MAX + 1]; /* terminated when WHOLE was returned */
    size_t length;
    bool is_over;
};

static inline enum sim_line_result sim_line_push(struct sim_line *line, size_t max, uint8_t byte)
{
    if (byte == '\n')
        return SIM_LINE_NONE;
    if (byte != '\r') {
        if (line->length >= max)
            line->is_over = true;
        else
            line->text[line->length++] =
                byte ? (char)byte : '?'; /* a NUL must not end the text early */
        return SIM_LINE_NONE;
    }
    const bool over = line->is_over;
    line->text[line->length] = '\0';
    line->length = 0;
    line->is_over = false;
    return over ? SIM_LINE_TOO_LONG : SIM_LINE_WHOLE;
}

#endif
