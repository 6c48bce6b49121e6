/* A QST.Lab eVAS, the slider on which a participant rates, from thermal.md section 1.10.
 *
 * 1. It tells lines: the position 000 to 100 while a finger is on it, 999 when the finger leaves, the letter L, C or R of a
 * button that is pressed. It answers nothing.
 * 2. It is told LEDs (`Pxxx`, `Mb` `Ms` `Mc`, `I-xxx`, `Onn` and `Fnn` from 01 to 60) and, of each button, whether it is enabled
 * (`Le`, `Ld`, and so of C and R) and its colour (`Lr` `Lg` `Lo`). LEDs show nothing on the wire; a disabled button tells nothing.
 * 3. What is not documented was chosen here: lines end with CR LF; 50 positions a second, whether it moves or not; 999 comes once;
 * buttons are enabled after power-up; blanks and line ends between commands are nothing, and what is no command is dropped.
 * 4. The participant rates what is felt of whatever instrument gives it (felt.h: in the same world, or told by the session), and of a
 * hand that presses, which the slider follows as slowly as the participant reacts. In a process that nobody tells of a cuff on
 * another line it stays at 0, or where it is put (at-N). The finger lies on the slider all the time (lifts: only while something is rated);
 * the participant's button is C. */
#include "instruments_internal.h"
#include "setting_internal.h"
#include "stream_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SETTINGS(X)                                                                                \
    X(LINE_CR, "line-cr", 0, 0, 0)         /* lines end with CR alone */                           \
    X(LINE_LF, "line-lf", 0, 0, 0)         /* and with LF alone */                                 \
    X(RATE, "rate-", 50, 1, 200)           /* positions per second */                              \
    X(CHANGES, "changes", 0, 0, 0)         /* only those that are new */                           \
    X(REPEATS, "off-repeats", 0, 0, 0)     /* 999 as often as a position */                        \
    X(LIFTS, "lifts", 0, 0, 0)             /* the finger leaves where nothing is rated */          \
    X(FINGER_OFF, "finger-off", 0, 0, 0)   /* nobody touches it */                                 \
    X(AT, "at-", AT_FOLLOWS, 0, 100)       /* where it stands whatever is felt */                  \
    X(BUTTONS_OFF, "buttons-off", 0, 0, 0) /* disabled after power-up */                           \
    X(LEFT, "presses-left", 0, 0, 0)       /* the participant's button */                          \
    X(RIGHT, "presses-right", 0, 0, 0)

enum { AT_FOLLOWS = 1000, BUTTONS = 3, NOT_TOLD = -1, OFF = 999 };

enum setting {
#define SETTING_ENUM(name, word, normal, min, max) SETTING_##name,
    SETTINGS(SETTING_ENUM)
#undef SETTING_ENUM
        SETTING_COUNT
};

static const struct sim_setting words[SETTING_COUNT] = {SETTINGS(SIM_SETTING)};

static const char letters[] = "LCR";

struct evas {
    struct sim_world *world;
    uint32_t settings[SETTING_COUNT];
    struct sim_stream stream;
    mono_ns at, boot_at;
    mono_ns moved_at; /* `hand` was true then */
    double hand;      /* 0 to 10, what is rated of a hand that presses */
    double vas;       /* 0 to 100, where the finger is */
    int told;         /* the last position or OFF; NOT_TOLD: none since power-up */
    bool is_disabled[BUTTONS];
    bool is_other;
    uint64_t edges_seen;
    char command; /* whose number is awaited; 0: none */
    char digits[4];
    size_t n_digits;
};

struct call {
    struct evas *evas;
    mono_ns t;
    const struct sim_io *io;
};

/* ---- saying ------------------------------------------------------------------------------------- */

