/* A QST.Lab TCS thermode, from thermal.md section 1.
 *
 * 1. A command is one or two letters and a fixed number of digits; it acts when the last digit has
 * arrived. CR, LF and blanks are skipped everywhere. So is whatever is no command, and whatever is
 * no digit where a digit is due: a command with too few digits leaves the parser waiting.
 * 2. Only queries are answered. An answer begins with CR, has a fixed length and no end.
 * 3. Temperatures come unasked until F, once a second between stimuli and 100 times a second from L
 * until all zones are back.
 * 4. Settings act at once on a stimulus that runs.
 * 5. What the document leaves open is a setting (TCS_SETTINGS). What it does not describe well enough to be
 * imitated is no command here: P, G, Oe, Og, the profiles, clock and buzzer.
 * 6. Chosen here, and meant to be strict: a number outside the manual's range changes nothing; a second
 * L starts anew; after a change of N the probe moves at R; speeds start at the probe's greatest. */
#include "instruments_internal.h"
#include "qst_tcs_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ID_DIGITS = 16 };

struct row;

struct tcs {
    struct tcs_probe probe;
    const struct row *row; /* whose digits are due; NULL: a letter is due */
    bool is_second;        /* the letter after O is due */
    uint32_t number, n_digits;
    uint32_t shown; /* Y, in steps; 0: the whole stimulus */
    bool is_shown;  /* during stimuli */
    mono_ns idle;   /* next record between stimuli; NEVER: muted */
    uint32_t idle_count;
    mono_ns heard; /* last byte */
    bool is_other;
    char id[ID_DIGITS + 1]; /* of the probe */
};

struct call {
    struct tcs *tcs;
    mono_ns t;
    const struct sim_io *io;
};

/* How a number becomes a setting. `unit` of one step; `zone`: the first digit names it. */
struct row {
    char word[3];
    uint8_t digits;
    bool is_of_zone;
    uint32_t min, max;
    double unit;
    void (*run)(const struct call *call, uint32_t number);
    void (*set)(struct tcs *tcs, size_t zone, double value);
};

/* ---- what it says -------------------------------------------------------------------------------
 */

static void say(const struct call *call, const char *text, size_t n)
{
    call->io->send(call->io->host, call->t, (const uint8_t *)text, n);
}

static int tenths(double c)
{
    return (int)lround(c * 10);
}

static size_t write_digits(char *out, int value)
{
    out[0] = (char)('0' + value / 100 % 10);
    out[1] = (char)('0' + value / 10 % 10);
    out[2] = (char)('0' + value % 10);
    return 3;
}

/* Sign and digits, with a point before the last one or without. */
static size_t write_zone(char *out, double c, const char *point)
{
    const int value = tenths(c);
    const int size = value < 0 ? -value : value;
    size_t n = 0;
    out[n++] = value < 0 ? '-' : '+';
    out[n++] = (char)('0' + size / 100 % 10);
    out[n++] = (char)('0' + size / 10 % 10);
    if (*point)
        out[n++] = *point;
    out[n++] = (char)('0' + size % 10);
    return n;
}

static size_t write_zones(const struct tcs *tcs, char *out, const char *point)
{
    size_t n = 0;
    for (size_t i = 0; i < TCS_ZONES; i++)
        n += write_zone(out + n, tcs_probe_reading_c(&tcs->probe, i), point);
    return n;
}

static size_t write_groups(const struct tcs *tcs, char *out)
{
    const size_t n = write_digits(out, tenths(tcs->probe.neutral_c));
    return n + write_zones(tcs, out + n, "");
}

static void say_record(const struct call *call)
{
    const uint32_t *settings = call->tcs->probe.settings;
    char out[80];
    size_t n = 0;
    if (settings[TCS_RECORD_CR])
        out[n++] = '\r';
    n += settings[TCS_RECORD_GROUPS] ? write_groups(call->tcs, out + n)
                                     : write_zones(call->tcs, out + n, ".");
    if (settings[TCS_RECORD_CRLF])
        out[n++] = '\r';
    if (settings[TCS_RECORD_CRLF] || settings[TCS_RECORD_GROUPS])
        out[n++] = '\n';
    say(call, out, n);
}

