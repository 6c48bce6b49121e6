/* What a recorder saw on the lines of a simulated marker output. For tests: its `state` as sim_port.h keeps it. */
#ifndef LIMEN_SIM_MARKER_H
#define LIMEN_SIM_MARKER_H

#include "base/mono.h"

#include <stdint.h>

enum { SIM_MARKER_KEPT = 256 };

struct sim_marker {
    uint32_t
        n; /* bytes that came; the last SIM_MARKER_KEPT of them are kept, byte i at i % SIM_MARKER_KEPT */
    struct {
        mono_ns t; /* when it came */
        uint8_t code;
    } kept[SIM_MARKER_KEPT];
};

#endif
