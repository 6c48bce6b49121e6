/* The bias of the method of limits, whole chain: plant, wire, driver, stimulus and record, against the threshold at which a
 * virtual participant without a reaction time presses. In virtual time, at 1 degC/s. */
#include "cli/measure.h"

#include "cli/measure_sessions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SESSIONS = 20, VALUES_MAX = 1 << 16 };

static const char *const thermodes[] = {"qst-tcs", "meerstetter", "te-tech"};

struct errors {
    const double *truth; /* per sensation */
    double *values;
    size_t n, none; /* none: trials without a value */
};

/* METHODS 6.1; the sensations that a simulated participant has. */
static int sensation_of(const char *test)
{
    static const char *const tests[SIM_SENSATIONS] = {
        [SIM_COLD] = "cdt", [SIM_WARM] = "wdt", [SIM_COLD_PAIN] = "cpt", [SIM_HEAT_PAIN] = "hpt"};
    for (int i = 0; i < SIM_SENSATIONS; i++)
        if (strcmp(tests[i], test) == 0)
            return i;
    return -1;
}

/* In the direction of the ramp: what is recorded too late would else cancel out between warm and cool ones. */
static double beyond(double value, int sensation, const double *truth)
{
    const bool is_cool = sensation == SIM_COLD || sensation == SIM_COLD_PAIN;
    return is_cool ? truth[sensation] - value : value - truth[sensation];
}

static void note(void *context, const struct trial_row *row)
{
    struct errors *errors = context;
    const int sensation = sensation_of(row->plan.test);
    if (sensation < 0)
        return;
    if (row->end == END_RESPONSE && errors->n < VALUES_MAX)
        errors->values[errors->n++] = beyond(row->value, sensation, errors->truth);
    else
        errors->none++;
}

/* From one session to the next other thresholds, at other places between two readings. */
static void vary(struct sim_participant *participant, size_t i)
{
    const double step = 0.137 * (double)(i % 16);
    participant->thermal_celsius[SIM_COLD] = 30.5 - step;
    participant->thermal_celsius[SIM_WARM] = 34.1 + step;
    participant->thermal_celsius[SIM_COLD_PAIN] = 16.2 - step;
    participant->thermal_celsius[SIM_HEAT_PAIN] = 42.3 + step;
}

static void print(const char *thermode, struct errors *errors, bool is_first)
{
    double sum = 0, most = 0, square = 0; /* above 0: farther than the threshold */
    for (size_t i = 0; i < errors->n; i++) {
        sum += errors->values[i];
        most = fmax(most, fabs(errors->values[i]));
    }
    const double bias = errors->n > 0 ? sum / (double)errors->n : 0;
    for (size_t i = 0; i < errors->n; i++)
        square += (errors->values[i] - bias) * (errors->values[i] - bias);
    printf("%s\"%s\":{\"n\":%zu,\"without\":%zu,\"bias_c\":%.4f,\"sd_c\":%.4f,\"most_c\":%.4f}",
           is_first ? "" : ",", thermode, errors->n, errors->none, bias,
           errors->n > 1 ? sqrt(square / (double)(errors->n - 1)) : 0, most);
}

static enum status run(const char *thermode, size_t n, struct errors *errors, struct why *why)
{
    struct sessions sessions;
    struct study *study = NULL;
    enum status status = sessions_init(&sessions, "thermal-limits", why);
    struct instrument_spec *instrument = &sessions.spec.instruments[0];
    snprintf(instrument->driver, sizeof instrument->driver, "%s", thermode);
    snprintf(instrument->port, sizeof instrument->port, "sim:%s", thermode);
    memset(sessions.participant.thermal_sd, 0, sizeof sessions.participant.thermal_sd);
    sessions.participant.reaction_s = sessions.participant.reaction_sd_s = 0;
    sessions.participant.lapse = sessions.participant.early = 0;
    sessions.saved = note;
    sessions.context = errors;
    errors->truth = sessions.participant.thermal_celsius;
    errors->n = errors->none = 0;
    if (status == STATUS_OK)
        status = study_open("", STUDY_MEMORY, &study, why);
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        vary(&sessions.participant, i);
        status = sessions_one(&sessions, study, 1 + i, why);
    }
    study_close(study);
    return status;
}

enum status measure_limits(const struct measure_options *options, struct why *why)
{
    const size_t n = options->repeats ? (size_t)options->repeats : SESSIONS;
    struct errors errors = {.values = calloc(VALUES_MAX, sizeof *errors.values)};
    enum status status = errors.values ? STATUS_OK : why_set(why, STATUS_NO_MEMORY, "no memory");
    for (size_t i = 0; i < sizeof thermodes / sizeof thermodes[0] && status == STATUS_OK; i++) {
        status = run(thermodes[i], n, &errors, why);
        if (status == STATUS_OK && i == 0)
            printf("{\"benchmark\":\"limits\",\"rate_c_per_s\":1,\"sessions\":%zu,", n);
        if (status == STATUS_OK)
            print(thermodes[i], &errors, i == 0);
    }
    if (status == STATUS_OK)
        puts("}");
    free(errors.values);
    return status;
}
