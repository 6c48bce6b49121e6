#include "script/bench_file.h"

#include "base/units.h"
#include "fields_internal.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char instrument_type[] = "instrument", channel_type[] = "channel",
                  response_type[] = "response";

/* Values of the file: an instrument, one of its channels, a response. */
struct instrument_value {
    uint8_t index;
    double probe_area_cm2; /* of the short form */
};

struct channel_value {
    uint8_t instrument;
    char channel[16];
    double probe_area_cm2;
};

struct response_value {
    struct response_spec spec;
    char from[16]; /* a role whose instrument has the button; "": none */
};

static const struct field_range area_range = {"cm2", PROBE_AREA_MIN_CM2, PROBE_AREA_MAX_CM2};

/* --- instruments and channels --- */

/* The device itself, whichever of its names was written: links are followed, `pty:` says nothing more than the path. */
static void resolve_port(const char *port, char out[PATH_MAX])
{
    const char *path = strncmp(port, "pty:", 4) == 0 ? port + 4 : port;
    if (path[0] != '/' || !realpath(path, out))
        snprintf(out, PATH_MAX, "%s", path);
}

/* Simulated ones are made for each instrument anew; what a `*` finds is known only later. */
static bool is_same_port(const char *a, const char *b)
{
    char one[PATH_MAX], other[PATH_MAX];
    if (port_is_simulated(a) || strchr(a, '*') || strchr(b, '*'))
        return false;
    resolve_port(a, one);
    resolve_port(b, other);
    return strcasecmp(one, other) == 0;
}

static void check_port(lua_State *L, const struct bench_spec *bench,
                       const struct instrument_spec *instrument)
{
    static const char *const forms[] = {"usb:", "pty:", "tcp:", "sim:", "/"};
    bool is_known = false;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        is_known = is_known || (strncmp(instrument->port, forms[i], strlen(forms[i])) == 0 &&
                                instrument->port[strlen(forms[i])]);
    is_known = is_known || strcmp(instrument->port, PORT_OF_WINDOW) == 0;
    if (!is_known)
        vm_fail(L,
                "'%s' is not a port: write usb:VID:PID:SERIAL, a device path, pty:PATH, "
                "tcp:HOST:PORT, window: or "
                "sim:INSTRUMENT",
                instrument->port);
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        if (is_same_port(instrument->port, bench->instruments[i].port))
            vm_fail(L, "two instruments cannot hang on the port '%s'", instrument->port);
}

/* What a thermode may be told; nothing outside it is a stimulus. */
static void read_temperatures(lua_State *L, int at, struct instrument_spec *instrument)
{
    static const struct field_range range = {"degC", 0.1, 65};
    instrument->temperature_max_degc = field_number(L, at, "high", range, 0);
    instrument->temperature_min_degc = /* 0 is what holds anyway */
        field_number(L, at, "low", (struct field_range){"degC", 0, 65}, 0);
    if (instrument->temperature_max_degc > 0 &&
        instrument->temperature_min_degc >= instrument->temperature_max_degc)
        vm_fail(L, "limits: low must be below high");
    const struct field_range speed = {"degC/s", 0.1, 300};
    instrument->ramp_max_degc_per_s = field_number(L, at, "ramp", speed, 0);
    instrument->return_max_degc_per_s = field_number(L, at, "back", speed, 0);
}

static void read_limits(lua_State *L, int table, struct instrument_spec *instrument)
{
    static const char *const known[] = {"force", "pressure", "rate", "high",
                                        "low",   "ramp",     "back", NULL};
    if (lua_getfield(L, table, "limits") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "limits", known);
        instrument->force_max_n =
            field_number(L, at, "force", (struct field_range){"N", 0.1, 5000}, 0);
        instrument->pressure_max_kpa =
            field_number(L, at, "pressure", (struct field_range){"kPa", 1, 5000}, 0);
        instrument->rate_max_kpa_per_s =
            field_number(L, at, "rate", (struct field_range){"kPa/s", 0.1, 1000}, 0);
        read_temperatures(L, at, instrument);
    }
    lua_pop(L, 1);
}

static double read_area(lua_State *L, int table)
{
    const double area = field_number(L, table, "area", area_range, 0);
    return field_number(L, table, "probe_area", area_range, area);
}

