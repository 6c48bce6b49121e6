/* A session: one participant, one visit, one protocol run. It stands between the script (what is to
 * be done), the bench (doing it), the study (keeping it) and the examiner (deciding), and owns none
 * of them.
 *
 * Everything a script asks is journalled before it is done, and what it is told is journalled
 * before it hears it. So a session can be killed at any instant and go on later: the script is run
 * again and fed the recorded answers of closed blocks; an open block is done again as a new attempt
 * (DESIGN 6).
 *
 * A session that cannot go on is not over before what runs has come to its end: until then the
 * examiner sees its phases and can stop.
 *
 * One thread calls session_turn(). The bench thread reaches it only through the desk.
 */
#ifndef LIMEN_SESSION_SESSION_H
#define LIMEN_SESSION_SESSION_H

#include "base/mono.h"
#include "base/status.h"
#include "base/stop_line.h"
#include "hw/bench.h"
#include "hw/safety.h"
#include "link/port.h"
#include "script/host.h"
#include "session/desk.h"
#include "session/stimulus.h"
#include "session/verification.h"
#include "sim/sim.h"
#include "stimulus/hand_train.h"
#include "stimulus/pulse_train.h"
#include "store/query.h"
#include "store/writer.h"
#include "text/text.h"

#include <stdbool.h>

struct session;
struct planned;

enum { TRIAL_WORD_MAX = 32, REASON_MAX = 48 };

/* What the examiner is asked. Answered by session_decide(), from the callback or later. */
enum prompt_kind {
    PROMPT_INSTRUCT, /* `text`: which instruction; GO, END, LEAVE */
    PROMPT_ARM,      /* `plan`: is the probe at this site? GO, SKIP, END, LEAVE */
    PROMPT_REVIEW,   /* `row`: GO keeps the attempt, SPOIL (with a reason) spoils it; END, LEAVE
                           keep it, too */
    PROMPT_WAIT, /* `text`: which instrument or response is not there; SKIP, END, LEAVE. PROMPT_ARM follows
                           when it is, PROMPT_STOPPED when it is not by `until`. While something conditions
                           beside the trials: how painful it is to be; it is waited for until `until`, or
                           until SKIP (with a reason), which goes on all the same */
    PROMPT_STOPPED, /* `text`: why; REPEAT, SKIP, END, LEAVE */
    PROMPT_RELEASE, /* The attempt is over and the probe is not seen off. Taken back when it is;
                        GO: the examiner has seen that it is off; LEAVE. Asked once more with `cause`
                        when it takes too long: who only waits leaves then */
    PROMPT_QUESTION, /* `question`: answered by session_reply(); SKIP leaves it without an answer; END, LEAVE */
    PROMPT_SAVE_FAILED, /* `text`: why; GO tries again, LEAVE */
};

/* What the script wants to know from the examiner: one of a few answers, or a number. Words are in the language of the
 * session where the protocol has it, else in English. */
/* What stands along the scale that the participant rates on, from its left end to its right one, by language (in English where one
 * has none); three: one of them between the ends. */
enum { SCALE_ANCHORS_MAX = 3 };
struct scale_anchors {
    size_t n; /* 0: the ends are those of pain */
    const char *words[LANGUAGES][SCALE_ANCHORS_MAX];
    double between; /* above 0, below 10: where the second of three stands */
};

enum { QUESTION_CHOICES_MAX = 9 };
struct question {
    /* A rating that is asked for at a place for its own sake; false: it is of a trial that was, or of none. */
    bool is_own;
    char test[16], site[TRIAL_WORD_MAX], side[12];
    int64_t trial, call;
    char key[41];
    const char *words;
    size_t n_choices; /* 0: a number is asked for */
    struct choice {
        char key[24];
        const char *words;
    } choices[QUESTION_CHOICES_MAX];
    char unit[12]; /* of the number: "degC"; "1": it has none */
    double min, max;
    bool has_expected; /* what the protocol takes for likely: shown, never taken for an answer */
    double expected;
    bool
        is_measured; /* what the bench's bath says is the answer, where it says something; else the examiner enters it */
    mono_ns within; /* not answered for longer, it is left without an answer; 0: it waits */
    bool
        by_participant; /* a number that is rated on what the bench has for it and confirmed with a response; the examiner may
                            enter it all the same */
    bool is_line;       /* by_participant: on a line, else by numbers */
    const char *spoken
        [LANGUAGES]; /* `words` as the participant reads them, by language; in English where one has none */
    struct scale_anchors anchors;
};

