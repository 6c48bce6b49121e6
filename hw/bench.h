/* The bench: instruments, running stimuli and the turn that moves bytes and events between them.
 *
 * bench_turn(now) looks at the stop line, reads what arrived on every link, feeds drivers, lets the
 * running stimuli see each event, encodes their commands, writes, and says when it wants to be
 * called next. It never waits, allocates or asks for the time. A real loop and a virtual one call
 * it (hw/bench_loop.h, hw/virtual_loop.h).
 *
 * Threads: everything here belongs to the bench thread, except bench_submit() (one other thread),
 * bench_latest(), bench_readings(), bench_look() and bench_held(), bench_awaits_markers() (any thread) and the stop line. */
#ifndef LIMEN_HW_BENCH_H
#define LIMEN_HW_BENCH_H

#include "base/mono.h"
#include "base/status.h"
#include "base/stop_line.h"
#include "hw/bench_spec.h"
#include "hw/driver.h"
#include "hw/event.h"
#include "hw/reactor.h"
#include "hw/thermal_dose.h"
#include "link/wire.h"

#include <stdbool.h>

struct keeper;

enum {
    STIMULI_MAX = 4, /* at once */
    MARKERS_WAITING_MAX =
        16, /* to be put out one after the other; the next one is lost, and told */
    STIMULUS_CHANNELS_MAX = 8, /* of one stimulus: a probe and its zones */
    ORDERS_DEPTH = 64,         /* a full ring refuses the order: STATUS_FULL to the submitter */
    ORDERS_SPARE = 32, /* of these, not for markers: nothing else is refused because of them */
};

/* A marker stands on its lines for so long, then they are at 0 for at least so long before the next one: a recorder that
 * samples 500 times a second sees both (thermal.md 5.3: held 10 ms, never two codes in one hold). */
#define MARKER_HOLD (10 * MONO_MS)
#define MARKER_GAP (5 * MONO_MS)

/* Readings jitter, and a regulator goes a little beyond its target: nobody can go to a limit exactly. */
#define OVERSHOOT_MAX_DEGC 1.0

/* A running stimulus is named by its handle, so that a conditioning can be ended while a test goes
 * on. Chosen by the submitter, never 0, never used twice in a session. */
typedef uint32_t stimulus_handle;

/* Which markers tell that it is on, and off. */
enum marks { MARKS_NONE, MARKS_STIMULUS, MARKS_CONDITIONING };

struct stimulus_request {
    stimulus_handle handle;
    uint8_t marks; /* enum marks */
    const struct reactor *reactor;
    struct channel_ref channels[STIMULUS_CHANNELS_MAX];
    uint8_t n_channels;
    bool
        response_stops; /* the participant's response raises the stop line, too, and is an answer */
    bool
        yields_response; /* a conditioning stimulus: while another one runs, the response is for that one alone */
    double limit; /* protocol limit on its channels (not on buttons and ratings), in the unit of
                     their role; 0: none; can only tighten the bench's. A target above it is
                     refused, a reading of an energising channel above it is a stop */
    double
        overshoot_degc; /* by how much a temperature that it drives may be read beyond the limit of lab and instrument, with
                     no more than that reach: at most OVERSHOOT_MAX_DEGC. Of what is asked for it loosens nothing */
    struct thermal_allowance
        thermal; /* what the site may still have of a thermode (safety_thermal_left()); can
                     only tighten what a site may have that has had nothing. Used up is a stop */
    _Alignas(16) uint8_t spec[REACTOR_SPEC_MAX];
};

enum order_kind {
    ORDER_START, /* `start` */
    ORDER_END,   /* `handle`, `reason` */
    ORDER_RELEASED, /* `handle`, 0: whatever runs. What has ended is no longer waited for to be seen off */
    ORDER_REARM, /* clears the stop line once all stimuli have come to their end, the stop
                      sequences are out and what was driven is seen at rest; answered by REPORT_REARMED, or by another REPORT_STOPPED when
                      the line was raised after the order was submitted */
    ORDER_MARK, /* `handle`, `mark`: an EVENT_MARK for what runs; nothing where it does not run any more */
    ORDER_PUT,     /* `mark`: the marker `code` (enum marker), due at `t` */
    ORDER_COMMAND, /* `channel`, `command`: a zero, a read; nothing that energises, nothing that
                      disturbs a running stimulus (else NOTICE_REFUSED) */
};