static uint32_t read_whole(lua_State *L, int table, const char *key, double min, double max)
{
    const double value = field_number(L, table, key, (struct field_range){"1", min, max}, 0);
    if (value != floor(value))
        vm_fail(L, "%s must be a whole number", key);
    return (uint32_t)value;
}

static uint32_t read_baud(lua_State *L, const struct instrument_spec *spec)
{
    const uint32_t baud = read_whole(L, 1, "baud", 300, 1000000);
    if (baud > 0 && strncmp(spec->port, "tcp:", 4) == 0)
        vm_fail(L, "baud: the line speed of a network port is set at its server, not here");
    return baud;
}

/* It is a word among others on the wire. */
static void read_bridge_port(lua_State *L, struct instrument_spec *spec)
{
    field_text(L, 1, "bridge_port", false, spec->bridge_port, sizeof spec->bridge_port);
    for (const char *c = spec->bridge_port; *c; c++)
        if (*c <= ' ' || *c > '~' || *c == ';')
            vm_fail(L, "bridge_port is the name of a port as the bridge lists it, e.g. \"COM4\": "
                       "no spaces, no ';'");
}

static void read_language(lua_State *L, int at, struct scale_spec *scale)
{
    field_text(L, at, "language", false, scale->language, sizeof scale->language);
    if (scale->language[0] && strcmp(scale->language, "en") != 0 &&
        strcmp(scale->language, "de") != 0)
        vm_fail(L, "language: \"en\" or \"de\", not \"%s\"", scale->language);
}

static void read_axis(lua_State *L, int at, struct scale_spec *scale)
{
    static const struct field_range travel = {"1", -1, 1};
    scale->axis = (uint8_t)read_whole(L, at, "axis", 1, 32);
    scale->axis_low = field_number(L, at, "from", travel, 0);
    scale->axis_high = field_number(L, at, "to", travel, 0);
    if ((scale->axis_low != 0 || scale->axis_high != 0) &&
        fabs(scale->axis_high - scale->axis_low) < 0.1)
        vm_fail(L, "from and to: the two ends of the axis lie at least 0.1 apart");
}

/* How the participant's window shows its scale. */
static void read_scale(lua_State *L, int table, struct instrument_spec *instrument)
{
    static const char *const known[] = {"language", "line_mm", "screen_mm", "display",
                                        "axis",     "from",    "to",        NULL};
    struct scale_spec *scale = &instrument->scale;
    if (lua_getfield(L, table, "scale") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "scale", known);
        read_language(L, at, scale);
        scale->line_mm = field_number(L, at, "line_mm", (struct field_range){"1", 50, 500}, 0);
        scale->screen_mm =
            field_number(L, at, "screen_mm", (struct field_range){"1", 100, 3000}, 0);
        scale->display = (uint8_t)read_whole(L, at, "display", 1, 16);
        read_axis(L, at, scale);
        if ((scale->line_mm > 0) != (scale->screen_mm > 0) || scale->line_mm > scale->screen_mm)
            vm_fail(L, "line_mm needs screen_mm, how wide the picture of that screen is when it is "
                       "measured, and is no longer than it");
    }
    lua_pop(L, 1);
}

static int instrument(lua_State *L)
{
    static const char *const known[] = {"driver", "port",   "bridge_port", "name",       "invert",
                                        "stream", "limits", "area",        "probe_area", "capacity",
                                        "baud",   "scale",  NULL};
    struct bench_spec *bench = file_context(L);
    fields_check(L, 1, "instrument", known);
    if (bench->n_instruments == INSTRUMENTS_MAX)
        vm_fail(L, "a bench has at most %d instruments", INSTRUMENTS_MAX);
    struct instrument_spec *spec = &bench->instruments[bench->n_instruments];
    field_text(L, 1, "driver", true, spec->driver, sizeof spec->driver);
    field_text(L, 1, "port", true, spec->port, sizeof spec->port);
    field_text(L, 1, "name", false, spec->name, sizeof spec->name);
    read_bridge_port(L, spec);
    check_port(L, bench, spec);
    spec->invert = field_flag(L, 1, "invert");
    spec->stream_hz = field_number(L, 1, "stream", (struct field_range){"1/s", 1, 2000}, 0);
    spec->capacity_n = field_number(L, 1, "capacity",
                                    (struct field_range){"N", CAPACITY_MIN_N, CAPACITY_MAX_N}, 0);
    spec->baud = read_baud(L, spec);
    read_limits(L, 1, spec);
    read_scale(L, 1, spec);
    struct instrument_value *value = lua_newuserdatauv(L, sizeof *value, 0);
    *value = (struct instrument_value){bench->n_instruments++, read_area(L, 1)};
    luaL_setmetatable(L, instrument_type);
    return 1;
}

