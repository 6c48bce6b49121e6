/* Draws the session screen in every state, as PNG files: run_render FOLDER [WIDTH HEIGHT SCALE] [dark|light] [en|de] [STATE]. */
#include "gui/run_scene.h"
#include "gui/shot.h"

static void show(struct shot *shot, struct gui *gui, size_t state)
{
    const struct scene *scene = &scenes[state];
    const struct input_event press = {.kind = INPUT_KEY_DOWN, .key = (uint16_t)scene->key};
    scene_fill(&shot->view, scene);
    if (scene->key)
        input_push(&shot->input, &press);
    shot_frame(shot, gui);
}

static enum status draw_all(struct shot *shot, struct why *why)
{
    enum status status = STATUS_OK;
    char name[64];
    for (size_t i = 0; i < SCENES && status == STATUS_OK; i++) {
        snprintf(name, sizeof name, "run-%s", scenes[i].name);
        if (shot_wants(shot, scenes[i].name))
            status = shot_draw(shot, name, show, i, why);
    }
    return status;
}

int main(int argc, char **argv)
{
    return shot_main(argc, argv, draw_all);
}
