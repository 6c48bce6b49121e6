/* The window between SDL and an engine that the test plays: what is done when the engine takes nothing more, what Space and the
 * participant's key do, how the engine wakes the window, recordings, and cues. Nothing is seen or heard: SDL draws into memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/engine.h"
#include "shell/window.h"
#include "support/program.h"
#include "support/wav.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

enum { TURNS_MAX = 20000, ACTIONS_KEPT = 16, OTHER_EVENT = SDL_USEREVENT + 1000 };

/* The engine: its functions are these, and the library's are not linked. */
static struct {
    struct engine_config config;
    struct view view;
    bool is_deaf; /* 64 actions wait already */

    int turn;
    void (*script)(int turn); /* at each look of the window; NULL: leave */
    struct action heard[ACTIONS_KEPT];
    size_t n_heard;
    unsigned stops; /* of STOP_FAULT */
    bool is_thermode, has_it_again;
} played;

/* It gets ready while the window opens, and may wake it before it is there. No thread runs while SDL looks for the desktop. */
enum status engine_start(const struct engine_config *config, struct engine **out, struct why *why)
{
    (void)why;
    assert_int_not_equal(SDL_WasInit(SDL_INIT_VIDEO), 0);
    played.config = *config;
    played.config.changed(played.config.context);
    *out = (struct engine *)(void *)&played;
    return STATUS_OK;
}

enum status engine_join(struct engine *engine, struct why *why)
{
    (void)engine, (void)why;
    return STATUS_OK;
}

enum status engine_leave(struct engine *engine, struct why *why)
{
    (void)engine, (void)why;
    return STATUS_OK;
}

bool engine_has_left(const struct engine *engine)
{
    (void)engine;
    return true;
}

bool engine_act(struct engine *engine, const struct action *action)
{
    (void)engine;
    if (played.is_deaf)
        return false;
    if (played.n_heard < ACTIONS_KEPT)
        played.heard[played.n_heard++] = *action;
    return true;
}

static void leave(void)
{
    SDL_Event quit = {.type = SDL_QUIT};
    played.view.run.now = NOW_NOTHING;
    played.view.frame.is_live = false;
    assert_int_equal(SDL_PushEvent(&quit), 1);
}

bool engine_look(struct engine *engine, struct view *view)
{
    (void)engine;
    assert_true(played.turn < TURNS_MAX);
    played.script(played.turn++);
    played.stops = stop_raises(played.config.stop, STOP_FAULT);
    played.config.changed(played.config.context); /* nobody waits for the next turn */
    *view = played.view;
    return true;
}

enum engine_cue engine_hear(struct engine *engine)
{
    (void)engine;
    return CUE_NONE;
}

/* ---- what a person does */

static void key(SDL_Keycode code)
{
    for (int is_up = 0; is_up < 2; is_up++) {
        SDL_Event event = {.key = {.type = is_up ? SDL_KEYUP : SDL_KEYDOWN, .keysym.sym = code}};
        assert_int_equal(SDL_PushEvent(&event), 1);
    }
}

static int run_with(void (*script)(int turn), bool is_thermode, bool has_it_again)
{
    const struct window_config config = {.width = 1440, .height = 900};
    memset(&played, 0, sizeof played);
    played.script = script;
    played.is_thermode = is_thermode;
    played.has_it_again = has_it_again;
    played.view.frame.toast_at = -1;
    played.view.screen = SCREEN_SESSION;
    played.view.run.site = -1;
    return window_run(&config);
}

static int run(void (*script)(int turn))
{
    return run_with(script, false, false);
}

static void show_ramp(void)
{
    played.view.run.now = NOW_RUNNING;
    played.view.run.offers_response = true;
    played.view.frame.is_live = true;
    strcpy(played.view.bench.response_keys[0], "b");
}

/* ---- nothing that the participant says is lost */

static void press_b(int turn)
{
    show_ramp();
    if (turn == 2)
        key(SDLK_b);
    if (turn == 4)
        leave();
}

static void the_key_of_the_participant_is_told_down_and_up(void **state)
{
    (void)state;
    assert_int_equal(run(press_b), 0);
    assert_int_equal(played.n_heard, 2);
    assert_int_equal(played.heard[0].kind, ACTION_RESPONSE_KEY);
    assert_int_equal(played.heard[0].number, 1);
    assert_int_equal(played.heard[1].number, 0);
    assert_int_equal(played.stops, 0);
}

static void press_b_unheard(int turn)
{
    played.is_deaf = true;
    press_b(turn);
}

