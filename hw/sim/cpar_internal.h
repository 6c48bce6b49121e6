/* The parts of the simulated CPAR: its wire (cpar_wire.c), what it is asked (cpar_request.c), cuffs and supply
 * (cpar_plant.c), who wears the cuffs (cpar_person.c); cpar.c holds them together. A CPAR+ is the same but for its wire
 * (cpar_plus_internal.h). */
#ifndef LIMEN_SIM_CPAR_INTERNAL_H
#define LIMEN_SIM_CPAR_INTERNAL_H

#include "crc8_internal.h"
#include "setting_internal.h"

#include "sim/sim.h"
#include "sim/world.h"

enum { CPAR_CUFFS = 2, CPAR_ROWS_MAX = 50, CPAR_FRAME_MAX = 300, CPAR_CALIBRATIONS = 6 };
#define CPAR_BEAT (50 * MONO_MS)
#define CPAR_MOST_KPA 100.0 /* 255 on the wire */

/* Words: X(name, word, normal, min, max) as in setting_internal.h. */
#define CPAR_SETTINGS(X)                                                                           \
    X(IDLE_OFF, "idle-status-off", 0, 0, 0)  /* it tells its status in a stimulus only */          \
    X(IDLE_RATE, "idle-status-", 20, 1, 20)  /* per second, while idle */                          \
    X(REFUSE, "refuse-", 2, 1, 255)          /* the code of a start that is refused */             \
    X(RUNNING, "running-refuses", 0, 0, 0)   /* no start while the compressor runs */              \
    X(WATCHDOG, "watchdog-", 5000, 0, 60000) /* ms without a kick; 0: none */                      \
    X(ROWS, "instructions-", 0, 0, 50)       /* the most of a program; 0: as it was made */        \
    X(TIME, "time-limit-", 600, 0, 3600)     /* s, the longest stimulus; 0: none */                \
    X(FREE, "timer-free", 0, 0, 0)           /* a start does not begin the 50 ms anew */           \
    X(EDGE, "button-edge", 0, 0, 0)          /* only a press stops, not a button that is down */   \
    X(SHORT, "short-silent", 0, 0, 0)        /* nothing answers a packet that is cut short */      \
    X(TYPE, "type-", 1, 0, 65535)            /* the number of its kind in its identification */    \
    X(UNCHECKED, "compliance-off", 0, 0, 0)  /* it does not compare pressure and target */         \
    X(SURPLUS, "surplus-byte", 0, 0, 0)      /* a 0 follows the data of all it says */             \
    X(CHATTY, "chatty", 0, 0, 0)             /* a line of text each second, message 0xFF */        \
    X(CRC, "crc-wrong", 0, 0, 0)             /* of programs */                                     \
    X(MISHEARD, "misheard", 0, 0, 0)         /* a bit of each program is taken wrong */            \
    X(EMERGENCY, "emergency", 0, 0, 0)       /* the button is down */                              \
    X(POWER_OFF, "power-off", 0, 0, 0)       /* its 12 V */                                        \
    X(VAS_OUT, "vas-out", 0, 0, 0)           /* the cable of the rating meter */                   \
    X(VAS, "vas-", CPAR_VAS_FOLLOWS, 0, 100) /* mm, where the slider rests whatever is felt */     \
    X(BUTTON, "button", 0, 0, 0)             /* is down */                                         \
    X(LEAK_1, "leak-1-", 0, 0, 10000)        /* % of its pressure that cuff 1 loses per second */  \
    X(LEAK_2, "leak-2-", 0, 0, 10000)                                                              \
    X(VENT_STUCK, "vent-stuck", 0, 0, 0) /* what is in the cuffs stays there */                    \
    X(SUPPLY, "supply-", 0, 0, 1000)     /* kPa in the tank, once */                               \
    X(DEAD, "compressor-dead", 0, 0, 0)

enum { CPAR_VAS_FOLLOWS = 1000 };

enum cpar_setting {
#define CPAR_ENUM(name, word, normal, min, max) CPAR_##name,
    CPAR_SETTINGS(CPAR_ENUM)
#undef CPAR_ENUM
        CPAR_SETTING_COUNT
};

/* PENDING: a CPAR+ that waits for its trigger. */
enum cpar_state { CPAR_IDLE, CPAR_STIMULATING, CPAR_IN_EMERGENCY, CPAR_PENDING };

