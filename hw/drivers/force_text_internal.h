/* What force gauges say: one reply, as all languages have it, and the grammar that several of them
 * share. */
#ifndef LIMEN_DRIVERS_FORCE_TEXT_INTERNAL_H
#define LIMEN_DRIVERS_FORCE_TEXT_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

enum gauge_reply_kind {
    GAUGE_TEXT,     /* none of the others: an identity, a list, or what does not belong here */
    GAUGE_READING,  /* the present force */
    GAUGE_NO_FORCE, /* a value in a unit of something else */
    GAUGE_BARE,     /* a number alone: no unit is sent, or it was lost */
    GAUGE_PEAK,     /* a value that the gauge holds */
    GAUGE_OVERLOAD, /* more than it can measure */
    GAUGE_DONE,     /* a setting was taken */
    GAUGE_REFUSED,  /* `error` */
    GAUGE_RESTARTED,
    GAUGE_REPLIES
};

struct gauge_reply {
    enum gauge_reply_kind kind;
    double force_n; /* GAUGE_READING, with the sign that the gauge gives */
    uint8_t unit;   /* GAUGE_READING: index of the unit, 0 is N */
    uint8_t error;  /* GAUGE_REFUSED */
    uint16_t form;  /* GAUGE_READING: unit and number of decimals, or FORCE_FORM_ANY */
};

enum {
    FORCE_FORM_ANY = 0xffff
}; /* a zero that is written without decimals whatever the others have */
enum { UNIT_NEWTON = 0, FORCE_UNIT_TEXT = 8 };

struct force_unit {
    char text[FORCE_UNIT_TEXT]; /* in lower case, padded with zeros */
    double newton;              /* 0: no force */
};

/* Indices up to 255 / 8 units and 31 decimals have forms of their own. */
uint16_t force_form(size_t unit, unsigned decimals);

/* `[-]digits[.digits] SP unit`, nothing before it and nothing after it. A unit must be there and be
 * one of these, so a reply that was cut anywhere is no reading. units[0] is N. Gives GAUGE_READING,
 * GAUGE_NO_FORCE, GAUGE_BARE or GAUGE_TEXT. */
struct gauge_reply force_text_parse(const struct force_unit *units, size_t n_units,
                                    const char *text, size_t n);

/* An asterisk and two digits: GAUGE_REFUSED; else GAUGE_TEXT. */
struct gauge_reply asterisk_parse(const char *text, size_t n);

/* A sign, plus or minus, and `n - 1` characters that are digits with one point among them, not
 * the first: the fixed field of some gauges. -1: it is not that; else the number of decimals. */
int force_field_parse(const char *text, size_t n, double *value);

#endif
