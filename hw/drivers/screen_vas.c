/* The participant's window as an instrument: a rating scale on a screen, moved by mouse, finger, joystick or arrow keys.
 *
 * Its language is ours. ASCII, lines end with CR LF. Each line of the window ends with ` *` and two hexadecimal digits in
 * capitals: CRC-8 (polynomial 07, from 00) of all before the blank.
 *   `vas?`                  to it: who is there? It is the only thing that is ever said to it
 *   `limen-vas 1 VERSION`   its answer: the language, and of which program
 *   `v SSSSS X.XXX B`       fifty times a second, asked or not: a counter of five digits (00000 to 65535, then 00000), where
 *                           the mark stands from 0 to 10 with three decimals, and 1 while its button is down, else 0. Without
 *                           a touch there is no mark, and `-` stands for it: that is missing, and never a zero; it is told
 *                           once (NOTICE_UNRATED)
 *
 * Invariants
 * 1. A rating comes from one whole line in that form whose check fits.
 * 2. The counter tells every line that is missing. It may have had a rating, so it counts as one; a line that comes twice
 * counts once. A counter that goes back is another window's.
 * 3. It is never told to do anything, and is as often heard in a stimulus as between two: what it is not, and that is all,
 * is silent. */
#include "ecp_internal.h"
#include "hw/driver.h"
#include "line_reader_internal.h"
#include "talk_internal.h"

#include "base/decimal.h"

#include <ctype.h>

#define ASK_EVERY (250 * MONO_MS)
#define SILENCE (250 * MONO_MS)
#define RETRY (250 * MONO_MS)

enum { TRIES = 4, CHECK_SIZE = 5, COUNTER_DIGITS = 5, COUNTER_END = 65536, MISSED_MOST = 1000 };
enum screen_channel { SCREEN_VAS, SCREEN_BUTTON, SCREEN_CHANNELS };

enum screen_state {
    SCREEN_CLOSED,  /* until opened(), and after the identity where only that is wanted */
    SCREEN_ASKING,  /* who is there: take_identity() goes to WAITING or CLOSED */
    SCREEN_WAITING, /* for the first line: take_sample() goes to READY */
    SCREEN_READY,   /* fault() goes to FAULTED */
    SCREEN_FAULTED  /* until `wake`: begin() goes to ASKING */
};

struct screen {
    struct line_reader reader;
    struct noise noise;
    struct stranger stranger;
    mono_ns wake; /* READY: silent, if nothing comes by then */
    uint32_t seq;
    uint16_t counter; /* of the last line */
    uint8_t state;    /* enum screen_state */
    uint8_t tries;
    uint8_t announced; /* the fault told since the last EVENT_READY, FAULT_NONE if none */
    bool heard;
    bool is_pressed;
    bool is_rated; /* a rating was told, and the mark has not gone since */
    bool only_identifies;
};

struct sample {
    uint16_t counter;
    bool is_touched, is_pressed;
    double rating;
};

/* ---- what a line says ------------------------------------------------------------------------------- */

static bool take_char(const char **at, const char *end, char c)
{
    if (*at == end || **at != c)
        return false;
    (*at)++;
    return true;
}

static bool read_counter(const char **at, const char *end, uint16_t *counter)
{
    uint32_t value = 0;
    if (end - *at < COUNTER_DIGITS)
        return false;
    for (int i = 0; i < COUNTER_DIGITS; i++, (*at)++) {
        if (!isdigit((unsigned char)**at))
            return false;
        value = value * 10 + (uint32_t)(**at - '0');
    }
    *counter = (uint16_t)value;
    return value < COUNTER_END;
}

static bool read_rating(const char **at, const char *end, double *rating)
{
    const size_t n = decimal_parse(*at, (size_t)(end - *at), rating);
    if (n < sizeof "0.000" - 1 || (*at)[n - 4] != '.')
        return false;
    *at += n;
    return true;
}

static bool read_sample(const char *text, size_t n, struct sample *sample)
{
    const char *at = text, *end = text + n;
    *sample = (struct sample){0};
    if (!take_char(&at, end, 'v') || !take_char(&at, end, ' ') ||
        !read_counter(&at, end, &sample->counter) || !take_char(&at, end, ' '))
        return false;
    sample->is_touched = !take_char(&at, end, '-');
    if (sample->is_touched && !read_rating(&at, end, &sample->rating))
        return false;
    if (!take_char(&at, end, ' ') || end - at != 1 || (*at != '0' && *at != '1'))
        return false;
    sample->is_pressed = *at == '1';
    return true;
}

