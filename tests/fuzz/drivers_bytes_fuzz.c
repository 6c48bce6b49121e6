/* Every driver of the registry under arbitrary bytes, times and commands. The input is a program:
 * noise, lines that nearly belong to the instrument, true answers to the last frame, waiting,
 * commands, replugging.
 *
 * Checked at every step: no reading outside ready … fault; finite values in the channel's range;
 * sequence numbers go up; nothing energising without a command to drive; frames fit; the deadline
 * is ahead. */
#include "fuzz_program.h"
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

/* To a packet of the CPAR+'s driver, which names no port here. */
#define PLUS(command) "START;USE PORT COM1 CPARPLUS;CMD " command ";END;"

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
    {"te-tech", "*00010000000040\r", "*XXXXXXXXc0^"},
    {"te-tech", "*00010000000041\r", "*000009c4ca^"}, /* 25.00 */
    {"te-tech", "*00060000000046\r", "*00000a28bb^"},
    {"te-tech", "*004b000000007a\r", "*0000000181^"},
    {"te-tech", "*0044000000004c\r", "*0000000181^"},
    {"te-tech", "*002b0000000175\r", "*0000000181^"},
    {"te-tech", "*00320000000146\r", "*0000000181^"},
    {"te-tech", "*002d0000000177\r", "*0000000181^"},
    {"te-tech", "", "*0000000080^"}, /* to any other frame */
    {"evas", "", "042\r\n043\r\n"},
    {"julabo", "status\r",
     "\x11"
     "03 REMOTE START\r\n"},
    {"julabo", "version\r", "JULABO CF31 VERSION 1.2\r\n"},
    {"julabo", "in_pv_00\r", "24.81\r\n"},
    /* the same with even parity */
    {"julabo", "\xf3t\xe1t\xf5\xf3\x8d",
     "03\xa0\xd2\xc5M\xcf\xd4\xc5\xa0S\xd4"
     "A\xd2\xd4\x8d\n"},
    {"julabo", "i\xee_\xf0\xf6_00\x8d", "\xb2\xb4.\xb8\xb1\x8d\n"},
    {"lauda", "STATUS\r", "0\r\n"},
    {"lauda", "TYPE\r", "ECO\r\n"},
    {"lauda", "VERSION\r", "1.15\r\n"},
    {"lauda", "IN_PV_00\r", "24.81\r\n"},
    {"lauda", "STAT\r", "0100000\r\n"},
    {"huber", "{M0A****\r\n", "{S0A0003\r\n"},
    {"huber", "{M01****\r\n", "{S0109B1\r\n"},
    {"huber", "{M05****\r\n", "{S05FFFE\r\n"},
    {"huber", "{M06****\r\n", "{S067FFF\r\n"},
    {"cpar-plus", "START;USE SERVER;CMD PORTS;END;", "START;PORT COM1;END;"},
    {"cpar-plus", PLUS("PING"), "START;DEVICE CPAR+;VERSION 1.0.1;END;"},
    {"cpar-plus", PLUS("STATE"),
     "START;STATE STATE_IDLE;RESPONSE_CONNECTED 1;RESPONSE_LOW 1;POWER 1;START_POSSIBLE 1;"
     "STOP_CONDITION 3;FINAL_PRESSURE01 0;FINAL_PRESSURE02 0;SUPPLY_PRESSURE_OK 1;"
     "SUPPLY_PRESSURE 5020;END;"},
    {"cpar-plus", PLUS("SIGNALS"), "START;DATA 12 0 3;DATA 13 0 3;END;"},
    {"cpar-plus", PLUS("RATING"), "START;SCORE 3;FINAL_SCORE 0;BUTTON 0;LATCHED_BUTTON 1;END;"},
    {"cpar-plus", "", "START;OK;END;"}, /* to any other frame */
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
    "!0000%02d+%02dE7AE\r",
    "!0000000985\r%d%d",
    "*%04d%04dc0^",
    "*XXXXXXXXc0^%d%d",
    "*0000000080^%d%d",
    "0%02d\r\n0%02d\r\n",
    "999\r\n%03d\n%d",
    "C\r\nL\r\nR\r\n%03d\r\n%d",
    "START;DATA %d 0 %d;END;",
    "START;SCORE %d;FINAL_SCORE %d;BUTTON 1;LATCHED_BUTTON 1;END;",
    "START;STATE STATE_STIMULATING;POWER %d;RESPONSE_LOW %d;",
    "START;ERR InvalidInteger;END;%d%d",
    "START;ERR;NoStatus;END;%d%d",
    "START;PORT COM%d;PORT COM%d;END;",
    "START;DATA %d %d 0;",
    "END;%d;START;OK;END;%d",
    "-%02d LOW LEVEL ALARM\r\n%d",
    "\x13"
    "03 REMOTE START\r\n%d.%d\r\n",
    "-1\r\n-%d.%02d\r\n",
    "ERR_%d\r\nERR_%d\r\n",
    "0\n\r%d.%02d\r\n",
    "{S01FF%02d\r\n{S017FFF\r\n%d",
    "{S0A0%03d\r\n{S05FF%02d\r\n",
};