/* inst:NAME(), inst:NAME(n), inst:NAME { … }: upvalue 1 is NAME. */
static int channel(lua_State *L)
{
    static const char *const known[] = {"area", "probe_area", NULL};
    const char *name = lua_tostring(L, lua_upvalueindex(1));
    const struct instrument_value *of = luaL_testudata(L, 1, instrument_type);
    if (!of)
        vm_fail(L, "write a channel with a colon: alg:%s { … }", name);
    char word[32];
    if (lua_isinteger(L, 2))
        snprintf(word, sizeof word, "%.16s%d", name, (int)lua_tointeger(L, 2));
    else
        snprintf(word, sizeof word, "%.31s", name);
    struct channel_value value = {.instrument = of->index, .probe_area_cm2 = of->probe_area_cm2};
    if (strlen(word) >= sizeof value.channel)
        vm_fail(L, "'%s' is not the name of a channel", word);
    memcpy(value.channel, word, strlen(word) + 1);
    if (lua_istable(L, 2)) {
        fields_check(L, 2, word, known);
        value.probe_area_cm2 = read_area(L, 2);
    } else if (!lua_isnoneornil(L, 2) && !lua_isinteger(L, 2)) {
        vm_fail(L, "a channel takes a number or a table");
    }
    struct channel_value *made = lua_newuserdatauv(L, sizeof *made, 0);
    *made = value;
    luaL_setmetatable(L, channel_type);
    return 1;
}

static int index_instrument(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING)
        vm_fail(L, "an instrument's channels have names: alg:force { … }");
    lua_settop(L, 2);
    lua_pushcclosure(L, channel, 1);
    return 1;
}

/* --- responses --- */

static int push_response(lua_State *L, const struct response_value *value)
{
    struct response_value *made = lua_newuserdatauv(L, sizeof *made, 0);
    *made = *value;
    luaL_setmetatable(L, response_type);
    return 1;
}

static void refuse_reserved(lua_State *L, const char *name)
{
    if (response_key_is_reserved(name))
        vm_fail(L,
                "the key '%s' cannot be a response: it belongs to STOP and to the examiner; "
                "take e.g. "
                "\"F12\"",
                name);
}

static int key(lua_State *L)
{
    static const char *const known[] = {"key", "stop", NULL};
    struct response_value value = {.spec.kind = RESPONSE_KEY};
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING) {
        lua_newtable(L);
        lua_insert(L, 1);
        lua_setfield(L, 1, "key");
    }
    fields_check(L, 1, "key", known);
    field_text(L, 1, "key", true, value.spec.code, sizeof value.spec.code);
    refuse_reserved(L, value.spec.code);
    value.spec.is_stop = field_flag(L, 1, "stop");
    return push_response(L, &value);
}

static int pedal(lua_State *L)
{
    static const char *const known[] = {"path", "key", "stop", NULL};
    struct response_value value = {.spec.kind = RESPONSE_PEDAL};
    if (lua_isnone(L, 1))
        lua_newtable(L);
    fields_check(L, 1, "pedal", known);
    field_text(L, 1, "path", false, value.spec.path, sizeof value.spec.path);
    field_text(L, 1, "key", false, value.spec.code, sizeof value.spec.code);
    if (value.spec.path[0] == '\0' && value.spec.code[0] == '\0')
        vm_fail(L, "pedal needs path = \"/dev/input/…\", key = \"KEY_…\" or both");
    if (value.spec.path[0] == '\0')
        refuse_reserved(L, value.spec.code);
    value.spec.is_stop = field_flag(L, 1, "stop");
    return push_response(L, &value);
}

