/* Whatever is wrong with what the program is given: one sentence on standard error, the exit code of the kind, and
 * nothing lost. */
#include "support/program.h"

#include <dirent.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>

struct world {
    struct folder folder;
    char study[128], bench[128], script[128];
};

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    folder_make(&world->folder);
    folder_file(&world->folder, "s.limen", world->study);
    folder_file(&world->folder, "bench.lua", world->bench);
    folder_file(&world->folder, "t.lua", world->script);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    folder_remove(&world->folder);
    free(world);
    return 0;
}

/* The last line that the program itself says. */
static const char *last_sentence(const struct program *program)
{
    const char *at = program_err(program), *found = NULL;
    while ((at = strstr(at, "limen: run: ")))
        found = at++;
    return found;
}

static void expect(const struct program *program, int code, const char *part)
{
    const char *sentence = last_sentence(program);
    if (program->code != code)
        fail_msg("exit %d instead of %d: %s", program->code, code, program_err(program));
    if (!sentence || !strstr(sentence, part))
        fail_msg("not a word of `%s`: %s", part, program_err(program));
    assert_int_equal(program->n[0], 0); /* no table */
}

/* What the program ended with was said once before, when it came up, however long it was waited for. */
static void expect_said_once_before(const struct program *program)
{
    char sentence[1024];
    size_t n = 0;
    snprintf(sentence, sizeof sentence, "%s", last_sentence(program) + strlen("limen: run: "));
    *strchrnul(sentence, '\n') = '\0';
    static const char name[] = "Algometer: "; /* the first time it may be without */
    const bool is_named = strncmp(sentence, name, strlen(name)) == 0;
    const char *bare = sentence + (is_named ? strlen(name) : 0);
    for (const char *at = program_err(program); (at = strstr(at, bare)); at++)
        n++;
    if (n != 2)
        fail_msg("said %zu times: %s", n, program_err(program));
}

/* ---- ports */

/* A response box: a pty of its own, since only one program may have it. */
static int open_box(void)
{
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    return master;
}

static void drop_rights(void)
{
    if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        _exit(98);
}

/* A pty of somebody else's: who has dropped his rights may not open it. */
static const char others[] = "pty of somebody else's";

struct port_row {
    const char *port;
    int code;
    const char *part;
};

static const struct port_row port_rows[] = {
    {"nonsense", 1, "nonsense"},                        /* no port at all */
    {"usb:zz:zz:*", 1, "usb:"},                         /* no such name of a USB device */
    {"/dev/ttyLIMEN9", 3, "/dev/ttyLIMEN9"},            /* not plugged in */
    {"usb:dead:beef:*", 3, "dead:beef"},                /* no such device */
    {"pty:/nowhere/at/all", 3, "/nowhere/at/all"},      /* its simulation does not run */
    {"tcp:127.0.0.1:1", 3, "127.0.0.1"},                /* nobody listens */
    {"sim:thermode9000", 1, "no simulated instrument"}, /* unknown simulation */
    {"sim:presser", 3, "another instrument answers"},   /* the wrong device */
    {others, 3, "may not open"},                        /* not permitted */
};

enum { PORT_ROWS = sizeof port_rows / sizeof port_rows[0] };

struct port_run {
    int box, port; /* ptys' masters; -1: none */
    struct program program;
};

static void start_at_port(const struct world *world, size_t i, struct port_run *run)
{
    char name[64], port[80], bench[128], study[128], text[512];
    const bool is_others = port_rows[i].port == others;
    run->box = open_box();
    run->port = is_others ? open_box() : -1;
    snprintf(port, sizeof port, "%s%s", is_others ? "pty:" : "",
             is_others ? ptsname(run->port) : port_rows[i].port);
    if (is_others)
        assert_int_equal(chmod(ptsname(run->port), 0600), 0);
    snprintf(name, sizeof name, "%s", ptsname(run->box));
    assert_int_equal(chmod(name, 0666), 0);
    snprintf(text, sizeof text,
             "local alg = instrument { driver = \"mark10\", port = \"%s\", capacity = 500*N }\n"
             "return bench { algometer = alg:force { probe_area = 1*cm2 }, response = box { "
             "port = \"pty:%s\" } }\n",
             port, name);
    snprintf(name, sizeof name, "b%zu.lua", i);
    folder_write(&world->folder, name, text);
    folder_file(&world->folder, name, bench);
    snprintf(name, sizeof name, "s%zu.limen", i);
    folder_file(&world->folder, name, study);
    const char *args[] = {"run", "ppt-demo",      "--bench", bench,        "--study",
                          study, "--participant", "P1",      "--headless", NULL};
    program_start(&run->program, args, is_others ? drop_rights : NULL);
}

