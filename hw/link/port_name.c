/* Port names: strict to read, so that a slip in a bench file is found before a participant sits
 * there. */
#include "link/port.h"

#include "base/text.h"
#include "link/reasons.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *after_prefix(const char *text, const char *prefix)
{
    const size_t n = strlen(prefix);
    return strncmp(text, prefix, n) == 0 ? text + n : NULL;
}

static bool read_hex4(const char *text, uint16_t *value)
{
    for (int i = 0; i < 4; i++)
        if (!isxdigit((unsigned char)text[i]))
            return false;
    const char digits[5] = {text[0], text[1], text[2], text[3], '\0'};
    *value = (uint16_t)strtoul(digits, NULL, 16);
    return true;
}

static enum status parse_usb(const char *rest, struct port_name *name, struct why *why)
{
    char most[REASON_NUMBER_SIZE];
    name->kind = PORT_USB;
    const char *const colon = strchr(rest, ':');
    if (!colon || colon - rest != 4 || !read_hex4(rest, &name->vid) ||
        !read_hex4(colon + 1, &name->pid) || colon[5] != ':' || colon[6] == '\0')
        return reason_set(why, REASON_port_usb_name, rest, NULL);
    const char *const serial = colon + 6;
    if (strlen(serial) >= sizeof name->serial)
        return reason_set(why, REASON_port_serial_long, serial,
                          reason_integer(most, (int64_t)sizeof name->serial - 1), NULL);
    strcpy(name->serial, serial);
    return STATUS_OK;
}

/* Where the colon before the port number is, past a bracketed IPv6 address; NULL when there is
 * none. */
static const char *tcp_colon(const char *rest)
{
    if (rest[0] != '[') {
        const char *const colon = strchr(rest, ':');
        return colon && colon > rest && !strchr(colon + 1, ':') ? colon : NULL;
    }
    const char *const bracket = strchr(rest, ']');
    return bracket && bracket > rest + 1 && bracket[1] == ':' ? bracket + 1 : NULL;
}

static bool read_tcp_port(const char *digits, uint16_t *port)
{
    const size_t n = strlen(digits);
    if (n == 0 || n > 5 || strspn(digits, "0123456789") != n)
        return false;
    const unsigned long value = strtoul(digits, NULL, 10);
    *port = (uint16_t)value;
    return value >= 1 && value <= 65535;
}

static enum status parse_tcp(const char *rest, struct port_name *name, struct why *why)
{
    name->kind = PORT_TCP;
    const char *const colon = tcp_colon(rest);
    if (!colon || !read_tcp_port(colon + 1, &name->tcp_port))
        return reason_set(why, REASON_port_tcp_name, rest, NULL);
    const bool bracketed = rest[0] == '[';
    const char *const host = rest + (bracketed ? 1 : 0);
    memcpy(name->text, host, (size_t)(colon - host) - (bracketed ? 1 : 0));
    return STATUS_OK;
}

static enum status parse_path(const char *path, enum port_kind kind, struct port_name *name,
                              struct why *why)
{
    name->kind = (uint8_t)kind;
    if (path[0] != '/' || path[1] == '\0')
        return reason_set(why, REASON_port_pty_name, path, NULL);
    strcpy(name->text, path);
    return STATUS_OK;
}

static enum status parse_sim(const char *rest, struct port_name *name, struct why *why)
{
    name->kind = PORT_SIM;
    if (rest[0] == '\0')
        return reason_set(why, REASON_port_sim_name, NULL);
    strcpy(name->text, rest);
    return STATUS_OK;
}

/* Without a place it is what a bench file says; where it listens is known to the program alone. */
static enum status parse_window(const char *rest, struct port_name *name, struct why *why)
{
    static const char known[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    name->kind = PORT_WINDOW;
    if (rest[strspn(rest, known)] != '\0' || strlen(rest) > WINDOW_PLACE_MAX)
        return reason_set(why, REASON_port_window_name, rest, NULL);
    strcpy(name->text, rest);
    return STATUS_OK;
}

static bool is_clean(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

static enum status refuse_long(const char *text, struct why *why)
{
    char begin[41], most[REASON_NUMBER_SIZE];
    text_copy(begin, sizeof begin, text);
    return reason_set(why, REASON_port_name_long, begin, reason_integer(most, PORT_TEXT_MAX - 1),
                      NULL);
}

enum status port_parse(const char *text, struct port_name *name, struct why *why)
{
    memset(name, 0, sizeof *name);
    if (strlen(text) >= PORT_TEXT_MAX)
        return refuse_long(text, why);
    if (!is_clean(text))
        return reason_set(why, REASON_port_name_unclean, NULL);
    const char *rest;
    if ((rest = after_prefix(text, "usb:")))
        return parse_usb(rest, name, why);
    if ((rest = after_prefix(text, "tcp:")))
        return parse_tcp(rest, name, why);
    if ((rest = after_prefix(text, "pty:")))
        return parse_path(rest, PORT_PTY, name, why);
    if ((rest = after_prefix(text, "sim:")))
        return parse_sim(rest, name, why);
    if ((rest = after_prefix(text, "window:")))
        return parse_window(rest, name, why);
    if (text[0] == '/' && text[1] != '\0')
        return parse_path(text, PORT_DEVICE, name, why);
    return reason_set(why, REASON_port_no_name, text, NULL);
}

void port_format(const struct port_name *name, char out[PORT_TEXT_MAX])
{
    const bool ipv6 = strchr(name->text, ':') != NULL;
    int n = 0;
    switch ((enum port_kind)name->kind) {
    case PORT_USB:
        n = snprintf(out, PORT_TEXT_MAX, "usb:%04x:%04x:%s", name->vid, name->pid, name->serial);
        break;
    case PORT_DEVICE:
        n = snprintf(out, PORT_TEXT_MAX, "%s", name->text);
        break;
    case PORT_PTY:
        n = snprintf(out, PORT_TEXT_MAX, "pty:%s", name->text);
        break;
    case PORT_TCP:
        n = snprintf(out, PORT_TEXT_MAX, ipv6 ? "tcp:[%s]:%u" : "tcp:%s:%u", name->text,
                     (unsigned)name->tcp_port);
        break;
    case PORT_SIM:
        n = snprintf(out, PORT_TEXT_MAX, "sim:%s", name->text);
        break;
    case PORT_WINDOW:
        n = snprintf(out, PORT_TEXT_MAX, "window:%s", name->text);
        break;
    }
    assert(n > 0 && n < PORT_TEXT_MAX);
}
