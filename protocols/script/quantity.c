#include "quantity_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char quantity_type[] = "quantity", bound_type[] = "bound";

static const char *const names[DIMS] = {"kPa", "N", "cm2", "degC", "s"};

/* What scripts may write, and what one of it is. `min` is minutes; degC is for points and
 * differences. */
static const struct unit {
    const char *name;
    double value;
    int dim; /* DIMS: a plain number */
    int power;
} units[] = {
    {"kPa", 1, DIM_PRESSURE, 1},
    {"Pa", 0.001, DIM_PRESSURE, 1},
    {"mmHg", 0.133322387415, DIM_PRESSURE, 1},
    {"psi", 6.894757293168361, DIM_PRESSURE, 1},
    {"N", 1, DIM_FORCE, 1},
    {"mN", 0.001, DIM_FORCE, 1},
    {"kgf", 9.80665, DIM_FORCE, 1},
    {"lbf", 4.4482216152605, DIM_FORCE, 1},
    {"cm2", 1, DIM_AREA, 1},
    {"mm2", 0.01, DIM_AREA, 1},
    {"degC", 1, DIM_TEMPERATURE, 1},
    {"sec", 1, DIM_TIME, 1},
    {"ms", 0.001, DIM_TIME, 1},
    {"min", 60, DIM_TIME, 1},
    {"hour", 3600, DIM_TIME, 1},
    {"Hz", 1, DIM_TIME, -1},
    {"percent", 0.01, DIMS, 0},
};
enum { UNITS = sizeof units / sizeof units[0] };

const struct quantity *quantity_at(lua_State *L, int index)
{
    const struct quantity *quantity = luaL_testudata(L, index, quantity_type);
    return quantity ? quantity : luaL_testudata(L, index, bound_type);
}

bool quantity_is_like(const struct quantity *a, const struct quantity *b)
{
    return memcmp(a->power, b->power, sizeof a->power) == 0;
}

static bool is_plain(const struct quantity *quantity)
{
    for (int d = 0; d < DIMS; d++)
        if (quantity->power[d] != 0)
            return false;
    return true;
}

void quantity_push(lua_State *L, const struct quantity *quantity)
{
    if (is_plain(quantity) && !quantity->is_bound) {
        lua_pushnumber(L, quantity->value);
        return;
    }
    struct quantity *made = lua_newuserdatauv(L, sizeof *made, 0);
    *made = *quantity;
    luaL_setmetatable(L, quantity->is_bound ? bound_type : quantity_type);
}

static void append_power(char out[UNIT_MAX], const char *sign, const char *name, int power)
{
    const size_t at = strlen(out);
    if (power == 1)
        snprintf(out + at, UNIT_MAX - at, "%s%s", sign, name);
    else
        snprintf(out + at, UNIT_MAX - at, "%s%s^%d", sign, name, power);
}

void quantity_unit(const struct quantity *quantity, char out[UNIT_MAX])
{
    out[0] = '\0';
    for (int d = 0; d < DIMS; d++)
        if (quantity->power[d] > 0)
            append_power(out, out[0] ? "*" : "", names[d], quantity->power[d]);
    if (!out[0])
        snprintf(out, UNIT_MAX, "1");
    for (int d = 0; d < DIMS; d++)
        if (quantity->power[d] < 0)
            append_power(out, "/", names[d], -quantity->power[d]);
}

/* One factor of a unit text: its name up to `*`, `/`, `^` or the end. */
static const char *parse_factor(const char *at, int sign, struct quantity *out)
{
    const size_t n = strcspn(at, "*/^");
    int power = 1;
    const char *next = at + n;
    if (*next == '^') {
        char *end;
        power = (int)strtol(next + 1, &end, 10);
        if (end == next + 1 || power < 2 || power > 4)
            return NULL;
        next = end;
    }
    if (n == 1 && *at == '1')
        return next;
    for (int d = 0; d < DIMS; d++)
        if (strlen(names[d]) == n && strncmp(at, names[d], n) == 0) {
            out->power[d] = (int8_t)(out->power[d] + sign * power);
            return next;
        }
    return NULL;
}

bool quantity_find_unit(const char *name, size_t n, struct quantity *out)
{
    for (size_t i = 0; i < UNITS; i++) {
        if (strlen(units[i].name) != n || memcmp(units[i].name, name, n) != 0)
            continue;
        *out = (struct quantity){.value = units[i].value};
        if (units[i].dim < DIMS)
            out->power[units[i].dim] = (int8_t)units[i].power;
        return true;
    }
    return false;
}

bool quantity_parse_unit(const char *unit, struct quantity *out)
{
    *out = (struct quantity){.value = 1};
    if (strlen(unit) >= UNIT_MAX)
        return false;
    int sign = 1;
    for (const char *at = unit;;) {
        at = parse_factor(at, sign, out);
        if (!at || *at == '\0')
            return at;
        if (*at != '*' && *at != '/')
            return false;
        sign = *at++ == '/' ? -1 : 1;
    }
}

