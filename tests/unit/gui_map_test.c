/* The body map of the session and of the results: at every size of the window the two figures, hands and all, stand apart
 * from one another and within their panel, and no badge covers a dot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "gui/run_rig.h"
#include "gui/screens_scene.h"

#include <math.h>

/* Windows that people have, and what is left of them at a scale of 1.25 to 2: 3840 x 2160 at 2 is 1920 x 1080. */
static const struct size windows[] = {{800, 600},   {1024, 700},  {1080, 1920}, {1200, 800},
                                      {1280, 720},  {1280, 800},  {1366, 768},  {1423, 2000},
                                      {1424, 900},  {1440, 900},  {1440, 1800}, {1536, 864},
                                      {1680, 1050}, {1920, 1080}, {1920, 1200}, {2048, 1152},
                                      {2560, 1440}, {2560, 1600}, {3440, 1440}, {3840, 2160}};

/* ---- figures ----------------------------------------------------------------------------------------- */

struct figure_seen {
    struct point crown;
    struct rect box;
};
enum { FIGURES_MAX = 4 };
static struct {
    struct figure_seen list[FIGURES_MAX];
    size_t n;
} figures;

static struct figure_seen *figure_at(struct point crown)
{
    for (size_t i = 0; i < figures.n; i++)
        if (figures.list[i].crown.x == crown.x && figures.list[i].crown.y == crown.y)
            return &figures.list[i];
    assert_true(figures.n < FIGURES_MAX);
    figures.list[figures.n] = (struct figure_seen){crown, {crown.x, crown.y, 0, 0}};
    return &figures.list[figures.n++];
}

static void widen(struct rect *box, struct point at)
{
    const float right = fmaxf(box->x + box->w, at.x), bottom = fmaxf(box->y + box->h, at.y);
    box->x = fminf(box->x, at.x);
    box->y = fminf(box->y, at.y);
    box->w = right - box->x;
    box->h = bottom - box->y;
}

/* Both halves of an outline begin at the crown. */
static void read_outline(const char *steps)
{
    struct figure_seen *figure = NULL;
    struct point at;
    for (const char *step = strpbrk(steps, "MLC"); step && *step != '\n'; step++) {
        if (sscanf(step, "%*[MLC]%f,%f", &at.x, &at.y) != 2)
            continue;
        if (!figure)
            figure = figure_at(at);
        widen(&figure->box, at);
    }
    assert_non_null(figure);
}

static void find_figures(void)
{
    char *list = gui_dump(rig.gui), outline[48];
    assert_non_null(list);
    snprintf(outline, sizeof outline, "path stroke #%08x ",
             theme_colour(THEME_DARK, COLOUR_OUTLINE));
    figures.n = 0;
    for (char *line = list; line && *line; line = strchr(line, '\n'), line += line ? 1 : 0)
        if (strncmp(line, outline, strlen(outline)) == 0)
            read_outline(strchr(line, ':'));
    free(list);
}

/* The close-up of the spine. */
static bool is_inset(const struct item *item)
{
    return item->kind == ITEM_ROUND && item->panel == PANEL_LEFT && item->area.w == 100 &&
           item->area.h == 136;
}

/* The letters of the sides stand beside the head. */
static void check_letters(const char *place, struct rect box)
{
    const float head = box.h * 44 / 820, chin = box.h * 100 / 820;
    const float middle = box.x + box.w / 2;
    const struct rect around = {middle - head, box.y, 2 * head, chin};
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_TEXT && strlen(seen.items[i].text) == 1 &&
            strchr("LR", seen.items[i].text[0]) && overlap(around, seen.items[i].area))
            fail_msg("%s: \"%s\" is on a head", place, seen.items[i].text);
}

static void check_figures(const char *place, size_t least)
{
    const struct rect panel = (look(), seen.panels[PANEL_LEFT]);
    find_figures();
    if (figures.n < least)
        fail_msg("%s: %zu figures", place, figures.n);
    for (size_t i = 0; i < figures.n; i++) {
        const struct rect box = figures.list[i].box;
        if (!is_inside(box, panel, 4))
            fail_msg("%s: a figure leaves its panel", place);
        check_letters(place, box);
        for (size_t k = 0; k < i; k++)
            if (overlap(box, figures.list[k].box))
                fail_msg("%s: the figures hide one another", place);
        for (size_t k = 0; k < seen.n; k++)
            if (is_inset(&seen.items[k]) && overlap(box, seen.items[k].area))
                fail_msg("%s: a figure runs into the close-up", place);
    }
}

