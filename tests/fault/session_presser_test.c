/* Something that presses by itself while an algometer is pressed by hand: one stop ends both, whoever raises it, and a
 * program that is killed leaves nothing pressing. */
#include "base/rng.h"
#include "hw/bench_loop.h"
#include "hw/keeper.h"
#include "stimulus/pressure_hold.h"
#include "support/session_scene.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <termios.h>

enum { HOLD = 1000 }; /* a handle that is not the session's */

/* A stop is heard at once; the rest is venting: 30 kPa at 500 kPa/s, and the line. */
#define REST_WITHIN (150 * MONO_MS)

static const char protocol[] = "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, "
                               "max_trials = 2, rest = 1*sec }\n";

struct press {
    mono_ns hold_at, stop_at;
    mono_ns raised;             /* when the line was raised; 0: not yet */
    double most_kpa, after_kpa; /* highest output; output REST_WITHIN after the stop */
    bool is_checked;
};

static struct bench_spec bench_with_cuff(void)
{
    struct bench_spec spec = scene_bench();
    spec.n_instruments = 2;
    spec.instruments[1] = (struct instrument_spec){
        .name = "cuff", .driver = "presser", .port = "sim:presser", .pressure_max_kpa = 60};
    spec.roles[ROLE_COND_CUFF] =
        (struct role_spec){.bound = true, .instrument = 1, .channel = "outlet1"};
    return spec;
}

static struct order hold_order(struct bench *bench)
{
    struct order order = {.kind = ORDER_START};
    struct pressure_hold_spec spec = pressure_hold_defaults();
    spec.rate_kpa_per_s = 20;
    spec.hold = 60 * MONO_SEC;
    order.start.handle = HOLD;
    order.start.reactor = &pressure_hold;
    order.start.n_channels = 1;
    order.start.limit = 50;
    memcpy(order.start.spec, &spec, sizeof spec);
    assert_true(bench_role(bench, ROLE_COND_CUFF, &order.start.channels[0]));
    return order;
}

static void watch(struct scene *scene, struct rig *rig, mono_ns now)
{
    struct press *press = scene->extra;
    const double output = sim_port_output(rig_port(rig, 1));
    press->most_kpa = fmax(press->most_kpa, output);
    if (press->raised == 0 && stop_is_raised(&scene->stop))
        press->raised = now;
    if (press->raised > 0 && !press->is_checked && now >= press->raised + REST_WITHIN) {
        press->is_checked = true;
        press->after_kpa = output;
    }
}

static void hold_and_stop(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct press *press = scene->extra;
    if (now >= press->hold_at) {
        const struct order order = hold_order(rig_bench(rig));
        press->hold_at = MONO_NEVER;
        assert_int_equal(bench_submit(rig_bench(rig), &order), STATUS_OK);
    }
    if (now >= press->stop_at) {
        press->stop_at = MONO_NEVER;
        stop_raise(&scene->stop, STOP_KEY, now);
    }
    watch(scene, rig, now);
}

static struct scene *pressing(struct press *press)
{
    struct scene *scene = scene_new(protocol);
    scene->spec = bench_with_cuff();
    scene->between = hold_and_stop;
    scene->extra = press;
    return scene;
}

static void assert_at_rest(const struct press *press)
{
    assert_true(press->most_kpa > 5); /* it did press */
    assert_true(press->is_checked);
    assert_true(press->after_kpa == 0);
}

static void one_stop_ends_ramp_and_hold_at_any_instant(void **state)
{
    (void)state;
    const uint64_t seed = (uint64_t)mono_now();
    const rng_key key = rng_key_seed(seed);
    size_t in_ramp = 0;
    print_message("seed of the instants: %llu\n", (unsigned long long)seed);
    for (uint64_t i = 0; i < 60; i++) {
        struct press press = {.hold_at = 1500 * MONO_MS,
                              .stop_at = mono_from_sec(2.5 + 8 * rng_uniform(key, i))};
        struct scene *scene = pressing(&press);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s", scene->why.text);
        assert_at_rest(&press);
        in_ramp += scene_ends(scene, "stop");
        scene_assert_honest(scene);
        assert_int_equal(scene_counted(scene), 2); /* the ramp is repeated, the hold is not */
        scene_verify(scene);
        scene_free(scene);
    }
    assert_true(in_ramp > 20);
}

