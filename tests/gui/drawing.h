/* A drawing read back from gui_dump(): its texts and shapes, and whether every text has room. To be included after
 * unit/gui_rig.h. */
#ifndef LIMEN_TESTS_GUI_DRAWING_H
#define LIMEN_TESTS_GUI_DRAWING_H

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ITEMS_MAX = 1024 };

struct item {
    enum { ITEM_TEXT, ITEM_ROUND, ITEM_ARC, ITEM_LINE } kind;
    unsigned panel;
    struct rect area; /* of an arc the square around it; of a line the ends as x, y and w, h */
    float radius;     /* corner or arc */
    float size;       /* of a text */
    unsigned weight;
    char text[VIEW_SENTENCE_MAX];
};

static struct {
    struct item items[ITEMS_MAX];
    size_t n;
    struct rect panels[PANELS];
} seen;

static float text_width(const struct item *item)
{
    const struct text_style style = {.size = item->size, .weight = (uint16_t)item->weight};
    return fonts_width(rig.fonts, item->text, &style);
}

static void read_text(struct item *item, const char *line)
{
    char align[16];
    float x, y;
    assert_int_equal(
        sscanf(line, "text %f,%f %f/%u %15s", &x, &y, &item->size, &item->weight, align), 5);
    const char *from = strchr(line, '"') + 1;
    const size_t n = strcspn(from, "\"\n");
    assert_true(n < sizeof item->text);
    memcpy(item->text, from, n);
    item->text[n] = '\0';
    const float w = text_width(item);
    const float left = strcmp(align, "left") == 0     ? x
                       : strcmp(align, "centre") == 0 ? x - w / 2
                                                      : x - w;
    item->area = (struct rect){left, y - 0.73f * item->size, w, 0.78f * item->size};
}

static bool read_shape(struct item *item, const char *line)
{
    struct rect *area = &item->area;
    if (sscanf(line, "round %f,%f %fx%f r%f", &area->x, &area->y, &area->w, &area->h,
               &item->radius) == 5)
        item->kind = ITEM_ROUND;
    else if (sscanf(line, "arc %f,%f r%f", &area->x, &area->y, &item->radius) == 3)
        item->kind = ITEM_ARC;
    else if (sscanf(line, "line %f,%f %f,%f", &area->x, &area->y, &area->w, &area->h) == 4)
        item->kind = ITEM_LINE;
    else
        return false;
    return true;
}

/* Reads what gui_dump() shows into `seen`. */
static void look(void)
{
    char *list = gui_dump(rig.gui);
    unsigned panel = 0;
    assert_non_null(list);
    seen.n = 0;
    for (char *line = list; line && *line; line = strchr(line, '\n'), line += line ? 1 : 0) {
        struct item *item = &seen.items[seen.n];
        assert_true(seen.n < ITEMS_MAX);
        *item = (struct item){.kind = ITEM_TEXT, .panel = panel};
        if (sscanf(line, "panel %u", &panel) == 1) {
            struct rect *area = &seen.panels[panel];
            assert_int_equal(sscanf(line, "panel %u %f %f %f %f", &panel, &area->x, &area->y,
                                    &area->w, &area->h),
                             5);
        } else if (strncmp(line, "text ", 5) == 0) {
            read_text(item, line);
            seen.n++;
        } else if (read_shape(item, line)) {
            seen.n++;
        }
    }
    free(list);
}

static bool overlap(struct rect a, struct rect b)
{
    return a.x + 0.5f < b.x + b.w && b.x + 0.5f < a.x + a.w && a.y + 0.5f < b.y + b.h &&
           b.y + 0.5f < a.y + a.h;
}

static __attribute__((unused)) bool is_inside(struct rect in, struct rect out, float margin)
{
    return in.x >= out.x + margin - 0.5f && in.x + in.w <= out.x + out.w - margin + 0.5f &&
           in.y >= out.y - 0.5f && in.y + in.h <= out.y + out.h + 0.5f;
}

/* ---- fit */

/* Words of other people's making may be cut; ours may not. */
typedef bool cut_rule(const struct item *item);

static void check_cut(const struct item *item, const char *place, cut_rule *may_be_cut)
{
    const size_t n = strlen(item->text), dots = sizeof "…" - 1;
    const bool is_cut =
        n > dots && strcmp(item->text + n - dots, "…") == 0 && item->text[n - dots - 1] != ' ';
    if (is_cut && !may_be_cut(item))
        fail_msg("%s: \"%s\" is cut", place, item->text);
}

static void check_panel(const struct item *item, const char *place)
{
    if (!is_inside(item->area, seen.panels[item->panel], 0))
        fail_msg("%s: \"%s\" leaves its panel", place, item->text);
}

/* A button, chip or key box that holds the beginning of a text holds all of it. */
static void check_boxes(const struct item *item, const char *place)
{
    const struct point middle = {item->area.x + item->area.w / 2, item->area.y + item->area.h / 2};
    const struct point start = {item->area.x + 1, middle.y};
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *box = &seen.items[i];
        if (box->kind != ITEM_ROUND || box->panel != item->panel)
            continue;
        const struct rect b = box->area;
        const bool holds =
            start.x > b.x && start.x < b.x + b.w && start.y > b.y && start.y < b.y + b.h;
        const bool holds_middle =
            middle.x > b.x && middle.x < b.x + b.w && middle.y > b.y && middle.y < b.y + b.h;
        if ((holds || holds_middle) && !is_inside(item->area, b, 2))
            fail_msg("%s: \"%s\" leaves its box", place, item->text);
    }
}

