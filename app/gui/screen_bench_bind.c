/* A found instrument becomes part of the bench: as what, and of a force gauge how much it bears and how large its probe is. Both
 * are asked with the values that are on the market, and none of them is taken for granted. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

#include "base/units.h"
#include "text/spoken.h"

#include <math.h>
#include <string.h>

/* What labels of gauges say (50 lbf, 100 lbf … are 222, 445 N: typed), and probes of algometers. */
static const double capacities_n[] = {50, 100, 200, 250, 500, 1000}, areas_cm2[] = {0.5, 1, 2};

const struct bench_amount bench_capacity = {capacities_n,
                                            COUNT_OF(capacities_n),
                                            CAPACITY_MIN_N,
                                            CAPACITY_MAX_N,
                                            TEXT_bench_capacity,
                                            TEXT_bench_capacity_about,
                                            TEXT_bench_capacity_label,
                                            TEXT_bench_newton,
                                            "N"};
const struct bench_amount bench_area = {areas_cm2,
                                        COUNT_OF(areas_cm2),
                                        PROBE_AREA_MIN_CM2,
                                        PROBE_AREA_MAX_CM2,
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

/* As many places as it has. */
const char *bench_say_number(struct ui *ui, double value)
{
    int places = 0;
    for (double scaled = value; places < 3 && fabs(scaled - round(scaled)) > 1e-9; scaled *= 10)
        places++;
    return ui_number(ui, value, places);
}

const char *bench_say_amount(struct ui *ui, const struct bench_amount *amount, double value)
{
    return ui_fill(ui, amount->unit_text, "n", bench_say_number(ui, value), NULL);
}

static void choose_amount(struct ui *ui, struct bench_screen *screen,
                          const struct bench_amount *amount)
{
    const char *labels[COUNT_OF(capacities_n) + 1];
    for (size_t i = 0; i < amount->n; i++)
        labels[i] = bench_say_amount(ui, amount, amount->values[i]);
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

/* With its unit or without. */
static bool read_amount(const struct bench_amount *amount, const char *text, double *value)
{
    char number[16];
    size_t n = strlen(text), unit = strlen(amount->unit);
    if (n > unit && strcmp(text + n - unit, amount->unit) == 0)
        n -= unit;
    if (n >= sizeof number)
        return false;
    memcpy(number, text, n);
    number[n] = '\0';
    return parts_read_number(number, amount->min, amount->max, value);
}

enum parts_answer bench_type_amount(struct ui *ui, struct bench_screen *screen,
                                    const struct bench_amount *amount, enum text_id yes,
                                    double *value)
{
    const bool is_good = read_amount(amount, screen->answer.text, value),
               is_bad = !is_good && screen->answer.text[0] != '\0';
    const char *range =
        ui_fill(ui, TEXT_bench_weight_bad, "min", bench_say_number(ui, amount->min), "max",
                bench_say_number(ui, amount->max), "unit", amount->unit, NULL);
    const struct parts_question question = {.title = ui_say(ui, amount->title),
                                            .about = ui_say(ui, amount->about),
                                            .label = ui_say(ui, amount->label),
                                            .unit = is_bad ? NULL : amount->unit,
                                            .hint = range,
                                            .problem =
                                                is_bad ? ui_say(ui, TEXT_bench_amount_bad) : NULL,
                                            .yes = ui_say(ui, yes)};
    const enum parts_answer answer = parts_ask(ui, &question, &screen->answer);
    return answer == ANSWER_YES && !is_good ? ANSWER_NONE : answer;
}

static void type_amount(struct ui *ui, struct bench_screen *screen,
                        const struct bench_amount *amount)
{
    double value = 0;
    const enum parts_answer answer = bench_type_amount(ui, screen, amount, TEXT_bench_use, &value);
    if (answer == ANSWER_NONE)
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
        choose_amount(ui, screen, &bench_capacity);
        return true;
    case BENCH_ASKS_CAPACITY_TEXT:
        type_amount(ui, screen, &bench_capacity);
        return true;
    case BENCH_ASKS_AREA:
        choose_amount(ui, screen, &bench_area);
        return true;
    case BENCH_ASKS_AREA_TEXT:
        type_amount(ui, screen, &bench_area);
        return true;
    case BENCH_ASKS_NOTHING:
    case BENCH_ASKS_WEIGHT:
    case BENCH_ASKS_LEVELS:
    case BENCH_ASKS_PATH:
    case BENCH_ASKS_OPEN:
    case BENCH_ASKS_LOSS:
    case BENCH_ASKS_PURPOSE:
    case BENCH_ASKS_KIND:
    case BENCH_ASKS_SOURCE:
    case BENCH_ASKS_SOURCE_TEXT:
    case BENCH_ASKS_PIN:
    case BENCH_ASKS_KEY:
    case BENCH_ASKS_DROP:
    case BENCH_ASKS_WHICH:
    case BENCH_ASKS_CHANGE:
    case BENCH_ASKS_NEW_CAPACITY:
    case BENCH_ASKS_NEW_AREA:
    case BENCH_ASKS_OFF:
        break;
    }
    return false;
}

/* ---- what the program asks ----------------------------------------------------------------------
 */

bool bench_has_request(const struct ui *ui, const struct bench_screen *screen)
{
    const struct bench_view *bench = &ui->view->bench;
    return bench->check.is_on || bench->levels.is_on || bench->begin_asks ||
           bench->begin_asks_reason || bench_is_taken(ui, screen);
}

/* What was written elsewhere is no reason. */
static void begin_reason(struct ui *ui, struct bench_screen *screen)
{
    if (!screen->is_reasoning) {
        ui_field_set(ui, &screen->answer, "");
        ui_focus(ui, &screen->answer);
    }
    screen->is_reasoning = true;
}

static void ask_reason(struct ui *ui, struct bench_screen *screen)
{
    begin_reason(ui, screen);
    const char *reason = screen->answer.text;
    const bool is_said = spoken_suffices(reason),
               is_short = !is_said && reason[strspn(reason, " ")] != '\0';
    const struct parts_question question = {
        .title = ui_say(ui, TEXT_bench_reason_title),
        .about = ui->view->bench.begin_why,
        .label = ui_say(ui, TEXT_bench_reason),
        .hint = ui_say(ui, is_said ? TEXT_bench_reason_hint : TEXT_bench_reason_words),
        .problem = is_short ? ui_say(ui, TEXT_bench_reason_short) : NULL,
        .yes = ui_say(ui, TEXT_bench_check_begin)};
    const enum parts_answer answer = parts_ask(ui, &question, &screen->answer);
    if (answer == ANSWER_NONE || (answer == ANSWER_YES && !is_said))
        return;
    ui_act(ui, ACTION_BEGIN_ANYWAY, answer == ANSWER_YES ? BEGIN_ASKS_REASON : BEGIN_ASKS_NOTHING,
           0, answer == ANSWER_YES ? screen->answer.text : NULL);
}

void bench_ask_request(struct ui *ui, struct bench_screen *screen)
{
    const struct bench_view *bench = &ui->view->bench;
    if (bench->check.is_on) {
        bench_draw_check(ui);
        return;
    }
    if (bench->levels.is_on) {
        bench_draw_levels(ui, screen);
        return;
    }
    if (bench->begin_asks) {
        const int chosen = parts_sure(ui, TEXT_bench_begin_title,
                                      ui_say(ui, TEXT_bench_begin_about), TEXT_bench_begin_anyway);
        if (chosen != -1)
            ui_act(ui, ACTION_BEGIN_ANYWAY, chosen == 0 ? BEGIN_ASKS_CHECK : BEGIN_ASKS_NOTHING, 0,
                   NULL);
        return;
    }
    if (bench->begin_asks_reason)
        ask_reason(ui, screen);
    else
        bench_ask_taken(ui, screen);
}