static void say(const struct call *call, const char *text)
{
    const struct evas *evas = call->evas;
    const char *end = evas->settings[SETTING_LINE_CR]   ? "\r"
                      : evas->settings[SETTING_LINE_LF] ? "\n"
                                                        : "\r\n";
    char line[24];
    const int n = snprintf(line, sizeof line, "%s%s", text, end);
    call->io->send(call->io->host, call->t, (const uint8_t *)line, (size_t)n);
}

static bool is_touched(const struct evas *evas)
{
    if (evas->settings[SETTING_FINGER_OFF])
        return false;
    return !evas->settings[SETTING_LIFTS] || lround(evas->vas) > 0;
}

static void tell_position(const struct call *call)
{
    struct evas *evas = call->evas;
    const int position = is_touched(evas) ? (int)lround(evas->vas) : OFF;
    const bool is_new = position != evas->told;
    const bool is_first_off = position == OFF && evas->told == NOT_TOLD; /* nobody has left */
    const bool repeats =
        position == OFF ? evas->settings[SETTING_REPEATS] : !evas->settings[SETTING_CHANGES];
    if (is_first_off || (!is_new && !repeats))
        return;
    char text[8];
    snprintf(text, sizeof text, "%03d", position);
    evas->told = position;
    say(call, text);
}

/* ---- the participant ---------------------------------------------------------------------------- */

static void move(struct evas *evas, mono_ns t)
{
    const double s = mono_to_sec(t - evas->moved_at), lag = evas->world->participant.reaction_s;
    const double aim = sim_world_hand_rating(evas->world, t);
    evas->moved_at = t;
    evas->hand = lag > 0 ? aim + (evas->hand - aim) * exp(-s / lag) : aim;
    if (fabs(evas->hand - aim) < 0.02)
        evas->hand = aim;
    evas->vas = 10 * fmax(evas->hand, sim_felt_now(&evas->world->felt));
    if (evas->settings[SETTING_AT] != AT_FOLLOWS)
        evas->vas = evas->settings[SETTING_AT];
}

static size_t own_button(const struct evas *evas)
{
    if (evas->settings[SETTING_LEFT])
        return 0;
    return evas->settings[SETTING_RIGHT] ? 2 : 1;
}

static void see_button(const struct call *call)
{
    struct evas *evas = call->evas;
    const size_t button = own_button(evas);
    const char text[] = {letters[button], '\0'};
    struct sim_edge edge;
    while (sim_world_edge(evas->world, &evas->edges_seen, &edge))
        if (edge.pressed && !evas->is_disabled[button] && !evas->is_other)
            say(call, text);
}

/* ---- hearing ------------------------------------------------------------------------------------ */

static size_t button_of(char letter)
{
    const char *found = strchr(letters, letter);
    return found && letter ? (size_t)(found - letters) : BUTTONS;
}

static size_t digits_wanted(char command)
{
    switch (command) {
    case 'P':
        return 3;
    case 'I': /* and its minus sign */
        return 4;
    case 'O':
    case 'F':
        return 2;
    default:
        return 1; /* the letter that says what */
    }
}

/* What stands behind the letter of a command can stand there. */
static bool fits(const struct evas *evas, char byte)
{
    const bool is_digit = byte >= '0' && byte <= '9';
    switch (evas->command) {
    case 'P':
    case 'O':
    case 'F':
        return is_digit;
    case 'I':
        return evas->n_digits == 0 ? byte == '-' : is_digit;
    case 'M':
        return byte == 'b' || byte == 's' || byte == 'c';
    default:
        return byte && strchr("edrgo", byte);
    }
}

static void obey(struct evas *evas)
{
    const size_t button = button_of(evas->command);
    const char what = evas->digits[0];
    evas->command = '\0';
    if (button < BUTTONS && (what == 'e' || what == 'd'))
        evas->is_disabled[button] = what == 'd';
}

static void hear(struct evas *evas, char byte)
{
    if (evas->command && fits(evas, byte)) {
        evas->digits[evas->n_digits++] = byte;
        if (evas->n_digits == digits_wanted(evas->command))
            obey(evas);
        return;
    }
    evas->command = byte && strchr("PMIOFLCR", byte) ? byte : '\0'; /* what was begun is dropped */
    evas->n_digits = 0;
}

