/* Where two lists differ: they are laid side by side, a few commands looked ahead where one list has more, and what has no
 * equal in the other one marks the place that it covers. Whatever place is marked by nothing has the same commands in both
 * lists, in the same order: its pixels stay.
 *
 * A trace that grew at its end marks its end only. Thinning (paint_thin.c) may then choose other points in the column where
 * it ended before; a column is narrower than the margin of a box. */
#include "draw/canvas_changes.h"

#include "canvas_box_internal.h"
#include "canvas_internal.h"

#include <math.h>
#include <string.h>

enum { COMMANDS_MAX = 2048, AHEAD = 6 };

struct index {
    const struct canvas *canvas;
    uint32_t at[COMMANDS_MAX]; /* bytes from the beginning of the list */
    size_t n;
};

struct search {
    struct index before, now;
    struct fonts *fonts;
    struct canvas_changes *out;
};

/* False: there are more than it has room for. */
static bool index_make(struct index *index, const struct canvas *canvas)
{
    struct command command;
    const void *payload;
    index->canvas = canvas;
    index->n = 0;
    for (size_t at = 0, from = 0; canvas_next(canvas, &at, &command, &payload); from = at) {
        if (index->n == COMMANDS_MAX)
            return false;
        index->at[index->n++] = (uint32_t)from;
    }
    return true;
}

static const char *bytes_of(const struct index *index, size_t i, size_t *n)
{
    const size_t end = i + 1 < index->n ? index->at[i + 1] : index->canvas->list.length;
    *n = end - index->at[i];
    return index->canvas->list.data + index->at[i];
}

/* Two ends of lists are equal, too. */
static bool is_equal(const struct search *search, size_t i, size_t j)
{
    size_t n, m;
    if (i >= search->before.n || j >= search->now.n)
        return i == search->before.n && j == search->now.n;
    const char *a = bytes_of(&search->before, i, &n), *b = bytes_of(&search->now, j, &m);
    return n == m && memcmp(a, b, n) == 0;
}

/* ---- marking ------------------------------------------------------------------------------------- */

static struct rect joined(struct rect a, struct rect b)
{
    const float x = fminf(a.x, b.x), y = fminf(a.y, b.y);
    return (struct rect){x, y, fmaxf(a.x + a.w, b.x + b.w) - x, fmaxf(a.y + a.h, b.y + b.h) - y};
}

static float more_by(struct rect a, struct rect b)
{
    const struct rect both = joined(a, b);
    return both.w * both.h - a.w * a.h - b.w * b.h;
}

/* Joins what costs least: nothing where they overlap. */
static void mark(struct canvas_changes *out, struct rect area)
{
    size_t best = 0;
    if (!(area.w > 0 && area.h > 0))
        return;
    for (size_t i = 1; i < out->n; i++)
        if (more_by(out->areas[i], area) < more_by(out->areas[best], area))
            best = i;
    if (out->n > 0 && (out->n == CHANGES_MAX || more_by(out->areas[best], area) <= 0))
        out->areas[best] = joined(out->areas[best], area);
    else
        out->areas[out->n++] = area;
}

static void mark_command(struct search *search, const struct index *index, size_t i)
{
    struct command command;
    const void *payload;
    size_t at = index->at[i];
    canvas_next(index->canvas, &at, &command, &payload);
    if (command.kind == COMMAND_CLIP || command.kind == COMMAND_UNCLIP)
        search->out->is_all = true;
    else
        mark(search->out, canvas_box(search->fonts, &command, payload));
}

struct line {
    struct command command;
    const struct point *points;
};

static bool read_line(const struct index *index, size_t i, struct line *line)
{
    const void *payload;
    size_t at = index->at[i];
    canvas_next(index->canvas, &at, &line->command, &payload);
    line->points = payload;
    return line->command.kind == COMMAND_POLYLINE && line->command.n >= LONG_LINE &&
           line->command.stroke.dash <= 0;
}

static bool is_same_ink(const struct line *a, const struct line *b)
{
    return memcmp(&a->command.stroke, &b->command.stroke, sizeof a->command.stroke) == 0;
}

static void mark_from(struct search *search, struct line *line, size_t from)
{
    line->points += from;
    line->command.n -= (uint32_t)from;
    mark(search->out, canvas_box(search->fonts, &line->command, line->points));
}

/* False: it is not one trace and the same one longer. */
static bool mark_growth(struct search *search, size_t i, size_t j)
{
    struct line a, b;
    if (!read_line(&search->before, i, &a) || !read_line(&search->now, j, &b) ||
        !is_same_ink(&a, &b))
        return false;
    const size_t most = a.command.n < b.command.n ? a.command.n : b.command.n;
    size_t same = 0;
    while (same < most && memcmp(&a.points[same], &b.points[same], sizeof a.points[0]) == 0)
        same++;
    if (same == 0)
        return false;
    mark_from(search, &a, same - 1);
    mark_from(search, &b, same - 1);
    return true;
}

/* ---- side by side -------------------------------------------------------------------------------- */

/* The nearest place behind `i` and `j` where both go on alike; as many of each in preference. */
static bool meet_again(const struct search *search, size_t i, size_t j, size_t step[2])
{
    for (size_t both = 2; both <= 2 * AHEAD; both++) {
        const size_t half = both / 2;
        bool found = both % 2 == 0 && is_equal(search, i + half, j + half);
        step[0] = half;
        for (size_t a = 0; a <= both && !found; a++) {
            found = is_equal(search, i + a, j + both - a);
            step[0] = a;
        }
        step[1] = both - step[0];
        if (found)
            return true;
    }
    return false;
}

static void find_step(const struct search *search, size_t i, size_t j, size_t step[2])
{
    static const size_t singles[][2] = {{1, 1}, {0, 1}, {1, 0}};
    for (size_t k = 0; k < sizeof singles / sizeof singles[0]; k++)
        if (is_equal(search, i + singles[k][0], j + singles[k][1])) {
            memcpy(step, singles[k], sizeof singles[k]);
            return;
        }
    if (meet_again(search, i, j, step))
        return;
    step[0] = i < search->before.n;
    step[1] = j < search->now.n;
}

static void mark_step(struct search *search, size_t i, size_t j, const size_t step[2])
{
    for (size_t k = 0; k < step[0] || k < step[1]; k++) {
        if (step[0] == step[1] && mark_growth(search, i + k, j + k))
            continue;
        if (k < step[0])
            mark_command(search, &search->before, i + k);
        if (k < step[1])
            mark_command(search, &search->now, j + k);
    }
}

static void compare(struct search *search)
{
    size_t i = 0, j = 0;
    while ((i < search->before.n || j < search->now.n) && !search->out->is_all) {
        size_t step[2] = {1, 1};
        if (!is_equal(search, i, j)) {
            find_step(search, i, j, step);
            mark_step(search, i, j, step);
        }
        i += step[0];
        j += step[1];
    }
}

void canvas_find_changes(const struct canvas *before, const struct canvas *now, struct fonts *fonts,
                         struct canvas_changes *out)
{
    struct search search = {.fonts = fonts, .out = out};
    *out = (struct canvas_changes){.n = 0};
    out->is_all = !canvas_is_whole(before) || !canvas_is_whole(now) ||
                  !index_make(&search.before, before) || !index_make(&search.now, now);
    if (!out->is_all)
        compare(&search);
}
