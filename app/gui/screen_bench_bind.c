/* A found instrument becomes part of the bench: as what, and of a force gauge how much it bears and how large its probe is. Both
 * are asked with the values that are on the market, and none of them is taken for granted. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

#include <string.h>

/* What labels of gauges say (50 lbf, 100 lbf … are 222, 445 N: typed), and probes of algometers. */
static const double capacities_n[] = {50, 100, 200, 250, 500, 1000}, areas_cm2[] = {0.5, 1, 2};

struct amount {
    const double *values;
    size_t n;
    double min, max;
    enum text_id title, about, label, unit_text;
    const char *unit;
};

static const struct amount capacity = {capacities_n,
                                       COUNT_OF(capacities_n),
                                       1,
                                       50000,
                                       TEXT_bench_capacity,
                                       TEXT_bench_capacity_about,
                                       TEXT_bench_capacity_label,
                                       TEXT_bench_newton,
                                       "N"};
static const struct amount area = {areas_cm2,
                                   COUNT_OF(areas_cm2),
                                   0.01,
                                   100,
                                   TEXT_bench_area,
                                   TEXT_bench_area_about,
                                   TEXT_bench_area_label,
                                   TEXT_bench_cm2,
                                   "cm²"};

static const struct found_view *found_of(struct ui *ui, const struct bench_screen *screen)
{
    return &ui->view->bench.found[screen->about];
}

static void bind(struct ui *ui, struct bench_screen *screen, double area_cm2)
{
    screen->question = BENCH_ASKS_NOTHING;
    ui_act(ui, ACTION_BIND, screen->about, screen->capacity_n,
           found_of(ui, screen)->roles[screen->role]);
    ui->actions->list[ui->actions->n - 1].area_cm2 = area_cm2;
}

static void take_amount(struct ui *ui, struct bench_screen *screen, double value)
{
    if (screen->question == BENCH_ASKS_CAPACITY || screen->question == BENCH_ASKS_CAPACITY_TEXT) {
        screen->capacity_n = value;
        screen->question = BENCH_ASKS_AREA;
    } else {
        bind(ui, screen, value);
    }
}

static const char *say_amount(struct ui *ui, const struct amount *amount, double value)
{
    return ui_fill(ui, amount->unit_text, "n", ui_number(ui, value, value < 1 ? 1 : 0), NULL);
}

