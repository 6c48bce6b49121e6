/* The state of the CPAR's driver, shared by its parts: recognising, setting up and commanding (cpar.c), what it sends while it is
 * at work (cpar_ready.c), what its bytes mean (cpar_wire.c). */
#ifndef LIMEN_DRIVERS_CPAR_INTERNAL_H
#define LIMEN_DRIVERS_CPAR_INTERNAL_H

#include "cpar_program_internal.h"
#include "cpar_wire_internal.h"
#include "ecp_internal.h"
#include "hw/driver.h"
#include "talk_internal.h"
#include "trust_internal.h"

#define CPAR_REPLY_WITHIN (500 * MONO_MS)
#define CPAR_SILENCE MONO_SEC

enum cpar_channel { CPAR_OUTLET1, CPAR_OUTLET2, CPAR_BUTTON, CPAR_VAS, CPAR_CHANNELS };
enum { CPAR_OUTLETS = 2, CPAR_VALUES = 3 }; /* outlets and rating, in one status */

enum cpar_state {
    CPAR_CLOSED,  /* until opened(), and after the identity where only that is wanted */
    CPAR_FLUSH,   /* stopped, for a moment */
    CPAR_SETUP,   /* one step after the other: ends in READY or FAULTED */
    CPAR_READY,   /* cpar_fault() goes to FAULTED */
    CPAR_FAULTED, /* stopped, until `wake`: then FLUSH */
};

/* What is still to be said of a drive: both programs, then the start. */
enum cpar_saying { CPAR_NOTHING, CPAR_PROGRAM1, CPAR_PROGRAM2, CPAR_START };

struct cpar {
    bool only_identifies;
    bool is_old; /* firmware before 8: other function codes, a shorter status */
    struct ecp_reader reader;
    struct instrument_identity identity;
    struct trust trust[CPAR_VALUES];
    struct noise noise;
    struct cpar_program programs[CPAR_OUTLETS];

    mono_ns wake;       /* FLUSH, SETUP, FAULTED: the present wait is over */
    mono_ns heard_at;   /* READY: the last packet that was understood */
    mono_ns status_at;  /* READY: the last status that was trusted */
    mono_ns asked_at;   /* of `asked` */
    mono_ns kick_at;    /* READY: the next kick */
    mono_ns start_at;   /* with `is_running`: its start was acknowledged */
    mono_ns refused_at; /* with `is_refused` */
    struct push push;
    mono_ns stop_at;    /* with `is_stopping`: when it was told last */
    mono_ns stop_since; /* ... and first */
    mono_ns stopped_at; /* with `is_told_off` and not `is_stopping`: it was answered */

    struct cpar_status status; /* the last that was trusted; with `has_status` */
    uint32_t seq;              /* of the next status' first value */
    uint32_t kicks;            /* that it has counted */
    uint8_t state;             /* enum cpar_state */
    uint8_t step, tries, announced;
    uint8_t asked;            /* function code that is not answered yet; 0: none */
    uint8_t saying;           /* enum cpar_saying */
    uint8_t outlet;           /* that is driven */
    uint16_t doubted_counter; /* with `has_doubted`: of a status that was not believed */
    bool has_status, has_kicks, has_doubted;
    bool heard;         /* SETUP: bytes came in this step */
    bool is_understood; /* SETUP: and packets among them */
    bool is_running;    /* a start was acknowledged and its end has not been seen */
    bool was_seen;      /* with `is_running`: a status has said so */
    bool has_pressed;   /* with `is_running`: the press that ends it was told */
    bool is_told_off;   /* with `is_running`: we have told it to stop */
    bool is_stopping;   /* a stop of ours is not answered yet: it is said again */
    bool goes_on;       /* what is driven is of a stimulus that has begun */
    bool is_refused; /* a refusal may be the answer to somebody's stop: it is waited for a moment */
};

/* cpar.c */
void cpar_fault(struct cpar *p, enum fault fault, mono_ns t, const struct driver_io *io);
/* One function with `n` bytes of data; nothing may be asked. */
void cpar_ask(struct cpar *p, enum cpar_function function, const uint8_t *data, size_t n,
              mono_ns now, const struct driver_io *io);
/* Until it is answered. */
void cpar_send_stop(struct cpar *p, mono_ns now, const struct driver_io *io);

/* cpar_ready.c */
void cpar_ready_begin(struct cpar *p, mono_ns t);
void cpar_ready_packet(struct cpar *p, mono_ns t, const struct ecp_packet *packet,
                       const struct driver_io *io);
void cpar_ready_broken(struct cpar *p, mono_ns t, size_t bytes, const struct driver_io *io);
void cpar_ready_tick(struct cpar *p, mono_ns now, const struct driver_io *io);
mono_ns cpar_ready_deadline(const struct cpar *p);
/* What `programs` say, from now on. */
void cpar_ready_drive(struct cpar *p, mono_ns now, const struct driver_io *io);
/* Why it does not start, in the order in which somebody would look (pressure.md 4.10); FAULT_NONE: it may. */
enum fault cpar_hindrance(const struct cpar_status *status);

#endif
