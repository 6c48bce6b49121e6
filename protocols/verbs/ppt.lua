-- Pressure pain threshold by hand-held ramps (METHODS 3.1).
--
--   local r = ppt { sites = {…}, rate = 50*kPa/sec, limit = 1000*kPa, trials = 3, order = "rotate", rest = 60*sec }
--
-- Every attempt is one round of the same loop: the engine names the site that may be touched now, then one stimulus
-- follows there. So an extra attempt waits for its site's rest like any other, and other sites go on meanwhile.
-- * attempts: how often one trial is tried when its slope was off, it was spoiled, came early or timed out.
-- * The last complete unspoiled attempt of a trial counts. A ramp that ended at its limit counts as a bound.
-- * extra_trial_cv: when the spread of a site's values is above it, one more trial is due, up to max_trials.
--
-- The result holds one entry per site: { site, values, value, mean, sd, cv, n, trials }. A mean into which a bound
-- entered is a bound itself (`r[site].mean.is_bound`), and sd and cv are then absent; mean is absent when nothing
-- counted. With one site its fields can be read from the result directly: r.mean.

local known = {
  sites = { kind = "sites" },
  rate = { like = 1*kPa/sec, default = 50*kPa/sec, min = 1*kPa/sec, max = 200*kPa/sec },
  limit = { like = 1*kPa, default = 1000*kPa, min = 10*kPa, max = 2000*kPa },
  trials = { like = 1, default = 3, min = 1, max = 20, whole = true },
  practice = { like = 1, default = 0, min = 0, max = 10, whole = true },
  order = { one_of = { "rotate", "given" }, default = "rotate" },
  rest = { like = 1*sec, default = 60*sec, min = 0*sec, max = 1*hour },
  attempts = { like = 1, default = 2, min = 1, max = 5, whole = true },
  extra_trial_cv = { like = 1, default = 20*percent, min = 0, max = 10 },
  max_trials = { like = 1, optional = true, min = 1, max = 20, whole = true },
  tolerance = { like = 1, default = 20*percent, min = 1*percent, max = 1 },
  contact = { like = 1*kPa, default = 20*kPa, min = 1*kPa, max = 200*kPa },
}

-- The last trial number of each place in this session: a second ppt at the same site adds trials, it replaces none.
local last = {}

-- One trial at one place, due until it has a good attempt or no attempts are left.
local function new_trial(site, practice)
  local place = site.id .. "/" .. site.side .. (practice and "/practice" or "")
  last[place] = (last[place] or 0) + 1
  return { site = site, number = last[place], practice = practice, attempt = 0 }
end

local function candidates_of(due)
  local list = {}
  for i, trial in ipairs(due) do
    list[i] = { site = trial.site.id, side = trial.site.side, role = trial.site.role }
  end
  return list
end

-- The place in `due` of the trial that comes next. In the given order there is no choice: the first waits.
local function choose(due, o)
  local offered = o.order == "given" and { due[1] } or due
  local answer = ask("site", { candidates = candidates_of(offered), order = o.order, rest = o.rest })
  local index = math.tointeger(answer.index)
  if not index or not offered[index] then
    fail("the engine chose a site that was not offered")
  end
  return index
end

local function stimulate(trial, o)
  trial.attempt = trial.attempt + 1
  return ask("trial", {
    stimulus = "pressure_ramp", test = "ppt",
    site = trial.site.id, side = trial.site.side, role = trial.site.role,
    trial = trial.number, attempt = trial.attempt, practice = trial.practice, of = not trial.practice and o.trials or nil,
    rate = o.rate, limit = o.limit, contact = o.contact, tolerance = o.tolerance,
    extra = trial.extra, last = trial.attempt >= o.attempts or nil,
  })
end

-- What the attempt counts for: a quantity, a bound, or nil.
local function value_of(outcome)
  if outcome.spoiled then
    return nil
  elseif outcome["end"] == "response" or outcome["end"] == "limit" then
    return outcome.value
  end
end

-- Takes the outcome in; true when the trial is over.
local function is_over(trial, outcome, o)
  local value = value_of(outcome)
  if value ~= nil then
    trial.value = value
  end
  return (value ~= nil and not outcome.rate_off) or trial.attempt >= o.attempts
end

