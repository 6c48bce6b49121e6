#include "script/reasons.h"

SCRIPT_REASONS(REASON_DEFINE)
