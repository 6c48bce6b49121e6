#include "session/gate.h"

#include "session/reasons.h"

#include <string.h>

enum status gate_allows(enum verification_state state, struct why *why)
{
    static const struct reason *const reasons[] = {
        [VERIFICATION_MISSING] = REASON_thermode_unchecked,
        [VERIFICATION_FAILED] = REASON_thermode_failed,
        [VERIFICATION_EXPIRED] = REASON_thermode_expired};
    if (state == VERIFICATION_VALID || state == VERIFICATION_SOON)
        return STATUS_OK;
    return reason_set(why, reasons[state], NULL);
}

bool gate_stands(const struct gate *gate, uint8_t *instrument)
{
    const struct role_spec *role = &gate->spec->roles[ROLE_THERMODE];
    if (!gate->book || (gate->override && gate->override[0]) || !role->bound ||
        !verification_is_due(gate->spec, role->instrument))
        return false;
    *instrument = role->instrument;
    return true;
}

/* The best that can come of it, whichever of the driver's instruments answers. */
static enum verification_state best_of(const struct gate *gate, const char *driver)
{
    enum verification_state best = VERIFICATION_MISSING;
    for (size_t i = 0; i < gate->book->n; i++) {
        const struct verification *check = &gate->book->list[i];
        const struct verified_instrument its = {driver, check->port, &check->identity};
        if (strcmp(check->driver, driver) != 0)
            continue;
        const enum verification_state state =
            verification_state(verifications_find(gate->book, &its), gate->spec, gate->utc, NULL);
        best = state > best ? state : best;
    }
    return best;
}

enum status gate_judge(const struct gate *gate, uint8_t instrument,
                       const struct instrument_identity *identity, struct why *why)
{
    const struct instrument_spec *spec = &gate->spec->instruments[instrument];
    const struct verified_instrument its = {spec->driver, spec->port, identity};
    if (!identity)
        return gate_allows(best_of(gate, spec->driver), why);
    return gate_allows(
        verification_state(verifications_find(gate->book, &its), gate->spec, gate->utc, NULL), why);
}
