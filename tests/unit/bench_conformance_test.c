/* The conformance list proved on itself: a driver that keeps every rule passes, and of a family of drivers that each
 * break one rule every one is caught, by that rule.
 *
 * The language of the model: `ID` is answered `FAKE`, `GO` starts a message every 10 ms, `D n v*cc` with a counter
 * (0 to 999), a value and a checksum; `RUN v !` presses, `VENT` and `STOP` release. Each line ends with CR. */
#include "support/conformance.h"

#include "base/decimal.h"

enum { MODEL_LINE = 40, MODEL_COUNTS = 1000 };

enum model_state { MODEL_ASKING, MODEL_READY, MODEL_FAULTED, MODEL_DEAD };

/* What is wrong with the model. */
static enum conformance_rule defect;

struct model {
    enum model_state state;
    char line[MODEL_LINE];
    size_t n;
    bool is_long, is_told, streams, has_count, was_ready;
    mono_ns asked_at, since, heard_at;
    unsigned count, bad_lines;
    uint32_t seq;
};

static const mono_ns ask_again = 200 * MONO_MS, give_up = 900 * MONO_MS, silence = 100 * MONO_MS;

static void model_send(const struct driver_io *io, enum frame_class class, const char *text)
{
    io->send(io->host, class, (const uint8_t *)text, strlen(text));
}

static void model_tell(const struct driver_io *io, mono_ns t, enum event_kind kind, uint8_t code)
{
    io->event(io->host, &(struct event){.t = t, .kind = (uint8_t)kind, .code = code});
}

static void model_fault(struct model *m, mono_ns t, enum fault fault, const struct driver_io *io)
{
    m->state = MODEL_FAULTED;
    m->asked_at = t;
    if (!m->is_told)
        model_tell(io, t, EVENT_FAULT, (uint8_t)fault);
    m->is_told = true;
}

static void model_init(void *state, const struct driver_config *config)
{
    (void)config;
    ((struct model *)state)->state = MODEL_ASKING;
}

static void model_opened(void *state, mono_ns now, const struct driver_io *io)
{
    struct model *m = state;
    m->state = defect == CONFORMANCE_REPLUG && m->was_ready ? MODEL_DEAD : MODEL_ASKING;
    m->n = 0;
    m->is_long = m->is_told = m->streams = m->has_count = false;
    m->since = m->asked_at = now;
    model_send(io, FRAME_SAFE, "ID\r");
}

static unsigned checksum(const char *text, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum = (sum * 31 + (unsigned char)text[i]) & 0xff;
    return sum;
}

/* `D n v*cc` */
static bool model_parse(const char *line, size_t n, unsigned *count, double *value)
{
    const char *star = memchr(line, '*', n);
    const char *blank = n > 2 ? memchr(line + 2, ' ', n - 2) : NULL;
    double number;
    char sum[3];
    if (!blank || decimal_parse(line + 2, (size_t)(blank - line) - 2, &number) == 0)
        return false;
    *count = (unsigned)number;
    const size_t left = n - (size_t)(blank + 1 - line);
    const size_t taken = decimal_parse(blank + 1, left, value);
    if (defect == CONFORMANCE_TRUNCATED && !star && taken > 0 && *value >= 0 && *value <= 100)
        return true;
    if (!star || taken == 0 || blank + 1 + taken != star || line + n - star != 3)
        return false;
    snprintf(sum, sizeof sum, "%02x", checksum(line, (size_t)(star - line)));
    return memcmp(star + 1, sum, 2) == 0;
}

static void model_data(struct model *m, mono_ns t, unsigned count, double value,
                       const struct driver_io *io)
{
    if (m->state != MODEL_READY && defect != CONFORMANCE_BEFORE_READY)
        return;
    const unsigned step = m->has_count ? (count + MODEL_COUNTS - m->count) % MODEL_COUNTS : 1;
    if (step == 0)
        return;
    m->seq += step;
    if (defect == CONFORMANCE_STEADY && m->seq == 500) {
        model_fault(m, t, FAULT_GARBLED, io);
        return;
    }
    m->seq -= defect == CONFORMANCE_SEQUENCE && m->seq == 20;
    m->count = count;
    m->has_count = true;
    m->heard_at = t;
    io->event(io->host,
              &(struct event){.t = t,
                              .kind = EVENT_READING,
                              .seq = m->seq,
                              .value = defect == CONFORMANCE_RANGE ? value * 1000 : value});
}

