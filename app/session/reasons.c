#include "session/reasons.h"

SESSION_REASONS(REASON_DEFINE)
