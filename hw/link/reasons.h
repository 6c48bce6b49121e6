/* Why a port or a pedal cannot be had (base/reason.h). */
#ifndef LIMEN_LINK_REASONS_H
#define LIMEN_LINK_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define LINK_REASONS(X) \
    X(port_absent, NOT_FOUND, "There is no port {1}: plug the instrument in, or correct the bench file. Connected now: {2}.") \
    X(port_absent_all, NOT_FOUND, "There is no port {1}, and no other serial port either: plug the instrument in and switch it on.") \
    X(port_absent_pty, NOT_FOUND, "There is no {1}: start the simulated instrument first, and use the path that it prints.") \
    X(port_other_pty, NOT_FOUND, "{1} has gone, and that number is another program's now. Start the simulated instrument with --link PATH, and name that path in the bench file: it comes back by itself then.") \
    X(port_stale_link, NOT_FOUND, "The link {1} is older than the pty that it leads to: the program that it was made for has gone. Start that program again, or make the link anew.") \
    X(port_group, PERMISSION, "You may not open {1}: it belongs to the group {2}. Run \"sudo usermod -aG {2} {3}\", then log out and in again.") \
    X(port_group_login, PERMISSION, "You may not open {1} yet: you are in its group {2}, but this login does not know. Log out and in again.") \
    X(port_pty_owner, PERMISSION, "You may not open {1}: another user has made it. Start the simulated instrument as the user who runs Limen.") \
    X(port_no_group, PERMISSION, "You may not open {1}: no group is allowed to use it. Install Limen's udev rule, then plug the instrument out and in again.") \
    X(port_busy, BUSY, "Another program uses {1}: close it, or unplug the instrument and plug it in again.") \
    X(port_busy_self, BUSY, "The port {1} is open in this program already: two instruments of the bench file name the same port.") \
    X(port_busy_program, BUSY, "The program {1} (process {2}) uses {3}: close it.") \
    X(port_vanished, GONE, "The port {1} vanished while it was opened: check the plug and the cable.") \
    X(port_not_serial, INVALID, "{1} is not a serial port.") \
    X(port_not_pty, INVALID, "{1} is not a serial port or a pty.") \
    X(port_no_memory, NO_MEMORY, "The computer has no memory left to open {1}: close other programs.") \
    X(port_cannot_open, IO, "The port {1} cannot be opened: {2}.") \
    X(port_two, INVALID, "More than one port is {1}: {2} on {3} and {4} on {5}. Write the serial number, or the path below /dev/serial/by-id, into the bench file.") \
    X(port_usb_name, INVALID, "\"usb:{1}\" is no USB port name: write usb:VID:PID:SERIAL with four hexadecimal digits each for VID and PID, for example usb:0403:6001:A10KZP45, or * for any serial number.") \
    X(port_serial_long, INVALID, "The serial number \"{1}\" is longer than {2} characters.") \
    X(port_tcp_name, INVALID, "\"tcp:{1}\" is no network port name: write tcp:HOST:PORT with a port from 1 to 65535, for example tcp:192.168.0.7:4001.") \
    X(port_pty_name, INVALID, "\"pty:{1}\" is no port name: the path must begin with a slash, as in pty:/dev/pts/4.") \
    X(port_sim_name, INVALID, "\"sim:\" names no instrument: write sim:INSTRUMENT, for example sim:mark10.") \
    X(port_name_long, INVALID, "The port name \"{1}…\" is longer than {2} characters.") \
    X(port_name_unclean, INVALID, "A port name contains a control character: write it again by hand.") \
    X(port_no_name, INVALID, "\"{1}\" is no port name: write usb:VID:PID:SERIAL, a device path such as /dev/ttyUSB0, pty:PATH, tcp:HOST:PORT, window: or sim:INSTRUMENT.") \
    X(port_window_name, INVALID, "\"window:{1}\" is no port name: write window: and nothing behind it.") \
    X(port_no_window, NOT_FOUND, "The participant's window is not open: open it, or start the program with its window (limen) where a terminal has none.") \
    X(port_window_taken, BUSY, "Another participant's window is open at the same place ({1}): close it.") \
    X(port_window_other, PERMISSION, "What listens in the place of the participant's window is another program: close it.") \
    X(tcp_refused, NOT_FOUND, "{1} refuses the connection: check the port number, and whether the terminal server is on and free.") \
    X(tcp_silent, TIMEOUT, "{1} does not answer: check the address, the network cable and the terminal server.") \
    X(tcp_unreachable, IO, "{1} cannot be reached: {2}.") \
    X(tcp_no_host, NOT_FOUND, "The host of {1} is not known: {2}. Check the name, or write the address in numbers.") \
    X(pedal_permission, PERMISSION, "You may not read the pedal {1}: install Limen's udev rule for pedals and plug it in again, or run \"sudo usermod -aG input $USER\" (the group input), then log out and in again.") \
    X(pedal_absent, NOT_FOUND, "There is no pedal {1}: plug it in.") \
    X(pedal_busy, BUSY, "Another program has taken the pedal {1}: close it.") \
    X(pedal_none, INVALID, "{1} is no pedal or response box: {2}.") \
    X(pedal_no_key, NOT_FOUND, "No pedal or box has the key \"{1}\": plug it in.") \
    X(pedal_other, NOT_FOUND, "There is now the device \"{1}\", but it was \"{2}\" before: plug that in.") \
    X(line_cannot, IO, "The port {1} cannot be used for a button: {2}.") \
    X(line_no_modem, UNSUPPORTED, "The port {1} has no modem lines, so no button can hang on it: use a real serial adapter.") \
    X(port_no_lines, UNSUPPORTED, "The port {1} has no lines RTS and DTR, so no marker can be put out on them: use a real serial adapter, or a marker output that takes bytes.")
/* clang-format on */

LINK_REASONS(REASON_DECLARE)

#endif