static void a_response_that_the_engine_cannot_take_is_a_stop(void **state)
{
    (void)state;
    assert_int_equal(run(press_b_unheard), 0);
    assert_true(played.stops > 0);
}

static void press_enter_unheard(int turn)
{
    played.is_deaf = true;
    show_ramp();
    if (turn == 2)
        key(SDLK_RETURN);
    if (turn == 5)
        leave();
}

/* Enter in a ramp: the examiner responds for the participant. */
static void the_examiners_response_that_is_lost_is_a_stop(void **state)
{
    (void)state;
    assert_int_equal(run(press_enter_unheard), 0);
    assert_true(played.stops > 0);
}

static void press_f2_unheard(int turn)
{
    played.is_deaf = true;
    if (turn == 2)
        key(SDLK_F2);
    if (turn == 5)
        leave();
}

static void another_action_that_is_lost_stops_nobody(void **state)
{
    (void)state;
    assert_int_equal(run(press_f2_unheard), 0);
    assert_int_equal(played.stops, 0);
}

/* ---- the stop does not go through the engine */

static void press_space_unheard(int turn)
{
    played.is_deaf = true;
    show_ramp();
    if (turn == 2)
        key(SDLK_SPACE);
    if (turn == 3)
        assert_int_equal(stop_raises(played.config.stop, STOP_KEY), 1);
    if (turn == 3)
        leave();
}

static void space_stops_though_the_engine_hears_nothing(void **state)
{
    (void)state;
    assert_int_equal(run(press_space_unheard), 0);
    assert_true(played.turn > 3);
}

/* ---- the keyboard goes to somebody else */

static void focus(bool is_gained)
{
    SDL_Event event = {
        .window = {.type = SDL_WINDOWEVENT,
                   .event = is_gained ? SDL_WINDOWEVENT_FOCUS_GAINED : SDL_WINDOWEVENT_FOCUS_LOST}};
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static unsigned focus_stops(void)
{
    return stop_raises(played.config.stop, STOP_FOCUS);
}

static void lose_it(int turn)
{
    show_ramp();
    played.view.frame.is_energised = played.is_thermode;
    if (turn == 2)
        focus(false);
    if (turn == 4)
        assert_int_equal(focus_stops(), played.is_thermode);
    if (turn == 4)
        leave();
}

/* A thermode goes on by itself, and Space would not be heard. A hand that presses lets go when it is told to. */
static void without_the_keyboard_a_thermode_is_stopped(void **state)
{
    (void)state;
    for (int is_thermode = 0; is_thermode < 2; is_thermode++) {
        assert_int_equal(run_with(lose_it, is_thermode, false), 0);
        assert_true(played.turn > 4);
    }
}

static void lose_it_before(int turn)
{
    if (turn == 2)
        focus(false);
    if (turn == 4 && played.has_it_again)
        focus(true);
    if (turn > 5)
        show_ramp();
    played.view.frame.is_energised = turn > 5;
    if (turn == 8)
        assert_int_equal(focus_stops(), !played.has_it_again);
    if (turn == 8)
        leave();
}

/* It went between the key that confirms the site and the first view in which something is armed. */
static void a_thermode_that_is_armed_without_the_keyboard_is_stopped(void **state)
{
    (void)state;
    for (int has_it_again = 0; has_it_again < 2; has_it_again++) {
        assert_int_equal(run_with(lose_it_before, true, has_it_again), 0);
        assert_true(played.turn > 8);
    }
}

/* ---- closing */

static void close_in_a_trial(int turn)
{
    SDL_Event quit = {.type = SDL_QUIT};
    show_ramp();
    if (turn == 1)
        assert_int_equal(SDL_PushEvent(&quit), 1);
    if (turn == 3)
        assert_int_equal(stop_raises(played.config.stop, STOP_WINDOW), 1);
    if (turn >= 4) {
        played.view.run.now = NOW_STOPPED;
        played.view.frame.is_live = false;
    }
    if (turn == 6)
        key(SDLK_1); /* yes, close it */
}

/* First it is a stop; whether it is to be closed is asked when nobody is pressed any more. */
static void closing_in_a_trial_stops_and_asks_after_it(void **state)
{
    (void)state;
    assert_int_equal(run(close_in_a_trial), 0);
    assert_true(played.turn > 6);
}

/* ---- waking */

/* How often the engine's event waits in the queue: every window of this program has another. */
static int wakes(void)
{
    SDL_Event events[8];
    SDL_PumpEvents();
    return SDL_PeepEvents(events, 8, SDL_PEEKEVENT, SDL_USEREVENT, OTHER_EVENT - 1);
}

static void change(int times)
{
    for (int i = 0; i < times; i++)
        played.config.changed(played.config.context);
}

static void change_often(int turn)
{
    assert_int_equal(wakes(), 0); /* the one before was taken */
    change(5);
    assert_int_equal(wakes(), 1);
    if (turn == 3)
        leave();
}

static void many_views_wake_the_window_once_and_each_time_anew(void **state)
{
    (void)state;
    assert_int_equal(run(change_often), 0);
    assert_true(played.turn > 3);
}

/* A queue that is full takes no event: that it was woken must not be believed. */
static void change_with_a_full_queue(int turn)
{
    SDL_Event other = {.type = OTHER_EVENT};
    if (turn == 1) {
        while (SDL_PushEvent(&other) == 1)
            continue;
        change(1);
        assert_int_equal(wakes(), 0);
        SDL_FlushEvent(OTHER_EVENT);
        change(1);
        assert_int_equal(wakes(), 1);
    }
    if (turn == 2)
        leave();
}

static void a_wake_that_was_lost_is_made_up_by_the_next(void **state)
{
    (void)state;
    assert_int_equal(run(change_with_a_full_queue), 0);
    assert_true(played.turn > 2);
}

/* ---- recordings */

static size_t heard_of(enum action_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < played.n_heard; i++)
        n += played.heard[i].kind == kind;
    return n;
}

