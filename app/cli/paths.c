#include "cli/paths.h"

#include "cli/reasons.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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
    return reason_set(why, REASON_verbs_missing, LIMEN_DATA_DIR "/protocols", NULL);
}

enum status paths_input(const char *path, const char *what, struct why *why)
{
    struct stat found;
    if (!path[0])
        return reason_set(why, REASON_input_no_name, what, NULL);
    if (stat(path, &found) != 0)
        return reason_set(why, REASON_input_absent, what, path, strerror(errno), NULL);
    if (S_ISDIR(found.st_mode))
        return reason_set(why, REASON_input_folder, path, what, NULL);
    if (access(path, R_OK) != 0)
        return reason_set(why, REASON_input_unreadable, what, path, strerror(errno), NULL);
    return STATUS_OK;
}

enum status paths_protocol(const char *name, char out[PATHS_SIZE], struct why *why)
{
    char folder[PATHS_SIZE];
    if (!name[0] || strlen(name) >= PATHS_SIZE)
        return reason_set(why, REASON_protocol_name, NULL);
    snprintf(out, PATHS_SIZE, "%s", name);
    if (access(name, F_OK) == 0)
        return paths_input(name, "protocol file", why);
    enum status status = paths_protocols(folder, why);
    if (status != STATUS_OK)
        return status;
    if (!strchr(name, '/')) {
        snprintf(out, PATHS_SIZE, "%.900s/library/%.100s%s", folder, name,
                 strstr(name, ".lua") ? "" : ".lua");
        if (access(out, F_OK) == 0)
            return STATUS_OK;
    }
    return reason_set(why, REASON_protocol_absent, name, folder, NULL);
}

void paths_whole(const char *path, char *out, size_t size)
{
    char folder[PATH_MAX];
    const char *name = strncmp(path, "./", 2) == 0 ? path + 2 : path;
    const bool is_relative = path[0] && path[0] != '/' && path[0] != ':';
    if (is_relative && getcwd(folder, sizeof folder) && strlen(folder) + 1 + strlen(name) < size) {
        snprintf(out, size, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name);
        return;
    }
    snprintf(out, size, "%s", path);
}

enum status paths_study(const char *name, struct why *why)
{
    if (strcmp(name, ":memory:") != 0)
        return STATUS_OK;
    return reason_set(why, REASON_study_in_memory, NULL);
}
