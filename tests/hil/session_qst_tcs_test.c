/* The TCS driver and the bench's output before the simulated unit, in virtual time, however it reads what its document leaves
 * open and whatever happens on the line. */
#include "hw/driver.h"
#include "hw/output.h"
#include "sim/port.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    const struct driver *driver;
    _Alignas(max_align_t) uint8_t state[DRIVER_STATE_MAX];
    struct driver_io io;
    struct output output;
    struct wire wire;
    struct sim_participant participant;
    struct sim_world world;
    struct sim_port port;
    mono_ns now;
    size_t readings, readies, faults, presses, done;
    uint8_t fault; /* the last */
    double low, high, last;
    bool is_gone;
};

static void on_event(void *host, const struct event *e)
{
    struct stand *s = host;
    switch ((enum event_kind)e->kind) {
    case EVENT_READING:
        s->readings++;
        if (e->channel != 0)
            return;
        s->last = e->value;
        s->low = fmin(s->low, e->value);
        s->high = fmax(s->high, e->value);
        return;
    case EVENT_READY:
        s->readies++;
        return;
    case EVENT_FAULT:
        s->faults++;
        s->fault = e->code;
        return;
    case EVENT_RESPONSE:
        s->presses += e->value > 0;
        return;
    case EVENT_NOTICE:
        s->done += e->code == NOTICE_PROGRAM_DONE;
        return;
    case EVENT_RATING:
        fail_msg("a thermode rates nothing");
    }
}

static void on_send(void *host, enum frame_class class, const uint8_t *frame, size_t n)
{
    struct stand *s = host;
    assert_int_equal(output_push(&s->output, class, frame, n), STATUS_OK);
}

static void on_identity(void *host, const struct instrument_identity *identity)
{
    (void)host, (void)identity;
}

static enum status wire_write(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    return sim_port_write(&((struct stand *)wire->self)->port, data, n, written);
}

static enum status wire_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    return sim_port_read(&((struct stand *)wire->self)->port, data, cap, n);
}

static void plug(struct stand *s)
{
    s->is_gone = false;
    output_reset(&s->output, s->driver);
    s->driver->opened(s->state, s->now, &s->io);
}

