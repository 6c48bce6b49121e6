/* An instrument that is on the bench: what its label says is corrected, or it is taken off. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

static const struct instrument_view *instrument_of(const struct ui *ui,
                                                   const struct bench_screen *screen)
{
    return &ui->view->bench.instruments[screen->about];
}

/* Those that are no responses stand first. */
static size_t count_instruments(const struct bench_view *bench)
{
    size_t n = 0;
    while (n < bench->n_instruments && bench->instruments[n].response == 0)
        n++;
    return n;
}

void bench_change(struct bench_screen *screen, size_t instrument)
{
    screen->question = BENCH_ASKS_CHANGE;
    screen->about = (uint8_t)instrument;
}

void bench_begin_change(struct ui *ui, struct bench_screen *screen)
{
    const size_t n = count_instruments(&ui->view->bench);
    if (n == 1)
        bench_change(screen, 0);
    else if (n > 1)
        screen->question = BENCH_ASKS_WHICH;
}

static void choose_which(struct ui *ui, struct bench_screen *screen)
{
    const struct bench_view *bench = &ui->view->bench;
    const char *names[VIEW_INSTRUMENTS_MAX];
    const size_t n = count_instruments(bench);
    for (size_t i = 0; i < n; i++)
        names[i] = bench_title(ui, &bench->instruments[i]);
    const int chosen = ui_modal(ui, ui_say(ui, TEXT_bench_respond_which), "", names, n,
                                ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    screen->question = BENCH_ASKS_NOTHING;
    if (chosen >= 0)
        bench_change(screen, (size_t)chosen);
}

static void ask_amount(struct ui *ui, struct bench_screen *screen, enum bench_question question,
                       double value)
{
    screen->question = (uint8_t)question;
    ui_field_set(ui, &screen->answer, bench_say_number(ui, value));
    ui_focus_all(ui, &screen->answer);
}

static const char *say_label(struct ui *ui, const struct bench_amount *amount, double value)
{
    return ui_fill(ui, TEXT_bench_change_amount, "what", ui_say(ui, amount->label), "amount",
                   bench_say_amount(ui, amount, value), NULL);
}

static void choose_change(struct ui *ui, struct bench_screen *screen)
{
    const struct instrument_view *instrument = instrument_of(ui, screen);
    const bool has_force = instrument->area_cm2 > 0;
    const char *options[3];
    size_t n = 0;
    if (has_force) {
        options[n++] = say_label(ui, &bench_capacity, instrument->capacity_n);
        options[n++] = say_label(ui, &bench_area, instrument->area_cm2);
    }
    options[n++] = ui_say(ui, TEXT_bench_respond_drop);
    const int chosen = ui_modal(ui, bench_title(ui, instrument), instrument->port, options, n,
                                ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    screen->question = BENCH_ASKS_NOTHING;
    if (chosen < 0)
        return;
    if ((size_t)chosen == n - 1)
        screen->question = BENCH_ASKS_OFF;
    else if (chosen == 0)
        ask_amount(ui, screen, BENCH_ASKS_NEW_CAPACITY, instrument->capacity_n);
    else
        ask_amount(ui, screen, BENCH_ASKS_NEW_AREA, instrument->area_cm2);
}

static void type_new(struct ui *ui, struct bench_screen *screen)
{
    const struct instrument_view *instrument = instrument_of(ui, screen);
    const bool is_area = screen->question == BENCH_ASKS_NEW_AREA;
    double value = 0;
    const enum parts_answer answer = bench_type_amount(
        ui, screen, is_area ? &bench_area : &bench_capacity, TEXT_bench_take, &value);
    if (answer == ANSWER_NONE)
        return;
    screen->question = BENCH_ASKS_NOTHING;
    ui_field_set(ui, &screen->answer, "");
    if (answer == ANSWER_NO)
        return;
    ui_act(ui, ACTION_SET_FORCE, screen->about, is_area ? instrument->capacity_n : value, NULL);
    ui->actions->list[ui->actions->n - 1].area_cm2 = is_area ? value : instrument->area_cm2;
}

static void ask_off(struct ui *ui, struct bench_screen *screen)
{
    const char *const options[] = {ui_say(ui, TEXT_bench_respond_drop)};
    const char *name = bench_title(ui, instrument_of(ui, screen));
    const int chosen = ui_modal(ui, name, ui_say(ui, TEXT_bench_off_about), options, 1,
                                ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    screen->question = BENCH_ASKS_NOTHING;
    if (chosen == 0)
        ui_act(ui, ACTION_DROP_INSTRUMENT, screen->about, 0, NULL);
}

bool bench_ask_change(struct ui *ui, struct bench_screen *screen)
{
    static void (*const asks[])(struct ui *, struct bench_screen *) = {
        [BENCH_ASKS_WHICH] = choose_which,    [BENCH_ASKS_CHANGE] = choose_change,
        [BENCH_ASKS_NEW_CAPACITY] = type_new, [BENCH_ASKS_NEW_AREA] = type_new,
        [BENCH_ASKS_OFF] = ask_off,
    };
    if (screen->question >= COUNT_OF(asks) || asks[screen->question] == NULL)
        return false;
    asks[screen->question](ui, screen);
    return true;
}
