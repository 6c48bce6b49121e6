/* Any bytes as a text on the screen: measured, broken into lines that lose none of it, and painted. */

#include "draw/surface.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 512, SIDE = 96 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct screen {
    struct fonts *fonts;
    struct canvas *canvas;
    struct surface *surface;
};

static struct screen *open_screen(void)
{
    static struct screen screen;
    struct why why;
    if (screen.fonts)
        return &screen;
    screen.canvas = canvas_new();
    if (!screen.canvas || fonts_open(&screen.fonts, &why) != STATUS_OK ||
        surface_new(SIDE, SIDE, 1.25f, screen.fonts, &screen.surface) != STATUS_OK)
        abort();
    return &screen;
}

static void check_lines(const char *text, const struct line_span *lines, size_t n)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        assert(lines[i].start >= at && lines[i].end >= lines[i].start);
        assert(lines[i].end <= strlen(text));
        at = lines[i].end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct screen *screen = open_screen();
    struct line_span lines[LINES];
    char text[400] = "";
    if (size < 2 || size > sizeof text)
        return 0;
    memcpy(text, data + 2, size - 2);
    const struct text_style style = {8 + data[0] % 60, (uint16_t)(400 + 100 * (data[1] & 3)),
                                     data[1] >> 2 & 1, data[1] >> 3 & 1, 0xffffffff};
    assert(fonts_width(screen->fonts, text, &style) >= 0);
    const size_t n = fonts_wrap(screen->fonts, text, &style, data[1], lines, LINES);
    check_lines(text, lines, n < LINES ? n : LINES);
    canvas_clear(screen->canvas);
    canvas_text_mid(screen->canvas, (struct point){data[1] / 4.0f, 40}, text, &style);
    surface_paint(screen->surface, screen->canvas, (struct rect){0, 0, SIDE, SIDE}, 0xff000000);
    return 0;
}
