/* A protocol that errs in mid-visit: no resume comes past its error, so none is offered, and whoever asks for one is told why. */
#include "support/program.h"

static const char errs[] =
    "return protocol {\n"
    "  id = \"errs\", version = \"1.0.0\", title = { en = \"Errs\", de = \"Irrt\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n"
    "    note(nothing.at_all)\n"
    "  end,\n"
    "}\n";

/* The sentence of the error begins with the name of the file. */
static const char *const names[] = {"errs.lua", "\u00fcbel.lua"};

static void run(struct program *program, const struct folder *folder, const char *name,
                const char *more, const char *word)
{
    char protocol[128], study[128];
    folder_file(folder, name, protocol);
    folder_file(folder, "s.limen", study);
    program_run(program, (const char *[]){"run", protocol, "--study", study, "--participant", "P1",
                                          "--sim", "--headless", more, word, NULL});
}

static void assert_says(const struct program *program, int code, const char *part)
{
    if (program->code != code || !strstr(program_err(program), part))
        fail_msg("exit %d, not a word of `%s`: %s", program->code, part, program_err(program));
    if (strstr(program_err(program), "with --resume") || strstr(program_err(program), "unfinished"))
        fail_msg("a resume is offered: %s", program_err(program));
}

static void is_not_offered(const char *name)
{
    char place[32];
    struct folder folder;
    struct program *program = calloc(1, sizeof *program);
    assert_non_null(program);
    snprintf(place, sizeof place, "%s:6:", name);
    folder_make(&folder);
    folder_write(&folder, name, errs);
    run(program, &folder, name, NULL, NULL);
    assert_says(program, 1, place);
    assert_says(program, 1, "the session cannot be resumed; 1 attempt is saved");
    run(program, &folder, name, "--resume", NULL);
    assert_says(program, 1, place);
    assert_says(program, 1, "session 1 of participant P1 cannot be resumed");
    run(program, &folder, name, NULL, NULL); /* begins another, and nothing is in its way */
    assert_says(program, 1, place);
    run(program, &folder, name, "--language", "de");
    assert_says(program, 1, "nicht fortsetzen; 1 Versuch");
    folder_remove(&folder);
    free(program);
}

static void a_visit_whose_protocol_errs_is_not_offered_to_be_resumed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        is_not_offered(names[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_whose_protocol_errs_is_not_offered_to_be_resumed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
