/* Markers in the table of events: whoever lays it beside the other recording finds each byte at the time when the line took it. */
#include "support/thermal_scene.h"

#include "base/clock.h"
#include "cli/export_events.h"

enum { ROWS_MAX = 16 };

struct table {
    char *text;
    size_t size, n;
    char onset[ROWS_MAX][40], what[ROWS_MAX][24], detail[ROWS_MAX][400];
};

static bool always(void *context)
{
    (void)context;
    return true;
}

/* participant, session, onset, block, kind, what, text, detail */
static void keep_row(struct table *table, char *line)
{
    enum { ONSET = 2, KIND = 4, WHAT = 5, DETAIL = 7, FIELDS = 8 };
    char *fields[FIELDS];
    size_t n = 0;
    for (char *field; n < FIELDS && (field = strsep(&line, "\t"));)
        fields[n++] = field;
    if (n < FIELDS || strcmp(fields[KIND], "marker") != 0)
        return;
    assert_true(table->n < ROWS_MAX);
    snprintf(table->onset[table->n], sizeof table->onset[0], "%s", fields[ONSET]);
    snprintf(table->what[table->n], sizeof table->what[0], "%s", fields[WHAT]);
    snprintf(table->detail[table->n++], sizeof table->detail[0], "%s", fields[DETAIL]);
}

static struct table table_of(struct scene *scene)
{
    struct table table = {0};
    struct why why;
    FILE *out = open_memstream(&table.text, &table.size);
    assert_non_null(out);
    assert_int_equal(export_events(scene->study, out, always, NULL, &why), STATUS_OK);
    fclose(out);
    char *rest = table.text;
    for (char *line; (line = strsep(&rest, "\n"));)
        keep_row(&table, line);
    free(table.text);
    return table;
}

/* Seconds of the day: all is on one day here. */
static double second_of(const char *utc)
{
    int hour, minute;
    double second;
    assert_int_equal(sscanf(utc + strlen("2026-01-01T"), "%d:%d:%lf", &hour, &minute, &second), 3);
    return hour * 3600 + minute * 60 + second;
}

static void each_marker_is_an_event_at_the_time_when_it_was_put_out(void **state)
{
    static const char *const whats[] = {"stimulus_on", "response", "stimulus_off"};
    struct scene *scene = scene_new("    ppt { sites = { site('thenar', 'left') }, trials = 1 }\n");
    (void)state;
    sim_bench_add_marker(&scene->spec);
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    const struct table table = table_of(scene);
    assert_int_equal(table.n, 3);
    for (size_t i = 0; i < table.n; i++) {
        char quoted[64];
        assert_string_equal(table.what[i], whats[i]);
        snprintf(quoted, sizeof quoted, "\"out\":\"%s\"", table.onset[i]);
        assert_non_null(strstr(table.detail[i], quoted));
        assert_non_null(strstr(table.detail[i], "\"due\":\"20"));
    }
    /* as far apart there as on the clock of the samples */
    for (size_t i = 1; i < table.n; i++) {
        const double apart_s = second_of(table.onset[i]) - second_of(table.onset[i - 1]);
        const double apart_ns =
            number_of(table.detail[i], "out_ns") - number_of(table.detail[i - 1], "out_ns");
        assert_true(fabs(apart_s - apart_ns / 1e9) < 2e-6);
        assert_true(apart_s >= 0.015);
    }
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_marker_is_an_event_at_the_time_when_it_was_put_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
