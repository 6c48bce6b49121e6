/* What a script wants to stand along the scale that the participant rates on: `anchors` of a question or a trial,
 * [{"en","de","at"}, ...]; `at`: of the second of three, where it stands from 0 to 10. */
#include "session_internal.h"

const char *words_in(enum language language, const struct message *texts)
{
    const char *words = message_string(texts, language_word(language));
    words = words ? words : message_string(texts, "en");
    for (enum language other = 0; other < LANGUAGES && !words; other++)
        words = message_string(texts, language_word(other));
    return words ? words : "";
}

enum status scale_anchors_read(const struct message *args, struct scale_anchors *anchors,
                               struct why *why)
{
    const struct message list = message_get(args, "anchors");
    *anchors = (struct scale_anchors){.n = message_count(&list), .between = 5};
    if (anchors->n == 1 || anchors->n > SCALE_ANCHORS_MAX)
        return why_set(why, STATUS_INVALID, "2 or 3 `anchors` are possible, not %zu", anchors->n);
    for (size_t i = 0; i < anchors->n; i++) {
        const struct message texts = message_at(&list, i);
        for (enum language language = 0; language < LANGUAGES; language++)
            anchors->words[language][i] = words_in(language, &texts);
    }
    if (anchors->n == SCALE_ANCHORS_MAX) {
        const struct message second = message_at(&list, 1);
        (void)message_number(&second, "at", &anchors->between);
    }
    if (!(anchors->between > 0 && anchors->between < 10))
        return why_set(why, STATUS_INVALID, "`at` of an anchor lies between 0 and 10");
    return STATUS_OK;
}
