/* What the sites of this participant have had in the last 24 hours, from the study.
 *
 * Every attempt in the tables counts, and every attempt that a crash cut off before it came into
 * the tables: its samples were begun, and the request that they belong to names the site. When its
 * pressing ended nobody knows, so its rest begins now. */
#include "session_internal.h"
#include "trial_internal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY ((utc_us)24 * 3600 * 1000000)

static bool is_thermal(const char *unit)
{
    return strcmp(unit, stimulus_unit(STIMULUS_THERMAL_LIMITS)) == 0;
}

static bool add_exposure(void *context, const struct study_exposure *row)
{
    struct session *session = context;
    struct thermal_given given = thermal_given_of(row);
    /* some of a thermode have left no word of what they gave: it may have been all */
    if (is_thermal(row->unit) && row->dosed < row->count)
        given.dose = (struct thermal_dose){INFINITY, INFINITY, INFINITY};
    /* More sites than a ledger holds: the envelope then refuses the next one. */
    return dose_add(&session->ledger, row->site, row->side, row->pressure_ramps, row->last) ==
               STATUS_OK &&
           dose_add_thermal(&session->ledger, row->site, row->side, given, row->last) == STATUS_OK;
}

/* One attempt with samples, and what is known about it. */
struct cut_off {
    struct session *session;
    const struct session_key *key;
    struct sample_block block;
    bool is_in_tables;
    bool has_site;
    char site[64], side[16];
    const char *unit; /* of its stimulus; "": nobody knows */
    uint32_t pressure_ramps;
    bool is_dosed, has_plan;
    struct trial_plan plan; /* of what has a dose */
    utc_us started;         /* not before: its request, or the last start in its block */
    utc_us
        utc; /* of the newest entry of its block: it began after its request, however long after */
    struct why *why;
    enum status status;
};

static bool look_for_trial(void *context, const struct study_trial *trial)
{
    struct cut_off *cut = context;
    cut->is_in_tables = trial->block == cut->block.block && trial->attempt == cut->block.attempt;
    return !cut->is_in_tables;
}

mono_ns exposure_held(const struct session *session, utc_us started)
{
    const struct bench_spec *spec = session->parts.spec;
    if (!spec->roles[ROLE_THERMODE].bound)
        return 0;
    const struct driver *driver =
        driver_find(spec->instruments[spec->roles[ROLE_THERMODE].instrument].driver);
    if (!driver || !driver->holds_on)
        return 0;
    const bool is_known = started > 0 && started <= session->config.utc;
    return (is_known ? session->config.utc - started : DAY) * MONO_US;
}

/* What cannot be read may have been all that there is. */
static struct thermal_given worst_of(const struct cut_off *cut)
{
    if (!cut->is_dosed)
        return (struct thermal_given){0};
    if (!cut->has_plan)
        return (struct thermal_given){
            .ramps = 1, .dose = {INFINITY, INFINITY, INFINITY}, .immersed_s = INFINITY};
    return thermal_plan_worst(&cut->plan, exposure_held(cut->session, cut->started));
}

