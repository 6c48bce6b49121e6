/* The state of the presser's driver, shared by its two halves: setting up and commanding
 * (presser.c), and what the instrument says while it is ready (presser_ready.c). */
#ifndef LIMEN_DRIVERS_PRESSER_INTERNAL_H
#define LIMEN_DRIVERS_PRESSER_INTERNAL_H

#include "hw/driver.h"
#include "line_reader_internal.h"
#include "pace_internal.h"
#include "presser_message_internal.h"
#include "talk_internal.h"
#include "trust_internal.h"

#define PRESSER_SILENCE (250 * MONO_MS)
#define PRESSER_KICK_INTERVAL (150 * MONO_MS)

enum presser_channel {
    PRESSER_OUTLET1,
    PRESSER_OUTLET2,
    PRESSER_BUTTON_CHANNEL,
    PRESSER_RATING,
    PRESSER_CHANNELS
};

enum presser_state {
    PRESSER_CLOSED, /* until opened(), and after the identity where only that is wanted */
    PRESSER_FLUSH,  /* stopped, until the line is quiet */
    PRESSER_SETUP,  /* one step after the other: ends in READY or FAULTED */
    PRESSER_READY,  /* presser_fault() goes to FAULTED */
    PRESSER_FAULTED /* stopped, until `wake`: then FLUSH */
};

struct presser {
    double default_hz;
    bool only_identifies;
    struct line_reader reader;
    struct instrument_identity identity;
    struct trust trust[PRESSER_VALUES];
    struct noise noise;
    struct lag lag;

    mono_ns wake;      /* FLUSH, SETUP, FAULTED: the present wait is over */
    mono_ns flush_end; /* FLUSH: however loud the line is */
    mono_ns data_at;   /* READY: the last trusted data message, or when it was due */
    mono_ns run_at;    /* READY: the last RUN, whose refusal may still come */
    mono_ns kick_at;   /* READY: the next kick */
    struct push push;

    double wish_hz[PRESSER_CHANNELS]; /* 0: idle; survives a fault, not a new link */
    uint32_t seq;                     /* of the next data message's first value */
    uint32_t counter;                 /* of the last trusted data message */
    uint32_t doubted_counter;
    uint16_t rate; /* data messages per second asked for */
    uint8_t state; /* enum presser_state */
    uint8_t step, tries, announced;
    uint8_t running;          /* bit per outlet: a RUN was sent and its end has not been seen */
    uint8_t venting;          /* bit per outlet: VENT was sent and rest has not been seen */
    bool known;               /* since the link came up it has named itself: its button counts */
    bool heard;               /* bytes came that are not (yet) what is waited for */
    struct stranger stranger; /* SETUP: lines of this step */
    bool nudged;              /* STREAM was repeated since the last data message */
    bool run_pending;         /* `run_at` is meant */
    bool has_doubted_counter;
};

void presser_fault(struct presser *p, enum fault fault, mono_ns t, const struct driver_io *io);
void presser_stream(struct presser *p, const struct driver_io *io);

/* presser_ready.c */
void presser_ready_begin(struct presser *p, mono_ns t, const struct presser_message *first);
void presser_button(struct presser *p, mono_ns t, bool pressed, const struct driver_io *io);
void presser_ready_line(struct presser *p, mono_ns t, const struct line *line,
                        const struct presser_message *message, const struct driver_io *io);
void presser_ready_tick(struct presser *p, mono_ns now, const struct driver_io *io);
mono_ns presser_ready_deadline(const struct presser *p);

#endif
