/* The palette keeps its promises in both themes: computed from the table, for all eyes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/theme.h"

#include <math.h>

struct pair {
    enum role_colour ink, ground;
    double least;
};

static void check(const struct pair *pairs, size_t n)
{
    for (enum theme theme = 0; theme < THEMES; theme++)
        for (size_t i = 0; i < n; i++) {
            const double ratio = theme_contrast(theme_colour(theme, pairs[i].ink),
                                                theme_colour(theme, pairs[i].ground));
            if (ratio < pairs[i].least)
                fail_msg("theme %d, colour %d on %d: %.2f, wanted %.1f", theme, pairs[i].ink,
                         pairs[i].ground, ratio, pairs[i].least);
        }
}

#define CHECK(pairs) check(pairs, sizeof(pairs) / sizeof *(pairs))

static void contrast_is_what_the_standard_says(void **state)
{
    (void)state;
    assert_true(fabs(theme_contrast(0xffffffff, 0xff000000) - 21) < 1e-9);
    assert_true(fabs(theme_contrast(0xff000000, 0xffffffff) - 21) < 1e-9);
    assert_true(fabs(theme_contrast(0xff777777, 0xffffffff) - 4.478) < 0.001);
    assert_true(fabs(theme_contrast(0xff123456, 0xff123456) - 1) < 1e-9);
}

static void all_colours_are_opaque(void **state)
{
    (void)state;
    for (enum theme theme = 0; theme < THEMES; theme++)
        for (enum role_colour role = 0; role < COLOURS; role++)
            assert_int_equal(theme_colour(theme, role) >> 24, 0xff);
}

static void words_and_states_are_read_in_a_dim_room(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {COLOUR_TEXT, COLOUR_PANEL, 7},   {COLOUR_TEXT2, COLOUR_PANEL, 7},
        {COLOUR_TEXT3, COLOUR_PANEL, 7},  {COLOUR_OK, COLOUR_PANEL, 7},
        {COLOUR_WARN, COLOUR_PANEL, 7},   {COLOUR_BAD, COLOUR_PANEL, 7},
        {COLOUR_LOW, COLOUR_PANEL, 7},    {COLOUR_HIGH, COLOUR_PANEL, 7},
        {COLOUR_DIM, COLOUR_PANEL, 4.5},  {COLOUR_TEXT, COLOUR_RAISED, 7},
        {COLOUR_TEXT2, COLOUR_RAISED, 7}, {COLOUR_TEXT, COLOUR_HI, 7},
        {COLOUR_TEXT2, COLOUR_HI, 6},
    };
    CHECK(pairs);
}

static void states_are_read_on_their_own_ground(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {COLOUR_OK, COLOUR_OK_FILL, 6},         {COLOUR_WARN, COLOUR_WARN_FILL, 6},
        {COLOUR_BAD, COLOUR_BAD_FILL, 6},       {COLOUR_LOW, COLOUR_LOW_FILL, 6},
        {COLOUR_HIGH, COLOUR_HIGH_FILL, 6},     {COLOUR_TEXT, COLOUR_OK_FILL, 7},
        {COLOUR_TEXT, COLOUR_WARN_FILL, 7},     {COLOUR_TEXT, COLOUR_BAD_FILL, 7},
        {COLOUR_TEXT, COLOUR_LOW_FILL, 7},      {COLOUR_TEXT, COLOUR_HIGH_FILL, 7},
        {COLOUR_ON_PRIMARY, COLOUR_PRIMARY, 7}, {COLOUR_STOP_TEXT, COLOUR_STOP, 7},
        {COLOUR_PANEL, COLOUR_TEXT, 7},  /* the chip of what runs */
        {COLOUR_PANEL, COLOUR_TEXT2, 7}, /* a button held down */
    };
    CHECK(pairs);
}

static void controls_have_an_outline_that_is_seen(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {COLOUR_EDGE, COLOUR_PANEL, 3},
        {COLOUR_BAND_EDGE, COLOUR_PANEL, 3},
        {COLOUR_OUTLINE, COLOUR_PANEL, 2.9},
    };
    CHECK(pairs);
}

