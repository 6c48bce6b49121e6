#include "script/participant_file.h"

#include "fields_internal.h"
#include "script/sites.h"
#include "site_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct field_range share = {"1", 0, 1}, pressure = {"kPa", 0, 5000},
                                duration = {"s", 0, 60}, immersed = {"s", 0, 3600},
                                temperature = {"degC", -20, 70};

/* Calls `entry` for each row of the table under `key`, with key and value on top; false: what stands there is one quantity for
 * all sites, and on top. The caller pops what stands there. */
static bool each_entry(lua_State *L, const char *key, void (*entry)(lua_State *L, void *context),
                       void *context)
{
    if (lua_getfield(L, 1, key) != LUA_TTABLE)
        return false;
    lua_pushcfunction(L, tables_pairs);
    lua_pushvalue(L, -2);
    lua_call(L, 1, 1);
    for (;;) {
        lua_pushvalue(L, -1);
        lua_call(L, 0, 2);
        if (lua_isnil(L, -2))
            break;
        entry(L, context);
        lua_pop(L, 2);
    }
    lua_pop(L, 3);
    return true;
}

/* What a key of such a table says: a site with its side, a site on every side, or a word. */
struct place {
    const char *id, *side; /* side "": every one */
    const char *word;      /* else NULL */
};

static struct place place_at(lua_State *L, int index, const char *words[])
{
    const struct site *site = site_at(L, index);
    if (site)
        return (struct place){.id = site->id, .side = site->side};
    const char *id = lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : "?";
    for (size_t i = 0; words[i]; i++)
        if (strcmp(id, words[i]) == 0)
            return (struct place){.word = words[i]};
    char tail[WORD_MAX + 24];
    if (!site_find(id))
        vm_fail(L, "unknown site '%.40s'%s", id, site_suggest(id, tail));
    return (struct place){.id = id, .side = ""};
}

/* ---- pressure */

static void read_ppt(lua_State *L, void *context)
{
    static const char *words[] = {"default", NULL};
    struct sim_participant *participant = context;
    const double kpa = field_value(L, lua_gettop(L), "a threshold", pressure);
    const struct place place = place_at(L, -2, words);
    const size_t most = sizeof participant->sites / sizeof participant->sites[0];
    if (place.word) {
        participant->ppt_kpa = kpa;
        return;
    }
    if (participant->n_sites == most)
        vm_fail(L, "more sites than a participant can have (%d)", (int)most);
    struct sim_site *entry = &participant->sites[participant->n_sites++];
    snprintf(entry->site, sizeof entry->site, "%s", place.id);
    snprintf(entry->side, sizeof entry->side, "%s", place.side);
    entry->ppt_kpa = kpa;
}

/* Whoever looks a site up takes the first that matches: sites with a side come before those
 * without. */
static void sort_sites(struct sim_participant *participant)
{
    struct sim_site sorted[sizeof participant->sites / sizeof participant->sites[0]];
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < participant->n_sites; i++)
            if ((participant->sites[i].side[0] == '\0') == (pass == 1))
                sorted[n++] = participant->sites[i];
    memcpy(participant->sites, sorted, n * sizeof sorted[0]);
}

static void read_pressure(lua_State *L, struct sim_participant *participant)
{
    participant->n_sites = 0;
    if (each_entry(L, "ppt", read_ppt, participant)) {
        sort_sites(participant);
        return;
    }
    if (!lua_isnil(L, -1))
        participant->ppt_kpa = field_value(L, lua_gettop(L), "ppt", pressure);
    lua_pop(L, 1);
}

/* ---- heat and cold */

struct modality {
    struct sim_participant *participant;
    enum sim_sensation sensation;
};

