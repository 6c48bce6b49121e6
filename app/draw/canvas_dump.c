/* A list as text for golden files: one line per command. */
#include "draw/canvas.h"

#include "base/shortest.h"
#include "base/text.h"
#include "canvas_internal.h"

#include <math.h>

static void put_number(struct text *out, float value)
{
    char number[SHORTEST_SIZE];
    shortest_write(number, round((double)value * 100) / 100);
    text_append_cstr(out, number);
}

static void put_pair(struct text *out, const char *before, struct point point, const char *between)
{
    text_append_cstr(out, before);
    put_number(out, point.x);
    text_append_cstr(out, between);
    put_number(out, point.y);
}

static void put_rect(struct text *out, struct rect rect)
{
    put_pair(out, " ", (struct point){rect.x, rect.y}, ",");
    put_pair(out, " ", (struct point){rect.w, rect.h}, "x");
}

static void put_inks(struct text *out, const struct command *command)
{
    if (command->fill)
        text_append_format(out, " fill #%08x", command->fill);
    if (!stroke_is_visible(&command->stroke))
        return;
    text_append_format(out, " stroke #%08x ", command->stroke.colour);
    put_number(out, command->stroke.width);
    if (command->stroke.dash > 0) {
        text_append_cstr(out, " dash ");
        put_number(out, command->stroke.dash);
    }
}

static void put_radius(struct text *out, float radius)
{
    text_append_cstr(out, " r");
    put_number(out, radius);
}

static void put_points(struct text *out, const struct command *command, const struct point *points)
{
    text_append_cstr(out, ":");
    for (uint32_t i = 0; i < command->n; i++)
        put_pair(out, " ", points[i], ",");
}

static void put_steps(struct text *out, const struct command *command,
                      const struct path_step *steps)
{
    text_append_cstr(out, ":");
    for (uint32_t i = 0; i < command->n; i++) {
        text_append_format(out, " %c", (char)steps[i].verb);
        if (steps[i].verb != 'Z')
            put_pair(out, "", steps[i].at, ",");
    }
}

static void put_text(struct text *out, const struct command *command, const char *text)
{
    static const char *const aligns[] = {"left", "centre", "right"};
    const struct text_style *style = &command->style;
    text_append_cstr(out, " ");
    put_number(out, style->size);
    text_append_format(out, "/%u %s%s #%08x \"", style->weight, aligns[style->align],
                       style->struck ? " struck" : "", style->colour);
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == '"' || *text == '\\')
            text_append_format(out, "\\x%02x", (unsigned char)*text);
        else
            text_append(out, text, 1);
    text_append_cstr(out, "\"");
}

static void put_shape(struct text *out, const struct command *command, const void *payload)
{
    switch ((enum command_kind)command->kind) {
    case COMMAND_ROUND:
        put_rect(out, command->rect);
        put_radius(out, command->radius);
        break;
    case COMMAND_FILL:
    case COMMAND_CLIP:
        put_rect(out, command->rect);
        break;
    case COMMAND_LINE:
        put_pair(out, " ", command->at, ",");
        put_pair(out, " ", command->to, ",");
        break;
    case COMMAND_ARC:
        put_pair(out, " ", command->at, ",");
        put_radius(out, command->radius);
        put_pair(out, " ", command->to, "..");
        break;
    case COMMAND_TEXT:
        put_pair(out, " ", command->at, ",");
        put_text(out, command, payload);
        break;
    case COMMAND_POLYLINE:
    case COMMAND_POLYGON:
    case COMMAND_PATH:
    case COMMAND_UNCLIP:
        break;
    }
    put_inks(out, command);
}

char *canvas_dump(const struct canvas *canvas)
{
    static const char *const names[] = {"fill", "round", "line", "polyline", "polygon",
                                        "arc",  "path",  "text", "clip",     "unclip"};
    struct command command;
    const void *payload;
    struct text out;
    text_init(&out);
    text_append_cstr(&out, "");
    for (size_t at = 0; canvas_next(canvas, &at, &command, &payload);) {
        text_append_cstr(&out, names[command.kind]);
        put_shape(&out, &command, payload);
        if (command.kind == COMMAND_POLYLINE || command.kind == COMMAND_POLYGON)
            put_points(&out, &command, payload);
        else if (command.kind == COMMAND_PATH)
            put_steps(&out, &command, payload);
        text_append_cstr(&out, "\n");
    }
    if (text_is_whole(&out))
        return out.data;
    text_fini(&out);
    return NULL;
}
