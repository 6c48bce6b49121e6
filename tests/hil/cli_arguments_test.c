/* Command lines that are wrong, and outputs that cannot be written: each is refused with the right exit code and a
 * sentence that says what to do, and leaves nothing behind. */
#include "support/program.h"

#include <dirent.h>
#include <sys/resource.h>

enum { WORDS = 14 };

struct row {
    const char *words[WORDS];
    int code;
    const char *part;
};

static struct folder folder;

/* The rows name files of this folder. */
static void in_folder(void)
{
    if (chdir(folder.path) != 0)
        _exit(98);
}

static int run_in_folder(struct program *program, const char *const *words, void (*before)(void))
{
    program_start(program, words, before);
    return program_join(program, 120 * MONO_SEC);
}

static size_t lines_of(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static void expect_row(const struct row *row)
{
    static struct program program;
    run_in_folder(&program, row->words, in_folder);
    print_message("%s %s …\n", row->words[0], row->words[1] ? row->words[1] : "");
    if (program.code != row->code)
        fail_msg("exit %d instead of %d: %s", program.code, row->code, program_err(&program));
    if (!strstr(program_err(&program), row->part))
        fail_msg("not a word of `%s`: %s", row->part, program_err(&program));
    assert_int_equal(lines_of(program_err(&program)), 1); /* one sentence */
    assert_int_equal(program.n[0], 0);                    /* and no half of a table */
}

static void expect_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        expect_row(&rows[i]);
}

static bool is_there(const char *name)
{
    char path[128];
    return access(folder_file(&folder, name, path), F_OK) == 0;
}

static size_t entries_of(const char *path)
{
    size_t n = 0;
    DIR *dir = opendir(path);
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n - 2; /* without . and .. */
}

#define ROWS(rows) rows, sizeof(rows) / sizeof((rows)[0])
#define MARKED(run)                                                                                \
    "return protocol { id = 'c', version = '1.0.0', title = { en = 'c', de = 'c' }, "              \
    "needs = { 'response' }, run = function(p) " run " end }\n"
#define RUN "run", "ppt-demo", "--study", "new.limen", "--participant", "P1"

static int setup(void **state)
{
    (void)state;
    static struct program program;
    const char *const study[] = {"run",        "ppt-demo",      "--sim", "--headless", "--study",
                                 "good.limen", "--participant", "P1",    NULL};
    char path[128];
    folder_make(&folder);
    folder_write(&folder, "binary",
                 "\x7f"
                 "ELF\x80\x81\x01\x02 and more of it\n");
    folder_write(&folder, "empty", "");
    folder_write(&folder, "port.lua",
                 "local alg = instrument { driver = \"mark10\", port = \"/dev/ttyLIMEN9\", "
                 "capacity = 500*N }\n"
                 "return bench { algometer = alg:force { probe_area = 1*cm2 },\n"
                 "  response = pedal { path = \"/dev/input/event999\", key = \"KEY_B\" } }\n");
    if (mkdir(folder_file(&folder, "dir", path), 0777) != 0)
        return -1;
    return run_in_folder(&program, study, in_folder);
}

static int teardown(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static void an_option_given_twice_is_refused(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {{RUN, "--sim", "--headless", "--seed", "1", "--seed", "2"}, 2, "once"},
        {{RUN, "--sim", "--sim", "--headless"}, 2, "once"},
        {{"score", "--study", "good.limen", "--study=good.limen"}, 2, "once"},
        {{"verify", "--study", "good.limen", "--study", "other"}, 2, "once"},
        {{"demo", "--fast", "--fast"}, 2, "once"},
        {{"window", "--demo", "--demo"}, 2, "once"},
        {{"sim", "mark10", "--link", "a", "--link", "b"}, 2, "once"},
    };
    expect_rows(ROWS(rows));
    assert_false(is_there("new.limen"));
}

/* Nobody says headless when a hand is in water; what a cuff conditions needs nobody. */
static void what_somebody_has_to_mark_is_refused_headless(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {{"run", "cold.lua", "--study", "new.limen", "--participant", "P1", "--bench", "port.lua",
          "--headless"},
         1,
         "when somebody is in cold water"},
        {{"run", "beside.lua", "--study", "new.limen", "--participant", "P1", "--bench", "port.lua",
          "--headless"},
         1,
         "has no cuff to test with"},
    };
    folder_write(&folder, "cold.lua",
                 MARKED("cold_pressor { sites = site('hand.dorsum', 'left') }"));
    folder_write(&folder, "beside.lua",
                 MARKED("start_conditioning { cuff_tonic, site = site('forearm', 'left'), "
                        "level = 20*kPa, hold = 5*sec }"));
    expect_rows(ROWS(rows));
}

