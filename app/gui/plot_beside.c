/* Two stimuli in one timeline: how painful what conditions was rated, against what is wanted of it, and below it, over the same
 * time, when it was tested. What the tests gave is not drawn: it would steer the hand. */
#include "plot_internal.h"

#include <math.h>

enum {
    HEAD = 28,
    TESTS = 24,
    TEST_H = 10,
    SECONDS = 36,
    LOW_SCALE = 96, /* a lower one has no room for the number in its middle */
    DOT = 6
};
#define SCALE_MOST 10
/* Of the time that it may last, so that its end is seen. */
#define MARGIN 1.04

static const struct beside_view *beside_of(const struct plot *plot)
{
    return &plot->run->beside;
}

/* It may be late out of the water. */
static struct plot plot_of(struct ui *ui, struct rect area)
{
    const struct beside_view *beside = &ui->view->run.beside;
    struct plot plot = {.ui = ui, .run = &ui->view->run, .area = area};
    plot.area.y += HEAD;
    plot.area.h -= HEAD + TESTS + SECONDS;
    plot.bottom = plot.area.y + plot.area.h + TESTS;
    plot.range =
        (struct plot_range){fmax(beside->most_s * MARGIN, beside->lasted_s), 0, SCALE_MOST};
    return plot;
}

static float x_within(const struct plot *plot, double t_s)
{
    return plot_x(plot, fmin(fmax(t_s, 0), plot->range.end_s));
}

/* ---- what stands before it begins ------------------------------------------------------------------- */

static void draw_wanted(const struct plot *plot)
{
    const struct beside_view *beside = beside_of(plot);
    const struct point top = plot_place(plot, 0, beside->high);
    const struct point low = plot_place(plot, beside->most_s, beside->low);
    const struct stroke edge = plot_stroke(plot, COLOUR_BAND_EDGE, 1.5f);
    if (!beside->has_target)
        return;
    canvas_fill(plot->ui->canvas, (struct rect){top.x, top.y, low.x - top.x, low.y - top.y},
                ui_colour(plot->ui, COLOUR_BAND));
    canvas_line(plot->ui->canvas, top, (struct point){low.x, top.y}, edge);
    canvas_line(plot->ui->canvas, (struct point){top.x, low.y}, low, edge);
}

