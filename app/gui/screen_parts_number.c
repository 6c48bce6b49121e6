/* A number that is typed without a field that has the focus: while something is live no field may have it. Digits, a point as
 * the language writes it, and keys to touch that do the same. */
#include "screen_parts_internal.h"
#include "ui_state_internal.h"

#include "base/decimal.h"

#include <string.h>

enum { NUMBER_TEXT_MAX = 16, PAD_COLUMNS = 4, PAD_ROWS = 3, PAD_KEY = 48 };

bool parts_read_number(const char *text, double min, double max, double *value)
{
    char number[NUMBER_TEXT_MAX] = "0"; /* that stands before a first comma or point */
    text += strspn(text, " ");
    const size_t n = strcspn(text, " "), zero = text[0] == ',' || text[0] == '.';
    if (n == 0 || zero + n >= sizeof number || text[n + strspn(text + n, " ")] != '\0')
        return false;
    memcpy(number + zero, text, n);
    number[zero + n] = '\0';
    char *comma = strchr(number, ',');
    if (comma != NULL)
        *comma = '.';
    return decimal_parse(number, zero + n, value) == zero + n && *value >= min && *value <= max;
}

/* The character that a key stands for; 0: none. */
static char typed(struct ui *ui)
{
    for (char digit = '0'; digit <= '9'; digit++)
        if (ui_key(ui, (enum input_key)digit) ||
            ui_key(ui, (enum input_key)(KEY_PAD_0 + digit - '0')))
            return digit;
    const bool is_point = ui_key(ui, (enum input_key)'.') || ui_key(ui, (enum input_key)',') ||
                          ui_key(ui, KEY_PAD_POINT);
    return is_point ? '.' : '\0';
}

/* As the language of the window writes it. */
static char point_of(const struct ui *ui)
{
    return ui->language == LANGUAGE_DE ? ',' : '.';
}

static void put(const struct ui *ui, struct ui_field *field, const struct parts_entry *entry,
                char key)
{
    const size_t n = strlen(field->text);
    const bool is_second = key == '.' && strpbrk(field->text, ".,") != NULL;
    if (key == '\0' || n >= entry->length_max || is_second || (key == '-' && n > 0))
        return;
    field->text[n] = key == '.' ? point_of(ui) : key;
    field->text[n + 1] = '\0';
}

static void take_back(struct ui_field *field)
{
    const size_t n = strlen(field->text);
    field->text[n > 0 ? n - 1 : 0] = '\0';
}

void parts_hear_number(struct ui *ui, struct ui_field *field, const struct parts_entry *entry)
{
    if (ui_key(ui, KEY_BACKSPACE))
        take_back(field);
    put(ui, field, entry, typed(ui));
    if (entry->is_signed && ui_key(ui, (enum input_key)'-'))
        put(ui, field, entry, '-');
}

void parts_draw_number(struct ui *ui, struct rect area, const struct ui_field *field,
                       const char *label, const char *unit, bool is_bad)
{
    const enum role_colour role = is_bad ? COLOUR_WARN : COLOUR_TEXT;
    const struct stroke edge = {.colour = ui_colour(ui, role), .width = 2};
    const float x = area.x + SIZE_PAD, y = area.y + 48;
    canvas_round(ui->canvas, rect_inset(area, 1), SIZE_RADIUS, ui_colour(ui, COLOUR_RAISED), edge);
    ui_text(ui, (struct point){x, area.y + 22}, 14, WEIGHT_REGULAR, COLOUR_TEXT3, label);
    const float w = ui_text(ui, (struct point){x, y}, 24, WEIGHT_SEMIBOLD, role, field->text);
    canvas_fill(ui->canvas, (struct rect){x + w + 2, y - 13, 2, 26},
                edge.colour); /* goes on here */
    ui_text_right(ui, (struct point){area.x + area.w - SIZE_PAD, y}, 20, WEIGHT_REGULAR,
                  COLOUR_TEXT2, unit);
}

/* ---- by mouse or finger */

struct pad_key {
    const char *label;
    char key; /* 0: takes back */
};

static bool draw_key(struct ui *ui, struct rect area, uint32_t id, const char *label)
{
    const bool used = ui_press(ui, area, id), held = ui_is_held(ui, id);
    const struct point middle = {area.x + area.w / 2, area.y + area.h / 2};
    canvas_round(ui->canvas, area, SIZE_RADIUS_SMALL,
                 ui_colour(ui, held ? COLOUR_TEXT2 : COLOUR_HI), (struct stroke){0});
    ui_text_centre(ui, middle, 20, WEIGHT_SEMIBOLD, held ? COLOUR_PANEL : COLOUR_TEXT, label);
    return used;
}

/* As on a numeric keypad; what takes back has nothing to do in an empty field, and there it is the sign. */
static struct pad_key key_at(const struct ui *ui, const struct ui_field *field,
                             const struct parts_entry *entry, size_t i)
{
    static const char digits[] = "7890456.123";
    static const char *const labels[] = {"7", "8", "9", "0", "4", "5", "6", ".", "1", "2", "3"};
    if (i == sizeof digits - 1)
        return entry->is_signed && field->text[0] == '\0' ? (struct pad_key){"−", '-'}
                                                          : (struct pad_key){"←", '\0'};
    if (digits[i] == '.')
        return (struct pad_key){point_of(ui) == ',' ? "," : ".", '.'};
    return (struct pad_key){labels[i], digits[i]};
}

void parts_number_pad(struct ui *ui, struct rect area, struct ui_field *field,
                      const struct parts_entry *entry)
{
    const float w = (area.w - (PAD_COLUMNS - 1) * SIZE_GAP) / PAD_COLUMNS;
    for (size_t i = 0; i < PAD_COLUMNS * PAD_ROWS; i++) {
        const struct pad_key key = key_at(ui, field, entry, i);
        const struct rect at = {area.x + (float)(i % PAD_COLUMNS) * (w + SIZE_GAP),
                                area.y + (float)(i / PAD_COLUMNS) * (PAD_KEY + SIZE_GAP), w,
                                PAD_KEY};
        if (!draw_key(ui, at, ui_id(ui, "pad") + (uint32_t)i, key.label))
            continue;
        if (key.key == '\0')
            take_back(field);
        else
            put(ui, field, entry, key.key);
    }
}
