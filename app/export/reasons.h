/* Why tables are not made (base/reason.h). */
#ifndef LIMEN_EXPORT_REASONS_H
#define LIMEN_EXPORT_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define EXPORT_REASONS(X) \
    X(export_taken, INVALID, "{1}/{2} is there already: choose an empty folder") \
    X(export_unwritable, IO, "{1}/{2} cannot be written ({3}): nothing was left there") \
    X(export_no_name, INVALID, "the name of the folder is empty: name a folder") \
    X(export_no_folder, INVALID, "the folder {1} cannot be made ({2}): name another, or make the one above it") \
    X(export_not_folder, INVALID, "{1} cannot be used as a folder ({2}): name another") \
    X(export_no_memory_table, NO_MEMORY, "no memory for a table") \
    X(export_given_up, STOPPED, "the export was given up") \
    X(output_disk_full, DISK_FULL, "the output is incomplete: the disk is full; make room and run it again") \
    X(output_failed, IO, "the output is incomplete: writing failed ({1}); run it again")
/* clang-format on */

EXPORT_REASONS(REASON_DECLARE)

#endif
