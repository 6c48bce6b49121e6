/* Packets of the bridge to a CPAR+ (pressure.md 5): statements between START and END, each ended by `;`.
 *
 * 1. What stands before a START is passed over. A START within a packet is answered with ParketFrammingError and begins a
 * packet anew.
 * 2. START and END may have a line end in the place of their `;`. Any other line end is a blank.
 * 3. A packet that is longer than anything that is asked for is InvalidCommandFormat. */
#include "cpar_plus_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const error_names[] = {"",
#define PLUS_NAME(name) #name,
                                          PLUS_ERRORS(PLUS_NAME)
#undef PLUS_NAME
};

/* ---- answers ------------------------------------------------------------------------------------ */

static void flush(struct plus_answer *answer)
{
    if (answer->n > 0)
        answer->call.io->send(answer->call.io->host, answer->call.t, (const uint8_t *)answer->text,
                              answer->n);
    answer->n = 0;
}

static void put(struct plus_answer *answer, const char *text, size_t n)
{
    if (answer->n + n > sizeof answer->text)
        flush(answer);
    memcpy(answer->text + answer->n, text, n);
    answer->n += n;
}

static const char *line_end(const struct plus_answer *answer)
{
    return plus_of(&answer->call)->settings[PLUS_LF] ? "\n" : "\r\n";
}

void plus_say(struct plus_answer *answer, const char *format, ...)
{
    char line[100];
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(line, sizeof line - 2, format, arguments);
    va_end(arguments);
    strcat(line, line_end(answer));
    put(answer, line, (size_t)n + strlen(line_end(answer)));
}

/* START, END or an error, whose `;` not all have. */
static void say_bare(struct plus_answer *answer, const char *text)
{
    plus_say(answer, "%s%s", text, plus_of(&answer->call)->settings[PLUS_BARE] ? "" : ";");
}

static void say_error(struct plus_answer *answer, enum plus_error error)
{
    char text[60];
    const bool is_parted = plus_of(&answer->call)->settings[PLUS_ERR];
    snprintf(text, sizeof text, "ERR%s%s", is_parted ? ";" : " ", error_names[error]);
    say_bare(answer, text);
}

/* One that is refused before anything was asked. */
static void refuse(const struct cpar_call *call, enum plus_error error)
{
    struct plus_answer answer = {.call = *call};
    say_bare(&answer, "START");
    say_error(&answer, error);
    say_bare(&answer, "END");
    flush(&answer);
}

static void answer_packet(const struct cpar_call *call)
{
    struct plus_answer answer = {.call = *call};
    const struct plus_packet *packet = &plus_of(call)->packet;
    say_bare(&answer, "START");
    const enum plus_error error = packet->is_over
                                      ? PLUS_InvalidCommandFormat
                                      : plus_command(&answer, packet->text, packet->n_statements);
    if (error != PLUS_FINE)
        say_error(&answer, error);
    say_bare(&answer, "END");
    flush(&answer);
}

/* ---- statements --------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Of the present statement, without blanks at its end; none were kept at its beginning. */
static size_t statement_length(const struct plus_packet *packet)
{
    size_t n = packet->n - packet->start;
    while (n > 0 && is_blank(packet->text[packet->start + n - 1]))
        n--;
    return n;
}

static bool is_statement(const struct plus_packet *packet, const char *word)
{
    const size_t n = strlen(word);
    return statement_length(packet) == n && !memcmp(packet->text + packet->start, word, n);
}

static void begin(struct plus_packet *packet)
{
    packet->is_open = true;
    packet->is_over = false;
    packet->n = packet->start = packet->n_statements = 0;
}

/* The next one begins after this. */
static void keep_statement(struct plus_packet *packet)
{
    packet->n = packet->start + statement_length(packet);
    if (packet->n == packet->start)
        return;
    packet->text[packet->n++] = '\0';
    packet->start = packet->n;
    packet->is_over |= packet->n_statements == PLUS_STATEMENTS;
    packet->n_statements += packet->n_statements < PLUS_STATEMENTS;
}

static void end_statement(const struct cpar_call *call)
{
    struct plus_packet *packet = &plus_of(call)->packet;
    const bool was_open = packet->is_open;
    if (is_statement(packet, "START")) {
        begin(packet);
        if (was_open)
            refuse(call, PLUS_ParketFrammingError);
        return;
    }
    if (was_open && is_statement(packet, "END")) {
        answer_packet(call);
        packet->is_open = false;
    }
    if (packet->is_open)
        keep_statement(packet);
    else
        packet->n = packet->start = 0;
}

/* What has no room is lost, and its packet with it; where that ends is still seen. */
static void keep(struct plus_packet *packet, char c)
{
    enum { ROOM_TO_END = 16 };
    if (packet->n == packet->start && is_blank(c))
        return;
    if (packet->n >= PLUS_PACKET_MAX - ROOM_TO_END) {
        packet->is_over = true;
        packet->n = packet->start = 0;
    }
    packet->text[packet->n++] = c;
}

void plus_hear(const struct cpar_call *call, uint8_t byte)
{
    struct plus_packet *packet = &plus_of(call)->packet;
    const bool is_line_end = byte == '\n' || byte == '\r';
    const bool stands_alone = is_statement(packet, "START") || is_statement(packet, "END");
    if (byte == ';' || (is_line_end && stands_alone))
        end_statement(call);
    else
        keep(packet, byte ? (char)byte : '?'); /* a NUL must not end the text early */
}

const char *plus_next(const char *statement)
{
    return statement + strlen(statement) + 1;
}

void plus_words_of(const char *statement, struct plus_words *words)
{
    words->n = 0;
    snprintf(words->text, sizeof words->text, "%s", statement);
    for (char *at = words->text; *at;) {
        while (is_blank(*at))
            *at++ = '\0';
        if (!*at)
            break;
        if (words->n < PLUS_WORDS)
            words->words[words->n] = at;
        words->n += words->n <= PLUS_WORDS;
        while (*at && !is_blank(*at))
            at++;
    }
}

static bool is_integer(const char *text, int32_t *value)
{
    const char *digits = text + (*text == '-');
    const size_t n = strlen(digits);
    if (n < 1 || n > 9 || strspn(digits, "0123456789") != n)
        return false;
    *value = (int32_t)strtol(text, NULL, 10);
    return true;
}

enum plus_error plus_integers(const char *statement, const char *name, int32_t *values, size_t n)
{
    struct plus_words words;
    plus_words_of(statement, &words);
    if (words.n != n + 1 || strcmp(words.words[0], name) != 0)
        return PLUS_InvalidParameterSpecification;
    for (size_t i = 0; i < n; i++)
        if (!is_integer(words.words[i + 1], &values[i]))
            return PLUS_InvalidInteger;
    return PLUS_FINE;
}