/* What stands before the check; 0: it does not fit. */
static size_t checked_size(const struct line *line)
{
    static const char digits[] = "0123456789ABCDEF";
    if (!line->whole || line->length <= CHECK_SIZE - 1)
        return 0;
    const size_t n = line->length - (CHECK_SIZE - 1);
    const uint8_t crc = ecp_crc8((const uint8_t *)line->text, n);
    const char check[] = {' ', '*', digits[crc >> 4], digits[crc & 15]};
    return memcmp(line->text + n, check, sizeof check) == 0 ? n : 0;
}

/* ---- finding out who is there ----------------------------------------------------------------------- */

static void ask(struct screen *s, mono_ns now, const struct driver_io *io)
{
    s->wake = now + ASK_EVERY;
    send_text(io, FRAME_SAFE, "vas?\r\n");
}

static void begin(struct screen *s, mono_ns now, const struct driver_io *io)
{
    s->state = SCREEN_ASKING;
    s->tries = TRIES;
    s->is_rated = false;
    s->heard = false;
    s->stranger = (struct stranger){0};
    s->noise = (struct noise){0};
    ask(s, now, io);
}

/* A fault that lasts is told once, not at every attempt to recover. */
static void fail(struct screen *s, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&s->noise, t, io);
    s->state = SCREEN_FAULTED;
    s->wake = t + RETRY;
    if (s->announced == fault)
        return;
    s->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

static bool take_identity(struct screen *s, mono_ns t, const char *text, size_t n,
                          const struct driver_io *io)
{
    static const char name[] = "limen-vas 1 ";
    struct instrument_identity identity = {.model = "Limen VAS"};
    const size_t size = sizeof name - 1;
    if (n <= size || n - size >= sizeof identity.firmware || memcmp(text, name, size) != 0)
        return false;
    memcpy(identity.firmware, text + size, n - size);
    io->identity(io->host, &identity);
    s->state = s->only_identifies ? SCREEN_CLOSED : SCREEN_WAITING;
    s->wake = t + SILENCE;
    if (s->only_identifies)
        tell(io, EVENT_READY, 0, t, 0);
    return true;
}

/* ---- at work ---------------------------------------------------------------------------------------- */

static void take_button(struct screen *s, mono_ns t, bool is_pressed, const struct driver_io *io)
{
    const struct event event = {
        .t = t, .value = is_pressed, .kind = EVENT_RESPONSE, .channel = SCREEN_BUTTON};
    if (is_pressed != s->is_pressed)
        io->event(io->host, &event);
    s->is_pressed = is_pressed;
}

static void take_rating(struct screen *s, mono_ns t, double rating, const struct driver_io *io)
{
    const struct event event = {
        .t = t, .value = rating, .seq = s->seq++, .kind = EVENT_RATING, .channel = SCREEN_VAS};
    io->event(io->host, &event);
    s->is_rated = true;
}

static void mark_gone(struct screen *s, mono_ns t, const struct driver_io *io)
{
    if (s->is_rated)
        tell_of(io, t, (struct told){EVENT_NOTICE, NOTICE_UNRATED, SCREEN_VAS}, 0);
    s->is_rated = false;
}

/* False: the line was there before, or it is another window's. */
static bool take_counter(struct screen *s, mono_ns t, uint16_t counter, const struct driver_io *io)
{
    const uint16_t missed = (uint16_t)(counter - s->counter - 1);
    if (counter == s->counter)
        return false;
    if (missed > MISSED_MOST) {
        fail(s, FAULT_REBOOT, t, io);
        return false;
    }
    s->counter = counter;
    s->seq += missed;
    if (missed > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, missed);
    return true;
}

static void take_sample(struct screen *s, mono_ns t, const struct sample *sample,
                        const struct driver_io *io)
{
    if (sample->is_touched && sample->rating > 10) {
        fail(s, FAULT_RANGE, t, io);
        return;
    }
    if (s->state == SCREEN_READY) {
        noise_good(&s->noise, t, io);
        if (!take_counter(s, t, sample->counter, io))
            return;
    }
    s->counter = sample->counter;
    s->wake = t + SILENCE;
    take_button(s, t, sample->is_pressed, io); /* one that is held is known before it is ready */
    if (s->state == SCREEN_WAITING) {
        s->state = SCREEN_READY;
        s->announced = FAULT_NONE;
        tell(io, EVENT_READY, 0, t, 0);
    }
    if (sample->is_touched)
        take_rating(s, t, sample->rating, io);
    else
        mark_gone(s, t, io);
}

