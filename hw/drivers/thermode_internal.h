/* What the drivers of Peltier controllers have in common: they are asked one question at a time, hold a temperature and have
 * no stimulus of their own. The driver goes there, holds, and goes back (thermode_run.c); it recognises and sets up
 * (thermode.c), asks (thermode_talk.c), reads and checks (thermode_ready.c). What the controllers differ in stands in a
 * `struct thermode_kind`.
 *
 * Invariants
 * 1. Setting up switches the output off and sends nothing else that could matter to the plate; where only the identity is
 * wanted, nothing but questions. Ready means: off, all that safety rests on was set and read back.
 * 2. The one frame that begins to heat or cool is the order to switch on. It is the last of its orders, comes after all that
 * it depends on was read back, is FRAME_ENERGISE and never repeated by itself: what a stop has dropped is not sent again.
 * 3. Whenever the driver does not know what the instrument does (a fault, another attempt) it switches it off first.
 * 4. The instrument holds what it was told for as long as it lives: the driver ends every drive itself. What ends it when
 * nobody is there any more is the kind's own, and said in its file. */
#ifndef LIMEN_DRIVERS_THERMODE_INTERNAL_H
#define LIMEN_DRIVERS_THERMODE_INTERNAL_H

#include "hw/driver.h"
#include "line_reader_internal.h"
#include "talk_internal.h"
#include "trust_internal.h"

#define THERMODE_ANNOUNCE (3 * MONO_SEC)

enum thermode_channel { THERMODE_PROBE, THERMODE_SINK, THERMODE_CHANNELS };
enum { THERMODE_REPLY_MAX = 24, THERMODE_ORDERS = 6 };

/* A register is named by the number that reads it. */
struct thermode_ask {
    uint16_t reg;
    bool is_set;
    uint8_t class; /* of a set */
    uint32_t bits; /* to set; of an order that only reads: what is expected */
};

enum thermode_heard {
    THERMODE_MORE,
    THERMODE_NOISE,           /* no part of any reply */
    THERMODE_OTHER,           /* a whole reply, to nothing that is asked */
    THERMODE_VALUE,           /* the answer */
    THERMODE_ACK,             /* what was to be set is set */
    THERMODE_ERROR,           /* the instrument refuses: the code */
    THERMODE_STOPPED,         /* the stop frame was obeyed */
    THERMODE_PERHAPS_STOPPED, /* the same reply as that to the stop frame, and not what was expected */
    THERMODE_SYNC,            /* the answer to the kind's sync frame */
};

enum thermode_step_kind {
    STEP_SET,      /* and read back */
    STEP_SET_LEFT, /* the same; an instrument that has no such thing is good as well */
    STEP_DO,       /* is sent; what it answers is not known, and it may answer nothing */
    STEP_TELL      /* is read; the kind judges it */
};

struct thermode_step {
    uint8_t kind; /* enum thermode_step_kind */
    uint16_t reg;
    uint32_t bits;
    bool names; /* STEP_TELL: asked where only the identity is wanted, too */
};

enum thermode_want { WANT_FIXED, WANT_OUTPUT, WANT_TARGET, WANT_RAMP };

/* Asked by turns; another answer than the wanted one is this fault. */
struct thermode_check {
    uint16_t reg;
    uint8_t want; /* enum thermode_want */
    uint8_t fault;
    uint32_t bits; /* WANT_FIXED */
};

/* What the kind makes of a told answer. */
enum thermode_verdict { VERDICT_GOOD, VERDICT_AGAIN, VERDICT_RESTARTS, VERDICT_FAULT };

struct thermode;

