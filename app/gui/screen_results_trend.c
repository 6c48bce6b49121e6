/* The threshold of the chosen site over the visits: evenly spaced, dates below. Without a smallest detectable change no point is called
 * changed. */
#include "screen_parts_internal.h"
#include "screen_results_internal.h"

#include <math.h>

enum { TICKS_MAX = 5, CHANGE_W = 136, RANGE_MIN_KPA = 60, RANGE_MIN_C = 4 };

struct axis {
    double low, high, step;
};

struct trend {
    const struct results_view *results;
    size_t row;
};

static bool has_at(const struct trend *trend, size_t visit)
{
    return trend->results->visits[visit].has[trend->row];
}

static const struct result_row *row_of(const struct trend *trend)
{
    return &trend->results->rows[trend->row];
}

static int decimals_of(const struct trend *trend)
{
    const int own = results_decimals(row_of(trend));
    return own == 0 && results_says_unit(row_of(trend)) ? 1 : own; /* of other visits, too */
}

static const char *unit_of(struct ui *ui, const struct trend *trend)
{
    return results_unit(ui, row_of(trend));
}

static double mean_at(const struct trend *trend, size_t visit)
{
    return trend->results->visits[visit].mean[trend->row];
}

/* Round numbers around all values; never narrower than RANGE_MIN_KPA or _C, so that noise does not look like change. */
static struct axis axis_of(const struct trend *trend)
{
    static const double steps[] = {1, 2, 5, 10, 20, 50, 100, 200, 500};
    const bool is_thermal = results_says_unit(row_of(trend));
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < trend->results->n_visits; i++)
        if (has_at(trend, i)) {
            low = fmin(low, mean_at(trend, i));
            high = fmax(high, mean_at(trend, i));
        }
    const double widen = fmax((is_thermal ? RANGE_MIN_C : RANGE_MIN_KPA) - (high - low), 0) / 2;
    low -= widen;
    high += widen;
    for (size_t i = is_thermal ? 0 : 3; i < COUNT_OF(steps); i++) {
        const double step = steps[i], first = floor(low / step - 0.4) * step,
                     last = ceil(high / step + 0.4) * step;
        if ((last - first) / step <= TICKS_MAX || i + 1 == COUNT_OF(steps))
            return (struct axis){fmax(first, 0), last, step};
    }
    return (struct axis){0, 1000, 500};
}

static float y_of(const struct axis *axis, struct rect plot, double value)
{
    return plot.y + plot.h * (float)((axis->high - value) / (axis->high - axis->low));
}

static float x_of(const struct results_view *results, struct rect plot, size_t i)
{
    const float step = plot.w / (float)results->n_visits;
    return plot.x + step * ((float)i + 0.5f);
}

static void draw_axis(struct ui *ui, const struct axis *axis, struct rect plot)
{
    for (double value = axis->low; value <= axis->high + axis->step / 2; value += axis->step) {
        const float y = floorf(y_of(axis, plot, value));
        parts_rule(ui, plot.x, y, plot.w);
        ui_text_right(ui, (struct point){plot.x - 12, y}, TYPE_BODY, ui_number(ui, value, 0));
    }
}

static void draw_dates(struct ui *ui, struct rect plot)
{
    const struct results_view *results = &ui->view->results;
    float end = -INFINITY;
    for (size_t i = 0; i < results->n_visits; i++) {
        const char *day = parts_day(ui, results->visits[i].month, results->visits[i].day);
        const float w = ui_text_width(ui, 16, WEIGHT_REGULAR, day), x = x_of(results, plot, i);
        if (x - w / 2 < end + SIZE_GAP)
            continue;
        ui_text_centre(ui, (struct point){x, plot.y + plot.h + 20}, TYPE_BODY, day);
        end = x + w / 2;
    }
}

static void draw_points(struct ui *ui, const struct trend *trend, const struct axis *axis,
                        struct rect plot)
{
    const size_t visits = trend->results->n_visits;
    struct point points[VIEW_VISITS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < visits && i < VIEW_VISITS_MAX; i++)
        if (has_at(trend, i))
            points[n++] =
                (struct point){x_of(trend->results, plot, i), y_of(axis, plot, mean_at(trend, i))};
    if (n > 1)
        canvas_polyline(ui->canvas, points, n, (struct stroke){ui_colour(ui, COLOUR_TEXT), 2, 0});
    for (size_t i = 0, at = 0; i < visits && at < n; i++) {
        if (!has_at(trend, i))
            continue;
        canvas_arc(ui->canvas, points[at], 8, (struct point){0, 1}, ui_colour(ui, COLOUR_TEXT),
                   (struct stroke){ui_colour(ui, COLOUR_PANEL), 2, 0});
        ui_text_centre(ui, (struct point){points[at].x, points[at].y - 20}, TYPE_STRONG,
                       ui_number(ui, mean_at(trend, i), decimals_of(trend)));
        at++;
    }
}

