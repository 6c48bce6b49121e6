#include "shell/sound_find.h"

#include "cli/paths.h"
#include "copy_internal.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const endings[] = {".wav", ".flac", ".ogg"};
enum { ENDINGS = sizeof endings / sizeof endings[0] };

/* ---- where -------------------------------------------------------------------------------------- */

/* A path that is not whole means nothing (XDG Base Directory Specification). */
static void find_own(char out[SOUND_PATH_MAX])
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    const bool has_data = data && data[0] == '/';
    out[0] = '\0';
    if (!has_data && !(home && home[0] == '/'))
        return;
    const int n = snprintf(out, SOUND_PATH_MAX, "%s%s/limen/sounds", has_data ? data : home,
                           has_data ? "" : "/.local/share");
    if (n >= SOUND_PATH_MAX)
        out[0] = '\0';
}

static void find_installed(char out[SOUND_PATH_MAX])
{
    static const char *const beside[] = {"../sounds", "../assets/sounds"};
    char library[PATHS_SIZE];
    struct why why;
    if (paths_protocols(library, &why) == STATUS_OK)
        for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
            const int n = snprintf(out, SOUND_PATH_MAX, "%s/%s", library, beside[i]);
            if (n < SOUND_PATH_MAX && access(out, R_OK | X_OK) == 0)
                return;
        }
    out[0] = '\0';
}

void sound_places_find(struct sound_places *out)
{
    find_own(out->own);
    find_installed(out->installed);
}

/* ---- which -------------------------------------------------------------------------------------- */

struct search {
    const struct sound_places *places;
    const struct sound_wanted *wanted;
    struct sound *out;
    struct sound_told
        told; /* of the first file that cannot be used: the one that is expected to be heard */
    bool is_passed_over;
};

static bool try_file(struct search *search, const char *path)
{
    const struct sound_wanted *wanted = search->wanted;
    struct why why = {0};
    if (access(path, F_OK) != 0)
        return false;
    if (sound_load(path, wanted->rate, wanted->seconds, search->out, &why) == STATUS_OK) {
        COPY(search->told.instead, path);
        return true;
    }
    if (!search->is_passed_over)
        search->told.why = why;
    search->is_passed_over = true;
    return false;
}

/* `folder`: "de/", "" for every language. */
static bool try_folder(struct search *search, const char *folder)
{
    const char *const places[] = {search->places->own, search->places->installed};
    char path[SOUND_PATH_MAX];
    for (size_t p = 0; p < sizeof places / sizeof places[0]; p++)
        for (size_t e = 0; e < ENDINGS && places[p][0]; e++) {
            const int n = snprintf(path, sizeof path, "%s/%s%s%s", places[p], folder,
                                   search->wanted->name, endings[e]);
            if (n < (int)sizeof path && try_file(search, path))
                return true;
        }
    return false;
}

static bool try_language(struct search *search, enum language language)
{
    char folder[16];
    snprintf(folder, sizeof folder, "%s/", language_word(language));
    return try_folder(search, folder);
}

static void tell_of(struct search *search, const struct sound_tell *tell,
                    enum sound_trouble trouble)
{
    const struct sound_wanted *wanted = search->wanted;
    search->told.trouble = (uint8_t)trouble;
    search->told.language = (uint8_t)wanted->language;
    search->told.is_spoken = wanted->is_spoken;
    COPY(search->told.name, wanted->name);
    if (tell && tell->say)
        tell->say(tell->context, &search->told);
}

bool sound_find(const struct sound_places *places, const struct sound_wanted *wanted,
                struct sound *out, const struct sound_tell *tell)
{
    struct search search = {.places = places, .wanted = wanted, .out = out};
    bool is_found = try_language(&search, wanted->language);
    const bool is_own = is_found;
    if (!is_found && wanted->language != LANGUAGE_EN)
        is_found = try_language(&search, LANGUAGE_EN);
    const bool is_english = is_found && !is_own;
    if (!is_found && !wanted->is_spoken)
        is_found = try_folder(&search, "");
    if (search.is_passed_over)
        tell_of(&search, tell, SOUND_UNUSABLE);
    else if (!is_found)
        tell_of(&search, tell, SOUND_MISSING);
    else if (is_english)
        tell_of(&search, tell, SOUND_ENGLISH);
    return is_found;
}

/* ---- what is spoken ------------------------------------------------------------------------------- */

/* "instruct.ppt.practice.ogg" has the key "ppt.practice". */
static bool read_key(const char *file, sound_key out)
{
    const size_t lead = strlen(SOUND_SPOKEN), n = strlen(file);
    if (strncmp(file, SOUND_SPOKEN, lead) != 0)
        return false;
    for (size_t e = 0; e < ENDINGS; e++) {
        const size_t end = strlen(endings[e]);
        if (n <= lead + end || n - lead - end >= SOUND_NAME_MAX - lead ||
            strcmp(file + n - end, endings[e]) != 0)
            continue;
        snprintf(out, SOUND_NAME_MAX, "%.*s", (int)(n - lead - end), file + lead);
        return true;
    }
    return false;
}

static bool has_key(const sound_key *keys, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

static size_t list_folder(const char *place, enum language language, sound_key *out, size_t n,
                          size_t most)
{
    char path[SOUND_PATH_MAX];
    sound_key key;
    if (!place[0] ||
        snprintf(path, sizeof path, "%s/%s", place, language_word(language)) >= (int)sizeof path)
        return n;
    DIR *folder = opendir(path);
    for (const struct dirent *row; folder && n < most && (row = readdir(folder));)
        if (read_key(row->d_name, key) && !has_key(out, n, key))
            memcpy(out[n++], key, sizeof key);
    if (folder)
        closedir(folder);
    return n;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

size_t sound_recordings(const struct sound_places *places, enum language language, sound_key *out,
                        size_t most)
{
    size_t n = list_folder(places->own, language, out, 0, most);
    n = list_folder(places->installed, language, out, n, most);
    qsort(out, n, sizeof out[0], compare);
    return n;
}
