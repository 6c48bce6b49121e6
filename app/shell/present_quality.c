/* What is to be looked at in the trials of a visit, in words. It notes; it judges nobody. */
#include "shell/present.h"

#include "copy_internal.h"
#include "modulated_internal.h"

#include <stdio.h>
#include <string.h>

/* Above this spread the protocols ask for a trial more (extra_trial_cv of ppt). */
#define SPREAD_PCT 20.0

struct words {
    enum language language;
    struct results_view *view;
};

static void say(const struct words *words, char *out, size_t size, enum text_id id,
                const struct text_value *values, size_t n)
{
    text_fill(out, size, text_of(words->language, id), values, n);
}

/* A row with a sentence that has placeholders, and one that has none. */
static void add(const struct words *words, enum mark mark, enum text_id what, enum text_id detail,
                const struct text_value *values, size_t n)
{
    enum { MAX = sizeof words->view->quality / sizeof words->view->quality[0] };
    if (words->view->n_quality == MAX)
        return;
    struct quality_row *row = &words->view->quality[words->view->n_quality++];
    *row = (struct quality_row){.mark = (uint8_t)mark};
    say(words, row->what, sizeof row->what, what, values, n);
    COPY(row->detail, text_of(words->language, detail));
}

static void number(char out[32], const struct words *words, double value)
{
    text_number(words->language, out, 32, value, 0);
}

static void about_rate(const struct words *words)
{
    char n[32], all[32];
    const struct results_view *view = words->view;
    const int judged = view->trials - view->rate_unjudged;
    const bool is_ok = view->on_rate == judged;
    number(n, words, view->on_rate);
    number(all, words, judged);
    const struct text_value values[] = {{"n", n}, {"all", all}};
    if (judged > 0)
        add(words, is_ok ? MARK_OK : MARK_WARN, TEXT_results_q_rate,
            is_ok ? TEXT_results_q_rate_ok : TEXT_results_q_rate_off, values, 2);
}

static void about_unjudged(const struct words *words)
{
    char n[32];
    number(n, words, words->view->rate_unjudged);
    const struct text_value values[] = {{"n", n}};
    if (words->view->rate_unjudged > 0)
        add(words, MARK_OPEN, TEXT_results_q_rate_none, TEXT_results_q_rate_none_do, values, 1);
}

/* How steady the hand was; the mean slope alone says whether a trial is on rate. */
static void about_band(const struct words *words)
{
    char low[32], high[32];
    const struct results_view *view = words->view;
    number(low, words, 100 * view->in_band_low);
    number(high, words, 100 * view->in_band_high);
    const struct text_value values[] = {{"low", low}, {"high", high}};
    if (view->has_in_band)
        add(words, MARK_OPEN,
            strcmp(low, high) == 0 ? TEXT_results_q_band : TEXT_results_q_band_range,
            TEXT_results_q_band_do, values, 2);
}

static void about_spoiled(const struct words *words)
{
    char n[32];
    number(n, words, words->view->spoiled);
    const struct text_value values[] = {{"n", n}};
    if (words->view->spoiled > 0)
        add(words, MARK_OK, TEXT_results_q_spoiled, TEXT_results_q_spoiled_do, values, 1);
}

/* An extra trial is missing nowhere else. */
static void about_skipped(const struct words *words)
{
    if (words->view->was_skipped)
        add(words, MARK_WARN, TEXT_results_q_skipped, TEXT_results_q_skipped_do, NULL, 0);
    if (words->view->was_withheld)
        add(words, MARK_WARN, TEXT_results_q_withheld, TEXT_results_q_withheld_do, NULL, 0);
}

static void about_unchecked(const struct words *words)
{
    struct results_view *view = words->view;
    const struct text_value values[] = {{"why", view->unchecked_why}};
    const size_t at = view->n_quality;
    if (view->unchecked_why[0] == '\0')
        return;
    add(words, MARK_WARN, TEXT_results_q_unchecked, TEXT_results_q_unchecked_do, NULL, 0);
    if (view->n_quality > at)
        say(words, view->quality[at].detail, sizeof view->quality[at].detail,
            TEXT_results_q_unchecked_do, values, 1);
}

