/* Real serial ports through libserialport: listing, identity, opening, latency, modem lines,
 * unplugging. The adapters are mocked (adapters.h), the library and all of our code are genuine. */
#include "link/list.h"
#include "link/opener.h"
#include "link/response.h"
#include "link/wire.h"

#include "base/clock.h"
#include "hil/umockdev/adapters.h"
#include "support/crossing.h"

#include <dirent.h>
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

static struct port_name named(const char *text)
{
    struct port_name name;
    assert_int_equal(port_parse(text, &name, NULL), STATUS_OK);
    return name;
}

static struct open_port opened(const char *text)
{
    const struct port_name name = named(text);
    struct open_port port;
    struct why why = {0};
    if (port_open(&name, &line, -1, &port, &why) != STATUS_OK)
        fail_msg("%s: %s", text, why.text);
    return port;
}

static enum status refused(const char *text, struct why *why)
{
    const struct port_name name = named(text);
    struct open_port port;
    why->text[0] = '\0';
    const enum status status = port_open(&name, &line, -1, &port, why);
    assert_int_equal(port.fd, -1);
    assert_int_equal(port.lock_fd, -1);
    return status;
}

static void the_list_shows_each_adapter_with_its_identity(void **state)
{
    struct port_list list;
    port_list_load(&list);
    assert_int_equal(list.n, 0);
    const struct adapter second = adapter_plug(*state, "ttyUSB10", "1-2", "FT99");
    const struct adapter first = adapter_plug(*state, "ttyUSB2", "1-1", "A10KZP45");
    port_list_load(&list);
    assert_int_equal(list.n, 2);
    assert_string_equal(list.ports[0].path, "/dev/ttyUSB2");
    assert_string_equal(list.ports[0].name, "usb:0403:6001:A10KZP45");
    assert_string_equal(list.ports[0].manufacturer, "FTDI");
    assert_string_equal(list.ports[0].product, "FT232R USB UART");
    assert_string_equal(list.ports[0].serial, "A10KZP45");
    assert_true(list.ports[0].is_usb);
    assert_int_equal(list.ports[0].vid, 0x0403);
    assert_int_equal(list.ports[0].pid, 0x6001);
    assert_true(strlen(list.ports[0].description) > 0);
    assert_string_equal(list.ports[1].name, "usb:0403:6001:FT99");
    assert_int_equal(modem_requests(first.node, TIOCEXCL), 0);
    assert_int_equal(modem_requests(second.node, TIOCMGET), 0);
}

static void the_list_leaves_out_what_is_no_instrument(void **state)
{
    static const char record[] =
        "P: /devices/virtual/bluetooth/hci0/rfcomm0\nE: SUBSYSTEM=bluetooth\n\n"
        "P: /devices/virtual/bluetooth/hci0/tty/rfcomm0\nN: rfcomm0\nE: SUBSYSTEM=tty\n"
        "E: DEVNAME=/dev/rfcomm0\nL: device=../../rfcomm0\n\n"
        "P: /devices/virtual/tty/tty7\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/tty7\n\n"
        "P: /devices/platform/serial8250\nE: SUBSYSTEM=platform\n\n"
        "P: /devices/platform/serial8250/tty/ttyS7\nN: ttyS7\nE: SUBSYSTEM=tty\n"
        "E: DEVNAME=/dev/ttyS7\nA: type=0\\n\nL: device=../../../serial8250\n\n"
        "P: /devices/platform/serial8250/tty/ttyS8\nN: ttyS8\nE: SUBSYSTEM=tty\n"
        "E: DEVNAME=/dev/ttyS8\nL: device=../../../serial8250\n\n"
        "P: /devices/pnp0/00:04\nE: SUBSYSTEM=pnp\n\n"
        "P: /devices/pnp0/00:04/tty/ttyS6\nN: ttyS6\nE: SUBSYSTEM=tty\n"
        "E: DEVNAME=/dev/ttyS6\nA: type=4\\n\nL: device=../../../00:04\n\n";
    struct port_list list;
    assert_true(umockdev_testbed_add_from_string(*state, record, NULL));
    port_list_load(&list);
    assert_int_equal(list.n, 1);
    assert_string_equal(list.ports[0].path, "/dev/ttyS6");
    assert_string_equal(list.ports[0].name, "/dev/ttyS6");
    assert_false(list.ports[0].is_usb);
}

