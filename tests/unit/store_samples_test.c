/* Samples: what goes in comes out, bit by bit, and is known by its digest. */
#include "support/store_kit.h"

#include "base/rng.h"

#include <math.h>

enum { MANY = 10000 };

static struct sample many[MANY];

struct readback {
    size_t n;
    bool differs;
    const struct sample *expected;
    size_t size;
};

static bool same(const struct sample *a, const struct sample *b)
{
    return a->t == b->t && a->seq == b->seq && a->stream == b->stream &&
           !memcmp(&a->value, &b->value, sizeof a->value);
}

static bool compare(void *context, const struct sample *sample)
{
    struct readback *readback = context;
    readback->differs = readback->differs || readback->n >= readback->size ||
                        !same(sample, &readback->expected[readback->n]);
    readback->n++;
    return true;
}

static struct study *open_memory(struct session_key *key)
{
    struct study *study;
    struct why why;
    assert_int_equal(study_open("", STUDY_MEMORY, &study, &why), STATUS_OK);
    *key = kit_begin(study, "P001");
    return study;
}

/* Writes n samples in pieces of `piece`, reads them back, returns the digest. */
static void round_trip(const struct sample *samples, size_t n, size_t piece,
                       uint8_t digest[DIGEST_SIZE])
{
    struct session_key key;
    struct study *study = open_memory(&key);
    const struct sample_block block = {.block = 4, .attempt = 1, .slot = 3};
    struct why why = {0};
    uint64_t count;
    assert_int_equal(study_samples_begin(study, &key, &block, "{\"t0\":1}", &why), STATUS_OK);
    for (size_t i = 0; i < n; i += piece)
        assert_int_equal(
            study_samples_append(study, 3, samples + i, n - i < piece ? n - i : piece, &why),
            STATUS_OK);
    assert_int_equal(study_samples_end(study, 3, digest, &count, &why), STATUS_OK);
    assert_int_equal(count, n);
    struct readback readback = {.expected = samples, .size = n};
    assert_int_equal(study_samples_read(study, &key, &block, compare, &readback, &why), STATUS_OK);
    assert_int_equal(readback.n, n);
    assert_false(readback.differs);
    kit_expect_sound(study);
    study_close(study);
}

/* What a gauge sends: two streams, four decimals of a unit, a little jitter, a gap now and then. */
static void fill_like_a_gauge(void)
{
    const rng_key key = rng_key_seed(11);
    for (size_t i = 0; i < MANY; i++) {
        const double value = 0.05 * floor((double)i * 0.37 + 20 * rng_uniform(key, i));
        many[i] =
            (struct sample){.t = 1000000000 + (mono_ns)i * 2000000 + (mono_ns)(i * 7919 % 50000),
                            .value = round(value * 100) / 100,
                            .seq = (uint32_t)(i / 2 + (i > 500)),
                            .stream = i % 2};
    }
}

static void a_press_comes_back_as_it_was(void **state)
{
    (void)state;
    uint8_t digest[DIGEST_SIZE], again[DIGEST_SIZE];
    fill_like_a_gauge();
    round_trip(many, MANY, MANY, digest);
    static const size_t pieces[] = {1, 7, 25, 2047, 2048, 2049, 5000};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const size_t n = pieces[i] == 1 ? 600 : MANY;
        round_trip(many, n, pieces[i], again);
        if (n == MANY)
            assert_memory_equal(digest, again, DIGEST_SIZE); /* however it was cut */
    }
}

