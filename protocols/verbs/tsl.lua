-- Thermal sensory limen: ramps in turn, each to where it is felt, warm and cool (METHODS 6.1, 7.1), and how the cool ones felt.
--
--   local r = tsl { sites = {…}, baseline = 32*degC, rate = 1*degC/sec, limit = 50*degC, cool_limit = 0*degC, pairs = 3 }
--
-- * One trial is a whole run of `pairs` warm and as many cool turns. Its value is the mean of the warm turns minus that of the
--   cool ones. Where a turn went to its limit the value is a bound: the true one is greater.
-- * phs: after each run that gave a value the examiner asks what each cool turn felt like, and enters it: cold, warm, hot or
--   burning, painful, something else. How many were hot or burning is the count of paradoxical heat sensations, from 0 to
--   `pairs`. What was not answered is missing, and with it the count: it is never taken for 0. `ask = false` asks nothing.
-- * The count stands in the tables as the test `phs`.
-- * The result holds phs (absent where it is missing) and felt, a list with the answers of each trial.
-- What else is done with sites, trials and attempts, and what the result holds: threshold_trials.lua.

local options = thermal_options()

local known = options.known {
  limit = options.limit(50*degC),
  cool_limit = options.limit(0*degC),
  pairs = { like = 1, default = 3, min = 1, max = 6, whole = true },
  trials = { like = 1, default = 1, min = 1, max = 20, whole = true },
  interval_min = options.interval(4*sec),
  interval_max = options.interval(6*sec),
  ask = { kind = "boolean", default = true },
}

local room = 1*degC

local feelings = {
  { key = "cold", text = { en = "cool or cold", de = "kühl oder kalt" } },
  { key = "warm", text = { en = "warm", de = "warm" } },
  { key = "hot", text = { en = "hot or burning", de = "heiß oder brennend" } },
  { key = "pain", text = { en = "painful, and not hot", de = "schmerzhaft, aber nicht heiß" } },
  { key = "other", text = { en = "something else", de = "etwas anderes" } },
}

local function check_together(o)
  if o.limit - o.baseline < room or o.baseline - o.cool_limit < room then
    fail_option("tsl", o.limit - o.baseline < room and "limit" or "cool_limit",
      ("tsl: limit is %s and cool_limit is %s, but the baseline is %s: they must be at least %s above and below it"):format(
        tostring(o.limit), tostring(o.cool_limit), tostring(o.baseline), tostring(room)))
  end
  options.check_interval("tsl", o)
end

local function arguments(_, o)
  return {
    stimulus = "thermal_limen", baseline = o.baseline, rate = o.rate, return_rate = o.return_rate, limit = o.limit,
    cool_limit = o.cool_limit, pairs = o.pairs, tolerance = o.tolerance, interval_min = o.interval_min,
    interval_max = o.interval_max,
  }
end

local function ask_about(trial, pulse, n)
  return choose {
    key = "felt",
    text = {
      en = ("What did cool turn %d of %d feel like?"):format(pulse, n),
      de = ("Wie fühlte sich die kühle Phase %d von %d an?"):format(pulse, n),
    },
    choices = feelings,
    about = {
      test = "tsl", site = trial.site.id, side = trial.site.side, trial = trial.number, attempt = trial.attempt,
      practice = trial.practice, pulse = pulse,
    },
  }
end

-- The count of this attempt; an earlier one's is gone.
local function ask_felt(trial, _, o)
  local hot = 0
  trial.felt, trial.phs = {}, nil
  if not o.ask or trial.practice then
    return
  end
  for pulse = 1, o.pairs do
    local felt = ask_about(trial, pulse, o.pairs)
    trial.felt[pulse] = felt or "n/a"
    hot = hot and felt and hot + (felt == "hot" and 1 or 0)
  end
  trial.phs = hot or nil
end

-- Not before: what an attempt that is made again felt like is no count of its trial.
local function keep_phs(trial)
  if trial.phs then
    ask("result", {
      test = "phs", site = trial.site.id, side = trial.site.side, role = trial.site.role, trial = trial.number,
      value = trial.phs,
    })
  end
end

local function add_phs(summary, _, trials)
  local phs = 0
  summary.felt = {}
  for _, trial in ipairs(trials) do
    if trial.value ~= nil then
      summary.felt[#summary.felt + 1] = trial.felt
      phs = phs and trial.phs and phs + trial.phs
    end
  end
  summary.phs = phs or nil
end

local kind = {
  test = "tsl", unit = 1*degC, bound = "right", arguments = arguments, after = ask_felt, over = keep_phs, summed = add_phs,
}

return function(given)
  local o = checked_options("tsl", given, known)
  check_together(o)
  return threshold_trials(kind, o)
end