struct order {
    uint8_t kind;   /* enum order_kind */
    uint8_t reason; /* enum end_reason */
    stimulus_handle handle;
    uint32_t stop_seen; /* set by bench_submit(): which stops the submitter can have known */
    struct channel_ref channel;
    struct command command;
    struct event mark;
    struct stimulus_request start;
};

/* What became of an edge of a response. */
enum response_use {
    RESPONSE_UNHEARD, /* nothing ran */
    RESPONSE_HEARD,   /* by what runs */
    RESPONSE_STOPPED, /* of the participant's STOP: no stimulus hears it */
};

enum report_kind {
    REPORT_IDENTITY, /* `identity` of `instrument` */
    REPORT_READY,
    REPORT_GONE, /* the link is lost */
    REPORT_FAULT, /* `code` enum fault. FAULT_NOT_RELEASED while stopped: it is not seen at rest though
                        it is told to stop again and again; REPORT_READY when it is */
    REPORT_NOTICE, /* `code` enum notice, `value`; of INSTRUMENT_BENCH: the response source `channel` */
    REPORT_STARTED, /* `handle` runs */
    REPORT_REFUSED, /* `handle` does not run: `code` is -enum status */
    REPORT_PHASE,   /* `handle`, `code` enum phase, `value` */
    REPORT_RESPONSE, /* an edge of `instrument`, `channel`; `value` 1 or 0, `code` enum response_use */
    REPORT_SOURCE, /* of INSTRUMENT_BENCH: the response source `channel` is gone (`code` 1) or back (0) */
    REPORT_DONE, /* `handle`, `outcome`, `outcome_size`, `given`, `is_unseen`, `value`: the last one of its thermode; NAN: none */
    REPORT_STOPPED, /* `code` enum stop_cause; `value`: seconds from cause to the last stop frame
                        written */
    REPORT_REARMED,
    REPORT_MARKED, /* the line of `instrument` has taken the byte `code` of the marker `channel` (enum marker); `value`: seconds after
                      it was due. One that was not put out is NOTICE_UNMARKED, of the same `channel` */
};

struct report {
    mono_ns t;
    double value;
    stimulus_handle handle;
    uint8_t kind, instrument, channel, code;
    uint16_t outcome_size;
    struct thermal_dose
        given;      /* by the thermode of the stimulus, as its readings say; for the dose ledger */
    bool is_unseen; /* ... but they were away for longer than THERMAL_UNSEEN */
    union {
        struct instrument_identity identity;
        _Alignas(16) uint8_t outcome[REACTOR_OUTCOME_MAX];
    } body;
};

enum record_kind { RECORD_BEGIN, RECORD_SAMPLE, RECORD_END };

/* What the store keeps of a running stimulus: its start, every reading and rating of its channels,
 * its end. */
struct bench_record {
    mono_ns t;
    double value; /* as the instrument measured it, in the channel's own unit */
    uint32_t seq;
    stimulus_handle handle;
    uint8_t kind;   /* enum record_kind */
    uint8_t stream; /* index into the request's channels */
};

/* Both callbacks run on the bench thread in the middle of a turn: they must not call the bench. */
struct bench_host {
    void *host;
    void (*report)(void *host, const struct report *report);
    /* false: no room; the bench raises STOP_STORE_FULL. */
    bool (*record)(void *host, const struct bench_record *record);
    /* Only to measure how long after its cause a stop was written. NULL: the turn's time is near enough. */
    mono_ns (*clock)(void);
    bool with_look; /* bench_look() is asked; else nothing is kept for it */
};

struct bench;

/* `spec` is copied. `stop` and `keeper` are borrowed; `keeper` may be NULL (virtual time).
 * STATUS_INVALID when a driver or channel of the spec does not exist, with the sentence. */
