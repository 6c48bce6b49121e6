/* What the kinds of thermal stimuli have in common (kind_thermal.c). */
#ifndef LIMEN_SESSION_KIND_THERMAL_INTERNAL_H
#define LIMEN_SESSION_KIND_THERMAL_INTERNAL_H

#include "session_internal.h"

/* A ramp needs that much between baseline and limit. */
#define THERMAL_ROOM_C 1.0

/* All but what is the kind's own. `plan->limit` holds its default. */
enum status thermal_read_plan(const struct message *args, const struct thermal_spec *defaults,
                              struct trial_plan *plan, struct why *why);
/* The probe of the bench and its zones, into the trial. */
enum status thermal_set_channels(struct session *session, struct why *why);
/* The same, with the rating as second one where the bench has one. */
enum status thermal_set_rated_channels(struct session *session, struct why *why);
bool thermal_is_rated(const struct session *session);
/* The stricter of what is asked, lab and instrument; a ramp has to fit in between. */
enum status thermal_set_limit(const struct session *session, double asked_c, double *limit_c,
                              struct why *why);
/* Of what is given at a level: within lab and instrument, or it is not given at all; sets the trial's limit. */
enum status thermal_check_level(struct session *session, double level_c, struct why *why);
/* The instrument drives so long, to the trial's limit. */
enum status thermal_check_drive(const struct session *session, mono_ns drive, struct why *why);
/* The same of the longest ramp: `way_c`. */
enum status thermal_check_time(const struct session *session, const struct thermal_spec *defaults,
                               double way_c, struct why *why);
/* `way_c`: from the baseline to the farthest that it goes. */
void thermal_fill_spec(const struct session *session, double way_c, struct thermal_spec *spec);
/* What the bench watches of a stimulus to the trial's limit. */
void thermal_order_within(const struct session *session, const struct thermal_spec *spec,
                          struct stimulus_request *start);
/* The test says which sensation it asks for. */
void thermal_cue(const struct session *session, struct sim_cue *cue);
void thermal_put_way(const struct session *session, struct message *out);
/* From the arming on; nothing where it did not happen. */
void thermal_put_time(struct message *out, const char *key, mono_ns armed, mono_ns t);

/* Of pulses, and of what is held: the verdict but for a value, and what the entry says of thermode and times. */
struct stimulus_verdict thermal_whole_verdict(const struct thermal_whole *whole);
void thermal_put_whole(const struct thermal_whole *whole, struct message *out);

#endif
