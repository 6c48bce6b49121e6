/* Who answers, and setting it up.
 *
 * 1. FLUSH closes a half-sent command by CR, stops a stream and waits until the line is quiet, so
 * that every later line answers a question.
 * 2. The first question is for a reading: whatever answers `?C` or `?` in the grammar of a gauge is
 * a gauge, known or not; who says other things is another device, who says nothing is silent.
 * 3. Settings are documented without a reply unless wrong, so silence is consent, and what matters
 * is read back: by LIST where it is known, and by a last reading, which must carry a unit of force.
 * 4. Filters: the display's default of 512 samples at 7000 Hz would delay the automatic output by about 36 ms, which
 * is 1.8 kPa at 50 kPa/s. Manuals disagree which of FLTC and FLTP is which, so both are set to 8 samples.
 * 5. Where only the identity is wanted, a stream goes on and nothing is set: only `?C` or `?`, RM, RV and RS are sent.
 * 6. Series 4 knows only `?`: there everything else is refused, and unit and mode are those of its
 * display. */
#include "mark10_internal.h"

#include <assert.h>
#include <string.h>

enum answer { ANSWER_NONE, ANSWER_READING, ANSWER_TEXT };

enum step {
    STEP_PROBE,
    STEP_MODEL,
    STEP_FIRMWARE,
    STEP_SERIAL,
    STEP_UNIT,
    STEP_MODE,
    STEP_FORMAT,
    STEP_FILTER_CURRENT,
    STEP_FILTER_DISPLAY,
    STEP_AWAKE,
    STEP_AUTO,
    STEP_LIST,
    STEP_CHECK,
    STEPS
};

static const struct {
    const char *frame; /* NULL: the question for a reading */
    uint8_t answer;    /* enum answer */
    uint8_t tries;
    uint8_t wait_ms; /* a refusal at 9600 baud through a slow adapter comes within 50 */
} steps[STEPS] = {
    [STEP_PROBE] = {NULL, ANSWER_READING, 3, 150},
    [STEP_MODEL] = {"RM\r", ANSWER_TEXT, 1, 150},
    [STEP_FIRMWARE] = {"RV\r", ANSWER_TEXT, 1, 150},
    [STEP_SERIAL] = {"RS\r", ANSWER_TEXT, 1, 150},
    [STEP_UNIT] = {"N\r", ANSWER_NONE, 1, 50},
    [STEP_MODE] = {"CUR\r", ANSWER_NONE, 1, 50},
    [STEP_FORMAT] = {"FULL\r", ANSWER_NONE, 1, 50},
    [STEP_FILTER_CURRENT] = {"FLTC3\r", ANSWER_NONE, 1, 50},
    [STEP_FILTER_DISPLAY] = {"FLTP3\r", ANSWER_NONE, 1, 50},
    [STEP_AWAKE] = {"AOFF0\r", ANSWER_NONE, 1, 50},
    [STEP_AUTO] = {"AOUT0\r", ANSWER_NONE, 1, 50},
    [STEP_LIST] = {"LIST\r", ANSWER_TEXT, 1, 200},
    [STEP_CHECK] = {NULL, ANSWER_READING, 4, 150},
};

static const mono_ns QUIET = 60 * MONO_MS, FLUSH_MAX = 400 * MONO_MS;

static void step_send(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    m->wake = now + steps[m->step].wait_ms * MONO_MS;
    if (steps[m->step].frame)
        send_text(io, FRAME_SAFE, steps[m->step].frame);
    else
        mark10_ask(m, io);
}

static void step_enter(struct mark10 *m, enum step step, mono_ns now, const struct driver_io *io)
{
    m->step = (uint8_t)step;
    m->tries = steps[step].tries;
    m->verdict = FAULT_NONE;
    m->heard = false;
    m->stranger = (struct stranger){0};
    step_send(m, now, io);
}

static void tell_identity(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    m->state = MARK10_CLOSED;
    io->identity(io->host, &m->identity);
    tell(io, EVENT_READY, 0, now, 0);
}

static void step_next(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    assert(m->step < STEP_CHECK);
    if (m->config.only_identifies && m->step == STEP_SERIAL)
        tell_identity(m, now, io);
    else
        step_enter(m, (enum step)(m->step + 1), now, io);
}

/* The question for a reading has brought none that can be used. */
static void step_again(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    if (--m->tries > 0) {
        step_send(m, now, io);
        return;
    }
    if (m->verdict == FAULT_NONE)
        m->verdict = (uint8_t)stranger_fault(&m->stranger, m->heard);
    mark10_fault(m, (enum fault)m->verdict, now, io);
}

