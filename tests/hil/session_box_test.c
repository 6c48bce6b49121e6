/* A response box on a real line, by the clock: it is pulled out while a trial runs, the examiner is told,
 * it is plugged in again, and the same session goes on. */
#include "stimulus/pressure_ramp.h"
#include "support/session_live.h"

#include <termios.h>

/* The box is a process: what the session forks must not inherit its end of the line. */
struct box {
    char link[128];
    pid_t pid;
    int orders;    /* to its process: a letter each */
    unsigned runs; /* trials that have begun to press */
    bool is_out, is_pressed;
};

static int plug_in(const char *link)
{
    struct termios raw;
    char path[64];
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0 ||
        tcgetattr(master, &raw) != 0 || ptsname_r(master, path, sizeof path) != 0)
        _exit(95);
    cfmakeraw(&raw);
    if (tcsetattr(master, TCSANOW, &raw) != 0 || symlink(path, link) != 0)
        _exit(96);
    return master;
}

static _Noreturn void box_main(const char *link, int orders)
{
    int master = -1;
    for (char order; read(orders, &order, 1) == 1;) {
        if (order == 'p')
            master = plug_in(link);
        if (order == 'u' && (unlink(link) != 0 || close(master) != 0))
            _exit(97);
        if (order == '1' && write(master, &order, 1) != 1)
            _exit(98);
    }
    _exit(unlink(link) == 0 ? 0 : 99);
}

static void tell(const struct box *box, char order)
{
    assert_int_equal(write(box->orders, &order, 1), 1);
}

static void box_open(struct box *box, const struct folder *folder)
{
    int pipe_fds[2];
    const mono_ns until = mono_now() + 10 * MONO_SEC;
    folder_file(folder, "box", box->link);
    assert_int_equal(pipe2(pipe_fds, O_CLOEXEC), 0);
    box->orders = pipe_fds[1];
    box->pid = fork();
    if (box->pid == 0) {
        close(pipe_fds[1]);
        box_main(box->link, pipe_fds[0]);
    }
    close(pipe_fds[0]);
    tell(box, 'p');
    while (access(box->link, F_OK) != 0 && mono_now() < until)
        poll(NULL, 0, 2);
}

static void box_close(const struct box *box)
{
    int status;
    close(box->orders);
    assert_int_equal(waitpid(box->pid, &status, 0), box->pid);
    assert_int_equal(status, 0);
}

static void on_phase(void *view, enum phase phase, double value)
{
    struct scene *scene = view;
    struct box *box = scene->extra;
    (void)value;
    if (phase != PHASE_RUNNING)
        return;
    box->runs++;
    if (box->runs == 1) {
        tell(box, 'u');
        box->is_out = true;
    }
}

/* After the stop the examiner waits until the screen says that the box is back. */
static enum decision wait_for_the_box(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static void on_tick(void *context, struct live *live)
{
    struct scene *scene = context;
    struct box *box = scene->extra;
    const struct prompt *prompt = session_prompt(live_session(live));
    struct pressure_ramp_live look;
    if (box->runs == 2 && !box->is_pressed && live_look(live, &look, sizeof look) &&
        look.pressure_kpa > 100) {
        tell(box, '1');
        box->is_pressed = true;
    }
    if (!prompt || prompt->kind != PROMPT_STOPPED)
        return;
    if (box->is_out && scene_noticed(scene, "the response is gone")) {
        tell(box, 'p');
        box->is_out = false;
    }
    if (scene_noticed(scene, "the response is back"))
        session_decide(live_session(live), DECISION_REPEAT, NULL);
}

static void a_box_pulled_out_in_a_trial_and_plugged_in_again_does_not_end_the_session(void **state)
{
    (void)state;
    struct scene *scene =
        scene_new("    return ppt { sites = { site(\"thenar\", \"left\") }, trials "
                  "= 1, rate = 50*kPa/sec, tolerance = 90*percent, rest = 0*sec }\n");
    struct box box = {.pid = -1};
    box_open(&box, &scene->folder);
    scene->extra = &box;
    scene->rule = wait_for_the_box;
    scene->spec.responses[0] = (struct response_spec){.kind = RESPONSE_BYTE};
    snprintf(scene->spec.responses[0].path, sizeof scene->spec.responses[0].path, "pty:%.100s",
             box.link);
    scene_open(scene, NULL);
    if (scene_run_live(scene, &(struct scene_live){.phase = on_phase, .tick = on_tick}) !=
        STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
    assert_int_equal(scene->cause, STATUS_GONE);
    assert_int_equal(scene->n_rows, 2);
    assert_string_equal(scene->rows[0].end, "stop");
    assert_string_equal(scene->rows[1].end, "response");
    assert_int_equal(scene_counted(scene), 1);
    scene_verify(scene);
    box_close(&box);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_pulled_out_in_a_trial_and_plugged_in_again_does_not_end_the_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
