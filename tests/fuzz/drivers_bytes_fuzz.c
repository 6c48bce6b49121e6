/* Every driver of the registry under arbitrary bytes, times and commands. The input is a program:
 * noise, lines that nearly belong to the instrument, true answers to the last frame, waiting,
 * commands, replugging.
 *
 * Checked at every step: no reading outside ready … fault; finite values in the channel's range;
 * sequence numbers go up; nothing energising without a command to drive; frames fit; the deadline
 * is ahead. */
#include "hw/driver.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct answer_row {
    const char *driver, *frame, *reply;
};

#define TCS_HELP                                                                                   \
    "\rFirmware: 014 x\rProbe ID: 2D\rProbe TYPE: 003\r\rCommand list:\rNxxx: 200 to "             \
    "400\rSxxxxx:\r"                                                                               \
    "Csxxx: 000 to 600\rVsxxxx:\rRsxxxx:\rDsxxxxx:\rL:\rA:\rF:\rE:\rB:\rK:\rQ:\rOmxxx:\r"          \
    "Ovsxxxxx:\rOrsxxxxx:\rUexxxxx:\r"

static const struct answer_row answers[] = {
    {"qst-tcs", "H", TCS_HELP},
    {"qst-tcs", "H\r\n", TCS_HELP},
    {"qst-tcs", "E", "\r300+320+321+319+320+320"},
    {"qst-tcs", "K", "\r01"},
    {"qst-tcs", "B", "\r25.1234v 080%"},
    {"qst-tcs", "Q", "000000"},
    {"mark10", "?C\r", "12.5 N\r\n"},
    {"mark10", "?\r", "12.5 N\r\n"},
    {"mark10", "RM\r", "M5-200\r\n"},
    {"mark10", "RV\r", "1.00\r\n"},
    {"mark10", "RS\r", "3456789\r\n"},
    {"mark10", "LIST\r", "V1.00;N;CUR;FLTC8;FLTP1;AOUT00;AOFF5;FULL;B0\r\n"},
    {"wagner-fpx", "?\r\n", "12.50 lbf\r\n"},
    {"imada-d", "D\r", "+12.50NTO\r"},
    {"imada-d", "", "R\r"}, /* to any other frame */
    {"imada-zt", "XFC\r", "XFC020811100713\r"},
    {"imada-zt", "XAR\r", "r+12.500000000000000\r"},
    {"imada-zt", "XAG\r", "l+12.500000000000000\rl+12.500000000000000\r"},
    {"nidec-fg7000", "PZ", "R\x06"},
    {"nidec-fg7000", "", "-12.5 N\r"},
    {"lutron", "",
     "\x02"
     "41590200001250\r"},
    {"presser", "ID\r", "PRESSER 1.0 SN004711\r\n"},
    {"presser", "READ\r", "D 57 0.0 0.0 0.0\r\n"},
    {"presser", "", "OK\r\n"}, /* to any other frame */
};

static const char *const lines[] = {
    "%d.%d N\r\n",
    "-%d.%d lbF\r\n",
    "%d N%d\r\n",
    "%d.%d\r\n",
    "*%d%d\r\n",
    "%d.%d kN\r\n",
    "%d.%d Nm\r\n",
    "D %d %d.0 0.0 0.0\r\n",
    "D %d 0.0 0.0 %d.5\r\n",
    "B %d%d\r\n",
    "E %d%d\r",
    "ERR %d%d\r\n",
    "OK\r\n%d%d",
    "W\r\n%d%d",
    "S\n%d%d",
    "PRESSER READY\r\n%d%d",
    "HELP %d%d lbf\r\n",
    "+%02d.%02dNTO\r",
    "+%02d.%02dKPE\r",
    "R\rE\rGauge Started.\r%d%d",
    "l+%02d.%02d0000000000000\r",
    "XFC02081110%02d%02d\r",
    "R\x06-%d.%d kgf\r",
    "0 N\r-%d.%d N.cm\r",
    "\x02"
    "4159020000%02d%02d\r",
    "\x02"
    "418%d%d200001234\r",
    "\r300+%03d+%03d+320+320+320",
    "\r300-%03d+%03d+650+320",
    "\r%d%d",
    "\r%02d%04d",
    "%02d%04d",
    "\r%d.%04dv 019%%",
    "+31.%d+31.%d+31.0",
    "Dsxxxxx: %d%d\r",
};

struct run {
    const struct driver *driver;
    const uint8_t *input;
    size_t left;
    mono_ns now;
    int64_t seq;
    bool ready, driving;
    char frame[FRAME_MAX + 1];
};

static void check(bool promise, const char *what)
{
    if (promise)
        return;
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
}

static uint8_t take(struct run *run)
{
    if (run->left == 0)
        return 0;
    run->left--;
    return *run->input++;
}

static void on_send(void *host, enum frame_class class, const uint8_t *frame, size_t n)
{
    struct run *run = host;
    check(n > 0 && n <= FRAME_MAX, "a frame fits");
    check(class == FRAME_SAFE || run->driving, "nothing energises without a command to drive");
    check(class == FRAME_SAFE || run->driver->energises,
          "only an instrument that energises is driven");
    memcpy(run->frame, frame, n);
    run->frame[n] = '\0';
}

static void on_measured(struct run *run, const struct event *event)
{
    const struct channel_info *channel = &run->driver->channels[event->channel];
    check(run->ready, "nothing is measured before ready or after a fault");
    check(isfinite(event->value) && event->value >= channel->value_min &&
              event->value <= channel->value_max,
          "a value lies in its channel's range");
    check((int64_t)event->seq > run->seq, "the sequence goes up");
    run->seq = event->seq;
}