void mark10_setup_begin(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    m->state = MARK10_FLUSH;
    m->wake = now + QUIET;
    m->flush_end = now + FLUSH_MAX;
    m->identity = (struct instrument_identity){0};
    m->can_stream = true;
    m->unit_fixed = false;
    m->plain_question = false;
    send_text(io, FRAME_SAFE, "\r");
    if (!m->config.only_identifies)
        send_text(io, FRAME_SAFE, "AOUT0\r");
}

void mark10_setup_heard(struct mark10 *m, mono_ns t)
{
    m->heard = true;
    if (m->state == MARK10_FLUSH)
        m->wake = mono_min(t + QUIET, m->flush_end);
}

void mark10_setup_tick(struct mark10 *m, mono_ns now, const struct driver_io *io)
{
    if (now < m->wake)
        return;
    if (m->state == MARK10_FLUSH) {
        m->state = MARK10_SETUP;
        step_enter(m, STEP_PROBE, now, io);
    } else if (steps[m->step].answer == ANSWER_READING) {
        step_again(m, now, io);
    } else {
        step_next(m, now, io);
    }
}

static void note_refusal(struct mark10 *m)
{
    if (m->step == STEP_UNIT)
        m->unit_fixed = true;
    if (m->step == STEP_MODE || m->step == STEP_AUTO)
        m->can_stream = false;
}

static void handle_error(struct mark10 *m, mono_ns t, const struct driver_io *io)
{
    if (steps[m->step].answer != ANSWER_READING) {
        note_refusal(m);
        step_next(m, t, io);
    } else if (!m->plain_question) {
        m->plain_question = true;
        step_enter(m, (enum step)m->step, t, io);
    } else {
        m->verdict = FAULT_REFUSED;
        step_again(m, t, io);
    }
}

/* A unit of force that is not N is good enough: every line is converted by its own unit. */
static enum fault check_verdict(const struct mark10 *m, const struct mark10_reply *reply)
{
    if (reply->kind != REPLY_READING)
        return FAULT_UNIT;
    return mark10_force_fault(m, mark10_force(m, reply));
}

static void handle_number(struct mark10 *m, mono_ns t, const struct mark10_reply *reply,
                          const struct driver_io *io)
{
    if (steps[m->step].answer != ANSWER_READING)
        return;
    if (m->step == STEP_PROBE) {
        step_next(m, t, io);
        return;
    }
    const enum fault verdict = check_verdict(m, reply);
    if (verdict != FAULT_NONE) {
        m->verdict = (uint8_t)verdict;
        step_again(m, t, io);
        return;
    }
    const struct sample sample = {t, mark10_force(m, reply), reply->form};
    trust_reset(&m->trust, m->interval);
    trust_accept(&m->trust, &(struct trust_rule){0}, &sample);
    m->unit = reply->unit;
    mark10_ready(m, t, io);
}

static void store_text(char *out, size_t cap, const struct line *line)
{
    const size_t n = line->length < cap ? line->length : cap - 1;
    memcpy(out, line->text, n);
    out[n] = '\0';
}

/* In a peak mode the automatic output would send peaks; `?C` is real time in every mode. */
static bool list_names_peak_mode(const struct line *line)
{
    static const char *const modes[] = {";PT;", ";PC;", ";PCW;", ";PCCW;"};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (memmem(line->text, line->length, modes[i], strlen(modes[i])))
            return true;
    return false;
}

static void handle_text(struct mark10 *m, mono_ns t, const struct line *line,
                        const struct driver_io *io)
{
    struct instrument_identity *identity = &m->identity;
    if (steps[m->step].answer != ANSWER_TEXT)
        return;
    if (m->step == STEP_MODEL)
        store_text(identity->model, sizeof identity->model, line);
    else if (m->step == STEP_FIRMWARE)
        store_text(identity->firmware, sizeof identity->firmware, line);
    else if (m->step == STEP_SERIAL)
        store_text(identity->serial, sizeof identity->serial, line);
    else if (list_names_peak_mode(line))
        m->can_stream = false;
    step_next(m, t, io);
}

void mark10_setup_line(struct mark10 *m, mono_ns t, const struct line *line,
                       const struct driver_io *io)
{
    if (m->state != MARK10_SETUP)
        return;
    stranger_line(&m->stranger, line);
    if (!line->whole)
        return;
    const struct mark10_reply reply = mark10_reply_parse(line->text, line->length);
    /* a serial number and a firmware may be digits alone */
    const bool is_text = reply.kind == REPLY_BARE && steps[m->step].answer == ANSWER_TEXT;
    switch (is_text ? REPLY_TEXT : reply.kind) {
    case REPLY_ERROR:
        handle_error(m, t, io);
        return;
    case REPLY_READING:
    case REPLY_TORQUE:
    case REPLY_BARE:
        handle_number(m, t, &reply, io);
        return;
    case REPLY_TEXT:
        handle_text(m, t, line, io);
        return;
    }
}
