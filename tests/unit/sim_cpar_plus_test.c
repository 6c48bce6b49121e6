/* The simulated CPAR+ against section 5 of its document: packets, handlers and ports, and every error that has a cause in
 * them. */
#include "sim_cpar_plus_rig.h"

/* ---- packets */

static const char talk[] =
    "START;\r\nUSE SERVER;\r\nCMD PORTS;\r\nEND;\r\n"
    "START;USE SERVER;CMD CREATE;PORT COM1;DEVICE CPARPLUS;END;"
    "START\nUSE PORT COM1 CPARPLUS;\nCMD OPEN;\nEND\n"
    "noise;START;USE PORT COM1 CPARPLUS;CMD PING;END;;;"
    "START; USE PORT COM1 CPARPLUS ; CMD WAVEFORM;CHANNEL 1;REPEAT 2;INSTRUCTIONS 2;"
    "INC 100 500;DEC 50 100;END;START;USE;START;USE PORT COM1 CPARPLUS;CMD NONE;END;"
    "START;USE PORT COM1 CPARPLUS;CMD STATE;END;";

static struct rig *plus_for_pieces(void)
{
    struct rig *rig = plus_new("");
    rig_wait(rig, 2 * BEAT);
    return rig;
}

static void a_packet_may_come_in_any_pieces(void **state)
{
    (void)state;
    const size_t lines = rig_takes_any_pieces(plus_for_pieces, talk, sizeof talk - 1);
    assert_int_equal(lines, 4 + 3 + 3 + 4 + 3 + 3 + 3 + 3);
}

static void the_answers_are_packets_of_lines(void **state)
{
    (void)state;
    struct rig *rig = plus_for_pieces();
    rig_write(rig, talk, sizeof talk - 1);
    assert_string_equal(rig->text, "START;\r\nPORT COM1;\r\nPORT COM2;\r\nEND;\r\n"
                                   "START;\r\nOK;\r\nEND;\r\nSTART;\r\nOK;\r\nEND;\r\n"
                                   "START;\r\nDEVICE CPAR+;\r\nVERSION 1.0.1;\r\nEND;\r\n"
                                   "START;\r\nOK;\r\nEND;\r\n"
                                   "START;\r\nERR ParketFrammingError;\r\nEND;\r\n"
                                   "START;\r\nERR UnknownCommand;\r\nEND;\r\n"
                                   "START;\r\nERR NoStatus;\r\nEND;\r\n");
    free(rig);
}

/* The manual spells START, END and errors with and without `;`. */
static void answers_may_be_spelled_otherwise(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"setting:bare", "START\r\nERR NoHandlerFound\r\nEND\r\n"},
        {"setting:lf", "START;\nERR NoHandlerFound;\nEND;\n"},
        {"setting:err-parted", "START;\r\nERR;NoHandlerFound;\r\nEND;\r\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = plus_new(rows[i][0]);
        static const char question[] = "START;USE PORT COM1 CPARPLUS;CMD STOP;END;";
        rig_wait(rig, BEAT); /* settings are set */
        rig_clear(rig);
        rig_write(rig, question, sizeof question - 1);
        assert_string_equal(rig->text, rows[i][1]);
        free(rig);
    }
}

static void a_packet_that_is_too_long_is_one_error(void **state)
{
    (void)state;
    struct rig *rig = plus_open("");
    for (int i = 0; i < 2; i++) {
        static char packet[20000];
        size_t n = (size_t)snprintf(packet, sizeof packet, "START;USE PORT COM1 CPARPLUS;CMD ");
        for (; n < sizeof packet - 10; n++)
            packet[n] = i && n % 7 == 0 ? ';' : 'x';
        n += (size_t)snprintf(packet + n, sizeof packet - n, ";END;");
        rig_clear(rig);
        for (size_t at = 0; at < n; at += 500)
            rig_write(rig, packet + at, n - at < 500 ? n - at : 500);
        assert_string_equal(rig->text, "START;\r\nERR InvalidCommandFormat;\r\nEND;\r\n");
        says(rig, PORT "CMD PING;", "DEVICE CPAR+;VERSION 1.0.1;");
    }
    free(rig);
}

/* ---- server and port */

