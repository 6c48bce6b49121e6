-- Tonic heat or cold on a thermode (METHODS 4.1, SUZ2015): one level, held, and rated all the time.
--
--   local r = tonic { by = "heat", sites = {…}, level = 46*degC, hold = 2*min }
--
-- * The value is the mean rating over the hold, from 0 to 10; missing where the rating has a gap, or nobody rates.
-- * The heat of the whole hold is counted before: 46.5 °C for 2 min is more than a site may have in a day.
-- * anchors: what stands along the scale (scale_anchors.lua).
-- * Whoever presses the button withdraws.
-- * The result holds, beside what every test has (threshold_trials.lua), peak, nadir and rise of the last trial that has them: the
--   highest rating in the first 30 s, the lowest after it, and how far it rose from there. They stand in the tables, too.

local options = thermal_options()
local scale = scale_anchors()
local phase = cpm_phase()

local known = options.known {
  by = { one_of = { "heat" }, default = "heat" },
  level = { like = 1*degC, default = 46*degC, min = 0*degC, max = 50*degC },
  hold = { like = 1*sec, default = 120*sec, min = 1*sec, max = 180*sec },
  rate = { like = 1*degC/sec, default = 1*degC/sec, min = 0.1*degC/sec, max = 100*degC/sec },
  trials = { like = 1, default = 1, min = 1, max = 5, whole = true },
  order = { one_of = { "rotate", "given" }, default = "rotate" },
  rest = { like = 1*sec, default = 300*sec, min = 0*sec, max = 1*hour },
  anchors = scale.known,
  attempts = { like = 1, default = 1, min = 1, max = 5, whole = true },
  interval_min = options.interval(1*sec),
  interval_max = options.interval(1*sec),
}

local function arguments(_, o)
  phase.level = o.level
  return {
    stimulus = "thermal_tonic", level = o.level, hold = o.hold, baseline = o.baseline, rate = o.rate,
    return_rate = o.return_rate, tolerance = o.tolerance, interval_min = o.interval_min, interval_max = o.interval_max,
    anchors = o.shown,
  }
end

local function keep(trial, outcome)
  trial.peak, trial.nadir, trial.rise = outcome.peak_rating, outcome.nadir_rating, outcome.rise
end

local function add(summary, _, trials)
  for _, trial in ipairs(trials) do
    if trial.value ~= nil then
      summary.peak, summary.nadir, summary.rise = trial.peak, trial.nadir, trial.rise
    end
  end
end

local kind = {
  test = "tonic", unit = 1, bound = "right", has_cv = false, arguments = arguments, after = keep, summed = add,
}

-- as: of a verb that is like it (thermode_tonic.lua, sham.lua): its name, and what differs in options and kind.
return function(given, as)
  as = as or { verb = "tonic" }
  local o = checked_options(as.verb, given, merged(known, as.known))
  options.check_interval(as.verb, o)
  if o.level == o.baseline then
    fail_option(as.verb, "level",
      ("%s: level is %s, and so is the baseline: the thermode has to go somewhere"):format(as.verb, tostring(o.level)))
  end
  o.shown = scale.of(as.verb, o.anchors)
  return threshold_trials(merged(kind, as.kind), o)
end
