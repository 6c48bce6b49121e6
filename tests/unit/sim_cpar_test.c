/* The simulated CPAR against section 4 of its document: frames, packets, functions of both generations, the golden
 * vectors, and when a start is refused. */
#include "sim_cpar_rig.h"

static struct rig *old_new(const char *faults)
{
    struct rig *rig = rig_new("cpar-old", faults, 1);
    rig_wait(rig, 2 * BEAT);
    rig_clear(rig);
    return rig;
}

struct talk {
    const char *request, *answer;
};

/* Those of 4.11 that say what is answered, with and without the byte that the maker's program adds. */
static void answers_are_those_of_the_document(void **state)
{
    (void)state;
    static const struct talk rows[] = {
        {"FF F1 10 07 00 01 01 20 00 D0 07 FF F2", "FF F1 10 01 03 FF F2"},
        {"FF F1 10 07 00 01 01 20 00 D0 07 00 FF F2", "FF F1 10 01 03 FF F2"},
        {"FF F1 10 02 01 01 FF F2", "FF F1 10 01 00 FF F2"},
        {"FF F1 10 0C 00 0A 03 FF FF FE 14 00 03 00 00 14 00 FF F2", "FF F1 10 01 7C FF F2"},
        {"FF F1 10 0C 00 0A 03 00 FF FF 14 00 03 00 00 14 00 FF F2", "FF F1 10 01 60 FF F2"},
        {"FF F1 10 0C 00 0A 03 00 33 14 00 03 00 00 14 00 FF F2", "FF F1 10 01 D7 FF F2"},
        {"FF F1 13 00 FF F2", "FF F1 13 00 FF F2"},
        {"FF F1 11 02 01 00 FF F2", STARTED},
        {"FF F1 13 00 00 FF F2", "FF F1 13 00 FF F2 FF F1 81 01 03 FF F2"},
        {"FF F1 12 02 00 00 FF F2", "FF F1 12 00 FF F2 FF F1 81 01 02 FF F2"},
        {"FF F1 20 00 FF F2", "FF F1 00 01 01 FF F2"},
        {"FF F1 11 03 01 00 FF F2", "FF F1 00 01 FF FF FF F2"},
        /* three data bytes, one of them an FF: a start has two */
        {"FF F1 11 03 FE FF FF F1 FF F2", "FF F1 00 01 02 FF F2"},
    };
    struct rig *rig = cpar_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        says(rig, rows[i].request, rows[i].answer);
    free(rig);
}

static void the_old_generation_has_other_numbers(void **state)
{
    (void)state;
    static const struct talk rows[] = {
        {"FF F1 01 00 FF F2", "FF F1 01 06 01 07 00 5A 12 04 FF F2"},
        {"FF F1 01 00 00 FF F2", "FF F1 01 06 01 07 00 5A 12 04 FF F2"},
        {"FF F1 08 00 FF F2", "FF F1 08 04 03 00 00 00 FF F2"},
        {"FF F1 02 07 00 01 01 20 00 D0 07 FF F2", "FF F1 02 01 03 FF F2"},
        {"FF F1 06 0B 02 C9 15 01 00 00 00 00 00 00 21 FF F2", "FF F1 06 00 FF F2"},
        {"FF F1 07 01 02 FF F2", "FF F1 07 0A C9 15 01 00 00 00 00 00 00 21 FF F2"},
        {"FF F1 06 0B 02 C9 16 01 00 00 00 00 00 00 21 FF F2", REFUSED},
        {"FF F1 07 01 06 FF F2", REFUSED},
        {"FF F1 05 02 FF FF FF FF FF F2", "FF F1 05 00 FF F2"},
        {"FF F1 01 00 FF F2", "FF F1 01 06 01 07 00 5A FF FF FF FF FF F2"},
        {"FF F1 03 01 01 FF F2", "FF F1 03 00 FF F2 FF F1 81 01 02 FF F2"},
        {"FF F1 04 00 FF F2", "FF F1 04 00 FF F2 FF F1 81 01 03 FF F2"},
        {"FF F1 0A 01 00 FF F2", "FF F1 0A 00 FF F2 FF F1 81 01 02 FF F2"},
        {"FF F1 04 00 FF F2", "FF F1 04 00 FF F2 FF F1 81 01 03 FF F2"},
        {"FF F1 03 01 02 FF F2", REFUSED}, /* a release stops generation C only */
        {"FF F1 03 02 01 00 FF F2", REFUSED},
        {"FF F1 10 02 00 01 FF F2", "FF F1 00 01 01 FF F2"},
        {"FF F1 13 00 FF F2", "FF F1 00 01 01 FF F2"},
        {"FF F1 09 00 FF F2", "FF F1 09 00 FF F2"},
        {"FF F1 01 00 FF F2", ""}, /* restarting */
    };
    struct rig *rig = old_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        says(rig, rows[i].request, rows[i].answer);
    rig_wait(rig, MONO_SEC);
    says(rig, "FF F1 08 00 FF F2", "FF F1 08 04 01 00 00 00 FF F2");
    free(rig);
}