/* ---- time --------------------------------------------------------------------------------------- */

static mono_ns deadline(const void *state)
{
    return ((const struct evas *)state)->stream.next;
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct evas *evas = state;
    struct call call = {.evas = evas, .t = now, .io = io};
    if (now < evas->at || now < evas->boot_at)
        return;
    sim_stream_align(&evas->stream, evas->world);
    while (evas->stream.next <= now) {
        call.t = evas->stream.next;
        move(evas, call.t);
        if (evas->is_other)
            say(&call, "POS 512");
        else
            tell_position(&call);
        sim_stream_go_on(&evas->stream, call.t);
    }
    call.t = evas->at = now;
    see_button(&call);
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct evas *evas = state;
    tick(state, t, io);
    for (size_t i = 0; i < n && t >= evas->boot_at && !evas->is_other; i++)
        hear(evas, (char)data[i]);
}

/* Nothing in it presses or heats. */
static double output(const void *state)
{
    (void)state;
    return 0;
}

/* ---- faults ------------------------------------------------------------------------------------- */

static void power_on(struct evas *evas, mono_ns t)
{
    evas->boot_at = evas->moved_at = t;
    evas->told = NOT_TOLD;
    evas->command = '\0';
    evas->edges_seen = evas->world->n_edges;
    for (size_t i = 0; i < BUTTONS; i++)
        evas->is_disabled[i] = evas->settings[SETTING_BUTTONS_OFF] != 0;
    sim_stream_start(&evas->stream, evas->world, t, MONO_SEC / evas->settings[SETTING_RATE]);
}

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    (void)instrument;
    uint32_t number;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
        return true;
    case SIM_ACT_IDENTITY:
        return !act->to[0];
    case SIM_ACT_SETTING:
        return sim_setting_find(words, SETTING_COUNT, act->to, &number) < SETTING_COUNT;
    case SIM_ACT_UNIT:
    case SIM_ACT_OVERLOAD:
    case SIM_ACT_DRIFT:
    case SIM_ACT_SLOW:
        return false;
    }
    return false;
}

static void act_setting(struct evas *evas, const struct sim_act *act)
{
    uint32_t number;
    const size_t i = sim_setting_find(words, SETTING_COUNT, act->to, &number);
    if (i == SETTING_COUNT)
        return;
    evas->settings[i] = act->on ? number : words[i].normal;
    if (i == SETTING_RATE)
        sim_stream_start(&evas->stream, evas->world, act->t, MONO_SEC / evas->settings[i]);
    if (i == SETTING_BUTTONS_OFF && evas->boot_at == act->t) /* as it wakes up */
        power_on(evas, act->t);
}

static void act(void *state, const struct sim_act *act)
{
    struct evas *evas = state;
    if (act->kind == SIM_ACT_REBOOT)
        power_on(evas, act->t);
    else if (act->kind == SIM_ACT_IDENTITY)
        evas->is_other = act->on;
    else if (act->kind == SIM_ACT_SETTING)
        act_setting(evas, act);
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    struct evas *evas = state;
    (void)instrument;
    memset(evas, 0, sizeof *evas);
    evas->world = world;
    sim_settings_normal(words, SETTING_COUNT, evas->settings);
    evas->at = now;
    power_on(evas, now);
}

const struct sim_instrument sim_evas = {
    .name = "evas",
    .title = "QST.Lab eVAS slider with three buttons",
    .settings = "line-cr, line-lf, rate-N, changes, off-repeats, lifts, finger-off, at-N, "
                "buttons-off, presses-left, presses-right",
    .baud = 115200,
    .state_size = sizeof(struct evas),
    .init = init,
    .bytes = bytes,
    .tick = tick,
    .deadline = deadline,
    .output = output,
    .can = can,
    .act = act,
};
