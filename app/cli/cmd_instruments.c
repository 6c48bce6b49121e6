/* limen instruments: which drivers there are, and who answers on which port. */
#include "cli/command.h"
#include "cli/options.h"

#include "link/list.h"
#include "session/probe.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *maturity_word(enum maturity maturity)
{
    switch (maturity) {
    case MATURITY_SIMULATED:
        return "simulated";
    case MATURITY_BENCH:
        return "bench";
    case MATURITY_VALIDATED:
        return "validated";
    }
    return "unknown";
}

static void print_drivers(void)
{
    const struct driver *driver;
    puts("driver\tmaturity\ttitle\tchannels\tdocument");
    for (size_t i = 0; (driver = driver_at(i)); i++) {
        printf("%s\t%s\t%s\t", driver->name, maturity_word(driver->maturity), driver->title);
        for (uint8_t c = 0; c < driver->n_channels; c++)
            printf("%s%s", c ? "," : "", driver->channels[c].name);
        printf("\t%s\n", driver->document);
    }
}

static const char *or_missing(const char *text)
{
    return text[0] ? text : "n/a";
}

static void print_found(const char *port, const struct driver *driver, const struct probe *probe)
{
    printf("%s\t%s\t%s\t%s\t%s\t%s\n", port, driver->name, maturity_word(driver->maturity),
           or_missing(probe->identity.model), or_missing(probe->identity.serial),
           or_missing(probe->identity.firmware));
}

/* No driver has recognised an instrument. */
static enum status refuse_answer(const char *text, bool was_heard)
{
    printf("%s\tn/a\tn/a\tn/a\tn/a\tn/a\n", text);
    fprintf(stderr, "limen: instruments: %s: %s\n", text,
            was_heard ? "what answers cannot be understood: check the baud rate and the cable, and "
                        "whether `limen instruments --drivers` lists this instrument"
                      : "nothing answers: check that the instrument is on, its cable, and its baud "
                        "rate");
    return was_heard ? STATUS_PROTOCOL : STATUS_TIMEOUT;
}

static void show_asking(void *context, const struct driver *driver)
{
    const char *port = context;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%s: asking as %s …", port, driver->name);
}

static void end_asking(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static enum status probe_one(const char *text)
{
    struct port_name name;
    struct probe probe = {0};
    const struct probe_watch watch = {
        .context = (char *)text, .asks = show_asking, .cancel_fd = -1};
    const struct driver *driver = NULL;
    enum status status = port_parse(text, &name, &probe.why);
    if (status == STATUS_OK) {
        driver = probe_all_drivers(&name, &watch, &probe);
        end_asking();
        status = probe.status;
    }
    if (driver) {
        print_found(text, driver, &probe);
        return STATUS_OK;
    }
    if (probe_is_of_instrument(status))
        return refuse_answer(text, probe.was_heard);
    printf("%s\tn/a\tn/a\tn/a\tn/a\tn/a\n", text);
    fprintf(stderr, "limen: instruments: %s: %s\n", text, probe.why.text);
    return status;
}

static void probe_listed(void)
{
    static struct port_list list;
    port_list_load(&list);
    if (list.n == 0)
        fputs("limen: instruments: no serial port found: plug the instrument in, or name a port\n",
              stderr);
    for (size_t i = 0; i < list.n; i++)
        if (!list.ports[i].is_bluetooth && probe_one(list.ports[i].name) != STATUS_OK)
            continue; /* its line says so */
}

/* All names are read before the first port is disturbed. */
static enum status check_names(const struct operands *operands, struct why *why)
{
    struct port_name name;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < operands->n && status == STATUS_OK; i++)
        status = port_parse(operands->values[i], &name, why);
    return status;
}

static int probe_all(const struct operands *operands)
{
    struct why why = {0};
    enum status status = check_names(operands, &why);
    if (status != STATUS_OK)
        return command_refuse("instruments", status, why.text);
    puts("port\tdriver\tmaturity\tmodel\tserial\tfirmware");
    if (operands->n == 0)
        probe_listed();
    for (size_t i = 0; i < operands->n; i++) {
        const enum status one = probe_one(operands->values[i]);
        status = status == STATUS_OK ? one : status;
    }
    return status_exit_code(status);
}

int command_instruments(int argc, char **argv)
{
    bool drivers = false;
    const struct option_row rows[] = {
        {"drivers", 0, NULL, "list the drivers only; no port is opened", OPTION_FLAG, &drivers},
    };
    const struct option_table table = {
        .usage = "limen instruments [PORT…] [--drivers]",
        .about =
            "Asks every serial port (or the ports named: usb:VID:PID:SERIAL, a device, pty:PATH,\n"
            "tcp:HOST:PORT) who is there and prints port, driver, maturity, model, serial number "
            "and\n"
            "firmware. Each driver in turn sends its questions, most of them after a carriage "
            "return\n"
            "that closes a command cut short: qst-tcs H, mark10 ?C (or ?), RM, RV and RS, presser "
            "ID,\n"
            "wagner-fpx ? and C?, imada-d D, imada-zt XFC, nidec-fg7000 ?; nidec-fg7000 and "
            "lutron,\n"
            "which talks by itself, send a ? on a line of its own where nobody has answered; "
            "meerstetter\n"
            "?VR for its numbers, te-tech reads of its unit and sensors, cpar the packet that "
            "asks\n"
            "for its identity (FF F1 01 00 FF F2). julabo asks status, version and in_pv_00, with "
            "parity\n"
            "where that is not understood; lauda STATUS, TYPE, VERSION and IN_PV_00; huber "
            "{M0A**** and\n"
            "{M01****. evas is only listened to, and found while its slider is\n"
            "touched; where nobody has said a word it sends that ?, too. On tcp and pty ports "
            "cpar-plus asks\n"
            "its bridge for the ports it has (USE SERVER, CMD PORTS), which stand as its serial "
            "number.\n"
            "screen-vas, this program's own window, is asked for on no port, and no marker output\n"
            "(marker-byte, triggerbox, triggerbox-plus, marker-rts, marker-dtr): they cannot "
            "answer.\n"
            "Where one hangs on a port that is asked, it takes the questions for markers: name "
            "the other\n"
            "ports while somebody records. No setting is changed, nothing is started or stopped. "
            "Opening\n"
            "a port raises its DTR line, which restarts some boards.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .operands_max = 64,
    };
    struct operands operands;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result;
    if (!drivers)
        return probe_all(&operands);
    if (operands.n > 0) {
        fputs("limen: instruments: --drivers opens no port: name ports, or give --drivers alone\n",
              stderr);
        return 2;
    }
    print_drivers();
    return 0;
}
