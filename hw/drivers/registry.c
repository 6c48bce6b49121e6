/* The table of drivers. A driver exports one object, `const struct driver driver_<name>`, and has one
 * line in drivers.def. */
#include "hw/driver.h"

#include <string.h>

#define DRIVER(name) extern const struct driver driver_##name;
#include "drivers.def"
#undef DRIVER

static const struct driver *const table[] = {
#define DRIVER(name) &driver_##name,
#include "drivers.def"
#undef DRIVER
};

const struct driver *driver_at(size_t index)
{
    return index < sizeof table / sizeof table[0] ? table[index] : NULL;
}

const struct driver *driver_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(table[i]->name, name) == 0)
            return table[i];
    return NULL;
}