/* What somebody at the bench meets is German where the session is. */
static void ports_and_studies_are_refused_in_german(void **state)
{
    struct world *world = *state;
    static struct program program;
    const char *args[] = {"run",           "ppt-demo", "--bench",    world->bench,
                          "--language",    "de",       "--study",    world->study,
                          "--participant", "P1",       "--headless", NULL};
    folder_write(
        &world->folder, "bench.lua",
        "local alg = instrument { driver = \"mark10\", port = \"/dev/ttyLIMEN9\", capacity = "
        "500*N }\nreturn bench { algometer = alg:force { probe_area = 1*cm2 }, response = line "
        "{ port = \"/dev/ttyLIMEN8\", pin = \"CTS\" } }\n");
    program_run(&program, args);
    expect(&program, 1, "Den Anschluss /dev/ttyLIMEN8 gibt es nicht");
    args[7] = "/nowhere/s.limen";
    program_run(&program, args);
    expect(&program, 1, "Den Ordner /nowhere gibt es nicht");
}

/* Side by side: each waits for an instrument that does not come. */
static void a_port_that_is_not_there_not_permitted_or_not_the_right_one_is_named(void **state)
{
    struct world *world = *state;
    static struct port_run runs[PORT_ROWS];
    /* only root has a port that is somebody else's */
    const size_t n = getuid() == 0 ? PORT_ROWS : PORT_ROWS - 1;
    chmod(world->folder.path, 0777);
    for (size_t i = 0; i < n; i++)
        start_at_port(world, i, &runs[i]);
    for (size_t i = 0; i < n; i++) {
        program_join(&runs[i].program, 120 * MONO_SEC);
        print_message("%s\n", port_rows[i].port);
        expect(&runs[i].program, port_rows[i].code, port_rows[i].part);
        if (port_rows[i].code == 3)
            expect_said_once_before(&runs[i].program);
        close(runs[i].box);
        if (runs[i].port >= 0)
            close(runs[i].port);
    }
}

/* ---- protocols */

/* A study is there that has a session. */
static void run_sound(const struct world *world, struct program *program)
{
    const char *args[] = {"run",           "ppt-demo", "--sim",      "--study", world->study,
                          "--participant", "P0",       "--headless", NULL};
    assert_int_equal(program_run(program, args), 0);
}

/* Files whose names begin as the study's does. */
static size_t count_beside(const struct world *world)
{
    DIR *folder = opendir(world->folder.path);
    size_t n = 0;
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        n += strncmp(entry->d_name, "s.limen", strlen("s.limen")) == 0 ||
             strncmp(entry->d_name, ".s.limen", strlen(".s.limen")) == 0;
    closedir(folder);
    return n;
}

/* A study that was made for it goes, with all that stood beside it; one that was there before stays. */
static void a_run_that_never_began_leaves_no_new_study_behind(void **state)
{
    struct world *world = *state;
    static const char *const responses[] = {
        "line { port = \"/dev/ttyLIMEN9\", pin = \"CTS\" }",
        "pedal { path = \"/dev/input/limen9\", key = \"KEY_B\" }"};
    const char *args[] = {"run",        "ppt-demo",      "--bench", world->bench, "--study",
                          world->study, "--participant", "P1",      "--headless", NULL};
    struct program program;
    for (size_t i = 0; i < 4; i++) {
        char text[512];
        snprintf(
            text, sizeof text,
            "local alg = instrument { driver = \"mark10\", port = \"/dev/ttyLIMEN9\", capacity = "
            "500*N }\n"
            "return bench { algometer = alg:force { probe_area = 1*cm2 }, response = %s }\n",
            responses[i % 2]);
        folder_write(&world->folder, "bench.lua", text);
        if (i == 2)
            run_sound(world, &program);
        assert_int_equal(program_run(&program, args), 1);
        assert_int_equal(access(world->study, F_OK) == 0, i >= 2);
        assert_int_equal(count_beside(world), i >= 2 ? 1 : 0);
    }
}

