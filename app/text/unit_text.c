/* Units by their words in requests and in the record, as people write them. */
#include "text/text.h"

#include <string.h>

const char *unit_text(const char *unit)
{
    if (strcmp(unit, "1") == 0)
        return "";
    if (strcmp(unit, "degC/s") == 0)
        return "°C/s";
    return strcmp(unit, "degC") == 0 ? "°C" : unit;
}
