/* The list inside a canvas: a record per command, points, steps or text right behind it. */
#ifndef LIMEN_DRAW_CANVAS_INTERNAL_H
#define LIMEN_DRAW_CANVAS_INTERNAL_H

#include "base/text.h"
#include "draw/canvas.h"

enum command_kind {
    COMMAND_FILL,     /* rect */
    COMMAND_ROUND,    /* rect, radius */
    COMMAND_LINE,     /* at, to */
    COMMAND_POLYLINE, /* struct point [n] */
    COMMAND_POLYGON,  /* struct point [n] */
    COMMAND_ARC,      /* at, radius, to: from and to */
    COMMAND_PATH,     /* struct path_step [n] */
    COMMAND_TEXT,     /* at, style, char [n], terminated */
    COMMAND_CLIP,     /* rect */
    COMMAND_UNCLIP,
};

/* Without padding, what a command does not use is 0: the bytes are hashed. */
struct command {
    uint32_t kind;  /* enum command_kind */
    uint32_t n;     /* points, steps, or bytes of the text without its end */
    uint32_t bytes; /* of what follows; a multiple of 4 */
    colour fill;
    struct stroke stroke;
    struct rect rect;
    float radius;
    struct point at, to;
    struct text_style style;
};

/* 'M' and 'L': one step, 'C': three steps (two handles, the end), 'Z': one step without a place. */
struct path_step {
    uint32_t verb;
    struct point at;
};

enum { CLIPS_MAX = 8 };
enum { LONG_LINE = 64 }; /* points from which on it pays to thin a line */

/* From the baseline to the middle of figures and capitals, of the size. */
#define TEXT_RISE 0.36f

enum { PATHS_MAX = 32 };

/* A path that was read, so that it need not be read in every frame. */
struct read_path {
    const char *path;
    uint32_t first, n; /* steps in `steps` */
};

struct canvas {
    struct text list; /* commands as bytes; length is a multiple of 4 */
    unsigned clips;   /* open ones */
    struct read_path paths[PATHS_MAX];
    size_t n_paths;
    struct text steps; /* of `paths`, neither scaled nor moved */
};

bool colour_is_visible(colour ink);
bool stroke_is_visible(const struct stroke *stroke);

/* Reads the command at byte `*at` (0: the first) and moves on. `*payload`: what follows it, borrowed. False: the end. */
bool canvas_next(const struct canvas *canvas, size_t *at, struct command *command,
                 const void **payload);
/* A command of which the inks are known; command_is_seen() says whether it is worth listing. */
struct command command_of(enum command_kind kind, colour fill, struct stroke stroke);
bool command_is_seen(const struct command *command);
/* Begins a command; its payload is then appended to `list`. canvas_end() completes it, or takes it back when memory ran out. */
size_t canvas_begin(struct canvas *canvas, const struct command *command);
void canvas_end(struct canvas *canvas, size_t start, struct command *command);
/* A coordinate as it is listed: within bounds, never -0. */
float canvas_number(float value);
struct point canvas_point(struct point point);

#endif