static void an_option_without_effect_is_refused(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {{RUN, "--sim", "--bench", "port.lua"}, 2, "together"},
        {{"demo", "--fast", "--terminal"}, 2, "together"},
        {{"window", "--demo", "--bench", "port.lua"}, 2, "together"},
        {{"window", "--set", "rate=40*kPa/sec"}, 2, "--protocol"},
        {{RUN, "--bench", "port.lua", "--headless", "--fault", "drop"}, 2, "--fault"},
        {{RUN, "--sim", "--headless", "--fault", "drop:instrument=cuff"}, 2, "one of: algometer"},
        {{"sim", "mark10", "--fault", "drop:instrument=cuff"}, 2, "leave instrument=cuff out"},
        {{RUN, "--bench", "port.lua", "--headless", "--virtual-participant", "port.lua"},
         2,
         "--virtual-participant"},
        {{RUN, "--bench", "port.lua", "--real-time"}, 2, "--sim"},
        {{RUN, "--sim", "--real-time"}, 2, "--headless"},
        {{RUN, "--sim", "--on-stop", "end"}, 2, "--headless"},
        {{"instruments", "--drivers", "/dev/null"}, 2, "--drivers"},
        {{"verify", "--study", "good.limen", "good.limen"}, 2, "one study"},
        {{"score", "empty", "--study", "good.limen"}, 2, "one of both"},
    };
    expect_rows(ROWS(rows));
    assert_false(is_there("new.limen"));
}

static void words_that_are_wrong_usage_are_refused(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {{"nonsense"}, 2, "nonsense"},
        {{"help", "nonsense"}, 2, "nonsense"},
        {{"help", "run", "more"}, 2, "more"},
        {{"--version", "more"}, 2, "more"},
        {{RUN, "--sim", "--seed", " 1"}, 2, "--seed wants a whole number"},
        {{RUN, "--sim", "--seed", "0x1"}, 2, "whole number"},
        {{RUN, "--sim", "--seed", "99999999999999999999"}, 2, "whole number"},
        {{RUN, "--sim", "--seed", ""}, 2, "whole number"},
        {{RUN, "--sim", "--headless", "--on-stop", "sometimes"}, 2, "repeat"},
        {{RUN, "--sim", "--headless", "--language", "fr"}, 2, "en or de"},
        {{"score", "--study", "good.limen", "--min-valid", "0"}, 2, "from 1"},
        {{"score", "--study", "good.limen", "--aggregate", "most"}, 2, "median"},
        {{"measure", "stop", "--repeats", "0"}, 2, "--repeats wants a whole number from 1"},
        {{"window", "--language", "fr"}, 2, "en or de"},
        {{"demo", "--terminal", "--study", ":memory:"}, 1, "no file"},
        {{"window", "--study", ":memory:"}, 1, "no file"},
        {{"window", "--theme", "grey"}, 2, "dark or light"},
        {{"window", "--scale", "nan"}, 2, "0.5 to 4"},
        {{"window", "--scale", ""}, 2, "0.5 to 4"},
        {{"export", "--study", "good.limen", "--to", "xls", "dir"}, 2, "tsv"},
        {{"check"}, 2, "limen check"},
    };
    expect_rows(ROWS(rows));
    assert_false(is_there("new.limen"));
}

