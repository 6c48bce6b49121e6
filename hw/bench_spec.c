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

const char *port_simulation(const char *port)
{
    static const char prefix[] = "sim:";
    return strncmp(port, prefix, sizeof prefix - 1) == 0 ? port + sizeof prefix - 1 : NULL;
}

bool port_is_simulated(const char *port)
{
    return port_simulation(port) != NULL;
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
