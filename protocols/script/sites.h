/* The sites of the body that protocols may name (METHODS 2), in one place. */
#ifndef LIMEN_SCRIPT_SITES_H
#define LIMEN_SCRIPT_SITES_H

#include <stddef.h>

struct site_info {
    const char *id;
    const char *sides; /* "lr": left and right; "m": midline; "lrm": any */
    const char *area;  /* the limb, or the part of trunk, neck and head, that it belongs to */
};

const struct site_info *site_find(const char *id);  /* NULL: not known */
const struct site_info *site_info_at(size_t index); /* NULL past the end */

#endif
