/* What a TCS says of itself: its answer to `H`, read as it comes.
 *
 * Firmware, probe, then one line per command that it knows, `Dsxxxxx: …` or `'Dsxxxxx' : …`; the ranges of its values stand in
 * these lines, as groups of as many digits as the command has. Lines end with one control character. There is no end: it is
 * over when nothing more comes. */
#ifndef LIMEN_DRIVERS_QST_TCS_HELP_INTERNAL_H
#define LIMEN_DRIVERS_QST_TCS_HELP_INTERNAL_H

#include "hw/event.h"

#include <stddef.h>
#include <stdint.h>

/*       name      as it stands in the list, is it needed */
#define TCS_COMMAND_LIST(X)                                                                        \
    X(BASELINE, "Nxxx", true)                                                                      \
    X(ENABLED, "Sxxxxx", true)                                                                     \
    X(TARGET, "Csxxx", true)                                                                       \
    X(SPEED, "Vsxxxx", true)                                                                       \
    X(RETURN, "Rsxxxx", true)                                                                      \
    X(DURATION, "Dsxxxxx", true) /* the units of 2017 have four digits */                          \
    X(START, "L", true)                                                                            \
    X(ABORT, "A", true)                                                                            \
    X(MUTE, "F", true)                                                                             \
    X(TEMPERATURES, "E", true)                                                                     \
    X(BATTERY, "B", true)                                                                          \
    X(BUTTONS, "K", true)                                                                          \
    X(ERRORS, "Q", true)                                                                           \
    X(CEILING, "Omxxx", false)                                                                     \
    X(FINE_SPEED, "Ovsxxxxx", false)                                                               \
    X(FINE_RETURN, "Orsxxxxx", false)                                                              \
    X(PROFILE, "Uexxxxx", false)

enum tcs_command {
#define TCS_COMMAND_ENUM(name, token, is_needed) TCS_##name,
    TCS_COMMAND_LIST(TCS_COMMAND_ENUM)
#undef TCS_COMMAND_ENUM
        TCS_COMMANDS
};

enum { TCS_FIRMWARE_MIN = 8 };

struct tcs_range {
    uint16_t low, high; /* 0.1 degC */
};

struct tcs_help {
    char head[40]; /* of the unfinished line */
    uint8_t length;
    bool spoiled;     /* the unfinished line holds what is no text */
    uint8_t digits;   /* of the unfinished group */
    uint16_t number;  /* that group */
    uint8_t n_groups; /* of three digits in the unfinished line; at most two are kept */
    uint16_t groups[2];
    uint32_t listed; /* bit per enum tcs_command */
    bool has_list;
    struct tcs_range baseline, target;
    uint16_t firmware; /* 0: not said */
    char serial[24], type[8];
    bool heard, readable, unreadable; /* bytes; lines of text; others */
};

void tcs_help_begin(struct tcs_help *help);
void tcs_help_take(struct tcs_help *help, uint8_t byte);
/* It is over. FAULT_NONE: a TCS that this driver can speak to. */
enum fault tcs_help_end(struct tcs_help *help);
bool tcs_help_lists(const struct tcs_help *help, enum tcs_command command);

#endif
