#include "shell/window_scale.h"

#include <stddef.h>

/* What the figures of the screens' look are of. */
static const float look_dpi = 96, look_w = 1440, look_h = 900;
/* A display that is nearly as fine as a step takes that step. */
static const float nearly = 0.95f;

float window_scale_for(float dpi, int room_w, int room_h)
{
    static const float steps[] = {2, 1.5f, 1.25f};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (dpi >= nearly * steps[i] * look_dpi && look_w * steps[i] <= (float)room_w &&
            look_h * steps[i] <= (float)room_h)
            return steps[i];
    return 1;
}
