/* What the participant's window shows, as plain values: nothing that tells of values, time, progress, site or stimulus. */
#ifndef LIMEN_GUI_PARTICIPANT_VIEW_H
#define LIMEN_GUI_PARTICIPANT_VIEW_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

enum participant_shows {
    PARTICIPANT_NOTHING, /* calm */
    PARTICIPANT_WORDS,   /* an instruction, large */
    PARTICIPANT_FOLLOW,  /* a line whose mark is moved all the while */
    PARTICIPANT_LINE,    /* a line that is marked once, and confirmed */
    PARTICIPANT_NUMBERS, /* 0 to 10, of which one is picked once */
    PARTICIPANT_WAIT,
    PARTICIPANT_THANKS, /* the visit is over */
};

enum {
    PARTICIPANT_WORDS_MAX = 640,
    PARTICIPANT_QUESTION_MAX = 160,
    PARTICIPANT_ANCHOR_MAX = 96,
    PARTICIPANT_ANCHORS_MAX = 3
};

struct participant_view {
    bool is_wanted; /* the bench has an instrument that is this window */
    bool
        is_asked; /* LINE, NUMBERS: they answer the protocol's question, and not that of the cold water */
    uint8_t shows;    /* enum participant_shows */
    uint8_t language; /* enum language, of the participant */
    uint32_t round;   /* another one is another question: nobody has touched the scale yet */
    uint32_t prompt;  /* of the session's question that LINE and NUMBERS answer (struct action) */
    char words[PARTICIPANT_WORDS_MAX];
    char question[PARTICIPANT_QUESTION_MAX]; /* "": how strong is your pain now? */
    /* From the left end to the right one; three: the second stands at `between`, 0 to 10. 0: no pain, worst pain imaginable. */
    char anchors[PARTICIPANT_ANCHORS_MAX][PARTICIPANT_ANCHOR_MAX];
    uint8_t n_anchors;
    float between;
    double
        line_share; /* of the width of the screen that the line takes up; 0: as it is without a calibration */
    uint8_t display;            /* where it is, from 1; 0: where the examiner's is not */
    uint8_t axis;               /* of a joystick, from 1; 0: the first that is moved */
    double axis_low, axis_high; /* where that stands at either end of the scale, -1 to 1 */
};

static inline bool participant_is_scale(uint8_t shows)
{
    return shows == PARTICIPANT_FOLLOW || shows == PARTICIPANT_LINE || shows == PARTICIPANT_NUMBERS;
}

/* Where the mark is. */
struct participant_mark {
    double value;  /* 0 to 10; NAN: nobody has touched the scale in this round */
    bool is_given; /* LINE, NUMBERS: the answer stands */
};

static inline struct participant_mark participant_untouched(void)
{
    return (struct participant_mark){.value = (double)NAN};
}

#endif
