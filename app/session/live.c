#include "session/live.h"

#include "base/clock.h"
#include "hw/keeper.h"
#include "session/gate.h"
#include "session/stand.h"

#include <poll.h>
#include <string.h>

enum { POLL_ACKS, POLL_SCRIPT, POLL_INPUT, POLL_FIXED };
enum { POLL_MAX = POLL_FIXED + STAND_POLL_MAX };

#define TICK_EVERY (100 * MONO_MS)
#define TELL_AFTER MONO_SEC
enum { LOOK_EVERY_MS = 10 };

struct live {
    const struct live_config *config;
    struct session_parts parts;
    struct session *session;
    struct stand *stand;
    struct keeper *keeper;
    enum language language;
    bool stand_runs; /* already, to see which instrument it is */
    bool writer_runs, input_ended;
};

static size_t fill(const struct live *live, struct pollfd *set)
{
    set[POLL_ACKS].fd = store_writer_ack_fd(live->parts.writer);
    set[POLL_SCRIPT].fd = session_script_fd(live->session);
    const bool has_input = live->config->input && !live->input_ended;
    set[POLL_INPUT].fd = has_input ? live->config->input_fd : -1;
    for (size_t i = 0; i < POLL_FIXED; i++)
        set[i].events = POLLIN;
    return POLL_FIXED + stand_poll(live->stand, set + POLL_FIXED);
}

static int poll_time(const struct live *live)
{
    const mono_ns left = session_deadline(live->session) - mono_now();
    if (left <= 0)
        return 0;
    return left > TICK_EVERY ? (int)(TICK_EVERY / MONO_MS) : (int)(left / MONO_MS) + 1;
}

static struct stand_view stand_view_of(const struct live *live)
{
    const struct session_view *view = live->parts.view;
    return (struct stand_view){
        .view = view->view, .language = live->language, .notice = view->notice};
}

static void run(struct live *live)
{
    const struct stand_view of_stand = stand_view_of(live);
    struct pollfd set[POLL_MAX];
    while (!session_is_over(live->session)) {
        memset(set, 0, sizeof set);
        const size_t n = fill(live, set);
        const int found = poll(set, (nfds_t)n, poll_time(live));
        stand_turn(live->stand, &of_stand);
        if (found > 0 && set[POLL_INPUT].revents)
            live->input_ended = !live->config->input(live->config->context, live);
        if (live->config->tick)
            live->config->tick(live->config->context, live);
        session_turn(live->session, mono_now(), utc_now());
    }
}

/* ---- what is looked at before there is a session ------------------------------------------------ */

/* NULL: it has not answered, and does not seem to. */
static const struct instrument_identity *await_identity(struct live *live, uint8_t instrument,
                                                        mono_ns within)
{
    const struct stand_view of_stand = stand_view_of(live);
    const struct desk_known *known = desk_known(stand_desk(live->stand), instrument);
    const struct stand_port *port = stand_port(live->stand, instrument);
    const mono_ns until = mono_now() + within;
    struct pollfd set[STAND_POLL_MAX];
    while (!known->has_identity && known->fault == FAULT_NONE && port->status == STATUS_OK &&
           !stop_is_raised(live->parts.stop) && mono_now() < until) {
        poll(set, (nfds_t)stand_poll(live->stand, set), (int)(TICK_EVERY / MONO_MS));
        stand_turn(live->stand, &of_stand);
    }
    return known->has_identity ? &known->identity : NULL;
}

/* A thermode whose check does not hold opens no session. One that does not answer now is looked at when it does, before anything
 * is asked of it. */
static enum status pass_gate(struct live *live, const struct session_config *config,
                             struct why *why)
{
    const struct gate gate = {.spec = live->config->spec,
                              .book = live->parts.verifications,
                              .override = config->override_check,
                              .utc = config->utc};
    uint8_t instrument;
    if (!gate_stands(&gate, &instrument))
        return STATUS_OK;
    enum status status = gate_judge(&gate, instrument, NULL, why);
    if (status == STATUS_OK)
        status = stand_go(live->stand, why);
    if (status != STATUS_OK)
        return status;
    live->stand_runs = true;
    const struct instrument_identity *identity =
        await_identity(live, instrument, config->ready_within);
    return identity ? gate_judge(&gate, instrument, identity, why) : STATUS_OK;
}

