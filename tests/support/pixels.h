/* Two surfaces side by side. To be included after cmocka. */
#ifndef LIMEN_TESTS_PIXELS_H
#define LIMEN_TESTS_PIXELS_H

#include "draw/surface.h"

#include <stdbool.h>
#include <stdlib.h>

static inline bool pixels_are_alike(uint32_t a, uint32_t b, int tolerance)
{
    for (int shift = 0; shift < 24; shift += 8)
        if (abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff)) > tolerance)
            return false;
    return true;
}

/* `tolerance` of 255 in each channel: Cairo rounds what a pixel is covered by in another way when a clip meets the shape, most
 * at the ends of dashes (10 was seen there), which it counts from where the clip begins. A place that was forgotten differs by
 * more. */
static inline void pixels_compare(struct surface *part, struct surface *whole, const int size[2],
                                  int tolerance, unsigned step)
{
    for (int y = 0; y < size[1]; y++)
        for (int x = 0; x < size[0]; x++) {
            const uint32_t is = surface_pixel(part, x, y), was = surface_pixel(whole, x, y);
            if (!pixels_are_alike(is, was, tolerance))
                fail_msg("step %u: pixel %d,%d is %06x, painted whole %06x", step, x, y, is, was);
        }
}

#endif
