/* Why a file that is written cannot be had (base/reason.h). */
#ifndef LIMEN_BASE_REASONS_H
#define LIMEN_BASE_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define BASE_REASONS(X) \
    X(no_memory, NO_MEMORY, "Out of memory: close other programs.") \
    X(file_no_room, DISK_FULL, "{1} cannot be written, the disk is full: free some room, or choose another folder") \
    X(file_no_right, PERMISSION, "{1} cannot be written, you have no right to: choose another folder, or ask its owner") \
    X(file_no_folder, IO, "{1} cannot be written, its folder does not exist: make it first, or choose another") \
    X(file_unwritable, IO, "{1} cannot be written ({2}): choose another folder")
/* clang-format on */

BASE_REASONS(REASON_DECLARE)

#endif
