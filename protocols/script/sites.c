/* Which landmarks there are, and on which sides. How a site lies to the pain, only a protocol knows: one is local in one study and
 * remote in the next. */
#include "script/sites.h"

#include <string.h>

static const struct site_info sites[] = {
    {"lumbar.L1", "lrm"},    {"lumbar.L2", "lrm"},        {"lumbar.L3", "lrm"},
    {"lumbar.L4", "lrm"},    {"lumbar.L5", "lrm"},        {"lumbar.paraspinal", "lr"},
    {"thoracic", "lrm"},     {"cervical.C2", "lrm"},      {"cervical.C5", "lrm"},
    {"suboccipital", "lr"},  {"trapezius.upper", "lr"},   {"supraspinal", "lr"},
    {"suprascapular", "lr"}, {"deltoid", "lr"},           {"elbow.median", "lr"},
    {"forearm", "lr"},       {"wrist.dorsal", "lr"},      {"hand.dorsum", "lr"},
    {"thenar", "lr"},        {"thumb.joint", "lr"},       {"masseter", "lr"},
    {"face", "lr"},          {"tibialis_anterior", "lr"}, {"gastrocnemius", "lr"},
    {"foot.dorsum", "lr"},   {"toe.second", "lr"},
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
