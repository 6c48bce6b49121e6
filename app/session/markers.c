/* Markers for another recorder: which of them the session asks for, and what the record says of all that were put out.
 *
 * The bench marks what it sees itself, at once: what runs, presses, what the examiner marks. From here come ratings that are given
 * as answers, and marks of the examiner. An output that is not there or that cannot follow stops nothing: the examiner hears it once,
 * the record has each marker that was not put out. */
#include "markers_internal.h"

#include "base/clock.h"

#include <string.h>

enum { OUTBOX_SPARE = 64 }; /* for what the session cannot do without */

#define WAITS_AT_MOST MONO_SEC
#define LOOKS_AGAIN (2 * MONO_MS)

static bool has_output(const struct session *session)
{
    return session->parts.spec->roles[ROLE_MARKER].bound;
}

/* As the bench tells of those that it has taken. */
static void lose(struct session *session, enum marker marker)
{
    const struct bench_spec *spec = session->parts.spec;
    notice_take(session, &(struct report){.t = session->now,
                                          .kind = REPORT_NOTICE,
                                          .instrument = spec->roles[ROLE_MARKER].instrument,
                                          .channel = (uint8_t)marker,
                                          .code = NOTICE_UNMARKED,
                                          .value = bench_spec_marker(spec, marker)});
}

void marker_ask(struct session *session, enum marker marker)
{
    const struct order order = {.kind = ORDER_PUT,
                                .mark = {.t = session->now, .code = (uint8_t)marker}};
    if (!has_output(session) || bench_spec_marker(session->parts.spec, marker) == 0)
        return;
    if (bench_submit(session->bench, &order) != STATUS_OK)
        lose(session, marker);
    else if (session->parts.wake)
        session->parts.wake(session->parts.bench_host);
}

/* How strong something was: asked for its own sake, of stimuli that were, or of the participant. Entered a second time it was
 * given before. */
static bool is_rating(const struct session *session)
{
    static const char again[] = ".again";
    const struct question *question = &session->question;
    const struct message *args = &session->request.args;
    const size_t n = strlen(question->key);
    int64_t first;
    if (question->n_choices > 0 ||
        (n > strlen(again) && strcmp(question->key + n - strlen(again), again) == 0))
        return false;
    return question->by_participant || message_flag(args, "at_rest") ||
           message_integer(args, "first", &first);
}

void marker_answered(struct session *session)
{
    if (is_rating(session))
        marker_ask(session, MARKER_RATING);
}

enum marks marker_marks(const struct session *session)
{
    return session->trial.plan.conditioning.conditions ? MARKS_CONDITIONING : MARKS_STIMULUS;
}

static void put_time(struct message *out, const char *key, const struct session *session, mono_ns t)
{
    char text[40];
    utc_format(session->utc - (session->now - t) / 1000, text, sizeof text);
    message_set_string(out, key, text);
}

bool marker_holds_back(struct session *session)
{
    if (session->pending.next != STATE_OVER || !has_output(session))
        return false;
    /* in this order: what it does not await any more is in the reports */
    if (!bench_awaits_markers(session->bench) && !desk_has_reports(session->parts.desk))
        return false;
    if (session->markers_until == 0)
        session->markers_until = session->now + WAITS_AT_MOST;
    if (session->now >= session->markers_until)
        return false;
    session->deadline = session->now + LOOKS_AGAIN;
    return true;
}

/* `out_ns` is on the clock of the samples. */
void marker_take(struct session *session, const struct report *report)
{
    const mono_ns late = mono_from_sec(report->value);
    struct message payload;
    if (session->outbox.n >= OUTBOX_MAX - OUTBOX_SPARE) { /* a disk that stands still */
        notices_are_lost(session, 1);
        return;
    }
    message_init(&payload);
    message_set_string(&payload, "what", marker_word((enum marker)report->channel));
    message_set_integer(&payload, "code", report->code);
    put_time(&payload, "due", session, report->t - late);
    put_time(&payload, "out", session, report->t);
    message_set_integer(&payload, "out_ns", report->t);
    message_set_number(&payload, "late_s", report->value);
    session_journal(session, "marker", &payload);
    message_fini(&payload);
    session->is_unmarked_told = false;
}

void marker_lost(struct session *session, const struct report *report)
{
    const struct text_value values[] = {{"name", session_name_of(session, report->instrument)}};
    if (!session->is_unmarked_told)
        session_tell(session, TEXT_tell_unmarked, values, 1);
    session->is_unmarked_told = true;
}
