/* One digest for everything a protocol run depends on. */
#include "store/study.h"

#include <sodium.h>
#include <string.h>

static void add_size(crypto_generichash_state *state, uint64_t size)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(size >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

void study_digest_sources(const struct study_source *sources, size_t n, uint8_t digest[DIGEST_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
    add_size(&state, n);
    for (size_t i = 0; i < n; i++) {
        const size_t name = strlen(sources[i].name);
        add_size(&state, name);
        crypto_generichash_update(&state, (const uint8_t *)sources[i].name, name);
        add_size(&state, sources[i].size);
        crypto_generichash_update(&state, (const uint8_t *)sources[i].text, sources[i].size);
    }
    crypto_generichash_final(&state, digest, DIGEST_SIZE);
}
