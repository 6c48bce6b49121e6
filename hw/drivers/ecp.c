/* WAIT -(FF)-> START -(F1)-> DATA -(FF)-> END, from there by the next byte: FF is a byte of the packet, F2 ends it, F1 begins
 * another, anything else gives it up. begin(), store() and give_up() do all of it. */
#include "ecp_internal.h"

enum { DLE = 0xff, STX = 0xf1, ETX = 0xf2 };
enum state { STATE_WAIT, STATE_START, STATE_DATA, STATE_END };

static void skip(struct ecp_reader *reader, unsigned bytes)
{
    const unsigned sum = reader->skipped + bytes;
    reader->skipped = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
}

static void begin(struct ecp_reader *reader)
{
    reader->state = STATE_DATA;
    reader->n = 0;
    reader->is_too_long = false;
}

static void store(struct ecp_reader *reader, uint8_t byte)
{
    reader->state = STATE_DATA;
    if (reader->n == ECP_PACKET_MAX)
        reader->is_too_long = true;
    else
        reader->bytes[reader->n++] = byte;
}

static enum ecp_found give_up(struct ecp_reader *reader, enum state next)
{
    skip(reader, reader->n + 4u);
    reader->state = (uint8_t)next;
    reader->n = 0;
    return ECP_BROKEN;
}

static enum ecp_found finish(struct ecp_reader *reader, struct ecp_packet *packet)
{
    const bool is_whole =
        !reader->is_too_long && reader->n >= 2 && reader->n == reader->bytes[1] + 2;
    if (!is_whole)
        return give_up(reader, STATE_WAIT);
    reader->state = STATE_WAIT;
    *packet = (struct ecp_packet){reader->bytes[0], reader->bytes[1], reader->bytes + 2};
    return ECP_PACKET;
}

static enum ecp_found take_end(struct ecp_reader *reader, uint8_t byte, struct ecp_packet *packet)
{
    if (byte == DLE) {
        store(reader, byte);
        return ECP_NOTHING;
    }
    if (byte == ETX)
        return finish(reader, packet);
    const enum ecp_found found = give_up(reader, STATE_WAIT);
    if (byte == STX)
        begin(reader);
    return found;
}

enum ecp_found ecp_take(struct ecp_reader *reader, uint8_t byte, struct ecp_packet *packet)
{
    switch ((enum state)reader->state) {
    case STATE_WAIT:
        if (byte == DLE)
            reader->state = STATE_START;
        else
            skip(reader, 1);
        return ECP_NOTHING;
    case STATE_START:
        if (byte == STX) {
            begin(reader);
            return ECP_NOTHING;
        }
        skip(reader, byte == DLE ? 1 : 2);
        reader->state = byte == DLE ? STATE_START : STATE_WAIT;
        return ECP_NOTHING;
    case STATE_DATA:
        if (byte == DLE)
            reader->state = STATE_END;
        else
            store(reader, byte);
        return ECP_NOTHING;
    case STATE_END:
        return take_end(reader, byte, packet);
    }
    return ECP_NOTHING;
}

/* ---- frames */

static size_t put(uint8_t byte, uint8_t *out, size_t cap, size_t at)
{
    const size_t n = byte == DLE ? 2 : 1;
    for (size_t i = 0; i < n && at + i < cap; i++)
        out[at + i] = byte;
    return at + n;
}

size_t ecp_frame(uint8_t code, const uint8_t *data, size_t n, uint8_t *out, size_t cap)
{
    size_t at = 2;
    if (cap < 4 || n > ECP_DATA_MAX)
        return 0;
    out[0] = DLE;
    out[1] = STX;
    at = put(code, out, cap, at);
    at = put((uint8_t)n, out, cap, at);
    for (size_t i = 0; i < n; i++)
        at = put(data[i], out, cap, at);
    if (at + 2 > cap)
        return 0;
    out[at] = DLE;
    out[at + 1] = ETX;
    return at + 2;
}

uint8_t ecp_crc8(const uint8_t *data, size_t n)
{
    unsigned crc = 0;
    for (size_t i = 0; i < n; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc << 1 ^ (crc & 0x80 ? 0x07 : 0)) & 0xff;
    }
    return (uint8_t)crc;
}
