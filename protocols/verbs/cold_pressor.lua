-- Cold pressor test (METHODS 6.2): a hand in a bath of cold water for as long as it can be borne. The examiner marks when the
-- hand is in, when it begins to hurt (or the participant presses the button), and when it is out.
--
--   local r = cold_pressor { sites = site("hand.dorsum", "left"), bath = 5*degC, limit = 120*sec, rating_every = 30*sec }
--
-- * value: the tolerance, from when the hand was in until it was out. At the limit it is a bound: it would have been longer.
--   Nobody stays in for more than five minutes.
-- * pain: the threshold, until it begins to hurt; absent where nobody said so. In the tables it is the test `cold_pain`; at the
--   limit without pain it is a bound. A hand that is out before it hurts has none.
-- * ratings: asked at `rating_every` (0*sec: never), from 0 to 10; what was not given is missing. r.ratings has the list of
--   each trial: { at, value }.
-- * bath: the temperature that is wanted. What the bath has before and after each trial is measured where the bench has a bath that
--   tells it, all the while the hand is in, and else entered (`ask = false`: not); r.bath_before, r.bath_after have the lists, with
--   false where nobody knows it.
-- What else is done with sites, trials and attempts, and what the result holds: threshold_trials.lua.

local phase = cpm_phase()

local known = {
  sites = { kind = "sites" },
  bath = { like = 1*degC, default = 5*degC, min = 0*degC, max = 15*degC },
  limit = { like = 1*sec, default = 120*sec, min = 5*sec, max = 300*sec },
  rating_every = { like = 1*sec, default = 30*sec, min = 0*sec, max = 300*sec },
  trials = { like = 1, default = 1, min = 1, max = 5, whole = true },
  order = { one_of = { "rotate", "given", "blocked" }, default = "given" },
  rest = { like = 1*sec, default = 300*sec, min = 0*sec, max = 1*hour },
  attempts = { like = 1, default = 1, min = 1, max = 3, whole = true },
  ask = { kind = "boolean", default = true },
}

local function ask_bath(when, o)
  if not o.ask then
    return nil
  end
  return enter {
    key = "bath." .. when,
    text = when == "before"
      and { en = "How cold is the water now, well stirred?", de = "Wie kalt ist das Wasser jetzt, gut umgerührt?" }
      or { en = "How cold is the water after the trial?", de = "Wie kalt ist das Wasser nach der Messung?" },
    unit = 1*degC, min = 0*degC, max = math.max(25*degC, o.bath + 10*degC), expected = o.bath,
    measured = "bath",
  }
end

local function arguments(trial, o)
  trial.before = ask_bath("before", o) or false
  phase.level = trial.before or nil
  return { stimulus = "immersion", limit = o.limit, rating_every = o.rating_every, bath = trial.before or nil }
end

local function ratings_of(outcome)
  local list = {}
  for i, rating in ipairs(outcome.ratings or {}) do
    list[i] = { at = rating.at_s * sec, value = rating.value }
  end
  return list
end

-- The time until it hurt; where the limit came first, it is longer than that.
local function pain_of(outcome)
  if outcome.pain == nil and outcome["end"] == "limit" then
    return bound("right", outcome.value:at_least())
  end
  return outcome.pain
end

local function note_bath(trial, outcome, o)
  trial.before, trial.after = outcome.bath_on or trial.before, outcome.bath_off or false
  phase.level = trial.before or nil
  if trial.after then
    return
  end
  phase.later(function()
    trial.after = ask_bath("after", o) or false
    if trial.told then
      trial.told[trial.place] = trial.after
    end
  end)
end

local function note_pain(trial, outcome, o)
  trial.pain, trial.ratings = pain_of(outcome), ratings_of(outcome)
  note_bath(trial, outcome, o)
  cold_pain("cold_pain", trial)
end

local function add_course(summary, _, trials)
  summary.ratings, summary.bath_before, summary.bath_after, summary.pains = {}, {}, {}, {}
  for _, trial in ipairs(trials) do
    if trial.value ~= nil then
      local i = #summary.ratings + 1
      summary.ratings[i], summary.bath_before[i], summary.bath_after[i] = trial.ratings, trial.before, trial.after
      trial.told, trial.place = summary.bath_after, i
      summary.pains[i] = trial.pain == nil and false or trial.pain
      summary.pain = summary.pain == nil and trial.pain or summary.pain
    end
  end
end

local kind = {
  test = "cold_pressor", unit = 1*sec, bound = "right", has_cv = true, arguments = arguments, after = note_pain,
  summed = add_course,
}

-- as: of a verb that is like it (sham.lua): its name, and what differs in options and kind.
return function(given, as)
  as = as or { verb = "cold_pressor" }
  local o = checked_options(as.verb, given, merged(known, as.known))
  if o.rating_every > 0*sec and o.rating_every < 10*sec then
    fail_option(as.verb, "rating_every",
      ("%s: rating_every is %s, but nobody can say more than one number in %s (0*sec: none is asked for)"):format(as.verb,
        tostring(o.rating_every), tostring(10*sec)))
  end
  if o.rating_every > o.limit then
    if given.rating_every ~= nil then
      fail_option(as.verb, "rating_every",
        ("%s: rating_every is %s, but the hand is out after %s (limit): take less, or 0*sec to ask for none"):format(as.verb,
          tostring(o.rating_every), tostring(o.limit)))
    end
    o.rating_every = 0*sec
  end
  o.practice, o.extra_trial_cv, o.max_trials = 0, math.huge, o.trials
  return threshold_trials(merged(kind, as.kind), o)
end