/* As the status byte has them. */
enum cpar_condition {
    CPAR_COND_NONE,
    CPAR_COND_BUTTON,
    CPAR_COND_MAX_VAS,
    CPAR_COND_COMPLETED,
    CPAR_COND_TIME,
    CPAR_COND_VAS_OUT,
    CPAR_COND_EMERGENCY,
    CPAR_COND_SOFTWARE,
    CPAR_COND_COMPLIANCE,
    CPAR_COND_WATCHDOG,
    CPAR_COND_POWER_OFF
};

/* X(name, number of generations A and B, of C); 0: it has none. */
#define CPAR_EVENTS(X)                                                                             \
    X(NONE, 0, 0)                                                                                  \
    X(STARTED, 2, 2)                                                                               \
    X(STOPPED, 3, 3)                                                                               \
    X(PRESSED, 4, 4)                                                                               \
    X(RELEASED, 0, 5)                                                                              \
    X(MAX_VAS, 5, 6)                                                                               \
    X(VAS_GONE, 6, 7)                                                                              \
    X(VAS_BACK, 7, 8)                                                                              \
    X(EMERGENCY_ON, 8, 9)                                                                          \
    X(EMERGENCY_OVER, 9, 10)                                                                       \
    X(COMPLETED, 10, 11)                                                                           \
    X(TIME, 11, 12)                                                                                \
    X(WATCHDOG, 12, 13)                                                                            \
    X(CUFF_1, 13, 14)                                                                              \
    X(CUFF_2, 14, 15)                                                                              \
    X(SUPPLY_LOW, 15, 16)                                                                          \
    X(COMPRESSOR_ON, 16, 17)                                                                       \
    X(COMPRESSOR_OFF, 17, 18)                                                                      \
    X(POWER_GONE, 18, 21)                                                                          \
    X(POWER_BACK, 19, 22)                                                                          \
    X(AIR_LEAK, 20, 23)

enum cpar_event {
#define CPAR_ENUM(name, old, now) CPAR_EVENT_##name,
    CPAR_EVENTS(CPAR_ENUM)
#undef CPAR_ENUM
        CPAR_EVENT_COUNT
};

struct cpar_row {
    uint8_t type;
    uint16_t argument; /* in `unit_kpa` of the device */
    uint32_t steps;
};

struct cpar_cuff {
    struct cpar_row rows[CPAR_ROWS_MAX];
    size_t n_rows;
    uint32_t repeat;
    size_t at; /* the row that runs */
    uint32_t steps, rounds;
    int32_t target;    /* in `unit_kpa` of the device */
    double target_kpa; /* the same */
    double valve_kpa;  /* what its valve is set to: the target, where nothing is slow */
    double climb_kpa;  /* by which the target rose last */
    mono_ns since; /* its pressure moves from `from_kpa` towards `to_kpa` by `per_s` of the rest */
    double from_kpa, to_kpa, per_s;
    double now_kpa;    /* at the last beat */
    mono_ns far_since; /* too far from the target; NEVER: is not */
};

struct cpar_person {
    double sensed_kpa; /* pressure as it is felt: it comes slowly and goes fast */
    double aim, vas;   /* where the slider shall be, and is: 0 to 10 */
    mono_ns hold_until;
    uint64_t cue;
    uint32_t pulse; /* of this train, from 1 */
    bool is_pulse;
    double high_kpa, low_kpa, peak; /* of the pulse; since its end; how it was felt at most */
    mono_ns ended;
};

enum cpar_listen { CPAR_WAIT_DLE, CPAR_WAIT_STX, CPAR_DATA, CPAR_WAIT_ETX };

struct cpar_call;

/* How it tells what happens. */
struct cpar_voice {
    void (*event)(const struct cpar_call *call, enum cpar_event event);
    void (*status)(const struct cpar_call *call); /* whenever it is due */
};

