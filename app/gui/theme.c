#include "gui/theme.h"

#include <assert.h>
#include <math.h>

#define CODE(hex) (COLOUR_OPAQUE | 0x##hex##u)

static const colour table[COLOURS][THEMES] = {
#define THEME_ROW(name, dark, light) [COLOUR_##name] = {CODE(dark), CODE(light)},
    THEME_LIST(THEME_ROW)
#undef THEME_ROW
};

colour theme_colour(enum theme theme, enum role_colour role)
{
    assert(theme < THEMES && role < COLOURS);
    return table[role][theme];
}

static double linear(unsigned byte)
{
    const double share = byte / 255.0;
    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(colour c)
{
    return 0.2126 * linear(c >> 16 & 0xff) + 0.7152 * linear(c >> 8 & 0xff) +
           0.0722 * linear(c & 0xff);
}

double theme_contrast(colour a, colour b)
{
    const double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}
