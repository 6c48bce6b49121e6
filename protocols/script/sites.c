/* Roles are for low back pain where the literature does not tie a site to a pain; a protocol may
 * say otherwise. "n/a": local in one study and remote in the next. */
#include "script/sites.h"

#include <string.h>

static const struct site_info sites[] = {
    {"lumbar.L1", "local", "lrm"},
    {"lumbar.L2", "local", "lrm"},
    {"lumbar.L3", "local", "lrm"},
    {"lumbar.L4", "local", "lrm"},
    {"lumbar.L5", "local", "lrm"},
    {"lumbar.paraspinal", "local", "lr"},
    {"thoracic", "remote", "lrm"},
    {"cervical.C2", "n/a", "lrm"},
    {"cervical.C5", "n/a", "lrm"},
    {"suboccipital", "n/a", "lr"},
    {"trapezius.upper", "n/a", "lr"},
    {"supraspinal", "n/a", "lr"},
    {"suprascapular", "remote", "lr"},
    {"deltoid", "remote", "lr"},
    {"elbow.median", "remote", "lr"},
    {"forearm", "remote", "lr"},
    {"wrist.dorsal", "remote", "lr"},
    {"hand.dorsum", "remote", "lr"},
    {"thenar", "remote", "lr"},
    {"thumb.joint", "remote", "lr"},
    {"masseter", "remote", "lr"},
    {"face", "remote", "lr"},
    {"tibialis_anterior", "remote", "lr"},
    {"gastrocnemius", "remote", "lr"},
    {"foot.dorsum", "remote", "lr"},
    {"toe.second", "remote", "lr"},
};

const struct site_info *site_info_at(size_t index)
{
    return index < sizeof sites / sizeof sites[0] ? &sites[index] : NULL;
}

const struct site_info *site_find(const char *id)
{
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++)
        if (strcmp(sites[i].id, id) == 0)
            return &sites[i];
    return NULL;
}
