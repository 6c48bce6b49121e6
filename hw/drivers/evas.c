/* The eVAS of QST.Lab: a slider that a finger is laid on, with three buttons beside it.
 *
 * It sends a line for each position, 000 to 100, a 999 when the finger leaves, and a letter for a button. It has no identity
 * and answers nothing. How often it sends, and whether it does while the finger rests, is not documented.
 *
 * 1. It is only listened to. What lights its lamps and enables its buttons are orders to the thermode of the same maker, on the
 * same line speed: `Le` to the wrong port would begin with the L that starts a stimulus. Nobody is sent any of them.
 * 2. So it announces itself by what it sends: two lines in a row that it can say, a position among them. Until somebody touches it
 * it is silent, and that is told; the first touch ends it. Who says other things is another device. If nothing came at all,
 * whoever it is is asked for a sign of life, in the way that is no order to anybody.
 * 3. A rating is what a finger shows. When the finger has left there is none: that is told once (NOTICE_UNRATED), and no rating
 * comes until it is back, neither a zero nor the last one again. Whoever uses ratings lets one that is too old be missing.
 * 4. A finger that is away is not silence. Silence is a fault where it has been seen to repeat itself: three times the
 * same line, a second at most from one to the next. Else nothing is due, and that it has died shows in its port alone.
 * 5. Lines have no checksum: one that has not three digits is no number. Where it repeats itself a jump is doubted (trust); where
 * it does not the next line may be long in coming, and every one counts.
 * 6. A button has a letter for its press and none for its release: both are told at once. */
#include "line_reader_internal.h"
#include "talk_internal.h"
#include "trust_internal.h"

enum evas_channel { EVAS_VAS, EVAS_CENTRE, EVAS_LEFT, EVAS_RIGHT, EVAS_CHANNELS };
enum evas_says { EVAS_SAYS_POSITION, EVAS_SAYS_AWAY, EVAS_SAYS_LETTER, EVAS_SAYS_OTHER };
enum { MOST = 100, AWAY = 999, DIGITS = 3 };
enum { LINES_OF_ITS_OWN = 2, ALIKE = 2 }; /* after the first */

#define LISTENS MONO_SEC
#define ASKS (150 * MONO_MS)
#define SILENCE MONO_SEC
#define SPACING (10 * MONO_MS)
#define POSITIONS_PER_UNIT 10.0

/* A hand goes from one end to the other in a fifth of a second. */
static const struct trust_rule believable = {.step = 1, .slew_per_s = 50};

enum evas_state {
    EVAS_CLOSED,    /* until opened(), and after the identity where only that is wanted */
    EVAS_LISTENING, /* until `wake`: evas_give_up() goes to FAULTED, evas_recognise() to READY */
    EVAS_READY,     /* evas_fault() goes to FAULTED */
    EVAS_FAULTED    /* the next line: listen_on() goes to LISTENING */
};

struct evas {
    struct driver_config config;
    struct line_reader reader;
    struct stranger stranger;
    struct noise noise;
    struct trust trust;
    mono_ns wake;    /* LISTENING */
    mono_ns line_at; /* the last line of its own; 0: none yet */
    uint32_t seq;
    uint32_t damaged;  /* READY: lines since the last rating that could not be used */
    uint16_t last;     /* of line_at, AWAY included */
    uint8_t state;     /* enum evas_state */
    uint8_t announced; /* the fault told since the last EVENT_READY, FAULT_NONE if none */
    uint8_t good;      /* lines of its own in a row */
    uint8_t alike;     /* of them the same as the one before, in a row */
    bool has_position; /* among the good ones */
    bool is_rated;     /* READY: a rating was told, and the finger has not left since */
    bool is_first;     /* the next line may have begun before we listened */
    bool was_asked;
    bool repeats, repeats_away; /* has been seen to, on this link */
};

_Static_assert(sizeof(struct evas) <= DRIVER_STATE_MAX, "the host provides no more");

/* ---- lines -------------------------------------------------------------------------------------- */

/* What a line says; `value`: the position, or the channel of the button. */
static enum evas_says read_line(const struct line *line, uint16_t *value)
{
    static const char letters[EVAS_CHANNELS + 1] = " CLR";
    *value = 0;
    if (!line->whole)
        return EVAS_SAYS_OTHER;
    for (uint16_t c = EVAS_CENTRE; c < EVAS_CHANNELS && line->length == 1; c++)
        if (line->text[0] == letters[c]) {
            *value = c;
            return EVAS_SAYS_LETTER;
        }
    if (line->length != DIGITS)
        return EVAS_SAYS_OTHER;
    for (size_t i = 0; i < DIGITS; i++) {
        if (line->text[i] < '0' || line->text[i] > '9')
            return EVAS_SAYS_OTHER;
        *value = (uint16_t)(*value * 10 + (line->text[i] - '0'));
    }
    return *value == AWAY ? EVAS_SAYS_AWAY : *value <= MOST ? EVAS_SAYS_POSITION : EVAS_SAYS_OTHER;
}

