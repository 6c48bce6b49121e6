#include "tcp_line_internal.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAITING = 4 }; /* clients that connect one after the other */

/* getaddrinfo would cut a number that is too high. */
static bool is_port(const char *text)
{
    const size_t n = strlen(text);
    return n >= 1 && n <= 5 && strspn(text, "0123456789") == n &&
           strtoul(text, NULL, 10) <= UINT16_MAX;
}

static enum status find_address(const char *address, struct addrinfo **found, struct why *why)
{
    char host[SIM_TCP_NAME];
    const char *colon = strrchr(address, ':');
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    const size_t n = colon ? (size_t)(colon - address) : 0;
    if (n > 0 && n < sizeof host && is_port(colon + 1)) {
        memcpy(host, address, n);
        host[n] = '\0';
        if (getaddrinfo(host, colon + 1, &hints, found) == 0)
            return STATUS_OK;
    }
    return why_set(
        why, STATUS_INVALID,
        "%s is no address to listen at: write one as 127.0.0.1:9797, with port 0 for any "
        "that is free.",
        address);
}

static int listen_at(const struct addrinfo *where)
{
    const int yes = 1;
    const int fd = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(fd, where->ai_addr, where->ai_addrlen) == 0 && listen(fd, WAITING) == 0)
        return fd;
    const int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return -1;
}

/* With the port that it got. */
static enum status name_line(struct sim_tcp_line *line, const char *address, struct why *why)
{
    struct sockaddr_storage own;
    socklen_t size = sizeof own;
    char port[8];
    if (getsockname(line->listener, (struct sockaddr *)&own, &size) != 0 ||
        getnameinfo((struct sockaddr *)&own, size, NULL, 0, port, sizeof port, NI_NUMERICSERV) != 0)
        return why_set(why, STATUS_IO, "Cannot find the port of %s.", address);
    const size_t host = (size_t)(strrchr(address, ':') - address);
    snprintf(line->name, sizeof line->name, "%.*s:%s", (int)host, address, port);
    return STATUS_OK;
}

enum status tcp_line_open(struct sim_tcp_line *line, const char *address, struct why *why)
{
    struct addrinfo *found;
    const char *const wanted = line->name[0] ? line->name : address;
    const enum status status = find_address(wanted, &found, why);
    if (status != STATUS_OK)
        return status;
    line->listener = listen_at(found);
    const int error = errno;
    freeaddrinfo(found);
    if (line->listener >= 0)
        return name_line(line, address, why);
    return why_set(why, error == EADDRINUSE ? STATUS_BUSY : STATUS_IO, "Cannot listen at %s: %s.",
                   wanted, strerror(error));
}

void tcp_line_close(struct sim_tcp_line *line)
{
    if (line->listener >= 0)
        close(line->listener);
    line->listener = -1;
}

int tcp_line_accept(const struct sim_tcp_line *line)
{
    const int yes = 1;
    const int fd = accept4(line->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) /* an answer does not wait for the next; it is as right without */
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}
