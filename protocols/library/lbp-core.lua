-- Low back pain, core battery: pressure pain thresholds at the back and away from it on both sides, temporal summation, cold pain
-- thresholds, and conditioned pain modulation, in 35 to 45 minutes.
--
-- Why these: pressure at the back tells how sensitive the place itself is, at the leg whether that has spread; the sides are compared,
-- and local is set against remote (METHODS 2: LB3P, WALTON2011, BMR2021). Temporal summation and conditioned pain modulation tell of
-- how pain is amplified and inhibited; in A2CPS and LB3P they stand beside PPT. Cold hyperalgesia goes with pain that has spread.
-- Order: what the participant has to know (the threshold) first; what conditions last, since it lasts; cold before it, so that
-- the hand in the water is the last cold of the day, and at another arm than the test.
-- Summation is at the participant's own threshold of the same place; who has none up to the limit has no train there.
-- Conditioning: the hand in cold water for at most 60 s, the test at the deltoid of the other side, sequential (A2CPS; more in
-- cpm-ppt-coldpressor).
-- Time: `limen plan` of it says 35 to 45 minutes for people whose thresholds are usual. A place that is pressed rests for a minute; the
-- places take turns, so that nobody waits for that.
-- Dose: at the most 11 pressure ramps and one train at a place; three ramps to 0 °C and back are 54 s of the 120 s below 15 °C that a
-- place may have in 24 hours.
local least = 50*kPa

local function both_sides(id, role)
  return site(id, "left", { role = role }), site(id, "right", { role = role })
end

local function summation(place, threshold, limit)
  if threshold == nil or threshold.is_bound or threshold < least then
    note("no train is given at " .. tostring(place) .. ": no pressure pain threshold, or too low a one")
    return nil
  end
  instruct { key = "ts.hand", test = "ts" }
  return ts_hand { sites = place, level = threshold, limit = limit, pulses = 10 }
end

return protocol {
  id = "lbp-core", version = "1.0.0",
  title = { en = "Low back pain core battery", de = "Basisbatterie Kreuzschmerz" },
  needs = { "algometer", "thermode", "response" },
  parameters = {
    rate = { default = 50*kPa/sec, min = 10*kPa/sec, max = 100*kPa/sec },
    limit = { default = 1000*kPa, min = 300*kPa, max = 1500*kPa },
    trials = { default = 3, min = 2, max = 4 },
    cold_limit = { default = 0*degC, min = 0*degC, max = 10*degC },
    bath = { default = 6*degC, min = 1*degC, max = 12*degC },
    immersion = { default = 60*sec, min = 30*sec, max = 120*sec },
    rest = { default = 120*sec, min = 60*sec, max = 600*sec },
  },
  run = function(p)
    local back_left, back_right = both_sides("lumbar.L4", "local")
    local leg_left, leg_right = both_sides("tibialis_anterior", "remote")
    local result = {}
    instruct { key = "ppt", test = "ppt" }
    result.ppt = ppt {
      sites = { leg_left, leg_right, back_left, back_right }, rate = p.rate, limit = p.limit, trials = p.trials, practice = 1,
    }
    result.ts = {}
    for _, place in ipairs { leg_left, back_left } do
      result.ts[place] = summation(place, result.ppt[place].mean, p.limit)
    end
    instruct { key = "cpt", test = "cpt" }
    result.cpt = cpt {
      sites = { site("hand.dorsum", "right", { role = "remote" }), back_left, back_right }, limit = p.cold_limit, practice = 1,
    }
    rest(p.rest)
    instruct { key = "ppt", test = "ppt" }
    result.cpm = cpm {
      test = { ppt, sites = site("deltoid", "right", { role = "remote" }), rate = p.rate, limit = p.limit, trials = 2 },
      conditioning = { cold_pressor, site = site("hand.dorsum", "left"), bath = p.bath, limit = p.immersion },
      after = { 0*sec, 300*sec },
    }
    return result
  end,
}