static struct stand *stand_new(const char *faults)
{
    static const struct wire_ops ops = {.read = wire_read, .write = wire_write};
    struct stand *s = calloc(1, sizeof *s);
    struct sim_fault list[SIM_FAULTS_MAX];
    size_t n = 0;
    char copy[200];
    struct why why = {0};
    assert_non_null(s);
    snprintf(copy, sizeof copy, "%s", faults);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        if (sim_fault_parse(word, &list[n++], &why) != STATUS_OK)
            fail_msg("%s", why.text);
    s->driver = driver_find("qst-tcs");
    s->io = (struct driver_io){s, on_send, on_event, on_identity};
    s->wire = (struct wire){.ops = &ops, .self = s, .fd = -1};
    s->now = MONO_SEC;
    s->participant = sim_participant_defaults();
    sim_world_init(&s->world, &s->participant, 1);
    s->world.noise = 0;
    const struct sim_port_config config = {.instrument = sim_find("qst-tcs"),
                                           .world = &s->world,
                                           .faults = list,
                                           .n_faults = n,
                                           .seed = 1,
                                           .is_paced = true};
    if (sim_port_init(&s->port, &config, s->now, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    output_init(&s->output, 10 * MONO_SEC / 115200, s->driver->line.byte_gap);
    s->driver->init(s->state, &(struct driver_config){0});
    plug(s);
    s->low = 1000;
    s->high = -1000;
    return s;
}

static void link_turn(struct stand *s)
{
    uint8_t data[512];
    size_t n;
    if (s->is_gone && sim_port_open(&s->port) == STATUS_OK)
        plug(s);
    if (s->is_gone)
        return;
    enum status status = wire_read(&s->wire, data, sizeof data, &n);
    if (n > 0)
        s->driver->bytes(s->state, s->now, data, n, &s->io);
    if (s->driver->deadline(s->state) <= s->now)
        s->driver->tick(s->state, s->now, &s->io);
    if (status == STATUS_OK)
        status = output_flush(&s->output, &s->wire, s->now);
    s->is_gone = status == STATUS_GONE;
}

static void run(struct stand *s, mono_ns span)
{
    const mono_ns until = s->now + span;
    while (s->now < until) {
        sim_port_turn(&s->port, s->now);
        link_turn(s);
        sim_port_turn(&s->port, s->now);
        mono_ns next = mono_min(sim_port_deadline(&s->port), s->driver->deadline(s->state));
        if (!output_is_blocked(&s->output, s->now))
            next = mono_min(next, output_deadline(&s->output));
        if (s->is_gone)
            next = s->now + MONO_MS;
        s->now = mono_min(until, next > s->now ? next : s->now + 100 * MONO_US);
    }
}

static enum status command(struct stand *s, const struct command *c)
{
    return s->driver->command(s->state, s->now, c, &s->io);
}

static void drive(struct stand *s, double target, double rate, mono_ns hold)
{
    const struct command c = {
        .kind = COMMAND_DRIVE, .target = target, .rate_per_s = rate, .hold = hold};
    assert_int_equal(command(s, &c), STATUS_OK);
}

static void get_ready(struct stand *s)
{
    const struct command stream = {.kind = COMMAND_STREAM, .rate_hz = 100};
    for (int i = 0; i < 80 && s->readies == 0; i++)
        run(s, 100 * MONO_MS);
    if (s->readies == 0)
        fail_msg("not ready: %s", fault_word((enum fault)s->fault));
    run(s, 100 * MONO_MS);
    assert_int_equal(command(s, &stream), STATUS_OK);
    run(s, 100 * MONO_MS);
}

static void however_it_reads_its_document_a_stimulus_is_what_was_asked(void **state)
{
    (void)state;
    static const char *const settings[] = {
        "",
        "setting:to=newer",
        "setting:to=zones-on",
        "setting:to=unpaced-lost",
        "setting:to=letter-restarts",
        "setting:to=lead-cr",
        "setting:to=help-lf",
        "setting:to=record-cr",
        "setting:to=record-crlf",
        "setting:to=record-groups",
        "setting:to=idle-commas",
        "setting:to=d-from-change",
        "setting:to=boot-2500",
        "setting:to=probe-109",
        "setting:to=unpaced-lost setting:to=letter-restarts setting:to=lead-cr",
        "split:gap=1ms",
        "merge:for=16ms",
        "delay:40ms",
        "truncate:p=0.01,for=60s",
        "duplicate:p=0.01",
        "drop:p=0.0005",
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        struct stand *s = stand_new(settings[i]);
        get_ready(s);
        s->low = 1000;
        s->high = -1000;
        drive(s, 40, 10, MONO_SEC);
        run(s, 6 * MONO_SEC);
        print_message("%s: %.2f to %.2f\n", settings[i], s->low, s->high);
        assert_true(s->high > 39.3 && s->high < 41.5);
        assert_true(s->low > 29.5);
        assert_true(fabs(s->last - 30) < 0.5);
        assert_int_equal(s->done, 1);
        assert_int_equal(s->faults, 0);
        drive(s, 12, 20, 500 * MONO_MS);
        run(s, 8 * MONO_SEC);
        assert_true(s->low < 12.7 && s->low > 10.5);
        assert_int_equal(s->done, 2);
        free(s);
    }
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        enum fault fault;
    } rows[] = {
        {"setting:to=tcs-2017", FAULT_IDENTITY},
        {"setting:to=open-zone-3", FAULT_RANGE},
        {"setting:to=bad-zone-3", FAULT_PART},
        {"silence:at=3s,from=on", FAULT_SILENT},
        {"garble:p=0.5", FAULT_GARBLED},
        {"setting:to=stray", FAULT_GARBLED}, /* before every reply */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stand *s = stand_new(rows[i].faults);
        run(s, 6 * MONO_SEC);
        if (s->faults == 0 || s->fault != rows[i].fault)
            fail_msg("%s: %zu faults, the last %s", rows[i].faults, s->faults,
                     fault_word((enum fault)s->fault));
        free(s);
    }
}

static void its_own_limiter_ends_a_stimulus_early(void **state)
{
    (void)state;
    struct stand *s = stand_new("setting:to=cut-1500");
    get_ready(s);
    drive(s, 40, 10, 20 * MONO_SEC);
    run(s, 6 * MONO_SEC);
    assert_int_equal(s->done, 1);
    assert_int_equal(s->faults, 0);
    free(s);
}

/* The cable out and in, the unit off and on, in mid-ramp: at rest at last, and ready. */
static void it_comes_back_at_rest(void **state)
{
    (void)state;
    static const char *const faults[] = {"unplug:at=3.5s,for=1s,from=on",
                                         "reboot:at=3.5s,for=0.5s,from=on"};
    for (size_t i = 0; i < 2; i++) {
        struct stand *s = stand_new(faults[i]);
        get_ready(s);
        drive(s, 45, 5, 60 * MONO_SEC);
        run(s, 10 * MONO_SEC);
        assert_true(sim_port_output(&s->port) == 0);
        assert_true(s->readies >= 2 || s->faults == 0);
        assert_true(fabs(s->last - 30) < 0.5);
        get_ready(s);
        drive(s, 40, 10, 0);
        run(s, 4 * MONO_SEC);
        free(s);
    }
}

/* Whenever it is stopped it is on its way back at once, in each of its readings. */
static void a_stop_at_any_millisecond_brings_it_back(void **state)
{
    (void)state;
    static const char *const settings[] = {"", "setting:to=unpaced-lost",
                                           "setting:to=unpaced-lost setting:to=letter-restarts"};
    for (size_t i = 0; i < 3; i++)
        for (int ms = 0; ms < 80; ms++) {
            struct stand *s = stand_new(settings[i]);
            get_ready(s);
            drive(s, 45, 20, 60 * MONO_SEC);
            run(s, ms * MONO_MS);
            output_stop(&s->output, s->driver);
            run(s, 2 * MONO_SEC);
            assert_true(s->output.stop_sent);
            assert_true(sim_port_output(&s->port) == 0);
            assert_true(fabs(s->last - 30) < 0.5);
            free(s);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(however_it_reads_its_document_a_stimulus_is_what_was_asked),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(its_own_limiter_ends_a_stimulus_early),
        cmocka_unit_test(it_comes_back_at_rest),
        cmocka_unit_test(a_stop_at_any_millisecond_brings_it_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
