/* The parts of the simulated Meerstetter controller: meerstetter.c hears and speaks, meerstetter_device.c
 * acts in time, meerstetter_parameters.c holds its table of parameters, in memory and in flash. From thermal.md section 4.1. */
#ifndef LIMEN_SIM_MEERSTETTER_INTERNAL_H
#define LIMEN_SIM_MEERSTETTER_INTERNAL_H

#include "peltier_internal.h"
#include "setting_internal.h"

/* Words: X(name, word, normal, min, max) as in setting_internal.h. */
#define MEERSTETTER_SETTINGS(X)                                                                    \
    X(CONTACT, "contact-", 100, 0, 100)       /* % of the thermode that lies on the skin */        \
    X(RUNAWAY, "runaway", 0, 0, 0)            /* while it is on it heats with all it has */        \
    X(FAN, "fan-stopped", 0, 0, 0)            /* its sink is hardly cooled */                      \
    X(TYPE, "type-", 1091, 1, 65535)          /* what parameter 100 and ?IF say */                 \
    X(ADDRESS, "address-", 2, 1, 254)         /* its own */                                        \
    X(FOUND_ON, "found-on", 0, 0, 0)          /* somebody left its output on, and saved that */    \
    X(FOUND_FIXED, "found-fixed", 0, 0, 0)    /* and its output stage fixed, not regulated */      \
    X(OWN, "own-address", 0, 0, 0)            /* in answers to address 0; not in acks */           \
    X(CRC, "crc-answered", 0, 0, 0)           /* a bad CRC with error 3 */                         \
    X(HASH, "hash-restarts", 0, 0, 0)         /* a # inside a frame begins a new one */            \
    X(BUSY, "busy", 0, 0, 0)                  /* error 2 to whatever sets or acts, but ES */       \
    X(FAILED, "failed", 0, 0, 0)              /* the same with error 9 */                          \
    X(CLEARS, "on-clears", 0, 0, 0)           /* 2010 = 1 ends an error state, as RS does */       \
    X(RESTARTS, "restart-", 1000, 1, 60000)   /* ms of an error with 6310 = 1 */                   \
    X(STARTS, "init-", 0, 1, 10000)           /* ms of status 0 after power-up and reset */        \
    X(WATCH_ON, "watchdog-output", 0, 0, 0)   /* it only trips while the output is on */           \
    X(WATCH_UP, "watchdog-at-start", 0, 0, 0) /* it counts before a first frame, too */            \
    X(SWAPPED, "errors-swapped", 0, 0, 0)     /* 137, 142 are the upper limits, not the lower */   \
    X(NOT_A_NUMBER, "object-nan", 0, 0, 0)    /* 1000 reads NaN */                                 \
    X(CHANGES, "flash-changes", 0, 0, 0)      /* a write that changes nothing does not wear */

enum meerstetter_setting {
#define MEERSTETTER_ENUM(name, word, normal, min, max) MEERSTETTER_##name,
    MEERSTETTER_SETTINGS(MEERSTETTER_ENUM)
#undef MEERSTETTER_ENUM
        MEERSTETTER_SETTING_COUNT
};

enum { MEERSTETTER_PARAMETERS = 42 };

struct meerstetter_parameter {
    uint16_t id;
    bool is_float;
    enum { PARAMETER_LIVE, PARAMETER_SAVED, PARAMETER_VOLATILE } kind; /* LIVE is read only */
    double min, max;
    double start; /* from the factory; is allowed besides */
};

/* Bits as they are on the wire. */
struct meerstetter_memory {
    uint32_t now[MEERSTETTER_PARAMETERS], flash[MEERSTETTER_PARAMETERS];
    uint64_t flash_writes;
};

/* NULL: there is none of that number. */
const struct meerstetter_parameter *meerstetter_parameter(uint32_t id);
bool meerstetter_allows(const struct meerstetter_parameter *parameter, uint32_t bits);

void meerstetter_memory_init(struct meerstetter_memory *memory);
/* Power comes on, or a reset: what flash holds is in force. */
void meerstetter_memory_load(struct meerstetter_memory *memory);
void meerstetter_memory_save(struct meerstetter_memory *memory);
/* Flash takes it too while parameter 108 is 0; `is_spared`: not where it holds it already. */
void meerstetter_memory_set(struct meerstetter_memory *memory, uint32_t id, uint32_t bits,
                            bool is_spared);
uint32_t meerstetter_memory_bits(const struct meerstetter_memory *memory, uint32_t id);
double meerstetter_memory_value(const struct meerstetter_memory *memory, uint32_t id);
/* Somebody else set it up before. */
void meerstetter_memory_found(struct meerstetter_memory *memory, uint32_t id, uint32_t bits);

uint32_t meerstetter_bits(bool is_float, double value);

enum { MEERSTETTER_FRAME_MOST = 35 };
enum { MEERSTETTER_ERROR_STOP = 11 };
#define MEERSTETTER_RESET (200 * MONO_MS)

struct meerstetter_limits {
    double low, high, sink_low, sink_high, change_c_per_s, width, width_s;
};

struct meerstetter {
    struct peltier peltier;
    struct meerstetter_memory memory;
    struct meerstetter_limits limits;
    uint32_t settings[MEERSTETTER_SETTING_COUNT];
    mono_ns boot_at, ready_at; /* NEVER: over */
    bool is_ready, is_switched_on;
    uint32_t address, serial;
    uint32_t target; /* bits of the one in use */
    uint32_t error;  /* 0: none */
    mono_ns restart_at;
    mono_ns watchdog;               /* 0: off */
    mono_ns heard_at;               /* last good frame; NEVER: none yet */
    mono_ns host_at;                /* a temperature was supplied; NEVER: none yet */
    mono_ns near_since, checked_at; /* near the target; NEVER: it is not */
    double checked_c;
    bool is_other;
    char frame[MEERSTETTER_FRAME_MOST + 1];
    size_t length; /* beyond MEERSTETTER_FRAME_MOST: too long */
};

/* Brings it up to `t`. */
void meerstetter_go(struct meerstetter *tec, mono_ns t);
/* When something happens to it by itself. */
mono_ns meerstetter_next(const struct meerstetter *tec);
/* Deaf until `boot_at`; the output is off from now on. */
void meerstetter_start_over(struct meerstetter *tec, mono_ns boot_at);
/* Into its error state, unless it is in one. */
void meerstetter_fail(struct meerstetter *tec, mono_ns t, uint32_t error);
void meerstetter_set(struct meerstetter *tec, mono_ns t, uint32_t id, uint32_t bits);
/* Somebody else had set it so, and saved that. */
void meerstetter_found(struct meerstetter *tec, mono_ns t, uint32_t id, uint32_t bits);
uint32_t meerstetter_get(const struct meerstetter *tec, mono_ns t,
                         const struct meerstetter_parameter *parameter);

#endif
