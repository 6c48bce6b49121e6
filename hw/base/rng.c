#include "base/rng.h"

#include <math.h>

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

rng_key rng_key_seed(uint64_t seed)
{
    return mix(seed + 0x9e3779b97f4a7c15u);
}

/* The key is mixed before the number is added: a plain exclusive or of two mixed values would make
 * (seed 1, trial 2) and (seed 2, trial 1) the same, and every (seed n, trial n) as well. */
rng_key rng_key_number(rng_key key, uint64_t number)
{
    return mix(mix(key ^ 0x6b6579u) + (number + 1) * 0x9e3779b97f4a7c15u);
}

rng_key rng_key_text(rng_key key, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        key = mix(key ^ (*p + 0x100u));
    return rng_key_number(key, 0x74657874u);
}

uint64_t rng_bits(rng_key key, uint64_t counter)
{
    return mix(key + (counter + 1) * 0x9e3779b97f4a7c15u);
}

double rng_uniform(rng_key key, uint64_t counter)
{
    return (double)(rng_bits(key, counter) >> 11) * 0x1p-53;
}

double rng_normal(rng_key key, uint64_t counter)
{
    const double u = 1.0 - rng_uniform(key, 2 * counter);
    const double v = rng_uniform(key, 2 * counter + 1);
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}
