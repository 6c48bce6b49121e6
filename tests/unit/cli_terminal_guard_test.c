/* Which of the keys at a terminal count: a held key answers once, whatever the keyboard's repeat. */
#include "cli/terminal_guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_held_key_counts_once_however_the_keyboard_repeats(void **state)
{
    (void)state;
    for (mono_ns first = 100; first <= 700; first += 20)
        for (mono_ns every = 10; every <= 250; every += 10) {
            struct key_guard guard = {0};
            mono_ns now = 5 * MONO_SEC;
            assert_true(key_guard_was_up(&guard, 'k', now));
            now += first * MONO_MS;
            for (int i = 0; i < 200; i++) {
                assert_false(key_guard_was_up(&guard, 'k', now));
                now += every * MONO_MS;
            }
            now += MONO_SEC;
            assert_true(key_guard_was_up(&guard, 'k', now)); /* let go, and pressed again */
        }
}

static void another_key_between_shows_that_it_was_up(void **state)
{
    (void)state;
    struct key_guard guard = {0};
    for (mono_ns now = 1; now < 100; now++) {
        assert_true(key_guard_was_up(&guard, 'k', now));
        assert_true(key_guard_was_up(&guard, '\n', now));
    }
}

static void whoever_presses_again_and_again_is_heard_after_the_first_refusal(void **state)
{
    (void)state;
    struct key_guard guard = {0};
    mono_ns now = MONO_SEC;
    assert_true(key_guard_was_up(&guard, '\n', now));
    now += 400 * MONO_MS;
    assert_false(key_guard_was_up(&guard, '\n', now));
    now += 400 * MONO_MS;
    assert_true(key_guard_was_up(&guard, '\n', now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_held_key_counts_once_however_the_keyboard_repeats),
        cmocka_unit_test(another_key_between_shows_that_it_was_up),
        cmocka_unit_test(whoever_presses_again_and_again_is_heard_after_the_first_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
