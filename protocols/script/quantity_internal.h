/* Physical quantities and bounds as Lua values.
 *
 * A quantity is a number in kPa, N, cm2, s and degC with its dimensions. Force, pressure and area
 * are kept as dimensions of their own, so that 50*kPa stays the double 50; a product in which they
 * meet is reduced (N/cm2 = 10 kPa). What has no dimension left is a plain number. */
#ifndef LIMEN_SCRIPT_QUANTITY_INTERNAL_H
#define LIMEN_SCRIPT_QUANTITY_INTERNAL_H

#include "vm_internal.h"

enum dim { DIM_PRESSURE, DIM_FORCE, DIM_AREA, DIM_TEMPERATURE, DIM_TIME, DIMS };

struct quantity {
    double value;
    int8_t power[DIMS];
    bool is_bound; /* the true value lies below or above `value` */
    bool is_above;
};

enum { UNIT_MAX = 64 };

extern const char quantity_type[], bound_type[]; /* names of the metatables */

void quantity_open(lua_State *L); /* metatables; the units into the table on top */
void quantity_push(lua_State *L, const struct quantity *quantity);
/* Quantity or bound at the index; NULL when it is neither. */
const struct quantity *quantity_at(lua_State *L, int index);
bool quantity_is_like(const struct quantity *a, const struct quantity *b);
/* "kPa/s", "1" without dimension. */
void quantity_unit(const struct quantity *quantity, char out[UNIT_MAX]);
bool quantity_parse_unit(const char *unit, struct quantity *out);
/* One of a unit as scripts write it ("sec"). */
bool quantity_find_unit(const char *name, size_t n, struct quantity *out);
/* `a` becomes a*b, or a/b for `sign` -1. False: a unit that no stimulus has. */
bool quantity_combine(struct quantity *a, const struct quantity *b, int sign);
/* "350.5 kPa", "more than 1000 kPa", for people. */
void quantity_text(const struct quantity *quantity, char out[UNIT_MAX + 48]);
/* bound("left"|"right", quantity), for verbs only. */
int quantity_bound(lua_State *L);

#endif
