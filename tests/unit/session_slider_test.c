/* A rating slider beside the other instruments: named in a bench file, bound, touched, watched, and its buttons as responses. */
#include "support/memory_wire.h"
#include "support/program.h"

#include "hw/bench.h"
#include "script/bench_file.h"
#include "stimulus/rating_watch.h"

enum { REPORTS_MAX = 64, RATED = 7 };

struct rig {
    struct stop_line stop;
    struct bench *bench;
    struct memory_wire memory;
    struct report reports[REPORTS_MAX];
    size_t n_reports, n_samples;
    mono_ns now;
};

static void on_report(void *host, const struct report *report)
{
    struct rig *rig = host;
    assert_true(rig->n_reports < REPORTS_MAX);
    rig->reports[rig->n_reports++] = *report;
}

static bool on_record(void *host, const struct bench_record *record)
{
    struct rig *rig = host;
    rig->n_samples += record->kind == RECORD_SAMPLE;
    return true;
}

static size_t count(const struct rig *rig, enum report_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < rig->n_reports; i++)
        n += rig->reports[i].kind == kind;
    return n;
}

static void read_bench(const char *text, struct bench_spec *spec)
{
    struct folder folder;
    struct why why = {.text = ""};
    char path[128];
    folder_make(&folder);
    folder_write(&folder, "bench.lua", text);
    if (bench_file_load(folder_file(&folder, "bench.lua", path), spec, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    folder_remove(&folder);
}

static void rig_init(struct rig *rig)
{
    struct bench_spec spec;
    struct why why = {.text = ""};
    const struct bench_host host = {.host = rig, .report = on_report, .record = on_record};
    read_bench("local evas = instrument { driver = 'evas', port = '/dev/ttyACM1' }\n"
               "return bench { rating = evas:vas(),\n"
               "  response = { evas:button(), evas:left(), evas:right() } }\n",
               &spec);
    *rig = (struct rig){.now = MONO_SEC};
    stop_init(&rig->stop);
    if (bench_new(&spec, &rig->stop, NULL, &host, &rig->bench, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    bench_attach(rig->bench, 0, memory_wire_init(&rig->memory), rig->now);
}

static void rig_fini(struct rig *rig)
{
    bench_free(rig->bench);
    stop_fini(&rig->stop);
}

static void turn(struct rig *rig, mono_ns span)
{
    rig->now += span;
    bench_turn(rig->bench, rig->now);
}

static void say(struct rig *rig, const char *lines)
{
    memory_wire_say(&rig->memory, lines, strlen(lines));
    turn(rig, 50 * MONO_MS);
}

static void a_touch_makes_it_ready_and_its_buttons_are_responses(void **state)
{
    (void)state;
    static struct rig rig;
    rig_init(&rig);
    turn(&rig, 2 * MONO_SEC);
    turn(&rig, 2 * MONO_SEC);
    assert_true(count(&rig, REPORT_FAULT) == 1 && rig.reports[0].code == FAULT_SILENT);
    say(&rig, "055\r\n");
    say(&rig, "999\r\n");
    assert_int_equal(count(&rig, REPORT_READY), 1);
    for (size_t i = 0; i < 3; i++) {
        static const char *const letters[] = {"C\r\n", "L\r\n", "R\r\n"};
        rig.n_reports = 0;
        say(&rig, letters[i]);
        assert_int_equal(count(&rig, REPORT_RESPONSE), 2);
        assert_true(rig.reports[0].value == 1 && rig.reports[1].value == 0);
        assert_int_equal(rig.reports[0].channel, 1 + i);
    }
    rig_fini(&rig);
}

/* What is watched while the finger is away has no last rating, and no sample either. */
static void a_finger_that_has_left_is_missing(void **state)
{
    (void)state;
    for (int away = 0; away < 2; away++) {
        static struct rig rig;
        rig_init(&rig);
        say(&rig, "040\r\n040\r\n");
        struct order order = {.kind = ORDER_START, .start = {.handle = RATED}};
        const struct rating_watch_spec spec = rating_watch_defaults();
        order.start.reactor = &rating_watch;
        order.start.channels[0] = (struct channel_ref){0, 0};
        order.start.n_channels = 1;
        memcpy(order.start.spec, &spec, sizeof spec);
        assert_int_equal(bench_submit(rig.bench, &order), STATUS_OK);
        for (int i = 0; i < 40; i++)
            say(&rig, "040\r\n");
        if (away)
            say(&rig, "999\r\n");
        for (int i = 0; i < 40; i++)
            say(&rig, away ? "" : "041\r\n");
        order = (struct order){.kind = ORDER_END, .handle = RATED, .reason = END_STOP};
        assert_int_equal(bench_submit(rig.bench, &order), STATUS_OK);
        turn(&rig, 0);
        struct rating_watch_outcome out;
        const struct report *done = &rig.reports[rig.n_reports - 1];
        assert_int_equal(done->kind, REPORT_DONE);
        memcpy(&out, done->body.outcome, sizeof out);
        assert_true(out.has_rating && out.has_last == !away);
        assert_true(out.lapses == (uint32_t)away && out.gaps == 0);
        assert_int_equal(out.ratings, rig.n_samples);
        assert_true(out.lowest == 4 && out.highest == (away ? 4 : 4.1));
        assert_int_equal(count(&rig, REPORT_FAULT), 0);
        rig_fini(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_touch_makes_it_ready_and_its_buttons_are_responses),
        cmocka_unit_test(a_finger_that_has_left_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
