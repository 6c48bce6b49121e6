/* Reads a participant file for simulation (DATA 5). Everything is optional.
 *
 *   return participant {
 *     ppt = { default = 350*kPa, ["lumbar.L4"] = 250*kPa, [site("lumbar.L4", "left")] = 220*kPa },
 *     ppt_cv = 8*percent, habituation = 3*percent, lapse = 1*percent, early = 0*percent,
 *     reaction = { mean = 250*ms, sd = 50*ms },
 *     cdt = 30.5*degC, wdt = { default = 34*degC, ["thenar"] = 33.5*degC, sd = 0.4*degC }, cpt = …, hpt = …,
 *     phs = 10*percent,                                       -- of the cool turns of a limen that feel hot
 *     cold = { pain = 15*sec, tolerance = 60*sec, cv = 20*percent },    -- a hand in cold water
 *     ice = { rating = 4, sd = 1 },
 *     hand = { rate_cv = 10*percent, tremor = 8*kPa, delay = 1.5*sec, reaction = 300*ms },
 *   }
 */
#ifndef LIMEN_SCRIPT_PARTICIPANT_FILE_H
#define LIMEN_SCRIPT_PARTICIPANT_FILE_H

#include "base/status.h"
#include "sim/sim.h"

/* What the file does not say comes from sim_participant_defaults(). STATUS_NOT_FOUND,
 * STATUS_INVALID with "file:line: sentence". `out` is changed only when STATUS_OK. */
MUST_CHECK
enum status participant_file_load(const char *path, struct sim_participant *out, struct why *why);

#endif
