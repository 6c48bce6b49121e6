/* The screen that finds the participant: what it remembers between frames, and what its files give one another.
 *
 * screen_study.c hears and routes; screen_study_list.c draws the people, screen_study_visit.c the visit of the picked one,
 * screen_study_open.c what is there while no study is open. */
#ifndef LIMEN_GUI_SCREEN_STUDY_INTERNAL_H
#define LIMEN_GUI_SCREEN_STUDY_INTERNAL_H

#include "text/participant_id.h"
#include "ui_internal.h"

enum study_filter { FILTER_ALL, FILTER_UNFINISHED, FILTER_NEW, FILTER_COMPLETE, FILTERS };
enum study_question {
    STUDY_ASKS_NOTHING,
    STUDY_ASKS_ID,
    STUDY_ASKS_FOLDER,
    STUDY_ASKS_PATH,
    STUDY_ASKS_END
};

struct study_screen {              /* all zero at first */
    struct ui_field id;            /* scanned or typed */
    struct ui_field answer;        /* to the question, or the path of the first study */
    uint8_t question;              /* enum study_question */
    uint8_t filter;                /* enum study_filter */
    size_t first;                  /* row shown at the top */
    size_t follow;                 /* of the people, from 1: comes into sight; 0: none */
    char picked_seen[VIEW_ID_MAX]; /* who was picked in the frame before */
    bool has_let_go;               /* Escape: the field has no focus until it is asked for */
    bool is_refused;               /* Enter found nobody of that ID; until the text changes */
    bool is_typed_over;            /* what it found nobody of */
    bool has_default; /* `answer` holds the path that is offered, or what became of it */
    bool has_path;    /* and that path is the view's */
    char refused[FIELD_BYTES_MAX + 1];
};

/* ---- who is shown (screen_study_list.c) */
bool study_is_in(const struct ui *ui, const struct person_row *person, enum study_filter filter);
/* The next one shown after, or before, `from`; -1: from the start. NULL: there is none. */
const struct person_row *study_next(const struct ui *ui, const struct study_screen *screen,
                                    int from, int step);
int study_index(const struct ui *ui, const char *id);       /* -1: not in the study */
const struct person_row *study_picked(const struct ui *ui); /* NULL: none */
struct participant_id_habit study_habit(const struct ui *ui);
/* A session runs: nobody else is picked, and nothing else is begun. */
bool study_is_busy(const struct ui *ui);
/* It is the visit of this one. */
bool study_runs(const struct ui *ui, const struct person_row *person);
/* A visit of this one waits; not the one that runs. */
bool study_can_resume(const struct ui *ui, const struct person_row *person);
/* How many are shown with what is typed; `only` gets the last of them. */
size_t study_count_shown(const struct ui *ui, const struct study_screen *screen,
                         const struct person_row **only);
void study_pick(struct ui *ui, struct study_screen *screen, const char *id);
/* Number of the visit that comes next, or is to be resumed. */
int study_next_visit(const struct person_row *person);
bool study_is_finished(const struct ui *ui, const struct person_row *person);

void study_draw_list(struct ui *ui, struct study_screen *screen, struct rect area);
/* True: the visit is to begin. `is_next`: that is what Enter does. */
bool study_draw_visit(struct ui *ui, struct study_screen *screen, struct rect area, bool is_next);
void study_draw_nobody(struct ui *ui, struct study_screen *screen, struct rect area);
/* First start, or a study that cannot be opened. */
void study_draw_closed(struct ui *ui, struct study_screen *screen);

#endif