static void on_event(void *host, const struct event *event)
{
    struct run *run = host;
    check(event->channel < run->driver->n_channels, "the channel exists");
    check(event->t == run->now, "an event has the time of its bytes");
    check(isfinite(event->value), "an event's value is a number");
    switch ((enum event_kind)event->kind) {
    case EVENT_READY:
        run->ready = true;
        return;
    case EVENT_FAULT:
        check(event->code != FAULT_NONE, "a fault has a name");
        run->ready = false;
        return;
    case EVENT_READING:
    case EVENT_RATING:
        on_measured(run, event);
        return;
    case EVENT_RESPONSE:
        check(event->value == 0 || event->value == 1, "a button is pressed or not");
        return;
    case EVENT_NOTICE:
        return;
    }
    check(false, "the kind of event is known");
}

static void on_identity(void *host, const struct instrument_identity *identity)
{
    (void)host;
    check(memchr(identity->model, 0, sizeof identity->model) &&
              memchr(identity->serial, 0, sizeof identity->serial) &&
              memchr(identity->firmware, 0, sizeof identity->firmware),
          "the identity is terminated");
}

static void do_noise(struct run *run, void *state, const struct driver_io *io)
{
    size_t n = take(run) % 128;
    n = n < run->left ? n : run->left;
    run->driver->bytes(state, run->now, run->input, n, io);
    run->input += n;
    run->left -= n;
}

static void do_line(struct run *run, void *state, const struct driver_io *io)
{
    char text[64];
    const char *line = lines[take(run) % (sizeof lines / sizeof lines[0])];
    const int a = take(run), b = take(run);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, line, a, b);
#pragma GCC diagnostic pop
    run->driver->bytes(state, run->now, (const uint8_t *)text, strlen(text), io);
}

static void do_answer(struct run *run, void *state, const struct driver_io *io)
{
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const struct answer_row *row = &answers[i];
        if (strcmp(row->driver, run->driver->name) != 0 ||
            (*row->frame && strcmp(row->frame, run->frame) != 0))
            continue;
        run->driver->bytes(state, run->now, (const uint8_t *)row->reply, strlen(row->reply), io);
        return;
    }
}

static void do_wait(struct run *run, void *state, const struct driver_io *io)
{
    const uint8_t how = take(run);
    const mono_ns deadline = run->driver->deadline(state);
    if (how < 128 && deadline != MONO_NEVER && deadline > run->now)
        run->now = deadline;
    else
        run->now += how * MONO_MS;
    run->driver->tick(state, run->now, io);
}

static void do_command(struct run *run, void *state, const struct driver_io *io)
{
    static const double numbers[] = {0,   0.05, 1,   31.9, 40,       50, 99.99,
                                     100, 200,  1e9, -1,   INFINITY, NAN};
    const size_t n = sizeof numbers / sizeof numbers[0];
    const struct command command = {.kind = take(run) % 7,
                                    .channel = take(run) % 8,
                                    .rate_hz = numbers[take(run) % n],
                                    .target = numbers[take(run) % n],
                                    .rate_per_s = numbers[take(run) % n],
                                    .return_per_s = numbers[take(run) % n],
                                    .hold = (mono_ns)(take(run) - 4) * 5 * MONO_SEC};
    run->driving = command.kind == COMMAND_DRIVE || command.kind == COMMAND_LEVEL;
    run->frame[0] = '\0';
    const enum status status = run->driver->command(state, run->now, &command, io);
    check(status == STATUS_OK || run->frame[0] == '\0', "a refused command sends nothing");
    check(run->ready || status != STATUS_OK, "no command before ready");
    run->driving = false;
}

static void do_open(struct run *run, void *state, const struct driver_io *io)
{
    run->ready = false;
    run->driver->opened(state, run->now, io);
}

/* Left alone with nobody answering, it says so in time. */
static void finish(struct run *run, void *state, const struct driver_io *io)
{
    do_open(run, state, io);
    const mono_ns limit = run->now + run->driver->announces_within;
    for (int i = 0; i < 1000 && run->now <= limit; i++) {
        const mono_ns deadline = run->driver->deadline(state);
        check(deadline > run->now, "the deadline is ahead");
        run->now = deadline;
        run->driver->tick(state, run->now, io);
    }
    check(run->now > limit, "deadlines are not a busy loop");
    check(!run->ready, "silence is not ready");
}

static void run_driver(const struct driver *driver, const uint8_t *input, size_t n)
{
    static void (*const steps[])(struct run *, void *, const struct driver_io *) = {
        do_noise, do_line, do_answer, do_wait, do_answer, do_wait, do_command};
    _Alignas(max_align_t) uint8_t state[DRIVER_STATE_MAX] = {0};
    struct run run = {.driver = driver, .input = input, .left = n, .now = MONO_SEC, .seq = -1};
    const struct driver_io io = {&run, on_send, on_event, on_identity};
    const uint8_t flags = take(&run);
    const struct driver_config config = {
        .invert = flags & 1, .overload_n = flags & 2 ? 100 : 0, .stream_hz = flags & 4 ? 250 : 0};
    driver->init(state, &config);
    do_open(&run, state, &io);
    while (run.left > 0) {
        const uint8_t step = take(&run);
        if (step == 255)
            do_open(&run, state, &io);
        else
            steps[step % (sizeof steps / sizeof steps[0])](&run, state, &io);
    }
    finish(&run, state, &io);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 0; driver_at(i); i++)
        run_driver(driver_at(i), data, size);
    return 0;
}
