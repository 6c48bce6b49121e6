/* A hand-held force gauge: recognising it, setting it up, reading it.
 *
 * What gauges have in common is done here, once; a driver is a `struct gauge_language`, a table of
 * frames and a parser of replies. gauge_setup.c recognises and sets up, gauge_ready.c reads,
 * gauge.c is what the bench calls.
 *
 * Invariants
 * 1. A number comes from one whole reply in the language's strict grammar, converted by the unit of
 * that reply.
 * 2. Numbers alone, values in other units, held values, refusals and doubted readings
 * (trust_internal.h) are never readings; the sequence number jumps over them.
 * 3. Polling has one question outstanding, and a reply later than REPLY_WITHIN is no reading. After
 * a question that was not answered in time one reply is dropped, whenever it comes, so replies do
 * not slip by one. Hence a polled reading is never older than REPLY_WITHIN.
 * 4. Every command is safe: a gauge cannot press. After a stop readings go on, so that the release
 * is seen; hence there is no stop frame.
 * 5. Overload is a fault where the language has a word for it, and where the configuration says at
 * which force (overload_n).
 * 6. A stream that falls behind its rate is FAULT_TRACKING (pace_internal.h): its readings would be
 * older than their time stamps. It may be the line that lags or the gauge that sends more slowly
 * than it was asked to; both are faults, since nothing tells them apart. A delay that does not grow
 * is not seen, nor is any where nobody knows the rate. */
#ifndef LIMEN_DRIVERS_GAUGE_INTERNAL_H
#define LIMEN_DRIVERS_GAUGE_INTERNAL_H

#include "force_text_internal.h"
#include "hw/driver.h"
#include "line_reader_internal.h"
#include "pace_internal.h"
#include "talk_internal.h"
#include "trust_internal.h"

struct gauge;

struct gauge_frame {
    const char *bytes;
    uint8_t size; /* 0: there is none */
};

/* clang-format off */
#define GAUGE_FRAME(text) {(text), sizeof(text) - 1}
/* clang-format on */

/* What it means when a step of setting up is refused. */
enum gauge_refusal {
    REFUSAL_IS_BORNE,
    REFUSAL_OF_UNIT,   /* the unit stays as it is */
    REFUSAL_OF_STREAM, /* it can only be polled */
    REFUSAL_BY_OTHER   /* this gauge would not: FAULT_IDENTITY */
};

#define GAUGE_BIT(kind) (1u << (kind))

enum {
    GAUGE_ANY_VALUE = GAUGE_BIT(GAUGE_READING) | GAUGE_BIT(GAUGE_NO_FORCE) | GAUGE_BIT(GAUGE_BARE) |
                      GAUGE_BIT(GAUGE_PEAK) | GAUGE_BIT(GAUGE_OVERLOAD)
};

struct gauge_step {
    struct gauge_frame frame; /* none: the question for a reading */
    uint16_t awaits;          /* GAUGE_BIT of replies that end it; 0: silence is consent */
    uint8_t tries;
    bool is_needed; /* without an answer it goes no further */
    uint16_t wait_ms;
    uint8_t refusal; /* enum gauge_refusal */
};

struct gauge_stream {
    double hz;
    struct gauge_frame frame;
};

struct gauge_language {
    /* Cuts bytes into replies: line_reader_take(), or the same with other borders. */
    size_t (*take)(struct line_reader *reader, const uint8_t *data, size_t n, struct line *line);
    struct gauge_reply (*parse)(const struct gauge *gauge, const char *text, size_t n);
    /* A GAUGE_TEXT that a step awaited: false when it is not the answer. NULL: no step does. */
    bool (*learn)(struct gauge *gauge, uint8_t step, const struct line *line);
    struct gauge_frame flush[2];        /* ends a half-sent command, stops a stream */
    struct gauge_frame question[2];     /* the second when the first is refused */
    struct gauge_frame zero, unit;      /* take zero; show N */
    const struct gauge_stream *streams; /* the fastest first */
    uint8_t n_streams;
    struct gauge_frame stream_stop;
    bool is_free_running;    /* sends by itself; streams[0] has its rate, 0 where nobody knows it */
    double thinned_above_hz; /* wishes above this are served by every nth of streams[0]; 0: none */
    double rate_default_hz, rate_max_hz;
    uint8_t
        reply_size; /* characters of the longest reading with its end: what a slow line carries; 0: not known */
    /* the first finds out who answers; the last ones await a reading, and their readings agree */
    const struct gauge_step *steps;
    uint8_t n_steps;
    uint8_t
        n_identity; /* of the first steps, which only ask: then it is known who answers; 0: one */
    bool
        has_words; /* it answers or refuses at least one of the steps that await a text: who only has readings is another */
    bool press_is_minus; /* the document says so, and no setting is needed */
    bool asks_around;    /* its own question is none to other instruments */
    mono_ns silence;
};

enum { GAUGE_FORCE_MAX_N = 50000 }; /* beyond anything that is pressed by hand */

enum gauge_state {
    GAUGE_CLOSED, /* until opened(), and after the identity where only that is wanted */
    GAUGE_FLUSH,  /* until the line is quiet: gauge_setup_tick() goes to SETUP */
    GAUGE_SETUP,  /* one step of the table after the other: ends in READY or FAULTED */
    GAUGE_READY,  /* gauge_fault() goes to FAULTED */
    GAUGE_FAULTED /* until `wake`: gauge_setup_begin() goes to FLUSH */
};

enum gauge_setting { SETTING_NONE, SETTING_UNIT, SETTING_ZERO, SETTING_RATE };