/* As the bench says it of its window for the participant, else that of the session. */
enum language participant_language(const struct bench_spec *bench, enum language session);

enum decision {
    DECISION_NONE,
    DECISION_GO,
    DECISION_SPOIL,
    DECISION_REPEAT,
    DECISION_SKIP,
    DECISION_END,   /* for good: the record says so */
    DECISION_LEAVE, /* for now: it can be resumed */
};

/* Why there is one more attempt, or trial. */
enum again {
    AGAIN_NOT,
    AGAIN_REPEATED, /* nothing more is known: it was before a resume, or the protocol wants it */
    AGAIN_STOPPED,  /* the attempt before was stopped */
    AGAIN_NO_VALUE,
    AGAIN_SLOPE, /* it was too slow or too fast */
    AGAIN_SPOILED,
    AGAIN_UNREVIEWED, /* it was saved, and the session ended before anybody had said whether it is kept */
    AGAIN_SPREAD, /* the values of this site lie far apart: a trial more */
};

/* Of cold by hand. */
struct trial_cold {
    mono_ns rating_every; /* 0: no rating while it lasts */
    bool has_bath;
    double bath_c; /* as it was measured before */
};

/* Of a thermal stimulus. */
struct trial_thermal {
    double baseline_c, return_c_per_s;
    mono_ns interval_min, interval_max; /* at the baseline before the ramp; drawn from between */
    double cool_limit_c;                /* of a limen, whose `limit` is the warm one */
    uint8_t pairs;                      /* of turns */
};

/* Of a train of pulses, and of what is held once: levels in the unit of the kind. */
struct trial_train {
    uint8_t pulses;
    mono_ns on, off;
    double base;               /* between two pulses */
    double levels[PULSES_MAX]; /* of each */
    bool
        is_capped; /* protocol, lab or instrument allow less than what was asked for: that is given */
};

/* Of a train by hand. */
struct trial_hand {
    double band; /* share of the level, either way */
    double
        force_mn; /* of a stimulus that no instrument sees, as the protocol says it; NAN: it does not */
};

/* Of conditioned pain modulation, as the script says it. */
struct trial_conditioning {
    bool conditions;      /* this trial is what conditions */
    char word[24];        /* what conditions, or has; "": nothing */
    double level, rating; /* how strong it is, and how painful it was; NAN: not known */
    int64_t delay;        /* which of the delays after it the script is at, from 1; 0: none */
};

/* What a script asked for with `trial`, in numbers. */
struct trial_plan {
    char test[16], site[TRIAL_WORD_MAX], side[12], role[12];
    char phase[16]; /* of wind-up, of conditioned pain modulation and the like; "": none */
    char stimulus[24];
    uint8_t kind;           /* enum stimulus: what `stimulus` says, and the unit of the numbers */
    int64_t trial, attempt; /* `attempt`: as the script counts */
    int64_t call;           /* of the verb that asks for it, from 1; 0: not said */
    int64_t of;             /* trials planned at this site, beside extra ones; 0: not said */
    bool practice;
    bool is_extra; /* the script wants this trial because the values before it spread */
    bool is_last;  /* the script will not try this trial again, whatever comes of it */
    bool
        is_cond_cuff; /* by the cuff that conditions, where the bench has one; else by the one that tests */
    bool is_beside;      /* once it has begun the script goes on, and trials are done beside it */
    bool is_conditioned; /* it is only done beside one */
    double rate, rate_tolerance, limit;
    double contact_kpa; /* of a pressure ramp */
    struct trial_thermal thermal;
    struct trial_cold cold;
    struct trial_train train;
    struct trial_hand hand;
    struct trial_conditioning conditioning;
    struct trial_cuff {
        double detect_rating, stop_rating; /* 0 to 10; a stop above 10: only the button ends it */
    } cuff;
};

/* An attempt as it was saved. */
struct trial_row {
    struct trial_plan plan;
    int64_t attempt; /* as the study counts: interrupted and repeated ones, too */
    uint8_t end;     /* enum end_reason */
    uint8_t fault;
    bool has_value, censored, has_slope, has_peak, rate_off;
    bool has_idle;
    bool is_safe;                       /* at its end seen off, or back at the baseline */
    bool is_below;                      /* with `censored`: the true value lies below, else above */
    double value, slope, in_band, peak; /* in the unit of its kind */
    double idle_kpa;   /* mean before contact: far from 0 the gauge has drifted or was not zeroed */
    uint8_t n_pulses;  /* of a train: that were given */
    uint8_t n_in_band; /* by hand: of these, as they were asked for */
    float ratings[PULSES_MAX]; /* of each of them; NAN: missing */
    bool has_pdt, has_rating;  /* of a cuff ramp */
    double pdt_kpa, rating;    /* where it began to hurt, and how strong it was at its end */
};

