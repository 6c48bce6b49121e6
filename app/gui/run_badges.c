/* Where the numbered badges stand beside the body. Tried in turn: the column on the dot's side of the body, near its height;
 * then both columns, further and further from it, until a badge covers no dot and no badge and its leader crosses neither; then
 * with less room between badges; then anywhere in its part of the panel, at last with leaders that cross badges. Should there
 * be no such place at all, the first one tried is taken. */
#include "screen_run_internal.h"

#include <assert.h>
#include <math.h>

/* How far the centres and lines stay apart. */
enum {
    DOT_CLEAR = 30,
    LEADER_CLEAR = 7,
    LEADER_BADGE = BADGE_RADIUS + 3,
    ROOM = 56,
    ROOM_LEAST = 36,
    ROOM_CROSSED = 34,
    ABOVE = 22,
    NEAR = 96,
    STEP = 8
};

static float distance(struct point a, struct point b)
{
    return hypotf(a.x - b.x, a.y - b.y);
}

static float distance_to_line(struct point p, struct point a, struct point b)
{
    const float dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    const float along = square > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / square : 0;
    const float share = fminf(fmaxf(along, 0), 1);
    return distance(p, (struct point){a.x + share * dx, a.y + share * dy});
}

struct placing {
    struct run_badge *badges;
    size_t n, n_placed;
    size_t order[BADGES_MAX]; /* the first `n_placed` of them have their place */
};

static const struct run_badge *badge_now(const struct placing *placing)
{
    return &placing->badges[placing->order[placing->n_placed]];
}

static bool is_clear_of_dots(const struct placing *placing, struct point at)
{
    const struct point mine = badge_now(placing)->dot;
    for (size_t i = 0; i < placing->n; i++) {
        const struct point dot = placing->badges[i].dot;
        if (distance(dot, at) < DOT_CLEAR)
            return false;
        if (distance(dot, mine) >= LEADER_CLEAR && distance_to_line(dot, at, mine) < LEADER_CLEAR)
            return false;
    }
    return true;
}

static bool is_clear_of_badges(const struct placing *placing, struct point at, float room)
{
    const struct point mine = badge_now(placing)->dot;
    for (size_t i = 0; i < placing->n_placed; i++) {
        const struct run_badge *other = &placing->badges[placing->order[i]];
        if (distance(other->at, at) < room)
            return false;
        if (room >= ROOM_LEAST && (distance_to_line(other->at, at, mine) < LEADER_BADGE ||
                                   distance_to_line(at, other->at, other->dot) < LEADER_BADGE))
            return false;
    }
    return true;
}

/* In the first `n_columns`, no further than `reach` from the height of the dot. */
static bool place_within(struct placing *placing, float room, float reach, int n_columns)
{
    struct run_badge *badge = &placing->badges[placing->order[placing->n_placed]];
    for (int step = 0; (float)step * STEP <= reach; step++)
        for (int turn = 0; turn < 2 * n_columns; turn++) {
            const float x = badge->columns[turn / 2];
            const float by = (float)(step * (turn % 2 ? 1 : -1)) * STEP;
            const struct point at = {x, badge->dot.y - ABOVE + by};
            if (at.y < badge->top || at.y > badge->bottom)
                continue;
            if (!is_clear_of_dots(placing, at) || !is_clear_of_badges(placing, at, room))
                continue;
            badge->at = at;
            return true;
        }
    return false;
}

static bool place(struct placing *placing, float room)
{
    const struct run_badge *badge = badge_now(placing);
    return place_within(placing, room, NEAR, 1) ||
           place_within(placing, room, 2 * (badge->bottom - badge->top), 2);
}

/* The nearest place anywhere: where many sites crowd, over the body rather than over a dot. */
static bool place_anywhere(struct placing *placing, float room)
{
    struct run_badge *badge = &placing->badges[placing->order[placing->n_placed]];
    float best = INFINITY;
    for (float x = badge->left; x <= badge->right; x += STEP)
        for (float y = badge->top; y <= badge->bottom; y += STEP) {
            const struct point at = {x, y};
            const float far = distance(at, badge->dot);
            if (far >= best || !is_clear_of_dots(placing, at) ||
                !is_clear_of_badges(placing, at, room))
                continue;
            best = far;
            badge->at = at;
        }
    return best < INFINITY;
}

/* From the crown down, so that leaders rarely cross; the same sites give the same order, whichever is due. */
static size_t sort_down(const struct run_badge *badges, size_t n, size_t *order)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && badges[order[at - 1]].dot.y > badges[i].dot.y; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return n;
}

void run_place_badges(struct run_badge *badges, size_t n)
{
    struct placing placing = {.badges = badges, .n = n};
    assert(n <= BADGES_MAX);
    for (size_t i = 0; i < sort_down(badges, n, placing.order); i++) {
        struct run_badge *badge = &badges[placing.order[i]];
        placing.n_placed = i;
        badge->at = (struct point){badge->columns[0],
                                   fminf(fmaxf(badge->dot.y, badge->top), badge->bottom)};
        if (!place(&placing, ROOM) && !place(&placing, ROOM_LEAST) &&
            !place_anywhere(&placing, ROOM_LEAST))
            (void)place_anywhere(&placing, ROOM_CROSSED);
    }
}