static void a_protocol_that_is_wrong_is_refused_at_its_line(void **state)
{
    struct world *world = *state;
    static struct program program;
    static const struct {
        const char *run;
        const char *part;
    } rows[] = {
        {"ppt { sites = ", "t.lua:"},                                               /* syntax */
        {"ppt { sites = { site(\"thenar\", \"left\") }, rate = 50*sec }", "kPa/s"}, /* wrong unit */
        {"ppt { sites = { site(\"elbow.9\", \"left\") } }", "elbow.9"},     /* unknown site */
        {"ppt { sitse = { site(\"thenar\", \"left\") } }", "did you mean"}, /* a slip */
        {"while true do end", "t.lua:"},                                    /* endless */
        {"string.find(string.rep(\"a\", 40), string.rep(\"a*\", 30) .. \"b\")",
         "t.lua:"}, /* hopeless */
        /* greedy, in a few steps, so that no slow build takes it for an endless one */
        {"local s = \"x\" while true do s = s .. s end", "memory"},
        {"io.open(\"/etc/passwd\")", "t.lua:"}, /* not allowed */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[1024];
        snprintf(
            text, sizeof text,
            "return protocol { id = \"t\", version = \"1.0.0\", title = { en = \"t\", de = \"t\" "
            "},\n"
            "  needs = { \"algometer\", \"response\" },\n  run = function(p)\n    %s\n  end }\n",
            rows[i].run);
        folder_write(&world->folder, "t.lua", text);
        const char *args[] = {"run",         world->script, "--sim",      "--headless",
                              "--real-time", "--study",     world->study, "--participant",
                              "P1",          NULL};
        program_run(&program, args);
        print_message("%s\n", rows[i].run);
        expect(&program, 1, rows[i].part);
    }
    const char *missing[] = {"run",        "no-such-protocol", "--sim", "--headless", "--study",
                             world->study, "--participant",    "P1",    NULL};
    program_run(&program, missing);
    expect(&program, 1, "no-such-protocol");
}

/* ---- participants */

static void a_participant_id_that_could_name_a_file_or_a_person_is_refused(void **state)
{
    struct world *world = *state;
    static struct program program;
    static const char *const ids[] = {"../x",
                                      "a/b",
                                      "a'b",
                                      "a\"b",
                                      "a\nb",
                                      "",
                                      "-x",
                                      "a b",
                                      "\xc3\xa4",
                                      "P1;DROP",
                                      ".",
                                      "..",
                                      "123456789012345678901234567890123"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        const char *args[] = {"run",        "ppt-demo",      "--sim", "--headless", "--study",
                              world->study, "--participant", ids[i],  NULL};
        program_run(&program, args);
        expect(&program, 1, "participant id");
        assert_int_equal(access(world->study, F_OK), -1); /* nothing was made */
    }
}

/* ---- studies */

static void run_at(const struct world *world, struct program *program, void (*before)(void))
{
    const char *args[] = {"run",        "ppt-demo",      "--sim", "--headless", "--study",
                          world->study, "--participant", "P1",    NULL};
    program_start(program, args, before);
    program_join(program, 60 * MONO_SEC);
}

