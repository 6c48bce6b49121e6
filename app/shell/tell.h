/* What the window shows, as a line of JSON: for tests that drive the real window, and for whoever cannot see it. */
#ifndef LIMEN_SHELL_TELL_H
#define LIMEN_SHELL_TELL_H

#include "base/status.h"
#include "base/text.h"
#include "gui/view.h"

/* What the person has to do, without the numbers. `out` is appended to. */
MUST_CHECK
enum status tell_line(const struct view *view, struct text *out);

#endif