static void it_says_who_it_is(void **state)
{
    (void)state;
    static const char *const requests[] = {"FF F1 01 00 FF F2", "FF F1 01 00 00 FF F2"};
    struct rig *rig = cpar_new("setting:type-4");
    for (size_t i = 0; i < 2; i++) {
        struct packet packet;
        size_t at = 0;
        say_hex(rig, requests[i]);
        assert_true(next_packet(rig, &at, &packet));
        assert_true(packet.code == 1 && packet.n == 64 && packet.surplus == 0);
        const uint8_t *data = packet.data;
        assert_string_equal(hex_of(data, 16), "03 00 00 00 04 00 12 04 00 00 08 01 00 00 5A 00");
        assert_string_equal((const char *)data + 16, "Nocitech");
        assert_string_equal((const char *)data + 40, "CPAR");
    }
    says(rig, "FF F1 03 00 FF F2", "FF F1 03 02 01 00 FF F2");
    says(rig, "FF F1 04 04 01 02 03 04 FF F2", "FF F1 04 00 FF F2");
    says(rig, "FF F1 04 03 01 02 03 FF F2", REFUSED);
    free(rig);
    rig = cpar_new("identity:to=77");
    say_hex(rig, requests[0]);
    assert_int_equal((uint8_t)rig->text[2 + 2 + 6], 77);
    free(rig);
    rig = cpar_new("identity");
    say_hex(rig, requests[0]);
    assert_int_equal((uint8_t)rig->text[4], 2);
    free(rig);
}

static void a_kick_counts_what_was_asked(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("reboot:at=3s,from=on,for=0.5s");
    for (int i = 0; i < 3; i++) {
        say_hex(rig, "FF F1 01 00 FF F2");
        say_hex(rig, SAY_STOP);
    }
    says(rig, "FF F1 20 00 FF F2", "FF F1 00 01 01 FF F2"); /* does not count */
    says(rig, SAY_KICK, "FF F1 02 04 07 00 00 00 FF F2");
    says(rig, "FF F1 02 01 00 FF F2", REFUSED);
    says(rig, SAY_KICK, "FF F1 02 04 09 00 00 00 FF F2");
    rig_wait(rig, 3 * MONO_SEC);
    says(rig, SAY_KICK, "");
    rig_wait(rig, MONO_SEC);
    says(rig, SAY_KICK, "FF F1 02 04 01 00 00 00 FF F2"); /* it has restarted */
    assert_true(status_after(rig, BEAT).low < 20);
    free(rig);
}

