/* What the writer does to the study: samples of all slots and the entries of one request, together
 * or not at all. */
#include "writer_internal.h"

#include "canonical_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_same_block(const struct sample_block *a, const struct sample_block *b)
{
    return a->block == b->block && a->attempt == b->attempt && a->part == b->part;
}

static const struct closed *find_closed(const struct store_writer *writer,
                                        const struct sample_block *block)
{
    for (size_t i = 0; i < SAMPLE_SLOTS; i++)
        if (writer->slots[i].written && writer->slots[i].state == SLOT_ENDED &&
            is_same_block(&writer->slots[i].block, block))
            return &writer->results[i];
    const size_t kept = writer->n_closed < CLOSED_KEPT ? writer->n_closed : CLOSED_KEPT;
    for (size_t i = 0; i < kept; i++)
        if (is_same_block(&writer->closed[i].block, block))
            return &writer->closed[i];
    return NULL;
}

bool writer_has_ended(const struct store_writer *writer, const struct sample_block *block)
{
    for (size_t i = 0; i < SAMPLE_SLOTS; i++)
        if (writer->slots[i].state == SLOT_ENDED && is_same_block(&writer->slots[i].block, block))
            return true;
    return find_closed(writer, block) != NULL;
}

static bool has_work(const struct slot *slot)
{
    return slot->n > 0 || slot->state == SLOT_ENDED || (slot->state == SLOT_OPEN && !slot->begun);
}

bool writer_has_waiting(const struct store_writer *writer)
{
    for (size_t i = 0; i < SAMPLE_SLOTS; i++)
        if (has_work(&writer->slots[i]))
            return true;
    return false;
}

static enum status begin_block(struct store_writer *writer, const struct slot *slot,
                               struct why *why)
{
    struct text header;
    text_init(&header);
    text_append_format(&header, "{\"streams\":%s,\"t0\":%" PRId64 "}", text_cstr(&writer->streams),
                       slot->t0);
    const enum status status =
        text_is_whole(&header)
            ? study_samples_begin(writer->study, &writer->key, &slot->block, header.data, why)
            : why_set(why, STATUS_NO_MEMORY, "Out of memory: close other programs.");
    text_fini(&header);
    return status;
}

static enum status write_slot(struct store_writer *writer, size_t index, struct why *why)
{
    struct slot *slot = &writer->slots[index];
    struct closed *result = &writer->results[index];
    enum status status = slot->begun ? STATUS_OK : begin_block(writer, slot, why);
    if (status == STATUS_OK && slot->n > 0)
        status = study_samples_append(writer->study, slot->block.slot, slot->samples, slot->n, why);
    if (status == STATUS_OK && slot->state == SLOT_ENDED) {
        result->block = slot->block;
        status =
            study_samples_end(writer->study, slot->block.slot, result->digest, &result->count, why);
    }
    slot->written = status == STATUS_OK;
    return status;
}

/* After the commit: what was written no longer waits. */
static void settle(struct store_writer *writer, bool committed)
{
    for (size_t i = 0; i < SAMPLE_SLOTS; i++) {
        struct slot *slot = &writer->slots[i];
        if (slot->written && committed) {
            slot->begun = true;
            slot->n = 0;
            if (slot->state == SLOT_ENDED) {
                writer->closed[writer->n_closed++ % CLOSED_KEPT] = writer->results[i];
                slot->state = SLOT_FREE;
            }
        }
        slot->written = false;
    }
}

static enum status put_samples(struct store_writer *writer, const struct request *request,
                               struct entry *entries, struct store_ack *ack)
{
    const struct closed *closed = find_closed(writer, &request->samples);
    size_t i = 0;
    while (i < request->n && strcmp(entries[i].kind, "trial") != 0)
        i++;
    if (!closed || i == request->n)
        return why_set(&ack->why, STATUS_INVALID,
                       "Samples can only be named by a trial that they were taken for.");
    char hex[2 * DIGEST_SIZE + 1], value[160];
    sodium_bin2hex(hex, sizeof hex, closed->digest, DIGEST_SIZE);
    snprintf(value, sizeof value, "{\"count\":%" PRIu64 ",\"digest\":\"%s\"}", closed->count, hex);
    text_clear(&writer->payload);
    if (!canonical_put(&writer->payload, entries[i].payload, entries[i].payload_size, "samples",
                       value))
        return why_set(&ack->why, STATUS_INVALID, "The payload of a trial must be a JSON object.");
    entries[i].payload = writer->payload.data;
    entries[i].payload_size = writer->payload.length;
    ack->samples_count = closed->count;
    memcpy(ack->samples_digest, closed->digest, DIGEST_SIZE);
    return STATUS_OK;
}

static enum status append_request(struct store_writer *writer, const struct request *request,
                                  struct store_ack *ack)
{
    struct entry *entries = calloc(request->n ? request->n : 1, sizeof *entries);
    if (!entries)
        return why_set(&ack->why, STATUS_NO_MEMORY, "Out of memory: close other programs.");
    request_read_entries(request, entries);
    enum status status =
        request->has_samples ? put_samples(writer, request, entries, ack) : STATUS_OK;
    if (status == STATUS_OK)
        status = study_append(writer->study, &writer->key, entries, request->n, &ack->why);
    free(entries);
    return status;
}

enum status writer_commit(struct store_writer *writer, const struct request *request,
                          struct store_ack *ack)
{
    enum status status = transaction_begin(writer->study, &ack->why);
    if (status != STATUS_OK)
        return status;
    /* In memory samples need not hurry; they are compressed in larger pieces. */
    const bool all = writer->study->mode != STUDY_MEMORY || !request || request->has_samples;
    for (size_t i = 0; i < SAMPLE_SLOTS && all && status == STATUS_OK; i++)
        if (has_work(&writer->slots[i]))
            status = write_slot(writer, i, &ack->why);
    if (status == STATUS_OK && request)
        status = append_request(writer, request, ack);
    status = transaction_end(writer->study, status, &ack->why);
    settle(writer, status == STATUS_OK);
    return status;
}

enum status writer_begin(struct store_writer *writer, const struct request *request,
                         struct store_ack *ack)
{
    struct study_source *sources = calloc(request->n ? request->n : 1, sizeof *sources);
    if (!sources)
        return why_set(&ack->why, STATUS_NO_MEMORY, "Out of memory: close other programs.");
    request_read_sources(request, sources);
    const enum status status =
        study_begin_session(writer->study, &request->spec, sources, request->n, request->utc,
                            request->mono, &writer->key, &ack->why);
    free(sources);
    return status;
}