static void model_line(struct model *m, mono_ns t, const struct driver_io *io)
{
    unsigned count;
    double value;
    const bool is_own = m->n == 4 && memcmp(m->line, "FAKE", 4) == 0;
    const bool is_other = m->n == 4 && memcmp(m->line, "OTHR", 4) == 0;
    if (is_own || (is_other && defect == CONFORMANCE_IDENTITY)) {
        if (m->state != MODEL_ASKING && m->state != MODEL_FAULTED)
            return;
        m->state = MODEL_READY;
        m->is_told = m->streams = m->has_count = false;
        m->was_ready = true;
        model_tell(io, t, EVENT_READY, 0);
    } else if (is_other) {
        model_fault(m, t, FAULT_IDENTITY, io);
    } else if (model_parse(m->line, m->n, &count, &value)) {
        model_data(m, t, count, value, io);
    } else if (m->n > 0 && ++m->bad_lines > 20 && defect == CONFORMANCE_NOISE) {
        m->state = MODEL_DEAD;
    }
}

static void model_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                        const struct driver_io *io)
{
    struct model *m = state;
    if (defect == CONFORMANCE_SPLIT)
        m->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (data[i] == '\r') {
            if (!m->is_long)
                model_line(m, t, io);
            m->n = 0;
            m->is_long = false;
        } else if (m->n == MODEL_LINE) {
            m->is_long = true;
        } else {
            m->line[m->n++] = (char)data[i];
        }
    }
}

static mono_ns model_due(const struct model *m)
{
    switch (m->state) {
    case MODEL_ASKING:
    case MODEL_FAULTED:
        return m->asked_at + ask_again;
    case MODEL_READY:
        return m->streams ? m->heard_at + (defect == CONFORMANCE_SILENCE ? 2 : 1) * silence
                          : MONO_NEVER;
    case MODEL_DEAD:
        break;
    }
    return MONO_NEVER;
}

static mono_ns model_deadline(const void *state)
{
    return defect == CONFORMANCE_SPIN ? 0 : model_due(state);
}

static void model_tick(void *state, mono_ns now, const struct driver_io *io)
{
    struct model *m = state;
    if (now < model_due(m) || m->state == MODEL_DEAD)
        return;
    if (m->state == MODEL_READY) {
        model_fault(m, now, FAULT_SILENT, io);
        return;
    }
    m->asked_at = now;
    if (m->state == MODEL_ASKING && now >= m->since + give_up - ask_again &&
        defect != CONFORMANCE_ANNOUNCE)
        model_fault(m, now, FAULT_SILENT, io);
    model_send(io, FRAME_SAFE, "ID\r");
}

static enum status model_drive(const struct command *command, const struct driver_io *io)
{
    char frame[32] = "RUN ";
    if (!(command->target >= 0 && command->target <= 50))
        return STATUS_UNSUPPORTED;
    const size_t n = 4 + decimal_format(frame + 4, 8, command->target, 1);
    strcpy(frame + n, " !\r");
    model_send(io, defect == CONFORMANCE_SAFE ? FRAME_SAFE : FRAME_ENERGISE, frame);
    return STATUS_OK;
}

static enum status model_command(void *state, mono_ns now, const struct command *command,
                                 const struct driver_io *io)
{
    struct model *m = state;
    if (m->state != MODEL_READY)
        return STATUS_BUSY;
    if (command->channel != 0 && defect != CONFORMANCE_REFUSE)
        return STATUS_UNSUPPORTED;
    switch ((enum command_kind)command->kind) {
    case COMMAND_IDLE:
    case COMMAND_STREAM:
        m->streams = true;
        m->heard_at = now;
        model_send(io, FRAME_SAFE, "GO\r");
        return STATUS_OK;
    case COMMAND_DRIVE:
        return model_drive(command, io);
    case COMMAND_BASELINE:
        model_send(io, FRAME_SAFE, "VENT\r");
        return STATUS_OK;
    case COMMAND_LEVEL:
    case COMMAND_ZERO:
    case COMMAND_TRAIN:
    case COMMAND_PUT:
        break;
    }
    return STATUS_UNSUPPORTED;
}

