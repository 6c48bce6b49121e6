-- Begins a conditioning stimulus (METHODS 5) that goes on while the protocol does: what is tested from here on is tested beside it,
-- until stop_conditioning().
--
--   start_conditioning { by = "cuff", site = site("gastrocnemius", "left"), level = 0.7 * left.ptt, most = 2*min }
--   until_rating { low = 4, high = 7, within = 60*sec }
--   ppt { sites = site("deltoid", "right"), trials = 2 }
--   local c = stop_conditioning()
--
-- * by: "cuff" (level in kPa, at `rate`), "heat" (a thermode, heat or cold: level in degC, from `baseline`), or "cold_water" (a hand
--   in a bath, marked by the examiner, who asks for its pain every `rating_every`).
-- * most: nobody bears it for longer; it is over by itself then.
-- * Between two tests the participant's button ends it: whoever has had enough withdraws. While a test runs, the button is the
--   test's. What ends before it is ended by the protocol is no error: tests that are still due are not done, and the result says so.
-- * The result: began, false where it was skipped or could not begin.

local state = conditioning_state()

local common = {
  by = { one_of = { "cuff", "heat", "cold_water" } },
  site = { kind = "site" },
  most = { like = 1*sec, default = 120*sec, min = 5*sec, max = 180*sec },
}

local own = {
  cuff = {
    level = { like = 1*kPa, min = 6*kPa, max = 1000*kPa },
    limit = { like = 1*kPa, default = 100*kPa, min = 10*kPa, max = 100*kPa },
    rate = { like = 1*kPa/sec, default = 10*kPa/sec, min = 0.1*kPa/sec, max = 20*kPa/sec },
  },
  heat = {
    level = { like = 1*degC, min = 0*degC, max = 50*degC },
    baseline = { like = 1*degC, default = 32*degC, min = 20*degC, max = 40*degC },
    rate = { like = 1*degC/sec, default = 1*degC/sec, min = 0.1*degC/sec, max = 100*degC/sec },
    return_rate = { like = 1*degC/sec, default = 5*degC/sec, min = 2*degC/sec, max = 100*degC/sec },
  },
  cold_water = {
    bath = { like = 1*degC, default = 10*degC, min = 0*degC, max = 35*degC },
    rating_every = { like = 1*sec, default = 30*sec, min = 10*sec, max = 300*sec },
  },
}

local function known_of(given)
  local by = type(given) == "table" and given.by
  local known = {}
  for name, about in pairs(common) do
    known[name] = about
  end
  for name, about in pairs(own[by] or {}) do
    known[name] = about
  end
  return known
end

local request_of = {}

function request_of.cuff(o)
  local is_capped = o.level > o.limit
  return {
    stimulus = "pressure_hold", level = is_capped and o.limit or o.level, rate = o.rate, hold = o.most, tail = 0*sec,
    capped = is_capped or nil,
  }
end

function request_of.heat(o)
  return {
    stimulus = "thermal_tonic", level = o.level, hold = o.most, baseline = o.baseline, rate = o.rate,
    return_rate = o.return_rate, tolerance = 10*percent, interval_min = 1*sec, interval_max = 1*sec,
  }
end

function request_of.cold_water(o)
  return { stimulus = "immersion", limit = o.most, rating_every = o.rating_every, bath = o.bath }
end

return function(given)
  local o = checked_options("start_conditioning", given, known_of(given))
  local place = o.site.id .. "/" .. o.site.side
  state.last[place] = (state.last[place] or 0) + 1
  local request = request_of[o.by](o)
  request.test, request.phase = "conditioning", "during"
  request.site, request.side, request.role = o.site.id, o.site.side, o.site.role
  request.trial, request.attempt, request.practice = state.last[place], 1, false
  request.last, request.conditioning = true, true
  local outcome = ask("trial", request)
  state.runs = outcome.began == true
  return { began = state.runs }
end
