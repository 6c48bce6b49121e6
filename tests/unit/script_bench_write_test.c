/* A bench that is written into a file is the bench that is read back. */
#include "base/units.h"
#include "script/bench_file.h"
#include "script_harness.h"

#include "base/rng.h"

#include <signal.h>
#include <sys/resource.h>

enum { BENCHES = 400 };

static char folder[300], path[400];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/benchXXXXXX", TEST_BINARY_DIR);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/bench.lua", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

/* ---- benches at random --------------------------------------------------------------------------
 */

static rng_key key;
static uint64_t draws;

static uint64_t draw(uint64_t n)
{
    return rng_bits(key, draws++) % n;
}

static double number(double min, double max)
{
    const double whole = min + (max - min) * rng_uniform(key, draws++);
    return draw(2) ? whole : (double)(int64_t)whole < min ? min : (double)(int64_t)whole;
}

static void word(char *out, size_t cap, const char *const *words, size_t n)
{
    snprintf(out, cap, "%s", words[draw(n)]);
}

#define WORD(out, ...)                                                                             \
    word((out), sizeof(out), (const char *const[]){__VA_ARGS__},                                   \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void draw_scale(struct scale_spec *scale)
{
    WORD(scale->language, "", "en", "de");
    if (draw(2)) {
        scale->line_mm = number(50, 100);
        scale->screen_mm = number(100, 3000);
    }
    scale->display = (uint8_t)draw(17);
    scale->axis = (uint8_t)draw(33);
    if (draw(2)) {
        scale->axis_low = number(-1, -0.1);
        scale->axis_high = number(0.1, 1);
    }
}

static void draw_instrument(struct instrument_spec *spec, unsigned i)
{
    WORD(spec->name, "algometer", "left one", "Kraft\"messer\" \\ 2", "Prüfgerät", "tab\there",
         "end");
    WORD(spec->driver, "mark10", "imada-zt", "presser", "lutron");
    switch (draw(4)) {
    case 0:
        snprintf(spec->port, sizeof spec->port, "usb:0403:6001:A%u\"", i);
        break;
    case 1:
        snprintf(spec->port, sizeof spec->port, "/dev/serial/by-id/no \\ such %u", i);
        break;
    case 2:
        snprintf(spec->port, sizeof spec->port, "tcp:192.168.0.%u:4001", i);
        break;
    default:
        snprintf(spec->port, sizeof spec->port, "sim:mark10");
        break;
    }
    if (draw(2))
        WORD(spec->bridge_port, "COM4", "/dev/ttyACM0", "a\\b\"c", "COM12");
    spec->invert = draw(2);
    spec->stream_hz = draw(2) ? number(1, 2000) : 0;
    spec->baud =
        draw(2) && strncmp(spec->port, "tcp:", 4) != 0 ? (uint32_t)(300 + draw(999700)) : 0;
    spec->capacity_n = number(CAPACITY_MIN_N, CAPACITY_MAX_N);
    spec->force_max_n = draw(2) ? number(0.1, 5000) : 0;
    spec->pressure_max_kpa = draw(2) ? number(1, 5000) : 0;
    spec->rate_max_kpa_per_s = draw(2) ? number(0.1, 1000) : 0;
    spec->temperature_max_degc = draw(2) ? number(40, 65) : 0;
    spec->temperature_min_degc = draw(2) ? number(1, 30) : 0;
    spec->ramp_max_degc_per_s = draw(2) ? number(0.1, 300) : 0;
    spec->return_max_degc_per_s = draw(2) ? number(0.1, 300) : 0;
    draw_scale(&spec->scale);
}

static bool is_taken(const struct bench_spec *bench, int role)
{
    for (int other = 0; other < role; other++)
        if (bench->roles[other].bound &&
            bench->roles[other].instrument == bench->roles[role].instrument &&
            strcmp(bench->roles[other].channel, bench->roles[role].channel) == 0)
            return true;
    return false;
}

static void draw_role(struct bench_spec *bench, int role)
{
    struct role_spec *spec = &bench->roles[role];
    spec->bound = draw(2);
    if (!spec->bound)
        return;
    spec->instrument = (uint8_t)draw(bench->n_instruments);
    WORD(spec->channel, "force", "outlet1", "outlet2", "vas", "while", "a b", "");
    if (role == ROLE_ALGOMETER && spec->channel[0] == '\0')
        snprintf(spec->channel, sizeof spec->channel, "force");
    if (role == ROLE_THERMODE && spec->channel[0] == '\0')
        snprintf(spec->channel, sizeof spec->channel, "probe");
    if (role == ROLE_BATH && spec->channel[0] == '\0')
        snprintf(spec->channel, sizeof spec->channel, "bath");
    if (role == ROLE_RATING && spec->channel[0] == '\0')
        snprintf(spec->channel, sizeof spec->channel, "vas");
    if (role == ROLE_MARKER && spec->channel[0] == '\0')
        snprintf(spec->channel, sizeof spec->channel, "code");
    if (strcmp(spec->channel, "force") == 0 || draw(2))
        spec->probe_area_cm2 = number(PROBE_AREA_MIN_CM2, PROBE_AREA_MAX_CM2);
    if (is_taken(bench, role))
        *spec = (struct role_spec){0};
}

static bool has_role(const struct bench_spec *bench, uint8_t instrument)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (bench->roles[role].bound && bench->roles[role].instrument == instrument)
            return true;
    return false;
}

