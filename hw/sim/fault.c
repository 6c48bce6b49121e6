#include "sim/fault.h"

#include "base/decimal.h"

#include <stdio.h>
#include <string.h>

enum { SPEC_MAX = 120 };

enum {
    TAKES_P = 1,
    TAKES_GAP = 2,
    TAKES_BY = 4,
    TAKES_TO = 8,
    FOR_IS_GAP = 16,  /* `for` is not a window but a hold time */
    BARE_IS_GAP = 32, /* a value without a key is the gap */
    BARE_IS_FOR = 64,
    BARE_IS_BY = 128,
    BARE_IS_TO = 256
};

struct row {
    const char *word, *text;
};

static const struct row rows[SIM_FAULT_COUNT] = {
#define SIM_FAULT_ROW(name, word, text) {word, text},
    SIM_FAULT_LIST(SIM_FAULT_ROW)
#undef SIM_FAULT_ROW
};

struct takes {
    unsigned what;
    double p, by;
    mono_ns gap, lasts;
    const char *to;
};

static const struct takes takes[SIM_FAULT_COUNT] = {
    [SIM_FAULT_DROP] = {TAKES_P, 1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_GARBLE] = {TAKES_P, 0.1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_SPLIT] = {TAKES_GAP | BARE_IS_GAP, 1, 0, MONO_MS, MONO_NEVER, ""},
    [SIM_FAULT_MERGE] = {FOR_IS_GAP | BARE_IS_GAP, 1, 0, 16 * MONO_MS, MONO_NEVER, ""},
    [SIM_FAULT_DELAY] = {TAKES_GAP | BARE_IS_GAP, 1, 0, 40 * MONO_MS, MONO_NEVER, ""},
    [SIM_FAULT_TRUNCATE] = {TAKES_P, 1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_DUPLICATE] = {TAKES_P, 1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_STUCK_BUTTON] = {0, 1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_SILENCE] = {BARE_IS_FOR, 1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_UNPLUG] = {BARE_IS_FOR, 1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_REBOOT] = {BARE_IS_FOR, 1, 0, 0, 500 * MONO_MS, ""},
    [SIM_FAULT_IDENTITY] = {TAKES_TO | BARE_IS_TO, 1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_UNIT] = {TAKES_TO | BARE_IS_TO, 1, 0, 0, MONO_NEVER, "lbF"},
    [SIM_FAULT_SLOW_RAMP] = {TAKES_BY | BARE_IS_BY, 1, 0.5, 0, MONO_NEVER, ""},
    [SIM_FAULT_DRIFT] = {TAKES_BY | BARE_IS_BY, 1, 5, 0, MONO_NEVER, ""},
    [SIM_FAULT_OVERLOAD] = {TAKES_TO, 1, 0, 0, MONO_NEVER, ""},
    [SIM_FAULT_SETTING] = {TAKES_TO | BARE_IS_TO, 1, 0, 0, MONO_NEVER, ""},
};

const char *sim_fault_word(enum sim_fault_kind kind)
{
    return rows[kind].word;
}

void sim_fault_help(struct text *out)
{
    text_append_cstr(out, "A fault is NAME or NAME:KEY=VALUE,KEY=VALUE\n");
    for (size_t i = 0; i < SIM_FAULT_COUNT; i++)
        text_append_format(out, "  %-13s %s\n", rows[i].word, rows[i].text);
    text_append_cstr(
        out, "Keys of every fault (times need a unit: ms, s or min)\n"
             "  at=TIME       begins that long after the cue or after power on (default 0)\n"
             "  for=TIME      lasts that long (default: to the end)\n"
             "  from=cue|on   what `at` counts from (default: cue where at is given, else on)\n"
             "  cue=N         only after the N-th cue (default: after every cue)\n"
             "  instrument=NAME  of a bench: which one, by its name there (default: its first)\n"
             "Keys of some: p=0..1, gap=TIME (split, delay), by=NUMBER, to=WORD\n"
             "Examples: drop:at=2.5s,for=0.3s   merge:for=20ms   delay:40ms   unit:at=3s,to=lbF\n");
}

