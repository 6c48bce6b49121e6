-- What every verb of thresholds by ramps does with sites, trials, attempts and values. A verb brings its `kind`:
--
--   test       its name in requests and tables
--   unit       1*kPa: of its values
--   bound      "right" where a ramp that ends at its limit says that the threshold is above, "left" where below
--   arguments  function(trial, o): what its stimulus is asked for, beside site and numbers
--   after      function(trial, outcome, o): after an attempt that gave a value, practice or not; may be nil
--   over       function(trial, o): once no further attempt of a trial with a value follows, not of practice; may be nil
--   summed     function(summary, o, trials): adds what the verb's results hold beside the common; may be nil
--   complete   function(trial, outcome, o): after an attempt that came to its end and was kept, before its value is taken, practice
--              or not: puts into the outcome what is asked for then; may be nil
--   value      function(outcome): what a complete attempt counts for, where that is not the value of the stimulus; may be nil
--   has_cv     the spread of its values may be set in relation to their mean
--
-- Every attempt is one round of the same loop: the engine names the site that may be touched now, then one stimulus
-- follows there. So an extra attempt waits for its site's rest like any other, and other sites go on meanwhile.
-- * order: "rotate", the next site that has rested; "given", one trial at each in turn; "blocked", all trials of a site
--   before the next.
-- * attempts: how often one trial is tried when its slope was off, it was spoiled, came early or timed out.
-- * The last complete unspoiled attempt of a trial counts. A ramp that ended at its limit counts as a bound.
-- * extra_trial_cv: when the spread of a site's values is above it, one more trial is due, up to max_trials.
--
-- The result holds one entry per site: { site, values, value, mean, sd, cv, n, trials }. A mean into which a bound
-- entered is a bound itself (`r[site].mean.is_bound`), and sd and cv are then absent; mean is absent when nothing
-- counted. With one site its fields can be read from the result directly: r.mean.
-- `ended_early` is true where the examiner skipped the rest, or the participant withdrew; `withheld` where a site had had its share
-- of the day.

local phase = cpm_phase()

-- The last trial number of each place and test in this session: a second ppt at the same site adds trials, it replaces none.
local last = {}

-- One trial at one place, due until it has a good attempt or no attempts are left.
local function new_trial(kind, site, practice)
  local place = kind.test .. "/" .. site.id .. "/" .. site.side .. (practice and "/practice" or "")
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

-- The place in `due` of the trial that comes next. Unless sites take turns there is no choice: the first waits.
local function place_due(due, o)
  local order = o.order == "rotate" and "rotate" or "given"
  local offered = order == "given" and { due[1] } or due
  local answer = ask("site", { candidates = candidates_of(offered), order = order, rest = o.rest })
  local index = math.tointeger(answer.index)
  if not index or not offered[index] then
    fail("the engine chose a site that was not offered")
  end
  return index
end

local complete = { response = true, limit = true, completed = true }

-- What the attempt counts for: a quantity, a bound, a number, or nil.
local function value_of(kind, outcome)
  if outcome.spoiled or outcome.unconditioned or not complete[outcome["end"]] then
    return nil
  elseif kind.value then
    return kind.value(outcome)
  end
  return outcome.value
end

-- What an attempt has come to.
local function take(kind, trial, outcome, o)
  phase.outcome = outcome
  if kind.complete and outcome["end"] == "completed" and not outcome.spoiled then
    kind.complete(trial, outcome, o)
  end
  if kind.after and value_of(kind, outcome) ~= nil then
    kind.after(trial, outcome, o)
  end
end

local function stimulate(kind, trial, o)
  trial.attempt = trial.attempt + 1
  local request = kind.arguments(trial, o)
  request.test = kind.test
  request.site, request.side, request.role = trial.site.id, trial.site.side, trial.site.role
  request.trial, request.attempt, request.practice = trial.number, trial.attempt, trial.practice
  request.of = not trial.practice and o.trials * phase.rounds or nil
  request.extra, request.last = trial.extra, trial.attempt >= o.attempts or nil
  local outcome = ask("trial", phase.mark(request))
  if not outcome.began then
    take(kind, trial, outcome, o)
  end
  return outcome
end

-- Takes the outcome in; true when the trial is over.
local function is_over(kind, trial, outcome, o)
  local value = value_of(kind, outcome)
  if value ~= nil then
    trial.value = value
  end
  return (value ~= nil and not outcome.rate_off) or trial.attempt >= o.attempts
end

