-- Temporal summation by heat or cold on a thermode (METHODS 4.1): trains of pulses, each rated at the end of its own period where
-- the bench has something to rate on.
--
--   local r = ts { by = "heat", sites = {…}, level = 48*degC, pulses = 10, on = 0.5*sec, period = 2.5*sec }
--
-- * level: of all pulses; or levels = { … }, one for each; all above the baseline, or all below it. What is beyond `limit` is
--   given at the limit (`is_capped` in the result, the level that was given in the tables).
-- * period: from the beginning of one pulse to that of the next. Ways up and down have to fit in: how long they are is said
--   where they do not. `rate` and `return_rate` are faster than those of thresholds: the bench file has to allow them (`ramp`).
-- * A pulse counts as a ramp to a limit of its site, and its heat counts: few trains fit in a day.
-- * The result, the tables and the scale (`anchors`) are those of ts.lua.

local options = thermal_options()
local parts = train_ratings()
local scale = scale_anchors()

local known = options.known {
  by = { one_of = { "heat" }, default = "heat" },
  level = { like = 1*degC, min = 0*degC, max = 50*degC, optional = true },
  levels = { kind = "table", optional = true },
  limit = { like = 1*degC, min = 0*degC, max = 50*degC, optional = true },
  baseline = { like = 1*degC, default = 38*degC, min = 20*degC, max = 40*degC },
  pulses = { like = 1, default = 10, min = 1, max = 16, whole = true },
  on = { like = 1*sec, default = 0.5*sec, min = 0*sec, max = 10*sec },
  period = { like = 1*sec, default = 2.5*sec, min = 0.5*sec, max = 60*sec },
  rate = { like = 1*degC/sec, default = 15*degC/sec, min = 0.1*degC/sec, max = 100*degC/sec },
  return_rate = { like = 1*degC/sec, default = 15*degC/sec, min = 2*degC/sec, max = 100*degC/sec },
  trials = { like = 1, default = 1, min = 1, max = 10, whole = true },
  order = { one_of = { "rotate", "given" }, default = "rotate" },
  rest = { like = 1*sec, default = 300*sec, min = 0*sec, max = 1*hour },
  anchors = scale.known,
  attempts = { like = 1, default = 1, min = 1, max = 5, whole = true },
  interval_min = options.interval(1*sec),
  interval_max = options.interval(1*sec),
}

local function is_beyond_of(o)
  local is_cold = (o.levels and o.levels[1] or o.level) < o.baseline
  o.limit = o.limit or (is_cold and 0*degC or 50*degC)
  return function(level, limit)
    if is_cold then
      return level < limit
    end
    return level > limit
  end
end

local function arguments(_, o)
  return {
    stimulus = "thermal_train", levels = o.given, baseline = o.baseline, rate = o.rate, return_rate = o.return_rate,
    on = o.on, period = o.period, tolerance = o.tolerance, interval_min = o.interval_min, interval_max = o.interval_max,
    capped = o.is_capped or nil, anchors = o.shown,
  }
end

local kind = {
  test = "ts", unit = 1, bound = "right", has_cv = false,
  arguments = arguments, value = parts.mean_rating, after = parts.keep, summed = parts.add,
}

return function(given)
  local o = checked_options("ts", given, known)
  parts.check_levels(o, "degC")
  o.shown = scale.of("ts", o.anchors)
  options.check_interval("ts", o)
  o.given, o.is_capped = parts.levels_of(o, is_beyond_of(o))
  return threshold_trials(kind, o)
end
