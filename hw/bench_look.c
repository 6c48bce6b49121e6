/* What a screen shows of running stimuli: written by the bench thread, read by any. */
#include "bench_internal.h"

#include <assert.h>
#include <string.h>

enum { LOOK_WORDS = REACTOR_LOOK_MAX / sizeof(uint64_t) };

/* As the newest reading is remembered: every store after the odd version carries it along. */
static void look_write(struct look *look, stimulus_handle handle, const uint64_t *words,
                       size_t size)
{
    const uint32_t version = atomic_load_explicit(&look->version, memory_order_relaxed);
    atomic_store_explicit(&look->version, version + 1, memory_order_relaxed);
    atomic_store_explicit(&look->handle, handle, memory_order_release);
    atomic_store_explicit(&look->size, (uint32_t)size, memory_order_release);
    for (size_t i = 0; i * sizeof words[0] < size; i++)
        atomic_store_explicit(&look->words[i], words[i], memory_order_release);
    atomic_store_explicit(&look->version, version + 2, memory_order_release);
}

static void look_keep(struct slot *slot)
{
    const struct reactor *reactor = slot->reactor;
    uint64_t words[LOOK_WORDS] = {0};
    slot->moved = false;
    if (!reactor || !reactor->look) {
        look_write(&slot->look, 0, words, 0);
        return;
    }
    assert(reactor->look_size <= sizeof words);
    reactor->look(slot->state, words);
    look_write(&slot->look, slot->request.handle, words, reactor->look_size);
}

void looks_keep(struct bench *bench)
{
    if (!bench->host.with_look)
        return;
    for (int i = 0; i < STIMULI_MAX; i++)
        if (bench->slots[i].moved)
            look_keep(&bench->slots[i]);
}

struct look_copy {
    stimulus_handle handle;
    size_t size;
    uint64_t words[LOOK_WORDS];
};

static void look_read(const struct look *look, struct look_copy *copy)
{
    uint32_t before, after;
    do {
        before = atomic_load_explicit(&look->version, memory_order_acquire);
        copy->handle = atomic_load_explicit(&look->handle, memory_order_acquire);
        copy->size = atomic_load_explicit(&look->size, memory_order_acquire);
        for (size_t i = 0; i < LOOK_WORDS; i++)
            copy->words[i] = atomic_load_explicit(&look->words[i], memory_order_acquire);
        after = atomic_load_explicit(&look->version, memory_order_relaxed);
    } while (before != after || (before & 1));
}

bool bench_look(const struct bench *bench, stimulus_handle handle, void *out, size_t size)
{
    struct look_copy copy;
    for (int i = 0; i < STIMULI_MAX && handle != 0; i++) {
        look_read(&bench->slots[i].look, &copy);
        if (copy.handle != handle || copy.size != size)
            continue;
        memcpy(out, copy.words, size);
        return true;
    }
    return false;
}
