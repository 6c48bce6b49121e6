/* The simulated Lutron gauge against its document (pressure.md 3.8). */
#include "base/units.h"
#include "sim_gauge_rig.h"

enum { FRAME = 16 };

/* One frame with `load_n` on the gauge. */
static struct rig *one_frame(const char *faults, double load_n)
{
    struct rig *rig = rig_new("lutron", faults, 1);
    rig->world.load_n = load_n;
    rig_wait(rig, 100 * MONO_MS);
    return rig;
}

static void the_golden_frame_comes_back(void **state)
{
    (void)state;
    struct rig *rig = one_frame("", 12.34);
    assert_int_equal(rig->length, FRAME);
    assert_memory_equal(rig->text,
                        "\x02\x34\x31\x35\x39\x30\x32\x30\x30\x30\x30\x31\x32\x33\x34\x0d", FRAME);
    free(rig);
}

static void every_unit_has_its_digit_and_its_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        double load_n;
        const char *frame;
    } rows[] = {
        {"unit:N", 98.0665, "\00241590200009807\r"},
        {"unit:kgf", 98.0665, "\00241550300010000\r"},
        {"unit", 98.0665, "\00241560300022045\r"},
        {"unit:gf", 98.0665, "\00241570000010000\r"},
        {"unit:ozf", 98.0665, "\00241580200035275\r"},
        {"unit:N", -3.07, "\00241591200000307\r"},
        {"unit:N", -0.001, "\00241590200000000\r"},
        {"setting:press-minus", 3.07, "\00241591200000307\r"},
        {"overload", 0, "\00241590200022000\r"},
        {"overload:to=saturate", 0, "\00241590200022000\r"},
        {"overload:to=word", 0, "\002415902--------\r"},
        {"overload:to=silent", 0, ""},
        {"identity", 1, "\00241830200000100\r"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = one_frame(rows[i].fault, rows[i].load_n);
        assert_string_equal(rig->text, rows[i].frame);
        assert_true(!rig->length || rig->length == FRAME);
        free(rig);
    }
}

static void talks_by_itself_and_hears_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *setting;
        size_t per_s;
    } rows[] = {
        {"", 10},
        {"setting:rate-1", 1},
        {"setting:rate-25", 25},
        {"setting:rate-60", 60},
        {"setting:rate-0", 0},
        {"reboot:at=0.5s,from=on,for=1s", 9}, /* 4 before, 85 after */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new("lutron", rows[i].setting, 1);
        rig->port.config.is_paced = true;
        for (int k = 0; k < 10; k++) {
            rig_write(rig, "?\r\nZ\r", 5);
            rig_wait(rig, MONO_SEC);
        }
        rig_wait(rig, 20 * MONO_MS); /* the last frame is on the line */
        assert_in_range(rig->length / FRAME + 1, 10 * rows[i].per_s, 10 * rows[i].per_s + 2);
        assert_int_equal(rig->length % FRAME, 0);
        for (size_t at = 0; at < rig->length; at += FRAME)
            assert_memory_equal(rig->text + at, "\00241590200000000\r", FRAME);
        free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_golden_frame_comes_back),
        cmocka_unit_test(every_unit_has_its_digit_and_its_decimals),
        cmocka_unit_test(talks_by_itself_and_hears_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
