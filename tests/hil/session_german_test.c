/* An examiner with a German locale reads German: every question, key, remark and note of a session at a terminal of 80
 * columns. */
#include "support/catalogue.h"
#include "support/screen.h"

/* Its limit is below what hurts: the ramp comes to it. */
static const char protocol[] =
    "return protocol {\n"
    "  id = \"low\", version = \"1.0.0\", title = { en = \"English title\", de = \"niedrig\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    instruct { key = \"ppt\", text = { en = \"Read me.\", de = \"Lies mich vor.\" } }\n"
    "    return ppt { sites = { site(\"thenar\", \"left\"), site(\"tibialis_anterior\", \"left\") "
    "},\n"
    "      trials = 1, rate = 50*kPa/sec, limit = 100*kPa, rest = 3*sec }\n"
    "  end,\n"
    "}\n";

#define KEYS_ARM "  [Enter] sitzt, drücken  [k] Test auslassen  [e] beenden  [q] unterbrechen\r\n"
#define KEYS_REVIEW "  [Enter] behalten  [s] verwerfen  [e] beenden  [q] unterbrechen\r\n"
#define KEYS_STOPPED                                                                               \
    "  [r] wiederholen  [k] Rest des Tests auslassen  [e] beenden  [q] unterbrechen\r\n"

static int setup(void **state)
{
    struct screen *screen = screen_new(protocol);
    screen->locale = "de_DE.UTF-8";
    screen->columns = 80;
    *state = screen;
    return 0;
}

/* Without what moves and colours. */
static void plain(const char *from, char *to, size_t size)
{
    size_t n = 0;
    for (; *from; from++) {
        assert_true(n + 1 < size);
        if (*from == '\033' && from[1] == '[') {
            from += 2;
            while (!isalpha((unsigned char)*from))
                from++;
        } else if (*from != '\a') {
            to[n++] = *from == '\r' ? '\n' : *from;
        }
    }
    to[n] = '\0';
}

static void assert_rows_fit(const char *text)
{
    char row[1024];
    while (*text) {
        const size_t n = strcspn(text, "\n");
        snprintf(row, sizeof row, "%.*s", (int)n, text);
        if (text_columns(row) >= 80)
            fail_msg("%zu columns: %s", text_columns(row), row);
        text += n + (text[n] != '\0');
    }
}

static void assert_german(const struct screen *screen, bool has_table)
{
    static char text[PROGRAM_TEXT];
    plain(screen->text, text, sizeof text);
    assert_no_english(text);
    if (!has_table)
        assert_rows_fit(text);
}

static void begin_ramp(struct screen *screen)
{
    wait_for(screen, KEYS_ARM);
    key(screen, UP "\n");
    wait_for(screen, "jetzt drücken; [Leertaste] stoppt");
}

static void questions_keys_and_remarks_are_german(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "Person P1. Protokoll low 1.0.0: niedrig.");
    wait_for(screen, "Messplatzgrenze 1200 kPa.");
    wait_for(screen, "Die Person anweisen (ppt).");
    wait_for(screen, "    Lies mich vor.\r\n  [Enter] erledigt  [e] beenden  [q] unterbrechen");
    wait_for(screen, "Hinweis: Algometer: M5-100, Nr. ");
    key(screen, "z");
    wait_for(screen, "(z ist hier keine Antwort; möglich: Enter, e, q; Leertaste stoppt.)");
    key(screen, UP "\n");
    wait_for(screen, "Als Nächstes: Daumenballen, links, Messung 1, 50 kPa/s, bis 100 kPa.");
    key(screen, "\n\n\n\n");
    wait_for(screen, "(Enter wurde gehalten: loslassen, dann drücken.)");
    key(screen, "k");
    wait_for(screen, "Noch einmal k lässt den Rest des Tests aus");
    key(screen, "x");
    begin_ramp(screen);
    wait_for(screen, "Daumenballen, links 1.1");
    wait_for(screen, " von 50 kPa/s ");
    wait_for(screen, "  Grenze 100");
    key(screen, "k");
    wait_for(screen, "(Während der Rampe wird nichts gefragt. Leertaste stoppt.)");
    wait_for(screen, "GRENZE NAH");
    wait_for(screen, ">>> LOSLASSEN <<<");
    wait_for(screen, "Daumenballen, links       Messung 1.1");
    wait_for(screen, "mindestens 100 kPa (Grenze)");
    wait_for(screen, "gespeichert\r\n" KEYS_REVIEW);
    key(screen, "s");
    wait_for(screen, "Warum?  [1] Person bewegt  [2] verrutscht");
    key(screen, "9");
    wait_for(screen, "Kein Grund aus der Liste: 1 bis 6 drücken");
    key(screen, "2");
    wait_for(screen, "Verworfen: verrutscht.");
    wait_for(screen, "Als Nächstes: Tibialis anterior, links, Messung 1");
    begin_ramp(screen);
    wait_for(screen, "Tibialis anterior, links  Messung 1.1");
    wait_for(screen, KEYS_REVIEW);
    key(screen, UP "\n");
    wait_for(screen, "Versuch 2, der letzte dieser Messung: Der Versuch davor wurde verworfen.");
    wait_for(screen, KEYS_ARM);
    assert_german(screen, false);
    key(screen, "q");
    wait_for(screen, "Unterbrochen: Die Sitzung lässt sich fortsetzen");
    wait_for(screen, "Derselbe Befehl mit --resume setzt diese Sitzung fort; 2 Versuche");
    assert_int_equal(get_up(screen), 4);
    assert_german(screen, false);
}

static void a_stop_and_the_end_are_german(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "[Enter] erledigt");
    key(screen, "x\n");
    begin_ramp(screen);
    wait_for(screen, " von 50 kPa/s ");
    key(screen, " ");
    wait_for(screen, "kein Wert");
    wait_for(screen, "    Kein Wert: Er wurde gestoppt.");
    wait_for(screen, "Gestoppt: Die Leertaste wurde gedrückt.\r\n" KEYS_STOPPED);
    key(screen, "e");
    wait_for(screen, "Noch einmal e beendet die Sitzung endgültig");
    key(screen, UP "e");
    wait_for(screen, "Die Sitzung ist beendet und lässt sich nicht fortsetzen; 1 Versuch ist");
    wait_for(screen, "Ort                Seite       Kennwert");
    wait_for(screen, "Daumenballen       links       ppt.mean");
    wait_for(screen, "zu wenige Messungen");
    assert_int_equal(get_up(screen), 4);
    assert_german(screen, true);
}

static void an_unfinished_session_is_told_of_in_german(void **state)
{
    struct screen *screen = *state;
    for (int i = 0; i < 2; i++) {
        sit_down(screen, false);
        if (i > 0) {
            wait_for(screen, "Person P1 hat eine unfertige Sitzung dieses Protokolls, Nummer 1");
            wait_for(screen,
                     "Derselbe Befehl mit --resume setzt sie fort; dieser beginnt eine neue.");
            wait_for(screen, "  [Enter] neue beginnen  [q] zurück");
        } else {
            wait_for(screen, "[q] unterbrechen");
        }
        leave(screen);
        assert_german(screen, false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(questions_keys_and_remarks_are_german, setup,
                                        screen_teardown),
        cmocka_unit_test_setup_teardown(a_stop_and_the_end_are_german, setup, screen_teardown),
        cmocka_unit_test_setup_teardown(an_unfinished_session_is_told_of_in_german, setup,
                                        screen_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
