#include "cli/paths.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int has_verbs(const char *folder)
{
    char path[PATHS_SIZE + 16];
    snprintf(path, sizeof path, "%s/verbs", folder);
    return access(path, R_OK | X_OK) == 0;
}

static void beside_program(char out[PATHS_SIZE])
{
    char program[PATH_MAX];
    const ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    program[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(program, '/');
    if (slash)
        *slash = '\0';
    snprintf(out, PATHS_SIZE, "%.900s/../share/limen/protocols", program);
}

enum status paths_protocols(char out[PATHS_SIZE], struct why *why)
{
    beside_program(out);
    if (has_verbs(out))
        return STATUS_OK;
    snprintf(out, PATHS_SIZE, "%s", LIMEN_DATA_DIR "/protocols");
    if (has_verbs(out))
        return STATUS_OK;
    snprintf(out, PATHS_SIZE, "%s", LIMEN_SOURCE_DIR "/protocols");
    if (has_verbs(out))
        return STATUS_OK;
    return why_set(why, STATUS_NOT_FOUND,
                   "the folder of verbs is missing (looked in %s and beside the program): "
                   "install Limen again",
                   LIMEN_DATA_DIR "/protocols");
}

enum status paths_protocol(const char *name, char out[PATHS_SIZE], struct why *why)
{
    char folder[PATHS_SIZE];
    snprintf(out, PATHS_SIZE, "%s", name);
    if (access(name, F_OK) == 0)
        return STATUS_OK;
    enum status status = paths_protocols(folder, why);
    if (status != STATUS_OK)
        return status;
    if (!strchr(name, '/')) {
        snprintf(out, PATHS_SIZE, "%.900s/library/%.100s%s", folder, name,
                 strstr(name, ".lua") ? "" : ".lua");
        if (access(out, F_OK) == 0)
            return STATUS_OK;
    }
    return why_set(why, STATUS_NOT_FOUND,
                   "there is no protocol file `%s`, and none of that name in %s/library", name,
                   folder);
}
