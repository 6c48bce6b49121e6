/* Requests of the session thread as messages: flat bytes in, borrowed views out. */
#ifndef LIMEN_STORE_REQUEST_INTERNAL_H
#define LIMEN_STORE_REQUEST_INTERNAL_H

#include "base/text.h"
#include "store/writer.h"

enum request_kind { REQUEST_BEGIN, REQUEST_RESUME, REQUEST_APPEND };

/* Everything points into the message it was read from. */
struct request {
    enum request_kind kind;
    uint64_t ticket;
    const char *streams;
    struct session_key key;   /* RESUME */
    struct session_spec spec; /* BEGIN */
    utc_us utc;
    mono_ns mono;
    bool has_samples; /* APPEND */
    struct sample_block samples;
    size_t n; /* sources or entries that follow */
    const char *rest;
};

void request_put_begin(struct text *out, uint64_t ticket, const struct store_begin *begin);
void request_put_resume(struct text *out, uint64_t ticket, const struct session_key *key,
                        const char *streams);
void request_put_append(struct text *out, uint64_t ticket, const struct store_append *append);

void request_read(struct request *request, const struct text *message);
void request_read_sources(const struct request *request, struct study_source *sources);
void request_read_entries(const struct request *request, struct entry *entries);

#endif
