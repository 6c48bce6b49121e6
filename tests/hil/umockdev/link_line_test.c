/* A line of a serial port (RTS, DTR) as a place to write to: what is written sets it, and whoever writes never waits for it. */
#include "link/wire.h"

#include "base/clock.h"
#include "hil/umockdev/adapters.h"
#include "link/port.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

static const struct line_settings line = {
    .baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N', .raise_dtr = true};

/* Until what was written has set the line, or cannot. */
static enum status arrives(struct wire *wire)
{
    const mono_ns until = mono_now() + 20 * MONO_SEC;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !wire->ops->has_arrived(wire) && mono_now() < until) {
        struct pollfd look = {.fd = wire->fd, .events = POLLIN};
        uint8_t data[16];
        size_t n;
        (void)poll(&look, 1, 100);
        status = wire->ops->read(wire, data, sizeof data, &n);
        assert_int_equal(n, 0);
    }
    return status == STATUS_OK && !wire->ops->has_arrived(wire) ? STATUS_TIMEOUT : status;
}

static enum status put(struct wire *wire, uint8_t code)
{
    size_t written = 0;
    const enum status status = wire->ops->write(wire, &code, 1, &written);
    assert_true(status != STATUS_OK || written == 1);
    return status == STATUS_OK ? arrives(wire) : status;
}

static struct open_port opened(enum line_out out)
{
    struct port_name name;
    struct line_settings settings = line;
    struct open_port port;
    assert_int_equal(port_parse("/dev/ttyUSB0", &name, NULL), STATUS_OK);
    settings.out = (uint8_t)out;
    assert_int_equal(port_open(&name, &settings, -1, &port, NULL), STATUS_OK);
    return port;
}

/* What is written sets the one line, and the other is left alone; at the opening it is down. */
static void a_line_of_the_port_is_what_is_written(void **state)
{
    static const struct {
        enum line_out out;
        int bit, other;
    } rows[] = {{LINE_OUT_RTS, TIOCM_RTS, TIOCM_DTR}, {LINE_OUT_DTR, TIOCM_DTR, TIOCM_RTS}};
    const struct adapter adapter = adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    for (size_t i = 0; i < 2; i++) {
        struct open_port port = opened(rows[i].out);
        assert_false(modem_outputs("ttyUSB0") & rows[i].bit);
        const int others = modem_outputs("ttyUSB0") & rows[i].other;
        struct wire wire = wire_of_line(port.fd);
        for (int code = 255; code >= 0; code -= 5) {
            assert_int_equal(put(&wire, 0), STATUS_OK);
            assert_int_equal(modem_outputs("ttyUSB0") & rows[i].bit, 0);
            assert_int_equal(put(&wire, (uint8_t)code), STATUS_OK);
            assert_int_equal((modem_outputs("ttyUSB0") & rows[i].bit) != 0, code != 0);
            assert_int_equal(modem_outputs("ttyUSB0") & rows[i].other, others);
        }
        struct pollfd look = {.fd = adapter.fd, .events = POLLIN};
        assert_int_equal(poll(&look, 1, 0), 0); /* no byte has left the port */
        modem_refuse("ttyUSB0", TIOCMBIC, EIO); /* as when it is pulled out */
        assert_int_equal(put(&wire, 0), STATUS_GONE);
        modem_refuse("ttyUSB0", TIOCMBIC, 0);
        port_close(&port);
    }
}

/* RTS of an adapter that does not come back from being told to raise it. */
static struct open_port hanging(UMockdevTestbed *testbed, struct wire *wire)
{
    adapter_plug(testbed, "ttyUSB0", "1-1", "A10KZP45");
    const struct open_port port = opened(LINE_OUT_RTS);
    *wire = wire_of_line(port.fd);
    modem_hang("ttyUSB0", TIOCMBIS, true);
    return port;
}

static void await_request(unsigned long request, unsigned before)
{
    const mono_ns until = mono_now() + 20 * MONO_SEC;
    while (modem_requests("ttyUSB0", request) == before && mono_now() < until)
        (void)poll(NULL, 0, 1);
    assert_true(modem_requests("ttyUSB0", request) > before);
}

/* The bench thread writes to it, and a stop would wait: an adapter that hangs keeps nobody but the one who sets the line. */
static void a_line_that_hangs_keeps_nobody_who_writes(void **state)
{
    struct wire wire;
    struct open_port port = hanging(*state, &wire);
    size_t written;
    assert_int_equal(wire.ops->write(&wire, (const uint8_t[]){9}, 1, &written), STATUS_OK);
    assert_int_equal(written, 1);
    assert_false(wire.ops->has_arrived(&wire));
    await_request(TIOCMBIS, 0);
    assert_int_equal(modem_outputs("ttyUSB0") & TIOCM_RTS, 0);
    modem_hang("ttyUSB0", TIOCMBIS, false);
    assert_int_equal(arrives(&wire), STATUS_OK);
    assert_true(modem_outputs("ttyUSB0") & TIOCM_RTS);
    port_close(&port);
}

/* Who closes it waits a little, and leaves it to itself. */
static void a_line_that_hangs_is_closed_all_the_same(void **state)
{
    struct wire wire;
    struct open_port port = hanging(*state, &wire);
    size_t written;
    assert_int_equal(wire.ops->write(&wire, (const uint8_t[]){9, 0}, 2, &written), STATUS_OK);
    port_close(&port);
    assert_int_equal(port.fd, -1);
    const unsigned before = modem_requests("ttyUSB0", TIOCMBIC);
    modem_hang("ttyUSB0", TIOCMBIS, false);
    await_request(TIOCMBIC, before); /* its 0 is not forgotten */
}

/* Else it would stand until somebody opens the port again. */
static void the_last_0_is_set_before_the_port_is_closed(void **state)
{
    const struct adapter adapter = adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened(LINE_OUT_RTS);
    struct wire wire = wire_of_line(port.fd);
    size_t written;
    (void)adapter;
    assert_int_equal(put(&wire, 1), STATUS_OK);
    assert_int_equal(wire.ops->write(&wire, (const uint8_t[]){0}, 1, &written), STATUS_OK);
    port_close(&port);
    assert_int_equal(port.fd, -1);
    assert_int_equal(modem_outputs("ttyUSB0") & TIOCM_RTS, 0);
    assert_false(modem_is_exclusive("ttyUSB0"));
    port = opened(LINE_OUT_RTS); /* nobody has kept it */
    port_close(&port);
}

static void a_line_whose_port_is_pulled_out_is_gone(void **state)
{
    struct adapter adapter = adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened(LINE_OUT_RTS);
    struct wire wire = wire_of_line(port.fd);
    struct pollfd look = {.fd = port.fd, .events = POLLIN};
    uint8_t data[16];
    size_t n;
    adapter_unplug(&adapter);
    assert_int_equal(poll(&look, 1, 20000), 1); /* without a byte having been written */
    assert_int_equal(wire.ops->read(&wire, data, sizeof data, &n), STATUS_GONE);
    port_close(&port);
}

int main(void)
{
#define ON_TESTBED(test) cmocka_unit_test_setup_teardown(test, testbed_set_up, testbed_tear_down)
    const struct CMUnitTest tests[] = {
        ON_TESTBED(a_line_of_the_port_is_what_is_written),
        ON_TESTBED(a_line_that_hangs_keeps_nobody_who_writes),
        ON_TESTBED(a_line_that_hangs_is_closed_all_the_same),
        ON_TESTBED(the_last_0_is_set_before_the_port_is_closed),
        ON_TESTBED(a_line_whose_port_is_pulled_out_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
