/* The examiner at a terminal, before a thermode and a box in processes of their own. */
#ifndef LIMEN_TESTS_THERMODE_SCREEN_H
#define LIMEN_TESTS_THERMODE_SCREEN_H

#include "support/screen.h"

struct thermode_screen {
    struct screen *screen;
    struct program sim;
    bool is_gone; /* the simulated thermode, and its end was waited for */
};

static inline struct thermode_screen *thermode_screen_new(const char *protocol)
{
    struct thermode_screen *scene = calloc(1, sizeof *scene);
    char link[128], box[128], text[512];
    assert_non_null(scene);
    scene->screen = screen_new(protocol);
    scene->screen->override = "simulated";
    snprintf(text, sizeof text,
             "local t = instrument { driver = \"qst-tcs\", port = \"pty:%s\" }\n"
             "return bench { thermode = t, response = box { port = \"pty:%s\" } }\n",
             folder_file(&scene->screen->folder, "tcs", link),
             folder_file(&scene->screen->folder, "box", box));
    use_bench(scene->screen, text);
    program_start(
        &scene->sim,
        (const char *const[]){"sim", "qst-tcs", "--link", link, "--box", "--box-link", box, NULL},
        NULL);
    while (!strstr(program_out(&scene->sim), "box\t"))
        assert_true(program_listen(&scene->sim, mono_now() + 20 * MONO_MS));
    return scene;
}

static inline void thermode_screen_unplug(struct thermode_screen *scene)
{
    kill(scene->sim.pid, SIGTERM);
    assert_int_equal(program_join(&scene->sim, 20 * MONO_SEC), 0);
    scene->is_gone = true;
}

static inline int thermode_screen_teardown(void **state)
{
    struct thermode_screen *scene = *state;
    if (!scene->is_gone)
        thermode_screen_unplug(scene);
    screen_free(scene->screen);
    free(scene);
    return 0;
}

#endif
