#include "session/stand.h"

#include "base/clock.h"
#include "base/ring.h"
#include "hw/bench_loop.h"
#include "session/sim_bench.h"
#include "session/sim_child.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NEWS_DEPTH = 32 };

/* What became of a port, or what a response has to tell: from the bench thread to the caller's. */
struct news {
    uint8_t instrument; /* INSTRUMENT_BENCH: the sentence in `why` is for the examiner */
    uint8_t response;   /* then: of this one */
    enum status status;
    struct port_info info;
    struct why why;
};

struct stand {
    struct stand_config config;
    struct bench_spec given;
    struct bench_spec spec; /* sim: ports replaced by their ptys */
    struct desk *desk;
    struct session *session; /* NULL: between two */
    struct session_world world;
    enum language language;
    struct bench *bench;
    struct bench_loop *loop;
    struct stand_port ports[INSTRUMENTS_MAX];
    struct sim_child children[INSTRUMENTS_MAX];
    char folder[64];
    struct loop_source sources[RESPONSES_MAX];
    size_t n_sources;
    struct response_source
        *injected[RESPONSES_MAX]; /* of a key or the virtual participant; else NULL */
    struct {
        enum status status; /* STATUS_OK: it is there */
        struct why why;
    } responses[RESPONSES_MAX];
    struct ring news;
};

/* ---- simulated instruments ----------------------------------------------------------------------
 */

void stand_tell(struct stand *stand, const struct sim_control *message)
{
    for (uint8_t i = 0; i < stand->spec.n_instruments; i++)
        if (stand->children[i].birth.pid > 0)
            sim_child_tell(&stand->children[i], message);
}

static void on_cue(void *world, const struct sim_cue *cue, mono_ns now)
{
    const struct sim_control message = {.kind = SIM_CONTROL_CUE, .t = now, .cue = *cue};
    stand_tell(world, &message);
}

static void on_release(void *world, mono_ns now)
{
    const struct sim_control message = {.kind = SIM_CONTROL_RELEASE, .t = now};
    stand_tell(world, &message);
}

static enum status make_folder(struct stand *stand, struct why *why)
{
    if (stand->folder[0])
        return STATUS_OK;
    const char *base = getenv("XDG_RUNTIME_DIR");
    snprintf(stand->folder, sizeof stand->folder, "%.40s/limen-XXXXXX",
             base && base[0] ? base : "/tmp");
    if (mkdtemp(stand->folder))
        return STATUS_OK;
    stand->folder[0] = '\0';
    return why_set(why, STATUS_IO, "cannot make a folder for simulated ports: %s", strerror(errno));
}

static enum status start_simulation(struct stand *stand, uint8_t i, struct why *why)
{
    struct instrument_spec *spec = &stand->spec.instruments[i];
    const char *name = port_simulation(spec->port);
    struct sim_fault faults[SIM_FAULTS_MAX];
    if (!name)
        return STATUS_OK;
    const struct sim_pty_config config = {
        .instrument = sim_find(name),
        .participant = stand->config.participant,
        .seed = stand->config.seed,
        .faults = faults,
        .n_faults =
            sim_bench_faults(&stand->spec, i, stand->config.faults, stand->config.n_faults, faults),
        .stop_fd = -1,
    };
    if (!config.instrument)
        return why_set(
            why, STATUS_INVALID,
            "there is no simulated instrument `%s`: `limen sim --help` lists those there are",
            name);
    enum status status = make_folder(stand, why);
    if (status == STATUS_OK)
        status = sim_child_start(&config, stand->folder, stand->config.nursery, &stand->children[i],
                                 why);
    if (status != STATUS_OK)
        return status;
    static const char kind[] = "pty:";
    memset(spec->port, 0, sizeof spec->port);
    memcpy(spec->port, kind, sizeof kind);
    memccpy(spec->port + sizeof kind - 1, stand->children[i].link, '\0',
            sizeof spec->port - sizeof kind);
    return STATUS_OK;
}

/* ---- the participant's window -----------------------------------------------------------------------
 */

static void find_window(struct stand *stand)
{
    for (uint8_t i = 0; i < stand->spec.n_instruments; i++) {
        char *port = stand->spec.instruments[i].port;
        if (strcmp(port, PORT_OF_WINDOW) == 0 && stand->config.window)
            snprintf(port, sizeof stand->spec.instruments[i].port, "%s%.*s", PORT_OF_WINDOW,
                     WINDOW_PLACE_MAX, stand->config.window);
    }
}

/* ---- responses ----------------------------------------------------------------------------------
 */

static bool is_injected(const struct response_spec *spec)
{
    return spec->kind == RESPONSE_KEY || spec->kind == RESPONSE_PARTICIPANT;
}

