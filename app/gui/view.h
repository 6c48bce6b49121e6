/* What the screens show, as plain values. The shell fills these from session, bench, study and protocol; the screens
 * only read them. Words that depend on the language are enumerators or site ids here, and texts on the screen. */
#ifndef LIMEN_GUI_VIEW_H
#define LIMEN_GUI_VIEW_H

#include "base/mono.h"
#include "gui/participant_view.h"
#include "gui/view_beat.h"
#include "gui/view_beside.h"
#include "gui/view_cuff.h"
#include "gui/view_results.h"
#include "gui/view_sizes.h"
#include "gui/view_stimulus.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum screen {
    SCREEN_STUDY,
    SCREEN_BENCH,
    SCREEN_SESSION,
    SCREEN_RESULTS,
    SCREEN_PROTOCOL,
    SCREENS
};

/* In order, needs the person, is broken, or none of it yet: a mark and a word each. */
enum mark { MARK_NONE, MARK_OPEN, MARK_RUNNING, MARK_OK, MARK_WARN, MARK_BAD };

/* Who raised a stop that stands while no session runs. */
enum view_stop {
    STOP_BY_NOBODY,
    STOP_BY_KEY,
    STOP_BY_SCREEN,
    STOP_BY_PARTICIPANT,
    STOP_BY_LIMIT,
    STOP_BY_OTHER
};

enum view_tone {
    TONE_NOTE,    /* good to know */
    TONE_DONE,    /* what was asked for is done: the only one in a trial */
    TONE_TROUBLE, /* what was asked for is not done */
    TONE_ALARM    /* somebody is pressed too hard */
};

/* ---- frame: what stands on every screen */
struct frame_view {
    char study[VIEW_WORD_MAX]; /* its name; "": none is open */
    char bench[VIEW_WORD_MAX];
    char participant[VIEW_ID_MAX];
    int visit, visits;      /* 0: none; visits 0: not planned */
    int clock_h, clock_min; /* local time */
    bool has_saved, is_saving;
    int saved_h, saved_min, saved_s;
    bool is_live;      /* something is armed or running: Space is STOP, no field takes focus */
    bool is_running;   /* a session is: the study is its own, and is shown as it was before */
    bool is_energised; /* an instrument that can go on by itself: focus loss is a stop */
    bool is_muted;
    bool is_silent; /* there is no sound on this computer */
    bool can_reveal;
    char toast[VIEW_SENTENCE_MAX]; /* newest; shown for 4 s from `toast_at`, trouble for 12 s */
    mono_ns toast_at;
    uint8_t toast_tone;           /* enum view_tone */
    uint8_t stopped_by;           /* enum view_stop: nothing begins before it is taken back */
    char stop_why[VIEW_LINE_MAX]; /* which reading is beyond its limit now, so that it cannot be
                                     taken back; "": none is */
    bool is_rearming;             /* it is: as soon as the instruments are at rest */
    uint32_t answered; /* the newest question of an action that has its answer; 0: none */
    char refusal[VIEW_SENTENCE_MAX]; /* of that: why it is not done; "": it is */
    bool is_leaving; /* the program ends as soon as the session is saved and nobody is pressed */
};

