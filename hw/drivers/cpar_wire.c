#include "cpar_wire_internal.h"

#include <stdio.h>
#include <string.h>

enum { STATUS_OLD = 14, STATUS_NEW = 15, IDENTITY_OLD = 6, IDENTITY_NEW = 64, NAME = 24 };
enum { OLD_IS_CPAR = 1 };

uint8_t cpar_code(bool is_old, enum cpar_function function)
{
    static const uint8_t codes[][2] = {
        [CPAR_IDENTIFY] = {0x01, 0x01},     [CPAR_KICK] = {0x02, 0x08},
        [CPAR_SET_PROGRAM] = {0x10, 0x02},  [CPAR_START_NOW] = {0x11, 0x03},
        [CPAR_START_FORCED] = {0x12, 0x0a}, [CPAR_STOP] = {0x13, 0x04}};
    return codes[function][is_old];
}

uint32_t cpar_read_u32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static unsigned read_u16(const uint8_t *at)
{
    return (unsigned)at[0] | (unsigned)at[1] << 8;
}

static double share(uint8_t byte, double of)
{
    return byte * of / 255;
}

bool cpar_read_status(const struct ecp_packet *packet, bool is_old, struct cpar_status *status)
{
    const uint8_t *at = packet->data;
    const uint8_t n = is_old ? STATUS_OLD : STATUS_NEW;
    if (packet->code != CPAR_STATUS || packet->n != n || at[0] > CPAR_EMERGENCY ||
        at[4] > CPAR_NO_POWER)
        return false;
    *status = (struct cpar_status){
        .mode = at[0],
        .condition = at[4],
        .has_slider = at[1] & 0x01,
        .is_slider_low = (at[1] & 0x02) != 0,
        .has_power = (at[1] & 0x04) != 0,
        .compresses = (at[1] & 0x08) != 0,
        .can_start = (at[1] & 0x10) != 0,
        .has_button = !is_old,
        .is_pressed = !is_old && at[14] != 0,
        .counter = (uint16_t)read_u16(at + 2),
        .rating = share(at[5], 10),
        .kpa = {share(at[8], 100), share(at[9], 100)},
        .target_kpa = {share(at[10], 100), share(at[11], 100)},
    };
    return true;
}

enum cpar_told cpar_read_event(const struct ecp_packet *packet, bool is_old)
{
    if (packet->code != CPAR_EVENT || packet->n != 1)
        return CPAR_TOLD_OTHER;
    if (packet->data[0] == 4)
        return CPAR_TOLD_PRESSED;
    return packet->data[0] == 5 && !is_old ? CPAR_TOLD_RELEASED : CPAR_TOLD_OTHER;
}

static void read_name(const uint8_t *at, char *out, size_t size)
{
    size_t n = 0;
    while (n < NAME && n + 1 < size && at[n] >= 0x20 && at[n] < 0x7f)
        n++;
    memcpy(out, at, n);
    out[n] = '\0';
}

/* Which number its device type is, nobody has published: the name says it. The CPAR+ has functions of its own. */
static enum cpar_who read_new(const uint8_t *at, struct instrument_identity *identity)
{
    read_name(at + 40, identity->model, sizeof identity->model);
    snprintf(identity->serial, sizeof identity->serial, "%u", (unsigned)cpar_read_u32(at + 6));
    snprintf(identity->firmware, sizeof identity->firmware, "%u.%u.%u", at[10], at[11], at[12]);
    const bool is_one = strncmp(identity->model, "CPAR", 4) == 0 && !strchr(identity->model, '+');
    return is_one ? CPAR_NEW : CPAR_STRANGER;
}

static enum cpar_who read_old(const uint8_t *at, struct instrument_identity *identity)
{
    snprintf(identity->model, sizeof identity->model, "CPAR");
    snprintf(identity->serial, sizeof identity->serial, "%u", read_u16(at + 4));
    snprintf(identity->firmware, sizeof identity->firmware, "%u", at[1]);
    return at[0] == OLD_IS_CPAR ? CPAR_OLD : CPAR_STRANGER;
}

enum cpar_who cpar_read_identity(const struct ecp_packet *packet,
                                 struct instrument_identity *identity)
{
    *identity = (struct instrument_identity){.reach_high = 100};
    if (packet->code != cpar_code(false, CPAR_IDENTIFY))
        return CPAR_NOBODY;
    if (packet->n == IDENTITY_NEW)
        return read_new(packet->data, identity);
    return packet->n == IDENTITY_OLD ? read_old(packet->data, identity) : CPAR_NOBODY;
}
