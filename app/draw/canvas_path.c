/* SVG path data (M L C Z, absolute) as steps of a list. The paths are ours, so what cannot be read is an assertion. */
#include "draw/canvas.h"

#include "base/decimal.h"
#include "canvas_internal.h"

#include <assert.h>
#include <string.h>

enum { NUMBER_MAX = 24 };

struct reader {
    const char *rest;
    struct point at, scale;
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
    return (struct path_step){verb,
                              {canvas_number(reader->at.x + x * reader->scale.x),
                               canvas_number(reader->at.y + y * reader->scale.y)}};
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

static uint32_t add_steps(struct canvas *canvas, struct reader *reader)
{
    uint32_t verb = 0, total = 0;
    for (skip_blanks(reader); *reader->rest; skip_blanks(reader)) {
        assert(verb || *reader->rest == 'M');
        verb = read_verb(reader, verb);
        for (uint32_t i = 0, n = steps_of(verb); i < n; i++, total++) {
            const struct path_step step =
                verb == 'Z' ? (struct path_step){.verb = verb} : read_step(reader, verb);
            text_append(&canvas->list, (const char *)&step, sizeof step);
        }
    }
    return total;
}

void canvas_path(struct canvas *canvas, const char *path, struct point at, struct point scale,
                 colour fill, struct stroke stroke)
{
    struct command command = command_of(COMMAND_PATH, fill, stroke);
    struct reader reader = {path, at, scale};
    if (!command_is_seen(&command) || !*path)
        return;
    const size_t start = canvas_begin(canvas, &command);
    command.n = add_steps(canvas, &reader);
    canvas_end(canvas, start, &command);
}
