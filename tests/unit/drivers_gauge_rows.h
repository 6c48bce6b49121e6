/* Four makes of force gauges as their documents have them, one row each, for what all of their
 * drivers must do. */
#ifndef LIMEN_TESTS_DRIVERS_GAUGE_ROWS_H
#define LIMEN_TESTS_DRIVERS_GAUGE_ROWS_H

#include "drivers_host.h"

/* A record of the ZT: letter, number, eight unknown characters, index of the unit, four unknown. */
#define ZT(letter, number, unit) letter number "00000000" unit "0000\r"
/* Its list: N, kgf, lbf, ozf, gf, N-cm. */
#define ZT_UNITS "XFC020811100713\r"
/* A frame of the Lutron: unit, polarity, decimals, eight digits. */
#define LUTRON(unit, polarity, decimals, digits)                                                   \
    "\x02"                                                                                         \
    "415" unit polarity decimals digits "\r"

static const struct answer_row fpx_answers[] = {{"?\r\n", "34.56 N\r\n"}, {NULL, NULL}};
static const struct answer_row imada_answers[] = {
    {"D\r", "+34.56NTO\r"}, {"T\r", "R\r"}, {"N\r", "R\r"}, {"Z\r", "R\r"}, {NULL, NULL}};
static const struct answer_row zt_answers[] = {
    {"XFC\r", ZT_UNITS}, {"XAR\r", ZT("r", "+34.56", "0")}, {"Z\r", "R\r"}, {NULL, NULL}};
static const struct answer_row nidec_answers[] = {
    {"?", "-34.56 N\r"}, {"PZ", "R\x06"}, {NULL, NULL}};

/* A reading of 34.56 N. */
struct gauge_row {
    const char *driver;
    const struct answer_row *answers; /* NULL: it sends by itself, every 100 ms */
    const char *reading;
    const char *next;     /* 34.57 N */
    const char *huge;     /* more than 500 N */
    const char *other;    /* about the same in another unit of force */
    double other_n;       /* what that is */
    const char *question; /* NULL: none */
    const char *zero;     /* NULL: none */
    bool streams;         /* at 10 per second and more it is not asked */
};

static const struct gauge_row gauge_rows[] = {
    {"wagner-fpx", fpx_answers, "34.56 N\r\n", "34.57 N\r\n", "900.00 N\r\n", "7.77 lbf\r\n",
     7.77 * 4.4482216152605, "?\r\n", NULL, false},
    {"imada-d", imada_answers, "+34.56NTO\r", "+34.57NTO\r", "+900.0NTO\r", "+03.52KTO\r",
     3.52 * 9.80665, "D\r", "Z\r", false},
    {"imada-zt", zt_answers, ZT("r", "+34.56", "0"), ZT("r", "+34.57", "0"), ZT("r", "+900.0", "0"),
     ZT("r", "+03.52", "1"), 3.52 * 9.80665, "XAR\r", "Z\r", false},
    {"nidec-fg7000", nidec_answers, "-34.56 N\r", "-34.57 N\r", "-900.00 N\r", "-3.52 kgf\r",
     3.52 * 9.80665, "?", "PZ", true},
    {"lutron", NULL, LUTRON("9", "0", "2", "00003456"), LUTRON("9", "0", "2", "00003457"),
     LUTRON("9", "0", "2", "00090000"), LUTRON("5", "0", "2", "00000352"), 3.52 * 9.80665, NULL,
     NULL, false},
};

enum { GAUGE_ROWS = sizeof gauge_rows / sizeof gauge_rows[0] };

static struct host host;        /* too large for a stack */
static mono_ns stream_interval; /* 0: it is asked, or sends every 100 ms */

/* Time passes; the gauge answers, or sends by itself. */
static inline void row_run(const struct gauge_row *row, mono_ns duration)
{
    const mono_ns until = host.now + duration;
    while (!row->answers && host.now + 100 * MONO_MS <= until) {
        host_run(&host, 100 * MONO_MS);
        host_say(&host, row->reading);
    }
    host_run_until(&host, until);
}

/* Without a word to the driver's questions. */
static inline void row_open(const struct gauge_row *row, const struct driver_config *config)
{
    stream_interval = 0;
    host_init(&host, row->driver, config);
    host_open(&host);
}

static inline void row_ready(const struct gauge_row *row, const struct driver_config *config)
{
    row_open(row, config);
    host.answers = row->answers;
    for (int i = 0; !host_is_ready(&host); i++) {
        assert_true(i < 50);
        row_run(row, 100 * MONO_MS);
    }
}

static inline void row_stream(const struct gauge_row *row, double hz)
{
    const struct command command = {.kind = COMMAND_STREAM, .rate_hz = hz};
    assert_int_equal(host_command(&host, command), STATUS_OK);
    stream_interval = row->streams ? mono_from_sec(1 / hz) : 0;
}

static inline void row_await_question(const struct gauge_row *row)
{
    const size_t asked = host_sent(&host, row->question);
    for (int i = 0; host_sent(&host, row->question) == asked; i++) {
        assert_true(i < 1000);
        host_run(&host, MONO_MS);
    }
}

/* The gauge says this next, as the answer to the next question or by itself. */
static inline void row_say(const struct gauge_row *row, const char *reply)
{
    host.answers = NULL;
    if (row->question && stream_interval == 0)
        row_await_question(row);
    else
        host_run(&host, stream_interval ? stream_interval : 100 * MONO_MS);
    host_say(&host, reply);
}

/* A gauge that says nothing but this to its question. */
static inline void row_refuse(const struct gauge_row *row, const char *reply)
{
    struct answer_row answers[8];
    struct gauge_row bad = *row;
    bad.reading = reply;
    for (size_t i = 0; row->answers; i++) {
        answers[i] = row->answers[i];
        if (!answers[i].frame)
            break;
        if (strcmp(answers[i].frame, row->question) == 0)
            answers[i].reply = reply;
    }
    row_open(row, NULL);
    host.answers = row->answers ? answers : NULL;
    row_run(&bad, 6 * MONO_SEC);
    assert_int_equal(host_count(&host, EVENT_READY), 0);
    assert_true(host_count(&host, EVENT_FAULT) > 0);
}

static inline size_t notices(uint8_t code)
{
    size_t n = 0;
    for (size_t i = 0; i < host.n_events; i++)
        n += host.events[i].kind == EVENT_NOTICE && host.events[i].code == code;
    return n;
}

#endif
