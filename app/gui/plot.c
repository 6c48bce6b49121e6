/* The ramp as a picture to steer by: time runs right and never scrolls, the tunnel of the target slope, and where the hand
 * is in it. Verdict and tone judge the slope; this judges nothing. */
#include "plot_internal.h"

#include <math.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
/* Pieces beside the band that are too short for a word. */
#define WORD_LEAST_S 0.25

enum { LABELS_MAX = PLOT_LABELS_MAX, TRACE = 3, TRACE_OUT = 5 };
#define NUMBER_APART 20.0f

static const double second_steps[] = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600};
static const double kpa_steps[] = {5, 10, 20, 50, 100, 200, 500, 1000};
static const double degree_steps[] = {1, 2, 4, 8, 10, 20};

float plot_x(const struct plot *plot, double t_s)
{
    return plot->area.x + plot->area.w * (float)(t_s / plot->range.end_s);
}

static float y_of(const struct plot *plot, double value)
{
    const double share = (value - plot->range.low) / (plot->range.top - plot->range.low);
    return plot->area.y + plot->area.h * (float)(1 - share);
}

struct point plot_place(const struct plot *plot, double t_s, double value)
{
    return (struct point){plot_x(plot, t_s), y_of(plot, value)};
}

bool plot_is_thermal(const struct plot *plot)
{
    return plot->run->stimulus == VIEW_TEMPERATURE;
}

bool plot_is_cuff(const struct plot *plot)
{
    return view_is_cuff(plot->run->stimulus);
}

/* While it goes on by itself. */
static bool is_rated(const struct plot *plot)
{
    return plot_is_cuff(plot) || (plot_is_thermal(plot) && plot->run->is_rated);
}

struct stroke plot_stroke(const struct plot *plot, enum role_colour role, float width)
{
    return (struct stroke){.colour = ui_colour(plot->ui, role), .width = width};
}

/* ---- axes ------------------------------------------------------------------------------------------- */

static double value_step(const struct plot *plot)
{
    const double range = plot->range.top - plot->range.low;
    if (view_is_cold(plot->run->stimulus))
        return 2; /* of a rating */
    return plot_is_thermal(plot) ? plot_tick(range, degree_steps, COUNT(degree_steps))
                                 : plot_tick(range, kpa_steps, COUNT(kpa_steps));
}

/* In a low plot a number would stand on the next. */
static int numbered_rule(const struct plot *plot, double step)
{
    const float apart = fabsf(y_of(plot, 0) - y_of(plot, step));
    return (int)ceilf(NUMBER_APART / fmaxf(apart, 1));
}

static void draw_grid(const struct plot *plot)
{
    const double step = value_step(plot);
    const int every = numbered_rule(plot, step);
    const float left = plot->area.x, right = plot->area.x + plot->area.w;
    const int first = (int)ceil(plot->range.low / step);
    for (int i = first; i * step <= plot->range.top * 1.0001; i++) {
        const float y = floorf(y_of(plot, i * step)) + 0.5f;
        canvas_line(plot->ui->canvas, (struct point){left, y}, (struct point){right, y},
                    plot_stroke(plot, i == 0 ? COLOUR_EDGE : COLOUR_LINE, 1));
        if (i % every == 0)
            ui_text_right(plot->ui, (struct point){left - 12, y}, 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                          ui_number(plot->ui, i * step, 0));
    }
    ui_text_right(plot->ui, (struct point){left - 12, plot->area.y - 22}, 16, WEIGHT_REGULAR,
                  COLOUR_TEXT2, view_is_cold(plot->run->stimulus) ? "NRS" : run_unit(plot->ui));
}

void plot_draw_seconds(const struct plot *plot)
{
    const double step = plot_tick(plot->range.end_s, second_steps, COUNT(second_steps));
    const int last = (int)floor(plot->range.end_s / step * 1.0001);
    for (int i = 0; i <= last; i++) {
        const float x = floorf(plot_x(plot, i * step)) + 0.5f;
        canvas_line(plot->ui->canvas, (struct point){x, plot->bottom},
                    (struct point){x, plot->bottom + 5}, plot_stroke(plot, COLOUR_EDGE, 1));
        const char *number = ui_number(plot->ui, i * step, 0);
        ui_text_centre(plot->ui, (struct point){x, plot->bottom + 20}, 16, WEIGHT_REGULAR,
                       COLOUR_TEXT2, number);
        if (i == last)
            ui_text(plot->ui,
                    (struct point){x + ui_text_width(plot->ui, 16, WEIGHT_REGULAR, number) / 2 + 4,
                                   plot->bottom + 20},
                    16, WEIGHT_REGULAR, COLOUR_TEXT2, "s");
    }
}

