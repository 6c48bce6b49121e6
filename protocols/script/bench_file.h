/* Reads a bench file (DATA 4): which instruments hang where, and what each is for.
 *
 *   local alg = instrument { driver = "mark10", port = "usb:0403:6001:*", capacity = 500*N,
 *                            limits = { force = 120*N } }
 *   return bench {
 *     algometer = alg:force { probe_area = 1*cm2 },
 *     response  = pedal { path = "/dev/input/event5", key = "KEY_B" },
 *   }
 *
 * Instrument: driver, port; bridge_port (of an instrument behind a bridge: `port = "tcp:HOST:9797", bridge_port = "COM4"`); capacity (N; required of a force gauge), name, invert, stream (Hz), baud (where the
 * instrument is set to another line speed than its driver expects), limits { force, pressure, rate; of a
 * thermode high, low, ramp = 1*degC/sec, back = 5*degC/sec }. A limit that this version cannot keep is refused, never dropped.
 * A channel is a method of the instrument: alg:force{…} is "force", cpar:outlet(2) is "outlet2", cpar:vas() is "vas".
 * An instrument may stand in a role's place (`algometer = instrument { driver = "mark10", port = "…",
 * capacity = 500*N, probe_area = 1*cm2 }`): its channel is then "force" for an algometer, "probe" for a thermode, "bath" for a bath,
 * "vas" for a rating, "code" for a marker output, and "" (the driver's
 * first that fits) for the other roles.
 * Responses, one or a list of up to 4: key "F12" · pedal { path =, key = } · line { port =, pin = "CTS" } ·
 * box { port = } · inst:button() · button { from = "thermode" }; `stop = true` in the table makes a press a
 * stop, too. Limits of the lab that hold at a site, whichever instrument presses there, belong to the bench:
 * bench { …, limits = { rest = 60*sec, ramps_per_day = 20 } }; of a thermode, in 24 hours, thermal_ramps_per_day = 8, cem43 = 15*min
 * and cem43_warn = 8*min (heat dose, minutes at 43 degC), cold = 60*sec (below 15 degC), hot = 300*sec (above 43 degC), and in
 * one stimulus cold_once, hot_once. The stricter of them, the protocol's and Limen's own wins. Checks of an algometer
 * with a known weight, and of a thermode at two levels: bench { …, checks = { tolerance = 2*percent, thermode_tolerance =
 * 0.5*degC, low = 25*degC, high = 40*degC, days = 180 } };
 * the bytes of a marker output are bench { …, markers = { stimulus_on = 11, response = 0 } } (hw/bench_spec.h has the names and what
 * is put out where nothing is said; 0: nothing), and its output `marker = instrument { driver = "marker-byte", port = "…" }`;
 * contact_lag = 200*ms there says from which lag behind its ramp on a thermode touches skin. Two parts of a bench cannot have one port. Drivers' names and channels are not checked here. */
#ifndef LIMEN_SCRIPT_BENCH_FILE_H
#define LIMEN_SCRIPT_BENCH_FILE_H

#include "base/status.h"
#include "base/text.h"
#include "hw/bench_spec.h"

/* STATUS_NOT_FOUND, STATUS_INVALID with "file:line: sentence". `out` is changed only when
 * STATUS_OK. */
MUST_CHECK
enum status bench_file_load(const char *path, struct bench_spec *out, struct why *why);

/* Writes the bench as a file that bench_file_load() reads to the same bench (what a port was opened with, kernel stamps, is no
 * part of it). Appends to `out`. STATUS_UNSUPPORTED: it has something that no bench file can say, the virtual
 * participant. */
MUST_CHECK
enum status bench_file_text(const struct bench_spec *bench, struct text *out, struct why *why);
/* The same into a file that appears whole or not at all. STATUS_BUSY: a file is there and `may_replace` is false. Comments of
 * a file that is replaced are lost. */
MUST_CHECK
enum status bench_file_save(const char *path, const struct bench_spec *bench, bool may_replace,
                            struct why *why);

#endif
