/* The people of a study as the Study screen lists them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/present.h"

#include <string.h>

/* A session of P1, as it stands in a study; it is ended or left. */
static void add_session(struct study *study, bool is_ended)
{
    static const uint8_t digest[DIGEST_SIZE] = {1};
    static const struct study_source source = {"p.lua", "return 1\n", 9};
    const struct session_spec spec = {.participant = "P1",
                                      .operator_name = "tester",
                                      .protocol_id = "p",
                                      .protocol_version = "1",
                                      .protocol_digest = digest,
                                      .bench = "{}",
                                      .parameters = "{}",
                                      .program = "test"};
    const struct entry end = {
        .kind = "session_end", .utc = 2000000, .payload = "{}", .payload_size = 2};
    struct session_key key;
    struct why why = {0};
    if (study_begin_session(study, &spec, &source, 1, 1000000, 5, &key, &why) != STATUS_OK ||
        (is_ended && study_append(study, &key, &end, 1, &why) != STATUS_OK))
        fail_msg("%s", why.text);
}

/* More visits than there is room for, the fourth and the last of them left: the newest are kept, and they keep their numbers. */
static void of_many_visits_the_newest_are_shown(void **state)
{
    (void)state;
    struct study *study;
    struct people people = {0};
    struct study_view view = {0};
    struct why why = {0};
    assert_int_equal(study_open("", STUDY_MEMORY, &study, &why), STATUS_OK);
    for (int i = 1; i <= 11; i++)
        add_session(study, i != 4 && i != 11);
    assert_int_equal(present_study(study, &people, &view, &why), STATUS_OK);
    assert_int_equal(view.n_people, 1);
    const struct person_row *person = &view.people[0];
    assert_int_equal(person->n_visits, VIEW_VISITS_MAX);
    assert_int_equal(person->n_earlier, 11 - VIEW_VISITS_MAX);
    for (int i = 0; i < VIEW_VISITS_MAX; i++) {
        const int number = person->n_earlier + i + 1;
        assert_int_equal(person->visits[i], number == 4 || number == 11 ? VISIT_PART : VISIT_DONE);
    }
    assert_true(person->can_resume);
    people_fini(&people);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(of_many_visits_the_newest_are_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