local function mean_of(kind, values)
  local sum, is_bound = 0 * kind.unit, false
  for _, value in ipairs(values) do
    if type(value) == "bound" then
      value, is_bound = kind.bound == "right" and value:at_least() or value:at_most(), true
    end
    sum = sum + value
  end
  local mean = sum / #values
  return is_bound and bound(kind.bound, mean) or mean
end

local function sd_of(kind, values, mean)
  local sum = 0
  for _, value in ipairs(values) do
    sum = sum + ((value - mean) / kind.unit) * ((value - mean) / kind.unit)
  end
  return math.sqrt(sum / (#values - 1)) * kind.unit
end

local function summary_of(kind, site, trials, o)
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
  out.mean = mean_of(kind, out.values)
  out.value = out.mean
  if out.n > 1 and type(out.mean) ~= "bound" then
    out.sd = sd_of(kind, out.values, out.mean)
    if kind.has_cv and out.mean > 0 * kind.unit then
      out.cv = out.sd / out.mean
    end
  end
  if kind.summed then
    kind.summed(out, o, trials)
  end
  return out
end

local function is_spread(kind, site, trials, o)
  local cv = summary_of(kind, site, trials, o).cv
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

-- Nothing more is done in this test. What was to be done beside a conditioning stimulus is not done without it.
local function is_given_up(outcome)
  return outcome.skipped or outcome.unconditioned or outcome["end"] == "withdrawn"
end

-- Runs one trial to its end at once; true when the examiner skipped the rest of the test.
local function practise(kind, o)
  for _ = 1, o.practice do
    local trial, over = new_trial(kind, practice_site(o.sites), true), false
    while not over do
      place_due({ trial }, o)
      local outcome = stimulate(kind, trial, o)
      if is_given_up(outcome) then
        return true
      end
      over = outcome.withheld or is_over(kind, trial, outcome, o)
    end
  end
  return false
end

-- No further attempt of it follows.
local function finish(kind, trial, trials, o)
  trials[#trials + 1] = trial
  if kind.over and trial.value ~= nil then
    kind.over(trial, o)
  end
end

-- After an attempt: the trial again, the site's next trial, or nothing.
local function next_at(kind, trial, outcome, done, o)
  if not is_over(kind, trial, outcome, o) then
    return trial
  end
  local trials = done[trial.site]
  finish(kind, trial, trials, o)
  if #trials < o.trials then
    return new_trial(kind, trial.site, false)
  elseif is_spread(kind, trial.site, trials, o) then
    local extra = new_trial(kind, trial.site, false)
    extra.extra = true
    return extra
  end
end

-- When the test ends early: what has a value already counts, also where another attempt was still due.
local function keep_valued(kind, current, due, done, o)
  table.insert(due, 1, current)
  for _, trial in ipairs(due) do
    if trial.value ~= nil then
      finish(kind, trial, done[trial.site], o)
    end
  end
end

local function conclude(kind, o, done, result)
  for _, site in ipairs(o.sites) do
    result[site] = summary_of(kind, site, done[site], o)
  end
  return merged(result, #o.sites == 1 and result[o.sites[1]] or nil)
end

-- It is on, and the protocol goes on beside it: what it comes to is taken when it is ended (cpm_conditioning.lua).
local function leave_running(kind, trial, o, done)
  phase.running = function(outcome)
    take(kind, trial, outcome, o)
    trial.value = value_of(kind, outcome)
    finish(kind, trial, done[trial.site], o)
    return conclude(kind, o, done, {})
  end
end

-- True when it ended before all was tried.
local function measure(kind, o, done, result)
  local due = {}
  for i, site in ipairs(o.sites) do
    due[i] = new_trial(kind, site, false)
  end
  while #due > 0 do
    local trial = table.remove(due, place_due(due, o))
    local outcome = stimulate(kind, trial, o)
    if outcome.began then
      leave_running(kind, trial, o, done)
      return false
    end
    if is_given_up(outcome) then
      trial.value = value_of(kind, outcome) or trial.value
      keep_valued(kind, trial, due, done, o)
      return true
    end
    local following
    if outcome.withheld then
      result.withheld = true
      keep_valued(kind, trial, {}, done, o) -- its site has had its share of the day; the others go on
    else
      following = next_at(kind, trial, outcome, done, o)
    end
    if following then
      table.insert(due, o.order == "blocked" and 1 or #due + 1, following)
    end
  end
  return false
end

return function(kind, o)
  local done, result = {}, {}
  for _, site in ipairs(o.sites) do
    done[site] = {}
  end
  local ended_early = practise(kind, o) or measure(kind, o, done, result)
  result = conclude(kind, o, done, result)
  result.ended_early = ended_early or nil
  return result
end
