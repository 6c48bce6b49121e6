/* What a person decided: from the screens to the shell, which does it. The screens decide nothing about instruments. */
#ifndef LIMEN_GUI_ACTION_H
#define LIMEN_GUI_ACTION_H

#include "base/mono.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum action_kind {
    ACTION_NONE,
    ACTION_STOP,       /* raised before any screen sees the event; here for the record */
    ACTION_QUIT,       /* asked and confirmed */
    ACTION_SCREEN,     /* `number`: enum screen */
    ACTION_OPEN_STUDY, /* `text`: path, "": not after all; `number` 1: made when it is not there */
    ACTION_ADD_PARTICIPANT,  /* `text`: ID */
    ACTION_PICK_PARTICIPANT, /* `text`: ID */
    ACTION_BEGIN,            /* a visit of the picked participant with the loaded protocol */
    ACTION_RESUME,           /* `number`: session */
    ACTION_END_VISIT,        /* `number`: session; it is not resumed any more */
    ACTION_GO, /* the prompt's next action; `number` 1: the probe is off, and nothing else */
    ACTION_CONFIRM_SITE, /* `number`: of the site, from 1 */
    ACTION_RESPONSE, /* the examiner responds for the participant; `number` 1 down, 0 up; `value` 1: with mouse or finger */
    ACTION_RESPONSE_KEY, /* a key that the bench names; `number`: 2 x its response, 1 more when down */
    ACTION_SPOIL,        /* `text`: coded reason */
    ACTION_REPEAT,
    ACTION_ANSWER, /* to a question; `text`: key of a choice, or a number with a point */
    ACTION_RATED,  /* to the same by the participant, `value`: 0 to 10 */
    ACTION_SKIP,
    ACTION_END,
    ACTION_LEAVE,
    ACTION_COLD,           /* `number`: enum view_cold_mark; `value`: of a rating, 0 to 10 */
    ACTION_NOTE,           /* `text` */
    ACTION_MARK,           /* a time mark now; the words follow after the trial */
    ACTION_REST_AGAIN,     /* somebody was pressed during the rest */
    ACTION_READ_ALOUD,     /* the instruction was read */
    ACTION_PLAY,           /* the recording of the instruction; `number` 0: no longer */
    ACTION_REVEAL,         /* earlier values are shown from here on; journalled */
    ACTION_MUTE,           /* `number` 1: the rate tone is silent */
    ACTION_TRY_INSTRUMENT, /* `number`: index; connects it again */
    ACTION_SCAN,           /* looks for instruments on all ports; leaving the screen gives up */
    ACTION_BIND, /* `number`: found instrument, `text`: role; of a force gauge `value`: capacity in N, and
                              `area_cm2` */
    ACTION_SET_FORCE,       /* `number`: instrument; `value`: capacity in N, and `area_cm2` */
    ACTION_DROP_INSTRUMENT, /* `number`: index */
    ACTION_FIND_SOURCES,    /* `number`: enum source_kind; what there is of it */
    ACTION_ADD_RESPONSE, /* `number`: enum source_kind, + SOURCE_KINDS for the participant's STOP; `text`: path, a tab, key
                             or pin */
    ACTION_DROP_RESPONSE, /* `number`: which, from 1 */
    ACTION_SAVE_BENCH,    /* `text`: path, "": not after all; `number` 1: replaces what is there */
    ACTION_OPEN_BENCH, /* `text`: path of a bench file, "": of the bench's own, which is read again */
    ACTION_CHECK_BEGIN, /* `number`: instrument, `value`: known weight in g */
    ACTION_CHECK_TAKE,  /* the reading stands */
    ACTION_CHECK_CANCEL,
    ACTION_LEVELS_BEGIN,  /* `number`: thermode, which is off the skin, as the examiner says */
    ACTION_LEVELS_TAKE,   /* the reading stands; `value`: what the reference thermometer shows */
    ACTION_LEVELS_CANCEL, /* back to the baseline; of a result: closed */
    ACTION_BEGIN_ANYWAY, /* `number`: enum begin_question to which that is said; 0: not after all; REASON: `text` is it */
    ACTION_OPEN_PROTOCOL, /* `text`: path or name */
    ACTION_EXPORT,        /* `text`: folder */
    ACTION_THEME,         /* `number` 0 dark, 1 light */
    ACTION_LANGUAGE,      /* `number`: enum language */
    ACTION_HAND,          /* demonstration: `value` is what the simulated hand presses, 0 to 1 */
    ACTION_BUTTON,        /* demonstration: the participant's button; `number` 1 down, 0 up */
    ACTION_LEAD,          /* demonstration: who plays; `number`: enum view_lead */
    ACTION_SET_PARAMETER, /* `text`: NAME=VALUE, of the loaded protocol */
    ACTION_TURN_VISIT,    /* results: of the next (`number` 1) or the earlier (-1) visit */
    ACTION_REARM,         /* between sessions: the stop is taken back */
    ACTION_NO_SOUND,      /* of the window itself: nothing can be heard on this computer */
    ACTION_SOUND_NEWS, /* of the window itself: `text` is what is heard otherwise than expected */
};

/* Whose sender may wait for the answer (struct frame_view): what is refused can be put right where it was written. */
static inline bool action_is_answered(enum action_kind kind)
{
    return kind == ACTION_SAVE_BENCH || kind == ACTION_OPEN_BENCH || kind == ACTION_EXPORT ||
           kind == ACTION_OPEN_STUDY || kind == ACTION_SET_PARAMETER;
}

/* Before a visit: one of this protocol ended today; the algometer's check failed; the thermode's check does not hold, and it is
 * to be said why it is used all the same. In this order. */
enum begin_question { BEGIN_ASKS_NOTHING, BEGIN_ASKS_TWICE, BEGIN_ASKS_CHECK, BEGIN_ASKS_REASON };

/* 200 characters of any script */
enum { ACTION_TEXT_MAX = 4 * 200 + 1, ACTIONS_MAX = 16 };

struct action {
    uint8_t kind;    /* enum action_kind */
    mono_ns t;       /* when it was done */
    uint32_t prompt; /* the session's question that was on the screen (struct run_view) */
    uint32_t
        question; /* of an action that is answered: by which its answer is known; 0: nobody waits */
    int64_t number;
    double value;
    double area_cm2; /* BIND, SET_FORCE */
    char text[ACTION_TEXT_MAX];
};

struct actions {
    struct action list[ACTIONS_MAX];
    size_t n;
};

#endif