static int line(lua_State *L)
{
    static const char *const known[] = {"port", "pin", "stop", NULL};
    static const char *const pins[] = {"CTS", "DSR", "RI", "CD"};
    struct response_value value = {.spec.kind = RESPONSE_LINE};
    fields_check(L, 1, "line", known);
    field_text(L, 1, "port", true, value.spec.path, sizeof value.spec.path);
    field_text(L, 1, "pin", true, value.spec.code, sizeof value.spec.code);
    value.spec.is_stop = field_flag(L, 1, "stop");
    for (size_t i = 0; i < sizeof pins / sizeof pins[0]; i++)
        if (strcmp(value.spec.code, pins[i]) == 0)
            return push_response(L, &value);
    vm_fail(L, "a port has no input line '%s': CTS, DSR, RI or CD", value.spec.code);
}

static int box(lua_State *L)
{
    static const char *const known[] = {"port", "stop", NULL};
    struct response_value value = {.spec.kind = RESPONSE_BYTE};
    fields_check(L, 1, "box", known);
    field_text(L, 1, "port", true, value.spec.path, sizeof value.spec.path);
    value.spec.is_stop = field_flag(L, 1, "stop");
    return push_response(L, &value);
}

static int button(lua_State *L)
{
    static const char *const known[] = {"from", "stop", NULL};
    struct response_value value = {.spec.kind = RESPONSE_CHANNEL, .spec.channel = "button"};
    fields_check(L, 1, "button", known);
    field_text(L, 1, "from", true, value.from, sizeof value.from);
    value.spec.is_stop = field_flag(L, 1, "stop");
    return push_response(L, &value);
}

/* --- the bench --- */

static void name_after(struct bench_spec *bench, uint8_t instrument_index, const char *word)
{
    struct instrument_spec *spec = &bench->instruments[instrument_index];
    if (spec->name[0] == '\0')
        memccpy(spec->name, word, '\0', sizeof spec->name - 1);
}

static bool is_force(const struct role_spec *spec)
{
    return strstr(spec->channel, "force") == spec->channel;
}

static void refuse_shared(lua_State *L, const struct bench_spec *bench, enum role role)
{
    const struct role_spec *mine = &bench->roles[role];
    for (int other = 0; other < ROLE_COUNT; other++) {
        const struct role_spec *theirs = &bench->roles[other];
        if (other != (int)role && theirs->bound && theirs->instrument == mine->instrument &&
            strcmp(theirs->channel, mine->channel) == 0)
            vm_fail(L, "%s and %s cannot be the same channel", role_word((enum role)other),
                    role_word(role));
    }
}

/* The one that is meant where the role is the instrument itself. */
static const char *channel_of_whole(enum role role)
{
    switch (role) {
    case ROLE_ALGOMETER:
        return "force";
    case ROLE_THERMODE:
        return "probe";
    case ROLE_BATH:
        return "bath";
    case ROLE_RATING:
        return "vas";
    case ROLE_MARKER:
        return "code";
    default:
        return "";
    }
}

/* The value on top becomes the role. */
static void bind_role(lua_State *L, struct bench_spec *bench, enum role role)
{
    const struct instrument_value *whole = luaL_testudata(L, -1, instrument_type);
    const struct channel_value *part = luaL_testudata(L, -1, channel_type);
    struct role_spec *spec = &bench->roles[role];
    if (!whole && !part)
        vm_fail(L,
                "%s must be an instrument or one of its channels, e.g. alg:force { probe_area = "
                "1*cm2 }",
                role_word(role));
    spec->bound = true;
    spec->instrument = whole ? whole->index : part->instrument;
    spec->probe_area_cm2 = whole ? whole->probe_area_cm2 : part->probe_area_cm2;
    const char *word = part ? part->channel : channel_of_whole(role);
    memcpy(spec->channel, word, strlen(word) + 1);
    if (is_force(spec) && spec->probe_area_cm2 <= 0)
        vm_fail(L, "%s needs probe_area = 1*cm2: without the area a force is not a pressure",
                role_word(role));
    if (is_force(spec) && bench->instruments[spec->instrument].capacity_n <= 0)
        vm_fail(L,
                "%s: its instrument needs capacity = 500*N (what its label says): beyond it a "
                "gauge shows numbers that nobody measured",
                role_word(role));
    refuse_shared(L, bench, role);
    name_after(bench, spec->instrument, role_word(role));
}