static void draw_scale(const struct plot *plot)
{
    const float left = plot->area.x, right = left + plot->area.w;
    const int step = plot->area.h < LOW_SCALE ? SCALE_MOST : SCALE_MOST / 2;
    for (int i = 0; i <= SCALE_MOST; i += step) {
        const float y = floorf(plot_place(plot, 0, i).y) + 0.5f;
        canvas_line(plot->ui->canvas, (struct point){left, y}, (struct point){right, y},
                    plot_stroke(plot, i == 0 ? COLOUR_EDGE : COLOUR_LINE, 1));
        ui_text_right(plot->ui, (struct point){left - 12, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                      ui_number(plot->ui, i, 0));
    }
}

static void draw_end(const struct plot *plot)
{
    const float x = floorf(x_within(plot, beside_of(plot)->most_s)) + 0.5f;
    canvas_line(plot->ui->canvas, (struct point){x, plot->area.y}, (struct point){x, plot->bottom},
                plot_stroke(plot, COLOUR_EDGE, 2));
}

static void draw_words(const struct plot *plot)
{
    const float y = plot->area.y - HEAD + 8, right = plot->area.x + plot->area.w;
    const char *tests = ui_say(plot->ui, TEXT_run_course_tests);
    const bool is_small = run_is_small(plot->ui);
    const float tests_x = right - ui_text_width(plot->ui, 16, WEIGHT_REGULAR, tests);
    const float bar = 24, gap = 8;
    ui_text(plot->ui, (struct point){plot->area.x, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_say(plot->ui, is_small ? TEXT_run_course_pain_short : TEXT_run_course_pain));
    ui_text(plot->ui, (struct point){tests_x, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2, tests);
    canvas_fill(plot->ui->canvas,
                (struct rect){tests_x - gap - bar, y - (float)TEST_H / 2, bar, TEST_H},
                ui_colour(plot->ui, COLOUR_TEXT3));
}

/* ---- what has become of it -------------------------------------------------------------------------- */

static void draw_dot(const struct plot *plot, struct point at, bool is_given)
{
    canvas_arc(plot->ui->canvas, at, DOT, (struct point){0, 1},
               ui_colour(plot->ui, is_given ? COLOUR_TEXT : COLOUR_PANEL),
               plot_stroke(plot, is_given ? COLOUR_PANEL : COLOUR_TEXT2, 2));
}

/* Those that were given, as one line; it ends at what stands now. */
static void draw_rated(const struct plot *plot)
{
    const struct beside_view *beside = beside_of(plot);
    const struct beside_course *course = &beside->course;
    struct point points[VIEW_BESIDE_RATINGS_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < course->n_ratings; i++)
        if (isfinite(course->ratings[i].value))
            points[n++] = (struct point){x_within(plot, (double)course->ratings[i].t_s),
                                         plot_place(plot, 0, (double)course->ratings[i].value).y};
    if (n > 0 && beside->has_rating)
        points[n++] =
            (struct point){x_within(plot, beside->lasted_s), plot_place(plot, 0, beside->rating).y};
    if (n > 1)
        canvas_polyline(plot->ui->canvas, points, n, plot_stroke(plot, COLOUR_TEXT, 3));
}

/* What is asked one by one has its places; the next one is open on the scale's 0. */
static void draw_asked(const struct plot *plot)
{
    const struct beside_view *beside = beside_of(plot);
    const struct beside_course *course = &beside->course;
    for (size_t i = 0; beside->is_water && i < course->n_ratings; i++) {
        const bool is_given = isfinite(course->ratings[i].value);
        draw_dot(plot,
                 plot_place(plot, (double)course->ratings[i].t_s,
                            is_given ? (double)course->ratings[i].value : 0),
                 is_given);
    }
    if (beside->is_water && beside->next_s > 0)
        draw_dot(plot, plot_place(plot, beside->lasted_s + beside->next_s, 0), false);
}

static void draw_tests(const struct plot *plot)
{
    const struct beside_course *course = &beside_of(plot)->course;
    const float y = plot->bottom - (float)(TESTS + TEST_H) / 2;
    for (size_t i = 0; i < course->n_tests; i++) {
        const float from = x_within(plot, (double)course->tests[i].from_s),
                    to = x_within(plot, (double)course->tests[i].to_s);
        const bool is_now = course->is_testing && i + 1 == course->n_tests;
        canvas_fill(plot->ui->canvas, (struct rect){from, y, fmaxf(to - from, 4), TEST_H},
                    ui_colour(plot->ui, is_now ? COLOUR_TEXT : COLOUR_TEXT3));
    }
}

/* Its word stands where nothing has been tested yet, and as long as there is room for that. */
static void draw_now(const struct plot *plot)
{
    const char *word = ui_say(plot->ui, TEXT_run_course_now);
    const float x = x_within(plot, beside_of(plot)->lasted_s), gap = 8;
    const float w = ui_text_width(plot->ui, 16, WEIGHT_SEMIBOLD, word);
    const float y = plot->bottom - (float)TESTS / 2;
    const bool has_room = x + gap + w <= plot->area.x + plot->area.w;
    const float word_x = has_room ? x + gap : x - gap - w;
    canvas_line(plot->ui->canvas, (struct point){x, plot->area.y}, (struct point){x, plot->bottom},
                plot_stroke(plot, COLOUR_TEXT, 2));
    canvas_fill(plot->ui->canvas, (struct rect){word_x - 2, y - 9, w + 4, 18},
                ui_colour(plot->ui, COLOUR_PANEL));
    ui_text(plot->ui, (struct point){word_x, y}, 16, WEIGHT_SEMIBOLD, COLOUR_TEXT, word);
}

/* ---- in the panel ----------------------------------------------------------------------------------- */

/* Nothing is pressed, so nothing is to be steered. */
static bool has_all(const struct run_view *run)
{
    return run->now == NOW_CONFIRM || run->now == NOW_WAIT || run->now == NOW_REST;
}

float plot_beside_height(const struct ui *ui, float room)
{
    const struct run_view *run = &ui->view->run;
    if (!run->beside.is_on)
        return 0;
    if (has_all(run))
        return room + SECONDS; /* where those of the test stand otherwise */
    return room >= PLOT_BESIDE_FROM ? fmaxf(PLOT_BESIDE, floorf(room / 3)) : 0;
}

void plot_draw_beside(struct ui *ui, struct rect area)
{
    const struct plot plot = plot_of(ui, area);
    draw_wanted(&plot);
    draw_scale(&plot);
    draw_end(&plot);
    plot_draw_seconds(&plot);
    draw_words(&plot);
    draw_tests(&plot);
    draw_rated(&plot);
    draw_now(&plot);
    draw_asked(&plot);
}
