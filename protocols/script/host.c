/* The script host: one interface over a script inline and a script in a process of its own. */
#include "script/host.h"

#include "base/clock.h"
#include "child_internal.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const mono_ns ANSWER_WITHIN = 5 * MONO_SEC;

struct script {
    struct vm vm; /* inline */
    bool is_child;
    mono_ns answer_within;

    /* child only */
    struct birth birth;
    int fd;
    bool is_asked; /* it works on an answer */
    bool is_lost;  /* hung, or died */
    mono_ns deadline;
    struct where *where; /* one page, shared */
    struct frame_reader reader;
    struct text header, frame;
    struct script_source sources[SOURCES_MAX];
    size_t n_sources;
};

/* --- child --- */

static void end_child(struct script *script)
{
    if (script->birth.pid <= 0)
        return;
    birth_kill(&script->birth);
    birth_await(&script->birth);
    close(script->fd);
    script->fd = -1;
}

/* Ends it and says why; the line is where it was last seen. */
static void end_hung(struct script *script, struct text *out)
{
    char where[WHERE_MAX];
    end_child(script);
    memcpy(where, script->where->text, sizeof where);
    where[sizeof where - 1] = '\0';
    text_append_format(
        out,
        "%s%sthe script did not come to its next step within %.3g s and was ended; this is "
        "where it was last seen",
        where, where[0] ? ": " : "", mono_to_sec(script->answer_within));
}

static void end_gone(struct script *script, struct text *out)
{
    char where[WHERE_MAX];
    end_child(script);
    memcpy(where, script->where->text, sizeof where);
    where[sizeof where - 1] = '\0';
    text_append_format(out, "%s%sthe script's process has died (out of memory or CPU time)", where,
                       where[0] ? ": " : "");
}

static void begin_waiting(struct script *script)
{
    script->is_asked = true;
    script->deadline = mono_now() + script->answer_within;
    script->where->text[0] = '\0';
}

/* Waits for bytes until the deadline. */
static void wait_bytes(const struct script *script)
{
    struct pollfd in = {.fd = script->fd, .events = POLLIN};
    const mono_ns left = script->deadline - mono_now();
    if (left > 0)
        (void)poll(&in, 1, (int)(left / MONO_MS) + 1);
}

enum arrival { ARRIVED, NOT_YET, HUNG, GONE };

/* The next frame, without waiting. */
static enum arrival take_frame(struct script *script, mono_ns now, enum frame_kind *kind)
{
    for (;;) {
        const int taken = frame_take(&script->reader, kind, &script->frame);
        if (taken != 0)
            return taken > 0 ? ARRIVED : GONE;
        const size_t before = script->reader.bytes.length;
        if (!frame_read(&script->reader, script->fd))
            return GONE;
        if (script->reader.bytes.length == before)
            return now >= script->deadline ? HUNG : NOT_YET;
    }
}

static enum status refused(const struct script *script, struct why *why)
{
    char *rest;
    const long code = strtol(text_cstr(&script->frame), &rest, 10);
    enum status status = STATUS_INVALID;
#define STATUS_CASE(name, number, exit, text)                                                      \
    if (-code == (number))                                                                         \
        status = (enum status)(number);
    STATUS_LIST(STATUS_CASE)
#undef STATUS_CASE
    return why_set(why, status, "%s", *rest == ' ' ? rest + 1 : rest);
}

static bool keep_source(struct script *script, enum frame_kind kind)
{
    char *copy = malloc(script->frame.length + 1);
    if (!copy)
        return false;
    memcpy(copy, text_cstr(&script->frame), script->frame.length + 1);
    if (kind == FRAME_NAME) {
        if (script->n_sources == SOURCES_MAX) {
            free(copy);
            return false;
        }
        script->sources[script->n_sources++].name = copy;
        return true;
    }
    if (script->n_sources == 0 || script->sources[script->n_sources - 1].text) {
        free(copy);
        return false;
    }
    script->sources[script->n_sources - 1].text = copy;
    script->sources[script->n_sources - 1].size = script->frame.length;
    return true;
}

/* One frame of the loading child: OK goes on, EMPTY is loaded. */
static enum status take_loading(struct script *script, enum frame_kind kind, struct why *why)
{
    if (kind == FRAME_LOADED && script->header.length > 0)
        return STATUS_EMPTY;
    if (kind == FRAME_REFUSED)
        return refused(script, why);
    if (kind == FRAME_HEADER)
        text_append(&script->header, script->frame.data, script->frame.length);
    else if ((kind != FRAME_NAME && kind != FRAME_TEXT) || !keep_source(script, kind))
        return why_set(why, STATUS_IO, "the script's process says what cannot be understood");
    return STATUS_OK;
}

