/* The state of the driver of the QST.Lab TCS, shared by its files: recognising it (qst_tcs.c, qst_tcs_help.c), asking one
 * question at a time (qst_tcs_talk.c, qst_tcs_reply.c), reading it (qst_tcs_ready.c), heating and cooling (qst_tcs_drive.c). */
#ifndef LIMEN_DRIVERS_QST_TCS_INTERNAL_H
#define LIMEN_DRIVERS_QST_TCS_INTERNAL_H

#include "hw/driver.h"
#include "qst_tcs_help_internal.h"
#include "qst_tcs_reply_internal.h"
#include "talk_internal.h"
#include "trust_internal.h"

#define TCS_BAUD 115200
/* The unit looks at its port every millisecond; a little more, since USB moves bytes by up to a frame. */
#define TCS_BYTE_GAP (1250 * MONO_US)
#define TCS_BYTE_SLOT (TCS_BYTE_GAP + 10 * MONO_SEC / TCS_BAUD)
#define TCS_SILENCE (250 * MONO_MS)
#define TCS_LONGEST_DRIVE (99999 * MONO_MS) /* five digits */
#define TCS_ANNOUNCE (3 * MONO_SEC)

enum tcs_channel {
    TCS_PROBE,
    TCS_ZONE1,
    TCS_BUTTON = TCS_ZONE1 + TCS_ZONES,
    TCS_CHANNELS,
    TCS_VALUES = TCS_BUTTON /* readings out of one reply: the probe and its zones */
};

enum tcs_state {
    TCS_CLOSED, /* until opened(), and after the identity where only that is wanted */
    TCS_FLUSH,  /* muted, until the line is quiet */
    TCS_HELP,   /* H was asked; until nothing more comes */
    TCS_SETUP,  /* Q, B, K and E, one after the other: ends in READY or FAULTED */
    TCS_READY,  /* tcs_fault() goes to FAULTED */
    TCS_FAULTED /* stopped, until `wake`: then FLUSH */
};

/* SETUP, READY:
 *  FREE --tcs_ask()--> ASKED --the whole reply--> FREE
 *  any but DRAIN --what cannot stand there, nothing in time--> DRAIN --quiet--> SYNC --K answered--> SETTLE --quiet--> FREE */
enum tcs_talk { TALK_FREE, TALK_ASKED, TALK_DRAIN, TALK_SYNC, TALK_SETTLE };

struct tcs_run {
    bool running;   /* L was sent, and the end has not been seen */
    bool returning; /* rest was ordered, and has not been seen */
    bool from_rest; /* it began at rest: how fast it may go is known */
    bool was_away;
    double start, target, rate_per_s, return_per_s;
    mono_ns asked_at; /* it cannot have begun before */
    mono_ns ends_at;  /* nor last longer */
    mono_ns back_by;  /* rest is seen until then */
};

struct tcs {
    double default_hz;
    bool only_identifies;
    struct instrument_identity identity;
    struct tcs_help help;
    struct tcs_exchange exchange;
    struct trust trust[TCS_ZONES];
    struct noise noise;
    struct tcs_run run;

    mono_ns wake;          /* FLUSH, HELP, FAULTED: the present wait is over */
    mono_ns wait_end;      /* FLUSH, HELP: however much comes */
    mono_ns setup_end;     /* FLUSH, HELP, SETUP: it has not announced itself */
    mono_ns talk_wake;     /* SETUP, READY: of the talk's state */
    mono_ns asked_at;      /* the question that is outstanding: nothing from before answers it */
    mono_ns line_at;       /* all that was sent has left the line */
    mono_ns programmed_at; /* the last L has */
    mono_ns muted_at;
    mono_ns next_at;  /* READY: the next E */
    mono_ns value_at; /* the last trusted temperatures */
    mono_ns check_at; /* READY: the next Q or B */
    struct push push;

    double wish_hz[TCS_CHANNELS]; /* 0: idle; survives a fault, not a new link */
    double mean;                  /* the last trusted one */
    double rest;                  /* what it is when nothing is driven */
    uint32_t seq;                 /* of the last reading */
    uint32_t
        lost; /* questions for temperatures without an answer that could be used, since the last */
    uint8_t state;         /* enum tcs_state */
    uint8_t talk;          /* enum tcs_talk */
    uint8_t step, tries;   /* HELP, SETUP */
    uint8_t announced;     /* the fault told since the last EVENT_READY */
    uint8_t battery_below; /* percent: told when it is below this */
    bool heard;            /* bytes came that are not (yet) what is waited for */
    bool owes_sync;        /* DRAIN, SYNC, SETTLE: something else came instead of its answer */
    bool owes_button;      /* READY: E was answered, K comes next */
    bool checks_battery;   /* READY: the next check is B */
    bool button_known, told_press;
};

void tcs_fault(struct tcs *p, enum fault fault, mono_ns t, const struct driver_io *io);

/* qst_tcs_talk.c */
void tcs_send(struct tcs *p, enum frame_class class, const char *frame, mono_ns now,
              const struct driver_io *io);
void tcs_ask(struct tcs *p, char question, mono_ns now, const struct driver_io *io);
void tcs_mute(struct tcs *p, mono_ns now, const struct driver_io *io);
void tcs_talk_drain(struct tcs *p, mono_ns t);
/* How many of `n` were taken: at least one, and none after which it may be in another state. */
size_t tcs_talk_bytes(struct tcs *p, mono_ns t, const uint8_t *data, size_t n,
                      const struct driver_io *io);
void tcs_talk_tick(struct tcs *p, mono_ns now, const struct driver_io *io);

/* By state: qst_tcs.c. A question has been answered, whole and in time; it has not; nobody knows what will be answered. */
void tcs_answered(struct tcs *p, mono_ns t, const struct driver_io *io);
void tcs_unanswered(struct tcs *p, char question);
void tcs_lost_track(struct tcs *p, mono_ns now, const struct driver_io *io);

/* qst_tcs_ready.c */
void tcs_ready_begin(struct tcs *p, mono_ns t);
void tcs_battery(struct tcs *p, mono_ns t, bool anyhow, const struct driver_io *io);
/* The first answer to K on this link. */
void tcs_button_first(struct tcs *p, mono_ns t, const struct driver_io *io);
enum fault tcs_zones_fault(const double zones[TCS_ZONES]);
void tcs_ready_answered(struct tcs *p, mono_ns t, const struct driver_io *io);
void tcs_ready_tick(struct tcs *p, mono_ns now, const struct driver_io *io);
mono_ns tcs_ready_deadline(const struct tcs *p);

/* qst_tcs_drive.c */
enum status tcs_drive(struct tcs *p, mono_ns now, const struct command *command,
                      const struct driver_io *io);
enum status tcs_level(struct tcs *p, mono_ns now, const struct command *command,
                      const struct driver_io *io);
void tcs_baseline(struct tcs *p, mono_ns now, const struct driver_io *io);
/* What the temperatures say about what was ordered; FAULT_NONE: nothing wrong. */
enum fault tcs_run_watch(struct tcs *p, mono_ns t, const struct driver_io *io);

#endif
