/* How much it hurts now: one number of the participant, 0 to 10, whatever it is that hurts. What presses, heats or cools tells it,
 * each as a source of its own and again whenever it changes; any slider hears it: sim_felt_now(&world->felt) is where the
 * participant's hand has it. Instruments that share a world share it; on ptys each instrument has a world of its own, and the session
 * carries what one tells to the others (SIM_CONTROL_FELT): a source like the rest. */
#ifndef LIMEN_SIM_FELT_H
#define LIMEN_SIM_FELT_H

#include <stddef.h>

enum sim_felt_source { SIM_FELT_CUFF, SIM_FELT_HEAT, SIM_FELT_ELSEWHERE, SIM_FELT_SOURCES };

struct sim_felt {
    double rating[SIM_FELT_SOURCES]; /* zeroed: nothing hurts */
};

static inline void sim_felt_tell(struct sim_felt *felt, enum sim_felt_source source, double rating)
{
    felt->rating[source] = rating > 10 ? 10 : rating > 0 ? rating : 0;
}

/* By what the instruments of this world do. */
static inline double sim_felt_here(const struct sim_felt *felt)
{
    const double cuff = felt->rating[SIM_FELT_CUFF], heat = felt->rating[SIM_FELT_HEAT];
    return cuff > heat ? cuff : heat;
}

/* The worst of all. */
static inline double sim_felt_now(const struct sim_felt *felt)
{
    double worst = 0;
    for (size_t i = 0; i < SIM_FELT_SOURCES; i++)
        worst = felt->rating[i] > worst ? felt->rating[i] : worst;
    return worst;
}

#endif
