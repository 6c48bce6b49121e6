/* Recording. A command is appended whole or not at all; numbers are made comparable before they are listed, so that the bytes
 * of the list are its meaning. */
#include "draw/canvas.h"
#include "draw/canvas_changes.h"

#include "canvas_internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(struct command) == 76, "a command has no padding");
static_assert(sizeof(struct path_step) == 12, "a step has no padding");
static_assert(sizeof(struct point) == 8, "a point has no padding");

/* Beyond this a surface can no longer tell places apart, at any scale. */
static const float farthest = 1e6f;

struct canvas *canvas_new(void)
{
    return calloc(1, sizeof(struct canvas));
}

void canvas_free(struct canvas *canvas)
{
    if (canvas) {
        text_fini(&canvas->list);
        text_fini(&canvas->steps);
    }
    free(canvas);
}

void canvas_clear(struct canvas *canvas)
{
    text_clear(&canvas->list);
    canvas->clips = 0;
    if (!text_is_whole(&canvas->steps)) { /* they are read once more */
        text_clear(&canvas->steps);
        canvas->n_paths = 0;
    }
}

void canvas_copy(struct canvas *to, const struct canvas *from)
{
    canvas_clear(to);
    if (from->list.length > 0)
        text_append(&to->list, from->list.data, from->list.length);
}

bool canvas_is_whole(const struct canvas *canvas)
{
    return text_is_whole(&canvas->list);
}

/* Words of 32 bits are folded in by multiplication with a large odd constant; the shift brings the high bits down, where
 * the next word meets them. */