static void an_adapter_opens_by_every_name_it_has(void **state)
{
    struct adapter adapter = adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    static const char *const names[] = {"usb:0403:6001:A10KZP45", "usb:0403:6001:*",
                                        "/dev/ttyUSB0"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct open_port port = opened(names[i]);
        assert_int_equal(port.info.kind, PORT_DEVICE);
        assert_string_equal(port.info.path, "/dev/ttyUSB0");
        assert_string_equal(port.info.name, "usb:0403:6001:A10KZP45");
        assert_non_null(port.serial);
        crosses(port.fd, adapter.fd);
        port_close(&port);
    }
}

static void the_line_is_set_as_the_driver_asks(void **state)
{
    static const struct {
        uint32_t baud;
        speed_t speed;
    } rows[] = {{9600, B9600}, {19200, B19200}, {115200, B115200}, {460800, B460800}};
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    const struct port_name name = named("/dev/ttyUSB0");
    for (int i = 0; i < 8; i++) {
        struct line_settings settings = line;
        struct open_port port;
        struct termios mode;
        settings.baud = rows[i / 2].baud;
        settings.raise_dtr = i % 2;
        settings.stop_bits = i % 2 ? 2 : 1;
        assert_int_equal(port_open(&name, &settings, -1, &port, NULL), STATUS_OK);
        assert_int_equal(tcgetattr(port.fd, &mode), 0);
        assert_int_equal(cfgetospeed(&mode), rows[i / 2].speed);
        assert_int_equal(mode.c_cflag & CSIZE, CS8);
        assert_int_equal((mode.c_cflag & CSTOPB) != 0, i % 2);
        assert_int_equal(mode.c_cflag & CRTSCTS, 0);
        assert_int_equal(mode.c_iflag & (IXON | IXOFF | ICRNL), 0);
        assert_int_equal(mode.c_lflag & (ICANON | ECHO | ISIG), 0);
        assert_int_equal(mode.c_cc[VMIN], 1);
        assert_int_equal((modem_outputs("ttyUSB0") & TIOCM_DTR) != 0, i % 2);
        assert_true(modem_outputs("ttyUSB0") & TIOCM_RTS);
        port_close(&port);
    }
}

/* A pty cannot do seven bits or parity, as some adapters cannot: that must not pass unnoticed. */
static void an_adapter_that_cannot_do_the_line_is_refused(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    const struct port_name name = named("/dev/ttyUSB0");
    struct line_settings settings = line;
    struct open_port port;
    struct why why = {0};
    settings.data_bits = 7;
    settings.parity = 'E';
    assert_int_equal(port_open(&name, &settings, -1, &port, &why), STATUS_UNSUPPORTED);
    assert_non_null(strstr(why.text, "115200 baud, 7E1"));
}

static void the_adapters_delay_is_lowered_and_recorded(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened("/dev/ttyUSB0");
    assert_true(port.info.latency.has_timer);
    assert_int_equal(port.info.latency.timer_found_ms, 16);
    assert_int_equal(port.info.latency.timer_now_ms, 1);
    assert_true(port.info.latency.has_flag);
    assert_false(port.info.latency.flag_found);
    assert_true(port.info.latency.flag_now);
    port_close(&port);
    port = opened("/dev/ttyUSB0");
    assert_int_equal(port.info.latency.timer_found_ms, 1);
    assert_true(port.info.latency.flag_found);
    port_close(&port);
}

static void a_delay_that_cannot_be_lowered_is_recorded_as_it_is(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    modem_refuse("ttyUSB0", TIOCSSERIAL, EPERM);
    struct open_port port = opened("/dev/ttyUSB0");
    assert_true(port.info.latency.has_flag);
    assert_false(port.info.latency.flag_now);
    port_close(&port);
    modem_refuse("ttyUSB0", TIOCGSERIAL, ENOTTY);
    port = opened("/dev/ttyUSB0");
    assert_false(port.info.latency.has_flag);
    port_close(&port);
}

