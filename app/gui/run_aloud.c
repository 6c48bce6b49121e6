/* What is read to the participant, in the participant's language; while a note is written, its field stands here. */
#include "screen_run_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ID_ALOUD = 0x54000, ID_PLAY, LINES = 3 };

static const char *say_version(struct ui *ui)
{
    const struct run_view *run = &ui->view->run;
    const char *version = ui_number(ui, run->instruction_version, 0);
    const bool is_german = strcmp(run->words_language, "de") == 0;
    if (run->instruction_version == 0) /* the protocol has none */
        return run->words_language[0] == '\0'
                   ? ""
                   : ui_say(ui, is_german ? TEXT_run_german : TEXT_run_english);
    if (run_is_small(ui) || run->words_language[0] == '\0')
        return ui_fill(ui, TEXT_run_aloud_version, "n", version, NULL);
    return ui_fill(ui, TEXT_run_aloud_version_of, "n", version, "language",
                   ui_say(ui, is_german ? TEXT_run_german : TEXT_run_english), NULL);
}

static const char *quote(struct ui *ui, const char *words)
{
    const bool is_german = strcmp(ui->view->run.words_language, "de") == 0;
    return ui_fill(ui, is_german ? TEXT_run_quoted_german : TEXT_run_quoted, "words", words, NULL);
}

static size_t count_lines(const struct ui *ui, const char *text, float size, float w)
{
    struct line_span spans[LINES + 1];
    const struct text_style style = {.size = size, .weight = WEIGHT_REGULAR};
    return fonts_wrap(ui->fonts, text, &style, fmaxf(w, 1), spans, LINES + 1);
}

/* The first `n` bytes, up to the end of a sentence, and that there is more; a whole text stays as it is. */
static const char *shorten(struct ui *ui, const char *words, size_t n)
{
    char part[VIEW_SENTENCE_MAX];
    if (words[n] == '\0')
        return quote(ui, words);
    snprintf(part, sizeof part, "%.*s …", (int)n, words);
    return quote(ui, part);
}

/* The end of the sentence before that at `n`; 0: there is none. */
static size_t sentence_before(const char *words, size_t n)
{
    while (n > 0) {
        n--;
        if (n > 0 && words[n] == ' ' && strchr(".!?", words[n - 1]) != NULL)
            return n;
    }
    return 0;
}

/* As many whole sentences as there is room for; one that is too long is cut. */
static const char *say_sentences(struct ui *ui, float w)
{
    const char *words = ui->view->run.words;
    size_t n = strlen(words);
    while (n > 0 && count_lines(ui, shorten(ui, words, n), 16, w) > LINES)
        n = sentence_before(words, n);
    return n > 0 ? shorten(ui, words, n) : quote(ui, words);
}

static const char *say_words(struct ui *ui, float w)
{
    const struct run_view *run = &ui->view->run;
    if (run->instruction[0] == '\0')
        return ui_say(ui, TEXT_run_aloud_none);
    if (run->words[0] == '\0')
        return ui_say(ui, TEXT_run_aloud_own);
    if (run->now == NOW_INSTRUCT && count_lines(ui, quote(ui, run->words), 16, w) > LINES)
        return ui_say(ui, TEXT_run_aloud_above);
    return say_sentences(ui, w);
}

/* "Read" with its tick, or the key that says so. Returns where it begins. */
static float draw_read(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const struct run_view *run = &ui->view->run;
    const float right = area.x + area.w - SIZE_PAD, y = area.y + area.h / 2;
    if (run->instruction[0] == '\0')
        return right;
    const float box =
        ui_key_hint(ui, right, y, run_key_name(ui, COMMAND_ALOUD), ui_colour(ui, COLOUR_TEXT2));
    const enum text_id id = run->instruction_read ? TEXT_run_read_done : TEXT_run_read;
    const char *word = ui_say(ui, id);
    const float w = run_is_small(ui) ? 0 : ui_text_width(ui, 16, WEIGHT_SEMIBOLD, word),
                x = right - box - 16 - w;
    if (!run_is_small(ui))
        ui_text(ui, (struct point){x, y}, 16, WEIGHT_SEMIBOLD,
                run->instruction_read ? COLOUR_OK : COLOUR_TEXT2, word);
    if (run->instruction_read)
        run_draw_tick(ui, (struct point){x - 15, y}, 12, COLOUR_OK);
    const struct rect touch = {x - 24, area.y, right + SIZE_PAD - x + 24, area.h};
    if (ui_press(ui, run_touch(touch), ID_ALOUD) && run_can(ui, screen, COMMAND_ALOUD))
        run_do(ui, screen, COMMAND_ALOUD);
    return x - 24;
}

