/* A circulator whose bath somebody puts a hand in: who it is, how warm it is, and whether it says that something is wrong.
 *
 * It is read and nothing else. What heats and cools it is set at its own panel; here it has no order to go anywhere, so it
 * energises nothing and has no stop frame. bath.c recognises it and is what the bench calls, bath_ready.c reads it; a driver is a
 * `struct bath_kind`, a table of questions and a reader of answers.
 *
 * Invariants
 * 1. All that is sent are questions and the line end that closes half a question. No setting is touched, a time-out of the
 * instrument's own included: what would switch it off again is not known.
 * 2. One question is outstanding. Its answer is one whole line in the grammar of that question; any other line is none.
 * What was left without a line end when the next question goes out makes the line that it ends in none, too.
 * 3. An answer later than REPLY_WITHIN is none. When it comes after all, in the time of another question, it is known by its
 * grammar; in the time of the same one it is dropped, and so is one answer if it never came. Answers do not slip by one.
 * 4. Once a second the temperature is asked, half a second later the state, whatever rate is wished: water is slow, and so are
 * these instruments, which want 250 ms between two commands.
 * 5. Lines have no checksum: a temperature that does not go on from the last is doubted (trust_internal.h), and the first is
 * read twice. What damage can do unseen: less than RULE allows in a second, such as a minus lost at a quarter of a degree.
 * 6. What it reports as wrong is a fault and ends readings until it reports nothing any more. A warning, and an error that is
 * that of a command and not of the bath, is told as a notice with its number, once. */
#ifndef LIMEN_DRIVERS_BATH_INTERNAL_H
#define LIMEN_DRIVERS_BATH_INTERNAL_H

#include "hw/driver.h"
#include "line_reader_internal.h"
#include "talk_internal.h"
#include "trust_internal.h"

#define BATH_ANNOUNCE (5 * MONO_SEC)
#define BATH_SILENCE                                                                               \
    (4500 * MONO_MS) /* an answer that was lost, the one that is dropped for it, and another */

/* In the order in which they are asked of one that is not known yet; the last two only when the state says so. */
enum bath_ask {
    BATH_STATE, /* told apart from every other instrument by its answer */
    BATH_MODEL,
    BATH_FIRMWARE,
    BATH_TEMPERATURE,
    BATH_FAULT_NUMBER,
    BATH_WARNING_NUMBER,
    BATH_ASKS
};

enum bath_heard {
    BATH_OTHER, /* no answer to that question */
    BATH_ANSWER,
    BATH_REFUSED /* the instrument's own error word, with its number in `code` */
};

struct bath_reply {
    double degc;  /* TEMPERATURE, unless `fault` */
    int32_t code; /* its number of what is wrong; 0: none */
    uint8_t form; /* TEMPERATURE: what does not change from one to the next */
    uint8_t fault;
    uint8_t why; /* STATE: what tells the number of it; BATH_STATE: `code` does */
};

struct bath_kind {
    const char *questions[BATH_ASKS]; /* NULL: it has no such thing */
    const char *closing;
    enum bath_heard (*read)(enum bath_ask ask, const char *text, size_t n,
                            struct bath_reply *reply);
    bool
        may_have_seven_bits; /* and even parity: on a line of eight bits and no parity that is one bit more to see to */
    bool has_flow_bytes; /* XON and XOFF may stand before its answers */
};

enum bath_condition {
    BATH_CLOSED, /* until opened(), and after the identity where only that is wanted */
    BATH_FLUSH,  /* until the line is quiet: then SETUP */
    BATH_SETUP, /* one question after the other: ends in READY or FAULTED, or in FLUSH to ask in the other spelling */
    BATH_READY, /* bath_fault() goes to FAULTED */
    BATH_FAULTED /* until `wake`: then FLUSH */
};

struct bath {
    const struct bath_kind *kind;
    bool only_identifies;
    struct instrument_identity identity;
    struct line_reader reader;
    struct stranger stranger; /* SETUP: lines that came instead of the answer */
    struct trust trust;
    struct noise noise;