static void overwrite(const char *path, long at, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* Nobody is there to be asked: it is said, and a new one begins. */
static void
an_unfinished_session_is_told_of_and_no_live_line_is_drawn_without_a_screen(void **state)
{
    struct world *world = *state;
    static struct program program;
    const char *args[] = {"run",     "ppt-demo",   "--sim",         "--headless", "--real-time",
                          "--study", world->study, "--participant", "P1",         NULL};
    program_start(&program, args, NULL);
    assert_true(program_listen(&program, mono_now() + 2500 * MONO_MS));
    kill(program.pid, SIGINT);
    assert_int_equal(program_join(&program, 20 * MONO_SEC), 4);
    assert_null(strchr(program_err(&program), '\r'));
    assert_null(strstr(program_err(&program), "unfinished"));
    run_at(world, &program, NULL);
    assert_int_equal(program.code, 0);
    assert_non_null(strstr(program_err(&program), "has an unfinished session of this protocol"));
    assert_non_null(strstr(program_err(&program), "--resume goes on with it"));
}

static void a_study_that_is_no_study_is_refused(void **state)
{
    struct world *world = *state;
    static struct program program;
    folder_write(&world->folder, "s.limen",
                 "This is a letter and no study, and it is long enough to be read as one.\n");
    run_at(world, &program, NULL);
    expect(&program, 5, "s.limen");
}

static void a_damaged_study_is_refused(void **state)
{
    struct world *world = *state;
    static struct program program;
    char noise[2048];
    run_at(world, &program, NULL);
    assert_int_equal(program.code, 0);
    memset(noise, 0x5a, sizeof noise);
    overwrite(world->study, 100, noise, sizeof noise);
    run_at(world, &program, NULL);
    expect(&program, 5, "s.limen");
}

/* SQLite keeps the version of its user at byte 60, four bytes, the highest first. */
static void a_study_of_a_newer_version_is_refused(void **state)
{
    struct world *world = *state;
    static struct program program;
    run_at(world, &program, NULL);
    assert_int_equal(program.code, 0);
    overwrite(world->study, 60, "\0\0\xff\xff", 4);
    run_at(world, &program, NULL);
    expect(&program, 5, "newer");
}

static void a_study_that_cannot_be_written_is_refused(void **state)
{
    struct world *world = *state;
    static struct program program;
    run_at(world, &program, NULL);
    assert_int_equal(program.code, 0);
    assert_int_equal(chmod(world->study, 0444), 0);
    assert_int_equal(chmod(world->folder.path, 0555), 0);
    run_at(world, &program, drop_rights);
    chmod(world->folder.path, 0755);
    expect(&program, 5, "cannot be written");
}

static void a_study_that_another_program_writes_is_refused(void **state)
{
    struct world *world = *state;
    static struct program first, second;
    const char *args[] = {"run",     "ppt-demo",   "--sim",         "--headless", "--real-time",
                          "--study", world->study, "--participant", "P1",         NULL};
    program_start(&first, args, NULL);
    assert_true(program_listen(&first, mono_now() + 1500 * MONO_MS));
    run_at(world, &second, NULL);
    expect(&second, 5, "s.limen");
    kill(first.pid, SIGINT);
    assert_int_equal(program_join(&first, 20 * MONO_SEC), 4); /* the first one was not disturbed */
}

/* A file may grow to this and no further: a write past it fails, as on a full disk. */
static rlim_t room;

static void limit_files(void)
{
    const struct rlimit limit = {.rlim_cur = room, .rlim_max = room};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(98);
}

static void a_disk_that_fills_up_ends_the_session_and_it_can_be_resumed(void **state)
{
    struct world *world = *state;
    static struct program program;
    size_t begun = 0;
    for (room = 16 << 10; room < 400 << 10; room += 24 << 10) {
        char command[160];
        run_at(world, &program, limit_files);
        if (program.code == 0)
            break;
        expect(&program, 5, "s.limen");
        if (!strstr(last_sentence(&program), "may not grow any further"))
            fail_msg("not the limit: %s", program_err(&program));
        const bool resumes = strstr(program_err(&program), "--resume") != NULL;
        const char *verify[] = {"verify", "--study", world->study, NULL};
        const char *again[] = {"run",        "ppt-demo",      "--sim", "--headless", "--study",
                               world->study, "--participant", "P1",    "--resume",   NULL};
        if (resumes) {
            begun++;
            if (program_run(&program, verify) != 0)
                fail_msg("%s%s", program_out(&program), program_err(&program));
            if (program_run(&program, again) != 0)
                fail_msg("%s", program_err(&program));
        }
        snprintf(command, sizeof command, "rm -f '%s'*", world->study);
        assert_int_equal(system(command), 0);
    }
    assert_true(begun > 3);
}

static void a_disk_without_any_room_is_named_as_such(void **state)
{
    struct world *world = *state;
    static struct program program;
    char disk[128];
    folder_file(&world->folder, "disk", disk);
    assert_int_equal(mkdir(disk, 0777), 0);
    if (mount("none", disk, "tmpfs", 0, "size=96k") != 0)
        skip(); /* only root may */
    snprintf(world->study, sizeof world->study, "%.100s/s.limen", disk);
    run_at(world, &program, NULL);
    umount(disk);
    expect(&program, 5, "full");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(a_port_that_is_not_there_not_permitted_or_not_the_right_one_is_named),
        TEST(ports_and_studies_are_refused_in_german),
        TEST(a_run_that_never_began_leaves_no_new_study_behind),
        TEST(a_protocol_that_is_wrong_is_refused_at_its_line),
        TEST(a_participant_id_that_could_name_a_file_or_a_person_is_refused),
        TEST(an_unfinished_session_is_told_of_and_no_live_line_is_drawn_without_a_screen),
        TEST(a_study_that_is_no_study_is_refused),
        TEST(a_damaged_study_is_refused),
        TEST(a_study_of_a_newer_version_is_refused),
        TEST(a_study_that_cannot_be_written_is_refused),
        TEST(a_study_that_another_program_writes_is_refused),
        TEST(a_disk_that_fills_up_ends_the_session_and_it_can_be_resumed),
        TEST(a_disk_without_any_room_is_named_as_such),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