static void an_input_that_is_wrong_is_named(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {{RUN, "--sim", "--headless", "--operator", ""}, 1, "operator"},
        {{RUN, "--sim", "--headless", "--operator", "A\nB"}, 1, "operator"},
        {{RUN, "--sim", "--headless", "--operator", "\xff"}, 1, "operator"},
        {{RUN, "--bench", "dir"}, 1, "dir is a folder"},
        {{RUN, "--bench", "nowhere"}, 1, "nowhere"},
        {{RUN, "--bench", ""}, 1, "empty"},
        {{RUN, "--sim", "--virtual-participant", "dir"}, 1, "dir is a folder"},
        {{"run", "dir", "--study", "new.limen", "--participant", "P1", "--sim"}, 1, "folder"},
        {{"run", "", "--study", "new.limen", "--participant", "P1", "--sim"}, 1, "empty"},
        {{"run", "ppt-demo", "--study", ":memory:", "--participant", "P1", "--sim"}, 1, "no file"},
        {{"run", "ppt-demo", "--study", "", "--participant", "P1", "--sim", "--headless"},
         1,
         "empty"},
        {{"run", "ppt-demo", "--study", "dir", "--participant", "P1", "--sim", "--headless"},
         1,
         "dir is not a file"},
        {{"demo", "--fast", "--study", ":memory:"}, 1, "no file"},
        {{"check", "dir"}, 1, "dir is a folder"},
        {{"check", ""}, 1, "empty"},
        {{"score", "binary"}, 1, "binary:1:"},
        {{"score", "dir"}, 1, "dir is a folder"},
        {{"score", "empty"}, 1, "empty:1:1"},
        {{"score", ""}, 1, "empty"},
        {{"score", "nowhere"}, 1, "nowhere"},
        {{"score", "--study", "dir"}, 1, "dir is not a file"},
        {{"score", "--study", "binary"}, 5, "binary"},
        {{"verify", "--study", "nowhere"}, 1, "nowhere"},
        {{"verify", "dir"}, 1, "dir is not a file"},
        {{"instruments", "nonsense"}, 1, "\"nonsense\" is no port name"},
        {{"instruments", "usb:1:2:3"}, 1, "usb:"},
        {{"instruments", ""}, 1, "no port name"},
        {{"measure", "nonsense"}, 1, "nonsense"},
        {{"sim", "mark10", "--fault", "nonsense"}, 1, "nonsense"},
        {{"sim", "mark10", "--link", ""}, 1, "--link"},
        {{"sim", "mark10", "--control", ""}, 1, "--control"},
        {{"sim", "cpar-plus", "--listen", "here"}, 1, "here is no address"},
        {{"sim", "cpar-plus", "--listen", "127.0.0.1:0", "--link", "l"}, 2, "exclude"},
        {{"sim", "mark10", "--link", "dir"}, 1, "not a link"},
        {{"sim", "mark10", "--link", "nowhere/link"}, 1, "nowhere/link"},
        {{"sim", "mark10", "--control", "empty"}, 1, "already"},
        {{"sim", "mark10", "--participant", "dir"}, 1, "dir is a folder"},
        {{"export", "--study", "nowhere", "out"}, 1, "nowhere"},
        {{"export", "--study", "good.limen", "empty"}, 1, "empty"},
        {{"export", "--study", "good.limen", ""}, 1, "empty"},
        {{"export", "--study", "good.limen", "nowhere/out"}, 1, "nowhere/out"},
    };
    expect_rows(ROWS(rows));
    assert_false(is_there("new.limen"));
    assert_false(is_there("out"));
}

static void without_a_screen(void)
{
    in_folder();
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    unsetenv("SDL_VIDEODRIVER");
}

static void without_fonts(void)
{
    static const char nothing[] = "<fontconfig></fontconfig>";
    char path[160];
    snprintf(path, sizeof path, "%s/fonts.conf", folder.path);
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    without_a_screen();
    if (fd < 0 || write(fd, nothing, sizeof nothing - 1) < 0 ||
        setenv("FONTCONFIG_FILE", path, 1) || setenv("SDL_VIDEODRIVER", "dummy", 1))
        _exit(98);
}

/* The window cannot open: one sentence says why and what to do instead; nothing is left running, and nothing made. */
static void a_window_that_cannot_open_says_why(void **state)
{
    (void)state;
    static struct program program;
    static const struct {
        struct row row;
        void (*before)(void);
    } rows[] = {
        {{{NULL}, 3, "limen demo --terminal"}, without_a_screen},
        {{{"window", "--demo"}, 3, "no screen"}, without_a_screen},
        {{{"window", "--study", "unseen.limen"}, 3, "no screen"}, without_a_screen},
        {{{NULL}, 1, "fonts-inter"}, without_fonts},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        program_start(&program, rows[i].row.words, rows[i].before);
        program_join(&program, 120 * MONO_SEC);
        if (program.code != rows[i].row.code || !strstr(program_err(&program), rows[i].row.part))
            fail_msg("exit %d: %s", program.code, program_err(&program));
        assert_int_equal(lines_of(program_err(&program)), 1);
    }
    assert_false(is_there("unseen.limen"));
}

