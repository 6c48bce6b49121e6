#include "shell/present.h"

#include "copy_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* On every screen the same: the nearest whole minute, and at least one. 0: it is not known. */
static int minutes(double seconds)
{
    return seconds > 0 ? (int)fmax(round(seconds / 60), 1) : 0;
}

/* Of those who respond as most do, else of those who never respond. */
static void say_withheld(const struct plan_step *step, enum language language, char *out,
                         size_t size)
{
    const int n = step->withheld[PLAN_TYPICAL], late = step->withheld[PLAN_LONGEST];
    char number[16];
    out[0] = '\0';
    if (n == 0 && late == 0)
        return;
    text_number(language, number, sizeof number, n > 0 ? n : late, 0);
    text_say(out, size,
             text_of(language, n > 0 ? TEXT_protocol_withheld : TEXT_protocol_withheld_late), "n",
             number, "why", step->first.why, NULL);
}

static void set_row(enum language language, struct protocol_view *view,
                    const struct plan_step *step, size_t i)
{
    static const uint8_t kinds[] = {[PLAN_INSTRUCT] = VIEW_STEP_INSTRUCT,
                                    [PLAN_REST] = VIEW_STEP_REST,
                                    [PLAN_TEST] = VIEW_STEP_TEST};
    view->plan[i].kind = kinds[step->kind];
    view->plan[i].practice = step->practice;
    COPY(view->plan[i].test, step->test);
    COPY(view->plan[i].site, step->site);
    COPY(view->plan[i].side, step->side);
    view->plan[i].trials = step->trials;
    view->plan[i].limit_kpa = step->limit_kpa;
    view->plan[i].has_limit_c = step->has_limit_c;
    view->plan[i].limit_c = step->limit_c;
    view->plan[i].cool_limit_c = step->cool_limit_c;
    view->plan[i].rest_s = step->rest_s;
    view->plan[i].minutes_min = minutes(step->s[PLAN_SHORTEST]);
    view->plan[i].minutes_typical = minutes(step->s[PLAN_TYPICAL]);
    view->plan[i].minutes_max = minutes(step->s[PLAN_LONGEST]);
    view->has_withheld |= step->withheld[PLAN_TYPICAL] > 0;
    say_withheld(step, language, view->plan[i].withheld, sizeof view->plan[i].withheld);
}

/* Pain at a pressure is assumed of what is pressed by hand; whoever is pressed by a cuff is as most are. */
static bool has_ramps_by_hand(const struct plan *plan)
{
    for (size_t i = 0; i < plan->n_steps; i++)
        if (plan->steps[i].kind == PLAN_TEST && plan->steps[i].stimulus == STIMULUS_PRESSURE_RAMP)
            return true;
    return false;
}

/* What is computed and what is only assumed: numbers from the assumptions themselves. */
static void say_about(const struct plan *plan, enum language language, struct protocol_view *view)
{
    const struct plan_assumption *typical = &plan_assumptions[PLAN_TYPICAL];
    char kpa[16], low[16], instruct[16], site[16];
    text_number(language, kpa, sizeof kpa, typical->ppt_kpa, 0);
    text_number(language, low, sizeof low, plan_assumptions[PLAN_SHORTEST].ppt_kpa, 0);
    text_number(language, instruct, sizeof instruct, typical->instruct_s, 0);
    text_number(language, site, sizeof site, typical->site_s, 0);
    text_say(view->plan_about, sizeof view->plan_about,
             text_of(language,
                     has_ramps_by_hand(plan) ? TEXT_protocol_assumed : TEXT_protocol_assumed_other),
             "kpa", kpa, "low", low, "instruct", instruct, "site", site, NULL);
}

/* ---- parts of a visit */

/* More parts than these have no room for long names in the strip of the Session screen. */
enum { PARTS_BY_NAME = 6 };

/* "Pressure pain threshold, before" */
static void add_phase(const char *phase, enum language language, char *title, size_t size)
{
    static const struct {
        const char *phase;
        enum text_id words;
    } rows[] = {{"baseline", TEXT_protocol_phase_before},
                {"during", TEXT_protocol_phase_during},
                {"after", TEXT_protocol_phase_after},
                {"sham_baseline", TEXT_protocol_phase_sham_before},
                {"sham_during", TEXT_protocol_phase_sham_during},
                {"sham_after", TEXT_protocol_phase_sham_after}};
    char name[VIEW_LINE_MAX];
    snprintf(name, sizeof name, "%s", title);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].phase, phase) == 0)
            text_say(title, size, text_of(language, rows[i].words), "test", name, NULL);
}

