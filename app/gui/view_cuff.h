/* The course of a stimulus, and what a cuff has beside it: a part of view.h, which holds all of it. */
#ifndef LIMEN_GUI_VIEW_CUFF_H
#define LIMEN_GUI_VIEW_CUFF_H

#include <stdbool.h>
#include <stdint.h>

enum { VIEW_TRACE_MAX = 2048, VIEW_PULSES_MAX = 16 };

/* Time since contact; of a thermode since `lead_s` before its ramp, of a cuff since its start, of a train since its first pulse. */
struct trace_point {
    float t_s, value;
};

enum view_cuff_step {
    VIEW_CUFF_BEFORE, /* armed, and not yet pressing */
    VIEW_CUFF_PRESSES,
    VIEW_CUFF_VENTS, /* after its end, until the pressure is seen to be gone */
    VIEW_CUFF_OFF    /* it was seen to be */
};
/* Of VIEW_CUFF, VIEW_TRAIN and VIEW_HOLD: what presses by itself, and how it is rated meanwhile. The rating now, and those of the
 * trace, are of what a thermode gives, too. */
struct cuff_view {
    uint8_t step;                  /* enum view_cuff_step */
    bool has_response;             /* the button was pressed while it pressed */
    bool is_stopped;               /* by STOP or a fault; it vents over that */
    bool is_off_said;              /* in this attempt: the examiner has opened it */
    bool has_rating;               /* else `rating` is none */
    double rating;                 /* now, 0 to 10 */
    float ratings[VIEW_TRACE_MAX]; /* at each point of the trace; NAN: none was known */
    bool has_pdt;
    struct trace_point pdt; /* where the rating came to what counts as pain, the last time */
};
/* Of what is rated, in the unit of what is given; also of a thermode's, and of a train by hand (struct beat_view). What is held for
 * long: one pulse, `on_s` of hold, and of a cuff the rest of its period is the tail. */
struct train_view {
    uint8_t pulses, given; /* given: of those the period is over */
    bool is_pressing;      /* a pulse is given now, else it is between two of them */
    bool is_held;          /* one level for long, else pulses */
    double on_s, period_s; /* of each */
    double base;           /* between them */
    double left_s;         /* of the period at hand; of a hold, and then of its tail */
    float levels[VIEW_PULSES_MAX];
    float ratings[VIEW_PULSES_MAX]; /* of those given, 0 to 10; NAN: missing */
};

#endif
