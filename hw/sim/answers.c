#include "sim/answers.h"

#include "sim/world.h"

#include <math.h>

static double normal(rng_key trial, const char *what)
{
    return rng_normal(rng_key_text(trial, what), 0);
}

double sim_conditioned(const struct sim_participant *participant, const struct sim_cue *cue)
{
    double left = cue->is_conditioned ? 1 : 0;
    if (cue->conditioned_s > 0)
        left *=
            participant->cpm_decay_s > 0 ? exp(-cue->conditioned_s / participant->cpm_decay_s) : 0;
    return 1 + participant->cpm_gain * left;
}

struct sim_immersion sim_immersion_of(const struct sim_participant *participant, uint64_t seed,
                                      const struct sim_cue *cue)
{
    const rng_key key = sim_cue_key(seed, cue);
    const double tolerance_s =
        participant->cold_tolerance_s * exp(participant->cold_cv * normal(key, "cold_tolerance"));
    const double pain_s =
        participant->cold_pain_s * exp(participant->cold_cv * normal(key, "cold_pain"));
    return (struct sim_immersion){.pain_s = fmin(pain_s, tolerance_s), .tolerance_s = tolerance_s};
}

double sim_cold_rating(const struct sim_immersion *immersion, double at_s)
{
    const double span = immersion->tolerance_s - immersion->pain_s;
    if (at_s < immersion->pain_s)
        return 0;
    return span > 0 ? fmin(10, round(1 + 9 * (at_s - immersion->pain_s) / span)) : 10;
}

double sim_ice_rating(const struct sim_participant *participant, uint64_t seed,
                      const struct sim_cue *cue)
{
    const rng_key key = sim_cue_key(seed, cue);
    const double rating = participant->ice_nrs + participant->ice_nrs_sd * normal(key, "ice");
    return fmin(10, fmax(0, round(rating)));
}

double sim_spoken_rating(const struct sim_participant *participant, uint64_t seed,
                         const struct sim_cue *cue, uint32_t first, uint32_t last)
{
    const rng_key key = rng_key_text(sim_cue_key(seed, cue), "spoken");
    const double before = (first - 1 + last - 1) / 2.0;
    const double rating = participant->pulse_nrs * (1 + participant->windup_per_pulse * before) +
                          participant->pulse_nrs_sd * rng_normal(rng_key_number(key, first), last);
    return fmin(100, fmax(0, rating));
}

const char *sim_felt_word(const struct sim_participant *participant, uint64_t seed,
                          const struct sim_cue *cue, int64_t number)
{
    const rng_key key =
        rng_key_number(rng_key_text(sim_cue_key(seed, cue), "felt"), (uint64_t)number);
    return rng_uniform(key, 0) < participant->phs ? "hot" : "cold";
}