/* ---- Study */
enum visit_mark { VISIT_LATER, VISIT_NEXT, VISIT_PART, VISIT_DONE };
/* What became of a visit. */
enum view_visit {
    VIEW_VISIT_OPEN,     /* it can be resumed */
    VIEW_VISIT_COMPLETE, /* ended, and all that was planned was measured */
    VIEW_VISIT_PART,     /* ended, and something is missing */
    VIEW_VISIT_NOTHING,  /* ended, and nothing was measured */
    VIEW_VISIT_ERRED     /* its protocol has an error: it cannot be resumed */
};
struct person_row {
    char id[VIEW_ID_MAX];
    uint8_t visits[VIEW_VISITS_MAX]; /* enum visit_mark; the newest */
    uint8_t n_visits;
    uint16_t n_earlier; /* visits before those */
    bool can_resume;
    int64_t resume_session;
    int last_year, last_month, last_day; /* 0: none yet */
    uint8_t last;                        /* enum view_visit */
    int last_missing;                    /* PART: trials; 0: not known how many */
};
enum { VIEW_NOTES_MAX = 3 };
struct study_view {
    bool is_open;
    char path[VIEW_PATH_MAX];        /* of the open one; else of the one that could not be opened */
    char problem[VIEW_SENTENCE_MAX]; /* why it cannot be opened or written; "": all is well */
    char absent
        [VIEW_PATH_MAX]; /* to be opened, and not there: is it to be made? "": nothing is asked */
    bool
        asks_twice; /* a visit is to begin, and one of this protocol ended today: its number, and when */
    int twice_visit;
    char twice_time[16];
    const struct person_row *people; /* by ID; borrowed for the frame */
    size_t n_people;
    int64_t sessions, sessions_complete, sessions_open, trials; /* open: to be resumed */
    char picked[VIEW_ID_MAX];                                   /* "": none */
    /* of the picked one: what a visit holds */
    char protocol[VIEW_WORD_MAX], protocol_version[VIEW_WORD_MAX];
    char resume_protocol[VIEW_WORD_MAX]; /* id of another one, with which the visit was begun that
                                            is to be resumed; "": none is, or it is this one */
    struct study_step {
        char title[VIEW_LINE_MAX], detail[VIEW_LINE_MAX];
        uint8_t mark; /* enum mark */
        int minutes;  /* 0: not known */
    } steps[VIEW_STEPS_MAX];
    size_t n_steps;
    int minutes; /* of all steps; 0: not known */
    bool can_begin;
    char why_not[VIEW_LINE_MAX];
    char notes[VIEW_NOTES_MAX][VIEW_SENTENCE_MAX]; /* to be known before it begins; "" none */
    bool is_last_used;  /* not open: `path` is that of the study that was used last */
    int visits_planned; /* of everybody; 0: not planned */
};