uint64_t canvas_hash(const struct canvas *canvas)
{
    uint64_t hash = UINT64_C(0x6c696d656e) ^ canvas->list.length;
    for (size_t i = 0; i < canvas->list.length; i += sizeof(uint32_t)) {
        uint32_t word;
        memcpy(&word, canvas->list.data + i, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return hash;
}

bool canvas_next(const struct canvas *canvas, size_t *at, struct command *command,
                 const void **payload)
{
    if (*at == canvas->list.length)
        return false;
    memcpy(command, canvas->list.data + *at, sizeof *command);
    *payload = canvas->list.data + *at + sizeof *command;
    *at += sizeof *command + command->bytes;
    return true;
}

bool colour_is_visible(colour ink)
{
    return ink >> 24 != 0;
}

bool stroke_is_visible(const struct stroke *stroke)
{
    return colour_is_visible(stroke->colour) && stroke->width > 0;
}

float canvas_number(float value)
{
    assert(!isnan(value));
    return fminf(fmaxf(value, -farthest), farthest) + 0.0f; /* -0 + 0 is 0 */
}

struct point canvas_point(struct point point)
{
    return (struct point){canvas_number(point.x), canvas_number(point.y)};
}

static struct rect rect_of(struct rect rect)
{
    return (struct rect){canvas_number(rect.x), canvas_number(rect.y), canvas_number(rect.w),
                         canvas_number(rect.h)};
}

/* Strokes that cannot be seen are all the same one. */
static struct stroke stroke_of(struct stroke stroke)
{
    if (!stroke_is_visible(&stroke))
        return (struct stroke){0};
    return (struct stroke){stroke.colour, canvas_number(stroke.width),
                           fmaxf(canvas_number(stroke.dash), 0)};
}

static colour fill_of(colour fill)
{
    return colour_is_visible(fill) ? fill : COLOUR_NONE;
}

struct command command_of(enum command_kind kind, colour fill, struct stroke stroke)
{
    return (struct command){.kind = kind, .fill = fill_of(fill), .stroke = stroke_of(stroke)};
}

bool command_is_seen(const struct command *command)
{
    return command->fill || command->stroke.colour;
}

size_t canvas_begin(struct canvas *canvas, const struct command *command)
{
    const size_t start = canvas->list.length;
    text_append(&canvas->list, (const char *)command, sizeof *command);
    return start;
}

void canvas_end(struct canvas *canvas, size_t start, struct command *command)
{
    static const char zeros[sizeof(uint32_t)];
    text_append(&canvas->list, zeros, -canvas->list.length % sizeof zeros);
    if (!text_is_whole(&canvas->list)) {
        canvas->list.length = start;
        return;
    }
    const size_t bytes = canvas->list.length - start - sizeof *command;
    assert(bytes <= UINT32_MAX);
    command->bytes = (uint32_t)bytes;
    memcpy(canvas->list.data + start, command, sizeof *command);
}

static void add_bare(struct canvas *canvas, struct command *command)
{
    canvas_end(canvas, canvas_begin(canvas, command), command);
}

void canvas_fill(struct canvas *canvas, struct rect rect, colour fill)
{
    struct command command = command_of(COMMAND_FILL, fill, (struct stroke){0});
    command.rect = rect_of(rect);
    if (command_is_seen(&command) && rect.w > 0 && rect.h > 0)
        add_bare(canvas, &command);
}

void canvas_round(struct canvas *canvas, struct rect rect, float radius, colour fill,
                  struct stroke stroke)
{
    struct command command = command_of(COMMAND_ROUND, fill, stroke);
    command.rect = rect_of(rect);
    const float most = fminf(command.rect.w, command.rect.h) / 2;
    command.radius = fminf(fmaxf(canvas_number(radius), 0), most);
    if (command_is_seen(&command) && rect.w > 0 && rect.h > 0)
        add_bare(canvas, &command);
}

void canvas_line(struct canvas *canvas, struct point from, struct point to, struct stroke stroke)
{
    struct command command = command_of(COMMAND_LINE, COLOUR_NONE, stroke);
    command.at = canvas_point(from);
    command.to = canvas_point(to);
    if (command_is_seen(&command))
        add_bare(canvas, &command);
}

static void add_points(struct canvas *canvas, struct command *command, const struct point *points,
                       size_t n)
{
    if (!command_is_seen(command) || n == 0)
        return;
    assert(n <= UINT32_MAX / sizeof *points);
    command->n = (uint32_t)n;
    const size_t start = canvas_begin(canvas, command);
    for (size_t i = 0; i < n; i++) {
        const struct point point = canvas_point(points[i]);
        text_append(&canvas->list, (const char *)&point, sizeof point);
    }
    canvas_end(canvas, start, command);
}

void canvas_polyline(struct canvas *canvas, const struct point *points, size_t n,
                     struct stroke stroke)
{
    struct command command = command_of(COMMAND_POLYLINE, COLOUR_NONE, stroke);
    add_points(canvas, &command, points, n);
}

void canvas_polygon(struct canvas *canvas, const struct point *points, size_t n, colour fill,
                    struct stroke stroke)
{
    struct command command = command_of(COMMAND_POLYGON, fill, stroke);
    add_points(canvas, &command, points, n);
}

void canvas_arc(struct canvas *canvas, struct point centre, float radius, struct point from_to,
                colour fill, struct stroke stroke)
{
    struct command command = command_of(COMMAND_ARC, fill, stroke);
    command.radius = canvas_number(radius);
    command.at = canvas_point(centre);
    command.to = canvas_point(from_to);
    if (command_is_seen(&command) && radius > 0 && from_to.y > from_to.x)
        add_bare(canvas, &command);
}

void canvas_text(struct canvas *canvas, struct point at, const char *text,
                 const struct text_style *style)
{
    const size_t n = strlen(text);
    struct command command = command_of(COMMAND_TEXT, COLOUR_NONE, (struct stroke){0});
    assert(style->size > 0 && style->size <= 1000 && n < UINT32_MAX / 2);
    if (n == 0 || !colour_is_visible(style->colour))
        return;
    command.at = canvas_point(at);
    command.n = (uint32_t)n;
    command.style = *style;
    const size_t start = canvas_begin(canvas, &command);
    text_append(&canvas->list, text, n + 1);
    canvas_end(canvas, start, &command);
}

void canvas_text_mid(struct canvas *canvas, struct point at, const char *text,
                     const struct text_style *style)
{
    canvas_text(canvas, (struct point){at.x, at.y + TEXT_RISE * style->size}, text, style);
}

void canvas_clip(struct canvas *canvas, struct rect rect)
{
    struct command command = {.kind = COMMAND_CLIP, .rect = rect_of(rect)};
    if (!canvas_is_whole(canvas))
        return;
    assert(canvas->clips < CLIPS_MAX);
    canvas->clips++;
    add_bare(canvas, &command);
}

void canvas_unclip(struct canvas *canvas)
{
    struct command command = {.kind = COMMAND_UNCLIP};
    if (!canvas_is_whole(canvas))
        return;
    assert(canvas->clips > 0);
    canvas->clips--;
    add_bare(canvas, &command);
}