void quantity_text(const struct quantity *quantity, char out[UNIT_MAX + 48])
{
    struct text number;
    text_init(&number);
    char unit[UNIT_MAX];
    quantity_unit(quantity, unit);
    if (!message_put_number(&number, quantity->value))
        text_append_cstr(&number, "not a number of");
    const char *side = quantity->is_above ? "more than " : "less than ";
    snprintf(out, UNIT_MAX + 48, "%s%s%s%s", quantity->is_bound ? side : "", text_cstr(&number),
             strcmp(unit, "1") == 0 ? "" : " ", strcmp(unit, "1") == 0 ? "" : unit);
    text_fini(&number);
}

/* --- arithmetic --- */

/* An operand as words for an error: its unit, or what it is instead. */
static void describe(lua_State *L, int index, char out[UNIT_MAX])
{
    const struct quantity *quantity = quantity_at(L, index);
    if (quantity)
        quantity_unit(quantity, out);
    else if (lua_type(L, index) == LUA_TNUMBER)
        snprintf(out, UNIT_MAX, "a number without a unit");
    else
        snprintf(out, UNIT_MAX, "a %s value", luaL_typename(L, index));
}

static void refuse_bound(lua_State *L, int index)
{
    const struct quantity *quantity = luaL_testudata(L, index, bound_type);
    if (!quantity)
        return;
    char text[UNIT_MAX + 48];
    quantity_text(quantity, text);
    vm_fail(
        L,
        "this value is a bound (%s), not a number: test it with .is_bound, or take its limit with "
        ":%s()",
        text, quantity->is_above ? "at_least" : "at_most");
}

/* The operand as a quantity; plain numbers have no dimension. */
static struct quantity operand(lua_State *L, int index, const char *doing)
{
    refuse_bound(L, index);
    const struct quantity *quantity = quantity_at(L, index);
    if (quantity)
        return *quantity;
    if (lua_type(L, index) == LUA_TNUMBER)
        return (struct quantity){.value = lua_tonumber(L, index)};
    char what[UNIT_MAX];
    describe(L, index, what);
    vm_fail(L, "cannot %s %s and a quantity", doing, what);
}

static void refuse_unlike(lua_State *L, const char *doing)
{
    char a[UNIT_MAX], b[UNIT_MAX];
    describe(L, 1, a);
    describe(L, 2, b);
    vm_fail(L, "cannot %s %s and %s", doing, a, b);
}

static void operands(lua_State *L, const char *doing, struct quantity out[2])
{
    out[0] = operand(L, 1, doing);
    out[1] = operand(L, 2, doing);
    if (!quantity_is_like(&out[0], &out[1]))
        refuse_unlike(L, doing);
}

static int add(lua_State *L)
{
    struct quantity q[2];
    operands(L, "add", q);
    q[0].value += q[1].value;
    quantity_push(L, &q[0]);
    return 1;
}

static int subtract(lua_State *L)
{
    struct quantity q[2];
    operands(L, "subtract", q);
    q[0].value -= q[1].value;
    quantity_push(L, &q[0]);
    return 1;
}

static int negate(lua_State *L)
{
    struct quantity q = operand(L, 1, "negate");
    q.value = -q.value;
    quantity_push(L, &q);
    return 1;
}

/* 1 N = 10 kPa*cm2: wherever two of the three meet so that the third says it shorter. */
static void reduce(struct quantity *q)
{
    int8_t *p = q->power;
    while (p[DIM_FORCE] > 0 && (p[DIM_AREA] < 0 || p[DIM_PRESSURE] < 0)) {
        p[DIM_FORCE]--, p[DIM_AREA]++, p[DIM_PRESSURE]++;
        q->value *= 10;
    }
    while (p[DIM_FORCE] < 0 && (p[DIM_AREA] > 0 || p[DIM_PRESSURE] > 0)) {
        p[DIM_FORCE]++, p[DIM_AREA]--, p[DIM_PRESSURE]--;
        q->value /= 10;
    }
    while (p[DIM_PRESSURE] > 0 && p[DIM_AREA] > 0) {
        p[DIM_FORCE]++, p[DIM_AREA]--, p[DIM_PRESSURE]--;
        q->value /= 10;
    }
    while (p[DIM_PRESSURE] < 0 && p[DIM_AREA] < 0) {
        p[DIM_FORCE]--, p[DIM_AREA]++, p[DIM_PRESSURE]++;
        q->value *= 10;
    }
}

bool quantity_combine(struct quantity *a, const struct quantity *b, int sign)
{
    a->value = sign > 0 ? a->value * b->value : a->value / b->value;
    for (int d = 0; d < DIMS; d++) {
        const int power = a->power[d] + sign * b->power[d];
        if (power < -4 || power > 4)
            return false;
        a->power[d] = (int8_t)power;
    }
    reduce(a);
    return true;
}

