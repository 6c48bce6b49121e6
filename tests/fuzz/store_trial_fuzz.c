/* Arbitrary text as the payload of trial, spoil, correct and session_resume entries: taken whole or
 * refused whole, and the study stays sound. */
#include "store/query.h"
#include "store/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void say(void *context, enum finding finding, const char *sentence)
{
    (void)context;
    if (finding == FINDING_DAMAGE)
        fprintf(stderr, "%s\n", sentence);
}

static bool count(void *context, const struct study_trial *trial)
{
    (void)trial;
    ++*(int *)context;
    return true;
}

static void check(struct study *study, struct why *why)
{
    struct study_verdict verdict;
    if (study_verify(study, say, NULL, &verdict, why) != STATUS_OK)
        abort();
    if (study_rebuild(study, why) != STATUS_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"trial", "spoil", "correct", "session_resume",
                                        "session_end"};
    static const char json[] =
        "{\"attempt\":1,\"end\":\"response\",\"site\":\"a\",\"test\":\"ppt\",\"trial\":1}";
    static const uint8_t digest[DIGEST_SIZE];
    const struct session_spec spec = {"P1", "o", "p", "1", digest, NULL, NULL, "f", 1};
    struct study *study;
    struct session_key key;
    struct why why;
    if (size == 0)
        return 0;
    if (study_open("", STUDY_MEMORY, &study, &why) != STATUS_OK ||
        study_begin_session(study, &spec, NULL, 0, 1, 1, &key, &why) != STATUS_OK)
        abort();
    const struct entry entries[] = {
        {.kind = "trial", .payload = json, .payload_size = sizeof json - 1},
        {.kind = kinds[data[0] % 5], .payload = (const char *)data + 1, .payload_size = size - 1},
    };
    int trials = 0;
    const enum status status = study_append(study, &key, entries, 2, &why);
    if (study_trials(study, &key, count, &trials, &why) != STATUS_OK)
        abort();
    if (status == STATUS_OK ? trials < 1 : trials != 0)
        abort();
    if (data[0] >= 0xe0) /* costly, so for some inputs only */
        check(study, &why);
    study_close(study);
    return 0;
}
