/* One thread that polls the bench's desk, the store, the script and the window's actions.
 *
 *  state      left by
 *  IDLE       engine_begin() to SESSION
 *  SESSION    engine_finish() to IDLE: over, left, or failed
 *
 * Between sessions the study is this thread's; while one runs it is the store thread's. */
#include "engine_internal.h"

#include "base/clock.h"
#include "cli/paths.h"
#include "copy_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { ACTIONS_DEPTH = 64, CUES_DEPTH = 16 };
enum { POLL_WAKE, POLL_ACKS, POLL_SCRIPT, POLL_PLAN, POLL_FIXED };
enum { POLL_MAX = POLL_FIXED + STAND_POLL_MAX };

#define FRAME_EVERY (16 * MONO_MS) /* while something runs */
#define LEAVE_WITHIN (10 * MONO_SEC)
#define LOOK_EVERY (200 * MONO_MS) /* else: clocks, ages of readings */
#define READING_LASTS_S 2.0        /* the slowest instrument tells one a second */

/* ---- telling ------------------------------------------------------------------------------------
 */

static void show_toast(struct engine *engine, enum view_tone tone, const char *sentence)
{
    struct frame_view *frame = &engine->view.frame;
    COPY(frame->toast, sentence);
    frame->toast_tone = (uint8_t)tone;
    frame->toast_at = mono_now();
}

void engine_tell(struct engine *engine, enum view_tone tone, const char *sentence)
{
    if (tone == TONE_NOTE)
        COPY(engine->note, sentence);
    else
        show_toast(engine, tone, sentence);
    if (tone == TONE_TROUBLE && engine->is_answering)
        COPY(engine->refusal, sentence);
}

static void tell_words(struct engine *engine, enum view_tone tone, const char *words)
{
    char sentence[VIEW_SENTENCE_MAX];
    engine_tell(engine, tone, text_told(sentence, sizeof sentence, words));
}

/* What was told, or waits to be told, is no longer so. */
static void take_back(struct engine *engine, const char *words)
{
    char sentence[VIEW_SENTENCE_MAX];
    struct frame_view *frame = &engine->view.frame;
    text_told(sentence, sizeof sentence, words);
    if (strcmp(engine->note, sentence) == 0)
        engine->note[0] = '\0';
    if (frame->toast_tone == TONE_NOTE && strcmp(frame->toast, sentence) == 0)
        frame->toast[0] = '\0';
}

void engine_tell_why(struct engine *engine, const struct why *why)
{
    struct why said;
    tell_words(engine, TONE_TROUBLE,
               text_why(engine->config.language, why, said.text, sizeof said.text));
}

/* Of the examiner's own notes. */
static void tell_noted(struct engine *engine)
{
    struct conduct *conduct = &engine->conduct;
    if (conduct->has_noted || conduct->has_marked)
        engine_say(engine, TONE_DONE,
                   conduct->has_noted ? TEXT_run_note_saved : TEXT_run_mark_saved, NULL);
    conduct->has_noted = conduct->has_marked = false;
}

/* It has been waiting while somebody was pressed, or pressed. */
static void show_note(struct engine *engine)
{
    if (!engine->note[0] || engine->view.frame.is_live)
        return;
    show_toast(engine, TONE_NOTE, engine->note);
    engine->note[0] = '\0';
}

/* The gravest is heard last: nothing drowns it. */
static void push_cues(struct engine *engine)
{
    for (uint8_t what = CUE_SAVED; what <= CUE_FAULT; what++)
        if (engine->conduct.cues & 1 << what && !ring_push(&engine->cues, &what))
            break; /* sixteen sounds that nobody has heard yet */
    engine->conduct.cues = 0;
}

static void set_clock(struct frame_view *frame, utc_us utc)
{
    struct tm local;
    const time_t seconds = (time_t)(utc / 1000000);
    if (localtime_r(&seconds, &local)) {
        frame->clock_h = local.tm_hour;
        frame->clock_min = local.tm_min;
    }
}

static bool is_live(const struct run_view *run)
{
    switch ((enum run_now)run->now) {
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_RELEASE:
        return true;
    case NOW_NOTHING:
    case NOW_INSTRUCT:
    case NOW_CONFIRM:
    case NOW_WAIT:
    case NOW_QUESTION:
    case NOW_SAVING:
    case NOW_REVIEW:
    case NOW_REST:
    case NOW_STOPPED:
    case NOW_NOT_SAVED:
    case NOW_SUMMARY:
        return false;
    }
    return false;
}

