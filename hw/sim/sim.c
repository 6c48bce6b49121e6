/* The list of simulated instruments. */
#include "instruments_internal.h"

#include <string.h>

static const struct sim_instrument *const instruments[] = {
    &sim_mark10,     &sim_mark10_25,       &sim_presser,      &sim_wagner_fpx,
    &sim_imada_d,    &sim_imada_zt,        &sim_nidec_fg7000, &sim_lutron,
    &sim_qst_tcs,    &sim_meerstetter,     &sim_te_tech,      &sim_cpar,
    &sim_cpar_old,   &sim_cpar_plus,       &sim_evas,         &sim_screen_vas,
    &sim_julabo,     &sim_lauda,           &sim_huber,        &sim_marker_byte,
    &sim_triggerbox, &sim_triggerbox_plus, &sim_marker_rts,   &sim_marker_dtr};

const struct sim_instrument *sim_at(size_t index)
{
    return index < sizeof instruments / sizeof instruments[0] ? instruments[index] : NULL;
}

const struct sim_instrument *sim_find(const char *name)
{
    for (size_t i = 0; sim_at(i); i++)
        if (!strcmp(sim_at(i)->name, name))
            return sim_at(i);
    return NULL;
}