struct gauge {
    const struct gauge_language *language;
    struct driver_config config;
    struct line_reader reader;
    struct instrument_identity identity;
    struct trust trust;
    struct pace pace;
    struct lag lag;
    struct noise noise;
    const struct gauge_stream *stream; /* READY: NULL: polling */

    mono_ns wake;       /* FLUSH, SETUP, FAULTED: the present wait is over */
    mono_ns flush_end;  /* FLUSH: however loud the line is */
    mono_ns value_at;   /* SETUP: the last value; 0: none yet */
    mono_ns spacing;    /* SETUP: the widest between two values */
    mono_ns silence;    /* READY */
    mono_ns due_since;  /* READY: what is due has not come since; MONO_NEVER: nothing is due */
    mono_ns sent_at;    /* READY: the outstanding question */
    mono_ns next_poll;  /* READY, polling */
    mono_ns interval;   /* READY: between readings; 0: nobody knows */
    mono_ns setter_at;  /* READY: the last setting, whose refusal may still come */
    mono_ns unit_asked; /* READY: when N was last asked for */
    mono_ns poll_asked; /* READY: when a stream was last stopped */

    double wish_hz; /* 0: idle; survives a fault, not a new link */
    uint32_t seq;
    uint32_t lost;     /* polls without a trusted reading since the last one */
    uint32_t damaged;  /* streaming: replies since the last reading that could not be used */
    uint32_t every;    /* streaming: one of so many readings is handed over */
    uint32_t passed;   /* streaming: readings since the last one that was handed over */
    uint16_t form;     /* SETUP: of the last reading */
    uint8_t state;     /* enum gauge_state */
    uint8_t step;      /* SETUP */
    uint8_t tries;     /* SETUP */
    uint8_t verdict;   /* SETUP: the fault if no better answer comes */
    uint8_t announced; /* the fault told since the last EVENT_READY, FAULT_NONE if none */
    uint8_t question;  /* index */
    uint8_t unit;      /* of the last trusted reading */
    uint8_t setting;   /* READY: enum gauge_setting of `setter_at` */
    uint8_t row[GAUGE_REPLIES]; /* READY: replies of a kind since the last reading */
    uint8_t unsolicited;        /* readings nobody asked for since the last poll */
    uint8_t learned[8];         /* the language's own */
    struct stranger stranger;   /* SETUP: lines of this step */
    bool heard;                 /* bytes came that are not (yet) what is waited for */
    bool has_form;              /* SETUP */
    bool has_spoken;            /* SETUP: something came that is no value */
    bool around;                /* SETUP: anybody was asked; nothing can be an answer of its own */
    bool outstanding;           /* a poll awaits its reply */
    bool can_stream;            /* no part of it was refused */
    bool unit_fixed;            /* N was refused, or there is no such command */
    bool owed;                  /* a question was not answered in time, its reply may come */
    bool nudged; /* streaming: the stream was asked for again since the last reading */
};

_Static_assert(sizeof(struct gauge) <= DRIVER_STATE_MAX, "the host provides no more");

/* The functions of a driver, but for init(), which names the language. */
void gauge_init(struct gauge *gauge, const struct gauge_language *language,
                const struct driver_config *config);
void gauge_opened(void *state, mono_ns now, const struct driver_io *io);
void gauge_bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct driver_io *io);
void gauge_tick(void *state, mono_ns now, const struct driver_io *io);
enum status gauge_command(void *state, mono_ns now, const struct command *command,
                          const struct driver_io *io);
mono_ns gauge_deadline(const void *state);

extern const struct channel_info gauge_channels[1];

/* What the drivers of gauges have in common. */
#define GAUGE_DRIVER                                                                               \
    .maturity = MATURITY_SIMULATED, .channels = gauge_channels, .n_channels = 1,                   \
    .stop_frame = (const uint8_t *)"", .closing = (const uint8_t *)"",                             \
    .state_size = sizeof(struct gauge), .opened = gauge_opened, .bytes = gauge_bytes,              \
    .tick = gauge_tick, .command = gauge_command, .deadline = gauge_deadline

/* shared by the three files */
void gauge_send(const struct gauge_frame *frame, const struct driver_io *io);
void gauge_ask(const struct gauge *g, const struct driver_io *io);
void gauge_fault(struct gauge *g, enum fault fault, mono_ns t, const struct driver_io *io);
double gauge_force(const struct gauge *g, const struct gauge_reply *reply);
enum fault gauge_force_fault(const struct gauge *g, double force_n);
/* What a row of such replies is told as; FAULT_NONE: they are none that belong to a fault. */
enum fault gauge_reply_fault(enum gauge_reply_kind kind);

/* gauge_setup.c: FLUSH and SETUP */
void gauge_setup_begin(struct gauge *g, mono_ns now, const struct driver_io *io);
void gauge_setup_heard(struct gauge *g, mono_ns t);
void gauge_setup_line(struct gauge *g, mono_ns t, const struct line *line,
                      const struct driver_io *io);
void gauge_setup_tick(struct gauge *g, mono_ns now, const struct driver_io *io);

/* gauge_ready.c: READY */
void gauge_ready(struct gauge *g, mono_ns t, const struct driver_io *io);
void gauge_ready_line(struct gauge *g, mono_ns t, const struct line *line,
                      const struct driver_io *io);
void gauge_ready_tick(struct gauge *g, mono_ns now, const struct driver_io *io);
mono_ns gauge_ready_deadline(const struct gauge *g);
/* Reads in the way that was wished for, as far as the gauge can. */
void gauge_mode_apply(struct gauge *g, mono_ns now, const struct driver_io *io);
void gauge_setting_sent(struct gauge *g, enum gauge_setting setting, mono_ns now);

#endif
