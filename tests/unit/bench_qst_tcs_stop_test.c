/* Stops of a TCS at every byte of everything that its driver sends, before a unit that reads what the document leaves open in
 * each way it can be read: whatever was cut, it is at rest afterwards, and what it starts next is what was asked for next. */
#include "hw/output.h"

#include "drivers_qst_tcs_host.h"
#include "support/memory_wire.h"

/* What a unit does with a letter where a digit is due. */
enum reading {
    GIVES_UP_AND_OBEYS, /* the command is over, the letter is the next one */
    GIVES_UP,           /* both are gone */
    TAKES_IT,           /* for a digit */
    SKIPS_IT,           /* and waits on */
    READINGS
};

struct unit {
    enum reading reading;
    char letters[4];
    unsigned missing; /* digits of the command */
    long value;
    unsigned zone;
    bool wants_zone;
    long target, speed, back, duration, ceiling, baseline, zones;
    bool is_fine, has_profile, is_running;
    unsigned starts;
};

struct form {
    const char *letters;
    unsigned digits;
    bool has_zone;
};

static const struct form forms[] = {
    {"N", 3, false}, {"S", 5, false},  {"C", 3, true},  {"V", 4, true},  {"R", 4, true},
    {"D", 5, true},  {"Om", 3, false}, {"Ov", 5, true}, {"Or", 5, true}, {"Ue", 5, false},
    {"L", 0, false}, {"A", 0, false},  {"F", 0, false}, {"E", 0, false}, {"K", 0, false},
    {"Q", 0, false}, {"B", 0, false},  {"H", 0, false}};

static void unit_init(struct unit *u, enum reading reading)
{
    *u = (struct unit){.reading = reading, .baseline = 300, .ceiling = 600, .target = 100};
}

static void unit_do(struct unit *u)
{
    const char *l = u->letters;
    const bool is_all = u->zone == 0;
    if (strcmp(l, "A") == 0)
        u->is_running = false;
    else if (strcmp(l, "L") == 0)
        u->is_running = true, u->starts++;
    else if (strcmp(l, "N") == 0 && u->value >= 150 && u->value <= 450)
        u->baseline = u->value;
    else if (strcmp(l, "S") == 0)
        u->zones = u->value;
    else if (strcmp(l, "Ue") == 0)
        u->has_profile = u->value != 0;
    else if (strcmp(l, "Om") == 0)
        u->ceiling = u->value;
    else if (strcmp(l, "C") == 0)
        u->target = is_all ? u->value : -1;
    else if (strcmp(l, "V") == 0)
        u->speed = is_all ? u->value * 10 : -1;
    else if (strcmp(l, "Ov") == 0)
        u->speed = is_all ? u->value : -1;
    else if (strcmp(l, "R") == 0)
        u->back = is_all ? u->value * 10 : -1;
    else if (strcmp(l, "Or") == 0)
        u->back = is_all ? u->value : -1;
    else if (strcmp(l, "D") == 0)
        u->duration = is_all ? u->value : -1;
    u->letters[0] = '\0';
}

static void unit_letter(struct unit *u, char c)
{
    const size_t n = strlen(u->letters);
    u->letters[n] = c;
    u->letters[n + 1] = '\0';
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i].letters, u->letters) != 0)
            continue;
        u->missing = forms[i].digits + forms[i].has_zone;
        u->wants_zone = forms[i].has_zone;
        u->value = u->zone = 0;
        if (u->missing == 0)
            unit_do(u);
        return;
    }
    if (n > 0 || (c != 'O' && c != 'U'))
        u->letters[0] = '\0'; /* unknown, or no letter at all */
}

static void unit_digit(struct unit *u, int digit)
{
    if (u->wants_zone)
        u->zone = (unsigned)digit;
    else
        u->value = u->value * 10 + digit;
    u->wants_zone = false;
    if (--u->missing == 0)
        unit_do(u);
}