static void numbers_on_the_steps_of_z_are_dark(void **state)
{
    (void)state;
    for (enum theme theme = 0; theme < THEMES; theme++)
        for (enum role_colour role = COLOUR_Z_LOW2; role <= COLOUR_Z_HIGH2; role++)
            assert_true(theme_contrast(theme_colour(THEME_DARK, COLOUR_ON_PRIMARY),
                                       theme_colour(theme, role)) >= 7);
}

/* ---- eyes without one kind of cone: linear RGB through the full-severity matrices of Machado, Oliveira and Fernandes
 * (2009), the distance in CIELAB (1976) */

struct triple {
    double v[3];
};

static double to_linear(unsigned byte)
{
    const double share = byte / 255.0;
    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static struct triple multiply(const double m[3][3], struct triple x)
{
    struct triple out = {{0}};
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 3; column++)
            out.v[row] += m[row][column] * x.v[column];
    return out;
}

static struct triple seen(colour c, const double eye[3][3])
{
    const struct triple rgb = {
        {to_linear(c >> 16 & 0xff), to_linear(c >> 8 & 0xff), to_linear(c & 0xff)}};
    struct triple out = multiply(eye, rgb);
    for (int i = 0; i < 3; i++)
        out.v[i] = fmin(fmax(out.v[i], 0), 1);
    return out;
}

static double lab_curve(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static struct triple lab(struct triple rgb)
{
    static const double to_xyz[3][3] = {{0.4124564, 0.3575761, 0.1804375},
                                        {0.2126729, 0.7151522, 0.0721750},
                                        {0.0193339, 0.1191920, 0.9503041}};
    const struct triple xyz = multiply(to_xyz, rgb);
    const double x = lab_curve(xyz.v[0] / 0.95047), y = lab_curve(xyz.v[1]),
                 z = lab_curve(xyz.v[2] / 1.08883);
    return (struct triple){{116 * y - 16, 500 * (x - y), 200 * (y - z)}};
}

static double distance(colour a, colour b, const double eye[3][3])
{
    const struct triple x = lab(seen(a, eye)), y = lab(seen(b, eye));
    return sqrt(pow(x.v[0] - y.v[0], 2) + pow(x.v[1] - y.v[1], 2) + pow(x.v[2] - y.v[2], 2));
}

static void low_and_high_stay_apart_for_all_eyes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double m[3][3];
    } eyes[] = {
        {"all cones", {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
        {"protan",
         {{0.152286, 1.052583, -0.204868},
          {0.114503, 0.786281, 0.099216},
          {-0.003882, -0.048116, 1.051998}}},
        {"deutan",
         {{0.367322, 0.860646, -0.227968},
          {0.280085, 0.672501, 0.047413},
          {-0.011820, 0.042940, 0.968881}}},
        {"tritan",
         {{1.255528, -0.076749, -0.178779},
          {-0.078411, 0.930809, 0.147602},
          {0.004733, 0.691367, 0.303900}}},
    };
    for (enum theme theme = 0; theme < THEMES; theme++)
        for (size_t i = 0; i < sizeof eyes / sizeof *eyes; i++) {
            const double d = distance(theme_colour(theme, COLOUR_LOW),
                                      theme_colour(theme, COLOUR_HIGH), eyes[i].m);
            if (round(d) < 75) /* the look gives whole units */
                fail_msg("theme %d, %s: low and high are only %.1f apart", theme, eyes[i].name, d);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrast_is_what_the_standard_says),
        cmocka_unit_test(all_colours_are_opaque),
        cmocka_unit_test(words_and_states_are_read_in_a_dim_room),
        cmocka_unit_test(states_are_read_on_their_own_ground),
        cmocka_unit_test(controls_have_an_outline_that_is_seen),
        cmocka_unit_test(numbers_on_the_steps_of_z_are_dark),
        cmocka_unit_test(low_and_high_stay_apart_for_all_eyes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