static void take_line(struct screen *s, mono_ns t, const struct line *line,
                      const struct driver_io *io)
{
    struct sample sample;
    const size_t n = checked_size(line);
    const bool is_sample = n > 0 && read_sample(line->text, n, &sample);
    if (s->state == SCREEN_ASKING && !is_sample) {
        if (n == 0 || !take_identity(s, t, line->text, n, io))
            stranger_line(&s->stranger, line);
    } else if (is_sample && (s->state == SCREEN_WAITING || s->state == SCREEN_READY)) {
        take_sample(s, t, &sample, io);
    } else if (n == 0 && s->state == SCREEN_READY && noise_add(&s->noise, line->length)) {
        fail(s, FAULT_GARBLED, t, io);
    }
}

/* ---- the contract ----------------------------------------------------------------------------------- */

static void screen_vas_init(void *state, const struct driver_config *config)
{
    ((struct screen *)state)->only_identifies = config->only_identifies;
}

static void screen_vas_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct screen *s = state;
    s->reader = (struct line_reader){0};
    s->announced = FAULT_NONE;
    s->is_pressed = false;
    begin(s, now, io);
}

static void screen_vas_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                             const struct driver_io *io)
{
    struct screen *s = state;
    s->heard = true;
    while (n > 0) {
        struct line line;
        const size_t taken = line_reader_take(&s->reader, data, n, &line);
        data += taken;
        n -= taken;
        if (line.ended)
            take_line(s, t, &line, io);
    }
}

static void screen_vas_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct screen *s = state;
    if (s->state == SCREEN_CLOSED || now < s->wake)
        return;
    if (s->state == SCREEN_FAULTED)
        begin(s, now, io);
    else if (s->state != SCREEN_ASKING)
        fail(s, FAULT_SILENT, now, io);
    else if (--s->tries > 0)
        ask(s, now, io);
    else
        fail(s, stranger_fault(&s->stranger, s->heard), now, io);
}

static enum status screen_vas_command(void *state, mono_ns now, const struct command *command,
                                      const struct driver_io *io)
{
    const struct screen *s = state;
    (void)now;
    (void)io;
    const bool is_known = command->channel < SCREEN_CHANNELS &&
                          (command->kind == COMMAND_IDLE || command->kind == COMMAND_STREAM);
    if (!is_known)
        return STATUS_UNSUPPORTED;
    return s->state == SCREEN_READY ? STATUS_OK : STATUS_BUSY;
}

static mono_ns screen_vas_deadline(const void *state)
{
    const struct screen *s = state;
    return s->state == SCREEN_CLOSED ? MONO_NEVER : s->wake;
}

static const struct channel_info channels[SCREEN_CHANNELS] = {
    [SCREEN_VAS] = {"vas", CHANNEL_RATING, false, 0, 10, false},
    [SCREEN_BUTTON] = {"button", CHANNEL_BUTTON, false, 0, 1, false},
};

_Static_assert(sizeof(struct screen) <= DRIVER_STATE_MAX, "the host provides no more");

const struct driver driver_screen_vas = {
    .name = "screen-vas",
    .title = "Participant's window: rating scale on a screen",
    .document = "the comment at the head of its driver",
    .maturity = MATURITY_SIMULATED,
    .line = {.baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .channels = channels,
    .n_channels = SCREEN_CHANNELS,
    .is_on_screen = true,
    .stop_frame = (const uint8_t *)"",
    .closing = (const uint8_t *)"",
    .longest_frame = 520834, /* "vas?" CR LF: 60 bits at 115200 baud */
    .announces_within = 2 * MONO_SEC,
    .silence = SILENCE,
    .state_size = sizeof(struct screen),
    .init = screen_vas_init,
    .opened = screen_vas_opened,
    .bytes = screen_vas_bytes,
    .tick = screen_vas_tick,
    .command = screen_vas_command,
    .deadline = screen_vas_deadline,
};