static void handlers_come_and_go(void **state)
{
    (void)state;
    struct rig *rig = plus_new("");
    says(rig, "USE SERVER;CMD PORTS;", "PORT COM1;PORT COM2;");
    refuses(rig, PORT "CMD OPEN;", "NoHandlerFound");
    says(rig, "USE SERVER;CMD CREATE;PORT COM1;DEVICE CPARPLUS;", OK);
    refuses(rig, "USE SERVER;CMD CREATE;PORT COM1;DEVICE CPARPLUS;", "HandlerExists");
    refuses(rig, "USE SERVER;CMD CREATE;PORT COM4;DEVICE CPAR;", "UnknownDevice");
    refuses(rig, "USE SERVER;CMD CREATE;PORT COM4;", "InvalidCommandContent");
    refuses(rig, "USE SERVER;CMD CREATE;DEVICE CPARPLUS;PORT COM4;", "NoPortStatement");
    refuses(rig, "USE SERVER;CMD CREATE;PORT COM4;PORT CPARPLUS;", "NoDeviceStatement");
    refuses(rig, "USE SERVER;CMD CREATE;PORT;DEVICE CPARPLUS;", "InvalidParameterSpecification");
    refuses(rig, "USE SERVER;CMD DELETE;", "InvalidCommandContent");
    refuses(rig, "USE SERVER;CMD DELETE;DEVICE COM1;", "NoPortStatement");
    refuses(rig, "USE SERVER;CMD OPEN;", "UnknownCommand");
    says(rig, PORT "CMD OPEN;", OK);
    says(rig, "USE SERVER;CMD DELETE;PORT COM1;", OK);
    says(rig, "USE SERVER;CMD DELETE;PORT COM1;", OK); /* no harm in it */
    refuses(rig, PORT "CMD PING;", "NoHandlerFound");
    says(rig, "USE SERVER;CMD CREATE;PORT COM1;DEVICE CPARPLUS;", OK);
    refuses(rig, PORT "CMD PING;", "DeviceClosed"); /* deleted, it was closed */
    says(rig, "USE SERVER;CMD CREATE;PORT COM2;DEVICE CPARPLUS;", OK);
    refuses(rig, "USE PORT COM2 CPARPLUS;CMD OPEN;", "OpenFailed"); /* nobody is there */
    free(rig);
}

/* Windows gives it any number. */
static void its_port_may_be_another(void **state)
{
    (void)state;
    struct rig *rig = plus_new("setting:com-2");
    rig_wait(rig, 2 * BEAT);
    says(rig, "USE SERVER;CMD PORTS;", "PORT COM1;PORT COM2;");
    says(rig, "USE SERVER;CMD CREATE;PORT COM1;DEVICE CPARPLUS;", OK);
    refuses(rig, PORT "CMD OPEN;", "OpenFailed");
    says(rig, "USE SERVER;CMD CREATE;PORT COM2;DEVICE CPARPLUS;", OK);
    says(rig, "USE PORT COM2 CPARPLUS;CMD OPEN;", OK);
    says(rig, "USE PORT COM2 CPARPLUS;CMD PING;", "DEVICE CPAR+;VERSION 1.0.1;");
    free(rig);
    rig = plus_new("setting:com-17");
    rig_wait(rig, 2 * BEAT);
    says(rig, "USE SERVER;CMD PORTS;", "PORT COM1;PORT COM17;");
    free(rig);
}

static void what_is_no_command_is_refused(void **state)
{
    (void)state;
    struct rig *rig = plus_open("");
    refuses(rig, "", "InvalidCommandFormat");
    refuses(rig, "USE SERVER;", "InvalidCommandFormat");
    refuses(rig, "CMD PORTS;USE SERVER;", "MissingUseStatement");
    refuses(rig, "USE SERVER;PORTS;", "NoCommandStatement");
    refuses(rig, "USE SERVER;CMD;", "InvalidParameterSpecification");
    refuses(rig, "USE;CMD PORTS;", "InvalidParameterSpecification");
    refuses(rig, "USE PORT COM1;CMD STOP;", "InvalidParameterSpecification");
    refuses(rig, "USE PORT COM1 OTHER;CMD STOP;", "UnknownDevice");
    refuses(rig, PORT "CMD FIRE;", "UnknownCommand");
    refuses(rig, PORT "CMD stop;", "UnknownCommand");
    free(rig);
}

