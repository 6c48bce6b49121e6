/* A bench as a file that bench_file_load() reads back to the same bench. */
#include "script/bench_file.h"

#include "base/out_file.h"
#include "base/reasons.h"
#include "base/shortest.h"
#include "base/text.h"
#include "script/reasons.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- values -------------------------------------------------------------------------------------
 */

static void put_text(struct text *out, const char *value)
{
    text_append_cstr(out, "\"");
    for (const unsigned char *c = (const unsigned char *)value; *c; c++)
        if (*c == '"' || *c == '\\')
            text_append_format(out, "\\%c", *c);
        else if (*c < 0x20 || *c == 0x7f)
            text_append_format(out, "\\%03u", *c);
        else
            text_append(out, (const char *)c, 1);
    text_append_cstr(out, "\"");
}

static void put_number(struct text *out, double value)
{
    char number[SHORTEST_SIZE];
    text_append(out, number, shortest_write(number, value));
}

static void put_field(struct text *out, const char *key)
{
    const bool is_first = out->length > 0 && out->data[out->length - 1] == ' ';
    text_append_format(out, "%s%s = ", is_first ? "" : ", ", key);
}

static void put_quantity(struct text *out, const char *key, double value, const char *unit)
{
    if (!(value > 0))
        return;
    put_field(out, key);
    put_number(out, value);
    text_append_format(out, "*%s", unit);
}

static void put_whole(struct text *out, const char *key, uint32_t value)
{
    if (value == 0)
        return;
    put_field(out, key);
    text_append_format(out, "%u", (unsigned)value);
}

static void put_named(struct text *out, const char *key, const char *value)
{
    if (value[0] == '\0')
        return;
    put_field(out, key);
    put_text(out, value);
}

static void put_flag(struct text *out, const char *key, bool value)
{
    if (!value)
        return;
    put_field(out, key);
    text_append_cstr(out, "true");
}

/* In minutes where that is the same number. */
static void put_minutes(struct text *out, const char *key, double seconds)
{
    char number[SHORTEST_SIZE];
    if (!(seconds > 0))
        return;
    shortest_write(number, seconds / 60);
    const bool is_exact = strtod(number, NULL) * 60 == seconds;
    put_quantity(out, key, is_exact ? seconds / 60 : seconds, is_exact ? "min" : "sec");
}

/* In percent where that is the same number. */
static void put_share(struct text *out, const char *key, double value)
{
    char number[SHORTEST_SIZE];
    if (!(value > 0))
        return;
    put_field(out, key);
    shortest_write(number, value * 100);
    if (strtod(number, NULL) * 0.01 == value)
        text_append_format(out, "%s*percent", number);
    else
        put_number(out, value);
}

/* ---- instruments --------------------------------------------------------------------------------
 */

/* The role that has the whole instrument, and so its area; NULL: none. */
static const struct role_spec *whole_role(const struct bench_spec *bench, uint8_t instrument)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (bench->roles[role].bound && bench->roles[role].instrument == instrument &&
            bench->roles[role].channel[0] == '\0')
            return &bench->roles[role];
    return NULL;
}

static void put_instrument_limits(struct text *out, const struct instrument_spec *spec)
{
    if (!(spec->force_max_n > 0) && !(spec->pressure_max_kpa > 0) &&
        !(spec->rate_max_kpa_per_s > 0) && !(spec->temperature_max_degc > 0) &&
        !(spec->temperature_min_degc > 0) && !(spec->ramp_max_degc_per_s > 0) &&
        !(spec->return_max_degc_per_s > 0))
        return;
    put_field(out, "limits");
    text_append_cstr(out, "{ ");
    put_quantity(out, "force", spec->force_max_n, "N");
    put_quantity(out, "pressure", spec->pressure_max_kpa, "kPa");
    put_quantity(out, "rate", spec->rate_max_kpa_per_s, "kPa/sec");
    put_quantity(out, "high", spec->temperature_max_degc, "degC");
    put_quantity(out, "low", spec->temperature_min_degc, "degC");
    put_quantity(out, "ramp", spec->ramp_max_degc_per_s, "degC/sec");
    put_quantity(out, "back", spec->return_max_degc_per_s, "degC/sec");
    text_append_cstr(out, " }");
}

