/* A file that appears whole or not at all: written under a draft name beside it, renamed when all of it is on the disk. */
#ifndef LIMEN_BASE_OUT_FILE_H
#define LIMEN_BASE_OUT_FILE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct out_file {
    char *path, *draft;
    FILE *file;
    int error; /* the first errno; 0: none */
};

MUST_CHECK
enum status out_file_open(struct out_file *out, const char *path, struct why *why);
/* After a failure it does nothing: out_file_end() tells. */
void out_file_write(struct out_file *out, const void *data, size_t n);
/* What was written so far can be read under the draft's name; false: out_file_end() tells why not. */
bool out_file_flush(struct out_file *out);
/* Puts the file in its place; on failure nothing is left of it. */
MUST_CHECK
enum status out_file_end(struct out_file *out, struct why *why);
void out_file_drop(struct out_file *out);

#endif