/* ---- faults ------------------------------------------------------------------------------------- */

/* One that lasts is told once. */
static void evas_fault(struct evas *e, enum fault fault, mono_ns t, const struct driver_io *io)
{
    noise_tell(&e->noise, t, io);
    e->state = EVAS_FAULTED;
    e->good = 0;
    e->has_position = false;
    if (e->announced == fault)
        return;
    e->announced = (uint8_t)fault;
    tell(io, EVENT_FAULT, (uint8_t)fault, t, 0);
}

static bool has_stranger(const struct evas *e)
{
    return e->stranger.readable || e->stranger.unreadable;
}

/* Half a line that never ends is no silence either. */
static void evas_give_up(struct evas *e, mono_ns now, const struct driver_io *io)
{
    if (!has_stranger(e) && !e->was_asked && e->good == 0) {
        e->was_asked = true;
        e->is_first = false;
        e->wake = now + ASKS;
        send_text(io, FRAME_SAFE, "\r\n?\r\n");
        return;
    }
    const bool heard = has_stranger(e) || e->reader.length > 0;
    evas_fault(e, stranger_fault(&e->stranger, heard), now, io);
}

/* Who has begun to speak is heard out before it is judged. */
static void listen_on(struct evas *e, mono_ns t)
{
    e->state = EVAS_LISTENING;
    e->stranger = (struct stranger){0};
    e->wake = t + LISTENS;
}

/* ---- who it is ---------------------------------------------------------------------------------- */

static void evas_recognise(struct evas *e, mono_ns t, const struct driver_io *io)
{
    const struct instrument_identity nothing_told = {0};
    e->state = e->config.only_identifies ? EVAS_CLOSED : EVAS_READY;
    e->announced = FAULT_NONE;
    e->noise = (struct noise){0};
    e->damaged = 0;
    e->is_rated = false;
    trust_reset(&e->trust, SPACING);
    io->identity(io->host, &nothing_told);
    tell(io, EVENT_READY, 0, t, 0);
}

static void hear_unknown(struct evas *e, mono_ns t, const struct line *line, enum evas_says said,
                         const struct driver_io *io)
{
    const bool may_be_cut = e->is_first;
    e->is_first = false;
    if (said == EVAS_SAYS_OTHER && may_be_cut)
        return;
    if (e->state == EVAS_FAULTED)
        listen_on(e, t);
    if (said == EVAS_SAYS_OTHER) {
        stranger_line(&e->stranger, line);
        e->good = 0;
        e->has_position = false;
        return;
    }
    e->has_position |= said != EVAS_SAYS_LETTER;
    e->good = (uint8_t)(e->good + (e->good < LINES_OF_ITS_OWN));
    if (e->good == LINES_OF_ITS_OWN && e->has_position)
        evas_recognise(e, t, io);
}

/* ---- ratings and buttons ------------------------------------------------------------------------ */

/* Whether it says the same again while nothing changes. */
static void learn(struct evas *e, mono_ns t, uint16_t value)
{
    const bool is_alike = e->line_at > 0 && value == e->last && t - e->line_at <= SILENCE;
    e->alike = (uint8_t)(is_alike ? e->alike + (e->alike < ALIKE) : 0);
    if (e->alike == ALIKE && value == AWAY)
        e->repeats_away = true;
    if (e->alike == ALIKE && value != AWAY)
        e->repeats = true;
    e->last = value;
    e->line_at = t;
}

static bool is_believed(struct evas *e, mono_ns t, double value)
{
    const struct sample sample = {.t = t, .value = value};
    if (!e->repeats)
        trust_reset(&e->trust, SPACING);
    return trust_accept(&e->trust, &believable, &sample);
}

static void rate(struct evas *e, mono_ns t, uint16_t position, const struct driver_io *io)
{
    const double value = position / POSITIONS_PER_UNIT;
    if (!is_believed(e, t, value)) {
        e->damaged++;
        return;
    }
    if (e->damaged > 0)
        tell(io, EVENT_NOTICE, NOTICE_GAP, t, e->damaged);
    e->seq += e->damaged + 1;
    e->damaged = 0;
    e->is_rated = true;
    const struct event event = {
        .t = t, .value = value, .seq = e->seq, .kind = EVENT_RATING, .channel = EVAS_VAS};
    io->event(io->host, &event);
}

static void finger_left(struct evas *e, mono_ns t, const struct driver_io *io)
{
    trust_reset(&e->trust, SPACING);
    if (e->is_rated)
        tell_of(io, t, (struct told){EVENT_NOTICE, NOTICE_UNRATED, EVAS_VAS}, 0);
    e->is_rated = false;
}

