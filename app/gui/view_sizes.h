/* How much of each there is room for: a part of view.h, which holds all of it. */
#ifndef LIMEN_GUI_VIEW_SIZES_H
#define LIMEN_GUI_VIEW_SIZES_H

enum {
    VIEW_LANGUAGES_MAX = 2,
    VIEW_ID_MAX = 65,
    VIEW_WORD_MAX = 48,
    VIEW_LINE_MAX = 160,
    VIEW_SENTENCE_MAX = 640,
    VIEW_PATH_MAX = 801, /* as long as a field can be */
    VIEW_SITES_MAX = 64, /* as many as a session may have */
    VIEW_TRIALS_MAX = 24,
    VIEW_ZONES_MAX = 5,
    VIEW_INSTRUMENTS_MAX = 8,
    VIEW_ROLES_MAX = 4,
    VIEW_STEPS_MAX = 12,
    VIEW_VISITS_MAX = 8,
    VIEW_MODULATED_MAX = 32,
    VIEW_QUALITY_MAX = 5 * VIEW_SITES_MAX + VIEW_MODULATED_MAX + 8, /* of a site at most five */
};

#endif