    mono_ns wake;      /* FLUSH, FAULTED: the present wait is over */
    mono_ns flush_end; /* FLUSH: however loud the line is */
    mono_ns setup_end; /* FLUSH, SETUP: it has not announced itself */
    mono_ns sent_at;   /* the last question */
    mono_ns free_at;   /* the next one goes out no earlier */
    mono_ns due_at;    /* READY: the next one in turn */
    mono_ns value_at;  /* READY: the last trusted temperature */
    mono_ns state_at;  /* READY: the last state */

    uint32_t seq;
    uint32_t lost;              /* temperatures since the last that was trusted */
    int32_t told;               /* READY: the number in the last notice */
    uint8_t condition;          /* enum bath_condition */
    uint8_t ask;                /* enum bath_ask: outstanding, or the next */
    uint8_t tries;              /* SETUP: for this question, this one included */
    uint8_t verdict;            /* SETUP: the fault if no better answer comes */
    uint8_t announced;          /* the fault told since the last EVENT_READY, FAULT_NONE if none */
    uint8_t pending;            /* the fault whose number is being asked */
    uint8_t owed;               /* READY: bit per question that was not answered in time */
    uint8_t refused[BATH_ASKS]; /* READY: in a row */
    bool seven_bits;            /* the present spelling */
    bool has_turned;            /* SETUP: it was asked in the other spelling before */
    bool outstanding;
    bool heard; /* bytes came that are not (yet) what is waited for */
};

_Static_assert(sizeof(struct bath) <= DRIVER_STATE_MAX, "the host provides no more");

/* `[blanks][-]d[dd].d[dd]` and nothing else. Returns the number of decimals, 0: it is not that. */
uint8_t bath_decimal(const char *text, size_t n, double *value);
/* A word or more, with a letter among them: no answer to another question. */
bool bath_is_name(const char *text, size_t n);

void bath_init(struct bath *bath, const struct bath_kind *kind, const struct driver_config *config);
/* Of `struct driver`. */
void bath_opened(void *state, mono_ns now, const struct driver_io *io);
void bath_bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct driver_io *io);
void bath_tick(void *state, mono_ns now, const struct driver_io *io);
enum status bath_command(void *state, mono_ns now, const struct command *command,
                         const struct driver_io *io);
mono_ns bath_deadline(const void *state);
extern const struct channel_info bath_channels[1];

/* What the drivers of circulators have in common. */
#define BATH_DRIVER                                                                                \
    .maturity = MATURITY_SIMULATED, .channels = bath_channels, .n_channels = 1,                    \
    .stop_frame = (const uint8_t *)"", .closing = (const uint8_t *)"",                             \
    .announces_within = BATH_ANNOUNCE, .silence = BATH_SILENCE, .state_size = sizeof(struct bath), \
    .opened = bath_opened, .bytes = bath_bytes, .tick = bath_tick, .command = bath_command,        \
    .deadline = bath_deadline

/* shared by the two files */
void bath_fault(struct bath *b, enum fault fault, int32_t code, mono_ns t,
                const struct driver_io *io);
void bath_ask_now(struct bath *b, mono_ns now, const struct driver_io *io);
/* The outstanding question is no longer. */
void bath_ask_over(struct bath *b, mono_ns t);
bool bath_is_overdue(const struct bath *b, mono_ns now);
enum fault bath_temperature_fault(const struct bath_reply *reply);
extern const struct trust_rule bath_rule;

/* bath_ready.c: READY */
void bath_ready_begin(struct bath *b, mono_ns t);
/* An answer or a refusal of the last question. */
void bath_ready_heard(struct bath *b, mono_ns t, enum bath_heard heard,
                      const struct bath_reply *reply, const struct driver_io *io);
/* The last question brings nothing. */
void bath_ready_missed(struct bath *b, mono_ns t, const struct driver_io *io);
/* True: it is the answer that a question was not given in time. */
bool bath_ready_is_late(struct bath *b, enum bath_heard heard, const struct line *line);
void bath_ready_unusable(struct bath *b, mono_ns t, size_t bytes, const struct driver_io *io);
void bath_ready_tick(struct bath *b, mono_ns now, const struct driver_io *io);
mono_ns bath_ready_next_at(const struct bath *b);
mono_ns bath_ready_silent_at(const struct bath *b);

#endif