static bool has_port(const struct response_spec *response)
{
    return response->kind == RESPONSE_LINE || response->kind == RESPONSE_BYTE;
}

static const struct role_spec *find_role(const struct bench_spec *bench, const char *word)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (bench->roles[role].bound && strcmp(role_word((enum role)role), word) == 0)
            return &bench->roles[role];
    return NULL;
}

/* One program alone may have a port, and one part of it. */
static void check_response_port(lua_State *L, const struct bench_spec *bench, const char *port)
{
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        if (is_same_port(port, bench->instruments[i].port))
            vm_fail(L,
                    "the response cannot hang on the port '%s' of an instrument: give it a port of "
                    "its own",
                    port);
    for (uint8_t i = 0; i < bench->n_responses; i++)
        if (has_port(&bench->responses[i]) && is_same_port(port, bench->responses[i].path))
            vm_fail(L, "two responses cannot hang on the port '%s'", port);
}

/* The value on top becomes one more response. */
static void add_response(lua_State *L, struct bench_spec *bench)
{
    const struct response_value *given = luaL_testudata(L, -1, response_type);
    const struct channel_value *part = luaL_testudata(L, -1, channel_type);
    struct response_value value = {.spec.kind = RESPONSE_CHANNEL};
    if (!given && !part)
        vm_fail(
            L, "response must be key \"F12\", pedal { … }, line { … }, box { … }, inst:button() or "
               "button { from = … }");
    if (bench->n_responses == RESPONSES_MAX)
        vm_fail(L, "a bench has at most %d responses", RESPONSES_MAX);
    if (part) {
        value.spec.instrument = part->instrument;
        memcpy(value.spec.channel, part->channel, sizeof value.spec.channel);
        name_after(bench, part->instrument, "response");
    } else {
        value = *given;
    }
    if (value.from[0]) {
        const struct role_spec *role = find_role(bench, value.from);
        if (!role)
            vm_fail(L, "button { from = \"%s\" }: this bench has no %s", value.from, value.from);
        value.spec.instrument = role->instrument;
    }
    if (has_port(&value.spec))
        check_response_port(L, bench, value.spec.path);
    bench->responses[bench->n_responses++] = value.spec;
}

static void read_responses(lua_State *L, struct bench_spec *bench)
{
    const int type = lua_getfield(L, 1, "response");
    if (type == LUA_TTABLE) {
        for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, -1); i++) {
            lua_rawgeti(L, -1, i);
            add_response(L, bench);
            lua_pop(L, 1);
        }
    } else if (type != LUA_TNIL) {
        add_response(L, bench);
    }
    lua_pop(L, 1);
}

/* At one site: heat dose, cold, heat and ramps of a thermode. */
static void read_thermal_limits(lua_State *L, int at, struct bench_spec *bench)
{
    static const struct field_range span = {"s", 1, 86400};
    bench->thermal_ramps_per_day = read_whole(L, at, "thermal_ramps_per_day", 1, 1000);
    bench->cem43_s = field_number(L, at, "cem43", span, 0);
    bench->cem43_warn_s = field_number(L, at, "cem43_warn", span, 0);
    bench->cold_s = field_number(L, at, "cold", span, 0);
    bench->immersion_s = field_number(L, at, "immersion", span, 0);
    bench->cold_once_s = field_number(L, at, "cold_once", span, 0);
    bench->hot_s = field_number(L, at, "hot", span, 0);
    bench->hot_once_s = field_number(L, at, "hot_once", span, 0);
}

/* What the lab allows at one site, whichever instrument presses or heats there. */
static void read_lab_limits(lua_State *L, struct bench_spec *bench)
{
    static const char *const known[] = {"rest",
                                        "ramps_per_day",
                                        "thermal_ramps_per_day",
                                        "cem43",
                                        "cem43_warn",
                                        "cold",
                                        "cold_once",
                                        "hot",
                                        "hot_once",
                                        "immersion",
                                        NULL};
    if (lua_getfield(L, 1, "limits") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "limits", known);
        bench->rest_s = field_number(L, at, "rest", (struct field_range){"s", 0, 86400}, 0);
        bench->ramps_per_day = read_whole(L, at, "ramps_per_day", 1, 1000);
        read_thermal_limits(L, at, bench);
    }
    lua_pop(L, 1);
}

