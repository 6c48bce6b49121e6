/* What conditioning did, as it is shown: the change with its direction in words, and the two classes side by side. */
#include "modulated_internal.h"

#include "copy_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- from indices */

/* "cpm.after_2.pct.ppt" in its parts. */
struct named {
    bool is_after;
    int delay;
    char what[32], test[VIEW_WORD_MAX];
};

/* False: of a sham block. */
static bool read_name(const char *index, struct named *out)
{
    char phase[24];
    if (sscanf(index, "cpm.%23[a-z_0-9].%31[a-z_0-9].%47s", phase, out->what, out->test) != 3)
        return false;
    out->delay = 0;
    out->is_after = strncmp(phase, "after", 5) == 0;
    return out->is_after ? phase[5] == '\0' || sscanf(phase + 5, "_%d", &out->delay) == 1
                         : strcmp(phase, "during") == 0;
}

static bool is_of(const struct modulated_row *row, const struct named *named,
                  const struct index_row *index)
{
    return row->is_after == named->is_after && row->delay == named->delay &&
           strcmp(row->test, named->test) == 0 && strcmp(row->site, index->site) == 0 &&
           strcmp(row->side, trial_side_words.words[index->side]) == 0;
}

/* NULL: there is no room. */
static struct modulated_row *row_of(struct results_view *view, const struct named *named,
                                    const struct index_row *index)
{
    for (size_t i = 0; i < view->n_modulated; i++)
        if (is_of(&view->modulated[i], named, index))
            return &view->modulated[i];
    if (view->n_modulated == VIEW_MODULATED_MAX)
        return NULL;
    struct modulated_row *row = &view->modulated[view->n_modulated++];
    *row = (struct modulated_row){.is_after = named->is_after, .delay = named->delay};
    COPY(row->site, index->site);
    COPY(row->side, trial_side_words.words[index->side]);
    COPY(row->test, named->test);
    return row;
}

/* A bound tells the direction only where it points away from 0. */
static int direction(const struct bounded *change)
{
    const int way = (change->v > 0) - (change->v < 0);
    const bool is_sure = change->kind == BOUND_EXACT ||
                         (change->kind == BOUND_AT_LEAST && way > 0) ||
                         (change->kind == BOUND_AT_MOST && way < 0);
    return is_sure ? way : 0;
}

/* The convention says which sign is which, and of what. */
static void take_change(struct modulated_row *row, const struct index_row *index)
{
    const bool is_positive_less = strncmp(index->convention, "positive", 8) == 0;
    row->is_felt = !strstr(index->convention, "less pain");
    row->why = (uint8_t)index->status;
    row->has_change = index->status == INDEX_OK;
    row->is_bound = row->has_change && index->value.kind != BOUND_EXACT;
    row->is_below = index->value.kind == BOUND_AT_MOST;
    row->change = index->value.v;
    row->less = is_positive_less ? direction(&index->value) : -direction(&index->value);
    COPY(row->unit, index->unit);
}

static void take_class(struct modulated_row *row, size_t which, const struct index_row *index)
{
    row->why_class[which] = (uint8_t)index->status;
    row->class[which] = (int)index->value.v;
}

void present_modulated_index(struct results_view *view, const struct index_row *index)
{
    struct named named;
    struct modulated_row *row =
        read_name(index->index, &named) ? row_of(view, &named, index) : NULL;
    if (!row)
        return;
    if (strcmp(named.what, "cond_minus_base") == 0) {
        take_change(row, index);
    } else if (strcmp(named.what, "pct") == 0) {
        row->has_pct = index->value.kind == BOUND_EXACT;
        row->pct = index->value.v;
    } else if (strcmp(named.what, "class_2sem") == 0) {
        take_class(row, 0, index);
    } else if (strcmp(named.what, "class_sdc") == 0) {
        take_class(row, 1, index);
    }
}

/* ---- to words */

static bool same_test(const struct modulated_row *a, const struct modulated_row *b)
{
    return a->is_after == b->is_after && strcmp(a->test, b->test) == 0 &&
           strcmp(a->site, b->site) == 0 && strcmp(a->side, b->side) == 0;
}

bool present_modulated_is_shown(const struct results_view *view, const struct modulated_row *row)
{
    for (size_t i = 0; i < view->n_modulated && row->delay == 0; i++)
        if (view->modulated[i].delay > 0 && same_test(&view->modulated[i], row))
            return false;
    return true;
}

static const char *why_words(enum language language, uint8_t status)
{
    return language == LANGUAGE_EN
               ? index_status_meaning((enum index_status)status)
               : meaning_text(language, index_status_word((enum index_status)status));
}