/* From the first to the last visit that has a value; false: there are not two. */
static bool change_of(const struct trend *trend, double *change)
{
    size_t n = 0;
    double first = 0, last = 0;
    for (size_t i = 0; i < trend->results->n_visits; i++)
        if (has_at(trend, i)) {
            last = mean_at(trend, i);
            first = n++ == 0 ? last : first;
        }
    *change = last - first;
    return n > 1;
}

/* Why there is no change: there was one visit, or the others have no value here. */
static enum text_id why_no_change(const struct trend *trend)
{
    return trend->results->n_visits > 1 ? TEXT_results_one_value : TEXT_results_one_visit;
}

static void draw_change(struct ui *ui, const struct trend *trend, struct rect area)
{
    double change = 0;
    const bool has = change_of(trend, &change);
    float y = area.y + 10;
    if (has) {
        ui_text(ui, (struct point){area.x, y}, 20, WEIGHT_BOLD, COLOUR_TEXT,
                ui_fill(ui, change > 0 ? TEXT_results_change_more : TEXT_results_change, "n",
                        ui_number(ui, change, decimals_of(trend)), "unit", unit_of(ui, trend),
                        NULL));
        y += 20;
    }
    ui_text_block(ui, (struct rect){area.x, y - (has ? 4 : 10), area.w, area.y + area.h - y},
                  parts_is_narrow(ui) ? 14 : 16, WEIGHT_REGULAR, COLOUR_TEXT2,
                  ui_say(ui, has ? TEXT_results_no_sdc : why_no_change(trend)));
}

static bool has_any(const struct trend *trend)
{
    for (size_t i = 0; i < trend->results->n_visits; i++)
        if (has_at(trend, i))
            return true;
    return false;
}

static const char *say_title(struct ui *ui, const struct trend *trend)
{
    const struct result_row *row = row_of(trend);
    const char *test = row->test[0] ? row->test : "ppt";
    return ui_fill(ui, TEXT_results_trend, "test", test_text(ui->language, test, true), "site",
                   parts_site(ui, row->site, row->side), NULL);
}

/* Where there is no room for a plot, the change in words. */
static void draw_least(struct ui *ui, const struct trend *trend, struct rect in, bool has)
{
    const float title = ui_text_block(ui, (struct rect){in.x, in.y + 10, in.w, 46}, 16,
                                      WEIGHT_REGULAR, COLOUR_TEXT2, say_title(ui, trend));
    const float y = in.y + 14 + title;
    const struct rect rest = {in.x, y, in.w, in.y + in.h - y - 4};
    if (has)
        draw_change(ui, trend, rest);
    else
        ui_text_block(ui, rest, TYPE_BODY, ui_say(ui, TEXT_results_trend_none));
}

static void draw_plot(struct ui *ui, const struct trend *trend, struct rect area)
{
    const float change = parts_is_narrow(ui) ? 118 : CHANGE_W;
    const struct rect plot = {area.x + 64, area.y + (parts_is_narrow(ui) ? 60 : 68),
                              area.w - 64 - change - 2 * SIZE_PAD,
                              area.h - (parts_is_narrow(ui) ? 96 : 116)};
    const struct axis axis = axis_of(trend);
    draw_axis(ui, &axis, plot);
    draw_dates(ui, plot);
    draw_points(ui, trend, &axis, plot);
    draw_change(ui, trend,
                (struct rect){plot.x + plot.w + SIZE_PAD, plot.y, change,
                              area.y + area.h - plot.y - SIZE_GAP});
}

void results_draw_trend(struct ui *ui, const struct results_screen *screen, struct rect area)
{
    const struct results_view *results = &ui->view->results;
    const struct rect in = {area.x + SIZE_PAD, area.y, area.w - 2 * SIZE_PAD, area.h};
    const struct trend trend = {results,
                                screen->picked > 0 ? screen->picked - 1u : results->followed};
    const bool has = has_any(&trend);
    ui_panel(ui, PANEL_RIGHT, area, true);
    if (parts_is_least(ui)) {
        draw_least(ui, &trend, in, has);
        return;
    }
    const float unit =
        ui_text_right(ui, (struct point){in.x + in.w, area.y + 24}, TYPE_BODY, unit_of(ui, &trend));
    ui_text_cut(ui, (struct rect){in.x, area.y + 12, in.w - unit - SIZE_PAD, 24}, TYPE_BODY,
                say_title(ui, &trend));
    if (has)
        draw_plot(ui, &trend, area);
    else
        ui_text_block(ui, (struct rect){in.x, in.y + 48, in.w, 90}, TYPE_BODY,
                      ui_say(ui, TEXT_results_trend_none));
}
