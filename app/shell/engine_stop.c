/* A stop outside a session: raised by the key, the screen or the participant, or left over from a session that was left.
 * It stands until a person takes it back, and then until the bench is at rest. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"

static uint8_t stopped_by(enum stop_cause cause)
{
    switch (cause) {
    case STOP_NONE:
        return STOP_BY_NOBODY;
    case STOP_KEY:
        return STOP_BY_KEY;
    case STOP_SCREEN:
        return STOP_BY_SCREEN;
    case STOP_PARTICIPANT:
        return STOP_BY_PARTICIPANT;
    case STOP_LIMIT:
        return STOP_BY_LIMIT;
    case STOP_SILENCE:
    case STOP_FAULT:
    case STOP_GONE:
    case STOP_FOCUS:
    case STOP_SIGNAL:
    case STOP_CRASH:
    case STOP_STORE_FULL:
    case STOP_SCRIPT:
    case STOP_RELEASE:
    case STOP_WINDOW:
    case STOP_LEFT:
        return STOP_BY_OTHER;
    }
    return STOP_BY_OTHER;
}

/* Beyond what bench or instrument allow, now: the bench raises the line again as often as somebody takes it back. */
static bool is_beyond(const struct instrument_view *card, double *limit)
{
    const bool has_force = card->limit_kpa > 0;
    if (!card->has_reading || !(has_force || card->has_range))
        return false;
    const bool is_cold = !has_force && card->reading < card->low_c;
    *limit = has_force ? card->limit_kpa : is_cold ? card->low_c : card->high_c;
    return is_cold || card->reading > *limit;
}

static void say_beyond(const struct engine *engine, const struct instrument_view *card,
                       double limit, char *out, size_t size)
{
    const enum language language = engine->config.language;
    char value[32], most[32];
    text_say(out, size, text_of(language, TEXT_study_why_beyond), "name",
             role_text(language, card->role), "value",
             text_number(language, value, sizeof value, card->reading, 1), "unit", card->unit,
             "limit", text_number(language, most, sizeof most, limit, 1), NULL);
}

/* Its card says so, unless it has a fault of its own; the first of them is why nothing begins. */
static void show_beyond(struct engine *engine)
{
    struct frame_view *frame = &engine->view.frame;
    struct bench_view *bench = &engine->view.bench;
    char words[VIEW_SENTENCE_MAX];
    double limit;
    for (size_t i = 0; i < bench->n_instruments; i++) {
        struct instrument_view *card = &bench->instruments[i];
        const bool is_so = frame->stopped_by == STOP_BY_LIMIT && is_beyond(card, &limit);
        card->is_beyond = is_so && card->mark != MARK_BAD;
        if (!is_so)
            continue;
        say_beyond(engine, card, limit, words, sizeof words);
        if (card->is_beyond)
            COPY(card->sentence, words);
        if (frame->stop_why[0] == '\0')
            COPY(frame->stop_why, words);
    }
}

enum text_id engine_why_stopped(const struct engine *engine)
{
    static const enum text_id texts[] = {[STOP_BY_NOBODY] = TEXTS,
                                         [STOP_BY_KEY] = TEXT_study_why_stop,
                                         [STOP_BY_SCREEN] = TEXT_study_why_stop,
                                         [STOP_BY_PARTICIPANT] = TEXT_study_why_stop,
                                         [STOP_BY_LIMIT] = TEXT_study_why_limit,
                                         [STOP_BY_OTHER] = TEXT_study_why_stop_stands};
    return texts[stopped_by(stop_first_cause(engine->config.stop))];
}

void engine_tend_stop(struct engine *engine)
{
    struct frame_view *frame = &engine->view.frame;
    const bool stands = !engine->session && stop_is_raised(engine->config.stop);
    frame->stopped_by =
        stands ? stopped_by(stop_first_cause(engine->config.stop)) : (uint8_t)STOP_BY_NOBODY;
    frame->stop_why[0] = '\0';
    frame->is_rearming = frame->is_rearming && stands;
    show_beyond(engine);
}

/* The bench clears the line when what it drove is seen at rest, and not when it was raised again meanwhile. */
void engine_rearm(struct engine *engine)
{
    const struct order order = {.kind = ORDER_REARM};
    if (engine->session || !stop_is_raised(engine->config.stop))
        return;
    if (!engine->stand) {
        /* nothing can press; a stop raised this very moment stays and is asked again */
        engine->view.frame.is_rearming =
            !stop_clear(engine->config.stop, stop_count(engine->config.stop));
        return;
    }
    if (stand_order(engine->stand, &order) == STATUS_OK)
        engine->view.frame.is_rearming = true;
    else
        engine_say(engine, TONE_TROUBLE, TEXT_bench_deaf, NULL);
}

/* Raised again while it waited for rest: the person decides anew. */
void engine_on_report(struct engine *engine, const struct report *report)
{
    if (report->kind == REPORT_STOPPED)
        engine->view.frame.is_rearming = false;
    engine_levels_report(engine, report);
}
