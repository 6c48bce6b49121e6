/* What the bridge to a CPAR+ is asked (pressure.md 5).
 *
 * Beyond the document was chosen, partly from how the bridge's public manual puts it:
 * 1. What only the device can refuse (a start that is not possible, a program while it is busy, a value out of its reach) is
 * CommunicationFailure, as is a device that does not answer. But for OPEN, CLOSE and STATE a port that is not open is
 * DeviceClosed.
 * 2. STATE at a port that is not open says STATE_NOT_CONNECTED, and 0 of all else; between OPEN and the first status of the
 * device (50 ms) it is NoStatus, as RATING is.
 * 3. STOP_CONDITION is the number that a CPAR has in its status.
 * 4. OPEN of an open port, CLOSE of a closed one and DELETE of one without handler are OK. */
#include "cpar_plus_internal.h"

#include <string.h>

struct request {
    struct plus_answer *answer;
    struct plus *plus;
    const char *parameters; /* after CMD */
    size_t n;
    const char *port;
    bool is_open;
};

static enum plus_error fine(const struct request *request)
{
    plus_say(request->answer, "OK;");
    return PLUS_FINE;
}

/* ---- server ------------------------------------------------------------------------------------- */

static struct plus_handler *find_handler(struct plus *plus, const char *port)
{
    for (size_t i = 0; i < PLUS_HANDLERS; i++)
        if (!strcmp(plus->handlers[i].port, port))
            return &plus->handlers[i];
    return NULL;
}

static enum plus_error ports(const struct request *request)
{
    const uint32_t com = request->plus->settings[PLUS_COM];
    plus_say(request->answer, "PORT COM1;");
    plus_say(request->answer, "PORT COM%u;", (unsigned)(com == 1 ? 2 : com));
    return PLUS_FINE;
}

/* The one word of a statement `NAME word`; `missing`: it is another statement. */
static enum plus_error word_of(const char *statement, const char *name, enum plus_error missing,
                               char word[PLUS_PORT_MAX])
{
    struct plus_words words;
    plus_words_of(statement, &words);
    if (words.n != 2 || strlen(words.words[1]) >= PLUS_PORT_MAX)
        return PLUS_InvalidParameterSpecification;
    strcpy(word, words.words[1]);
    return strcmp(words.words[0], name) ? missing : PLUS_FINE;
}

static enum plus_error create_handler(const struct request *request)
{
    char port[PLUS_PORT_MAX], device[PLUS_PORT_MAX];
    if (request->n != 2)
        return PLUS_InvalidCommandContent;
    enum plus_error error = word_of(request->parameters, "PORT", PLUS_NoPortStatement, port);
    if (error == PLUS_FINE)
        error = word_of(plus_next(request->parameters), "DEVICE", PLUS_NoDeviceStatement, device);
    if (error != PLUS_FINE)
        return error;
    if (strcmp(device, "CPARPLUS") != 0)
        return PLUS_UnknownDevice;
    if (find_handler(request->plus, port))
        return PLUS_HandlerExists;
    struct plus_handler *handler = find_handler(request->plus, "");
    if (!handler)
        return PLUS_CommunicationFailure; /* the real one has no end of them */
    strcpy(handler->port, port);
    if (plus_is_its_port(request->plus, port))
        request->plus->next_ping = request->answer->call.t;
    return fine(request);
}

static enum plus_error delete_handler(const struct request *request)
{
    char port[PLUS_PORT_MAX];
    if (request->n != 1)
        return PLUS_InvalidCommandContent;
    const enum plus_error error = word_of(request->parameters, "PORT", PLUS_NoPortStatement, port);
    if (error != PLUS_FINE)
        return error;
    struct plus_handler *handler = find_handler(request->plus, port);
    if (handler && plus_is_its_port(request->plus, port)) {
        plus_port_close(request->plus);
        request->plus->next_ping = MONO_NEVER;
    }
    if (handler)
        handler->port[0] = '\0';
    return fine(request);
}

/* ---- the port ----------------------------------------------------------------------------------- */

static enum plus_error open_port(const struct request *request)
{
    if (!plus_is_its_port(request->plus, request->port) || request->plus->settings[PLUS_CABLE])
        return PLUS_OpenFailed;
    request->plus->is_port_open = true;
    return fine(request);
}

