/* The coded reasons of all layers: each in English and German, with the same values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/reasons.h"
#include "cli/reasons.h"
#include "export/reasons.h"
#include "hw/reasons.h"
#include "link/reasons.h"
#include "script/reasons.h"
#include "session/reasons.h"
#include "shell/reasons.h"
#include "store/reasons.h"
#include "text/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct reason *const all[] = {
#define ROW(id, status, english) REASON_##id,
    BASE_REASONS(ROW) LINK_REASONS(ROW) BENCH_REASONS(ROW) SCRIPT_REASONS(ROW) STORE_REASONS(ROW)
        SESSION_REASONS(ROW) EXPORT_REASONS(ROW) CLI_REASONS(ROW) SHELL_REASONS(ROW)
#undef ROW
};
/* German words without a reason do not compile. */
static const struct reason *const in_german[] = {
#define REASON(id, de) REASON_##id,
#include "reasons.def"
#undef REASON
};
enum { ALL = sizeof all / sizeof all[0], IN_GERMAN = sizeof in_german / sizeof in_german[0] };

static const char *const v[REASON_VALUES_MAX] = {"<one>", "<two>", "<three>", "<four>", "<five>"};

/* The highest of its places. */
static size_t n_values_of(const char *pattern)
{
    size_t n = 0;
    for (size_t i = 0; i < REASON_VALUES_MAX; i++) {
        const char place[] = {'{', (char)('1' + i), '}', '\0'};
        if (strstr(pattern, place))
            n = i + 1;
    }
    return n;
}

/* As many values as the English sentence has places, each a word of its own. */
static void set_all(struct why *why, const struct reason *reason)
{
    const size_t n = n_values_of(reason->english);
    assert_int_equal(reason_set(why, reason, n > 0 ? v[0] : NULL, n > 1 ? v[1] : NULL,
                                n > 2 ? v[2] : NULL, n > 3 ? v[3] : NULL, n > 4 ? v[4] : NULL,
                                NULL),
                     reason->status);
}

static void each_reason_has_german_words_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL; i++) {
        int n = 0;
        for (size_t k = 0; k < IN_GERMAN; k++)
            n += in_german[k] == all[i];
        if (n != 1)
            fail_msg("%s: %d times in German", all[i]->id, n);
    }
    assert_int_equal(IN_GERMAN, ALL);
}

static void a_reason_is_said_in_the_language_with_the_same_values(void **state)
{
    (void)state;
    for (size_t at = 0; at < ALL; at++) {
        struct why why;
        char out[sizeof why.text];
        set_all(&why, all[at]);
        const char *de = text_why(LANGUAGE_DE, &why, out, sizeof out);
        assert_string_equal(text_why(LANGUAGE_EN, &why, out, sizeof out), why.text);
        assert_true(de == out && strcmp(de, why.text) != 0);
        assert_true(!strchr(de, '{') && !strchr(why.text, '{'));
        for (size_t i = 0; i < REASON_VALUES_MAX; i++)
            if (!strstr(de, v[i]) != !strstr(why.text, v[i]))
                fail_msg("%s: %s is not in both", all[at]->id, v[i]);
    }
}

static void a_sentence_without_a_reason_stands_as_it_is(void **state)
{
    (void)state;
    struct why why;
    char out[sizeof why.text];
    assert_int_equal(reason_set(&why, REASON_port_vanished, "/dev/x", NULL), STATUS_GONE);
    assert_int_equal(why_set(&why, STATUS_IO, "something else"), STATUS_IO);
    assert_string_equal(text_why(LANGUAGE_DE, &why, out, sizeof out), "something else");
}

/* Longer than there is room for: cut, and still all of them there. */
static void long_values_are_cut(void **state)
{
    (void)state;
    static char longest[4000];
    struct why why;
    char out[sizeof why.text];
    const char *values[REASON_VALUES_MAX];
    memset(longest, 'x', sizeof longest - 1);
    reason_set(&why, REASON_port_two, longest, longest, longest, longest, longest, NULL);
    assert_int_equal(reason_values(&why, values), 5);
    assert_true(strlen(why.text) < sizeof why.text);
    assert_true(strlen(text_why(LANGUAGE_DE, &why, out, sizeof out)) < sizeof out);
}

/* Why the computer refused: its English words have no place in a German sentence. */
static void common_errors_of_the_computer_have_german_words(void **state)
{
    (void)state;
    static const int errors[] = {ENOENT, EACCES, ENOSPC, EROFS, ENOTDIR,
                                 EISDIR, EFBIG,  EMFILE, EIO,   EBUSY};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        struct why why;
        char out[sizeof why.text];
        const char *english = strerror(errors[i]);
        (void)reason_set(&why, REASON_file_unwritable, "/a/b", english, NULL);
        assert_non_null(strstr(why.text, english));
        if (strstr(text_why(LANGUAGE_DE, &why, out, sizeof out), english))
            fail_msg("in English: %s", out);
    }
}

/* They stand in the middle of a sentence. */
static void why_the_bench_refuses_is_said_in_both_languages(void **state)
{
    (void)state;
    static const enum status refusals[] = {STATUS_INVALID, STATUS_NOT_FOUND, STATUS_BUSY,
                                           STATUS_IO,      STATUS_GONE,      STATUS_UNSUPPORTED,
                                           STATUS_RANGE,   STATUS_FULL,      STATUS_STOPPED};
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const char *english = status_text(refusals[i]);
        assert_string_equal(text_status(LANGUAGE_EN, refusals[i]), english);
        assert_string_not_equal(text_status(LANGUAGE_DE, refusals[i]), english);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reason_has_german_words_once),
        cmocka_unit_test(a_reason_is_said_in_the_language_with_the_same_values),
        cmocka_unit_test(a_sentence_without_a_reason_stands_as_it_is),
        cmocka_unit_test(long_values_are_cut),
        cmocka_unit_test(common_errors_of_the_computer_have_german_words),
        cmocka_unit_test(why_the_bench_refuses_is_said_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
