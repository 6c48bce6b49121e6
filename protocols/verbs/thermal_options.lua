-- What every verb of ramps on a thermode knows (METHODS 6.1), and what of it has to fit together.

local options = {}

-- `own` are the options that only this verb has, or has with another default.
function options.known(own)
  local known = {
    sites = { kind = "sites" },
    baseline = { like = 1*degC, default = 32*degC, min = 20*degC, max = 40*degC },
    rate = { like = 1*degC/sec, default = 1*degC/sec, min = 0.1*degC/sec, max = 10*degC/sec },
    return_rate = { like = 1*degC/sec, default = 5*degC/sec, min = 2*degC/sec, max = 20*degC/sec },
    trials = { like = 1, default = 3, min = 1, max = 20, whole = true },
    practice = { like = 1, default = 0, min = 0, max = 10, whole = true },
    order = { one_of = { "blocked", "rotate", "given" }, default = "blocked" },
    rest = { like = 1*sec, default = 0*sec, min = 0*sec, max = 1*hour },
    attempts = { like = 1, default = 2, min = 1, max = 5, whole = true },
    tolerance = { like = 1, default = 10*percent, min = 1*percent, max = 1 },
  }
  for name, about in pairs(own) do
    known[name] = about
  end
  return known
end

-- Of a limit: the thermode goes no farther.
function options.limit(default)
  return { like = 1*degC, default = default, min = 0*degC, max = 50*degC }
end

-- Of one end of the interval before a ramp.
function options.interval(default)
  return { like = 1*sec, default = default, min = 1*sec, max = 600*sec }
end

function options.check_interval(verb, o)
  if o.interval_min > o.interval_max then
    fail_option(verb, "interval_min",
      ("%s: interval_min is %s, but interval_max is %s: the interval is drawn from between"):format(verb,
        tostring(o.interval_min), tostring(o.interval_max)))
  end
end

return function()
  return options
end
