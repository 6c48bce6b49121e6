/* Why what was asked for does not begin: its files and parameters (base/reason.h). */
#ifndef LIMEN_CLI_REASONS_H
#define LIMEN_CLI_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define CLI_REASONS(X) \
    X(parameters_unreadable, CORRUPT, "the parameters of this session cannot be read back: run `limen verify`") \
    X(parameter_departs, DEPARTED, "this session began with the parameter `{1}` at {2}, and --set says {3}: leave --set out, or begin a new session") \
    X(bench_needs, INVALID, "this protocol needs `{1}`, and the bench has none: bind it in the bench file ({1} = …)") \
    X(protocol_name, INVALID, "the name of the protocol is empty or too long: name a file, or a shipped protocol such as ppt-core") \
    X(protocol_absent, NOT_FOUND, "there is no protocol file `{1}`, and none of that name in {2}/library") \
    X(input_no_name, INVALID, "the name of the {1} is empty: name a file") \
    X(input_absent, NOT_FOUND, "there is no {1} {2} ({3}): check the name") \
    X(input_folder, INVALID, "{1} is a folder: name a {2} in it") \
    X(input_unreadable, INVALID, "the {1} {2} cannot be read ({3}): give yourself the right to read it") \
    X(study_in_memory, INVALID, "`:memory:` is no file: name one that keeps the study, such as pilot.limen") \
    X(verbs_missing, NOT_FOUND, "the folder of verbs is missing (looked in {1} and beside the program): install Limen again")
/* clang-format on */

CLI_REASONS(REASON_DECLARE)

#endif