static const struct channel_info model_channels[] = {
    {.name = "outlet", .kind = CHANNEL_PRESSURE, .energises = true, .value_max = 100}};

/* ---- the instrument */

struct model_peer {
    char line[MODEL_LINE], reply[16];
    size_t n;
    bool streams, is_other;
    mono_ns next;
    unsigned count;
    double target;
    mono_ns run_at;
};

static void peer_power_on(void *self, mono_ns now)
{
    struct model_peer *p = self;
    const bool is_other = p->is_other;
    memset(p, 0, sizeof *p);
    p->is_other = is_other;
    p->next = now;
}

static double peer_pressing(void *self, mono_ns now)
{
    const struct model_peer *p = self;
    const double reached = 100 * mono_to_sec(now - p->run_at);
    return reached < p->target ? reached : p->target;
}

static void peer_obey(struct model_peer *p, mono_ns now)
{
    p->line[p->n] = '\0';
    char *end = NULL;
    if (strcmp(p->line, "ID") == 0) {
        strcpy(p->reply, p->is_other ? "OTHR\r" : "FAKE\r");
    } else if (strcmp(p->line, "GO") == 0 && !p->streams) {
        p->streams = true;
        p->next = now;
    } else if (strncmp(p->line, "RUN ", 4) == 0 && p->target == 0) {
        const double target = strtod(p->line + 4, &end);
        if (strcmp(end, " !") == 0) {
            p->target = target;
            p->run_at = now;
        }
    } else if (strcmp(p->line, "STOP") == 0 || strcmp(p->line, "VENT") == 0) {
        p->target = 0;
    }
}

static void peer_hear(void *self, mono_ns now, const uint8_t *data, size_t n)
{
    struct model_peer *p = self;
    for (size_t i = 0; i < n; i++) {
        if (data[i] == '\r') {
            peer_obey(p, now);
            p->n = 0;
        } else if (p->n < sizeof p->line - 1) {
            p->line[p->n++] = (char)data[i];
        }
    }
}

static size_t peer_say(void *self, mono_ns now, uint8_t *data, size_t cap)
{
    struct model_peer *p = self;
    char text[32];
    if (p->reply[0]) {
        snprintf(text, sizeof text, "%s", p->reply);
        p->reply[0] = '\0';
    } else if (p->streams && now >= p->next) {
        const int n = snprintf(text, sizeof text, "D %u 12.%u5", p->count, p->count % 2);
        snprintf(text + n, sizeof text - (size_t)n, "*%02x\r", checksum(text, (size_t)n));
        p->count = (p->count + 1) % MODEL_COUNTS;
        p->next += 10 * MONO_MS;
    } else {
        return 0;
    }
    const size_t size = strlen(text);
    assert_true(size <= cap);
    memcpy(data, text, size);
    return size;
}

static mono_ns peer_deadline(void *self)
{
    const struct model_peer *p = self;
    if (p->reply[0])
        return 0;
    return p->streams ? p->next : MONO_NEVER;
}

static void peer_be_another(void *self, bool on)
{
    ((struct model_peer *)self)->is_other = on;
}

static struct model_peer peer;

static struct driver model_driver(void)
{
    return (struct driver){
        .name = "model",
        .line = {.baud = 115200},
        .channels = model_channels,
        .n_channels = 1,
        .energises = true,
        .stop_frame = (const uint8_t *)"STOP\r",
        .stop_size = 5,
        .closing = (const uint8_t *)"?\r",
        .closing_size = 2,
        .announces_within = MONO_SEC,
        .silence = 100 * MONO_MS,
        .state_size = sizeof(struct model),
        .init = model_init,
        .opened = model_opened,
        .bytes = model_bytes,
        .tick = model_tick,
        .command = model_command,
        .deadline = model_deadline,
    };
}

static struct conformance_result run(const struct driver *driver)
{
    const struct conformance_subject subject = {
        .driver = driver,
        .peer = {.self = &peer,
                 .power_on = peer_power_on,
                 .hear = peer_hear,
                 .say = peer_say,
                 .deadline = peer_deadline,
                 .pressing = peer_pressing,
                 .be_another = peer_be_another},
        .reading = {.kind = COMMAND_STREAM, .rate_hz = 100},
        .drive = {.kind = COMMAND_DRIVE, .target = 40, .rate_per_s = 100, .hold = MONO_SEC},
    };
    memset(&peer, 0, sizeof peer);
    return conformance_run(&subject);
}

