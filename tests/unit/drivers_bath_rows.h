/* Three makes of circulators as their documents have them, one row each, for what all of their drivers must do; and one that
 * stands there, whose answers a test changes one by one. */
#ifndef LIMEN_TESTS_DRIVERS_BATH_ROWS_H
#define LIMEN_TESTS_DRIVERS_BATH_ROWS_H

#include "drivers_host.h"

#include <math.h>

enum { BATH_ANSWERS = 8 };

/* A bath of 24.81 degC that runs. */
struct bath_row {
    const char *driver;
    struct answer_row
        answers[BATH_ANSWERS];      /* all that may be asked; the first is what tells it apart */
    const char *closing;            /* ends half a question */
    const char *temperature;        /* the question */
    const char *next, *cold, *zero; /* 24.82, -1.23 and minus nothing at all */
    const char *far;                /* 4.81: a digit was lost */
    const char *beyond;             /* warmer than any bath */
    const char *trouble[2];         /* to its state, and to the question for the reason */
    uint8_t fault;
    double number;
};

static const struct bath_row bath_rows[] = {
    {.driver = "julabo",
     .answers = {{"status\r", "03 REMOTE START\r\n"},
                 {"version\r", "JULABO CF31 VERSION 2.1\r\n"},
                 {"in_pv_00\r", "24.81\r\n"}},
     .closing = "\r",
     .temperature = "in_pv_00\r",
     .next = "24.82\r\n",
     .cold = "-1.23\r\n",
     .zero = "-0.00\r\n",
     .far = "4.81\r\n",
     .beyond = "160.00\r\n",
     .trouble = {"-01 LOW LEVEL ALARM\r\n"},
     .fault = FAULT_LEVEL,
     .number = -1},
    {.driver = "lauda",
     .answers = {{"STATUS\r", "0\r\n"},
                 {"TYPE\r", "ECO\r\n"},
                 {"VERSION\r", "1.27\r\n"},
                 {"IN_PV_00\r", "24.81\r\n"},
                 {"STAT\r", NULL}},
     .closing = "\r",
     .temperature = "IN_PV_00\r",
     .next = "24.82\r\n",
     .cold = "-1.23\r\n",
     .zero = "-0.00\r\n",
     .far = "4.81\r\n",
     .beyond = "160.00\r\n",
     .trouble = {"-1\r\n", "0100000\r\n"},
     .fault = FAULT_BATH,
     .number = 100000},
    {.driver = "huber",
     .answers = {{"{M0A****\r\n", "{S0A0003\r\n"},
                 {"{M01****\r\n", "{S0109B1\r\n"},
                 {"{M05****\r\n", NULL},
                 {"{M06****\r\n", NULL}},
     .closing = "\r\n",
     .temperature = "{M01****\r\n",
     .next = "{S0109B2\r\n",
     .cold = "{S01FF85\r\n",
     .zero = "{S010000\r\n",
     .far = "{S0101E1\r\n",
     .beyond = "{S013E80\r\n",
     .trouble = {"{S0A0103\r\n", "{S05FFF6\r\n"},
     .fault = FAULT_BATH,
     .number = -10},
};

enum { BATH_ROWS = sizeof bath_rows / sizeof bath_rows[0] };

static struct host host; /* too large for a stack */
static struct answer_row bath_answers[BATH_ANSWERS + 1];
static const struct bath_row *bath;

/* NULL: it does not answer that. */
static inline void bath_say(const char *question, const char *reply)
{
    for (size_t i = 0; i < BATH_ANSWERS; i++)
        if (bath_answers[i].frame && strcmp(bath_answers[i].frame, question) == 0) {
            bath_answers[i].reply = reply;
            return;
        }
    fail_msg("nobody asks %s", question);
}

/* One that is in trouble says so, and why. */
static inline void bath_trouble(const struct bath_row *row)
{
    bath_say(row->answers[0].frame, row->trouble[0]);
    for (size_t i = 0; i < BATH_ANSWERS && row->trouble[1]; i++)
        if (row->answers[i].frame && !row->answers[i].reply) {
            bath_say(row->answers[i].frame, row->trouble[1]);
            return;
        }
}

static inline void bath_well(const struct bath_row *row)
{
    memcpy(bath_answers, row->answers, sizeof row->answers);
}

static inline void bath_init(const struct bath_row *row, const struct driver_config *config)
{
    bath = row;
    bath_well(row);
    host_init(&host, row->driver, config);
    host.answers_after = 40 * MONO_MS;
    host.answers = bath_answers;
}

static inline void bath_open(const struct bath_row *row)
{
    bath_init(row, NULL);
    host_open(&host);
}

static inline void bath_ready(const struct bath_row *row)
{
    bath_open(row);
    host_run_until_ready(&host);
}

/* Until that question has gone out once more. */
static inline void bath_await(const char *question)
{
    const size_t asked = host_sent(&host, question);
    for (int i = 0; host_sent(&host, question) == asked; i++) {
        assert_true(i < 5000);
        host_run(&host, MONO_MS);
    }
}

static inline const char *bath_usual_of(const struct bath_row *bath_row, const char *question)
{
    const struct answer_row *row = bath_row->answers;
    while (strcmp(row->frame, question) != 0)
        row++;
    return row->reply;
}

static inline const char *bath_usual(const char *question)
{
    return bath_usual_of(bath, question);
}

/* The answer to the next question of that kind, and to that one alone. */
static inline void bath_answer_once(const char *question, const char *reply)
{
    bath_say(question, reply);
    bath_await(question);
    bath_say(question, bath_usual(question));
    host_run(&host, 450 * MONO_MS);
}

static inline bool bath_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static inline bool bath_read_only(double degc)
{
    for (size_t i = 0; i < host.n_events; i++)
        if (host.events[i].kind == EVENT_READING && !bath_near(host.events[i].value, degc))
            return false;
    return true;
}

static inline size_t bath_notices(uint8_t code)
{
    size_t n = 0;
    for (size_t i = 0; i < host.n_events; i++)
        n += host.events[i].kind == EVENT_NOTICE && host.events[i].code == code;
    return n;
}

static inline void bath_expect_notice(uint8_t code, double value)
{
    const struct event *notice = host_find(&host, EVENT_NOTICE, code);
    assert_non_null(notice);
    assert_true(bath_near(notice->value, value));
    assert_int_equal(bath_notices(code), 1);
}

#endif
