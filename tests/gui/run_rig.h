/* The session screen under test: every scene at some sizes, keys, touches, and what they did. To be included after cmocka. */
#ifndef LIMEN_TESTS_GUI_RUN_RIG_H
#define LIMEN_TESTS_GUI_RUN_RIG_H

#include "gui/run_scene.h"
#include "unit/gui_rig.h"

#include "gui/drawing.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const struct size {
    float w, h;
} sizes[] = {{1440, 900}, {1024, 700}, {1200, 800}, {1920, 1080}, {1280, 800}, {800, 600}};

static __attribute__((unused)) void show(const struct scene *scene)
{
    scene_fill(&rig.view, scene);
    if (scene->key)
        push_tap((unsigned)scene->key);
    frame();
    frame();
}

static __attribute__((unused)) const struct scene *scene_named(const char *name)
{
    for (size_t i = 0; i < SCENES; i++)
        if (strcmp(scenes[i].name, name) == 0)
            return &scenes[i];
    fail_msg("no scene is called %s", name);
    return NULL;
}

static __attribute__((unused)) void open_at(const struct size *size, enum language language,
                                            const struct scene *scene)
{
    rig_open(size->w, size->h, THEME_DARK, language);
    show(scene);
}

/* What one key does: all actions of the frames in which it goes down and up. */
static struct actions did;

static __attribute__((unused)) void collect(void)
{
    for (size_t i = 0; i < rig.actions.n; i++) {
        assert_true(did.n < ACTIONS_MAX);
        did.list[did.n++] = rig.actions.list[i];
    }
}

static __attribute__((unused)) void tap(unsigned key)
{
    did.n = 0;
    push_tap(key);
    frame();
    collect();
}

static __attribute__((unused)) void touch(float x, float y)
{
    did.n = 0;
    push_touch(x, y);
    frame();
    collect();
}

static __attribute__((unused)) void assert_did(enum action_kind kind, int64_t number,
                                               const char *text)
{
    assert_int_equal(did.n, 1);
    assert_int_equal(did.list[0].kind, kind);
    assert_int_equal(did.list[0].number, number);
    assert_string_equal(did.list[0].text, text);
}

/* The key boxes of the screen: their text stands in a box of that height. */
static __attribute__((unused)) size_t find_hints(struct item *out, size_t max)
{
    size_t n = 0;
    look();
    for (size_t i = 0; i + 1 < seen.n; i++) {
        const struct item *box = &seen.items[i], *text = &seen.items[i + 1];
        const bool is_hint = box->kind == ITEM_ROUND && box->area.h == SIZE_KEY &&
                             box->radius == SIZE_RADIUS_SMALL && text->kind == ITEM_TEXT &&
                             is_inside(text->area, box->area, 0);
        if (!is_hint)
            continue;
        assert_true(n < max);
        out[n] = *text;
        out[n++].area = box->area;
    }
    return n;
}

static __attribute__((unused)) const char *where(const struct scene *scene, const struct size *size,
                                                 enum language language)
{
    static char text[128];
    snprintf(text, sizeof text, "%s at %.0f x %.0f in %s", scene->name, (double)size->w,
             (double)size->h, language == LANGUAGE_DE ? "German" : "English");
    return text;
}

static __attribute__((unused)) const char *const places[] = {
    "lumbar.L1",         "lumbar.L2",    "lumbar.L3",         "lumbar.L4",     "lumbar.L5",
    "lumbar.paraspinal", "thoracic",     "cervical.C2",       "cervical.C5",   "suboccipital",
    "trapezius.upper",   "supraspinal",  "suprascapular",     "deltoid",       "elbow.median",
    "forearm",           "wrist.dorsal", "hand.dorsum",       "thenar",        "thumb.joint",
    "masseter",          "face",         "tibialis_anterior", "gastrocnemius", "foot.dorsum",
    "toe.second",
};

/* Of the picture; NULL: it says no such thing. */
static __attribute__((unused)) const struct item *find(const char *text)
{
    look();
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_TEXT && strcmp(seen.items[i].text, text) == 0)
            return &seen.items[i];
    return NULL;
}

/* F says that it is off. Before that nothing arms, repeats or goes on, whatever the session asks; `words`: what is to be done. */
static __attribute__((unused)) void assert_taking_off_comes_first(const char *scene,
                                                                  const char *words)
{
    static const enum run_now states[] = {NOW_ARMED,    NOW_RUNNING, NOW_SAVING,   NOW_REVIEW,
                                          NOW_REST,     NOW_WAIT,    NOW_STOPPED,  NOW_CONFIRM,
                                          NOW_INSTRUCT, NOW_SUMMARY, NOW_NOT_SAVED};
    for (size_t i = 0; i < COUNT(states); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(scene));
        rig.view.run.now = (uint8_t)states[i];
        rig.view.run.offers_go = rig.view.run.offers_repeat = true;
        frame();
        frame();
        assert_non_null(find(words));
        for (unsigned key = '0'; key <= '9'; key++) {
            tap(key);
            assert_int_equal(did.n, 0);
        }
        tap(KEY_ENTER);
        assert_int_equal(did.n, 0);
        tap('f');
        assert_did(ACTION_GO, 1, "");
        rig_close();
    }
}

#endif
