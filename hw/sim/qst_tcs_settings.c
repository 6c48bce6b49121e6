/* Words of the simulated TCS for what thermal.md leaves open, and the text of H. */
#include "qst_tcs_internal.h"

#include "base/decimal.h"

#include <string.h>

static const struct row {
    const char *word;
    uint32_t normal, min, max;
} rows[TCS_SETTING_COUNT] = {
#define TCS_ROW(name, word, normal, min, max) {word, normal, min, max},
    TCS_SETTINGS(TCS_ROW)
#undef TCS_ROW
};

uint32_t tcs_setting_normal(enum tcs_setting setting)
{
    return rows[setting].normal;
}

void tcs_settings_normal(uint32_t settings[TCS_SETTING_COUNT])
{
    for (size_t i = 0; i < TCS_SETTING_COUNT; i++)
        settings[i] = rows[i].normal;
}

static bool take_number(const struct row *row, const char *text, uint32_t *value)
{
    double number;
    const size_t n = strlen(text);
    if (!n || strspn(text, "0123456789") != n || decimal_parse(text, n, &number) != n ||
        number < row->min || number > row->max)
        return false;
    *value = (uint32_t)number;
    return true;
}

enum tcs_setting tcs_setting_find(const char *text, uint32_t *value)
{
    for (unsigned i = 0; i < TCS_SETTING_COUNT; i++) {
        const struct row *row = &rows[i];
        const size_t n = strlen(row->word);
        *value = 1;
        if (row->max == 0 && !strcmp(row->word, text))
            return (enum tcs_setting)i;
        if (row->max > 0 && !strncmp(row->word, text, n) && take_number(row, text + n, value))
            return (enum tcs_setting)i;
    }
    return TCS_SETTING_COUNT;
}

const char *tcs_help_line(size_t index, bool is_2017)
{
    static const char *const lines[] = {
        "Command list:",
        "Nxxx: neutral temperature in 0.1 C, xxx from 200 to 400",
        "Sxxxxx: zones 1 to 5 enabled (1) or disabled (0)",
        "Csxxx: stimulation temperature in 0.1 C, s zone (0 all), xxx from 100 to 600",
        "Vsxxxx: stimulation speed in 0.1 C/s, xxxx from 0001 to 9999",
        "Rsxxxx: return speed in 0.1 C/s, xxxx from 0001 to 9999",
        NULL,
        NULL,
        "Ix: integral term on (1) or off (0)",
        "Yxxxx: display of temperatures after L in 10 ms, 0000 whole stimulus",
        "Omxxx: maximum stimulation temperature in 0.1 C",
        "Ovsxxxxx: stimulation speed in 0.01 C/s",
        "Otsxxxx: stimulation temperature in 0.01 C",
        "Ofx: MRI filter, 1 low, 2 medium, 3 high",
        "L: start stimulation",
        "A: abort stimulation",
        "F: no display of temperatures",
        "Oa: display of temperatures between stimulations, 1 Hz",
        "Ob: display of temperatures during stimulations, 100 Hz",
        "Oc: restart",
        "Od: follow mode",
        "E: neutral and zone temperatures in 0.1 C",
        "B: battery voltage and charge",
        "K: state of buttons",
        "Q: state of zones and neutral",
        "H: this text",
    };
    static const char *const timing[2][2] = {
        {"Dsxxxxx: stimulation duration in ms, xxxxx from 00001 to 99999",
         "Txxxyyy: trigger code 001 to 255 and duration in ms 010 to 999"},
        {"Dsxxxx: stimulation duration in ms, xxxx from 0001 to 9999",
         "Txxx: trigger code 001 to 255"},
    };
    enum { LINES = sizeof lines / sizeof lines[0], TIMING = 6 };
    if (index >= LINES)
        return NULL;
    return lines[index] ? lines[index] : timing[is_2017][index - TIMING];
}
