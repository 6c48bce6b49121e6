/* Why a session does not begin or go on (base/reason.h). */
#ifndef LIMEN_SESSION_REASONS_H
#define LIMEN_SESSION_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define SESSION_REASONS(X) \
    X(record_unreadable, CORRUPT, "the record of this session cannot be read back: run `limen verify`") \
    X(request_unreadable, CORRUPT, "a recorded request cannot be read: run `limen verify`") \
    X(bench_unreadable, CORRUPT, "the bench of this session cannot be read back: run `limen verify`") \
    X(protocol_departs, DEPARTED, "{1}: the protocol departs from the record at step {2} (recorded at {3}): go on with the protocol as it was, or begin a new session") \
    X(protocol_changed, DEPARTED, "{1}: the protocol has changed since this session began: go on with the protocol as it was, or begin a new session") \
    X(protocol_grown, DEPARTED, "a module was added: the protocol has changed since this session began: go on with the protocol as it was, or begin a new session") \
    X(bench_departs, DEPARTED, "another bench than this session began with: {1} was {2} and is {3}: go on with the bench as it was, or begin a new session") \
    X(bench_became_real, DEPARTED, "this session began on simulated instruments and those of this bench are real: go on with the bench as it was, or begin a new session") \
    X(bench_became_simulated, DEPARTED, "this session began on real instruments and those of this bench are simulated: go on with the bench as it was, or begin a new session") \
    X(bench_no_algometer, INVALID, "the bench has no algometer: bind one in the bench file (algometer = …)") \
    X(bench_no_cuff, INVALID, "the bench has no cuff to test with: bind one in the bench file (test_cuff = …)") \
    X(one_start, INVALID, "both outlets of a cuff algometer press from one start, so it cannot condition with one and begin to test with the other: take design = \"sequential\", or test with another instrument") \
    X(beside_rated, INVALID, "what conditions is rated all the time, and nobody can rate a test beside it: test with what needs no rating, or condition with cold water") \
    X(cuff_too_long, RANGE, "it takes {1} s, but this cuff can be told {2} s at most: raise the rate, or shorten the hold") \
    X(cuff_rate_step, RANGE, "this cuff is told its rate in steps of {1} kPa/s: {2} kPa/s would become {3}, which is another rate; ask for a rate that is a whole number of these steps, or for a higher one") \
    X(cuff_no_room, RANGE, "the limit of {1} kPa leaves no ramp: the cuff counts as pressing only above {2} kPa; raise the limit") \
    X(beside_button, INVALID, "the only response of this bench is the button of the cuff that conditions, and a press of it ends what it gives: bind another response in the bench file (a key, a pedal, a box) for the test beside it") \
    X(train_rate_limited, RANGE, "the bench file limits how fast this cuff may rise, and a train of pulses rises as fast as the cuff can: take the limit of the rate out, or leave this test out") \
    X(train_base, INVALID, "this cuff is told of every pulse, so nothing can be held between them: leave `base` out, or give all pulses the same level") \
    X(train_step, INVALID, "this cuff keeps the time of its pulses in steps of {1} s: set on and off to whole steps") \
    X(train_unread, INVALID, "this cuff tells its pressure only while it presses, so pulses that are told it one by one could not be watched between them: give all pulses the same level") \
    X(bench_no_rating, INVALID, "the bench has nothing to rate with: bind a slider in the bench file (rating = …)") \
    X(bench_no_thermode, INVALID, "the bench has no thermode: bind one in the bench file (thermode = …)") \
    X(thermode_unchecked, INVALID, "the thermode was never checked at two levels on this bench: check it on the Bench screen, or say why it is used all the same (--override-check REASON)") \
    X(thermode_failed, INVALID, "the thermode's check at two levels failed, or found more than the bench file allows now: put it right and check it on the Bench screen, or say why it is used all the same (--override-check REASON)") \
    X(thermode_expired, INVALID, "the thermode's check at two levels has expired: check it on the Bench screen, or say why it is used all the same (--override-check REASON)") \
    X(beat_unattended, INVALID, "with --headless nobody could hear and see the beat, nor enter what the participant says: run it at a terminal") \
    X(hand_no_room, RANGE, "presses of {1} kPa are asked for, but at {2} kPa the train ends: set a higher limit (in the protocol, or in the bench file) or a lower level") \
    X(cold_unattended, INVALID, "with --headless nobody could say when somebody is in cold water or ice touches, nor when it hurts: run it at a terminal") \
    X(thermal_no_room, RANGE, "the thermode is to go from {1} to {2} °C, which is no way for a ramp: set another baseline or limit (in the protocol, or in the bench file)") \
    X(thermal_level, RANGE, "the protocol asks for a level of {1} °C, but instrument, bench file and Limen allow {2} to {3} °C: choose another level in the protocol") \
    X(thermal_period, RANGE, "pulses to {1} °C, up at {2} °C/s and back at {3} °C/s, need a period of {4} s at least, and {5} s are asked for: lengthen `period`, shorten `on` or raise the rates in the protocol") \
    X(thermal_too_long, RANGE, "a ramp to {1} °C at {2} °C/s takes {3} s, but this thermode is driven for at most {4} s at a time: set a higher `rate` or a nearer limit in the protocol") \
    X(limits_pressed, INVALID, "limits.{1} is {2} in the bench file, but no site is pressed more than {3} times a day: write {3} or less") \
    X(limits_given, INVALID, "limits.{1} is {2} in the bench file, but no site is given more than {3} in 24 hours: write {4} or less") \
    X(bind_no_channel, INVALID, "driver {1} has nothing that can be the {2}: choose another role") \
    X(bind_no_force, INVALID, "a force gauge needs its capacity and the area of its probe: say both") \
    X(bind_full, FULL, "a bench has at most {1} instruments: take one out of the bench file first") \
    X(force_no_probe, INVALID, "this instrument measures no force of a probe") \
    X(force_range, RANGE, "a gauge bears {1} to {2} N, and a probe has {3} to {4} cm2: correct it") \
    X(respond_pedal, INVALID, "a pedal needs its path or its key: choose one") \
    X(respond_key_reserved, INVALID, "the key `{1}` belongs to STOP and to the examiner: take another") \
    X(respond_twice, BUSY, "{1} is a response of this bench already: take another") \
    X(respond_port_taken, BUSY, "an instrument of this bench hangs on {1}: take another port") \
    X(ramp_no_room, RANGE, "the ramp may go up to {1} kPa, but the probe counts as touching only above {2} kPa: set a higher limit (in the protocol, or in the bench file) or a lower `contact`") \
    X(hold_no_room, RANGE, "the cuff is to hold {1} kPa, but up to {2} kPa it counts as open: ask for more in the protocol") \
    X(ramp_too_fast, INVALID, "the protocol asks for {1} kPa/s, but at most {2} kPa/s are possible") \
    X(checks_line, INVALID, "{1}:{2}: this is no check of an instrument: take the line out, or move the file away") \
    X(checks_unreadable, IO, "{1} cannot be read ({2}): the checks of the instruments are not known") \
    X(checks_unwritable, IO, "{1} cannot be written ({2}): the check is known until the program ends; free some room or save the bench elsewhere")
/* clang-format on */

SESSION_REASONS(REASON_DECLARE)

#endif