static void put_plain(struct text *out, const char *key, double value)
{
    put_field(out, key);
    put_number(out, value);
}

static void put_scale(struct text *out, const struct scale_spec *scale)
{
    const bool has_ends = scale->axis_low != 0 || scale->axis_high != 0;
    if (!scale->language[0] && !(scale->line_mm > 0) && scale->display == 0 && scale->axis == 0 &&
        !has_ends)
        return;
    put_field(out, "scale");
    text_append_cstr(out, "{ ");
    put_named(out, "language", scale->language);
    if (scale->line_mm > 0) {
        put_plain(out, "line_mm", scale->line_mm);
        put_plain(out, "screen_mm", scale->screen_mm);
    }
    put_whole(out, "display", scale->display);
    put_whole(out, "axis", scale->axis);
    if (has_ends) {
        put_plain(out, "from", scale->axis_low);
        put_plain(out, "to", scale->axis_high);
    }
    text_append_cstr(out, " }");
}

static void put_instrument(struct text *out, const struct bench_spec *bench, uint8_t i)
{
    const struct instrument_spec *spec = &bench->instruments[i];
    const struct role_spec *whole = whole_role(bench, i);
    text_append_format(out, "local inst%u = instrument { ", (unsigned)i + 1);
    put_named(out, "driver", spec->driver);
    put_named(out, "port", spec->port);
    put_named(out, "bridge_port", spec->bridge_port);
    put_named(out, "name", spec->name);
    put_whole(out, "baud", spec->baud);
    put_flag(out, "invert", spec->invert);
    put_quantity(out, "stream", spec->stream_hz, "Hz");
    put_quantity(out, "capacity", spec->capacity_n, "N");
    put_quantity(out, "probe_area", whole ? whole->probe_area_cm2 : 0, "cm2");
    put_instrument_limits(out, spec);
    put_scale(out, &spec->scale);
    text_append_cstr(out, " }\n");
}

/* ---- roles and responses ------------------------------------------------------------------------
 */

static bool is_name(const char *word)
{
    static const char *const reserved[] = {"and",   "break", "do",       "else", "elseif", "end",
                                           "false", "for",   "function", "goto", "if",     "in",
                                           "local", "nil",   "not",      "or",   "repeat", "return",
                                           "then",  "true",  "until",    "while"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcmp(word, reserved[i]) == 0)
            return false;
    bool is_good = isalpha((unsigned char)word[0]) || word[0] == '_';
    for (const char *c = word; *c; c++)
        is_good = is_good && (isalnum((unsigned char)*c) || *c == '_');
    return is_good;
}

/* inst1:force ARGUMENTS, whatever the channel's name; `arguments` is a table or "". */
static void put_channel(struct text *out, uint8_t instrument, const char *channel,
                        const char *arguments)
{
    const unsigned i = (unsigned)instrument + 1;
    if (is_name(channel)) {
        text_append_format(out, "inst%u:%s%s%s", i, channel, arguments[0] ? " " : "()", arguments);
        return;
    }
    text_append_format(out, "inst%u[", i);
    put_text(out, channel);
    text_append_format(out, "](inst%u%s%s)", i, arguments[0] ? ", " : "", arguments);
}

static void put_role(struct text *out, const struct bench_spec *bench, enum role role)
{
    const struct role_spec *spec = &bench->roles[role];
    const struct role_spec *whole = whole_role(bench, spec->instrument);
    struct text area;
    text_append_format(out, "  %s = ", role_word(role));
    if (spec == whole) {
        text_append_format(out, "inst%u,\n", (unsigned)spec->instrument + 1);
        return;
    }
    text_init(&area);
    if (spec->probe_area_cm2 > 0 || (whole && whole->probe_area_cm2 > 0)) {
        text_append_cstr(&area, "{ ");
        put_quantity(&area, "probe_area", spec->probe_area_cm2, "cm2");
        text_append_cstr(&area, " }");
    }
    put_channel(out, spec->instrument, spec->channel, text_cstr(&area));
    text_append_cstr(out, ",\n");
    out->failed = out->failed || area.failed;
    text_fini(&area);
}

