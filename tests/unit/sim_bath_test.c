/* The water behind the simulated circulators, read through one of them: what warms it and what cools it. */
#include "sim_bath_rig.h"

#define WATER_J_PER_K (12 * 4186.0)

static struct rig *bath_new(const char *faults)
{
    char all[300];
    snprintf(all, sizeof all, "setting:decimals-3 %s", faults);
    struct rig *rig = rig_new("julabo", all, 1);
    rig_wait(rig, 0);
    return rig;
}

/* What it reads a time after it was switched on. */
static double after_c(struct rig *rig, double s)
{
    rig_run(rig, 7 * MONO_SEC + mono_from_sec(s) - ASKED);
    return number(rig, "in_pv_00");
}

static double read_after_c(const char *faults, double s)
{
    struct rig *rig = bath_new(faults);
    const double c = after_c(rig, s);
    free(rig);
    return c;
}

/* 860 W on the average, against the room and the pump: 1041 s from 22 to 5 degrees. */
static void it_cools_as_fast_as_its_compressor_can(void **state)
{
    (void)state;
    struct rig *rig = bath_new("setting:found-2200 setting:found-on");
    ask(rig, "out_sp_00 5");
    is_near(after_c(rig, 500), 13.2, 0.2);
    is_near(number(rig, "in_pv_01"), -100, 1e-9);
    is_near(after_c(rig, 1000), 5.6, 0.2);
    is_near(after_c(rig, 1300), 5, 0.1);
    is_near(after_c(rig, 2000), 5, 0.005);
    is_near(number(rig, "in_pv_01"), -100 * (3 * 17 + 10) / 760.0, 0.5); /* room and pump */
    free(rig);
}

static void it_heats_as_fast_as_its_heater_can(void **state)
{
    (void)state;
    struct rig *rig = bath_new("setting:found-on");
    ask(rig, "out_sp_00 40");
    is_near(after_c(rig, 500), 5 + 500 * 2000 / WATER_J_PER_K, 0.7);
    is_near(number(rig, "in_pv_01"), 100, 1e-9);
    is_near(after_c(rig, 2000), 40, 0.01);
    free(rig);
}

static void twice_the_water_takes_twice_the_time(void **state)
{
    (void)state;
    is_near(read_after_c("", 1000), read_after_c("setting:litres-24", 2000), 0.02);
}

static void left_alone_it_warms_towards_the_room(void **state)
{
    (void)state;
    const double wanted = 22 - 17 * exp(-1000 * 3 / WATER_J_PER_K);
    is_near(read_after_c("", 1000), wanted, 0.03);
    is_near(read_after_c("setting:room-500", 1000), 5, 1e-9);
    is_near(read_after_c("setting:room-3000", 1000), 30 - 25 * exp(-1000 * 3 / WATER_J_PER_K),
            0.04);
}

/* It says that it cools and does not. */
static void a_compressor_that_gives_nothing_shows_in_the_water_only(void **state)
{
    (void)state;
    struct rig *rig = bath_new("setting:found-on setting:cooling-off");
    is_near(after_c(rig, 1000), 22 - 17 * exp(-1000 * 3 / WATER_J_PER_K) + 0.2, 0.05);
    assert_string_equal(ask(rig, "status"), "03 REMOTE START\r\n");
    free(rig);
}

/* In 120 s: 11.5 kJ into still water, 19.9 kJ into water that is stirred (and 1.2 kJ by the pump). */
static void a_hand_warms_the_water(void **state)
{
    (void)state;
    is_near(read_after_c("setting:room-500 setting:hand", 120) - 5, 0.21, 0.03);
    is_near(
        read_after_c("setting:room-500 setting:hand setting:found-on setting:cooling-off", 120) - 5,
        0.41, 0.04);
}

/* Of either language: a number, or a frame with hundredths. */
static double celsius_of(const char *text)
{
    return text[0] == '{' ? (double)strtol(text + strlen("{S01"), NULL, 16) / 100
                          : strtod(text, NULL);
}