/* Where no window can be, the demonstration is the terminal's, as in a script. */
static void the_demonstration_needs_no_screen(void **state)
{
    (void)state;
    static struct program program;
    static const char *const words[] = {"demo", "--fast", NULL};
    program_start(&program, words, without_a_screen);
    assert_int_equal(program_join(&program, 120 * MONO_SEC), 0);
    assert_non_null(strstr(program_out(&program), "ppt.mean"));
}

static void help_can_be_asked_for_in_every_way(void **state)
{
    (void)state;
    static struct program program;
    static const struct row rows[] = {
        {{"help"}, 0, "limen COMMAND"},
        {{"--help"}, 0, "limen COMMAND"},
        {{"-h"}, 0, "limen COMMAND"},
        {{"help", "run"}, 0, "limen run PROTOCOL"},
        {{"run", "--help"}, 0, "limen run PROTOCOL"},
        {{"help", "sim"}, 0, "unplug"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(program_run(&program, rows[i].words), 0);
        assert_non_null(strstr(program_out(&program), rows[i].part));
        assert_int_equal(program.n[1], 0);
    }
}

/* Whoever asks a port that something else hangs on must know what is sent there. */
static void the_questions_of_every_driver_are_named(void **state)
{
    (void)state;
    static struct program program;
    static const char *const list[] = {"instruments", "--drivers", NULL}, *const help[] = {
                                                                              "instruments",
                                                                              "--help", NULL};
    char drivers[PROGRAM_TEXT], *rest = drivers;
    assert_int_equal(program_run(&program, list), 0);
    snprintf(drivers, sizeof drivers, "%s", program_out(&program));
    assert_int_equal(program_run(&program, help), 0);
    int n = 0;
    strsep(&rest, "\n");
    for (char *line; (line = strsep(&rest, "\n")) && *line; n++) {
        line[strcspn(line, "\t")] = '\0';
        if (!strstr(program_out(&program), line))
            fail_msg("%s", line);
    }
    assert_true(n >= 7);
}

/* ---- outputs */

static void onto_a_full_disk(void)
{
    in_folder();
    const int full = open("/dev/full", O_WRONLY);
    if (full < 0 || dup2(full, 1) < 0)
        _exit(98);
}

static void without_any_output(void)
{
    in_folder();
    close(1);
}

static void an_output_that_does_not_arrive_is_not_done(void **state)
{
    (void)state;
    static struct program program;
    static const char *const rows[][WORDS] = {
        {"help"},
        {"--version"},
        {"help", "run"},
        {"run", "--help"},
        {"doctor"},
        {"check", "empty"},
        {"score", "--study", "good.limen"},
        {"instruments", "--drivers"},
        {"instruments", "/dev/null"},
        {"demo", "--fast"},
        {"sim", "mark10"},
        {"sim", "mark10", "--box"},
        {RUN, "--sim", "--headless"},
    };
    void (*const before[])(void) = {onto_a_full_disk, without_any_output};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int k = 0; k < 2; k++) {
            run_in_folder(&program, rows[i], before[k]);
            print_message("%s %s\n", rows[i][0], rows[i][1] ? rows[i][1] : "");
            assert_int_equal(program.code, 1);
            if (!strstr(program_err(&program), "output is incomplete"))
                fail_msg("%s", program_err(&program));
        }
}

/* Damage is found, but the line that names it cannot be written. */
static void a_finding_of_verify_that_does_not_arrive_is_not_done(void **state)
{
    (void)state;
    static struct program program;
    const char *const words[] = {"verify", "cut.limen", NULL};
    char command[300];
    snprintf(command, sizeof command, "cp %s/good.limen %s/cut.limen && rm -f %s/cut.limen-*",
             folder.path, folder.path, folder.path);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command,
             "dd if=/dev/zero of=%s/cut.limen bs=1 seek=60000 count=30000 conv=notrunc 2>/dev/null",
             folder.path);
    assert_int_equal(system(command), 0);
    run_in_folder(&program, words, in_folder);
    assert_int_equal(program.code, 5);
    assert_true(program.n[0] > 0);
    run_in_folder(&program, words, onto_a_full_disk);
    assert_int_equal(program.code, 1);
    assert_non_null(strstr(program_err(&program), "output is incomplete"));
}

/* ---- tables */

