/* A simulated instrument on a memory port, with everything it says gathered as text. Shared by the
 * sim tests. */
#ifndef TESTS_UNIT_SIM_RIG_H
#define TESTS_UNIT_SIM_RIG_H

#include "sim/port.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RIG_TEXT = 1 << 20, RIG_EDGES = 64 };

struct rig {
    struct sim_participant participant;
    struct sim_world world;
    struct sim_port port;
    mono_ns now;
    size_t length, reads;
    size_t n_edges;
    struct sim_edge edges[RIG_EDGES];
    char text[RIG_TEXT];
};

static inline void rig_on_button(void *host, mono_ns t, bool pressed)
{
    struct rig *rig = host;
    assert_true(rig->n_edges < RIG_EDGES);
    rig->edges[rig->n_edges++] = (struct sim_edge){.t = t, .pressed = pressed};
}

/* Faults as text, parted by blanks; "" for none. No noise: numbers are exact. */
static inline struct rig *rig_new(const char *instrument, const char *faults, uint64_t seed)
{
    struct rig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    struct sim_fault list[SIM_FAULTS_MAX];
    size_t n = 0;
    char copy[400];
    snprintf(copy, sizeof copy, "%s", faults);
    struct why why = {.text = ""};
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        if (sim_fault_parse(word, &list[n++], &why) != STATUS_OK)
            fail_msg("%s", why.text);
    rig->participant = sim_participant_defaults();
    sim_world_init(&rig->world, &rig->participant, seed);
    rig->world.noise = 0;
    const struct sim_port_config config = {.instrument = sim_find(instrument),
                                           .world = &rig->world,
                                           .faults = list,
                                           .n_faults = n,
                                           .seed = seed,
                                           .button = rig_on_button,
                                           .host = rig};
    rig->now = 7 * MONO_SEC;
    if (sim_port_init(&rig->port, &config, rig->now, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return rig;
}

static inline void rig_clear(struct rig *rig)
{
    rig->length = rig->reads = 0;
    rig->text[0] = '\0';
}

static inline void rig_gather(struct rig *rig)
{
    size_t n;
    while (sim_port_read(&rig->port, (uint8_t *)rig->text + rig->length, RIG_TEXT - 1 - rig->length,
                         &n) == STATUS_OK &&
           n > 0) {
        rig->length += n;
        rig->reads++;
    }
    rig->text[rig->length] = '\0';
}

/* Jumps from deadline to deadline up to `until`. */
static inline void rig_run(struct rig *rig, mono_ns until)
{
    for (;;) {
        sim_port_turn(&rig->port, rig->now);
        rig_gather(rig);
        const mono_ns next = sim_port_deadline(&rig->port);
        if (next > until)
            break;
        rig->now = next > rig->now ? next : rig->now;
    }
    rig->now = until;
    sim_port_turn(&rig->port, rig->now);
    rig_gather(rig);
}

static inline void rig_wait(struct rig *rig, mono_ns span)
{
    rig_run(rig, rig->now + span);
}

static inline void rig_write(struct rig *rig, const char *data, size_t n)
{
    size_t written;
    assert_int_equal(sim_port_write(&rig->port, (const uint8_t *)data, n, &written), STATUS_OK);
    assert_int_equal(written, n);
    sim_port_turn(&rig->port, rig->now);
    rig_gather(rig);
}

/* What comes back at once for a command (CR is added); no time passes. */
static inline const char *rig_ask(struct rig *rig, const char *command)
{
    char line[300];
    rig_clear(rig);
    const int n = snprintf(line, sizeof line, "%s\r", command);
    rig_write(rig, line, (size_t)n);
    return rig->text;
}

static inline size_t rig_count(const struct rig *rig, char end)
{
    size_t count = 0;
    for (size_t i = 0; i < rig->length; i++)
        count += rig->text[i] == end;
    return count;
}

/* Whatever a program may send in one breath, cut in two at every byte: the answers are the same.
 * Returns their number of lines. */
static inline size_t rig_takes_any_pieces(struct rig *(*make)(void), const char *talk, size_t n)
{
    struct rig *whole = make();
    rig_write(whole, talk, n);
    const size_t lines = rig_count(whole, '\n');
    for (size_t cut = 0; cut <= n; cut++) {
        struct rig *rig = make();
        rig_write(rig, talk, cut);
        rig_write(rig, talk + cut, n - cut);
        assert_string_equal(rig->text, whole->text);
        free(rig);
    }
    free(whole);
    return lines;
}

/* Each word of an instrument's help is a setting of it, with this number where it has one. Returns how many there are. */
static inline size_t rig_tries_words(const struct sim_instrument *instrument, const char *number)
{
    char told[600];
    size_t n_words = 0;
    assert_true(strlen(instrument->settings) < sizeof told);
    snprintf(told, sizeof told, "%s", instrument->settings);
    for (char *word = strtok(told, ", "); word; word = strtok(NULL, ", "), n_words++) {
        struct sim_act act = {.kind = SIM_ACT_SETTING, .on = true};
        const size_t n = strcspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        snprintf(act.to, sizeof act.to, "%.*s%s", (int)n, word, word[n] ? number : "");
        if (!instrument->can(instrument, &act))
            fail_msg("%s", act.to);
    }
    return n_words;
}

static inline void is_near(double is, double wanted, double most)
{
    if (!(fabs(is - wanted) <= most))
        fail_msg("%g is not %g (within %g)", is, wanted, most);
}

static inline struct sim_cue rig_cue(const char *site, uint32_t trial)
{
    struct sim_cue cue = {.test = "ppt",
                          .side = "left",
                          .trial = trial,
                          .attempt = 1,
                          .rate_kpa_per_s = 50,
                          .limit_kpa = 1000,
                          .probe_area_cm2 = 1};
    snprintf(cue.site, sizeof cue.site, "%s", site);
    return cue;
}

#endif