static void draw_response(struct bench_spec *bench, struct response_spec *spec, unsigned i)
{
    static const uint8_t kinds[] = {RESPONSE_KEY, RESPONSE_PEDAL, RESPONSE_LINE, RESPONSE_BYTE,
                                    RESPONSE_CHANNEL};
    spec->kind = kinds[draw(bench->n_instruments > 0 ? 5 : 4)];
    spec->is_stop = draw(2);
    if (spec->kind == RESPONSE_KEY || (spec->kind == RESPONSE_PEDAL && draw(2)))
        WORD(spec->code, "F12", "KEY_B", "b");
    if (spec->kind == RESPONSE_PEDAL && (spec->code[0] == '\0' || draw(2)))
        WORD(spec->path, "/dev/input/event5", "/dev/input/by-id/a b");
    if (spec->kind == RESPONSE_LINE)
        WORD(spec->code, "CTS", "DSR", "RI", "CD");
    if (spec->kind == RESPONSE_LINE || spec->kind == RESPONSE_BYTE)
        snprintf(spec->path, sizeof spec->path, "/dev/no such response %u", i);
    if (spec->kind != RESPONSE_CHANNEL)
        return;
    spec->instrument = (uint8_t)draw(bench->n_instruments);
    spec->is_stop = spec->is_stop && has_role(bench, spec->instrument);
    WORD(spec->channel, "button", "button2");
    if (spec->is_stop)
        snprintf(spec->channel, sizeof spec->channel, "button");
}

static void draw_thermal_limits(struct bench_spec *bench)
{
    double *const spans[] = {&bench->cem43_s,     &bench->cem43_warn_s, &bench->cold_s,
                             &bench->cold_once_s, &bench->hot_s,        &bench->hot_once_s};
    bench->thermal_ramps_per_day = draw(2) ? (uint32_t)(1 + draw(1000)) : 0;
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        *spans[i] = draw(2) ? number(1, 86400) : 0;
}

static void draw_bench(struct bench_spec *bench, uint64_t seed)
{
    key = rng_key_seed(seed);
    draws = 0;
    memset(bench, 0, sizeof *bench);
    bench->n_instruments = (uint8_t)draw(INSTRUMENTS_MAX + 1);
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        draw_instrument(&bench->instruments[i], i);
    for (int role = 0; role < ROLE_COUNT && bench->n_instruments > 0; role++)
        draw_role(bench, role);
    bench->n_responses = (uint8_t)draw(RESPONSES_MAX + 1);
    for (uint8_t i = 0; i < bench->n_responses; i++)
        draw_response(bench, &bench->responses[i], i);
    bench->rest_s = draw(2) ? number(0.001, 86400) : 0;
    bench->ramps_per_day = draw(2) ? (uint32_t)(1 + draw(1000)) : 0;
    draw_thermal_limits(bench);
    bench->check_tolerance = draw(2) ? (draw(2) ? 0.02 : number(0.001, 0.2)) : 0;
    bench->level_tolerance_c = draw(2) ? number(0.05, 5) : 0;
    bench->level_low_c = draw(2) ? number(15, 31) : 0;
    bench->level_high_c = draw(2) ? number(33, 43) : 0;
    bench->contact_lag_s = draw(2) ? number(0.001, 10) : 0;
    bench->check_days = draw(2) ? (uint32_t)(1 + draw(3650)) : 0;
    for (int marker = 0; marker < MARKER_COUNT; marker++)
        if (draw(2))
            bench->markers[marker] =
                (struct marker_code){.is_set = true, .code = (uint8_t)draw(UINT8_MAX + 1)};
}

/* ---- tests --------------------------------------------------------------------------------------
 */

static void any_bench_is_read_back_as_it_was(void **state)
{
    (void)state;
    static struct bench_spec given, read;
    for (uint64_t seed = 1; seed <= BENCHES; seed++) {
        struct why why = {0};
        draw_bench(&given, seed);
        if (bench_file_save(path, &given, true, &why) != STATUS_OK ||
            bench_file_load(path, &read, &why) != STATUS_OK)
            fail_msg("seed %llu: %s", (unsigned long long)seed, why.text);
        if (memcmp(&given, &read, sizeof given) != 0)
            fail_msg("seed %llu: another bench came back", (unsigned long long)seed);
    }
}

