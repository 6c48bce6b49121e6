/* A pedal under the real loop: what is plugged in after its loss has to be the same. */
#include "support/bench_rig.h"

#include "hil/umockdev/pedal_node.h"
#include "hw/bench_loop.h"
#include "support/loop_watch.h"
#include "support/preload/device_preload.h"

#include <linux/input.h>

struct seen {
    UMockdevTestbed *testbed;
    char path[128]; /* the FIFO behind the node */
    int feed;       /* the kernel's end */
    struct stop_line stop;
    struct bench *bench;
    struct bench_loop *loop;
    struct bench_spec spec;
    struct loop_source source;
    atomic_uint lost, back, others;
};

static void on_report(void *host, const struct report *report)
{
    (void)host, (void)report;
}

static void on_source(void *host, uint8_t source, enum status status, const struct why *why)
{
    struct seen *seen = host;
    assert(source == 0);
    if (status == STATUS_OK)
        atomic_fetch_add(&seen->back, 1);
    else if (strstr(why->text, "\"Keyboard\"") && strstr(why->text, "\"Mocked pedal\""))
        atomic_fetch_add(&seen->others, 1);
    else if (status == STATUS_GONE && why->text[0] == '\0')
        atomic_fetch_add(&seen->lost, 1);
}

static void plug(const struct seen *seen, const char *name)
{
    static const int keys[] = {KEY_F12};
    pedal_rename(name);
    pedal_plug(seen->path, keys, 1);
}

/* The event wakes who waits for it; what they read is the loss. */
static void unplug(const struct seen *seen)
{
    const struct input_event event = {.type = EV_SYN};
    pedal_unplug();
    assert_int_equal(write(seen->feed, &event, sizeof event), sizeof event);
}

static void make_node(struct seen *seen)
{
    seen->testbed = pedal_bed(seen->path);
    plug(seen, "Mocked pedal");
    seen->feed = open(seen->path, O_RDWR | O_CLOEXEC);
    assert_true(seen->feed >= 0);
}

static void open_bench(struct seen *seen)
{
    struct why why = {0};
    const struct bench_host host = {.host = seen, .report = on_report, .record = keep_any_record};
    stop_init(&seen->stop);
    seen->spec.n_responses = 1;
    seen->spec.responses[0] = (struct response_spec){.kind = RESPONSE_PEDAL, .code = "F12"};
    strcpy(seen->spec.responses[0].path, node);
    assert_int_equal(bench_new(&seen->spec, &seen->stop, NULL, &host, &seen->bench, &why),
                     STATUS_OK);
    seen->loop = loop_with_source((struct bench_loop_config){.bench = seen->bench,
                                                             .spec = &seen->spec,
                                                             .stop = &seen->stop,
                                                             .source = on_source,
                                                             .host = seen},
                                  &seen->source);
}

static void another_device_in_the_place_of_a_lost_pedal_is_not_taken(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct why why = {0};
    make_node(&seen);
    open_bench(&seen);
    unplug(&seen);
    wait_for(&seen.lost, 1);
    plug(&seen, "Keyboard");
    wait_for(&seen.others, 1);
    assert_int_equal(atomic_load(&seen.back), 0);
    plug(&seen, "Mocked pedal");
    wait_for(&seen.back, 1);
    assert_int_equal(bench_loop_join(seen.loop, &why), STATUS_OK);
    response_unit_close(&seen.source.unit);
    bench_free(seen.bench);
    stop_fini(&seen.stop);
    close(seen.feed);
    g_object_unref(seen.testbed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_device_in_the_place_of_a_lost_pedal_is_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
