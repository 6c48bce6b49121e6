-- Tonic cuff pressure (METHODS 4.2): one pressure, held, and rated all the time on the slider, also for a while after it.
--
--   local r = tonic { sites = {…}, level = 0.7 * tolerance.ptt, hold = 60*sec, tail = 20*sec }
--
-- * The value is the mean rating over hold and tail, from 0 to 10 (AUC_static); missing where the rating has a gap of more than a
--   second.
-- * level: what is above `limit` is held at the limit (`is_capped` in the result, the level that was held in the tables). A level
--   that follows from a bound is written with :at_least().
-- * anchors: what stands along the scale (scale_anchors.lua).
-- * Whoever presses the button withdraws: the cuff opens, and nothing more is done in this test.
-- * The result holds, beside what every test has (threshold_trials.lua), hold_rating (the mean over the hold alone) and peak (the
--   highest rating) of the last trial that has them.

local scale = scale_anchors()
local phase = cpm_phase()

local known = {
  by = { one_of = { "cuff" }, default = "cuff" },
  sites = { kind = "sites" },
  level = { like = 1*kPa, min = 6*kPa, max = 1000*kPa },
  limit = { like = 1*kPa, default = 100*kPa, min = 10*kPa, max = 100*kPa },
  rate = { like = 1*kPa/sec, default = 1*kPa/sec, min = 0.1*kPa/sec, max = 20*kPa/sec },
  hold = { like = 1*sec, default = 60*sec, min = 1*sec, max = 180*sec },
  tail = { like = 1*sec, default = 20*sec, min = 0*sec, max = 60*sec },
  trials = { like = 1, default = 1, min = 1, max = 5, whole = true },
  order = { one_of = { "rotate", "given" }, default = "rotate" },
  rest = { like = 1*sec, default = 300*sec, min = 0*sec, max = 1*hour },
  anchors = scale.known,
  attempts = { like = 1, default = 1, min = 1, max = 5, whole = true },
}

local function arguments(_, o)
  phase.level = o.level > o.limit and o.limit or o.level
  return {
    stimulus = "pressure_hold", level = phase.level, rate = o.rate, hold = o.hold, tail = o.tail,
    capped = o.level > o.limit or nil, anchors = o.shown,
  }
end

local function keep(trial, outcome)
  trial.hold_rating, trial.peak, trial.is_capped = outcome.hold_rating, outcome.peak_rating, outcome.capped
end

local function add(summary, o, trials)
  summary.is_capped = o.level > o.limit
  for _, trial in ipairs(trials) do
    summary.is_capped = summary.is_capped or trial.is_capped or false
    if trial.value ~= nil then
      summary.hold_rating, summary.peak = trial.hold_rating, trial.peak
    end
  end
end

local kind = {
  test = "tonic", unit = 1, bound = "right", has_cv = false, arguments = arguments, after = keep, summed = add,
}

-- as: of a verb that is like it (cuff_tonic.lua, sham.lua): its name, and what differs in options and kind.
return function(given, as)
  as = as or { verb = "tonic" }
  local o = checked_options(as.verb, given, merged(known, as.known))
  o.shown = scale.of(as.verb, o.anchors)
  o.practice, o.extra_trial_cv, o.max_trials = 0, math.huge, o.trials
  return threshold_trials(merged(kind, as.kind), o)
end
