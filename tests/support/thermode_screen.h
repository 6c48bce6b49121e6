/* The examiner at a terminal, before a thermode and a box in processes of their own. */
#ifndef LIMEN_TESTS_THERMODE_SCREEN_H
#define LIMEN_TESTS_THERMODE_SCREEN_H

#include "support/screen.h"

struct thermode_screen {
    struct screen *screen;
    struct program sim;
    char link[128], box[128];
    bool is_there; /* the simulated thermode */
};

static inline void thermode_screen_bench(struct thermode_screen *scene, const char *response)
{
    char text[700];
    snprintf(text, sizeof text,
             "local t = instrument { driver = \"qst-tcs\", port = \"pty:%s\" }\n"
             "return bench { thermode = t, response = %s }\n",
             scene->link, response);
    use_bench(scene->screen, text);
}

/* Nothing is plugged in yet; the response is a key. */
static inline struct thermode_screen *thermode_screen_bare(const char *protocol)
{
    struct thermode_screen *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    scene->screen = screen_new(protocol);
    folder_file(&scene->screen->folder, "tcs", scene->link);
    folder_file(&scene->screen->folder, "box", scene->box);
    thermode_screen_bench(scene, "key \"b\"");
    return scene;
}
static inline void thermode_screen_plug(struct thermode_screen *scene)
{
    program_start(&scene->sim,
                  (const char *const[]){"sim", "qst-tcs", "--link", scene->link, "--box",
                                        "--box-link", scene->box, NULL},
                  NULL);
    while (!strstr(program_out(&scene->sim), "box\t"))
        assert_true(program_listen(&scene->sim, mono_now() + 20 * MONO_MS));
    scene->is_there = true;
}

/* Plugged in, with its box, and used without a check. */
static inline struct thermode_screen *thermode_screen_new(const char *protocol)
{
    char response[200];
    struct thermode_screen *scene = thermode_screen_bare(protocol);
    snprintf(response, sizeof response, "box { port = \"pty:%s\" }", scene->box);
    thermode_screen_bench(scene, response);
    scene->screen->override = "simulated";
    thermode_screen_plug(scene);
    return scene;
}

static inline void thermode_screen_unplug(struct thermode_screen *scene)
{
    kill(scene->sim.pid, SIGTERM);
    assert_int_equal(program_join(&scene->sim, 20 * MONO_SEC), 0);
    scene->is_there = false;
}

static inline int thermode_screen_teardown(void **state)
{
    struct thermode_screen *scene = *state;
    if (scene->is_there)
        thermode_screen_unplug(scene);
    screen_free(scene->screen);
    free(scene);
    return 0;
}

#endif
