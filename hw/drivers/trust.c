/* A reading goes on from the last when it is near enough; twice the last step is allowed on top, so
 * that a fast release is not doubted at every reading. */
#include "trust_internal.h"

#include <math.h>

enum { FORM_CONFIRMATIONS = 4 };

void trust_reset(struct trust *trust, mono_ns interval)
{
    *trust = (struct trust){.interval = interval};
}

static double trust_tolerance(const struct trust *trust, const struct trust_rule *rule,
                              mono_ns since, mono_ns t)
{
    const mono_ns spacing = t - since > trust->interval ? t - since : trust->interval;
    return rule->step + rule->slew_per_s * mono_to_sec(spacing);
}

static bool trust_continues(const struct trust *trust, const struct trust_rule *rule,
                            const struct sample *sample)
{
    const double tolerance = trust_tolerance(trust, rule, trust->last.t, sample->t);
    return sample->form == trust->last.form &&
           fabs(sample->value - trust->last.value) <= tolerance + 2 * fabs(trust->last_step);
}

/* The doubted reading was true when the next one is like it: the same form, and still as far away.
 */
static bool trust_confirms(const struct trust *trust, const struct trust_rule *rule,
                           const struct sample *sample)
{
    if (!trust->has_doubted || sample->form != trust->doubted.form)
        return false;
    const double tolerance = trust_tolerance(trust, rule, trust->doubted.t, sample->t);
    const double jump = trust->doubted.value - trust->last.value;
    const double now = sample->value - trust->last.value;
    if (fabs(sample->value - trust->doubted.value) > tolerance + fabs(jump))
        return false;
    return fabs(jump) <= tolerance || (jump * now > 0 && fabs(now) >= fabs(jump) / 2);
}

/* A line that loses bytes loses the same point again sooner or later; a gauge that was set to another form keeps it. */
static bool trust_settles(struct trust *trust, const struct sample *sample)
{
    if (sample->form == trust->last.form)
        return true;
    return ++trust->confirmations >= FORM_CONFIRMATIONS;
}

bool trust_accept(struct trust *trust, const struct trust_rule *rule, const struct sample *sample)
{
    if (!trust->has_last) {
        trust->last_step = 0;
    } else if (trust_continues(trust, rule, sample)) {
        trust->last_step = sample->value - trust->last.value;
    } else if (trust_confirms(trust, rule, sample)) {
        trust->last_step = sample->value - trust->doubted.value;
        if (!trust_settles(trust, sample)) {
            trust->doubted = *sample;
            return false;
        }
    } else {
        trust->doubted = *sample;
        trust->has_doubted = true;
        trust->confirmations = 0;
        return false;
    }
    trust->last = *sample;
    trust->has_last = true;
    trust->has_doubted = false;
    trust->confirmations = 0;
    return true;
}
