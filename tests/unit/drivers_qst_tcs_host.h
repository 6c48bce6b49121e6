/* A TCS out of its document, as far as a driver's tests need one: rows of answers, and how to bring the driver to ready. */
#ifndef LIMEN_TESTS_DRIVERS_QST_TCS_HOST_H
#define LIMEN_TESTS_DRIVERS_QST_TCS_HOST_H

#include "drivers_host.h"

#include <stdlib.h>

/* As the units write it: quotes, tabs, prose with other commands in it, lines that go on in the next. */
#define TCS_HEAD(firmware)                                                                         \
    "\rFirmware: " firmware " Sep  2 2021 14:17:28\rProbe ID: 2D 0F C9 C5 2F 00 00 51\r"           \
    "Probe TYPE: 003\r\rCommand list:\r"
#define TCS_BASIC                                                                                  \
    "'H'\t   : help\r"                                                                             \
    "'Nxxx'\t   : neutral in 1/10 degrees ('xxx'='200' to '400')\r"                                \
    "'G'\t   : calibrate ( returns 'Nxxx' with xxx = neutral )\r"                                  \
    "'Sxxxxx'  : areas 1 to 5 ('1' or '0')\r"                                                      \
    "'Csxxx'   : temperature in 1/10 ('s'='0'(all) or '1' to '5', 'xxx'='100' to '600')\r"         \
    "'Vsxxxx'  : speed in 1/10 ('s'='0'(all) or '1' to '5', 'xxxx'='0001' to '9999')\r"            \
    "'Rsxxxx'  : return speed in 1/10 ('xxxx'='0001' to '9999')\r"                                 \
    "'Dsxxxxx' : duration in ms ('xxxxx'='00001' to '99999')\r"                                    \
    "'P'\t   : parameters\r'L'\t   : start\r'A'\t   : abort or exit 'follow mode'\r"               \
    "'F'\t   : mute mode\r'Yxxxx'   : duration of display\r\t\t\t if set to '0000' all of it\r"
#define TCS_LAST                                                                                   \
    "'B'\t   : battery voltage and % of charge\r'E'\t   : temperatures in 1/10 degrees\r"          \
    "'K'\t   : buttons ( CR+'00' both released )\r'Q'\t   : errors ( return 'xxxxxx' )\r"          \
    "'Xr'\t   : clock\r"
#define TCS_CEILING "'Omxxx'   : highest temperature. 'C' command is limited to it.\r"
#define TCS_FINE "'Ovsxxxxx': speed in 1/100\r'Orsxxxxx': return speed in 1/100\r"
#define TCS_PROFILE "'Uexxxxx' : profiles for each area (x='1' or '0'=default)\r"
#define TCS_HELP_TEXT TCS_HEAD("008") TCS_BASIC TCS_CEILING TCS_LAST TCS_PROFILE
#define TCS_HELP_FINE TCS_HEAD("014") TCS_BASIC TCS_CEILING TCS_FINE TCS_LAST TCS_PROFILE

static char tcs_e[32], tcs_k[8], tcs_q[16], tcs_b[24];
static const char *tcs_help_text;

static struct answer_row tcs_rows[] = {{"H", NULL},  {"H\r\n", NULL}, {"E", tcs_e}, {"K", tcs_k},
                                       {"Q", tcs_q}, {"B", tcs_b},    {NULL, NULL}};

static struct host host; /* too large for a stack */

static inline void tcs_zones(double z1, double z2, double z3, double z4, double z5)
{
    const int tenths[] = {(int)(z1 * 10 + (z1 < 0 ? -.5 : .5)), (int)(z2 * 10 + .5),
                          (int)(z3 * 10 + .5), (int)(z4 * 10 + .5), (int)(z5 * 10 + .5)};
    snprintf(tcs_e, sizeof tcs_e, "\r300%c%03d+%03d+%03d+%03d+%03d", tenths[0] < 0 ? '-' : '+',
             abs(tenths[0]) % 1000, tenths[1] % 1000, tenths[2] % 1000, tenths[3] % 1000,
             tenths[4] % 1000);
}

static inline void tcs_at(double degc)
{
    tcs_zones(degc, degc, degc, degc, degc);
}

static inline void tcs_answers(const char *help)
{
    tcs_help_text = help;
    tcs_rows[0].reply = tcs_rows[1].reply = help;
    tcs_at(32);
    strcpy(tcs_k, "\r00");
    strcpy(tcs_q, "000000");
    strcpy(tcs_b, "\r25.1234v 080%");
}

static inline void tcs_init(const char *help, const struct driver_config *config)
{
    host_init(&host, "qst-tcs", config);
    tcs_answers(help);
    host.answers = tcs_rows;
    host_open(&host);
}

static inline void tcs_stream(double hz)
{
    const struct command stream = {.kind = COMMAND_STREAM, .rate_hz = hz};
    assert_int_equal(host_command(&host, stream), STATUS_OK);
}

static inline void tcs_ready(const char *help)
{
    tcs_init(help, NULL);
    host_run_until_ready(&host);
    tcs_stream(100);
    host_run(&host, 50 * MONO_MS);
    host_check_events(&host);
    assert_true(host_count(&host, EVENT_READING) > 0);
    assert_int_equal(host_count(&host, EVENT_FAULT), 0);
}

#endif
