#include "store/reasons.h"

STORE_REASONS(REASON_DEFINE)
