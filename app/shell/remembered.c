#include "shell/remembered.h"

#include "base/out_file.h"
#include "base/text.h"
#include "copy_internal.h"
#include "script/message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 16384 };

/* A path that is not whole means nothing (XDG Base Directory Specification). */
static const char *folder_named(const char *variable)
{
    const char *value = getenv(variable);
    return value && value[0] == '/' ? value : NULL;
}

bool remembered_path(char out[REMEMBERED_MAX])
{
    const char *state = folder_named("XDG_STATE_HOME"), *home = folder_named("HOME");
    if (!state && !home)
        return false;
    return snprintf(out, REMEMBERED_MAX, "%s%s/limen/last.json", state ? state : home,
                    state ? "" : "/.local/state") < REMEMBERED_MAX;
}

static void take(const struct message *message, const char *key, char out[REMEMBERED_MAX])
{
    const char *value = message_string(message, key);
    if (value && strlen(value) < REMEMBERED_MAX)
        text_copy(out, REMEMBERED_MAX, value);
}

void remembered_load(const char *path, struct remembered *out)
{
    char text[FILE_MAX];
    struct message message;
    memset(out, 0, sizeof *out);
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    const size_t n = fread(text, 1, sizeof text, file);
    const bool is_whole = !ferror(file) && n < sizeof text;
    fclose(file);
    if (!is_whole || message_parse(&message, text, n, NULL) != STATUS_OK)
        return;
    take(&message, "study", out->study);
    take(&message, "bench", out->bench);
    take(&message, "protocol", out->protocol);
    message_fini(&message);
}

/* The folders above the file. */
static enum status make_folders(const char *path, struct why *why)
{
    char folder[REMEMBERED_MAX];
    text_copy(folder, sizeof folder, path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            return why_set(why, STATUS_IO, "%s: %s", folder, strerror(errno));
        *slash = '/';
    }
    return STATUS_OK;
}

static enum status encode(const struct remembered *remembered, struct text *out)
{
    struct message message;
    message_init(&message);
    message_set_string(&message, "study", remembered->study);
    message_set_string(&message, "bench", remembered->bench);
    message_set_string(&message, "protocol", remembered->protocol);
    const enum status status = message_encode(&message, out);
    message_fini(&message);
    text_append_cstr(out, "\n");
    return status == STATUS_OK && !text_is_whole(out) ? STATUS_NO_MEMORY : status;
}

enum status remembered_save(const char *path, const struct remembered *remembered, struct why *why)
{
    struct out_file file;
    struct text text;
    text_init(&text);
    enum status status = encode(remembered, &text);
    if (status != STATUS_OK)
        why_set(why, status, "%s", status_text(status)); /* a name that is no text */
    else
        status = make_folders(path, why);
    if (status == STATUS_OK)
        status = out_file_open(&file, path, why);
    if (status == STATUS_OK) {
        out_file_write(&file, text.data, text.length);
        status = out_file_end(&file, why);
    }
    text_fini(&text);
    return status;
}
