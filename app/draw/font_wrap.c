/* Breaking a text into lines: shaped once, then cut in the order in which it is read. */
#include "draw/font.h"

#include "font_internal.h"

#include <math.h>
#include <string.h>

/* A character of the text. */
struct cell {
    size_t at;   /* its byte */
    int advance; /* Pango units */
    char c;      /* its first byte */
    bool
        is_stop; /* a line may be cut before it where no blank helps: not within an accented letter or a ligature */
};

struct cells {
    struct cell *list;
    size_t n; /* list[n] is the end of the text */
};

static void note_run(struct cells *cells, PangoGlyphItem *run, const char *text)
{
    int *advances = g_new0(int, (gsize)run->item->num_chars);
    const size_t first = (size_t)g_utf8_pointer_to_offset(text, text + run->item->offset);
    pango_glyph_item_get_logical_widths(run, text, advances);
    for (size_t i = 0; i < (size_t)run->item->num_chars && first + i < cells->n; i++)
        cells->list[first + i].advance = advances[i];
    g_free(advances);
}

static struct cells measure_cells(const struct text_line *line)
{
    const char *text = pango_layout_get_text(line->layout);
    int n_stops;
    const PangoLogAttr *stops = pango_layout_get_log_attrs_readonly(line->layout, &n_stops);
    struct cells cells = {.n = (size_t)g_utf8_strlen(text, -1)};
    const char *at = text;
    cells.list = g_new0(struct cell, cells.n + 1);
    for (size_t i = 0; i <= cells.n; i++, at = g_utf8_next_char(at))
        cells.list[i] =
            (struct cell){.at = (size_t)(at - text),
                          .c = *at,
                          .is_stop = i < (size_t)n_stops && stops[i].is_cursor_position};
    for (GSList *run = pango_layout_get_line_readonly(line->layout, 0)->runs; run; run = run->next)
        note_run(&cells, run->data, text);
    return cells;
}

static bool is_blank(const struct cell *cell)
{
    return cell->c == ' ' || cell->c == '\t';
}

static size_t skip_blanks(const struct cells *cells, size_t i)
{
    while (i < cells->n && is_blank(&cells->list[i]))
        i++;
    return i;
}

/* The first cell that no longer belongs to the line that begins at `start`: a blank or line end where possible. */
static size_t cut_line(const struct cells *cells, size_t start, int width)
{
    size_t blank = start, stop = start;
    int used = 0;
    for (size_t i = start; i < cells->n; i++) {
        const struct cell *cell = &cells->list[i];
        if (cell->c == '\n')
            return i;
        if (cell->is_stop && i > start && (used <= width || stop == start))
            stop = i;
        if (is_blank(cell))
            blank = i;
        used += cell->advance;
        if (used > width && !is_blank(cell) && blank > start)
            return blank;
        if (used > width && !is_blank(cell) && stop > start)
            return stop;
    }
    return cells->n;
}

struct measure {
    struct fonts *fonts;
    const char *text;
    const struct text_style *style;
    float width;
};

static bool fits(const struct measure *measure, struct line_span span)
{
    char *line = g_strndup(measure->text + span.start, span.end - span.start);
    const bool is_narrow = fonts_width(measure->fonts, line, measure->style) <= measure->width;
    g_free(line);
    return is_narrow;
}

/* A cut through a word: its letters may take wider forms there (Arabic does), so that fewer of them fit. */
static size_t draw_back(const struct measure *measure, const struct cells *cells, size_t start,
                        size_t cut)
{
    const struct cell *list = cells->list;
    for (size_t i = cut; i > start; i--) {
        if (!list[i].is_stop)
            continue;
        cut = i;
        if (fits(measure, (struct line_span){list[start].at, list[i].at}))
            break;
    }
    return cut;
}

/* One line from `*start`; moves on to the next one. */
static struct line_span take_line(const struct measure *measure, const struct cells *cells,
                                  size_t *start)
{
    const int limit = (int)(fminf(fmaxf(measure->width, 0), 1e6f) * PANGO_SCALE);
    size_t cut = cut_line(cells, *start, limit);
    if (cut < cells->n && cells->list[cut].c != '\n' && !is_blank(&cells->list[cut]))
        cut = draw_back(measure, cells, *start, cut);
    size_t end = cut;
    while (end > *start && is_blank(&cells->list[end - 1]))
        end--;
    const struct line_span span = {cells->list[*start].at, cells->list[end].at};
    *start = skip_blanks(cells, cut + (cells->list[cut].c == '\n'));
    return span;
}

size_t fonts_wrap(struct fonts *fonts, const char *text, const struct text_style *style,
                  float width, struct line_span *lines, size_t lines_max)
{
    const struct measure measure = {fonts, text, style, width};
    size_t n = 0;
    if (!*text)
        return 0;
    const struct cells cells = measure_cells(fonts_line(fonts, text, style));
    for (size_t start = skip_blanks(&cells, 0); start < cells.n; n++) {
        const struct line_span span = take_line(&measure, &cells, &start);
        if (n < lines_max)
            lines[n] = span;
    }
    g_free(cells.list);
    return n;
}
