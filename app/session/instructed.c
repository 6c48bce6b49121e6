/* Which words the participant was told last: each trial names them, so that a table can tell whose words were other ones. They
 * stand in the study with the request that brought them; a digest says which they were. */
#include "session_internal.h"

#include <stdio.h>
#include <string.h>

enum { DIGEST_SHOWN = (INSTRUCTED_DIGEST - 1) / 2 };

static void digest_words(const char *words, char out[INSTRUCTED_DIGEST])
{
    uint8_t digest[DIGEST_SIZE];
    study_digest_text(words, digest);
    for (size_t i = 0; i < DIGEST_SHOWN; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

enum language participant_language(const struct bench_spec *bench, enum language session)
{
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        for (enum language language = 0; language < LANGUAGES; language++)
            if (strcmp(bench->instruments[i].scale.language, language_word(language)) == 0)
                return language;
    return session;
}

/* As they stand on the screen: the language may have been changed meanwhile. */
static struct instructed of_prompt(const struct session *session)
{
    const struct prompt *prompt = &session->prompt;
    struct instructed told = {.key = ""};
    snprintf(told.key, sizeof told.key, "%s", session->instruction);
    if (!prompt->words)
        return told;
    snprintf(told.language, sizeof told.language, "%s", prompt->words_language);
    digest_words(prompt->words, told.digest);
    return told;
}

void instructed_put(const struct instructed *told, struct message *out)
{
    if (told->key[0])
        message_set_string(out, "instruction", told->key);
    if (told->digest[0]) {
        message_set_string(out, "instruction_language", told->language);
        message_set_string(out, "instruction_digest", told->digest);
    }
}

void instructed_note(struct session *session)
{
    struct message payload;
    session->instructed = of_prompt(session);
    message_init(&payload);
    instructed_put(&session->instructed, &payload);
    if (message_encode(&payload, pending_add(session, "instruct")) != STATUS_OK)
        session_no_memory(session);
    message_fini(&payload);
}

static void take(const struct message *payload, const char *key, char *out, size_t size)
{
    const char *word = message_string(payload, key);
    snprintf(out, size, "%s", word ? word : "");
}

void instructed_recall(struct session *session, const struct entry *entry)
{
    struct instructed *told = &session->instructed;
    struct message payload;
    if (message_parse(&payload, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return; /* its words were erased */
    take(&payload, "instruction", told->key, sizeof told->key);
    take(&payload, "instruction_language", told->language, sizeof told->language);
    take(&payload, "instruction_digest", told->digest, sizeof told->digest);
    message_fini(&payload);
}
