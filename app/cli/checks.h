/* Does the bench fit the protocol and the way it is to be run? Said before anything is opened, and before there is a study:
 * what is wrong leaves no file behind. */
#ifndef LIMEN_CLI_CHECKS_H
#define LIMEN_CLI_CHECKS_H

#include "base/status.h"
#include "base/stop_line.h"
#include "hw/bench_spec.h"
#include "script/host.h"

/* Roles that the protocol needs, a way to respond where it has stimuli that end at a response, keys that a terminal can tell, ports that can be named, drivers that
 * there are, limits that hold. STATUS_INVALID with the sentence. */
MUST_CHECK
enum status checks_bench(const struct bench_spec *spec, const struct script *script, bool headless,
                         struct stop_line *stop, struct why *why);
/* As far as that is no matter of the terminal: tells all that is wrong, one sentence each. STATUS_INVALID when it told any. */
MUST_CHECK
enum status checks_each(const struct bench_spec *spec, const struct script *script,
                        void (*tell)(void *context, const char *sentence), void *context,
                        struct why *why);
/* What is real, an instrument or cold by hand, wants somebody at a terminal, or `headless`. STATUS_USAGE. */
MUST_CHECK
enum status checks_examiner(const struct bench_spec *spec, bool headless, struct why *why);

#endif
