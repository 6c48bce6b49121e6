-- Pressure pain threshold by hand-held ramps (METHODS 3.1).
--
--   local r = ppt { sites = {…}, rate = 50*kPa/sec, limit = 1000*kPa, trials = 3, order = "rotate", rest = 60*sec }
--
-- What is done with sites, trials and attempts, and what the result holds: threshold_trials.lua.

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

local kind = {
  test = "ppt", unit = 1*kPa, bound = "right", has_cv = true,
  arguments = function(_, o)
    return { stimulus = "pressure_ramp", rate = o.rate, limit = o.limit, contact = o.contact, tolerance = o.tolerance }
  end,
}

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
  return threshold_trials(kind, o)
end