/* ---- Bench */
struct verification_view {
    bool exists, expired, due_soon, failed;
    bool is_unknown; /* it has not said which it is, and nothing was checked at its port */
    bool is_free;    /* simulated, or nothing that is checked: none is asked for */
    bool has_levels; /* it is checked at two levels, and not with a weight ... */
    bool is_moved;   /* ... which are others than asked for: nearer than lab or instrument allow */
    double low_c, high_c;
    int year, month, day, days_left, days_valid;
    char result[VIEW_LINE_MAX]; /* "500 g gave 4.91 N" in the language of the person */
};
struct instrument_view {
    char name[VIEW_WORD_MAX], role[VIEW_WORD_MAX]; /* the bench file's name; role word */
    char model[VIEW_WORD_MAX], serial[VIEW_WORD_MAX], firmware[VIEW_WORD_MAX],
        driver[VIEW_WORD_MAX];
    char port[VIEW_LINE_MAX];
    uint8_t mark;                     /* OK ready, WARN check due, BAD fault, RUNNING connecting */
    char sentence[VIEW_SENTENCE_MAX]; /* with WARN and BAD: what is wrong and what to do */
    double capacity_n, area_cm2, limit_kpa; /* of a force gauge, and what follows; 0: it is none */
    bool
        has_range; /* of a thermode: as far, and to a target as steeply, as lab and unit let it go */
    double low_c, high_c, ramp_c_per_s; /* low: -INFINITY, neither has said */
    bool low_is_lab, high_is_lab; /* whose limit it is: the lab's, else the unit's own reach */
    bool has_reading;
    double reading;
    char unit[VIEW_WORD_MAX];
    mono_ns reading_at;
    double reading_age_s, rate_hz;
    struct verification_view verification;
    float recent[64]; /* readings of the last seconds */
    size_t n_recent;
    uint8_t response; /* a response and no instrument: which, from 1; 0: an instrument */
    bool is_held;     /* of a response: down, by somebody or because it is stuck */
    bool is_beyond;   /* of an instrument: its reading is, of its limit, and nothing begins */
};
/* Of the check's reading: what is in its way, and what to do. The first two can be taken. */
enum view_hint {
    HINT_NONE,
    HINT_OFF,
    HINT_SILENT,
    HINT_EMPTY,
    HINT_WAVERS,
    HINT_DRIFTS,
    HINT_SHORT
};
struct check_view { /* the guided check with a known weight */
    bool is_on;
    uint8_t instrument, step; /* 0 free, 1 loaded, 2 result */
    double weight_g, expected_n, reading_n, zero_n, deviation_pct;
    bool has_reading; /* else `reading_n` is none */
    bool passed;
    uint8_t hint; /* enum view_hint */
    double by_n,
        most_n; /* OFF: too much, negative: too little. WAVERS: by how much, and how much may be */
    double tolerance_pct; /* passed: the deviation is at most this; 0: not known */
};
/* Of the thermode's reading; the first can be taken. */
enum levels_hint {
    LEVELS_CLEAR,
    LEVELS_SILENT,
    LEVELS_AWAY,
    LEVELS_WAVERS,
    LEVELS_DRIFTS,
    LEVELS_SHORT,
};
enum { VIEW_LEVELS = 2 };
struct levels_view { /* the guided check of a thermode at two levels */
    bool is_on;
    uint8_t instrument, step; /* 0 the lower level, 1 the upper one, 2 result */
    bool is_returning;        /* the step's reading stands: it goes back to its baseline */
    bool is_stopped;          /* on its way back without one; then the check ends */
    uint8_t hint;             /* enum levels_hint */
    bool has_reading;         /* else `reading_c` is none */
    double reading_c, baseline_c, tolerance_c;
    uint8_t n_zones;
    bool has_zone[VIEW_ZONES_MAX];
    double zone_by_c[VIEW_ZONES_MAX]; /* minus the thermode's own reading */
    struct {
        double asked_c;
        double thermode_c, reference_c; /* as far as they were taken */
        double off_c;                   /* thermode minus reference */
        uint8_t worst_zone;             /* from 1; 0: it has none */
        double worst_by_c;
        double lag_s; /* behind the line of its way */
    } levels[VIEW_LEVELS];
    bool passed, has_gain; /* result */
    double gain;
    char ended
        [VIEW_SENTENCE_MAX]; /* it ended early: why, as long as its thermode is not ready or a stop stands; "": no */
    bool is_ending; /* it is over, and its thermode was not seen at rest yet */
};
struct found_view {
    char port[VIEW_LINE_MAX], driver[VIEW_WORD_MAX], model[VIEW_WORD_MAX], serial[VIEW_WORD_MAX];
    char roles[VIEW_ROLES_MAX][VIEW_WORD_MAX]; /* what it can be used as */
    size_t n_roles;
    bool needs_force; /* it measures force: capacity and probe area are to be said */
    bool is_own;      /* a window of this program: at no port, and nobody has to use it */
};
/* What somebody could respond with. */
enum source_kind { SOURCE_PEDAL, SOURCE_BOX, SOURCE_LINE, SOURCE_KEY, SOURCE_BUTTON, SOURCE_KINDS };
struct source_view {
    char path[VIEW_LINE_MAX]; /* device, port, or name of the instrument */
    char name[VIEW_LINE_MAX];
};
enum { VIEW_SOURCES_MAX = 8, VIEW_RESPONSES_MAX = 4 };
struct bench_view {
    struct instrument_view instruments[VIEW_INSTRUMENTS_MAX];
    size_t n_instruments;
    struct found_view found[VIEW_INSTRUMENTS_MAX];
    size_t n_found;
    bool is_scanning, is_changed;                          /* changed: not yet saved */
    int scan_done, scan_ports;                             /* while scanning */
    char response_keys[VIEW_RESPONSES_MAX][VIEW_WORD_MAX]; /* of the keyboard; "": another kind */
    struct source_view sources[VIEW_SOURCES_MAX];          /* of the kind that was asked for last */
    size_t n_sources;
    uint8_t sources_of; /* enum source_kind */
    char taken
        [VIEW_PATH_MAX]; /* a file that is not this bench's stands where it is to be saved; "": none */
    char
        problem[VIEW_SENTENCE_MAX]; /* its file cannot be used: why; "": it can, or there is none */
    bool begin_asks;                /* a visit is to begin, and the algometer's check failed */
    bool
        begin_asks_reason; /* a visit is to begin, and the thermode's check does not hold: that is `begin_why` */
    char begin_why[VIEW_SENTENCE_MAX];
    char path[VIEW_PATH_MAX]; /* of its file; "": it has none yet */
    struct check_view check;
    struct levels_view levels;
    struct test_ready {
        char test[VIEW_WORD_MAX]; /* "ppt" */
        uint8_t mark;
    } tests[10];
    size_t n_tests;
};

