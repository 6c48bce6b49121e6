#include "session/verification.h"

#include "base/clock.h"
#include "session/reasons.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const utc_us DAY = INT64_C(86400) * 1000000;

/* ---- one check as a message ---------------------------------------------------------------------
 */

static const char *const kind_words[] = {
    [VERIFICATION_WEIGHT] = "weight", [VERIFICATION_LEVELS] = "levels"};

static void put_weight(const struct weight_check *weight, struct message *out)
{
    message_set_number(out, "weight_g", weight->weight_g);
    message_set_number(out, "expected_n", weight->expected_n);
    message_set_number(out, "zero_n", weight->zero_n);
    message_set_number(out, "loaded_n", weight->loaded_n);
    message_set_number(out, "deviation", weight->deviation);
    message_set_number(out, "tolerance", weight->tolerance);
}

static void zone_key(uint8_t zone, char key[8])
{
    snprintf(key, 8, "zone%u", zone + 1u);
}

static void put_level(const struct level_reading *reading, struct message *out)
{
    struct message level;
    char key[8];
    message_init(&level);
    message_set_number(&level, "asked", reading->asked_c);
    message_set_number(&level, "thermode", reading->thermode_c);
    message_set_number(&level, "reference", reading->reference_c);
    message_set_number(&level, "deviation", level_deviation(reading));
    for (uint8_t i = 0; i < reading->n_zones; i++) {
        zone_key(i, key);
        message_set_number(&level, key, reading->zone_c[i]);
    }
    if (reading->has_lag)
        message_set_number(&level, "lag_s", reading->lag_s);
    message_push(out, "levels", &level);
    message_fini(&level);
}

static void put_levels(const struct level_check *levels, struct message *out)
{
    double gain;
    message_set_array(out, "levels");
    for (size_t i = 0; i < LEVELLING_LEVELS; i++)
        put_level(&levels->readings.at[i], out);
    if (levels_gain(&levels->readings, &gain))
        message_set_number(out, "gain", gain);
    message_set_number(out, "tolerance_degc", levels->tolerance_c);
    message_set_bool(out, "off_skin", levels->off_skin);
}

void verification_describe(const struct verification *check, struct message *out)
{
    char utc[40];
    utc_format(check->utc, utc, sizeof utc);
    message_set_string(out, "utc", utc);
    message_set_integer(out, "utc_us", check->utc);
    message_set_string(out, "operator", check->operator_name);
    message_set_string(out, "driver", check->driver);
    message_set_string(out, "port", check->port);
    message_set_string(out, "model", check->identity.model);
    message_set_string(out, "serial", check->identity.serial);
    message_set_string(out, "firmware", check->identity.firmware);
    message_set_bool(out, "passed", check->passed);
    message_set_integer(out, "days", check->days);
    message_set_string(out, "kind", kind_words[check->kind]);
    if (check->kind == VERIFICATION_WEIGHT)
        put_weight(&check->weight, out);
    else
        put_levels(&check->levels, out);
}

static bool read_text(const struct message *message, const char *key, char *out, size_t size)
{
    const char *text = message_string(message, key);
    return text && (size_t)snprintf(out, size, "%s", text) < size;
}

static bool read_weight(const struct message *message, struct weight_check *weight)
{
    return message_number(message, "weight_g", &weight->weight_g) &&
           message_number(message, "expected_n", &weight->expected_n) &&
           message_number(message, "zero_n", &weight->zero_n) &&
           message_number(message, "loaded_n", &weight->loaded_n) &&
           message_number(message, "deviation", &weight->deviation) &&
           message_number(message, "tolerance", &weight->tolerance) && weight->weight_g > 0;
}

static bool read_level(const struct message *message, struct level_reading *reading)
{
    char key[8];
    for (uint8_t i = 0; i < THERMAL_ZONES_MAX; i++) {
        zone_key(i, key);
        if (!message_number(message, key, &reading->zone_c[i]))
            break;
        reading->n_zones++;
    }
    reading->has_lag = message_number(message, "lag_s", &reading->lag_s);
    return message_number(message, "asked", &reading->asked_c) &&
           message_number(message, "thermode", &reading->thermode_c) &&
           message_number(message, "reference", &reading->reference_c);
}