static void keep_site(struct cut_off *cut, const struct entry *entry)
{
    struct message message;
    if (message_parse(&message, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return;
    const struct message args = message_get(&message, "args");
    const char *site = message_string(&args, "site"), *side = message_string(&args, "side");
    const char *name = message_string(&args, "stimulus");
    uint8_t kind;
    const bool is_known = name && stimulus_kind_find(name, &kind);
    cut->unit = is_known ? stimulus_unit((enum stimulus)kind) : "";
    cut->pressure_ramps =
        is_known ? stimulus_kind_at((enum stimulus)kind)->pressure_ramps : 1; /* rather than none */
    cut->is_dosed = is_known && stimulus_is_dosed(stimulus_kind_at((enum stimulus)kind));
    cut->has_plan = cut->is_dosed && plan_read(&args, &cut->plan, NULL) == STATUS_OK;
    cut->started = entry->utc;
    cut->has_site = site != NULL;
    snprintf(cut->site, sizeof cut->site, "%s", site ? site : "");
    snprintf(cut->side, sizeof cut->side, "%s", side ? side : "n/a");
    message_fini(&message);
}

static bool look_for_request(void *context, const struct entry *entry, int64_t seq)
{
    (void)seq;
    struct cut_off *cut = context;
    if (entry->block != cut->block.block)
        return true;
    if (entry->utc > cut->utc)
        cut->utc = entry->utc;
    if (!cut->has_site && strcmp(entry->kind, "request") == 0)
        keep_site(cut, entry);
    else if (strcmp(entry->kind, "started") == 0)
        cut->started = entry->utc;
    return true;
}

static bool count_block(void *context, const struct study_block *row)
{
    struct cut_off *cut = context;
    struct session *session = cut->session;
    const utc_us now = session->config.utc;
    cut->block = row->block;
    cut->is_in_tables = cut->has_site = false;
    cut->utc = 0;
    cut->status = study_trials(session->parts.study, cut->key, look_for_trial, cut, cut->why);
    if (cut->status == STATUS_OK && !cut->is_in_tables)
        cut->status =
            study_entries(session->parts.study, cut->key, look_for_request, cut, cut->why);
    if (cut->status != STATUS_OK)
        return false;
    if (cut->is_in_tables || !cut->has_site || cut->utc < now - DAY)
        return true;
    const struct thermal_given worst = worst_of(cut);
    const struct study_exposure one = {.site = cut->site,
                                       .side = cut->side,
                                       .unit = cut->unit,
                                       .count = 1,
                                       .pressure_ramps = cut->pressure_ramps,
                                       .dosed = 1,
                                       .thermal_ramps = worst.ramps,
                                       .cem43_min = worst.dose.cem43_min,
                                       .cold_s = worst.dose.cold_s,
                                       .hot_s = worst.dose.hot_s,
                                       .immersed_s = worst.immersed_s,
                                       .last = now};
    return add_exposure(session, &one);
}

static bool count_session(void *context, const struct study_session *row)
{
    struct cut_off *cut = context;
    const struct session_key key = row->key;
    const utc_us now = cut->session->config.utc;
    if (row->is_erased || (row->ended != 0 && row->ended < now - DAY))
        return true; /* also one that has ended may have left something unsaid */
    cut->key = &key;
    const enum status status =
        study_blocks(cut->session->parts.study, &key, count_block, cut, cut->why);
    if (cut->status == STATUS_OK)
        cut->status = status;
    return cut->status == STATUS_OK;
}

enum status exposure_load(struct session *session, struct why *why)
{
    struct study *study = session->parts.study;
    const utc_us now = session->config.utc;
    struct cut_off cut = {.session = session, .why = why};
    enum status status =
        study_exposure(study, session->participant, "", now - DAY, add_exposure, session, why);
    if (status == STATUS_OK)
        status = study_sessions(study, session->participant, count_session, &cut, why);
    dose_clock_set_back(&session->ledger, now);
    return status == STATUS_OK ? cut.status : status;
}

/* ---- rest ---------------------------------------------------------------------------------------
 */

void exposure_ended(struct session *session, const char *site, const char *side)
{
    const struct dose_site *row = dose_find(&session->ledger, site, side);
    const enum status added = dose_add(&session->ledger, site, side, 0, session->utc);
    assert(row && added == STATUS_OK);
    session->ended_at[row - session->ledger.sites] = session->now;
}

mono_ns exposure_rest_left(struct session *session, const char *site, const char *side)
{
    const struct envelope rest = {.rest = session->sites.rest};
    const struct dose_site *row = dose_find(&session->ledger, site, side);
    const mono_ns ended = row ? session->ended_at[row - session->ledger.sites] : 0;
    if (ended > 0) {
        const mono_ns past = session->now - ended;
        return past < rest.rest ? rest.rest - past : 0;
    }
    dose_clock_set_back(&session->ledger, session->utc);
    return safety_rest_left(&rest, row, session->utc);
}
