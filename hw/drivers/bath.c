/* Who answers, and what the bench calls.
 *
 * The first question is the state: its answer is like that of nobody else. Then names where there are any, then the
 * temperature, twice. Some circulators leave the works with seven bits and even parity, others with eight and none; a byte has
 * ten bits on the line either way, so the driver sets and checks the parity itself and asks in the other spelling when the
 * first is not understood. */
#include "bath_internal.h"

#include "base/decimal.h"

static const mono_ns FLUSH_MAX = 600 * MONO_MS;
static const mono_ns QUIET = 300 * MONO_MS; /* the closing is a command, too */
static const mono_ns SETUP_MAX = BATH_ANNOUNCE - 500 * MONO_MS, RETRY = MONO_SEC;
static const mono_ns SPACING = 300 * MONO_MS, AFTER_REPLY = 20 * MONO_MS;
static const mono_ns REPLY_WITHIN = 450 * MONO_MS;

/* degC: of anything that a hand could be put into, and of the water that is cooled down or boiled for it. */
#define BATH_MIN (-50.0)
#define BATH_MAX 110.0

enum { TRIES = 2, TEMPERATURE_TRIES = 4 };
enum { XON = 0x11, XOFF = 0x13, NO_TEXT = 0xff };
enum { WHOLE_DIGITS = 3, DECIMALS = 3 };

const struct channel_info bath_channels[1] = {
    {.name = "bath", .kind = CHANNEL_TEMPERATURE, .value_min = BATH_MIN, .value_max = BATH_MAX},
};

/* In a second a stirred bath does not go so far. */
const struct trust_rule bath_rule = {.step = 0.2, .slew_per_s = 0.3};

/* ---- answers ------------------------------------------------------------------------------------ */

uint8_t bath_decimal(const char *text, size_t n, double *value)
{
    size_t at = 0;
    while (at < n && text[at] == ' ')
        at++;
    const size_t sign = at < n && text[at] == '-';
    const char *const first = text + at + sign;
    const char *const point = memchr(first, '.', n - at - sign);
    if (!point || point == first || point - first > WHOLE_DIGITS)
        return 0;
    const size_t decimals = n - (size_t)(point + 1 - text);
    if (decimals > DECIMALS || decimal_parse(text + at, n - at, value) != n - at)
        return 0;
    *value += 0.0; /* a zero has no sign */
    return (uint8_t)decimals;
}

bool bath_is_name(const char *text, size_t n)
{
    bool has_letter = false;
    for (size_t i = 0; i < n; i++)
        has_letter |= (text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= 'a' && text[i] <= 'z');
    return has_letter;
}

enum fault bath_temperature_fault(const struct bath_reply *reply)
{
    if (reply->fault != FAULT_NONE)
        return (enum fault)reply->fault;
    return reply->degc >= BATH_MIN && reply->degc <= BATH_MAX ? FAULT_NONE : FAULT_RANGE;
}

/* ---- faults and questions ----------------------------------------------------------------------- */