static void a_real_port_is_never_shared(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened("/dev/ttyUSB0");
    struct why why;
    assert_true(modem_is_exclusive("ttyUSB0"));
    const unsigned touched = modem_requests("ttyUSB0", TIOCMSET) +
                             modem_requests("ttyUSB0", TIOCMBIS) +
                             modem_requests("ttyUSB0", TIOCMBIC);
    assert_int_equal(refused("usb:0403:6001:A10KZP45", &why), STATUS_BUSY);
    assert_non_null(strstr(why.text, "/dev/ttyUSB0"));
    assert_int_equal(touched, modem_requests("ttyUSB0", TIOCMSET) +
                                  modem_requests("ttyUSB0", TIOCMBIS) +
                                  modem_requests("ttyUSB0", TIOCMBIC));
    const int kept = dup(port.fd); /* as the keeper may keep it */
    port_close(&port);
    assert_false(modem_is_exclusive("ttyUSB0"));
    port = opened("/dev/ttyUSB0");
    port_close(&port);
    close(kept);
}

static void an_absent_instrument_is_named_beside_what_there_is(void **state)
{
    struct why why;
    assert_int_equal(refused("usb:0403:6015:*", &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "no other serial port"));
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    assert_int_equal(refused("usb:0403:6001:OTHER", &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "usb:0403:6001:OTHER"));
    assert_non_null(strstr(why.text, "usb:0403:6001:A10KZP45 (/dev/ttyUSB0)"));
    assert_int_equal(refused("/dev/ttyUSB5", &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "A10KZP45"));
}

static void a_long_list_of_ports_is_cut_with_a_count(void **state)
{
    for (int i = 0; i < 14; i++) {
        char node[16], place[16], serial[40];
        snprintf(node, sizeof node, "ttyUSB%d", i);
        snprintf(place, sizeof place, "1-%d", i + 1);
        snprintf(serial, sizeof serial, "SERIALNUMBEROFADAPTER%02d", i);
        (void)adapter_plug(*state, node, place, serial);
    }
    struct why why;
    assert_int_equal(refused("usb:0403:6001:OTHER", &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, " more."));
}

static void two_instruments_of_one_name_are_not_guessed(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    (void)adapter_plug(*state, "ttyUSB1", "1-2", "FT99");
    struct why why;
    assert_int_equal(refused("usb:0403:6001:*", &why), STATUS_INVALID);
    assert_non_null(strstr(why.text, "A10KZP45"));
    assert_non_null(strstr(why.text, "FT99"));
    struct open_port port = opened("usb:0403:6001:FT99");
    assert_string_equal(port.info.path, "/dev/ttyUSB1");
    port_close(&port);
}

/* Every request that opening makes fails in turn, as it does when the plug is pulled at that
 * instant. */
static void a_plug_pulled_while_opening_is_noticed(void **state)
{
    static const unsigned long requests[] = {TIOCMGET, TIOCMSET, TIOCMBIS, TIOCMBIC, TIOCEXCL};
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        struct why why;
        struct port_name name = named("/dev/ttyUSB0");
        struct open_port port;
        const unsigned before = modem_requests("ttyUSB0", requests[i]);
        modem_refuse("ttyUSB0", requests[i], EIO);
        const enum status status = port_open(&name, &line, -1, &port, &why);
        if (modem_requests("ttyUSB0", requests[i]) > before) {
            assert_int_equal(status, STATUS_GONE);
            assert_non_null(strstr(why.text, "vanished"));
        } else {
            assert_int_equal(status, STATUS_OK);
            port_close(&port);
        }
        modem_refuse("ttyUSB0", requests[i], 0);
        port = opened("/dev/ttyUSB0");
        port_close(&port);
    }
}