static const char *title_of(const struct visit_step *part, enum language language, bool is_short)
{
    switch ((enum plan_step_kind)part->kind) {
    case PLAN_INSTRUCT:
        return text_of(language, TEXT_protocol_instruct);
    case PLAN_REST:
        return text_of(language, TEXT_protocol_pause);
    case PLAN_TEST:
        break;
    }
    return test_text(language, part->test, is_short);
}

static void name_parts(const struct visit_steps *steps, enum language language,
                       struct study_view *study)
{
    for (size_t i = 0; i < steps->n; i++) {
        COPY(study->steps[i].title, title_of(&steps->list[i], language, steps->n > PARTS_BY_NAME));
        add_phase(steps->list[i].phase, language, study->steps[i].title,
                  sizeof study->steps[i].title);
    }
}

static bool belongs(const struct visit_steps *steps, const struct plan_step *step)
{
    const struct visit_step *last = steps->n > 0 ? &steps->list[steps->n - 1] : NULL;
    return last && step->kind == PLAN_TEST && last->kind == PLAN_TEST &&
           strcmp(last->test, step->test) == 0 && strcmp(last->phase, step->phase) == 0;
}

struct test_count {
    int sites, least, most;
};

static void count(struct test_count *all, const struct plan_step *step)
{
    if (step->kind != PLAN_TEST || step->practice)
        return;
    all->least = all->sites == 0 || step->trials < all->least ? step->trials : all->least;
    all->most = step->trials > all->most ? step->trials : all->most;
    all->sites++;
}

/* "4 sites, 3 trials each" */
static void say_detail(const struct test_count *all, enum language language, char *out, size_t size)
{
    char sites[16], trials[32];
    snprintf(sites, sizeof sites, "%d", all->sites);
    snprintf(trials, sizeof trials, all->least < all->most ? "%d–%d" : "%d", all->least, all->most);
    out[0] = '\0';
    if (all->sites > 0)
        text_say(out, size, text_of(language, TEXT_study_step_sites), "sites", sites, "trials",
                 trials, NULL);
}

/* From `from` on as many steps as make one part; returns the step behind them. */
static size_t add_part(const struct plan *plan, size_t from, enum language language,
                       struct study_view *study, struct visit_steps *steps)
{
    struct test_count all = {0};
    double s = 0;
    struct study_step *part = &study->steps[steps->n];
    struct visit_step *known = &steps->list[steps->n++];
    size_t i = from;
    *known = (struct visit_step){.kind = plan->steps[from].kind};
    COPY(known->test, plan->steps[from].test);
    COPY(known->phase, plan->steps[from].phase);
    do {
        count(&all, &plan->steps[i]);
        s += plan->steps[i].s[PLAN_TYPICAL];
    } while (++i < plan->n_steps && belongs(steps, &plan->steps[i]));
    *part = (struct study_step){.mark = MARK_OPEN, .minutes = minutes(s)};
    say_detail(&all, language, part->detail, sizeof part->detail);
    return i;
}

static void clear_visit(struct study_view *study, struct visit_steps *steps)
{
    memset(study->steps, 0, sizeof study->steps);
    study->n_steps = steps->n = 0;
    study->minutes = 0;
}

void present_visit_plan(const struct plan *plan, enum language language, struct study_view *study,
                        struct visit_steps *steps)
{
    clear_visit(study, steps);
    if (!plan)
        return;
    for (size_t i = 0; i < plan->n_steps && steps->n < VIEW_STEPS_MAX;)
        i = add_part(plan, i, language, study, steps);
    study->n_steps = steps->n;
    name_parts(steps, language, study);
    study->minutes = minutes(plan->s[PLAN_TYPICAL]);
}

static void clear(enum view_plan state, struct protocol_view *view, struct study_view *study,
                  struct visit_steps *steps)
{
    memset(view->plan, 0, sizeof view->plan);
    clear_visit(study, steps);
    view->n_plan = 0;
    view->minutes_min = view->minutes_typical = view->minutes_max = 0;
    view->has_withheld = false;
    view->plan_state = (uint8_t)state;
}

void present_plan(const struct plan *plan, enum language language, struct protocol_view *view,
                  struct study_view *study, struct visit_steps *steps)
{
    clear(VIEW_PLAN_READY, view, study, steps);
    for (size_t i = 0; i < plan->n_steps; i++)
        set_row(language, view, &plan->steps[i], i);
    view->n_plan = plan->n_steps;
    view->minutes_min = minutes(plan->s[PLAN_SHORTEST]);
    view->minutes_typical = minutes(plan->s[PLAN_TYPICAL]);
    view->minutes_max = minutes(plan->s[PLAN_LONGEST]);
    say_about(plan, language, view);
    present_visit_plan(plan, language, study, steps);
}

void present_no_plan(enum view_plan state, const char *why, struct protocol_view *view,
                     struct study_view *study, struct visit_steps *steps)
{
    clear(state, view, study, steps);
    COPY(view->plan_about, why);
}
