/* A trace may have many more points than the screen has columns. Of the points that follow one another in one narrow column
 * four are enough: where the line comes in, its highest, its lowest, where it leaves. In between it would only run over
 * what it has covered. */
#include "paint_internal.h"

#include <math.h>

struct column {
    double number;
    size_t first, high, low, last;
};

struct trail {
    const struct point *points;
    struct point *kept;
    size_t n;
};

static void keep_point(struct trail *trail, size_t i)
{
    trail->kept[trail->n++] = trail->points[i];
}

static void keep_column(struct trail *trail, const struct column *column)
{
    const size_t one = column->high < column->low ? column->high : column->low;
    const size_t two = column->high < column->low ? column->low : column->high;
    keep_point(trail, column->first);
    if (one != column->first && one != column->last)
        keep_point(trail, one);
    if (two != one && two != column->first && two != column->last)
        keep_point(trail, two);
    if (column->last != column->first)
        keep_point(trail, column->last);
}

size_t paint_thin(const struct point *points, size_t n, float columns, struct point *kept)
{
    struct trail trail = {points, kept, 0};
    struct column column = {0};
    for (size_t i = 0; i < n; i++) {
        const double number = floor((double)points[i].x * columns);
        if (i == 0 || number != column.number) {
            if (i > 0)
                keep_column(&trail, &column);
            column = (struct column){number, i, i, i, i};
            continue;
        }
        if (points[i].y < points[column.high].y)
            column.high = i;
        if (points[i].y > points[column.low].y)
            column.low = i;
        column.last = i;
    }
    if (n > 0)
        keep_column(&trail, &column);
    return trail.n;
}