/* One that lasts is told once, not at every attempt to recover. */
void bath_fault(struct bath *b, enum fault fault, int32_t code, mono_ns t,
                const struct driver_io *io)
{
    noise_tell(&b->noise, t, io);
    b->condition = BATH_FAULTED;
    b->wake = t + RETRY;
    b->outstanding = false;
    if (b->announced == fault)
        return;
    b->announced = (uint8_t)fault;
    if (code != 0)
        tell(io, EVENT_NOTICE, NOTICE_ERROR_REPLY, t, code);
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

static bool is_odd(uint8_t byte)
{
    byte ^= (uint8_t)(byte >> 4);
    byte ^= (uint8_t)(byte >> 2);
    byte ^= (uint8_t)(byte >> 1);
    return byte & 1;
}

static void send_spelled(const struct bath *b, const char *text, const struct driver_io *io)
{
    uint8_t frame[FRAME_MAX];
    const size_t n = strnlen(text, sizeof frame);
    for (size_t i = 0; i < n; i++) {
        frame[i] = (uint8_t)text[i];
        if (b->seven_bits && is_odd(frame[i]))
            frame[i] |= 0x80;
    }
    io->send(io->host, FRAME_SAFE, frame, n);
}

void bath_ask_now(struct bath *b, mono_ns now, const struct driver_io *io)
{
    if (b->reader.length > 0)
        b->reader.spoiled = true;
    b->outstanding = true;
    b->sent_at = now;
    b->free_at = now + SPACING;
    send_spelled(b, b->kind->questions[b->ask], io);
}

void bath_ask_over(struct bath *b, mono_ns t)
{
    b->outstanding = false;
    if (b->free_at < t + AFTER_REPLY)
        b->free_at = t + AFTER_REPLY;
}

bool bath_is_overdue(const struct bath *b, mono_ns now)
{
    return b->outstanding && now - b->sent_at >= REPLY_WITHIN;
}

/* ---- setting up --------------------------------------------------------------------------------- */

static void flush_begin(struct bath *b, mono_ns now, const struct driver_io *io)
{
    b->condition = BATH_FLUSH;
    b->wake = now + QUIET;
    b->flush_end = now + FLUSH_MAX;
    b->outstanding = false;
    send_spelled(b, b->kind->closing, io);
}

static void setup_begin(struct bath *b, mono_ns now, const struct driver_io *io)
{
    b->setup_end = now + SETUP_MAX;
    b->identity = (struct instrument_identity){0};
    b->stranger = (struct stranger){0};
    b->verdict = FAULT_NONE;
    b->has_turned = b->heard = false;
    flush_begin(b, now, io);
}

static void step_enter(struct bath *b, enum bath_ask ask)
{
    b->ask = (uint8_t)ask;
    b->tries = ask == BATH_TEMPERATURE ? TEMPERATURE_TRIES : TRIES;
    b->verdict = FAULT_NONE;
    if (ask == BATH_TEMPERATURE)
        trust_reset(&b->trust, SPACING);
}

static void step_next(struct bath *b)
{
    enum bath_ask ask = (enum bath_ask)(b->ask + 1);
    while (!b->kind->questions[ask])
        ask = (enum bath_ask)(ask + 1);
    b->stranger = (struct stranger){0};
    b->heard = false;
    step_enter(b, ask);
}

static void setup_failed(struct bath *b, mono_ns t, const struct driver_io *io)
{
    const enum fault fault =
        b->verdict != FAULT_NONE ? (enum fault)b->verdict : stranger_fault(&b->stranger, b->heard);
    if (b->has_turned)
        b->seven_bits = false;
    bath_fault(b, fault, 0, t, io);
}

static bool speaks_plainly(const struct stranger *stranger)
{
    return stranger->readable && !stranger->unreadable;
}

static void state_unanswered(struct bath *b, mono_ns t, const struct driver_io *io)
{
    const bool may_turn = b->kind->may_have_seven_bits && !b->has_turned;
    if (!may_turn || b->verdict != FAULT_NONE || speaks_plainly(&b->stranger)) {
        setup_failed(b, t, io);
        return;
    }
    b->has_turned = true;
    b->seven_bits = !b->seven_bits;
    flush_begin(b, t, io);
}

static void setup_unanswered(struct bath *b, mono_ns t, const struct driver_io *io)
{
    if (--b->tries > 0)
        return;
    switch ((enum bath_ask)b->ask) {
    case BATH_STATE:
        state_unanswered(b, t, io);
        return;
    case BATH_MODEL:
    case BATH_FIRMWARE:
        step_next(b);
        return;
    case BATH_TEMPERATURE:
        setup_failed(b, t, io);
        return;
    case BATH_FAULT_NUMBER:
    case BATH_WARNING_NUMBER:
    case BATH_ASKS:
        bath_fault(b, (enum fault)b->pending, 0, t, io);
        return;
    }
}

static void setup_done(struct bath *b, mono_ns t, const struct driver_io *io)
{
    b->condition = b->only_identifies ? BATH_CLOSED : BATH_READY;
    b->announced = FAULT_NONE;
    if (!b->only_identifies)
        bath_ready_begin(b, t);
    io->identity(io->host, &b->identity);
    tell(io, EVENT_READY, 0, t, 0);
}

/* A bath in trouble is still known by it. */
static void setup_state(struct bath *b, mono_ns t, const struct bath_reply *reply,
                        const struct driver_io *io)
{
    if (reply->fault == FAULT_NONE || b->only_identifies) {
        step_next(b);
    } else if (reply->why != BATH_STATE) {
        b->pending = reply->fault;
        step_enter(b, (enum bath_ask)reply->why);
    } else {
        bath_fault(b, (enum fault)reply->fault, reply->code, t, io);
    }
}

static void setup_temperature(struct bath *b, mono_ns t, const struct bath_reply *reply,
                              const struct driver_io *io)
{
    const struct sample sample = {t, reply->degc, reply->form};
    const enum fault fault = bath_temperature_fault(reply);
    const bool is_second = b->trust.has_last;
    if (b->only_identifies) {
        setup_done(b, t, io);
    } else if (fault != FAULT_NONE) {
        bath_fault(b, fault, reply->code, t, io);
    } else if (trust_accept(&b->trust, &bath_rule, &sample)) {
        if (is_second)
            setup_done(b, t, io);
    } else {
        b->verdict = FAULT_GARBLED;
        trust_reset(&b->trust, SPACING);
        if (!trust_accept(&b->trust, &bath_rule, &sample) || --b->tries == 0)
            setup_failed(b, t, io);
    }
}

static void keep_text(char *out, size_t cap, const struct line *line)
{
    const size_t n = line->length < cap - 1 ? line->length : cap - 1;
    memcpy(out, line->text, n);
    out[n] = '\0';
}

static void setup_answered(struct bath *b, mono_ns t, const struct line *line,
                           const struct bath_reply *reply, const struct driver_io *io)
{
    switch ((enum bath_ask)b->ask) {
    case BATH_STATE:
        setup_state(b, t, reply, io);
        return;
    case BATH_MODEL:
        keep_text(b->identity.model, sizeof b->identity.model, line);
        step_next(b);
        return;
    case BATH_FIRMWARE:
        keep_text(b->identity.firmware, sizeof b->identity.firmware, line);
        step_next(b);
        return;
    case BATH_TEMPERATURE:
        setup_temperature(b, t, reply, io);
        return;
    case BATH_FAULT_NUMBER:
    case BATH_WARNING_NUMBER:
    case BATH_ASKS:
        bath_fault(b, (enum fault)b->pending, reply->code, t, io);
        return;
    }
}

/* It may have been about what stood in its ear before. */
static void setup_refused(struct bath *b, mono_ns t, const struct driver_io *io)
{
    b->verdict = FAULT_REFUSED;
    setup_unanswered(b, t, io);
}

static void setup_tick(struct bath *b, mono_ns now, const struct driver_io *io)
{
    if (now >= b->setup_end) {
        setup_failed(b, now, io);
    } else if (bath_is_overdue(b, now)) {
        bath_ask_over(b, now);
        setup_unanswered(b, now, io);
    } else if (!b->outstanding && now >= b->free_at) {
        bath_ask_now(b, now, io);
    }
}

static mono_ns talk_deadline(const struct bath *b, mono_ns next)
{
    return b->outstanding ? b->sent_at + REPLY_WITHIN : next;
}

/* ---- lines -------------------------------------------------------------------------------------- */

static void line_unusable(struct bath *b, mono_ns t, const struct line *line,
                          const struct driver_io *io)
{
    if (b->condition == BATH_SETUP) {
        stranger_line(&b->stranger, line);
        return;
    }
    if (b->outstanding) {
        bath_ask_over(b, t);
        bath_ready_missed(b, t, io);
    }
    if (b->condition == BATH_READY)
        bath_ready_unusable(b, t, line->length, io);
}

static void line_taken(struct bath *b, mono_ns t, const struct line *line,
                       const struct driver_io *io)
{
    struct bath_reply reply = {0};
    enum bath_heard heard = BATH_OTHER;
    if (line->whole && b->outstanding)
        heard = b->kind->read((enum bath_ask)b->ask, line->text, line->length, &reply);
    if (b->condition == BATH_READY && bath_ready_is_late(b, heard, line)) {
        if (heard == BATH_ANSWER) {
            bath_ask_over(b, t);
            bath_ready_missed(b, t, io);
        }
        return;
    }
    if (heard == BATH_OTHER) {
        line_unusable(b, t, line, io);
        return;
    }
    bath_ask_over(b, t);
    if (b->condition == BATH_READY)
        bath_ready_heard(b, t, heard, &reply, io);
    else if (heard == BATH_ANSWER)
        setup_answered(b, t, line, &reply, io);
    else
        setup_refused(b, t, io);
}

static void hear_line(struct bath *b, mono_ns t, const struct line *line,
                      const struct driver_io *io)
{
    /* a program that was kept from running reads it before it is told that the time is over */
    if (bath_is_overdue(b, t))
        bath_tick(b, t, io);
    if (b->condition == BATH_SETUP || b->condition == BATH_READY)
        line_taken(b, t, line, io);
}

/* What a byte says in the present spelling. */
static uint8_t spelled(const struct bath *b, uint8_t byte)
{
    if (!b->seven_bits)
        return byte;
    return is_odd(byte) ? NO_TEXT : byte & 0x7f;
}

/* ---- the contract ------------------------------------------------------------------------------- */

void bath_init(struct bath *bath, const struct bath_kind *kind, const struct driver_config *config)
{
    bath->kind = kind;
    bath->only_identifies = config->only_identifies;
}

void bath_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct bath *b = state;
    b->reader = (struct line_reader){0};
    b->noise = (struct noise){0};
    b->seven_bits = false;
    b->announced = FAULT_NONE;
    setup_begin(b, now, io);
}