static const char *way_words(enum language language, const struct modulated_row *row)
{
    static const enum text_id ways[2][3] = {
        {TEXT_results_cpm_more, TEXT_results_cpm_same, TEXT_results_cpm_less},
        {TEXT_results_cpm_more_felt, TEXT_results_cpm_same_felt, TEXT_results_cpm_less_felt},
    };
    const bool is_known = row->has_change && (row->less != 0 || !row->is_bound);
    return text_of(language,
                   is_known ? ways[row->is_felt][row->less + 1] : TEXT_results_cpm_unknown);
}

static const char *when_words(enum language language, const struct modulated_row *row, char *out,
                              size_t size)
{
    char n[16];
    snprintf(n, sizeof n, "%d", row->delay);
    const enum text_id id = !row->is_after    ? TEXT_results_cpm_during
                            : row->delay == 0 ? TEXT_results_cpm_after
                                              : TEXT_results_cpm_after_n;
    return text_say(out, size, text_of(language, id), "n", n, NULL);
}

static const char *unit_words(enum language language, const char *unit)
{
    if (strcmp(unit, "0-100") == 0)
        return text_of(language, TEXT_results_of_100);
    return strcmp(unit, "0-10") == 0 ? "" : unit_text(unit);
}

/* "≥ +60 kPa (+20 %)" */
static void change_words(enum language language, const struct modulated_row *row, char *out,
                         size_t size)
{
    char number[32], signed_number[64], pct[48], bound[96];
    const char *unit = unit_words(language, row->unit);
    text_number(language, number, sizeof number, row->change,
                strcmp(row->unit, "kPa") == 0 || strcmp(row->unit, "0-100") == 0 ? 0 : 1);
    snprintf(signed_number, sizeof signed_number, "%s%s%s%s", row->change > 0 ? "+" : "", number,
             unit[0] ? " " : "", unit);
    snprintf(bound, sizeof bound, "%s", signed_number);
    if (row->is_bound)
        text_say(bound, sizeof bound,
                 text_of(language, row->is_below ? TEXT_results_at_most : TEXT_results_at_least),
                 "value", signed_number, NULL);
    snprintf(out, size, "%s", bound);
    if (!row->has_pct)
        return;
    text_number(language, number, sizeof number, row->pct, 0);
    text_say(pct, sizeof pct,
             text_of(language, row->pct > 0 ? TEXT_results_percent_more : TEXT_results_percent),
             "n", number, NULL);
    text_say(out, size, text_of(language, TEXT_results_cpm_percent), "change", bound, "pct", pct,
             NULL);
}

static const char *class_words(enum language language, int class)
{
    static const enum text_id words[] = {TEXT_results_cpm_facilitation, TEXT_results_cpm_neither,
                                         TEXT_results_cpm_inhibition};
    return text_of(language, words[class + 1]);
}

/* One of the two may be without a class: a bound beyond the nearer limit alone. */
static const char *class_or_why(enum language language, const struct modulated_row *row,
                                size_t which)
{
    return row->why_class[which] == INDEX_OK ? class_words(language, row->class[which])
                                             : why_words(language, row->why_class[which]);
}

static void detail_words(enum language language, const struct modulated_row *row, char *out,
                         size_t size)
{
    char change[128];
    change_words(language, row, change, sizeof change);
    if (!row->has_change)
        text_say(out, size, text_of(language, TEXT_results_cpm_no_number), "why",
                 why_words(language, row->why), NULL);
    else if (row->why_class[0] != INDEX_OK && row->why_class[0] == row->why_class[1])
        text_say(out, size, text_of(language, TEXT_results_cpm_no_class), "change", change, "why",
                 why_words(language, row->why_class[0]), NULL);
    else
        text_say(out, size, text_of(language, TEXT_results_cpm_classes), "change", change,
                 "lenient", class_or_why(language, row, 0), "strict",
                 class_or_why(language, row, 1), NULL);
}

void present_modulated_say(enum language language, const struct modulated_row *row, int place,
                           struct quality_row *out)
{
    char site[VIEW_LINE_MAX / 2], when_room[VIEW_WORD_MAX], n[16];
    const char *when = when_words(language, row, when_room, sizeof when_room),
               *way = way_words(language, row), *test = test_text(language, row->test, true);
    *out = (struct quality_row){.mark = (uint8_t)(row->has_change ? MARK_OPEN : MARK_WARN)};
    site_text_name(language, site, sizeof site, row->site, row->side);
    snprintf(n, sizeof n, "%d", place);
    text_say(out->what, sizeof out->what, text_of(language, TEXT_results_cpm), "site", site, "test",
             test, "way", way, "when", when, NULL);
    if (place > 0)
        text_say(out->brief, sizeof out->brief, text_of(language, TEXT_results_cpm_brief), "n", n,
                 "test", test, "way", way, "when", when, NULL);
    detail_words(language, row, out->detail, sizeof out->detail);
}
