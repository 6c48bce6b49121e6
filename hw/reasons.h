/* Why a stimulus may not be given, or a bench not be made (base/reason.h). */
#ifndef LIMEN_HW_REASONS_H
#define LIMEN_HW_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define BENCH_REASONS(X) \
    X(thermal_no_number, RANGE, "a temperature, a rate or a duration of this stimulus is no number that a thermode can follow: correct it in the protocol") \
    X(thermal_baseline, RANGE, "a baseline of {1} °C has no end and is not within {2} to {3} °C, where it does no harm: choose another one in the protocol") \
    X(thermal_high, RANGE, "the protocol asks for {1} °C but instrument, bench file and Limen allow {2} °C at most: lower the limit in the protocol") \
    X(thermal_low, RANGE, "the protocol asks for {1} °C but instrument, bench file and Limen allow {2} °C at least: raise the limit in the protocol") \
    X(thermal_rate, RANGE, "the protocol asks for ramps of {1} °C/s but the bench file (`ramp` in the limits of its thermode; {3} °C/s where it says nothing) allows {2} °C/s at most: lower the rate in the protocol or raise `ramp`") \
    X(thermal_back, RANGE, "the protocol asks for a return at {1} °C/s: from {2} °C it would take {3} s, and {4} s are the most, since a stop goes back no faster: raise `return_rate`") \
    X(thermal_return, RANGE, "the protocol asks for a return at {1} °C/s but the bench file allows {2} °C/s: lower it in the protocol") \
    X(thermal_cold, RANGE, "this stimulus can last {1} s below {2} °C but the bench file allows {3} s: shorten it or raise its limit") \
    X(thermal_hot, RANGE, "this stimulus can last {1} s above {2} °C but the bench file allows {3} s: shorten it or lower its limit") \
    X(thermal_ramps, RANGE, "{1}: more ramps to a limit are due ({2}) than are left in 24 hours ({3} of {4}): choose another site or go on tomorrow") \
    X(thermal_cold_day, RANGE, "{1}: this stimulus can last {2} s below {3} °C and {4} of {5} s in 24 hours are left: shorten it, choose another site or go on tomorrow") \
    X(thermal_hot_day, RANGE, "{1}: this stimulus can last {2} s above {3} °C and {4} of {5} s in 24 hours are left: shorten it, choose another site or go on tomorrow") \
    X(thermal_cem43, RANGE, "{1}: this stimulus can give a heat dose of {2} min CEM43 and {3} of {4} min in 24 hours are left: shorten it, lower its limit, choose another site or go on tomorrow") \
    X(thermal_cem43_warn, RANGE, "{1}: with this stimulus the heat dose comes to {2} min CEM43, and {3} min in 24 hours are the most: look at the skin, and think of another site") \
    X(thermal_immersion, RANGE, "{1}: this can last {2} s in the cold and {3} of {4} s in 24 hours are left: shorten it, choose another site or go on tomorrow") \
    X(thermal_rest, RANGE, "{1} has to rest for another {2} s: choose another site or wait") \
    X(thermal_sites, RANGE, "more than {1} sites in 24 hours: end this session") \
    X(baud_only, INVALID, "instrument `{1}` (driver {2}) hears at {3} baud only: take `baud` out of the bench file") \
    X(marker_channel, INVALID, "instrument `{1}` (driver {2}): its channel `{3}` cannot be the role `{4}`: a marker output is one, and nothing else is: `limen instruments --drivers` lists them") \
    X(bridge_none, INVALID, "instrument `{1}` (driver {2}) hangs behind no bridge: take `bridge_port` out of the bench file") \
    X(bridge_line, INVALID, "instrument `{1}` (driver {2}) is reached through its bridge: write port = \"tcp:HOST:9797\" in the bench file, and the instrument's own port there as bridge_port") \
    X(bridge_port, INVALID, "instrument `{1}` (driver {2}) hangs behind a bridge: say in the bench file as bridge_port = \"COM4\" which port it has there; `limen instruments {3}` lists them")
/* clang-format on */

BENCH_REASONS(REASON_DECLARE)

#endif