static void check_others(size_t mine, const char *place)
{
    const struct item *item = &seen.items[mine];
    for (size_t i = mine + 1; i < seen.n; i++) {
        const struct item *other = &seen.items[i];
        if (other->kind == ITEM_TEXT && other->panel == item->panel &&
            overlap(item->area, other->area))
            fail_msg("%s: \"%s\" and \"%s\" hide one another", place, item->text, other->text);
    }
}

/* A key box that another text runs into is no key box. */
static void check_hints(const struct item *item, const char *place)
{
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *box = &seen.items[i];
        const bool is_hint =
            box->kind == ITEM_ROUND && box->panel == item->panel && box->area.h == SIZE_KEY;
        if (is_hint && overlap(item->area, box->area) && !is_inside(item->area, box->area, 0))
            fail_msg("%s: \"%s\" runs into a key box", place, item->text);
    }
}

/* Words on one line that touch are read as one. */
static void check_gaps(size_t mine, const char *place)
{
    const struct item *item = &seen.items[mine];
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *other = &seen.items[i];
        const float gap = other->area.x - (item->area.x + item->area.w);
        const bool are_words = strlen(item->text) > 2 && strlen(other->text) > 2;
        if (i != mine && are_words && other->kind == ITEM_TEXT && other->panel == item->panel &&
            fabsf(other->area.y - item->area.y) < 1 && gap >= -0.5f && gap < 6)
            fail_msg("%s: \"%s\" and \"%s\" touch", place, item->text, other->text);
    }
}

/* Every button of the bottom bar shows its key, and below what is next stands how. */
static void check_bottom(const char *place)
{
    const struct rect bar = seen.panels[PANEL_BOTTOM];
    size_t details = 0, labels = 0;
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        size_t hints = 0;
        if (item->panel != PANEL_BOTTOM)
            continue;
        details += item->kind == ITEM_TEXT && item->weight == WEIGHT_REGULAR && item->size == 16;
        labels += item->kind == ITEM_TEXT && item->area.x < 30;
        if (item->kind != ITEM_ROUND || item->area.h != SIZE_BUTTON)
            continue;
        for (size_t k = 0; k < seen.n; k++)
            hints += seen.items[k].kind == ITEM_ROUND && seen.items[k].panel == PANEL_BOTTOM &&
                     seen.items[k].area.h == SIZE_KEY &&
                     is_inside(seen.items[k].area, item->area, 4);
        if (hints != 1)
            fail_msg("%s: the button at %g of the bottom bar has %zu keys", place,
                     (double)item->area.x, hints);
        if (overlap(item->area, seen.panels[PANEL_STOP]))
            fail_msg("%s: a button runs into STOP", place);
    }
    if (bar.w >= 1000 && labels > 0 && details != 1)
        fail_msg("%s: what is next has %zu details", place, details);
}

/* Nothing of the screen is under STOP. */
static void check_stop(const struct item *item, const char *place)
{
    if (item->kind != ITEM_LINE && item->panel != PANEL_STOP && item->panel != PANEL_MODAL &&
        overlap(item->area, seen.panels[PANEL_STOP]))
        fail_msg("%s: \"%s\" of panel %u at %g, %g runs into STOP", place, item->text, item->panel,
                 (double)item->area.x, (double)item->area.y);
}

/* In a window that is smaller than any that a screen is made for. */
static __attribute__((unused)) void check_least(const char *place)
{
    look();
    for (size_t i = 0; i < seen.n; i++)
        check_stop(&seen.items[i], place);
    check_bottom(place);
}

static __attribute__((unused)) void check_fit(const char *place, cut_rule *may_be_cut)
{
    look();
    for (size_t i = 0; i < seen.n; i++) {
        if (seen.items[i].kind != ITEM_TEXT || seen.items[i].text[0] == '\0')
            continue;
        check_cut(&seen.items[i], place, may_be_cut);
        check_panel(&seen.items[i], place);
        check_boxes(&seen.items[i], place);
        check_hints(&seen.items[i], place);
        check_others(i, place);
        check_gaps(i, place);
        check_stop(&seen.items[i], place);
    }
    check_bottom(place);
}

/* The screen's own panels: the frame has its tests. */
static __attribute__((unused)) char *dump_panels(void)
{
    char *list = gui_dump(rig.gui), *to = list;
    bool is_ours = false;
    assert_non_null(list);
    for (char *line = list, *next; *line; line = next) {
        const size_t n = strcspn(line, "\n");
        unsigned panel;
        next = line + n + (line[n] ? 1 : 0);
        if (sscanf(line, "panel %u", &panel) == 1)
            is_ours = panel != PANEL_TOP && panel != PANEL_STOP;
        const size_t kept = (size_t)(next - line);
        memmove(to, line, is_ours ? kept : 0);
        to += is_ours ? kept : 0;
    }
    *to = '\0';
    return list;
}

#endif
