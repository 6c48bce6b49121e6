#include "hw/bench_spec.h"

#include <assert.h>
#include <string.h>

const char *role_word(enum role role)
{
    static const char *const words[] = {
#define ROLE_WORD(name, word) word,
        ROLE_LIST(ROLE_WORD)
#undef ROLE_WORD
    };
    assert((unsigned)role < sizeof words / sizeof words[0]);
    return words[role];
}

const char *marker_word(enum marker marker)
{
    static const char *const words[] = {
#define MARKER_WORD(name, word, code) word,
        MARKER_LIST(MARKER_WORD)
#undef MARKER_WORD
    };
    assert((unsigned)marker < sizeof words / sizeof words[0]);
    return words[marker];
}

uint8_t bench_spec_marker(const struct bench_spec *spec, enum marker marker)
{
    static const uint8_t usual[] = {
#define MARKER_CODE(name, word, code) code,
        MARKER_LIST(MARKER_CODE)
#undef MARKER_CODE
    };
    assert((unsigned)marker < sizeof usual / sizeof usual[0]);
    return spec->markers[marker].is_set ? spec->markers[marker].code : usual[marker];
}

const char *port_simulation(const char *port)
{
    static const char prefix[] = "sim:";
    return strncmp(port, prefix, sizeof prefix - 1) == 0 ? port + sizeof prefix - 1 : NULL;
}

bool port_is_simulated(const char *port)
{
    return port_simulation(port) != NULL;
}

bool bench_spec_has_window(const struct bench_spec *spec)
{
    for (uint8_t i = 0; i < spec->n_instruments; i++)
        if (strcmp(spec->instruments[i].port, PORT_OF_WINDOW) == 0)
            return true;
    return false;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* `word` is small letters. */
static bool is_word(const char *code, const char *word)
{
    while (*word && lower(*code) == *word)
        code++, word++;
    return *code == '\0' && *word == '\0';
}

static bool has_prefix(const char *code, const char *prefix)
{
    while (*prefix && lower(*code) == *prefix)
        code++, prefix++;
    return *prefix == '\0';
}

bool response_key_is_reserved(const char *code)
{
    static const char *const reserved[] = {"space", "enter", "return", "escape", "esc", "kpenter"};
    static const char prefix[] = "key_";
    const char *bare = has_prefix(code, prefix) ? code + sizeof prefix - 1 : code;
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (is_word(bare, reserved[i]))
            return true;
    return false;
}

double thermode_ramp_max(const struct instrument_spec *spec)
{
    return spec->ramp_max_degc_per_s > 0 ? spec->ramp_max_degc_per_s : THERMODE_RAMP_USUAL;
}

bool bench_spec_meets(const struct bench_spec *spec, const char *need)
{
    if (strcmp(need, "response") == 0)
        return spec->n_responses > 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (strcmp(role_word((enum role)role), need) == 0)
            return spec->roles[role].bound;
    return false;
}

bool bench_spec_is_free(const struct bench_spec *spec, uint8_t held)
{
    bool has_response = false, has_free = false;
    for (uint8_t i = 0; i < spec->n_responses; i++) {
        const bool is_held = held & 1u << i;
        if (spec->responses[i].is_stop && is_held)
            return false;
        has_response |= !spec->responses[i].is_stop;
        has_free |= !spec->responses[i].is_stop && !is_held;
    }
    return has_free || !has_response;
}

uint8_t response_of_participant(const struct bench_spec *spec)
{
    uint8_t found = RESPONSES_MAX;
    for (uint8_t i = 0; i < spec->n_responses; i++) {
        const struct response_spec *response = &spec->responses[i];
        if (response->kind == RESPONSE_PARTICIPANT)
            return i;
        if (response->kind == RESPONSE_KEY && !response->is_stop && found == RESPONSES_MAX)
            found = i;
    }
    return found;
}