struct cpar {
    struct sim_world *world;
    const struct cpar_voice *voice;
    bool is_old;       /* generations A and B */
    bool is_meterless; /* of a CPAR+: the rating meter and its button do not count */
    double unit_kpa;   /* of its programs */
    int32_t most;      /* the highest target, in that unit: 100 kPa */
    uint32_t settings[CPAR_SETTING_COUNT];
    enum cpar_state state;
    enum cpar_condition condition;
    uint8_t criterion;
    bool is_manual; /* the compressor rests in the stimulus */
    double final_vas, final_kpa[CPAR_CUFFS];
    uint32_t requests;
    uint16_t updates;
    mono_ns at; /* the plant stands here */
    bool is_booting;
    mono_ns boot_at, next_beat, beat_at;
    uint64_t beats;
    mono_ns fed, started;
    bool is_emergency, is_powered, has_vas, is_pressed; /* as it saw them last */
    bool is_world_pressed;
    uint64_t edges_seen, felt_cue;
    struct cpar_cuff cuffs[CPAR_CUFFS];
    struct cpar_person person;
    double supply_kpa;
    bool is_compressing, is_supply_low, has_told_leak;
    double slow, drift_kpa_per_min;
    mono_ns drift_from;
    bool is_overloaded, is_other;
    uint32_t serial;
    uint8_t calibrations[CPAR_CALIBRATIONS][10];
    enum cpar_listen listen;
    size_t n_frame;
    uint8_t frame[CPAR_FRAME_MAX];
};

struct cpar_call {
    struct cpar *cpar;
    mono_ns t;
    const struct sim_io *io;
};

/* What it tells of itself, whatever its wire. */
struct cpar_look {
    bool has_vas, is_low, can_start;
    double vas, kpa[CPAR_CUFFS];
};

/* ---- cpar.c */
void cpar_init(struct cpar *cpar, const struct cpar_voice *voice, struct sim_world *world,
               mono_ns now);
void cpar_tick(struct cpar *cpar, mono_ns now, const struct sim_io *io);
mono_ns cpar_deadline(const struct cpar *cpar);
double cpar_output(const struct cpar *cpar); /* kPa, of the cuff that presses harder */
struct cpar_look cpar_look_at(const struct cpar *cpar, mono_ns t);
/* Which of CPAR_SETTINGS it is; CPAR_SETTING_COUNT: none. */
size_t cpar_find_setting(const char *word);
void cpar_act(struct cpar *cpar, const struct sim_act *act);
void cpar_tell(const struct cpar_call *call, enum cpar_event event);
bool cpar_can_start(const struct cpar *cpar, bool is_forced);
void cpar_start(const struct cpar_call *call, uint8_t criterion, bool is_manual);
/* Starts as soon as it is triggered; what ends a stimulus ends this, too. */
void cpar_await_trigger(const struct cpar_call *call, uint8_t criterion);
void cpar_trigger(const struct cpar_call *call);
/* Tells `event`; a stimulus that runs or waits ends. */
void cpar_stop(const struct cpar_call *call, enum cpar_condition condition, enum cpar_event event);
/* Without power from its last instant on, up again at `boot_at`. */
void cpar_restart(struct cpar *cpar, mono_ns boot_at);

/* ---- cpar_wire.c */
void cpar_hear(const struct cpar_call *call, uint8_t byte);
void cpar_say(const struct cpar_call *call, uint8_t code, const uint8_t *data, size_t n);

/* ---- cpar_request.c */
/* Returns 0 where it was answered, else the code of the not-acknowledge. */
uint8_t cpar_request(const struct cpar_call *call, uint8_t code, const uint8_t *data, size_t n);

/* ---- cpar_plant.c */
void cpar_program_begin(struct cpar_cuff *cuff);
/* One step of 50 ms; false: it is over. */
bool cpar_program_step(const struct cpar *cpar, struct cpar_cuff *cuff);
/* Once for every step: its valve follows the target. */
void cpar_cuff_follow(const struct cpar *cpar, struct cpar_cuff *cuff);
double cpar_cuff_kpa(const struct cpar_cuff *cuff, mono_ns t);
/* What its sensor shows of a pressure. */
double cpar_shown_kpa(const struct cpar *cpar, double kpa, mono_ns t);
/* When a cuff reaches `kpa` as it moves now. */
mono_ns cpar_cuff_reaches(const struct cpar_cuff *cuff, double kpa);
/* Where the cuffs move to from now on. */
void cpar_plant_aim(struct cpar *cpar, mono_ns t);
/* Pressures and supply, `s` after the last beat. */
void cpar_plant_beat(const struct cpar_call *call, double s);
bool cpar_has_supply(const struct cpar *cpar);
/* Out of compliance; air leaks. */
void cpar_plant_check(const struct cpar_call *call);

/* ---- cpar_person.c */
void cpar_person_beat(struct cpar *cpar, mono_ns t, double s);
/* When the participant is about to respond to what the cuffs do now; NEVER: it is not in sight. */
mono_ns cpar_person_feels_at(const struct cpar *cpar);
double cpar_vas(const struct cpar *cpar);

#endif
