/* The parts of the simulated TCS thermode: probe (heat), settings (what its document leaves open and
 * what can ail it), wire. All from thermal.md section 1. */
#ifndef LIMEN_SIM_QST_TCS_INTERNAL_H
#define LIMEN_SIM_QST_TCS_INTERNAL_H

#include "sim/sim.h"
#include "sim/world.h"

enum { TCS_ZONES = 5 };
#define TCS_STEP (10 * MONO_MS) /* of the stream during a stimulus, and of whatever is followed */

/* The words, as setting_internal.h has them. */
#define TCS_SETTINGS(X)                                                                            \
    X(NEWER, "newer", 0, 0, 0)             /* firmware 014: it knows ? and Or */                   \
    X(YEAR_2017, "tcs-2017", 0, 0, 0)      /* D with 4 digits, T with 3 */                         \
    X(PROBE, "probe-", 3, 1, 999)          /* type of the probe; 109 and 111 are slow */           \
    X(ZONES_ON, "zones-on", 0, 0, 0)       /* all zones are enabled at power-up */                 \
    X(UNPACED, "unpaced-lost", 0, 0, 0)    /* a byte within 1 ms of the one before is not seen */  \
    X(LETTERS, "letter-restarts", 0, 0, 0) /* in place of a digit it begins a command */           \
    X(LEAD, "lead-cr", 0, 0, 0)            /* Q and ? are answered with a CR first, too */         \
    X(HELP_LF, "help-lf", 0, 0, 0)         /* parts the lines of H */                              \
    X(RECORD_CR, "record-cr", 0, 0, 0)     /* before a record that comes unasked */                \
    X(RECORD_CRLF, "record-crlf", 0, 0, 0) /* after it */                                          \
    X(RECORD_GROUPS, "record-groups", 0, 0, 0) /* six groups as in E, LF */                        \
    X(IDLE_COMMAS, "idle-commas", 0, 0, 0)     /* between stimuli a line as in 2017 */             \
    X(D_ANEW, "d-from-change", 0, 0, 0)        /* a new D counts from its arrival, not from L */   \
    X(BOOT, "boot-", 0, 1, 10000)              /* ms for which it is deaf after Oc */              \
    X(CONTACT, "contact-", 100, 0, 100)        /* % of the thermode that lies on the skin */       \
    X(CUT, "cut-", 0, 10, 99999)        /* ms after L at which the limiter ends any stimulus */    \
    X(CHARGING, "charging", 0, 0, 0)    /* no stimulus starts */                                   \
    X(STRAY, "stray", 0, 0, 0)          /* a record of the stream comes before each reply */       \
    X(OPEN_ZONE, "open-zone-", 9, 0, 5) /* reads 65.1 degrees; 0: all */                           \
    X(BAD_ZONE, "bad-zone-", 0, 1, 6)   /* Q says so, and it stays cold; 6: neutral, Q only */     \
    X(IDLE_ZONE, "idle-zone-", 0, 1, 5) /* stays cold and Q does not say so */

enum tcs_setting {
#define TCS_ENUM(name, word, normal, min, max) TCS_##name,
    TCS_SETTINGS(TCS_ENUM)
#undef TCS_ENUM
        TCS_SETTING_COUNT
};

/* One zone. Its set point is `from_c` at `from`, reaches `to_c` at `until` on a straight line and
 * stays; its temperature, `was_c` at `from`, follows with the time constant `tau_s`. */
struct tcs_zone {
    bool is_enabled;
    double target_c, to_target, to_neutral; /* °C, °C/s */
    mono_ns lasts;                          /* D */
    mono_ns ends;                           /* of its stimulus; NEVER: none */
    mono_ns from, until;
    double from_c, to_c, was_c, tau_s;
    double rate, behind; /* of the line, degC/s; what lag there was when it began */
};

enum tcs_phase { TCS_REST, TCS_STIMULUS, TCS_FOLLOW };

struct tcs_probe {
    struct sim_world *world;
    uint32_t settings[TCS_SETTING_COUNT];
    enum tcs_phase phase;
    mono_ns at;    /* it stands here */
    mono_ns began; /* last L */
    mono_ns step;  /* next; NEVER: nothing moves */
    double neutral_c, ceiling_c;
    mono_ns ends; /* the first of its zones; NEVER: none */
    double dose;  /* share used up of what the limiter allows */
    double rate_factor;
    bool is_overshooting;
    bool is_filter_high;
    uint64_t felt_cue; /* the cue whose threshold was met */
    struct tcs_zone zones[TCS_ZONES];
};

/* Factory settings; temperatures stay as they are after the first time. */
void tcs_probe_power_on(struct tcs_probe *probe, mono_ns t);
mono_ns tcs_probe_deadline(const struct tcs_probe *probe);
/* Nothing may be due before `t`. */
void tcs_probe_go(struct tcs_probe *probe, mono_ns t);
/* After anything was changed that says where zones go; at `probe->at`. */
void tcs_probe_aim(struct tcs_probe *probe);
void tcs_probe_start(struct tcs_probe *probe);
void tcs_probe_follow(struct tcs_probe *probe);
void tcs_probe_stop(struct tcs_probe *probe);
/* D was changed while a stimulus runs. */
void tcs_probe_end_anew(struct tcs_probe *probe, size_t zone);
/* True temperature, and what the sensor says: ripple while it moves, noise, faults. */
double tcs_zone_c(const struct tcs_zone *zone, mono_ns t);
double tcs_probe_reading_c(const struct tcs_probe *probe, size_t zone);
/* How far the zone that is farthest is from the baseline; 0 within the tolerance of rest. */
double tcs_probe_away_c(const struct tcs_probe *probe);

void tcs_settings_normal(uint32_t settings[TCS_SETTING_COUNT]);
/* TCS_SETTING_COUNT: there is no such word, or its number is wrong. */
enum tcs_setting tcs_setting_find(const char *text, uint32_t *value);
uint32_t tcs_setting_normal(enum tcs_setting setting);

/* A line of the answer to H without its line end; NULL past the last. At most 120 characters. */
const char *tcs_help_line(size_t index, bool is_2017);

#endif