/* What is shown, what is pressed then, and how often a recording was begun after it: the key of one that plays ends it, and the
 * engine hears nothing of that. */
static const struct {
    uint32_t prompt;
    const char *language;
    bool is_live;
    SDL_Keycode pressed;
    size_t begun;
    const char *legend;
} plays[] = {
    {1, "en", false, SDLK_p, 1, "P plays it"},
    {1, "en", false, SDLK_p, 1, "P ends it"},
    {1, "en", false, SDLK_p, 2, "P plays it again"},
    {2, "en", false, SDLK_p, 3, "the next instruction has ended it, so that P plays that"},
    {2, "en", true, SDLK_SPACE, 3, "Space begins nothing"},
    {2, "en", false, SDLK_p, 4, "Space has ended it"},
    {2, "de", false, SDLK_p, 5, "other words have ended it; there is English for the German ones"},
};
enum { PLAYS = sizeof plays / sizeof plays[0], PLAY_TURNS = 4 };

static struct {
    size_t at;
    int turn; /* of this row */
} playing;

/* The first is pressed until it is decoded. */
static void press_row(void)
{
    struct run_view *run = &played.view.run;
    const bool is_first = playing.at == 0;
    run->now = NOW_INSTRUCT;
    run->prompt = plays[playing.at].prompt;
    strcpy(run->instruction, "ppt");
    strcpy(run->words_language, plays[playing.at].language);
    played.view.frame.is_live = plays[playing.at].is_live;
    if (++playing.turn == 2)
        key(plays[playing.at].pressed);
    if (playing.turn < 2 + PLAY_TURNS)
        return;
    playing.turn = 0;
    if (is_first && heard_of(ACTION_PLAY) == 0)
        return;
    if (heard_of(ACTION_PLAY) != plays[playing.at].begun)
        fail_msg("it should be so that %s", plays[playing.at].legend);
    playing.at++;
}

static void press_all(int turn)
{
    (void)turn;
    if (playing.at < PLAYS)
        press_row();
    else
        leave();
}

static void check_news(void)
{
    size_t bad = 0, english = 0;
    for (size_t i = 0; i < played.n_heard; i++) {
        const struct action *action = &played.heard[i];
        bad += action->kind == ACTION_SOUND_NEWS && strstr(action->text, "fault.ogg") != NULL;
        english += action->kind == ACTION_SOUND_NEWS && strstr(action->text, "no German recording");
    }
    assert_int_equal(bad, 1);
    assert_int_equal(english, 1);
    assert_int_equal(heard_of(ACTION_SOUND_NEWS), 2);
    assert_int_equal(heard_of(ACTION_NO_SOUND), 0);
}

static void a_recording_plays_until_anything_else_begins(void **state)
{
    (void)state;
    struct folder folder;
    folder_make(&folder);
    folder_make_in(&folder, "limen");
    folder_make_in(&folder, "limen/sounds");
    folder_make_in(&folder, "limen/sounds/en");
    wav_write(&folder, "limen/sounds/en/instruct.ppt.wav", &(struct wav){8000, 400, 90});
    folder_write(&folder, "limen/sounds/fault.ogg", "no sound");
    setenv("XDG_DATA_HOME", folder.path, 1);
    memset(&playing, 0, sizeof playing);
    assert_int_equal(run(press_all), 0);
    assert_int_equal(playing.at, PLAYS);
    check_news();
    folder_remove(&folder);
}

