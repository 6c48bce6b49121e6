/* What the files of the bench share. Private to hw/. */
#ifndef LIMEN_HW_BENCH_INTERNAL_H
#define LIMEN_HW_BENCH_INTERNAL_H

#include "hw/bench.h"

#include "base/ring.h"
#include "hw/output.h"
#include "hw/thermal_rest.h"

#include <stdatomic.h>

enum {
    PENDING_MAX = 64, /* commands of stimuli; full is a stop */
    PUMP_MAX = 256,   /* commands in one go; more are two state machines that answer each other */
};

#define TICK_FLOOR (100 * MONO_US) /* a deadline in the past must not become a busy loop */
#define STOP_WRITTEN_WITHIN                                                                        \
    (500 * MONO_MS)                /* a link that takes no stop sequence is a lost link   \
                                             */
#define BEAT_EVERY (100 * MONO_MS) /* turns, where a keeper listens */

/* One writer, any readers: value and time belong together where `version` is even and unchanged. */
struct latest {
    _Atomic uint32_t version; /* 0: nothing yet */
    _Atomic uint64_t value_bits;
    _Atomic int64_t t;
};

/* The same of what a screen shows of a running stimulus. */
struct look {
    _Atomic uint32_t version;
    _Atomic uint32_t handle; /* 0: nothing runs */
    _Atomic uint32_t size;
    _Atomic uint64_t words[REACTOR_LOOK_MAX / sizeof(uint64_t)];
};

/* What a stimulus ordered while a driver or a stimulus was running. */
struct pending {
    stimulus_handle handle;
    struct channel_ref channel;
    struct command command;
};

/* Of a temperature, from where it was driven to back to its rest. */
struct way_back {
    double rate, target;
    double away;     /* from its rest when it was told to stop */
    mono_ns due;     /* from when it has to be on its way */
    mono_ns passing; /* so long it has to stay at rest, after a drive across it */
    struct thermal_rest rest;
    bool has_level; /* its rest was ordered */
    /* Nothing holds it at a level: it was set up anew after it was driven, or the stop has switched it off. */
    bool is_free;
};

struct instrument {
    const struct driver *driver; /* with `own` it is that */
    struct driver own;           /* of one whose stop frame is written from the bench file */
    uint8_t own_stop[FRAME_MAX];
    struct bench *bench;
    struct driver_io io;
    struct wire wire;
    struct output output;
    bool attached, ready, touched; /* touched: its driver was fed or ticked in this turn */
    bool kept;                     /* somebody else can stop it, too; true where nobody need */
    bool has_more;                 /* the link was not read to its end in this turn */
    bool has_seq;
    uint32_t seq;               /* of the newest reading */
    double scale[CHANNELS_MAX]; /* from the channel's unit to the role's: 10/area for a force */
    double limit[CHANNELS_MAX]; /* stricter of instrument and lab, in the role's unit */
    double floor[CHANNELS_MAX]; /* the same below, in the channel's */
    double rate_limit;          /* of pressure, kPa/s; 0: none */
    double ramp_limit;          /* of temperature, degC/s */
    double return_limit;        /* the same, back to rest; 0: none */
    struct latest latest[CHANNELS_MAX];
    uint8_t driven; /* bit per channel: an order to drive was taken, no rest seen after a stop */
    uint8_t unconfirmed; /* of these: stopped, and not seen at rest since (bench_confirm.c) */
    bool alarmed;        /* unconfirmed for too long, and told */
    bool owes_ready;     /* unconfirmed, and to be told ready when it is confirmed */
    double before[CHANNELS_MAX]; /* its rest, in the role's unit */
    struct way_back back[CHANNELS_MAX];
    mono_ns shows_at[CHANNELS_MAX]; /* from when on a drive that goes on can be read */
    mono_ns repeat_at, alarm_at;    /* while unconfirmed */
    mono_ns deadline;               /* of the driver */
    mono_ns ticked;                 /* when tick() was called last */
    _Alignas(16) uint8_t state[DRIVER_STATE_MAX];
};

/* What is put out on the marker output (bench_marker.c). */
struct marker_due {
    mono_ns due;
    uint8_t marker, code;
};

struct marker_line {
    uint8_t instrument; /* INSTRUMENT_BENCH: the bench has none */
    uint8_t channel;
    uint8_t state; /* enum marker_state */
    uint8_t first, count;
    struct marker_due waiting[MARKERS_WAITING_MAX];
    struct marker_due now;
    mono_ns until;           /* HELD, AT_ZERO */
    _Atomic bool is_awaited; /* for bench_awaits_markers() */
};

