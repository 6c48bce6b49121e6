/* What a Mark-10 gauge says, line by line. */
#ifndef LIMEN_DRIVERS_MARK10_REPLY_INTERNAL_H
#define LIMEN_DRIVERS_MARK10_REPLY_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

enum mark10_reply_kind {
    REPLY_TEXT,    /* none of the others: an identity, a list, or what does not belong here */
    REPLY_READING, /* number, one blank, unit of force */
    REPLY_TORQUE,  /* number, one blank, unit of torque */
    REPLY_BARE,    /* a number alone: NUM format, or a reading that lost its unit */
    REPLY_ERROR,   /* an asterisk and two digits */
};

struct mark10_reply {
    enum mark10_reply_kind kind;
    double force_n; /* REPLY_READING */
    uint8_t unit;   /* REPLY_READING: index of the unit, 0 is N */
    uint8_t error;  /* REPLY_ERROR */
    uint16_t form;  /* REPLY_READING: unit and number of decimals */
};

enum { UNIT_NEWTON = 0 };

struct mark10_reply mark10_reply_parse(const char *text, size_t n);

#endif