static int combine(lua_State *L, const char *doing, int sign)
{
    struct quantity out = operand(L, 1, doing);
    const struct quantity by = operand(L, 2, doing);
    if (!quantity_combine(&out, &by, sign))
        vm_fail(L, "this %s gives a unit that no stimulus has", sign > 0 ? "product" : "quotient");
    quantity_push(L, &out);
    return 1;
}

static int multiply(lua_State *L)
{
    return combine(L, "multiply", 1);
}

static int divide(lua_State *L)
{
    return combine(L, "divide", -1);
}

static int refuse_operator(lua_State *L)
{
    refuse_bound(L, 1);
    refuse_bound(L, 2);
    vm_fail(L,
            "quantities know + - * / and comparisons only: divide by a unit to get a plain number, "
            "e.g. x/kPa");
}

static int is_equal(lua_State *L)
{
    struct quantity q[2];
    operands(L, "compare", q);
    lua_pushboolean(L, q[0].value == q[1].value);
    return 1;
}

static int is_less(lua_State *L)
{
    struct quantity q[2];
    operands(L, "compare", q);
    lua_pushboolean(L, q[0].value < q[1].value);
    return 1;
}

static int is_less_or_equal(lua_State *L)
{
    struct quantity q[2];
    operands(L, "compare", q);
    lua_pushboolean(L, q[0].value <= q[1].value);
    return 1;
}

/* --- as an object --- */

static int to_text(lua_State *L)
{
    char text[UNIT_MAX + 48];
    const struct quantity *quantity = quantity_at(L, 1);
    if (!quantity)
        vm_fail(L, "a quantity is expected here");
    quantity_text(quantity, text);
    lua_pushstring(L, text);
    return 1;
}

static int concatenate(lua_State *L)
{
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

static const struct quantity *self(lua_State *L, const char *method)
{
    const struct quantity *quantity = quantity_at(L, 1);
    if (!quantity)
        vm_fail(L, "call it with a colon: value:%s()", method);
    return quantity;
}

static int take_limit(lua_State *L, const char *method, bool is_above)
{
    const struct quantity *quantity = self(L, method);
    if (quantity->is_bound && quantity->is_above != is_above)
        vm_fail(L, "nothing is known about how %s this value is: it is a bound from the other side",
                is_above ? "low" : "high");
    struct quantity limit = *quantity;
    limit.is_bound = limit.is_above = false;
    quantity_push(L, &limit);
    return 1;
}

static int at_least(lua_State *L)
{
    return take_limit(L, "at_least", true);
}

static int at_most(lua_State *L)
{
    return take_limit(L, "at_most", false);
}

static int index_quantity(lua_State *L)
{
    const struct quantity *quantity = self(L, "at_least");
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    char unit[UNIT_MAX];
    if (strcmp(name, "is_bound") == 0) {
        lua_pushboolean(L, quantity->is_bound);
    } else if (strcmp(name, "at_least") == 0) {
        lua_pushcfunction(L, at_least);
    } else if (strcmp(name, "at_most") == 0) {
        lua_pushcfunction(L, at_most);
    } else if (strcmp(name, "unit") == 0) {
        quantity_unit(quantity, unit);
        lua_pushstring(L, unit);
    } else {
        vm_fail(L, "a quantity has is_bound, at_least(), at_most() and unit, but no '%s'", name);
    }
    return 1;
}

int quantity_bound(lua_State *L)
{
    static const char *const sides[] = {"left", "right", NULL};
    const int side = luaL_checkoption(L, 1, NULL, sides);
    const struct quantity *quantity = luaL_checkudata(L, 2, quantity_type);
    struct quantity bound = *quantity;
    bound.is_bound = true;
    bound.is_above = side == 1;
    quantity_push(L, &bound);
    return 1;
}

static const luaL_Reg methods[] = {
    {"__add", add},
    {"__sub", subtract},
    {"__mul", multiply},
    {"__div", divide},
    {"__unm", negate},
    {"__mod", refuse_operator},
    {"__pow", refuse_operator},
    {"__idiv", refuse_operator},
    {"__band", refuse_operator},
    {"__bor", refuse_operator},
    {"__bxor", refuse_operator},
    {"__shl", refuse_operator},
    {"__shr", refuse_operator},
    {"__bnot", refuse_operator},
    {"__len", refuse_operator},
    {"__eq", is_equal},
    {"__lt", is_less},
    {"__le", is_less_or_equal},
    {"__tostring", to_text},
    {"__concat", concatenate},
    {"__index", index_quantity},
    {NULL, NULL},
};

void quantity_open(lua_State *L)
{
    luaL_newmetatable(L, quantity_type);
    luaL_setfuncs(L, methods, 0);
    luaL_newmetatable(L, bound_type);
    luaL_setfuncs(L, methods, 0);
    lua_pop(L, 2);
    for (size_t i = 0; i < UNITS; i++) {
        struct quantity one = {.value = units[i].value};
        if (units[i].dim < DIMS)
            one.power[units[i].dim] = (int8_t)units[i].power;
        quantity_push(L, &one);
        lua_setfield(L, -2, units[i].name);
    }
}
