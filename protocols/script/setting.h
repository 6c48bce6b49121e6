/* A parameter's value as a person writes it on the command line: NAME=VALUE.
 *
 * VALUE is a quantity as the language writes it ("40*kPa/sec") or as people do ("40 kPa/s"), a plain number, true or
 * false. Whether the protocol has the parameter, in this unit and within these bounds, is its header's business. */
#ifndef LIMEN_SCRIPT_SETTING_H
#define LIMEN_SCRIPT_SETTING_H

#include "base/status.h"
#include "script/message.h"

/* Adds it to the object `values`, for struct script_options. STATUS_INVALID with the sentence, also when the name is
 * there already. */
MUST_CHECK
enum status setting_read(const char *text, struct message *values, struct why *why);

#endif
