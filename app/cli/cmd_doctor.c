/* limen doctor: is this computer ready? */
#include "cli/command.h"
#include "cli/doctor_bench.h"
#include "cli/options.h"
#include "cli/paths.h"

#include "base/clock.h"
#include "link/list.h"
#include "store/study.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void good(const char *what, const char *sentence)
{
    printf("ok\t%s\t%s\n", what, sentence);
}

static void hint(const char *what, const char *sentence)
{
    printf("hint\t%s\t%s\n", what, sentence);
}

static bool bad(const char *what, const char *sentence)
{
    printf("problem\t%s\t%s\n", what, sentence);
    return false;
}

static bool in_group(const char *name)
{
    const struct group *group = getgrnam(name);
    gid_t groups[256];
    if (!group)
        return false;
    const gid_t wanted = group->gr_gid;
    const int n = getgroups(256, groups);
    for (int i = 0; i < n; i++)
        if (groups[i] == wanted)
            return true;
    return getegid() == wanted;
}

static void check_group(const char *what, const char *name, const char *purpose)
{
    char sentence[256];
    if (geteuid() == 0 || in_group(name)) {
        good(what, "permitted");
        return;
    }
    snprintf(sentence, sizeof sentence,
             "%s need the group %s: sudo usermod -aG %s $USER, then log in again", purpose, name,
             name);
    hint(what, sentence);
}

/* False: a session cannot be run here. */
static bool check_protocols(void)
{
    char folder[PATHS_SIZE];
    struct why why;
    if (paths_protocols(folder, &why) != STATUS_OK)
        return bad("protocols", why.text);
    good("protocols", folder);
    return true;
}

static void check_ports(void)
{
    static struct port_list list;
    char sentence[64];
    port_list_load(&list);
    snprintf(sentence, sizeof sentence, "%zu serial %s", list.n,
             command_plural((int64_t)list.n, "port", "ports"));
    if (list.n > 0)
        good("ports", sentence);
    else
        hint("ports", "no serial port: plug an instrument in, or simulate with --sim");
}

static void check_priority(void)
{
    struct rlimit limit;
    const bool permitted =
        geteuid() == 0 || (getrlimit(RLIMIT_RTPRIO, &limit) == 0 && limit.rlim_cur >= 10);
    if (permitted)
        good("priority", "the bench thread may run before others");
    else
        hint("priority", "the bench thread runs like any other program: allow rtprio 10 in "
                         "/etc/security/limits.d for steadier stops under load");
}

/* How late this computer wakes a program: the floor under every delay. */
static void check_clock(void)
{
    char sentence[96];
    mono_ns worst = 0;
    for (int i = 0; i < 100; i++) {
        const struct timespec wait = {.tv_nsec = MONO_MS};
        const mono_ns before = mono_now();
        ppoll(NULL, 0, &wait, NULL);
        const mono_ns late = mono_now() - before - MONO_MS;
        worst = late > worst ? late : worst;
    }
    snprintf(sentence, sizeof sentence, "wakes at most %.2f ms late (100 waits of 1 ms)",
             mono_to_sec(worst) * 1e3);
    if (worst < 10 * MONO_MS)
        good("clock", sentence);
    else
        hint("clock", sentence);
}

static bool check_study(const char *path)
{
    struct study *study;
    struct why why;
    if (study_open(path, STUDY_READ, &study, &why) != STATUS_OK)
        return bad("study", why.text);
    study_close(study);
    good("study", path);
    return true;
}

int command_doctor(int argc, char **argv)
{
    const char *study = NULL, *bench = NULL;
    const struct option_row rows[] = {
        {"study", 0, "FILE", "look at this study, too", OPTION_TEXT, &study},
        {"bench", 0, "FILE", "and at this bench file and the checks of its instruments",
         OPTION_TEXT, &bench},
    };
    const struct option_table table = {
        .usage = "limen doctor [--study FILE] [--bench FILE]",
        .about = "Checks what a session needs of this computer. Each line: ok, hint or problem; "
                 "what; what to do.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
    };
    struct operands operands;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result;
    bool is_ready = check_protocols();
    check_ports();
    check_group("serial", "dialout", "serial ports");
    check_group("pedals", "input", "pedals and response boxes");
    check_priority();
    check_clock();
    if (study && !check_study(study))
        is_ready = false;
    if (bench && !doctor_bench(bench, utc_now()))
        is_ready = false;
    return is_ready ? 0 : 1;
}
