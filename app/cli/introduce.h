/* The first lines of a session: who, what and on which bench, to be looked at before anybody is pressed. */
#ifndef LIMEN_CLI_INTRODUCE_H
#define LIMEN_CLI_INTRODUCE_H

#include "base/status.h"
#include "base/stop_line.h"
#include "hw/bench_spec.h"
#include "text/text.h"

struct introduction {
    const char *participant;
    const char *header;     /* of the protocol, canonical JSON */
    const char *parameters; /* their values, canonical JSON */
    enum language language;
    const struct bench_spec *bench;
    struct stop_line *stop;
};

/* To standard error. */
MUST_CHECK
enum status introduce(const struct introduction *who, struct why *why);

#endif
