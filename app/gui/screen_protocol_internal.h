/* A protocol before it is used: what the screen remembers between frames, and what its files give one another.
 *
 * screen_protocol.c hears and routes and draws the files; screen_protocol_sheet.c draws what is in the protocol,
 * screen_protocol_lists.c its parameters and needs. */
#ifndef LIMEN_GUI_SCREEN_PROTOCOL_INTERNAL_H
#define LIMEN_GUI_SCREEN_PROTOCOL_INTERNAL_H

#include "ui_internal.h"

struct protocol_screen {    /* all zero at first */
    struct ui_field field;  /* path of one's own file */
    size_t first;           /* step of the plan shown first */
    size_t parameter, need; /* shown first in their lists */
    bool asks;              /* a parameter is being changed */
    struct ui_field answer;
};

/* The question for a parameter's value, with this one's name offered. */
void protocol_ask(struct ui *ui, struct protocol_screen *screen, size_t parameter);
/* Header, parameters, needs, plan. */
void protocol_draw_sheet(struct ui *ui, struct protocol_screen *screen, struct rect area);
void protocol_draw_parameters(struct ui *ui, struct protocol_screen *screen, struct rect area);
void protocol_draw_needs(struct ui *ui, struct protocol_screen *screen, struct rect area);
/* Of each of its lists: the title, and a row. */
float protocol_list_head(const struct ui *ui);
float protocol_row_height(const struct ui *ui);
/* Why it cannot be used: place, sentence. */
void protocol_draw_problem(struct ui *ui, struct rect area);
size_t protocol_count_missing(const struct ui *ui); /* needs that the bench does not have */

#endif