static bool read_time(const char *text, mono_ns *time)
{
    static const struct {
        const char *unit;
        double ns;
    } units[] = {{"ms", 1e6}, {"s", 1e9}, {"min", 60e9}};
    double value;
    const size_t n = decimal_parse(text, strlen(text), &value);
    if (!n || value < 0 || value > 1e6)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(text + n, units[i].unit) != 0)
            continue;
        *time = (mono_ns)(value * units[i].ns + 0.5);
        return true;
    }
    return false;
}

static bool read_number(const char *text, double min, double max, double *value)
{
    const size_t n = strlen(text);
    return n > 0 && decimal_parse(text, n, value) == n && *value >= min && *value <= max;
}

struct reader {
    const char *spec;
    struct sim_fault *fault;
    unsigned what;
    bool has_at, has_from, has_for;
    struct why *why;
};

static enum status wrong(const struct reader *reader, const char *key, const char *value,
                         const char *wanted)
{
    return why_set(reader->why, STATUS_INVALID, "Fault \"%s\": %s=%s is wrong; %s.", reader->spec,
                   key, value, wanted);
}

static const char time_wanted[] = "give a time with its unit, such as 2.5s, 40ms or 1min";

static enum status take_time(const struct reader *reader, const char *key, const char *value,
                             mono_ns *time)
{
    if (!read_time(value, time))
        return wrong(reader, key, value, time_wanted);
    return STATUS_OK;
}

static enum status take_from(struct reader *reader, const char *value)
{
    if (strcmp(value, "cue") != 0 && strcmp(value, "on") != 0)
        return wrong(reader, "from", value, "give cue or on");
    reader->has_from = true;
    reader->fault->from_cue = value[0] == 'c';
    return STATUS_OK;
}

static enum status take_cue(struct reader *reader, const char *value)
{
    double number;
    if (!read_number(value, 1, 1e6, &number) || strchr(value, '.'))
        return wrong(reader, "cue", value, "give the number of a cue, 1 for the first");
    reader->fault->cue = (uint32_t)number;
    return STATUS_OK;
}

static enum status take_word(const struct reader *reader, const char *key, const char *value,
                             char out[24])
{
    if (!value[0] || strlen(value) >= 24)
        return wrong(reader, key, value, "give a word of at most 23 characters");
    memcpy(out, value, strlen(value) + 1);
    return STATUS_OK;
}

static enum status take_to(const struct reader *reader, const char *value)
{
    return take_word(reader, "to", value, reader->fault->to);
}

static enum status take_own_key(struct reader *reader, const char *key, const char *value)
{
    struct sim_fault *fault = reader->fault;
    if (!strcmp(key, "p") && (reader->what & TAKES_P)) {
        if (!read_number(value, 0, 1, &fault->p))
            return wrong(reader, key, value, "give a probability from 0 to 1");
        return STATUS_OK;
    }
    if (!strcmp(key, "by") && (reader->what & TAKES_BY)) {
        const bool is_factor = fault->kind == SIM_FAULT_SLOW_RAMP;
        if (!read_number(value, is_factor ? 0.01 : -1000, is_factor ? 10 : 1000, &fault->by))
            return wrong(reader, key, value,
                         is_factor ? "give a factor from 0.01 to 10" : "give a number per minute");
        return STATUS_OK;
    }
    if (!strcmp(key, "gap") && (reader->what & TAKES_GAP))
        return take_time(reader, key, value, &fault->gap);
    if (!strcmp(key, "to") && (reader->what & TAKES_TO))
        return take_to(reader, value);
    return why_set(reader->why, STATUS_INVALID,
                   "Fault \"%s\": %s has no key \"%s\"; the help on faults lists what it takes.",
                   reader->spec, rows[fault->kind].word, key);
}

static enum status take_key(struct reader *reader, const char *key, const char *value)
{
    struct sim_fault *fault = reader->fault;
    if (!strcmp(key, "at")) {
        reader->has_at = true;
        return take_time(reader, key, value, &fault->at);
    }
    if (!strcmp(key, "for")) {
        reader->has_for = true;
        return take_time(reader, key, value,
                         reader->what & FOR_IS_GAP ? &fault->gap : &fault->lasts);
    }
    if (!strcmp(key, "from"))
        return take_from(reader, value);
    if (!strcmp(key, "cue"))
        return take_cue(reader, value);
    if (!strcmp(key, "instrument"))
        return take_word(reader, key, value, fault->of);
    return take_own_key(reader, key, value);
}

