/* Port names: every kind is read and written back, every slip gets a sentence. */
#include "link/port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_kind_of_port_is_recognised(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum port_kind kind;
        const char *inner;
        uint16_t tcp_port;
    } rows[] = {
        {"/dev/ttyUSB0", PORT_DEVICE, "/dev/ttyUSB0", 0},
        {"/dev/serial/by-id/usb-FTDI_FT232R_A10KZP45-if00-port0", PORT_DEVICE,
         "/dev/serial/by-id/usb-FTDI_FT232R_A10KZP45-if00-port0", 0},
        {"pty:/tmp/mark10", PORT_PTY, "/tmp/mark10", 0},
        {"tcp:192.168.0.7:4001", PORT_TCP, "192.168.0.7", 4001},
        {"tcp:[::1]:65535", PORT_TCP, "::1", 65535},
        {"sim:mark10", PORT_SIM, "mark10", 0},
        {"window:", PORT_WINDOW, "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct port_name name;
        char back[PORT_TEXT_MAX];
        assert_int_equal(port_parse(rows[i].text, &name, NULL), STATUS_OK);
        assert_int_equal(name.kind, rows[i].kind);
        assert_string_equal(name.text, rows[i].inner);
        assert_int_equal(name.tcp_port, rows[i].tcp_port);
        port_format(&name, back);
        assert_string_equal(back, rows[i].text);
    }
}

static void a_usb_port_keeps_its_identity(void **state)
{
    (void)state;
    struct port_name name;
    char back[PORT_TEXT_MAX];
    assert_int_equal(port_parse("usb:0403:6001:A10KZP45", &name, NULL), STATUS_OK);
    assert_int_equal(name.kind, PORT_USB);
    assert_int_equal(name.vid, 0x0403);
    assert_int_equal(name.pid, 0x6001);
    assert_string_equal(name.serial, "A10KZP45");
    assert_int_equal(port_parse("usb:0483:374B:*", &name, NULL), STATUS_OK);
    assert_int_equal(name.pid, 0x374b);
    assert_string_equal(name.serial, "*");
    port_format(&name, back);
    assert_string_equal(back, "usb:0483:374b:*");
    assert_int_equal(port_parse("usb:0403:6001:A:1 B", &name, NULL), STATUS_OK);
    assert_string_equal(name.serial, "A:1 B");
}

static void a_slip_in_a_port_name_gets_a_sentence(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "COM3",
        "ttyUSB0",
        "/",
        "usb:",
        "usb:0403",
        "usb:0403:6001",
        "usb:0403:6001:",
        "usb:403:6001:A",
        "usb:04033:6001:A",
        "usb:040g:6001:A",
        "usb:0403:60 1:A",
        "usb:0403:600:1A",
        "pty:",
        "pty:mark10",
        "tcp:",
        "tcp:host",
        "tcp:host:",
        "tcp::4001",
        "tcp:host:0",
        "tcp:host:65536",
        "tcp:host:99999999999",
        "tcp:host:-1",
        "tcp:host:80x",
        "tcp:::1:80",
        "tcp:[]:80",
        "tcp:[::1]80",
        "tcp:[::1:80",
        "sim:",
        "/dev/tty\nUSB0",
        "USB:0403:6001:A",
        "usb:0403:6001:A\x7f",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct port_name name;
        struct why why = {0};
        if (port_parse(rows[i], &name, &why) != STATUS_INVALID)
            fail_msg("\"%s\" was taken for a port", rows[i]);
        const size_t n = strlen(why.text);
        assert_true(n > 20 && why.text[n - 1] == '.');
    }
}

static void a_name_of_any_length_is_read_or_refused(void **state)
{
    (void)state;
    static const char *const heads[] = {"/", "usb:0403:6001:", "pty:/", "tcp:", "sim:"};
    for (size_t h = 0; h < sizeof heads / sizeof heads[0]; h++) {
        for (size_t n = 0; n < 400; n++) {
            char text[512], back[PORT_TEXT_MAX];
            struct port_name name;
            struct why why;
            strcpy(text, heads[h]);
            memset(text + strlen(heads[h]), 'x', n);
            strcpy(text + strlen(heads[h]) + n, strcmp(heads[h], "tcp:") == 0 ? ":1" : "");
            if (port_parse(text, &name, &why) != STATUS_OK)
                continue;
            assert_true(strlen(text) < PORT_TEXT_MAX);
            port_format(&name, back);
            assert_string_equal(back, text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_port_is_recognised),
        cmocka_unit_test(a_usb_port_keeps_its_identity),
        cmocka_unit_test(a_slip_in_a_port_name_gets_a_sentence),
        cmocka_unit_test(a_name_of_any_length_is_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
