/* IDs that are copied by hand: what is mistyped is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/participant_id.h"

#include <stdio.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static void make_id(char *out, size_t size, int number)
{
    char base[16];
    snprintf(base, sizeof base, "LBP-%04d", number);
    snprintf(out, size, "%s-%c", base, participant_id_check(base));
}

/* A published example of the standard's MOD 37-2: the donation number G1234 98 654321 of ISBT 128 has the check character H. */
static void the_check_character_is_that_of_the_standard(void **state)
{
    (void)state;
    assert_int_equal(participant_id_check("G123498654321"), 'H');
    assert_int_equal(participant_id_check("g1234-98-654321"), 'H');
    assert_int_equal(participant_id_form("LBP-0417-E"), ID_FORM_CHECKED);
    assert_int_equal(participant_id_form("LBP-0417-K"), ID_FORM_WRONG);
    assert_int_equal(participant_id_form("LBP-0417"), ID_FORM_STARTED);
    assert_int_equal(participant_id_form("LBP-0417-"), ID_FORM_STARTED);
}

static void other_forms_are_plain(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "",         "P01",         "LBP0417E",   "LBP-041-E", "LBP-04177-E", "-0417-E",
        "lbp-0417", "LBP-0417-EE", "LBP_0417_E", "LBP-0417e", "LBP-0417--",  "A-B-0417-E"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (participant_id_form(plain[i]) != ID_FORM_PLAIN)
            fail_msg("\"%s\" is not plain", plain[i]);
}

/* Every one-character mistake in every place, and every swap of neighbours. */
static void no_single_mistake_and_no_swap_gives_a_right_id(void **state)
{
    (void)state;
    for (int number = 0; number < 10000; number += 37) {
        char id[24], wrong[24];
        make_id(id, sizeof id, number);
        assert_int_equal(participant_id_form(id), ID_FORM_CHECKED);
        for (size_t at = 0; at < strlen(id); at++)
            for (const char *c = alphabet; *c != '\0'; c++) {
                strcpy(wrong, id);
                wrong[at] = *c;
                if (id[at] != '-' && *c != id[at])
                    assert_int_not_equal(participant_id_form(wrong), ID_FORM_CHECKED);
            }
        for (size_t at = 0; id[at + 1] != '\0'; at++) {
            strcpy(wrong, id);
            wrong[at] = id[at + 1];
            wrong[at + 1] = id[at];
            if (id[at] != id[at + 1])
                assert_int_not_equal(participant_id_form(wrong), ID_FORM_CHECKED);
        }
    }
}

static void a_new_id_is_judged_by_the_habit_of_the_study(void **state)
{
    (void)state;
    const struct participant_id_habit empty = {0, 0}, checked = {3, 2}, plain = {3, 0};
    static const struct {
        const char *id;
        enum participant_id_verdict in_empty, in_checked, in_plain;
    } rows[] = {
        {"LBP-0417-E", ID_OK_CHECKED, ID_OK_CHECKED, ID_OK_CHECKED},
        {"LBP-0417-K", ID_CHECK_WRONG, ID_CHECK_WRONG, ID_OK},
        {"LBP-0417", ID_CHECK_MISSING, ID_CHECK_MISSING, ID_OK},
        {"P01", ID_OK, ID_NO_FORM, ID_OK},
        {"", ID_EMPTY, ID_EMPTY, ID_EMPTY},
        {"Müller", ID_CHARACTER, ID_CHARACTER, ID_CHARACTER},
        {"a b", ID_CHARACTER, ID_CHARACTER, ID_CHARACTER},
        {"-P01", ID_CHARACTER, ID_CHARACTER, ID_CHARACTER},
        {"P0*", ID_CHARACTER, ID_CHARACTER, ID_CHARACTER},
        {"P23456789012345678901234567890123", ID_TOO_LONG, ID_TOO_LONG, ID_TOO_LONG},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(participant_id_judge(rows[i].id, empty), rows[i].in_empty);
        assert_int_equal(participant_id_judge(rows[i].id, checked), rows[i].in_checked);
        assert_int_equal(participant_id_judge(rows[i].id, plain), rows[i].in_plain);
    }
}

/* A demonstration's participant, or a test: no lab's habit. */
static void an_id_without_a_number_is_no_habit(void **state)
{
    (void)state;
    struct participant_id_habit habit = {0};
    participant_id_habit_add(&habit, "DEMO");
    participant_id_habit_add(&habit, "test-a");
    assert_int_equal(participant_id_judge("LBP-0417-K", habit), ID_CHECK_WRONG);
    participant_id_habit_add(&habit, "P01");
    assert_int_equal(participant_id_judge("LBP-0417-K", habit), ID_OK);
}

/* The study's file takes no '*': such a number is passed over. */
static void a_number_whose_check_character_is_a_star_is_not_given_out(void **state)
{
    (void)state;
    int stars = 0;
    for (int number = 0; number < 1000; number++) {
        char id[24];
        make_id(id, sizeof id, number);
        const bool is_star = id[strlen(id) - 1] == '*';
        stars += is_star;
        const struct participant_id_habit habit = {1, 1};
        assert_int_equal(participant_id_judge(id, habit), is_star ? ID_CHECK_STAR : ID_OK_CHECKED);
        id[8] = '\0';
        assert_int_equal(participant_id_judge(id, habit),
                         is_star ? ID_CHECK_STAR : ID_CHECK_MISSING);
    }
    assert_in_range(stars, 1, 60);
}

static void what_was_typed_is_tidied(void **state)
{
    (void)state;
    char out[PARTICIPANT_ID_MAX + 2];
    participant_id_tidy(out, "  lbp-0417-e ");
    assert_string_equal(out, "LBP-0417-E");
    participant_id_tidy(out, "pilot-3");
    assert_string_equal(out, "pilot-3");
    participant_id_tidy(out, "   ");
    assert_string_equal(out, "");
    participant_id_tidy(out, "P2345678901234567890123456789012345678901234567890");
    assert_int_equal(participant_id_judge(out, (struct participant_id_habit){0}), ID_TOO_LONG);
    assert_true(participant_id_same("lbp-0417-e", "LBP-0417-E"));
    assert_false(participant_id_same("LBP-0417", "LBP-0417-E"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_check_character_is_that_of_the_standard),
        cmocka_unit_test(other_forms_are_plain),
        cmocka_unit_test(no_single_mistake_and_no_swap_gives_a_right_id),
        cmocka_unit_test(a_new_id_is_judged_by_the_habit_of_the_study),
        cmocka_unit_test(a_number_whose_check_character_is_a_star_is_not_given_out),
        cmocka_unit_test(what_was_typed_is_tidied),
        cmocka_unit_test(an_id_without_a_number_is_no_habit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
