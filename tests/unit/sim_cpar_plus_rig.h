/* What the tests of the simulated CPAR+ share: questions and answers of its bridge, read by the test itself. */
#ifndef TESTS_UNIT_SIM_CPAR_PLUS_RIG_H
#define TESTS_UNIT_SIM_CPAR_PLUS_RIG_H

#include "sim_rig.h"

#include <math.h>

#define BEAT (50 * MONO_MS)
#define PORT "USE PORT COM1 CPARPLUS;"
#define OK "OK;"

enum { SAMPLES_MAX = 600 };

/* What comes back at once for what stands between START and END; the lines between those of the answer, without line ends. */
static inline const char *ask(struct rig *rig, const char *statements)
{
    static char lines[RIG_TEXT];
    char packet[4000];
    const int n = snprintf(packet, sizeof packet, "START;\n%s\nEND;\n", statements);
    rig_clear(rig);
    rig_write(rig, packet, (size_t)n);
    static const char begin[] = "START;\r\n", end[] = "END;\r\n";
    if (rig->length < strlen(begin) + strlen(end) ||
        strncmp(rig->text, begin, strlen(begin)) != 0 ||
        strcmp(rig->text + rig->length - strlen(end), end) != 0)
        fail_msg("%s: no packet: %s", statements, rig->text);
    size_t k = 0;
    for (size_t i = strlen(begin); i + strlen(end) < rig->length; i++)
        if (rig->text[i] != '\r' && rig->text[i] != '\n')
            lines[k++] = rig->text[i];
    lines[k] = '\0';
    return lines;
}

static inline void says(struct rig *rig, const char *statements, const char *answer)
{
    const char *is = ask(rig, statements);
    if (strcmp(is, answer) != 0)
        fail_msg("%s: %s and not %s", statements, is, answer);
}

static inline void refuses(struct rig *rig, const char *statements, const char *error)
{
    char answer[80];
    snprintf(answer, sizeof answer, "ERR %s;", error);
    says(rig, statements, answer);
}

static inline struct rig *plus_new(const char *faults)
{
    return rig_new("cpar-plus", faults, 1);
}

/* With its handler, open, and its first status there. */
static inline struct rig *plus_open(const char *faults)
{
    struct rig *rig = plus_new(faults);
    rig_wait(rig, 2 * BEAT);
    says(rig, "USE SERVER;CMD CREATE;PORT COM1;DEVICE CPARPLUS;", OK);
    says(rig, PORT "CMD OPEN;", OK);
    rig_wait(rig, 2 * BEAT);
    return rig;
}

#define HOLD_50 PORT "CMD WAVEFORM;CHANNEL 0;REPEAT 1;INSTRUCTIONS 1;STEP 500 20000;"
#define START_1                                                                                    \
    PORT "CMD START;STOPCRITERION 1;EXTERNALTRIGGER 0;OVERRIDERATING 0;OUTLET01 1;OUTLET02 0;"
#define STOP PORT "CMD STOP;"

static inline struct rig *plus_running(const char *faults, const char *waveform)
{
    struct rig *rig = plus_open(faults);
    says(rig, waveform, OK);
    says(rig, START_1, OK);
    return rig;
}

/* The value of a line of STATE or RATING, as it is spelled. */
static inline const char *value_of(struct rig *rig, const char *command, const char *name)
{
    static char value[60];
    char wanted[60], question[100];
    snprintf(question, sizeof question, PORT "CMD %s;", command);
    const char *lines = ask(rig, question);
    const char *at = lines;
    snprintf(wanted, sizeof wanted, "%s ", name);
    while (at && strncmp(at, wanted, strlen(wanted)) != 0) {
        at = strchr(at, ';');
        at = at && at[1] ? at + 1 : NULL;
    }
    if (!at)
        fail_msg("there is no %s in %s", name, lines);
    snprintf(value, sizeof value, "%s", at + strlen(wanted));
    value[strcspn(value, ";")] = '\0';
    return value;
}

static inline int number_of(struct rig *rig, const char *command, const char *name)
{
    return atoi(value_of(rig, command, name));
}

static inline void is_state(struct rig *rig, const char *state)
{
    assert_string_equal(value_of(rig, "STATE", "STATE"), state);
}

struct samples {
    size_t n;
    int kpa_10[2][SAMPLES_MAX], mm[SAMPLES_MAX];
};

static inline const struct samples *signals(struct rig *rig)
{
    static struct samples samples;
    const char *at = ask(rig, PORT "CMD SIGNALS;");
    int used = 0;
    for (samples.n = 0; *at; at += used, samples.n++)
        if (sscanf(at, "DATA %d %d %d;%n", &samples.kpa_10[0][samples.n],
                   &samples.kpa_10[1][samples.n], &samples.mm[samples.n], &used) != 3 ||
            !used)
            fail_msg("%s", at);
    return &samples;
}

static inline double output_of(const struct rig *rig)
{
    return sim_port_output(&rig->port);
}

#endif
