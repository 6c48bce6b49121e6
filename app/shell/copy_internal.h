/* Text into a field of a view. */
#ifndef LIMEN_SHELL_COPY_INTERNAL_H
#define LIMEN_SHELL_COPY_INTERNAL_H

#include "base/text.h"

#define COPY(to, from) text_copy((to), sizeof(to), (from))

#endif
