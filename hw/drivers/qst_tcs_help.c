#include "qst_tcs_help_internal.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The strictest of all documents, for a list without ranges; and what no list may widen. */
static const struct tcs_range BASELINE = {200, 400}, BASELINE_MOST = {150, 450};
static const struct tcs_range TARGET = {100, 600}, TARGET_MOST = {0, 600};

enum { RANGE_DIGITS = 3, TAB = '\t' };

void tcs_help_begin(struct tcs_help *help)
{
    *help = (struct tcs_help){.baseline = BASELINE, .target = TARGET};
}

bool tcs_help_lists(const struct tcs_help *help, enum tcs_command command)
{
    return help->listed & 1u << command;
}

static void group_end(struct tcs_help *help)
{
    if (help->digits == RANGE_DIGITS && help->n_groups < 2)
        help->groups[help->n_groups++] = help->number;
    help->digits = 0;
    help->number = 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What follows the label, NULL when the line has another. */
static const char *after(const char *line, const char *label)
{
    const size_t n = strlen(label);
    return strncmp(line, label, n) == 0 ? line + n : NULL;
}

static void range_take(struct tcs_range *range, const struct tcs_help *help, struct tcs_range most)
{
    if (help->n_groups < 2 || help->groups[0] >= help->groups[1])
        return;
    range->low = help->groups[0] > most.low ? help->groups[0] : most.low;
    range->high = help->groups[1] < most.high ? help->groups[1] : most.high;
}

static void command_take(struct tcs_help *help, const char *line)
{
    static const char *const tokens[TCS_COMMANDS] = {
#define TCS_COMMAND_TOKEN(name, token, is_needed) [TCS_##name] = (token),
        TCS_COMMAND_LIST(TCS_COMMAND_TOKEN)
#undef TCS_COMMAND_TOKEN
    };
    line += line[0] == '\'';
    for (size_t i = 0; i < TCS_COMMANDS; i++) {
        const char *rest = after(line, tokens[i]);
        if (!rest || is_letter(*rest) || is_digit(*rest))
            continue;
        help->listed |= 1u << i;
        if (i == TCS_BASELINE)
            range_take(&help->baseline, help, BASELINE_MOST);
        if (i == TCS_TARGET)
            range_take(&help->target, help, TARGET_MOST);
    }
}

static uint16_t number_of(const char *text)
{
    unsigned value = 0;
    for (size_t i = 0; i < 3 && is_digit(text[i]); i++)
        value = value * 10 + (unsigned)(text[i] - '0');
    return (uint16_t)value;
}

static void line_take(struct tcs_help *help)
{
    const char *line = help->head;
    const char *rest;
    if ((rest = after(line, "Firmware: ")))
        help->firmware = number_of(rest);
    else if ((rest = after(line, "Probe ID: ")))
        snprintf(help->serial, sizeof help->serial, "%.23s", rest);
    else if ((rest = after(line, "Probe TYPE: ")))
        snprintf(help->type, sizeof help->type, "%.7s", rest);
    else if (after(line, "Command list"))
        help->has_list = true;
    else if (help->has_list)
        command_take(help, line);
}

static void line_end(struct tcs_help *help)
{
    group_end(help);
    help->head[help->length] = '\0';
    help->readable |= help->length > 0 && !help->spoiled;
    help->unreadable |= help->spoiled;
    if (!help->spoiled && help->length > 0)
        line_take(help);
    help->length = help->n_groups = 0;
    help->spoiled = false;
}

void tcs_help_take(struct tcs_help *help, uint8_t byte)
{
    const char c = (char)byte;
    help->heard = true;
    if (c == '\r' || c == '\n') {
        line_end(help);
        return;
    }
    if (is_digit(c)) {
        help->number = (uint16_t)(help->number * 10 + (c - '0'));
        help->digits = (uint8_t)(help->digits + (help->digits < UINT8_MAX));
    } else {
        group_end(help);
    }
    if ((byte < ' ' && c != TAB) || byte > '~')
        help->spoiled = true;
    if (help->length + 1u < sizeof help->head)
        help->head[help->length++] = c;
}

static bool is_complete(const struct tcs_help *help)
{
    static const bool needed[TCS_COMMANDS] = {
#define TCS_COMMAND_NEEDED(name, token, is_needed) [TCS_##name] = (is_needed),
        TCS_COMMAND_LIST(TCS_COMMAND_NEEDED)
#undef TCS_COMMAND_NEEDED
    };
    for (size_t i = 0; i < TCS_COMMANDS; i++)
        if (needed[i] && !tcs_help_lists(help, (enum tcs_command)i))
            return false;
    return help->firmware >= TCS_FIRMWARE_MIN && help->serial[0] && help->type[0];
}

enum fault tcs_help_end(struct tcs_help *help)
{
    line_end(help);
    if (!help->heard)
        return FAULT_SILENT;
    if (is_complete(help))
        return FAULT_NONE;
    return help->readable && !help->unreadable ? FAULT_IDENTITY : FAULT_GARBLED;
}
