/* The script host: runs one protocol file (Lua 5.4, sandboxed, units as values) and speaks only
 * canonical messages, the same that the journal stores (DESIGN 4, 6).
 *
 * A verb is a yield: script_step() runs the script until it asks for something, and the answer to
 * that is the argument of the next script_step(). The same interface runs the script inline
 * (virtual time) or in a child process that can be killed (real sessions).
 *
 * Messages are canonical JSON: UTF-8, keys sorted, no blanks, numbers as the shortest decimal that
 * reads back to the same double. A quantity is {"u":"kPa","v":350.5}; a bound is
 * {"bound":"left"|"right","u":"kPa","v":1000} ("left": the true value is below, "right": above).
 *
 * A request: {"args":{…},"block":B,"call":C,"do":VERB,"line":"ppt.lua:12","step":S,"task":T}
 *   `task` 1 is the main script, further tasks are described-and-started stimuli (conditioning
 * handles); `block` is what is replayed whole after a crash; 0 outside a block; `step` counts
 * requests of a task; `call` counts the calls of verbs, so that a loop over one line is known from one call with several
 * requests. `line` is where the script stands. Neither `call` nor `line` is compared on replay. An answer:
 * {"ok":{…}} or {"error":"sentence"} (raised in the script at that line). Helpers to read and build
 * messages: script/message.h. */
#ifndef LIMEN_SCRIPT_HOST_H
#define LIMEN_SCRIPT_HOST_H

#include "base/mono.h"
#include "base/nursery.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct script;

struct script_options {
    const char *library;    /* folder of verbs and shipped protocols: .../protocols */
    const char *parameters; /* canonical JSON object of parameter values set by the user, or NULL */
    uint64_t seed;          /* of `shuffled` and `random` */
    bool child;             /* in a process of its own */
    struct nursery *nursery; /* which starts it; NULL: the caller is single-threaded */
    mono_ns
        answer_within; /* child: longer than this between two requests is a hung script; 0: 5 s */
    size_t memory_max; /* 0: 64 MiB */
};

/* Everything below `file` that the run depends on: the protocol, verbs, required modules. */
struct script_source {
    char *name; /* as messages call it: "ppt-core.lua", "verbs/ppt.lua" */
    char *text;
    size_t size;
};

enum script_state { SCRIPT_ASKS, SCRIPT_DONE, SCRIPT_FAILED };

/* Reads the file, evaluates its header in the sandbox, checks it. STATUS_NOT_FOUND, STATUS_INVALID
 * with "file:line: message" in `why`, STATUS_TIMEOUT. */
MUST_CHECK
enum status script_load(const char *path, const struct script_options *options, struct script **out,
                        struct why *why);
void script_free(struct script *script); /* kills the child */

/* Canonical JSON: {"id","version","title":{"en","de"},"needs":[…],
 * "parameters":{name:{"default","min","max","unit"}},"sites":[…],"values":{…}}; lives as long as the script. `values`: of
 * the parameters in this run, set or default, as `parameters` of struct script_options takes them. */
const char *script_header(const struct script *script);
const struct script_source *script_sources(const struct script *script, size_t *n);

/* Runs until the next request, never again after SCRIPT_DONE or SCRIPT_FAILED. `answer` is NULL at
 * the first step; `out` is emptied first (script_receive() appends). The request, the script's
 * final result (SCRIPT_DONE, canonical JSON or "null") or the sentence of its failure
 * (SCRIPT_FAILED, "file:line: message") is put into `out`. Inline: returns the state at once. */
enum script_state script_step(struct script *script, const char *answer, size_t answer_size,
                              struct text *out);
/* After SCRIPT_FAILED: its process hung or died, which may be this computer's doing; false: the script itself errs. */
bool script_is_lost(const struct script *script);

/* Child only, for loops that must not wait: send the answer, then poll script_fd() for reading and
 * call script_receive() until it returns true; it also returns true when the time is over. */
MUST_CHECK
enum status script_send(struct script *script, const char *answer, size_t answer_size);
int script_fd(const struct script *script); /* -1: its process is gone */
/* When a hung script is given up: call script_receive() then at the latest. MONO_NEVER when not
 * asked. */
mono_ns script_deadline(const struct script *script);
bool script_receive(struct script *script, mono_ns now, enum script_state *state, struct text *out);

#endif
