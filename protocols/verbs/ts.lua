-- Temporal summation with a cuff (METHODS 4): trains of pulses, each rated on the slider at the end of its own period.
--
--   local r = ts { sites = {…}, level = 1.0 * tolerance.ptt, pulses = 10, on = 1*sec, off = 1*sec }
--
-- * level: of all pulses; or levels = { … }, one for each. What is above `limit` is given at the limit (`is_capped` in the
--   result, the level that was given in the tables). A level that follows from a bound is written with :at_least().
-- * base: between two pulses, from 0*kPa on; only where all pulses have the same level.
-- * trials: trains at a site. Who presses the button withdraws: nothing more is done in this test.
-- * In the tables a pulse is a row of the test `ts`, with train and pulse; a rating that was not given in its time is missing,
--   never zero. Indices are formed of those rows (limen score).
-- * The result holds, beside what every test has (threshold_trials.lua), ratings (of the last train, nil where missing), first,
--   last and growth = last - first (means over the trains that have both; absent where none has). Its value is the mean rating.

local known = {
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
  attempts = { like = 1, default = 2, min = 1, max = 5, whole = true },
}

local function check_levels(o)
  if (o.level == nil) == (o.levels == nil) then
    fail_option("ts", "level", "ts needs either level = … or levels = { … }, one for each pulse")
  end
  if not o.levels then
    return
  end
  if #o.levels == 0 or #o.levels > 16 then
    fail_option("ts", "levels", ("ts: levels holds %d pulses, but 1 to 16 are possible"):format(#o.levels))
  end
  for i, level in ipairs(o.levels) do
    if unit_of(level) ~= "kPa" or type(level) == "bound" then
      fail_option("ts", "levels", ("ts: levels[%d] must be a quantity in kPa, not %s"):format(i, tostring(level)))
    end
  end
end

-- One for each pulse, none above the limit; and whether one was.
local function levels_of(o)
  local levels, is_capped = {}, false
  for i = 1, o.levels and #o.levels or o.pulses do
    local level = o.levels and o.levels[i] or o.level
    is_capped = is_capped or level > o.limit
    levels[i] = level > o.limit and o.limit or level
  end
  return levels, is_capped
end

local function arguments(_, o)
  return { stimulus = "pulse_train", levels = o.given, base = o.base, on = o.on, off = o.off }
end

local function mean_rating(outcome)
  local sum, n = 0, 0
  for _, pulse in ipairs(outcome.pulses or {}) do
    if pulse.rating then
      sum, n = sum + pulse.rating, n + 1
    end
  end
  return n > 0 and sum / n or nil
end

-- Of this attempt; an earlier one's are gone.
local function keep(trial, outcome)
  trial.ratings = {}
  for i, pulse in ipairs(outcome.pulses) do
    trial.ratings[i] = pulse.rating
  end
  trial.first, trial.last = outcome.pulses[1].rating, outcome.pulses[#outcome.pulses].rating
end

local function add_ratings(summary, o, trials)
  local n, first, last = 0, 0, 0
  for _, trial in ipairs(trials) do
    summary.ratings = trial.value ~= nil and trial.ratings or summary.ratings
    if trial.value ~= nil and trial.first and trial.last then
      n, first, last = n + 1, first + trial.first, last + trial.last
    end
  end
  if n > 0 then
    summary.first, summary.last, summary.growth = first / n, last / n, (last - first) / n
  end
  summary.is_capped = o.is_capped
end

local kind = {
  test = "ts", unit = 1, bound = "right", has_cv = false,
  arguments = arguments, value = mean_rating, after = keep, summed = add_ratings,
}

return function(given)
  local o = checked_options("ts", given, known)
  check_levels(o)
  o.given, o.is_capped = levels_of(o)
  o.extra_trial_cv, o.max_trials = math.huge, o.trials
  return threshold_trials(kind, o)
end
