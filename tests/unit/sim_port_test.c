/* The memory port: nothing lost, nothing early, the same trial after any past, bounded queues. */
#include "sim_rig.h"

#include <time.h>

/* One trial: the cue, AOUT at the same instant, and what the program reads within nine seconds. */
static void do_trial(struct rig *rig, uint32_t trial)
{
    const struct sim_cue cue = rig_cue("lumbar.L4", trial);
    rig_clear(rig);
    rig->n_edges = 0;
    sim_world_cue(&rig->world, rig->now, &cue);
    rig_write(rig, "AOUT250\r", 8);
    rig_wait(rig, 9 * MONO_SEC);
    rig_write(rig, "AOUT0\r", 6);
}

static void a_trial_repeats_byte_for_byte_after_any_past(void **state)
{
    (void)state;
    struct rig *reference = rig_new("mark10", "", 11);
    reference->world.noise = 1;
    rig_write(reference, "N\rFLTP0\r", 8);
    const mono_ns start = reference->now;
    do_trial(reference, 2);
    assert_int_equal(reference->n_edges, 2);
    assert_int_equal(reference->reads, 2250);
    for (unsigned history = 1; history < 4; history++) {
        struct rig *rig = rig_new("mark10", "", 11);
        rig->world.noise = 1;
        rig_write(rig, "N\rFLTP0\r", 8);
        for (unsigned i = 0; i < history; i++) {
            do_trial(rig, 5 + i);
            rig_ask(rig, "?");
            rig_wait(rig, 20 * MONO_SEC + 123457 * history);
        }
        const mono_ns again = rig->now;
        do_trial(rig, 2);
        assert_int_equal(rig->length, reference->length);
        assert_memory_equal(rig->text, reference->text, rig->length);
        assert_int_equal(rig->edges[0].t - again, reference->edges[0].t - start);
        free(rig);
    }
    free(reference);
}

static void a_slow_line_takes_its_time_and_keeps_the_order(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 1);
    rig->port.config.is_paced = true;
    rig_ask(rig, "NUM");
    assert_string_equal(rig_ask(rig, "?"), "");
    const mono_ns byte = 10 * MONO_SEC / 115200;
    rig_wait(rig, 6 * byte - 1);
    assert_string_equal(rig->text, "");
    rig_wait(rig, 1);
    assert_string_equal(rig->text, "0.00\r\n");
    rig_clear(rig);
    rig_write(rig, "?\rRM\r", 5);
    rig_wait(rig, MONO_SEC);
    assert_string_equal(rig->text, "0.00\r\nM5-100\r\n");
    assert_int_equal(rig->reads, 2);
    free(rig);
}

static void a_late_program_finds_every_reading_of_the_past(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 1);
    rig_write(rig, "AOUT125\r", 8);
    rig->now += 3 * MONO_SEC;
    sim_port_turn(&rig->port, rig->now);
    rig_gather(rig);
    size_t lines = 0;
    for (size_t i = 0; i < rig->length; i++)
        lines += rig->text[i] == '\n';
    assert_int_equal(lines, 375);
    free(rig);
}

static void queues_are_bounded_and_losses_counted(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 1);
    uint8_t data[SIM_PORT_INPUT + 100];
    size_t written;
    memset(data, '\n', sizeof data);
    assert_int_equal(sim_port_write(&rig->port, data, sizeof data, &written), STATUS_OK);
    assert_int_equal(written, SIM_PORT_INPUT);
    assert_int_equal(sim_port_write(&rig->port, data, 1, &written), STATUS_OK);
    assert_int_equal(written, 0);
    sim_port_turn(&rig->port, rig->now);
    rig_write(rig, "AOFF0\rAOUT250\r", 14);
    rig->now += 100 * MONO_SEC;
    sim_port_turn(&rig->port, rig->now);
    rig_gather(rig);
    assert_true(rig->port.lost > 0);
    assert_int_equal(rig->port.lost + rig->length, 25000 * strlen("0.00 lbF\r\n"));
    rig_clear(rig);
    rig_wait(rig, MONO_SEC); /* and it goes on */
    assert_int_equal(rig->length, 250 * strlen("0.00 lbF\r\n"));
    free(rig);
}

#define PIECE(bytes)                                                                               \
    {                                                                                              \
        bytes, sizeof bytes - 1                                                                    \
    }

struct piece {
    const char *bytes;
    size_t n;
};

