/* Checks of instruments, of an algometer with a known weight and of a thermode at two levels: what was found, and until when
 * it holds.
 *
 * Where they are kept. A check touches no person, so it is no exposure, and it belongs to no session: the journal of a study is
 * one hash chain per session, begins with a participant, and ends with the study, while a check serves every study that is
 * run on this bench. So the checks stand in a file beside the bench file (`bench.lua`: `bench.checks.jsonl`), one line of
 * canonical JSON per check, only ever added to. What a study needs of them it has itself: a session journals with the first
 * identity of an instrument the whole check that held then, or that there was none, inside the hash chain of that session.
 *
 * An instrument is who it says it is (driver, model, serial number); one that tells no serial number is known by its port,
 * which is the adapter's serial number where the port is named usb:VID:PID:SERIAL.
 *
 * The newest check counts, passed or not. Limen trusts the file as far as whoever can write it: it is no proof against
 * forgery, and the copy in a session's journal is. */
#ifndef LIMEN_SESSION_VERIFICATION_H
#define LIMEN_SESSION_VERIFICATION_H

#include "base/mono.h"
#include "hw/bench_spec.h"
#include "hw/driver.h"
#include "link/port.h"
#include "script/message.h"
#include "session/levelling.h"
#include "session/weighing.h"

/* Where the bench file says nothing: twice a year. */
enum { VERIFICATION_DAYS = 180, VERIFICATION_SOON_DAYS = 14 };

enum verification_kind { VERIFICATION_WEIGHT, VERIFICATION_LEVELS };

struct weight_check {
    double weight_g, expected_n, zero_n, loaded_n;
    double deviation, tolerance; /* share */
};

struct level_check {
    bool off_skin; /* so the examiner said: nobody had it on the skin, and it is no exposure */
    double tolerance_c;
    struct level_readings readings;
};

struct verification {
    utc_us utc;
    char operator_name[64], driver[16], port[PORT_TEXT_MAX];
    struct instrument_identity identity;
    uint8_t kind; /* enum verification_kind */
    union {
        struct weight_check weight;
        struct level_check levels;
    };
    bool passed;
    uint32_t days; /* for which it holds */
};

/* Whose check is looked for. */
struct verified_instrument {
    const char *driver, *port; /* port: as the bench file names it */
    const struct instrument_identity *identity;
};

struct verifications {
    char *path; /* NULL: kept in memory only */
    struct verification *list;
    size_t n, capacity;
};

/* `bench_path` "": in memory only. Reads what there is. STATUS_INVALID: "file:line: sentence"; then nothing is in the book
 * and nothing is written to the file. STATUS_NO_MEMORY, STATUS_IO. The caller ends it with verifications_fini() in
 * either case. */
MUST_CHECK
enum status verifications_load(struct verifications *book, const char *bench_path, struct why *why);
void verifications_fini(struct verifications *book);
/* Is known from here on, also when it cannot be written (STATUS_IO …). */
MUST_CHECK
enum status verifications_add(struct verifications *book, const struct verification *check,
                              struct why *why);
/* The bench has another file now: what is known is written there, too, and `book` is of that file. */
MUST_CHECK
enum status verifications_move(struct verifications *book, const char *bench_path, struct why *why);
/* The newest; NULL: none. Valid until the book changes. */
const struct verification *verifications_find(const struct verifications *book,
                                              const struct verified_instrument *instrument);
/* The newest of this driver at this port, for as long as nobody knows which instrument is there. The same otherwise. */
const struct verification *verifications_last_at(const struct verifications *book,
                                                 const char *driver, const char *port);

enum verification_state {
    VERIFICATION_MISSING,
    VERIFICATION_FAILED,
    VERIFICATION_EXPIRED,
    VERIFICATION_SOON, /* holds, but not for long */
    VERIFICATION_VALID
};
/* `check` may be NULL. It is judged by what the bench file asks for now, beside what it asked for then: the stricter counts, of
 * its days and of its tolerance. One on skin is none to rely on: failed. `days_left` may be NULL; 0 on the last day. A check of
 * the future is none to rely on either: expired. */
enum verification_state verification_state(const struct verification *check,
                                           const struct bench_spec *bench, utc_us now,
                                           int *days_left);
/* For how many it holds. */
uint32_t verification_days(const struct verification *check, const struct bench_spec *bench);
/* "missing", "failed" …: for the journal. */
const char *verification_word(enum verification_state state);

/* How an instrument can be checked, whatever its port: a force gauge in the role of an algometer with a weight, a thermode at
 * two levels. False: neither. */
bool verification_kind_of(const struct bench_spec *spec, uint8_t instrument,
                          enum verification_kind *kind);
/* It can be checked, and is to be, since its port is not simulated. */
bool verification_is_due(const struct bench_spec *spec, uint8_t instrument);

/* Of a check that is made now: what the bench file asks for, else Limen's own. */
double verification_weight_tolerance(const struct bench_spec *bench);
double verification_level_tolerance(const struct bench_spec *bench);

/* As a check stands in its file and in journals. A line without a kind, as earlier versions wrote it, is a weight's. */
void verification_describe(const struct verification *check, struct message *out);

#endif