static void a_bench_is_written_as_a_person_would(void **state)
{
    (void)state;
    struct bench_spec bench = {.n_instruments = 1,
                               .n_responses = 1,
                               .rest_s = 60,
                               .cem43_s = 15 * 60,
                               .cold_s = 90,
                               .check_days = 90,
                               .check_tolerance = 0.03,
                               .level_tolerance_c = 0.3,
                               .level_low_c = 27.5,
                               .markers[MARKER_STIMULUS_OFF] = {.is_set = true},
                               .markers[MARKER_RATING] = {.is_set = true, .code = 200}};
    bench.instruments[0] = (struct instrument_spec){.name = "algometer",
                                                    .driver = "imada-zt",
                                                    .port = "usb:0403:6001:A1",
                                                    .baud = 19200,
                                                    .capacity_n = 500,
                                                    .force_max_n = 120};
    bench.roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .channel = "force", .probe_area_cm2 = 0.5};
    bench.responses[0] = (struct response_spec){.kind = RESPONSE_KEY, .code = "b", .is_stop = true};
    struct text text;
    text_init(&text);
    assert_int_equal(bench_file_text(&bench, &text, NULL), STATUS_OK);
    assert_string_equal(
        text_cstr(&text),
        "-- A bench file (limen): which instruments hang where, and what each is for.\n"
        "local inst1 = instrument { driver = \"imada-zt\", port = \"usb:0403:6001:A1\", "
        "name = \"algometer\", baud = 19200, capacity = 500*N, limits = { force = 120*N } }\n"
        "return bench {\n"
        "  algometer = inst1:force { probe_area = 0.5*cm2 },\n"
        "  response = { key { key = \"b\", stop = true } },\n"
        "  limits = { rest = 60*sec, cem43 = 15*min, cold = 90*sec },\n"
        "  checks = { tolerance = 3*percent, thermode_tolerance = 0.3*degC, low = 27.5*degC, "
        "days = 90 },\n"
        "  markers = { stimulus_off = 0, rating = 200 },\n"
        "}\n");
    text_fini(&text);
}

static void put(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_holds(const char *text)
{
    char held[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(held, 1, sizeof held - 1, file) > 0);
    fclose(file);
    assert_string_equal(held, text);
}

static void a_file_of_somebody_else_is_not_replaced(void **state)
{
    (void)state;
    const struct bench_spec bench = {.rest_s = 1};
    struct why why;
    put("mine");
    assert_int_equal(bench_file_save(path, &bench, false, &why), STATUS_BUSY);
    assert_non_null(strstr(why.text, path));
    assert_holds("mine");
}

static void what_no_file_can_say_is_refused_and_leaves_the_file(void **state)
{
    (void)state;
    static struct bench_spec bench;
    struct why why;
    put("mine");
    bench.n_responses = 1;
    bench.responses[0].kind = RESPONSE_PARTICIPANT;
    assert_int_equal(bench_file_save(path, &bench, true, &why), STATUS_UNSUPPORTED);
    assert_holds("mine");
    /* two instruments on one port: it would be written and never read again */
    memset(&bench, 0, sizeof bench);
    bench.n_instruments = 2;
    for (int i = 0; i < 2; i++)
        bench.instruments[i] = (struct instrument_spec){.driver = "m", .port = "/dev/ttyS0"};
    assert_int_equal(bench_file_save(path, &bench, true, &why), STATUS_INVALID);
    assert_holds("mine");
}

/* However little the disk takes, the former file stays whole. */
static void a_full_disk_leaves_the_former_file(void **state)
{
    (void)state;
    static struct bench_spec bench;
    struct rlimit kept, tight;
    struct why why;
    struct text text;
    draw_bench(&bench, 7);
    text_init(&text);
    assert_int_equal(bench_file_text(&bench, &text, NULL), STATUS_OK);
    put("mine");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &kept), 0);
    for (size_t room = 0; room < text.length; room += 1 + text.length / 40) {
        tight = (struct rlimit){room, kept.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
        const enum status status = bench_file_save(path, &bench, true, &why);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &kept), 0);
        assert_int_not_equal(status, STATUS_OK);
        assert_holds("mine");
    }
    text_fini(&text);
}

int main(void)
{
    signal(SIGXFSZ, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bench_is_read_back_as_it_was),
        cmocka_unit_test(a_bench_is_written_as_a_person_would),
        cmocka_unit_test(a_file_of_somebody_else_is_not_replaced),
        cmocka_unit_test(what_no_file_can_say_is_refused_and_leaves_the_file),
        cmocka_unit_test(a_full_disk_leaves_the_former_file),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