static void set_frame(struct engine *engine)
{
    struct frame_view *frame = &engine->view.frame;
    const struct run_view *run = &engine->view.run;
    set_clock(frame, utc_now());
    frame->is_live = is_live(run);
    if (frame->is_live ||
        run->not_back) /* what is armed or running is seen, and what is to be taken off */
        engine->view.screen = SCREEN_SESSION;
    frame->is_energised =
        engine_levels_run(engine) || (frame->is_live && view_goes_on(run->stimulus));
    frame->is_live |= engine_levels_run(engine);
    frame->is_running = engine->session != NULL;
    frame->is_saving = run->now == NOW_SAVING;
    frame->can_reveal = engine->session && !engine->conduct.is_revealed;
    COPY(frame->participant, engine->view.study.picked);
    const bool shows_results = engine->view.screen == SCREEN_RESULTS && !engine->session;
    frame->visit = shows_results ? engine->view.results.visit : engine->visit_running;
    if (engine->conduct.mended[0]) {
        take_back(engine, engine->conduct.mended);
        engine->conduct.mended[0] = '\0';
    }
    if (engine->conduct.toast[0]) {
        tell_words(engine, TONE_NOTE, engine->conduct.toast);
        engine->conduct.toast[0] = '\0';
    }
    show_note(engine);
    tell_noted(engine);
}

static void publish(struct engine *engine)
{
    set_frame(engine);
    pthread_mutex_lock(&engine->lock);
    const bool is_new = memcmp(&engine->published, &engine->view, sizeof engine->view) != 0;
    if (is_new) {
        engine->published = engine->view;
        engine->is_fresh = true;
    }
    pthread_mutex_unlock(&engine->lock);
    if (is_new && engine->config.changed)
        engine->config.changed(engine->config.context);
}

/* ---- the thread ---------------------------------------------------------------------------------
 */

static size_t fill(const struct engine *engine, struct pollfd *set)
{
    set[POLL_WAKE].fd = engine->wake_fd;
    set[POLL_ACKS].fd = engine->session ? store_writer_ack_fd(engine->writer) : -1;
    set[POLL_SCRIPT].fd = engine->session ? session_script_fd(engine->session) : -1;
    set[POLL_PLAN].fd = planner_fd(&engine->plan.planner);
    for (size_t i = 0; i < POLL_FIXED; i++)
        set[i].events = POLLIN;
    return POLL_FIXED + (engine->stand ? stand_poll(engine->stand, set + POLL_FIXED) : 0);
}

static int poll_time(const struct engine *engine, mono_ns now)
{
    mono_ns until = now + (is_live(&engine->view.run) ? FRAME_EVERY : LOOK_EVERY);
    until = mono_min(until, now + engine_instruments_wait(engine));
    until = mono_min(until, now + engine_plan_wait(engine, now));
    until = mono_min(until, now + engine_export_wait(engine));
    if (engine->session)
        until = mono_min(until, session_deadline(engine->session));
    return until <= now ? 0 : (int)((until - now) / MONO_MS) + 1;
}

static void take_actions(struct engine *engine)
{
    struct action action;
    uint64_t count;
    while (read(engine->wake_fd, &count, sizeof count) < 0 && errno == EINTR)
        ;
    while (ring_pop(&engine->actions, &action))
        engine_obey(engine, &action);
}

static void on_notice(void *context, const char *sentence)
{
    tell_words(context, TONE_NOTE, sentence);
}

static void on_report(void *context, const struct report *report)
{
    engine_on_report(context, report);
}

/* The card of what the trial at hand is done with; NULL: the bench has none. */
static const struct instrument_view *stimulator_card(const struct engine *engine)
{
    const uint8_t stimulus = engine->view.run.stimulus;
    const enum role which = stimulus == VIEW_TEMPERATURE ? ROLE_THERMODE
                            : view_is_cuff(stimulus)     ? ROLE_TEST_CUFF
                                                         : ROLE_ALGOMETER;
    if (!view_has_instrument(stimulus))
        return NULL;
    const struct role_spec *role = &engine->config.bench.roles[which];
    const bool is_there = engine->stand && role->bound && role->instrument < VIEW_INSTRUMENTS_MAX;
    return is_there ? &engine->view.bench.instruments[role->instrument] : NULL;
}

