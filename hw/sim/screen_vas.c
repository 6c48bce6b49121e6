/* The participant's window with somebody before it, as a simulated instrument (the language: hw/drivers/screen_vas.c).
 *
 * 1. It says a line every 20 ms from the moment it is there, counted from the last cue on (stream_internal.h).
 * 2. The participant touches the lower end of the scale at once and then follows what is felt (felt.h), whatever instrument of
 * the bench gives it.
 * 3. Its button does nothing: whoever responds has another. */
#include "instruments_internal.h"
#include "setting_internal.h"
#include "stream_internal.h"

#include "sim/vas_end.h"

#include <math.h>
#include <string.h>

#define SCREEN_SETTINGS(X)                                                                         \
    X(UNTOUCHED, "untouched", 0, 0, 0)       /* nobody has touched the scale */                    \
    X(MARK, "mark-", SCREEN_FOLLOWS, 0, 100) /* mm, where it rests whatever is felt */             \
    X(BUTTON, "button", 0, 0, 0)             /* is down */                                         \
    X(BEYOND, "beyond", 0, 0, 0)             /* a rating that no scale has */                      \
    X(CHECK, "check-wrong", 0, 0, 0)         /* of all that it says */                             \
    X(PERIOD, "period-", 20, 1, 10000)       /* ms between two lines */

enum { SCREEN_FOLLOWS = 1000 };

enum screen_setting {
#define SCREEN_ENUM(name, word, normal, min, max) SCREEN_##name,
    SCREEN_SETTINGS(SCREEN_ENUM)
#undef SCREEN_ENUM
        SCREEN_SETTING_COUNT
};

static const struct sim_setting words[SCREEN_SETTING_COUNT] = {SCREEN_SETTINGS(SIM_SETTING)};

struct screen {
    struct sim_world *world;
    struct sim_stream stream;
    struct vas_end end;
    uint32_t settings[SCREEN_SETTING_COUNT];
    bool is_other;
};

static void say(const struct screen *screen, char *line, size_t n, mono_ns t,
                const struct sim_io *io)
{
    if (screen->settings[SCREEN_CHECK])
        line[0] ^= 1;
    io->send(io->host, t, (const uint8_t *)line, n);
}

static void name(const struct screen *screen, mono_ns t, const struct sim_io *io)
{
    static const char other[] = "another window\r\n";
    char line[VAS_END_LINE_MAX];
    if (screen->is_other)
        io->send(io->host, t, (const uint8_t *)other, sizeof other - 1);
    else
        say(screen, line, vas_end_name("sim", line), t, io);
}

static double mark(const struct screen *screen)
{
    if (screen->settings[SCREEN_UNTOUCHED])
        return (double)NAN;
    return screen->settings[SCREEN_MARK] == SCREEN_FOLLOWS ? sim_felt_now(&screen->world->felt)
                                                           : screen->settings[SCREEN_MARK] / 10.0;
}

/* No window says this, and the check fits. */
static void say_beyond(struct screen *screen, mono_ns t, const struct sim_io *io)
{
    static const char line[] = "v 00000 10.001 0 *28\r\n";
    io->send(io->host, t, (const uint8_t *)line, sizeof line - 1);
    screen->end.counter++;
}

static void say_mark(struct screen *screen, mono_ns t, const struct sim_io *io)
{
    char line[VAS_END_LINE_MAX];
    const bool is_pressed = screen->settings[SCREEN_BUTTON] != 0;
    if (screen->settings[SCREEN_BEYOND])
        say_beyond(screen, t, io);
    else if (!screen->is_other)
        say(screen, line, vas_end_say(&screen->end, mark(screen), is_pressed, line), t, io);
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct screen *screen = state;
    sim_stream_align(&screen->stream, screen->world);
    while (screen->stream.next <= now) {
        say_mark(screen, screen->stream.next, io);
        screen->stream.next += screen->stream.period;
    }
}

static mono_ns deadline(const void *state)
{
    const struct screen *screen = state;
    return screen->stream.next;
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct screen *screen = state;
    tick(screen, t, io);
    for (size_t i = 0; i < n; i++)
        if (vas_end_hear(&screen->end, data[i]))
            name(screen, t, io);
}

static double output(const void *state)
{
    (void)state;
    return 0;
}

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    uint32_t number;
    (void)instrument;
    if (act->kind == SIM_ACT_SETTING)
        return sim_setting_find(words, SCREEN_SETTING_COUNT, act->to, &number) <
               SCREEN_SETTING_COUNT;
    return act->kind == SIM_ACT_REBOOT || (act->kind == SIM_ACT_IDENTITY && !act->to[0]);
}

static void act(void *state, const struct sim_act *act)
{
    struct screen *screen = state;
    uint32_t number;
    if (act->kind == SIM_ACT_IDENTITY)
        screen->is_other = act->on;
    if (act->kind == SIM_ACT_REBOOT)
        screen->end = (struct vas_end){0};
    if (act->kind != SIM_ACT_SETTING)
        return;
    const size_t i = sim_setting_find(words, SCREEN_SETTING_COUNT, act->to, &number);
    if (i == SCREEN_SETTING_COUNT)
        return;
    screen->settings[i] = act->on ? number : words[i].normal;
    if (i == SCREEN_PERIOD)
        sim_stream_start(&screen->stream, screen->world, act->t,
                         screen->settings[i] * (mono_ns)MONO_MS);
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    struct screen *screen = state;
    (void)instrument;
    memset(screen, 0, sizeof *screen);
    screen->world = world;
    sim_settings_normal(words, SCREEN_SETTING_COUNT, screen->settings);
    sim_stream_start(&screen->stream, world, now, VAS_END_PERIOD);
}

const struct sim_instrument sim_screen_vas = {
    .name = "screen-vas",
    .title = "Participant's window: rating scale on a screen, with somebody before it",
    .settings = "untouched, mark-MM, button, beyond, check-wrong, period-MS",
    .baud = 115200,
    .state_size = sizeof(struct screen),
    .init = init,
    .bytes = bytes,
    .tick = tick,
    .deadline = deadline,
    .output = output,
    .can = can,
    .act = act,
};
