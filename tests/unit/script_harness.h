/* What the tests of scripts share: a protocol from a piece of text, and an engine that answers from
 * a function. */
#ifndef LIMEN_TESTS_SCRIPT_HARNESS_H
#define LIMEN_TESTS_SCRIPT_HARNESS_H

#include "base/text.h"
#include "script/check.h"
#include "script/host.h"
#include "script/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct harness {
    char folder[256], path[300];
    struct script_options options;
    struct script *script;
    struct why why;
    struct text log; /* all requests, one per line */
};

/* A file of its own folder; `text` becomes t.lua there. */
static inline void harness_write(struct harness *h, const char *text, size_t size)
{
    memset(h, 0, sizeof *h);
    snprintf(h->folder, sizeof h->folder, "%s/scriptXXXXXX", TEST_BINARY_DIR);
    assert_non_null(mkdtemp(h->folder));
    snprintf(h->path, sizeof h->path, "%s/t.lua", h->folder);
    FILE *file = fopen(h->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    h->options = (struct script_options){.library = PROTOCOLS_DIR, .seed = 7};
    text_init(&h->log);
}

static inline void harness_end(struct harness *h)
{
    script_free(h->script);
    text_fini(&h->log);
    unlink(h->path);
    rmdir(h->folder);
}

/* A protocol whose run function is `body`, which begins in line 2; `head` stands in line 1. */
static inline void harness_protocol(struct harness *h, const char *head, const char *body)
{
    struct text text;
    text_init(&text);
    text_append_format(
        &text,
        "local head = 0 %s return protocol { id = \"t\", version = \"1.0.0\", title = \"T\", run = "
        "function(p)\n%s\nend }\n",
        head, body);
    harness_write(h, text_cstr(&text), text.length);
    text_fini(&text);
}

/* Fills in the "ok" part; false: no more answers, the session ends here. */
typedef bool answer_fn(void *context, const char *verb, const struct message *args,
                       struct message *ok);

static inline bool harness_answer(struct harness *h, const struct text *asked, answer_fn *answer,
                                  void *context, struct text *out)
{
    struct message request, ok, whole;
    assert_int_equal(message_parse(&request, asked->data, asked->length, &h->why), STATUS_OK);
    const struct message args = message_get(&request, "args");
    message_init(&ok);
    message_init(&whole);
    const bool goes_on = !answer || answer(context, message_string(&request, "do"), &args, &ok);
    message_set(&whole, "ok", &ok);
    text_clear(out);
    assert_int_equal(message_encode(&whole, out), STATUS_OK);
    message_fini(&request);
    message_fini(&ok);
    message_fini(&whole);
    return goes_on;
}

/* Loads and runs to the end; `last` is the result or the failure. */
static inline enum script_state harness_run(struct harness *h, answer_fn *answer, void *context,
                                            struct text *last)
{
    struct text out;
    text_init(&out);
    const enum status status = script_load(h->path, &h->options, &h->script, &h->why);
    if (status != STATUS_OK)
        print_message("%s\n", h->why.text);
    assert_int_equal(status, STATUS_OK);
    enum script_state state = script_step(h->script, NULL, 0, last);
    while (state == SCRIPT_ASKS) {
        text_append(&h->log, last->data, last->length);
        text_append_cstr(&h->log, "\n");
        if (!harness_answer(h, last, answer, context, &out))
            break;
        state = script_step(h->script, out.data, out.length, last);
    }
    text_fini(&out);
    return state;
}

/* Runs `body` and expects exactly this end. */
static inline void expect_end(const char *head, const char *body, enum script_state state,
                              const char *text)
{
    struct harness h;
    struct text last;
    text_init(&last);
    harness_protocol(&h, head, body);
    const enum script_state got = harness_run(&h, NULL, NULL, &last);
    if (got != state || strcmp(text_cstr(&last), text) != 0)
        print_message("%s\n", body);
    assert_string_equal(text_cstr(&last), text);
    assert_int_equal(got, state);
    harness_end(&h);
    text_fini(&last);
}

/* What `limen check` says of a protocol, behind the path of its file; "": nothing is wrong with it. */
static inline void expect_messages(const char *protocol, const char *messages)
{
    struct harness h;
    struct text found, expected;
    text_init(&found);
    text_init(&expected);
    harness_write(&h, protocol, strlen(protocol));
    const enum status status = script_check(h.path, &h.options, &found, &h.why);
    if (messages[0])
        text_append_format(&expected, "%s%s", h.path, messages);
    assert_string_equal(text_cstr(&found), text_cstr(&expected));
    assert_int_equal(status, messages[0] ? STATUS_INVALID : STATUS_OK);
    text_fini(&found);
    text_fini(&expected);
    harness_end(&h);
}

#endif