static void statuses_are_those_of_the_document(void **state)
{
    (void)state;
    static const char *const wanted[] = {
        "FF F1 80 0F 01 15 64 00 00 33 00 80 40 00 42 00 00 00 00 FF F2",
        "FF F1 80 0E 01 15 64 00 00 33 00 80 40 00 42 00 00 00 FF F2",
    };
    static const char *const talk[2][3] = {
        {"FF F1 10 07 00 01 01 C0 00 D0 07 FF F2", SAY_EMPTY_2, "FF F1 12 02 01 00 FF F2"},
        {"FF F1 02 07 00 01 01 C0 00 D0 07 FF F2", "FF F1 02 02 01 01 FF F2",
         "FF F1 0A 01 01 FF F2"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct rig *rig = rig_new(i ? "cpar-old" : "cpar", "setting:vas-20 setting:supply-514", 1);
        rig_wait(rig, 12 * BEAT);
        for (size_t k = 0; k < 3; k++)
            say_hex(rig, talk[i][k]);
        rig_wait(rig, 88 * BEAT - 1);
        rig_clear(rig);
        rig_wait(rig, 1);
        assert_string_equal(hex_of((const uint8_t *)rig->text, rig->length), wanted[i]);
        free(rig);
    }
}

static void a_button_is_the_event_of_the_document(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("setting:at=1s,from=on,for=1s,to=button");
    rig_wait(rig, 850 * MONO_MS);
    assert_string_equal(events_of(rig), "");
    rig_clear(rig);
    rig_wait(rig, 50 * MONO_MS + 1);
    assert_non_null(
        strstr(hex_of((const uint8_t *)rig->text, rig->length), "FF F1 81 01 04 FF F2"));
    assert_true(status_after(rig, BEAT).pressed != 0);
    assert_true(status_after(rig, MONO_SEC).pressed == 0);
    assert_string_equal(events_of(rig), "5");
    free(rig);
}

static struct rig *quiet(const char *name)
{
    struct rig *rig = rig_new(name, "setting:idle-status-off", 1);
    rig_wait(rig, BEAT);
    assert_int_equal(rig->length, 0);
    return rig;
}

/* Bytes between frames, a frame inside a frame, FF FF F1 between frames, everything cut in two at every byte. */
static void frames_may_arrive_in_any_pieces(void **state)
{
    (void)state;
    uint8_t talk[400];
    const size_t n = bytes_of("00 F1 F2 FF FF F1 02 00 FF F2 FF 01 FF F1 01 FF F1 02 00 FF F2 F2 "
                              "FF F1 10 07 00 FF 13 FF F1 "
                              "10 07 00 01 01 20 00 D0 07 FF F2 " SAY_EMPTY_2
                              " FF F1 10 0C 00 0A 03 FF FF FE 14 00 03 00 00 "
                              "14 00 FF F2 " SAY_START " " SAY_KICK " " SAY_STOP
                              " FF F1 FF F2 FF F1 02 FF F2 FF F1 81 00 FF "
                              "F2 " SAY_KICK,
                              talk);
    struct rig *whole = quiet("cpar");
    rig_write(whole, (const char *)talk, n);
    assert_string_equal(
        hex_of((const uint8_t *)whole->text, whole->length),
        "FF F1 02 04 01 00 00 00 FF F2 FF F1 02 04 02 00 00 00 FF F2 FF F1 10 01 03 FF F2 "
        "FF F1 10 01 00 FF F2 FF F1 10 01 7C FF F2 " STARTED " FF F1 02 04 07 00 00 00 FF F2 "
        "FF F1 13 00 FF F2 FF F1 81 01 03 FF F2 FF F1 00 01 FF FF FF F2 FF F1 00 01 FF FF FF F2 "
        "FF F1 02 04 09 00 00 00 FF F2");
    for (size_t cut = 0; cut < n; cut++) {
        struct rig *rig = quiet("cpar");
        rig_write(rig, (const char *)talk, cut);
        rig_write(rig, (const char *)talk + cut, n - cut);
        assert_int_equal(rig->length, whole->length);
        assert_memory_equal(rig->text, whole->text, whole->length);
        free(rig);
    }
    free(whole);
}

/* A start or a program that was cut before its end does nothing, and what is asked after it is heard. */
static void what_was_cut_short_is_never_carried_out(void **state)
{
    (void)state;
    static const char *const requests[] = {SAY_START, SAY_FORCE, SAY_HOLD_50};
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        uint8_t request[40];
        const size_t n = bytes_of(requests[i], request);
        for (size_t cut = 0; cut <= n - 2; cut++) {
            struct rig *rig = quiet("cpar");
            rig_write(rig, (const char *)request, cut);
            assert_int_equal(rig->length, 0);
            say_hex(rig, SAY_KICK);
            assert_non_null(strstr(hex_of((const uint8_t *)rig->text, rig->length), "FF F1 02 04"));
            rig_wait(rig, MONO_SEC);
            assert_true(output_of(rig) == 0 && count_of(rig, STATUS) == 0);
            free(rig);
        }
    }
}

