#include "cpar_plus_wire_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { INTEGER_MAX = 6, DECI_KPA_MAX = 20000 };

enum statement {
    HAS_STATE,
    HAS_METER,
    HAS_METER_LOW,
    HAS_POWER,
    HAS_START,
    HAS_CONDITION,
    HAS_FINAL_1,
    HAS_FINAL_2,
    HAS_SUPPLY_OK,
    HAS_SUPPLY,
    HAS_SCORE,
    HAS_FINAL_SCORE,
    HAS_BUTTON,
    HAS_LATCHED,
    HAS_DEVICE,
    HAS_VERSION
};

enum {
    ALL_OF_STATE = (1 << (HAS_SUPPLY + 1)) - (1 << HAS_STATE),
    ALL_OF_RATING = (1 << (HAS_LATCHED + 1)) - (1 << HAS_SCORE),
    ALL_OF_DEVICE = 1 << HAS_DEVICE | 1 << HAS_VERSION,
};

enum fault plus_error_fault(enum plus_error error)
{
    static const uint8_t faults[] = {[PLUS_NO_ERROR] = FAULT_NONE,
#define PLUS_FAULT(name, fault) [PLUS_ERROR_##name] = FAULT_##fault,
                                     PLUS_ERRORS(PLUS_FAULT)
#undef PLUS_FAULT
    };
    return (enum fault)faults[error];
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* `part` stands in it, in letters of either size. */
static bool has_part(const char *text, const char *part)
{
    const size_t n = strlen(text), n_part = strlen(part);
    for (size_t at = 0; at + n_part <= n; at++) {
        size_t same = 0;
        while (same < n_part && upper(text[at + same]) == upper(part[same]))
            same++;
        if (same == n_part)
            return true;
    }
    return false;
}

static enum plus_error error_of(const char *name)
{
    static const char *const names[] = {"",
#define PLUS_WORD(name, fault) #name,
                                        PLUS_ERRORS(PLUS_WORD)
#undef PLUS_WORD
    };
    for (size_t i = 1; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == strlen(name) && has_part(name, names[i]))
            return (enum plus_error)i;
    return PLUS_ERROR_OtherError;
}

/* ---- words and numbers ------------------------------------------------------------------------------ */

/* A whole number up to the next space; NULL: there is none, or it is none. */
static const char *take_integer(const char *text, int32_t *out)
{
    const bool is_minus = *text == '-';
    const char *digit = text + is_minus;
    int32_t value = 0;
    size_t n = 0;
    for (; digit[n] >= '0' && digit[n] <= '9' && n < INTEGER_MAX; n++)
        value = value * 10 + (digit[n] - '0');
    if (n == 0 || (digit[n] != ' ' && digit[n] != '\0'))
        return NULL;
    *out = is_minus ? -value : value;
    for (digit += n; *digit == ' '; digit++)
        ;
    return digit;
}

static bool one_integer(const char *text, int32_t low, int32_t high, int32_t *out)
{
    const char *end = take_integer(text, out);
    return end && *end == '\0' && *out >= low && *out <= high;
}

static bool one_flag(const char *text, bool *out)
{
    int32_t value;
    const bool is_one = one_integer(text, 0, 1, &value);
    *out = is_one && value == 1;
    return is_one;
}

struct word {
    const char *part; /* of its spelling */
    uint8_t value;
};

static bool find_word(const struct word *words, size_t n, const char *text, uint8_t *out)
{
    for (size_t i = 0; i < n; i++)
        if (has_part(text, words[i].part)) {
            *out = words[i].value;
            return true;
        }
    return false;
}

/* With or without its prefix: STATE_IDLE, IDLE. */
static bool read_mode(const char *text, uint8_t *out)
{
    static const struct word words[] = {{"NOT", PLUS_NOT_CONNECTED},
                                        {"IDLE", PLUS_IDLE},
                                        {"STIMULATING", PLUS_STIMULATING},
                                        {"EMERGENCY", PLUS_EMERGENCY},
                                        {"PENDING", PLUS_PENDING}};
    return find_word(words, sizeof words / sizeof words[0], text, out);
}

/* A number or a word: how it is spelt nobody has published. One that is not known is none of those that are faults. */
static void read_condition(const char *text, uint8_t *out)
{
    static const struct word words[] = {
        {"WATCHDOG", PLUS_NOT_KICKED}, {"COMPLIANCE", PLUS_LEAKS},
        {"POWER", PLUS_NO_POWER},      {"EMERGENCY", PLUS_BY_EMERGENCY},
        {"CONNECT", PLUS_METER_GONE},  {"SOFTWARE", PLUS_BY_PROGRAM},
        {"COMPLETED", PLUS_COMPLETED}, {"TIME", PLUS_TOO_LONG},
        {"MAX", PLUS_BY_RATING},       {"BUTTON", PLUS_BY_BUTTON}};
    int32_t number;
    *out = PLUS_BY_NOTHING;
    if (one_integer(text, PLUS_BY_NOTHING, PLUS_NO_POWER, &number))
        *out = (uint8_t)number;
    else
        find_word(words, sizeof words / sizeof words[0], text, out);
}

static bool read_pressure(const char *text, int32_t *out)
{
    return one_integer(text, -DECI_KPA_MAX, DECI_KPA_MAX, out);
}

static bool read_mm(const char *text, uint8_t *out)
{
    int32_t mm;
    const bool is_one = one_integer(text, 0, 100, &mm);
    *out = is_one ? (uint8_t)mm : 0;
    return is_one;
}

static bool read_name(const char *text, char *out, size_t size)
{
    const size_t n = strlen(text);
    const size_t kept = n < size ? n : size - 1;
    memcpy(out, text, kept);
    out[kept] = '\0';
    return n > 0;
}

/* ---- statements ------------------------------------------------------------------------------------- */

static bool read_state(struct plus_state *state, enum statement statement, const char *text)
{
    switch ((unsigned)statement) {
    case HAS_STATE:
        return read_mode(text, &state->mode);
    case HAS_METER:
        return one_flag(text, &state->has_meter);
    case HAS_METER_LOW:
        return one_flag(text, &state->is_meter_low);
    case HAS_POWER:
        return one_flag(text, &state->has_power);
    case HAS_START:
        return one_flag(text, &state->can_start);
    case HAS_CONDITION:
        read_condition(text, &state->condition);
        return *text != '\0';
    case HAS_FINAL_1:
    case HAS_FINAL_2:
        return read_pressure(text, &state->final_deci_kpa[statement - HAS_FINAL_1]);
    case HAS_SUPPLY_OK:
        return one_flag(text, &state->has_supply);
    case HAS_SUPPLY:
        return read_pressure(text, &state->supply_deci_kpa);
    }
    return false;
}

static bool read_value(struct plus_packet *packet, enum statement statement, const char *text)
{
    uint8_t final_mm;
    switch ((unsigned)statement) {
    case HAS_SCORE:
        return read_mm(text, &packet->rating.mm);
    case HAS_FINAL_SCORE:
        return read_mm(text, &final_mm);
    case HAS_BUTTON:
        return one_flag(text, &packet->rating.is_down);
    case HAS_LATCHED:
        return one_flag(text, &packet->rating.was_down);
    case HAS_DEVICE:
        return read_name(text, packet->device, sizeof packet->device);
    case HAS_VERSION:
        return read_name(text, packet->version, sizeof packet->version);
    }
    return read_state(&packet->state, statement, text);
}

static bool add_sample(struct plus_packet *packet, const char *text)
{
    int32_t values[3];
    for (size_t i = 0; i < 3; i++)
        if (!text || !(text = take_integer(text, &values[i])))
            return false;
    if (*text != '\0' || values[2] < 0 || values[2] > 100)
        return false;
    for (size_t i = 0; i < 2; i++)
        if (values[i] < -DECI_KPA_MAX || values[i] > DECI_KPA_MAX)
            return false;
    if (packet->n_samples == PLUS_SAMPLES_MAX) {
        packet->lost++;
        packet->n_samples--;
        memmove(packet->samples, packet->samples + 1,
                packet->n_samples * sizeof packet->samples[0]);
    }
    packet->samples[packet->n_samples++] = (struct plus_sample){
        .deci_kpa = {(int16_t)values[0], (int16_t)values[1]}, .mm = (uint8_t)values[2]};
    return true;
}

static bool add_port(struct plus_packet *packet, const char *name)
{
    const size_t at = strlen(packet->device), room = sizeof packet->device - at;
    if (*name == '\0')
        return false;
    if (strlen(name) + 2 <= room) /* those that fit, whole */
        snprintf(packet->device + at, room, "%s%s", at > 0 ? " " : "", name);
    return true;
}

/* All statements of a packet are of one kind. */
static bool is_of_kind(struct plus_packet *packet, enum plus_kind kind)
{
    if (packet->kind == PLUS_EMPTY)
        packet->kind = (uint8_t)kind;
    return packet->kind == kind;
}

static const struct {
    const char *key;
    uint8_t kind;
    uint8_t statement;
} values[] = {
    {"STATE", PLUS_STATE, HAS_STATE},
    {"RESPONSE_CONNECTED", PLUS_STATE, HAS_METER},
    {"RESPONSE_LOW", PLUS_STATE, HAS_METER_LOW},
    {"POWER", PLUS_STATE, HAS_POWER},
    {"START_POSSIBLE", PLUS_STATE, HAS_START},
    {"STOP_CONDITION", PLUS_STATE, HAS_CONDITION},
    {"FINAL_PRESSURE01", PLUS_STATE, HAS_FINAL_1},
    {"FINAL_PRESSURE02", PLUS_STATE, HAS_FINAL_2},
    {"SUPPLY_PRESSURE_OK", PLUS_STATE, HAS_SUPPLY_OK},
    {"SUPPLY_PRESSURE", PLUS_STATE, HAS_SUPPLY},
    {"SCORE", PLUS_RATING, HAS_SCORE},
    {"FINAL_SCORE", PLUS_RATING, HAS_FINAL_SCORE},
    {"BUTTON", PLUS_RATING, HAS_BUTTON},
    {"LATCHED_BUTTON", PLUS_RATING, HAS_LATCHED},
    {"DEVICE", PLUS_DEVICE, HAS_DEVICE},
    {"VERSION", PLUS_DEVICE, HAS_VERSION},
};

/* One that stands twice leaves open which of them is meant. */
static bool add_value(struct plus_packet *packet, size_t row, const char *text)
{
    const uint16_t bit = (uint16_t)(1u << values[row].statement);
    if ((packet->statements & bit) || !is_of_kind(packet, (enum plus_kind)values[row].kind))
        return false;
    packet->statements |= bit;
    return read_value(packet, (enum statement)values[row].statement, text);
}

/* False: it cannot be. `key` and `text` are the two parts of the statement. */
static bool add_statement(struct plus_reader *reader, const char *key, const char *text)
{
    struct plus_packet *packet = &reader->packet;
    if (strcmp(key, "DATA") == 0)
        return is_of_kind(packet, PLUS_DATA) && add_sample(packet, text);
    if (strcmp(key, "PORT") == 0)
        return is_of_kind(packet, PLUS_PORTS) && add_port(packet, text);
    if (strcmp(key, "OK") == 0)
        return packet->kind == PLUS_EMPTY && is_of_kind(packet, PLUS_OK) && *text == '\0';
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strcmp(key, values[i].key) == 0)
            return add_value(packet, i, text);
    reader->has_other = true;
    return true;
}

