/* What the window shows, as JSON lines on standard output. A line comes when what the person has to do changes, not with every
 * number. */
#include "window_internal.h"

#include "shell/tell.h"

#include <stdio.h>
#include <string.h>

void window_tell(struct window *window)
{
    struct text line;
    if (!window->config->tells || !window->has_view)
        return;
    text_init(&line);
    if (tell_line(&window->view, &line) == STATUS_OK && line.length < sizeof window->told &&
        strcmp(window->told, text_cstr(&line)) != 0) {
        memcpy(window->told, text_cstr(&line), line.length + 1);
        puts(window->told);
        fflush(stdout);
    }
    text_fini(&line);
}
