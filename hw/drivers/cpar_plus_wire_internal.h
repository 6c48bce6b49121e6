/* What the LabBench DeviceHost says for a CPAR+ and how it is spoken to (pressure.md 5). Pure.
 *
 * Packets of statements, `START;` … `END;`, each statement ended by `;`. Nothing of a packet counts before its END has come: what
 * was cut anywhere is no number. Its maker's page is not of one mind about the `;` behind START, END and ERR, so a line end ends
 * those three as well; a statement with a number in it needs its `;`. */
#ifndef LIMEN_DRIVERS_CPAR_PLUS_WIRE_INTERNAL_H
#define LIMEN_DRIVERS_CPAR_PLUS_WIRE_INTERNAL_H

#include "hw/driver.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLUS_STATEMENT_MAX = 48, PLUS_SAMPLES_MAX = 24, PLUS_NAME_MAX = 24, PLUS_VERSION_MAX = 16 };

enum plus_kind {
    PLUS_EMPTY, /* nothing between START and END: no port, no sample */
    PLUS_OK,
    PLUS_ERROR,
    PLUS_PORTS,
    PLUS_DEVICE,
    PLUS_STATE,
    PLUS_DATA,
    PLUS_RATING
};

enum plus_mode {
    PLUS_NOT_CONNECTED,
    PLUS_IDLE,
    PLUS_STIMULATING,
    PLUS_EMERGENCY,
    PLUS_PENDING /* waits for its trigger input */
};

/* Why the last stimulus ended, as the CPAR counts (pressure.md 4.8): how the CPAR+ does nobody has published. */
enum plus_condition {
    PLUS_BY_NOTHING,
    PLUS_BY_BUTTON,
    PLUS_BY_RATING,
    PLUS_COMPLETED,
    PLUS_TOO_LONG,
    PLUS_METER_GONE,
    PLUS_BY_EMERGENCY,
    PLUS_BY_PROGRAM,
    PLUS_LEAKS,
    PLUS_NOT_KICKED,
    PLUS_NO_POWER
};

/*       name                         the fault that it is; NONE: see its own comment */
#define PLUS_ERRORS(X)                                                                             \
    X(NoHandlerFound, BRIDGE) /* nobody has made one for this port, or it was taken away */        \
    X(InvalidCommandFormat, GARBLED)                                                               \
    X(InvalidStartOfCommand, GARBLED)                                                              \
    X(MissingUseStatement, GARBLED)                                                                \
    X(InvalidEndOfCommand, GARBLED)                                                                \
    X(NoCommandStatement, GARBLED)                                                                 \
    X(NoApiKey, REFUSED)                                                                           \
    X(InvalidNumberOfInstructions, REFUSED)                                                        \
    X(InvalidStepInstruction, REFUSED)                                                             \
    X(InvalidIncrementInstruction, REFUSED)                                                        \
    X(InvalidDecrementInstruction, REFUSED)                                                        \
    X(UnknownInstruction, REFUSED)                                                                 \
    X(InvalidStartCommandContent, REFUSED)                                                         \
    X(InvalidParameterSpecification, GARBLED)                                                      \
    X(InvalidInteger, GARBLED)                                                                     \
    X(UnknownCommand, REFUSED)                                                                     \
    X(OpenFailed, BRIDGE)                                                                          \
    X(NoStatus, SILENT) /* the instrument has told none yet */                                     \
    X(DeviceClosed, BRIDGE)                                                                        \
    X(CommunicationFailure, SILENT)                                                                \
    X(IncompatibleDevice, IDENTITY)                                                                \
    X(CloseFailed, REFUSED)                                                                        \
    X(InvalidCommandContent, REFUSED)                                                              \
    X(NoPortStatement, GARBLED)                                                                    \
    X(NoDeviceStatement, GARBLED)                                                                  \
    X(HandlerExists, NONE) /* as it should be */                                                   \
    X(UnknownDevice, IDENTITY)                                                                     \
    X(ParketFrammingError, GARBLED)                                                                \
    X(InvalidModeCommandContent, REFUSED)                                                          \
    X(OtherError, REFUSED) /* one of a newer version */

enum plus_error {
    PLUS_NO_ERROR,
#define PLUS_ERROR_ENUM(name, fault) PLUS_ERROR_##name,
    PLUS_ERRORS(PLUS_ERROR_ENUM)
#undef PLUS_ERROR_ENUM
};

enum fault plus_error_fault(enum plus_error error);

struct plus_state {
    uint8_t mode;      /* enum plus_mode */
    uint8_t condition; /* enum plus_condition; PLUS_BY_NOTHING where its word is none of them */
    bool has_meter, is_meter_low, has_power, can_start, has_supply;
    int32_t final_deci_kpa[2], supply_deci_kpa;
};

struct plus_sample {
    int16_t deci_kpa[2];
    uint8_t mm;
};

struct plus_rating {
    uint8_t mm;
    bool is_down, was_down; /* the button: now; at any time since this was asked last */
};

struct plus_packet {
    uint8_t kind;        /* enum plus_kind */
    uint8_t error;       /* enum plus_error */
    uint8_t n_samples;   /* the newest PLUS_SAMPLES_MAX */
    uint16_t lost;       /* samples before them */
    uint16_t statements; /* bit per statement that it has */
    struct plus_state state;
    struct plus_rating rating;
    struct plus_sample samples[PLUS_SAMPLES_MAX];
    char device[PLUS_NAME_MAX]; /* PLUS_DEVICE: the model; PLUS_PORTS: their names */
    char version[PLUS_VERSION_MAX];
};

enum plus_found {
    PLUS_NOTHING, /* more bytes are needed */
    PLUS_PACKET,
    PLUS_BROKEN /* bytes that are no packet have come to an end: see `skipped` */
};

struct plus_reader {
    char text[PLUS_STATEMENT_MAX];
    uint8_t length;
    bool is_spoiled;            /* the statement is too long, or has bytes that are no text */
    bool is_inside, is_broken;  /* between START and END; with something that is not understood */
    bool has_other, owes_error; /* a statement of another version; ERR, whose name is the next */
    uint16_t skipped;           /* bytes of what was broken, until they are told */
    uint16_t bytes;             /* of this packet */
    struct plus_packet packet;
};

/* One byte. The packet is in the reader, until the next byte. */
enum plus_found plus_take(struct plus_reader *reader, uint8_t byte);

/* A packet to the instrument at `port`, or to the bridge itself (NULL); `body` are more statements. Its size; it fits into
 * FRAME_MAX with every port of BRIDGE_PORT_MAX. */
size_t plus_frame(char out[FRAME_MAX], const char *port, const char *command, const char *body);

#endif