static bool next_result(struct opener *opener, struct opener_result *result)
{
    const mono_ns deadline = mono_now() + 5 * MONO_SEC;
    struct pollfd look = {.fd = opener_fd(opener), .events = POLLIN};
    while (!opener_pop(opener, result)) {
        if (mono_now() > deadline)
            return false;
        (void)poll(&look, 1, 50);
    }
    return true;
}

static void an_instrument_comes_back_under_another_node_within_a_second(void **state)
{
    struct opener *opener;
    struct opener_result result;
    struct adapter adapter = adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct opener_request request = {.id = 1, .verb = OPENER_OPEN, .wait = true, .line = line};
    request.name = named("usb:0403:6001:A10KZP45");
    assert_int_equal(opener_start(&opener, NULL), STATUS_OK);
    for (int i = 1; i < 5; i++) {
        assert_int_equal(opener_push(opener, &request), STATUS_OK);
        assert_true(next_result(opener, &result));
        assert_int_equal(result.outcome, OPENER_OPENED);
        crosses(result.fd, adapter.fd);
        struct wire wire = wire_of_fd(result.fd);
        uint8_t byte = 0;
        size_t n;
        adapter_unplug(&adapter);
        assert_int_equal(wire.ops->read(&wire, &byte, 1, &n), STATUS_GONE);
        assert_int_equal(wire.ops->write(&wire, &byte, 1, &n), STATUS_GONE);
        assert_int_equal(
            opener_push(opener, &(struct opener_request){.id = 1, .verb = OPENER_CLOSE}),
            STATUS_OK);
        assert_true(next_result(opener, &result));
        assert_int_equal(result.outcome, OPENER_CLOSED);

        assert_int_equal(opener_push(opener, &request), STATUS_OK);
        assert_true(next_result(opener, &result));
        assert_int_equal(result.outcome, OPENER_WAITING);
        char node[16];
        snprintf(node, sizeof node, "ttyUSB%d", i);
        const mono_ns plugged = mono_now();
        adapter = adapter_plug(*state, node, "1-1", "A10KZP45");
        do
            assert_true(next_result(opener, &result));
        while (result.outcome == OPENER_WAITING);
        assert_int_equal(result.outcome, OPENER_OPENED);
        assert_true(mono_now() - plugged < MONO_SEC);
        assert_non_null(strstr(result.info.path, node));
        assert_int_equal(
            opener_push(opener, &(struct opener_request){.id = 1, .verb = OPENER_CLOSE}),
            STATUS_OK);
        assert_true(next_result(opener, &result));
    }
    assert_int_equal(opener_join(opener), STATUS_OK);
}

static const struct {
    const char *name;
    int bit;
} lines[] = {{"CTS", TIOCM_CTS}, {"DSR", TIOCM_DSR}, {"RI", TIOCM_RNG}, {"CD", TIOCM_CD}};