static bool add_error(struct plus_reader *reader, const char *name)
{
    reader->owes_error = *name == '\0';
    reader->packet.error = (uint8_t)error_of(name);
    return is_of_kind(&reader->packet, PLUS_ERROR);
}

/* What a newer version says besides is left alone where it cannot be a spoilt statement of ours that is missing then. */
static bool is_whole(const struct plus_reader *reader)
{
    const struct plus_packet *packet = &reader->packet;
    if (reader->is_broken || reader->owes_error)
        return false;
    switch ((enum plus_kind)packet->kind) {
    case PLUS_STATE:
        return packet->statements == ALL_OF_STATE;
    case PLUS_RATING:
        return packet->statements == ALL_OF_RATING;
    case PLUS_DEVICE:
        return packet->statements == ALL_OF_DEVICE;
    case PLUS_EMPTY:
    case PLUS_OK:
    case PLUS_ERROR:
    case PLUS_PORTS:
    case PLUS_DATA:
        break;
    }
    return !reader->has_other;
}

/* ---- packets ---------------------------------------------------------------------------------------- */

static enum plus_found broken(struct plus_reader *reader)
{
    reader->skipped = (uint16_t)(reader->skipped + reader->bytes);
    reader->bytes = 0;
    return PLUS_BROKEN;
}

