/* What a session and a simulated instrument in another process tell each other: the session which
 * trial is armed, when the screen says RELEASE, what somebody does who plays hand or participant, and how much others hurt; the
 * instrument when the participant's button moved, and how much it hurts.
 *
 * Every message is SIM_CONTROL_SIZE bytes, so a stream socket needs no framing. Both ends run on
 * one machine: times are of its monotonic clock. Numbers are little-endian, doubles as their bits.
 */
#ifndef LIMEN_SIM_CONTROL_H
#define LIMEN_SIM_CONTROL_H

#include "sim/sim.h"

enum { SIM_CONTROL_SIZE = 160 };

enum sim_control_kind {
    SIM_CONTROL_CUE = 1,
    SIM_CONTROL_RELEASE = 2,
    SIM_CONTROL_BUTTON = 3,
    SIM_CONTROL_LEAD_HAND = 4,   /* sim_world_lead_hand() */
    SIM_CONTROL_LEAD_BUTTON = 5, /* sim_world_lead_button() */
    SIM_CONTROL_LOAD = 6,        /* a weight is put on the gauge, or taken off it */
    SIM_CONTROL_FELT = 7,        /* what another instrument gives, as it is felt (felt.h) */
};

struct sim_control {
    enum sim_control_kind kind;
    mono_ns t;          /* when it happened */
    struct sim_cue cue; /* CUE */
    bool pressed;       /* BUTTON, LEAD_BUTTON */
    bool is_led;        /* LEAD_HAND, LEAD_BUTTON */
    double share;       /* LEAD_HAND: 0 to 1 */
    double load_n;      /* LOAD */
    double felt;        /* FELT: 0 to 10 */
};

void sim_control_encode(const struct sim_control *message, uint8_t out[SIM_CONTROL_SIZE]);
/* STATUS_PROTOCOL: not such a message (unknown kind, text without end, number that is none or out of its bounds). */
MUST_CHECK
enum status sim_control_decode(const uint8_t in[SIM_CONTROL_SIZE], struct sim_control *message);

#endif
