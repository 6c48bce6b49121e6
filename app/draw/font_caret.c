/* Places within a line: where a caret stands, which character a touch means, where a selection lies. In text that is written
 * right to left, or both ways, they are not what the width of the text before them says. */
#include "draw/font.h"

#include "font_internal.h"

static PangoLayoutLine *line_of(struct fonts *fonts, const char *text,
                                const struct text_style *style)
{
    return pango_layout_get_line_readonly(fonts_line(fonts, text, style)->layout, 0);
}

float fonts_caret(struct fonts *fonts, const char *text, const struct text_style *style,
                  size_t byte)
{
    PangoRectangle strong;
    if (text[0] == '\0')
        return 0;
    pango_layout_get_cursor_pos(fonts_line(fonts, text, style)->layout, (int)byte, &strong, NULL);
    return (float)strong.x / PANGO_SCALE;
}

size_t fonts_byte_at(struct fonts *fonts, const char *text, const struct text_style *style, float x)
{
    int byte = 0, characters = 0;
    if (text[0] == '\0')
        return 0;
    (void)/* beside the line the nearest end is meant */
        pango_layout_line_x_to_index(line_of(fonts, text, style), (int)(x * PANGO_SCALE), &byte,
                                     &characters);
    size_t at = (size_t)byte;
    for (; characters > 0 && text[at] != '\0'; characters--)
        do
            at++;
        while (((unsigned char)text[at] & 0xc0) == 0x80);
    return at;
}

size_t fonts_extents(struct fonts *fonts, const char *text, const struct text_style *style,
                     struct line_span bytes, struct text_extent *out, size_t max)
{
    int *ranges = NULL, n = 0;
    size_t count = 0;
    if (text[0] == '\0' || bytes.start >= bytes.end)
        return 0;
    pango_layout_line_get_x_ranges(line_of(fonts, text, style), (int)bytes.start, (int)bytes.end,
                                   &ranges, &n);
    for (; count < max && (int)count < n; count++)
        out[count] = (struct text_extent){(float)ranges[2 * count] / PANGO_SCALE,
                                          (float)ranges[2 * count + 1] / PANGO_SCALE};
    g_free(ranges);
    return count;
}

bool fonts_runs_left(struct fonts *fonts, const char *text, const struct text_style *style)
{
    return text[0] != '\0' && line_of(fonts, text, style)->resolved_dir == PANGO_DIRECTION_RTL;
}