static void the_figures_stand_apart_at_every_size(void **state)
{
    (void)state;
    static const char *const names[] = {"confirm", "confirm-front", "running", "rest"};
    for (size_t k = 0; k < COUNT(windows); k++)
        for (size_t i = 0; i < COUNT(names); i++) {
            open_at(&windows[k], LANGUAGE_DE, scene_named(names[i]));
            check_figures(where(scene_named(names[i]), &windows[k], LANGUAGE_DE), 1);
            rig_close();
        }
}

static void the_figures_of_the_results_stand_apart_too(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(windows); k++) {
        char place[64];
        snprintf(place, sizeof place, "results at %.0f x %.0f", (double)windows[k].w,
                 (double)windows[k].h);
        rig_open(windows[k].w, windows[k].h, THEME_DARK, LANGUAGE_EN);
        sheet_results(&rig.view);
        frame();
        check_figures(place, 1);
        rig_close();
    }
}

/* ---- badges ------------------------------------------------------------------------------------------ */

static float distance(struct point a, struct point b)
{
    return hypotf(a.x - b.x, a.y - b.y);
}

static float distance_to_line(struct point p, const struct item *line)
{
    const float dx = line->area.w - line->area.x, dy = line->area.h - line->area.y,
                square = dx * dx + dy * dy;
    const float along = ((p.x - line->area.x) * dx + (p.y - line->area.y) * dy) / square;
    const float share = fminf(fmaxf(along, 0), 1);
    return distance(p, (struct point){line->area.x + share * dx, line->area.y + share * dy});
}

/* The close-up has a dot and a line of its own. */
static bool is_in_inset(struct point at)
{
    for (size_t i = 0; i < seen.n; i++) {
        const struct rect b = seen.items[i].area;
        if (is_inset(&seen.items[i]) && at.x > b.x && at.x < b.x + b.w && at.y > b.y &&
            at.y < b.y + b.h)
            return true;
    }
    return false;
}

/* Leaders begin at a badge and end at a dot; no badge and no leader may lie on another dot. */
static void check_badges(const char *place)
{
    look();
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *leader = &seen.items[i];
        if (leader->kind != ITEM_LINE || leader->panel != PANEL_LEFT)
            continue;
        const struct point end = {leader->area.w, leader->area.h};
        if (is_in_inset(end))
            continue;
        for (size_t j = 0; j < seen.n; j++) {
            const struct item *arc = &seen.items[j];
            const struct point at = {arc->area.x, arc->area.y};
            const bool is_dot =
                arc->kind == ITEM_ARC && arc->panel == PANEL_LEFT && arc->radius == 4;
            if (!is_dot || is_in_inset(at))
                continue;
            if (distance(at, (struct point){leader->area.x, leader->area.y}) < 16 + 4)
                fail_msg("%s: a badge covers a dot", place);
            if (distance(at, end) > 8 && distance_to_line(at, leader) < 5)
                fail_msg("%s: a leader covers a dot", place);
        }
    }
}

static void no_badge_and_no_leader_covers_a_dot(void **state)
{
    (void)state;
    const uint64_t seed = 20260301;
    const rng_key key = rng_key_seed(seed);
    uint64_t drawn = 0;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (size_t k = 0; k < COUNT(windows); k++) {
        rig_open(windows[k].w, windows[k].h, THEME_DARK, LANGUAGE_EN);
        for (int round = 0; round < 60; round++) {
            struct run_view *run = &rig.view.run;
            char place[64];
            scene_fill(&rig.view, scene_named("confirm"));
            run->n_sites = 1 + rng_bits(key, drawn++) % 9;
            for (size_t i = 0; i < run->n_sites; i++) {
                run->sites[i] = (struct site_view){.number = (uint8_t)(i + 1),
                                                   .state = i == 0 ? SITE_NOW : SITE_LATER};
                SCENE_SET(run->sites[i].site, places[rng_bits(key, drawn++) % COUNT(places)]);
                SCENE_SET(run->sites[i].side, rng_bits(key, drawn++) % 2 ? "left" : "right");
            }
            frame();
            snprintf(place, sizeof place, "round %d at %.0f x %.0f", round, (double)windows[k].w,
                     (double)windows[k].h);
            check_badges(place);
        }
        rig_close();
    }
}