static void long_headers_are_read(void **state)
{
    (void)state;
    static const struct talk rows[] = {
        {"FF F1 02 81 00 FF F2", "FF F1 02 04 01 00 00 00 FF F2"},
        {"FF F1 02 82 00 00 FF F2", "FF F1 02 04 02 00 00 00 FF F2"},
        {"FF F1 02 91 00 05 FF F2", "FF F1 02 04 03 00 00 00 FF F2"}, /* with an address */
        {"FF F1 10 8A 02 00 01 01 77 FF F2", "FF F1 10 01 00 FF F2"}, /* and a checksum */
        {"FF F1 11 81 02 01 FF F2", "FF F1 00 01 FF FF FF F2"},       /* shorter than it says */
        {"FF F1 02 80 00 FF F2", "FF F1 00 01 FF FF FF F2"},          /* no size of a length */
        {"FF F1 02 83 00 00 00 00 FF F2", "FF F1 00 01 FF FF FF F2"}, /* 32 bits */
        {"FF F1 02 82 00 FF F2", "FF F1 00 01 FF FF FF F2"},
        {"FF F1 02 91 00 FF F2", "FF F1 00 01 FF FF FF F2"},
    };
    struct rig *rig = cpar_new("");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        says(rig, rows[i].request, rows[i].answer);
    free(rig);
    static const struct talk old[] = {
        {"FF F1 08 FE 00 00 FF F2", "FF F1 08 04 01 00 00 00 FF F2"},
        {"FF F1 08 FF FF 00 00 00 00 FF F2", "FF F1 08 04 02 00 00 00 FF F2"},
        {"FF F1 08 81 00 FF F2", "FF F1 00 01 FF FF FF F2"}, /* 129 bytes, of which one is there */
    };
    rig = old_new("");
    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
        says(rig, old[i].request, old[i].answer);
    free(rig);
    rig = cpar_new("setting:short-silent");
    says(rig, "FF F1 11 81 02 01 FF F2", "");
    free(rig);
}

