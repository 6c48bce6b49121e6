/* The physical side of a simulation: tissue, the examiner's hand, the virtual participant.
 *
 * 1. A cue arms a trial. The hand waits, makes contact, raises the pressure, lets go; the
 * participant presses the button. All of it is a pure function of (seed, cue, time since the cue):
 * the same cue gives the same pressure at the same delay whatever happened before.
 * 2. Only two things from outside change a trial that has begun: sim_world_release() and
 * sim_world_feel().
 * 3. Whom somebody plays (sim_world_lead_hand(), sim_world_lead_button()) does nothing by itself. A hand that is led never
 * presses harder than SIM_LEAD_MAX_KPA.
 * 4. Nothing here allocates. One thread. */
#ifndef LIMEN_SIM_WORLD_H
#define LIMEN_SIM_WORLD_H

#include "sim/felt.h"
#include "sim/sim.h"
#include "sim/skin.h"

enum { SIM_EDGES = 16, SIM_LEAD_MAX_KPA = 2000, SIM_PRESSES_MAX = 16 };

struct sim_edge {
    mono_ns t; /* exactly when, not when it was noticed */
    bool pressed;
};

/* Smooth noise with mean 0 and SD 1 at every instant; `a`, `b` are the draws around piece `index`.
 */
struct sim_noise {
    rng_key key;
    mono_ns step;
    int64_t index;
    mono_ns from; /* where piece `index` begins */
    double a, b;
};

/* One trial as it was drawn. Times are nanoseconds since the cue, MONO_NEVER where it does not
 * happen. */
struct sim_plan {
    double area_cm2, slope_kpa_per_s, tremor_kpa, threshold_kpa, top_kpa;
    mono_ns contact, crossing, press, let_go;
    mono_ns reaction;
    bool lapse, early;
    struct sim_noise slow, fast;
    rng_key reading_key;
    enum sim_sensation sensation; /* SIM_SENSATIONS: the trial asks for no thermal one */
    double threshold_celsius;
    bool is_limen;           /* warm and cold are felt in turn, again and again */
    uint32_t n_felt;         /* turns so far */
    double limen_celsius[2]; /* warm, cold: of the turn that comes */
    double pain_celsius[2];  /* heat, cold: beyond it hurts, whatever the trial asks for */
    uint32_t presses;        /* of a train; 0: it is a ramp */
    mono_ns on;
    struct sim_press {
        mono_ns onset;
        double kpa;
    } press_of[SIM_PRESSES_MAX];
};

/* A hand that somebody leads: from `from` on its pressure rises from `from_kpa` by `slope_kpa_per_s`, or falls to nothing
 * where that is 0. */
struct sim_lead {
    bool has_hand, has_button;
    mono_ns from;
    double from_kpa, slope_kpa_per_s;
};

struct sim_world {
    struct sim_participant participant;
    uint64_t seed;
    double hand_rate_factor; /* 1; the fault slow_ramp sets it */
    double noise;            /* 1; scales the noise of readings, 0 for exact ones */
    double contact;          /* 1; how well a thermode lies on the skin, 0: in the air */
    double load_n;           /* 0; constant load on the gauge besides the hand; minus pulls */
    bool is_alone; /* no session sends cues: the hand presses whenever a measurement begins */
    uint64_t cues; /* so far; 0: no trial yet, plan is void */
    mono_ns cue_at;
    struct sim_cue cue;
    struct sim_plan plan;
    struct sim_lead lead;
    mono_ns in_at, out_at; /* a hand is in the water from then until then; both 0: none was */
    bool is_pressed, is_stuck;
    mono_ns press_at, release_at; /* planned edges of the button */
    struct sim_edge edges[SIM_EDGES];
    uint64_t n_edges;
    struct sim_skin skin;
    struct sim_felt felt; /* by whatever instrument gives it */
};

/* Whatever is random in a trial is drawn from it. */
rng_key sim_cue_key(uint64_t seed, const struct sim_cue *cue);

void sim_world_init(struct sim_world *world, const struct sim_participant *participant,
                    uint64_t seed);

