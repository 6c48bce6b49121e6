/* A session as the screen shows it: from what the session asks and tells, to a run_view. */
#ifndef LIMEN_SHELL_CONDUCT_H
#define LIMEN_SHELL_CONDUCT_H

#include "gui/view.h"
#include "session/planned.h"
#include "session/session.h"
#include "shell/engine.h"

enum { CONDUCT_ROWS_MAX = 128 };

struct conduct_row {
    struct trial_view view;
    int place;
    uint8_t stimulus; /* enum view_stimulus; known when it is saved */
    int call;         /* of a verb, as the plan counts; 0: not known */
    int64_t block;    /* of one from before the session went on here; 0: of others */
    bool is_last;     /* whatever has come of it, the script does not try that trial again */
    char test[VIEW_WORD_MAX];
    char phase[16]; /* of conditioned pain modulation; "": none */
};

/* Somebody presses while nothing is armed. */
struct conduct_touch {
    bool is_on;
    mono_ns since, seen;
    double peak_kpa;
};

struct conduct {
    struct session *session;
    struct bench *bench;
    struct run_view *view;
    double kpa_per_n; /* of the algometer; 0: it measures pressure */
    uint8_t stimulus; /* enum stimulus of the trial that is due */
    uint32_t beside; /* what conditions beside the trials, as the bench names it; 0: nothing does */
    struct beside_course course; /* of that */
    double contact_kpa; /* of the trial that is due; until one was, as the stimulus has it */
    mono_ns now;
    struct conduct_row rows[CONDUCT_ROWS_MAX]; /* the oldest go first when it is full */
    size_t n_rows;
    int place_due;                 /* of the trial that was asked for last */
    int of;                        /* trials at each site, beside extra ones; 0: not said */
    bool is_begun[VIEW_SITES_MAX]; /* the script has offered the place, or has had a trial there */
    mono_ns rested_at[VIEW_SITES_MAX]; /* when the place may be touched again; 0: now */
    size_t response_at;       /* points of the trace when the response was heard; 0: none was */
    struct trial_view newest; /* as it was saved last */
    struct conduct_touch touch;
    int recalled_trial;     /* that the protocol asked for last before a pause */
    bool recalled_practice; /* and it was practice */
    double recalled_kpa;    /* the most pressed in the rest that a pause cut off; 0: nothing was */
    struct planned planned; /* of the session; no sites: nobody has planned it */
    size_t asked;           /* its row that the script asked for last; CONDUCT_ROW_NONE: none yet */
    int call;               /* of the verb that the view is about; 0: not known */
    int recalled_call;      /* of the last request before the session went on here */
    bool recalled_in_trial; /* and it was for a trial */
    mono_ns phase_at, rest_until, rest_whole;
    mono_ns contact_at; /* 0 of the time of the trace */
    bool
        is_left_on; /* a thermode or cuff was to be taken off when an earlier session ended, and nobody has said that it is */
    mono_ns vents_at;  /* since when a cuff does; 0: it does not */
    mono_ns zones_at;  /* the newest reading of a zone */
    bool has_rating;   /* of a thermode's trial the rating is read, before its zones */
    mono_ns rate_from; /* since when the readings of `rate_n` are counted */
    size_t rate_n;
    mono_ns streamed_at; /* the newest of them */
    enum phase phase;
    bool is_revealed;
    enum language language; /* of what it says itself */
    uint8_t cues;           /* to be heard: bits (1 << enum engine_cue); taken by the engine */
    char toast[VIEW_SENTENCE_MAX];
    bool toast_stays; /* it says what is left out: what is told next takes its place in no turn */
    char mended[VIEW_SENTENCE_MAX]; /* a toast that is no longer so; "": none */
    bool has_noted, has_marked;     /* is in the study since the engine has looked */
};

/* Trials of a test of which there is nothing so far: skipped, withheld, or no attempt that counts. */
int conduct_left_out(const struct conduct *conduct, const char *test);
/* `view` is filled as things happen, and by conduct_tick(). Who is pressed above the limit still is, and so is what is to be
 * taken off: that outlasts a session. */
void conduct_init(struct conduct *conduct, struct run_view *view, double kpa_per_n);
/* The sites that the session is planned with have their places, and with them their numbers, from the beginning. */
void conduct_name_places(struct conduct *conduct, const struct planned *planned);
/* An attempt that was made before the session went on here, in the order of the journal. */
void conduct_recall(struct conduct *conduct, const struct study_trial *trial);
/* Its journal, in order, entry by entry: what was pressed in a rest that goes on, and was not answered with another one, and
 * trials that were not given. */
void conduct_recall_entry(struct conduct *conduct, const struct entry *entry);
struct session_view conduct_session_view(struct conduct *conduct);
/* Before a turn of the session: what it tells in it is told now. */
void conduct_turn(struct conduct *conduct, mono_ns now);
/* What conditions beside the trials, as it is now, and from tick to tick its course; `live`: of water. */
struct immersion_live;
void conduct_show_beside(struct conduct *conduct, const struct session_beside *beside,
                         const struct immersion_live *live);
/* What changes with time: countdowns, the live reading. */
void conduct_tick(struct conduct *conduct, mono_ns now, utc_us utc);
/* A reading of the running stimulus. */
void conduct_trace(struct conduct *conduct, const struct bench_record *record);
/* A cue was heard so much later than it was due; `id`: beat_id(). Of another train it is nothing. */
void conduct_cue_told(struct conduct *conduct, uint32_t id, double error_s);
/* The number of a site; true: it is the one that is due. */
bool conduct_confirms(struct conduct *conduct, int64_t number);
/* Hand or thermode is off, says the examiner: of a hand, where no reading says otherwise. */
void conduct_let_go(struct conduct *conduct);
/* What is pressed now is kept: the session is about to end and later it cannot be, or a rest begins again over it. */
void conduct_end_touch(struct conduct *conduct);
/* The session is over. */
void conduct_end(struct conduct *conduct);
/* While none runs: who was pressed above the limit at its end is, until the pressure is gone. */
void conduct_watch(struct conduct *conduct);

#endif
