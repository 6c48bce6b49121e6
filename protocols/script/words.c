/* "Did you mean": the candidate with the smallest edit distance, where that is small enough. */
#include "vm_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static size_t min3(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Edit distance without regard to case. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    const size_t n = strnlen(b, WORD_MAX);
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 0; a[i] && i < WORD_MAX; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            const bool same = tolower((unsigned char)a[i]) == tolower((unsigned char)b[j]);
            const size_t here = min3(row[j] + 1, row[j + 1] + 1, diagonal + (same ? 0 : 1));
            diagonal = row[j + 1];
            row[j + 1] = here;
        }
    }
    return row[n];
}

void suggestion_begin(struct suggestion *suggestion, const char *word)
{
    memset(suggestion, 0, sizeof *suggestion);
    snprintf(suggestion->word, sizeof suggestion->word, "%s", word);
    suggestion->distance = strlen(suggestion->word) / 3 + 2;
}

void suggestion_offer(struct suggestion *suggestion, const char *candidate)
{
    const size_t d = distance(suggestion->word, candidate);
    const bool sooner =
        d == suggestion->distance && suggestion->best[0] && strcmp(candidate, suggestion->best) < 0;
    if ((d < suggestion->distance || sooner) && d < strlen(candidate)) {
        suggestion->distance = d;
        snprintf(suggestion->best, sizeof suggestion->best, "%s", candidate);
    }
}

const char *suggestion_end(const struct suggestion *suggestion, char out[WORD_MAX + 24])
{
    out[0] = '\0';
    if (suggestion->best[0])
        snprintf(out, WORD_MAX + 24, "; did you mean '%s'?", suggestion->best);
    return out;
}

bool suggestion_known(const char *word, const char *const *known, char out[WORD_MAX + 24])
{
    struct suggestion suggestion;
    suggestion_begin(&suggestion, word);
    for (; *known; known++) {
        if (strcmp(*known, word) == 0)
            return true;
        suggestion_offer(&suggestion, *known);
    }
    suggestion_end(&suggestion, out);
    return false;
}
