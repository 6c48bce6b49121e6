/* Every word that people read in both languages, and what is filled into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hw/reactor.h"
#include "support/utf8.h"
#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const ids[] = {
#define TEXT(id, en, de) #id,
#include "texts.def"
#undef TEXT
};

enum { NAMES_MAX = 12 };
struct names {
    char list[NAMES_MAX][40];
    size_t n;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

static struct names once_each(const struct names *sorted)
{
    struct names names = {0};
    for (size_t i = 0; i < sorted->n; i++)
        if (i == 0 || strcmp(sorted->list[i], sorted->list[i - 1]) != 0)
            strcpy(names.list[names.n++], sorted->list[i]);
    return names;
}

/* Behind the name of what is counted: of one, and of more. */
static bool has_two_forms(const char *forms, size_t n)
{
    const char *bar = memchr(forms, '|', n);
    return bar && !memchr(bar + 1, '|', n - (size_t)(bar + 1 - forms));
}

static struct names placeholders(const char *id, const char *text)
{
    struct names names = {0};
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
        const size_t size = strcspn(at + 1, "}"), n = strcspn(at + 1, ":}");
        if (at[1 + size] != '}' || n == 0 || n >= sizeof names.list[0] || names.n == NAMES_MAX)
            fail_msg("%s: a placeholder is not closed, or too long: %s", id, text);
        if (n < size && !has_two_forms(at + 1 + n + 1, size - n - 1))
            fail_msg("%s: a word that is counted has two forms: %s", id, text);
        memcpy(names.list[names.n++], at + 1, n);
    }
    qsort(names.list, names.n, sizeof names.list[0], compare_names);
    return once_each(&names);
}

static void every_text_exists_in_both_languages(void **state)
{
    (void)state;
    for (enum text_id id = 0; id < TEXTS; id++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            const char *text = text_of(language, id);
            if (text == NULL || text[0] == '\0' || text[0] == ' ' || text[strlen(text) - 1] == ' ')
                fail_msg("%s, language %d: empty, or blanks around it", ids[id], language);
            if (strstr(text, "...") != NULL || strstr(text, "  ") != NULL)
                fail_msg("%s, language %d: write … and single blanks: %s", ids[id], language, text);
        }
}

static void placeholders_are_the_same_in_both_languages(void **state)
{
    (void)state;
    for (enum text_id id = 0; id < TEXTS; id++) {
        const struct names en = placeholders(ids[id], text_of(LANGUAGE_EN, id));
        const struct names de = placeholders(ids[id], text_of(LANGUAGE_DE, id));
        if (en.n != de.n || memcmp(en.list, de.list, sizeof en.list) != 0)
            fail_msg("%s: the placeholders of the languages differ", ids[id]);
    }
}

/* The terminal's column for a site and its side is as wide as the longest. */
static void the_name_of_a_site_fits_its_column_of_a_terminal(void **state)
{
    (void)state;
    static const char *const sides[] = {"left", "right", "midline"};
    static const char *const sites[] = {
#define SITE(id, name_en, name_de, landmark_en, landmark_de, find_en, find_de) id,
#include "sites.def"
#undef SITE
    };
    char name[96];
    size_t widest = 0;
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++)
        for (size_t k = 0; k < 3; k++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                if (k == 2 && !strstr("lumbar.L1 lumbar.L2 lumbar.L3 lumbar.L4 lumbar.L5 thoracic "
                                      "cervical.C2 cervical.C5",
                                      sites[i]))
                    continue; /* beside the spine there is no midline */
                site_text_name(language, name, sizeof name, sites[i], sides[k]);
                const size_t width = text_columns(name);
                if (width > 25)
                    fail_msg("%s has %zu characters", name, width);
                widest = width > widest ? width : widest;
            }
    assert_int_equal(widest, 25);
}

static void what_a_table_says_has_german_words(void **state)
{
    (void)state;
    static const struct {
        const char *en, *de;
    } rows[] = {
#define MEANING(en, de) {en, de},
#include "meanings.def"
#undef MEANING
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(meaning_text(LANGUAGE_EN, rows[i].en), rows[i].en);
        assert_string_equal(meaning_text(LANGUAGE_DE, rows[i].en), rows[i].de);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(rows[i].en, rows[k].en);
    }
    assert_string_equal(meaning_text(LANGUAGE_DE, "nobody has said that"), "nobody has said that");
}

