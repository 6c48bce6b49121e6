/* Which landmarks there are, and on which sides. How a site lies to the pain, only a protocol knows: one is local in one study and
 * remote in the next. */
#include "script/sites.h"

#include <string.h>

static const struct site_info sites[] = {
    {"lumbar.L1", "lrm", "low back"},
    {"lumbar.L2", "lrm", "low back"},
    {"lumbar.L3", "lrm", "low back"},
    {"lumbar.L4", "lrm", "low back"},
    {"lumbar.L5", "lrm", "low back"},
    {"lumbar.paraspinal", "lr", "low back"},
    {"thoracic", "lrm", "thorax"},
    {"cervical.C2", "lrm", "neck"},
    {"cervical.C5", "lrm", "neck"},
    {"suboccipital", "lr", "neck"},
    {"trapezius.upper", "lr", "neck"},
    {"supraspinal", "lr", "neck"},
    {"suprascapular", "lr", "neck"},
    {"deltoid", "lr", "arm"},
    {"elbow.median", "lr", "arm"},
    {"forearm", "lr", "arm"},
    {"wrist.dorsal", "lr", "arm"},
    {"hand.dorsum", "lr", "arm"},
    {"thenar", "lr", "arm"},
    {"thumb.joint", "lr", "arm"},
    {"masseter", "lr", "face"},
    {"face", "lr", "face"},
    {"tibialis_anterior", "lr", "leg"},
    {"gastrocnemius", "lr", "leg"},
    {"foot.dorsum", "lr", "leg"},
    {"toe.second", "lr", "leg"},
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
