/* The wire of a CPAR (pressure.md 4.3, 4.4): frames with doubled FF, packets of a code, a length and data, and the longer
 * headers of both versions of the protocol. What follows the data is not looked at: surplus bytes, a checksum. */
#include "cpar_internal.h"

#include <assert.h>

enum { DLE = 0xff, STX = 0xf1, ETX = 0xf2 };
enum { MESSAGE = 0x80, NOT_ACKNOWLEDGED = 0, NAK_DISPATCH = 0xff };
enum { HAS_FORMAT = 0x80, HAS_ADDRESS = 0x10, LENGTH_SIZE = 3 }; /* of the format byte */
enum { OLD_LENGTH_16 = 0xfe, OLD_LENGTH_32 = 0xff };             /* before there was one */
enum { STUFFED_MAX = SIM_MESSAGE_MAX - 4 };

static size_t put(uint8_t *out, size_t n, uint8_t byte)
{
    assert(n < STUFFED_MAX);
    out[n++] = byte;
    if (byte == DLE)
        out[n++] = DLE;
    return n;
}

void cpar_say(const struct cpar_call *call, uint8_t code, const uint8_t *data, size_t n)
{
    uint8_t out[SIM_MESSAGE_MAX] = {DLE, STX};
    size_t size = put(out, 2, code);
    size = put(out, size, (uint8_t)n);
    for (size_t i = 0; i < n; i++)
        size = put(out, size, data[i]);
    if (call->cpar->settings[CPAR_SURPLUS])
        size = put(out, size, 0);
    out[size++] = DLE;
    out[size++] = ETX;
    call->io->send(call->io->host, call->t, out, size);
}

static size_t number(const uint8_t *data, size_t size)
{
    size_t value = 0;
    while (size-- > 0)
        value = value << 8 | data[size];
    return value;
}

/* Where the data begin, and how many there are; 0: the packet is shorter than it says, or says it in a way that the
 * reference firmware does not know. */
static size_t find_data(const struct cpar *cpar, size_t *n)
{
    const uint8_t *frame = cpar->frame;
    size_t size = 0, start = 2; /* size: bytes of a longer length */
    *n = cpar->n_frame > 1 ? frame[1] : 0;
    if (cpar->n_frame < start)
        return 0;
    if (cpar->is_old)
        size = frame[1] == OLD_LENGTH_16 ? 2 : frame[1] == OLD_LENGTH_32 ? 4 : 0;
    else if (frame[1] & HAS_FORMAT)
        size = frame[1] & LENGTH_SIZE;
    if (!cpar->is_old && (frame[1] & HAS_FORMAT) && (size < 1 || size > 2))
        return 0;
    if (start + size > cpar->n_frame)
        return 0;
    if (size > 0)
        *n = number(frame + start, size);
    start += size;
    if (!cpar->is_old && (frame[1] & HAS_FORMAT) && (frame[1] & HAS_ADDRESS))
        start++;
    return start <= cpar->n_frame && *n <= cpar->n_frame - start ? start : 0;
}

static void obey(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    size_t n;
    const size_t start = find_data(cpar, &n);
    if (cpar->n_frame && cpar->frame[0] >= MESSAGE)
        return; /* nobody answers a message */
    uint8_t error = NAK_DISPATCH;
    if (start)
        error = cpar_request(call, cpar->frame[0], cpar->frame + start, n);
    else if (cpar->settings[CPAR_SHORT])
        return;
    if (error)
        cpar_say(call, NOT_ACKNOWLEDGED, &error, 1);
}

static enum cpar_listen begin(struct cpar *cpar)
{
    cpar->n_frame = 0;
    return CPAR_DATA;
}

/* A frame that no request can fill is waited out. */
static enum cpar_listen keep(struct cpar *cpar, uint8_t byte)
{
    if (cpar->n_frame == CPAR_FRAME_MAX)
        return CPAR_WAIT_DLE;
    cpar->frame[cpar->n_frame++] = byte;
    return CPAR_DATA;
}

static enum cpar_listen after_dle(const struct cpar_call *call, uint8_t byte)
{
    if (byte == DLE)
        return keep(call->cpar, byte);
    if (byte == STX)
        return begin(call->cpar);
    if (byte == ETX)
        obey(call);
    return CPAR_WAIT_DLE;
}

void cpar_hear(const struct cpar_call *call, uint8_t byte)
{
    struct cpar *cpar = call->cpar;
    switch (cpar->listen) {
    case CPAR_WAIT_DLE:
        cpar->listen = byte == DLE ? CPAR_WAIT_STX : CPAR_WAIT_DLE;
        break;
    case CPAR_WAIT_STX:
        if (byte != DLE)
            cpar->listen = byte == STX ? begin(cpar) : CPAR_WAIT_DLE;
        break;
    case CPAR_DATA:
        cpar->listen = byte == DLE ? CPAR_WAIT_ETX : keep(cpar, byte);
        break;
    case CPAR_WAIT_ETX:
        cpar->listen = CPAR_WAIT_DLE; /* a request may restart it */
        cpar->listen = after_dle(call, byte);
        break;
    }
}