static enum plus_error close_port(const struct request *request)
{
    if (request->is_open && request->plus->settings[PLUS_CLOSE])
        return PLUS_CloseFailed;
    if (plus_is_its_port(request->plus, request->port))
        plus_port_close(request->plus);
    return fine(request);
}

static enum plus_error ping(const struct request *request)
{
    plus_say(request->answer, "DEVICE CPAR+;");
    plus_say(request->answer, "VERSION 1.0.1;");
    return PLUS_FINE;
}

/* ---- the device --------------------------------------------------------------------------------- */

static enum plus_error clear(const struct request *request)
{
    struct plus *plus = request->plus;
    if (plus->device.state == CPAR_STIMULATING || plus->device.state == CPAR_PENDING)
        return PLUS_CommunicationFailure;
    memset(plus->waveforms, 0, sizeof plus->waveforms);
    return fine(request);
}

static enum plus_error stop(const struct request *request)
{
    cpar_stop(&request->answer->call, CPAR_COND_SOFTWARE, CPAR_EVENT_NONE);
    return fine(request);
}

static enum plus_error mode(const struct request *request)
{
    int32_t response;
    if (request->n != 1)
        return PLUS_InvalidModeCommandContent;
    const enum plus_error error = plus_integers(request->parameters, "RESPONSE", &response, 1);
    if (error != PLUS_FINE)
        return error;
    request->plus->device.is_meterless = response == 0;
    return fine(request);
}

static enum plus_error waveform(const struct request *request)
{
    const enum plus_error error = plus_set_waveform(request->plus, request->parameters, request->n);
    return error != PLUS_FINE ? error : fine(request);
}

static enum plus_error start(const struct request *request)
{
    const enum plus_error error =
        plus_start(&request->answer->call, request->parameters, request->n);
    return error != PLUS_FINE ? error : fine(request);
}

static int tenths(double value)
{
    const double nearly = 1e-6; /* the bridge cuts off what is less than a tenth */
    return (int)(value * 10 + nearly);
}

static const char *state_name(const struct request *request)
{
    static const char *const names[] = {[CPAR_IDLE] = "IDLE",
                                        [CPAR_STIMULATING] = "STIMULATING",
                                        [CPAR_IN_EMERGENCY] = "EMERGENCY",
                                        [CPAR_PENDING] = "PENDING"};
    return request->is_open ? names[request->plus->status.state] : "NOT_CONNECTED";
}

static void say_state(const struct request *request, const struct plus_status *status)
{
    struct plus_answer *answer = request->answer;
    const uint32_t *settings = request->plus->settings;
    plus_say(answer, "STATE %s%s;", settings[PLUS_PLAIN] ? "" : "STATE_", state_name(request));
    plus_say(answer, "RESPONSE_CONNECTED %d;", status->look.has_vas);
    plus_say(answer, "RESPONSE_LOW %d;", status->look.is_low);
    plus_say(answer, "POWER %d;", status->is_powered);
    plus_say(answer, "START_POSSIBLE %d;", status->look.can_start);
    plus_say(answer, "STOP_CONDITION %d;",
             settings[PLUS_BIT] ? status->condition != CPAR_COND_NONE : (int)status->condition);
    plus_say(answer, "FINAL_PRESSURE01 %d;", tenths(status->final_kpa[0]));
    plus_say(answer, "FINAL_PRESSURE02 %d;", tenths(status->final_kpa[1]));
    plus_say(answer, "SUPPLY_PRESSURE_OK %d;", status->is_supply_ok);
    plus_say(answer, "SUPPLY_PRESSURE %d;", tenths(status->supply_kpa));
}

static enum plus_error state(const struct request *request)
{
    static const struct plus_status nothing;
    const struct plus *plus = request->plus;
    if (!request->is_open && plus->settings[PLUS_CLOSED])
        return PLUS_DeviceClosed;
    if (request->is_open && !plus->has_status)
        return PLUS_NoStatus;
    say_state(request, request->is_open ? &plus->status : &nothing);
    return PLUS_FINE;
}

