#include "link/reasons.h"

LINK_REASONS(REASON_DEFINE)
