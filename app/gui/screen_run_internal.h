/* The session screen: what it remembers between frames, and what its files give one another.
 *
 * screen_run.c lays the panels out and routes; run_command.c knows what can be done now, by which key; every other
 * run_*.c draws one panel; plot.c draws the ramp. All of them read the view and decide nothing about instruments. */
#ifndef LIMEN_GUI_SCREEN_RUN_INTERNAL_H
#define LIMEN_GUI_SCREEN_RUN_INTERNAL_H

#include "gui/view_rated.h"
#include "ui_internal.h"

/* What the examiner is in the middle of, beside the session's own state. */
enum run_stage {
    STAGE_PLAIN,
    STAGE_MORE,      /* the modal of the rarer commands; never while something is live */
    STAGE_SURE_SKIP, /* asked once more, and answered by a digit as all questions: no key that is pressed twice ends a session */
    STAGE_SURE_END,
    STAGE_NOTE,   /* a note is being written; never while something is live */
    STAGE_BESIDE, /* the pain of what conditions is being typed; never while something is live */
    STAGE_SPOIL,  /* the modal of reasons; never while something is live */
};

struct run_screen {   /* all zero at first */
    uint8_t stage;    /* enum run_stage */
    uint8_t now;      /* enum run_now of the frame before: a new one ends what was being asked */
    mono_ns asked_at; /* when it was asked whether somebody is sure */
    bool wants_spoil; /* X was pressed in the trial: the reason is asked after it */
    bool wants_note;  /* N was: the words of that mark are, before the reason */
    bool
        off_asked; /* F was pressed while the gauge shows contact: once more says it all the same */
    bool note_is_reason;       /* the note belongs to a trial that is spoiled for another reason */
    bool hand_key, button_key; /* demonstration: H, B are held */
    bool button_down;          /* what was told last, as below */
    double hand;
    uint8_t lead_asked,
        lead_seen; /* demonstration: who is to play whom, and what the view said then */
    struct ui_field note;
    struct ui_field entry; /* the number that is being typed; it never has the focus */
    uint32_t prompt;       /* the session's question of the frame before, and when it came */
    mono_ns prompt_at;
    mono_ns cut_at; /* a question went while its number was being typed; 0: none did */
};

struct run_layout {
    struct rect strip, site, main, trials, rest, aloud;
    struct rect whole; /* all three columns */
    /* demonstration: below the stimulus, in a low window in place of the words; no height: it is not there */
    struct rect hand;
};
/* Narrower columns and fewer words. The widgets of every screen change below 1200; three columns need more. */
bool run_is_small(const struct ui *ui);
struct run_layout run_lay_out(const struct ui *ui);

/* ---- what can be done (run_command.c) */
enum run_command {
    COMMAND_GO,
    COMMAND_ANSWER,      /* QUESTION: the number that was typed */
    COMMAND_NO_ANSWER,   /* QUESTION: nobody has said anything */
    COMMAND_COLD_RATE,   /* the rating that was typed */
    COMMAND_COLD_ON,     /* it is in the water, on the skin */
    COMMAND_COLD_PAIN,   /* it begins to hurt */
    COMMAND_COLD_OFF,    /* it is out, off */
    COMMAND_BESIDE_RATE, /* the pain of what conditions is to be typed, or was */
    COMMAND_BESIDE_OUT,  /* the hand is out of the water beside the test */
    COMMAND_ARM,         /* the digit of the due site */
    COMMAND_TRY,         /* connects again what the trial needs and does not answer */
    COMMAND_RESPONSE,
    COMMAND_OFF, /* RELEASE: the probe is off, whatever the gauge shows */
    COMMAND_REPEAT,
    COMMAND_STUDY,
    COMMAND_SPOIL,
    COMMAND_NOTE,
    COMMAND_SKIP,
    COMMAND_END,
    COMMAND_LEAVE,
    COMMAND_MORE,
    COMMAND_BACK,
    COMMAND_SAVE, /* the note */
    COMMAND_REST, /* begins again */
    COMMAND_ALOUD,
    COMMAND_PLAY, /* the recording of the instruction, or no longer */
    COMMAND_REVEAL,
    COMMAND_MUTE,
    COMMANDS,
};
/* Does this command do something now? What it does not do, its key and its button do not do either. */
bool run_can(const struct ui *ui, const struct run_screen *screen, enum run_command command);
/* A note is to be written. */
void run_open_note(struct ui *ui, struct run_screen *screen);
void run_do(struct ui *ui, struct run_screen *screen, enum run_command command);
void run_confirm(struct ui *ui, const struct run_screen *screen,
                 uint8_t number); /* this site is under the probe */
