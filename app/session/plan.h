/* A plan of a protocol: what it will do and for how long, known before anybody is there.
 *
 * Computed: the protocol is run dry in virtual time, with the bench's simulated counterpart under the lab's limits, so that its own code decides what comes and
 * rests pass as they would. Assumed: the participant and the examiner, by the paces below; nothing is spoiled or repeated.
 * A protocol that asks for other stimuli because of what was measured is planned for these participants only. */
#ifndef LIMEN_SESSION_PLAN_H
#define LIMEN_SESSION_PLAN_H

#include "hw/bench_spec.h"
#include "session/session.h"

enum {
    PLAN_STEPS_MAX = 64,
    PLAN_CALLS_MAX = 128,
    PLAN_PATH_MAX = 1024,
    PLAN_PARAMETERS_MAX = 8192,
    PLAN_WHY_MAX = 400
};

enum plan_pace { PLAN_SHORTEST, PLAN_TYPICAL, PLAN_LONGEST, PLAN_PACES };

/* How long people take, and at which pressure pain begins. */
struct plan_assumption {
    double instruct_s; /* to read an instruction aloud */
    double site_s;     /* to find a site and to confirm it */
    double review_s;   /* to look at an attempt */
    double ppt_kpa;    /* 0: there is no response, and every ramp goes to its limit */
};
extern const struct plan_assumption plan_assumptions[PLAN_PACES];

enum plan_step_kind { PLAN_INSTRUCT, PLAN_REST, PLAN_TEST };

/* In the order in which they begin. A test has one step for each site, and one for its practice there; in conditioned pain modulation
 * one for each phase. What is done between two attempts counts for the later one. */
struct plan_step {
    uint8_t kind; /* enum plan_step_kind */
    bool practice;
    char test[16], site[TRIAL_WORD_MAX], side[12];
    char phase[16];   /* of conditioned pain modulation; "": none */
    bool is_asked;    /* TEST: a rating that is only asked for */
    uint8_t stimulus; /* TEST, else: enum stimulus */
    char line[128];   /* TEST: where the protocol asks for it first */
    int trials;
    double limit_kpa; /* the stricter of protocol, lab and instrument; 0: it presses nobody */
    bool has_limit_c; /* of a thermode, the same */
    double limit_c, cool_limit_c; /* the cool one of a limen alone, else NAN */
    double rest_s;                /* TEST: least time between two stimuli at one site */
    double s[PLAN_PACES];         /* seconds; 0: not at this pace */
    int withheld
        [PLAN_PACES]; /* trials that are not given: their site has had its share of the day by then */
    struct plan_withheld {
        char line[128],
            why[PLAN_WHY_MAX]; /* of the first of them: where it is asked for, and the sentence */
    } first;
};

/* What one call of a verb asks for at a step: a protocol may come to the same test and site again. */
struct plan_call {
    int64_t call; /* as requests count them */
    size_t step;
    int trials; /* with those that are withheld; none for practice */
};

struct plan {
    struct plan_step steps[PLAN_STEPS_MAX];
    size_t n_steps;
    struct plan_call calls[PLAN_CALLS_MAX]; /* TYPICAL, in the order in which they begin */
    size_t n_calls;
    double s[PLAN_PACES];
    bool
        has[PLAN_PACES]; /* TYPICAL: always; a script may have no path for people of another pace */
    bool
        is_refused; /* there is none: whoever comes, lab or instrument refuse the same that it asks for */
};

/* Plain values: it goes to another process. */
struct plan_request {
    char library[PLAN_PATH_MAX], protocol[PLAN_PATH_MAX];
    char parameters[PLAN_PARAMETERS_MAX]; /* canonical JSON; "" none */
    uint8_t digest[DIGEST_SIZE];          /* of the sources that are meant */
    struct bench_spec bench;              /* plan_bench() of it is what is planned with */
    enum language language;               /* of the sentences */
    uint64_t seed;
    bool withholds_all; /* as in struct session_config; else there is no plan then */
    bool
        asks_refusal; /* whether nobody's responses let it begin, and no other times than those of who responds */
};

/* The simulated counterpart of a bench: any gauge, its own thermode where that can be simulated, and the lab's limits. */
struct bench_spec plan_bench(const struct bench_spec *real);

/* The digest of all that a script was loaded from. */
void plan_digest(const struct script *script, uint8_t digest[DIGEST_SIZE]);

/* Runs the protocol to its end at each pace. May take its time, and for ever where a script does: in a process that can be
 * killed (planner.h). STATUS_DEPARTED: the files are others than those that are meant. STATUS_STOPPED: it would be stopped
 * by a limit. STATUS_RANGE: it takes longer than a day. Others as script_load() and rig_run(); the sentence always. */
MUST_CHECK
enum status plan_make(const struct plan_request *request, struct plan *plan, struct why *why);

#endif