struct prompt {
    enum prompt_kind kind;
    uint32_t number; /* from 1; the same while only its words change */
    const char *text;
    const struct trial_plan *plan; /* ARM, WAIT, STOPPED in a trial; else NULL */
    const struct trial_row *row;   /* REVIEW; else NULL */
    enum status cause; /* STOPPED: STATUS_STOPPED by a person or a limit, GONE, TIMEOUT … by an
                          instrument; RELEASE: STATUS_OK, or STATUS_STOPPED when it takes too long */
    bool is_mended;    /* STOPPED: every instrument answers again, the study takes entries again */
    bool repeat_reviews; /* STOPPED: the attempt was complete, and REPEAT asks whether it is kept */
    const char *test;    /* INSTRUCT: that it is for; NULL: the protocol does not say it */
    const char *words;   /* INSTRUCT: to be read to the participant; NULL: the protocol has none */
    const char *words_language;      /* of `words`: "en", "de" */
    const struct question *question; /* QUESTION; else NULL */
    const char
        *played; /* QUESTION: what the simulated participant has said; NULL: it is a real one */
    const struct scale_anchors *anchors; /* QUESTION, and with `plan`; else NULL */
    /* ARM */
    int64_t attempt; /* the number that the study will give it */
    enum again again;
    double limit;   /* the stricter of protocol, lab and instrument */
    mono_ns until;  /* WAIT */
    bool is_target; /* PROMPT_WAIT: for the pain of what conditions; SKIP is asked for its reason */
};

/* How the session shows itself: sentences are in its language, without a full stop. Any callback may be NULL, except prompt. They run inside
 * session_turn(). */
struct session_view {
    void *view;
    void (*prompt)(void *view, struct session *session, const struct prompt *prompt);
    void (*phase)(void *view, enum phase phase, double value);
    void (*response)(void *view, bool pressed); /* that a running stimulus heard */
    void (*saved)(void *view, const struct trial_row *row);
    /* What a script has found out by asking for a rating of its own (struct question, is_own). NAN: it was not given. */
    void (*rated)(void *view, const struct question *question, double value);
    /* A crash has cut it off before this session went on: it is saved now, without a value. */
    void (*adopted)(void *view, const struct trial_row *row);
    void (*spoiled)(void *view, const struct trial_row *row, const char *reason); /* saved before */
    void (*withheld)(void *view, const struct trial_plan *plan); /* notice() says why */
    void (*skipped)(void *view); /* the examiner gives up what the test that is due still has */
    /* Bench or instrument do not give what the protocol asks for: the session is over for now. */
    void (*put_off)(void *view);
    /* `left_s` of a rest of `whole_s`: some of it has passed when it is told. */
    void (*rest)(void *view, const char *site, const char *side, double left_s, double whole_s);
    void (*notice)(void *view, const char *sentence);
    /* PROMPT_INSTRUCT, in a session that goes on: it was answered before, and is not asked. */
    void (*recalled)(void *view, const struct prompt *prompt);
    /* What notice() said of an instrument is over: it answers again. May be NULL. */
    void (*mended)(void *view, const char *sentence);
    /* What session_note() was given is in the study: words, or a mark without. May be NULL. */
    void (*noted)(void *view, bool has_words);
};

/* A simulated world is told what is about to happen and when the screen says RELEASE. */
struct session_world {
    void *world;
    void (*cue)(void *world, const struct sim_cue *cue, mono_ns now);
    void (*release)(void *world, mono_ns now);
    const struct sim_participant
        *participant; /* whom everything is done to; NULL: there may be a real one */
    uint64_t seed;    /* of this participant */
};

