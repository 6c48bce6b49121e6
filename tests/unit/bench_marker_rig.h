/* A bench with a marker output in memory, which runs by the deadlines that it names. */
#ifndef LIMEN_TESTS_BENCH_MARKER_RIG_H
#define LIMEN_TESTS_BENCH_MARKER_RIG_H

#include "support/memory_wire.h"

#include "hw/bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { METER, MARKS, REPORTS = 256, PUTS = 256 };

struct put_seen {
    mono_ns t;
    uint8_t code;
};

struct rig {
    struct bench *bench;
    struct stop_line stop;
    struct memory_wire *line;
    struct wire wire;
    mono_ns now, late; /* late: what the clock says beyond `now` while the bench writes */
    struct report reports[REPORTS];
    size_t n_reports;
    struct put_seen puts[PUTS]; /* bytes on the marker line */
    size_t n_puts;
};

static struct rig *on_clock; /* the clock has no context */

static inline mono_ns rig_clock(void)
{
    return on_clock->now + on_clock->late;
}

static inline void on_report(void *host, const struct report *report)
{
    struct rig *rig = host;
    assert_true(rig->n_reports < REPORTS);
    rig->reports[rig->n_reports++] = *report;
}

static inline bool on_record(void *host, const struct bench_record *record)
{
    (void)host, (void)record;
    return true;
}

static inline struct bench_spec spec_of(const char *driver)
{
    struct bench_spec spec = {.n_instruments = 2};
    strcpy(spec.instruments[METER].driver, "mark10");
    strcpy(spec.instruments[METER].name, "meter");
    strcpy(spec.instruments[MARKS].driver, driver);
    strcpy(spec.instruments[MARKS].name, "marks");
    spec.roles[ROLE_MARKER] = (struct role_spec){.bound = true, .instrument = MARKS};
    strcpy(spec.roles[ROLE_MARKER].channel, "code");
    return spec;
}

static inline mono_ns turn(struct rig *rig)
{
    const mono_ns next = bench_turn(rig->bench, rig->now);
    for (; rig->line->out_at < rig->line->out_size; rig->line->out_at++) {
        assert_true(rig->n_puts < PUTS);
        rig->puts[rig->n_puts++] = (struct put_seen){rig->now, rig->line->out[rig->line->out_at]};
    }
    return next;
}

/* By the deadlines that the bench names. */
static inline void run(struct rig *rig, mono_ns until)
{
    for (int i = 0; i < 10000; i++) {
        const mono_ns next = turn(rig);
        if (next > until || rig->now >= until)
            break;
        rig->now = next > rig->now ? next : rig->now;
    }
    rig->now = until;
    turn(rig);
}

static inline struct rig *rig_new(const struct bench_spec *spec)
{
    struct rig *rig = calloc(1, sizeof *rig);
    struct why why;
    assert_non_null(rig);
    rig->line = calloc(1, sizeof *rig->line);
    assert_non_null(rig->line);
    rig->wire = memory_wire_init(rig->line);
    rig->now = MONO_SEC;
    on_clock = rig;
    stop_init(&rig->stop);
    const struct bench_host host = {
        .host = rig, .report = on_report, .record = on_record, .clock = rig_clock};
    if (bench_new(spec, &rig->stop, NULL, &host, &rig->bench, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return rig;
}

static inline void plug(struct rig *rig)
{
    bench_attach(rig->bench, MARKS, rig->wire, rig->now);
}

static inline struct rig *rig_ready(void)
{
    const struct bench_spec spec = spec_of("marker-byte");
    struct rig *rig = rig_new(&spec);
    plug(rig);
    run(rig, rig->now + MONO_SEC);
    assert_int_equal(rig->n_puts, 1); /* the 0 of its opening */
    assert_int_equal(rig->puts[0].code, 0);
    rig->n_puts = 0;
    return rig;
}

static inline void rig_free(struct rig *rig)
{
    bench_free(rig->bench);
    stop_fini(&rig->stop);
    free(rig->line);
    free(rig);
}

static inline void ask(struct rig *rig, enum marker marker, mono_ns due)
{
    const struct order order = {.kind = ORDER_PUT, .mark = {.t = due, .code = (uint8_t)marker}};
    assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
}

static inline size_t count(const struct rig *rig, enum report_kind kind, int code)
{
    size_t n = 0;
    for (size_t i = 0; i < rig->n_reports; i++)
        n += rig->reports[i].kind == kind && (code < 0 || rig->reports[i].code == code);
    return n;
}

static inline const struct report *nth_marked(const struct rig *rig, size_t nth)
{
    for (size_t i = 0; i < rig->n_reports; i++)
        if (rig->reports[i].kind == REPORT_MARKED && nth-- == 0)
            return &rig->reports[i];
    fail_msg("no such marker");
    return NULL;
}

#endif