/* The figure on which a dot stands. */
static const struct figure_seen *figure_of_dot(struct point dot)
{
    const struct figure_seen *found = NULL;
    find_figures();
    for (size_t i = 0; i < figures.n; i++) {
        const struct rect box = figures.list[i].box;
        if (dot.x >= box.x && dot.x <= box.x + box.w && dot.y >= box.y && dot.y <= box.y + box.h)
            found = &figures.list[i];
    }
    assert_non_null(found);
    return found;
}

static void check_side(const char *place, struct point dot, float x)
{
    const float middle = figure_of_dot(dot)->crown.x;
    if ((dot.x < middle) != (x < middle))
        fail_msg("%s: the number stands on the other side of the body", place);
}

/* The leader of the only badge. */
static const struct item *find_leader(void)
{
    const struct item *leader = NULL;
    look();
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_LINE && seen.items[i].panel == PANEL_LEFT &&
            !is_in_inset((struct point){seen.items[i].area.w, seen.items[i].area.h}))
            leader = &seen.items[i];
    return leader;
}

static const char *put_one_site(size_t i, const struct size *window, char place[96])
{
    struct run_view *run = &rig.view.run;
    run->n_sites = 1;
    run->sites[0] = (struct site_view){.number = 1, .state = SITE_LATER};
    SCENE_SET(run->sites[0].site, places[i / 2]);
    SCENE_SET(run->sites[0].side, i % 2 ? "left" : "right");
    snprintf(place, 96, "%s %s at %.0f x %.0f", places[i / 2], i % 2 ? "left" : "right",
             (double)window->w, (double)window->h);
    return place;
}

/* While it is read aloud, and when it is due: whoever sees a number left of the body looks for the site there. */
static void the_number_of_a_site_stands_on_its_side_of_the_body(void **state)
{
    (void)state;
    char place[96];
    for (size_t k = 0; k < COUNT(windows); k++) {
        rig_open(windows[k].w, windows[k].h, THEME_DARK, LANGUAGE_EN);
        for (size_t i = 0; i < 4 * COUNT(places); i++) {
            scene_fill(&rig.view, scene_named("confirm"));
            put_one_site(i / 2, &windows[k], place);
            rig.view.run.site = i % 2 ? 0 : -1;
            frame();
            const struct item *leader = find_leader();
            if (leader)
                check_side(place, (struct point){leader->area.w, leader->area.h}, leader->area.x);
            else if (i % 2)
                fail_msg("%s: the site that is due has no number", place);
        }
        rig_close();
    }
}

/* The only plate of the results, by its dot. */
static void check_plate(const char *place)
{
    const struct item *plate = NULL, *dot = NULL;
    look();
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        if (item->panel == PANEL_LEFT && item->kind == ITEM_ROUND && item->area.h == 32)
            plate = item;
        if (item->panel == PANEL_LEFT && item->kind == ITEM_ARC)
            dot = item;
    }
    if (!plate || !dot)
        fail_msg("%s: no plate", place);
    check_side(place, (struct point){dot->area.x, dot->area.y}, plate->area.x + plate->area.w / 2);
}

static void the_plate_of_a_site_stands_on_its_side_of_the_body(void **state)
{
    (void)state;
    char place[96];
    for (size_t k = 0; k < COUNT(windows); k++) {
        rig_open(windows[k].w, windows[k].h, THEME_DARK, LANGUAGE_EN);
        for (size_t i = 0; i < 2 * COUNT(places); i++) {
            struct result_row *row = &rig.view.results.rows[0];
            put_one_site(i, &windows[k], place);
            sheet_results(&rig.view);
            rig.view.results.n_rows = 1;
            SCENE_SET(row->site, places[i / 2]);
            SCENE_SET(row->side, i % 2 ? "left" : "right");
            frame();
            check_plate(place);
        }
        rig_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_stand_apart_at_every_size),
        cmocka_unit_test(the_figures_of_the_results_stand_apart_too),
        cmocka_unit_test(no_badge_and_no_leader_covers_a_dot),
        cmocka_unit_test(the_number_of_a_site_stands_on_its_side_of_the_body),
        cmocka_unit_test(the_plate_of_a_site_stands_on_its_side_of_the_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
