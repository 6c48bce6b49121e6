/* Responses are added to a bench and taken off it: pure changes, and what is refused changes nothing. */
#include "support/program.h"

#include "script/bench_file.h"
#include "session/bench_respond.h"
#include "session/sim_bench.h"
#include "text/text.h"

static struct response_spec response(enum response_kind kind, const char *path, const char *code)
{
    struct response_spec spec = {.kind = (uint8_t)kind};
    snprintf(spec.path, sizeof spec.path, "%s", path);
    snprintf(spec.code, sizeof spec.code, "%s", code);
    return spec;
}

static struct bench_spec bench(void)
{
    struct bench_spec spec = sim_bench();
    snprintf(spec.instruments[0].port, sizeof spec.instruments[0].port, "/dev/ttyUSB0");
    spec.n_responses = 0;
    memset(spec.responses, 0, sizeof spec.responses);
    return spec;
}

static void add(struct bench_spec *spec, struct response_spec what)
{
    struct why why = {0};
    if (bench_add_response(spec, &what, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

/* Every kind that the window offers is written into a bench file, and read back the same. */
static void what_was_added_comes_back_from_the_bench_file(void **state)
{
    (void)state;
    struct bench_spec spec = bench(), read;
    struct folder folder;
    struct why why = {0};
    char path[128];
    add(&spec, response(RESPONSE_PEDAL, "/dev/input/by-id/usb-pedal", ""));
    add(&spec, response(RESPONSE_BYTE, "usb:0403:6001:*", ""));
    add(&spec, response(RESPONSE_LINE, "/dev/ttyS0", "DSR"));
    spec.responses[2].is_stop = true;
    add(&spec, response(RESPONSE_KEY, "", "b"));
    folder_make(&folder);
    folder_file(&folder, "bench.lua", path);
    if (bench_file_save(path, &spec, false, &why) != STATUS_OK ||
        bench_file_load(path, &read, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    assert_int_equal(read.n_responses, 4);
    for (uint8_t i = 0; i < 4; i++) {
        assert_int_equal(read.responses[i].kind, spec.responses[i].kind);
        assert_string_equal(read.responses[i].path, spec.responses[i].path);
        assert_string_equal(read.responses[i].code, spec.responses[i].code);
        assert_int_equal(read.responses[i].is_stop, spec.responses[i].is_stop);
    }
    folder_remove(&folder);
}

static void what_cannot_be_a_response_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        enum response_kind kind;
        const char *path, *code;
        enum status status;
    } rows[] = {
        {RESPONSE_KEY, "", "Space", STATUS_INVALID},
        {RESPONSE_PEDAL, "/dev/input/event3", "KEY_ENTER", STATUS_INVALID},
        {RESPONSE_PEDAL, "", "", STATUS_INVALID},
        {RESPONSE_BYTE, "nonsense", "", STATUS_INVALID},
        {RESPONSE_BYTE, "usb:0403:6001", "", STATUS_INVALID},
        {RESPONSE_BYTE, "tcp:host", "", STATUS_INVALID},
        {RESPONSE_BYTE, "pty:name", "", STATUS_INVALID},
        {RESPONSE_LINE, "sim:", "CTS", STATUS_INVALID},
        {RESPONSE_BYTE, "/dev/ttyUSB0", "", STATUS_BUSY},  /* the algometer's */
        {RESPONSE_LINE, "/dev/ttyS0", "CTS", STATUS_BUSY}, /* the box's */
        {RESPONSE_KEY, "", "B", STATUS_BUSY},              /* it is a response already */
    };
    struct bench_spec spec = bench();
    add(&spec, response(RESPONSE_BYTE, "/dev/ttyS0", ""));
    add(&spec, response(RESPONSE_KEY, "", "b"));
    const struct bench_spec before = spec;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct response_spec what = response(rows[i].kind, rows[i].path, rows[i].code);
        struct why why = {0};
        assert_int_equal(bench_add_response(&spec, &what, &why), rows[i].status);
        char out[sizeof why.text]; /* in the language of the window */
        assert_string_not_equal(text_why(LANGUAGE_DE, &why, out, sizeof out), why.text);
        assert_true(why.text[0] != '\0');
        assert_memory_equal(&spec, &before, sizeof spec);
    }
    add(&spec, response(RESPONSE_KEY, "", "c"));
    add(&spec, response(RESPONSE_KEY, "", "d"));
    const struct response_spec more = response(RESPONSE_KEY, "", "g");
    assert_int_equal(bench_add_response(&spec, &more, NULL), STATUS_FULL);
}

static void one_is_taken_off_and_the_others_move_up(void **state)
{
    (void)state;
    struct bench_spec spec = bench();
    add(&spec, response(RESPONSE_KEY, "", "b"));
    add(&spec, response(RESPONSE_KEY, "", "c"));
    assert_int_equal(bench_drop_response(&spec, 2, NULL), STATUS_INVALID);
    assert_int_equal(bench_drop_response(&spec, 0, NULL), STATUS_OK);
    assert_int_equal(spec.n_responses, 1);
    assert_string_equal(spec.responses[0].code, "c");
    assert_int_equal(spec.responses[1].kind, RESPONSE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_comes_back_from_the_bench_file),
        cmocka_unit_test(what_cannot_be_a_response_is_refused_and_changes_nothing),
        cmocka_unit_test(one_is_taken_off_and_the_others_move_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
