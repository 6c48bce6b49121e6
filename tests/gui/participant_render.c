/* Paints the participant's window in every state, as PNG files: participant_render FOLDER [WIDTH HEIGHT SCALE] [dark|light]
 * [en|de] [STATE]. It has one theme: the word is for the arguments' sake. */
#include "draw/surface.h"
#include "gui/participant.h"
#include "gui/participant_scene.h"
#include "gui/shot.h"

static enum status paint(const struct shot *shot, const struct participant_scene *scene,
                         struct why *why)
{
    struct participant_view view = scene->view;
    const struct rect area = {0, 0, shot->width, shot->height};
    struct canvas *canvas = canvas_new();
    struct surface *surface = NULL;
    char path[512];
    enum status status =
        surface_new((int)(shot->width * shot->scale), (int)(shot->height * shot->scale),
                    shot->scale, shot->fonts, &surface);
    view.language = shot->language[0] == 'd' ? LANGUAGE_DE : LANGUAGE_EN;
    if (status == STATUS_OK) {
        participant_draw(canvas, shot->fonts, area, 0, &view, &scene->mark);
        surface_paint(surface, canvas, area, PARTICIPANT_GROUND);
        snprintf(path, sizeof path, "%s/participant-%s-%.0f-%s.png", shot->folder, scene->name,
                 (double)shot->width, shot->language);
        status = surface_save_png(surface, path, why);
    }
    surface_free(surface);
    canvas_free(canvas);
    return status;
}

static enum status draw_all(struct shot *shot, struct why *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < PARTICIPANT_SCENES && status == STATUS_OK; i++)
        if (shot_wants(shot, participant_scenes[i].name))
            status = paint(shot, &participant_scenes[i], why);
    return status;
}

int main(int argc, char **argv)
{
    return shot_main(argc, argv, draw_all);
}
