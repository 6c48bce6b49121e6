/* The readiness board: what it remembers between frames, and what its files give one another.
 *
 * screen_bench.c hears and routes; screen_bench_card.c draws an instrument; screen_bench_check.c is the guided check with a known
 * weight, screen_bench_levels.c that of a thermode at two levels; screen_bench_respond.c adds and takes off responses; screen_bench_file.c saves and opens; screen_bench_change.c
 * corrects an instrument; screen_bench_bind.c asks what a found instrument is for, and what the program asks by itself. */
#ifndef LIMEN_GUI_SCREEN_BENCH_INTERNAL_H
#define LIMEN_GUI_SCREEN_BENCH_INTERNAL_H

#include "screen_parts_internal.h"

enum bench_question {
    BENCH_ASKS_NOTHING,
    BENCH_ASKS_WEIGHT,
    BENCH_ASKS_LEVELS, /* is the thermode off the skin? */
    BENCH_ASKS_ROLE,
    BENCH_ASKS_CAPACITY,
    BENCH_ASKS_CAPACITY_TEXT, /* another than those that are offered */
    BENCH_ASKS_AREA,
    BENCH_ASKS_AREA_TEXT,
    BENCH_ASKS_PATH, /* where to save it */
    BENCH_ASKS_OPEN,
    BENCH_ASKS_LOSS,    /* what was changed is not saved, and another file is to be opened */
    BENCH_ASKS_PURPOSE, /* of a response that is to be added */
    BENCH_ASKS_KIND,
    BENCH_ASKS_SOURCE,
    BENCH_ASKS_SOURCE_TEXT,
    BENCH_ASKS_PIN,
    BENCH_ASKS_KEY,
    BENCH_ASKS_DROP,  /* a response off the bench */
    BENCH_ASKS_WHICH, /* instrument is to be changed */
    BENCH_ASKS_CHANGE,
    BENCH_ASKS_NEW_CAPACITY,
    BENCH_ASKS_NEW_AREA,
    BENCH_ASKS_OFF /* an instrument off the bench */
};

struct bench_screen { /* all zero at first */
    struct ui_field answer;
    struct ui_field reference; /* what the reference thermometer shows, as far as it is typed */
    uint8_t reference_of;      /* step */
    mono_ns asked_at;          /* since when BENCH_ASKS_LEVELS stands; 0: not yet shown */
    bool is_reasoning;         /* `answer` is why a thermode is used whose check does not hold */
    uint8_t question;          /* enum bench_question */
    uint8_t about;             /* instrument to be checked, or found instrument to be bound */
    uint8_t role;              /* of the found instrument's roles */
    double capacity_n;
    size_t first; /* card shown first */
    /* the response that is being added */
    uint8_t source_kind; /* enum source_kind */
    bool is_stop;
    char source[VIEW_LINE_MAX];
};

/* What somebody can do with a card now: what cannot be done shows no key. */
struct card_keys {
    int number; /* in its key box, from 1; the digit is one up to 9 */
    bool can_use, can_change;
};
/* As it is shown: what nobody can respond with, and what is beyond its limit, is a fault, too. */
enum mark bench_mark(const struct instrument_view *instrument);
enum card_use { CARD_UNUSED, CARD_USED, CARD_CHANGED };
enum card_use bench_draw_card(struct ui *ui, struct rect area,
                              const struct instrument_view *instrument, struct card_keys keys);
bool bench_draw_found(struct ui *ui, struct rect area, const struct found_view *found,
                      struct card_keys keys);
const char *bench_title(struct ui *ui, const struct instrument_view *instrument);
/* Can it be checked with a weight, or at two levels? */
bool bench_is_weighed(const struct instrument_view *instrument);
bool bench_is_levelled(const struct instrument_view *instrument);

/* ---- what labels say: capacity of a gauge, area of a probe */
struct bench_amount {
    const double *values; /* on the market */
    size_t n;
    double min, max;
    enum text_id title, about, label, unit_text;
    const char *unit;
};
extern const struct bench_amount bench_capacity, bench_area;
const char *bench_say_number(struct ui *ui, double value);
const char *bench_say_amount(struct ui *ui, const struct bench_amount *amount, double value);
/* Asked for in the screen's field; YES only with a number in the range. */
enum parts_answer bench_type_amount(struct ui *ui, struct bench_screen *screen,
                                    const struct bench_amount *amount, enum text_id yes,
                                    double *value);

/* ---- changing an instrument that is on the bench */
void bench_begin_change(struct ui *ui, struct bench_screen *screen);
void bench_change(struct bench_screen *screen, size_t instrument);
bool bench_ask_change(struct ui *ui, struct bench_screen *screen);

/* Everything about a found instrument; true: it was one of these questions. */
bool bench_ask_binding(struct ui *ui, struct bench_screen *screen);
/* The same about responses. */
void bench_begin_response(struct ui *ui, struct bench_screen *screen);
bool bench_ask_response(struct ui *ui, struct bench_screen *screen);

/* The check that is going on, and what the engine wants to know. */
bool bench_has_request(const struct ui *ui, const struct bench_screen *screen);
void bench_ask_request(struct ui *ui, struct bench_screen *screen);

/* ---- its file; true: it was one of these questions */
void bench_begin_save(struct ui *ui, struct bench_screen *screen);
void bench_begin_open(struct ui *ui, struct bench_screen *screen);
void bench_read_again(struct ui *ui, struct bench_screen *screen);
bool bench_ask_file(struct ui *ui, struct bench_screen *screen);
/* Another file stands where it is to be saved. */
bool bench_is_taken(const struct ui *ui, const struct bench_screen *screen);
void bench_ask_taken(struct ui *ui, struct bench_screen *screen);
/* Why it cannot be used; height 0: it can. */
float bench_band_height(struct ui *ui);
void bench_draw_band(struct ui *ui, struct rect area);

/* ---- the guided check */
enum { WEIGHT_MIN_G = 10, WEIGHT_MAX_G = 50000 };
/* From WEIGHT_MIN_G to WEIGHT_MAX_G. */
bool bench_read_weight(const char *text, double *weight_g);
void bench_ask_weight(struct ui *ui, struct bench_screen *screen);
void bench_draw_check(struct ui *ui);
void bench_open_levels(struct bench_screen *screen, size_t instrument);
void bench_ask_levels(struct ui *ui, struct bench_screen *screen);
void bench_draw_levels(struct ui *ui, struct bench_screen *screen);
/* What both kinds have: title, steps, the chip that says whether it can be taken (its right end), and the end. */
const char *bench_say_check(struct ui *ui, size_t instrument);
void bench_draw_progress(struct ui *ui, struct rect room, const enum text_id names[3], int step);
void bench_draw_state(struct ui *ui, struct point right, enum mark mark, enum text_id word_id);
enum bench_end { BENCH_END_NONE, BENCH_END_AGAIN, BENCH_END_DONE };
enum bench_end bench_draw_end(struct ui *ui, struct rect row);

#endif