/* ---- Session */
/* Demonstration: whom the person before the screen plays; the simulation plays the others. */
enum view_lead { LEAD_NOBODY = 0, LEAD_HAND = 1, LEAD_BUTTON = 2, LEAD_BOTH = 3 };

enum run_now {
    NOW_NOTHING,  /* no session */
    NOW_INSTRUCT, /* read aloud, then go on */
    NOW_CONFIRM,  /* the site is to be confirmed */
    NOW_WAIT,     /* for an instrument */
    NOW_QUESTION, /* of the protocol (struct ask_view) */
    NOW_ARMED,    /* no contact yet */
    NOW_RUNNING,  /* contact */
    NOW_RELEASE,  /* RELEASE, full width */
    NOW_SAVING,
    NOW_REVIEW, /* the attempt stands; go on, spoil, note */
    NOW_REST,
    NOW_STOPPED,   /* repeat, skip, end */
    NOW_NOT_SAVED, /* try again, leave */
    NOW_SUMMARY,   /* all is done: before the participant leaves */
};
/* QUESTION: one of a few answers, or a number; what is asked is the view's sentence. */
enum { VIEW_CHOICES_MAX = 9 };
struct ask_view {
    size_t n_choices; /* 0: a number */
    struct {
        char key[24], words[VIEW_LINE_MAX];
    } choices[VIEW_CHOICES_MAX];
    char unit[12]; /* of the number: "°C"; "": it has none */
    double min, max;
    bool by_participant, is_line; /* a number that the participant gives in its window */
    char spoken[VIEW_LANGUAGES_MAX]
               [VIEW_LINE_MAX]; /* by_participant: what is asked, by enum language */
};
/* What stands along the participant's scale, by enum language; as in struct participant_view. */
struct anchors_view {
    char words[VIEW_LANGUAGES_MAX][PARTICIPANT_ANCHORS_MAX][PARTICIPANT_ANCHOR_MAX];
    uint8_t n;
    float between;
};
/* Why there is one more attempt, or trial. */
enum view_again {
    VIEW_AGAIN_NOT,
    VIEW_AGAIN_REPEATED, /* nothing more is known */
    VIEW_AGAIN_STOPPED,
    VIEW_AGAIN_NO_VALUE,
    VIEW_AGAIN_SLOPE,
    VIEW_AGAIN_SPOILED,
    VIEW_AGAIN_UNREVIEWED,
    VIEW_AGAIN_SPREAD /* the values of this site lie far apart: a trial more */
};
enum row_state {
    ROW_PLANNED,
    ROW_RUNNING,
    ROW_SAVING,
    ROW_SAVED,
    ROW_SPOILED,
    ROW_RATE_OFF,
    ROW_CENSORED,
    ROW_FAULT,
    ROW_STOPPED,
    ROW_EARLY,
    ROW_NO_VALUE, /* nothing touched in time, or the probe let go */
    ROW_WITHHELD, /* not begun: its site had had its share of the day */
    ROW_SKIPPED   /* not begun, or without a value: the examiner has skipped it */
};
struct trial_view {
    int trial, attempt; /* attempt 0: only one so far */
    bool practice;
    uint8_t state;             /* enum row_state */
    bool has_value, is_hidden; /* hidden: earlier values shown as ticks */
    bool is_below;             /* CENSORED: the true value is lower, else higher */
    double value, slope;
    char reason[VIEW_WORD_MAX];     /* coded */
    bool has_pdt, has_rating;       /* of a cuff */
    double pdt;                     /* where it began to hurt ... */
    double rating;                  /* ... and how strong it was at the end, 0 to 10 */
    uint8_t n_pulses;               /* of a train: that were given */
    float ratings[VIEW_PULSES_MAX]; /* of each of them; NAN: missing */
    bool off_zero;    /* the gauge did not stand at 0 before: the value is off by as much */
    double idle_kpa;  /* with off_zero: where it stood */
    bool zero_unseen; /* it was pressed before anybody could see where it stood */
    bool is_cut;      /* NO_VALUE: the program ended over it */
    bool is_replaced; /* a later attempt at the same trial counts in its place */
    int saved_h, saved_min, saved_s;
};
enum site_state { SITE_LATER, SITE_NOW, SITE_RESTING, SITE_DONE, SITE_WITHHELD };
struct site_view {
    char site[VIEW_WORD_MAX], side[VIEW_WORD_MAX];
    uint8_t number; /* from 1 */
    uint8_t state;  /* enum site_state */
    double rest_left_s, rest_whole_s;
};
/* The key that confirms a site is the last digit of its number. */
static inline uint8_t site_digit(uint8_t number)
{
    return number % 10;
}
enum view_thermal_step {
    VIEW_SETTLING,    /* not yet steady at the baseline */
    VIEW_AT_BASELINE, /* waits there */
    VIEW_TO_LIMIT,
    VIEW_RETURNING,
    VIEW_BACK /* seen at the baseline after its ramp */
};
/* Of VIEW_TEMPERATURE. */
struct thermal_view {
    uint8_t step; /* enum view_thermal_step */
    uint8_t turn,
        turns; /* of ramps in turn the one that runs or comes, from 1; turns 1 or 0: there is but one ramp */
    double cool_limit, warm_limit; /* of those; `limit` and `target_slope` are of the turn */
    bool in_band;                  /* with has_slope */
    bool is_stopped;               /* by STOP or a fault; it is on its way back over that */
    bool is_off_said;              /* in this attempt: the examiner has it off the skin */
    double baseline, return_slope;
    double lead_s; /* of the plot: what it shows of the baseline before the ramp */
    uint8_t n_zones;
    float zones[VIEW_ZONES_MAX]; /* NAN: not read */
    float zone_off[VIEW_TRACE_MAX]
                  [VIEW_ZONES_MAX]; /* at each point of the trace, from the mean; NAN: not read */
    /* Of the site in 24 hours, and what it may have. */
    struct {
        bool is_known;
        double cold_s, cold_most_s; /* below 15 °C */
        double cem43_min, cem43_most_min;
        unsigned ramps, ramps_most;
    } dose;
};
/* Cold by hand, that nobody measures: the examiner marks it. */
enum view_cold_step { VIEW_COLD_BEFORE, VIEW_COLD_ON, VIEW_COLD_OVER };
enum view_cold_mark { COLD_ON, COLD_PAIN, COLD_OFF, COLD_RATING };
enum { VIEW_RATINGS_MAX = 30 };
/* Of VIEW_SECONDS and VIEW_RATING. */
struct cold_view {
    uint8_t step; /* enum view_cold_step */
    bool has_pain, is_off;
    bool is_due;   /* a rating is, and not given */
    bool can_rate; /* that one, or what was given for it once more */
    bool is_late;  /* OVER for so long that somebody should hear it */
    double lasted_s, pain_s;
    double rating_every_s;           /* 0: none is due while it lasts */
    double next_s;                   /* until the next one is due; 0: none will be */
    size_t n_ratings;                /* that were due */
    float ratings[VIEW_RATINGS_MAX]; /* NAN: not given */
};
/* What conditions beside the trials (METHODS 5). */
struct beside_view {
    bool is_on;
    bool
        is_water; /* marked and rated by the examiner; else by an instrument, and rated on the slider */
    bool is_out; /* of the water: its end was told, and nobody has marked the hand out */
    bool is_due; /* a rating of the water is, and not given */
    bool can_rate;
    bool waits; /* nothing is tested until it is rated from low to high, or for left_s more */
    bool has_rating, has_level, has_target;
    double lasted_s, most_s, left_s;
    double next_s; /* until a rating of the water falls due; 0: none will */
    double rating, low, high;
    double level; /* in `unit` */
    char unit[8];
    char site[VIEW_WORD_MAX], side[VIEW_WORD_MAX];
    struct beside_course course;
};
static inline bool thermal_has_turns(const struct thermal_view *thermal)
{
    return thermal->turns > 1;
}
/* Of the instruction that is on the screen: there is none, it can be played, it plays. */
enum view_recording { RECORDING_NONE, RECORDING_READY, RECORDING_PLAYS };
struct run_view {
    uint8_t now;      /* enum run_now */
    uint8_t stimulus; /* enum view_stimulus */
    bool is_rated;    /* what comes of its trials is how it was rated: 0 to 10, whatever it does */
    uint32_t prompt;  /* number of what the session asks, or has asked last; 0: nothing yet */
    char test[VIEW_WORD_MAX]; /* "ppt" */
    char phase[16];           /* "baseline", of conditioned pain modulation; "": none */
    struct {
        char title[VIEW_LINE_MAX];
        uint8_t mark;
    } steps[VIEW_STEPS_MAX];
    size_t n_steps;
    struct site_view sites[VIEW_SITES_MAX];
    size_t n_sites;
    int site;           /* index of the one that is due; -1: none */
    uint8_t wrong_site; /* its key was pressed instead of the due one's: its number; 0: none */
    int trial, trials, attempt;
    bool practice;
    bool has_reading, has_force;
    uint8_t again;   /* CONFIRM: enum view_again */
    bool off_zero;   /* between trials: it shows as much as if something touched */
    bool over_limit; /* between trials: somebody is pressed harder than any trial may */
    bool
        not_back; /* nobody has seen the thermode come back to its baseline: it is to be taken off ... */
    bool not_back_is_cuff; /* ... or the cuff vent: it is to be opened */
    bool let_go_first;     /* ARMED: pressed already, so nothing begins until it is lifted */
    double reading, newton;
    bool has_slope;
    double slope, target_slope; /* of a thermode that cools below 0 */
    double tolerance;
    double limit;
    bool near_limit;
    double running_s;
    struct trace_point trace[VIEW_TRACE_MAX];
    size_t n_trace;
    bool has_threshold;
    struct trace_point threshold; /* after the response */
    bool censored;
    struct thermal_view thermal;
    struct cuff_view cuff;
    struct train_view train;
    struct beat_view beat;
    struct ask_view ask;
    struct anchors_view beside_anchors; /* of what conditions beside it */
    struct anchors_view anchors;        /* of the question or the trial at hand */
    struct cold_view cold;
    struct beside_view beside;
    struct trial_view trials_here[VIEW_TRIALS_MAX];
    size_t n_trials_here;
    bool has_mean, mean_is_bound, mean_hidden;
    bool mean_is_below; /* with mean_is_bound: the true one is lower, else higher */
    double mean;        /* over the trials of `phase` */
    int valid, wanted;
    double rest_left_s, rest_whole_s;
    char rest_site[VIEW_WORD_MAX], rest_side[VIEW_WORD_MAX]; /* where next */
    int next_trial, next_trials;
    char instruction[VIEW_WORD_MAX]; /* its key */
    int instruction_version;
    bool instruction_read;
    uint8_t recording; /* INSTRUCT: enum view_recording of it */
    uint8_t instrument_mark;
    uint8_t instrument_at; /* unless it has no mark: its place on the bench */
    uint8_t button_mark;   /* MARK_WARN: it is held down, and that is no response */
    char instrument[VIEW_WORD_MAX];
    double rate_hz; /* of what streams now; 0: nothing does */
    double reading_age_s;
    bool button_pressed;
    bool is_answered; /* RELEASE: the participant has responded, and nobody is late yet: no alarm */
    bool is_pressed;  /* the gauge shows contact */
    char sentence
        [VIEW_SENTENCE_MAX]; /* STOPPED, NOT_SAVED, WAIT: why; QUESTION: it; REVIEW: why there is no value, "" there is one */
    bool fault;          /* STOPPED by an instrument rather than a person */
    bool repeat_reviews; /* STOPPED: repeating asks whether the complete attempt is kept */
    bool repeat_goes_on; /* STOPPED: no trial was under way; repeating reads, asks or rests on */
    bool will_repeat;    /* REVIEW: off rate, so that this trial is tried again */
    double release_s;    /* RELEASE: since when */
    bool offers_go, offers_spoil, offers_repeat, offers_skip, offers_end, offers_leave;
    bool is_demo;
    double hand; /* demonstration: what the hand is asked to press */
    char words
        [VIEW_SENTENCE_MAX]; /* of the instruction, as it is to be read; "": the protocol has none */
    char words_language[8];  /* "en", "de" */
    bool
        skips_step; /* STOPPED: in a rest of its own, or at a question: no trial is missing for a skip */
    int given_up;                /* how many trials a skip would give up; 0: none, or not known */
    int step_trial, step_trials; /* of the running step: 5 of 12; trials 0: not known */
    bool offers_response;        /* a key stands for the participant's button */
    double touched_kpa; /* the most that the gauge showed in this rest; 0: it was not pressed */
    double window_s;    /* of the plot; 0: limit / target slope, at least 10 s */
    uint8_t lead;       /* demonstration: enum view_lead */
};