static void assert_rule(const struct driver *driver, enum conformance_rule expected)
{
    const struct conformance_result result = run(driver);
    if (result.rule != expected)
        print_error("expected: %s\nfound: %s: %s\n", conformance_text(expected),
                    conformance_text(result.rule), result.why);
    assert_int_equal(result.rule, expected);
    assert_true((result.why[0] != '\0') == (expected != CONFORMANCE_NONE));
}

static void a_driver_that_keeps_every_rule_passes(void **state)
{
    (void)state;
    const struct driver good = model_driver();
    assert_rule(&good, CONFORMANCE_NONE);
}

static void a_driver_that_breaks_one_rule_is_caught_by_that_rule(void **state)
{
    (void)state;
    static const enum conformance_rule defects[] = {
        CONFORMANCE_ANNOUNCE,     CONFORMANCE_IDENTITY, CONFORMANCE_SPLIT,  CONFORMANCE_NOISE,
        CONFORMANCE_SAFE,         CONFORMANCE_SILENCE,  CONFORMANCE_REPLUG, CONFORMANCE_REFUSE,
        CONFORMANCE_BEFORE_READY, CONFORMANCE_SEQUENCE, CONFORMANCE_RANGE,  CONFORMANCE_TRUNCATED,
        CONFORMANCE_SPIN,         CONFORMANCE_STEADY,
    };
    const struct driver driver = model_driver();
    for (size_t i = 0; i < sizeof defects / sizeof defects[0]; i++) {
        defect = defects[i];
        assert_rule(&driver, defect);
    }
}

static void a_driver_that_is_slower_than_its_table_says_is_caught(void **state)
{
    (void)state;
    struct driver driver = model_driver();
    driver.announces_within = 500 * MONO_MS; /* says so, and needs 900 ms for the fault */
    assert_rule(&driver, CONFORMANCE_ANNOUNCE);
    driver = model_driver();
    driver.silence = 50 * MONO_MS; /* says so, and waits for 100 ms */
    assert_rule(&driver, CONFORMANCE_SILENCE);
}

static void a_stop_frame_that_the_instrument_does_not_know_is_caught(void **state)
{
    (void)state;
    struct driver driver = model_driver();
    driver.stop_frame = (const uint8_t *)"STPO\r";
    assert_rule(&driver, CONFORMANCE_STOP);
}

static void closing_bytes_that_complete_or_do_not_end_a_frame_are_caught(void **state)
{
    (void)state;
    struct driver driver = model_driver();
    driver.closing = (const uint8_t *)"\r"; /* the very byte that a RUN may lack */
    driver.closing_size = 1;
    assert_rule(&driver, CONFORMANCE_STOP_IN_FRAME);
    driver.closing = (const uint8_t *)"?"; /* the stop is swallowed by the begun frame */
    assert_rule(&driver, CONFORMANCE_STOP_IN_FRAME);
}

static void a_table_without_a_stop_frame_or_a_range_is_caught(void **state)
{
    (void)state;
    static const struct channel_info no_range[] = {
        {.name = "outlet", .kind = CHANNEL_PRESSURE, .energises = true}};
    struct driver driver = model_driver();
    driver.stop_size = 0;
    assert_rule(&driver, CONFORMANCE_TABLE);
    driver = model_driver();
    driver.channels = no_range;
    assert_rule(&driver, CONFORMANCE_TABLE);
    driver = model_driver();
    driver.silence = 0;
    assert_rule(&driver, CONFORMANCE_TABLE);
}

static int no_defect(void **state)
{
    (void)state;
    defect = CONFORMANCE_NONE;
    return 0;
}

#define TEST(name) cmocka_unit_test_setup(name, no_defect)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_driver_that_keeps_every_rule_passes),
        TEST(a_driver_that_breaks_one_rule_is_caught_by_that_rule),
        TEST(a_driver_that_is_slower_than_its_table_says_is_caught),
        TEST(a_stop_frame_that_the_instrument_does_not_know_is_caught),
        TEST(closing_bytes_that_complete_or_do_not_end_a_frame_are_caught),
        TEST(a_table_without_a_stop_frame_or_a_range_is_caught),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
