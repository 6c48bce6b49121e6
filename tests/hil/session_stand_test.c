/* A bench between sessions: who is there, pulled out and plugged in, connected again when somebody asks for it. */
#include "session/stand.h"

#include "base/clock.h"
#include "stimulus/pressure_hold.h"
#include "support/sim_gauges.h"

#define PATIENCE (60 * MONO_SEC)

struct scene {
    struct stop_line stop;
    struct nursery *nursery;
    char folder[64];
    struct sim_gauge_child gauge;
    struct bench_spec spec;
    struct stand *stand;
    unsigned lost; /* links */
};

static void on_report(void *context, const struct report *report)
{
    struct scene *scene = context;
    scene->lost += report->kind == REPORT_GONE;
}

static void turn(struct scene *scene)
{
    const struct stand_view view = {.view = scene, .report = on_report};
    struct pollfd set[STAND_POLL_MAX];
    const size_t n = stand_poll(scene->stand, set);
    poll(set, (nfds_t)n, 20);
    stand_turn(scene->stand, &view);
}

static bool is_ready(const struct scene *scene)
{
    return desk_known(stand_desk(scene->stand), 0)->is_ready;
}

static bool is_faulty(const struct scene *scene)
{
    return desk_known(stand_desk(scene->stand), 0)->fault != FAULT_NONE;
}

static bool is_missing(const struct scene *scene)
{
    const struct stand_port *port = stand_port(scene->stand, 0);
    return port->is_told && port->status == STATUS_NOT_FOUND && port->why.text[0];
}

