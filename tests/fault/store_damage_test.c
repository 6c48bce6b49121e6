/* A file damaged anywhere: it is refused, or the verification says so, or the damage touched
 * nothing that counts. Never a crash, never a changed number that passes for sound. */
#include "support/store_kit.h"

#include "base/rng.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { ROUNDS = 1500 };

/* sample_chunk is looked at by its samples: bytes of a compressed piece may differ without effect. */
static const char *const tables[] = {"meta",    "source",      "journal",      "payload",
                                     "session", "participant", "sample_block", "trial"};
enum { TABLES = sizeof tables / sizeof tables[0] };

static struct sample sample_at(int i)
{
    return (struct sample){.t = i * 4000000, .value = i * 0.35, .seq = (uint32_t)i};
}

static bool is_expected(void *context, const struct sample *sample)
{
    const struct sample expected = sample_at(*(int *)context);
    assert_true(sample->t == expected.t && sample->value == expected.value &&
                sample->seq == expected.seq && sample->stream == 0);
    ++*(int *)context;
    return true;
}

static void expect_samples(const struct kit *kit)
{
    struct study *study = kit_open(kit, STUDY_READ);
    struct why why;
    for (int64_t session = 1; session <= 2; session++) {
        struct session_key key;
        assert_int_equal(study_find_session(study, session, &key, &why), STATUS_OK);
        for (int64_t i = 1; i <= 8; i++) {
            const struct sample_block block = {.block = i, .attempt = 1};
            int n = 0;
            assert_int_equal(study_samples_read(study, &key, &block, is_expected, &n, &why),
                             STATUS_OK);
            assert_int_equal(n, 300);
        }
    }
    study_close(study);
}

static void put_block(struct study *study, const struct session_key *key, int64_t block)
{
    struct sample samples[300];
    struct why why;
    uint8_t digest[DIGEST_SIZE];
    uint64_t count;
    const struct sample_block name = {.block = block, .attempt = 1};
    for (int i = 0; i < 300; i++)
        samples[i] = sample_at(i);
    assert_int_equal(study_samples_begin(study, key, &name, "{\"unit\":\"N\"}", &why), STATUS_OK);
    assert_int_equal(study_samples_append(study, 0, samples, 300, &why), STATUS_OK);
    assert_int_equal(study_samples_end(study, 0, digest, &count, &why), STATUS_OK);
}

static unsigned char *make_study(const struct kit *kit, size_t *size)
{
    struct study *study = kit_open(kit, STUDY_CREATE);
    for (int s = 0; s < 2; s++) {
        const struct session_key key = kit_begin(study, s ? "P002" : "P001");
        for (int i = 1; i <= 8; i++) {
            put_block(study, &key, i);
            kit_trial(study, &key, i, i, 1);
        }
    }
    study_close(study);
    struct stat st;
    const int fd = open(kit->path, O_RDONLY);
    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    unsigned char *bytes = malloc((size_t)st.st_size);
    assert_true(read(fd, bytes, (size_t)st.st_size) == st.st_size);
    close(fd);
    *size = (size_t)st.st_size;
    return bytes;
}

static void put_file(const struct kit *kit, const unsigned char *bytes, size_t size)
{
    kit_remove_study(kit);
    const int fd = open(kit->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_true(write(fd, bytes, size) == (ssize_t)size);
    close(fd);
}

/* True when the damaged study was refused or reported. */
static bool is_noticed(const struct kit *kit, enum study_mode mode)
{
    struct study *study;
    struct why why = {0};
    struct kit_findings found = {0};
    struct study_verdict verdict;
    if (study_open(kit->path, mode, &study, &why) != STATUS_OK) {
        assert_true(strlen(why.text) > 20);
        return true;
    }
    const enum status status = study_verify(study, kit_collect, &found, &verdict, &why);
    study_close(study);
    return status != STATUS_OK;
}

/* One byte, a run of bytes, a whole page, or the end of the file. */
static size_t damage(unsigned char *bytes, size_t size, rng_key key)
{
    const size_t at = (size_t)(rng_bits(key, 1) % size);
    switch (rng_bits(key, 0) % 8) {
    case 0:
        for (size_t i = at; i < size && i < at + 64; i++)
            bytes[i] = (unsigned char)rng_bits(key, 3 + i);
        return size;
    case 1:
        memset(bytes + at / 4096 * 4096, 0, 4096);
        return size;
    case 2:
        return at;
    default:
        bytes[at] = (unsigned char)(bytes[at] ^ (1u << (rng_bits(key, 2) % 8)));
        return size;
    }
}

static void damage_anywhere_is_refused_reported_or_harmless(void **state)
{
    const struct kit *kit = *state;
    size_t size;
    unsigned char *good = make_study(kit, &size), *bad = malloc(size);
    char *expected = kit_dump(kit->path, tables, TABLES);
    int noticed = 0;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        memcpy(bad, good, size);
        put_file(kit, bad, damage(bad, size, rng_key_seed(seed)));
        if (is_noticed(kit, seed % 2 ? STUDY_READ : STUDY_WRITE)) {
            noticed++;
            continue;
        }
        char *found = kit_dump(kit->path, tables, TABLES);
        if (strcmp(found, expected) != 0)
            print_message("seed %llu: changed and not noticed\n", (unsigned long long)seed);
        assert_string_equal(found, expected);
        free(found);
        expect_samples(kit);
    }
    print_message("%d of %d noticed, the others touched nothing\n", noticed, ROUNDS);
    assert_true(noticed > ROUNDS / 4);
    free(good);
    free(bad);
    free(expected);
}

static void a_study_cut_off_anywhere_is_refused_or_reported(void **state)
{
    const struct kit *kit = *state;
    size_t size;
    unsigned char *good = make_study(kit, &size);
    for (size_t n = 0; n < size; n += 509) {
        put_file(kit, good, n);
        assert_true(is_noticed(kit, STUDY_READ));
    }
    free(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(damage_anywhere_is_refused_reported_or_harmless, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_study_cut_off_anywhere_is_refused_or_reported, kit_setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
