/* What a running stimulus has given to the skin, from every reading of its thermode, and the stop when that is what its site
 * may have. The check before a stimulus knows what was planned; this knows what happened. */
#include "bench_internal.h"

#include "hw/safety.h"

#include <math.h>
#include <string.h>

static bool is_thermode(const struct bench *bench, struct channel_ref channel)
{
    const struct driver *driver = bench->instruments[channel.instrument].driver;
    return driver->channels[channel.channel].kind == CHANNEL_TEMPERATURE && driver->energises;
}

/* Written so that what is not a number leaves nothing. */
static double stricter(double asked, double own)
{
    return asked >= 0 ? fmin(asked, own) : 0;
}

/* Nobody may ask for more than a site could have that has had nothing yet. */
static struct thermal_dose allowance(const struct thermal_allowance *asked)
{
    const struct envelope own = envelope_defaults();
    const struct dose_ledger nothing = {0};
    const struct thermal_dose most = safety_thermal_left(&own, &nothing, "", "").left;
    if (!asked->is_set)
        return most;
    return (struct thermal_dose){stricter(asked->left.cem43_min, most.cem43_min),
                                 stricter(asked->left.cold_s, most.cold_s),
                                 stricter(asked->left.hot_s, most.hot_s)};
}

void slot_dose_begin(struct slot *slot)
{
    slot->left = allowance(&slot->request.thermal);
    slot->gaps = 0;
    slot->is_used_up = false;
    memset(slot->meters, 0, sizeof slot->meters);
}

void slot_dose_gap(struct slot *slot, uint8_t instrument)
{
    for (uint8_t i = 0; i < slot->request.n_channels; i++)
        if (slot->request.channels[i].instrument == instrument)
            slot->gaps |= (uint8_t)(1u << i);
}

static bool is_within(const struct thermal_dose *given, const struct thermal_dose *left)
{
    return given->cem43_min <= left->cem43_min && given->cold_s <= left->cold_s &&
           given->hot_s <= left->hot_s;
}

void slot_dose_reading(struct slot *slot, const struct event *event, uint8_t stream)
{
    struct bench *bench = slot->bench;
    struct thermal_meter *meter = &slot->meters[stream];
    const uint8_t bit = (uint8_t)(1u << stream);
    if (!is_thermode(bench, slot->request.channels[stream]))
        return;
    thermal_meter_reading(meter, event->t, event->value, slot->gaps & bit);
    slot->gaps &= (uint8_t)~bit;
    if (slot->is_used_up || is_within(&meter->dose, &slot->left))
        return;
    slot->is_used_up = true; /* once: a stop that is raised again is another stop */
    stop_raise(bench->stop, STOP_LIMIT, event->t);
}

struct thermal_dose slot_dose_given(const struct slot *slot, mono_ns t)
{
    struct thermal_dose given = {0};
    for (uint8_t i = 0; i < slot->request.n_channels; i++)
        given = thermal_dose_worst(given, thermal_meter_at(&slot->meters[i], t));
    return given;
}

bool slot_dose_is_unseen(const struct slot *slot, mono_ns t)
{
    bool is_unseen = false;
    for (uint8_t i = 0; i < slot->request.n_channels; i++)
        is_unseen = is_unseen || thermal_meter_lost_sight(&slot->meters[i], t);
    return is_unseen;
}
