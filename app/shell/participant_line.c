#include "shell/participant_line.h"

#include "link/port.h"

#include <errno.h>
#include <math.h>
#include <sys/socket.h>
#include <unistd.h>

enum status participant_line_open(struct participant_line *line, const char *place, struct why *why)
{
    *line = (struct participant_line){.fd = -1};
    const enum status status = window_listen(place, &line->listen_fd, why);
    line->is_open = status == STATUS_OK;
    return status;
}

static void hang_up(struct participant_line *line)
{
    if (line->fd >= 0)
        close(line->fd);
    line->fd = -1;
}

void participant_line_close(struct participant_line *line)
{
    if (!line->is_open)
        return;
    hang_up(line);
    close(line->listen_fd);
    line->is_open = false;
}

/* Half a line would be garbage before the next one: who has no room for a line is not there. */
static bool say(struct participant_line *line, const char *text, size_t n)
{
    const ssize_t sent = send(line->fd, text, n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent == (ssize_t)n)
        return true;
    if (sent >= 0 || (errno != EAGAIN && errno != EINTR))
        hang_up(line);
    return false;
}

static void hear(struct participant_line *line)
{
    uint8_t heard[64];
    char name[VAS_END_LINE_MAX];
    ssize_t n = 0;
    while (line->fd >= 0 && (n = recv(line->fd, heard, sizeof heard, MSG_DONTWAIT)) > 0)
        for (ssize_t i = 0; i < n && line->fd >= 0; i++)
            if (vas_end_hear(&line->end, heard[i]))
                (void)say(line, name, vas_end_name(LIMEN_VERSION, name));
    if (line->fd >= 0 && n == 0)
        hang_up(line);
}

/* The bench opens the link anew after it was lost: the newest is the one that counts. */
static void greet(struct participant_line *line, mono_ns now)
{
    const int fd = window_accept(line->listen_fd);
    if (fd < 0)
        return;
    hang_up(line);
    line->fd = fd;
    line->end = (struct vas_end){0};
    line->next = now;
}

void participant_line_tend(struct participant_line *line, mono_ns now, double rating,
                           bool is_pressed)
{
    char text[VAS_END_LINE_MAX];
    if (!line->is_open)
        return;
    greet(line, now);
    hear(line);
    if (now < line->next)
        return;
    line->next += VAS_END_PERIOD;
    if (line->next <= now) /* the program was busy: nothing is said of the time before */
        line->next = now + VAS_END_PERIOD;
    if (line->fd < 0)
        return;
    const size_t n = vas_end_say(&line->end, rating, is_pressed, text);
    if (say(line, text, n))
        line->said += isnan(rating) ? 0 : 1;
}
