/* Checks of instruments: kept beside the bench file, found again by who was checked, valid until they are not. */
#include "session/verification.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define DAY (INT64_C(86400) * 1000000)
#define TODAY (INT64_C(20000) * DAY + DAY / 2)

static char folder[256], bench[300], file[300];

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/checksXXXXXX", TEST_BINARY_DIR);
    assert_non_null(mkdtemp(folder));
    snprintf(bench, sizeof bench, "%s/bench.lua", folder);
    snprintf(file, sizeof file, "%s/bench.checks.jsonl", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(file);
    return rmdir(folder);
}

static struct verification check_of(const char *serial, utc_us utc, bool passed)
{
    struct verification check = {.utc = utc,
                                 .operator_name = "Grüße, \"Ä\"",
                                 .driver = "mark10",
                                 .port = "usb:0403:6001:A1",
                                 .identity = {.model = "M5-100", .firmware = "1.09"},
                                 .weight = {.weight_g = 500,
                                            .expected_n = 4.903325,
                                            .zero_n = 0.1,
                                            .loaded_n = 5.0133,
                                            .deviation = 0.00204,
                                            .tolerance = 0.02},
                                 .passed = passed,
                                 .days = 180};
    snprintf(check.identity.serial, sizeof check.identity.serial, "%s", serial);
    return check;
}

static struct verification levels_of(const char *serial, uint8_t n_zones)
{
    struct verification check = check_of(serial, TODAY, true);
    check.kind = VERIFICATION_LEVELS;
    memset(&check.levels, 0, sizeof check.levels);
    check.levels.off_skin = true;
    check.levels.tolerance_c = 0.5;
    for (size_t i = 0; i < LEVELLING_LEVELS; i++) {
        struct level_reading *reading = &check.levels.readings.at[i];
        *reading = (struct level_reading){.asked_c = i ? 40 : 25,
                                          .thermode_c = i ? 40.1 : 25.02,
                                          .reference_c = i ? 39.9 : 25.2,
                                          .n_zones = n_zones,
                                          .has_lag = i == 1,
                                          .lag_s = i == 1 ? 0.13 : 0};
        for (uint8_t zone = 0; zone < n_zones; zone++)
            reading->zone_c[zone] = reading->thermode_c + zone * 0.05;
    }
    return check;
}

static const struct bench_spec silent; /* a bench file that says nothing of checks */