static enum status take_bare(struct reader *reader, const char *value)
{
    if (reader->what & BARE_IS_GAP)
        return take_time(reader, "time", value, &reader->fault->gap);
    if (reader->what & BARE_IS_FOR)
        return take_key(reader, "for", value);
    if (reader->what & BARE_IS_BY)
        return take_own_key(reader, "by", value);
    if (reader->what & BARE_IS_TO)
        return take_to(reader, value);
    return why_set(reader->why, STATUS_INVALID,
                   "Fault \"%s\": \"%s\" is not KEY=VALUE, such as at=2.5s.", reader->spec, value);
}

static enum status take_arguments(struct reader *reader, char *text)
{
    for (char *next = text; next;) {
        char *item = strsep(&next, ",");
        char *value = strchr(item, '=');
        if (value)
            *value++ = '\0';
        const enum status status = value ? take_key(reader, item, value) : take_bare(reader, item);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static void finish(struct reader *reader)
{
    struct sim_fault *fault = reader->fault;
    if (!reader->has_from)
        fault->from_cue = reader->has_at || fault->cue > 0;
    /* a truncation without a window is one message */
    if (fault->kind == SIM_FAULT_TRUNCATE && !reader->has_for)
        fault->lasts = 0;
    if (fault->kind == SIM_FAULT_MERGE && fault->gap < MONO_US)
        fault->gap = MONO_US;
}

enum status sim_fault_parse(const char *spec, struct sim_fault *fault, struct why *why)
{
    char text[SPEC_MAX];
    if (strlen(spec) >= sizeof text)
        return why_set(why, STATUS_INVALID, "A fault is at most %d characters long.", SPEC_MAX - 1);
    memcpy(text, spec, strlen(spec) + 1);
    char *arguments = text;
    const char *word = strsep(&arguments, ":");
    unsigned kind = 0;
    while (kind < SIM_FAULT_COUNT && strcmp(rows[kind].word, word) != 0)
        kind++;
    if (kind == SIM_FAULT_COUNT)
        return why_set(why, STATUS_INVALID,
                       "There is no fault \"%s\"; try drop, garble, silence, unplug or another of "
                       "the help on faults.",
                       word);
    memset(fault, 0, sizeof *fault);
    fault->kind = (enum sim_fault_kind)kind;
    fault->p = takes[kind].p;
    fault->by = takes[kind].by;
    fault->gap = takes[kind].gap;
    fault->lasts = takes[kind].lasts;
    snprintf(fault->to, sizeof fault->to, "%s", takes[kind].to);
    struct reader reader = {.spec = spec, .fault = fault, .what = takes[kind].what, .why = why};
    const enum status status = arguments ? take_arguments(&reader, arguments) : STATUS_OK;
    if (status == STATUS_OK)
        finish(&reader);
    return status;
}

bool sim_fault_act(const struct sim_fault *fault, mono_ns t, bool on, struct sim_act *act)
{
    static const int kinds[SIM_FAULT_COUNT] = {
        [SIM_FAULT_REBOOT] = SIM_ACT_REBOOT + 1,   [SIM_FAULT_IDENTITY] = SIM_ACT_IDENTITY + 1,
        [SIM_FAULT_UNIT] = SIM_ACT_UNIT + 1,       [SIM_FAULT_SLOW_RAMP] = SIM_ACT_SLOW + 1,
        [SIM_FAULT_DRIFT] = SIM_ACT_DRIFT + 1,     [SIM_FAULT_OVERLOAD] = SIM_ACT_OVERLOAD + 1,
        [SIM_FAULT_SETTING] = SIM_ACT_SETTING + 1,
    };
    if (!kinds[fault->kind])
        return false;
    *act = (struct sim_act){
        .kind = (enum sim_act_kind)(kinds[fault->kind] - 1), .on = on, .t = t, .by = fault->by};
    memcpy(act->to, fault->to, sizeof act->to);
    return true;
}