/* While it waits to be let go of, and wherever a press is no response: what is held, or stuck, is not ready. */
static bool is_button_down(const struct engine *engine)
{
    switch ((enum run_now)engine->view.run.now) {
    case NOW_WAIT:
        return engine_response_is_held(engine);
    case NOW_RUNNING:
    case NOW_RELEASE:
    case NOW_SAVING:
        return false;
    case NOW_NOTHING:
    case NOW_CONFIRM:
    case NOW_INSTRUCT:
    case NOW_QUESTION:
    case NOW_REST:
    case NOW_ARMED:
    case NOW_REVIEW:
    case NOW_NOT_SAVED:
    case NOW_STOPPED:
    case NOW_SUMMARY:
        break;
    }
    return engine->stand && bench_held(stand_bench(engine->stand)) != 0;
}

/* What the Session screen says of the instrument that measures and of the participant's responses. */
static void show_instrument(struct engine *engine)
{
    static const struct instrument_view none = {.mark = MARK_NONE};
    const struct instrument_view *own = stimulator_card(engine), *card = own ? own : &none;
    const double kpa_per_n = engine_kpa_per_n(&engine->config.bench);
    struct run_view *run = &engine->view.run;
    run->instrument_mark = card->mark;
    run->instrument_at = own ? (uint8_t)(own - engine->view.bench.instruments) : 0;
    COPY(run->instrument, card->model[0] ? card->model : card->name);
    run->reading_age_s = card->reading_age_s;
    /* what it showed before it went is old, and so is what it showed before it came to rest, where it measures nothing */
    run->has_reading = card->has_reading && card->reading_age_s <= READING_LASTS_S &&
                       (card->mark == MARK_OK || card->mark == MARK_WARN);
    run->reading = card->reading;
    run->offers_response = engine_response_key(&engine->config.bench) < RESPONSES_MAX;
    run->has_force = kpa_per_n > 0 && run->stimulus == VIEW_PRESSURE;
    run->newton = run->has_force ? run->reading / kpa_per_n : 0;
    run->button_mark = engine_lacks_response(engine) ? MARK_BAD
                       : is_button_down(engine)      ? MARK_WARN
                                                     : MARK_OK;
}

static void tend_bench(struct engine *engine, mono_ns now)
{
    const struct stand_view view = {.view = engine,
                                    .language = engine->config.language,
                                    .notice = on_notice,
                                    .report = on_report};
    struct bench_record record;
    if (engine->stand) {
        stand_turn(engine->stand, &view);
        while (desk_trace(stand_desk(engine->stand), &record))
            if (engine->session) /* else it is of a check */
                conduct_trace(&engine->conduct, &record);
        present_bench(engine->stand, engine->config.language, now, &engine->view.bench);
    }
    show_instrument(engine);
}

static void tend_session(struct engine *engine, mono_ns now)
{
    if (!engine->session) {
        conduct_watch(&engine->conduct);
        return;
    }
    conduct_turn(&engine->conduct, now);
    session_turn(engine->session, now, utc_now());
    conduct_tick(&engine->conduct, now, utc_now());
    engine->view.run.thermal.is_stopped = engine->view.run.cuff.is_stopped =
        stop_is_raised(engine->config.stop);
    if (engine->conduct.cues & 1 << CUE_SAVED) {
        struct frame_view *frame = &engine->view.frame;
        const struct trial_view *newest = &engine->conduct.newest;
        frame->has_saved = true;
        frame->saved_h = newest->saved_h;
        frame->saved_min = newest->saved_min;
        frame->saved_s = newest->saved_s;
    }
    if (engine->conduct.cues & 1 << CUE_FAULT) /* its sentence stands where the person looks */
        engine->note[0] = engine->conduct.toast[0] = '\0';
    push_cues(engine);
    if (session_is_over(engine->session))
        engine_finish(engine);
}

/* A session that runs is stopped and left; it is saved as far as it went. What goes on meanwhile is seen: somebody may still be
 * pressed, and the hand is asked to let go. */
static void leave_session(struct engine *engine)
{
    const mono_ns until = mono_now() + LEAVE_WITHIN;
    const bool is_signal = stop_raises(engine->config.stop, STOP_SIGNAL) > 0;
    if (!engine->session)
        return;
    stop_raise(engine->config.stop, is_signal ? STOP_SIGNAL : STOP_WINDOW, mono_now());
    engine->view.frame.is_leaving = true;
    while (engine->session && mono_now() < until) {
        struct pollfd set[POLL_MAX];
        const size_t n = fill(engine, set);
        poll(set, (nfds_t)n, 20);
        take_actions(engine);
        tend_bench(engine, mono_now());
        session_decide(engine->session, DECISION_LEAVE, NULL);
        tend_session(engine, mono_now());
        engine_show_participant(engine);
        publish(engine);
    }
    if (engine->session)
        engine_finish(engine);
}