static struct response_source button(const struct open_port *port, const char *name,
                                     mono_ns debounce)
{
    struct response_spec spec = {.kind = RESPONSE_LINE, .path = "/dev/ttyUSB0"};
    const struct response_options options = {.channel = 2, .debounce = debounce, .fd = port->fd};
    struct response_source source;
    struct why why = {0};
    snprintf(spec.code, sizeof spec.code, "%s", name);
    if (response_open(&spec, &options, &source, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return source;
}

/* Waits for the next event. */
static struct event heard(struct response_source *source)
{
    struct event events[2];
    size_t n = 0;
    const mono_ns deadline = mono_now() + 5 * MONO_SEC;
    struct pollfd look = {.fd = source->fd, .events = POLLIN};
    while (n == 0 && mono_now() < deadline) {
        (void)poll(&look, 1, 100);
        assert_int_equal(response_read(source, events, 2, &n), STATUS_OK);
    }
    assert_int_equal(n, 1);
    return events[0];
}

static void until_waiting(unsigned before)
{
    const mono_ns deadline = mono_now() + 5 * MONO_SEC;
    while (modem_requests("ttyUSB0", TIOCMIWAIT) <= before && mono_now() < deadline)
        continue;
    assert_true(modem_requests("ttyUSB0", TIOCMIWAIT) > before);
}

static void press_and_release(struct response_source *source, int bit)
{
    for (int i = 0; i < 20; i++) {
        const bool press = i % 2 == 0;
        const mono_ns before = mono_now();
        modem_set_input("ttyUSB0", bit, press);
        const struct event event = heard(source);
        assert_int_equal(event.kind, EVENT_RESPONSE);
        assert_true(event.value == (press ? 1 : 0));
        assert_true(event.t >= before && event.t <= mono_now());
        assert_int_equal(event.instrument, INSTRUMENT_BENCH);
        assert_int_equal(event.channel, 2);
    }
}

static void a_button_on_every_line_is_heard_at_once(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened("/dev/ttyUSB0");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const unsigned waits = modem_requests("ttyUSB0", TIOCMIWAIT);
        struct response_source source = button(&port, lines[i].name, 0);
        if (lines[i].bit != TIOCM_RNG)
            until_waiting(waits);
        press_and_release(&source, lines[i].bit);
        response_close(&source);
    }
    port_close(&port);
}

static void an_adapter_that_cannot_wait_is_polled(void **state)
{
    static const unsigned long requests[] = {TIOCMIWAIT, TIOCGICOUNT};
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened("/dev/ttyUSB0");
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        modem_refuse("ttyUSB0", requests[i], ENOTTY);
        struct response_source source = button(&port, "CTS", 0);
        press_and_release(&source, TIOCM_CTS);
        response_close(&source);
    }
    port_close(&port);
}

static void a_press_too_short_to_be_seen_is_still_counted(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened("/dev/ttyUSB0");
    struct response_source source = button(&port, "CTS", 0);
    const mono_ns deadline = mono_now() + 20 * MONO_SEC;
    size_t heard_presses = 0, n;
    for (unsigned i = 0; i < 50; i++) {
        struct event events[64];
        modem_set_input("ttyUSB0", TIOCM_CTS, true);
        modem_set_input("ttyUSB0", TIOCM_CTS, false);
        while (heard_presses <= i && mono_now() < deadline) {
            struct pollfd look = {.fd = source.fd, .events = POLLIN};
            (void)poll(&look, 1, 100);
            assert_int_equal(response_read(&source, events, 64, &n), STATUS_OK);
            for (size_t k = 0; k < n; k++)
                heard_presses += events[k].value == 1 ? 1 : 0;
        }
        assert_int_equal(heard_presses, i + 1);
    }
    response_close(&source);
    port_close(&port);
}

static void a_button_held_down_from_the_start_is_told_and_counts_later(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened("/dev/ttyUSB0");
    modem_set_input("ttyUSB0", TIOCM_CTS, true);
    struct response_source source = button(&port, "CTS", 0);
    const struct event event = heard(&source);
    assert_int_equal(event.kind, EVENT_NOTICE);
    assert_int_equal(event.code, NOTICE_BUTTON_STUCK);
    const unsigned looks = modem_requests("ttyUSB0", TIOCMIWAIT);
    modem_set_input("ttyUSB0", TIOCM_CTS, false);
    until_waiting(looks);
    const struct event let_go = heard(&source);
    assert_true(let_go.kind == EVENT_RESPONSE && let_go.value == 0);
    press_and_release(&source, TIOCM_CTS);
    response_close(&source);
    port_close(&port);
}

static void a_button_whose_adapter_is_pulled_out_is_gone(void **state)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char node[16];
        snprintf(node, sizeof node, "ttyUSB%zu", i);
        struct adapter adapter = adapter_plug(*state, node, "1-1", "A10KZP45");
        struct open_port port = opened("usb:0403:6001:A10KZP45");
        struct response_source source = button(&port, lines[i].name, RESPONSE_DEBOUNCE);
        struct event events[2];
        size_t n;
        enum status status = STATUS_OK;
        const mono_ns deadline = mono_now() + 5 * MONO_SEC;
        adapter_unplug(&adapter);
        while (status == STATUS_OK && mono_now() < deadline) {
            struct pollfd look = {.fd = source.fd, .events = POLLIN};
            (void)poll(&look, 1, 100);
            status = response_read(&source, events, 2, &n);
        }
        assert_int_equal(status, STATUS_GONE);
        response_close(&source);
        port_close(&port);
    }
}

