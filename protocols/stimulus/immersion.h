/* Cold that no instrument makes: a hand in a bath of cold water, ice on the skin (METHODS 6.2). The examiner marks what he
 * sees and hears (EVENT_MARK), the participant may respond with a button, the clock does the rest.
 *
 * immersion        to tolerance: on, first pain, off; ended at its limit, at the latest
 * timed_contact    for a fixed time, and rated when that is over
 *
 * A bath that tells its temperature is listened to while a hand is in it. One that reports a fault ends what it is for: nobody
 * knows any more how cold the water is. */
#ifndef LIMEN_STIMULUS_IMMERSION_H
#define LIMEN_STIMULUS_IMMERSION_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

enum { IMMERSION_RATINGS_MAX = 30, IMMERSION_NOT_RATED = UINT8_MAX };

/* Nobody's hand stays in longer, whatever is asked for (METHODS 11.1). */
#define IMMERSION_LIMIT_MAX (300 * MONO_SEC)
/* Nobody can say more than one number in so long. */
#define IMMERSION_RATING_LEAST (10 * MONO_SEC)

struct immersion_spec {
    mono_ns limit;         /* at most so long, or (timed_contact) just so long */
    mono_ns rating_every;  /* while it lasts a rating is due so often; 0: none is */
    mono_ns rating_within; /* after the end a rating that is still due is waited for so long */
    mono_ns armed_within;  /* not begun for longer: it ends */
    mono_ns off_within;    /* after the end: not said to be off for longer raises the alarm */
};

/* Times are on the bench's clock; what did not happen is 0 and its `has_` is false. Pain and what it lasted count from
 * `on_ns`.
 *
 * immersion: END_RESPONSE, it was taken off before the limit, and how long it lasted is the tolerance; END_LIMIT, it lasted
 * for the limit, which is a bound. timed_contact: END_COMPLETED, it lasted for the whole time; END_WITHDRAWN, it was
 * taken off before, and nothing is rated. Of both: END_EARLY, a response before it was on; END_TIMEOUT, it never was on; else
 * as it was ended from outside, where what was marked up to then stands.
 *
 * What is marked up to an end by the clock or by a stop, and comes later, stands: taken off then is taken off. After an end
 * it is waited until it is off: `is_off` false says that nobody has marked it, and more than off_within raises the alarm. */
struct immersion_outcome {
    uint8_t end;   /* enum end_reason */
    uint8_t fault; /* enum fault, with END_FAULT */
    bool has_pain, is_off;
    bool has_rating; /* timed_contact: when its time was over */
    uint8_t n_due;   /* ratings that fell due while it lasted: at rating_every, and so on */
    uint32_t rated;  /* a bit for each of them that was given */
    uint32_t strays; /* marks and responses that meant nothing when they came */
    float ratings[IMMERSION_RATINGS_MAX];
    double rating;
    bool has_bath; /* it was measured while it lasted: */
    double bath_on_c, bath_off_c, bath_low_c,
        bath_high_c;         /* degC; the last reading before it was on counts, too */
    uint32_t readings, gaps; /* of the bath, since it was armed */
    mono_ns armed_ns, on_ns, pain_ns, end_ns;
    mono_ns off_ns; /* 0 where nobody marked it */
};

enum immersion_step { IMMERSION_ARMED, IMMERSION_ON, IMMERSION_OVER, IMMERSION_DONE };

/* What a screen shows of it. */
struct immersion_live {
    uint8_t step; /* enum immersion_step */
    bool has_pain, is_off;
    bool is_timed;
    bool wants_rating; /* one is due and not yet given */
    bool can_rate;     /* one counts now: it is due, or replaces what was given for it */
    uint8_t end;       /* enum end_reason; END_NONE while it lasts */
    uint8_t n_due;
    uint8_t tenths[IMMERSION_RATINGS_MAX]; /* of each that is due; IMMERSION_NOT_RATED: not given */
    mono_ns on_ns, pain_ns, end_ns, limit;
    mono_ns rating_every;
    mono_ns due_ns; /* when the next rating falls due; 0: none will */
};

/* Watch responses and marks; the bath's temperature is the one channel, or there is none. */
extern const struct reactor immersion, timed_contact;

/* 120 s with a rating each 30 s; 10 s. */
struct immersion_spec immersion_defaults(void);
struct immersion_spec timed_contact_defaults(void);

#endif