MUST_CHECK
enum status bench_new(const struct bench_spec *spec, struct stop_line *stop, struct keeper *keeper,
                      const struct bench_host *host, struct bench **out, struct why *why);
void bench_free(struct bench *bench);

const struct driver *bench_driver(const struct bench *bench, uint8_t instrument);
/* How its port is opened: as the driver says, at the speed that the spec says. */
struct line_settings bench_line(const struct bench *bench, uint8_t instrument);
/* Where a role is bound; false where it is not. */
bool bench_role(const struct bench *bench, enum role role, struct channel_ref *channel);
/* The stricter of instrument and lab limit of a channel, in the unit of its role. */
double bench_limit(const struct bench *bench, struct channel_ref channel);

/* The link of an instrument came up, or is to be dropped: what it is told first and last is the
 * stop sequence. The descriptor is not used after bench_detach() or REPORT_GONE. */
void bench_attach(struct bench *bench, uint8_t instrument, struct wire wire, mono_ns now);
void bench_detach(struct bench *bench, uint8_t instrument, mono_ns now);
bool bench_is_attached(const struct bench *bench, uint8_t instrument);

/* A response source that is not an instrument's button is gone (a pedal pulled out), or is back. What runs is
 * stopped: its participant could not end it. While it is gone, a start is refused (GONE) and is a stop again. */
void bench_source_lost(struct bench *bench, uint8_t source, bool lost, mono_ns now);
/* It was not there from the beginning: a start is refused as above, and nothing ran that would have to be stopped. */
void bench_source_absent(struct bench *bench, uint8_t source);
/* What such a source has to tell beside its edges; running stimuli hear it, too. */
void bench_source_notice(struct bench *bench, const struct event *event);
/* An edge of a response source that is not an instrument's button; stamped by its source. `is_stop`: it is the participant's
 * STOP: a press stops, whether or not something runs, and is no response. */
void bench_respond(struct bench *bench, uint8_t source, mono_ns t, bool pressed, bool is_stop);

/* Bit per response of the bench file that is held down or stuck, of whatever kind; where none is free, a start is refused
 * (GONE): bench_spec_is_free(). A report comes after every change. Any thread. */
uint8_t bench_held(const struct bench *bench);

/* Another thread's way in. STATUS_FULL. */
MUST_CHECK
enum status bench_submit(struct bench *bench, const struct order *order);

/* `now` is when the descriptors were found readable: it is the time stamp of what is read. Returns
 * the next deadline. Deadlines already past mean: at once. */
mono_ns bench_turn(struct bench *bench, mono_ns now);
/* The instrument's link is to be watched for room as well. */
bool bench_wants_write(const struct bench *bench, uint8_t instrument);

/* Nothing runs and nothing waits to be written or obeyed. */
bool bench_is_idle(const struct bench *bench);
/* An instrument was told to stop and is not seen at rest yet, and no alarm has been raised for it. */
bool bench_awaits_rest(const struct bench *bench);
/* How long that can take, from the stop on. */
mono_ns bench_rest_within(const struct bench *bench);
/* False: it was driven, told to stop, and never seen at rest since. Bench thread, or after its end. */
bool bench_has_rested(const struct bench *bench, uint8_t instrument);
/* A marker waits to be put out, or stands on its lines, or an order may bring one. Any thread. */
bool bench_awaits_markers(const struct bench *bench);
/* Orders were submitted since the last turn. */
bool bench_has_orders(const struct bench *bench);

/* The newest reading of a channel in the unit of its role; false before the first. Any thread. */
bool bench_latest(const struct bench *bench, struct channel_ref channel, double *value, mono_ns *t);
/* How many readings there were so far, of which it counts up to 2^31 and begins anew; their rate is the difference over time.
 * Any thread. */
uint32_t bench_readings(const struct bench *bench, struct channel_ref channel);
/* What a screen shows of a running stimulus, as its reactor's look() gave it in the newest turn that moved it. False: it does
 * not run, or it shows nothing of this size. Only where the host asked for it. Any thread. */
bool bench_look(const struct bench *bench, stimulus_handle handle, void *out, size_t size);

#endif