local function mean_of(values)
  local sum, above = 0*kPa, false
  for _, value in ipairs(values) do
    sum = sum + value:at_least()
    above = above or value.is_bound
  end
  local mean = sum / #values
  return above and bound("right", mean) or mean
end

local function sd_of(values, mean)
  local sum = 0
  for _, value in ipairs(values) do
    sum = sum + ((value - mean) / kPa) * ((value - mean) / kPa)
  end
  return math.sqrt(sum / (#values - 1)) * kPa
end

local function summary_of(site, trials)
  local out = { site = site, values = {}, n = 0, trials = #trials }
  for _, trial in ipairs(trials) do
    if trial.value ~= nil then
      out.n = out.n + 1
      out.values[out.n] = trial.value
    end
  end
  if out.n == 0 then
    return out
  end
  out.mean = mean_of(out.values)
  out.value = out.mean
  if out.n > 1 and not out.mean.is_bound then
    out.sd = sd_of(out.values, out.mean)
    if out.mean > 0*kPa then
      out.cv = out.sd / out.mean
    end
  end
  return out
end

local function is_spread(site, trials, o)
  local cv = summary_of(site, trials).cv
  return cv ~= nil and cv > o.extra_trial_cv and #trials < o.max_trials
end

-- Practice is done away from the pain where there is such a site: at one of which the protocol says so, else at one of which it
-- does not say that it hurts.
local function practice_site(sites)
  local unsaid
  for _, site in ipairs(sites) do
    if site.role == "remote" or site.role == "reference" then
      return site
    elseif site.role == "n/a" then
      unsaid = unsaid or site
    end
  end
  return unsaid or sites[1]
end

-- Runs one trial to its end at once; true when the examiner skipped the rest of the test.
local function practise(o)
  for _ = 1, o.practice do
    local trial, over = new_trial(practice_site(o.sites), true), false
    while not over do
      choose({ trial }, o)
      local outcome = stimulate(trial, o)
      if outcome.skipped or outcome["end"] == "withdrawn" then
        return true
      end
      over = is_over(trial, outcome, o)
    end
  end
  return false
end

-- After an attempt: the trial again, the site's next trial, or nothing. It goes to the end of the queue.
local function next_at(trial, outcome, done, o)
  if not is_over(trial, outcome, o) then
    return trial
  end
  local trials = done[trial.site]
  trials[#trials + 1] = trial
  if #trials < o.trials then
    return new_trial(trial.site, false)
  elseif is_spread(trial.site, trials, o) then
    local extra = new_trial(trial.site, false)
    extra.extra = true
    return extra
  end
end

-- When the test ends early: what has a value already counts, also where another attempt was still due.
local function keep_valued(current, due, done)
  table.insert(due, 1, current)
  for _, trial in ipairs(due) do
    if trial.value ~= nil then
      done[trial.site][#done[trial.site] + 1] = trial
    end
  end
end

local function measure(o, done)
  local due = {}
  for i, site in ipairs(o.sites) do
    due[i] = new_trial(site, false)
  end
  while #due > 0 do
    local trial = table.remove(due, choose(due, o))
    local outcome = stimulate(trial, o)
    if outcome.skipped or outcome["end"] == "withdrawn" then
      trial.value = value_of(outcome) or trial.value
      keep_valued(trial, due, done)
      return
    end
    due[#due + 1] = next_at(trial, outcome, done, o)
  end
end

-- Options that are possible each, but not together.
local function check_together(o)
  if o.max_trials and o.max_trials < o.trials then
    fail_option("ppt", "max_trials",
      ("ppt: max_trials is %d, but trials is %d: it is the most that a site may get"):format(o.max_trials, o.trials))
  end
  if o.limit <= o.contact then
    fail_option("ppt", "limit",
      ("ppt: limit is %s, but the probe counts as touching only above %s: set a higher limit or a lower contact"):format(
        tostring(o.limit), tostring(o.contact)))
  end
end

return function(given)
  local o = checked_options("ppt", given, known)
  check_together(o)
  o.max_trials = o.max_trials or math.max(5, o.trials)
  local done, result = {}, {}
  for _, site in ipairs(o.sites) do
    done[site] = {}
  end
  if not practise(o) then
    measure(o, done)
  end
  for _, site in ipairs(o.sites) do
    result[site] = summary_of(site, done[site])
  end
  if #o.sites == 1 then
    for name, value in pairs(result[o.sites[1]]) do
      result[name] = value
    end
  end
  return result
end
