/* What a study holds, as plain values in a fixed order: for scoring, export, reports and resuming.
 *
 * Reads the tables derived from the journal (DATA 1). Callbacks return false to end early; the
 * pointers they are given live only during the call. A callback may ask further questions of the
 * same study. */
#ifndef LIMEN_STORE_QUERY_H
#define LIMEN_STORE_QUERY_H

#include "store/study.h"

/* The columns of DATA 1 that come from a trial's payload. TEXT: name, size of the field with its
 * end;
 * "" where there is no value. WHOLE: 0 where there is none. NUMBER: NAN where there is none. */
#define STUDY_TRIAL_COLUMNS(TEXT, WHOLE, NUMBER, FLAG)                                             \
    TEXT(test, 32)                                                                                 \
    TEXT(site, 64)                                                                                 \
    TEXT(side, 16)                                                                                 \
    TEXT(role, 16)                                                                                 \
    TEXT(phase, 24)                                                                                \
    WHOLE(train)                                                                                   \
    WHOLE(pulse)                                                                                   \
    WHOLE(trial)                                                                                   \
    WHOLE(attempt)                                                                                 \
    NUMBER(baseline)                                                                               \
    NUMBER(level)                                                                                  \
    TEXT(conditioning, 32)                                                                         \
    NUMBER(cond_level)                                                                             \
    NUMBER(cond_rating)                                                                            \
    FLAG(practice)                                                                                 \
    FLAG(spoiled)                                                                                  \
    TEXT(spoil_reason, 64)                                                                         \
    NUMBER(value)                                                                                  \
    TEXT(unit, 16)                                                                                 \
    TEXT(censored, 8)                                                                              \
    TEXT(end, 16)                                                                                  \
    NUMBER(rate_mean)                                                                              \
    NUMBER(rate_target)                                                                            \
    NUMBER(in_band)                                                                                \
    NUMBER(probe_area_cm2)                                                                         \
    TEXT(onset, 40)                                                                                \
    NUMBER(age)                                                                                    \
    TEXT(sex, 8)

/* One attempt. */
struct study_trial {
    struct session_key key;
    int64_t seq; /* of its journal entry */
    utc_us utc;  /* of its journal entry */
    int64_t block;
    char participant[PARTICIPANT_MAX + 1];
    bool counts;   /* the last complete unspoiled attempt of its trial */
    int64_t visit; /* which of the participant's sessions of this protocol, from 1 */
#define STUDY_TEXT(name, size) char name[size];
#define STUDY_WHOLE(name) int64_t name;
#define STUDY_NUMBER(name) double name;
#define STUDY_FLAG(name) bool name;
    STUDY_TRIAL_COLUMNS(STUDY_TEXT, STUDY_WHOLE, STUDY_NUMBER, STUDY_FLAG)
#undef STUDY_TEXT
#undef STUDY_WHOLE
#undef STUDY_NUMBER
#undef STUDY_FLAG
    /* What the entry says beyond the columns; times count from arming, NAN where there is none. */
    bool has_rate_off, rate_off; /* the slope was off by more than the protocol tolerates */
    double
        rate_worst; /* of ramps in turn, the one farthest from what was asked; NAN: there are none */
    double contact_s, response_s, end_s;
    double
        gap_s; /* from the end of the conditioning until it was armed; NAN: nothing has conditioned */
    double delay;    /* which of the delays of the protocol that was, from 1; NAN: it says none */
    double idle_kpa; /* what the gauge showed before it touched; NAN: not known */
    char dose[16];   /* "measured" or "worst"; "" none was given */
    double cem43_min, cold_s, hot_s, thermal_ramps, immersed_s, lag_s; /* NAN: not measured */
    double bath_on, bath_off, bath_low,
        bath_high;               /* degC, of the water a hand was in; NAN: not measured */
    double given;                /* pulses of a train; NAN: of a pulse, and of what is none */
    bool has_returned, returned; /* the thermode was seen back at its baseline */
    char response_source[24];    /* who or what responded; "" nothing did, or it is not known */
    char instruction[64], instruction_language[8], instruction_digest[24]; /* read last; "": none */
    bool has_samples;
    int64_t samples_count;
    uint8_t samples_digest[DIGEST_SIZE];
};

/* Trials of one session, or of all when `key` is NULL: by session number, origin, journal order. */
typedef bool study_trial_fn(void *context, const struct study_trial *trial);
MUST_CHECK
enum status study_trials(struct study *study, const struct session_key *key, study_trial_fn *each,
                         void *context, struct why *why);

struct study_session {
    struct session_key key;
    const char *participant, *operator_name;
    const char *protocol_id, *protocol_version, *program;
    const char *bench, *parameters; /* canonical JSON */
    uint8_t protocol_digest[DIGEST_SIZE];
    uint64_t seed;
    utc_us begun, ended; /* ended 0: not ended */
    bool is_erased;      /* the participant has withdrawn */
    bool is_simulated;   /* some instrument of its bench; false when erased */
    int64_t entries;
    int64_t trials;   /* attempts; the pulses of a train are one */
    int64_t measured; /* of the trials, those that count and have a value; no practice */
};

/* Sessions of a participant, or of all when `participant` is NULL: by number, origin. */
typedef bool study_session_fn(void *context, const struct study_session *session);
MUST_CHECK
enum status study_sessions(struct study *study, const char *participant, study_session_fn *each,
                           void *context, struct why *why);

/* Simulated or real: by the benches of all sessions that are not erased. */
enum study_kind {
    STUDY_UNDECIDED, /* no session */
    STUDY_REAL,
    STUDY_SIMULATED,
    STUDY_MIXED, /* written before studies were of one kind, or merged */
};
MUST_CHECK
enum status study_kind(struct study *study, enum study_kind *kind, struct why *why);

/* The session that people call number `number`. STATUS_EMPTY: there is none; STATUS_INVALID: a
 * merged study has several. */
MUST_CHECK
enum status study_find_session(struct study *study, int64_t number, struct session_key *key,
                               struct why *why);

/* Sample blocks of a session in the order of block, attempt, part; `ended` is false when the
 * program died in it. */
struct study_block {
    struct sample_block block;
    const char *header;
    bool ended, is_erased;
    int64_t count;
    uint8_t digest[DIGEST_SIZE];
};
typedef bool study_block_fn(void *context, const struct study_block *block);
MUST_CHECK
enum status study_blocks(struct study *study, const struct session_key *key, study_block_fn *each,
                         void *context, struct why *why);

/* The study's UUID, 36 characters. Lives as long as the study. */
const char *study_uuid(const struct study *study);

#endif
