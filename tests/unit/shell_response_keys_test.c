/* The participant's keys: each way down has its way up at the same place, whoever has the keyboard meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/response_keys.h"

#include <string.h>

static const struct bench_view bench = {.response_keys = {"", "b", "F7"}};

/* D, U, R: down, up, repeated, while a field has the keyboard; d, u, r: while none has. What becomes of each: 1, 0 are told to
 * the engine, `-` is the participant's and told nobody, `s` is for the screens. */
static const struct {
    const char *events, *become, *legend;
} rows[] = {
    {"du", "10", "a press and its end are the participant's"},
    {"drru", "1--0", "a key that is held is pressed once"},
    {"DU", "ss", "what is typed is text"},
    {"DRU", "sss", "also when it is held"},
    {"Du", "ss",
     "a letter that was typed goes up for the field, though Enter has closed it meanwhile"},
    {"Drudu", "s-s10", "and what it repeats then is no press"},
    {"dU", "10", "a key that is let go while a note is written is let go"},
    {"dRUD", "1-0s", "and until then it writes nothing"},
    {"dUdu", "1010", "so the next press is a press"},
};

static void every_way_up_goes_where_the_way_down_went(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        struct response_keys keys = {0};
        char became[16] = "";
        for (size_t i = 0; rows[r].events[i]; i++) {
            const char what = rows[r].events[i], lower = (char)(what | 0x20);
            const struct input_event event = {.t = (mono_ns)i + 1,
                                              .kind = lower == 'u' ? INPUT_KEY_UP : INPUT_KEY_DOWN,
                                              .repeat = lower == 'r',
                                              .key = 'b'};
            struct action press = {.kind = ACTION_QUIT};
            const bool is_taken = response_keys_take(&keys, &bench, what != lower, &event, &press);
            const int of_bench = press.kind == ACTION_NONE ? '-' : '0' + (int)(press.number % 2);
            became[i] = (char)(is_taken ? of_bench : 's');
            if (became[i] == '0' || became[i] == '1') {
                assert_int_equal(press.kind, ACTION_RESPONSE_KEY);
                assert_int_equal(press.number / 2, 1);
                assert_int_equal(press.t, event.t);
            }
        }
        if (strcmp(became, rows[r].become) != 0)
            fail_msg("it should be so that %s: %s became %s", rows[r].legend, rows[r].events,
                     became);
    }
}

static void what_is_no_key_of_the_participant_is_for_the_screens(void **state)
{
    (void)state;
    const struct input_event events[] = {
        {.kind = INPUT_KEY_DOWN, .key = 'x'},          {.kind = INPUT_KEY_DOWN, .key = KEY_NONE},
        {.kind = INPUT_TEXT, .key = 'b', .text = "b"}, {.kind = INPUT_PRESS, .key = 'b'},
        {.kind = INPUT_KEY_UP, .key = KEY_F1 + 6},
    };
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        struct response_keys keys = {0};
        struct action press;
        assert_false(response_keys_take(&keys, &bench, false, &events[i], &press));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_up_goes_where_the_way_down_went),
        cmocka_unit_test(what_is_no_key_of_the_participant_is_for_the_screens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
