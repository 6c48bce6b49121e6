/* The figure and the places of sites, from assets/body/body.def. */
#include "gui/body.h"

#include "ui_internal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define OUTLINE(path) path
static const char outline[] =
#include "body.def"
    ;
/* The fill of one half reaches over the midline, so that no seam shows between the two. */
#define OUTLINE(path) path " L -2 436 L -2 0 Z"
static const char half[] =
#include "body.def"
    ;

enum detail_kind { PAIR, MIDDLE, DASHED };
static const struct detail {
    enum figure figure;
    enum detail_kind kind;
    const char *path;
} details[] = {
#define DETAIL(figure, kind, path) {FIGURE_##figure, kind, path},
#include "body.def"
};

static const struct spot {
    const char *site;
    enum figure figure;
    float x, y;
} spots[] = {
#define SPOT(site, figure, x, y) {site, FIGURE_##figure, x, y},
#include "body.def"
};

static const struct level {
    const char *site;
    int vertebra;
} levels[] = {
#define LEVEL(site, vertebra) {site, vertebra},
#include "body.def"
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const float units_high = 820.0f;
static const int first_thoracic = 7, first_lumbar = 19;
enum { SPINE_SHOWN = 5 };

/* ---- the figure */

static void draw_details(struct canvas *canvas, colour ink, enum figure figure, struct point top,
                         float h)
{
    const float scale = h / units_high;
    for (size_t i = 0; i < COUNT(details); i++) {
        const struct detail *d = &details[i];
        if (d->figure != figure)
            continue;
        const struct stroke stroke = {ink, 1.0f, d->kind == DASHED ? h / 100.0f : 0.0f};
        canvas_path(canvas, d->path, top, (struct point){scale, scale}, COLOUR_NONE, stroke);
        if (d->kind == PAIR)
            canvas_path(canvas, d->path, top, (struct point){-scale, scale}, COLOUR_NONE, stroke);
    }
}

void body_draw(struct canvas *canvas, enum theme theme, enum figure figure, struct point top,
               float h)
{
    const float scale = h / units_high;
    const struct point sides[] = {{scale, scale}, {-scale, scale}};
    const struct stroke edge = {theme_colour(theme, COLOUR_OUTLINE),
                                fminf(2.0f, fmaxf(1.0f, h / 280.0f)), 0.0f};
    for (size_t i = 0; i < COUNT(sides); i++)
        canvas_path(canvas, half, top, sides[i], theme_colour(theme, COLOUR_SKIN),
                    (struct stroke){COLOUR_NONE, 0.0f, 0.0f});
    draw_details(canvas, theme_colour(theme, COLOUR_DETAIL), figure, top, h);
    for (size_t i = 0; i < COUNT(sides); i++)
        canvas_path(canvas, outline, top, sides[i], COLOUR_NONE, edge);
}

/* ---- sites */

static const struct level *find_level(const char *site)
{
    for (size_t i = 0; i < COUNT(levels); i++)
        if (strcmp(levels[i].site, site) == 0)
            return &levels[i];
    return NULL;
}

/* -1 the person's left, 0 the midline, 1 the right; false: the site has no such side. */
static bool read_side(const char *site, const char *side, float *sign)
{
    if (strcmp(side, "left") == 0)
        *sign = -1.0f;
    else if (strcmp(side, "right") == 0)
        *sign = 1.0f;
    else if (strcmp(side, "midline") == 0 && find_level(site))
        *sign = 0.0f;
    else
        return false;
    return true;
}

bool body_site(enum figure figure, const char *site, const char *side, struct point top, float h,
               struct point *at)
{
    const float scale = h / units_high;
    float sign;
    if (!read_side(site, side, &sign))
        return false;
    if (figure == FIGURE_FRONT)
        sign = -sign;
    for (size_t i = 0; i < COUNT(spots); i++)
        if (spots[i].figure == figure && strcmp(spots[i].site, site) == 0) {
            *at = (struct point){top.x + sign * spots[i].x * scale, top.y + spots[i].y * scale};
            return true;
        }
    return false;
}

/* ---- the spine close up */

struct spine {
    struct canvas *canvas;
    enum theme theme;
    struct rect area;
    float sign; /* of the side */
};

static struct point spine_centre(const struct spine *spine, int row)
{
    const struct rect area = spine->area;
    return (struct point){area.x + 0.5f * area.w,
                          area.y + area.h * (0.5f + 0.19f * (float)(row - SPINE_SHOWN / 2))};
}

static void draw_name(const struct spine *spine, int row, int vertebra, bool is_marked)
{
    const struct text_style style = {
        .size = is_marked ? 16.0f : 14.0f,
        .weight = is_marked ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
        .align = ALIGN_CENTRE,
        .colour = theme_colour(spine->theme, is_marked ? COLOUR_TEXT : COLOUR_TEXT2),
    };
    const char region = vertebra >= first_lumbar ? 'L' : vertebra >= first_thoracic ? 'T' : 'C';
    const int before = region == 'L' ? first_lumbar : region == 'T' ? first_thoracic : 0;
    const struct point centre = spine_centre(spine, row);
    const float away = (spine->sign > 0.0f ? -0.29f : 0.29f) * spine->area.w;
    char name[16];
    snprintf(name, sizeof name, "%c%d", region, vertebra - before + 1);
    canvas_text_mid(spine->canvas, (struct point){centre.x + away, centre.y}, name, &style);
}

static void draw_vertebra(const struct spine *spine, int row, bool is_marked)
{
    const struct point centre = spine_centre(spine, row);
    const float w = 0.16f * spine->area.w, h = 0.1f * spine->area.h;
    const colour edge = theme_colour(spine->theme, COLOUR_OUTLINE);
    canvas_round(spine->canvas, (struct rect){centre.x - w / 2.0f, centre.y - h / 2.0f, w, h},
                 SIZE_RADIUS_SMALL, is_marked ? edge : theme_colour(spine->theme, COLOUR_SKIN),
                 (struct stroke){edge, 1.0f, 0.0f});
}

static void draw_target(const struct spine *spine, int row)
{
    const struct point centre = spine_centre(spine, row);
    const struct point at = {centre.x + spine->sign * 0.32f * spine->area.w, centre.y};
    const struct point whole = {0.0f, 1.0f};
    const colour ink = theme_colour(spine->theme, COLOUR_TEXT);
    canvas_line(spine->canvas, at, centre, (struct stroke){ink, 1.0f, 3.0f});
    canvas_arc(spine->canvas, at, 10.0f, whole, COLOUR_NONE, (struct stroke){ink, 2.0f, 0.0f});
    canvas_arc(spine->canvas, at, 4.0f, whole, ink, (struct stroke){COLOUR_NONE, 0.0f, 0.0f});
}

bool body_spine_draw(struct canvas *canvas, enum theme theme, struct rect area, const char *site,
                     const char *side)
{
    struct spine spine = {canvas, theme, area, 0.0f};
    const struct level *level = find_level(site);
    if (!level || !read_side(site, side, &spine.sign))
        return false;
    const int last = first_lumbar + 5 - SPINE_SHOWN, wanted = level->vertebra - SPINE_SHOWN / 2;
    const int first = wanted < 0 ? 0 : wanted > last ? last : wanted;
    canvas_round(canvas, area, SIZE_RADIUS, theme_colour(theme, COLOUR_RAISED),
                 (struct stroke){theme_colour(theme, COLOUR_EDGE), 1.0f, 0.0f});
    for (int row = 0; row < SPINE_SHOWN; row++) {
        draw_vertebra(&spine, row, first + row == level->vertebra);
        draw_name(&spine, row, first + row, first + row == level->vertebra);
    }
    draw_target(&spine, level->vertebra - first);
    return true;
}

/* ---- for the screens */

void ui_body(struct ui *ui, enum figure figure, struct point top, float h)
{
    body_draw(ui->canvas, ui->theme, figure, top, h);
}

bool ui_body_site(enum figure figure, const char *site, const char *side, struct point top, float h,
                  struct point *at)
{
    return body_site(figure, site, side, top, h, at);
}

bool ui_body_inset(struct ui *ui, struct rect area, const char *site, const char *side)
{
    return body_spine_draw(ui->canvas, ui->theme, area, site, side);
}
