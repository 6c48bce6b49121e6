/* The parts of the simulated CPAR+ behind its text bridge: packets (cpar_plus_packet.c), commands (cpar_plus_command.c),
 * waveforms and starts (cpar_plus_waveform.c); cpar_plus.c holds them together. The device itself, with plant, air and
 * who wears the cuffs, is that of the CPAR (cpar_internal.h) with another voice. */
#ifndef LIMEN_SIM_CPAR_PLUS_INTERNAL_H
#define LIMEN_SIM_CPAR_PLUS_INTERNAL_H

#include "cpar_internal.h"

enum {
    PLUS_PACKET_MAX = 2048, /* characters of a packet */
    PLUS_STATEMENTS = 64,
    PLUS_WORDS = 6, /* of a statement */
    PLUS_SAMPLES = 512,
    PLUS_HANDLERS = 4,
    PLUS_PORT_MAX = 32
};

/* Words as in setting_internal.h. */
#define PLUS_SETTINGS(X)                                                                           \
    X(COM, "com-", 1, 1, 99)               /* the number of its port */                            \
    X(STALLS, "bridge-stalls", 0, 0, 0)    /* the bridge no longer pings the device */             \
    X(CABLE, "port-out", 0, 0, 0)          /* the cable between bridge and device is out */        \
    X(CLOSE, "close-fails", 0, 0, 0)       /* the port does not close */                           \
    X(TRIGGER, "trigger", 0, 0, 0)         /* a pulse at TRIG IN, once */                          \
    X(RESTART, "device-restarts", 0, 0, 0) /* without the bridge, once: its programs are gone */   \
    X(CLOSED, "closed-is-error", 0, 0, 0)  /* what STATE says while the port is not open */        \
    X(PLAIN, "state-plain", 0, 0, 0)       /* IDLE and not STATE_IDLE */                           \
    X(BIT, "condition-bit", 0, 0, 0)       /* STOP_CONDITION tells that there is one, not which */ \
    X(BARE, "bare", 0, 0, 0)               /* no `;` after START, END and an error */              \
    X(LF, "lf", 0, 0, 0)                   /* ends its lines */                                    \
    X(ERR, "err-parted", 0, 0, 0) /* a `;` between ERR and its name, as its manual also has it */

enum plus_setting {
#define PLUS_ENUM(name, word, normal, min, max) PLUS_##name,
    PLUS_SETTINGS(PLUS_ENUM)
#undef PLUS_ENUM
        PLUS_SETTING_COUNT
};

/* As they are spelled after ERR. NoApiKey, InvalidStartOfCommand and InvalidEndOfCommand have no cause in the document. */
#define PLUS_ERRORS(X)                                                                             \
    X(NoHandlerFound)                                                                              \
    X(InvalidCommandFormat)                                                                        \
    X(MissingUseStatement)                                                                         \
    X(NoCommandStatement)                                                                          \
    X(InvalidNumberOfInstructions)                                                                 \
    X(InvalidStepInstruction)                                                                      \
    X(InvalidIncrementInstruction)                                                                 \
    X(InvalidDecrementInstruction)                                                                 \
    X(UnknownInstruction)                                                                          \
    X(InvalidStartCommandContent)                                                                  \
    X(InvalidParameterSpecification)                                                               \
    X(InvalidInteger)                                                                              \
    X(UnknownCommand)                                                                              \
    X(OpenFailed)                                                                                  \
    X(NoStatus)                                                                                    \
    X(DeviceClosed)                                                                                \
    X(CommunicationFailure)                                                                        \
    X(IncompatibleDevice)                                                                          \
    X(CloseFailed)                                                                                 \
    X(InvalidCommandContent)                                                                       \
    X(NoPortStatement)                                                                             \
    X(NoDeviceStatement)                                                                           \
    X(HandlerExists)                                                                               \
    X(UnknownDevice)                                                                               \
    X(ParketFrammingError)                                                                         \
    X(InvalidModeCommandContent)

enum plus_error {
    PLUS_FINE,
#define PLUS_ENUM(name) PLUS_##name,
    PLUS_ERRORS(PLUS_ENUM)
#undef PLUS_ENUM
};

struct plus_waveform {
    struct cpar_row rows[CPAR_ROWS_MAX];
    size_t n_rows;
    uint32_t repeat;
};

/* What the device said last, up to 50 ms ago, or before its cable was pulled. */
struct plus_status {
    enum cpar_state state;
    enum cpar_condition condition;
    struct cpar_look look;
    bool is_powered, is_supply_ok, is_pressed;
    double supply_kpa, final_kpa[CPAR_CUFFS], final_vas;
};

struct plus_sample {
    uint16_t kpa_10[CPAR_CUFFS], mm;
};

struct plus_handler {
    char port[PLUS_PORT_MAX]; /* "": free */
};

/* What arrives: the statements between START and END, one after the other, each with a NUL. */
struct plus_packet {
    bool is_open;
    bool is_over;        /* longer than anything that is asked */
    size_t n, start;     /* characters; where the present statement begins */
    size_t n_statements; /* whole ones */
    char text[PLUS_PACKET_MAX];
};

struct plus {
    struct cpar device; /* first: its voice finds the rest by it */
    uint32_t settings[PLUS_SETTING_COUNT];
    struct plus_handler handlers[PLUS_HANDLERS];
    bool is_port_open, has_status, is_sampling, is_latched;
    mono_ns next_ping; /* NEVER: there is no handler of its port */
    struct plus_waveform waveforms[CPAR_CUFFS];
    struct plus_status status;
    size_t n_samples, first_sample;
    struct plus_sample samples[PLUS_SAMPLES];
    struct plus_packet packet;
};

struct plus_words {
    char text[PLUS_PORT_MAX * PLUS_WORDS];
    const char *words[PLUS_WORDS];
    size_t n; /* PLUS_WORDS + 1: more than anything has */
};

/* An answer that is being written; it leaves in as few messages as it fits in. */
struct plus_answer {
    struct cpar_call call;
    size_t n;
    char text[SIM_MESSAGE_MAX];
};

static inline struct plus *plus_of(const struct cpar_call *call)
{
    return (struct plus *)call->cpar;
}

/* ---- cpar_plus.c */
/* The port that the device is at. */
bool plus_is_its_port(const struct plus *plus, const char *port);
void plus_port_close(struct plus *plus);
/* Nobody is there: the cable is out, or the device has no power at all. */
bool plus_is_reached(const struct plus *plus);

/* ---- cpar_plus_packet.c */
void plus_hear(const struct cpar_call *call, uint8_t byte);
void plus_say(struct plus_answer *answer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void plus_words_of(const char *statement, struct plus_words *words);
/* Integers after `name`, exactly `n` of them. */
enum plus_error plus_integers(const char *statement, const char *name, int32_t *values, size_t n);

/* ---- cpar_plus_command.c */
/* Of `n` statements, NUL-terminated one after the other; writes what is answered where it is none of the errors. */
enum plus_error plus_command(struct plus_answer *answer, const char *statements, size_t n);
const char *plus_next(const char *statement);

/* ---- cpar_plus_waveform.c */
enum plus_error plus_set_waveform(struct plus *plus, const char *parameters, size_t n);
enum plus_error plus_start(const struct cpar_call *call, const char *parameters, size_t n);

#endif
