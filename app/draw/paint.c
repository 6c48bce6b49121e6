/* Commands become Cairo's paths. On pixels, edges of upright shapes are rounded to whole ones and lines of a whole width get a
 * whole width and a place where they fill their pixels: a rule is as sharp at scale 1.25 as at 1. On paper nothing is rounded. */
#include "canvas_box_internal.h"
#include "paint_internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Columns in which long lines are thinned, in a pixel of the screen and in a canvas pixel on paper: what is left out lies
 * nearer than an eye or a printer can tell from what stays. */
static const float screen_columns = 4, paper_columns = 16;

struct box {
    double x, y, w, h;
};

void paint_colour(const struct painter *painter, colour ink)
{
    cairo_set_source_rgba(painter->cr, (ink >> 16 & 255) / 255.0, (ink >> 8 & 255) / 255.0,
                          (ink & 255) / 255.0, (ink >> 24) / 255.0);
}

double paint_edge(const struct painter *painter, float value)
{
    const double edge = (double)value * painter->scale;
    return painter->has_pixels ? floor(edge + 0.5) : edge;
}

static double edge_after(const struct painter *painter, double first, float end)
{
    const double edge = paint_edge(painter, end);
    return painter->has_pixels ? fmax(edge, first + 1) : edge;
}

static struct box box_of(const struct painter *painter, struct rect rect)
{
    const double x = paint_edge(painter, rect.x), y = paint_edge(painter, rect.y);
    return (struct box){x, y, edge_after(painter, x, rect.x + rect.w) - x,
                        edge_after(painter, y, rect.y + rect.h) - y};
}

void paint_box(const struct painter *painter, struct rect rect)
{
    const struct box box = box_of(painter, rect);
    cairo_rectangle(painter->cr, box.x, box.y, box.w, box.h);
}

static double width_of(const struct painter *painter, const struct stroke *stroke)
{
    const double width = (double)stroke->width * painter->scale;
    const bool is_whole = stroke->width == floorf(stroke->width);
    return painter->has_pixels && is_whole ? fmax(floor(width + 0.5), 1) : width;
}

static void use_stroke(const struct painter *painter, const struct stroke *stroke, double width)
{
    const double dash = (double)stroke->dash * painter->scale;
    paint_colour(painter, stroke->colour);
    cairo_set_line_width(painter->cr, width);
    cairo_set_dash(painter->cr, &dash, dash > 0, 0);
}

