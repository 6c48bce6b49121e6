-- Ice test (METHODS 6.2): ice on the skin for a fixed time, then a rating from 0 to 10. The examiner marks when it is on, when
-- the participant says that it hurts, when it is off, and enters the rating.
--
--   local r = ice { sites = { site("cervical.C5", "left"), site("cervical.C5", "right") }, time = 10*sec }
--
-- * value: the rating. One that was not given is missing; a trial that the participant ends before its time has none either.
-- * pain: how long it took to hurt, in the variant of 30 s (METHODS: timed onset); absent where nobody said so. In the tables
--   it is the test `ice_pain`.
-- What else is done with sites, trials and attempts, and what the result holds: threshold_trials.lua.

local known = {
  sites = { kind = "sites" },
  time = { like = 1*sec, default = 10*sec, min = 5*sec, max = 60*sec },
  trials = { like = 1, default = 1, min = 1, max = 5, whole = true },
  order = { one_of = { "rotate", "given", "blocked" }, default = "given" },
  rest = { like = 1*sec, default = 60*sec, min = 0*sec, max = 1*hour },
  attempts = { like = 1, default = 1, min = 1, max = 3, whole = true },
}

local function note_pain(trial, outcome)
  trial.pain = outcome.pain
  cold_pain("ice_pain", trial)
end

local function add_pain(summary, _, trials)
  for _, trial in ipairs(trials) do
    summary.pain = summary.pain == nil and trial.value ~= nil and trial.pain or summary.pain
  end
end

local kind = {
  test = "ice", unit = 1, bound = "right", has_cv = true, after = note_pain, summed = add_pain,
  arguments = function(_, o)
    return { stimulus = "timed_contact", limit = o.time }
  end,
}

return function(given)
  local o = checked_options("ice", given, known)
  o.practice, o.extra_trial_cv, o.max_trials = 0, math.huge, o.trials
  return threshold_trials(kind, o)
end
