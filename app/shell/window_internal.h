/* What the files of the window share. */
#ifndef LIMEN_SHELL_WINDOW_INTERNAL_H
#define LIMEN_SHELL_WINDOW_INTERNAL_H

#include "gui/gui.h"
#include "shell/audio.h"
#include "shell/engine.h"
#include "shell/participant_window.h"
#include "shell/recordings.h"
#include "shell/response_keys.h"
#include "shell/sound_news.h"
#include "shell/window.h"

#include <SDL.h>
#include <stdatomic.h>

struct window_place {
    mono_ns look_at; /* the next time */
    int displays, display;
    SDL_Rect room;
};

/* The recording that plays is of this prompt, in this language. */
struct window_speech {
    uint32_t prompt;
    char language[8];
    bool is_english_told; /* once: it stands in for one in another language */
};

struct window {
    const struct window_config *config;
    SDL_Window *handle;
    struct surface *surface; /* of the window's pixels; NULL: to be made anew */
    struct fonts *fonts;
    struct gui *gui;
    struct engine *engine;
    struct audio *audio; /* NULL: nothing is heard */
    struct recordings *recordings;
    struct sound_news news;
    struct window_speech speech;
    enum language language;
    struct stop_line *stop;
    struct nursery *nursery;
    struct keeper *keeper;
    struct view view;
    struct response_keys response_keys;
    float scale;
    int width, height; /* pixels */
    mono_ns now;
    Uint32 wake; /* event type: the engine has something new */
    atomic_bool is_woken;
    bool is_stale; /* everything is to be painted */
    bool is_leaving;
    bool has_view;       /* the engine has shown something */
    bool is_to_be_asked; /* it was to be closed in mid-trial */
    bool is_unheard;     /* somebody else has the keyboard */
    uint32_t beat_asked; /* the cue that was asked for last: beat_id() */
    bool beats;          /* a train was given in the view before */
    bool was_energised;  /* in the view before */
    struct window_place place;
    struct participant_window participant;
    char told[1024]; /* the last line of window_tell() */
};

/* The screen's system, and how the engine wakes the window. Before any thread, since SDL sets the locale of the whole program for
 * a while; and before the engine, so that no study is made and no instrument opened for somebody who has no screen. */
MUST_CHECK
enum status window_open_desktop(struct window *window, struct why *why);
/* The window and what is drawn in it, on that desktop; `config` and `stop` are set. After a failure, too, it is to be closed. */
MUST_CHECK
enum status window_open(struct window *window, struct why *why);
void window_close(struct window *window);
/* What was heard, as a frame. */
MUST_CHECK
enum status window_frame(struct window *window, const struct input_queue *queue, struct why *why);
/* Waits for something to happen, at most a second; then a frame of it. Without an engine the view is the caller's. */
MUST_CHECK
enum status window_turn(struct window *window, struct why *why);

/* The participant's key: told to the engine, and no screen hears it. */
bool window_take_response(struct window *window, const struct input_event *event);

/* Brings it back when the screen has become too small for it. */
void window_keep_on_screen(struct window *window);

/* What the view says, where it is asked for and has changed. */
void window_tell(struct window *window);
/* What the view sounds like now. */
void window_sound(struct window *window);
/* What is to be heard of a train by hand. */
void window_beat(struct window *window);
/* What can be played goes into the view; what plays ends with its instruction. */
void window_look_for_recording(struct window *window);
/* Plays the recording of the instruction, or ends it. False: there is none. */
bool window_play(struct window *window, bool on);
/* The device that was heard is gone: that is told, and nothing is offered any more that could only be heard. */
void window_hear_of_sound(struct window *window, const SDL_Event *event);
/* All that is spoken or waits for its time: at once. */
void window_hush(struct window *window);
/* Sentences for the examiner go to the engine. */
void window_tell_sound(struct window *window, const char *sentence);
/* Opens the sound system; false: there is none, and the program goes on in silence. */
bool window_open_sound(struct window *window);
void window_close_sound(struct window *window);

#endif