struct thermode_kind {
    uint32_t baud;
    mono_ns silence;
    uint16_t probe, sink, status, output, target;
    uint16_t ramp;   /* 0: it has none, the target is moved step by step */
    uint16_t doubt;  /* read when a temperature does not go on from the last; 0: none */
    const char *off; /* the stop frame */
    const char *closing;
    const char *sync;     /* its answer is like no other; NULL: replies tell what they answer */
    mono_ns reply_within; /* after the question has left the line */
    double most_hz;
    uint8_t slow_every; /* so many probe temperatures for one of the rest */
    const struct thermode_step *steps;
    size_t n_steps;
    const struct thermode_check *checks;
    size_t n_checks;
    size_t (*frame)(struct thermode *p, const struct thermode_ask *ask, char *out, size_t cap);
    enum thermode_heard (*take)(struct thermode *p, uint8_t byte, uint32_t *bits);
    double (*value)(uint32_t bits);             /* degC; NaN: none */
    uint32_t (*bits)(double degc, double from); /* never farther from `from` than `degc` */
    uint32_t (*ramp_bits)(double per_s);
    enum fault (*judge)(uint32_t status);
    enum thermode_verdict (*tell)(struct thermode *p, uint16_t reg, uint32_t bits, mono_ns t,
                                  enum fault *fault, const struct driver_io *io);
};

enum thermode_state {
    THERMODE_CLOSED, /* until opened(), and after the identity where only that is wanted */
    THERMODE_FLUSH,  /* off, until the line is quiet */
    THERMODE_SETUP,  /* step by step: ends in READY or FAULTED */
    THERMODE_READY,  /* thermode_fault() goes to FAULTED */
    THERMODE_FAULTED /* off, until `wake`: then FLUSH */
};

/* FREE --thermode_ask()--> ASKED --the whole reply--> FREE
 * ASKED --nothing in time, what cannot stand there--> DRAIN --quiet--> FREE, or where there is a sync frame:
 * DRAIN --quiet--> SYNC --answered--> SETTLE --quiet--> FREE */
enum thermode_talk { LINE_FREE, LINE_ASKED, LINE_DRAIN, LINE_SYNC, LINE_SETTLE };

enum thermode_phase { RUN_NONE, RUN_ORDERED, RUN_GOING, RUN_RETURNING };

struct thermode_run {
    uint8_t phase; /* enum thermode_phase */
    bool is_drive; /* not a way to another level: it ends, and is told */
    double start, target, rest, rate_per_s, return_per_s;
    double at; /* where there is no ramp: what the target was moved to */
    mono_ns hold, began_at, arrives_at, ends_at, back_by, stepped_at;
};

struct thermode {
    const struct thermode_kind *kind;
    double default_hz;
    uint32_t baud; /* of the line */
    bool only_identifies;
    struct instrument_identity identity;
    struct line_reader reader; /* SETUP: who answers instead */
    struct stranger stranger;
    struct trust trust[THERMODE_CHANNELS];
    struct noise noise;
    struct thermode_run run;
    struct thermode_ask ask; /* the last question */
    struct thermode_ask orders[THERMODE_ORDERS];

    mono_ns wake;      /* FLUSH, FAULTED: the present wait is over */
    mono_ns wait_end;  /* FLUSH: however much comes */
    mono_ns setup_end; /* FLUSH, SETUP: it has not announced itself */
    mono_ns talk_wake; /* SETUP, READY: of the talk's state */
    mono_ns line_at;   /* all that was sent has left the line */
    mono_ns step_at;   /* SETUP: not before */
    mono_ns next_at;   /* READY: the next probe temperature */
    mono_ns value_at;  /* the last trusted one */

    double wish_hz[THERMODE_CHANNELS]; /* 0: idle; survives a fault, not a new link */
    double low, high;                  /* degC: targets that are allowed */
    double probe;                      /* the last trusted temperature */
    double rest;                       /* the level; with has_rest */
    uint32_t seq;
    uint32_t lost;                   /* readings since the last */
    uint32_t target_bits, ramp_bits; /* that were acknowledged; with the flags below */
    char reply[THERMODE_REPLY_MAX];
    uint16_t sequence, address, request_check; /* of the kind's frames */
    uint16_t forced;                           /* READY: the check that comes next; 0: none */
    uint8_t have;                              /* bytes of the unfinished reply */
    uint8_t state, talk;
    uint8_t step, tries;
    uint8_t n_orders, slow_turn, check_turn, probes;
    uint8_t announced; /* the fault told since the last EVENT_READY */
    uint8_t unit;      /* of the kind */
    bool reads_back;   /* SETUP: what the step has set */
    bool heard;        /* bytes came that are not (yet) what is waited for */
    bool on;           /* the order to switch on was sent; false: it is off for certain */
    bool has_rest, has_target, has_ramp;
    bool is_fresh;      /* nothing older can come as the answer to the next question */
    bool suspects_stop; /* READY: `output` is being read to know */
    bool saw_stop;      /* that, since a reply like the one to the stop frame came */
    bool is_newer;   /* that, and what is ordered was ordered since: the stop does not concern it */
    bool owes_order; /* that, since `orders[0]` was energising and nothing has acknowledged it */
    bool is_noisy;   /* the last byte belonged to nothing: what follows is of the same piece */
    bool owes_slow;  /* READY: one of the rest comes next */
    bool restarted;  /* SETUP: it was told to; once */
};

