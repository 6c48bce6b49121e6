/* What the examiner is told of a port: why it cannot be had, and not once more what is told already. */
#include "link/reasons.h"
#include "session/probe.h"
#include "support/session_scene.h"

struct pulled {
    bool is_done;
    size_t before, after_lost, after_missing, after_refused;
};

/* The cable is pulled while a site waits; then the port is not there, and at last it may not be opened. */
static void pull_once(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct pulled *pulled = scene->extra;
    struct session *session = rig_session(rig);
    const struct report lost = {.kind = REPORT_FAULT, .code = FAULT_LOST, .t = now};
    const struct port_info port = {.path = ""};
    struct why why = {0};
    if (pulled->is_done || scene->asked[PROMPT_ARM] == 0)
        return;
    pulled->is_done = true;
    pulled->before = scene->n_notices;
    session_hear(session, &lost);
    pulled->after_lost = scene->n_notices;
    session_port(session, 0, reason_set(&why, REASON_port_absent_all, "ttyUSB0", NULL), &port,
                 &why);
    pulled->after_missing = scene->n_notices;
    session_port(session, 0, reason_set(&why, REASON_port_busy, "ttyUSB0", NULL), &port, &why);
    pulled->after_refused = scene->n_notices;
    stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision leave(struct scene *scene, const struct prompt *prompt)
{
    struct pulled *pulled = scene->extra;
    if (prompt->kind == PROMPT_ARM && !pulled->is_done)
        return DECISION_NONE;
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

static void a_port_that_is_gone_with_its_cable_is_told_once(void **state)
{
    (void)state;
    struct pulled pulled = {0};
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") } }");
    scene->review = true;
    scene->language = LANGUAGE_DE;
    scene->extra = &pulled;
    scene->between = pull_once;
    scene->rule = leave;
    (void)scene_run(scene);
    assert_true(pulled.is_done);
    assert_int_equal(pulled.after_lost, pulled.before + 1);
    assert_int_equal(pulled.after_missing, pulled.after_lost);
    assert_int_equal(pulled.after_refused, pulled.after_missing + 1);
    assert_true(scene_noticed(scene, "Ein anderes Programm benutzt ttyUSB0"));
    scene_free(scene);
}

static void who_is_reached_through_a_network_is_not_asked_on_a_serial_line(void **state)
{
    (void)state;
    static const struct {
        const char *port;
        bool is_network;
    } rows[] = {{"usb:0403:6001:*", false},
                {"/dev/ttyUSB0", false},
                {"pty:/tmp/sim", true},
                {"tcp:here:9797", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct port_name name;
        assert_int_equal(port_parse(rows[i].port, &name, NULL), STATUS_OK);
        assert_int_equal(probe_may_ask(&name, driver_find("cpar-plus")), rows[i].is_network);
        assert_true(probe_may_ask(&name, driver_find("mark10")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_port_that_is_gone_with_its_cable_is_told_once),
        cmocka_unit_test(who_is_reached_through_a_network_is_not_asked_on_a_serial_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
