#include "base/reasons.h"

BASE_REASONS(REASON_DEFINE)