static enum decision leave_when_stopped(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

static void the_participants_button_as_a_stop_ends_both(void **state)
{
    (void)state;
    struct press press = {.hold_at = 1500 * MONO_MS, .stop_at = MONO_NEVER};
    struct scene *scene = pressing(&press);
    scene->spec.responses[0].is_stop = true;
    scene->rule = leave_when_stopped;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_at_rest(&press);
    scene_assert_honest(scene);
    assert_int_equal(scene_entries(scene, "stop", "\"cause\":\"participant\"", NULL), 1);
    assert_int_equal(scene_counted(scene), 0); /* pressed at the threshold, and yet no threshold */
    assert_int_equal(scene->cause, STATUS_STOPPED);
    scene_free(scene);
}

static void a_lost_algometer_stops_the_hold_too(void **state)
{
    (void)state;
    static const char *const specs[] = {"unplug:at=2s,for=1s,cue=1", "silence:at=2s,for=1s,cue=1",
                                        "reboot:at=2s,cue=1"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct press press = {.hold_at = 1500 * MONO_MS, .stop_at = MONO_NEVER};
        struct scene *scene = pressing(&press);
        scene_fault(scene, specs[i]);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", specs[i], scene->why.text);
        assert_at_rest(&press);
        assert_int_equal(scene_ends(scene, "fault"), 1);
        assert_int_equal(scene_counted(scene), 2);
        scene_free(scene);
    }
}

/* The response is the button of an instrument that is not there: nobody could end the ramp. */
static void without_the_participants_button_nothing_starts(void **state)
{
    (void)state;
    struct press press = {.hold_at = MONO_NEVER, .stop_at = MONO_NEVER};
    struct scene *scene = pressing(&press);
    scene->spec.responses[0] =
        (struct response_spec){.kind = RESPONSE_CHANNEL, .instrument = 1, .channel = "button"};
    snprintf(scene->spec.instruments[1].port, sizeof scene->spec.instruments[1].port, "sim:mark10");
    scene->between = NULL;
    scene->rule = leave_when_stopped;
    assert_int_equal(status_exit_code(scene_run(scene)), 3);
    assert_non_null(strstr(scene->why.text, "cuff: "));
    assert_int_equal(scene->n_rows, 0);
    scene_free(scene);
}

/* ---- a program that is killed */

struct seen {
    _Atomic double kpa;
    _Atomic int64_t rest_at; /* since when nothing presses; 0: it presses */
};

/* The instrument: a presser on the master's end, in a process of its own. */
static void instrument_main(int master, struct seen *seen)
{
    static struct sim_world world;
    static struct sim_port port;
    const struct sim_participant participant = sim_participant_defaults();
    struct why why;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sim_world_init(&world, &participant, 1);
    const struct sim_port_config config = {
        .instrument = sim_find("presser"), .world = &world, .seed = 1, .is_paced = true};
    if (sim_port_init(&port, &config, mono_now(), &why) != STATUS_OK)
        _exit(1);
    for (;;) {
        uint8_t data[512];
        size_t n, taken;
        struct pollfd set = {.fd = master, .events = POLLIN};
        poll(&set, 1, 1);
        const ssize_t got = set.revents & POLLIN ? read(master, data, sizeof data) : 0;
        if (got > 0 && sim_port_write(&port, data, (size_t)got, &taken) != STATUS_OK)
            _exit(1);
        const mono_ns now = mono_now();
        sim_port_turn(&port, now);
        while (sim_port_read(&port, data, sizeof data, &n) == STATUS_OK && n > 0)
            if (write(master, data, n) < 0)
                break;
        const double kpa = sim_port_output(&port);
        seen->kpa = kpa;
        seen->rest_at = kpa > 0 ? 0 : seen->rest_at ? seen->rest_at : now;
    }
}

static void ignore_report(void *host, const struct report *report)
{
    (void)host, (void)report;
}

static bool ignore_record(void *host, const struct bench_record *record)
{
    (void)host, (void)record;
    return true;
}

/* The program: bench thread and keeper; it presses until it is killed. */
static void program_main(const char *path)
{
    struct bench_spec spec = bench_with_cuff();
    spec.instruments[0] = spec.instruments[1];
    spec.n_instruments = 1;
    spec.roles[ROLE_ALGOMETER].bound = false;
    spec.roles[ROLE_COND_CUFF].instrument = 0;
    spec.n_responses = 0;
    snprintf(spec.instruments[0].port, sizeof spec.instruments[0].port, "pty:%s", path);
    static struct stop_line stop;
    struct keeper *keeper;
    struct bench *bench;
    struct bench_loop *loop;
    struct why why;
    const struct bench_host host = {.report = ignore_report, .record = ignore_record};
    stop_init(&stop);
    if (keeper_start(&keeper, &why) != STATUS_OK ||
        bench_new(&spec, &stop, keeper, &host, &bench, &why) != STATUS_OK)
        _exit(1);
    const struct bench_loop_config config = {
        .bench = bench, .spec = &spec, .stop = &stop, .keeper = keeper};
    if (bench_loop_start(&config, &loop, &why) != STATUS_OK)
        _exit(1);
    for (stimulus_handle handle = HOLD;; handle++) {
        struct order order = hold_order(bench); /* refused until the instrument is ready */
        order.start.handle = handle;
        if (bench_submit(bench, &order) == STATUS_OK)
            bench_loop_wake(loop);
        poll(NULL, 0, 100);
    }
}

static bool until(const struct seen *seen, bool presses, mono_ns within)
{
    const mono_ns end = mono_now() + within;
    while (mono_now() < end) {
        if ((seen->kpa > 20) == presses && (presses || seen->kpa == 0))
            return true;
        poll(NULL, 0, 1);
    }
    return false;
}

static void open_line(int *master, char path[64])
{
    struct termios raw;
    *master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    assert_true(*master >= 0);
    assert_int_equal(grantpt(*master), 0);
    assert_int_equal(unlockpt(*master), 0);
    assert_int_equal(ptsname_r(*master, path, 64), 0);
    assert_int_equal(tcgetattr(*master, &raw), 0);
    cfmakeraw(&raw);
    assert_int_equal(tcsetattr(*master, TCSANOW, &raw), 0);
}

static void after_kill_nine_the_keeper_lets_go(void **state)
{
    (void)state;
    struct seen *seen =
        mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(seen != MAP_FAILED);
    for (int i = 0; i < 3; i++) {
        char path[64];
        int master, status;
        memset(seen, 0, sizeof *seen);
        open_line(&master, path);
        const int slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC); /* the line stays up */
        const pid_t instrument = fork();
        if (instrument == 0)
            instrument_main(master, seen);
        const pid_t program = fork();
        if (program == 0)
            program_main(path);
        const bool pressed = until(seen, true, 20 * MONO_SEC);
        const mono_ns killed = mono_now();
        kill(program, SIGKILL);
        waitpid(program, &status, 0);
        const bool rests = until(seen, false, 2 * MONO_SEC);
        const mono_ns took = seen->rest_at - killed;
        kill(instrument, SIGKILL);
        waitpid(instrument, &status, 0);
        close(slave);
        close(master);
        assert_true(pressed);
        assert_true(rests);
        print_message("at rest %.0f ms after SIGKILL\n", mono_to_sec(took) * 1e3);
        assert_true(took < 300 * MONO_MS); /* before its own watchdog (500 ms) could do it */
    }
    munmap(seen, sizeof *seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_stop_ends_ramp_and_hold_at_any_instant),
        cmocka_unit_test(the_participants_button_as_a_stop_ends_both),
        cmocka_unit_test(a_lost_algometer_stops_the_hold_too),
        cmocka_unit_test(without_the_participants_button_nothing_starts),
        cmocka_unit_test(after_kill_nine_the_keeper_lets_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