static void remove_in_folder(const char *name)
{
    char command[160];
    snprintf(command, sizeof command, "rm -rf '%s/%s'", folder.path, name);
    assert_int_equal(system(command), 0);
}

/* A file may grow to this and no further: a write past it fails, as on a full disk. */
static rlim_t room;

static void on_a_small_disk(void)
{
    const struct rlimit limit = {.rlim_cur = room, .rlim_max = room};
    in_folder();
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(98);
}

static void tables_are_written_as_a_whole_or_not_at_all(void **state)
{
    (void)state;
    static struct program program;
    const char *const words[] = {"export", "--study", "good.limen", "--to", "tsv", "out", NULL};
    char path[128];
    size_t refused = 0;
    for (room = 512; room < 8 << 20; room *= 2) {
        run_in_folder(&program, words, on_a_small_disk);
        if (program.code == 0)
            break;
        refused++;
        print_message("%zu bytes: %s", (size_t)room, program_err(&program));
        assert_true(program.code == 1 || program.code == 5);
        assert_int_equal(lines_of(program_err(&program)), 1);
        assert_false(is_there("out"));
    }
    assert_true(refused > 3);
    assert_int_equal(program.code, 0);
    assert_int_equal(entries_of(folder_file(&folder, "out", path)), 5);
    remove_in_folder("out");
}

static void a_folder_with_one_of_the_tables_is_left_as_it_was(void **state)
{
    (void)state;
    static struct program program;
    static const char *const taken[] = {"trials.tsv", "indices.tsv", "samples.tsv", "events.tsv",
                                        "codebook.tsv"};
    const char *const words[] = {"export", "--study", "good.limen", "dir", NULL};
    char path[128], name[64];
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        snprintf(name, sizeof name, "dir/%s", taken[i]);
        folder_write(&folder, name, "mine");
        run_in_folder(&program, words, in_folder);
        assert_int_equal(program.code, 1);
        assert_non_null(strstr(program_err(&program), taken[i]));
        assert_int_equal(entries_of(folder_file(&folder, "dir", path)), 1);
        remove_in_folder(name);
    }
}

/* ---- simulated instruments */

/* Until it has said so many lines. */
static void start_sim(struct program *sim, const char *const *words, size_t lines)
{
    program_start(sim, words, in_folder);
    const mono_ns end = mono_now() + 20 * MONO_SEC;
    while (lines_of(program_out(sim)) < lines && mono_now() < end)
        assert_true(program_listen(sim, mono_now() + 20 * MONO_MS));
    assert_int_equal(lines_of(program_out(sim)), lines);
}

static void the_link_of_a_running_simulation_is_not_taken_over(void **state)
{
    (void)state;
    static struct program first, second;
    const char *const words[] = {"sim", "mark10", "--link", "gauge", NULL};
    start_sim(&first, words, 1);
    run_in_folder(&second, words, in_folder);
    assert_int_equal(second.code, 1);
    assert_non_null(strstr(program_err(&second), "in use"));
    assert_true(is_there("gauge"));
    kill(first.pid, SIGKILL);
    program_join(&first, 20 * MONO_SEC);
    start_sim(&second, words, 1); /* the link that a killed one left leads nowhere */
    assert_true(is_there("gauge"));
    kill(second.pid, SIGHUP); /* its terminal is closed */
    assert_int_equal(program_join(&second, 20 * MONO_SEC), 0);
    assert_false(is_there("gauge"));
}

/* The number of a dead one's pty is soon another program's. */
static void a_link_that_leads_to_another_programs_terminal_is_taken_over(void **state)
{
    (void)state;
    static struct program sim;
    const char *const words[] = {"sim", "mark10", "--link", "gauge", NULL};
    char path[128];
    const int other = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(other >= 0 && grantpt(other) == 0 && unlockpt(other) == 0);
    assert_int_equal(symlink(ptsname(other), folder_file(&folder, "gauge", path)), 0);
    start_sim(&sim, words, 1);
    kill(sim.pid, SIGTERM);
    assert_int_equal(program_join(&sim, 20 * MONO_SEC), 0);
    assert_false(is_there("gauge"));
    close(other);
}