void run_hear_keys(struct ui *ui, struct run_screen *screen);
const char *run_key_name(struct ui *ui, enum run_command command);
const char *run_label(struct ui *ui, enum run_command command);
/* The modals, which must be open. */
void run_draw_reasons(struct ui *ui, struct run_screen *screen);
void run_draw_more(struct ui *ui, struct run_screen *screen);
/* Is the rest of the test to be skipped, or the session to be ended? */
void run_draw_sure(struct ui *ui, struct run_screen *screen);

/* ---- words (run_words.c) */
const char *run_site_name(struct ui *ui, const char *site, const char *side);
const char *run_test_name(struct ui *ui); /* short below 1200 wide */
const char *run_reason_word(struct ui *ui, const char *code);
const char *run_title(struct ui *ui); /* "Pressure pain threshold, trial 2 of 3" */
const char *run_seconds(struct ui *ui,
                        double seconds); /* whole ones, begun ones counted: 0 is over */
const struct site_view *run_due(const struct ui *ui); /* NULL: none */
const struct site_view *run_site_of_number(const struct ui *ui, uint8_t number);
/* Whose key a digit is: of several the one that is due, else the first. NULL: nobody's. */
const struct site_view *run_site_of_digit(const struct ui *ui, uint8_t digit);
/* A value in the unit of the stimulus, with as many decimals as it has; its unit and that of its slope. */
const char *run_number(struct ui *ui, double value);
/* The same of what came of a trial, which may be a rating. */
const char *run_value(struct ui *ui, double value);
const char *run_value_unit(const struct ui *ui);
const char *run_bound(struct ui *ui, double value, bool is_below); /* "≥ 659", "≤ 0.0" */
const char *run_slope_number(struct ui *ui, double slope);
const char *run_unit(const struct ui *ui);
const char *run_slope_unit(const struct ui *ui);
bool run_is_thermal(const struct ui *ui);
/* What works by itself was stopped in its trial, or gives no reading: it is none any more. */
bool run_is_halted(const struct run_view *run);
/* What is said of a hand that presses, where a thermode needs other words: theirs. One that is to be taken off has its own whatever
 * comes next. */
enum text_id run_text(const struct ui *ui, enum text_id id);
/* What the bottom bar says. */
struct run_lines {
    const char *line, *detail;
};
struct run_lines run_next(struct ui *ui, const struct run_screen *screen);
/* The question of a STAGE_SURE and what it means. */
struct run_lines run_sure(struct ui *ui, const struct run_screen *screen);

/* ---- a thermode's part of the panels (run_thermal.c) */
struct run_lines run_thermal_lines(struct ui *ui); /* armed, or running */
/* In its trial, which is none any more: it gives no reading, or was stopped. */
bool run_thermal_is_lost(const struct run_view *run);
bool run_thermal_is_stopped(const struct run_view *run);
/* In place of rate, verdict and gauge of a hand. `panel`: of the stimulus. */
void run_draw_thermal(struct ui *ui, struct rect panel);
/* What the site has had and may have, and the rest before the next trial. */
void run_draw_dose(struct ui *ui, struct rect area);

/* ---- a cuff's part of the panels (run_cuff.c) */
bool run_is_beat(const struct ui *ui);
bool run_beat_has_gauge(const struct run_view *run);
struct run_lines run_beat_lines(struct ui *ui); /* armed, or running */
/* What became of a press; `verdict`: enum view_press. */
void run_draw_press_mark(struct ui *ui, struct point at, float size, uint8_t verdict);
/* `area`: of the plot. How much of it is taken, from above. */
float run_draw_beat(struct ui *ui, struct rect panel, struct rect area);
/* Is there room for a plot in the rest? */
bool run_beat_has_plot(float height);

bool run_is_cuff(const struct ui *ui);
struct run_lines run_cuff_lines(struct ui *ui); /* armed, or running */
/* In its trial, which is none any more: it gives no reading, or was stopped. */
bool run_cuff_is_lost(const struct run_view *run);
bool run_cuff_is_stopped(const struct run_view *run);
/* In place of rate, verdict and gauge of a hand. `panel`: of the stimulus. */
void run_draw_cuff(struct ui *ui, struct rect panel);

