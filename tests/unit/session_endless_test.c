/* A simulated session that has no end is given up, with what it went beyond: in virtual time nobody would notice. */
#include "support/program.h"

static void is_given_up(const char *run, const char *part)
{
    static struct program program;
    struct folder folder;
    char study[128], script[128], text[512];
    folder_make(&folder);
    folder_file(&folder, "s.limen", study);
    folder_file(&folder, "t.lua", script);
    snprintf(
        text, sizeof text,
        "return protocol { id = \"t\", version = \"1.0.0\", title = { en = \"t\", de = \"t\" "
        "},\n  needs = { \"algometer\", \"response\" },\n  run = function(p)\n    %s\n  end }\n",
        run);
    folder_write(&folder, "t.lua", text);
    const char *args[] = {"run", script,          "--sim", "--headless", "--study",
                          study, "--participant", "P1",    NULL};
    program_run(&program, args);
    if (program.code != 1 || !strstr(program_err(&program), part))
        fail_msg("exit %d, not a word of `%s`: %s", program.code, part, program_err(&program));
    assert_int_equal(program.n[0], 0); /* no table */
    folder_remove(&folder);
}

static void one_that_rests_for_ever(void **state)
{
    (void)state;
    is_given_up("while true do rest(3600*sec) end", "24 hours");
}

static void one_that_asks_for_ever(void **state)
{
    (void)state;
    is_given_up("while true do note \"x\" end", "20000 steps");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_rests_for_ever),
        cmocka_unit_test(one_that_asks_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