struct session_config {
    const char *participant, *operator_name, *program;
    const char *parameters; /* canonical JSON or NULL */
    enum language
        language; /* of sentences, and of instructions where the bench names no participant's */
    uint64_t seed;
    bool child_script; /* real time: the script's process is awaited at session_script_fd() */
    /* Each attempt waits for PROMPT_REVIEW before the script hears of it, and a response that was gone for one
     * press before the next attempt (PROMPT_WAIT). */
    bool is_attended;
    bool
        is_played; /* nobody marks what a simulated participant does: the session does, as an examiner would */
    bool resume; /* go on with `key` */
    struct session_key key;
    const struct planned *planned; /* of a new one: kept with it; NULL: nobody has planned it */
    struct envelope lab;           /* limits of the lab, beside the bench's own */
    utc_us utc;                    /* now: exposure of the last 24 hours counts */
    mono_ns now; /* the same on the clock of session_turn(), which begins with 0 in virtual time */
    /* A simulated one that takes longer is given up (STATUS_INVALID, with the line where it was). 0: there is no bound. */
    int64_t steps_max;    /* requests of the script */
    mono_ns lasts_max;    /* since `now` */
    mono_ns ready_within; /* how long an instrument may be missing before PROMPT_STOPPED */
    /* A trial that bench or day do not allow is withheld for whatever reason, and it goes on: a dry run that wants to hear of
     * all of them. Else only what the day does not allow a thermode or the cold is. */
    bool withholds_all;
    /* Why a thermode is used whose check is missing, failed or expired, in the examiner's words: journalled with what is known
     * of the check. NULL or "": nobody has said so, and it is not driven. */
    const char *override_check;
    uint32_t
        asked; /* questions of this program's earlier sessions: an answer to one of them is none to one of this session */
};

struct session_parts {
    struct desk *desk; /* of the bench; nobody else takes from it while the session lives */
    struct script *script;
    const struct bench_spec *spec;
    struct stop_line *stop;
    struct study *study; /* read in session_new() only */
    struct store_writer *writer;
    const struct session_view *view;
    const struct session_world *world; /* NULL: a real one */
    /* Checks of this bench's instruments: what held is journalled. NULL: none are known. Borrowed until session_free(). */
    const struct verifications *verifications;
    void (*wake)(void *bench_host); /* after an order was submitted; may be NULL */
    void *bench_host;
};

/* Loads what a resumed session needs from the study; the writer's thread must not run yet.
 * STATUS_DEPARTED when the protocol has changed since, with the line. */
MUST_CHECK
enum status session_new(const struct session_config *config, const struct session_parts *parts,
                        struct session **out, struct why *why);
void session_free(struct session *session);

/* The bench whose reports come to the desk. Before the first turn. */
void session_set_bench(struct session *session, struct bench *bench);
/* What is known of an instrument that was there before the session: REPORT_IDENTITY, READY, FAULT. Before the
 * first turn. */
void session_hear(struct session *session, const struct report *report);
/* -1 unless the script runs in a child. */
int session_script_fd(const struct session *session);
/* Waits for an acknowledgement of the store. */
bool session_is_saving(const struct session *session);

/* Does all that can be done now; returns when it wants to be called again at the latest. */
mono_ns session_turn(struct session *session, mono_ns now, utc_us utc);
mono_ns session_deadline(const struct session *session);
/* Nobody waits, and whatever is answered brings the same question again: a simulated session is given up (STATUS_INVALID).
 * What runs comes to its end first. */
void session_goes_round(struct session *session);

/* `reason`: with DECISION_SPOIL, a coded word. Ignored when it is not offered. */
void session_decide(struct session *session, enum decision decision, const char *reason);
/* To PROMPT_QUESTION: the key of a choice, or a number with a point. False: it is no answer to it, and nothing has changed. */
bool session_reply(struct session *session, const char *words);
/* The same by the participant, where the question is for it (`by_participant`), on a scale of 0 to 10. */
bool session_rate(struct session *session, double of_10);
/* What the examiner has seen or heard of a stimulus that no instrument sees, at `t`; `value` of a OBSERVED_RATING. False: none
 * such runs. */
bool session_mark(struct session *session, enum observation mark, double value, mono_ns t);
/* What was heard of a cue of the train by hand that runs: `index` as in its look, `error_s` later than it was due. Journalled as
 * an entry "cue": {"attempt","cue","error_s","index"}. Nothing where none runs. */
void session_cue_told(struct session *session, enum hand_cue cue, uint8_t index, double error_s);
/* Is it one of the answers to what is being asked? */
bool session_offers(const struct session *session, enum decision decision);
/* What is being asked now; NULL: nothing. */
const struct prompt *session_prompt(const struct session *session);
/* With those of earlier sessions: what the next session is told. */
uint32_t session_asked(const struct session *session);
/* From the next sentence on; why a stop stands is said anew. */
void session_set_language(struct session *session, enum language language);
stimulus_handle session_running(const struct session *session); /* for bench_look(); 0: none */

