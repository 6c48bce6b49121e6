/* Draws Study, Bench, Results and Protocol in every state, as PNG files:
 * screens_render FOLDER [WIDTH HEIGHT SCALE] [dark|light] [en|de] [STATE]. */
#include "gui/screens_scene.h"
#include "gui/shot.h"

static void show(struct shot *shot, struct gui *gui, size_t state)
{
    sheet_fill(&shot->view, &sheets[state]);
    shot_frame(shot, gui);
    sheet_hands(&shot->input, &sheets[state]);
    shot_frame(shot, gui);
}

static enum status draw_all(struct shot *shot, struct why *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < SHEETS && status == STATUS_OK; i++)
        if (shot_wants(shot, sheets[i].name))
            status = shot_draw(shot, sheets[i].name, show, i, why);
    return status;
}

int main(int argc, char **argv)
{
    return shot_main(argc, argv, draw_all);
}
