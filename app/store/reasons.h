/* Why a study cannot be had, or refuses what it is given (base/reason.h). */
#ifndef LIMEN_STORE_REASONS_H
#define LIMEN_STORE_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define STORE_REASONS(X) \
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
    X(study_last_lost, NO_MEMORY, "What was measured last could not be written: close other programs.")
/* clang-format on */

STORE_REASONS(REASON_DECLARE)

#endif
