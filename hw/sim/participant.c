/* Who sits on the chair where nobody has said who it is; sim.h says where the numbers are from. */
#include "sim/sim.h"

struct sim_participant sim_participant_defaults(void)
{
    return (struct sim_participant){
        .ppt_kpa = 350,
        .cuff_kpa = 30,
        .ppt_cv = 0.10,
        .cpm_gain = 0.15,
        .cpm_decay_s = 300,
        .reaction_s = 0.35,
        .reaction_sd_s = 0.06,
        .tolerance_ratio = 2,
        .windup_per_pulse = 0.1,
        .hand_rate_cv = 0.06,
        .hand_tremor_kpa = 8,
        .hand_delay_s = 1.0,
        .hand_reaction_s = 0.3,
        .hand_beat_sd_s = 0.05,
        .hand_level_cv = 0.06,
        .thermal_celsius = {30.5, 34, 12, 44},
        .thermal_sd = {0.3, 0.4, 2, 1},
        .cold_pain_s = 15,
        .cold_tolerance_s = 60,
        .cold_cv = 0.2,
        .ice_nrs = 4,
        .ice_nrs_sd = 1,
        .pulse_nrs = 20,
        .pulse_nrs_sd = 3,
    };
}
