#include "shell/last_used.h"

#include "cli/paths.h"
#include "store/query.h"
#include "text/text.h"

#include <string.h>
#include <unistd.h>

static void tell_gone(struct last_used *last, enum language language, enum text_id id,
                      const char *path)
{
    size_t n = strlen(last->notice);
    if (n > 0 && n + 2 < sizeof last->notice)
        last->notice[n++] = ' ';
    text_say(last->notice + n, sizeof last->notice - n, text_of(language, id), "path", path, NULL);
}

/* Real, or without a session yet: simulated numbers are never met by surprise. */
static bool is_for_people(const char *path)
{
    struct study *study;
    enum study_kind kind = STUDY_MIXED;
    if (study_open(path, STUDY_READ, &study, NULL) != STATUS_OK)
        return false;
    const enum status status = study_kind(study, &kind, NULL);
    study_close(study);
    return status == STATUS_OK && (kind == STUDY_REAL || kind == STUDY_UNDECIDED);
}

static void fill_study(struct last_used *last, struct window_config *config)
{
    const char *path = last->used.study;
    if (config->study || !path[0])
        return;
    if (access(path, F_OK) != 0)
        tell_gone(last, config->language, TEXT_study_gone, path);
    else if (is_for_people(path))
        config->study = path;
    else
        config->offered = path;
}

static void fill_bench(struct last_used *last, struct window_config *config)
{
    const char *path = last->used.bench;
    if (config->bench_path || !path[0])
        return;
    if (access(path, F_OK) == 0)
        config->bench_path = path;
    else
        tell_gone(last, config->language, TEXT_study_gone_bench, path);
}

static void fill_protocol(struct last_used *last, struct window_config *config)
{
    const char *name = last->used.protocol;
    char path[PATHS_SIZE];
    if (config->protocol || !name[0])
        return;
    if (paths_protocol(name, path, NULL) == STATUS_OK)
        config->protocol = name;
    else
        tell_gone(last, config->language, TEXT_study_gone_protocol, name);
}

void last_used_fill(struct last_used *last, struct window_config *config)
{
    last->notice[0] = '\0';
    if (config->is_demo || !remembered_path(last->state))
        return;
    config->state = last->state;
    config->notice = last->notice;
    remembered_load(last->state, &last->used);
    fill_study(last, config);
    fill_bench(last, config);
    fill_protocol(last, config);
}
