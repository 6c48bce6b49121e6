/* What the files of the bench share. Private to hw/. */
#ifndef LIMEN_HW_BENCH_INTERNAL_H
#define LIMEN_HW_BENCH_INTERNAL_H

#include "hw/bench.h"

#include "base/ring.h"
#include "hw/output.h"

#include <stdatomic.h>

struct latest {
    _Atomic uint64_t value_bits;
    _Atomic int64_t t; /* 0: nothing yet */
};

struct instrument {
    const struct driver *driver;
    struct bench *bench;
    struct driver_io io;
    struct wire wire;
    struct output output;
    bool attached, ready, touched; /* touched: its driver was fed or ticked in this turn */
    double scale[CHANNELS_MAX];    /* from the channel's unit to the role's: 10/area for a force */
    double limit[CHANNELS_MAX];    /* stricter of instrument and lab, in the role's unit */
    struct latest latest[CHANNELS_MAX];
    mono_ns deadline; /* of the driver */
    _Alignas(16) uint8_t state[DRIVER_STATE_MAX];
};

struct slot {
    const struct reactor *reactor; /* NULL: free */
    struct bench *bench;
    struct reactor_io io;
    struct stimulus_request request;
    mono_ns deadline;
    uint8_t *state;
    bool ending;
};

struct bench {
    struct bench_spec spec;
    struct instrument instruments[INSTRUMENTS_MAX];
    struct slot slots[STIMULI_MAX];
    struct bench_host host;
    struct stop_line *stop;
    struct keeper *keeper;
    struct ring orders;
    mono_ns now;
    bool stopped, stop_reported;
    uint8_t response_instrument[RESPONSES_MAX]; /* of RESPONSE_CHANNEL sources; 0xff otherwise */
    uint8_t response_channel[RESPONSES_MAX];
};

void bench_report(struct bench *bench, const struct report *report);
void bench_report_code(struct bench *bench, enum report_kind kind, uint8_t instrument,
                       uint8_t code);

/* Stimuli (bench_stimuli.c) */
enum status slots_init(struct bench *bench);
void slot_start(struct bench *bench, const struct stimulus_request *request);
void slot_end(struct slot *slot, enum end_reason reason);
void slot_event(struct slot *slot, const struct event *event);
void slot_tick(struct slot *slot);
void slot_record(struct slot *slot, enum record_kind kind, const struct event *event,
                 uint8_t stream);
struct slot *slot_find(struct bench *bench, stimulus_handle handle); /* NULL: not running */
/* Which of the stimulus's channels this is. */
bool slot_owns(const struct slot *slot, uint8_t instrument, uint8_t channel, uint8_t *stream);
bool slot_uses(const struct slot *slot, uint8_t instrument);
bool bench_is_used(const struct bench *bench, uint8_t instrument); /* by any stimulus */
/* Nothing that energises while stopped or past the limit; STATUS_STOPPED, STATUS_RANGE, or the
 * driver's. */
enum status bench_command(struct bench *bench, struct channel_ref channel,
                          const struct command *command);

/* Instruments and their links (bench_links.c) */
void link_read(struct bench *bench, uint8_t instrument);
void link_flush(struct bench *bench, uint8_t instrument);
void response_event(struct bench *bench, const struct event *event, bool is_stop);
extern const struct driver_io bench_driver_io; /* without its host */

/* -1: the driver has no channel of that name. */
int channel_find(const struct driver *driver, const char *name);

#endif