static enum status await_loaded(struct script *script, struct why *why)
{
    struct text sentence;
    enum frame_kind kind;
    enum status status = STATUS_OK;
    text_init(&sentence);
    begin_waiting(script);
    while (status == STATUS_OK) {
        switch (take_frame(script, mono_now(), &kind)) {
        case ARRIVED:
            status = take_loading(script, kind, why);
            break;
        case NOT_YET:
            wait_bytes(script);
            break;
        case HUNG:
            end_hung(script, &sentence);
            status = why_set(why, STATUS_TIMEOUT, "%s", text_cstr(&sentence));
            break;
        case GONE:
            end_gone(script, &sentence);
            status = why_set(why, STATUS_INVALID, "%s", text_cstr(&sentence));
            break;
        }
    }
    script->is_asked = false;
    text_fini(&sentence);
    return status == STATUS_EMPTY ? STATUS_OK : status;
}

static enum status load_child(struct script *script, const char *path,
                              const struct script_options *options, struct why *why)
{
    const int fd = memfd_create("limen-where", MFD_CLOEXEC);
    void *page = MAP_FAILED;
    if (fd >= 0 && ftruncate(fd, sizeof *script->where) == 0)
        page = mmap(NULL, sizeof *script->where, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    enum status status;
    if (page == MAP_FAILED) {
        status = why_set(why, STATUS_NO_MEMORY, "no memory for the script's process");
    } else {
        script->where = page;
        status = child_start(path, options, fd, &script->birth, &script->fd, why);
    }
    if (fd >= 0)
        close(fd);
    return status == STATUS_OK ? await_loaded(script, why) : status;
}

/* --- both --- */

enum status script_load(const char *path, const struct script_options *options, struct script **out,
                        struct why *why)
{
    struct script *script = calloc(1, sizeof *script);
    if (!script)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the script");
    script->is_child = options->child;
    script->answer_within = options->answer_within ? options->answer_within : ANSWER_WITHIN;
    script->fd = -1;
    const enum status status = script->is_child ? load_child(script, path, options, why)
                                                : run_load(&script->vm, path, options, NULL, why);
    if (status != STATUS_OK)
        script_free(script);
    else
        *out = script;
    return status;
}

void script_free(struct script *script)
{
    if (!script)
        return;
    end_child(script);
    vm_close(&script->vm);
    if (script->where)
        munmap(script->where, sizeof *script->where);
    for (size_t i = 0; i < script->n_sources; i++) {
        free(script->sources[i].name);
        free(script->sources[i].text);
    }
    text_fini(&script->reader.bytes);
    text_fini(&script->header);
    text_fini(&script->frame);
    free(script);
}

const char *script_header(const struct script *script)
{
    return text_cstr(script->is_child ? &script->header : &script->vm.header);
}

const struct script_source *script_sources(const struct script *script, size_t *n)
{
    *n = script->is_child ? script->n_sources : script->vm.n_sources;
    return script->is_child ? script->sources : script->vm.sources;
}

enum status script_send(struct script *script, const char *answer, size_t answer_size)
{
    assert(script->is_child && !script->is_asked);
    begin_waiting(script);
    if (script->birth.pid > 0 && frame_send(script->fd, answer ? FRAME_ANSWER : FRAME_BEGIN,
                                            answer ? answer : "", answer ? answer_size : 0))
        return STATUS_OK;
    end_child(script);
    return STATUS_GONE;
}

bool script_is_lost(const struct script *script)
{
    return script->is_lost;
}

int script_fd(const struct script *script)
{
    return script->fd;
}

mono_ns script_deadline(const struct script *script)
{
    return script->is_child && script->is_asked ? script->deadline : MONO_NEVER;
}

/* What the frame means; false: it means nothing. */
static bool read_state(struct script *script, enum frame_kind kind, enum script_state *state,
                       struct text *out)
{
    if (kind == FRAME_ASKS)
        *state = SCRIPT_ASKS;
    else if (kind == FRAME_DONE)
        *state = SCRIPT_DONE;
    else if (kind == FRAME_FAILED)
        *state = SCRIPT_FAILED;
    else
        return false;
    text_append(out, text_cstr(&script->frame), script->frame.length);
    return true;
}

bool script_receive(struct script *script, mono_ns now, enum script_state *state, struct text *out)
{
    enum frame_kind kind;
    assert(script->is_child && script->is_asked);
    const enum arrival arrival = script->birth.pid > 0 ? take_frame(script, now, &kind) : GONE;
    if (arrival == NOT_YET)
        return false;
    script->is_asked = false;
    if (arrival == ARRIVED && read_state(script, kind, state, out))
        return true;
    *state = SCRIPT_FAILED;
    script->is_lost = true;
    if (arrival == HUNG)
        end_hung(script, out);
    else
        end_gone(script, out);
    return true;
}

enum script_state script_step(struct script *script, const char *answer, size_t answer_size,
                              struct text *out)
{
    text_clear(out);
    if (!script->is_child)
        return run_step(&script->vm, answer, answer_size, out);
    enum script_state state = SCRIPT_FAILED;
    const enum status sent = script_send(script, answer, answer_size);
    while (!script_receive(script, mono_now(), &state, out))
        if (sent == STATUS_OK)
            wait_bytes(script);
    return state;
}