static struct verifications load(void)
{
    struct verifications book;
    struct why why = {0};
    if (verifications_load(&book, bench, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return book;
}

static const struct verification *find(const struct verifications *book, const char *serial,
                                       const char *port)
{
    struct instrument_identity identity = {.model = "M5-100", .firmware = "2.0"};
    snprintf(identity.serial, sizeof identity.serial, "%s", serial);
    const struct verified_instrument instrument = {"mark10", port, &identity};
    return verifications_find(book, &instrument);
}

static void add(struct verifications *book, const struct verification *check)
{
    struct why why = {0};
    if (verifications_add(book, check, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static void put(const char *text)
{
    FILE *out = fopen(file, "a");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static void a_check_is_found_again_in_another_run(void **state)
{
    (void)state;
    const struct verification check = check_of("3561278", TODAY, true);
    struct verifications book = load();
    assert_null(find(&book, "3561278", ""));
    add(&book, &check);
    verifications_fini(&book);
    book = load();
    const struct verification *found = find(&book, "3561278", "usb:other");
    assert_non_null(found);
    assert_memory_equal(found, &check, sizeof check);
    verifications_fini(&book);
}

static void the_newest_counts_also_when_it_failed(void **state)
{
    (void)state;
    struct verifications book = load();
    const struct verification rows[] = {
        check_of("1", TODAY - 10 * DAY, true), check_of("1", TODAY - 1 * DAY, false),
        check_of("2", TODAY, true), check_of("1", TODAY - 5 * DAY, true)};
    for (size_t i = 0; i < 4; i++)
        add(&book, &rows[i]);
    verifications_fini(&book);
    book = load();
    assert_int_equal(book.n, 4);
    assert_true(find(&book, "1", "")->utc == TODAY - 1 * DAY);
    assert_int_equal(verification_state(find(&book, "1", ""), &silent, TODAY, NULL),
                     VERIFICATION_FAILED);
    assert_null(find(&book, "3", ""));
    verifications_fini(&book);
}

static void who_tells_no_serial_number_is_known_by_the_port(void **state)
{
    (void)state;
    struct verifications book = load();
    const struct verification check = check_of("", TODAY, true);
    add(&book, &check);
    assert_non_null(find(&book, "", "usb:0403:6001:A1"));
    assert_null(find(&book, "", "usb:0403:6001:A2"));
    assert_null(find(&book, "7", "usb:0403:6001:A1"));
    verifications_fini(&book);
}

static void a_check_holds_until_its_days_are_over(void **state)
{
    (void)state;
    static const struct {
        int64_t age; /* days */
        uint32_t lab;
        enum verification_state state;
        int left;
    } rows[] = {
        {0, 0, VERIFICATION_VALID, 180},   {166, 0, VERIFICATION_VALID, 14},
        {167, 0, VERIFICATION_SOON, 13},   {179, 0, VERIFICATION_SOON, 1},
        {180, 0, VERIFICATION_EXPIRED, 0}, {0, 90, VERIFICATION_VALID, 90},
        {90, 90, VERIFICATION_EXPIRED, 0}, {90, 365, VERIFICATION_VALID, 90},
        {0, 7, VERIFICATION_VALID, 7}, /* a lab that checks each week is not warned all the time */
        {-2, 0, VERIFICATION_EXPIRED, 0}, /* the clock was wrong, then or now */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct verification check = check_of("1", TODAY - rows[i].age * DAY, true);
        const struct bench_spec lab = {.check_days = rows[i].lab};
        int left = -1;
        assert_int_equal(verification_state(&check, &lab, TODAY, &left), rows[i].state);
        assert_int_equal(left, rows[i].left);
    }
    assert_int_equal(verification_state(NULL, &silent, TODAY, NULL), VERIFICATION_MISSING);
    /* the last hours */
    const struct verification check = check_of("1", TODAY - 180 * DAY + DAY / 24, true);
    int left = -1;
    assert_int_equal(verification_state(&check, &silent, TODAY, &left), VERIFICATION_SOON);
    assert_int_equal(left, 0);
}

/* What passed when the laboratory asked for less is no check that it can rely on now; what asks for less now heals nothing. */
static void a_check_is_judged_by_what_the_bench_file_asks_for_now(void **state)
{
    (void)state;
    static const struct {
        double off; /* of a weight a share, of a level degC */
        double now; /* the bench file; 0: nothing */
        bool passed;
        enum verification_state weight, level;
    } rows[] = {
        {0.015, 0, true, VERIFICATION_VALID, VERIFICATION_VALID},
        {0.015, 0.02, true, VERIFICATION_VALID, VERIFICATION_VALID},
        {0.015, 0.01, true, VERIFICATION_FAILED, VERIFICATION_FAILED},
        {-0.015, 0.01, true, VERIFICATION_FAILED, VERIFICATION_FAILED},
        {0.015, 0.02, false, VERIFICATION_FAILED, VERIFICATION_FAILED},
        {0.3, 0, true, VERIFICATION_FAILED,
         VERIFICATION_VALID}, /* Limen's own are 2 % and 0.5 degC */
        {0.6, 0, true, VERIFICATION_FAILED, VERIFICATION_FAILED},
        {0.6, 1, true, VERIFICATION_VALID, VERIFICATION_VALID},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct bench_spec lab = {.check_tolerance = rows[i].now,
                                       .level_tolerance_c = rows[i].now};
        struct verification weight = check_of("1", TODAY, rows[i].passed);
        struct verification level = levels_of("1", 0);
        weight.weight.deviation = rows[i].off;
        level.passed = rows[i].passed;
        level.utc = TODAY;
        for (size_t j = 0; j < LEVELLING_LEVELS; j++) {
            struct level_reading *reading = &level.levels.readings.at[j];
            reading->thermode_c = reading->reference_c + (j == 1 ? rows[i].off : 0);
        }
        assert_int_equal(verification_state(&weight, &lab, TODAY, NULL), rows[i].weight);
        assert_int_equal(verification_state(&level, &lab, TODAY, NULL), rows[i].level);
    }
}

/* Nobody has said that it was on nobody's skin: what it read there is no check. */
static void a_check_on_skin_is_none(void **state)
{
    (void)state;
    struct verification check = levels_of("1", 5);
    check.utc = TODAY;
    assert_int_equal(verification_state(&check, &silent, TODAY, NULL), VERIFICATION_VALID);
    check.levels.off_skin = false;
    assert_int_equal(verification_state(&check, &silent, TODAY, NULL), VERIFICATION_FAILED);
}

static void a_line_that_a_crash_cut_short_is_left_out_and_then_taken_away(void **state)
{
    (void)state;
    struct verifications book = load();
    const struct verification check = check_of("1", TODAY, true);
    add(&book, &check);
    verifications_fini(&book);
    put("{\"days\":180,\"dev");
    book = load();
    assert_int_equal(book.n, 1);
    add(&book, &check);
    verifications_fini(&book);
    book = load();
    assert_int_equal(book.n, 2);
    verifications_fini(&book);
}

static void a_line_that_is_no_check_is_refused_with_its_place(void **state)
{
    (void)state;
    static const char *const lines[] = {"\n", "{}\n", "[1]\n", "nonsense\n"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct verifications book = load();
        const struct verification check = check_of("1", TODAY, true);
        struct why why = {0};
        add(&book, &check);
        verifications_fini(&book);
        put(lines[i]);
        assert_int_equal(verifications_load(&book, bench, &why), STATUS_INVALID);
        assert_non_null(strstr(why.text, "bench.checks.jsonl:2: "));
        assert_int_equal(book.n, 0);
        verifications_fini(&book);
        unlink(file);
    }
}

static void a_full_disk_says_so_and_the_check_is_known(void **state)
{
    (void)state;
    struct verifications book = load();
    const struct verification check = check_of("1", TODAY, true);
    struct rlimit kept;
    struct why why = {0};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &kept), 0);
    for (rlim_t room = 0; room < 300; room += 50) {
        const struct rlimit tight = {room, kept.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
        const enum status status = verifications_add(&book, &check, &why);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &kept), 0);
        assert_int_not_equal(status, STATUS_OK);
        assert_non_null(strstr(why.text, file));
    }
    assert_non_null(find(&book, "1", ""));
    verifications_fini(&book);
    book = load();
    assert_int_equal(book.n, 0);
    verifications_fini(&book);
}

static void a_bench_that_is_saved_takes_its_checks_along(void **state)
{
    (void)state;
    struct verifications book;
    struct why why = {0};
    const struct verification one = check_of("1", TODAY, true), two = check_of("2", TODAY, true);
    assert_int_equal(verifications_load(&book, "", &why), STATUS_OK); /* never saved yet */
    add(&book, &one);
    assert_int_equal(verifications_move(&book, bench, &why), STATUS_OK);
    add(&book, &two);
    assert_int_equal(verifications_move(&book, bench, &why), STATUS_OK); /* saved once more */
    verifications_fini(&book);
    book = load();
    assert_int_equal(book.n, 2);
    assert_non_null(find(&book, "1", ""));
    assert_non_null(find(&book, "2", ""));
    verifications_fini(&book);
}

/* ---- of a thermode */

static void a_check_at_two_levels_is_found_again_with_all_its_zones(void **state)
{
    (void)state;
    for (uint8_t zones = 0; zones <= THERMAL_ZONES_MAX; zones++) {
        const struct verification check = levels_of("3561278", zones);
        struct verifications book = load();
        add(&book, &check);
        verifications_fini(&book);
        book = load();
        const struct verification *found = find(&book, "3561278", "");
        assert_non_null(found);
        assert_memory_equal(found, &check, sizeof check);
        verifications_fini(&book);
        unlink(file);
    }
}

/* As the version before the thermode's check wrote it. */
static const char old_line[] =
    "{\"days\":180,\"deviation\":0.00204,\"driver\":\"mark10\",\"expected_n\":4.903325,"
    "\"firmware\":\"1.09\",\"loaded_n\":5.0133,\"model\":\"M5-100\",\"operator\":\"anna\","
    "\"passed\":true,\"port\":\"usb:0403:6001:A1\",\"serial\":\"3561278\",\"tolerance\":0.02,"
    "\"utc\":\"2024-10-04T12:00:00.000000Z\",\"utc_us\":1728043200000000,\"weight_g\":500,"
    "\"zero_n\":0.1}\n";

static void a_file_of_an_earlier_version_is_read_and_goes_on(void **state)
{
    (void)state;
    put(old_line);
    struct verifications book = load();
    const struct verification *found = find(&book, "3561278", "");
    assert_non_null(found);
    assert_int_equal(found->kind, VERIFICATION_WEIGHT);
    assert_true(found->weight.weight_g == 500 && found->weight.tolerance == 0.02 && found->passed);
    const struct verification check = levels_of("9", 5);
    add(&book, &check);
    verifications_fini(&book);
    book = load();
    assert_int_equal(book.n, 2);
    assert_int_equal(find(&book, "3561278", "")->kind, VERIFICATION_WEIGHT);
    assert_int_equal(find(&book, "9", "")->kind, VERIFICATION_LEVELS);
    verifications_fini(&book);
}

static void a_check_of_a_later_version_is_none_to_rely_on(void **state)
{
    (void)state;
    static const char *const kinds[] = {"weighs", "levels", "three levels"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct verifications book;
        struct why why = {0};
        char line[sizeof old_line + 32];
        snprintf(line, sizeof line, "{\"kind\":\"%s\",%s", kinds[i], old_line + 1);
        put(line);
        assert_int_equal(verifications_load(&book, bench, &why), STATUS_INVALID);
        verifications_fini(&book);
        unlink(file);
    }
}

static void a_real_thermode_is_to_be_checked_at_two_levels(void **state)
{
    (void)state;
    enum verification_kind kind;
    struct bench_spec spec = {.n_instruments = 3};
    snprintf(spec.instruments[1].port, sizeof spec.instruments[1].port, "usb:0403:6001:*");
    spec.roles[ROLE_THERMODE] = (struct role_spec){.bound = true, .instrument = 1};
    spec.roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .instrument = 0, .probe_area_cm2 = 1};
    assert_true(verification_kind_of(&spec, 1, &kind) && kind == VERIFICATION_LEVELS);
    assert_true(verification_kind_of(&spec, 0, &kind) && kind == VERIFICATION_WEIGHT);
    assert_false(verification_kind_of(&spec, 2, &kind));
    assert_true(verification_is_due(&spec, 1));
    snprintf(spec.instruments[1].port, sizeof spec.instruments[1].port, "sim:qst-tcs");
    assert_false(verification_is_due(&spec, 1));
    assert_true(verification_kind_of(&spec, 1, &kind)); /* and can be, in a demonstration */
}

static void only_a_real_algometer_is_to_be_checked(void **state)
{
    (void)state;
    struct bench_spec spec = {.n_instruments = 2};
    snprintf(spec.instruments[0].port, sizeof spec.instruments[0].port, "usb:0403:6001:*");
    assert_false(verification_is_due(&spec, 0));
    spec.roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .channel = "force", .probe_area_cm2 = 1};
    assert_true(verification_is_due(&spec, 0));
    assert_false(verification_is_due(&spec, 1));
    spec.roles[ROLE_ALGOMETER].probe_area_cm2 =
        0; /* it measures pressure: no weight says how much */
    assert_false(verification_is_due(&spec, 0));
    spec.roles[ROLE_ALGOMETER].probe_area_cm2 = 1;
    snprintf(spec.instruments[0].port, sizeof spec.instruments[0].port, "sim:mark10");
    assert_false(verification_is_due(&spec, 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    signal(SIGXFSZ, SIG_IGN);
    const struct CMUnitTest tests[] = {
        TEST(a_check_is_found_again_in_another_run),
        TEST(the_newest_counts_also_when_it_failed),
        TEST(who_tells_no_serial_number_is_known_by_the_port),
        TEST(a_check_holds_until_its_days_are_over),
        TEST(a_check_is_judged_by_what_the_bench_file_asks_for_now),
        TEST(a_check_on_skin_is_none),
        TEST(a_line_that_a_crash_cut_short_is_left_out_and_then_taken_away),
        TEST(a_line_that_is_no_check_is_refused_with_its_place),
        TEST(a_full_disk_says_so_and_the_check_is_known),
        TEST(a_bench_that_is_saved_takes_its_checks_along),
        TEST(a_check_at_two_levels_is_found_again_with_all_its_zones),
        TEST(a_file_of_an_earlier_version_is_read_and_goes_on),
        TEST(a_check_of_a_later_version_is_none_to_rely_on),
        TEST(a_real_thermode_is_to_be_checked_at_two_levels),
        TEST(only_a_real_algometer_is_to_be_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
