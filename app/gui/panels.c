/* Only what changed is painted: of a panel that was moved all of it, else the places where its list differs from the one that
 * stands on the surface. A place is painted from the ground up, with whatever other panels have there, so it never matters
 * how often. */
#include "panels_internal.h"

#include "draw/canvas_changes.h"

#include <math.h>
#include <string.h>

enum { PIXEL_GRID = 4 };

/* Many small places cost more than one large one from this share of a panel on. */
static const float worth_all = 0.6f;

static struct rect rect_union(struct rect a, struct rect b)
{
    if (a.w <= 0 || a.h <= 0)
        return b;
    if (b.w <= 0 || b.h <= 0)
        return a;
    const float x = fminf(a.x, b.x), y = fminf(a.y, b.y);
    return (struct rect){x, y, fmaxf(a.x + a.w, b.x + b.w) - x, fmaxf(a.y + a.h, b.y + b.h) - y};
}

/* Outwards to whole pixels at every scale that is a multiple of a quarter. */
static struct rect on_grid(struct rect area)
{
    const float x = floorf((area.x - 1) / PIXEL_GRID) * PIXEL_GRID;
    const float y = floorf((area.y - 1) / PIXEL_GRID) * PIXEL_GRID;
    return (struct rect){x, y, ceilf((area.x + area.w + 1 - x) / PIXEL_GRID) * PIXEL_GRID,
                         ceilf((area.y + area.h + 1 - y) / PIXEL_GRID) * PIXEL_GRID};
}

static struct rect within(struct rect a, struct rect b)
{
    const float x = fmaxf(a.x, b.x), y = fmaxf(a.y, b.y);
    return (struct rect){x, y, fmaxf(fminf(a.x + a.w, b.x + b.w) - x, 0),
                         fmaxf(fminf(a.y + a.h, b.y + b.h) - y, 0)};
}

static bool rect_meets(struct rect a, struct rect b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* ---- a place ------------------------------------------------------------------------------------- */

/* What stands in `area`, all panels in their order. */
static void paint_area(const struct panels *panels, struct rect area)
{
    surface_paint(panels->surface, panels->blank, area, panels->ground);
    for (size_t i = 0; i < PANELS; i++) {
        const struct ui_canvas *panel = &panels->list[i];
        const struct rect own = within(on_grid(panel->area), area);
        if (panel->is_used && rect_meets(on_grid(panel->area), area))
            surface_paint(panels->surface, panel->canvas, own, COLOUR_NONE);
    }
}

static void add_area(struct painted *painted, struct rect area)
{
    struct rect *areas = painted->areas;
    if (painted->n < painted->room)
        areas[painted->n] = area;
    else if (painted->room > 0)
        areas[painted->room - 1] = rect_union(areas[painted->room - 1], area);
    painted->n++;
}

static void paint_place(const struct panels *panels, struct rect area, struct painted *painted)
{
    const struct rect seen = within(on_grid(area), panels->all);
    if (seen.w <= 0 || seen.h <= 0)
        return;
    paint_area(panels, seen);
    add_area(painted, seen);
}

/* ---- a panel ------------------------------------------------------------------------------------- */

static bool is_moved(const struct ui_canvas *panel)
{
    return panel->is_used != panel->is_painted ||
           memcmp(&panel->area, &panel->painted_area, sizeof panel->area) != 0;
}

static bool is_changed(const struct ui_canvas *panel)
{
    if (!panel->is_used)
        return panel->is_painted;
    return is_moved(panel) || !canvas_is_whole(panel->canvas) ||
           canvas_hash(panel->canvas) != panel->painted_hash;
}

/* Where it stands now, and where it stood. */
static struct rect whole_area(const struct ui_canvas *panel)
{
    const struct rect old = panel->is_painted ? panel->painted_area : (struct rect){0};
    return rect_union(old, panel->is_used ? panel->area : (struct rect){0});
}

static void note_painted(struct ui_canvas *panel)
{
    panel->is_painted = panel->is_used;
    panel->painted_area = panel->area;
    panel->painted_hash = canvas_hash(panel->canvas);
    canvas_copy(panel->painted, panel->canvas);
}

static bool is_worth_all(const struct ui_canvas *panel, const struct canvas_changes *changes)
{
    float sum = 0;
    for (size_t i = 0; i < changes->n; i++)
        sum += changes->areas[i].w * changes->areas[i].h;
    return changes->is_all || sum > worth_all * panel->area.w * panel->area.h;
}

static void paint_panel(const struct panels *panels, const struct ui_canvas *panel,
                        struct painted *painted)
{
    struct canvas_changes changes = {.is_all = true};
    if (!is_moved(panel))
        canvas_find_changes(panel->painted, panel->canvas, panels->fonts, &changes);
    if (is_worth_all(panel, &changes)) {
        paint_place(panels, whole_area(panel), painted);
        return;
    }
    for (size_t i = 0; i < changes.n; i++)
        paint_place(panels, within(changes.areas[i], on_grid(panel->area)), painted);
}

/* ---- all of them --------------------------------------------------------------------------------- */

void panels_paint_changes(const struct panels *panels, struct painted *painted)
{
    for (size_t i = 0; i < PANELS; i++) {
        struct ui_canvas *panel = &panels->list[i];
        if (!is_changed(panel))
            continue;
        paint_panel(panels, panel, painted);
        note_painted(panel);
    }
}

void panels_paint_all(const struct panels *panels, struct painted *painted)
{
    paint_area(panels, panels->all);
    for (size_t i = 0; i < PANELS; i++) {
        struct ui_canvas *panel = &panels->list[i];
        panel->is_painted = false;
        if (!panel->is_used)
            continue;
        add_area(painted, panels->all);
        note_painted(panel);
    }
}