static void a_hand_warms_more_where_the_pump_is_stronger(void **state)
{
    (void)state;
    static const struct {
        const char *name, *pumps[2], *on, *measured;
    } rows[] = {
        {"julabo", {"out_sp_07 1\r", "out_sp_07 4\r"}, "out_mode_05 1\r", "in_pv_00\r"},
        {"lauda", {"OUT_SP_01_0\r", "OUT_SP_01_5\r"}, "START\r", "IN_PV_00\r"},
        {"huber", {"{M480000\r\n", "{M481194\r\n"}, "{M140001\r\n", "{M01****\r\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double c[2];
        for (int strong = 0; strong < 2; strong++) {
            struct rig *rig = still_new(rows[i].name, "setting:hand setting:cooling-off");
            say(rig, rows[i].pumps[strong]);
            say(rig, rows[i].on);
            rig_wait(rig, 100 * MONO_SEC);
            c[strong] = celsius_of(say(rig, rows[i].measured));
            free(rig);
        }
        assert_true(c[0] > 5.05 && c[1] > c[0] + 0.08 && c[1] < 6);
    }
}

static void a_bath_that_is_on_holds_against_a_hand(void **state)
{
    (void)state;
    struct rig *rig = bath_new("setting:found-on setting:at=600s,for=180s,from=on,to=hand");
    double most = 0, least = 100;
    for (double s = 590; s < 1200; s += 5) {
        const double c = after_c(rig, s);
        most = fmax(most, c);
        least = fmin(least, c);
    }
    assert_true(most > 5.02 && most < 5.15);
    assert_true(least > 4.9);
    is_near(after_c(rig, 1800), 5, 0.01);
    free(rig);
}

/* It has not warmed up yet. */
static void a_hand_that_comes_back_warms_less(void **state)
{
    (void)state;
    struct rig *rig = bath_new("setting:room-500 setting:from=on,for=60s,to=hand "
                               "setting:at=160s,for=60s,from=on,to=hand");
    const double first = after_c(rig, 150) - 5, both = after_c(rig, 310) - 5;
    assert_true(first > 0.1);
    assert_true(both - first > 0.05 && both - first < 0.9 * first);
    free(rig);
}

static void warm_water_that_is_poured_in_is_read_and_cooled_away(void **state)
{
    (void)state;
    struct rig *rig = bath_new("setting:found-on setting:at=600s,from=on,to=warmer-300");
    is_near(after_c(rig, 599), 5, 0.02);
    is_near(after_c(rig, 615), 7.8, 0.2);
    is_near(after_c(rig, 1500), 5, 0.05);
    free(rig);
    rig = bath_new("setting:room-500 setting:at=10s,from=on,for=5s,to=warmer-300");
    is_near(after_c(rig, 30), 8 - 3 * exp(-1), 0.1); /* nothing stirs: the sensor is slow */
    is_near(after_c(rig, 300), 8, 0.1);              /* and it is not taken out again */
    free(rig);
}

/* What is read stays where it was told; the other sensor says where the water is. */
static void a_sensor_that_drifts_takes_the_water_with_it(void **state)
{
    (void)state;
    struct rig *rig = bath_new("setting:found-on drift:at=300s,from=on,by=0.5");
    is_near(number(rig, "in_pv_03"), 5, 0.02);
    is_near(after_c(rig, 900), 5, 0.1);
    is_near(number(rig, "in_pv_03"), 0, 0.1);
    free(rig);
    is_near(read_after_c("drift:at=300s,from=on,by=0.5 setting:room-500", 360), 5.5, 0.01);
}

static void a_weak_one_takes_longer(void **state)
{
    (void)state;
    const double strong =
        read_after_c("setting:found-on setting:at=1s,from=on,to=warmer-1500", 300);
    const double weak =
        read_after_c("setting:found-on setting:at=1s,from=on,to=warmer-1500 slow_ramp:0.5", 300);
    is_near(20 - strong, 5.2, 0.3);
    is_near(20 - weak, 2.6, 0.3);
}

static void nothing_depends_on_when_somebody_looked(void **state)
{
    (void)state;
    double c[2];
    for (int i = 0; i < 2; i++) {
        struct rig *rig = bath_new("setting:found-on setting:at=30s,for=33s,from=on,to=hand");
        rig->world.noise = 1;
        for (int looks = 0; i == 1 && looks < 2000; looks++)
            rig_wait(rig, 37 * MONO_MS);
        c[i] = after_c(rig, 80);
        free(rig);
    }
    assert_true(c[0] == c[1]);
}

static void readings_jitter_by_some_thousandths(void **state)
{
    (void)state;
    struct rig *rig = bath_new("setting:room-500");
    rig->world.noise = 1;
    double sum = 0, squares = 0;
    for (int i = 0; i < 500; i++) {
        const double off = number(rig, "in_pv_00") - 5;
        sum += off;
        squares += off * off;
    }
    is_near(sum / 500, 0, 0.001);
    is_near(sqrt(squares / 500), 0.004, 0.0007);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_cools_as_fast_as_its_compressor_can),
        cmocka_unit_test(it_heats_as_fast_as_its_heater_can),
        cmocka_unit_test(twice_the_water_takes_twice_the_time),
        cmocka_unit_test(left_alone_it_warms_towards_the_room),
        cmocka_unit_test(a_compressor_that_gives_nothing_shows_in_the_water_only),
        cmocka_unit_test(a_hand_warms_the_water),
        cmocka_unit_test(a_hand_warms_more_where_the_pump_is_stronger),
        cmocka_unit_test(a_bath_that_is_on_holds_against_a_hand),
        cmocka_unit_test(a_hand_that_comes_back_warms_less),
        cmocka_unit_test(warm_water_that_is_poured_in_is_read_and_cooled_away),
        cmocka_unit_test(a_sensor_that_drifts_takes_the_water_with_it),
        cmocka_unit_test(a_weak_one_takes_longer),
        cmocka_unit_test(nothing_depends_on_when_somebody_looked),
        cmocka_unit_test(readings_jitter_by_some_thousandths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
