/* Writing and reading of request messages. Texts are a length (UINT64_MAX: none), the bytes and a
 * zero byte, so that the reader can use them where they lie. Both ends are this file: a message
 * that does not fit is a bug. */
#include "request_internal.h"

#include <assert.h>
#include <string.h>

static void put(struct text *out, const void *data, size_t size)
{
    text_append(out, data, size);
}

static void put_number(struct text *out, int64_t x)
{
    put(out, &x, sizeof x);
}

static void put_bytes(struct text *out, const char *data, size_t size)
{
    const uint64_t length = data ? size : UINT64_MAX;
    put(out, &length, sizeof length);
    if (data)
        put(out, data, size);
    put(out, "", 1);
}

static void put_string(struct text *out, const char *string)
{
    put_bytes(out, string, string ? strlen(string) : 0);
}

static void put_head(struct text *out, enum request_kind kind, uint64_t ticket)
{
    put_number(out, (int64_t)kind);
    put(out, &ticket, sizeof ticket);
}

static void get(const char **at, void *data, size_t size)
{
    memcpy(data, *at, size);
    *at += size;
}

static int64_t get_number(const char **at)
{
    int64_t x;
    get(at, &x, sizeof x);
    return x;
}

static const char *get_bytes(const char **at, size_t *size)
{
    uint64_t length;
    get(at, &length, sizeof length);
    const bool none = length == UINT64_MAX;
    const char *data = *at;
    *size = none ? 0 : (size_t)length;
    *at += *size + 1;
    return none ? NULL : data;
}

static const char *get_string(const char **at)
{
    size_t size;
    return get_bytes(at, &size);
}

void request_put_begin(struct text *out, uint64_t ticket, const struct store_begin *begin)
{
    const struct session_spec *spec = begin->spec;
    const char *const strings[] = {spec->participant,      spec->operator_name, spec->protocol_id,
                                   spec->protocol_version, spec->bench,         spec->parameters,
                                   spec->program,          begin->streams};
    put_head(out, REQUEST_BEGIN, ticket);
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        put_string(out, strings[i]);
    put_bytes(out, (const char *)spec->protocol_digest, DIGEST_SIZE);
    put(out, &spec->seed, sizeof spec->seed);
    put_number(out, begin->utc);
    put_number(out, begin->mono);
    put_number(out, (int64_t)begin->n_sources);
    for (size_t i = 0; i < begin->n_sources; i++) {
        put_string(out, begin->sources[i].name);
        put_bytes(out, begin->sources[i].text, begin->sources[i].size);
    }
}

void request_put_resume(struct text *out, uint64_t ticket, const struct session_key *key,
                        const char *streams)
{
    put_head(out, REQUEST_RESUME, ticket);
    put(out, key, sizeof *key);
    put_string(out, streams);
}

void request_put_append(struct text *out, uint64_t ticket, const struct store_append *append)
{
    const struct sample_block none = {0, 0, 0, 0};
    put_head(out, REQUEST_APPEND, ticket);
    put_number(out, append->samples != NULL);
    put(out, append->samples ? append->samples : &none, sizeof none);
    put_number(out, (int64_t)append->n);
    for (size_t i = 0; i < append->n; i++) {
        const struct entry *entry = &append->entries[i];
        const int64_t numbers[] = {entry->utc, entry->mono, entry->task, entry->block, entry->step};
        put_string(out, entry->kind);
        put(out, numbers, sizeof numbers);
        put_bytes(out, entry->payload ? entry->payload : "", entry->payload_size);
    }
}

static void read_begin(struct request *request, const char **at)
{
    struct session_spec *spec = &request->spec;
    const char **const strings[] = {
        &spec->participant, &spec->operator_name, &spec->protocol_id, &spec->protocol_version,
        &spec->bench,       &spec->parameters,    &spec->program,     &request->streams};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        *strings[i] = get_string(at);
    spec->protocol_digest = (const uint8_t *)get_string(at);
    get(at, &spec->seed, sizeof spec->seed);
    request->utc = get_number(at);
    request->mono = get_number(at);
    request->n = (size_t)get_number(at);
}

void request_read(struct request *request, const struct text *message)
{
    const char *at = message->data;
    *request = (struct request){.kind = (enum request_kind)get_number(&at)};
    get(&at, &request->ticket, sizeof request->ticket);
    switch (request->kind) {
    case REQUEST_BEGIN:
        read_begin(request, &at);
        break;
    case REQUEST_RESUME:
        get(&at, &request->key, sizeof request->key);
        request->streams = get_string(&at);
        break;
    case REQUEST_APPEND:
        request->has_samples = get_number(&at) != 0;
        get(&at, &request->samples, sizeof request->samples);
        request->n = (size_t)get_number(&at);
        break;
    }
    assert(at <= message->data + message->length);
    request->rest = at;
}

void request_read_sources(const struct request *request, struct study_source *sources)
{
    const char *at = request->rest;
    for (size_t i = 0; i < request->n; i++) {
        sources[i].name = get_string(&at);
        sources[i].text = get_bytes(&at, &sources[i].size);
    }
}

void request_read_entries(const struct request *request, struct entry *entries)
{
    const char *at = request->rest;
    for (size_t i = 0; i < request->n; i++) {
        int64_t numbers[5];
        entries[i].kind = get_string(&at);
        get(&at, numbers, sizeof numbers);
        entries[i] = (struct entry){.kind = entries[i].kind,
                                    .utc = numbers[0],
                                    .mono = numbers[1],
                                    .task = numbers[2],
                                    .block = numbers[3],
                                    .step = numbers[4]};
        entries[i].payload = get_bytes(&at, &entries[i].payload_size);
    }
}
