#include "setting_internal.h"

#include "base/decimal.h"

#include <stdbool.h>
#include <string.h>

static bool take_number(const struct sim_setting *row, const char *text, uint32_t *value)
{
    double number;
    const size_t n = strlen(text);
    if (!n || strspn(text, "0123456789") != n || decimal_parse(text, n, &number) != n ||
        number < row->min || number > row->max)
        return false;
    *value = (uint32_t)number;
    return true;
}

size_t sim_setting_find(const struct sim_setting *rows, size_t n, const char *text, uint32_t *value)
{
    size_t i = 0;
    for (; i < n; i++) {
        const size_t length = strlen(rows[i].word);
        *value = 1;
        if (rows[i].max == 0 && !strcmp(rows[i].word, text))
            break;
        if (rows[i].max > 0 && !strncmp(rows[i].word, text, length) &&
            take_number(&rows[i], text + length, value))
            break;
    }
    return i;
}

void sim_settings_normal(const struct sim_setting *rows, size_t n, uint32_t *settings)
{
    for (size_t i = 0; i < n; i++)
        settings[i] = rows[i].normal;
}
