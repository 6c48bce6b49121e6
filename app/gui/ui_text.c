/* Texts in the type of the look. */
#include "ui_state_internal.h"

#include <string.h>

enum { LINES_MAX = 24, FILL_MAX = 1024 };
static const float LINE_PITCH = 1.4f;

static struct text_style style_of(const struct ui *ui, float size, enum text_weight weight,
                                  enum role_colour role)
{
    return (struct text_style){
        .size = size, .weight = (uint16_t)weight, .colour = ui_colour(ui, role)};
}

float ui_text_width(const struct ui *ui, float size, enum text_weight weight, const char *text)
{
    const struct text_style style = {.size = size, .weight = (uint16_t)weight};
    return text[0] != '\0' ? fonts_width(ui->fonts, text, &style) : 0;
}

static float text_aligned(struct ui *ui, struct point at, const char *text, struct text_style style)
{
    if (text[0] == '\0')
        return 0;
    canvas_text_mid(ui->canvas, at, text, &style);
    return ui_text_width(ui, style.size, style.weight, text);
}

float ui_text(struct ui *ui, struct point at, float size, enum text_weight weight,
              enum role_colour role, const char *text)
{
    return text_aligned(ui, at, text, style_of(ui, size, weight, role));
}

float ui_text_right(struct ui *ui, struct point at, float size, enum text_weight weight,
                    enum role_colour role, const char *text)
{
    struct text_style style = style_of(ui, size, weight, role);
    style.align = ALIGN_RIGHT;
    return text_aligned(ui, at, text, style);
}

float ui_text_centre(struct ui *ui, struct point at, float size, enum text_weight weight,
                     enum role_colour role, const char *text)
{
    struct text_style style = style_of(ui, size, weight, role);
    style.align = ALIGN_CENTRE;
    return text_aligned(ui, at, text, style);
}

static size_t whole_before(const char *text, size_t n)
{
    while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
        n--;
    return n;
}

/* The first `n` bytes and "…", for as long as the layout lives. */
static const char *keep_cut(struct ui *ui, const char *text, size_t n)
{
    char cut[FILL_MAX + 8];
    n = whole_before(text, n < FILL_MAX ? n : FILL_MAX);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    memcpy(cut, text, n);
    memcpy(cut + n, "…", sizeof "…");
    return ui_keep(ui, cut);
}

/* The longest start of `text` that fits with "…" behind it. */
static const char *shortened(struct ui *ui, const char *text, struct text_style style, float width)
{
    size_t fits = 0, too_long = strlen(text);
    while (too_long - fits > 1) {
        const size_t middle = fits + (too_long - fits) / 2;
        const char *cut = keep_cut(ui, text, middle);
        if (fonts_width(ui->fonts, cut, &style) <= width)
            fits = middle;
        else
            too_long = middle;
    }
    return keep_cut(ui, text, fits);
}

const char *ui_text_start(struct ui *ui, float size, enum text_weight weight, const char *text,
                          float width)
{
    const struct text_style style = style_of(ui, size, weight, COLOUR_TEXT);
    return ui_text_width(ui, size, weight, text) <= width ? text
                                                          : shortened(ui, text, style, width);
}

float ui_text_cut(struct ui *ui, struct rect in, float size, enum text_weight weight,
                  enum role_colour role, const char *text)
{
    const struct text_style style = style_of(ui, size, weight, role);
    const struct point at = {in.x, in.y + in.h / 2};
    return text_aligned(ui, at, ui_text_start(ui, size, weight, text, in.w), style);
}

/* One line of a block; the last of a text that does not fit takes all the rest and is cut. */
static const char *keep_line(struct ui *ui, const char *text, struct line_span span, bool is_cut)
{
    char line[FILL_MAX];
    size_t length = (is_cut ? strlen(text) : span.end) - span.start;
    if (length >= sizeof line)
        length = whole_before(text + span.start, sizeof line - 1);
    memcpy(line, text + span.start, length);
    line[length] = '\0';
    return ui_keep(ui, line);
}

float ui_text_block(struct ui *ui, struct rect in, float size, enum text_weight weight,
                    enum role_colour role, const char *text)
{
    const struct text_style style = style_of(ui, size, weight, role);
    const float pitch = LINE_PITCH * size;
    if (text[0] == '\0')
        return 0;
    size_t room = (size_t)(in.h / pitch);
    room = room < 1 ? 1 : room > LINES_MAX ? LINES_MAX : room;
    struct line_span lines[LINES_MAX];
    const size_t wanted = fonts_wrap(ui->fonts, text, &style, in.w, lines, room);
    const size_t n = wanted < room ? wanted : room;
    for (size_t i = 0; i < n; i++) {
        const bool is_cut = i + 1 == n && wanted > room;
        const struct rect row = {in.x, in.y + (float)i * pitch, in.w, pitch};
        const char *line = keep_line(ui, text, lines[i], is_cut);
        if (is_cut)
            ui_text_cut(ui, row, size, weight, role, line);
        else
            text_aligned(ui, (struct point){row.x, row.y + pitch / 2}, line, style);
    }
    return (float)n * pitch;
}

float ui_text_block_height(struct ui *ui, struct rect in, float size, enum text_weight weight,
                           const char *text)
{
    const struct text_style style = style_of(ui, size, weight, COLOUR_TEXT);
    const float pitch = LINE_PITCH * size;
    const size_t fits = (size_t)(in.h / pitch), room = fits < LINES_MAX ? fits : LINES_MAX;
    struct line_span lines[LINES_MAX];
    const size_t wanted = fonts_wrap(ui->fonts, text, &style, in.w, lines, room);
    return (float)(wanted < room ? wanted : room) * pitch;
}

const char *ui_say(struct ui *ui, enum text_id id)
{
    return text_of(ui->language, id);
}

const char *ui_fill(struct ui *ui, enum text_id id, ...)
{
    char out[FILL_MAX];
    va_list rest;
    va_start(rest, id);
    text_vfill(out, sizeof out, text_of(ui->language, id), rest);
    va_end(rest);
    return ui_keep(ui, out);
}

const char *ui_number(struct ui *ui, double value, int decimals)
{
    char out[64];
    return ui_keep(ui, text_number(ui->language, out, sizeof out, value, decimals));
}