/* Digits of one case; `ten` is their `a`. False: another byte is among them. */
static inline bool hex_read(char ten, const char *text, size_t n, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        const char c = text[i];
        if (c >= '0' && c <= '9')
            *value = *value << 4 | (uint32_t)(c - '0');
        else if (c >= ten && c < ten + 6)
            *value = *value << 4 | (uint32_t)(c - ten + 10);
        else
            return false;
    }
    return true;
}

void thermode_init(struct thermode *p, const struct thermode_kind *kind,
                   const struct driver_config *config);
/* Of `struct driver`. */
void thermode_opened(void *state, mono_ns now, const struct driver_io *io);
void thermode_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                    const struct driver_io *io);
void thermode_tick(void *state, mono_ns now, const struct driver_io *io);
enum status thermode_command(void *state, mono_ns now, const struct command *command,
                             const struct driver_io *io);
mono_ns thermode_deadline(const void *state);
extern const struct channel_info thermode_channels[THERMODE_CHANNELS];

void thermode_fault(struct thermode *p, enum fault fault, mono_ns t, const struct driver_io *io);
/* FAULT_NONE: a probe, or a sink, may have that temperature. */
enum fault thermode_temperature_fault(enum thermode_channel channel, double degc);
/* By state: an answer, or that there is none. */
void thermode_answered(struct thermode *p, enum thermode_heard heard, uint32_t bits, mono_ns t,
                       const struct driver_io *io);
void thermode_unanswered(struct thermode *p, mono_ns t, const struct driver_io *io);

/* thermode_talk.c */
void thermode_send(struct thermode *p, enum frame_class class, const char *frame, mono_ns now,
                   const struct driver_io *io);
void thermode_ask(struct thermode *p, const struct thermode_ask *ask, mono_ns now,
                  const struct driver_io *io);
void thermode_talk_drain(struct thermode *p, mono_ns t);
void thermode_talk_byte(struct thermode *p, mono_ns t, uint8_t byte, const struct driver_io *io);
void thermode_talk_tick(struct thermode *p, mono_ns now, const struct driver_io *io);

/* thermode_ready.c */
void thermode_ready_begin(struct thermode *p, mono_ns t);
void thermode_ready_answered(struct thermode *p, enum thermode_heard heard, uint32_t bits,
                             mono_ns t, const struct driver_io *io);
void thermode_ready_unanswered(struct thermode *p, mono_ns t, const struct driver_io *io);
void thermode_ready_tick(struct thermode *p, mono_ns now, const struct driver_io *io);
mono_ns thermode_ready_deadline(const struct thermode *p);
void thermode_stop_suspect(struct thermode *p);

/* thermode_run.c */
enum status thermode_drive(struct thermode *p, const struct command *command);
enum status thermode_level(struct thermode *p, const struct command *command);
void thermode_baseline(struct thermode *p, mono_ns now);
void thermode_stopped(struct thermode *p);
/* The first order is done. */
void thermode_order_done(struct thermode *p, mono_ns t);
/* The order that is newer than a stop, from its beginning. */
void thermode_order_anew(struct thermode *p);
/* It energises and was not acknowledged, but the output is on. False: what was ordered is not known to be so. */
bool thermode_order_excuse(struct thermode *p, mono_ns t);
/* Its time: a drive ends, a target moves. Orders come of it. */
void thermode_run_tick(struct thermode *p, mono_ns now);
mono_ns thermode_run_deadline(const struct thermode *p);
/* What the probe says about what was ordered; FAULT_NONE: nothing wrong. */
enum fault thermode_run_watch(struct thermode *p, mono_ns t, const struct driver_io *io);

#endif
