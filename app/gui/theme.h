/* Colours by role, in a dark and a light theme (the palette of the look). Contrast is computed by a test. */
#ifndef LIMEN_GUI_THEME_H
#define LIMEN_GUI_THEME_H

#include "draw/canvas.h"

enum theme { THEME_DARK, THEME_LIGHT, THEMES };

/*        role          dark      light */
#define THEME_LIST(X)                                                                              \
    X(BG, 0D1115, E9EDF0)                                                                          \
    X(PANEL, 151B21, FFFFFF)                                                                       \
    X(RAISED, 1F2830, F3F6F8)                                                                      \
    X(HI, 2B3742, DCE3E8)                                                                          \
    X(LINE, 33404C, CBD4DB)                                                                        \
    X(EDGE, 5E6E7D, 6F7E8A)                                                                        \
    X(TEXT, F3F6F8, 0F161C)                                                                        \
    X(TEXT2, BAC6D0, 3A4752)                                                                       \
    X(TEXT3, 9CAAB6, 4B5863)                                                                       \
    X(DIM, 7D8A96, 6C7883)                                                                         \
    X(PRIMARY, E9EEF2, 16202A)                                                                     \
    X(ON_PRIMARY, 0D1115, FFFFFF)                                                                  \
    X(OK, 4FD1A5, 00573D)                                                                          \
    X(OK_FILL, 12352C, D8F1E6)                                                                     \
    X(WARN, F6D34A, 5E4700)                                                                        \
    X(WARN_FILL, 3A3212, FBEDB5)                                                                   \
    X(BAD, FF8A80, 9B0E1C)                                                                         \
    X(BAD_FILL, 4A1216, FBDDDA)                                                                    \
    X(LOW, 5BB8F5, 004E8F)                                                                         \
    X(LOW_FILL, 12304A, D6E9F8)                                                                    \
    X(HIGH, FF9F45, 8A3B00)                                                                        \
    X(HIGH_FILL, 46290E, FCE3CC)                                                                   \
    X(BAND, 173A33, D5EFE3)                                                                        \
    X(BAND_EDGE, 3F9C80, 2F8A6B)                                                                   \
    X(STOP, B01020, B01020)                                                                        \
    X(STOP_EDGE, FFB3AD, 7A0612)                                                                   \
    X(STOP_TEXT, FFFFFF, FFFFFF)                                                                   \
    X(SKIN, 2A343E, D3DBE1)                                                                        \
    X(OUTLINE, 647585, 6F7E8A)                                                                     \
    X(DETAIL, 4A5864, A9B5BE)                                                                      \
    X(Z_LOW2, 5BB8F5, 5BB8F5)                                                                      \
    X(Z_LOW1, 7BADCF, 7BADCF)                                                                      \
    X(Z_ZERO, 98A5AF, 98A5AF)                                                                      \
    X(Z_HIGH1, D39A66, D39A66)                                                                     \
    X(Z_HIGH2, FF9F45, FF9F45)

enum role_colour {
#define THEME_ENUM(name, dark, light) COLOUR_##name,
    THEME_LIST(THEME_ENUM)
#undef THEME_ENUM
        COLOURS,
};

colour theme_colour(enum theme theme, enum role_colour role);
/* WCAG 2 contrast ratio of two opaque colours, 1 to 21. */
double theme_contrast(colour a, colour b);

#endif