/* Something is to be taken off the skin at once: over the whole width, and to be heard. */
static inline bool run_view_alarms(const struct run_view *run)
{
    return run->over_limit || run->not_back;
}

/* A trial needs it, and it is not there: nothing can begin. */
static inline bool run_view_lacks_instrument(const struct run_view *run)
{
    return run->instrument_mark == MARK_BAD || run->instrument_mark == MARK_RUNNING;
}
static inline bool run_view_lacks(const struct run_view *run)
{
    return run_view_lacks_instrument(run) || run->button_mark == MARK_BAD;
}

/* ---- Protocol */
enum view_plan {
    VIEW_PLAN_NONE,
    VIEW_PLAN_COMPUTING,
    VIEW_PLAN_READY,
    VIEW_PLAN_REFUSED,  /* there is none; the protocol may be all right */
    VIEW_PLAN_WRONG,    /* its dry run fails: it cannot be used */
    VIEW_PLAN_FORBIDDEN /* lab or instrument refuse what it asks for: no visit begins with it */
};
enum view_step { VIEW_STEP_TEST, VIEW_STEP_INSTRUCT, VIEW_STEP_REST };
struct protocol_view {
    bool is_loaded;
    char path[VIEW_LINE_MAX], id[VIEW_WORD_MAX], version[VIEW_WORD_MAX], title[VIEW_LINE_MAX];
    char problem[VIEW_SENTENCE_MAX]; /* file:line:column: sentence */
    struct {
        uint8_t kind; /* enum view_step */
        bool practice;
        char test[VIEW_WORD_MAX], site[VIEW_WORD_MAX], side[VIEW_WORD_MAX];
        int trials;
        bool has_limit_c; /* of a thermode */
        double limit_kpa, limit_c, cool_limit_c,
            rest_s;                                    /* 0 kPa: none; cool: of a limen, else NAN */
        int minutes_min, minutes_typical, minutes_max; /* 0: not known */
        char withheld
            [VIEW_SENTENCE_MAX]; /* what the bench's limits take from it, and why; "": nothing */
    } plan[64];
    size_t n_plan;
    bool has_withheld;                             /* from whoever responds as most do */
    int minutes_min, minutes_typical, minutes_max; /* 0: not known */
    uint8_t plan_state;                            /* enum view_plan */
    char plan_about
        [VIEW_SENTENCE_MAX]; /* what it was computed of; REFUSED, WRONG, FORBIDDEN: why it was not */
    struct {
        char role[VIEW_WORD_MAX];
        bool is_there;
    } needs[8];
    size_t n_needs;
    struct {
        char name[VIEW_WORD_MAX], value[VIEW_WORD_MAX], bounds[VIEW_LINE_MAX];
    } parameters[16];
    size_t n_parameters;
    char files[16][VIEW_WORD_MAX]; /* shipped ones, to choose from */
    size_t n_files;
};

struct view {
    uint8_t screen; /* enum screen */
    struct frame_view frame;
    struct study_view study;
    struct bench_view bench;
    struct run_view run;
    struct results_view results;
    struct protocol_view protocol;
    struct participant_view participant;
    struct participant_mark mark; /* as the bench has it from there */
};

#endif