static void any_bit_pattern_comes_back(void **state)
{
    (void)state;
    const uint64_t seed = 20261122;
    print_message("seed %llu\n", (unsigned long long)seed);
    const rng_key key = rng_key_seed(seed);
    static const double special[] = {0.0,
                                     -0.0,
                                     NAN,
                                     -NAN,
                                     INFINITY,
                                     -INFINITY,
                                     5e-324,
                                     1e308,
                                     -1e308,
                                     0.1,
                                     0.30000000000000004,
                                     4503599627370496.0,
                                     1e15 + 1,
                                     123456.789012,
                                     -18.78,
                                     1e-7};
    for (size_t i = 0; i < MANY; i++) {
        uint64_t bits = rng_bits(key, 4 * i);
        struct sample *s = &many[i];
        *s = (struct sample){.t = (mono_ns)rng_bits(key, 4 * i + 1),
                             .seq = (uint32_t)rng_bits(key, 4 * i + 2),
                             .stream = (uint8_t)(rng_bits(key, 4 * i + 3) % SAMPLE_STREAMS_MAX)};
        memcpy(&s->value, &bits, sizeof bits);
        if (bits % 3 == 0)
            s->value = special[(bits >> 8) % (sizeof special / sizeof special[0])];
    }
    uint8_t digest[DIGEST_SIZE];
    round_trip(many, MANY, 3000, digest);
    round_trip(many, 0, 1, digest);
}

static void one_changed_bit_changes_the_digest(void **state)
{
    (void)state;
    uint8_t digest[DIGEST_SIZE], other[DIGEST_SIZE];
    fill_like_a_gauge();
    round_trip(many, 10, 10, digest);
    many[5].value = nextafter(many[5].value, 1e9);
    round_trip(many, 10, 10, other);
    assert_memory_not_equal(digest, other, DIGEST_SIZE);
    fill_like_a_gauge();
    many[9].seq++;
    round_trip(many, 10, 10, other);
    assert_memory_not_equal(digest, other, DIGEST_SIZE);
}

static void two_stimuli_keep_their_samples_apart(void **state)
{
    (void)state;
    struct session_key key;
    struct study *study = open_memory(&key);
    const struct sample_block cuff = {.block = 1, .attempt = 1, .part = 0, .slot = 0};
    const struct sample_block gauge = {.block = 1, .attempt = 1, .part = 1, .slot = 7};
    struct why why;
    uint8_t digest[DIGEST_SIZE];
    uint64_t count;
    fill_like_a_gauge();
    assert_int_equal(study_samples_begin(study, &key, &cuff, "{}", &why), STATUS_OK);
    assert_int_equal(study_samples_begin(study, &key, &cuff, "{}", &why), STATUS_BUSY);
    assert_int_equal(study_samples_begin(study, &key, &gauge, "{}", &why), STATUS_OK);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(study_samples_append(study, 0, &many[i], 1, &why), STATUS_OK);
        assert_int_equal(study_samples_append(study, 7, &many[200 + 2 * i], 2, &why), STATUS_OK);
    }
    assert_int_equal(study_samples_end(study, 7, digest, &count, &why), STATUS_OK);
    assert_int_equal(count, 200);
    assert_int_equal(study_samples_end(study, 0, digest, &count, &why), STATUS_OK);
    assert_int_equal(count, 100);
    struct readback readback = {.expected = many + 200, .size = 200};
    assert_int_equal(study_samples_read(study, &key, &gauge, compare, &readback, &why), STATUS_OK);
    assert_true(readback.n == 200 && !readback.differs);
    readback = (struct readback){.expected = many, .size = 100};
    assert_int_equal(study_samples_read(study, &key, &cuff, compare, &readback, &why), STATUS_OK);
    assert_true(readback.n == 100 && !readback.differs);
    study_close(study);
}

static void samples_without_a_beginning_are_refused(void **state)
{
    (void)state;
    struct session_key key;
    struct study *study = open_memory(&key);
    struct why why;
    uint8_t digest[DIGEST_SIZE];
    uint64_t count;
    struct sample sample = {.stream = SAMPLE_STREAMS_MAX};
    assert_int_equal(study_samples_append(study, 0, many, 1, &why), STATUS_INVALID);
    assert_int_equal(study_samples_end(study, 0, digest, &count, &why), STATUS_INVALID);
    assert_int_equal(study_samples_append(study, SAMPLE_SLOTS, many, 1, &why), STATUS_INVALID);
    const struct sample_block block = {.block = 1, .attempt = 1};
    assert_int_equal(study_samples_begin(study, &key, &block, "{}", &why), STATUS_OK);
    assert_int_equal(study_samples_append(study, 0, &sample, 1, &why), STATUS_RANGE);
    assert_int_equal(study_samples_end(study, 0, digest, &count, &why), STATUS_OK);
    assert_int_equal(count, 0);
    /* the same attempt cannot be taken twice */
    assert_int_equal(study_samples_begin(study, &key, &block, "{}", &why), STATUS_INVALID);
    const struct sample_block absent = {.block = 2, .attempt = 1};
    struct readback readback = {0};
    assert_int_equal(study_samples_read(study, &key, &absent, compare, &readback, &why),
                     STATUS_NOT_FOUND);
    study_close(study);
}

