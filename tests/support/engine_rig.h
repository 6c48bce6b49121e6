/* The engine of the window without a window: actions in, views out. Simulated instruments in processes of their own, by the
 * clock; whoever waits polls with a deadline. To be included after cmocka. */
#ifndef LIMEN_TESTS_SUPPORT_ENGINE_RIG_H
#define LIMEN_TESTS_SUPPORT_ENGINE_RIG_H

#include "support/program.h"

#include "base/text.h"

#include "session/sim_bench.h"
#include "shell/engine.h"

#include <semaphore.h>
#include <time.h>

enum { ENGINE_PATIENCE_S = 60 };

struct engine_rig {
    struct folder folder;
    struct stop_line stop;
    struct nursery *nursery;
    struct keeper *keeper;
    struct engine_config config; /* to be changed between engine_prepare() and engine_go() */
    struct engine *engine;
    struct view view; /* the newest that was seen */
    sem_t news;
};

/* Two sites, one trial each, hardly any rest. */
static const char engine_protocol[] =
    "return protocol {\n"
    "  id = \"short\", version = \"1.0.0\", title = { en = \"Short\", de = \"Kurz\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  parameters = { rate = { default = 100*kPa/sec, min = 10*kPa/sec, max = 200*kPa/sec },\n"
    "    trials = { default = 1, min = 1, max = 3 } },\n"
    "  run = function(p)\n"
    "    instruct { key = \"ppt\", test = \"ppt\" }\n"
    "    return ppt { sites = { site(\"lumbar.L4\", \"left\", { role = \"local\" }),\n"
    "      site(\"thenar\", \"left\", { role = \"remote\" }) }, trials = p.trials,\n"
    "      rate = p.rate, tolerance = 90*percent, rest = 1*sec }\n"
    "  end,\n"
    "}\n";

static void engine_on_changed(void *context)
{
    struct engine_rig *rig = context;
    sem_post(&rig->news);
}

static inline void engine_prepare(struct engine_rig *rig)
{
    struct why why = {0};
    memset(rig, 0, sizeof *rig);
    folder_make(&rig->folder);
    char path[128];
    folder_file(&rig->folder, "short.lua", path);
    folder_write(&rig->folder, "short.lua", engine_protocol);
    stop_init(&rig->stop);
    assert_int_equal(nursery_start(&rig->nursery, &why), STATUS_OK);
    assert_int_equal(keeper_start(&rig->keeper, &why), STATUS_OK);
    assert_int_equal(sem_init(&rig->news, 0, 0), 0);
    rig->config = (struct engine_config){.library = PROTOCOLS_DIR,
                                         .participant = "P1",
                                         .operator_name = "tester",
                                         .bench = sim_bench(),
                                         .seed = 2,
                                         .is_demo = true,
                                         .stop = &rig->stop,
                                         .nursery = rig->nursery,
                                         .keeper = rig->keeper,
                                         .changed = engine_on_changed,
                                         .context = rig};
    folder_file(&rig->folder, "s.limen", rig->config.study);
    memcpy(rig->config.protocol, path, sizeof path);
}

