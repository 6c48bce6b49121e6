/* Random numbers by counter: the n-th draw of a key is a pure function of (key, n).
 *
 * A simulated participant draws with a key made of (seed, test, site, trial, attempt), so a resumed
 * simulation continues as if nothing had happened (DESIGN 6). Mixing function: SplitMix64 finaliser
 * (Steele, Lea, Flood 2014). Not for secrets. */
#ifndef LIMEN_BASE_RNG_H
#define LIMEN_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

typedef uint64_t rng_key;

rng_key rng_key_seed(uint64_t seed);
rng_key rng_key_number(rng_key key, uint64_t number);
rng_key rng_key_text(rng_key key, const char *text);

uint64_t rng_bits(rng_key key, uint64_t counter);
double rng_uniform(rng_key key, uint64_t counter); /* 0 <= u < 1 */
double rng_normal(rng_key key, uint64_t counter);  /* mean 0, SD 1 (Box-Muller) */

#endif
