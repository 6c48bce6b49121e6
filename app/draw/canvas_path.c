/* SVG path data (M L C Z, absolute) as steps of a list. The paths are ours, so what cannot be read is an assertion. */
#include "draw/canvas.h"

#include "base/decimal.h"
#include "canvas_internal.h"

#include <assert.h>
#include <string.h>

enum { NUMBER_MAX = 24 };

struct reader {
    const char *rest;
};

static void skip_blanks(struct reader *reader)
{
    reader->rest += strspn(reader->rest, " \t\r\n,");
}

static float read_number(struct reader *reader)
{
    double value = 0;
    skip_blanks(reader);
    const size_t n = decimal_parse(reader->rest, strnlen(reader->rest, NUMBER_MAX), &value);
    assert(n > 0);
    reader->rest += n;
    return (float)value;
}

static struct path_step read_step(struct reader *reader, uint32_t verb)
{
    const float x = read_number(reader), y = read_number(reader);
    return (struct path_step){verb, {x, y}};
}

static uint32_t steps_of(uint32_t verb)
{
    assert(verb == 'M' || verb == 'L' || verb == 'C' || verb == 'Z');
    return verb == 'C' ? 3 : 1;
}

/* One command letter, or the places that follow one without a letter of their own: more of the same, a line after M. */
static uint32_t read_verb(struct reader *reader, uint32_t before)
{
    if (!strchr("-0123456789", *reader->rest))
        return (unsigned char)*reader->rest++;
    assert(before && before != 'Z');
    return before == 'M' ? 'L' : before;
}

static uint32_t read_steps(struct text *steps, struct reader *reader)
{
    uint32_t verb = 0, total = 0;
    for (skip_blanks(reader); *reader->rest; skip_blanks(reader)) {
        assert(verb || *reader->rest == 'M');
        verb = read_verb(reader, verb);
        for (uint32_t i = 0, n = steps_of(verb); i < n; i++, total++) {
            const struct path_step step =
                verb == 'Z' ? (struct path_step){.verb = verb} : read_step(reader, verb);
            text_append(steps, (const char *)&step, sizeof step);
        }
    }
    return total;
}

/* Where there is no room for more, the last one is read again and again. */
static const struct read_path *path_of(struct canvas *canvas, const char *path)
{
    for (size_t i = 0; i < canvas->n_paths; i++)
        if (canvas->paths[i].path == path)
            return &canvas->paths[i];
    if (canvas->n_paths == PATHS_MAX)
        canvas->steps.length = canvas->paths[--canvas->n_paths].first * sizeof(struct path_step);
    struct read_path *own = &canvas->paths[canvas->n_paths++];
    struct reader reader = {path};
    *own = (struct read_path){path, (uint32_t)(canvas->steps.length / sizeof(struct path_step)), 0};
    own->n = read_steps(&canvas->steps, &reader);
    return own;
}

static struct path_step placed(struct path_step step, struct point at, struct point scale)
{
    if (step.verb == 'Z')
        return step;
    return (struct path_step){
        step.verb,
        {canvas_number(at.x + step.at.x * scale.x), canvas_number(at.y + step.at.y * scale.y)}};
}

void canvas_path(struct canvas *canvas, const char *path, struct point at, struct point scale,
                 colour fill, struct stroke stroke)
{
    struct command command = command_of(COMMAND_PATH, fill, stroke);
    if (!command_is_seen(&command) || !*path)
        return;
    const struct read_path *own = path_of(canvas, path);
    canvas->list.failed |=
        !text_is_whole(&canvas->steps); /* nothing comes behind what is missing */
    if (canvas->list.failed)
        return;
    const size_t start = canvas_begin(canvas, &command);
    for (uint32_t i = 0; i < own->n; i++) {
        struct path_step step;
        memcpy(&step, canvas->steps.data + (own->first + i) * sizeof step, sizeof step);
        step = placed(step, at, scale);
        text_append(&canvas->list, (const char *)&step, sizeof step);
    }
    command.n = own->n;
    canvas_end(canvas, start, &command);
}