static void a_port_that_is_not_open_says_so(void **state)
{
    (void)state;
    static const char *const commands[] = {"CLEAR", "STOP", "PING", "SIGNALS", "RATING"};
    struct rig *rig = plus_open("");
    says(rig, PORT "CMD OPEN;", OK); /* open it is */
    says(rig, PORT "CMD CLOSE;", OK);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char question[100];
        snprintf(question, sizeof question, PORT "CMD %s;", commands[i]);
        refuses(rig, question, "DeviceClosed");
    }
    refuses(rig, HOLD_50, "DeviceClosed");
    refuses(rig, START_1, "DeviceClosed");
    refuses(rig, PORT "CMD MODE;RESPONSE 1;", "DeviceClosed");
    is_state(rig, "STATE_NOT_CONNECTED");
    assert_int_equal(number_of(rig, "STATE", "START_POSSIBLE"), 0);
    says(rig, PORT "CMD CLOSE;", OK);
    says(rig, PORT "CMD OPEN;", OK);
    refuses(rig, PORT "CMD STATE;", "NoStatus");
    refuses(rig, PORT "CMD RATING;", "NoStatus");
    says(rig, PORT "CMD SIGNALS;", "");
    rig_wait(rig, BEAT);
    is_state(rig, "STATE_IDLE");
    free(rig);
    rig = plus_open("setting:closed-is-error setting:to=close-fails,at=2s,from=on");
    says(rig, PORT "CMD CLOSE;", OK);
    refuses(rig, PORT "CMD STATE;", "DeviceClosed");
    says(rig, PORT "CMD OPEN;", OK);
    rig_wait(rig, 3 * MONO_SEC);
    refuses(rig, PORT "CMD CLOSE;", "CloseFailed");
    free(rig);
}

/* The bridge goes on saying what it heard last. */
static void a_cable_that_is_out_is_a_failure(void **state)
{
    (void)state;
    struct rig *rig = plus_open("setting:to=port-out,at=5s,from=on,for=10s");
    says(rig, HOLD_50, OK);
    says(rig, START_1, OK);
    rig_wait(rig, 6 * MONO_SEC);
    refuses(rig, PORT "CMD PING;", "CommunicationFailure");
    refuses(rig, STOP, "CommunicationFailure");
    is_state(rig, "STATE_STIMULATING");
    assert_true(output_of(rig) > 45); /* the device does not know either, for some seconds */
    rig_wait(rig, 6 * MONO_SEC);
    assert_true(output_of(rig) == 0);
    is_state(rig, "STATE_STIMULATING");
    says(rig, PORT "CMD CLOSE;", OK);
    refuses(rig, PORT "CMD OPEN;", "OpenFailed");
    rig_wait(rig, 5 * MONO_SEC);
    says(rig, PORT "CMD OPEN;", OK);
    rig_wait(rig, BEAT);
    is_state(rig, "STATE_IDLE");
    assert_int_equal(number_of(rig, "STATE", "STOP_CONDITION"), 9);
    free(rig);
}

static void another_device_is_incompatible(void **state)
{
    (void)state;
    struct rig *rig = plus_open("identity");
    refuses(rig, PORT "CMD PING;", "IncompatibleDevice");
    refuses(rig, HOLD_50, "IncompatibleDevice");
    free(rig);
}

/* ---- faults of the line */

/* Whatever of a packet arrives: what is answered is a whole packet, and the next is understood. */
static void a_packet_that_is_cut_anywhere_hurts_nobody(void **state)
{
    (void)state;
    static const char packet[] =
        "START;USE PORT COM1 CPARPLUS;CMD START;STOPCRITERION 1;EXTERNALTRIGGER 0;"
        "OVERRIDERATING 1;OUTLET01 1;OUTLET02 1;END;";
    for (size_t cut = 0; cut < sizeof packet - 1; cut++) {
        struct rig *rig = plus_open("");
        says(rig, HOLD_50, OK);
        rig_write(rig, packet, cut);
        static const char stop[] = ";END;START;USE PORT COM1 CPARPLUS;CMD STOP;END;";
        rig_clear(rig);
        rig_write(rig, stop, sizeof stop - 1);
        assert_non_null(strstr(rig->text, "START;\r\nOK;\r\nEND;\r\n"));
        rig_wait(rig, 2 * MONO_SEC);
        assert_true(output_of(rig) == 0);
        assert_string_equal(ask(rig, PORT "CMD PING;"), "DEVICE CPAR+;VERSION 1.0.1;");
        free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packet_may_come_in_any_pieces),
        cmocka_unit_test(the_answers_are_packets_of_lines),
        cmocka_unit_test(answers_may_be_spelled_otherwise),
        cmocka_unit_test(a_packet_that_is_too_long_is_one_error),
        cmocka_unit_test(handlers_come_and_go),
        cmocka_unit_test(its_port_may_be_another),
        cmocka_unit_test(what_is_no_command_is_refused),
        cmocka_unit_test(a_port_that_is_not_open_says_so),
        cmocka_unit_test(a_cable_that_is_out_is_a_failure),
        cmocka_unit_test(another_device_is_incompatible),
        cmocka_unit_test(a_packet_that_is_cut_anywhere_hurts_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