/* ---- the target ------------------------------------------------------------------------------------- */

static size_t trace_band(const struct plot *plot, struct point *upper, struct point *lower)
{
    struct trace_point corners[PLOT_CORNERS];
    const size_t n = plot_target(plot->run, &plot->range, corners);
    for (size_t i = 0; i < n; i++) {
        const double t = (double)corners[i].t_s, value = (double)corners[i].value;
        const double half = plot_half_band(plot->run, t);
        upper[i] = plot_place(plot, t, value + half);
        lower[i] = plot_place(plot, t, fmax(value - half, plot->range.low));
    }
    return n;
}

/* Nobody steers a cuff: there is its line alone. */
static bool has_band(const struct plot *plot)
{
    return !plot_is_cuff(plot) && !plot->run->beat.is_on;
}

static void draw_band(const struct plot *plot)
{
    struct point upper[PLOT_CORNERS], lower[PLOT_CORNERS], around[2 * PLOT_CORNERS];
    const size_t n = has_band(plot) ? trace_band(plot, upper, lower) : 0;
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++) {
        around[i] = upper[i];
        around[2 * n - 1 - i] = lower[i];
    }
    canvas_polygon(plot->ui->canvas, around, 2 * n, ui_colour(plot->ui, COLOUR_BAND),
                   (struct stroke){0});
}

static void draw_band_edges(const struct plot *plot)
{
    struct point upper[PLOT_CORNERS], lower[PLOT_CORNERS];
    const size_t n = has_band(plot) ? trace_band(plot, upper, lower) : 0;
    if (n == 0)
        return;
    canvas_polyline(plot->ui->canvas, upper, n, plot_stroke(plot, COLOUR_BAND_EDGE, 1.5f));
    canvas_polyline(plot->ui->canvas, lower, n, plot_stroke(plot, COLOUR_BAND_EDGE, 1.5f));
}

static void draw_target(const struct plot *plot)
{
    struct trace_point corners[PLOT_CORNERS];
    struct stroke dashed = plot_stroke(plot, COLOUR_TEXT2, 1.5f);
    dashed.dash = 6;
    const size_t n = plot_target(plot->run, &plot->range, corners);
    const bool has_parts = is_rated(plot); /* of a hand it is one line */
    for (size_t i = plot_is_thermal(plot) && !has_parts && n > 0 ? n - 2 : 0; i + 1 < n; i++) {
        const struct trace_point *from = &corners[i], *to = &corners[has_parts ? i + 1 : n - 1];
        canvas_line(plot->ui->canvas, plot_place(plot, (double)from->t_s, (double)from->value),
                    plot_place(plot, (double)to->t_s, (double)to->value), dashed);
        if (!has_parts)
            break;
    }
}

static void draw_limit(const struct plot *plot)
{
    const double limit = plot->run->limit;
    /* no more than is asked for */
    const bool is_level = view_goes_on(plot->run->stimulus) && plot->run->is_rated;
    const float right = plot->area.x + plot->area.w;
    if ((limit <= 0 && !plot_is_thermal(plot)) || is_level)
        return;
    const bool is_above = limit > plot->range.top * 1.0001;
    const bool has_room = !run_is_small(plot->ui);
    const char *words =
        ui_fill(plot->ui, is_above && has_room ? TEXT_run_limit_above : TEXT_run_limit, "limit",
                ui_number(plot->ui, limit, 0), "unit", run_unit(plot->ui), NULL);
    if (is_above) {
        ui_text_right(plot->ui, (struct point){right, plot->area.y - 22}, 16, WEIGHT_REGULAR,
                      COLOUR_TEXT2, words);
        return;
    }
    /* at the left: the trace comes to it at the right */
    const float y = y_of(plot, limit);
    canvas_line(plot->ui->canvas, (struct point){plot->area.x, y}, (struct point){right, y},
                plot_stroke(plot, COLOUR_TEXT, 2));
    ui_text(plot->ui, (struct point){plot->area.x + 8, y - 16}, 16, WEIGHT_REGULAR, COLOUR_TEXT,
            words);
}

