/* Draws the session screen in every state, as PNG files: run_render FOLDER [WIDTH HEIGHT SCALE] [dark|light] [en|de] [STATE]. */
#include "gui/gui.h"
#include "gui/run_scene.h"

#include <stdlib.h>

struct shot {
    const char *folder, *theme, *language;
    float width, height, scale;
};

static enum status draw(const struct shot *shot, const struct scene *scene, struct fonts *fonts,
                        struct why *why)
{
    const bool is_light = strcmp(shot->theme, "light") == 0,
               is_german = strcmp(shot->language, "de") == 0;
    const struct gui_config config = {shot->width, shot->height,
                                      is_light ? THEME_LIGHT : THEME_DARK,
                                      is_german ? LANGUAGE_DE : LANGUAGE_EN};
    struct view *view = calloc(1, sizeof *view);
    struct input_queue *input = calloc(1, sizeof *input);
    struct actions *actions = calloc(1, sizeof *actions);
    struct gui *gui = NULL;
    struct surface *surface = NULL;
    char path[512];
    enum status status =
        view && input && actions ? gui_new(&config, fonts, &gui) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = surface_new((int)(shot->width * shot->scale), (int)(shot->height * shot->scale),
                             shot->scale, fonts, &surface);
    if (status == STATUS_OK) {
        const struct input_event press = {.kind = INPUT_KEY_DOWN, .key = (uint16_t)scene->key};
        scene_fill(view, scene);
        if (scene->key)
            input_push(input, &press);
        gui_frame(gui, 10 * MONO_SEC, view, input, actions);
        gui_paint(gui, surface, true, NULL, 0);
        snprintf(path, sizeof path, "%s/run-%s-%.0f-x%.0f-%s-%s.png", shot->folder, scene->name,
                 (double)shot->width, (double)shot->scale, shot->theme, shot->language);
        status = surface_save_png(surface, path, why);
    }
    surface_free(surface);
    gui_free(gui);
    free(actions);
    free(input);
    free(view);
    return status;
}

int main(int argc, char **argv)
{
    struct shot shot = {
        .folder = ".", .theme = "dark", .language = "en", .width = 1440, .height = 900, .scale = 1};
    const char *only = argc > 7 ? argv[7] : NULL;
    struct fonts *fonts;
    struct why why = {0};
    if (argc > 1)
        shot.folder = argv[1];
    if (argc > 4) {
        shot.width = strtof(argv[2], NULL);
        shot.height = strtof(argv[3], NULL);
        shot.scale = strtof(argv[4], NULL);
    }
    if (argc > 6) {
        shot.theme = argv[5];
        shot.language = argv[6];
    }
    enum status status = fonts_open(&fonts, &why);
    for (size_t i = 0; i < SCENES && status == STATUS_OK; i++)
        if (!only || strcmp(only, scenes[i].name) == 0)
            status = draw(&shot, &scenes[i], fonts, &why);
    if (status != STATUS_OK)
        fprintf(stderr, "%s\n", why.text);
    return status == STATUS_OK ? 0 : 1;
}
