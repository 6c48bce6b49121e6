#include "shell/reasons.h"

SHELL_REASONS(REASON_DEFINE)
