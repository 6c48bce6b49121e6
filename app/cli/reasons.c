#include "cli/reasons.h"

CLI_REASONS(REASON_DEFINE)