static void tend(struct engine *engine)
{
    take_actions(engine);
    tend_bench(engine, mono_now());
    engine_tend_instruments(engine, mono_now());
    tend_session(engine, mono_now());
    engine_tend_plan(engine, mono_now());
    engine_tend_export(engine, mono_now());
    engine_show_steps(engine);
    engine_tend_stop(engine);
    engine_set_readiness(engine);
    engine_show_participant(engine);
    publish(engine);
}

/* There is a view before anything is waited for: the window's first frame shows it. */
static void *engine_main(void *context)
{
    struct engine *engine = context;
    struct pollfd set[POLL_MAX];
    tend(engine);
    while (!atomic_load(&engine->leaving)) {
        const mono_ns now = mono_now();
        const size_t n = fill(engine, set);
        poll(set, (nfds_t)n, poll_time(engine, now));
        tend(engine);
    }
    leave_session(engine);
    atomic_store(&engine->has_left, true);
    if (engine->config.changed)
        engine->config.changed(engine->config.context);
    return NULL;
}

/* ---- the window's side --------------------------------------------------------------------------
 */

bool engine_act(struct engine *engine, const struct action *action)
{
    const uint64_t one = 1;
    if (!ring_push(&engine->actions, action))
        return false;
    /* A full counter is readable already. */
    return write(engine->wake_fd, &one, sizeof one) == (ssize_t)sizeof one || errno == EAGAIN;
}

static bool copy_people(struct people *to, const struct study_view *view)
{
    if (to->capacity < view->n_people) {
        struct person_row *rows = realloc(to->rows, view->n_people * sizeof *rows);
        if (!rows)
            return false;
        to->rows = rows;
        to->capacity = view->n_people;
    }
    to->n = view->n_people;
    if (to->n > 0)
        memcpy(to->rows, view->people, to->n * sizeof to->rows[0]);
    return true;
}

bool engine_look(struct engine *engine, struct view *view)
{
    pthread_mutex_lock(&engine->lock);
    const bool is_fresh = engine->is_fresh;
    engine->is_fresh = false;
    if (is_fresh) {
        *view = engine->published;
        if (copy_people(&engine->lent, &engine->published.study))
            view->study.people = engine->lent.rows;
        else
            view->study.n_people = 0;
    }
    pthread_mutex_unlock(&engine->lock);
    return is_fresh;
}

enum engine_cue engine_hear(struct engine *engine)
{
    uint8_t what;
    return ring_pop(&engine->cues, &what) ? (enum engine_cue)what : CUE_NONE;
}

/* ---- life ---------------------------------------------------------------------------------------
 */

void engine_add_why(struct why *why, enum status status, const struct why *more)
{
    const struct why first = *why;
    why_set(why, status, "%s; %s", first.text, more->text);
}

/* Its simulated instruments and its responses go with it. */
static void give_up_stand(struct engine *engine, enum status status, struct why *why)
{
    struct why last = {0};
    if (stand_close(engine->stand, &last) != STATUS_OK)
        engine_add_why(why, status, &last);
    engine->stand = NULL;
}

static enum status open_stand(struct engine *engine, struct why *why)
{
    const struct sim_participant participant = sim_participant_defaults();
    const struct stand_config config = {
        .spec = &engine->config.bench,
        .participant = &participant,
        .seed = engine->config.seed,
        .language = engine->config.language,
        .stop = engine->config.stop,
        .keeper = engine->config.keeper,
        .nursery = engine->config.nursery,
        .window = engine->config.window[0] ? engine->config.window : NULL,
        .with_trace = true,
        .may_lack_responses = true,
    };
    enum status status = stand_open(&config, &engine->stand, why);
    if (status != STATUS_OK)
        return status;
    status = stand_go(engine->stand, why);
    if (status == STATUS_OK)
        engine_lead(engine, LEAD_HAND);
    else
        give_up_stand(engine, status, why);
    return status;
}

static bool has_empty_bench(const struct engine *engine)
{
    return engine->config.bench.n_instruments + engine->config.bench.n_responses == 0;
}

enum status engine_open_stand(struct engine *engine, struct why *why)
{
    return has_empty_bench(engine) ? STATUS_OK : open_stand(engine, why);
}

bool engine_can_stand(const struct engine *engine)
{
    return engine->stand || (has_empty_bench(engine) && !engine->config.bench_problem[0]);
}

enum status engine_need_stand(struct engine *engine, struct why *why)
{
    return engine->stand ? STATUS_OK : open_stand(engine, why);
}

