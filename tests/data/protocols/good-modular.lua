-- Every kind of field, a module, both branches of a decision.
local levels = require "levels"

return protocol {
  id = "good-modular", version = "0.3.1",
  title = { en = "All that a protocol can say", de = "Alles, was ein Protokoll sagen kann" },
  needs = { "algometer", "response" },
  parameters = {
    rate = { default = 30*kPa/sec, min = 10*kPa/sec, max = 100*kPa/sec },
    trials = { default = 2, min = 1, max = 5 },
    practise = { default = true },
  },
  run = function(p)
    local place = site("lumbar.L4", "left", { role = "local" })
    local r = ppt { sites = place, rate = p.rate, trials = p.trials, practice = p.practise and 1 or 0 }
    if r.n == 0 then
      note "no threshold"
    elseif r.mean.is_bound then
      note("insensitive: " .. tostring(r.mean))
    else
      note("level " .. tostring(levels.share * r.mean))
    end
    return { threshold = r.mean }
  end,
}
