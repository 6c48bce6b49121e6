/* Everything that can go wrong with the line of a gauge, in sessions by the clock. Those that take long are in
 * session_pty_long_test.c. */
#include "support/pty_sessions.h"

static const struct pty_row rows[] = {
    {"", 0, NULL, NULL},
    {"drop:p=0.05,at=2s,for=0.3s,cue=1", -1, NULL, NULL},
    {"garble:p=0.02,at=2s,for=0.5s,cue=1", -1, NULL, NULL},
    {"split:gap=0.2ms", -1, NULL, NULL},
    {"merge", -1, NULL, NULL},
    {"delay:20ms", -1, NULL, NULL},
    {"truncate:at=2s", -1, NULL, NULL},
    {"duplicate:at=2s,for=0.5s", -1, NULL, NULL},
    {"stuck_button:at=2s,for=3s,cue=1", -1, NULL, NULL},
    {"silence:at=2s,for=1s,cue=1", 0, "no longer answers", "silent"},
    {"unplug:at=2s,for=2s,cue=1", 0, "cable or the port", "link_lost"},
    {"reboot:at=2s,cue=1", -1, NULL, ""},
    {"identity:to=0000042", 0, NULL, NULL},
    {"unit:at=2s,to=lbF,cue=1", -1, NULL, NULL},
    {"overload:at=2s,for=1s,cue=1,to=word", -1, NULL, ""},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static void every_fault_on_a_real_line_ends_in_a_value_or_a_sentence(void **state)
{
    (void)state;
    static struct pty_run runs[ROWS];
    struct folder folder;
    folder_make(&folder);
    pty_start_all(&folder, rows, ROWS, runs);
    pty_check_all(rows, ROWS, runs);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_on_a_real_line_ends_in_a_value_or_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