static const char *role_with(const struct bench_spec *bench, uint8_t instrument)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (bench->roles[role].bound && bench->roles[role].instrument == instrument)
            return role_word((enum role)role);
    return NULL;
}

static void put_table(struct text *out, const char *word, const struct response_spec *spec,
                      const char *path_key, const char *code_key)
{
    text_append_format(out, "%s { ", word);
    if (path_key)
        put_named(out, path_key, spec->path);
    if (code_key)
        put_named(out, code_key, spec->code);
    put_flag(out, "stop", spec->is_stop);
    text_append_cstr(out, " }");
}

/* False: no bench file can say that. */
static bool put_button(struct text *out, const struct bench_spec *bench,
                       const struct response_spec *spec)
{
    const char *role = role_with(bench, spec->instrument);
    if (!spec->is_stop) {
        put_channel(out, spec->instrument, spec->channel, "");
        return true;
    }
    if (!role || strcmp(spec->channel, "button") != 0)
        return false;
    text_append_format(out, "button { from = \"%s\", stop = true }", role);
    return true;
}

static bool put_response(struct text *out, const struct bench_spec *bench,
                         const struct response_spec *spec)
{
    switch ((enum response_kind)spec->kind) {
    case RESPONSE_KEY:
        put_table(out, "key", spec, NULL, "key");
        return true;
    case RESPONSE_PEDAL:
        put_table(out, "pedal", spec, "path", "key");
        return true;
    case RESPONSE_LINE:
        put_table(out, "line", spec, "port", "pin");
        return true;
    case RESPONSE_BYTE:
        put_table(out, "box", spec, "port", NULL);
        return true;
    case RESPONSE_CHANNEL:
        return put_button(out, bench, spec);
    case RESPONSE_NONE:
    case RESPONSE_PARTICIPANT:
        break;
    }
    return false;
}

static bool put_responses(struct text *out, const struct bench_spec *bench)
{
    bool is_sayable = true;
    if (bench->n_responses == 0)
        return true;
    text_append_cstr(out, "  response = { ");
    for (uint8_t i = 0; i < bench->n_responses; i++) {
        text_append_cstr(out, i > 0 ? ",\n    " : "");
        is_sayable = put_response(out, bench, &bench->responses[i]) && is_sayable;
    }
    text_append_cstr(out, " },\n");
    return is_sayable;
}

/* ---- the file -----------------------------------------------------------------------------------
 */

static bool has_lab_limits(const struct bench_spec *bench)
{
    return bench->rest_s > 0 || bench->ramps_per_day > 0 || bench->thermal_ramps_per_day > 0 ||
           bench->cem43_s > 0 || bench->cem43_warn_s > 0 || bench->cold_s > 0 ||
           bench->cold_once_s > 0 || bench->immersion_s > 0 || bench->hot_s > 0 ||
           bench->hot_once_s > 0;
}

static bool has_checks(const struct bench_spec *bench)
{
    return bench->check_tolerance > 0 || bench->level_tolerance_c > 0 || bench->level_low_c > 0 ||
           bench->level_high_c > 0 || bench->contact_lag_s > 0 || bench->check_days > 0;
}

static void put_markers(struct text *out, const struct bench_spec *bench)
{
    bool is_open = false;
    for (int marker = 0; marker < MARKER_COUNT; marker++) {
        if (!bench->markers[marker].is_set)
            continue;
        text_append_cstr(out, is_open ? "" : "  markers = { ");
        put_plain(out, marker_word((enum marker)marker), bench->markers[marker].code);
        is_open = true;
    }
    text_append_cstr(out, is_open ? " },\n" : "");
}