/* A counter, six temperatures, two small signed numbers, as a picture of 2017 shows. */
static void say_commas(const struct call *call)
{
    struct tcs *tcs = call->tcs;
    char out[100];
    size_t n = (size_t)sprintf(out, "%u,", ++tcs->idle_count);
    n += write_zone(out + n, tcs->probe.neutral_c, ".");
    for (size_t i = 0; i < TCS_ZONES; i++) {
        out[n++] = ',';
        n += write_zone(out + n, tcs_probe_reading_c(&tcs->probe, i), ".");
    }
    n += (size_t)sprintf(out + n, ",+0,-1\r\n");
    say(call, out, n);
}

static void answer(const struct call *call, const char *text)
{
    if (call->tcs->probe.settings[TCS_STRAY])
        say_record(call);
    say(call, text, strlen(text));
}

static void say_temperatures(const struct call *call, uint32_t unused)
{
    (void)unused;
    char out[32] = "\r";
    out[1 + write_groups(call->tcs, out + 1)] = '\0';
    answer(call, out);
}

static void say_battery(const struct call *call, uint32_t unused)
{
    (void)unused;
    answer(call, "\r25.1234v 080%");
}

static void say_buttons(const struct call *call, uint32_t unused)
{
    (void)unused;
    struct sim_world *world = call->tcs->probe.world;
    sim_world_turn(world, call->t);
    answer(call, world->is_pressed ? "\r01" : "\r00");
}

static void say_state(const struct call *call, uint32_t unused)
{
    (void)unused;
    const uint32_t *settings = call->tcs->probe.settings;
    char out[] = "\r000000";
    if (settings[TCS_BAD_ZONE])
        out[settings[TCS_BAD_ZONE]] = '1';
    answer(call, settings[TCS_LEAD] ? out : out + 1);
}

static void say_name(const struct call *call, uint32_t unused)
{
    (void)unused;
    const uint32_t *settings = call->tcs->probe.settings;
    if (settings[TCS_NEWER])
        answer(call, settings[TCS_LEAD] ? "\rTCS" : "TCS");
}

static void say_line(const struct call *call, const char *line, bool is_first)
{
    char out[SIM_MESSAGE_MAX];
    const bool has_lf = !is_first && call->tcs->probe.settings[TCS_HELP_LF];
    const int n = snprintf(out, sizeof out, "%c%s", has_lf ? '\n' : '\r', line);
    if (is_first)
        answer(call, out);
    else
        say(call, out, (size_t)n);
}

static void write_id(const struct tcs *tcs, char *out)
{
    size_t n = (size_t)sprintf(out, "Probe ID:");
    for (size_t i = 0; i < ID_DIGITS; i += 2)
        n += (size_t)sprintf(out + n, " %c%c", tcs->id[i], tcs->id[i + 1]);
}

static void say_help(const struct call *call, uint32_t unused)
{
    (void)unused;
    const struct tcs *tcs = call->tcs;
    char line[60];
    sprintf(line, "Firmware: %s Sep  2 2021 14:17:28",
            tcs->probe.settings[TCS_NEWER] ? "014" : "008");
    say_line(call, line, true);
    write_id(tcs, line);
    say_line(call, line, false);
    sprintf(line, "Probe TYPE: %03u", tcs->probe.settings[TCS_PROBE] % 1000);
    say_line(call, line, false);
    say_line(call, "", false);
    const char *help;
    for (size_t i = 0; (help = tcs_help_line(i, tcs->probe.settings[TCS_YEAR_2017])); i++)
        say_line(call, help, false);
}

/* ---- what it does -------------------------------------------------------------------------------
 */

static void power_on(struct tcs *tcs, mono_ns t)
{
    tcs_probe_power_on(&tcs->probe, t);
    tcs->row = NULL;
    tcs->is_second = false;
    tcs->shown = 0;
    tcs->is_shown = true;
    tcs->idle = t + MONO_SEC;
    tcs->idle_count = 0;
    tcs->heard = t - MONO_SEC;
}

static void restart(const struct call *call, uint32_t unused)
{
    (void)unused;
    power_on(call->tcs, call->t + call->tcs->probe.settings[TCS_BOOT] * MONO_MS);
}

static void set_neutral(const struct call *call, uint32_t number)
{
    call->tcs->probe.neutral_c = number / 10.0;
}

static void set_ceiling(const struct call *call, uint32_t number)
{
    call->tcs->probe.ceiling_c = number / 10.0;
}