/* What is not there is opened by the bench's loop when it comes; pedals then have the kernel's stamps. */
static void note_missing(struct stand *stand, uint8_t i, struct response_unit *unit,
                         enum status status, const struct why *why)
{
    *unit = RESPONSE_UNIT_CLOSED;
    unit->source.channel = i;
    unit->source.kernel_stamps = stand->spec.responses[i].kind == RESPONSE_PEDAL;
    stand->responses[i].status = status;
    stand->responses[i].why = *why;
}

static enum status open_source(struct stand *stand, uint8_t i, struct why *why)
{
    const struct response_spec *spec = &stand->spec.responses[i];
    const struct response_options options = {.channel = i, .debounce = RESPONSE_DEBOUNCE, .fd = -1};
    struct loop_source *source = &stand->sources[stand->n_sources];
    const enum status status = response_unit_open(spec, &options, -1, &source->unit, why);
    if (status != STATUS_OK && (!stand->config.may_lack_responses || is_injected(spec)))
        return status;
    if (status != STATUS_OK)
        note_missing(stand, i, &source->unit, status, why);
    source->is_stop = spec->is_stop;
    stand->given.responses[i].has_kernel_stamps = source->unit.source.kernel_stamps;
    if (is_injected(spec))
        stand->injected[i] = &source->unit.source;
    stand->n_sources++;
    return STATUS_OK;
}

static enum status open_sources(struct stand *stand, struct why *why)
{
    enum status status = STATUS_OK;
    for (uint8_t i = 0; i < stand->spec.n_responses && status == STATUS_OK; i++) {
        const uint8_t kind = stand->spec.responses[i].kind;
        if (kind != RESPONSE_CHANNEL && kind != RESPONSE_NONE)
            status = open_source(stand, i, why);
    }
    return status;
}

void stand_press(struct stand *stand, uint8_t response, mono_ns t, bool pressed)
{
    if (response >= RESPONSES_MAX || !stand->injected[response])
        return;
    /* 64 unread edges mean that the bench hangs: the keeper deals with that. */
    if (response_inject(stand->injected[response], t, pressed) != STATUS_OK)
        stop_raise(stand->config.stop, STOP_FAULT, t);
}

/* What one instrument does to the participant, the sliders of the others hear. */
static void carry_felt(struct stand *stand, uint8_t from, const struct sim_control *message)
{
    for (uint8_t i = 0; i < stand->spec.n_instruments; i++)
        if (i != from && stand->children[i].birth.pid > 0)
            sim_child_tell(&stand->children[i], message);
}

static void hear_child(struct stand *stand, uint8_t i, const struct sim_control *message)
{
    if (message->kind == SIM_CONTROL_BUTTON)
        stand_press(stand, response_of_participant(&stand->spec), message->t, message->pressed);
    if (message->kind == SIM_CONTROL_FELT)
        carry_felt(stand, i, message);
}

static void hear_children(struct stand *stand)
{
    struct sim_control message;
    for (uint8_t i = 0; i < stand->spec.n_instruments; i++)
        while (stand->children[i].birth.pid > 0 && sim_child_hear(&stand->children[i], &message))
            hear_child(stand, i, &message);
}

/* ---- news ---------------------------------------------------------------------------------------
 */

static void on_port(void *host, uint8_t instrument, enum status status,
                    const struct port_info *info, const struct why *why)
{
    struct stand *stand = host;
    const struct news news = {
        .instrument = instrument, .status = status, .info = *info, .why = *why};
    /* News about ports are for the screen and the journal; when nobody reads 32 of them, the newest
     * are lost. */
    if (!ring_push(&stand->news, &news))
        return;
}

static void on_source(void *host, uint8_t source, enum status status, const struct why *why)
{
    struct stand *stand = host;
    const struct news news = {
        .instrument = INSTRUMENT_BENCH, .response = source, .status = status, .why = *why};
    if (!ring_push(&stand->news, &news))
        return; /* as above */
}

static void take_port(struct stand *stand, const struct news *news)
{
    if (news->status == STATUS_GONE && news->why.text[0] == '\0') { /* asked for anew */
        stand->ports[news->instrument].is_told = false;
        return;
    }
    struct stand_port *port = &stand->ports[news->instrument];
    *port = (struct stand_port){.is_told = true,
                                .n_told = port->n_told + 1,
                                .status = news->status,
                                .info = news->info,
                                .why = news->why};
    if (stand->session)
        session_port(stand->session, news->instrument, news->status, &news->info, &news->why);
}

static const char *words_of_source(const struct news *news, enum language language,
                                   struct why *said)
{
    if (news->status == STATUS_OK)
        return text_of(language, TEXT_tell_response_back);
    if (news->status == STATUS_GONE && news->why.text[0] == '\0')
        return text_of(language, TEXT_tell_response_gone);
    return text_why(language, &news->why, said->text, sizeof said->text);
}

