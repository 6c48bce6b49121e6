#include "shell/present.h"

#include "copy_internal.h"

#include "script/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set_title(const struct message *header, enum language language,
                      struct protocol_view *view)
{
    const struct message title = message_get(header, "title");
    const char *own = message_string(&title, language_word(language));
    const char *other =
        message_string(&title, language_word(language == LANGUAGE_DE ? LANGUAGE_EN : LANGUAGE_DE));
    COPY(view->title, own ? own : other ? other : view->id);
}

static void set_needs(const struct message *header, const struct bench_spec *bench,
                      struct protocol_view *view)
{
    enum { MAX = sizeof view->needs / sizeof view->needs[0] };
    const struct message needs = message_get(header, "needs");
    const size_t n = message_count(&needs);
    view->n_needs = 0;
    for (size_t i = 0; i < n && i < MAX; i++) {
        const struct message need = message_at(&needs, i);
        const char *word = message_text(&need);
        COPY(view->needs[i].role, word ? word : "");
        view->needs[i].is_there = word && bench_spec_meets(bench, word);
        view->n_needs++;
    }
}

/* "50 kPa/s", "32 °C", "3", "true". */
static void say_value(const struct message *from, const char *key, const char *unit, char *out,
                      size_t size)
{
    const struct message value = message_get(from, key);
    const char *own = message_string(&value, "u");
    double number;
    bool is_true;
    if (own && message_number(&value, "v", &number))
        snprintf(out, size, "%g %s", number, unit_text(own));
    else if (message_number(from, key, &number) && unit && unit[0])
        snprintf(out, size, "%g %s", number, unit_text(unit));
    else if (message_number(from, key, &number))
        snprintf(out, size, "%g", number);
    else if (message_bool(from, key, &is_true))
        text_copy(out, size, is_true ? "true" : "false");
    else
        out[0] = '\0';
}

/* What can be typed as it stands: in German with a comma, which engine_set_parameter() takes there. */
static void write_for_typing(enum language language, char *value)
{
    char *point = language == LANGUAGE_DE ? strchr(value, '.') : NULL;
    if (point)
        *point = ',';
}

/* What is only read. A number with an exponent stays as it is. */
static void write_for_reading(enum language language, char value[VIEW_WORD_MAX])
{
    char *end, number[VIEW_WORD_MAX], unit[VIEW_WORD_MAX];
    const double v = strtod(value, &end);
    const size_t n = (size_t)(end - value);
    const char *point = memchr(value, '.', n);
    if (n == 0 || memchr(value, 'e', n))
        return;
    COPY(unit, end);
    text_number(language, number, sizeof number, v, point ? (int)(end - point - 1) : 0);
    text_say(value, VIEW_WORD_MAX, "{number}{unit}", "number", number, "unit", unit, NULL);
}

/* "10 kPa/s" beside "200 kPa/s": 10. */
static void drop_shared_unit(char *value, const char *beside)
{
    char *unit = strchr(value, ' ');
    const char *other = strchr(beside, ' ');
    if (unit && other && strcmp(unit, other) == 0)
        *unit = '\0';
}

static void set_bounds(const struct message *parameter, enum language language, char *out,
                       size_t size)
{
    char min[VIEW_WORD_MAX], max[VIEW_WORD_MAX];
    const char *unit = message_string(parameter, "unit");
    say_value(parameter, "min", unit, min, sizeof min);
    say_value(parameter, "max", unit, max, sizeof max);
    write_for_reading(language, min);
    write_for_reading(language, max);
    drop_shared_unit(min, max);
    const struct text_value values[] = {{"min", min}, {"max", max}};
    const enum text_id id = min[0] && max[0] ? TEXT_protocol_bounds
                            : max[0]         ? TEXT_protocol_bound_max
                                             : TEXT_protocol_bound_min;
    if (min[0] || max[0])
        text_fill(out, size, text_of(language, id), values, 2);
    else
        out[0] = '\0';
}

static void set_parameters(const struct message *header, enum language language,
                           struct protocol_view *view)
{
    enum { MAX = sizeof view->parameters / sizeof view->parameters[0] };
    const struct message parameters = message_get(header, "parameters"),
                         values = message_get(header, "values");
    const char *key = NULL;
    view->n_parameters = 0;
    while ((key = message_next_key(&parameters, key)) && view->n_parameters < MAX) {
        const struct message parameter = message_get(&parameters, key);
        const size_t i = view->n_parameters++;
        COPY(view->parameters[i].name, key);
        say_value(&values, key, message_string(&parameter, "unit"), view->parameters[i].value,
                  sizeof view->parameters[i].value);
        write_for_typing(language, view->parameters[i].value);
        set_bounds(&parameter, language, view->parameters[i].bounds,
                   sizeof view->parameters[i].bounds);
    }
}

enum status present_protocol(const char *text, enum language language,
                             const struct bench_spec *bench, struct protocol_view *view,
                             struct why *why)
{
    struct message header;
    const enum status status = message_parse(&header, text, strlen(text), why);
    if (status != STATUS_OK)
        return status;
    COPY(view->id, message_string(&header, "id"));
    COPY(view->version, message_string(&header, "version"));
    set_title(&header, language, view);
    set_needs(&header, bench, view);
    set_parameters(&header, language, view);
    view->is_loaded = true;
    view->problem[0] = '\0';
    message_fini(&header);
    return STATUS_OK;
}
