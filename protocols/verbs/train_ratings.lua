-- What trains of pulses have in common, whatever gives them (ts.lua): the levels that were asked for, and what was rated.

local parts = {}

-- Either one level for all pulses or a list with one for each, in `unit`.
function parts.check_levels(o, unit)
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
    if unit_of(level) ~= unit or type(level) == "bound" then
      fail_option("ts", "levels", ("ts: levels[%d] must be a quantity in %s, not %s"):format(i, unit, tostring(level)))
    end
  end
end

-- One for each pulse, none beyond the limit; and whether one was. `is_beyond`: function(level, limit).
function parts.levels_of(o, is_beyond)
  local levels, is_capped = {}, false
  for i = 1, o.levels and #o.levels or o.pulses do
    local level = o.levels and o.levels[i] or o.level
    is_capped = is_capped or is_beyond(level, o.limit)
    levels[i] = is_beyond(level, o.limit) and o.limit or level
  end
  return levels, is_capped
end

function parts.mean_rating(outcome)
  local sum, n = 0, 0
  for _, pulse in ipairs(outcome.pulses or {}) do
    if pulse.rating then
      sum, n = sum + pulse.rating, n + 1
    end
  end
  return n > 0 and sum / n or nil
end

-- Of this attempt; an earlier one's are gone.
function parts.keep(trial, outcome)
  trial.ratings, trial.is_capped = {}, outcome.capped
  for i, pulse in ipairs(outcome.pulses) do
    trial.ratings[i] = pulse.rating
  end
  trial.first, trial.last = outcome.pulses[1].rating, outcome.pulses[#outcome.pulses].rating
end

function parts.add(summary, o, trials)
  local n, first, last = 0, 0, 0
  summary.is_capped = o.is_capped
  for _, trial in ipairs(trials) do
    summary.is_capped = summary.is_capped or trial.is_capped or false
    summary.ratings = trial.value ~= nil and trial.ratings or summary.ratings
    if trial.value ~= nil and trial.first and trial.last then
      n, first, last = n + 1, first + trial.first, last + trial.last
    end
  end
  if n > 0 then
    summary.first, summary.last, summary.growth = first / n, last / n, (last - first) / n
  end
end

return function()
  return parts
end
