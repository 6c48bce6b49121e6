#include "shell/visit_book.h"

#include "shell/present.h"

#include <stdlib.h>
#include <string.h>

void visit_book_fini(struct visit_book *book)
{
    free(book->rows);
    *book = (struct visit_book){0};
}

/* ---- reading a journal --------------------------------------------------------------------------
 */

static enum status read_open(struct study *study, const struct session_key *key,
                             struct visit_state *state, struct why *why)
{
    char error[VIEW_SENTENCE_MAX];
    const enum status status = present_error(study, key, error, sizeof error, why);
    *state = (struct visit_state){.how = error[0] ? VIEW_VISIT_ERRED : VIEW_VISIT_OPEN};
    return status;
}

/* Complete is only what misses nothing. */
static enum status read_ended(struct study *study, const struct session_key *key,
                              struct visit_state *state, struct why *why)
{
    const enum status status = present_missing(study, key, &state->missing, why);
    state->how = status == STATUS_OK && state->missing == 0 ? VIEW_VISIT_COMPLETE : VIEW_VISIT_PART;
    return status;
}

static enum status read_visit(struct study *study, const struct study_session *session,
                              struct visit_state *state, struct why *why)
{
    if (session->ended == 0)
        return read_open(study, &session->key, state, why);
    if (session->measured > 0)
        return read_ended(study, &session->key, state, why);
    *state = (struct visit_state){.how = VIEW_VISIT_NOTHING};
    return STATUS_OK;
}

/* ---- keeping what it said -----------------------------------------------------------------------
 */

static bool is_of(const struct visit_known *known, const struct session_key *key)
{
    return known->key.session == key->session &&
           memcmp(known->key.origin, key->origin, ORIGIN_SIZE) == 0;
}

/* Sessions are asked for in one order, again and again. NULL: it was never read. */
static struct visit_known *find(struct visit_book *book, const struct session_key *key)
{
    for (size_t i = 0; i < book->n; i++) {
        const size_t at = (book->next + i) % book->n;
        if (is_of(&book->rows[at], key)) {
            book->next = at + 1;
            return &book->rows[at];
        }
    }
    return NULL;
}

static struct visit_known *add(struct visit_book *book, const struct session_key *key)
{
    if (book->n == book->capacity) {
        const size_t capacity = book->capacity ? 2 * book->capacity : 64;
        struct visit_known *rows = realloc(book->rows, capacity * sizeof *rows);
        if (!rows)
            return NULL;
        book->rows = rows;
        book->capacity = capacity;
    }
    struct visit_known *known = &book->rows[book->n++];
    *known = (struct visit_known){.key = *key};
    book->next = book->n;
    return known;
}

enum status visit_book_look(struct visit_book *book, struct study *study,
                            const struct study_session *session, struct visit_state *state,
                            struct why *why)
{
    struct visit_known *known = find(book, &session->key);
    if (known && known->entries == session->entries) {
        *state = known->state;
        return STATUS_OK;
    }
    const enum status status = read_visit(study, session, state, why);
    if (status != STATUS_OK && status != STATUS_CORRUPT)
        return status;
    if (!known && !(known = add(book, &session->key)))
        return why_set(why, STATUS_NO_MEMORY, "no memory for the list of visits");
    known->entries = session->entries;
    known->state = *state;
    book->n_read++;
    return STATUS_OK;
}
