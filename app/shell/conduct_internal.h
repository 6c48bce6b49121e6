/* What the files of the conduct share. */
#ifndef LIMEN_SHELL_CONDUCT_INTERNAL_H
#define LIMEN_SHELL_CONDUCT_INTERNAL_H

#include "gui/view_rated.h"
#include "shell/conduct.h"

enum { CONDUCT_NO_PLACE = -1, CONDUCT_ROW_NONE = PLANNED_MAX };

/* conduct_touch.c */
void conduct_look_for_touch(struct conduct *conduct, bool between_trials);

/* conduct_thermal.c */
bool conduct_is_thermal(const struct conduct *conduct);
uint8_t conduct_stimulus_of(uint8_t kind); /* enum view_stimulus of an enum stimulus */
/* What the trial that is due does, and in which unit. */
void conduct_set_stimulus(struct conduct *conduct, const struct trial_plan *plan);
/* A trial of a thermode begins. */
void conduct_thermal_armed(struct conduct *conduct);
void conduct_zone_reading(struct conduct *conduct, uint8_t zone, const struct bench_record *record);
/* Zones beside a value that is newer, or beside none, are no zones. */
void conduct_watch_zones(struct conduct *conduct);
/* The time of the trace counts from another instant; what was before that is not shown. */
void conduct_count_from(struct conduct *conduct, mono_ns from);
/* Before the reading of `t` comes into the trace. */
void conduct_place_thermal(struct conduct *conduct, mono_ns t);
/* Beside the point `at` of the trace. */
void conduct_add_zones(struct run_view *view, size_t at);
/* How many points there are up to the one that is farthest in the ramp's direction. */
size_t conduct_farthest(const struct run_view *view);
/* What runs, as it is now. */
void conduct_look_at_thermode(struct conduct *conduct);
/* What the site of the trial at hand has had, and may have. */
void conduct_show_dose(struct conduct *conduct);
/* What works by itself is to be taken off the skin when the session says so, and when an earlier one has left it on. */
void conduct_watch_off(struct conduct *conduct);
void conduct_thermal_saved(struct conduct *conduct, const struct trial_row *row);

/* conduct.c */
/* What the session offers now. */
void conduct_set_offers(struct conduct *conduct);
/* The site rests: so long still, of so long. */
void conduct_set_rest(struct conduct *conduct, const char *site, const char *side, double left_s,
                      double whole_s);

/* conduct_cuff.c */
bool conduct_is_cuff(const struct conduct *conduct);
/* A trial begins, and the time of its trace. */
void conduct_cuff_armed(struct conduct *conduct);
/* Of the attempt before nothing is left. */
void conduct_cuff_clear(struct conduct *conduct);
/* What runs, as it is now. */
void conduct_look_at_cuff(struct conduct *conduct);
/* How many points there are up to the one that has come to this pressure: a cuff that its own button ends is known to vent before
 * the response is heard. */
size_t conduct_cuff_end(const struct run_view *view, double kpa);
/* It vents for longer than it takes, and nobody has said that it is open. */
bool conduct_cuff_is_overdue(const struct conduct *conduct);
void conduct_cuff_saved(struct conduct *conduct, const struct trial_row *row);

/* conduct_train.c */
/* What its pulses are to be. */
void conduct_set_train(struct conduct *conduct, const struct trial_plan *plan);
/* Beside the point `at` of the trace. */
void conduct_rating_point(struct conduct *conduct, size_t at);
void conduct_rating(struct conduct *conduct, const struct bench_record *record);
/* The periods of so many are over; those that were not before are rated so: 0 to 10, NAN: not. */
void conduct_train_given(struct conduct *conduct, uint8_t given, double rating);
void conduct_train_saved(struct conduct *conduct, const struct trial_row *row);

/* conduct_beat.c */
/* Whether the trial at hand is given to a beat, and what is wanted of it. */
void conduct_set_beat(struct conduct *conduct, const struct trial_plan *plan);
void conduct_beat_clear(struct conduct *conduct);
/* A train begins, and the time of its trace. */
void conduct_beat_armed(struct conduct *conduct);
void conduct_look_at_beat(struct conduct *conduct);

