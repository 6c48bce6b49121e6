/* What fuzz targets share that read their input as a program: the bytes that are left, and promises. */
#ifndef LIMEN_TESTS_FUZZ_PROGRAM_H
#define LIMEN_TESTS_FUZZ_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct fuzz_program {
    const uint8_t *at;
    size_t left;
};

static inline void check(bool promise, const char *what)
{
    if (promise)
        return;
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
}

/* 0 at its end. */
static inline uint8_t fuzz_take(struct fuzz_program *program)
{
    if (program->left == 0)
        return 0;
    program->left--;
    return *program->at++;
}

/* At most `n` of what is left: how many, from `*from` on. */
static inline size_t fuzz_take_some(struct fuzz_program *program, size_t n, const uint8_t **from)
{
    n = n < program->left ? n : program->left;
    *from = program->at;
    program->at += n;
    program->left -= n;
    return n;
}

#endif
