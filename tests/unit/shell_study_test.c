/* The people of a study as the Study screen lists them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/present.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A session of P1, as it stands in a study; it is ended or left. */
enum how { LEFT, ENDED, ENDED_IN_PART, ENDED_SKIPPED, ERRED, ERRED_AND_WENT_ON };

static void append(struct study *study, const struct session_key *key, const char *kind,
                   const char *payload)
{
    const struct entry entry = {.kind = kind,
                                .utc = 2000000,
                                .block = 1,
                                .payload = payload,
                                .payload_size = strlen(payload)};
    struct why why = {0};
    if (study_append(study, key, &entry, 1, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static void add_session(struct study *study, enum how how)
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
    struct session_key key;
    struct why why = {0};
    if (study_begin_session(study, &spec, &source, 1, 1000000, 5, &key, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    if (how == ENDED_IN_PART)
        append(study, &key, "plan",
               "{\"sites\":[{\"side\":\"left\",\"site\":\"thenar\",\"test\":\"ppt\",\"trials\":2},"
               "{\"side\":\"right\",\"site\":\"thenar\",\"test\":\"ppt\",\"trials\":2}]}");
    if (how == ENDED || how == ENDED_IN_PART)
        append(study, &key, "trial",
               "{\"attempt\":1,\"end\":\"response\",\"practice\":0,\"side\":\"left\",\"site\":"
               "\"thenar\",\"spoiled\":0,\"test\":\"ppt\",\"trial\":1,\"unit\":\"kPa\",\"value\":"
               "300}");
    if (how == ERRED || how == ERRED_AND_WENT_ON)
        append(study, &key, "note",
               "{\"sentence\":\"p.lua:3: it errs\",\"what\":\"script_failed\"}");
    if (how == ERRED_AND_WENT_ON)
        append(study, &key, "return", "{}");
    if (how == ENDED || how == ENDED_IN_PART || how == ENDED_SKIPPED)
        append(study, &key, "session_end", "{}");
}

static void show_with(struct visit_book *book, struct study *study, struct people *people,
                      struct study_view *view)
{
    struct why why = {0};
    if (present_study(study, book, people, view, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static void show(struct study *study, struct people *people, struct study_view *view)
{
    struct visit_book book = {0};
    show_with(&book, study, people, view);
    visit_book_fini(&book);
}

/* What became of the visit, in the list, and whether it is offered to be resumed. */
static void a_visit_is_complete_only_when_all_that_was_planned_was_measured(void **state)
{
    (void)state;
    static const struct {
        enum how how;
        enum view_visit last;
        enum visit_mark mark;
        int missing;
    } rows[] = {{LEFT, VIEW_VISIT_OPEN, VISIT_PART, 0},
                {ENDED, VIEW_VISIT_COMPLETE, VISIT_DONE, 0},
                {ENDED_IN_PART, VIEW_VISIT_PART, VISIT_PART, 3},
                {ENDED_SKIPPED, VIEW_VISIT_NOTHING, VISIT_PART, 0},
                {ERRED, VIEW_VISIT_ERRED, VISIT_PART, 0},
                {ERRED_AND_WENT_ON, VIEW_VISIT_OPEN, VISIT_PART, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct study *study;
        struct people people = {0};
        struct study_view view = {0};
        struct why why = {0};
        assert_int_equal(study_open("", STUDY_MEMORY, &study, &why), STATUS_OK);
        add_session(study, rows[i].how);
        show(study, &people, &view);
        assert_int_equal(view.people[0].last, rows[i].last);
        assert_int_equal(view.people[0].last_missing, rows[i].missing);
        assert_int_equal(view.people[0].visits[0], rows[i].mark);
        assert_int_equal(view.people[0].can_resume, rows[i].last == VIEW_VISIT_OPEN);
        assert_int_equal(view.sessions_complete, rows[i].last == VIEW_VISIT_COMPLETE);
        assert_int_equal(view.sessions_open, rows[i].last == VIEW_VISIT_OPEN);
        people_fini(&people);
        study_close(study);
    }
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
        add_session(study, i != 4 && i != 11 ? ENDED : LEFT);
    show(study, &people, &view);
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

/* They are in no file yet: shown anew after somebody's visit, the list has them still, and a first visit makes no second row. */
static void whoever_was_added_stays_without_a_visit(void **state)
{
    (void)state;
    struct study *study;
    struct people people = {0};
    struct study_view view = {0};
    struct why why = {0};
    assert_int_equal(study_open("", STUDY_MEMORY, &study, &why), STATUS_OK);
    show(study, &people, &view);
    assert_true(people_add(&people, &view, "P3"));
    assert_true(people_add(&people, &view, "P1"));
    assert_true(people_add(&people, &view, "P2"));
    assert_false(people_add(&people, &view, "P2"));
    for (int visits = 1; visits <= 2; visits++) {
        add_session(study, ENDED);
        show(study, &people, &view);
        assert_int_equal(view.n_people, 3);
        assert_string_equal(view.people[0].id, "P1");
        assert_int_equal(view.people[0].n_visits, visits);
        assert_string_equal(view.people[1].id, "P2");
        assert_int_equal(view.people[1].n_visits, 0);
        assert_string_equal(view.people[2].id, "P3");
    }
    people_forget(&people, &view);
    show(study, &people, &view);
    assert_int_equal(view.n_people, 1);
    people_fini(&people);
    study_close(study);
}

/* Of a study in a file, where more is checked than of one in memory. */
static void what_is_missing_is_read_from_a_file(void **state)
{
    (void)state;
    char folder[] = "/tmp/limen_study_XXXXXX", path[64];
    struct study *study;
    struct people people = {0};
    struct study_view view = {0};
    struct why why = {0};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/s.limen", folder);
    assert_int_equal(study_open(path, STUDY_CREATE, &study, &why), STATUS_OK);
    add_session(study, ENDED);
    add_session(study, ENDED_IN_PART);
    show(study, &people, &view);
    assert_int_equal(view.people[0].last_missing, 3);
    assert_int_equal(view.sessions_complete, 1);
    people_fini(&people);
    study_close(study);
    unlink(path);
    rmdir(folder);
}

/* The list is shown after every visit, and an old journal says what it said. */
static void a_journal_is_read_once_and_again_when_it_has_grown(void **state)
{
    (void)state;
    struct study *study;
    struct people people = {0};
    struct study_view view = {0};
    struct visit_book book = {0};
    struct session_key key;
    struct why why = {0};
    assert_int_equal(study_open("", STUDY_MEMORY, &study, &why), STATUS_OK);
    for (enum how how = LEFT; how <= ERRED_AND_WENT_ON; how++)
        add_session(study, how);
    show_with(&book, study, &people, &view);
    const size_t all = (size_t)view.sessions;
    assert_int_equal(book.n_read, all);
    for (int again = 0; again < 3; again++)
        show_with(&book, study, &people, &view);
    assert_int_equal(book.n_read, all);
    assert_int_equal(view.sessions_open, 2);
    assert_int_equal(study_find_session(study, 1, &key, &why), STATUS_OK);
    append(study, &key, "session_end", "{}");
    add_session(study, ENDED);
    show_with(&book, study, &people, &view);
    assert_int_equal(book.n_read, all + 2);
    assert_int_equal(view.sessions_open, 1);
    assert_int_equal(view.sessions_complete, 2);
    visit_book_fini(&book);
    people_fini(&people);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_many_visits_the_newest_are_shown),
        cmocka_unit_test(what_is_missing_is_read_from_a_file),
        cmocka_unit_test(a_journal_is_read_once_and_again_when_it_has_grown),
        cmocka_unit_test(whoever_was_added_stays_without_a_visit),
        cmocka_unit_test(a_visit_is_complete_only_when_all_that_was_planned_was_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