/* Headphones are pulled out; a device of somebody else is not ours. */
static void pull_out(int turn)
{
    SDL_Event event = {.adevice = {.type = SDL_AUDIODEVICEREMOVED}};
    for (Uint32 which = 0; which < 32 && turn == 2; which++) {
        event.adevice.which = which;
        assert_int_equal(SDL_PushEvent(&event), 1);
    }
    if (turn == 6)
        leave();
}

static void sound_that_is_pulled_out_is_told_once(void **state)
{
    (void)state;
    assert_int_equal(run(pull_out), 0);
    assert_int_equal(heard_of(ACTION_NO_SOUND), 1);
}

/* ---- the beat of a train by hand */

static mono_ns beat_due;

static void show_beat(mono_ns due_in)
{
    struct beat_view *beat = &played.view.run.beat;
    played.view.run.now = NOW_ARMED;
    played.view.frame.is_live = beat->is_on = true;
    if (beat->train == 1)
        return;
    beat->train = 1;
    beat->next = (struct beat_cue){VIEW_BEAT_PRESS, 1};
    beat->next_ns = beat_due = mono_now() + due_in;
}

static size_t count_cues(void)
{
    size_t n = 0;
    for (size_t i = 0; i < played.n_heard; i++)
        n += played.heard[i].kind == ACTION_CUE;
    return n;
}

/* As long again after it: a second one would have come. */
static void give_cue(int turn)
{
    SDL_Delay(2);
    if (turn >= 3) /* the first frame takes its time */
        show_beat(MONO_SEC);
    if (count_cues() > 0 && mono_now() > beat_due + 400 * MONO_MS)
        leave();
}

static void a_cue_is_heard_once_and_told_with_its_error(void **state)
{
    (void)state;
    assert_int_equal(run(give_cue), 0);
    assert_int_equal(count_cues(), 1);
    for (size_t i = 0; i < played.n_heard; i++)
        if (played.heard[i].kind == ACTION_CUE)
            assert_int_equal(played.heard[i].number,
                             beat_id(1, (struct beat_cue){VIEW_BEAT_PRESS, 1}));
}

static void stop_before_cue(int turn)
{
    SDL_Delay(2);
    show_beat(2 * MONO_SEC);
    if (turn == 3)
        stop_raise(played.config.stop, STOP_PARTICIPANT, mono_now());
    if (mono_now() > beat_due + 200 * MONO_MS)
        leave();
}

static void end_before_cue(int turn)
{
    SDL_Delay(2);
    show_beat(2 * MONO_SEC);
    if (turn >= 3)
        played.view.run.now = NOW_REVIEW;
    if (mono_now() > beat_due + 200 * MONO_MS)
        leave();
}

/* Nobody is told to press who has been told to stop. */
static void after_a_stop_or_the_end_no_cue_is_heard(void **state)
{
    (void)state;
    assert_int_equal(run(stop_before_cue), 0);
    assert_int_equal(count_cues(), 0);
    assert_int_equal(run(end_before_cue), 0);
    assert_int_equal(count_cues(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_of_the_participant_is_told_down_and_up),
        cmocka_unit_test(a_response_that_the_engine_cannot_take_is_a_stop),
        cmocka_unit_test(the_examiners_response_that_is_lost_is_a_stop),
        cmocka_unit_test(another_action_that_is_lost_stops_nobody),
        cmocka_unit_test(space_stops_though_the_engine_hears_nothing),
        cmocka_unit_test(without_the_keyboard_a_thermode_is_stopped),
        cmocka_unit_test(a_thermode_that_is_armed_without_the_keyboard_is_stopped),
        cmocka_unit_test(closing_in_a_trial_stops_and_asks_after_it),
        cmocka_unit_test(many_views_wake_the_window_once_and_each_time_anew),
        cmocka_unit_test(a_wake_that_was_lost_is_made_up_by_the_next),
        cmocka_unit_test(a_recording_plays_until_anything_else_begins),
        cmocka_unit_test(sound_that_is_pulled_out_is_told_once),
        cmocka_unit_test(a_cue_is_heard_once_and_told_with_its_error),
        cmocka_unit_test(after_a_stop_or_the_end_no_cue_is_heard),
    };
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
