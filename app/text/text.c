/* The words: a const table made of texts.def, and what is put into them. */
#include "text/text.h"

#include "base/decimal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const char *const texts[TEXTS][LANGUAGES] = {
#define TEXT(id, en, de) [TEXT_##id] = {en, de},
#include "texts.def"
#undef TEXT
};

struct writer {
    char *out;
    size_t size, length;
    bool is_full;
};

const char *language_word(enum language language)
{
    static const char *const words[LANGUAGES] = {[LANGUAGE_EN] = "en", [LANGUAGE_DE] = "de"};
    assert(language < LANGUAGES);
    return words[language];
}

const char *text_of(enum language language, enum text_id id)
{
    assert(language < LANGUAGES && id < TEXTS);
    return texts[id][language];
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static void put(struct writer *to, const char *text, size_t n)
{
    if (to->is_full)
        return;
    size_t fits = n;
    if (to->length + n >= to->size) {
        to->is_full = true;
        fits = to->size - 1 - to->length;
        while (fits > 0 && is_continuation(text[fits]))
            fits--;
    }
    memcpy(to->out + to->length, text, fits);
    to->length += fits;
    to->out[to->length] = '\0';
}

static const char *value_of(const char *name, size_t n, const struct text_value *values,
                            size_t n_values)
{
    for (size_t i = 0; i < n_values; i++)
        if (strlen(values[i].name) == n && memcmp(values[i].name, name, n) == 0)
            return values[i].value;
    return NULL;
}

/* "trial|trials": the first of one, else the second. Both languages have these two. */
static void put_form(struct writer *to, const char *forms, size_t n, bool is_one)
{
    const size_t one = strcspn(forms, "|");
    assert(one < n);
    if (is_one)
        put(to, forms, one);
    else
        put(to, forms + one + 1, n - one - 1);
}

/* A place without its braces: a name, or a name and behind a colon the forms of a word that is counted by it. */
static void put_place(struct writer *to, const char *place, size_t size,
                      const struct text_value *values, size_t n)
{
    const char *colon = memchr(place, ':', size);
    const size_t name = colon ? (size_t)(colon - place) : size;
    const char *value = value_of(place, name, values, n);
    assert(value != NULL);
    if (colon)
        put_form(to, colon + 1, size - name - 1, strcmp(value, "1") == 0);
    else
        put(to, value, strlen(value));
}

const char *text_fill(char *out, size_t size, const char *pattern, const struct text_value *values,
                      size_t n)
{
    assert(size > 0);
    struct writer to = {.out = out, .size = size};
    out[0] = '\0';
    while (*pattern != '\0') {
        const size_t plain = strcspn(pattern, "{");
        put(&to, pattern, plain);
        pattern += plain;
        if (*pattern == '\0')
            break;
        const size_t place = strcspn(pattern + 1, "}");
        assert(pattern[1 + place] == '}');
        put_place(&to, pattern + 1, place, values, n);
        pattern += place + 2;
    }
    return out;
}

const char *text_vfill(char *out, size_t size, const char *pattern, va_list names_and_values)
{
    enum { VALUES_MAX = 12 };
    struct text_value values[VALUES_MAX];
    size_t n = 0;
    for (const char *name; (name = va_arg(names_and_values, const char *)) != NULL; n++) {
        assert(n < VALUES_MAX);
        values[n] = (struct text_value){name, va_arg(names_and_values, const char *)};
    }
    return text_fill(out, size, pattern, values, n);
}

const char *text_say(char *out, size_t size, const char *pattern, ...)
{
    va_list rest;
    va_start(rest, pattern);
    text_vfill(out, size, pattern, rest);
    va_end(rest);
    return out;
}

/* Of the letters that a word of ours begins with: ASCII, and ä ö ü, which are two bytes. */
static void capitalise(char *word)
{
    if (word[0] >= 'a' && word[0] <= 'z')
        word[0] = (char)(word[0] - 'a' + 'A');
    else if (strncmp(word, "ä", 2) == 0 || strncmp(word, "ö", 2) == 0 || strncmp(word, "ü", 2) == 0)
        word[1] = (char)(word[1] - 0x20);
}

static bool has_end(const char *words, size_t n)
{
    static const char dots[] = "…";
    const size_t size = sizeof dots - 1;
    return n == 0 || strchr(".!?", words[n - 1]) ||
           (n >= size && memcmp(words + n - size, dots, size) == 0);
}

const char *text_sentence(char *out, size_t size, const char *words)
{
    struct writer to = {.out = out, .size = size};
    const size_t n = strlen(words);
    assert(size > 0);
    out[0] = '\0';
    put(&to, words, n);
    if (!has_end(words, n))
        put(&to, ".", 1);
    capitalise(out);
    return out;
}

/* "stopped: …" and "The disk is slow", but neither "own.lua:3: …" nor "/dev/ttyUSB0 is …". */
static bool begins_with_a_word(const char *words)
{
    const char *end = words;
    while ((*end >= 'a' && *end <= 'z') || (*end >= 'A' && *end <= 'Z') || *end == '-' ||
           (unsigned char)*end >= 0x80)
        end++;
    return end > words && (*end == ' ' || (end[0] == ':' && end[1] == ' '));
}

const char *text_told(char *out, size_t size, const char *words)
{
    struct writer to = {.out = out, .size = size};
    if (begins_with_a_word(words))
        return text_sentence(out, size, words);
    assert(size > 0);
    out[0] = '\0';
    put(&to, words, strlen(words));
    return out;
}

size_t text_columns(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += !is_continuation(*text);
    return n;
}

size_t text_bytes(const char *text, size_t columns)
{
    size_t n = 0;
    while (text[n] != '\0' && (columns > 0 || is_continuation(text[n])))
        columns -= !is_continuation(text[n++]);
    return n;
}

const char *text_pad(char *out, size_t size, const char *text, size_t columns)
{
    struct writer to = {.out = out, .size = size};
    assert(size > 0);
    out[0] = '\0';
    put(&to, text, strlen(text));
    for (size_t n = text_columns(text); n < columns; n++)
        put(&to, " ", 1);
    return out;
}

const char *text_number(enum language language, char *out, size_t size, double value, int decimals)
{
    assert(size > 0 && decimals >= 0 && decimals <= 9);
    char plain[64];
    const size_t n =
        isfinite(value) ? decimal_format(plain, sizeof plain - 1, value, (unsigned)decimals) : 0;
    plain[n] = '\0';
    struct writer to = {.out = out, .size = size};
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        if (plain[i] == '-')
            put(&to, "−", strlen("−"));
        else if (plain[i] == '.' && language == LANGUAGE_DE)
            put(&to, ",", 1);
        else
            put(&to, &plain[i], 1);
    }
    return out;
}
