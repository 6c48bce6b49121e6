/* Coded reasons: a sentence that another language can be made of. `struct why` carries the code and the values beside the
 * English sentence; who speaks to a person asks text_why(). */
#ifndef LIMEN_BASE_REASON_H
#define LIMEN_BASE_REASON_H

#include "base/status.h"

#include <stddef.h>

/* Why a port, a pedal or a study file cannot be had. {1} to {5} are filled in, in the order in which the values are given
 * to reason_set(). The same in German, with the same placeholders: assets/texts/reasons.def.
 *
 *  id, status, English */
/* clang-format off */
#define REASON_LIST(X) \
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
    X(study_disk_full, DISK_FULL, "Study {1}: the disk is full: free some space and try again; everything shown as saved is saved ({2}).") \
    X(study_quota, DISK_FULL, "Study {1}: your account may use no more of this disk: free some space and try again; everything shown as saved is saved ({2}).") \
    X(study_file_limit, DISK_FULL, "Study {1}: the file may not grow any further: the file system or your account (`ulimit -f`) limits how large one may be; have the limit raised, or take another disk; everything shown as saved is saved ({2}).") \
    X(study_damaged, CORRUPT, "Study {1}: the file is damaged: make a copy of it as it is, run `limen verify` on the copy, and go on with a backup ({2}).") \
    X(study_no_database, CORRUPT, "Study {1}: this is no study file, or its beginning is damaged: check the name, or go on with a backup; nothing was changed ({2}).") \
    X(study_not_writable, READ_ONLY, "Study {1}: the file cannot be written: give yourself the right to write it and its folder; nothing was changed ({2}).") \
    X(study_permission, PERMISSION, "Study {1}: you may not use this file: ask its owner for access ({2}).") \
    X(study_in_use, LOCKED, "Study {1}: another program is using the file: close it there and try again; nothing was lost ({2}).") \
    X(study_cannot_open, IO, "Study {1}: it or a file beside it cannot be opened: check the folder and your rights in it; nothing was lost ({2}).") \
    X(study_no_memory, NO_MEMORY, "Study {1}: out of memory: close other programs; nothing was lost ({2}).") \
    X(study_does_not_fit, INVALID, "Study {1}: the study refuses this: it does not fit what is in it already ({2}).") \
    X(study_too_large, INVALID, "Study {1}: the study refuses this: it is too large ({2}).") \
    X(study_disk_error, IO, "Study {1}: the disk reports an error: check it, and go on with a copy on another disk; everything shown as saved was written ({2}).") \
    X(study_locked, LOCKED, "Another Limen writes the study {1}: close it there, or wait until its session has ended; nothing was changed.") \
    X(study_locked_by, LOCKED, "Another Limen (process {2}) writes the study {1}: close it there, or wait until its session has ended; nothing was changed.") \
    X(study_absent, NOT_FOUND, "There is no study file {1}: check the name.") \
    X(study_unreadable, PERMISSION, "You may not read the study file {1}: ask its owner for access.") \
    X(study_unwritable, READ_ONLY, "The study file {1} cannot be written ({2}): give yourself the right to write it; nothing was changed.") \
    X(folder_absent, NOT_FOUND, "The folder {1} does not exist: make it first, or check the name.") \
    X(folder_network, UNSUPPORTED, "The folder {1} lies on a network drive ({2}), where a power cut can lose trials: keep the study on a disk of this computer and copy it afterwards.") \
    X(folder_closed, PERMISSION, "You may not look into the folder {1}: ask its owner for access.") \
    X(folder_unwritable, READ_ONLY, "The folder {1} cannot be written ({2}): give yourself the right to write it, or use another folder; nothing was changed.")
/* clang-format on */

enum reason {
    REASON_NONE,
#define REASON_ENUM(id, status, english) REASON_##id,
    REASON_LIST(REASON_ENUM)
#undef REASON_ENUM
        REASONS
};

enum { REASON_VALUES_MAX = 5 };

/* Sets the sentence, the code and the values, of which NULL is the end; returns the reason's status. `why` may be NULL. */
__attribute__((sentinel)) enum status reason_set(struct why *why, enum reason reason, ...);
/* The values as they were given; how many. */
size_t reason_values(const struct why *why, const char *values[REASON_VALUES_MAX]);
const char *reason_english(enum reason reason); /* its pattern */

#endif