/* Processes first: nothing may be forked once there are threads. The study is read before its writer
 * has one, and all is there before the bench begins to report to a session. */
static enum status open_bench(struct live *live, const struct session_config *config,
                              struct why *why)
{
    enum status status = keeper_start(&live->keeper, why);
    const struct stand_config stand = {
        .spec = live->config->spec,
        .participant = live->config->participant,
        .faults = live->config->faults,
        .n_faults = live->config->n_faults,
        .seed = live->config->seed,
        .language = live->language,
        .stop = live->parts.stop,
        .keeper = live->keeper,
    };
    if (status == STATUS_OK)
        status = stand_open(&stand, &live->stand, why);
    return status == STATUS_OK ? pass_gate(live, config, why) : status;
}

static enum status start(struct live *live, const struct session_config *config, struct why *why)
{
    enum status status = open_bench(live, config, why);
    if (status != STATUS_OK)
        return status;
    stand_parts(live->stand, &live->parts);
    struct session_config own = *config;
    own.now = mono_now();
    status = session_new(&own, &live->parts, &live->session, why);
    if (status != STATUS_OK)
        return status;
    stand_serve(live->stand, live->session);
    status = store_writer_start(live->parts.writer, why);
    live->writer_runs = status == STATUS_OK;
    return status == STATUS_OK && !live->stand_runs ? stand_go(live->stand, why) : status;
}

/* Whatever else the session ended with: an instrument that may still press is what the last sentence is about. */
static enum status not_closed(const struct live *live, enum status status, const char *sentence,
                              struct why *why)
{
    const struct session_view *view = live->parts.view;
    if (status != STATUS_OK && view->notice)
        view->notice(view->view, why->text);
    return why_set(why, STATUS_TIMEOUT, "%s", sentence);
}

/* A disk that hangs holds the program up: nothing is pressed any more, and somebody wonders why. */
static void wait_for_store(struct live *live)
{
    const struct session_view *view = live->parts.view;
    const mono_ns until = mono_now() + TELL_AFTER;
    while (!store_writer_end(live->parts.writer) && mono_now() < until)
        poll(NULL, 0, LOOK_EVERY_MS);
    if (!store_writer_end(live->parts.writer) && view->notice)
        view->notice(view->view, text_of(live->language, TEXT_tell_disk_waited_for));
}

/* With its coded reason, where it has one. */
static enum status pass_on(struct why *why, enum status status, const struct why *last)
{
    if (why)
        *why = *last;
    return status;
}

/* In the order in which somebody may still need the next: bench, store, session, instruments, keeper. */
static enum status finish(struct live *live, enum status status, struct why *why)
{
    struct why last;
    if (live->stand && stand_halt(live->stand, &last) != STATUS_OK)
        status = not_closed(live, status, last.text, why);
    if (live->writer_runs)
        wait_for_store(live);
    if (live->writer_runs && store_writer_join(live->parts.writer, &last) != STATUS_OK &&
        status == STATUS_OK)
        status = pass_on(why, STATUS_READ_ONLY, &last);
    session_free(live->session);
    if (live->stand && stand_close(live->stand, &last) != STATUS_OK && status == STATUS_OK)
        status = pass_on(why, STATUS_IO, &last);
    if (live->keeper && keeper_stop(live->keeper) != STATUS_OK)
        status = not_closed(live, status, text_of(live->language, TEXT_tell_not_stopped), why);
    return status;
}

enum status live_run(const struct live_config *config, const struct session_config *session_config,
                     const struct session_parts *parts, struct session_key *key, struct why *why)
{
    struct live live = {.config = config, .parts = *parts, .language = session_config->language};
    enum status status = start(&live, session_config, why);
    if (status == STATUS_OK) {
        run(&live);
        *key = session_key(live.session);
        status = session_result(live.session, why);
    }
    return finish(&live, status, why);
}

struct session *live_session(const struct live *live)
{
    return live->session;
}

void live_press(struct live *live, uint8_t response, mono_ns t, bool pressed)
{
    stand_press(live->stand, response, t, pressed);
}

bool live_look(const struct live *live, void *out, size_t size)
{
    return bench_look(stand_bench(live->stand), session_running(live->session), out, size);
}