static void set_zones(const struct call *call, uint32_t number)
{
    bool on[TCS_ZONES];
    for (size_t i = TCS_ZONES; i-- > 0; number /= 10) {
        if (number % 10 > 1)
            return;
        on[i] = number % 10 == 1;
    }
    for (size_t i = 0; i < TCS_ZONES; i++)
        call->tcs->probe.zones[i].is_enabled = on[i];
}

static void set_shown(const struct call *call, uint32_t number)
{
    call->tcs->shown = number;
}

static void set_filter(const struct call *call, uint32_t number)
{
    call->tcs->probe.is_filter_high = number == 3;
}

static void set_target(struct tcs *tcs, size_t zone, double c)
{
    tcs->probe.zones[zone].target_c = c;
}

static void set_to_target(struct tcs *tcs, size_t zone, double rate)
{
    tcs->probe.zones[zone].to_target = rate;
}

static void set_to_neutral(struct tcs *tcs, size_t zone, double rate)
{
    tcs->probe.zones[zone].to_neutral = rate;
}

static void set_to_neutral_finely(struct tcs *tcs, size_t zone, double rate)
{
    if (tcs->probe.settings[TCS_NEWER])
        set_to_neutral(tcs, zone, rate);
}

static void set_lasts(struct tcs *tcs, size_t zone, double s)
{
    tcs->probe.zones[zone].lasts = mono_from_sec(s);
    tcs_probe_end_anew(&tcs->probe, zone);
}

static bool is_cooling(const struct tcs_probe *probe)
{
    size_t i = 0;
    while (i < TCS_ZONES - 1 && !probe->zones[i].is_enabled)
        i++;
    return probe->zones[i].target_c < probe->neutral_c;
}

static void start(const struct call *call, uint32_t unused)
{
    (void)unused;
    struct tcs_probe *probe = &call->tcs->probe;
    if (call->tcs->probe.settings[TCS_CHARGING])
        return;
    sim_world_begin_thermal(probe->world, call->t, is_cooling(probe) ? "CDT" : "WDT");
    tcs_probe_start(probe);
}

static void follow(const struct call *call, uint32_t unused)
{
    (void)unused;
    if (!call->tcs->probe.settings[TCS_CHARGING])
        tcs_probe_follow(&call->tcs->probe);
}

static void stop(const struct call *call, uint32_t unused)
{
    (void)unused;
    tcs_probe_stop(&call->tcs->probe);
}

static void mute(const struct call *call, uint32_t unused)
{
    (void)unused;
    call->tcs->is_shown = false;
    call->tcs->idle = MONO_NEVER;
}

static void show_between(const struct call *call, uint32_t unused)
{
    (void)unused;
    if (call->tcs->idle == MONO_NEVER)
        call->tcs->idle = call->t + MONO_SEC;
}

static void show_during(const struct call *call, uint32_t unused)
{
    (void)unused;
    call->tcs->is_shown = true;
}

/* What is asked most often stands first. */
static const struct row rows[] = {
    {"E", 0, false, 0, 0, 0, say_temperatures, NULL},
    {"K", 0, false, 0, 0, 0, say_buttons, NULL},
    {"N", 3, false, 200, 450, 0, set_neutral, NULL},
    {"S", 5, false, 0, 11111, 0, set_zones, NULL},
    {"C", 4, true, 0, 999, 0.1, NULL, set_target}, /* the ceiling clamps it */
    {"Ot", 5, true, 1, 6000, 0.01, NULL, set_target},
    {"V", 5, true, 1, 9999, 0.1, NULL, set_to_target},
    {"Ov", 6, true, 1, 99999, 0.01, NULL, set_to_target},
    {"R", 5, true, 1, 9999, 0.1, NULL, set_to_neutral},
    {"Or", 6, true, 1, 99999, 0.01, NULL, set_to_neutral_finely},
    {"D", 6, true, 10, 99999, 0.001, NULL, set_lasts},
    {"T", 6, false, 1010, 255999, 0, NULL, NULL}, /* nothing of it comes back on the wire */
    {"I", 1, false, 0, 1, 0, NULL, NULL},
    {"Y", 4, false, 0, 9999, 0, set_shown, NULL},
    {"Om", 3, false, 0, 600, 0, set_ceiling, NULL},
    {"Of", 1, false, 1, 3, 0, set_filter, NULL},
    {"L", 0, false, 0, 0, 0, start, NULL},
    {"A", 0, false, 0, 0, 0, stop, NULL},
    {"F", 0, false, 0, 0, 0, mute, NULL},
    {"Oa", 0, false, 0, 0, 0, show_between, NULL},
    {"Ob", 0, false, 0, 0, 0, show_during, NULL},
    {"Oc", 0, false, 0, 0, 0, restart, NULL},
    {"Od", 0, false, 0, 0, 0, follow, NULL},
    {"B", 0, false, 0, 0, 0, say_battery, NULL},
    {"Q", 0, false, 0, 0, 0, say_state, NULL},
    {"H", 0, false, 0, 0, 0, say_help, NULL},
    {"?", 0, false, 0, 0, 0, say_name, NULL},
};