/* A program of `rows` instructions in the header that it needs. */
static const char *say_rows(struct rig *rig, bool is_old, size_t rows)
{
    static const char row[] = " 03 10 00 01 00";
    char text[2000];
    const size_t size = 2 + 5 * rows;
    size_t n = (size_t)snprintf(text, sizeof text, "FF F1 %s", is_old ? "02" : "10");
    if (size < 128 || is_old)
        n += (size_t)snprintf(text + n, sizeof text - n, " %02X 00 01", (unsigned)size);
    else
        n += (size_t)snprintf(text + n, sizeof text - n, " 82 %02X %02X 00 01",
                              (unsigned)size & 255, (unsigned)size >> 8);
    for (size_t i = 0; i < rows; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s", row);
    snprintf(text + n, sizeof text - n, " FF F2");
    return say_hex(rig, text);
}

static void a_program_has_a_most(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("");
    assert_memory_equal(say_rows(rig, false, 25), "FF F1 10 01", 11);
    assert_string_equal(say_rows(rig, false, 26), REFUSED);
    assert_string_equal(say_rows(rig, false, 55), REFUSED);
    assert_string_equal(say_rows(rig, false, 100), ""); /* it is waited out */
    says(rig, SAY_KICK, "FF F1 02 04 04 00 00 00 FF F2");
    free(rig);
    rig = cpar_new("setting:instructions-50");
    assert_memory_equal(say_rows(rig, false, 50), "FF F1 10 01", 11);
    assert_string_equal(say_rows(rig, false, 51), REFUSED);
    free(rig);
    rig = old_new("");
    assert_memory_equal(say_rows(rig, true, 20), "FF F1 02 01", 11);
    assert_string_equal(say_rows(rig, true, 21), REFUSED);
    free(rig);
}

static void what_a_program_or_a_start_cannot_be_is_refused(void **state)
{
    (void)state;
    static const char *const requests[] = {
        "FF F1 10 00 FF F2",
        "FF F1 10 01 00 FF F2",
        "FF F1 10 02 02 01 FF F2", /* no such outlet */
        "FF F1 10 02 00 00 FF F2", /* no repeat */
        "FF F1 10 06 00 01 01 20 00 D0 FF F2",
        "FF F1 10 07 00 01 04 20 00 D0 07 FF F2", /* no such instruction */
        "FF F1 11 02 03 00 FF F2",                /* no such criterion */
        "FF F1 11 02 00 02 FF F2",
        "FF F1 11 01 00 FF F2",
        "FF F1 12 00 FF F2",
        "FF F1 13 01 00 FF F2",
        "FF F1 01 01 00 FF F2",
        "FF F1 03 01 00 FF F2",
    };
    struct rig *rig = cpar_new("");
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        says(rig, requests[i], REFUSED);
    says(rig, SAY_START, STARTED);
    says(rig, SAY_RAMP, REFUSED); /* while a stimulus runs */
    says(rig, SAY_START, REFUSED);
    free(rig);
}

/* Power off, emergency, no rating meter, one that is not low, no air. */
static void a_start_is_refused_for_each_reason(void **state)
{
    (void)state;
    enum { VAS = 1, LOW = 2, POWER = 4, COMPRESSOR = 8, POSSIBLE = 16 };
    static const struct {
        const char *faults, *force;
        uint8_t state, flags;
    } rows[] = {
        {"", "FF F1 12 00 FF F2 FF F1 81 01 02 FF F2", IDLE, VAS | LOW | POWER | POSSIBLE},
        {"setting:power-off", REFUSED, IDLE, VAS | LOW},
        {"setting:emergency", REFUSED, EMERGENCY, VAS | LOW | POWER},
        {"setting:vas-out", REFUSED, IDLE, POWER},
        {"setting:vas-1", "FF F1 12 00 FF F2 FF F1 81 01 02 FF F2", IDLE, VAS | POWER},
        {"setting:supply-100", REFUSED, IDLE, VAS | LOW | POWER | COMPRESSOR},
        {"setting:supply-100 setting:compressor-dead", REFUSED, IDLE, VAS | LOW | POWER},
        {"setting:supply-200 setting:running-refuses", REFUSED, IDLE,
         VAS | LOW | POWER | COMPRESSOR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = cpar_new(rows[i].faults);
        const struct status_of status = status_after(rig, BEAT);
        assert_int_equal(status.state, rows[i].state);
        assert_int_equal(status.flags, rows[i].flags);
        if (i > 0)
            says(rig, SAY_START, REFUSED);
        says(rig, SAY_FORCE, rows[i].force);
        assert_true(output_of(rig) == 0);
        free(rig);
    }
    struct rig *rig = cpar_new("setting:refuse-9 setting:vas-out");
    says(rig, SAY_START, "FF F1 00 01 09 FF F2");
    free(rig);
    rig = cpar_new("setting:supply-100"); /* and is accepted when the tank is full enough */
    rig_wait(rig, 4 * MONO_SEC);
    says(rig, SAY_START, STARTED);
    free(rig);
}

static void a_program_that_was_misheard_is_seen_in_its_crc(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("setting:crc-wrong");
    says(rig, SAY_RAMP, "FF F1 10 01 FC FF F2");
    free(rig);
    rig = cpar_new("setting:misheard");
    assert_int_not_equal(strcmp(say_hex(rig, SAY_RAMP), "FF F1 10 01 03 FF F2"), 0);
    says(rig, SAY_EMPTY_2, "FF F1 10 01 00 FF F2");
    says(rig, SAY_START, STARTED);
    assert_true(status_after(rig, 10 * BEAT).target[0] > 70); /* 8.125 and not 0.125 each time */
    free(rig);
}

static void it_may_say_more_than_it_should(void **state)
{
    (void)state;
    struct rig *rig = cpar_new("setting:surplus-byte");
    says(rig, SAY_STOP, "FF F1 13 00 00 FF F2");
    struct packet packet;
    size_t at = 0;
    rig_clear(rig);
    rig_wait(rig, BEAT);
    assert_true(next_packet(rig, &at, &packet));
    assert_true(packet.code == STATUS && packet.surplus == 1);
    free(rig);
    rig = cpar_new("setting:chatty");
    rig_wait(rig, 2 * MONO_SEC);
    assert_int_equal(count_of(rig, 0xff), 2);
    free(rig);
}

static void its_status_comes_at_its_rate(void **state)
{
    (void)state;
    static const struct {
        const char *faults;
        size_t idle;
    } rows[] = {{"", 20},
                {"setting:idle-status-off", 0},
                {"setting:idle-status-4", 4},
                {"setting:idle-status-1", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = cpar_new(rows[i].faults);
        rig_wait(rig, MONO_SEC);
        assert_int_equal(count_of(rig, STATUS), rows[i].idle);
        load(rig, SAY_RAMP);
        says(rig, SAY_START, STARTED);
        rig_wait(rig, MONO_SEC);
        assert_int_equal(count_of(rig, STATUS), 20);
        free(rig);
    }
}

static void acts_and_words_that_it_cannot_have_are_refused(void **state)
{
    (void)state;
    const struct sim_instrument *cpar = sim_find("cpar");
    static const struct sim_act acts[] = {
        {.kind = SIM_ACT_UNIT, .to = "kPa"},
        {.kind = SIM_ACT_IDENTITY, .to = "12a"},
        {.kind = SIM_ACT_IDENTITY, .to = "12345"},
        {.kind = SIM_ACT_OVERLOAD, .to = "word"},
        {.kind = SIM_ACT_SETTING, .to = "idle-status-0"},
        {.kind = SIM_ACT_SETTING, .to = "vas-101"},
        {.kind = SIM_ACT_SETTING, .to = "leak-3-5"},
    };
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        assert_false(cpar->can(cpar, &acts[i]));
    assert_int_equal(rig_tries_words(cpar, "1"), 26);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_those_of_the_document),
        cmocka_unit_test(the_old_generation_has_other_numbers),
        cmocka_unit_test(it_says_who_it_is),
        cmocka_unit_test(a_kick_counts_what_was_asked),
        cmocka_unit_test(statuses_are_those_of_the_document),
        cmocka_unit_test(a_button_is_the_event_of_the_document),
        cmocka_unit_test(frames_may_arrive_in_any_pieces),
        cmocka_unit_test(what_was_cut_short_is_never_carried_out),
        cmocka_unit_test(long_headers_are_read),
        cmocka_unit_test(a_program_has_a_most),
        cmocka_unit_test(what_a_program_or_a_start_cannot_be_is_refused),
        cmocka_unit_test(a_start_is_refused_for_each_reason),
        cmocka_unit_test(a_program_that_was_misheard_is_seen_in_its_crc),
        cmocka_unit_test(it_may_say_more_than_it_should),
        cmocka_unit_test(its_status_comes_at_its_rate),
        cmocka_unit_test(acts_and_words_that_it_cannot_have_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