static void choose_amount(struct ui *ui, struct bench_screen *screen, const struct amount *amount)
{
    const char *labels[COUNT_OF(capacities_n) + 1];
    for (size_t i = 0; i < amount->n; i++)
        labels[i] = say_amount(ui, amount, amount->values[i]);
    labels[amount->n] = ui_say(ui, TEXT_bench_other);
    const int chosen = ui_modal(ui, ui_say(ui, amount->title), ui_say(ui, amount->about), labels,
                                amount->n + 1, ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    if (chosen < 0) {
        screen->question = BENCH_ASKS_NOTHING;
    } else if ((size_t)chosen < amount->n) {
        take_amount(ui, screen, amount->values[chosen]);
    } else {
        screen->question++; /* … _TEXT */
        ui_field_set(ui, &screen->answer, "");
        ui_focus(ui, &screen->answer);
    }
}

static void type_amount(struct ui *ui, struct bench_screen *screen, const struct amount *amount)
{
    double value = 0;
    const bool is_good = bench_read_number(screen->answer.text, amount->min, amount->max, &value);
    const char *range = ui_fill(ui, TEXT_bench_weight_bad, "min",
                                ui_number(ui, amount->min, amount->min < 1 ? 2 : 0), "max",
                                ui_number(ui, amount->max, 0), NULL);
    const struct parts_question question = {.title = ui_say(ui, amount->title),
                                            .about = ui_say(ui, amount->about),
                                            .label = ui_say(ui, amount->label),
                                            .unit = amount->unit,
                                            .hint = range,
                                            .yes = ui_say(ui, TEXT_bench_use)};
    const enum parts_answer answer = parts_ask(ui, &question, &screen->answer);
    if (answer == ANSWER_NONE || (answer == ANSWER_YES && !is_good))
        return;
    ui_field_set(ui, &screen->answer, "");
    if (answer == ANSWER_YES)
        take_amount(ui, screen, value);
    else
        screen->question = BENCH_ASKS_NOTHING;
}

/* ---- as what ------------------------------------------------------------------------------------
 */

/* Whose place it takes; "" nobody's. */
static const char *say_role(struct ui *ui, const char *role)
{
    const struct bench_view *bench = &ui->view->bench;
    const char *name = parts_role(ui, role);
    for (size_t i = 0; i < bench->n_instruments; i++)
        if (strcmp(bench->instruments[i].role, role) == 0)
            return ui_fill(ui, TEXT_bench_instead, "role", name, "model",
                           bench->instruments[i].model[0] != '\0' ? bench->instruments[i].model
                                                                  : bench->instruments[i].name,
                           NULL);
    return name;
}

static void choose_role(struct ui *ui, struct bench_screen *screen)
{
    const struct found_view *found = found_of(ui, screen);
    const char *names[VIEW_ROLES_MAX];
    for (size_t i = 0; i < found->n_roles; i++)
        names[i] = say_role(ui, found->roles[i]);
    const int chosen = ui_modal(ui, ui_say(ui, TEXT_bench_bind),
                                ui_fill(ui, TEXT_bench_bind_about, "model", found->model, NULL),
                                names, found->n_roles, ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    screen->question = BENCH_ASKS_NOTHING;
    screen->capacity_n = 0;
    if (chosen < 0)
        return;
    screen->role = (uint8_t)chosen;
    if (found->needs_force && strcmp(found->roles[chosen], "algometer") == 0)
        screen->question = BENCH_ASKS_CAPACITY;
    else
        bind(ui, screen, 0);
}

bool bench_ask_binding(struct ui *ui, struct bench_screen *screen)
{
    switch ((enum bench_question)screen->question) {
    case BENCH_ASKS_ROLE:
        choose_role(ui, screen);
        return true;
    case BENCH_ASKS_CAPACITY:
        choose_amount(ui, screen, &capacity);
        return true;
    case BENCH_ASKS_CAPACITY_TEXT:
        type_amount(ui, screen, &capacity);
        return true;
    case BENCH_ASKS_AREA:
        choose_amount(ui, screen, &area);
        return true;
    case BENCH_ASKS_AREA_TEXT:
        type_amount(ui, screen, &area);
        return true;
    case BENCH_ASKS_NOTHING:
    case BENCH_ASKS_WEIGHT:
    case BENCH_ASKS_PATH:
    case BENCH_ASKS_OPEN:
    case BENCH_ASKS_PURPOSE:
    case BENCH_ASKS_KIND:
    case BENCH_ASKS_SOURCE:
    case BENCH_ASKS_SOURCE_TEXT:
    case BENCH_ASKS_PIN:
    case BENCH_ASKS_KEY:
    case BENCH_ASKS_DROP:
        break;
    }
    return false;
}

/* ---- what the program asks ----------------------------------------------------------------------
 */

static int ask(struct ui *ui, enum text_id title, const char *about, enum text_id yes)
{
    const char *const options[] = {ui_say(ui, yes)};
    return ui_modal(ui, ui_say(ui, title), about, options, 1, ui_say(ui, TEXT_ui_cancel));
}

bool bench_has_request(const struct ui *ui, const struct bench_screen *screen)
{
    const struct bench_view *bench = &ui->view->bench;
    return bench->check.is_on || bench->begin_asks || bench_is_taken(ui, screen);
}

void bench_ask_request(struct ui *ui, struct bench_screen *screen)
{
    const struct bench_view *bench = &ui->view->bench;
    if (bench->check.is_on) {
        bench_draw_check(ui);
        return;
    }
    if (bench->begin_asks) {
        const int chosen = ask(ui, TEXT_bench_begin_title, ui_say(ui, TEXT_bench_begin_about),
                               TEXT_bench_begin_anyway);
        if (chosen != -1)
            ui_act(ui, ACTION_BEGIN_ANYWAY, chosen == 0, 0, NULL);
        return;
    }
    bench_ask_taken(ui, screen);
}