static void two_paths_of_a_simulation_have_names(void **state)
{
    (void)state;
    static struct program sim;
    const char *const words[] = {"sim", "mark10", "--box", NULL};
    char gauge[64], box[64];
    start_sim(&sim, words, 3);
    assert_int_equal(sscanf(program_out(&sim), "name\tpath\nmark10\t%63s\nbox\t%63s\n", gauge, box),
                     2);
    assert_true(access(gauge, F_OK) == 0 && access(box, F_OK) == 0);
    kill(sim.pid, SIGTERM);
    assert_int_equal(program_join(&sim, 20 * MONO_SEC), 0);
}

static void ports_in_folder(void)
{
    in_folder();
    if (setenv("XDG_RUNTIME_DIR", folder.path, 1) != 0)
        _exit(98);
}

static size_t port_folders(void)
{
    size_t n = 0;
    DIR *dir = opendir(folder.path);
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));)
        n += strncmp(entry->d_name, "limen-", 6) == 0;
    closedir(dir);
    return n;
}

static void a_bench_with_two_simulations_that_is_refused_ends(void **state)
{
    (void)state;
    static const struct row row = {
        {RUN, "--bench", "unknown.lua"}, 1, "limen instruments --drivers"};
    folder_write(&folder, "unknown.lua",
                 "local a = instrument { driver = \"nonsense\", port = \"sim:mark10\", name = "
                 "\"a\", capacity = 500*N }\n"
                 "local b = instrument { driver = \"nonsense\", port = \"sim:mark10\", name = "
                 "\"b\", capacity = 500*N }\n"
                 "return bench { algometer = a:force { probe_area = 1*cm2 },\n"
                 "  test_cuff = b:force { probe_area = 1*cm2 }, response = key \"b\" }\n");
    expect_row(&row);
}

/* Two instruments of one kind have a port each, and a program that is killed leaves none of them. */
static void a_killed_session_leaves_no_simulated_ports(void **state)
{
    (void)state;
    static struct program program;
    folder_write(&folder, "two.lua",
                 "local a = instrument { driver = \"mark10\", port = \"sim:mark10\", name = \"a\", "
                 "capacity = 500*N }\n"
                 "local b = instrument { driver = \"mark10\", port = \"sim:mark10\", name = \"b\", "
                 "capacity = 500*N }\n"
                 "return bench { algometer = a:force { probe_area = 1*cm2 },\n"
                 "  test_cuff = b:force { probe_area = 1*cm2 }, response = key \"b\" }\n");
    const char *const words[] = {RUN, "--bench", "two.lua", NULL};
    program_start(&program, words, ports_in_folder);
    const mono_ns end = mono_now() + 30 * MONO_SEC;
    while (!strstr(program_err(&program), "saved") && mono_now() < end)
        if (!program_listen(&program, mono_now() + 50 * MONO_MS))
            fail_msg("over too early: %s", program_err(&program));
    assert_int_equal(port_folders(), 1);
    assert_null(strstr(program_err(&program), "same port"));
    kill(program.pid, SIGKILL);
    program_join(&program, 20 * MONO_SEC);
    while (port_folders() > 0 && mono_now() < end)
        poll(NULL, 0, 10);
    assert_int_equal(port_folders(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_option_given_twice_is_refused),
        cmocka_unit_test(what_somebody_has_to_mark_is_refused_headless),
        cmocka_unit_test(an_option_without_effect_is_refused),
        cmocka_unit_test(words_that_are_wrong_usage_are_refused),
        cmocka_unit_test(an_input_that_is_wrong_is_named),
        cmocka_unit_test(a_window_that_cannot_open_says_why),
        cmocka_unit_test(the_demonstration_needs_no_screen),
        cmocka_unit_test(help_can_be_asked_for_in_every_way),
        cmocka_unit_test(the_questions_of_every_driver_are_named),
        cmocka_unit_test(tables_are_written_as_a_whole_or_not_at_all),
        cmocka_unit_test(a_folder_with_one_of_the_tables_is_left_as_it_was),
        cmocka_unit_test(a_finding_of_verify_that_does_not_arrive_is_not_done),
        cmocka_unit_test(an_output_that_does_not_arrive_is_not_done),
        cmocka_unit_test(the_link_of_a_running_simulation_is_not_taken_over),
        cmocka_unit_test(a_link_that_leads_to_another_programs_terminal_is_taken_over),
        cmocka_unit_test(two_paths_of_a_simulation_have_names),
        cmocka_unit_test(a_bench_with_two_simulations_that_is_refused_ends),
        cmocka_unit_test(a_killed_session_leaves_no_simulated_ports),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