/* What conditions beside the trials, as a screen shows it. */
struct session_beside {
    stimulus_handle handle; /* for bench_look() */
    uint8_t kind;           /* enum stimulus */
    const char *test, *site, *side;
    mono_ns lasted, most; /* since it was on; it is over by itself then */
    bool has_rating, has_level;
    double rating; /* 0 to 10, as it stands now */
    double level;  /* in the unit of what gives it */
    bool waits; /* nothing is tested until it is rated from `low` to `high`, or for `left` more */
    bool has_target; /* low, high: it was waited for once */
    double low, high;
    mono_ns left;
};

/* False: nothing runs beside the trials. */
bool session_beside(const struct session *session, struct session_beside *out);

/* The sites among which the next is chosen, as the script offered them last. */
struct session_site {
    char site[TRIAL_WORD_MAX], side[12];
    mono_ns rest_left; /* until it may be touched again */
    mono_ns rest;      /* the whole of it */
};
size_t session_sites(struct session *session, struct session_site *list, size_t max);
/* What a site has had of thermodes in 24 hours, and may have; false: this bench has none. */
struct session_dose {
    struct thermal_given had;
    struct thermal_envelope most;
};
bool session_thermal_dose(const struct session *session, const char *site, const char *side,
                          struct session_dose *out);
/* Words of the examiner, and a time mark where `words` is "". Kept with the block that runs. */
void session_note(struct session *session, const char *words);
/* The examiner responds for the participant, at `t`. Said before the press itself is given to the bench, which knows it as that of
 * the participant's key: so the trial's entry tells them apart. */
enum examiner_hand { EXAMINER_KEY, EXAMINER_SCREEN /* mouse or finger */ };
void session_examiner_responds(struct session *session, mono_ns t, enum examiner_hand hand);
/* The gauge was pressed while nothing was armed: kept as a note, as far as it was seen: {"lasted","peak","what"}. */
#define SESSION_PRESSED_BETWEEN "pressed_between"
void session_touched(struct session *session, double peak_kpa, double seconds);
/* A thermode that nobody has seen come back to its baseline, or a cuff that nobody has seen vent, is off the skin, says the examiner:
 * kept as a note. */
#define SESSION_TAKEN_OFF "taken_off"
void session_taken_off(struct session *session);
/* Its instrument is lost in mid-trial, or its way back was not seen, and nobody has said that it is off: it is to be taken off.
 * Of a thermode, and of a cuff. */
bool session_not_back(const struct session *session);
/* Somebody was pressed during a rest: it begins again, at every site that waits, since nobody knows where that was.
 * Journalled as a note. Nothing happens when no rest is being waited for. */
#define SESSION_REST_AGAIN "rest_again"
void session_rest_again(struct session *session);
bool session_rests(const struct session *session);
/* In a rest at a site. What comes is asked for already; NULL: not yet. */
const struct trial_plan *session_trial_ahead(const struct session *session);
/* What comes is of the test that was before, as far as anybody can see: it is asked for at the same place of the protocol. */
bool session_test_goes_on(const struct session *session);
/* The recording of the instruction that is asked for was begun: journalled. */
void session_instruction_played(struct session *session);
/* From here on the screen shows values of sites that have trials due: journalled. */
void session_reveal(struct session *session);

/* What became of an instrument's port: its latency goes into the journal, what it waits for to the
 * screen. */
void session_port(struct session *session, uint8_t instrument, enum status status,
                  const struct port_info *info, const struct why *why);

bool session_is_over(const struct session *session);
/* STATUS_OK, or why it ended, with the sentence. */
enum status session_result(const struct session *session, struct why *why);
/* It ended because the protocol itself has an error, which session_result() names: no resume can come past it. The journal then
 * ends in a `note` with "what": SESSION_ERRED and the "sentence". */
bool session_has_erred(const struct session *session);
#define SESSION_ERRED "script_failed"
/* Of `session_end`, as "end": before its protocol came to its end. */
#define SESSION_ENDED_EARLY "ended_by_examiner"
/* "what" of the `note` for trials, or the rest of a test, that the examiner skipped. */
#define SESSION_SKIPPED "skipped"
/* "what" of the `note` for a trial that was not given, since its site has had its share of the day: {"side","site","test",
 * "sentence"}. */
#define SESSION_WITHHELD "withheld"
/* "what" of the `note` for an attempt that was saved and is made again, since the session ended before anybody had said whether it
 * is kept: {"attempt","side","site","test","trial"}. */
#define SESSION_UNREVIEWED "unreviewed"
struct session_key session_key(const struct session *session);

#endif