/* A triangle: it can be played; a square: it can be ended. */
static void draw_play_mark(struct ui *ui, struct point at, bool plays)
{
    const struct point points[] = {{at.x - 5, at.y - 6},
                                   {at.x + 6, at.y + (plays ? -6.0f : 0.0f)},
                                   {at.x + (plays ? 6.0f : -5.0f), at.y + 6},
                                   {at.x - 5, at.y + 6}};
    canvas_polygon(ui->canvas, points, plays ? 4 : 3,
                   ui_colour(ui, plays ? COLOUR_TEXT : COLOUR_TEXT2), (struct stroke){.width = 0});
}

/* The key that plays it, left of `right`, in a small window without its word. Returns where it begins. */
static float draw_play(struct ui *ui, struct run_screen *screen, struct rect area, float right)
{
    const float y = area.y + area.h / 2, end = right - 8;
    if (!run_can(ui, screen, COMMAND_PLAY))
        return right;
    const float box =
        ui_key_hint(ui, end, y, run_key_name(ui, COMMAND_PLAY), ui_colour(ui, COLOUR_TEXT2));
    const char *word = run_label(ui, COMMAND_PLAY);
    const float w = run_is_small(ui) ? 0 : ui_text_width(ui, 16, WEIGHT_SEMIBOLD, word),
                x = end - box - 16 - w;
    if (!run_is_small(ui))
        ui_text(ui, (struct point){x, y}, 16, WEIGHT_SEMIBOLD,
                ui->view->run.recording == RECORDING_PLAYS ? COLOUR_TEXT : COLOUR_TEXT2, word);
    draw_play_mark(ui, (struct point){x - 14, y}, ui->view->run.recording == RECORDING_PLAYS);
    const struct rect touch = {x - 24, area.y, end - x + 24, area.h};
    if (ui_press(ui, run_touch(touch), ID_PLAY))
        run_do(ui, screen, COMMAND_PLAY);
    return x - 32;
}

/* All of it, about the middle `in.y`: in two large lines, else in three of the smaller type. */
static void draw_whole(struct ui *ui, struct rect in, const char *text, enum role_colour role)
{
    const bool is_short = count_lines(ui, text, 20, in.w) <= 2;
    const float size = is_short ? 20 : 16;
    const size_t wanted = count_lines(ui, text, size, in.w),
                 lines = wanted < LINES ? wanted : LINES;
    in.y -= (float)lines * size * 0.7f;
    run_text_lines(ui, in, (struct run_type){size, WEIGHT_REGULAR, role}, text, lines);
}

static void draw_words(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const struct run_view *run = &ui->view->run;
    const float x = area.x + 24, text_x = area.x + (run_is_small(ui) ? 120 : 176),
                y = area.y + area.h / 2;
    const bool has_words = run->instruction[0] != '\0';
    canvas_fill(ui->canvas, (struct rect){area.x, area.y + SIZE_GAP, 4, area.h - 2 * SIZE_GAP},
                ui_colour(ui, has_words && !run->instruction_read ? COLOUR_TEXT : COLOUR_EDGE));
    ui_text(ui, (struct point){x, y - 12}, run_is_small(ui) ? 14 : 16, WEIGHT_REGULAR, COLOUR_TEXT2,
            ui_say(ui, TEXT_run_aloud));
    if (has_words)
        ui_text(ui, (struct point){x, y + 12}, 14, WEIGHT_REGULAR, COLOUR_TEXT3, say_version(ui));
    const float end = draw_play(ui, screen, area, draw_read(ui, screen, area));
    const float w = end - 8 - text_x;
    draw_whole(ui, (struct rect){text_x, y, w, 0}, say_words(ui, w),
               has_words ? COLOUR_TEXT : COLOUR_TEXT2);
}

void run_draw_aloud(struct ui *ui, struct run_screen *screen, struct rect area)
{
    const bool is_note = screen->stage == STAGE_NOTE;
    const struct rect field = {area.x, area.y + area.h - SIZE_FIELD, area.w, SIZE_FIELD};
    ui_panel(ui, PANEL_ALOUD, is_note ? field : area, !is_note);
    if (!is_note) {
        draw_words(ui, screen, area);
        return;
    }
    (void)ui_field(/* its Enter is COMMAND_SAVE's */
                   ui, field, &screen->note,
                   ui_say(ui, screen->note_is_reason ? TEXT_run_note_reason : TEXT_run_note_label),
                   "", NULL);
}