/* What was written on the command line is wrong there and then. */
static enum status open_protocol(struct engine *engine, struct why *why)
{
    const struct option_list *set = &engine->config.set;
    char name[ENGINE_PATH_MAX];
    COPY(name, engine->config.protocol);
    if (!name[0])
        return STATUS_OK;
    engine_open_protocol(engine, name);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < set->n && status == STATUS_OK; i++)
        status = engine_set_parameter(engine, set->values[i], why);
    return status;
}

/* A bench of a file that cannot be had is no bench yet: the Bench screen says why. */
static enum status open_bench(struct engine *engine, struct why *why)
{
    struct engine_config *config = &engine->config;
    const enum status status = engine_open_stand(engine, why);
    if (status == STATUS_OK || !config->bench_path[0])
        return status;
    struct why said;
    config->bench = (struct bench_spec){0};
    COPY(config->bench_problem, text_why(config->language, why, said.text, sizeof said.text));
    engine_say(engine, TONE_TROUBLE, TEXT_bench_broken_why, "why", config->bench_problem, NULL);
    return STATUS_OK;
}

static enum status init(struct engine *engine, struct why *why)
{
    engine->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (engine->wake_fd < 0)
        return why_set(why, STATUS_IO, "cannot make an event descriptor: %s", strerror(errno));
    if (engine_init_export(engine, why) != STATUS_OK)
        return STATUS_NO_MEMORY;
    if (ring_init(&engine->actions, sizeof(struct action), ACTIONS_DEPTH) != STATUS_OK ||
        ring_init(&engine->cues, 1, CUES_DEPTH) != STATUS_OK)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the program");
    engine_init_remembered(engine);
    engine->view.run.is_demo = engine->config.is_demo;
    engine->view.frame.toast_at = -1;
    COPY(engine->view.study.picked, engine->config.participant);
    if (engine->config.study[0] || engine->config.is_demo) /* without a file nothing is kept */
        engine_open_study(engine, engine->config.study);
    if (engine->config.offered[0] && !engine->study) {
        COPY(engine->view.study.path, engine->config.offered);
        engine->view.study.is_last_used = true;
    }
    engine_list_protocols(engine);
    engine_init_bench(engine);
    const enum status status = open_protocol(engine, why);
    if (status != STATUS_OK)
        return status;
    if (engine->config.notice[0])
        engine_tell(engine, TONE_TROUBLE, engine->config.notice);
    return open_bench(engine, why);
}

static enum status release(struct engine *engine, struct why *why)
{
    enum status status = STATUS_OK;
    if (engine->stand)
        status = stand_close(engine->stand, why);
    engine_fini_bench(engine);
    engine_fini_plan(engine);
    engine_fini_export(engine);
    script_free(engine->script);
    text_fini(&engine->set);
    text_fini(&engine->before.set);
    text_fini(&engine->values);
    text_fini(&engine->header);
    study_close(engine->study);
    people_fini(&engine->people);
    visit_book_fini(&engine->book);
    people_fini(&engine->lent);
    ring_fini(&engine->actions);
    ring_fini(&engine->cues);
    if (engine->wake_fd >= 0)
        close(engine->wake_fd);
    pthread_mutex_destroy(&engine->lock);
    free(engine);
    return status;
}

enum status engine_start(const struct engine_config *config, struct engine **out, struct why *why)
{
    struct engine *engine = calloc(1, sizeof *engine);
    struct why last;
    if (!engine)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the program");
    engine->config = *config;
    paths_whole(config->study, engine->config.study, sizeof engine->config.study);
    paths_whole(config->bench_path, engine->config.bench_path, sizeof engine->config.bench_path);
    engine->wake_fd = -1;
    engine_init_plan(engine);
    pthread_mutex_init(&engine->lock, NULL);
    enum status status = init(engine, why);
    if (status == STATUS_OK && pthread_create(&engine->thread, NULL, engine_main, engine) != 0)
        status = why_set(why, STATUS_IO, "cannot start a thread");
    if (status == STATUS_OK)
        *out = engine;
    else if (release(engine, &last) != STATUS_OK)
        engine_add_why(why, status, &last);
    return status;
}

enum status engine_leave(struct engine *engine, struct why *why)
{
    const uint64_t one = 1;
    atomic_store(&engine->leaving, true);
    if (write(engine->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
        return why_set(why, STATUS_IO, "cannot wake the program: %s", strerror(errno));
    return STATUS_OK;
}

bool engine_has_left(const struct engine *engine)
{
    return atomic_load(&engine->has_left);
}

enum status engine_join(struct engine *engine, struct why *why)
{
    const enum status status = engine_leave(engine, why);
    if (status != STATUS_OK)
        return status;
    pthread_join(engine->thread, NULL);
    return release(engine, why);
}
