/* The state of the Mark-10 driver, shared by its two halves: setting up (mark10_setup.c) and
 * reading (mark10.c). */
#ifndef LIMEN_DRIVERS_MARK10_INTERNAL_H
#define LIMEN_DRIVERS_MARK10_INTERNAL_H

#include "hw/driver.h"
#include "line_reader_internal.h"
#include "mark10_reply_internal.h"
#include "pace_internal.h"
#include "talk_internal.h"
#include "trust_internal.h"

enum mark10_state {
    MARK10_CLOSED, /* until opened(), and after the identity where only that is wanted */
    MARK10_FLUSH,  /* until the line is quiet: mark10_setup_tick() goes to SETUP */
    MARK10_SETUP,  /* one step of the table after the other: ends in READY or FAULTED */
    MARK10_READY,  /* mark10_fault() goes to FAULTED */
    MARK10_FAULTED /* until `wake`: mark10_setup_begin() goes to FLUSH */
};

struct mark10 {
    struct driver_config config;
    struct line_reader reader;
    struct instrument_identity identity;
    struct trust trust;
    struct pace pace;
    struct lag lag;
    struct noise noise;

    mono_ns wake;       /* FLUSH, SETUP, FAULTED: the present wait is over */
    mono_ns flush_end;  /* FLUSH: however loud the line is */
    mono_ns due_since;  /* READY: what is due has not come since; MONO_NEVER: nothing is due */
    mono_ns sent_at;    /* READY: the outstanding question */
    mono_ns next_poll;  /* READY, polling */
    mono_ns interval;   /* READY: between readings */
    mono_ns setter_at;  /* READY: the last setting, whose refusal may still come */
    mono_ns unit_asked; /* READY: when N was last asked for */
    mono_ns poll_asked; /* READY: when AOUT0 was last repeated */

    double wish_hz; /* 0: idle; survives a fault, not a new link */
    uint32_t seq;
    uint32_t lost;     /* polls without a trusted reading since the last one */
    uint32_t damaged;  /* streaming: lines since the last reading that could not be used */
    uint16_t aout;     /* streaming: the rate; 0: polling */
    uint8_t state;     /* enum mark10_state */
    uint8_t step;      /* SETUP */
    uint8_t tries;     /* SETUP */
    uint8_t verdict;   /* SETUP: the fault if no better answer comes */
    uint8_t announced; /* the fault told since the last EVENT_READY, FAULT_NONE if none */
    uint8_t unit;      /* of the last trusted reading */
    uint8_t setting;   /* READY: enum mark10_setting of `setter_at` */
    uint8_t bare_row, torque_row, refused_row;
    uint8_t unsolicited;      /* readings nobody asked for since the last poll */
    bool heard;               /* bytes came that are not (yet) what is waited for */
    struct stranger stranger; /* SETUP: lines of this step */
    bool outstanding;         /* a poll awaits its reply */
    bool can_stream;          /* AOUT and CUR were not refused */
    bool unit_fixed;          /* N was refused */
    bool plain_question;      /* `?C` was refused, `?` is used */
    bool owed;                /* polling: a question was not answered in time, its reply may come */
    bool nudged;              /* streaming: AOUT was repeated since the last reading */
};

enum mark10_setting { SETTING_NONE, SETTING_UNIT, SETTING_ZERO, SETTING_RATE };

/* setting up: FLUSH and SETUP */
void mark10_setup_begin(struct mark10 *m, mono_ns now, const struct driver_io *io);
void mark10_setup_heard(struct mark10 *m, mono_ns t);
void mark10_setup_line(struct mark10 *m, mono_ns t, const struct line *line,
                       const struct driver_io *io);
void mark10_setup_tick(struct mark10 *m, mono_ns now, const struct driver_io *io);

/* the other half calls these */
void mark10_ready(struct mark10 *m, mono_ns t, const struct driver_io *io);
void mark10_fault(struct mark10 *m, enum fault fault, mono_ns t, const struct driver_io *io);
void mark10_ask(const struct mark10 *m, const struct driver_io *io);
double mark10_force(const struct mark10 *m, const struct mark10_reply *reply);
enum fault mark10_force_fault(const struct mark10 *m, double force_n);

#endif