static void put_settings(struct text *out, const struct bench_spec *bench)
{
    if (has_lab_limits(bench)) {
        text_append_cstr(out, "  limits = { ");
        put_quantity(out, "rest", bench->rest_s, "sec");
        put_whole(out, "ramps_per_day", bench->ramps_per_day);
        put_whole(out, "thermal_ramps_per_day", bench->thermal_ramps_per_day);
        put_minutes(out, "cem43", bench->cem43_s);
        put_minutes(out, "cem43_warn", bench->cem43_warn_s);
        put_quantity(out, "cold", bench->cold_s, "sec");
        put_quantity(out, "cold_once", bench->cold_once_s, "sec");
        if (bench->immersion_s > 0)
            put_quantity(out, "immersion", bench->immersion_s, "sec");
        put_quantity(out, "hot", bench->hot_s, "sec");
        put_quantity(out, "hot_once", bench->hot_once_s, "sec");
        text_append_cstr(out, " },\n");
    }
    if (has_checks(bench)) {
        text_append_cstr(out, "  checks = { ");
        put_share(out, "tolerance", bench->check_tolerance);
        put_quantity(out, "thermode_tolerance", bench->level_tolerance_c, "degC");
        put_quantity(out, "low", bench->level_low_c, "degC");
        put_quantity(out, "high", bench->level_high_c, "degC");
        put_quantity(out, "contact_lag", bench->contact_lag_s, "sec");
        put_whole(out, "days", bench->check_days);
        text_append_cstr(out, " },\n");
    }
    put_markers(out, bench);
}

enum status bench_file_text(const struct bench_spec *bench, struct text *out, struct why *why)
{
    text_append_cstr(
        out, "-- A bench file (limen): which instruments hang where, and what each is for.\n");
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        put_instrument(out, bench, i);
    text_append_cstr(out, "return bench {\n");
    for (int role = 0; role < ROLE_COUNT; role++)
        if (bench->roles[role].bound)
            put_role(out, bench, (enum role)role);
    const bool is_sayable = put_responses(out, bench);
    put_settings(out, bench);
    text_append_cstr(out, "}\n");
    if (!text_is_whole(out))
        return reason_set(why, REASON_no_memory, NULL);
    return is_sayable
               ? STATUS_OK
               : why_set(why, STATUS_UNSUPPORTED,
                         "a response of this bench cannot be written into a bench file (the "
                         "virtual participant of a demonstration): save a bench of instruments");
}

/* What was written is read back before it takes the place of anything. */
static enum status check_draft(const char *draft, const struct text *text, struct why *why)
{
    struct bench_spec read;
    struct text again;
    enum status status = bench_file_load(draft, &read, why);
    if (status != STATUS_OK)
        return status;
    text_init(&again);
    status = bench_file_text(&read, &again, why);
    if (status == STATUS_OK && strcmp(text_cstr(&again), text_cstr(text)) != 0)
        status = reason_set(why, REASON_bench_not_back, NULL);
    text_fini(&again);
    return status;
}

static enum status write_file(const char *path, const struct text *text, struct why *why)
{
    struct out_file out;
    enum status status = out_file_open(&out, path, why);
    if (status != STATUS_OK)
        return status;
    out_file_write(&out, text_cstr(text), text->length);
    if (out_file_flush(&out))
        status = check_draft(out.draft, text, why);
    if (status == STATUS_OK)
        return out_file_end(&out, why);
    out_file_drop(&out);
    return status;
}

enum status bench_file_save(const char *path, const struct bench_spec *bench, bool may_replace,
                            struct why *why)
{
    struct stat found;
    struct text text;
    if (!may_replace && lstat(path, &found) == 0)
        return why_set(why, STATUS_BUSY, "%s is there already: choose another name", path);
    text_init(&text);
    enum status status = bench_file_text(bench, &text, why);
    if (status == STATUS_OK)
        status = write_file(path, &text, why);
    text_fini(&text);
    return status;
}