static void await(struct scene *scene, bool (*is_so)(const struct scene *scene))
{
    const mono_ns until = mono_now() + PATIENCE;
    while (!is_so(scene) && mono_now() < until)
        turn(scene);
    assert_true(is_so(scene));
}

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct why why = {0};
    *state = scene;
    stop_init(&scene->stop);
    assert_int_equal(nursery_start(&scene->nursery, &why), STATUS_OK);
    gauges_folder(scene->folder);
    gauge_plug(&scene->gauge, scene->nursery, scene->folder, "mark10");
    scene->spec.n_instruments = 1;
    scene->spec.instruments[0] =
        (struct instrument_spec){.name = "algometer", .driver = "mark10", .capacity_n = 500};
    snprintf(scene->spec.instruments[0].port, sizeof scene->spec.instruments[0].port, "%.127s",
             scene->gauge.port);
    scene->spec.roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .channel = "force", .probe_area_cm2 = 1};
    const struct stand_config config = {.spec = &scene->spec, .stop = &scene->stop};
    if (stand_open(&config, &scene->stand, &why) != STATUS_OK ||
        stand_go(scene->stand, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    struct why why = {0};
    assert_int_equal(stand_close(scene->stand, &why), STATUS_OK);
    gauge_unplug(&scene->gauge);
    nursery_stop(scene->nursery);
    stop_fini(&scene->stop);
    rmdir(scene->folder);
    free(scene);
    return 0;
}

static void what_is_pulled_out_is_missed_and_comes_back_by_itself(void **state)
{
    struct scene *scene = *state;
    await(scene, is_ready);
    gauge_unplug(&scene->gauge);
    await(scene, is_faulty);
    assert_false(is_ready(scene));
    await(scene, is_missing);
    gauge_plug(&scene->gauge, scene->nursery, scene->folder, "mark10");
    await(scene, is_ready);
    assert_int_equal(desk_known(stand_desk(scene->stand), 0)->fault, FAULT_NONE);
    assert_int_equal(stand_port(scene->stand, 0)->status, STATUS_OK);
}

static bool was_lost(const struct scene *scene)
{
    return scene->lost > 0;
}

static void trying_again_closes_and_opens_the_link(void **state)
{
    struct scene *scene = *state;
    await(scene, is_ready);
    assert_int_equal(scene->lost, 0);
    stand_reopen(scene->stand, 0);
    await(scene, was_lost);
    await(scene, is_ready);
    assert_int_equal(scene->lost, 1);
}

static unsigned told;

static bool is_told_more(const struct scene *scene)
{
    return stand_port(scene->stand, 0)->n_told > told;
}

/* What is missing is told anew, for whoever asks anew. */
static void trying_again_what_is_not_there_says_why(void **state)
{
    struct scene *scene = *state;
    await(scene, is_ready);
    gauge_unplug(&scene->gauge);
    await(scene, is_missing);
    told = stand_port(scene->stand, 0)->n_told;
    stand_reopen(scene->stand, 0);
    await(scene, is_told_more);
    assert_true(is_missing(scene));
    gauge_plug(&scene->gauge, scene->nursery, scene->folder, "mark10");
    await(scene, is_ready);
}

/* 20 readings of a gauge that is asked five times per second take four seconds. */
static bool reads_quickly(const struct scene *scene)
{
    static uint32_t first;
    static mono_ns first_at;
    static bool is_quick;
    double value;
    mono_ns t;
    const uint32_t n = stand_readings(scene->stand, ROLE_ALGOMETER);
    if (!stand_reading(scene->stand, ROLE_ALGOMETER, &value, &t) || first == 0) {
        first = n;
        first_at = t;
        return false;
    }
    if (is_quick || n - first < 20)
        return is_quick;
    is_quick = t - first_at < 2 * MONO_SEC * (n - first) / 20;
    first = n;
    first_at = t;
    return is_quick;
}

static void a_channel_is_read_quickly_while_somebody_wants_it(void **state)
{
    struct scene *scene = *state;
    await(scene, is_ready);
    assert_int_equal(stand_readings(scene->stand, ROLE_BATH), 0);
    stand_read(scene->stand, ROLE_ALGOMETER, COMMAND_STREAM);
    await(scene, reads_quickly);
    stand_read(scene->stand, ROLE_ALGOMETER, COMMAND_IDLE);
}

/* ---- the end of a bench while something presses */

static void open_cuff(struct scene *scene, const struct sim_fault *fault)
{
    struct why why = {0};
    stop_init(&scene->stop);
    scene->spec.n_instruments = 1;
    scene->spec.instruments[0] = (struct instrument_spec){
        .name = "left cuff", .driver = "presser", .port = "sim:presser", .pressure_max_kpa = 60};
    scene->spec.roles[ROLE_COND_CUFF] = (struct role_spec){.bound = true, .channel = "outlet1"};
    const struct sim_participant participant = sim_participant_defaults();
    const struct stand_config config = {.spec = &scene->spec,
                                        .participant = &participant,
                                        .faults = fault,
                                        .n_faults = fault != NULL,
                                        .stop = &scene->stop};
    if (stand_open(&config, &scene->stand, &why) != STATUS_OK ||
        stand_go(scene->stand, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static bool presses(const struct scene *scene)
{
    double kpa = 0;
    mono_ns t;
    return stand_reading(scene->stand, ROLE_COND_CUFF, &kpa, &t) && kpa > 5;
}

static void press(struct scene *scene)
{
    struct pressure_hold_spec spec = pressure_hold_defaults();
    struct order order = {.kind = ORDER_START};
    spec.rate_kpa_per_s = 20;
    spec.hold = 60 * MONO_SEC;
    order.start.handle = desk_next_handle(stand_desk(scene->stand));
    order.start.reactor = &pressure_hold;
    order.start.n_channels = 1;
    order.start.limit = 50;
    memcpy(order.start.spec, &spec, sizeof spec);
    await(scene, is_ready);
    assert_true(bench_role(stand_bench(scene->stand), ROLE_COND_CUFF, &order.start.channels[0]));
    assert_int_equal(stand_order(scene->stand, &order), STATUS_OK);
    await(scene, presses);
}

static void a_bench_that_ends_stops_what_presses_and_sees_it_at_rest(void **state)
{
    (void)state;
    struct scene scene = {0};
    struct why why = {0};
    open_cuff(&scene, NULL);
    press(&scene);
    assert_int_equal(stand_close(scene.stand, &why), STATUS_OK);
    assert_string_equal(why.text, "");
    stop_fini(&scene.stop);
}

/* It has stopped answering while it pressed: nobody knows whether it has let go. */
static void a_bench_that_ends_names_what_it_has_not_seen_at_rest(void **state)
{
    (void)state;
    struct scene scene = {0};
    struct sim_fault fault;
    struct why why = {0};
    assert_int_equal(sim_fault_parse("silence:at=10ms", &fault, &why), STATUS_OK);
    open_cuff(&scene, &fault);
    press(&scene);
    const struct sim_control cue = {.kind = SIM_CONTROL_CUE, .t = mono_now()};
    stand_tell(scene.stand, &cue);
    await(&scene, is_faulty);
    assert_int_equal(stand_close(scene.stand, &why), STATUS_TIMEOUT);
    assert_non_null(strstr(why.text, "left cuff"));
    assert_non_null(strstr(why.text, "switch it off by hand"));
    stop_fini(&scene.stop);
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_BENCH(what_is_pulled_out_is_missed_and_comes_back_by_itself),
        ON_A_BENCH(trying_again_closes_and_opens_the_link),
        ON_A_BENCH(trying_again_what_is_not_there_says_why),
        ON_A_BENCH(a_channel_is_read_quickly_while_somebody_wants_it),
        cmocka_unit_test(a_bench_that_ends_stops_what_presses_and_sees_it_at_rest),
        cmocka_unit_test(a_bench_that_ends_names_what_it_has_not_seen_at_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
