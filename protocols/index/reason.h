/* Why an index has a number, or has none: the one table of status words (DATA 2). */
#ifndef LIMEN_INDEX_REASON_H
#define LIMEN_INDEX_REASON_H

/*       name                word                  meaning */
#define INDEX_STATUS_LIST(X)                                                                       \
    X(OK, "ok", "the value stands; with censored left or right it is a bound")                     \
    X(N_TOO_SMALL, "n_too_small", "fewer complete trials than the formula or min_valid needs")     \
    X(MISSING_TRIAL, "missing_trial", "a repetition has no complete attempt; require_all is set")  \
    X(CENSORED_BOUND, "censored_bound", "a trial is only a bound and the formula has no value")    \
    X(MISSING_SIDE, "missing_side", "one side of the site has no value")                           \
    X(MISSING_ROLE, "missing_role", "no local site or no remote site has a value")                 \
    X(ZERO_DENOMINATOR, "zero_denominator", "the formula would divide by zero")                    \
    X(NOT_POSITIVE, "not_positive", "the formula needs positive values and one is not")            \
    X(INTERVAL_SCALE, "interval_scale", "a ratio or percentage of degrees Celsius has no meaning") \
    X(NO_BASELINE, "no_baseline", "a trial that enters has no baseline")                           \
    X(MIXED_UNITS, "mixed_units", "the values that enter have different units")                    \
    X(MIXED_PROBE_AREAS, "mixed_probe_areas", "the values were taken with different probe areas")  \
    X(MIXED_ROLES, "mixed_roles", "one site has more than one role")                               \
    X(DUPLICATE_TRIAL, "duplicate_trial", "more than one attempt of a trial is counted")           \
    X(OTHER_PHASE, "other_phase", "all trials belong to a phase; thresholds use phase n/a")        \
    X(MISSING_PULSE, "missing_pulse", "no train has all the ratings that the formula needs")       \
    X(TOO_FEW_PULSES, "too_few_pulses", "the trains have fewer pulses than the formula needs")     \
    X(NO_PULSE_NUMBER, "no_pulse_number", "a rating does not say which pulse it is of")            \
    X(MISSING_PHASE, "missing_phase", "a phase that the formula compares has no trial")            \
    X(WEAK_CONDITIONING, "weak_conditioning", "the conditioning was rated too low to judge by")    \
    X(UNRATED_CONDITIONING, "unrated_conditioning",                                                \
      "nobody was asked how painful the conditioning was: nothing is judged")                      \
    X(NO_SEM, "no_sem", "no standard error of measurement is known")                               \
    X(SEM_UNIT, "sem_unit", "the standard error of measurement that is given has another unit")    \
    X(SINGLE_MEAN_ZERO, "single_mean_zero", "single stimuli were all rated 0: no ratio to them")   \
    X(NO_CROSSING, "no_crossing", "the rating never rose to the criterion")                        \
    X(SHORT_TRACE, "short_trace", "the rating has a gap, or does not span the time asked for")     \
    X(OUT_OF_RANGE, "out_of_range", "a value or the result is too large to compute with")

enum index_status {
#define INDEX_STATUS_ENUM(name, word, meaning) INDEX_##name,
    INDEX_STATUS_LIST(INDEX_STATUS_ENUM)
#undef INDEX_STATUS_ENUM
        INDEX_STATUS_COUNT
};

const char *index_status_word(enum index_status status);
const char *index_status_meaning(enum index_status status);

#endif