/* A trial is armed now. An unfinished earlier one is forgotten. */
void sim_world_cue(struct sim_world *world, mono_ns now, const struct sim_cue *cue);
/* The screen says RELEASE: the examiner lets go as fast as he can. */
void sim_world_release(struct sim_world *world, mono_ns now);
/* Brings the button up to `now`. Call at sim_world_deadline(), at the latest. */
void sim_world_turn(struct sim_world *world, mono_ns now);
mono_ns sim_world_deadline(const struct sim_world *world);
/* Takes the next edge after `*cursor` (0 at first, one per reader); false: none. At most the last
 * SIM_EDGES are kept. */
bool sim_world_edge(const struct sim_world *world, uint64_t *cursor, struct sim_edge *edge);

/* Somebody plays the hand: it presses at `share` of twice the rate that the cue asks for (of 50 kPa/s before the first cue),
 * from 0, where it lets go, to 1. `is_led` false: the simulated hand presses again, in this trial where it would
 * not touch yet and nobody does, else from the next cue on. A virtual participant feels it as any hand. */
void sim_world_lead_hand(struct sim_world *world, mono_ns now, bool is_led, double share);
/* Somebody plays the participant: the button is as he holds it. False: the virtual participant responds again, from the next
 * cue on. */
void sim_world_lead_button(struct sim_world *world, mono_ns now, bool is_led, bool pressed);

/* What the hand presses with at `t`; 0 before contact and after letting go. Never negative. */
double sim_world_pressure_kpa(struct sim_world *world, mono_ns t);
/* What the gauge in the hand feels: pressure times probe area, and the load. */
double sim_world_force_n(struct sim_world *world, mono_ns t);
/* Draw `index` of this trial for the noise of a reading: mean 0, SD 1 (times world->noise). */
double sim_world_noise(const struct sim_world *world, uint64_t index);

/* For instruments that press by themselves: the pressure that hurts in this trial; that it was
 * reached at `t`; where the slider stands at a pressure (0 to 10). Feeling has an effect once per
 * cue, and only when nobody presses by hand. */
double sim_world_threshold_kpa(const struct sim_world *world);
void sim_world_feel(struct sim_world *world, mono_ns t);
double sim_world_rating(const struct sim_world *world, double kpa);
/* The same in pulse `pulse` of a train (from 1): it winds up. */
double sim_world_pulse_rating(const struct sim_world *world, double kpa, uint32_t pulse);

/* How much the hand's own pressure hurts at `t` (0 to 10), by the threshold of its trial; what instruments give is in `felt`. */
double sim_world_hand_rating(struct sim_world *world, mono_ns t);

/* For thermodes: the temperature that is felt in this trial, and whether it is met on the way down; false: the trial asks
 * for no thermal sensation. A limen asks for two at a time (`index` 0, 1), and for the next two whenever one was felt; else
 * only index 0 is one. That it was met at `t`: has an effect once per cue, or once per turn of a limen, and only where one is
 * asked for. With a reaction of 0 and no SD the press comes at that instant. */
bool sim_world_threshold_celsius(const struct sim_world *world, size_t index, double *celsius,
                                 bool *is_cold);
/* It is a limen: what was felt once in this trial may be felt again. */
bool sim_world_feels_again(const struct sim_world *world);
void sim_world_feel_celsius(struct sim_world *world, mono_ns t);
/* Alone, the participant responds to what a thermode does by itself: `test` as in a cue. */
void sim_world_begin_thermal(struct sim_world *world, mono_ns t, const char *test);

/* A hand is in the water of the bath at `t`. */
bool sim_world_is_immersed(const struct sim_world *world, mono_ns t);

/* A measurement begins or ends at the instrument. Alone, the hand presses with it: site "", the
 * trial counts the presses, 50 kPa/s, up to 1000 kPa, 1 cm² (`by_hand`) or as the instrument does.
 * Else nothing happens. */
void sim_world_begin(struct sim_world *world, mono_ns t, bool by_hand);
void sim_world_end(struct sim_world *world, mono_ns t);

/* From the next cue on, and at once in a trial whose hand has not touched yet, the hand presses at
 * this share of the rate it was asked for. */
void sim_world_hand_rate(struct sim_world *world, mono_ns now, double factor);
/* A button that sticks: down from now on whatever the participant does, until freed. */
void sim_world_stick(struct sim_world *world, mono_ns now, bool stuck);

#endif
