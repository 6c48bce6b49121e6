/* Arbitrary bytes, and a good study with arbitrary changes, as a study file: opened, verified,
 * read. Nothing crashes. */
#include "store/query.h"
#include "store/verify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *context, enum finding finding, const char *sentence)
{
    (void)context;
    (void)finding;
    if (!sentence[0])
        abort();
}

static bool see_trial(void *context, const struct study_trial *trial)
{
    *(size_t *)context += strlen(trial->site) + strlen(trial->participant);
    return true;
}

static bool see_sample(void *context, const struct sample *sample)
{
    (void)sample;
    ++*(size_t *)context;
    return true;
}

struct reader {
    struct study *study;
    size_t seen;
};

static bool see_session(void *context, const struct study_session *session)
{
    struct reader *reader = context;
    struct why why;
    const struct sample_block block = {.block = 1, .attempt = 1};
    if (study_samples_read(reader->study, &session->key, &block, see_sample, &reader->seen, &why) !=
        STATUS_OK)
        reader->seen++;
    return true;
}

static void use(const char *path)
{
    struct study *study;
    struct study_verdict verdict;
    struct why why;
    if (study_open(path, STUDY_READ, &study, &why) != STATUS_OK)
        return;
    struct reader reader = {study, 0};
    if (study_verify(study, ignore, NULL, &verdict, &why) == STATUS_OK &&
        (verdict.damages > 0 || study_check_numbers(study, NULL, &why) != STATUS_OK))
        abort();
    if (study_trials(study, NULL, see_trial, &reader.seen, &why) == STATUS_OK &&
        study_sessions(study, NULL, see_session, &reader, &why) == STATUS_OK)
        reader.seen++;
    study_close(study);
}

static char folder[48], path[64];

/* A study that is refused leaves what was beside it. */
static void remove_files(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", ".lock"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

static void remove_folder(void)
{
    remove_files();
    rmdir(folder);
}

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/limen_fuzz_XXXXXX");
    if (!mkdtemp(folder))
        abort();
    snprintf(path, sizeof path, "%s/a.limen", folder);
    atexit(remove_folder);
}

/* A small study with one session, one trial, one sample block. */
static uint8_t *good_study(size_t *size)
{
    static const uint8_t digest[DIGEST_SIZE];
    const struct session_spec spec = {"P1", "o", "p", "1", digest, "{}", "{}", "f", 1};
    const struct sample samples[3] = {{1, 1.5, 1, 0}, {2, 2.5, 2, 0}, {3, 2.25, 3, 0}};
    const struct sample_block block = {.block = 1, .attempt = 1};
    const char json[] =
        "{\"attempt\":1,\"end\":\"response\",\"site\":\"a\",\"test\":\"ppt\",\"trial\":1}";
    const struct entry entry = {
        .kind = "trial", .block = 1, .payload = json, .payload_size = sizeof json - 1};
    struct study *study;
    struct session_key key;
    struct why why;
    uint8_t found[DIGEST_SIZE];
    uint64_t count;
    if (study_open(path, STUDY_CREATE, &study, &why) != STATUS_OK ||
        study_begin_session(study, &spec, NULL, 0, 1, 1, &key, &why) != STATUS_OK ||
        study_samples_begin(study, &key, &block, "{}", &why) != STATUS_OK ||
        study_samples_append(study, 0, samples, 3, &why) != STATUS_OK ||
        study_samples_end(study, 0, found, &count, &why) != STATUS_OK ||
        study_append(study, &key, &entry, 1, &why) != STATUS_OK)
        abort();
    study_close(study);
    const int fd = open(path, O_RDONLY);
    *size = (size_t)lseek(fd, 0, SEEK_END);
    uint8_t *bytes = malloc(*size);
    if (fd < 0 || pread(fd, bytes, *size, 0) != (ssize_t)*size)
        abort();
    close(fd);
    remove_files();
    return bytes;
}

static void put_file(const uint8_t *bytes, size_t size)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
        abort();
    close(fd);
}

/* Input: 1 mode; then either the file itself, or triples (place, place, byte) to change in a good one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t *good, *changed;
    static size_t good_size;
    if (!good) {
        make_folder();
        good = good_study(&good_size);
        changed = malloc(good_size);
    }
    if (size == 0)
        return 0;
    const uint8_t *file = data + 1;
    size_t file_size = size - 1;
    if (data[0] & 1) {
        memcpy(changed, good, good_size);
        for (size_t i = 1; i + 2 < size; i += 3)
            changed[(size_t)(data[i] << 8 | data[i + 1]) * 7 % good_size] ^= data[i + 2];
        file = changed;
        file_size = good_size;
    }
    put_file(file, file_size);
    use(path);
    remove_files();
    return 0;
}