/* conduct_cold.c */
bool conduct_is_cold(const struct conduct *conduct);
/* What is marked, as it is now; and in which state of the screen that is. */
/* Of a trial; those of wind-up are no phases of conditioned pain modulation. */
void conduct_set_phase(struct conduct *conduct, const char *phase);
void conduct_look_beside(struct conduct *conduct);
void conduct_look_at_cold(struct conduct *conduct);
void conduct_cold_saved(struct conduct *conduct, const struct trial_row *row);

/* conduct_recall.c */
/* Which test comes at the site of the view, where the script has not said so: as far as it is planned, the next that has trials
 * left there. */
void conduct_find_test(struct conduct *conduct);

/* What its trials did, or what such a test does. */
void conduct_find_stimulus(struct conduct *conduct);

/* conduct_ahead.c */
/* The trial of the view is asked for. */
void conduct_note_asked(struct conduct *conduct);
/* An instruction is of what comes next: of `test` where the protocol says so (else NULL), and as far as it is planned. */
void conduct_look_forward(struct conduct *conduct, const char *test);
/* How many trials a skip would give up: what the call of the verb that asks now has left. 0: none, or not known. */
int conduct_count_lost(const struct conduct *conduct);
/* They are given up: each has its row. */
void conduct_skip(struct conduct *conduct);
/* They were given up before the session went on here. Of test and site NULL what the journal does not say. */
void conduct_recall_skip(struct conduct *conduct, const char *test, const char *site,
                         const char *side);

/* conduct_rows.c */
/* Of the row of a call: it was begun, or never will be. */
bool conduct_has_row(const struct conduct *conduct, const struct planned_site *site, int trial);
/* It has a value, or is not tried again. Practice never is. */
bool conduct_is_done(const struct conduct *conduct, const struct planned_site *site, int trial);
/* Its first one; 0: it has none. And the last that was given there of its test, in whatever call; 0: none was. */
int conduct_first_trial(const struct conduct *conduct, const struct planned_site *site);
int conduct_last_given(const struct conduct *conduct, const struct planned_site *site);
/* No trial of it is given there any more today. */
bool conduct_is_withheld(const struct conduct *conduct, const struct planned_site *site);
/* The place of a site in the view; a new one when it was not named before, CONDUCT_NO_PLACE when there is no room. */
int conduct_place_of(struct conduct *conduct, const char *site, const char *side);
/* Which places rest, are due, are done. */
void conduct_places_refresh(struct conduct *conduct);
/* What is told takes the place of what nobody has taken up yet, but not of what is to be kept: it stands behind that. */
void conduct_tell(struct conduct *conduct, const char *sentence);
void conduct_keep_told(struct conduct *conduct);
/* The lists, the mean and the count of the step, from the rows. */
void conduct_rows_refresh(struct conduct *conduct);
void conduct_row_begin(struct conduct *conduct);
/* The same of a rating that is only asked for, however often it is; and what it was: NAN: it was not given. */
void conduct_row_asked(struct conduct *conduct);
void conduct_row_rated(struct conduct *conduct, double value, utc_us saved);
/* The row that was begun; one of its own when none was. Borrowed until the next row. */
const struct trial_view *conduct_row_saved(struct conduct *conduct, const struct trial_row *row,
                                           utc_us saved);
/* The same of one that the end of the program has cut off. */
void conduct_row_adopted(struct conduct *conduct, const struct trial_row *row, utc_us saved);
/* What the journal says of the attempts of a block: in which call they were asked for, and that one was cut off. */
void conduct_rows_of_call(struct conduct *conduct, int64_t block, int call);
void conduct_row_cut(struct conduct *conduct, int64_t block, int attempt);
/* The trial of the view is not begun, and never will be. */
void conduct_row_withheld(struct conduct *conduct);
/* Neither is this one: the examiner has skipped it. */
void conduct_row_skipped(struct conduct *conduct, const struct planned_site *site, int trial);
void conduct_row_spoiled(struct conduct *conduct, const struct trial_row *row, const char *reason);
/* Withheld and skipped trials did not. */
bool conduct_row_did_something(const struct conduct_row *row);
/* The gauge did not stand at 0 before the ramp. */
bool conduct_is_off_zero(const struct trial_row *row);

#endif
