/* What the participant responds with: added to the bench by a few questions, each with what there is, and taken off again. */
#include "screen_bench_internal.h"
#include "screen_parts_internal.h"

#include "gui/gui.h"

#include <stdio.h>
#include <string.h>

static const char *const pins[] = {"CTS", "DSR", "RI", "CD"};

static void ask(struct bench_screen *screen, enum bench_question question)
{
    screen->question = (uint8_t)question;
}

static void ask_words(struct ui *ui, struct bench_screen *screen, enum bench_question question)
{
    ask(screen, question);
    ui_field_set(ui, &screen->answer, "");
    ui_focus(ui, &screen->answer);
}

static void add(struct ui *ui, struct bench_screen *screen, const char *code)
{
    char text[VIEW_LINE_MAX + VIEW_WORD_MAX];
    snprintf(text, sizeof text, "%s\t%s", screen->source, code);
    ask(screen, BENCH_ASKS_NOTHING);
    ui_act(ui, ACTION_ADD_RESPONSE, screen->source_kind + (screen->is_stop ? SOURCE_KINDS : 0), 0,
           text);
    ui_field_set(ui, &screen->answer, "");
}

void bench_begin_response(struct ui *ui, struct bench_screen *screen)
{
    (void)ui;
    ask(screen, BENCH_ASKS_PURPOSE);
}