static void use_round_ends(const struct painter *painter, const struct stroke *stroke)
{
    const bool is_round = stroke->dash <= 0;
    cairo_set_line_cap(painter->cr, is_round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
}

/* Fills and strokes the current path, and ends it. */
static void ink_path(const struct painter *painter, const struct command *command, double width)
{
    if (command->fill) {
        paint_colour(painter, command->fill);
        cairo_fill_preserve(painter->cr);
    }
    if (stroke_is_visible(&command->stroke)) {
        use_stroke(painter, &command->stroke, width);
        cairo_stroke_preserve(painter->cr);
    }
    cairo_new_path(painter->cr);
}

static double scaled_width(const struct painter *painter, const struct command *command)
{
    return (double)command->stroke.width * painter->scale;
}

static void paint_fill(const struct painter *painter, const struct command *command)
{
    paint_colour(painter, command->fill);
    paint_box(painter, command->rect);
    cairo_fill(painter->cr);
}

static void round_path(cairo_t *cr, struct box box, double radius)
{
    const double quarter = M_PI / 2;
    const double left = box.x + radius, right = box.x + box.w - radius;
    const double top = box.y + radius, bottom = box.y + box.h - radius;
    cairo_new_sub_path(cr);
    cairo_arc(cr, right, top, radius, -quarter, 0);
    cairo_arc(cr, right, bottom, radius, 0, quarter);
    cairo_arc(cr, left, bottom, radius, quarter, 2 * quarter);
    cairo_arc(cr, left, top, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(cr);
}

static void paint_round(const struct painter *painter, const struct command *command)
{
    struct box box = box_of(painter, command->rect);
    double width = 0, radius = (double)command->radius * painter->scale;
    if (stroke_is_visible(&command->stroke)) {
        width = fmin(width_of(painter, &command->stroke), fmin(box.w, box.h));
        box = (struct box){box.x + width / 2, box.y + width / 2, box.w - width, box.h - width};
        radius = fmax(radius - width / 2, 0);
    }
    radius = fmin(radius, fmin(box.w, box.h) / 2);
    if (radius > 0)
        round_path(painter->cr, box, radius);
    else
        cairo_rectangle(painter->cr, box.x, box.y, box.w, box.h);
    ink_path(painter, command, width);
}

/* Where a line that runs along the other axis fills whole pixels. */
static double line_place(const struct painter *painter, float value, double width)
{
    const double place = (double)value * painter->scale;
    if (!painter->has_pixels)
        return place;
    return (lround(width) & 1) ? floor(place) + 0.5 : floor(place + 0.5);
}

static void paint_line(const struct painter *painter, const struct command *command)
{
    const struct point from = command->at, to = command->to;
    const bool is_level = from.y == to.y, is_upright = from.x == to.x;
    double width = scaled_width(painter, command);
    double x[2] = {(double)from.x * painter->scale, (double)to.x * painter->scale};
    double y[2] = {(double)from.y * painter->scale, (double)to.y * painter->scale};
    if (is_level || is_upright)
        width = width_of(painter, &command->stroke);
    for (int i = 0; i < 2 && is_level; i++) {
        x[i] = paint_edge(painter, i ? to.x : from.x);
        y[i] = line_place(painter, from.y, width);
    }
    for (int i = 0; i < 2 && is_upright && !is_level; i++) {
        x[i] = line_place(painter, from.x, width);
        y[i] = paint_edge(painter, i ? to.y : from.y);
    }
    cairo_move_to(painter->cr, x[0], y[0]);
    cairo_line_to(painter->cr, x[1], y[1]);
    ink_path(painter, command, width);
}

static void points_path(const struct painter *painter, const struct point *points, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cairo_line_to(painter->cr, (double)points[i].x * painter->scale,
                      (double)points[i].y * painter->scale);
    if (n == 1)
        cairo_line_to(painter->cr, (double)points->x * painter->scale,
                      (double)points->y * painter->scale);
}

static void paint_polygon(const struct painter *painter, const struct command *command,
                          const struct point *points)
{
    points_path(painter, points, command->n);
    cairo_close_path(painter->cr);
    ink_path(painter, command, scaled_width(painter, command));
}

static void paint_long_line(const struct painter *painter, const struct command *command,
                            const struct point *points)
{
    const double width = scaled_width(painter, command);
    struct point *kept = malloc(command->n * sizeof *kept);
    if (!kept)
        return;
    const float columns = painter->has_pixels ? painter->scale * screen_columns : paper_columns;
    const size_t n = paint_thin(points, command->n, columns, kept);
    if (painter->has_pixels && width >= 1) {
        for (size_t i = 0; i < n; i++)
            kept[i] = (struct point){kept[i].x * painter->scale, kept[i].y * painter->scale};
        paint_colour(painter, command->stroke.colour);
        paint_trace(painter, kept, n, width);
    } else {
        points_path(painter, kept, n);
        ink_path(painter, command, width);
    }
    free(kept);
}

static void paint_polyline(const struct painter *painter, const struct command *command,
                           const struct point *points)
{
    use_round_ends(painter, &command->stroke);
    if (command->n >= LONG_LINE && command->stroke.dash <= 0) {
        paint_long_line(painter, command, points);
        return;
    }
    points_path(painter, points, command->n);
    ink_path(painter, command, scaled_width(painter, command));
}

static void paint_arc(const struct painter *painter, const struct command *command)
{
    const double x = (double)command->at.x * painter->scale,
                 y = (double)command->at.y * painter->scale;
    const double radius = (double)command->radius * painter->scale;
    const double from = (double)command->to.x, to = (double)command->to.y;
    const bool is_circle = to - from >= 1;
    const double start = (from - 0.25) * 2 * M_PI, turn = fmin(to - from, 1) * 2 * M_PI;
    if (!is_circle && command->fill) {
        paint_colour(painter, command->fill);
        cairo_move_to(painter->cr, x, y);
        cairo_arc(painter->cr, x, y, radius, start, start + turn);
        cairo_fill(painter->cr);
    }
    cairo_arc(painter->cr, x, y, radius, start, start + turn);
    if (is_circle)
        cairo_close_path(painter->cr);
    struct command line = *command;
    use_round_ends(painter, &command->stroke);
    line.fill = is_circle ? command->fill : COLOUR_NONE;
    ink_path(painter, &line, scaled_width(painter, command));
}

static void paint_path(const struct painter *painter, const struct command *command,
                       const struct path_step *steps)
{
    const double s = painter->scale;
    for (uint32_t i = 0; i < command->n; i++) {
        const struct path_step *step = &steps[i];
        if (step->verb == 'M')
            cairo_move_to(painter->cr, step->at.x * s, step->at.y * s);
        else if (step->verb == 'L')
            cairo_line_to(painter->cr, step->at.x * s, step->at.y * s);
        else if (step->verb == 'Z')
            cairo_close_path(painter->cr);
        else {
            cairo_curve_to(painter->cr, step->at.x * s, step->at.y * s, step[1].at.x * s,
                           step[1].at.y * s, step[2].at.x * s, step[2].at.y * s);
            i += 2;
        }
    }
    use_round_ends(painter, &command->stroke);
    ink_path(painter, command, scaled_width(painter, command));
}

static void begin_clip(const struct painter *painter, const struct command *command)
{
    cairo_save(painter->cr);
    paint_box(painter, command->rect);
    cairo_clip(painter->cr);
}

static void paint_command(const struct painter *painter, const struct command *command,
                          const void *payload)
{
    cairo_set_line_cap(painter->cr, CAIRO_LINE_CAP_BUTT);
    switch ((enum command_kind)command->kind) {
    case COMMAND_FILL:
        paint_fill(painter, command);
        break;
    case COMMAND_ROUND:
        paint_round(painter, command);
        break;
    case COMMAND_LINE:
        paint_line(painter, command);
        break;
    case COMMAND_POLYLINE:
        paint_polyline(painter, command, payload);
        break;
    case COMMAND_POLYGON:
        paint_polygon(painter, command, payload);
        break;
    case COMMAND_ARC:
        paint_arc(painter, command);
        break;
    case COMMAND_PATH:
        paint_path(painter, command, payload);
        break;
    case COMMAND_TEXT:
        paint_text(painter, command, payload);
        break;
    case COMMAND_CLIP:
        begin_clip(painter, command);
        break;
    case COMMAND_UNCLIP:
        cairo_restore(painter->cr);
        break;
    }
}

static bool meets(struct rect a, struct rect b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

void paint_canvas(const struct painter *painter, const struct canvas *canvas, struct rect area)
{
    struct command command;
    const void *payload;
    unsigned clips = 0;
    cairo_set_line_join(painter->cr, CAIRO_LINE_JOIN_ROUND);
    for (size_t at = 0; canvas_next(canvas, &at, &command, &payload);) {
        clips += command.kind == COMMAND_CLIP;
        clips -= command.kind == COMMAND_UNCLIP;
        const bool is_clip = command.kind == COMMAND_CLIP || command.kind == COMMAND_UNCLIP;
        if (is_clip || meets(canvas_box(painter->fonts, &command, payload), area))
            paint_command(painter, &command, payload);
    }
    for (; clips > 0; clips--)
        cairo_restore(painter->cr);
}
