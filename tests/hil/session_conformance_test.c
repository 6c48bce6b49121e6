/* Every driver of drivers.def in front of its simulated instrument keeps every rule of the conformance list. */
#include "support/conformance.h"

#include "sim/sim.h"
#include "sim/world.h"

enum { MESSAGES = 256 };

struct message {
    mono_ns t;
    size_t n;
    uint8_t data[SIM_MESSAGE_MAX];
};

/* A simulated instrument as the list wants it: what it says waits here until its time. */
struct peer {
    const struct sim_instrument *own, *other, *now;
    struct sim_participant participant;
    struct sim_world world;
    struct sim_io io;
    _Alignas(16) uint8_t state[SIM_STATE_MAX];
    struct message messages[MESSAGES];
    size_t first, count;
};

static void peer_send(void *host, mono_ns t, const uint8_t *data, size_t n)
{
    struct peer *peer = host;
    if (peer->count == MESSAGES) { /* nobody listens: the oldest is lost */
        peer->first = (peer->first + 1) % MESSAGES;
        peer->count--;
    }
    struct message *message = &peer->messages[(peer->first + peer->count++) % MESSAGES];
    message->t = t;
    message->n = n;
    memcpy(message->data, data, n);
}

static void peer_power_on(void *self, mono_ns now)
{
    struct peer *peer = self;
    peer->participant = sim_participant_defaults();
    sim_world_init(&peer->world, &peer->participant, 1);
    peer->world.noise = 0;
    peer->world.load_n = 45.6; /* no gauge is overloaded by it */
    peer->first = peer->count = 0;
    memset(peer->state, 0, sizeof peer->state);
    peer->now->init(peer->state, peer->now, &peer->world, now);
}

static void bring_up(struct peer *peer, mono_ns now)
{
    while (peer->now->deadline(peer->state) <= now && peer->count < MESSAGES)
        peer->now->tick(peer->state, peer->now->deadline(peer->state), &peer->io);
    peer->now->tick(peer->state, now, &peer->io);
}

static void peer_hear(void *self, mono_ns now, const uint8_t *data, size_t n)
{
    struct peer *peer = self;
    bring_up(peer, now);
    peer->now->bytes(peer->state, now, data, n, &peer->io);
}

static size_t peer_say(void *self, mono_ns now, uint8_t *data, size_t cap)
{
    struct peer *peer = self;
    if (peer->count == 0)
        bring_up(peer, now);
    const struct message *message = &peer->messages[peer->first];
    if (peer->count == 0 || message->t > now)
        return 0;
    assert_true(message->n <= cap);
    memcpy(data, message->data, message->n);
    peer->first = (peer->first + 1) % MESSAGES;
    peer->count--;
    return message->n;
}

static mono_ns peer_deadline(void *self)
{
    struct peer *peer = self;
    return peer->count > 0 ? peer->messages[peer->first].t : peer->now->deadline(peer->state);
}

static double peer_pressing(void *self, mono_ns now)
{
    struct peer *peer = self;
    bring_up(peer, now);
    return peer->now->output(peer->state);
}

static void peer_be_another(void *self, bool on)
{
    struct peer *peer = self;
    peer->now = on ? peer->other : peer->own;
}

/* Whose questions have no end of a line is heard by nobody who waits for one: the other is one that talks by itself. */
static const struct sim_instrument *other_than(const struct sim_instrument *own, const char *name)
{
    const struct sim_instrument *one = NULL;
    if (strncmp(name, "cpar", 4) == 0)
        return sim_find("lutron");
    for (size_t i = 0; (one = sim_at(i)); i++)
        if (strncmp(one->name, name, strlen(name)) != 0)
            return one;
    fail_msg("%s has no other beside it", own->name);
    return NULL;
}

static uint8_t channel_where(const struct driver *driver, bool energises)
{
    for (uint8_t c = 0; c < driver->n_channels; c++)
        if (driver->channels[c].kind != CHANNEL_BUTTON &&
            driver->channels[c].energises == energises)
            return c;
    return 0;
}

static bool is_thermode(const struct driver *driver)
{
    return driver->channels[0].kind == CHANNEL_TEMPERATURE;
}

static void prove(const struct driver *driver)
{
    struct peer *peer = calloc(1, sizeof *peer);
    assert_non_null(peer);
    peer->own = peer->now = sim_find(driver->name);
    if (!peer->own)
        fail_msg("%s has no simulated instrument", driver->name);
    peer->other = other_than(peer->own, driver->name);
    peer->io = (struct sim_io){.host = peer, .send = peer_send};
    const struct conformance_subject subject = {
        .driver = driver,
        .peer = {.self = peer,
                 .power_on = peer_power_on,
                 .hear = peer_hear,
                 .say = peer_say,
                 .deadline = peer_deadline,
                 .pressing = driver->energises ? peer_pressing : NULL,
                 .be_another = peer_be_another},
        .reading = {.kind = COMMAND_STREAM,
                    .channel = channel_where(driver, driver->energises),
                    .rate_hz = 250},
        .drive = {.kind = COMMAND_DRIVE,
                  .channel = channel_where(driver, true),
                  .target = 20,
                  .rate_per_s = 50,
                  .hold = MONO_SEC},
        .wanders = is_thermode(driver) ? 0.02 : 0, /* a plate that is off drifts to its sink */
    };
    const struct conformance_result result = conformance_run(&subject);
    free(peer);
    if (result.rule != CONFORMANCE_NONE)
        fail_msg("%s: %s: %s", driver->name, conformance_text(result.rule), result.why);
    print_message("%s %s\n", driver->name, conformance_text(CONFORMANCE_NONE));
}

static void every_driver_keeps_every_rule_before_its_simulated_instrument(void **state)
{
    (void)state;
    const struct driver *driver;
    size_t n = 0;
    for (; (driver = driver_at(n)); n++)
        prove(driver);
    assert_true(n >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_driver_keeps_every_rule_before_its_simulated_instrument),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