static void choose_purpose(struct ui *ui, struct bench_screen *screen)
{
    const char *const options[] = {ui_say(ui, TEXT_bench_respond_answer),
                                   ui_say(ui, TEXT_bench_respond_stop)};
    const int chosen =
        ui_modal(ui, ui_say(ui, TEXT_bench_respond), ui_say(ui, TEXT_bench_respond_about), options,
                 COUNT_OF(options), ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    ask(screen, chosen < 0 ? BENCH_ASKS_NOTHING : BENCH_ASKS_KIND);
    screen->is_stop = chosen == 1;
}

static void choose_kind(struct ui *ui, struct bench_screen *screen)
{
    const char *options[SOURCE_KINDS] = {
        [SOURCE_PEDAL] = ui_say(ui, TEXT_bench_respond_pedal),
        [SOURCE_BOX] = ui_say(ui, TEXT_bench_respond_box),
        [SOURCE_LINE] = ui_say(ui, TEXT_bench_respond_line),
        [SOURCE_KEY] = ui_say(ui, TEXT_bench_respond_key),
        [SOURCE_BUTTON] = ui_say(ui, TEXT_bench_respond_button),
    };
    const int chosen =
        ui_modal(ui, ui_say(ui, TEXT_bench_respond), ui_say(ui, TEXT_bench_respond_kind), options,
                 COUNT_OF(options), ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    ask(screen, BENCH_ASKS_NOTHING);
    screen->source[0] = '\0';
    if (chosen < 0)
        return;
    screen->source_kind = (uint8_t)chosen;
    if (chosen == SOURCE_KEY) {
        ask_words(ui, screen, BENCH_ASKS_KEY);
        return;
    }
    ui_act(ui, ACTION_FIND_SOURCES, chosen, 0, NULL);
    ask(screen, BENCH_ASKS_SOURCE);
}

/* Where it hangs is known: what else is there to say? */
static void take_source(struct ui *ui, struct bench_screen *screen, const char *path)
{
    snprintf(screen->source, sizeof screen->source, "%s", path);
    if (screen->source_kind == SOURCE_PEDAL)
        ask_words(ui, screen, BENCH_ASKS_KEY);
    else if (screen->source_kind == SOURCE_LINE)
        ask(screen, BENCH_ASKS_PIN);
    else
        add(ui, screen, "");
}

static void choose_source(struct ui *ui, struct bench_screen *screen)
{
    const struct bench_view *bench = &ui->view->bench;
    const bool is_typed = screen->source_kind != SOURCE_BUTTON;
    const size_t n = bench->sources_of == screen->source_kind ? bench->n_sources : 0;
    const char *options[VIEW_SOURCES_MAX + 1];
    for (size_t i = 0; i < n; i++)
        options[i] = bench->sources[i].name;
    options[n] = ui_say(ui, TEXT_bench_respond_type);
    const int chosen = ui_modal(ui, ui_say(ui, TEXT_bench_respond_which),
                                n > 0 ? "" : ui_say(ui, TEXT_bench_respond_none), options,
                                n + is_typed, ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    if (chosen < 0)
        ask(screen, BENCH_ASKS_NOTHING);
    else if ((size_t)chosen < n)
        take_source(ui, screen, bench->sources[chosen].path);
    else
        ask_words(ui, screen, BENCH_ASKS_SOURCE_TEXT);
}

static void type_source(struct ui *ui, struct bench_screen *screen)
{
    const struct parts_question question = {.title = ui_say(ui, TEXT_bench_respond),
                                            .about = "",
                                            .label = ui_say(ui, TEXT_bench_respond_path_label),
                                            .hint = screen->source_kind == SOURCE_PEDAL
                                                        ? "/dev/input/by-id/…"
                                                        : "usb:VID:PID:*, /dev/ttyS0",
                                            .yes = ui_say(ui, TEXT_bench_use)};
    const enum parts_answer answer = parts_ask(ui, &question, &screen->answer);
    if (answer == ANSWER_YES && screen->answer.text[0] != '\0')
        take_source(ui, screen, ui_keep(ui, screen->answer.text));
    else if (answer == ANSWER_NO)
        ask(screen, BENCH_ASKS_NOTHING);
}

static void choose_pin(struct ui *ui, struct bench_screen *screen)
{
    const int chosen = ui_modal(ui, ui_say(ui, TEXT_bench_respond_pin), screen->source, pins,
                                COUNT_OF(pins), ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    if (chosen < 0)
        ask(screen, BENCH_ASKS_NOTHING);
    else
        add(ui, screen, pins[chosen]);
}

/* ---- keys */

static void type_key(struct ui *ui, struct bench_screen *screen)
{
    const bool is_pedal = screen->source_kind == SOURCE_PEDAL;
    const char *code = screen->answer.text;
    const uint16_t key = input_key_of(code);
    const bool is_good = is_pedal || (key != KEY_NONE && !gui_owns_key(key));
    const bool is_bad = !is_good && code[0] != '\0';
    const struct parts_question question = {
        .title = ui_say(ui, is_pedal ? TEXT_bench_respond_pedal : TEXT_bench_respond_key),
        .about = ui_say(ui, is_pedal ? TEXT_bench_respond_pedal_key_about
                                     : TEXT_bench_respond_key_about),
        .label = ui_say(ui, TEXT_bench_respond_key_label),
        .problem = is_bad ? ui_say(ui, TEXT_bench_respond_key_bad) : NULL,
        .yes = ui_say(ui, TEXT_bench_use)};
    const enum parts_answer answer = parts_ask(ui, &question, &screen->answer);
    if (answer == ANSWER_YES && is_good)
        add(ui, screen, ui_keep(ui, code));
    else if (answer == ANSWER_NO)
        ask(screen, BENCH_ASKS_NOTHING);
}

/* ---- taking it off */

static void ask_drop(struct ui *ui, struct bench_screen *screen)
{
    const struct instrument_view *card = &ui->view->bench.instruments[screen->about];
    const char *const options[] = {ui_say(ui, TEXT_bench_respond_drop)};
    const int chosen =
        ui_modal(ui, ui_say(ui, TEXT_bench_respond_drop_title),
                 ui_fill(ui, TEXT_bench_respond_drop_about, "name", card->model, NULL), options, 1,
                 ui_say(ui, TEXT_ui_cancel));
    if (chosen == -1)
        return;
    ask(screen, BENCH_ASKS_NOTHING);
    if (chosen == 0)
        ui_act(ui, ACTION_DROP_RESPONSE, card->response, 0, NULL);
}

bool bench_ask_response(struct ui *ui, struct bench_screen *screen)
{
    static void (*const asks[])(struct ui *, struct bench_screen *) = {
        [BENCH_ASKS_PURPOSE] = choose_purpose, [BENCH_ASKS_KIND] = choose_kind,
        [BENCH_ASKS_SOURCE] = choose_source,   [BENCH_ASKS_SOURCE_TEXT] = type_source,
        [BENCH_ASKS_PIN] = choose_pin,         [BENCH_ASKS_KEY] = type_key,
        [BENCH_ASKS_DROP] = ask_drop,
    };
    if (screen->question >= COUNT_OF(asks) || asks[screen->question] == NULL)
        return false;
    asks[screen->question](ui, screen);
    return true;
}
