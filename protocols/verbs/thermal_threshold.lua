-- Thresholds on a thermode by the method of limits (METHODS 6.1): what cdt, wdt, cpt and hpt have in common. A verb brings
-- its `test`, its `limit`, the `bound` that a ramp to it is ("left": the thermode cools), the interval before a ramp, and
-- whether the result says how far from the baseline it is (`has_delta`).
--
--   local r = cpt { sites = {…}, baseline = 32*degC, rate = 1*degC/sec, limit = 0*degC, trials = 3 }
--
-- * interval_min, interval_max: how long the thermode stays at its baseline before a ramp, drawn from between.
-- * rest: of a site, from the end of one ramp until it may have the next one; the interval comes after it.
-- * A ramp that ends at its limit is a bound: a cold threshold lies there or below, a warm one there or above.
-- * There is no cv: degC has no zero that would make a share of it mean anything.
-- * delta (cdt, wdt): distance of the mean from the baseline, above 0 in both.
-- What else is done with sites, trials and attempts, and what the result holds: threshold_trials.lua.

local options = thermal_options()

-- The nearest that a limit may be to the baseline.
local room = 1*degC

local function known_of(verb)
  return options.known {
    limit = options.limit(verb.limit),
    interval_min = options.interval(verb.interval_min),
    interval_max = options.interval(verb.interval_max),
  }
end

-- Options that are possible each, but not together.
local function check_together(verb, o)
  local is_cold = verb.bound == "left"
  local way = is_cold and o.baseline - o.limit or o.limit - o.baseline
  if way < room then
    fail_option(verb.test, "limit",
      ("%s: limit is %s, but the ramp begins at a baseline of %s: it must be at least %s %s it"):format(verb.test,
        tostring(o.limit), tostring(o.baseline), tostring(room), is_cold and "below" or "above"))
  end
  options.check_interval(verb.test, o)
end

local function arguments(_, o)
  return {
    stimulus = "thermal_limits", baseline = o.baseline, rate = o.rate, return_rate = o.return_rate, limit = o.limit,
    tolerance = o.tolerance, interval_min = o.interval_min, interval_max = o.interval_max,
  }
end

-- Of a bound it is a bound, too, and the true distance is greater whichever way the ramp went.
local function add_delta(bound_side)
  return function(summary, o)
    local mean = bound_side == "left" and summary.mean:at_most() or summary.mean:at_least()
    local delta = bound_side == "left" and o.baseline - mean or mean - o.baseline
    summary.delta = summary.mean.is_bound and bound("right", delta) or delta
  end
end

return function(verb)
  local known = known_of(verb)
  local kind = {
    test = verb.test, unit = 1*degC, bound = verb.bound, arguments = arguments,
    summed = verb.has_delta and add_delta(verb.bound) or nil,
  }
  return function(given)
    local o = checked_options(verb.test, given, known)
    check_together(verb, o)
    return threshold_trials(kind, o)
  end
end