/* Within what is no exposure to speak of, should the thermode be on somebody all the same. */
static void read_levels(lua_State *L, int at, struct bench_spec *bench)
{
    bench->level_tolerance_c =
        field_number(L, at, "thermode_tolerance", (struct field_range){"degC", 0.05, 5}, 0);
    bench->level_low_c = field_number(L, at, "low", (struct field_range){"degC", 15, 31}, 0);
    bench->contact_lag_s =
        field_number(L, at, "contact_lag", (struct field_range){"s", 0.001, 10}, 0);
    bench->level_high_c = field_number(L, at, "high", (struct field_range){"degC", 33, 43}, 0);
}

/* How an algometer is checked with a known weight, and a thermode at two levels. */
static void read_checks(lua_State *L, struct bench_spec *bench)
{
    static const char *const known[] = {
        "tolerance", "thermode_tolerance", "low", "high", "contact_lag", "days", NULL};
    if (lua_getfield(L, 1, "checks") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "checks", known);
        bench->check_tolerance =
            field_number(L, at, "tolerance", (struct field_range){"1", 0.001, 0.2}, 0);
        read_levels(L, at, bench);
        bench->check_days = read_whole(L, at, "days", 1, 3650);
    }
    lua_pop(L, 1);
}

/* The bytes that are put out where there is a marker output. */
static void read_markers(lua_State *L, struct bench_spec *bench)
{
    const char *known[MARKER_COUNT + 1] = {0};
    for (int marker = 0; marker < MARKER_COUNT; marker++)
        known[marker] = marker_word((enum marker)marker);
    if (lua_getfield(L, 1, "markers") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "markers", known);
        for (int marker = 0; marker < MARKER_COUNT; marker++) {
            const bool is_set = lua_getfield(L, at, known[marker]) != LUA_TNIL;
            lua_pop(L, 1);
            bench->markers[marker] = (struct marker_code){
                .is_set = is_set, .code = (uint8_t)read_whole(L, at, known[marker], 0, UINT8_MAX)};
        }
    }
    lua_pop(L, 1);
}

static int make_bench(lua_State *L)
{
    struct bench_spec *bench = file_context(L);
    const char *known[ROLE_COUNT + 5] = {0};
    for (int role = 0; role < ROLE_COUNT; role++)
        known[role] = role_word((enum role)role);
    known[ROLE_COUNT] = "response";
    known[ROLE_COUNT + 1] = "limits";
    known[ROLE_COUNT + 2] = "checks";
    known[ROLE_COUNT + 3] = "markers";
    fields_check(L, 1, "bench", known);
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (lua_getfield(L, 1, known[role]) != LUA_TNIL)
            bind_role(L, bench, (enum role)role);
        lua_pop(L, 1);
    }
    read_responses(L, bench);
    read_lab_limits(L, bench);
    read_checks(L, bench);
    read_markers(L, bench);
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        name_after(bench, i, bench->instruments[i].driver);
    return file_finish(L);
}

static void open_types(lua_State *L)
{
    luaL_newmetatable(L, instrument_type);
    lua_pushcfunction(L, index_instrument);
    lua_setfield(L, -2, "__index");
    luaL_newmetatable(L, channel_type);
    luaL_newmetatable(L, response_type);
    lua_pop(L, 3);
}

enum status bench_file_load(const char *path, struct bench_spec *out, struct why *why)
{
    static const luaL_Reg names[] = {
        {"instrument", instrument}, {"bench", make_bench}, {"key", key},
        {"pedal", pedal},           {"line", line},        {"box", box},
        {"button", button},         {NULL, NULL},
    };
    static const struct file_kind kind = {"bench", names, open_types};
    struct bench_spec read;
    memset(&read, 0, sizeof read);
    const enum status status = file_run(path, &kind, &read, why);
    if (status == STATUS_OK)
        *out = read;
    return status;
}