static void begin(struct plus_reader *reader)
{
    reader->is_inside = true;
    reader->is_broken = reader->has_other = reader->owes_error = false;
    reader->packet = (struct plus_packet){.kind = PLUS_EMPTY};
}

static enum plus_found take_start(struct plus_reader *reader)
{
    const uint16_t own = (uint16_t)(sizeof "START;" - 1);
    const bool was_inside = reader->is_inside;
    begin(reader);
    if (!was_inside)
        return PLUS_NOTHING;
    reader->bytes = (uint16_t)(reader->bytes - (reader->bytes > own ? own : 0));
    broken(reader);
    reader->bytes = own;
    return PLUS_BROKEN;
}

static enum plus_found take_end(struct plus_reader *reader)
{
    const bool is_good = reader->is_inside && is_whole(reader);
    reader->is_inside = false;
    if (!is_good)
        return broken(reader);
    reader->bytes = 0;
    return PLUS_PACKET;
}

/* Key and text of the statement that `reader` holds; the text is "" where there is none. */
static const char *split_statement(struct plus_reader *reader)
{
    char *text = reader->text;
    while (reader->length > 0 && text[reader->length - 1] == ' ')
        reader->length--;
    text[reader->length] = '\0';
    char *space = text + strcspn(text, " :");
    if (*space == '\0')
        return space;
    *space++ = '\0';
    while (*space == ' ')
        space++;
    return space;
}