struct run {
    const struct driver *driver;
    struct fuzz_program program;
    mono_ns now;
    int64_t seq;
    bool ready;
    bool driving; /* since a command to drive: what is read back in between goes out later */
    char frame[FRAME_MAX + 1];
};

static uint8_t take(struct run *run)
{
    return fuzz_take(&run->program);
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
        run->driving = false;
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
    case EVENT_MARK:
        check(false, "marks are the examiner's");
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
    const uint8_t *from;
    n = fuzz_take_some(&run->program, n, &from);
    run->driver->bytes(state, run->now, from, n, io);
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

static unsigned crc_of(const char *text)
{
    unsigned crc = 0;
    for (; *text; text++) {
        crc ^= (unsigned)(uint8_t)*text << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
    }
    return crc;
}

/* What it reads, so that it is soon ready, and an acknowledgement of what it sets. */
static size_t mecom_answer(const char *frame, char *reply, size_t cap)
{
    static const struct {
        const char *reg, *value;
    } values[] = {{"0064", "00000443"}, {"0803", "00000002"}, {"0068", "00000001"},
                  {"006C", "00000001"}, {"080C", "3F000000"}, {"07D0", "00000002"},
                  {"0FAB", "42340000"}, {"03E8", "41C80000"}, {"03E9", "41C80000"}};
    const size_t n = strlen(frame);
    if (n < 17)
        return 0;
    if (frame[7] != '?')
        return (size_t)snprintf(reply, cap, "!%.6s%s", frame + 1, frame + n - 5);
    snprintf(reply, cap, "!%.6s00000000", frame + 1);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strncmp(frame + 10, values[i].reg, 4) == 0)
            snprintf(reply, cap, "!%.6s%s", frame + 1, values[i].value);
    return (size_t)snprintf(reply + 15, cap - 15, "%04X\r", crc_of(reply)) + 15;
}

static void do_answer(struct run *run, void *state, const struct driver_io *io)
{
    char reply[32];
    if (strcmp(run->driver->name, "meerstetter") == 0) {
        const size_t n = mecom_answer(run->frame, reply, sizeof reply);
        run->driver->bytes(state, run->now, (const uint8_t *)reply, n, io);
        return;
    }
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
    const struct command command = {.kind = take(run) % 8,
                                    .channel = take(run) % 8,
                                    .rate_hz = numbers[take(run) % n],
                                    .target = numbers[take(run) % n],
                                    .rate_per_s = numbers[take(run) % n],
                                    .return_per_s = numbers[take(run) % n],
                                    .hold = (mono_ns)(take(run) - 4) * 5 * MONO_SEC,
                                    .off = MONO_SEC,
                                    .pulses = 10};
    const bool drives = command.kind == COMMAND_DRIVE || command.kind == COMMAND_TRAIN ||
                        command.kind == COMMAND_LEVEL;
    const bool drove = run->driving;
    run->driving |= drives;
    run->frame[0] = '\0';
    const enum status status = run->driver->command(state, run->now, &command, io);
    check(status == STATUS_OK || run->frame[0] == '\0', "a refused command sends nothing");
    check(run->ready || status != STATUS_OK, "no command before ready");
    run->driving = drove || (drives && status == STATUS_OK);
}

static void do_open(struct run *run, void *state, const struct driver_io *io)
{
    run->ready = run->driving = false;
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
    check(!run->ready || run->driver->is_told_only, "silence is not ready");
}

static void run_driver(const struct driver *driver, const uint8_t *input, size_t n)
{
    static void (*const steps[])(struct run *, void *, const struct driver_io *) = {
        do_noise, do_line, do_answer, do_wait, do_answer, do_wait, do_command};
    _Alignas(max_align_t) uint8_t state[DRIVER_STATE_MAX] = {0};
    struct run run = {.driver = driver, .program = {input, n}, .now = MONO_SEC, .seq = -1};
    const struct driver_io io = {&run, on_send, on_event, on_identity};
    const uint8_t flags = take(&run);
    const struct driver_config config = {
        .invert = flags & 1, .overload_n = flags & 2 ? 100 : 0, .stream_hz = flags & 4 ? 250 : 0};
    driver->init(state, &config);
    do_open(&run, state, &io);
    while (run.program.left > 0) {
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
