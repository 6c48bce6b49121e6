/* A study whose session is killed again and again: what the screen said was saved, and what stands in it at last. To be included
 * after cmocka. */
#ifndef LIMEN_TESTS_SUPPORT_KILL_SCENE_H
#define LIMEN_TESTS_SUPPORT_KILL_SCENE_H

#include "store/query.h"
#include "support/program.h"
#include "text/text.h"

#include <math.h>

enum { SAVED_MAX = 400, ROWS_MAX = 200 };

struct saved {
    char site[32], side[12];
    bool practice;
    long long trial, attempt;
};

struct scene {
    struct folder folder;
    char study[128];
    struct saved saved[SAVED_MAX];
    size_t n_saved;
};

static inline int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    folder_make(&scene->folder);
    folder_file(&scene->folder, "study.limen", scene->study);
    *state = scene;
    return 0;
}

static inline int teardown(void **state)
{
    struct scene *scene = *state;
    folder_remove(&scene->folder);
    free(scene);
    return 0;
}

/* ---- what the screen said was saved */

static inline void note_saved(struct scene *scene, const struct program *program)
{
    char copy[PROGRAM_TEXT], *rest = copy;
    snprintf(copy, sizeof copy, "%s", program_err(program));
    for (char *line = strsep(&rest, "\n"); line && rest; line = strsep(&rest, "\n")) {
        struct saved *saved = &scene->saved[scene->n_saved];
        char kind[16];
        if (!strstr(line, "  saved"))
            continue;
        assert_true(scene->n_saved < SAVED_MAX);
        assert_int_equal(sscanf(line, "%31[^,], %11s %15s %lld.%lld", saved->site, saved->side,
                                kind, &saved->trial, &saved->attempt),
                         5);
        saved->practice = strcmp(kind, "practice") == 0;
        scene->n_saved++;
    }
}

struct search {
    const struct saved *saved;
    bool found;
};

static inline bool look(void *context, const struct study_trial *row)
{
    struct search *search = context;
    const struct saved *saved = search->saved;
    char shown[64], name[64];
    snprintf(shown, sizeof shown, "%s, %s", saved->site, saved->side);
    site_text_name(LANGUAGE_EN, name, sizeof name, row->site, row->side);
    search->found = row->trial == saved->trial && row->attempt == saved->attempt &&
                    row->practice == saved->practice && strcmp(name, shown) == 0;
    return !search->found;
}

static inline struct study *open_study(const struct scene *scene)
{
    struct study *study;
    struct why why = {0};
    if (study_open(scene->study, STUDY_READ, &study, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return study;
}

static inline void assert_all_saved_are_there(const struct scene *scene)
{
    struct why why;
    struct study *study = open_study(scene);
    for (size_t i = 0; i < scene->n_saved; i++) {
        struct search search = {.saved = &scene->saved[i]};
        assert_int_equal(study_trials(study, NULL, look, &search, &why), STATUS_OK);
        if (!search.found)
            fail_msg("%s %s %lld.%lld was shown as saved and is gone", scene->saved[i].site,
                     scene->saved[i].side, scene->saved[i].trial, scene->saved[i].attempt);
    }
    study_close(study);
}

/* ---- counted values */

struct rows {
    char text[ROWS_MAX][256];
    size_t n, interrupted;
};

static inline bool add_row(void *context, const struct study_trial *row)
{
    struct rows *rows = context;
    rows->interrupted += strcmp(row->end, "interrupted") == 0;
    if (!row->counts)
        return true;
    assert_true(rows->n < ROWS_MAX);
    snprintf(rows->text[rows->n++], sizeof rows->text[0],
             "%s %s %s %d %lld %s %.17g %s %s %.17g %.17g", row->test, row->site, row->side,
             row->practice, (long long)row->trial, row->end, row->value, row->unit, row->censored,
             row->rate_mean, row->in_band);
    return true;
}

static inline int compare_rows(const void *a, const void *b)
{
    return strcmp(a, b);
}

static inline void load_rows(const struct scene *scene, struct rows *rows)
{
    struct why why;
    struct study *study = open_study(scene);
    memset(rows, 0, sizeof *rows);
    assert_int_equal(study_trials(study, NULL, add_row, rows, &why), STATUS_OK);
    qsort(rows->text, rows->n, sizeof rows->text[0], compare_rows);
    study_close(study);
}

/* ---- where it stands */

static inline void verify(const struct scene *scene)
{
    static struct program program;
    const char *const args[] = {"verify", "--study", scene->study, NULL};
    if (program_run(&program, args) != 0)
        fail_msg("%s%s", program_out(&program), program_err(&program));
}

enum progress { NOTHING, UNFINISHED, FINISHED };

/* A study that was killed while it was made cannot be read yet: nothing has been saved in it. */
static inline enum progress progress_of(const struct scene *scene)
{
    struct study *study;
    struct session_key key;
    uint8_t digest[DIGEST_SIZE];
    uint64_t seed;
    struct why why;
    if (access(scene->study, F_OK) != 0 ||
        study_open(scene->study, STUDY_READ, &study, &why) != STATUS_OK)
        return NOTHING;
    const enum status any = study_find_session(study, 1, &key, &why);
    const enum status unfinished =
        study_unfinished_session(study, "K1", "ppt-core", &key, digest, &seed, &why);
    study_close(study);
    if (unfinished == STATUS_OK)
        return UNFINISHED;
    return any == STATUS_OK ? FINISHED : NOTHING;
}

#endif