void bath_bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct driver_io *io)
{
    struct bath *b = state;
    if (b->condition == BATH_FLUSH)
        b->wake = mono_min(t + QUIET, b->flush_end);
    for (size_t i = 0; i < n; i++) {
        struct line line;
        const uint8_t byte = spelled(b, data[i]);
        if (b->kind->has_flow_bytes && b->reader.length == 0 && (byte == XON || byte == XOFF))
            continue;
        b->heard = b->heard || b->condition == BATH_SETUP;
        line_reader_take(&b->reader, &byte, 1, &line);
        if (line.ended)
            hear_line(b, t, &line, io);
    }
}

void bath_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct bath *b = state;
    switch ((enum bath_condition)b->condition) {
    case BATH_CLOSED:
        return;
    case BATH_FLUSH:
        if (now >= b->wake) {
            b->condition = BATH_SETUP;
            step_enter(b, BATH_STATE);
            bath_ask_now(b, now, io);
        }
        return;
    case BATH_SETUP:
        setup_tick(b, now, io);
        return;
    case BATH_READY:
        bath_ready_tick(b, now, io);
        return;
    case BATH_FAULTED:
        if (now >= b->wake)
            setup_begin(b, now, io);
        return;
    }
}

/* It answers as often as it is asked: a wished rate changes nothing. */
enum status bath_command(void *state, mono_ns now, const struct command *command,
                         const struct driver_io *io)
{
    const struct bath *b = state;
    (void)now, (void)io;
    if (command->channel != 0 || (command->kind != COMMAND_IDLE && command->kind != COMMAND_STREAM))
        return STATUS_UNSUPPORTED;
    return b->condition == BATH_READY ? STATUS_OK : STATUS_BUSY;
}

mono_ns bath_deadline(const void *state)
{
    const struct bath *b = state;
    switch ((enum bath_condition)b->condition) {
    case BATH_CLOSED:
        break;
    case BATH_FLUSH:
    case BATH_FAULTED:
        return b->wake;
    case BATH_SETUP:
        return mono_min(b->setup_end, talk_deadline(b, b->free_at));
    case BATH_READY:
        return mono_min(bath_ready_silent_at(b), talk_deadline(b, bath_ready_next_at(b)));
    }
    return MONO_NEVER;
}