static struct sim_thermal_site *thermal_site(lua_State *L, struct sim_participant *participant,
                                             const struct place *place)
{
    const size_t most = sizeof participant->thermal_sites / sizeof participant->thermal_sites[0];
    size_t i = 0;
    while (i < participant->n_thermal_sites &&
           (strcmp(participant->thermal_sites[i].site, place->id) != 0 ||
            strcmp(participant->thermal_sites[i].side, place->side) != 0))
        i++;
    if (i == most)
        vm_fail(L, "more sites than a participant can have (%d)", (int)most);
    struct sim_thermal_site *row = &participant->thermal_sites[i];
    if (i < participant->n_thermal_sites)
        return row;
    participant->n_thermal_sites++;
    snprintf(row->site, sizeof row->site, "%s", place->id);
    snprintf(row->side, sizeof row->side, "%s", place->side);
    for (int s = 0; s < SIM_SENSATIONS; s++)
        row->celsius[s] = NAN; /* until all is read */
    return row;
}

static void read_celsius(lua_State *L, void *context)
{
    static const char *words[] = {"default", "sd", NULL};
    const struct modality *modality = context;
    struct sim_participant *participant = modality->participant;
    const double celsius = field_value(L, lua_gettop(L), "a threshold", temperature);
    const struct place place = place_at(L, -2, words);
    if (!place.word)
        thermal_site(L, participant, &place)->celsius[modality->sensation] = celsius;
    else if (strcmp(place.word, "sd") == 0)
        participant->thermal_sd[modality->sensation] = celsius;
    else
        participant->thermal_celsius[modality->sensation] = celsius;
}

/* What a site does not say is as at the same site on every side, else as at the rest of the body. */
static double celsius_elsewhere(const struct sim_participant *participant, const char *site,
                                enum sim_sensation sensation)
{
    for (size_t i = 0; i < participant->n_thermal_sites; i++) {
        const struct sim_thermal_site *row = &participant->thermal_sites[i];
        if (!row->side[0] && strcmp(row->site, site) == 0 && isfinite(row->celsius[sensation]))
            return row->celsius[sensation];
    }
    return participant->thermal_celsius[sensation];
}

/* In the order in which they are looked up: with a side before those without. */
static void settle_thermal(struct sim_participant *participant)
{
    struct sim_thermal_site
        sorted[sizeof participant->thermal_sites / sizeof participant->thermal_sites[0]];
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < participant->n_thermal_sites; i++) {
            const struct sim_thermal_site *row = &participant->thermal_sites[i];
            if ((row->side[0] == '\0') != (pass == 1))
                continue;
            sorted[n] = *row;
            for (int s = 0; s < SIM_SENSATIONS; s++)
                if (isnan(row->celsius[s]))
                    sorted[n].celsius[s] =
                        celsius_elsewhere(participant, row->site, (enum sim_sensation)s);
            n++;
        }
    memcpy(participant->thermal_sites, sorted, n * sizeof sorted[0]);
}

static void read_thermal(lua_State *L, struct sim_participant *participant)
{
    static const char *const keys[SIM_SENSATIONS] = {"cdt", "wdt", "cpt", "hpt"};
    participant->n_thermal_sites = 0;
    for (int s = 0; s < SIM_SENSATIONS; s++) {
        struct modality modality = {participant, (enum sim_sensation)s};
        if (each_entry(L, keys[s], read_celsius, &modality))
            continue;
        if (!lua_isnil(L, -1))
            participant->thermal_celsius[s] = field_value(L, lua_gettop(L), keys[s], temperature);
        lua_pop(L, 1);
    }
    settle_thermal(participant);
}

static void read_cold(lua_State *L, struct sim_participant *out)
{
    static const char *const known[] = {"pain", "tolerance", "cv", NULL};
    if (lua_getfield(L, 1, "cold") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "cold", known);
        out->cold_pain_s = field_number(L, at, "pain", immersed, out->cold_pain_s);
        out->cold_tolerance_s = field_number(L, at, "tolerance", immersed, out->cold_tolerance_s);
        out->cold_cv = field_number(L, at, "cv", share, out->cold_cv);
    }
    lua_pop(L, 1);
}

static void read_ice(lua_State *L, struct sim_participant *out)
{
    static const char *const known[] = {"rating", "sd", NULL};
    static const struct field_range scale = {"1", 0, 10};
    if (lua_getfield(L, 1, "ice") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "ice", known);
        out->ice_nrs = field_number(L, at, "rating", scale, out->ice_nrs);
        out->ice_nrs_sd = field_number(L, at, "sd", scale, out->ice_nrs_sd);
    }
    lua_pop(L, 1);
}

