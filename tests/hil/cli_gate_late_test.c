/* A thermode that answers only when the session waits for it already: its check is looked at before anything is asked of it. */
#include "session/verification.h"
#include "support/thermode_screen.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = 'cold', version = '1.0.0', title = { en = 'Cold', de = 'Kalt' },\n"
    "  needs = { 'thermode', 'response' },\n"
    "  run = function() cpt { sites = site('thenar', 'left'), trials = 1 } end,\n"
    "}\n";

/* A check that holds, of one that is not this one. */
static void check_another(const struct thermode_screen *scene)
{
    struct verifications book;
    struct why why = {0};
    struct verification made = {.utc = utc_now(),
                                .driver = "qst-tcs",
                                .identity = {.model = "another", .serial = "0000"},
                                .kind = VERIFICATION_LEVELS,
                                .passed = true,
                                .days = 180};
    made.levels = (struct level_check){
        .off_skin = true, .tolerance_c = 0.5, .readings.at = {{.asked_c = 25}, {.asked_c = 40}}};
    assert_int_equal(verifications_load(&book, scene->screen->bench, &why), STATUS_OK);
    assert_int_equal(verifications_add(&book, &made, &why), STATUS_OK);
    verifications_fini(&book);
}

static void nothing_is_asked_of_one_whose_check_does_not_hold(void **state)
{
    (void)state;
    struct thermode_screen *scene = thermode_screen_bare(protocol);
    struct screen *screen = scene->screen;
    check_another(scene);
    sit_down(screen, false);
    wait_for(screen, "Waiting for");
    thermode_screen_plug(scene);
    wait_for(screen, "never checked at two levels on this bench");
    assert_int_equal(get_up(screen), 1);
    assert_null(strstr(screen->text, "lies on the skin"));
    assert_non_null(strstr(screen->text, "nothing was measured in it"));
    void *all = scene;
    thermode_screen_teardown(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_asked_of_one_whose_check_does_not_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
