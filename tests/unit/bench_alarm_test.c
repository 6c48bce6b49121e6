/* What cannot be let go is a stop: a stimulus that raises the alarm, an order to return to rest that
 * is refused. */
#include "support/bench_rig.h"

/* A stimulus that ends at the first reading, by the alarm where `alarms`, and returns to rest. */
struct letter_go {
    bool alarms;
    struct channel_ref channel;
};

static void letter_start(void *state, mono_ns now, const void *spec,
                         const struct channel_ref *channels, size_t n_channels,
                         const struct reactor_io *io)
{
    struct letter_go *letter = state;
    (void)now, (void)n_channels, (void)io;
    memcpy(&letter->alarms, spec, sizeof letter->alarms);
    letter->channel = channels[0];
}

static void letter_leave(struct letter_go *letter, mono_ns t, const struct reactor_io *io)
{
    const struct command rest = {.kind = COMMAND_BASELINE, .channel = letter->channel.channel};
    io->command(io->host, letter->channel, &rest);
    if (letter->alarms)
        io->alarm(io->host, t);
    io->done(io->host, t, &(uint8_t){END_COMPLETED}, 1);
}

static void letter_event(void *state, const struct event *event, const struct reactor_io *io)
{
    if (event->kind == EVENT_READING)
        letter_leave(state, event->t, io);
}

static void letter_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    (void)state, (void)now, (void)io;
}

static void letter_end(void *state, mono_ns now, enum end_reason reason,
                       const struct reactor_io *io)
{
    (void)reason;
    letter_leave(state, now, io);
}

static mono_ns letter_deadline(const void *state)
{
    (void)state;
    return MONO_NEVER;
}

static const struct reactor letter_go = {
    .name = "letter_go",
    .state_size = sizeof(struct letter_go),
    .spec_size = sizeof(bool),
    .start = letter_start,
    .event = letter_event,
    .tick = letter_tick,
    .end = letter_end,
    .deadline = letter_deadline,
};

static struct rig *letting_go(bool alarms)
{
    struct rig *rig = rig_new();
    struct order order = rig_request(1, (struct probe_spec){0}, 0, FAKE_OUTLET1);
    order.start.reactor = &letter_go;
    memcpy(order.start.spec, &alarms, sizeof alarms);
    rig_submit(rig, &order);
    return rig;
}

static void an_alarm_of_a_stimulus_stops_every_instrument(void **state)
{
    (void)state;
    for (int alarms = 0; alarms < 2; alarms++) {
        struct rig *rig = letting_go(alarms != 0);
        rig_hear(rig, 0, "R 0 30\n");
        rig_turns(rig, 2);
        assert_int_equal(rig_count(rig, REPORT_DONE), 1);
        assert_int_equal(rig_count(rig, REPORT_STOPPED), alarms);
        assert_int_equal(strstr(rig_written(rig, 1), "STOP\r") != NULL, alarms);
        if (alarms)
            assert_int_equal(rig_last(rig, REPORT_STOPPED)->code, STOP_RELEASE);
        rig_free(rig);
    }
}

static void an_instrument_that_refuses_to_return_to_rest_is_stopped(void **state)
{
    (void)state;
    for (int refuses = 0; refuses < 2; refuses++) {
        struct rig *rig = letting_go(false);
        if (refuses)
            rig_hear(rig, 0, "V\n");
        rig_hear(rig, 0, "R 0 30\n");
        rig_turns(rig, 2);
        assert_int_equal(rig_count(rig, REPORT_DONE), 1);
        assert_int_equal(rig_count(rig, REPORT_STOPPED), refuses);
        assert_int_equal(strstr(rig_written(rig, 0), "STOP\r") != NULL, refuses);
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alarm_of_a_stimulus_stops_every_instrument),
        cmocka_unit_test(an_instrument_that_refuses_to_return_to_rest_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