static void take_response(struct stand *stand, const struct news *news,
                          const struct stand_view *view)
{
    struct why said;
    const bool is_known = stand->responses[news->response].status == news->status &&
                          strcmp(stand->responses[news->response].why.text, news->why.text) == 0;
    stand->responses[news->response].status = news->status;
    stand->responses[news->response].why = news->why;
    if (view->notice && !is_known)
        view->notice(view->view, words_of_source(news, view->language, &said));
}

static void take_news(struct stand *stand, const struct stand_view *view)
{
    struct news news;
    while (ring_pop(&stand->news, &news))
        if (news.instrument != INSTRUMENT_BENCH)
            take_port(stand, &news);
        else
            take_response(stand, &news, view);
}

/* ---- what is known between sessions -------------------------------------------------------------
 */

static void take_reports(struct stand *stand, const struct stand_view *view)
{
    struct report report;
    desk_quiet(stand->desk);
    while (desk_take(stand->desk, &report))
        if (view->report)
            view->report(view->view, &report);
}

static void tell_session(struct stand *stand, uint8_t i)
{
    const struct desk_known *known = desk_known(stand->desk, i);
    const struct stand_port *port = &stand->ports[i];
    struct report report = {.t = mono_now(), .instrument = i};
    if (port->is_told)
        session_port(stand->session, i, port->status, &port->info, &port->why);
    if (known->has_identity) {
        report.kind = REPORT_IDENTITY;
        report.body.identity = known->identity;
        session_hear(stand->session, &report);
    }
    report.kind = known->is_ready ? REPORT_READY : REPORT_FAULT;
    report.code = known->fault;
    if (known->is_ready || known->fault != FAULT_NONE)
        session_hear(stand->session, &report);
}

void stand_serve(struct stand *stand, struct session *session)
{
    stand->session = session;
    if (!session)
        return;
    session_set_bench(session, stand->bench);
    for (uint8_t i = 0; i < stand->spec.n_instruments; i++)
        tell_session(stand, i);
}

static void wake(void *host)
{
    struct stand *stand = host;
    bench_loop_wake(stand->loop);
}

enum status stand_order(struct stand *stand, const struct order *order)
{
    const enum status status = bench_submit(stand->bench, order);
    wake(stand);
    return status;
}

void stand_parts(struct stand *stand, struct session_parts *parts)
{
    parts->spec = &stand->given; /* the record names the ports that the bench file names */
    parts->desk = stand->desk;
    parts->stop = stand->config.stop;
    parts->world = &stand->world;
    parts->wake = wake;
    parts->bench_host = stand;
}

/* ---- the caller's thread ------------------------------------------------------------------------
 */

size_t stand_poll(const struct stand *stand, struct pollfd *set)
{
    size_t n = 0;
    set[n++] = (struct pollfd){.fd = desk_fd(stand->desk), .events = POLLIN};
    for (uint8_t i = 0; i < stand->spec.n_instruments; i++)
        if (stand->children[i].birth.pid > 0)
            set[n++] = (struct pollfd){.fd = stand->children[i].control, .events = POLLIN};
    return n;
}

void stand_turn(struct stand *stand, const struct stand_view *view)
{
    stand->language = view->language;
    hear_children(stand);
    take_news(stand, view);
    if (!stand->session)
        take_reports(stand, view);
}

bool stand_reading(const struct stand *stand, enum role role, double *value, mono_ns *t)
{
    struct channel_ref channel;
    return bench_role(stand->bench, role, &channel) &&
           bench_latest(stand->bench, channel, value, t);
}

uint32_t stand_readings(const struct stand *stand, enum role role)
{
    struct channel_ref channel;
    return bench_role(stand->bench, role, &channel) ? bench_readings(stand->bench, channel) : 0;
}

bool stand_response_is_lost(const struct stand *stand, uint8_t response)
{
    return stand->responses[response].status != STATUS_OK;
}

enum status stand_response(const struct stand *stand, uint8_t response, struct why *why)
{
    *why = stand->responses[response].why;
    return stand->responses[response].status;
}

void stand_reopen(struct stand *stand, uint8_t instrument)
{
    desk_forget_fault(stand->desk, instrument);
    bench_loop_reopen(stand->loop, instrument);
}

void stand_read(struct stand *stand, enum role role, enum command_kind how)
{
    struct order order = {.kind = ORDER_COMMAND, .command.kind = (uint8_t)how};
    if (!bench_role(stand->bench, role, &order.channel))
        return;
    order.command.channel = order.channel.channel;
    if (stand_order(stand, &order) != STATUS_OK)
        return; /* it is read as before */
}

struct bench *stand_bench(struct stand *stand)
{
    return stand->bench;
}

struct desk *stand_desk(struct stand *stand)
{
    return stand->desk;
}

const struct bench_spec *stand_spec(const struct stand *stand)
{
    return &stand->given;
}

