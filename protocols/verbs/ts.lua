-- Temporal summation with a cuff (METHODS 4): trains of pulses, each rated on the slider at the end of its own period. By
-- heat or cold instead: by = "heat", with options of its own (ts_heat.lua).
--
--   local r = ts { sites = {…}, level = 1.0 * tolerance.ptt, pulses = 10, on = 1*sec, off = 1*sec }
--
-- * level: of all pulses; or levels = { … }, one for each. What is above `limit` is given at the limit (`is_capped` in the
--   result, the level that was given in the tables). A level that follows from a bound is written with :at_least().
-- * base: between two pulses, from 0*kPa on; only where all pulses have the same level.
-- * anchors: what stands along the scale (scale_anchors.lua).
-- * trials: trains at a site. Who presses the button withdraws: nothing more is done in this test.
-- * In the tables a pulse is a row of the test `ts`, with train and pulse; a rating that was not given in its time is missing,
--   never zero. Indices are formed of those rows (limen score).
-- * The result holds, beside what every test has (threshold_trials.lua), ratings (of the last train, nil where missing), first,
--   last and growth = last - first (means over the trains that have both; absent where none has). Its value is the mean rating.

local parts = train_ratings()
local scale = scale_anchors()

local known = {
  by = { one_of = { "cuff", "heat" }, default = "cuff" },
  sites = { kind = "sites" },
  level = { like = 1*kPa, min = 5*kPa, max = 1000*kPa, optional = true },
  levels = { kind = "table", optional = true },
  limit = { like = 1*kPa, default = 100*kPa, min = 10*kPa, max = 100*kPa },
  base = { like = 1*kPa, default = 0*kPa, min = 0*kPa, max = 20*kPa },
  pulses = { like = 1, default = 10, min = 1, max = 16, whole = true },
  on = { like = 1*sec, default = 1*sec, min = 0.5*sec, max = 10*sec },
  off = { like = 1*sec, default = 1*sec, min = 0.5*sec, max = 30*sec },
  trials = { like = 1, default = 1, min = 1, max = 10, whole = true },
  practice = { like = 1, default = 0, min = 0, max = 5, whole = true },
  order = { one_of = { "rotate", "given" }, default = "rotate" },
  rest = { like = 1*sec, default = 300*sec, min = 0*sec, max = 1*hour },
  anchors = scale.known,
  attempts = { like = 1, default = 2, min = 1, max = 5, whole = true },
}

local function is_above(level, limit)
  return level > limit
end

local function arguments(_, o)
  return {
    stimulus = "pulse_train", levels = o.given, base = o.base, on = o.on, off = o.off,
    capped = o.is_capped or nil, anchors = o.shown,
  }
end

local kind = {
  test = "ts", unit = 1, bound = "right", has_cv = false,
  arguments = arguments, value = parts.mean_rating, after = parts.keep, summed = parts.add,
}

return function(given)
  if type(given) == "table" and given.by == "heat" then
    return ts_heat(given)
  end
  local o = checked_options("ts", given, known)
  parts.check_levels(o, "kPa")
  o.shown = scale.of("ts", o.anchors)
  o.given, o.is_capped = parts.levels_of(o, is_above)
  o.extra_trial_cv, o.max_trials = math.huge, o.trials
  return threshold_trials(kind, o)
end