static size_t threads(void)
{
    size_t n = 0;
    DIR *const dir = opendir("/proc/self/task");
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

/* Pulled out while it is pressed, and the bench has not looked in between. */
static void what_a_button_said_last_does_not_hide_that_it_is_gone(void **state)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char node[16];
        snprintf(node, sizeof node, "ttyUSB%zu", i);
        struct adapter adapter = adapter_plug(*state, node, "1-1", "A10KZP45");
        struct open_port port = opened("usb:0403:6001:A10KZP45");
        const size_t before = threads();
        struct response_source source = button(&port, lines[i].name, RESPONSE_DEBOUNCE);
        struct pollfd look = {.fd = source.fd, .events = POLLIN};
        const mono_ns deadline = mono_now() + 5 * MONO_SEC;
        modem_set_input(node, lines[i].bit, true);
        assert_int_equal(poll(&look, 1, 5000), 1);
        adapter_unplug(&adapter);
        while (threads() > before && mono_now() < deadline)
            continue;
        assert_int_equal(threads(), before);
        enum status status = STATUS_OK;
        size_t presses = 0, n;
        while (status == STATUS_OK && poll(&look, 1, 0) == 1) {
            struct event events[16];
            status = response_read(&source, events, 16, &n);
            for (size_t k = 0; k < n; k++)
                presses += events[k].kind == EVENT_RESPONSE && events[k].value == 1;
        }
        assert_int_equal(presses, 1);
        assert_int_equal(status, STATUS_GONE);
        response_close(&source);
        port_close(&port);
    }
}

static void closing_a_waiting_button_never_hangs(void **state)
{
    (void)adapter_plug(*state, "ttyUSB0", "1-1", "A10KZP45");
    struct open_port port = opened("/dev/ttyUSB0");
    for (int i = 0; i < 100; i++) {
        struct response_source source = button(&port, "CTS", 0);
        const mono_ns begin = mono_now();
        response_close(&source);
        assert_true(mono_now() - begin < MONO_SEC);
    }
    port_close(&port);
}

#define ON_TESTBED(test) cmocka_unit_test_setup_teardown(test, testbed_set_up, testbed_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_TESTBED(the_list_shows_each_adapter_with_its_identity),
        ON_TESTBED(the_list_leaves_out_what_is_no_instrument),
        ON_TESTBED(an_adapter_opens_by_every_name_it_has),
        ON_TESTBED(the_line_is_set_as_the_driver_asks),
        ON_TESTBED(an_adapter_that_cannot_do_the_line_is_refused),
        ON_TESTBED(the_adapters_delay_is_lowered_and_recorded),
        ON_TESTBED(a_delay_that_cannot_be_lowered_is_recorded_as_it_is),
        ON_TESTBED(a_real_port_is_never_shared),
        ON_TESTBED(an_absent_instrument_is_named_beside_what_there_is),
        ON_TESTBED(a_long_list_of_ports_is_cut_with_a_count),
        ON_TESTBED(two_instruments_of_one_name_are_not_guessed),
        ON_TESTBED(a_plug_pulled_while_opening_is_noticed),
        ON_TESTBED(an_instrument_comes_back_under_another_node_within_a_second),
        ON_TESTBED(a_button_on_every_line_is_heard_at_once),
        ON_TESTBED(an_adapter_that_cannot_wait_is_polled),
        ON_TESTBED(a_press_too_short_to_be_seen_is_still_counted),
        ON_TESTBED(a_button_held_down_from_the_start_is_told_and_counts_later),
        ON_TESTBED(a_button_whose_adapter_is_pulled_out_is_gone),
        ON_TESTBED(what_a_button_said_last_does_not_hide_that_it_is_gone),
        ON_TESTBED(closing_a_waiting_button_never_hangs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