/* ---- what is rated beside its value (run_rating.c) */
const char *run_say_held(struct ui *ui); /* "30 kPa for 60 s" */
const char *
run_say_levels(struct ui *ui); /* "Pulses of 20 to 56 kPa"; of what is held run_say_held() */
const char *run_say_pulse(struct ui *ui); /* "3 of 10" */
/* What something that works by itself does now. */
struct run_step {
    const char *word;
    enum role_colour role;
    enum mark mark; /* NONE: an arrow ... */
    bool is_up;     /* ... this way */
};
/* The word at its place, the mark left of it. */
void run_draw_step(struct ui *ui, struct point at, const struct run_step *step);
struct run_rated {
    const char *asked;
    const struct run_step *step; /* NULL: nothing */
    bool has_rating;             /* and it is shown */
};
/* Of the panel of the stimulus, what is right of its value. */
struct rect run_beside_value(const struct ui *ui, struct rect panel);
void run_draw_rated(struct ui *ui, struct rect panel, const struct run_rated *rated);

/* ---- a question of the protocol (run_ask.c) */
void run_hear_answer(struct ui *ui, struct run_screen *screen);
/* In place of the plot, or of all below the head of the panel where there is less room. */
void run_draw_ask(struct ui *ui, struct run_screen *screen, struct rect panel);
struct run_lines run_ask_lines(struct ui *ui);
/* What was typed is an answer. */
bool run_has_answer(const struct ui *ui, const struct run_screen *screen);
void run_answer(struct ui *ui, struct run_screen *screen);
/* A touch that came so soon is the second one of the question before. */
bool run_is_second_touch(const struct ui *ui, mono_ns since);

/* ---- cold by hand (run_cold.c, plot_cold.c) */
bool run_is_cold(const struct ui *ui);
bool run_can_mark(const struct run_view *run, enum view_cold_mark mark);
void run_hear_rating(struct ui *ui, struct run_screen *screen);
/* What was typed is a rating, and one counts now. */
bool run_has_rating(const struct ui *ui, const struct run_screen *screen);
void run_rate(struct ui *ui, struct run_screen *screen);
struct run_lines run_cold_lines(struct ui *ui,
                                const struct run_screen *screen); /* armed, running */
const char *run_cold_clock(struct ui *ui);
/* In place of rate, verdict and gauge of a hand. `panel`: of the stimulus. */
void run_draw_cold(struct ui *ui, struct rect panel);
/* Armed or running: the ratings have the place of the rest. */
bool run_rates(const struct run_view *run);
void run_draw_ratings(struct ui *ui, const struct run_screen *screen, struct rect area);
/* The key of one rating, 0 to 10, that is said. */
void run_draw_rating(struct ui *ui, struct rect area, uint32_t id, int value, bool can);

/* ---- what conditions beside the trials (run_beside.c) */
bool run_can_rate_beside(const struct ui *ui);
bool run_can_take_out(const struct ui *ui);
/* What was typed is a rating. */
bool run_has_beside_rating(const struct run_screen *screen);
void run_rate_beside(struct ui *ui, struct run_screen *screen);
void run_hear_beside(struct ui *ui, struct run_screen *screen);
struct run_lines run_beside_lines(struct ui *ui, const struct run_screen *screen);
/* In the place of the rest. */
float run_beside_height(const struct ui *ui);
void run_draw_beside(struct ui *ui, struct rect area);

/* ---- panels */
void run_draw_strip(struct ui *ui, struct rect area);
void run_draw_site(struct ui *ui, const struct run_screen *screen, struct rect area);
void run_draw_stimulus(struct ui *ui, struct run_screen *screen, struct rect area);
void run_draw_trials(struct ui *ui, struct run_screen *screen, struct rect area);
void run_draw_rest(struct ui *ui, const struct run_screen *screen, struct rect area);
void run_draw_aloud(struct ui *ui, struct run_screen *screen, struct rect area);
/* Demonstration: a pad that presses as long as it is held, slower to its left and faster to its right, the participant's
 * button, and who plays them. */
