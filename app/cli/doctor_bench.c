#include "cli/doctor_bench.h"

#include "script/bench_file.h"
#include "session/verification.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY (86400LL * 1000000)

struct look {
    const struct bench_spec *bench;
    const struct verifications *book;
    utc_us now;
    bool is_good;
};

static const char *date_of(utc_us utc, char out[16])
{
    struct tm local;
    const time_t seconds = (time_t)(utc / 1000000);
    if (!localtime_r(&seconds, &local) || strftime(out, 16, "%Y-%m-%d", &local) == 0)
        snprintf(out, 16, "?");
    return out;
}

/* "mark10 M5-100 3680001"; without a serial number, by its port. */
static void name(const struct verification *check, char *out, size_t size)
{
    const bool has_serial = check->identity.serial[0] != '\0';
    snprintf(out, size, "%s%s%s %s", check->driver, check->identity.model[0] ? " " : "",
             check->identity.model, has_serial ? check->identity.serial : check->port);
}

/* How it is checked, on the Bench screen. */
static const char *const how[] = {[VERIFICATION_WEIGHT] = "with a known weight",
                                  [VERIFICATION_LEVELS] =
                                      "at two levels with a reference thermometer"};

static void found(const struct verification *check, char *out, size_t size)
{
    const struct level_reading *levels = check->levels.readings.at;
    if (check->kind == VERIFICATION_WEIGHT)
        snprintf(out, size, "%+.1f %%", check->weight.deviation * 100);
    else
        snprintf(out, size, "%+.1f and %+.1f degC", level_deviation(&levels[0]),
                 level_deviation(&levels[1]));
}

static void tell(struct look *look, const struct verification *check)
{
    int left;
    char who[256], done[16], until[16], off[48];
    const enum verification_state state = verification_state(check, look->bench, look->now, &left);
    name(check, who, sizeof who);
    date_of(check->utc, done);
    date_of(check->utc + verification_days(check, look->bench) * DAY, until);
    switch (state) {
    case VERIFICATION_VALID:
    case VERIFICATION_SOON:
        printf("%s\tcheck\t%s: checked on %s, valid until %s (%d %s left)%s\n",
               state == VERIFICATION_VALID ? "ok" : "hint", who, done, until, left,
               left == 1 ? "day" : "days",
               state == VERIFICATION_VALID ? "" : ": check it again soon");
        return;
    case VERIFICATION_EXPIRED:
        printf("hint\tcheck\t%s: checked on %s, expired on %s: check it %s on the "
               "Bench screen (limen window --bench FILE)\n",
               who, done, until, how[check->kind]);
        return;
    case VERIFICATION_FAILED:
        found(check, off, sizeof off);
        printf("problem\tcheck\t%s: its check on %s failed (%s): do not measure with it; look "
               "at probe and cable, then check it again\n",
               who, done, off);
        look->is_good = false;
        return;
    case VERIFICATION_MISSING:
        return;
    }
}

/* The newest of its instrument? */
static bool is_newest(const struct verifications *book, const struct verification *check)
{
    const struct verified_instrument instrument = {check->driver, check->port, &check->identity};
    return verifications_find(book, &instrument) == check;
}

static bool was_checked(const struct verifications *book, const char *driver)
{
    for (size_t i = 0; i < book->n; i++)
        if (strcmp(book->list[i].driver, driver) == 0)
            return true;
    return false;
}

static void tell_missing(const struct look *look)
{
    const struct bench_spec *bench = look->bench;
    enum verification_kind kind;
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        if (verification_is_due(bench, i) && verification_kind_of(bench, i, &kind) &&
            !was_checked(look->book, bench->instruments[i].driver))
            printf("hint\tcheck\t%s (%s): never checked here: check it %s on the "
                   "Bench screen (limen window --bench FILE)\n",
                   bench->instruments[i].name, bench->instruments[i].driver, how[kind]);
}

static bool complain(const char *what, const struct why *why)
{
    printf("problem\t%s\t%s\n", what, why->text);
    return false;
}

bool doctor_bench(const char *path, utc_us now)
{
    struct bench_spec bench;
    struct verifications book;
    struct why why;
    if (bench_file_load(path, &bench, &why) != STATUS_OK)
        return complain("bench", &why);
    printf("ok\tbench\t%s\n", path);
    struct look look = {.bench = &bench, .book = &book, .now = now, .is_good = true};
    if (verifications_load(&book, path, &why) != STATUS_OK)
        look.is_good = complain("check", &why);
    for (size_t i = 0; i < book.n; i++)
        if (is_newest(&book, &book.list[i]))
            tell(&look, &book.list[i]);
    if (look.is_good)
        tell_missing(&look);
    verifications_fini(&book);
    return look.is_good;
}
