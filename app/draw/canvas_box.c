#include "canvas_box_internal.h"

#include <math.h>

/* Two pixels at scale 0.5 to either side of the mask of a text; an edge moves by half a pixel. */
static const float margin = 4;

struct extent {
    float left, top, right, bottom;
};

static void reach(struct extent *extent, struct point point)
{
    extent->left = fminf(extent->left, point.x);
    extent->top = fminf(extent->top, point.y);
    extent->right = fmaxf(extent->right, point.x);
    extent->bottom = fmaxf(extent->bottom, point.y);
}

static struct extent at_point(struct point point)
{
    return (struct extent){point.x, point.y, point.x, point.y};
}

static struct rect widened(struct extent extent, float by)
{
    return (struct rect){extent.left - by, extent.top - by, extent.right - extent.left + 2 * by,
                         extent.bottom - extent.top + 2 * by};
}

static struct extent of_points(const struct point *points, size_t n)
{
    struct extent extent = at_point(points[0]);
    for (size_t i = 1; i < n; i++)
        reach(&extent, points[i]);
    return extent;
}

/* Handles of curves lie outside the curve, never inside. */
static struct extent of_steps(const struct path_step *steps, size_t n)
{
    struct extent extent = at_point(steps[0].at);
    for (size_t i = 1; i < n; i++)
        if (steps[i].verb != 'Z')
            reach(&extent, steps[i].at);
    return extent;
}

static struct extent of_rect(struct rect rect)
{
    return (struct extent){rect.x, rect.y, rect.x + rect.w, rect.y + rect.h};
}

static struct extent of_line(const struct command *command)
{
    struct extent extent = at_point(command->at);
    reach(&extent, command->to);
    return extent;
}

static struct extent of_circle(const struct command *command)
{
    return (struct extent){command->at.x - command->radius, command->at.y - command->radius,
                           command->at.x + command->radius, command->at.y + command->radius};
}

double canvas_text_left(const struct command *command, const struct text_line *line)
{
    static const double share[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1};
    return (double)command->at.x - share[command->style.align] * (double)line->width;
}

static struct extent of_text(struct fonts *fonts, const struct command *command, const char *text)
{
    const struct text_line *line = fonts_line(fonts, text, &command->style);
    const float left = (float)canvas_text_left(command, line);
    const float x = left + (float)line->ink.x / PANGO_SCALE,
                y = command->at.y + (float)line->ink.y / PANGO_SCALE;
    struct extent extent = {x, y, x + (float)line->ink.width / PANGO_SCALE,
                            y + (float)line->ink.height / PANGO_SCALE};
    if (command->style.struck) {
        reach(&extent, (struct point){left, command->at.y});
        reach(&extent, (struct point){left + line->width, command->at.y - command->style.size});
    }
    return extent;
}

struct rect canvas_box(struct fonts *fonts, const struct command *command, const void *payload)
{
    const float by = margin + command->stroke.width;
    switch ((enum command_kind)command->kind) {
    case COMMAND_FILL:
    case COMMAND_ROUND:
    case COMMAND_CLIP:
    case COMMAND_UNCLIP:
        return widened(of_rect(command->rect), by);
    case COMMAND_LINE:
        return widened(of_line(command), by);
    case COMMAND_POLYLINE:
    case COMMAND_POLYGON:
        return widened(of_points(payload, command->n), by);
    case COMMAND_ARC:
        return widened(of_circle(command), by);
    case COMMAND_PATH:
        return widened(of_steps(payload, command->n), by);
    case COMMAND_TEXT:
        return widened(of_text(fonts, command, payload), by);
    }
    return (struct rect){0};
}