const struct stand_port *stand_port(const struct stand *stand, uint8_t instrument)
{
    return &stand->ports[instrument];
}

/* ---- life ---------------------------------------------------------------------------------------
 */

static enum status make_bench(struct stand *stand, struct why *why)
{
    struct bench_host host = desk_bench_host(stand->desk);
    host.clock = mono_now;
    return bench_new(&stand->spec, stand->config.stop, stand->config.keeper, &host, &stand->bench,
                     why);
}

enum status stand_go(struct stand *stand, struct why *why)
{
    const struct bench_loop_config config = {
        .bench = stand->bench,
        .spec = &stand->spec,
        .stop = stand->config.stop,
        .keeper = stand->config.keeper,
        .sources = stand->sources,
        .n_sources = stand->n_sources,
        .port = on_port,
        .source = on_source,
        .host = stand,
    };
    crash_install();
    return bench_loop_start(&config, &stand->loop, why);
}

static void say_unrested(const struct stand *stand, const char *names, struct why *why)
{
    char text[sizeof why->text];
    const struct text_value values[] = {{"name", names}};
    text_fill(text, sizeof text, text_of(stand->language, TEXT_tell_not_at_rest), values, 1);
    why_set(why, STATUS_TIMEOUT, "%s", text);
}

/* It presses perhaps, and after this nobody watches it. */
static bool all_have_rested(const struct stand *stand, struct why *why)
{
    char names[4 * sizeof stand->given.instruments[0].name] = "";
    size_t n = 0;
    for (uint8_t i = 0; i < stand->spec.n_instruments; i++)
        if (!bench_has_rested(stand->bench, i) && n < sizeof names)
            n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n > 0 ? ", " : "",
                                  role_text(stand->language, stand->given.instruments[i].name));
    if (n > 0)
        say_unrested(stand, names, why);
    return n == 0;
}

enum status stand_halt(struct stand *stand, struct why *why)
{
    const bool has_loop = stand->loop != NULL;
    const enum status status = bench_loop_join(stand->loop, why);
    stand->loop = NULL;
    return has_loop && !all_have_rested(stand, why) ? STATUS_TIMEOUT : status;
}

static enum status start(struct stand *stand, struct why *why)
{
    const struct desk_config desk = {
        .stop = stand->config.stop, .with_fd = true, .with_trace = stand->config.with_trace};
    enum status status = STATUS_OK;
    find_window(stand);
    for (uint8_t i = 0; i < stand->spec.n_instruments && status == STATUS_OK; i++)
        status = start_simulation(stand, i, why);
    if (status == STATUS_OK &&
        ring_init(&stand->news, sizeof(struct news), NEWS_DEPTH) != STATUS_OK)
        status = why_set(why, STATUS_NO_MEMORY, "no memory for the bench");
    if (status == STATUS_OK)
        status = desk_new(&desk, &stand->desk, why);
    if (status == STATUS_OK)
        status = open_sources(stand, why);
    return status == STATUS_OK ? make_bench(stand, why) : status;
}

/* Nobody real can be hurt there, and nobody real says anything. */
static bool is_all_simulated(const struct stand_config *config)
{
    for (uint8_t i = 0; i < config->spec->n_instruments; i++)
        if (!port_is_simulated(config->spec->instruments[i].port))
            return false;
    return config->spec->n_instruments > 0;
}

enum status stand_open(const struct stand_config *config, struct stand **out, struct why *why)
{
    struct stand *stand = calloc(1, sizeof *stand);
    struct why last;
    if (!stand)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the bench");
    stand->config = *config;
    stand->language = config->language;
    stand->given = stand->spec = *config->spec;
    stand->world =
        (struct session_world){.world = stand,
                               .cue = on_cue,
                               .release = on_release,
                               .participant = is_all_simulated(config) ? config->participant : NULL,
                               .seed = config->seed};
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        stand->children[i].control = -1;
    const enum status status = start(stand, why);
    if (status == STATUS_OK)
        *out = stand;
    else if (stand_close(stand, &last) != STATUS_OK)
        return why_set(why, status, "%s; %s", why->text, last.text);
    return status;
}

/* In the order in which somebody may still need the next: bench, responses, simulations. */
enum status stand_close(struct stand *stand, struct why *why)
{
    enum status status = stand_halt(stand, why);
    bench_free(stand->bench);
    for (size_t i = 0; i < stand->n_sources; i++)
        response_unit_close(&stand->sources[i].unit);
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        sim_child_stop(&stand->children[i]);
    if (stand->folder[0] && rmdir(stand->folder) != 0 && errno != ENOENT && status == STATUS_OK)
        status = why_set(why, STATUS_IO, "cannot remove %s: %s", stand->folder, strerror(errno));
    ring_fini(&stand->news);
    desk_free(stand->desk);
    free(stand);
    return status;
}
