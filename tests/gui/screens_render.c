/* Draws Study, Bench, Results and Protocol in every state, as PNG files:
 * screens_render FOLDER [WIDTH HEIGHT SCALE] [dark|light] [en|de] [STATE]. */
#include "gui/gui.h"
#include "gui/screens_scene.h"

#include <stdlib.h>

struct shot {
    const char *folder, *theme, *language, *only;
    float width, height, scale;
};

struct parts {
    struct fonts *fonts;
    struct view view;
    struct input_queue input;
    struct actions actions;
};

static void show(struct gui *gui, struct parts *parts, const struct sheet *sheet)
{
    sheet_fill(&parts->view, sheet);
    input_clear(&parts->input);
    gui_frame(gui, 10 * MONO_SEC, &parts->view, &parts->input, &parts->actions);
    sheet_hands(&parts->input, sheet);
    gui_frame(gui, 10 * MONO_SEC, &parts->view, &parts->input, &parts->actions);
}

static enum status draw(const struct shot *shot, const struct sheet *sheet, struct parts *parts,
                        struct why *why)
{
    const struct gui_config config = {shot->width, shot->height,
                                      shot->theme[0] == 'l' ? THEME_LIGHT : THEME_DARK,
                                      shot->language[0] == 'd' ? LANGUAGE_DE : LANGUAGE_EN};
    struct gui *gui = NULL;
    struct surface *surface = NULL;
    char path[512];
    enum status status = gui_new(&config, parts->fonts, &gui);
    if (status == STATUS_OK)
        status = surface_new((int)(shot->width * shot->scale), (int)(shot->height * shot->scale),
                             shot->scale, parts->fonts, &surface);
    if (status == STATUS_OK) {
        show(gui, parts, sheet);
        gui_paint(gui, surface, true, NULL, 0);
        snprintf(path, sizeof path, "%s/%s-%.0f-x%.0f-%s-%s.png", shot->folder, sheet->name,
                 (double)shot->width, (double)shot->scale, shot->theme, shot->language);
        status = surface_save_png(surface, path, why);
    }
    surface_free(surface);
    gui_free(gui);
    return status;
}

static struct shot read_arguments(int argc, char **argv)
{
    struct shot shot = {".", "dark", "en", NULL, 1440, 900, 1};
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
    shot.only = argc > 7 ? argv[7] : NULL;
    return shot;
}

int main(int argc, char **argv)
{
    const struct shot shot = read_arguments(argc, argv);
    struct parts *parts = calloc(1, sizeof *parts);
    struct why why = {0};
    enum status status = parts != NULL ? fonts_open(&parts->fonts, &why) : STATUS_NO_MEMORY;
    for (size_t i = 0; i < SHEETS && status == STATUS_OK; i++)
        if (shot.only == NULL || strcmp(shot.only, sheets[i].name) == 0)
            status = draw(&shot, &sheets[i], parts, &why);
    if (status != STATUS_OK)
        fprintf(stderr, "%s %s\n", status_text(status), why.text);
    if (parts != NULL)
        fonts_close(parts->fonts);
    free(parts);
    return status == STATUS_OK ? 0 : 1;
}
