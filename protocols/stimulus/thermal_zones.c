/* The zones of the probe: each beside the mean, at the same instants. */
#include "thermal_internal.h"

#include <math.h>

static mono_ns periods(const struct thermal *thermal)
{
    return mono_from_sec(3 / thermal->spec.stream_hz);
}

static float *slot_of(struct thermal *thermal, const struct reading *reading)
{
    return thermal->zone_slots[reading->number % RECENT_ROOM];
}

/* Apart, the mean is not what the skin feels. */
static void thermal_zone_compare(struct thermal *thermal, uint8_t zone, double mean_c,
                                 const struct reactor_io *io)
{
    const double apart = fabs(thermal->zones[zone].value - mean_c);
    const bool is_given = thermal->state == THERMAL_RAMP || thermal->state == THERMAL_PULSES;
    if (is_given && apart > thermal->spread_c) {
        thermal->spread_c = apart;
        thermal->worst_zone = zone;
    }
    if (thermal_is_driven(thermal) && apart > thermal->spec.zone_c) {
        thermal->spread_c = apart;
        thermal->worst_zone = zone;
        thermal_end(thermal, END_FAULT, FAULT_TRACKING, io);
    }
}

void thermal_zones_take(struct thermal *thermal, const struct reading *reading,
                        const struct reactor_io *io)
{
    float *slot = slot_of(thermal, reading);
    for (uint8_t i = 0; i < thermal->n_zones; i++) {
        const struct thermal_zone *zone = &thermal->zones[i];
        const bool fresh = zone->has && reading->t - zone->t <= periods(thermal);
        slot[i] = fresh ? (float)zone->value : NAN;
        if (zone->has && zone->t == reading->t)
            thermal_zone_compare(thermal, i, reading->value, io);
    }
}

void thermal_zone_reading(struct thermal *thermal, uint8_t zone, const struct event *event,
                          const struct reactor_io *io)
{
    const struct reading *newest = recent_newest(&thermal->recent);
    thermal->zones[zone] = (struct thermal_zone){true, event->t, event->value};
    if (!newest || newest->t != event->t)
        return;
    slot_of(thermal, newest)[zone] = (float)event->value;
    thermal_zone_compare(thermal, zone, newest->value, io);
}

void thermal_zones_at(const struct thermal *thermal, const struct reading *reading, double value,
                      struct thermal_turn *turn)
{
    const float *slot = thermal->zone_slots[reading->number % RECENT_ROOM];
    for (uint8_t i = 0; i < thermal->n_zones; i++) {
        const bool has = !isnan(slot[i]);
        turn->zones = (uint8_t)((turn->zones & ~(1u << i)) | ((unsigned)has << i));
        turn->zone_c[i] = has ? (float)(slot[i] + (value - reading->value)) : 0;
    }
}
