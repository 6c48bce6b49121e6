/* Golden drawings: what gui_dump() shows of a state, kept in tests/data/gui/NAME.txt. After a change that is meant, all are
 * written anew by
 *     LIMEN_GOLDEN=write ctest --preset dev -R gui_
 * and the commit says what changed. Long lists of points stand as their beginning and a checksum. Texts are placed by their
 * widths, so a machine without Inter compares nothing. */
#ifndef LIMEN_TESTS_GUI_GOLDEN_H
#define LIMEN_TESTS_GUI_GOLDEN_H

#include "draw/font.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { GOLDEN_LINE = 160, GOLDEN_HEAD = 96 };

static inline void golden_path(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s/gui/%s.txt", TEST_DATA_DIR, name);
}

static inline uint32_t golden_sum(const char *bytes, size_t n)
{
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ (unsigned char)bytes[i]) * 16777619u;
    return sum;
}

/* The dump with its long lines shortened. The caller frees. */
static inline char *golden_short(const char *dump)
{
    char *out = malloc(strlen(dump) + 64), *to = out;
    assert_non_null(out);
    for (const char *line = dump; *line;) {
        const size_t n = strcspn(line, "\n");
        const bool is_list = n > GOLDEN_LINE && strncmp(line, "text", 4) != 0;
        const size_t kept = is_list ? GOLDEN_HEAD : n;
        memcpy(to, line, kept);
        to += kept;
        if (is_list)
            to += sprintf(to, " ... %08x", golden_sum(line, n));
        *to++ = '\n';
        line += line[n] ? n + 1 : n;
    }
    *to = '\0';
    return out;
}

static inline void golden_write(const char *name, const char *text)
{
    char path[512];
    golden_path(path, sizeof path, name);
    assert_true(mkdir(TEST_DATA_DIR "/gui", 0777) == 0 || errno == EEXIST);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* "" when there is none. The caller frees. */
static inline char *golden_read(const char *name)
{
    char path[512];
    golden_path(path, sizeof path, name);
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;
    if (file == NULL)
        return strdup("");
    const ssize_t n = getdelim(&text, &size, '\0', file);
    fclose(file);
    assert_true(n > 0);
    return text;
}

static inline void golden_tell(const char *name, const char *was, const char *is)
{
    size_t at = 0, line = 1, start = 0;
    for (; was[at] && was[at] == is[at]; at++)
        if (was[at] == '\n') {
            line++;
            start = at + 1;
        }
    fail_msg("%s.txt:%zu\n  was  %.*s\n  is   %.*s", name, line, (int)strcspn(was + start, "\n"),
             was + start, (int)strcspn(is + start, "\n"), is + start);
}

/* Compares, or writes when the person asks for it. */
static inline void golden_check(struct fonts *fonts, const char *name, const char *dump)
{
    const char *wish = getenv("LIMEN_GOLDEN");
    if (strcmp(fonts_family(fonts), "Inter") != 0)
        return;
    char *is = golden_short(dump);
    if (wish != NULL && strcmp(wish, "write") == 0)
        golden_write(name, is);
    char *was = golden_read(name);
    if (strcmp(was, is) != 0)
        golden_tell(name, was, is);
    free(was);
    free(is);
}

#endif
