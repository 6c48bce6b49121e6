/* Values of a protocol's parameters: those that --set gives, those of a run, and those that a session began with. All are
 * canonical JSON objects, as struct script_options takes them. */
#ifndef LIMEN_CLI_PARAMETERS_H
#define LIMEN_CLI_PARAMETERS_H

#include "base/text.h"
#include "cli/options.h"
#include "script/host.h"
#include "store/query.h"

/* The row of --set in a table of options. */
#define PARAMETERS_ROW(list)                                                                       \
    {                                                                                              \
        "set", 0, "NAME=VALUE",                                                                    \
            "a parameter of the protocol, e.g. rate=40*kPa/sec; several times", OPTION_LIST, list  \
    }

/* Appends the object of all that was set. STATUS_INVALID with the sentence. */
MUST_CHECK
enum status parameters_read(const struct option_list *set, struct text *out, struct why *why);
/* Appends the values with which a loaded script runs, defaults included. */
MUST_CHECK
enum status parameters_of_script(const struct script *script, struct text *out, struct why *why);
/* Appends the values that a session of this participant began with. */
MUST_CHECK
enum status parameters_of_session(struct study *study, const char *participant,
                                  const struct session_key *key, struct text *out, struct why *why);
/* Whoever names a parameter in `set` again must mean the value that it has in `then`; `now` are the values with `set`.
 * STATUS_DEPARTED with the sentence. */
MUST_CHECK
enum status parameters_compare(const char *set, const char *now, const char *then, struct why *why);
/* Appends "rate 40 kPa/s, trials 3", for people. */
MUST_CHECK
enum status parameters_describe(const char *values, struct text *out, struct why *why);

#endif
