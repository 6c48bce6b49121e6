/* A Mark-10 gauge as the manuals have it, for the tests of its driver. */
#ifndef LIMEN_TESTS_DRIVERS_MARK10_GAUGE_H
#define LIMEN_TESTS_DRIVERS_MARK10_GAUGE_H

#include "drivers_host.h"

#define LIST_REPLY "V1.00;LBF;CUR;FLTC8;FLTP1;AOUT00;AOFF5;FULL;IPOL0;OPOL0;MIT;POL;B0\r\n"

/* As the M5I manual has it: settings are silent, questions are answered, CR LF ends each reply. */
static const struct answer_row m5i[] = {
    {"?C\r", "12.5 N\r\n"},  {"?\r", "99.9 N\r\n"},  {"RM\r", "M5-200\r\n"}, {"RV\r", "1.00\r\n"},
    {"RS\r", "3456789\r\n"}, {"LIST\r", LIST_REPLY}, {NULL, NULL},
};

/* Series 4 knows only `?` and says *10 to the rest. */
static const struct answer_row series4[] = {
    {"?\r", "4.285 lbF\r\n"}, {"\r", "*10\r\n"},     {"AOUT0\r", "*10\r\n"}, {"?C\r", "*10\r\n"},
    {"RM\r", "*10\r\n"},      {"RV\r", "*10\r\n"},   {"RS\r", "*10\r\n"},    {"N\r", "*10\r\n"},
    {"CUR\r", "*10\r\n"},     {"FULL\r", "*10\r\n"}, {"AOFF0\r", "*10\r\n"}, {"LIST\r", "*10\r\n"},
    {"Z\r", "*10\r\n"},       {NULL, NULL},
};

static struct host host; /* too large for a stack */

static inline void make_ready(const struct answer_row *answers, const struct driver_config *config)
{
    host_init(&host, "mark10", config);
    host.answers = answers;
    host_open(&host);
    host_run_until_ready(&host);
}

/* A gauge that streams 50 readings per second from now on; `first` is its first reading, and what
 * it shows when it is asked. */
static inline void make_stream(const char *first, const struct driver_config *config)
{
    static struct answer_row answers[sizeof m5i / sizeof m5i[0]];
    memcpy(answers, m5i, sizeof answers);
    answers[0].reply = first;
    make_ready(answers, config);
    assert_int_equal(host_command(&host, (struct command){.kind = COMMAND_STREAM, .rate_hz = 60}),
                     0);
    assert_int_equal(host_sent(&host, "AOUT50\r"), 1);
    host_run(&host, 20 * MONO_MS);
    host_forget(&host);
    host_say(&host, first);
}

static inline void next_line(const char *line)
{
    host_run(&host, 20 * MONO_MS);
    host_say(&host, line);
}

#endif
