/* Names, sentences and exit codes of results: one table, one lookup. */
#include "base/status.h"

#include <stdio.h>

struct status_row {
    enum status status;
    int exit_code;
    const char *name;
    const char *text;
};

static const struct status_row rows[] = {
#define STATUS_ROW(name, code, exit, text) {STATUS_##name, exit, #name, text},
    STATUS_LIST(STATUS_ROW)
#undef STATUS_ROW
};

static const struct status_row *find(enum status status)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].status == status)
            return &rows[i];
    return &rows[1];
}

const char *status_name(enum status status)
{
    return find(status)->name;
}

const char *status_text(enum status status)
{
    return find(status)->text;
}

int status_exit_code(enum status status)
{
    return find(status)->exit_code;
}

enum status why_set(struct why *why, enum status status, const char *format, ...)
{
    if (!why)
        return status;
    why->reason = NULL;
    why->n_values = 0;
    va_list args;
    va_start(args, format);
    vsnprintf(why->text, sizeof why->text, format, args);
    va_end(args);
    return status;
}
