/* Looking for instruments: who answers on which port, what is left alone, and giving up. */
#include "session/scan.h"

#include "base/clock.h"
#include "support/sim_gauges.h"

#include <fcntl.h>

#define FOUND_WITHIN (120 * MONO_SEC)

static char folder[64];
static struct nursery *nursery;

static struct scan *start(const struct scan_request *request)
{
    struct scan *scan = NULL;
    struct why why = {0};
    if (scan_start(request, &scan, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return scan;
}

enum { ROWS_MAX = 8 };

/* Until every port has been asked; other ports of this computer are nobody's business here. */
static size_t take_all(struct scan *scan, struct scan_row rows[ROWS_MAX])
{
    const mono_ns until = mono_now() + FOUND_WITHIN;
    size_t n = 0;
    bool is_over = false;
    while (!is_over) {
        is_over = scan_progress(scan).is_over;
        while (n < ROWS_MAX && scan_take(scan, &rows[n]))
            n += strncmp(rows[n].port, "pty:", 4) == 0;
        if (mono_now() > until)
            fail_msg("the scan does not end");
        poll(NULL, 0, is_over ? 0 : 5);
    }
    return n;
}

static const struct scan_row *row_of(const struct scan_row *rows, size_t n, const char *port)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].port, port) == 0)
            return &rows[i];
    return NULL;
}

static void every_instrument_is_found_and_named(void **state)
{
    (void)state;
    static const char *const names[] = {"mark10", "wagner-fpx", "imada-zt", "presser", "qst-tcs"};
    enum { GAUGES = sizeof names / sizeof names[0] };
    struct sim_gauge_child gauges[GAUGES];
    struct scan_request request = {.n_more = GAUGES};
    struct scan_row rows[ROWS_MAX];
    for (size_t i = 0; i < GAUGES; i++) {
        gauge_plug(&gauges[i], nursery, folder, names[i]);
        request.more[i] = gauges[i].port;
    }
    struct scan *scan = start(&request);
    const size_t n = take_all(scan, rows);
    scan_free(scan);
    for (size_t i = 0; i < GAUGES; i++) {
        const struct scan_row *row = row_of(rows, n, gauges[i].port);
        assert_non_null(row);
        assert_int_equal(row->probe.status, STATUS_OK);
        assert_string_equal(row->driver->name, names[i]);
        gauge_unplug(&gauges[i]);
    }
    assert_string_not_equal(row_of(rows, n, gauges[0].port)->probe.identity.serial, "");
}

static void a_port_in_use_is_left_alone_by_whichever_name(void **state)
{
    (void)state;
    struct sim_gauge_child gauge;
    struct scan_row rows[ROWS_MAX];
    char real[SIM_CHILD_LINK_MAX + 64];
    gauge_plug(&gauge, nursery, folder, "mark10");
    assert_non_null(realpath(gauge.child.link, real));
    const char *const used[] = {gauge.port, gauge.child.link, real};
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++) {
        const struct scan_request request = {
            .more = {gauge.port}, .n_more = 1, .used = {used[i]}, .n_used = 1};
        struct scan *scan = start(&request);
        assert_int_equal(take_all(scan, rows), 0);
        scan_free(scan);
    }
    gauge_unplug(&gauge);
}

static void a_port_that_is_not_there_says_why(void **state)
{
    (void)state;
    const struct scan_request request = {.more = {"pty:/nowhere/at/all"}, .n_more = 1};
    struct scan_row rows[ROWS_MAX];
    struct scan *scan = start(&request);
    assert_int_equal(take_all(scan, rows), 1);
    scan_free(scan);
    assert_null(rows[0].driver);
    assert_int_equal(rows[0].probe.status, STATUS_NOT_FOUND);
    assert_non_null(strstr(rows[0].probe.why.text, "/nowhere/at/all"));
}

/* A port where nobody answers takes each driver's time; whoever leaves does not wait for that. The descriptor of the port
 * is closed soon after. */
static void giving_up_closes_the_ports(void **state)
{
    (void)state;
    char port[160];
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    snprintf(port, sizeof port, "pty:%s", ptsname(master));
    const struct scan_request request = {.more = {port}, .n_more = 1};
    struct scan *scan = start(&request);
    struct pollfd asked = {.fd = master, .events = POLLIN};
    assert_int_equal(poll(&asked, 1, 60000), 1); /* a question has come */
    assert_false(scan_progress(scan).is_over);
    scan_free(scan);
    const mono_ns until = mono_now() + FOUND_WITHIN;
    do { /* what was written is read, then the other end hangs up */
        uint8_t data[256];
        asked.revents = 0;
        poll(&asked, 1, 100);
        if (asked.revents & POLLIN)
            (void)!read(master, data, sizeof data);
    } while (!(asked.revents & POLLHUP) && mono_now() < until);
    assert_true(asked.revents & POLLHUP);
    close(master);
}

/* A chip of the mainboard without a plug is no trouble; an adapter that may not be opened is. */
static void a_port_of_the_mainboard_is_hardly_ever_trouble(void **state)
{
    (void)state;
    static const struct {
        enum status status;
        bool is_of_board, was_heard;
        enum scan_verdict verdict;
    } rows[] = {
        {STATUS_GONE, true, false, SCAN_NOTHING},
        {STATUS_IO, true, false, SCAN_NOTHING},
        {STATUS_INVALID, true, false, SCAN_NOTHING},
        {STATUS_UNSUPPORTED, true, false, SCAN_NOTHING},
        {STATUS_BUSY, true, false, SCAN_NOTHING},
        {STATUS_TIMEOUT, true, false, SCAN_NOTHING},
        {STATUS_PERMISSION, true, false, SCAN_FORBIDDEN},
        {STATUS_PROTOCOL, true, true, SCAN_UNKNOWN},
        {STATUS_TIMEOUT, false, false, SCAN_NOTHING},
        {STATUS_PERMISSION, false, false, SCAN_TROUBLE},
        {STATUS_GONE, false, false, SCAN_TROUBLE},
        {STATUS_BUSY, false, false, SCAN_TROUBLE},
        {STATUS_PROTOCOL, false, true, SCAN_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct scan_row row = {
            .is_of_board = rows[i].is_of_board,
            .probe = {.status = rows[i].status, .was_heard = rows[i].was_heard}};
        assert_int_equal(scan_judge(&row), rows[i].verdict);
    }
}

static int make_folder(void **state)
{
    (void)state;
    gauges_folder(folder);
    return nursery_start(&nursery, NULL);
}

static int remove_folder(void **state)
{
    (void)state;
    nursery_stop(nursery);
    rmdir(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_instrument_is_found_and_named),
        cmocka_unit_test(a_port_in_use_is_left_alone_by_whichever_name),
        cmocka_unit_test(a_port_that_is_not_there_says_why),
        cmocka_unit_test(a_port_of_the_mainboard_is_hardly_ever_trouble),
        cmocka_unit_test(giving_up_closes_the_ports),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
