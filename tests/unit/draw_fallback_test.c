/* Computers with other fonts than Inter, or with none. What fontconfig knows is read once per process, so each computer is a
 * child with a folder of fonts of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/font.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEJAVU "/usr/share/fonts/truetype/dejavu"

/* A fontconfig that sees `folder` only. */
static void use_fonts_of(const char *home, const char *folder)
{
    char path[128];
    snprintf(path, sizeof path, "%s/fonts.conf", home);
    FILE *file = fopen(path, "w");
    if (!file)
        _exit(9);
    fprintf(file,
            "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
            "<fontconfig><dir>%s</dir><cachedir>%s/cache</cachedir></fontconfig>",
            folder, home);
    fclose(file);
    setenv("FONTCONFIG_FILE", path, 1);
}

static int in_child(const char *folder, int (*check)(void))
{
    char home[] = "/tmp/limen-fonts-XXXXXX", command[64];
    int code;
    assert_non_null(mkdtemp(home));
    const pid_t child = fork();
    if (child == 0) {
        use_fonts_of(home, folder);
        _exit(check());
    }
    assert_int_equal(waitpid(child, &code, 0), child);
    snprintf(command, sizeof command, "rm -r %s", home);
    assert_int_equal(system(command), 0);
    return code;
}

static int says_what_to_install(void)
{
    struct fonts *fonts;
    struct why why = {0};
    if (fonts_open(&fonts, &why) != STATUS_NOT_FOUND || fonts)
        return 1;
    return strstr(why.text, "fonts-inter") ? 0 : 2;
}

static int uses_dejavu(void)
{
    struct fonts *fonts;
    struct why why;
    const struct text_style style = {24, WEIGHT_SEMIBOLD, ALIGN_LEFT, false, COLOUR_OPAQUE};
    if (fonts_open(&fonts, &why) != STATUS_OK)
        return 1;
    if (strcmp(fonts_family(fonts), "DejaVu Sans Condensed") != 0)
        return 2;
    const float one = fonts_width(fonts, "111", &style), eight = fonts_width(fonts, "888", &style);
    fonts_close(fonts);
    /* its figures are 0.626 of the size wide; 0.696 in the face that is not condensed */
    return one > 0 && fabsf(one - eight) < 0.1f && one < 0.65f * 24 * 3 ? 0 : 3;
}

static void without_any_font_the_package_is_named(void **state)
{
    (void)state;
    assert_int_equal(in_child("/nowhere", says_what_to_install), 0);
}

static void without_inter_the_condensed_dejavu_stands_in(void **state)
{
    (void)state;
    if (access(DEJAVU "/DejaVuSansCondensed-Bold.ttf", R_OK) != 0)
        skip();
    assert_int_equal(in_child(DEJAVU, uses_dejavu), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_any_font_the_package_is_named),
        cmocka_unit_test(without_inter_the_condensed_dejavu_stands_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