static enum plus_error signals(const struct request *request)
{
    struct plus *plus = request->plus;
    for (; plus->n_samples > 0; plus->n_samples--) {
        const struct plus_sample *sample = &plus->samples[plus->first_sample];
        plus_say(request->answer, "DATA %d %d %d;", sample->kpa_10[0], sample->kpa_10[1],
                 sample->mm);
        plus->first_sample = (plus->first_sample + 1) % PLUS_SAMPLES;
    }
    return PLUS_FINE;
}

static enum plus_error rating(const struct request *request)
{
    struct plus *plus = request->plus;
    if (!plus->has_status)
        return PLUS_NoStatus;
    plus_say(request->answer, "SCORE %d;", tenths(plus->status.look.vas));
    plus_say(request->answer, "FINAL_SCORE %d;", tenths(plus->status.final_vas));
    plus_say(request->answer, "BUTTON %d;", plus->status.is_pressed);
    plus_say(request->answer, "LATCHED_BUTTON %d;", plus->is_latched);
    plus->is_latched = false;
    return PLUS_FINE;
}

/* ---- tables ------------------------------------------------------------------------------------- */

enum needs { NOTHING, OPEN_PORT, DEVICE }; /* DEVICE: one that answers */

struct command {
    const char *name;
    enum needs needs;
    enum plus_error (*run)(const struct request *request);
};

static const struct command server_commands[] = {{"PORTS", NOTHING, ports},
                                                 {"CREATE", NOTHING, create_handler},
                                                 {"DELETE", NOTHING, delete_handler},
                                                 {0}};

static const struct command port_commands[] = {
    {"OPEN", NOTHING, open_port},    {"CLOSE", NOTHING, close_port}, {"STATE", NOTHING, state},
    {"SIGNALS", OPEN_PORT, signals}, {"RATING", OPEN_PORT, rating},  {"PING", DEVICE, ping},
    {"CLEAR", DEVICE, clear},        {"STOP", DEVICE, stop},         {"MODE", DEVICE, mode},
    {"WAVEFORM", DEVICE, waveform},  {"START", DEVICE, start},       {0}};

static enum plus_error run(const struct command *command, const char *name,
                           const struct request *request)
{
    while (command->name && strcmp(command->name, name) != 0)
        command++;
    if (!command->name)
        return PLUS_UnknownCommand;
    if (command->needs >= OPEN_PORT && !request->is_open)
        return PLUS_DeviceClosed;
    if (command->needs >= DEVICE && !plus_is_reached(request->plus))
        return PLUS_CommunicationFailure;
    if (command->needs >= DEVICE && request->plus->device.is_other)
        return PLUS_IncompatibleDevice;
    return command->run(request);
}

/* `use`: "USE SERVER" or "USE PORT port device". */
static enum plus_error choose(const char *use, const char *name, struct request *request)
{
    struct plus_words words;
    plus_words_of(use, &words);
    if (words.n == 2 && !strcmp(words.words[1], "SERVER"))
        return run(server_commands, name, request);
    if (words.n != 4 || strcmp(words.words[1], "PORT") != 0)
        return PLUS_InvalidParameterSpecification;
    if (strcmp(words.words[3], "CPARPLUS") != 0)
        return PLUS_UnknownDevice;
    if (!find_handler(request->plus, words.words[2]))
        return PLUS_NoHandlerFound;
    request->port = words.words[2];
    request->is_open =
        plus_is_its_port(request->plus, request->port) && request->plus->is_port_open;
    return run(port_commands, name, request);
}

enum plus_error plus_command(struct plus_answer *answer, const char *statements, size_t n)
{
    struct plus_words use, command;
    if (n < 2)
        return PLUS_InvalidCommandFormat;
    const char *second = plus_next(statements);
    plus_words_of(statements, &use);
    plus_words_of(second, &command);
    if (strcmp(use.words[0], "USE") != 0)
        return PLUS_MissingUseStatement;
    if (strcmp(command.words[0], "CMD") != 0)
        return PLUS_NoCommandStatement;
    if (command.n != 2)
        return PLUS_InvalidParameterSpecification;
    struct request request = {.answer = answer,
                              .plus = plus_of(&answer->call),
                              .parameters = plus_next(second),
                              .n = n - 2};
    return choose(statements, command.words[1], &request);
}
