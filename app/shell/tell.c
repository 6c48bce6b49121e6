#include "shell/tell.h"

#include "script/message.h"

#include <math.h>

static const char *const screens[SCREENS] = {"study", "bench", "session", "results", "protocol"};

static const char *now_word(enum run_now now)
{
    switch (now) {
    case NOW_NOTHING:
        return "nothing";
    case NOW_INSTRUCT:
        return "instruct";
    case NOW_CONFIRM:
        return "confirm";
    case NOW_WAIT:
        return "wait";
    case NOW_QUESTION:
        return "question";
    case NOW_ARMED:
        return "armed";
    case NOW_RUNNING:
        return "running";
    case NOW_RELEASE:
        return "release";
    case NOW_SAVING:
        return "saving";
    case NOW_REVIEW:
        return "review";
    case NOW_REST:
        return "rest";
    case NOW_STOPPED:
        return "stopped";
    case NOW_NOT_SAVED:
        return "not_saved";
    case NOW_SUMMARY:
        return "summary";
    }
    return "nothing";
}

static void put_site(struct message *line, const struct run_view *run)
{
    if (run->site < 0 || (size_t)run->site >= run->n_sites)
        return;
    const struct site_view *site = &run->sites[run->site];
    message_set_string(line, "site", site->site);
    message_set_string(line, "side", site->side);
    message_set_integer(line, "key", site_digit(site->number));
    message_set_bool(line, "resting", site->rest_left_s > 0);
    message_set_bool(line, "ready", !run_view_lacks(run));
    message_set_integer(line, "trial", run->trial);
    message_set_integer(line, "attempt", run->attempt);
}

static const char *alarm_word(const struct run_view *run)
{
    if (run->not_back)
        return run->not_back_is_cuff ? "open_cuff" : "take_off";
    return "release";
}

/* The participant's window, and where its mark is, as a whole number: -1 where nobody has touched it. */
static void put_scale(struct message *line, const struct view *view)
{
    static const char *const words[] = {
        [PARTICIPANT_NOTHING] = "nothing", [PARTICIPANT_WORDS] = "words",
        [PARTICIPANT_FOLLOW] = "follow",   [PARTICIPANT_LINE] = "line",
        [PARTICIPANT_NUMBERS] = "numbers", [PARTICIPANT_WAIT] = "wait",
        [PARTICIPANT_THANKS] = "thanks"};
    if (!view->participant.is_wanted)
        return;
    message_set_string(line, "scale", words[view->participant.shows]);
    message_set_integer(line, "mark", isnan(view->mark.value) ? -1 : (int64_t)view->mark.value);
}

enum status tell_line(const struct view *view, struct text *out)
{
    const struct run_view *run = &view->run;
    struct message line;
    message_init(&line);
    message_set_string(&line, "screen", screens[view->screen]);
    message_set_string(&line, "participant", view->frame.participant);
    message_set_string(&line, "now", now_word((enum run_now)run->now));
    message_set_bool(&line, "can_begin", view->study.can_begin);
    message_set_bool(&line, "live", view->frame.is_live);
    if (run->now == NOW_STOPPED || run->now == NOW_NOT_SAVED || run->now == NOW_WAIT ||
        run->now == NOW_QUESTION)
        message_set_string(&line, "sentence", run->sentence);
    if (run_view_alarms(run))
        message_set_string(&line, "alarm", alarm_word(run));
    put_site(&line, run);
    put_scale(&line, view);
    const enum status status = message_encode(&line, out);
    message_fini(&line);
    return status;
}