static void unit_hear(struct unit *u, char c)
{
    const bool is_digit = c >= '0' && c <= '9';
    if (strchr("\r\n ", c))
        return;
    if (u->missing == 0) {
        unit_letter(u, c);
    } else if (is_digit || u->reading == TAKES_IT) {
        unit_digit(u, c - '0');
    } else if (u->reading != SKIPS_IT) {
        u->letters[0] = '\0';
        u->missing = 0;
        if (u->reading == GIVES_UP_AND_OBEYS)
            unit_letter(u, c);
    }
}

static void unit_hear_all(struct unit *u, const uint8_t *data, size_t n)
{
    for (size_t i = 0; i < n; i++)
        unit_hear(u, (char)data[i]);
}

/* ---- what the driver sends ---- */

static const struct command commands[] = {
    {.kind = COMMAND_DRIVE, .target = 48.1, .rate_per_s = 1.23, .return_per_s = 4.56},
    {.kind = COMMAND_DRIVE, .target = 12.3, .rate_per_s = 2, .return_per_s = 8},
    {.kind = COMMAND_LEVEL, .target = 38.7},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

/* Its frames stand in host.frames. */
static void command(size_t i)
{
    tcs_ready(TCS_HELP_FINE);
    host_forget(&host);
    assert_int_equal(host_command(&host, commands[i]), STATUS_OK);
}

static size_t bytes_of_all(void)
{
    size_t n = 0;
    for (size_t f = 0; f < host.n_frames; f++)
        n += strlen(host.frames[f].text);
    return n;
}

static void hear_frames(struct unit *u, size_t n)
{
    for (size_t f = 0; f < host.n_frames; f++)
        for (const char *c = host.frames[f].text; *c && n > 0; c++, n--)
            unit_hear(u, *c);
}

static void hear_closed_stop(struct unit *u)
{
    const struct driver *d = host.driver;
    unit_hear_all(u, d->closing, d->closing_size);
    unit_hear_all(u, d->stop_frame, d->stop_size);
}

static void expect_whole(const struct unit *u, size_t i)
{
    assert_true(u->is_running);
    assert_int_equal(u->zones, 11111);
    assert_false(u->has_profile);
    assert_int_equal(u->target, i == 0 ? 481 : 123);
    assert_int_equal(u->ceiling, u->target);
    assert_int_equal(u->speed, i == 0 ? 123 : 200);
    assert_int_equal(u->back, i == 0 ? 456 : 800);
    assert_int_equal(u->duration, i == 0 ? (long)(16.1 / 1.23 * 1000) : (long)(19.7 / 2 * 1000));
}

static void a_whole_stimulus_is_what_was_asked(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct unit u;
        unit_init(&u, GIVES_UP);
        command(i);
        hear_frames(&u, SIZE_MAX);
        expect_whole(&u, i);
        assert_int_equal(u.starts, 1);
    }
}

static void whatever_was_cut_a_new_link_brings_it_to_rest_and_drives_it_anew(void **state)
{
    (void)state;
    for (enum reading reading = 0; reading < READINGS; reading++)
        for (size_t i = 0; i < COMMANDS; i++) {
            command(i);
            for (size_t cut = 0; cut <= bytes_of_all(); cut++)
                for (int was_running = 0; was_running < 2; was_running++) {
                    struct unit u;
                    unit_init(&u, reading);
                    u.has_profile = true;
                    command(i);
                    hear_frames(&u, cut);
                    u.is_running |= was_running; /* by a trigger, or the first A was lost */
                    const unsigned starts = u.starts;
                    assert_int_equal(starts, i < 2 && cut == bytes_of_all());
                    hear_closed_stop(&u);
                    assert_false(u.is_running);
                    assert_int_equal(u.starts, starts);
                    assert_in_range(u.baseline, 200, 450);
                    if (reading != TAKES_IT)
                        assert_in_range(u.baseline, 233, i == 2 ? 387 : 300);
                    for (size_t next = 0; next < 2; next++) {
                        command(next);
                        hear_frames(&u, SIZE_MAX);
                        expect_whole(&u, next);
                    }
                }
        }
}

