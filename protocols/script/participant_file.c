#include "script/participant_file.h"

#include "fields_internal.h"
#include "script/sites.h"
#include "site_internal.h"

#include <stdio.h>
#include <string.h>

static const struct field_range share = {"1", 0, 1}, pressure = {"kPa", 0, 5000},
                                duration = {"s", 0, 60};

static struct sim_site *add_site(lua_State *L, struct sim_participant *participant)
{
    if (participant->n_sites == sizeof participant->sites / sizeof participant->sites[0])
        vm_fail(L, "more sites than a participant can have (%d)",
                (int)(sizeof participant->sites / sizeof participant->sites[0]));
    return &participant->sites[participant->n_sites++];
}

/* One entry of `ppt`: key and value are on top. */
static void read_threshold(lua_State *L, struct sim_participant *participant)
{
    const double kpa = field_value(L, lua_gettop(L), "a threshold", pressure);
    const struct site *site = site_at(L, -2);
    if (site) {
        struct sim_site *entry = add_site(L, participant);
        snprintf(entry->site, sizeof entry->site, "%s", site->id);
        snprintf(entry->side, sizeof entry->side, "%s", site->side);
        entry->ppt_kpa = kpa;
        return;
    }
    const char *id = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
    if (strcmp(id, "default") == 0) {
        participant->ppt_kpa = kpa;
        return;
    }
    char tail[WORD_MAX + 24];
    if (!site_find(id))
        vm_fail(L, "unknown site '%.40s'%s", id, site_suggest(id, tail));
    struct sim_site *entry = add_site(L, participant);
    snprintf(entry->site, sizeof entry->site, "%s", id);
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

static void read_thresholds(lua_State *L, struct sim_participant *participant)
{
    if (lua_getfield(L, 1, "ppt") == LUA_TTABLE) {
        participant->n_sites = 0;
        lua_pushcfunction(L, tables_pairs);
        lua_pushvalue(L, -2);
        lua_call(L, 1, 1);
        for (;;) {
            lua_pushvalue(L, -1);
            lua_call(L, 0, 2);
            if (lua_isnil(L, -2))
                break;
            read_threshold(L, participant);
            lua_pop(L, 2);
        }
        lua_pop(L, 3);
        sort_sites(participant);
    } else if (!lua_isnil(L, -1)) {
        participant->n_sites = 0;
        participant->ppt_kpa = field_value(L, lua_gettop(L), "ppt", pressure);
    }
    lua_pop(L, 1);
}

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
    static const char *const known[] = {"rate_cv", "tremor", "delay", "reaction", NULL};
    if (lua_getfield(L, 1, "hand") != LUA_TNIL) {
        const int at = lua_gettop(L);
        fields_check(L, at, "hand", known);
        out->hand_rate_cv = field_number(L, at, "rate_cv", share, out->hand_rate_cv);
        out->hand_tremor_kpa = field_number(L, at, "tremor", pressure, out->hand_tremor_kpa);
        out->hand_delay_s = field_number(L, at, "delay", duration, out->hand_delay_s);
        out->hand_reaction_s = field_number(L, at, "reaction", duration, out->hand_reaction_s);
    }
    lua_pop(L, 1);
}

static int participant(lua_State *L)
{
    static const char *const known[] = {"ppt",   "ppt_cv",   "habituation", "lapse",
                                        "early", "reaction", "hand",        NULL};
    struct sim_participant *out = file_context(L);
    fields_check(L, 1, "participant", known);
    read_thresholds(L, out);
    out->ppt_cv = field_number(L, 1, "ppt_cv", share, out->ppt_cv);
    out->habituation =
        field_number(L, 1, "habituation", (struct field_range){"1", -1, 1}, out->habituation);
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