/* ---- hearing ------------------------------------------------------------------------------------
 */

static const struct row *find_row(char first, char second)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].word[0] == first && rows[i].word[1] == second)
            return &rows[i];
    return NULL;
}

static uint32_t digits_of(const struct tcs *tcs, const struct row *row)
{
    if (!tcs->probe.settings[TCS_YEAR_2017])
        return row->digits;
    return row->word[0] == 'D' ? 5u : row->word[0] == 'T' ? 3u : row->digits;
}

static void run_for_zones(struct tcs *tcs, const struct row *row)
{
    uint32_t power = 1;
    for (uint32_t i = 1; i < digits_of(tcs, row); i++)
        power *= 10;
    const uint32_t zone = tcs->number / power, value = tcs->number % power;
    if (zone > TCS_ZONES || value < row->min || value > row->max)
        return;
    for (size_t i = 0; i < TCS_ZONES; i++)
        if (!zone || zone == i + 1)
            row->set(tcs, i, value * row->unit);
}

static void obey(const struct call *call, const struct row *row)
{
    struct tcs *tcs = call->tcs;
    tcs->row = NULL;
    if (row->is_of_zone)
        run_for_zones(tcs, row);
    else if (row->run && tcs->number >= row->min && tcs->number <= row->max)
        row->run(call, tcs->number);
    if (row->digits > 0)
        tcs_probe_aim(&tcs->probe);
}

static void hear_letter(const struct call *call, char letter)
{
    struct tcs *tcs = call->tcs;
    const struct row *row = tcs->is_second ? find_row('O', letter) : find_row(letter, '\0');
    tcs->is_second = !tcs->is_second && letter == 'O';
    if (!row)
        return;
    tcs->number = tcs->n_digits = 0;
    if (row->digits > 0)
        tcs->row = row;
    else
        obey(call, row);
}

static void hear_digit(const struct call *call, char digit)
{
    struct tcs *tcs = call->tcs;
    tcs->number = 10 * tcs->number + (uint32_t)(digit - '0');
    if (++tcs->n_digits == digits_of(tcs, tcs->row))
        obey(call, tcs->row);
}

static void hear(const struct call *call, char byte)
{
    struct tcs *tcs = call->tcs;
    const bool is_digit = byte >= '0' && byte <= '9';
    if (byte == '\r' || byte == '\n' || byte == ' ')
        return;
    if (tcs->is_other) {
        if (byte == 'H')
            say(call, "Bench Supply 9.00\r\n", 19);
        return;
    }
    if (tcs->row && is_digit) {
        hear_digit(call, byte);
        return;
    }
    if (tcs->row && tcs->probe.settings[TCS_LETTERS] && (byte == 'O' || find_row(byte, '\0')))
        tcs->row = NULL;
    if (!tcs->row)
        hear_letter(call, byte);
}

/* ---- time ---------------------------------------------------------------------------------------
 */

static mono_ns deadline(const void *state)
{
    const struct tcs *tcs = state;
    return mono_min(tcs->idle, tcs_probe_deadline(&tcs->probe));
}

static bool shows_step(const struct tcs *tcs, mono_ns t)
{
    const struct tcs_probe *probe = &tcs->probe;
    if (probe->phase != TCS_STIMULUS || probe->step > t || !tcs->is_shown || tcs->is_other)
        return false;
    return !tcs->shown || t - probe->began <= tcs->shown * TCS_STEP;
}

