-- Cuff pressure: detection, tolerance and the rating there (METHODS 3.3), from one ramp each.
--
--   local r = pdt_ptt { sites = {…}, rate = 1*kPa/sec, limit = 100*kPa, trials = 1, rest = 300*sec }
--
-- * The participant rates all the time on a slider and ends the ramp with the button: that pressure is the tolerance (PTT), the
--   verb's value. A ramp that went to its limit is a bound: the tolerance is above.
-- * anchors: what stands along the scale (scale_anchors.lua): 2, or 3 with "just painful" between them.
-- * detect: from this rating on (0 to 10) it is felt as pain; the pressure where the rating comes to it from below, the last time
--   it does, is the detection (PDT). Without, 0.1 with two anchors, and with three where the one between stands.
-- * stop: a rating that ends the ramp as the button does: 10, the top of the scale. `button_only = true`: only the button does;
--   with three anchors it is so without.
-- * Tolerance, detection and the rating at the end stand in the tables as the tests `ptt`, `pdt` and `ptl`. What was not found is
--   missing.
-- * cuff: "test", or "conditioning", the one that will condition (cuff_tonic.lua), where the bench has one.
-- * The result holds ptt (its mean, a bound where it is one), pdt and ptl (means over the trials that have them, absent where none
--   has) beside what every threshold has:
--   threshold_trials.lua.

local scale = scale_anchors()
local phase = cpm_phase()

local known = {
  sites = { kind = "sites" },
  rate = { like = 1*kPa/sec, default = 1*kPa/sec, min = 0.1*kPa/sec, max = 20*kPa/sec },
  limit = { like = 1*kPa, default = 100*kPa, min = 10*kPa, max = 100*kPa },
  cuff = { one_of = { "test", "conditioning" }, default = "test" },
  anchors = scale.known,
  detect = { like = 1, min = 0.1, max = 10, optional = true },
  stop = { like = 1, default = 10, min = 0.5, max = 10 },
  button_only = { kind = "boolean", optional = true },
  trials = { like = 1, default = 1, min = 1, max = 10, whole = true },
  practice = { like = 1, default = 0, min = 0, max = 5, whole = true },
  order = { one_of = { "rotate", "given" }, default = "rotate" },
  rest = { like = 1*sec, default = 300*sec, min = 0*sec, max = 1*hour },
  attempts = { like = 1, default = 2, min = 1, max = 5, whole = true },
  tolerance = { like = 1, default = 10*percent, min = 1*percent, max = 99*percent },
}

-- No rating comes so far.
local never = 1000

local function arguments(_, o)
  return {
    stimulus = "cuff_ramp", rate = o.rate, limit = o.limit, tolerance = o.tolerance, detect = o.detect,
    stop = o.button_only and never or o.stop, anchors = o.shown,
    cond_cuff = o.cuff == "conditioning" or nil,
  }
end

-- What is not said follows from the scale.
local function fill_in(o)
  o.shown = scale.of("pdt_ptt", o.anchors)
  local has_three = o.shown ~= nil and #o.shown == 3
  if o.detect == nil then
    o.detect = has_three and (o.shown[2].at or 5) or 0.1
  end
  if o.button_only == nil then
    o.button_only = has_three
  end
end

-- Of this attempt; an earlier one's are gone.
local function keep(trial, outcome)
  trial.pdt, trial.ptl = outcome.pdt, outcome.rating
end

local function tell(trial, test, value, unit)
  if value ~= nil then
    ask("result", phase.mark {
      test = test, site = trial.site.id, side = trial.site.side, role = trial.site.role, trial = trial.number, value = value,
      unit = unit,
    })
  end
end

local function keep_both(trial)
  tell(trial, "pdt", trial.pdt)
  tell(trial, "ptl", trial.ptl, "0-10")
end

local function mean_of(trials, name)
  local sum, n
  for _, trial in ipairs(trials) do
    if trial.value ~= nil and trial[name] ~= nil then
      sum = sum and sum + trial[name] or trial[name]
      n = (n or 0) + 1
    end
  end
  return sum and sum / n
end

local function add_both(summary, _, trials)
  summary.ptt = summary.mean
  summary.pdt, summary.ptl = mean_of(trials, "pdt"), mean_of(trials, "ptl")
end

local kind = {
  test = "ptt", unit = 1*kPa, bound = "right", has_cv = true,
  arguments = arguments, after = keep, over = keep_both, summed = add_both,
}

return function(given)
  local o = checked_options("pdt_ptt", given, known)
  fill_in(o)
  o.extra_trial_cv, o.max_trials = 10, o.trials
  return threshold_trials(kind, o)
end