static bool read_levels(const struct message *message, struct level_check *levels)
{
    const struct message list = message_get(message, "levels");
    bool is_whole = message_count(&list) == LEVELLING_LEVELS &&
                    message_number(message, "tolerance_degc", &levels->tolerance_c) &&
                    message_bool(message, "off_skin", &levels->off_skin);
    for (size_t i = 0; i < LEVELLING_LEVELS && is_whole; i++) {
        const struct message level = message_at(&list, i);
        is_whole = read_level(&level, &levels->readings.at[i]);
    }
    return is_whole;
}

/* What is of another kind is none that this version could rely on. */
static bool read_kind(const struct message *message, struct verification *check)
{
    const char *word = message_string(message, "kind");
    if (!word || strcmp(word, kind_words[VERIFICATION_WEIGHT]) == 0)
        return read_weight(message, &check->weight);
    check->kind = VERIFICATION_LEVELS;
    return strcmp(word, kind_words[VERIFICATION_LEVELS]) == 0 &&
           read_levels(message, &check->levels);
}

static bool read_numbers(const struct message *message, struct verification *check)
{
    int64_t days = 0;
    const bool is_whole = message_integer(message, "utc_us", &check->utc) &&
                          message_integer(message, "days", &days) &&
                          message_bool(message, "passed", &check->passed) &&
                          read_kind(message, check);
    check->days = (uint32_t)days;
    return is_whole && days > 0 && days <= 36500;
}

static bool read_check(const char *text, size_t size, struct verification *check)
{
    struct message message;
    memset(check, 0, sizeof *check);
    if (message_parse(&message, text, size, NULL) != STATUS_OK)
        return false;
    const bool is_whole =
        read_numbers(&message, check) &&
        read_text(&message, "operator", check->operator_name, sizeof check->operator_name) &&
        read_text(&message, "driver", check->driver, sizeof check->driver) &&
        read_text(&message, "port", check->port, sizeof check->port) &&
        read_text(&message, "model", check->identity.model, sizeof check->identity.model) &&
        read_text(&message, "serial", check->identity.serial, sizeof check->identity.serial) &&
        read_text(&message, "firmware", check->identity.firmware, sizeof check->identity.firmware);
    message_fini(&message);
    return is_whole;
}

/* ---- the book -----------------------------------------------------------------------------------
 */

static enum status keep(struct verifications *book, const struct verification *check,
                        struct why *why)
{
    if (book->n == book->capacity) {
        const size_t capacity = book->capacity ? 2 * book->capacity : 8;
        struct verification *list = realloc(book->list, capacity * sizeof *list);
        if (!list)
            return why_set(why, STATUS_NO_MEMORY, "no memory for the checks of the instruments");
        book->list = list;
        book->capacity = capacity;
    }
    book->list[book->n++] = *check;
    return STATUS_OK;
}

static bool is_known(const struct verifications *book, const struct verification *check)
{
    for (size_t i = 0; i < book->n; i++)
        if (book->list[i].utc == check->utc && strcmp(book->list[i].driver, check->driver) == 0 &&
            strcmp(book->list[i].identity.serial, check->identity.serial) == 0)
            return true;
    return false;
}

/* NULL: no memory, or no bench file. */
static char *path_of(const char *bench_path)
{
    static const char ending[] = ".lua";
    size_t n = strlen(bench_path);
    char *path = NULL;
    if (n > sizeof ending - 1 && strcmp(bench_path + n - (sizeof ending - 1), ending) == 0)
        n -= sizeof ending - 1;
    if (asprintf(&path, "%.*s.checks.jsonl", (int)n, bench_path) < 0)
        return NULL;
    return path;
}