/* Through the bench's output, with the gap: a begun frame is completed, and nothing is started. */
static void a_stop_at_every_byte_of_every_frame_leaves_it_at_rest(void **state)
{
    (void)state;
    for (enum reading reading = 0; reading < READINGS; reading++)
        for (size_t i = 0; i < COMMANDS; i++) {
            command(i);
            const size_t size = bytes_of_all();
            for (size_t cut = 0; cut <= size; cut++) {
                static struct memory_wire memory;
                struct output output;
                struct unit u;
                struct wire wire = memory_wire_init(&memory);
                mono_ns now = MONO_SEC;
                unit_init(&u, reading);
                output_init(&output, 10 * MONO_SEC / 115200, host.driver->line.byte_gap);
                for (size_t f = 0; f < host.n_frames; f++)
                    assert_int_equal(output_push(&output, host.frames[f].class,
                                                 (const uint8_t *)host.frames[f].text,
                                                 strlen(host.frames[f].text)),
                                     STATUS_OK);
                while (memory.out_size < cut) {
                    assert_int_equal(output_flush(&output, &wire, now), STATUS_OK);
                    if (memory.out_size < cut)
                        now = output_deadline(&output);
                }
                output_stop(&output, host.driver);
                const mono_ns stopped_at = now;
                while (!output_is_idle(&output)) {
                    now = now > output_deadline(&output) ? now : output_deadline(&output);
                    assert_int_equal(output_flush(&output, &wire, now), STATUS_OK);
                }
                assert_true(output.stop_written - stopped_at <=
                            host.driver->longest_frame + 2 * MONO_MS);
                unit_hear_all(&u, memory.out, memory.out_size);
                assert_false(u.is_running);
                assert_int_equal(u.starts, i < 2 && cut == size);
                assert_int_equal(memory.out[memory.out_size - 1], 'A');
                assert_true(u.missing == 0 && u.letters[0] == '\0');
                assert_true(u.baseline == 300 || u.baseline == 387);
            }
        }
}

/* The keeper writes all at once; an old unit then hears one byte per millisecond, the first or the last of those that came.
 * The first may be one that the bench had sent. */
static void the_keepers_stop_is_heard_by_a_unit_that_loses_bytes(void **state)
{
    (void)state;
    const struct driver *d = driver_find("qst-tcs");
    uint8_t all[2 * FRAME_MAX];
    const size_t n = (size_t)d->closing_size + d->stop_size;
    memcpy(all, d->closing, d->closing_size);
    memcpy(all + d->closing_size, d->stop_frame, d->stop_size);
    const double per_ms = 115200 / 10. / 1000;
    for (int mode = 0; mode < 3; mode++)
        for (double phase = 0; phase < 1; phase += 0.01) {
            struct unit u;
            unit_init(&u, GIVES_UP);
            u.is_running = true;
            int last_window = mode == 2 ? (int)phase : -1;
            for (size_t i = 0; i < n; i++) {
                const int window = (int)((double)i / per_ms + phase);
                const int next = i + 1 < n ? (int)((double)(i + 1) / per_ms + phase) : -1;
                if (mode == 1 ? window != next : window != last_window)
                    unit_hear(&u, (char)all[i]);
                last_window = window;
            }
            assert_false(u.is_running);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_stimulus_is_what_was_asked),
        cmocka_unit_test(whatever_was_cut_a_new_link_brings_it_to_rest_and_drives_it_anew),
        cmocka_unit_test(a_stop_at_every_byte_of_every_frame_leaves_it_at_rest),
        cmocka_unit_test(the_keepers_stop_is_heard_by_a_unit_that_loses_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
