#include "cli/participant.h"

#include "store/query.h"
#include "text/participant_id.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct census {
    const char *sought;
    char there[PARTICIPANT_MAX + 1]; /* as the study writes it; "": nobody */
    struct participant_id_habit habit;
};

static bool each_session(void *context, const struct study_session *session)
{
    struct census *census = context;
    if (session->is_erased)
        return true;
    participant_id_habit_add(&census->habit, session->participant);
    const bool is_exact = strcmp(session->participant, census->sought) == 0;
    if (is_exact ||
        (!census->there[0] && participant_id_same(session->participant, census->sought)))
        snprintf(census->there, sizeof census->there, "%s", session->participant);
    return true;
}

static enum status refuse(const char *id, enum participant_id_verdict verdict,
                          enum language language, struct why *why)
{
    const char letter[] = {participant_id_check(id), '\0'};
    const enum text_id words = participant_id_words(verdict);
    const bool is_missing = verdict == ID_CHECK_MISSING;
    why_set(why, STATUS_INVALID, "%s", "");
    text_say(why->text, sizeof why->text,
             text_of(language, is_missing ? TEXT_study_refused_letter : TEXT_study_refused), "id",
             id, "letter", letter, "why", text_of(language, words), NULL);
    return STATUS_INVALID;
}

enum status participant_choose(struct study *study, const char *typed, enum language language,
                               char id[PARTICIPANT_MAX + 1], struct why *why)
{
    char tidy[PARTICIPANT_ID_MAX + 2];
    struct census census = {.sought = tidy};
    participant_id_tidy(tidy, typed);
    enum status status = participant_check(tidy, why);
    if (status == STATUS_OK)
        status = study_sessions(study, NULL, each_session, &census, why);
    if (status != STATUS_OK)
        return status;
    const enum participant_id_verdict verdict = participant_id_judge(tidy, census.habit);
    if (!census.there[0] && participant_id_words(verdict) != TEXTS)
        return refuse(tidy, verdict, language, why);
    snprintf(id, PARTICIPANT_MAX + 1, "%.*s", PARTICIPANT_MAX,
             census.there[0] ? census.there : tidy);
    return STATUS_OK;
}

enum status participant_judge(const char *path, const char *typed, enum language language,
                              struct why *why)
{
    char id[PARTICIPANT_MAX + 1], tidy[PARTICIPANT_ID_MAX + 2];
    struct study *study;
    const bool is_there = path[0] && access(path, F_OK) == 0;
    participant_id_tidy(tidy, typed);
    if (study_open(is_there ? path : "", is_there ? STUDY_READ : STUDY_MEMORY, &study, NULL) !=
        STATUS_OK)
        return participant_check(tidy, why);
    const enum status status = participant_choose(study, typed, language, id, why);
    study_close(study);
    return status;
}