static enum plus_found take_statement(struct plus_reader *reader, bool has_end)
{
    const bool is_spoiled = reader->is_spoiled;
    const char *text = split_statement(reader), *key = reader->text;
    reader->length = 0;
    reader->is_spoiled = false;
    if (!is_spoiled && strcmp(key, "START") == 0)
        return take_start(reader);
    if (!is_spoiled && strcmp(key, "END") == 0)
        return take_end(reader);
    if (!reader->is_inside)
        return broken(reader);
    bool is_good = false;
    if (is_spoiled)
        is_good = false;
    else if (strcmp(key, "ERR") == 0)
        is_good = add_error(reader, text);
    else if (reader->owes_error)
        is_good = add_error(reader, key);
    else
        is_good = has_end && add_statement(reader, key, text);
    reader->is_broken |= !is_good;
    return PLUS_NOTHING;
}

enum plus_found plus_take(struct plus_reader *reader, uint8_t byte)
{
    const bool is_line_end = byte == '\r' || byte == '\n';
    const bool is_space = byte == ' ' || byte == '\t';
    if (reader->bytes < UINT16_MAX / 2)
        reader->bytes++;
    if (byte == ';' || is_line_end) {
        const bool is_blank = reader->length == 0 && !reader->is_spoiled;
        return is_blank ? PLUS_NOTHING : take_statement(reader, byte == ';');
    }
    if (is_space && reader->length == 0)
        return PLUS_NOTHING;
    if (reader->length + 1 == PLUS_STATEMENT_MAX) { /* no statement is so long */
        reader->length = 0;
        reader->is_spoiled = reader->is_broken = true;
        return reader->is_inside ? PLUS_NOTHING : broken(reader);
    }
    reader->is_spoiled |= !is_space && (byte < 0x20 || byte > 0x7e);
    reader->text[reader->length++] = is_space ? ' ' : (char)byte;
    return PLUS_NOTHING;
}

size_t plus_frame(char out[FRAME_MAX], const char *port, const char *command, const char *body)
{
    const int n = port ? snprintf(out, FRAME_MAX, "START;USE PORT %s CPARPLUS;CMD %s;%sEND;", port,
                                  command, body)
                       : snprintf(out, FRAME_MAX, "START;USE SERVER;CMD %s;%sEND;", command, body);
    assert(n > 0 && n < FRAME_MAX);
    return (size_t)n;
}
