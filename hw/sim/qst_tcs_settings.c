/* Words of the simulated TCS for what thermal.md leaves open, and the text of H. */
#include "qst_tcs_internal.h"

#include "setting_internal.h"

static const struct sim_setting words[TCS_SETTING_COUNT] = {TCS_SETTINGS(SIM_SETTING)};

uint32_t tcs_setting_normal(enum tcs_setting setting)
{
    return words[setting].normal;
}

void tcs_settings_normal(uint32_t settings[TCS_SETTING_COUNT])
{
    sim_settings_normal(words, TCS_SETTING_COUNT, settings);
}

enum tcs_setting tcs_setting_find(const char *text, uint32_t *value)
{
    return (enum tcs_setting)sim_setting_find(words, TCS_SETTING_COUNT, text, value);
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
