/* One question to a TCS and its reply, byte by byte: replies have a fixed length and no end (the document's 1.4). */
#ifndef LIMEN_DRIVERS_QST_TCS_REPLY_INTERNAL_H
#define LIMEN_DRIVERS_QST_TCS_REPLY_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TCS_ZONES = 5, TCS_REPLY_MAX = 24 };

struct tcs_exchange {
    char question; /* E, K, B or Q; 0: none is outstanding */
    uint8_t have;
    char reply[TCS_REPLY_MAX];
};

enum tcs_heard { TCS_MORE, TCS_WHOLE, TCS_WRONG };

void tcs_exchange_begin(struct tcs_exchange *exchange, char question);
/* What of `n` bytes belongs to the reply, at least one; the last of them is what `heard` says. TCS_WRONG: it cannot stand
 * there. */
size_t tcs_exchange_take(struct tcs_exchange *exchange, const uint8_t *data, size_t n,
                         enum tcs_heard *heard);

/* Of a whole reply. */
void tcs_reply_zones(const struct tcs_exchange *exchange, double zones[TCS_ZONES]);
bool tcs_reply_button(const struct tcs_exchange *exchange); /* the participant's */
bool tcs_reply_is_sound(const struct tcs_exchange *exchange);
unsigned tcs_reply_percent(const struct tcs_exchange *exchange);

#endif