static inline void engine_go(struct engine_rig *rig)
{
    struct why why = {0};
    if (engine_start(&rig->config, &rig->engine, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static inline void engine_end(struct engine_rig *rig)
{
    struct why why = {0};
    if (engine_join(rig->engine, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    assert_int_equal(keeper_stop(rig->keeper), STATUS_OK);
    nursery_stop(rig->nursery);
    stop_fini(&rig->stop);
    sem_destroy(&rig->news);
    folder_remove(&rig->folder);
}

static inline void engine_ask(struct engine_rig *rig, enum action_kind kind, int64_t number,
                              double value, const char *text)
{
    struct action action = {
        .kind = (uint8_t)kind, .prompt = rig->view.run.prompt, .number = number, .value = value};
    text_copy(action.text, sizeof action.text, text ? text : "");
    assert_true(engine_act(rig->engine, &action));
}

/* One that is answered: `view.frame.answered` becomes `question`. */
static inline void engine_ask_question(struct engine_rig *rig, uint32_t question,
                                       enum action_kind kind, int64_t number, const char *text)
{
    struct action action = {.kind = (uint8_t)kind, .question = question, .number = number};
    text_copy(action.text, sizeof action.text, text);
    assert_true(engine_act(rig->engine, &action));
}

/* The newest view; waits for one when it is the one that was seen last. */
static inline void engine_see(struct engine_rig *rig, const char *what)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ENGINE_PATIENCE_S;
    while (!engine_look(rig->engine, &rig->view))
        if (sem_timedwait(&rig->news, &until) != 0 && errno == ETIMEDOUT)
            fail_msg("waited in vain for: %s (now %d, %s)", what, rig->view.run.now,
                     rig->view.frame.toast);
}

/* Until the condition on `rig->view` holds. */
#define ENGINE_UNTIL(rig, condition)                                                               \
    do {                                                                                           \
        const mono_ns engine_until = mono_now() + ENGINE_PATIENCE_S * MONO_SEC;                    \
        while (!(condition)) {                                                                     \
            if (mono_now() > engine_until)                                                         \
                fail_msg("waited in vain for: %s (now %d, %s)", #condition, (rig)->view.run.now,   \
                         (rig)->view.frame.toast);                                                 \
            engine_see(rig, #condition);                                                           \
        }                                                                                          \
    } while (0)

/* Begins a visit and goes on until the first site is to be confirmed. */
static inline void engine_begin_visit(struct engine_rig *rig)
{
    ENGINE_UNTIL(rig, rig->view.study.can_begin && rig->view.bench.n_instruments == 1 &&
                          rig->view.bench.instruments[0].mark == MARK_OK);
    engine_ask(rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(rig, rig->view.run.now == NOW_INSTRUCT);
    engine_ask(rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(rig, rig->view.run.now == NOW_CONFIRM);
}

static inline void engine_arm(struct engine_rig *rig)
{
    ENGINE_UNTIL(rig, rig->view.run.now == NOW_CONFIRM);
    engine_ask(rig, ACTION_CONFIRM_SITE, rig->view.run.sites[rig->view.run.site].number, 0, NULL);
    ENGINE_UNTIL(rig, rig->view.run.now == NOW_ARMED || rig->view.run.now == NOW_RUNNING);
}

/* A starved machine leaves a simulated gauge silent, and the program stops, as it should: the trial is repeated. */
static inline bool engine_is_starved(struct engine_rig *rig)
{
    const struct run_view *run = &rig->view.run;
    size_t last = run->n_trials_here;
    while (last > 0 && run->trials_here[last - 1].state == ROW_PLANNED)
        last--;
    /* what answers again at once is no fault any more; its row says that it was one */
    const bool was = last > 0 && run->trials_here[last - 1].state == ROW_FAULT;
    const bool is = run->now == NOW_STOPPED && (run->fault || was);
    if (!is)
        return false;
    engine_ask(rig, ACTION_HAND, 0, 0, NULL);
    engine_ask(rig, ACTION_REPEAT, 0, 0, NULL);
    ENGINE_UNTIL(rig, rig->view.run.now != NOW_STOPPED);
    return true;
}

/* Confirms the site and presses with this share of twice the rate, until the condition holds. */
#define ENGINE_PRESS_UNTIL(rig, share, condition)                                                  \
    do {                                                                                           \
        engine_arm(rig);                                                                           \
        engine_ask(rig, ACTION_HAND, 0, share, NULL);                                              \
        ENGINE_UNTIL(rig, (condition) || (rig)->view.run.now == NOW_STOPPED);                      \
    } while (engine_is_starved(rig))

/* A trial with the led hand, until it is kept; the virtual participant responds. */
static inline void engine_press(struct engine_rig *rig)
{
    do {
        ENGINE_PRESS_UNTIL(rig, 0.5, rig->view.run.now == NOW_RELEASE);
        engine_ask(rig, ACTION_HAND, 0, 0, NULL);
        ENGINE_UNTIL(rig, rig->view.run.now == NOW_REVIEW || rig->view.run.now == NOW_STOPPED);
    } while (engine_is_starved(rig));
    engine_ask(rig, ACTION_GO, 0, 0, NULL);
}

#endif