static void values_take_the_places_of_their_names(void **state)
{
    (void)state;
    const struct text_value values[] = {{"kpa", "1000"}, {"site", "Lende L4"}};
    char out[80];
    assert_string_equal(text_fill(out, sizeof out, "Limit {kpa} kPa", values, 2), "Limit 1000 kPa");
    assert_string_equal(text_fill(out, sizeof out, "{site}{kpa}{site}", values, 2),
                        "Lende L41000Lende L4");
    assert_string_equal(text_fill(out, sizeof out, "", values, 2), "");
    assert_string_equal(text_fill(out, sizeof out, "plain", NULL, 0), "plain");
}

static void what_is_counted_has_its_form(void **state)
{
    (void)state;
    static const struct {
        const char *sites, *trials, *en, *de;
    } rows[] = {
        {"4", "3", "4 sites, 3 trials each", "4 Orte, je 3 Messungen"},
        {"4", "1", "4 sites, 1 trial each", "4 Orte, je 1 Messung"},
        {"1", "1", "1 site, 1 trial", "1 Ort, 1 Messung"},
        {"1", "1–2", "1 site, 1–2 trials", "1 Ort, 1–2 Messungen"},
        {"11", "0", "11 sites, 0 trials each", "11 Orte, je 0 Messungen"},
    };
    char out[80];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (enum language language = 0; language < LANGUAGES; language++)
            assert_string_equal(text_say(out, sizeof out, text_of(language, TEXT_study_step_sites),
                                         "sites", rows[i].sites, "trials", rows[i].trials, NULL),
                                language == LANGUAGE_DE ? rows[i].de : rows[i].en);
    assert_string_equal(text_say(out, 4, "{n:one|many}", "n", "2", NULL), "man");
}

static void a_text_that_is_cut_ends_with_a_whole_character(void **state)
{
    (void)state;
    const struct text_value values[] = {{"who", "Jürgen µ≥≤"}, {"more", "−äöü"}};
    char whole[80], out[80];
    text_fill(whole, sizeof whole, "ü{who}–{more}…", values, 2);
    for (size_t size = 1; size <= strlen(whole) + 1; size++) {
        memset(out, 'x', sizeof out);
        text_fill(out, size, "ü{who}–{more}…", values, 2);
        assert_true(strlen(out) < size);
        assert_true(is_utf8(out));
        assert_memory_equal(out, whole, strlen(out));
        assert_int_equal(out[size], 'x');
    }
    assert_string_equal(out, whole);
}

static void what_is_cut_and_filled_up_counts_characters(void **state)
{
    (void)state;
    char out[40];
    assert_int_equal(text_columns("Fußrücken −"), 11);
    assert_int_equal(text_columns(""), 0);
    for (size_t columns = 0; columns < 14; columns++) {
        const size_t n = text_bytes("Fußrücken −", columns);
        snprintf(out, sizeof out, "%.*s", (int)n, "Fußrücken −");
        assert_true(is_utf8(out));
        assert_int_equal(text_columns(out), columns < 11 ? columns : 11);
    }
    assert_string_equal(text_pad(out, sizeof out, "Fuß", 5), "Fuß  ");
    assert_string_equal(text_pad(out, sizeof out, "Fußrücken", 5), "Fußrücken");
    assert_string_equal(text_pad(out, 4, "Fuß", 5), "Fu");
    assert_string_equal(text_say(out, sizeof out, "{a}-{b}", "b", "2", "a", "1", NULL), "1-2");
}

static void numbers_are_written_as_a_person_reads_them(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *en, *de;
    } rows[] = {
        {287, 0, "287", "287"},    {28.74, 1, "28.7", "28,7"}, {-1.25, 2, "−1.25", "−1,25"},
        {-0.001, 1, "0.0", "0,0"}, {0.5, 0, "1", "1"},         {1000, 1, "1000.0", "1000,0"},
        {NAN, 1, "", ""},          {INFINITY, 0, "", ""},
    };
    char out[40];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(
            text_number(LANGUAGE_EN, out, sizeof out, rows[i].value, rows[i].decimals), rows[i].en);
        assert_string_equal(
            text_number(LANGUAGE_DE, out, sizeof out, rows[i].value, rows[i].decimals), rows[i].de);
    }
}

