/* Coded reasons: a sentence that another language can be made of. `struct why` carries the code and the values beside the
 * English sentence; who speaks to a person asks text_why(). */
#ifndef LIMEN_BASE_REASON_H
#define LIMEN_BASE_REASON_H

#include "base/status.h"

#include <stddef.h>

/* Why a port, a pedal or a study file cannot be had, and what else is refused to whoever sits at the window. {1} to {5} are
 * filled in, in the order in which the values are given to reason_set(). The same in German, with the same placeholders: assets/texts/reasons.def.
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
    X(folder_unwritable, READ_ONLY, "The folder {1} cannot be written ({2}): give yourself the right to write it, or use another folder; nothing was changed.") \
    X(id_empty, INVALID, "the participant id is empty: take 1 to {1} letters A-Z a-z, digits, - and _") \
    X(id_long, INVALID, "the participant id has {1} characters: take at most {2}") \
    X(id_begin, INVALID, "the participant id does not begin with a letter A-Z a-z or a digit: put one before the rest") \
    X(id_character, INVALID, "the participant id cannot have its character {1}: take letters A-Z a-z, digits, - and _ only") \
    X(id_capitals, INVALID, "participant {1} differs only in capital letters from {2}, who is in the study {3}: write {2} for the same person, or take another id for a new one") \
    X(study_mixed, DEPARTED, "study {1} holds simulated and real sessions, and takes no more: use another study file") \
    X(study_simulated, DEPARTED, "study {1} holds simulated sessions and this one is real: use another study file, so that simulated numbers never stand beside real ones") \
    X(study_real, DEPARTED, "study {1} holds real sessions and this one is simulated: use another study file, so that simulated numbers never stand beside real ones") \
    X(operator_long, INVALID, "The operator's name is too long: use at most {1} bytes.") \
    X(participant_withdrawn, INVALID, "Participant {1} has withdrawn: begin a new session under another id.") \
    X(study_unclosed, READ_ONLY, "Study {1} was not closed and its folder cannot be written: copy it with the file {2} into a folder of your own and open it there.") \
    X(study_empty_file, INVALID, "{1} is an empty file, not a study of Limen: check the name, or delete the file if a new study is to be made; nothing was changed.") \
    X(study_other_program, INVALID, "{1} is a database of another program, not a study of Limen: check the name; nothing was changed.") \
    X(study_newer, NEWER, "Study {1} was written by a newer Limen (format {2}, this program knows {3}): install that version; nothing was changed.") \
    X(study_no_version, CORRUPT, "Study {1} has no format version: its beginning is damaged; go on with a backup.") \
    X(study_unsafe, LOCKED, "Study {1} cannot be set to safe writing: close other programs that use it, or keep it on another disk; nothing was changed.") \
    X(study_name_long, INVALID, "The name of the study file is too long.") \
    X(study_name_bad, INVALID, "The name of the study file is empty or too long.") \
    X(study_cannot_make, READ_ONLY, "The study {1} cannot be made ({2}): check the folder.") \
    X(study_link_lost, NOT_FOUND, "{1} is a link to a file that cannot be reached ({2}): plug its disk in, or name the study file itself.") \
    X(study_hard_links, READ_ONLY, "The study file {1} has {2} names (hard links), by which two programs could write it at once: remove all but one, or go on with a copy; nothing was changed.") \
    X(study_no_file, INVALID, "{1} is not a file: name a study file.") \
    X(study_older, IO, "Study {1} is of an older version, and no copy of it can be kept beside it ({2}): check the folder and the free space; nothing was changed.") \
    X(study_altered, CORRUPT, "Study {1}: its {2} is damaged or was changed by another program: go on with a backup; nothing was changed.") \
    X(study_tally_gone, CORRUPT, "Study {1}: the tally of its sessions is gone: run `limen verify`.") \
    X(study_session_end, CORRUPT, "Study {1}: session {2} does not end where it ended when it was written: run `limen verify`, and go on with a backup; nothing was changed.") \
    X(study_head_damaged, CORRUPT, "Study {1}: the head of a session is damaged: run `limen verify`, and go on with a backup.") \
    X(study_last_entry, CORRUPT, "Study {1}: the last entry of a session is damaged: run `limen verify`, and go on with a backup.") \
    X(study_entry_damaged, CORRUPT, "Study {1}: an entry of the journal is damaged: run `limen verify`, and go on with a backup.") \
    X(study_differs, CORRUPT, "Study {1} is not as it was written, so nothing is computed from it or added to it: {2} Run `limen verify`, and go on with a backup.") \
    X(study_nothing_open, EMPTY, "Study {1} has no unfinished session of participant {2} with protocol {3}.") \
    X(study_busy, FULL, "The study is still busy with earlier entries.") \
    X(study_no_samples, TIMEOUT, "The bench did not say that the samples of this attempt are complete; the trial was not written.") \
    X(study_last_lost, NO_MEMORY, "What was measured last could not be written: close other programs.") \
    X(no_memory, NO_MEMORY, "Out of memory: close other programs.") \
    X(record_unreadable, CORRUPT, "the record of this session cannot be read back: run `limen verify`") \
    X(request_unreadable, CORRUPT, "a recorded request cannot be read: run `limen verify`") \
    X(bench_unreadable, CORRUPT, "the bench of this session cannot be read back: run `limen verify`") \
    X(parameters_unreadable, CORRUPT, "the parameters of this session cannot be read back: run `limen verify`") \
    X(protocol_departs, DEPARTED, "{1}: the protocol departs from the record at step {2} (recorded at {3}): go on with the protocol as it was, or begin a new session") \
    X(protocol_changed, DEPARTED, "{1}: the protocol has changed since this session began: go on with the protocol as it was, or begin a new session") \
    X(protocol_grown, DEPARTED, "a module was added: the protocol has changed since this session began: go on with the protocol as it was, or begin a new session") \
    X(bench_departs, DEPARTED, "another bench than this session began with: {1} was {2} and is {3}: go on with the bench as it was, or begin a new session") \
    X(bench_became_real, DEPARTED, "this session began on simulated instruments and those of this bench are real: go on with the bench as it was, or begin a new session") \
    X(bench_became_simulated, DEPARTED, "this session began on real instruments and those of this bench are simulated: go on with the bench as it was, or begin a new session") \
    X(parameter_departs, DEPARTED, "this session began with the parameter `{1}` at {2}, and --set says {3}: leave --set out, or begin a new session") \
    X(bench_needs, INVALID, "this protocol needs `{1}`, and the bench has none: bind it in the bench file ({1} = …)") \
    X(bench_no_algometer, INVALID, "the bench has no algometer: bind one in the bench file (algometer = …)") \
    X(ramp_no_room, RANGE, "the ramp may go up to {1} kPa, but the probe counts as touching only above {2} kPa: set a higher limit (in the protocol, or in the bench file) or a lower `contact`") \
    X(ramp_too_fast, INVALID, "the protocol asks for {1} kPa/s, but at most {2} kPa/s are possible") \
    X(protocol_name, INVALID, "the name of the protocol is empty or too long: name a file, or a shipped protocol such as ppt-core") \
    X(protocol_absent, NOT_FOUND, "there is no protocol file `{1}`, and none of that name in {2}/library") \
    X(verbs_missing, NOT_FOUND, "the folder of verbs is missing (looked in {1} and beside the program): install Limen again") \
    X(checks_line, INVALID, "{1}:{2}: this is no check of an instrument: take the line out, or move the file away") \
    X(checks_unreadable, IO, "{1} cannot be read ({2}): the checks of the instruments are not known") \
    X(checks_unwritable, IO, "{1} cannot be written ({2}): the check is known until the program ends; free some room or save the bench elsewhere") \
    X(export_taken, INVALID, "{1}/{2} is there already: choose an empty folder") \
    X(export_unwritable, IO, "{1}/{2} cannot be written ({3}): nothing was left there") \
    X(export_no_name, INVALID, "the name of the folder is empty: name a folder") \
    X(export_no_folder, INVALID, "the folder {1} cannot be made ({2}): name another, or make the one above it") \
    X(export_not_folder, INVALID, "{1} cannot be used as a folder ({2}): name another") \
    X(export_no_memory, NO_MEMORY, "no memory for exports") \
    X(export_no_memory_table, NO_MEMORY, "no memory for a table") \
    X(export_no_thread, IO, "cannot start a thread for the export") \
    X(export_given_up, STOPPED, "the export was given up") \
    X(file_no_room, DISK_FULL, "{1} cannot be written, the disk is full: free some room, or choose another folder") \
    X(file_no_right, PERMISSION, "{1} cannot be written, you have no right to: choose another folder, or ask its owner") \
    X(file_no_folder, IO, "{1} cannot be written, its folder does not exist: make it first, or choose another") \
    X(file_unwritable, IO, "{1} cannot be written ({2}): choose another folder") \
    X(bench_not_back, CORRUPT, "the bench file was not read back as it was written: nothing is saved") \
    X(output_disk_full, DISK_FULL, "the output is incomplete: the disk is full; make room and run it again") \
    X(output_failed, IO, "the output is incomplete: writing failed ({1}); run it again") \
    X(key_unknown, INVALID, "the window knows no key `{1}`: take a letter, F6 to F8, F11 or F12 in the bench file (response = key \"b\")") \
    X(key_of_examiner, INVALID, "the key `{1}` is the examiner's in the window: take another letter in the bench file (response = key \"b\")") \
    X(key_twice, INVALID, "the key `{1}` is two responses: take another letter for one of them in the bench file")
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
/* A number as a value, in `out`. */
enum { REASON_NUMBER_SIZE = 32 };
const char *reason_integer(char out[REASON_NUMBER_SIZE], int64_t n);
const char *reason_number(char out[REASON_NUMBER_SIZE], double value);
/* The values as they were given; how many. */
size_t reason_values(const struct why *why, const char *values[REASON_VALUES_MAX]);
const char *reason_english(enum reason reason); /* its pattern */

#endif