static void about_zero(const struct words *words)
{
    char n[32], kpa[32];
    number(n, words, words->view->off_zero);
    number(kpa, words, words->view->off_zero_kpa);
    const struct text_value values[] = {{"n", n}, {"kpa", kpa}};
    if (words->view->off_zero > 0)
        add(words, MARK_WARN, TEXT_results_q_zero, TEXT_results_q_zero_do, values, 2);
}

static void about_unseen(const struct words *words)
{
    char n[32];
    number(n, words, words->view->zero_unseen);
    const struct text_value values[] = {{"n", n}};
    if (words->view->zero_unseen > 0)
        add(words, MARK_WARN, TEXT_results_q_unseen, TEXT_results_q_unseen_do, values, 1);
}

/* Of a site with several tests the one that it is about. */
static const char *say_site(const struct words *words, const struct result_row *row,
                            char out[VIEW_LINE_MAX])
{
    char name[VIEW_LINE_MAX / 2];
    site_text_name(words->language, name, sizeof name, row->site, row->side);
    if (row->stimulus == VIEW_PRESSURE)
        snprintf(out, VIEW_LINE_MAX, "%s", name);
    else
        snprintf(out, VIEW_LINE_MAX, "%s, %s", name, test_text(words->language, row->test, true));
    return out;
}

static void about_site(const struct words *words, const struct result_row *row)
{
    char site[VIEW_LINE_MAX], n[32], all[32], cv[32];
    number(n, words, row->n);
    number(all, words, row->planned);
    number(cv, words, row->cv_pct);
    const struct text_value values[] = {
        {"site", say_site(words, row, site)}, {"n", n}, {"all", all}, {"cv", cv}};
    const size_t all_of_them = sizeof values / sizeof values[0];
    if (row->n < row->planned)
        add(words, MARK_WARN, TEXT_results_q_missing,
            words->view->withheld[row - words->view->rows] > 0 ? TEXT_results_q_withheld_site
                                                               : TEXT_results_q_missing_do,
            values, all_of_them);
    if (row->n > 0 && !row->has_mean && !row->is_phased)
        add(words, MARK_WARN, TEXT_results_q_few, TEXT_results_q_few_do, values, all_of_them);
    if (row->is_bound)
        add(words, MARK_WARN, TEXT_results_q_limit, TEXT_results_q_limit_do, values, all_of_them);
    if (row->has_cv && row->cv_pct > SPREAD_PCT)
        add(words, MARK_WARN, TEXT_results_q_spread, TEXT_results_q_spread_do, values, all_of_them);
}

/* The number that the site has on the body; 0: it has no row. */
static int number_of(const struct results_view *view, const char *site, const char *side)
{
    for (size_t i = 0; i < view->n_rows; i++)
        if (strcmp(view->rows[i].site, site) == 0 && strcmp(view->rows[i].side, side) == 0)
            return view->rows[i].number;
    return 0;
}

/* "≤ 12.4": it may be less. */
static void amount(char out[32], const struct words *words, const struct dose_row *dose, double n,
                   int decimals)
{
    char plain[24];
    const struct text_value value = {"value", plain};
    text_number(words->language, plain, sizeof plain, n, decimals);
    text_fill(out, 32, dose->is_worst ? text_of(words->language, TEXT_results_at_most) : "{value}",
              &value, 1);
}

struct dose_texts {
    enum text_id what, brief, detail;
};