/* What follows a colon at the terminal is a sentence of its own on a screen. */
static void words_become_a_sentence(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"it was stopped", "It was stopped."},
                                          {"übersteuert", "Übersteuert."},
                                          {"Das Gerät schweigt.", "Das Gerät schweigt."},
                                          {"keep this attempt?", "Keep this attempt?"},
                                          {"ports are asked …", "Ports are asked …"},
                                          {"this is of mæ", "This is of mæ."},
                                          {"", ""}};
    char out[64];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(text_sentence(out, sizeof out, rows[i][0]), rows[i][1]);
    assert_string_equal(text_sentence(out, 4, "abcdef"), "Abc");
    assert_string_equal(text_told(out, sizeof out, "stopped: Ctrl-C"), "Stopped: Ctrl-C.");
    assert_string_equal(text_told(out, sizeof out, "über die Zeit"), "Über die Zeit.");
    assert_string_equal(text_told(out, sizeof out, "Strg-C wurde"), "Strg-C wurde.");
    assert_string_equal(text_told(out, sizeof out, "a-b.lua:3: no"), "a-b.lua:3: no");
    assert_string_equal(text_told(out, sizeof out, "/dev/tty is"), "/dev/tty is");
    assert_string_equal(text_told(out, sizeof out, ""), "");
}

/* Nobody is told to lift a probe or to zero a gauge where there is none. */
static void why_there_is_no_value_is_said_in_words_of_what_gave_it(void **state)
{
    (void)state;
    static const uint8_t ends[] = {END_EARLY, END_TIMEOUT, END_INTERRUPTED};
    static const char *const others[] = {"probe", "gauge", "Stempel", "Gerät"};
    for (size_t i = 0; i < sizeof ends; i++)
        for (int of = END_OF_PRESSURE; of <= END_OF_COLD; of++)
            for (int language = 0; language < LANGUAGES; language++) {
                const char *why =
                    end_text((enum language)language, (enum end_of)of, ends[i], FAULT_NONE);
                bool has_other = false;
                for (size_t j = 0; j < sizeof others / sizeof others[0]; j++)
                    has_other = has_other || strstr(why, others[j]);
                assert_true(why[0] != '\0');
                assert_int_equal(has_other, of == END_OF_PRESSURE);
            }
}

/* It is slow for other reasons than a gauge; all that can be wrong with either has its remedy behind a colon, if there is one. */
static void a_slow_thermode_is_told_in_words_of_its_own(void **state)
{
    (void)state;
    for (enum language language = 0; language < LANGUAGES; language++) {
        const char *gauge = end_text(language, END_OF_PRESSURE, END_FAULT, FAULT_TRACKING),
                   *thermode = end_text(language, END_OF_THERMODE, END_FAULT, FAULT_TRACKING);
        assert_string_equal(gauge, fault_text(language, FAULT_TRACKING));
        assert_string_equal(thermode, fault_text_thermode(language, FAULT_TRACKING));
        assert_string_not_equal(gauge, thermode);
        assert_non_null(strstr(thermode, language == LANGUAGE_DE ? "Zonen" : "zones"));
        assert_string_equal(fault_text_thermode(language, FAULT_LOST),
                            fault_text(language, FAULT_LOST));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slow_thermode_is_told_in_words_of_its_own),
        cmocka_unit_test(why_there_is_no_value_is_said_in_words_of_what_gave_it),
        cmocka_unit_test(every_text_exists_in_both_languages),
        cmocka_unit_test(placeholders_are_the_same_in_both_languages),
        cmocka_unit_test(the_name_of_a_site_fits_its_column_of_a_terminal),
        cmocka_unit_test(what_a_table_says_has_german_words),
        cmocka_unit_test(values_take_the_places_of_their_names),
        cmocka_unit_test(what_is_counted_has_its_form),
        cmocka_unit_test(a_text_that_is_cut_ends_with_a_whole_character),
        cmocka_unit_test(what_is_cut_and_filled_up_counts_characters),
        cmocka_unit_test(numbers_are_written_as_a_person_reads_them),
        cmocka_unit_test(words_become_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
