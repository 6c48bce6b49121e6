/* What the participant's window can show, one state each. */
#ifndef LIMEN_TESTS_GUI_PARTICIPANT_SCENE_H
#define LIMEN_TESTS_GUI_PARTICIPANT_SCENE_H

#include "gui/participant_view.h"

#include <stddef.h>

struct participant_scene {
    const char *name;
    struct participant_view view;
    struct participant_mark mark;
};

#define PARTICIPANT_UNTOUCHED                                                                      \
    {                                                                                              \
        .value = NAN                                                                               \
    }

static const struct participant_scene participant_scenes[] = {
    {"nothing", {.shows = PARTICIPANT_NOTHING}, PARTICIPANT_UNTOUCHED},
    {"words",
     {.shows = PARTICIPANT_WORDS,
      .words = "I will now press on your skin. The pressure rises slowly. Press the button as soon "
               "as the "
               "pressure begins to hurt. You can stop at any time."},
     PARTICIPANT_UNTOUCHED},
    {"words-long",
     {.shows = PARTICIPANT_WORDS,
      .words = "Two cuffs lie around your lower legs. One of them will press, slowly at first and "
               "then harder. "
               "Move the mark on the line as soon as it begins to hurt, and go on moving it with "
               "the pain all "
               "the time: to the left end when there is none, to the right end when you can "
               "imagine none that is "
               "worse. Press the button when you do not want to bear any more; the pressure is "
               "gone at once then. "
               "Nothing will happen that you have not agreed to, and you can end it at any moment "
               "without giving a "
               "reason. Please tell us now if anything is unclear."},
     PARTICIPANT_UNTOUCHED},
    {"follow", {.shows = PARTICIPANT_FOLLOW}, PARTICIPANT_UNTOUCHED},
    {"follow-touched", {.shows = PARTICIPANT_FOLLOW}, {.value = 4.2}},
    {"follow-zero", {.shows = PARTICIPANT_FOLLOW}, {.value = 0}},
    {"follow-three",
     {.shows = PARTICIPANT_FOLLOW,
      .question = "How does it feel on your skin now?",
      .anchors = {"very cold", "neither cold nor warm", "very warm"},
      .n_anchors = 3,
      .between = 5},
     {.value = 7.5}},
    {"follow-just-painful",
     {.shows = PARTICIPANT_FOLLOW,
      .anchors = {"no pain", "just painful", "worst pain imaginable"},
      .n_anchors = 3,
      .between = 1},
     {.value = 0.8}},
    {"numbers-just-painful",
     {.shows = PARTICIPANT_NUMBERS,
      .anchors = {"kein Schmerz", "eben schmerzhaft", "stärkster vorstellbarer Schmerz"},
      .n_anchors = 3,
      .between = 1},
     {.value = 3}},
    {"line", {.shows = PARTICIPANT_LINE}, PARTICIPANT_UNTOUCHED},
    {"line-touched", {.shows = PARTICIPANT_LINE}, {.value = 6.6}},
    {"line-given", {.shows = PARTICIPANT_LINE}, {.value = 6.6, .is_given = true}},
    {"numbers", {.shows = PARTICIPANT_NUMBERS}, PARTICIPANT_UNTOUCHED},
    {"numbers-given", {.shows = PARTICIPANT_NUMBERS}, {.value = 3, .is_given = true}},
    {"question-long",
     {.shows = PARTICIPANT_NUMBERS,
      .question = "How strong was the strongest pain that you felt during the whole time in which "
                  "your hand was "
                  "in the cold water?"},
     PARTICIPANT_UNTOUCHED},
    {"wait", {.shows = PARTICIPANT_WAIT}, PARTICIPANT_UNTOUCHED},
    {"thanks", {.shows = PARTICIPANT_THANKS}, PARTICIPANT_UNTOUCHED},
};

enum { PARTICIPANT_SCENES = sizeof participant_scenes / sizeof participant_scenes[0] };

#endif
