/* A Lua text as names, strings and signs: enough to see which verbs and sites it names, and where.
 */
#include "vm_internal.h"

#include <ctype.h>
#include <string.h>

void scan_begin(struct scan *scan, const char *text, size_t size)
{
    *scan = (struct scan){.at = text, .end = text + size, .line_start = text, .line = 1};
}

bool token_is(const struct token *token, const char *word)
{
    return token->size == strlen(word) && memcmp(token->start, word, token->size) == 0;
}

static char peek(const struct scan *scan, size_t ahead)
{
    return (size_t)(scan->end - scan->at) > ahead ? scan->at[ahead] : '\0';
}

static void step(struct scan *scan)
{
    if (*scan->at++ == '\n') {
        scan->line++;
        scan->line_start = scan->at;
    }
}

/* The level of a long bracket `[==[` here; -1 when there is none. */
static int long_level(const struct scan *scan)
{
    size_t n = 1;
    while (peek(scan, n) == '=')
        n++;
    return peek(scan, 0) == '[' && peek(scan, n) == '[' ? (int)n - 1 : -1;
}

static void skip_long(struct scan *scan, int level, struct token *token)
{
    for (int i = 0; i < level + 2; i++)
        step(scan);
    token->start = scan->at;
    while (scan->at < scan->end) {
        int n = 0;
        if (*scan->at == ']')
            while (peek(scan, (size_t)n + 1) == '=')
                n++;
        if (*scan->at == ']' && n == level && peek(scan, (size_t)n + 1) == ']')
            break;
        step(scan);
    }
    token->size = (size_t)(scan->at - token->start);
    for (int i = 0; i < level + 2 && scan->at < scan->end; i++)
        step(scan);
}

static void skip_quoted(struct scan *scan, struct token *token)
{
    const char quote = *scan->at;
    step(scan);
    token->start = scan->at;
    while (scan->at < scan->end && *scan->at != quote && *scan->at != '\n') {
        if (*scan->at == '\\' && scan->at + 1 < scan->end)
            step(scan);
        step(scan);
    }
    token->size = (size_t)(scan->at - token->start);
    if (scan->at < scan->end)
        step(scan);
}

static void skip_blanks(struct scan *scan)
{
    struct token ignored;
    while (scan->at < scan->end) {
        if (isspace((unsigned char)*scan->at)) {
            step(scan);
        } else if (peek(scan, 0) == '-' && peek(scan, 1) == '-') {
            scan->at += 2;
            if (long_level(scan) >= 0)
                skip_long(scan, long_level(scan), &ignored);
            else
                while (scan->at < scan->end && *scan->at != '\n')
                    scan->at++;
        } else {
            break;
        }
    }
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

struct token scan_next(struct scan *scan)
{
    skip_blanks(scan);
    struct token token = {.kind = TOKEN_END,
                          .start = scan->at,
                          .line = scan->line,
                          .column = (int)(scan->at - scan->line_start) + 1};
    if (scan->at >= scan->end)
        return token;
    if (peek(scan, 0) == '"' || peek(scan, 0) == '\'') {
        token.kind = TOKEN_STRING;
        skip_quoted(scan, &token);
    } else if (long_level(scan) >= 0) {
        token.kind = TOKEN_STRING;
        skip_long(scan, long_level(scan), &token);
    } else if (is_word(*scan->at)) {
        token.kind = isdigit((unsigned char)*scan->at) ? TOKEN_SIGN : TOKEN_NAME;
        while (scan->at < scan->end && is_word(*scan->at))
            scan->at++;
        token.size = (size_t)(scan->at - token.start);
    } else {
        token.kind = TOKEN_SIGN;
        token.size = 1;
        scan->at++;
    }
    return token;
}

bool scan_find_field(struct scan *scan, int from_line, const char *key, struct token *field)
{
    struct scan look = *scan;
    struct token before = {.start = ""}, token;
    while ((token = scan_next(&look)).kind != TOKEN_END) {
        if (before.kind == TOKEN_NAME && before.line >= from_line && token_is(&before, key) &&
            token_is(&token, "=")) {
            *scan = look;
            *field = before;
            return true;
        }
        before = token;
    }
    return false;
}

static bool is_argument(const struct token *token)
{
    return token->kind == TOKEN_STRING || token_is(token, "{") || token_is(token, "(");
}

static void again_at(struct scan *scan, const struct token *token)
{
    scan->at = token->start;
    scan->line = token->line;
    scan->line_start = token->start - (token->column - 1);
}

bool scan_find_call(struct scan *scan, const char *verb, int line, struct token *name)
{
    struct token last[2] = {{.start = ""}, {.start = ""}}, token;
    struct scan look = *scan;
    int n = 0;
    while ((token = scan_next(&look)).kind != TOKEN_END && last[1].line <= line) {
        const bool is_here = last[1].line == line || token.line == line;
        if (is_here && last[1].kind == TOKEN_NAME && token_is(&last[1], verb) &&
            !token_is(&last[0], ".") && !token_is(&last[0], ":") && is_argument(&token)) {
            n++;
            *name = last[1];
            *scan = look;
            again_at(scan, &token);
        }
        last[0] = last[1];
        last[1] = token;
    }
    return n == 1;
}

static int depth_change(const struct token *token)
{
    if (token->kind != TOKEN_SIGN)
        return 0;
    if (token_is(token, "{") || token_is(token, "(") || token_is(token, "["))
        return 1;
    return token_is(token, "}") || token_is(token, ")") || token_is(token, "]") ? -1 : 0;
}

static bool ends_item(const struct token *token)
{
    return token_is(token, ",") || token_is(token, ";") || token_is(token, "}");
}

bool scan_find_described(struct scan *scan, const char *verb, int line, struct token *name)
{
    struct token last[2] = {{.start = ""}, {.start = ""}}, token;
    struct scan look = *scan;
    int depth = 0;
    while ((token = scan_next(&look)).kind != TOKEN_END && (depth > 0 || token.line <= line)) {
        if (token.line < line)
            continue;
        if (token_is(&last[0], "{") && last[1].kind == TOKEN_NAME && token_is(&last[1], verb) &&
            ends_item(&token)) {
            *name = last[1];
            again_at(scan, &last[0]);
            return true;
        }
        depth += depth_change(&token);
        last[0] = last[1];
        last[1] = token;
    }
    return false;
}

bool scan_find_option(struct scan scan, const char *option, struct token *out)
{
    struct token token = scan_next(&scan), before = token;
    int depth = 1;
    if (token_is(&token, "("))
        token = scan_next(&scan);
    if (token.kind != TOKEN_SIGN || !token_is(&token, "{"))
        return false;
    while (depth > 0 && (token = scan_next(&scan)).kind != TOKEN_END) {
        if (depth == 1 && before.kind == TOKEN_NAME && token_is(&before, option) &&
            token_is(&token, "=")) {
            *out = before;
            return true;
        }
        depth += depth_change(&token);
        before = token;
    }
    return false;
}
