#include "export/reasons.h"

EXPORT_REASONS(REASON_DEFINE)
