/* Shaping by Pango, once per text and style: a screen asks for the same hundred lines in every frame.
 *
 * Nothing is rounded to whole pixels, neither advances nor font metrics, and no outline is hinted: a screen at scale 2 is the
 * screen at scale 1, twice as large. */
#include "draw/font.h"

#include "font_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 128, WAYS = 4 };

static const float large_text = 48;
static const float large_spacing = -0.03f;

struct fonts {
    PangoFontMap *map;
    PangoContext *context;
    char family[64];
    struct text_line lines[SETS]
                          [WAYS]; /* a text's set is its hash; the one longest unused gives way */
    uint64_t lookups;
    unsigned char *scratch;
    size_t scratch_room;
};

static PangoContext *new_context(PangoFontMap *map)
{
    PangoContext *context = pango_font_map_create_context(map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 96);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("en"));
    cairo_font_options_destroy(options);
    return context;
}

/* What stands for `family` here: itself or what fontconfig has instead. False: nothing does. */
static bool resolve_family(PangoContext *context, const char *family, char *out, size_t size)
{
    PangoFontDescription *wanted = pango_font_description_new();
    pango_font_description_set_family(wanted, family);
    pango_font_description_set_absolute_size(wanted, 16 * PANGO_SCALE);
    PangoFont *font = pango_context_load_font(context, wanted);
    pango_font_description_free(wanted);
    if (!font)
        return false;
    PangoFontDescription *found = pango_font_describe(font);
    g_strlcpy(out, pango_font_description_get_family(found), size);
    pango_font_description_free(found);
    g_object_unref(font);
    return true;
}

/* The condensed faces of DejaVu Sans call themselves by both names; Pango tells the wider one's. */
static bool choose_family(struct fonts *fonts)
{
    static const char inter[] = "Inter", condensed[] = "DejaVu Sans Condensed";
    char found[sizeof fonts->family];
    if (!resolve_family(fonts->context, inter, found, sizeof found))
        return false;
    if (strcmp(found, inter) != 0 &&
        resolve_family(fonts->context, condensed, found, sizeof found) &&
        strcmp(found, "DejaVu Sans") == 0)
        g_strlcpy(found, condensed, sizeof found);
    memcpy(fonts->family, found, sizeof found);
    return true;
}

enum status fonts_open(struct fonts **out, struct why *why)
{
    struct fonts *fonts = calloc(1, sizeof *fonts);
    *out = NULL;
    if (!fonts)
        return why_set(why, STATUS_NO_MEMORY,
                       "There is no memory for the fonts: close other programs.");
    fonts->map = pango_cairo_font_map_new();
    fonts->context = new_context(fonts->map);
    if (!choose_family(fonts)) {
        fonts_close(fonts);
        return why_set(why, STATUS_NOT_FOUND,
                       "There is no font on this computer, so nothing can be written on the "
                       "screen: install the "
                       "package fonts-inter (or fonts-dejavu-extra).");
    }
    *out = fonts;
    return STATUS_OK;
}

static void drop_line(struct text_line *line)
{
    if (line->layout)
        g_object_unref(line->layout);
    free(line->text);
    *line = (struct text_line){0};
}

void fonts_close(struct fonts *fonts)
{
    if (!fonts)
        return;
    for (size_t i = 0; i < SETS; i++)
        for (size_t j = 0; j < WAYS; j++)
            drop_line(&fonts->lines[i][j]);
    g_object_unref(fonts->context);
    g_object_unref(fonts->map);
    free(fonts->scratch);
    free(fonts);
}

const char *fonts_family(const struct fonts *fonts)
{
    return fonts->family;
}

static PangoAttrList *attributes_of(const struct text_style *style)
{
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_font_features_new("tnum=1, calt=0"));
    if (style->size >= large_text)
        pango_attr_list_insert(
            list, pango_attr_letter_spacing_new((int)(large_spacing * style->size * PANGO_SCALE)));
    return list;
}

/* A byte that is no UTF-8 becomes a question mark, a separator of lines or paragraphs (U+2028, U+2029) becomes blanks: places
 * in the text stay what they are, and it stays one line. */
static char *readable_copy(const char *text)
{
    char *copy = g_strdup(text);
    const char *end = copy;
    while (!g_utf8_validate(end, -1, &end))
        copy[end - copy] = '?';
    for (char *at = copy; (at = strstr(at, "\xe2\x80"));)
        if (at[2] == '\xa8' || at[2] == '\xa9')
            memset(at, ' ', 3);
        else
            at += 3;
    return copy;
}

static PangoLayout *shape(struct fonts *fonts, const char *text, const struct text_style *style)
{
    PangoLayout *layout = pango_layout_new(fonts->context);
    PangoFontDescription *font = pango_font_description_new();
    PangoAttrList *attributes = attributes_of(style);
    char *readable = readable_copy(text);
    pango_font_description_set_family_static(font, fonts->family);
    pango_font_description_set_weight(font, (PangoWeight)style->weight);
    pango_font_description_set_absolute_size(font, (double)style->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_text(layout, readable, -1);
    g_free(readable);
    pango_attr_list_unref(attributes);
    pango_font_description_free(font);
    return layout;
}

static void fill_line(struct fonts *fonts, struct text_line *line, const char *text,
                      const struct text_style *style)
{
    PangoRectangle logical;
    drop_line(line);
    line->text = g_strdup(text);
    line->size = style->size;
    line->weight = style->weight;
    line->layout = shape(fonts, text, style);
    pango_layout_line_get_extents(pango_layout_get_line_readonly(line->layout, 0), &line->ink,
                                  &logical);
    line->width = (float)logical.width / PANGO_SCALE;
}

static bool is_line_of(const struct text_line *line, const char *text,
                       const struct text_style *style)
{
    return line->text && line->size == style->size && line->weight == style->weight &&
           strcmp(line->text, text) == 0;
}

static struct text_line *set_of(struct fonts *fonts, const char *text,
                                const struct text_style *style)
{
    uint32_t hash = g_str_hash(text) ^ (uint32_t)(style->size * 16) * 31u ^ style->weight;
    hash *= UINT32_C(0x9e3779b1);
    return fonts->lines[hash >> 16 & (SETS - 1)];
}

const struct text_line *fonts_line(struct fonts *fonts, const char *text,
                                   const struct text_style *style)
{
    struct text_line *set = set_of(fonts, text, style), *line = set;
    assert(style->size > 0 && style->size <= 1000);
    for (size_t i = 0; i < WAYS; i++) {
        if (is_line_of(&set[i], text, style)) {
            line = &set[i];
            break;
        }
        if (set[i].used < line->used)
            line = &set[i];
    }
    if (!is_line_of(line, text, style))
        fill_line(fonts, line, text, style);
    line->used = ++fonts->lookups;
    return line;
}

float fonts_width(struct fonts *fonts, const char *text, const struct text_style *style)
{
    return *text ? fonts_line(fonts, text, style)->width : 0;
}

unsigned char *fonts_scratch(struct fonts *fonts, size_t bytes)
{
    if (bytes > fonts->scratch_room) {
        unsigned char *scratch = realloc(fonts->scratch, bytes);
        if (!scratch)
            return NULL;
        fonts->scratch = scratch;
        fonts->scratch_room = bytes;
    }
    return memset(fonts->scratch, 0, bytes);
}
