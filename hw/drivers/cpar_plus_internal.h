/* The state of the CPAR+'s driver, shared by its parts: recognising, setting up and commanding (cpar_plus.c), what it asks and
 * says while it is at work (cpar_plus_ready.c). */
#ifndef LIMEN_DRIVERS_CPAR_PLUS_INTERNAL_H
#define LIMEN_DRIVERS_CPAR_PLUS_INTERNAL_H

#include "cpar_plus_program_internal.h"
#include "cpar_plus_wire_internal.h"
#include "hw/driver.h"
#include "talk_internal.h"
#include "trust_internal.h"

#define PLUS_REPLY_WITHIN (500 * MONO_MS)
#define PLUS_SILENCE MONO_SEC
#define PLUS_LEAST_KPA (-5.0) /* of a sensor that is a little off */
#define PLUS_ANY_PORT "COM1"  /* where nobody has said which */

enum plus_channel { PLUS_OUTLET1, PLUS_OUTLET2, PLUS_BUTTON, PLUS_VAS, PLUS_CHANNELS };
enum {
    PLUS_OUTLETS = 2,
    PLUS_RATED = 2,
    PLUS_VALUES = 3
}; /* of a sample: outlets, then the rating */

enum plus_where {
    PLUS_CLOSED,  /* until opened(), and after the identity where only that is wanted */
    PLUS_FLUSH,   /* stopped, for a moment */
    PLUS_SETUP,   /* one question after the other: ends in READY or FAULTED */
    PLUS_READY,   /* plus_fault() goes to FAULTED */
    PLUS_FAULTED, /* stopped, until `wake`: then FLUSH */
};

/* What may be asked; a stop is asked beside all of them. */
enum plus_question {
    PLUS_ASK_NOTHING,
    PLUS_ASK_PORTS,
    PLUS_ASK_CREATE,
    PLUS_ASK_OPEN,
    PLUS_ASK_PING,
    PLUS_ASK_MODE,
    PLUS_ASK_STATE,
    PLUS_ASK_RATING,
    PLUS_ASK_SIGNALS,
    PLUS_ASK_CLEAR,
    PLUS_ASK_WAVEFORM,
    PLUS_ASK_START
};

/* What is still to be said of a drive. */
enum plus_saying {
    PLUS_SAY_NOTHING,
    PLUS_SAY_CLEAR,
    PLUS_SAY_WAVEFORM,
    PLUS_SAY_LOOK,
    PLUS_SAY_START
};

struct plus {
    bool only_identifies;
    char port[BRIDGE_PORT_MAX]; /* of the instrument, at the bridge */
    struct plus_reader reader;
    struct trust trust[PLUS_VALUES];
    struct noise noise;
    struct plus_program program;
    char model[PLUS_NAME_MAX], version[PLUS_VERSION_MAX];

    mono_ns wake;       /* FLUSH, SETUP, FAULTED: the present wait is over */
    mono_ns setup_by;   /* SETUP: a fault is told at the latest */
    mono_ns heard_at;   /* READY: the last packet that was understood */
    mono_ns status_at;  /* READY: the last STATE */
    mono_ns asked_at;   /* of `asked` */
    mono_ns round_at;   /* READY: this round of questions began */
    mono_ns ping_at;    /* READY: the instrument itself is asked next */
    mono_ns start_at;   /* with `is_running`: its start was acknowledged */
    mono_ns data_at;    /* with `is_running`: the last sample */
    mono_ns refused_at; /* with `error` */
    struct push push;
    mono_ns stop_at;    /* with `stops`: when it was told last */
    mono_ns stopped_at; /* somebody's stop was acknowledged */

    struct plus_state status; /* the last; with `has_status` */
    uint32_t seq;             /* of the newest value */
    uint16_t missing;         /* values that were doubted since the last that was told */
    uint8_t where;            /* enum plus_where */
    uint8_t asked;            /* enum plus_question that is not answered yet */
    uint8_t poll; /* READY: enum plus_question that comes next in this round; NOTHING: it is over */
    uint8_t saying; /* enum plus_saying */
    uint8_t tries, announced;
    uint8_t outlet; /* that is driven */
    uint8_t
        error; /* enum plus_error that may be the answer to somebody's stop: it is waited for a moment */
    uint8_t stops; /* of ours that are not answered yet: one is said again */
    uint8_t last;  /* SETUP: enum fault of what was refused last, NONE: nothing was */
    bool has_status;
    bool heard, is_understood; /* SETUP: bytes came since this link; and packets among them */
    bool is_running;           /* a start was acknowledged and its end has not been seen */
    bool was_seen;             /* with `is_running`: it has been seen to run */
    bool is_ending;            /* with `is_running`: seen at rest; who has pressed is asked first */
    bool owes_rest;            /* it was told to stop: that it is at rest is to be said */
};

/* cpar_plus.c */
void plus_fault(struct plus *p, enum fault fault, mono_ns t, const struct driver_io *io);
/* Nothing may be asked. */
void plus_ask(struct plus *p, enum plus_question question, mono_ns now, const struct driver_io *io);
/* Until it is answered. */
void plus_send_stop(struct plus *p, mono_ns now, const struct driver_io *io);
bool plus_is_answer(enum plus_question question, enum plus_kind kind);
/* Why it does not start, in the order in which somebody would look (pressure.md 4.10); FAULT_NONE: it may. */
enum fault plus_hindrance(const struct plus_state *status);
/* What stands in the way of everything. */
enum fault plus_standing(const struct plus_state *status);

/* cpar_plus_ready.c */
void plus_ready_begin(struct plus *p, mono_ns t);
void plus_ready_packet(struct plus *p, mono_ns t, const struct plus_packet *packet,
                       const struct driver_io *io);
void plus_ready_broken(struct plus *p, mono_ns t, size_t bytes, const struct driver_io *io);
void plus_ready_tick(struct plus *p, mono_ns now, const struct driver_io *io);
mono_ns plus_ready_deadline(const struct plus *p);
/* What `program` says, from now on. */
void plus_ready_drive(struct plus *p, mono_ns now, const struct driver_io *io);

#endif