static void happen(const struct call *call)
{
    struct tcs *tcs = call->tcs;
    const bool is_shown = shows_step(tcs, call->t);
    tcs_probe_go(&tcs->probe, call->t);
    if (is_shown)
        say_record(call);
    if (tcs->idle > call->t)
        return;
    tcs->idle += MONO_SEC;
    if (tcs->probe.phase == TCS_STIMULUS || tcs->is_other)
        return;
    if (tcs->probe.settings[TCS_IDLE_COMMAS])
        say_commas(call);
    else
        say_record(call);
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct tcs *tcs = state;
    struct call call = {.tcs = tcs, .io = io};
    if (now < tcs->probe.at)
        return;
    while ((call.t = deadline(tcs)) <= now)
        happen(&call);
    tcs_probe_go(&tcs->probe, now);
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct tcs *tcs = state;
    const struct call call = {.tcs = tcs, .t = t, .io = io};
    tick(tcs, t, io);
    for (size_t i = 0; i < n && t >= tcs->probe.at; i++) {
        const bool is_seen = !tcs->probe.settings[TCS_UNPACED] || t - tcs->heard >= MONO_MS;
        tcs->heard = t;
        if (is_seen)
            hear(&call, (char)data[i]);
    }
}

static double output(const void *state)
{
    const struct tcs *tcs = state;
    return tcs_probe_away_c(&tcs->probe);
}

/* ---- faults -------------------------------------------------------------------------------------
 */

static const char own_id[] = "2D0FC9C52F000051";

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    (void)instrument;
    uint32_t value;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
    case SIM_ACT_SLOW:
        return true;
    case SIM_ACT_OVERLOAD:
        return !act->to[0];
    case SIM_ACT_IDENTITY:
        return !act->to[0] ||
               (strlen(act->to) == ID_DIGITS && strspn(act->to, "0123456789ABCDEF") == ID_DIGITS);
    case SIM_ACT_SETTING:
        return tcs_setting_find(act->to, &value) != TCS_SETTING_COUNT;
    case SIM_ACT_UNIT:
    case SIM_ACT_DRIFT:
        return false;
    }
    return false;
}

static void act_identity(struct tcs *tcs, const struct sim_act *act)
{
    tcs->is_other = act->on && !act->to[0];
    memcpy(tcs->id, act->on && act->to[0] ? act->to : own_id, sizeof tcs->id);
}

static void act_setting(struct tcs *tcs, const struct sim_act *act)
{
    uint32_t value;
    const enum tcs_setting setting = tcs_setting_find(act->to, &value);
    if (setting == TCS_SETTING_COUNT)
        return;
    tcs->probe.settings[setting] = act->on ? value : tcs_setting_normal(setting);
    tcs->probe.world->contact = tcs->probe.settings[TCS_CONTACT] / 100.0;
    if (setting == TCS_ZONES_ON)
        for (size_t i = 0; i < TCS_ZONES; i++)
            tcs->probe.zones[i].is_enabled = act->on;
}

static void act(void *state, const struct sim_act *act)
{
    struct tcs *tcs = state;
    struct tcs_probe *probe = &tcs->probe;
    if (act->kind == SIM_ACT_REBOOT) {
        power_on(tcs, act->t);
        return;
    }
    if (tcs_probe_deadline(probe) > act->t)
        tcs_probe_go(probe, act->t);
    if (act->kind == SIM_ACT_SLOW)
        probe->rate_factor = act->on ? act->by : 1;
    if (act->kind == SIM_ACT_OVERLOAD)
        probe->is_overshooting = act->on;
    if (act->kind == SIM_ACT_IDENTITY)
        act_identity(tcs, act);
    if (act->kind == SIM_ACT_SETTING)
        act_setting(tcs, act);
    tcs_probe_aim(probe);
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    struct tcs *tcs = state;
    (void)instrument;
    memset(tcs, 0, sizeof *tcs);
    tcs_settings_normal(tcs->probe.settings);
    tcs->probe.world = world;
    tcs->probe.rate_factor = 1;
    memcpy(tcs->id, own_id, sizeof tcs->id);
    power_on(tcs, now);
}

const struct sim_instrument sim_qst_tcs = {
    .name = "qst-tcs",
    .title = "QST.Lab TCS thermode with five zones",
    .settings =
        "newer, tcs-2017, probe-TYPE, zones-on, unpaced-lost, letter-restarts, lead-cr, help-lf, "
        "record-cr, record-crlf, record-groups, idle-commas, d-from-change, boot-MS, "
        "contact-PERCENT, cut-MS, charging, stray, open-zone-N, bad-zone-N, idle-zone-N",
    .baud = 115200,
    .state_size = sizeof(struct tcs),
    .init = init,
    .bytes = bytes,
    .tick = tick,
    .deadline = deadline,
    .output = output,
    .can = can,
    .act = act,
};