/* ---- the trace -------------------------------------------------------------------------------------- */

static bool overlap(struct rect a, struct rect b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* A point that has left the view stands at its edge. */
static struct point edge_place(const struct plot *plot, const struct trace_point *point)
{
    const double t = fmin((double)point->t_s, plot->range.end_s);
    const double value = fmin(fmax((double)point->value, plot->range.low), plot->range.top);
    return plot_place(plot, t, value);
}

/* Where it was when it was read last is not where it is. */
static bool has_point(const struct run_view *run)
{
    const bool waits = view_goes_on(run->stimulus) && run->now == NOW_ARMED;
    return !run->has_threshold && run->n_trace > 0 && run->has_reading &&
           (run->now == NOW_RUNNING || waits);
}

/* The leader of the current point gives way to a word that it passes. */
static void break_leader(const struct plot *plot, struct rect word)
{
    if (!has_point(plot->run))
        return;
    const float y = edge_place(plot, &plot->run->trace[plot->run->n_trace - 1]).y;
    if (y > word.y && y < word.y + word.h)
        canvas_fill(plot->ui->canvas, (struct rect){word.x, y - 2, word.w, 4},
                    ui_colour(plot->ui, COLOUR_PANEL));
}

/* The room of a word is the trace's, or that of the point it has come to. */
static bool lies_on_trace(const struct plot *plot, struct rect room)
{
    const struct run_view *run = plot->run;
    const float dot = 10;
    for (size_t i = 0; i + 1 < run->n_trace; i++) {
        const struct point a = edge_place(plot, &run->trace[i]),
                           b = edge_place(plot, &run->trace[i + 1]);
        const struct rect part = {fminf(a.x, b.x), fminf(a.y, b.y), fabsf(b.x - a.x) + 1,
                                  fabsf(b.y - a.y) + 1};
        if (overlap(part, room))
            return true;
    }
    if (!has_point(run))
        return false;
    const struct point at = edge_place(plot, &run->trace[run->n_trace - 1]);
    return overlap((struct rect){at.x - dot, at.y - dot, 2 * dot, 2 * dot}, room);
}

bool plot_put_label(struct plot *plot, struct point at, enum role_colour role, const char *text)
{
    const float w = ui_text_width(plot->ui, 16, WEIGHT_REGULAR, text);
    const float x = fminf(fmaxf(at.x, plot->area.x + 6), plot->area.x + plot->area.w - w - 6);
    const float y = fminf(fmaxf(at.y, plot->area.y + 12), plot->area.y + plot->area.h - 12);
    const struct rect room = {x - 4, y - 11, w + 8, 22};
    if (plot->n_labels == LABELS_MAX || lies_on_trace(plot, room))
        return false;
    for (size_t i = 0; i < plot->n_labels; i++)
        if (overlap(plot->labels[i], room))
            return false;
    plot->labels[plot->n_labels++] = room;
    break_leader(plot, room);
    ui_text(plot->ui, (struct point){x, y}, 16, WEIGHT_REGULAR, role, text);
    return true;
}

static enum role_colour piece_role(const struct plot_piece *piece)
{
    if (piece->where == 0)
        return COLOUR_TEXT;
    return piece->where > 0 ? COLOUR_HIGH : COLOUR_LOW;
}

static void draw_piece(const struct plot *plot, const struct plot_piece *piece)
{
    struct point points[VIEW_TRACE_MAX];
    size_t n = 0;
    for (size_t i = piece->first; i <= piece->last; i++)
        points[n++] =
            plot_place(plot, (double)plot->run->trace[i].t_s, (double)plot->run->trace[i].value);
    canvas_polyline(plot->ui->canvas, points, n,
                    plot_stroke(plot, piece_role(piece), piece->where ? TRACE_OUT : TRACE));
}

/* The highest place of trace and target left of `x`. */
static float top_of_trace(const struct plot *plot, float x)
{
    const double end = plot->range.end_s * (double)((x - plot->area.x) / plot->area.w);
    double top = plot->run->target_slope * end;
    for (size_t i = 0; i < plot->run->n_trace && (double)plot->run->trace[i].t_s <= end; i++)
        top = fmax(top, (double)plot->run->trace[i].value);
    return y_of(plot, top);
}

/* The other side of the trace, as far as a word from `x` on reaches. */
static float other_side(const struct plot *plot, float x, float w, bool is_above)
{
    float y = is_above ? plot->area.y + plot->area.h : plot->area.y;
    for (size_t i = 0; i < plot->run->n_trace; i++) {
        const struct point at = edge_place(plot, &plot->run->trace[i]);
        if (at.x >= x - 4 && at.x <= x + w + 4)
            y = is_above ? fminf(y, at.y) : fmaxf(y, at.y);
    }
    return y + (is_above ? -28 : 28);
}

/* Right of a piece and below the band, where nothing has been drawn yet. */
static struct point beside(const struct plot *plot, const struct trace_point *last)
{
    const double t = (double)last->t_s, target = plot->run->target_slope * t;
    const float x = plot_x(plot, t) + 18;
    const float under = y_of(plot, fmax(target - plot_half_band(plot->run, t), 0)) + 14;
    return (struct point){x, fmaxf(edge_place(plot, last).y, under)};
}

static double seconds_of(const struct run_view *run, const struct plot_piece *piece)
{
    return (double)(run->trace[piece->last].t_s - run->trace[piece->first].t_s);
}

static void draw_piece_word(struct plot *plot, const struct plot_piece *piece)
{
    const struct trace_point *first = &plot->run->trace[piece->first],
                             *last = &plot->run->trace[piece->last];
    const bool is_high = piece->where > 0;
    const char *text = ui_fill(plot->ui, is_high ? TEXT_run_s_too_fast : TEXT_run_s_too_slow, "s",
                               ui_number(plot->ui, seconds_of(plot->run, piece), 1), NULL);
    double peak = (double)first->value;
    for (size_t i = piece->first; i <= piece->last; i++)
        peak = is_high ? fmax(peak, (double)plot->run->trace[i].value)
                       : fmin(peak, (double)plot->run->trace[i].value);
    /* above the trace it ends, below the trace it begins with its piece: there the trace is further away */
    const float w = ui_text_width(plot->ui, 16, WEIGHT_REGULAR, text);
    const float x = is_high ? fmaxf(plot_x(plot, (double)last->t_s) - w, plot->area.x + 6)
                            : plot_x(plot, (double)first->t_s);
    const float y = y_of(plot, peak) + (is_high ? -28 : 28);
    const float clear = is_high ? top_of_trace(plot, x + w) - 20 : y;
    const enum role_colour role = piece_role(piece);
    if (plot_put_label(plot, (struct point){x, fminf(y, clear)}, role, text) ||
        (!is_high && plot_put_label(plot, beside(plot, last), role, text)))
        return;
    (void)plot_put_label(plot, (struct point){x, other_side(plot, x, w, !is_high)}, role, text);
}

/* Those that get a word, the longest first: where there is room for one word only, it is that of the part one sees. */
static size_t find_long_pieces(const struct run_view *run, struct plot_piece list[LABELS_MAX])
{
    struct plot_piece piece;
    size_t n = 0;
    for (size_t at = 0; plot_next_piece(run, &at, &piece);) {
        const double seconds = seconds_of(run, &piece);
        if (piece.where == 0 || seconds < WORD_LEAST_S)
            continue;
        size_t i = n;
        for (; i > 0 && seconds_of(run, &list[i - 1]) < seconds; i--)
            if (i < LABELS_MAX)
                list[i] = list[i - 1];
        if (i < LABELS_MAX)
            list[i] = piece;
        n += n < LABELS_MAX;
    }
    return n;
}

static void draw_trace(struct plot *plot)
{
    struct plot_piece piece;
    for (size_t at = 0; plot_next_piece(plot->run, &at, &piece);)
        draw_piece(plot, &piece);
}

/* What a side of the band is called; ends at `x` of the width. */
static void put_side_word(struct plot *plot, float x, float y, enum role_colour role,
                          const char *text)
{
    const float w = ui_text_width(plot->ui, 16, WEIGHT_REGULAR, text);
    const struct point at = {plot->area.x + plot->area.w * x - w, plot->area.y + plot->area.h * y};
    const struct rect room = {at.x - 4, at.y - 11, w + 8, 22};
    for (size_t i = 0; i < plot->n_labels; i++)
        if (overlap(plot->labels[i], room))
            return;
    break_leader(plot, room);
    ui_text(plot->ui, at, 16, WEIGHT_REGULAR, role, text);
}

/* Where the way back does not come to it. */
static void draw_baseline(struct plot *plot)
{
    struct stroke dashed = plot_stroke(plot, COLOUR_TEXT2, 1);
    const double baseline = plot->run->thermal.baseline;
    const float y = floorf(y_of(plot, baseline)) + 0.5f, right = plot->area.x + plot->area.w;
    const char *words = ui_fill(plot->ui, TEXT_run_baseline, "c",
                                ui_number(plot->ui, baseline, floor(baseline) != baseline), NULL);
    const bool is_top = plot->run->limit < baseline;
    const struct point words_at = {right, is_top ? y + 16 : y - 16};
    dashed.dash = 3;
    canvas_line(plot->ui->canvas, (struct point){plot->area.x, y}, (struct point){right, y},
                dashed);
    if (!is_rated(plot)) /* its line comes back there, and begins there */
        (void)plot_put_label(plot, words_at, COLOUR_TEXT2, words);
}

static void draw_words(struct plot *plot)
{
    struct plot_piece pieces[LABELS_MAX];
    struct ui *ui = plot->ui;
    if (plot_is_thermal(plot)) {
        draw_baseline(plot);
        return;
    }
    if (plot_is_cuff(plot)) {
        plot_draw_pdt(plot);
        return;
    }
    if (plot->run->beat.is_on)
        return;
    const size_t n = find_long_pieces(plot->run, pieces);
    for (size_t i = 0; i < n; i++)
        draw_piece_word(plot, &pieces[i]);
    put_side_word(plot, 0.66f, 0.12f, COLOUR_HIGH, ui_say(ui, TEXT_run_plot_fast));
    put_side_word(plot, 0.91f, 0.5f, COLOUR_LOW, ui_say(ui, TEXT_run_plot_slow));
}

/* ---- markers ---------------------------------------------------------------------------------------- */

static void draw_leader(const struct plot *plot)
{
    struct stroke dotted = plot_stroke(plot, COLOUR_TEXT, 1.5f);
    dotted.dash = 2;
    const float x = plot->area.x;
    if (!has_point(plot->run))
        return;
    const struct point at = edge_place(plot, &plot->run->trace[plot->run->n_trace - 1]);
    const struct point triangle[] = {{x - 10, at.y - 8}, {x - 1, at.y}, {x - 10, at.y + 8}};
    canvas_line(plot->ui->canvas, (struct point){x, at.y}, at, dotted);
    canvas_polygon(plot->ui->canvas, triangle, COUNT(triangle), ui_colour(plot->ui, COLOUR_TEXT),
                   (struct stroke){0});
}

static void draw_point(const struct plot *plot, const struct trace_point *point)
{
    canvas_arc(plot->ui->canvas, edge_place(plot, point), 9, (struct point){0, 1},
               ui_colour(plot->ui, COLOUR_TEXT), plot_stroke(plot, COLOUR_PANEL, 3));
}

static void draw_threshold(const struct plot *plot)
{
    const struct point at = edge_place(plot, &plot->run->threshold);
    const struct stroke tick = plot_stroke(plot, COLOUR_TEXT, 2);
    canvas_line(plot->ui->canvas, (struct point){at.x, at.y - 18}, (struct point){at.x, at.y + 18},
                tick);
    canvas_arc(plot->ui->canvas, at, 9, (struct point){0, 1}, ui_colour(plot->ui, COLOUR_TEXT),
               plot_stroke(plot, COLOUR_PANEL, 2));
}

/* Open, on its limit: the value is a bound. */
static void draw_censored(const struct plot *plot)
{
    const struct point at = edge_place(plot, &plot->run->threshold);
    const struct stroke stroke = plot_stroke(plot, COLOUR_TEXT, 2);
    const struct point triangle[] = {
        {at.x - 9, at.y - 16}, {at.x + 9, at.y - 16}, {at.x, at.y - 2}};
    canvas_polygon(plot->ui->canvas, triangle, COUNT(triangle), ui_colour(plot->ui, COLOUR_PANEL),
                   stroke);
    canvas_line(plot->ui->canvas, (struct point){at.x - 18, at.y}, (struct point){at.x + 18, at.y},
                stroke);
}

static void draw_markers(const struct plot *plot)
{
    const struct run_view *run = plot->run;
    if (run->has_threshold && run->censored)
        draw_censored(plot);
    else if (run->has_threshold)
        draw_threshold(plot);
    else if (has_point(run))
        draw_point(plot, &run->trace[run->n_trace - 1]);
}

/* Zones have one in a large window, where what is rated keeps its own. */
static float zone_height(const struct plot *plot)
{
    const float least = is_rated(plot) ? PLOT_RATED_FROM + PLOT_LANE + PLOT_LANE_GAP : 0;
    const bool has_room = !run_is_small(plot->ui) && plot->area.h >= least;
    return plot_is_thermal(plot) && plot->run->thermal.n_zones > 0 && has_room ? PLOT_LANE : 0;
}

/* Ratings wherever what is rated has room enough beside them. */
static float rating_height(const struct plot *plot)
{
    if (!is_rated(plot) || plot->area.h < PLOT_RATED_FROM)
        return 0;
    if (plot->zones.h > 0)
        return PLOT_LANE; /* beside another */
    return run_is_small(plot->ui) ? PLOT_RATING_LANE_SMALL
                                  : fmaxf(PLOT_RATING_LANE, floorf(plot->area.h / 4));
}

/* `h` of it from below, and a gap; no height: nothing. */
static struct rect cut_lane(struct rect *area, float h, float gap)
{
    const struct rect lane = {area->x, area->y + area->h - h, area->w, h};
    area->h -= h > 0 ? h + gap : 0;
    return lane;
}

/* The lanes stand where there is room for them, above the seconds. */
static struct plot plot_of(struct ui *ui, struct rect area)
{
    struct plot plot = {
        .ui = ui, .run = &ui->view->run, .area = area, .range = plot_range(&ui->view->run)};
    const bool has_pulses = run_view_has_pulses(plot.run);
    plot.bottom = area.y + area.h;
    plot.beat = cut_lane(&plot.area, plot.run->beat.is_on ? PLOT_BEAT_LANE : 0, 0);
    plot.zones = cut_lane(&plot.area, zone_height(&plot), PLOT_LANE_GAP);
    plot.ratings =
        cut_lane(&plot.area, rating_height(&plot), has_pulses ? PLOT_PULSES_GAP : PLOT_LANE_GAP);
    return plot;
}

void plot_draw(struct ui *ui, struct rect whole)
{
    struct plot plot = plot_of(ui, whole);
    const struct rect area = plot.area;
    if (view_is_cold(plot.run->stimulus)) {
        draw_grid(&plot);
        plot_draw_seconds(&plot);
        plot_draw_cold(&plot);
        return;
    }
    const struct rect inside = {area.x - TRACE_OUT, area.y, area.w + 2 * TRACE_OUT,
                                area.h + TRACE_OUT};
    canvas_clip(ui->canvas, area);
    draw_band(&plot);
    plot_draw_wanted(&plot);
    canvas_unclip(ui->canvas);
    draw_grid(&plot);
    plot_draw_seconds(&plot);
    plot_draw_rating_lane(&plot);
    plot_draw_lane(&plot);
    canvas_clip(ui->canvas, area);
    draw_band_edges(&plot);
    draw_target(&plot);
    plot_draw_pulses(&plot);
    canvas_unclip(ui->canvas);
    draw_limit(&plot);
    canvas_clip(ui->canvas, inside);
    plot_draw_zones(&plot);
    draw_trace(&plot);
    canvas_unclip(ui->canvas);
    plot_draw_pulse_marks(&plot);
    plot_draw_presses(&plot);
    draw_leader(&plot);
    draw_words(&plot);
    draw_markers(&plot);
}
