#include "cli/measure_store.h"

#include "base/clock.h"
#include "cli/measure.h"

#include <stdio.h>

enum status measure_store_open(struct measure_store *store, struct why *why)
{
    uint64_t ticket;
    static const uint8_t digest[DIGEST_SIZE];
    const struct session_spec spec = {.participant = "M1",
                                      .operator_name = "measure",
                                      .protocol_id = "measure",
                                      .protocol_version = "1",
                                      .protocol_digest = digest,
                                      .bench = "{}",
                                      .parameters = "{}",
                                      .program = "limen"};
    const struct store_begin begin = {
        .spec = &spec,
        .streams = "[{\"channel\":\"outlet1\",\"instrument\":\"presser\",\"unit\":\"kPa\"}]",
        .utc = utc_now()};
    enum status status = measure_folder(store->folder, why);
    snprintf(store->path, sizeof store->path, "%s/measure.limen", store->folder);
    if (status == STATUS_OK)
        status = study_open(store->path, STUDY_CREATE, &store->study, why);
    if (status == STATUS_OK)
        status = store_writer_new(store->study, &store->writer, why);
    if (status == STATUS_OK)
        status = store_writer_begin(store->writer, &begin, &ticket, why);
    return status == STATUS_OK ? store_writer_start(store->writer, why) : status;
}

enum status measure_store_close(struct measure_store *store, struct why *why)
{
    const enum status status = store->writer ? store_writer_join(store->writer, why) : STATUS_OK;
    store_writer_free(store->writer);
    study_close(store->study);
    return status;
}

void measure_store_remove(struct measure_store *store)
{
    measure_folder_remove(store->folder);
}

bool measure_store_record(struct measure_store *store, const struct bench_record *record)
{
    static const uint8_t kinds[] = {
        [RECORD_BEGIN] = STORE_BEGIN, [RECORD_SAMPLE] = STORE_SAMPLE, [RECORD_END] = STORE_END};
    const struct store_record out = {
        .sample = {.t = record->t,
                   .value = record->value,
                   .seq = record->seq,
                   .stream = record->stream},
        .block = record->handle,
        .attempt = 1,
        .kind = kinds[record->kind],
        .slot = (uint8_t)(record->handle % SAMPLE_SLOTS),
    };
    return store_writer_record(store->writer, &out);
}

void measure_store_commit(struct measure_store *store)
{
    struct store_ack ack;
    struct why why;
    uint64_t ticket;
    const struct entry entry = {
        .kind = "note", .utc = utc_now(), .mono = mono_now(), .payload = "{}", .payload_size = 2};
    const struct store_append append = {.entries = &entry, .n = 1};
    while (store_writer_ack(store->writer, &ack))
        store->commits += ack.status == STATUS_OK;
    /* A full queue is as busy as it gets. */
    if (store_writer_append(store->writer, &append, &ticket, &why) != STATUS_OK)
        return;
}