/* A last line without its end was cut short by a crash, and was never told as kept. */
static enum status read_lines(struct verifications *book, FILE *file, struct why *why)
{
    enum status status = STATUS_OK;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    for (unsigned at = 1; status == STATUS_OK && (n = getline(&line, &capacity, file)) > 0; at++) {
        struct verification check;
        char line_number[REASON_NUMBER_SIZE];
        if (line[n - 1] != '\n')
            break;
        if (read_check(line, (size_t)n - 1, &check))
            status = keep(book, &check, why);
        else
            status = reason_set(why, REASON_checks_line, book->path,
                                reason_integer(line_number, at), NULL);
    }
    free(line);
    return status;
}

static void forget_all(struct verifications *book)
{
    free(book->list);
    book->list = NULL;
    book->n = book->capacity = 0;
}

enum status verifications_load(struct verifications *book, const char *bench_path, struct why *why)
{
    *book = (struct verifications){0};
    if (bench_path[0] == '\0')
        return STATUS_OK;
    book->path = path_of(bench_path);
    if (!book->path)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the checks of the instruments");
    FILE *file = fopen(book->path, "re");
    if (!file && errno == ENOENT)
        return STATUS_OK;
    enum status status =
        file ? read_lines(book, file, why)
             : reason_set(why, REASON_checks_unreadable, book->path, strerror(errno), NULL);
    if (file)
        fclose(file);
    if (status == STATUS_OK)
        return STATUS_OK;
    forget_all(book);
    free(book->path);
    book->path = NULL;
    return status;
}

void verifications_fini(struct verifications *book)
{
    forget_all(book);
    free(book->path);
    book->path = NULL;
}

/* ---- writing ------------------------------------------------------------------------------------
 */

static enum status refuse_write(const char *path, struct why *why)
{
    const bool is_full = errno == ENOSPC || errno == EDQUOT;
    const enum status status =
        reason_set(why, REASON_checks_unwritable, path, strerror(errno), NULL);
    return is_full ? STATUS_DISK_FULL : status;
}

/* What a crash left of a line is taken away before the next one. */
static bool cut_torn_line(int fd)
{
    off_t end = lseek(fd, 0, SEEK_END);
    char last = '\n';
    while (end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n')
        end--;
    return end >= 0 && ftruncate(fd, end) == 0;
}

static enum status write_line(const char *path, const struct text *line, struct why *why)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return refuse_write(path, why);
    const bool is_done = flock(fd, LOCK_EX) == 0 && cut_torn_line(fd) &&
                         write(fd, line->data, line->length) == (ssize_t)line->length &&
                         fsync(fd) == 0;
    const enum status status = is_done ? STATUS_OK : refuse_write(path, why);
    close(fd);
    return status;
}

static enum status append(const char *path, const struct verification *check, struct why *why)
{
    struct message message;
    struct text line;
    message_init(&message);
    text_init(&line);
    verification_describe(check, &message);
    enum status status = message_encode(&message, &line);
    message_fini(&message);
    text_append_cstr(&line, "\n");
    if (status != STATUS_OK || !text_is_whole(&line))
        status = why_set(why, STATUS_NO_MEMORY, "the check cannot be written down: no memory");
    if (status == STATUS_OK)
        status = write_line(path, &line, why);
    text_fini(&line);
    return status;
}

enum status verifications_add(struct verifications *book, const struct verification *check,
                              struct why *why)
{
    const enum status status = keep(book, check, why);
    return status == STATUS_OK && book->path ? append(book->path, check, why) : status;
}

enum status verifications_move(struct verifications *book, const char *bench_path, struct why *why)
{
    struct verifications there;
    enum status status = verifications_load(&there, bench_path, why);
    for (size_t i = 0; i < book->n && status == STATUS_OK; i++)
        if (!is_known(&there, &book->list[i]))
            status = verifications_add(&there, &book->list[i], why);
    if (status == STATUS_OK) {
        verifications_fini(book);
        *book = there;
    } else {
        verifications_fini(&there);
    }
    return status;
}

/* ---- asking -------------------------------------------------------------------------------------
 */