struct slot {
    const struct reactor *reactor; /* NULL: free */
    struct bench *bench;
    struct reactor_io io;
    struct stimulus_request request;
    mono_ns deadline, ticked; /* slot_deadline() has it */
    bool is_stale;            /* its deadline may be another one */
    uint8_t *state;
    uint32_t seq[INSTRUMENTS_MAX]; /* of what it was given: counts up by one, a jump is a gap */
    bool ending, stop_told;
    bool is_marked_on;
    struct thermal_meter meters[STIMULUS_CHANNELS_MAX]; /* of its channels that heat and cool */
    struct thermal_dose left;                           /* what each of them may give */
    uint8_t gaps;    /* bit per channel: readings are missing before its next one */
    bool is_used_up; /* and the stop was raised */
    bool moved;      /* since its look was kept */
    struct look look;
};

struct bench {
    struct bench_spec spec;
    struct instrument instruments[INSTRUMENTS_MAX];
    struct slot slots[STIMULI_MAX];
    struct marker_line marker;
    struct bench_host host;
    struct stop_line *stop;
    struct keeper *keeper;
    struct ring orders;
    struct pending pending[PENDING_MAX];
    uint8_t pending_first, pending_count;
    uint8_t inside; /* drivers and stimuli that are being called: commands wait while not 0 */
    mono_ns now;
    mono_ns stopped_at;
    bool stopped, stop_reported;
    bool confirming;  /* an instrument may be unconfirmed */
    bool rearm_waits; /* for the end of all stimuli and the last stop sequence */
    uint32_t rearm_seen;
    unsigned interventions;                     /* of the keeper, as far as heeded */
    uint8_t response_instrument[RESPONSES_MAX]; /* of RESPONSE_CHANNEL sources; 0xff otherwise */
    uint8_t response_channel[RESPONSES_MAX];
    bool response_lost[RESPONSES_MAX];
    _Atomic uint8_t responses_held; /* bit per response (bench_response.c) */
};

void bench_report(struct bench *bench, const struct report *report);
void bench_report_code(struct bench *bench, enum report_kind kind, uint8_t instrument,
                       uint8_t code);

/* Around every call of a driver or a stimulus; leaving the outermost runs what waits. */
void bench_enter(struct bench *bench);
void bench_leave(struct bench *bench);
/* A stop that is raised but not yet heeded is a stop. */
bool bench_is_stopped(const struct bench *bench);
/* When it wants to be called: never again within TICK_FLOOR of its last tick. */
mono_ns deadline_floor(mono_ns deadline, mono_ns ticked);

/* Stimuli (bench_stimuli.c) */
enum status slots_init(struct bench *bench);
void slot_start(struct bench *bench, const struct stimulus_request *request);
/* A stop reaches also what is ending already for another reason. */
void slot_end(struct slot *slot, enum end_reason reason);
void slot_event(struct slot *slot, const struct event *event);
void slot_tick(struct slot *slot);
/* When it wants its next tick; NEVER where nothing runs. */
mono_ns slot_deadline(struct slot *slot);
/* Nobody waits any longer until it is seen off. */
void slot_released(struct slot *slot);
void slot_record(struct slot *slot, enum record_kind kind, const struct event *event,
                 uint8_t stream);
struct slot *slot_find(struct bench *bench, stimulus_handle handle); /* NULL: not running */
/* Which of the stimulus's channels this is. */
bool slot_owns(const struct slot *slot, uint8_t instrument, uint8_t channel, uint8_t *stream);
bool slot_uses(const struct slot *slot, uint8_t instrument);
enum channel_kind channel_kind_of(const struct bench *bench, struct channel_ref channel);
/* The running stimulus that owns the channel; NULL: none. */
struct slot *channel_owner(struct bench *bench, struct channel_ref channel, uint8_t *stream);
/* By any stimulus: its channels, or as the response that could end it. */
bool bench_is_used(const struct bench *bench, uint8_t instrument);
/* The stricter of bench_limit() and the protocol's. */
double channel_limit(const struct bench *bench, struct channel_ref channel,
                     const struct slot *owner);
/* Of a temperature: how far it may be read beyond the limits of lab and instrument, and how high that is. */
double channel_slack(const struct bench *bench, struct channel_ref channel,
                     const struct stimulus_request *request);