/* The row has its words for little room, and a detail with values in it. */
static void add_dose(const struct words *words, const struct dose_row *dose,
                     const struct dose_texts *texts, bool is_flag)
{
    char site[VIEW_LINE_MAX / 2], n[32], min[32], cold[32], ramps[32], lasted[32];
    struct results_view *view = words->view;
    const size_t at = view->n_quality;
    const int place = number_of(view, dose->site, dose->side);
    site_text_name(words->language, site, sizeof site, dose->site, dose->side);
    number(n, words, place);
    number(ramps, words, dose->ramps);
    amount(min, words, dose, dose->cem43_min, 1);
    amount(cold, words, dose, dose->cold_s, 0);
    amount(lasted, words, dose, dose->immersed_s, 0);
    const struct text_value values[] = {{"site", site}, {"n", n},         {"min", min},
                                        {"cold", cold}, {"ramps", ramps}, {"s", lasted}};
    const size_t all = sizeof values / sizeof values[0];
    add(words, is_flag ? MARK_WARN : MARK_OPEN, texts->what, texts->detail, values, all);
    if (view->n_quality == at)
        return;
    struct quality_row *row = &view->quality[at];
    say(words, row->detail, sizeof row->detail, texts->detail, values, all);
    if (place > 0)
        say(words, row->brief, sizeof row->brief, texts->brief, values, all);
}

/* What a thermode gave, and what a hand had in water or ice on it, are counted apart. */
static void about_dose(const struct words *words, const struct dose_row *dose)
{
    static const struct dose_texts given = {TEXT_results_dose, TEXT_results_dose_brief,
                                            TEXT_results_dose_detail},
                                   unknown = {TEXT_results_dose_unknown,
                                              TEXT_results_dose_unknown_brief,
                                              TEXT_results_dose_unknown_detail},
                                   by_hand = {TEXT_results_dose_hand, TEXT_results_dose_hand_brief,
                                              TEXT_results_dose_hand_detail};
    if (dose->by_thermode)
        add_dose(words, dose, dose->is_unknown ? &unknown : &given, dose->is_unknown);
    if (dose->immersed_s > 0)
        add_dose(words, dose, &by_hand, false);
}

static void about_modulated(const struct words *words)
{
    struct results_view *view = words->view;
    for (size_t i = 0; i < view->n_modulated && view->n_quality < VIEW_QUALITY_MAX; i++) {
        const struct modulated_row *row = &view->modulated[i];
        if (present_modulated_is_shown(view, row))
            present_modulated_say(words->language, row, number_of(view, row->site, row->side),
                                  &view->quality[view->n_quality++]);
    }
}

void present_skipped(const struct skipped *skipped, struct results_view *view)
{
    view->was_skipped = skipped->by_examiner;
    view->was_withheld = skipped->withheld;
    COPY(view->unchecked_why, skipped->unchecked_why);
    for (size_t i = 0; i < skipped->n_sites; i++) {
        struct result_row *row = results_row_of(view, skipped->sites[i].test,
                                                skipped->sites[i].site, skipped->sites[i].side);
        if (row)
            view->withheld[row - view->rows] = skipped->sites[i].n;
    }
}

void present_quality(const struct visit *visit, bool has_erred, enum language language,
                     struct results_view *view)
{
    const struct words words = {language, view};
    view->n_quality = 0;
    if (has_erred)
        add(&words, MARK_BAD, TEXT_results_q_erred, TEXT_results_q_erred_do, NULL, 0);
    else if (!visit->is_ended)
        add(&words, MARK_WARN, TEXT_results_q_open, TEXT_results_q_open_do, NULL, 0);
    about_unchecked(&words);
    about_skipped(&words);
    about_modulated(&words);
    for (size_t i = 0; i < view->n_rows; i++)
        about_site(&words, &view->rows[i]);
    for (size_t i = 0; i < view->n_doses; i++)
        about_dose(&words, &view->doses[i]);
    about_rate(&words);
    about_unjudged(&words);
    about_band(&words);
    about_zero(&words);
    about_unseen(&words);
    about_spoiled(&words);
    if (visit->is_simulated)
        add(&words, MARK_OPEN, TEXT_results_q_simulated, TEXT_results_q_simulated_do, NULL, 0);
}