bool run_has_hand(const struct run_view *run);
void run_draw_hand(struct ui *ui, struct run_screen *screen, struct rect area);
/* What is not drawn is not held. */
void run_forget_hand(struct ui *ui, struct run_screen *screen);
void run_draw_bottom(struct ui *ui, struct run_screen *screen);
/* Nothing but the examiner can say that the probe is off. */
bool run_asks_off(const struct run_view *run);
/* Is the message shown, and not the plot? */
bool run_has_message(const struct run_view *run);
/* Do the choices stand below the message? In a low window they are in the menu. */
bool run_lists_choices(const struct ui *ui);
/* In place of the plot: what happened in words, and what can be chosen. */
void run_draw_message(struct ui *ui, struct run_screen *screen, struct rect area);
void run_draw_release(struct ui *ui, struct rect area);
void run_draw_summary(struct ui *ui, struct rect area);
void run_draw_nothing(struct ui *ui, struct rect area);
/* The number in its slot and the unit beside it: the same place on every state. `panel`: the stimulus panel. */
void run_draw_value(struct ui *ui, struct rect panel);
/* At most `lines_max` lines, the last one cut with an ellipsis; returns the height used. */
struct run_type {
    float size;
    enum text_weight weight;
    enum role_colour role;
};
float run_text_lines(struct ui *ui, struct rect in, struct run_type type, const char *text,
                     size_t lines_max);
/* Whole rows of this height; 0 in a window that has no room at all. */
size_t run_rows_in(float room, float row);
void run_draw_arrow(struct ui *ui, struct point at, float size, bool is_up, enum role_colour role);
/* A bare tick, `size` wide, centred at `at`. */
void run_draw_tick(struct ui *ui, struct point at, float size, enum role_colour role);
/* An area at least 48 by 48 around `area`. */
struct rect run_touch(struct rect area);

/* ---- badges beside the body (run_badges.c) */
enum { BADGE_RADIUS = 16, BADGES_MAX = VIEW_SITES_MAX };
struct run_badge {
    struct point dot;               /* the site on its figure */
    float columns[2];               /* x of the badges, the preferred one first */
    float left, right, top, bottom; /* where badges may stand at all */
    struct point at;                /* out: the centre of the badge */
};
/* Gives every badge a place where it covers no dot, no other badge, and no leader crosses a dot or badge. In order, so
 * that a badge stands where it stood. */
void run_place_badges(struct run_badge *badges, size_t n);

/* ---- the plot (plot.c, plot_piece.c, plot_zones.c) */
struct plot_range {
    double end_s, low, top;
};
/* Set by the plan of the trial alone, so that nothing moves while it runs. */
struct plot_range plot_range(const struct run_view *run);
double plot_tick(double range, const double *steps,
                 size_t n); /* the smallest step with at most six of them */
/* Half the height of the band around the target line. */
double plot_half_band(const struct run_view *run, double t_s);
/* The target line, of at most PLOT_CORNERS corners; how many. */
enum { PLOT_CORNERS = 65 };
size_t plot_target(const struct run_view *run, const struct plot_range *range,
                   struct trace_point corners[PLOT_CORNERS]);

/* The middle of a pulse of a train, in s of the plot. */
double plot_pulse_at(const struct run_view *run, uint8_t pulse);

/* ---- what conditions beside the trials, over time (plot_beside.c) */
/* What it takes of a room of this height: all between two tests, none where the test needs it. */
float plot_beside_height(const struct ui *ui, float room);
void plot_draw_beside(struct ui *ui, struct rect area);

/* A part of the trace on one side of the band: points `first` to `last`, both of them in it. */
struct plot_piece {
    size_t first, last;
    int where; /* -1 below, 0 within, 1 above */
};
/* The piece that begins at `*at`; moves it on. False: there is none. */
bool plot_next_piece(const struct run_view *run, size_t *at, struct plot_piece *piece);

void plot_draw(struct ui *ui, struct rect whole);

/* ---- is the hand too fast? */
enum verdict { VERDICT_NONE, VERDICT_LOW, VERDICT_OK, VERDICT_HIGH };
enum verdict run_verdict(const struct run_view *run);
/* All instruments are there: a response that was gone is to be pressed once. */
bool run_waits_for_button(const struct run_view *run);
/* The response is held down. */
bool run_waits_for_release(const struct run_view *run);

#endif
