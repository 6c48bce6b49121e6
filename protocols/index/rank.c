/* Distinct names go through a hash table (open addressing, at most half full), then only they are
 * sorted. */
#include "rank_internal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Compares two runs of digits by value and moves both past them. */
static int digits_compare(const char **a, const char **b)
{
    while (**a == '0')
        (*a)++;
    while (**b == '0')
        (*b)++;
    int first = 0;
    while (is_digit(**a) && is_digit(**b)) {
        if (first == 0)
            first = **a - **b;
        (*a)++;
        (*b)++;
    }
    return is_digit(**a) ? 1 : is_digit(**b) ? -1 : first;
}

int name_compare(const char *a, const char *b)
{
    const char *p = a, *q = b;
    while (*p && *q) {
        if (is_digit(*p) && is_digit(*q)) {
            const int order = digits_compare(&p, &q);
            if (order != 0)
                return order;
        } else if (*p != *q) {
            return (unsigned char)*p - (unsigned char)*q;
        } else {
            p++;
            q++;
        }
    }
    if (*p || *q)
        return *p ? 1 : -1;
    return strcmp(a, b);
}

struct name {
    const char *text;
    uint32_t id; /* by first appearance */
};

struct names {
    struct name *list;
    uint32_t *slots; /* id + 1; 0 = free */
    size_t n, mask;
};

static uint64_t hash(const char *text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a, 64 bits */
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return h ^ h >> 32;
}

static size_t slot_of(const struct names *names, const char *text)
{
    size_t slot = hash(text) & names->mask;
    while (names->slots[slot] && strcmp(names->list[names->slots[slot] - 1].text, text) != 0)
        slot = (slot + 1) & names->mask;
    return slot;
}

static bool grow(struct names *names)
{
    const size_t slots = (names->mask + 1) * 2;
    struct name *list = realloc(names->list, slots / 2 * sizeof *list);
    if (list)
        names->list = list;
    uint32_t *fresh = list ? calloc(slots, sizeof *fresh) : NULL;
    if (!fresh)
        return false;
    free(names->slots);
    names->slots = fresh;
    names->mask = slots - 1;
    for (size_t i = 0; i < names->n; i++)
        names->slots[slot_of(names, names->list[i].text)] = (uint32_t)i + 1;
    return true;
}

static bool find_or_add(struct names *names, const char *text, uint32_t *id)
{
    if (names->n * 2 >= names->mask && !grow(names))
        return false;
    const size_t slot = slot_of(names, text);
    if (!names->slots[slot]) {
        names->list[names->n] = (struct name){text, (uint32_t)names->n};
        names->slots[slot] = (uint32_t)++names->n;
    }
    *id = names->slots[slot] - 1;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return name_compare(((const struct name *)a)->text, ((const struct name *)b)->text);
}

enum status rank_names(const char *(*name_at)(const void *context, size_t i), const void *context,
                       size_t n, uint32_t *rank)
{
    struct names names = {.list = NULL, .slots = NULL, .n = 0, .mask = 15};
    enum status status = STATUS_NO_MEMORY;
    uint32_t *rank_of_id = NULL;
    if (!grow(&names))
        goto done;
    for (size_t i = 0; i < n; i++)
        if (!find_or_add(&names, name_at(context, i), &rank[i]))
            goto done;
    qsort(names.list, names.n, sizeof *names.list, by_name);
    rank_of_id = malloc((names.n + 1) * sizeof *rank_of_id);
    if (!rank_of_id)
        goto done;
    for (size_t i = 0; i < names.n; i++)
        rank_of_id[names.list[i].id] = (uint32_t)i;
    for (size_t i = 0; i < n; i++)
        rank[i] = rank_of_id[rank[i]];
    status = STATUS_OK;
done:
    free(rank_of_id);
    free(names.slots);
    free(names.list);
    return status;
}