/* What every instrument of the list answers, and a piece of the answer. */
static const struct {
    const char *name;
    struct piece text, answer;
} questions[] = {
    {"mark10", PIECE("RV\r"), PIECE("V1.00\r\n")},
    {"mark10-25", PIECE("RV\r"), PIECE("V1.00\r\n")},
    {"presser", PIECE("ID\r"), PIECE("\n")},
    {"wagner-fpx", PIECE("?\r\n"), PIECE(" lbf\r\n")},
    {"imada-d", PIECE("D\r"), PIECE("NTO\r")},
    {"imada-zt", PIECE("XFC\r"), PIECE("XFC020811000000\r")},
    {"nidec-fg7000", PIECE("?"), PIECE(" N\r")},
    {"lutron", PIECE(""), PIECE("\0024159")},
    {"qst-tcs", PIECE("000000K"), PIECE("\r00")},
    {"meerstetter", PIECE("#020004?VR0068018784\r"), PIECE("!02000400000001")},
    {"te-tech", PIECE("*00050000000045\r"), PIECE("*0000000080^")},
    {"cpar", PIECE("\xff\xf1\x03\0\xff\xf2"), PIECE("\xff\xf1\x03\x02\x01\0\xff\xf2")},
    {"cpar-old", PIECE("\xff\xf1\x01\0\xff\xf2"), PIECE("\xff\xf1\x01\x06\x01\x07")},
    {"cpar-plus", PIECE(";START;USE SERVER;CMD PORTS;END;"), PIECE("PORT COM2;\r\nEND;")},
    {"evas", PIECE(""), PIECE("\r\n000\r\n")},
    {"screen-vas", PIECE(""), PIECE(" 0.000 0 *")},
    {"julabo", PIECE("in_sp_00\r"), PIECE("5.00\r\n")},
    {"lauda", PIECE("IN_SP_00\r"), PIECE("005.00\r\n")},
    {"huber", PIECE("{M00****\r\n"), PIECE("{S0001F4\r\n")},
    /* which say nothing, ever */
    {"marker-byte", PIECE("\x01"), PIECE("")},
    {"triggerbox", PIECE("\x01"), PIECE("")},
    {"triggerbox-plus", PIECE("\x01"), PIECE("")},
    {"marker-rts", PIECE("\x01"), PIECE("")},
    {"marker-dtr", PIECE("\x01"), PIECE("")},
};

static void noise_on_the_line_never_breaks_an_instrument(void **state)
{
    (void)state;
    const uint64_t seed = 4711;
    print_message("seed %d\n", (int)seed);
    const rng_key key = rng_key_seed(seed);
    for (size_t which = 0; sim_at(which); which++) {
        assert_true(which < sizeof questions / sizeof questions[0]);
        assert_string_equal(questions[which].name, sim_at(which)->name);
        struct rig *rig = rig_new(sim_at(which)->name, "", 1);
        for (uint64_t i = 0; i < 65536; i += 64) {
            char noise[64];
            for (uint64_t k = 0; k < 64; k++)
                noise[k] = (char)rng_bits(key, i + k);
            rig_write(rig, noise, sizeof noise);
            rig_wait(rig, MONO_MS);
            rig_clear(rig);
        }
        rig_write(rig, "\r\n", 2);
        rig_wait(rig, MONO_SEC);
        rig_clear(rig);
        rig_write(rig, questions[which].text.bytes, questions[which].text.n);
        rig_wait(rig, MONO_SEC);
        const struct piece answer = questions[which].answer;
        assert_non_null(memmem(rig->text, rig->length, answer.bytes, answer.n));
        assert_true(answer.n > 0 || rig->length == 0);
        assert_true(sim_port_output(&rig->port) == 0);
        free(rig);
    }
}

/* The figure is printed, not judged. */
static void virtual_time_runs_fast(void **state)
{
    (void)state;
    struct rig *rig = rig_new("mark10", "", 11);
    rig->world.noise = 1;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    const mono_ns start = rig->now;
    for (uint32_t trial = 1; trial <= 20; trial++) {
        do_trial(rig, trial);
        rig_wait(rig, 30 * MONO_SEC);
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    const double s = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
    print_message("%.0f times real time\n", mono_to_sec(rig->now - start) / s);
    assert_true(rig->now - start == 20 * 39 * MONO_SEC);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trial_repeats_byte_for_byte_after_any_past),
        cmocka_unit_test(a_slow_line_takes_its_time_and_keeps_the_order),
        cmocka_unit_test(a_late_program_finds_every_reading_of_the_past),
        cmocka_unit_test(queues_are_bounded_and_losses_counted),
        cmocka_unit_test(noise_on_the_line_never_breaks_an_instrument),
        cmocka_unit_test(virtual_time_runs_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
