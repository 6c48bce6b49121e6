#include "child_internal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

enum { HEAD = 5, FRAME_SIZE_MAX = 4 * 1024 * 1024, PATIENCE_MS = 1000 };

static bool send_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n > 0) {
            data += n;
            size -= (size_t)n;
            continue;
        }
        if (n < 0 && errno == EINTR)
            continue;
        struct pollfd room = {.fd = fd, .events = POLLOUT};
        if (n == 0 || errno != EAGAIN || poll(&room, 1, PATIENCE_MS) <= 0)
            return false;
    }
    return true;
}

bool frame_send(int fd, enum frame_kind kind, const char *data, size_t size)
{
    if (size > FRAME_SIZE_MAX)
        return false;
    char head[HEAD] = {(char)kind};
    const uint32_t length = (uint32_t)size;
    memcpy(head + 1, &length, sizeof length);
    return send_all(fd, head, sizeof head) && send_all(fd, data, size);
}

int frame_take(struct frame_reader *reader, enum frame_kind *kind, struct text *data)
{
    struct text *bytes = &reader->bytes;
    uint32_t length;
    if (bytes->length < HEAD)
        return 0;
    memcpy(&length, bytes->data + 1, sizeof length);
    if (length > FRAME_SIZE_MAX)
        return -1;
    if (bytes->length < HEAD + (size_t)length)
        return 0;
    *kind = (enum frame_kind)bytes->data[0];
    text_clear(data);
    text_append(data, bytes->data + HEAD, length);
    bytes->length -= HEAD + (size_t)length;
    memmove(bytes->data, bytes->data + HEAD + length, bytes->length);
    return text_is_whole(data) ? 1 : -1;
}

bool frame_read(struct frame_reader *reader, int fd)
{
    char piece[4096];
    const ssize_t n = recv(fd, piece, sizeof piece, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    text_append(&reader->bytes, piece, (size_t)n);
    return n > 0 && text_is_whole(&reader->bytes);
}
