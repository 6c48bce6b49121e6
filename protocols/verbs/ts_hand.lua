-- Temporal summation by hand (METHODS 4.1): presses of an algometer to a beat, at one level, rated by voice after the train.
--
--   local r = ts_hand { sites = site("tibialis_anterior", "left"), level = 1.0 * threshold.mean, pulses = 10 }
--
-- * level: of each press; light and sound give the beat after three counts, the screen shows the band of level ± `band`. A level
--   that follows from a bound is written with :at_least(). What is above nine tenths of `limit` is asked for at that (`is_capped`
--   in the result): who presses to a level goes beyond it.
-- * rated: the presses that are asked for afterwards, from first to last; each is a row of the test `ts`, with train and pulse. On
--   a scale of 10 or 100. What is not said within `within` is missing, never zero.
-- * What each press was (when it began against its cue, its level, its share in the band) stands in the record of its train, and
--   in the result: presses, of the last train.
-- * The participant's button ends a train: withdrawn, and nothing more is done in this test.
-- * The result holds, beside what every test has (threshold_trials.lua), ratings ({ pulse, rating } of the last train), first, last and
--   growth = last - first (means over the trains that have both; absent where none has). Its value is the mean rating.

local known = {
  sites = { kind = "sites" },
  level = { like = 1*kPa, min = 50*kPa, max = 2000*kPa },
  band = { like = 1, default = 20*percent, min = 5*percent, max = 50*percent },
  limit = { like = 1*kPa, default = 1000*kPa, min = 100*kPa, max = 2000*kPa },
  pulses = { like = 1, default = 10, min = 1, max = 16, whole = true },
  on = { like = 1*sec, default = 1*sec, min = 0.5*sec, max = 10*sec },
  off = { like = 1*sec, default = 1*sec, min = 0.5*sec, max = 30*sec },
  rated = { kind = "table", optional = true },
  scale = { like = 1, default = 10, min = 10, max = 100, whole = true },
  within = { like = 1*sec, default = 30*sec, min = 0*sec, max = 300*sec },
  twice = { kind = "boolean", default = false },
  trials = { like = 1, default = 1, min = 1, max = 10, whole = true },
  practice = { like = 1, default = 0, min = 0, max = 5, whole = true },
  order = { one_of = { "rotate", "given" }, default = "rotate" },
  rest = { like = 1*sec, default = 300*sec, min = 0*sec, max = 1*hour },
  attempts = { like = 1, default = 2, min = 1, max = 5, whole = true },
}

-- The first, the middle and the last, where nobody has said which.
local function presses_rated(o)
  local list, before = {}, 0
  for _, pulse in ipairs(o.rated or { 1, (o.pulses + 1) // 2, o.pulses }) do
    pulse = math.tointeger(pulse)
    if not pulse or pulse < 1 or pulse > o.pulses then
      fail_option("ts_hand", "rated", ("ts_hand: rated must be numbers of presses, from 1 to %d"):format(o.pulses))
    end
    if pulse > before then -- of a train of two the middle one is the first
      list[#list + 1], before = pulse, pulse
    elseif o.rated then
      fail_option("ts_hand", "rated", "ts_hand: rated must go from the first press to the last")
    end
  end
  if #list == 0 then
    fail_option("ts_hand", "rated", "ts_hand: rated names no press: a train that nobody rates has no value")
  end
  return list
end

local function arguments(_, o)
  return {
    stimulus = "hand_train", pulses = o.pulses, on = o.on, off = o.off, level = o.given, band = o.band, limit = o.limit,
    capped = o.is_capped or nil,
  }
end

local function ask_ratings(trial, outcome, o)
  local sum, n = 0, 0
  trial.ratings, trial.presses = {}, outcome.pulses
  for i, pulse in ipairs(o.rated) do
    local rating = spoken_rating {
      what = "pulse", scale = o.scale, within = o.within, twice = o.twice, first = pulse, last = pulse, tries = trial.attempt,
      row = {
        test = "ts", site = trial.site.id, side = trial.site.side, role = trial.site.role, trial = trial.number,
        attempt = outcome.attempt, practice = trial.practice, train = trial.number, pulse = pulse, level = o.given / (1*kPa),
      },
    }
    trial.ratings[i] = { pulse = pulse, rating = rating }
    if rating then
      sum, n = sum + rating, n + 1
    end
  end
  outcome.value = n > 0 and sum / n or nil
end

local function add_ratings(summary, o, trials)
  local n, first, last = 0, 0, 0
  for _, trial in ipairs(trials) do
    if trial.value ~= nil then
      summary.ratings, summary.presses = trial.ratings, trial.presses
      local one, other = trial.ratings[1], trial.ratings[#trial.ratings]
      local from, to = one.rating, other.rating
      if from and to and one.pulse == 1 and other.pulse == o.pulses and o.pulses > 1 then
        n, first, last = n + 1, first + from, last + to
      end
    end
  end
  if n > 0 then
    summary.first, summary.last, summary.growth = first / n, last / n, (last - first) / n
  end
  summary.is_capped = o.is_capped
end

local kind = {
  test = "ts", unit = 1, bound = "right", has_cv = false,
  arguments = arguments, complete = ask_ratings, summed = add_ratings,
}

return function(given)
  local o = checked_options("ts_hand", given, known)
  if o.scale ~= 10 and o.scale ~= 100 then
    fail_option("ts_hand", "scale", ("ts_hand: scale is %d, but 10 or 100 is possible"):format(o.scale))
  end
  o.rated = presses_rated(o)
  local most = 0.9 * o.limit
  o.is_capped = o.level > most
  o.given = o.is_capped and most or o.level
  o.extra_trial_cv, o.max_trials = math.huge, o.trials
  return threshold_trials(kind, o)
end
