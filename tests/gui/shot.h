/* A picture of the window as a PNG file: what it shows, how large, in which theme and language; from the arguments
 * FOLDER [WIDTH HEIGHT SCALE] [dark|light] [en|de] [STATE] of a program. */
#ifndef LIMEN_TESTS_GUI_SHOT_H
#define LIMEN_TESTS_GUI_SHOT_H

#include "gui/gui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shot {
    const char *folder, *theme, *language, *only;
    float width, height, scale;
    struct fonts *fonts;
    struct view view;
    struct input_queue input;
    struct actions actions;
};

/* One state of a screen: what its frames are given. */
typedef void shot_fill(struct shot *shot, struct gui *gui, size_t state);

static inline bool shot_wants(const struct shot *shot, const char *name)
{
    return !shot->only || strcmp(shot->only, name) == 0;
}

static inline void shot_frame(struct shot *shot, struct gui *gui)
{
    gui_frame(gui, 10 * MONO_SEC, &shot->view, &shot->input, &shot->actions);
}

static inline enum status shot_draw(struct shot *shot, const char *name, shot_fill *fill,
                                    size_t state, struct why *why)
{
    const struct gui_config config = {shot->width, shot->height,
                                      shot->theme[0] == 'l' ? THEME_LIGHT : THEME_DARK,
                                      shot->language[0] == 'd' ? LANGUAGE_DE : LANGUAGE_EN};
    struct gui *gui = NULL;
    struct surface *surface = NULL;
    char path[512];
    enum status status = gui_new(&config, shot->fonts, &gui);
    if (status == STATUS_OK)
        status = surface_new((int)(shot->width * shot->scale), (int)(shot->height * shot->scale),
                             shot->scale, shot->fonts, &surface);
    if (status == STATUS_OK) {
        input_clear(&shot->input);
        fill(shot, gui, state);
        gui_paint(gui, surface, true, NULL, 0);
        snprintf(path, sizeof path, "%s/%s-%.0f-x%.0f-%s-%s.png", shot->folder, name,
                 (double)shot->width, (double)shot->scale, shot->theme, shot->language);
        status = surface_save_png(surface, path, why);
    }
    surface_free(surface);
    gui_free(gui);
    return status;
}

static inline void shot_arguments(struct shot *shot, int argc, char **argv)
{
    const bool has_size = argc > 4, has_look = argc > 6;
    shot->folder = argc > 1 ? argv[1] : ".";
    shot->width = has_size ? strtof(argv[2], NULL) : 1440;
    shot->height = has_size ? strtof(argv[3], NULL) : 900;
    shot->scale = has_size ? strtof(argv[4], NULL) : 1;
    shot->theme = has_look ? argv[5] : "dark";
    shot->language = has_look ? argv[6] : "en";
    shot->only = argc > 7 ? argv[7] : NULL;
}

/* The main of a program: `draw_all` draws the states that are wanted. */
static inline int shot_main(int argc, char **argv,
                            enum status (*draw_all)(struct shot *shot, struct why *why))
{
    struct shot *shot = calloc(1, sizeof *shot);
    struct why why = {0};
    if (shot == NULL)
        return 1;
    shot_arguments(shot, argc, argv);
    enum status status = fonts_open(&shot->fonts, &why);
    if (status == STATUS_OK)
        status = draw_all(shot, &why);
    if (status != STATUS_OK)
        fprintf(stderr, "%s %s\n", status_text(status), why.text);
    fonts_close(shot->fonts);
    free(shot);
    return status == STATUS_OK ? 0 : 1;
}

#endif