double reading_limit(const struct bench *bench, struct channel_ref channel,
                     const struct slot *owner);
/* Nothing that energises while stopped or past a limit; `owner` NULL: an order from outside.
 * STATUS_GONE, STOPPED, BUSY (not ready), UNSUPPORTED, RANGE, IO (nobody could stop it), or the
 * driver's. */
enum status bench_command(struct bench *bench, struct channel_ref channel,
                          const struct command *command, const struct slot *owner);
/* Carries out what a stimulus ordered. */
void slot_obeyed(struct bench *bench, const struct pending *pending);
/* An order from outside, which must not disturb what runs. */
enum status bench_order_command(struct bench *bench, const struct order *order);

/* What running stimuli give (bench_dose.c) */
void slot_dose_begin(struct slot *slot);
void slot_dose_gap(struct slot *slot, uint8_t instrument);
/* `event` in degC. */
void slot_dose_reading(struct slot *slot, const struct event *event, uint8_t stream);
/* Of the channel that gave most; the time since its last reading counts at what that read. */
struct thermal_dose slot_dose_given(const struct slot *slot, mono_ns t);
/* Its thermode was out of sight in between, so that `given` may be too little. */
bool slot_dose_is_unseen(const struct slot *slot, mono_ns t);

/* What running stimuli show (bench_look.c): once a turn, where the host asks for it. */
void looks_keep(struct bench *bench);

/* Markers (bench_marker.c) */
/* After the roles are bound. */
void marker_init(struct bench *bench);
/* Nothing where the bench has no output, or no byte for this one. */
void marker_add(struct bench *bench, enum marker marker, mono_ns due);
/* Once a turn, after all that may stop something has been written. */
void marker_tend(struct bench *bench);
mono_ns marker_deadline(const struct bench *bench);
/* The link is to be dropped: its lines go to 0, what waits is lost. */
void marker_leave(struct bench *bench, uint8_t instrument);
/* What runs is on, or off, from `t` on. Told again it is no second mark. */
void slot_mark(struct slot *slot, mono_ns t, bool is_on);

/* Whether a stop was heard (bench_confirm.c) */
/* The driver has taken a COMMAND_DRIVE. */
void confirm_driven(struct bench *bench, struct channel_ref channel, const struct command *command);
/* The driver has taken a COMMAND_LEVEL. */
void confirm_level(struct bench *bench, struct channel_ref channel, double level);
/* The instrument was told to stop; it came back after it was driven. */
void confirm_begin(struct bench *bench, uint8_t instrument);
void confirm_attached(struct bench *bench, uint8_t instrument);
/* Its driver has set it up (again). False: it counts as ready once it was seen at rest, which is told then. */
bool confirm_ready(struct bench *bench, uint8_t instrument);
/* `value` in the role's unit. */
void confirm_reading(struct bench *bench, const struct event *event, double value);
/* NOTICE_AT_REST. */
void confirm_at_rest(struct bench *bench, const struct event *event);
void confirm_tend(struct bench *bench);
mono_ns confirm_deadline(const struct bench *bench);
/* How long it can take at most from a stop until the alarm for what moves as it should. */
mono_ns confirm_longest(const struct bench *bench);
/* An instrument has not been seen at rest, and the alarm has not been raised. */
bool confirm_is_awaited(const struct bench *bench);

/* Instruments and their links (bench_links.c) */
void link_read(struct bench *bench, uint8_t instrument);
void link_flush(struct bench *bench, uint8_t instrument);
void link_tick(struct bench *bench, uint8_t instrument);
/* Nobody here may write to a descriptor that is somebody else's by then. What the line has not taken of
 * the stop sequence becomes the keeper's to write. */
void link_forget(struct bench *bench, uint8_t instrument);
extern const struct driver_io bench_driver_io; /* without its host */

/* Responses (bench_response.c) */
/* An edge, or a notice, of an instrument. */
void response_button(struct bench *bench, const struct event *event);
/* False: it is about a button that nobody responds with, which matters to no stimulus. */
bool response_notice(struct bench *bench, const struct event *event);
/* Its link is gone. */
void response_unplugged(struct bench *bench, uint8_t instrument);
/* There is somebody who could end what starts. Where a source is gone, that is a stop as well. */
bool responses_allow(const struct bench *bench);

/* -1: the driver has no channel of that name. */
int channel_find(const struct driver *driver, const char *name);

#endif
