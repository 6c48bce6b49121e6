/* Looking for instruments beside a port of the mainboard that has a chip and no plug: it is asked, and it is no trouble. */
#include "session/scan.h"

#include "base/clock.h"
#include "hil/umockdev/adapters.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FOUND_WITHIN (120 * MONO_SEC)

static const char board[] = "P: /devices/pnp0/00:04\nE: SUBSYSTEM=pnp\n\n"
                            "P: /devices/pnp0/00:04/tty/ttyS6\nN: ttyS6\nE: SUBSYSTEM=tty\n"
                            "E: DEVNAME=/dev/ttyS6\nA: type=4\\n\nL: device=../../../00:04\n\n";

/* Until every port was asked. */
static size_t take_all(struct scan *scan, struct scan_row *rows, size_t max)
{
    const mono_ns until = mono_now() + FOUND_WITHIN;
    size_t n = 0;
    bool is_over = false;
    while (!is_over) {
        is_over = scan_progress(scan).is_over;
        while (n < max && scan_take(scan, &rows[n]))
            n++;
        if (mono_now() > until)
            fail_msg("the scan does not end");
        poll(NULL, 0, is_over ? 0 : 5);
    }
    return n;
}

static void a_chip_without_a_plug_is_no_trouble(void **state)
{
    (void)state;
    UMockdevTestbed *testbed = umockdev_testbed_new();
    const struct scan_request request = {.n_more = 1, .more = {"pty:/nowhere/at/all"}};
    struct scan_row rows[2];
    struct scan *scan = NULL;
    struct why why = {0};
    assert_true(umockdev_testbed_add_from_string(testbed, board, NULL));
    assert_int_equal(scan_start(&request, &scan, &why), STATUS_OK);
    assert_int_equal(take_all(scan, rows, 2), 2);
    scan_free(scan);
    const struct scan_row *chip = &rows[rows[0].is_of_board ? 0 : 1],
                          *named = &rows[rows[0].is_of_board ? 1 : 0];
    assert_true(chip->is_of_board && !named->is_of_board);
    assert_string_equal(chip->port, "/dev/ttyS6");
    assert_int_not_equal(chip->probe.status, STATUS_OK);
    assert_int_equal(scan_judge(chip), SCAN_NOTHING);
    assert_int_equal(scan_judge(named), SCAN_TROUBLE); /* whoever names a port means it */
    g_object_unref(testbed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chip_without_a_plug_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
