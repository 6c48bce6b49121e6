/* The TCS driver on a line that delays, loses, cuts, doubles and muddles replies: no number is ever the answer to another
 * question. */
#include "drivers_qst_tcs_host.h"

#include "base/rng.h"

#include <math.h>

enum { POOL = 4096, MARKS = 20 };

static char pool[POOL][64];
static size_t pooled, asked_e, asked_k;
static mono_ns e_sent_at, last_reply_at;
static uint64_t seed, draws;
static void (*send_on)(void *, enum frame_class, const uint8_t *, size_t);

static uint64_t draw(uint64_t n)
{
    static rng_key key;
    if (draws == 0)
        key = rng_key_seed(seed);
    return rng_bits(key, draws++) % n;
}

/* What it says names the question: 30.0 to 31.9 degC, twenty in turn. The button changes at each K. */
static void compose(char question, char *out, size_t size)
{
    if (question == 'E') {
        const int v = 300 + (int)(asked_e++ % MARKS);
        e_sent_at = host.now;
        snprintf(out, size, "\r300+%d+%d+%d+%d+%d", v, v, v, v, v);
    } else {
        snprintf(out, size, "\r0%d", (int)(asked_k++ % 2));
    }
}

static mono_ns damage(char *reply)
{
    static const mono_ns delays[] = {1,  1,  1,  1,  1,  1,  2,  5,  15,  30,
                                     55, 59, 60, 61, 62, 75, 85, 95, 130, 240};
    const size_t n = strlen(reply);
    switch (draw(30)) {
    case 0:
        reply[0] = '\0';
        break;
    case 1:
        reply[draw(n)] = '\0';
        break;
    case 2:
        memmove(reply, reply + 1 + draw(n - 1), n);
        break;
    case 3:
        strcat(reply, n < 10 ? "\r00" : "\r00+31.0");
        break;
    default:
        break;
    }
    return (draw(8) ? 1 : delays[draw(sizeof delays / sizeof delays[0])]) * MONO_MS;
}

static void on_send(void *context, enum frame_class class, const uint8_t *frame, size_t n)
{
    send_on(context, class, frame, n);
    if (n != 1 || (frame[0] != 'E' && frame[0] != 'K') || host.n_replies == HOST_REPLIES)
        return;
    assert_true(pooled < POOL);
    char *reply = pool[pooled++];
    compose((char)frame[0], reply, sizeof pool[0] / 2);
    const mono_ns delay = host_is_ready(&host) ? damage(reply) : MONO_MS;
    last_reply_at = host.now + delay > last_reply_at ? host.now + delay : last_reply_at;
    host_reply_at(&host, last_reply_at, reply, strlen(reply)); /* it answers in order */
}

static void check_new_events(size_t *seen)
{
    for (; *seen < host.n_events; (*seen)++) {
        const struct event *e = &host.events[*seen];
        if (e->kind == EVENT_READING) {
            const double expected = 30 + (double)((asked_e - 1) % MARKS) / 10;
            if (fabs(e->value - expected) > 1e-6 || e->t - e_sent_at > 62 * MONO_MS)
                fail_msg("seed %llu: %g instead of %g, %g ms after the question",
                         (unsigned long long)seed, e->value, expected,
                         mono_to_sec(e->t - e_sent_at) * 1e3);
        }
        if (e->kind == EVENT_RESPONSE && e->value != (double)((asked_k - 1) % 2))
            fail_msg("seed %llu: an old answer moved the button", (unsigned long long)seed);
    }
}

static void no_number_is_the_answer_to_an_older_question(void **state)
{
    (void)state;
    size_t readings = 0, faults = 0;
    for (seed = 1; seed <= 1500; seed++) {
        static const struct answer_row rows[] = {{"H", TCS_HELP_TEXT},
                                                 {"H\r\n", TCS_HELP_TEXT},
                                                 {"Q", "000000"},
                                                 {"B", "\r25.1234v 080%"},
                                                 {NULL, NULL}};
        size_t seen = 0;
        draws = pooled = asked_e = asked_k = 0;
        last_reply_at = 0;
        host_init(&host, "qst-tcs", NULL);
        send_on = host.io.send;
        host.io.send = on_send;
        host.answers = rows;
        host_open(&host);
        host_run_until_ready(&host);
        tcs_stream(100);
        seen = host.n_events;
        for (int i = 0; i < 600; i++) {
            host_run(&host, MONO_MS);
            check_new_events(&seen);
        }
        readings += host_count(&host, EVENT_READING);
        faults += host_count(&host, EVENT_FAULT);
        host_check_events(&host);
    }
    print_message("%zu readings, %zu faults\n", readings, faults);
    assert_true(readings > 1500 * 6 * 5);
    assert_true(faults > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_number_is_the_answer_to_an_older_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