static bool is_of(const struct verification *check, const struct verified_instrument *instrument)
{
    const struct instrument_identity *identity = instrument->identity;
    if (strcmp(check->driver, instrument->driver) != 0 ||
        strcmp(check->identity.model, identity->model) != 0 ||
        strcmp(check->identity.serial, identity->serial) != 0)
        return false;
    return identity->serial[0] != '\0' || strcmp(check->port, instrument->port) == 0;
}

const struct verification *verifications_find(const struct verifications *book,
                                              const struct verified_instrument *instrument)
{
    const struct verification *newest = NULL;
    for (size_t i = 0; i < book->n; i++)
        if (is_of(&book->list[i], instrument) && (!newest || book->list[i].utc >= newest->utc))
            newest = &book->list[i];
    return newest;
}

const struct verification *verifications_last_at(const struct verifications *book,
                                                 const char *driver, const char *port)
{
    const struct verification *newest = NULL;
    for (size_t i = 0; i < book->n; i++) {
        const struct verification *check = &book->list[i];
        if (strcmp(check->driver, driver) == 0 && strcmp(check->port, port) == 0 &&
            (!newest || check->utc >= newest->utc))
            newest = check;
    }
    return newest;
}

static double or_own(double labs, double own)
{
    return labs > 0 ? labs : own;
}

double verification_level_tolerance(const struct bench_spec *bench)
{
    return or_own(bench->level_tolerance_c, LEVELLING_TOLERANCE_C);
}

double verification_weight_tolerance(const struct bench_spec *bench)
{
    return or_own(bench->check_tolerance, WEIGHING_TOLERANCE);
}

static bool passes_now(const struct verification *check, const struct bench_spec *bench)
{
    if (!check->passed)
        return false;
    if (check->kind == VERIFICATION_WEIGHT)
        return fabs(check->weight.deviation) <= verification_weight_tolerance(bench);
    return check->levels.off_skin &&
           levels_passed(&check->levels.readings, verification_level_tolerance(bench));
}

uint32_t verification_days(const struct verification *check, const struct bench_spec *bench)
{
    const uint32_t lab = bench->check_days;
    return lab > 0 && lab < check->days ? lab : check->days;
}

enum verification_state verification_state(const struct verification *check,
                                           const struct bench_spec *bench, utc_us now,
                                           int *days_left)
{
    if (days_left)
        *days_left = 0;
    if (!check)
        return VERIFICATION_MISSING;
    if (!passes_now(check, bench))
        return VERIFICATION_FAILED;
    const uint32_t valid = verification_days(check, bench);
    const utc_us left = check->utc + valid * DAY - now;
    if (left <= 0 || check->utc > now + DAY)
        return VERIFICATION_EXPIRED;
    const int whole = (int)(left / DAY);
    if (days_left)
        *days_left = whole;
    return whole < VERIFICATION_SOON_DAYS && valid > VERIFICATION_SOON_DAYS ? VERIFICATION_SOON
                                                                            : VERIFICATION_VALID;
}

const char *verification_word(enum verification_state state)
{
    switch (state) {
    case VERIFICATION_MISSING:
        return "missing";
    case VERIFICATION_FAILED:
        return "failed";
    case VERIFICATION_EXPIRED:
        return "expired";
    case VERIFICATION_SOON:
    case VERIFICATION_VALID:
        return "valid";
    }
    return "missing";
}

static bool has_role(const struct bench_spec *spec, enum role role, uint8_t instrument)
{
    return spec->roles[role].bound && spec->roles[role].instrument == instrument;
}

bool verification_kind_of(const struct bench_spec *spec, uint8_t instrument,
                          enum verification_kind *kind)
{
    const bool is_weighed = has_role(spec, ROLE_ALGOMETER, instrument) &&
                            spec->roles[ROLE_ALGOMETER].probe_area_cm2 > 0;
    *kind = is_weighed ? VERIFICATION_WEIGHT : VERIFICATION_LEVELS;
    return is_weighed || has_role(spec, ROLE_THERMODE, instrument);
}

bool verification_is_due(const struct bench_spec *spec, uint8_t instrument)
{
    enum verification_kind kind;
    return verification_kind_of(spec, instrument, &kind) &&
           !port_is_simulated(spec->instruments[instrument].port);
}
