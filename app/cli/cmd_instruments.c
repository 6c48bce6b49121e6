/* limen instruments: which drivers there are, and who answers on which port. */
#include "cli/command.h"
#include "cli/options.h"
#include "cli/probe.h"

#include "link/list.h"

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

/* Tries every driver in turn; the first that recognises its instrument has it. */
static enum status probe_one(const char *text, struct why *why)
{
    struct port_name name;
    struct probe probe;
    const struct driver *driver;
    enum status status = port_parse(text, &name, why);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; (driver = driver_at(i)); i++) {
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r\033[K%s: asking as %s …\r\033[K", text, driver->name);
        probe_port(&name, driver, &probe);
        if (probe.status == STATUS_OK) {
            print_found(text, driver, &probe);
            return STATUS_OK;
        }
        status = probe.status;
        if (status != STATUS_IDENTITY && status != STATUS_TIMEOUT && status != STATUS_PROTOCOL)
            break; /* the port itself: no other driver will fare better */
    }
    *why = probe.why;
    printf("%s\tn/a\tn/a\tn/a\tn/a\tn/a\n", text);
    fprintf(stderr, "limen: instruments: %s: %s\n", text, probe.why.text);
    return status;
}

static enum status probe_listed(struct why *why)
{
    static struct port_list list;
    port_list_load(&list);
    if (list.n == 0)
        fputs("limen: instruments: no serial port found: plug the instrument in, or name a port\n",
              stderr);
    for (size_t i = 0; i < list.n; i++)
        if (!list.ports[i].is_bluetooth && probe_one(list.ports[i].name, why) != STATUS_OK)
            continue; /* its line says so */
    return STATUS_OK;
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
            "firmware. Only questions are sent, nothing that could start a stimulus.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .operands_max = 64,
    };
    struct operands operands;
    struct why why = {0};
    enum status status = STATUS_OK;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result == OPTIONS_HELP ? 0 : 2;
    if (drivers) {
        print_drivers();
        return 0;
    }
    puts("port\tdriver\tmaturity\tmodel\tserial\tfirmware");
    if (operands.n == 0)
        status = probe_listed(&why);
    for (size_t i = 0; i < operands.n; i++) {
        const enum status one = probe_one(operands.values[i], &why);
        status = status == STATUS_OK ? one : status;
    }
    return status_exit_code(status);
}
