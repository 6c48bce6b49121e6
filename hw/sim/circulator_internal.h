/* What the simulated circulators share beside the bath: being switched on and off, what ails them, a watchdog, an answer that takes
 * its time, and what may be done to them from outside.
 *
 * An instrument is its language, a constant `struct circulator_kind`, and a state that begins with a `struct circulator`;
 * SIM_CIRCULATOR(&kind) gives its struct sim_instrument all functions. */
#ifndef LIMEN_SIM_CIRCULATOR_INTERNAL_H
#define LIMEN_SIM_CIRCULATOR_INTERNAL_H

#include "bath_internal.h"
#include "line_internal.h"
#include "setting_internal.h"

/* Every circulator has these; its own settings follow. Temperatures are in 0.01 °C: X(name, word, normal, min, max). */
#define CIRCULATOR_SETTINGS(X, answer_ms)                                                          \
    X(FOUND, "found-", 500, 0, 10000)      /* how warm somebody left water and set point */        \
    X(FOUND_ON, "found-on", 0, 0, 0)       /* and switched on */                                   \
    X(LITRES, "litres-", 12, 1, 100)       /* of water */                                          \
    X(ROOM, "room-", 2200, 0, 5000)        /* temperature around it */                             \
    X(HAND, "hand", 0, 0, 0)               /* is in the water */                                   \
    X(WARMER, "warmer-", 0, 1, 3000)       /* so much: warm water is poured in */                  \
    X(NO_COOLING, "cooling-off", 0, 0, 0)  /* its compressor gives nothing, and it says nothing */ \
    X(LOW_LEVEL, "low-level", 0, 0, 0)     /* too little water: it switches off */                 \
    X(BLIND, "sensor-broken", 0, 0, 0)     /* that of the bath: it switches off */                 \
    X(BLIND_READS, "broken-high", 0, 0, 0) /* and reads 999.99, not dashes */                      \
    X(ALARM, "alarm-", 0, 1, 99)           /* of this number: it switches off */                   \
    X(ANSWER, "answer-", answer_ms, 0, 2000) /* ms until it has answered; deaf meanwhile */

#define CIRCULATOR_ENUM(name, word, normal, min, max) CIRCULATOR_##name,
enum circulator_setting { CIRCULATOR_SETTINGS(CIRCULATOR_ENUM, 0) CIRCULATOR_SETTING_COUNT };
#undef CIRCULATOR_ENUM

/* For `.settings`, before the own ones. */
#define CIRCULATOR_WORDS                                                                           \
    "found-HUNDREDTHS, found-on, litres-N, room-HUNDREDTHS, hand, warmer-HUNDREDTHS, "             \
    "cooling-off, low-level, sensor-broken, broken-high, alarm-N, answer-MS"

enum { CIRCULATOR_SETTINGS_MAX = 24, CIRCULATOR_ANSWER_MAX = 64 };

struct circulator {
    const struct circulator_kind *kind;
    struct sim_bath bath;
    uint32_t settings[CIRCULATOR_SETTINGS_MAX];
    double set_point_c;
    double stir; /* 0 to 1 */
    bool is_driven;
    double drive; /* -1 to 1 */
    bool is_on, was_on /* when its power was lost */, is_other;
    mono_ns boot_at;            /* NEVER: over */
    mono_ns watchdog, heard_at; /* it is cut off so long after it heard something; 0: never */
    bool is_cut;                /* by the watchdog, until it is started again */
    char answer[CIRCULATOR_ANSWER_MAX];
    size_t n_answer;
    mono_ns answer_at; /* NEVER: none is due */
};

struct circulator_call {
    struct circulator *circulator; /* what begins with it is the state of the instrument */
    mono_ns t;
    const struct sim_io *io;
};

struct circulator_kind {
    const struct sim_setting *words; /* CIRCULATOR_SETTINGS first */
    size_t n_words;
    void (*hear)(const struct circulator_call *call, char byte);
    /* What it has from the factory, set point and stir among it; what was heard by half is forgotten. */
    void (*reset)(struct circulator *circulator);
    /* Its power is back. */
    void (*wake)(struct circulator *circulator);
};

/* An answer; it leaves after its time. */
void circulator_say(const struct circulator_call *call, const char *data, size_t n);
/* To be called after anything was changed that has an effect on the bath. */
void circulator_apply(struct circulator *circulator);
/* What ails it keeps it off. */
void circulator_switch(struct circulator *circulator, bool on);
bool circulator_is_ailing(const struct circulator *circulator);
/* A temperature with `decimals`, as wide as given with `pad` in front (0: as short as it is); a sign stands before zeros. */
size_t circulator_write(char out[24], double celsius, unsigned decimals, char pad);
/* That of the bath, or what stands in its place. */
size_t circulator_write_bath(const struct circulator *circulator, char out[24], unsigned decimals,
                             char pad);
/* The whole of a text is a number. */
bool circulator_number(const char *text, bool is_whole, double *value);
/* What stands behind the prefix of an address on RS-485, where it has one (0: none). NULL: it is another's. */
const char *circulator_addressed(const char *line, uint32_t address);

void circulator_init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                     mono_ns now);
void circulator_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                      const struct sim_io *io);
void circulator_tick(void *state, mono_ns now, const struct sim_io *io);
mono_ns circulator_deadline(const void *state);
double circulator_output(const void *state);
bool circulator_can(const struct sim_instrument *instrument, const struct sim_act *act);
void circulator_act(void *state, const struct sim_act *act);

#define SIM_CIRCULATOR(kind)                                                                       \
    .model = (kind), .init = circulator_init, .bytes = circulator_bytes, .tick = circulator_tick,  \
    .deadline = circulator_deadline, .output = circulator_output, .can = circulator_can,           \
    .act = circulator_act

#endif