static bool see_block(void *context, const struct study_block *block)
{
    int *n = context;
    assert_int_equal(block->block.attempt, ++*n);
    assert_int_equal(block->ended, *n == 1);
    assert_string_equal(block->header, "{\"t0\":1}");
    return true;
}

static void an_attempt_that_a_crash_cut_off_is_kept_and_named(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    struct why why;
    uint8_t digest[DIGEST_SIZE];
    uint64_t count;
    fill_like_a_gauge();
    for (int64_t attempt = 1; attempt <= 2; attempt++) {
        const struct sample_block block = {.block = 4, .attempt = attempt};
        assert_int_equal(study_samples_begin(study, &key, &block, "{\"t0\":1}", &why), STATUS_OK);
        assert_int_equal(study_samples_append(study, 0, many, 50, &why), STATUS_OK);
        if (attempt == 1)
            assert_int_equal(study_samples_end(study, 0, digest, &count, &why), STATUS_OK);
    }
    study_close(study);
    study = kit_open(kit, STUDY_WRITE);
    int n = 0;
    assert_int_equal(study_blocks(study, &key, see_block, &n, &why), STATUS_OK);
    assert_int_equal(n, 2);
    struct kit_findings found;
    struct study_verdict verdict;
    assert_int_equal(kit_verify(study, &found, &verdict), STATUS_OK);
    assert_int_equal(found.notes, 1);
    assert_int_equal(verdict.samples, 100);
    assert_non_null(strstr(found.text, "attempt 2"));
    study_close(study);
}

/* As many and well formed, but not the ones that were measured: none is given out. */
static void samples_that_were_exchanged_are_not_read(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    const struct sample samples[2] = {{.t = 1, .value = 1, .seq = 1},
                                      {.t = 1, .value = 2, .seq = 1}};
    struct sample_block blocks[2] = {{.block = 1, .attempt = 1}, {.block = 1, .attempt = 2}};
    uint8_t digest[DIGEST_SIZE];
    struct why why;
    uint64_t count;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(study_samples_begin(study, &key, &blocks[i], "{}", &why), STATUS_OK);
        assert_int_equal(study_samples_append(study, 0, &samples[i], 1, &why), STATUS_OK);
        assert_int_equal(study_samples_end(study, 0, digest, &count, &why), STATUS_OK);
    }
    study_close(study);
    kit_tamper(kit->path, "UPDATE sample_chunk SET data = (SELECT data FROM sample_chunk WHERE "
                          "attempt = 2) WHERE attempt = 1");
    study = kit_open(kit, STUDY_READ);
    struct readback readback = {.expected = samples, .size = 1};
    assert_int_equal(study_samples_read(study, &key, &blocks[0], compare, &readback, &why),
                     STATUS_CORRUPT);
    assert_int_equal(readback.n, 0);
    readback.expected = samples + 1;
    assert_int_equal(study_samples_read(study, &key, &blocks[1], compare, &readback, &why),
                     STATUS_OK);
    assert_true(readback.n == 1 && !readback.differs);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_press_comes_back_as_it_was),
        cmocka_unit_test(any_bit_pattern_comes_back),
        cmocka_unit_test(one_changed_bit_changes_the_digest),
        cmocka_unit_test(two_stimuli_keep_their_samples_apart),
        cmocka_unit_test_setup_teardown(samples_that_were_exchanged_are_not_read, kit_setup,
                                        kit_teardown),
        cmocka_unit_test(samples_without_a_beginning_are_refused),
        cmocka_unit_test_setup_teardown(an_attempt_that_a_crash_cut_off_is_kept_and_named,
                                        kit_setup, kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