static void read_pulse(lua_State *L, struct sim_participant *out)
{
    static const char *const known[] = {"rating", "sd", NULL};
    static const struct field_range scale = {"1", 0, 100};
    if (lua_getfield(L, 1, "pulse") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "pulse", known);
        out->pulse_nrs = field_number(L, at, "rating", scale, out->pulse_nrs);
        out->pulse_nrs_sd = field_number(L, at, "sd", scale, out->pulse_nrs_sd);
    }
    lua_pop(L, 1);
}

/* ---- the person */

static void read_reaction(lua_State *L, struct sim_participant *out)
{
    static const char *const known[] = {"mean", "sd", NULL};
    if (lua_getfield(L, 1, "reaction") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "reaction", known);
        out->reaction_s = field_number(L, at, "mean", duration, out->reaction_s);
        out->reaction_sd_s = field_number(L, at, "sd", duration, out->reaction_sd_s);
    }
    lua_pop(L, 1);
}

static void read_hand(lua_State *L, struct sim_participant *out)
{
    static const char *const known[] = {"rate_cv", "tremor",   "delay", "reaction",
                                        "beat",    "level_cv", NULL};
    if (lua_getfield(L, 1, "hand") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "hand", known);
        out->hand_rate_cv = field_number(L, at, "rate_cv", share, out->hand_rate_cv);
        out->hand_tremor_kpa = field_number(L, at, "tremor", pressure, out->hand_tremor_kpa);
        out->hand_delay_s = field_number(L, at, "delay", duration, out->hand_delay_s);
        out->hand_reaction_s = field_number(L, at, "reaction", duration, out->hand_reaction_s);
        out->hand_beat_sd_s = field_number(L, at, "beat", duration, out->hand_beat_sd_s);
        out->hand_level_cv = field_number(L, at, "level_cv", share, out->hand_level_cv);
    }
    lua_pop(L, 1);
}

static int participant(lua_State *L)
{
    static const char *const known[] = {"ppt",       "ppt_cv",   "habituation", "windup_per_pulse",
                                        "lapse",     "early",    "reaction",    "hand",
                                        "cdt",       "wdt",      "cpt",         "hpt",
                                        "phs",       "cold",     "ice",         "pulse",
                                        "rest_pain", "cpm_gain", "cpm_decay",   NULL};
    struct sim_participant *out = file_context(L);
    fields_check(L, 1, "participant", known);
    read_pressure(L, out);
    read_thermal(L, out);
    read_cold(L, out);
    read_ice(L, out);
    read_pulse(L, out);
    out->ppt_cv = field_number(L, 1, "ppt_cv", share, out->ppt_cv);
    out->habituation =
        field_number(L, 1, "habituation", (struct field_range){"1", -1, 1}, out->habituation);
    out->windup_per_pulse = field_number(L, 1, "windup_per_pulse", (struct field_range){"1", -1, 1},
                                         out->windup_per_pulse);
    out->cpm_gain = field_number(L, 1, "cpm_gain", (struct field_range){"1", -1, 5}, out->cpm_gain);
    out->cpm_decay_s = field_number(L, 1, "cpm_decay", immersed, out->cpm_decay_s);
    out->rest_pain =
        field_number(L, 1, "rest_pain", (struct field_range){"1", 0, 10}, out->rest_pain);
    out->phs = field_number(L, 1, "phs", share, out->phs);
    out->lapse = field_number(L, 1, "lapse", share, out->lapse);
    out->early = field_number(L, 1, "early", share, out->early);
    read_reaction(L, out);
    read_hand(L, out);
    return file_finish(L);
}

enum status participant_file_load(const char *path, struct sim_participant *out, struct why *why)
{
    static const luaL_Reg names[] = {{"participant", participant}, {NULL, NULL}};
    static const struct file_kind kind = {"participant", names, NULL};
    struct sim_participant read = sim_participant_defaults();
    const enum status status = file_run(path, &kind, &read, why);
    if (status == STATUS_OK)
        *out = read;
    return status;
}