static void press(mono_ns t, uint8_t channel, const struct driver_io *io)
{
    for (int pressed = 1; pressed >= 0; pressed--) {
        const struct event event = {
            .t = t, .value = pressed, .kind = EVENT_RESPONSE, .channel = channel};
        io->event(io->host, &event);
    }
}

static void hear_own(struct evas *e, mono_ns t, enum evas_says said, uint16_t value,
                     const struct driver_io *io)
{
    noise_good(&e->noise, t, io);
    switch (said) {
    case EVAS_SAYS_POSITION:
        rate(e, t, value, io);
        return;
    case EVAS_SAYS_AWAY:
        finger_left(e, t, io);
        return;
    case EVAS_SAYS_LETTER:
        press(t, (uint8_t)value, io);
        return;
    case EVAS_SAYS_OTHER:
        return;
    }
}

static void hear_line(struct evas *e, mono_ns t, const struct line *line,
                      const struct driver_io *io)
{
    uint16_t value;
    const enum evas_says said = read_line(line, &value);
    if (said == EVAS_SAYS_POSITION || said == EVAS_SAYS_AWAY)
        learn(e, t, value);
    if (e->state != EVAS_READY) {
        hear_unknown(e, t, line, said, io);
    } else if (said != EVAS_SAYS_OTHER) {
        hear_own(e, t, said, value, io);
    } else {
        e->damaged++;
        if (noise_add(&e->noise, line->length))
            evas_fault(e, FAULT_GARBLED, t, io);
    }
}

/* ---- the contract ------------------------------------------------------------------------------- */

static void evas_init(void *state, const struct driver_config *config)
{
    struct evas *e = state;
    *e = (struct evas){.config = *config};
}

static void evas_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct evas *e = state;
    (void)io;
    *e = (struct evas){.config = e->config, .seq = e->seq, .is_first = true};
    listen_on(e, now);
}

static void evas_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                       const struct driver_io *io)
{
    struct evas *e = state;
    while (n > 0 && e->state != EVAS_CLOSED) {
        struct line line;
        const size_t taken = line_reader_take(&e->reader, data, n, &line);
        data += taken;
        n -= taken;
        if (line.ended)
            hear_line(e, t, &line, io);
    }
}

/* NEVER: nothing is due. */
static mono_ns silent_at(const struct evas *e)
{
    const bool is_due = e->last == AWAY ? e->repeats_away : e->repeats;
    return is_due ? e->line_at + SILENCE : MONO_NEVER;
}

static mono_ns evas_deadline(const void *state)
{
    const struct evas *e = state;
    switch ((enum evas_state)e->state) {
    case EVAS_LISTENING:
        return e->wake;
    case EVAS_READY:
        return silent_at(e);
    case EVAS_CLOSED:
    case EVAS_FAULTED:
        break;
    }
    return MONO_NEVER;
}

static void evas_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct evas *e = state;
    const mono_ns due = evas_deadline(e);
    if (due == MONO_NEVER || now < due)
        return;
    if (e->state == EVAS_LISTENING)
        evas_give_up(e, now, io);
    else
        evas_fault(e, FAULT_SILENT, now, io);
}

/* It sends as often as it does: a wished rate changes nothing. */
static enum status evas_command(void *state, mono_ns now, const struct command *command,
                                const struct driver_io *io)
{
    const struct evas *e = state;
    (void)now, (void)io;
    if (command->channel != EVAS_VAS ||
        (command->kind != COMMAND_IDLE && command->kind != COMMAND_STREAM))
        return STATUS_UNSUPPORTED;
    return e->state == EVAS_READY ? STATUS_OK : STATUS_BUSY;
}

static const struct channel_info channels[EVAS_CHANNELS] = {
    [EVAS_VAS] = {"vas", CHANNEL_RATING, false, 0, 10, false},
    [EVAS_CENTRE] = {"button", CHANNEL_BUTTON, false, 0, 1, false},
    [EVAS_LEFT] = {"left", CHANNEL_BUTTON, false, 0, 1, false},
    [EVAS_RIGHT] = {"right", CHANNEL_BUTTON, false, 0, 1, false},
};

const struct driver driver_evas = {
    .name = "evas",
    .title = "QST.Lab eVAS rating slider",
    .document = "the maker's MATLAB library, a public program",
    .maturity = MATURITY_SIMULATED,
    .line = {.baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .channels = channels,
    .n_channels = EVAS_CHANNELS,
    .stop_frame = (const uint8_t *)"",
    .closing = (const uint8_t *)"",
    .longest_frame = 434028, /* five bytes that ask around */
    .announces_within = 1500 * MONO_MS,
    .silence = SILENCE,
    .state_size = sizeof(struct evas),
    .init = evas_init,
    .opened = evas_opened,
    .bytes = evas_bytes,
    .tick = evas_tick,
    .command = evas_command,
    .deadline = evas_deadline,
};
