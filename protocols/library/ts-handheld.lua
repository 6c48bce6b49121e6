-- Temporal summation with the algometer in the hand (METHODS 4.1): ten presses of 1 s, 1 s apart, at the pressure pain threshold of
-- the same place; the first, the fifth and the last are rated afterwards, by voice.
--
-- Why at one's own threshold: a fixed pressure is much for one person and nothing for the next. Where no pressure up to the limit
-- hurt, there is no threshold, and no train is given; neither where the threshold is too low to press to a beat.
-- Presses by hand are not as even as those of a cuff: the record has of each when it began, its level, and how long it was within
-- 20 % of what was asked for.
local least = 50*kPa

return protocol {
  id = "ts-handheld", version = "1.0.0",
  title = { en = "Temporal summation by hand", de = "Zeitliche Summation von Hand" },
  needs = { "algometer", "response" },
  parameters = {
    limit = { default = 1000*kPa, min = 300*kPa, max = 1500*kPa },
    trials = { default = 2, min = 1, max = 3 },
    pulses = { default = 10, min = 5, max = 16 },
    trains = { default = 1, min = 1, max = 3 },
    rest = { default = 60*sec, min = 20*sec, max = 300*sec },
  },
  run = function(p)
    local places = {
      site("tibialis_anterior", "left", { role = "remote" }),
      site("lumbar.L4", "left", { role = "local" }),
    }
    instruct { key = "ppt", test = "ppt" }
    local threshold = ppt { sites = places, limit = p.limit, trials = p.trials, practice = 1, rest = p.rest }
    local result, is_told = {}, false
    for _, place in ipairs(places) do
      local level = threshold[place].mean
      if level == nil or level.is_bound or level < least then
        note("no train is given at " .. tostring(place) .. ": no pressure pain threshold, or too low a one")
      else
        if not is_told then
          instruct { key = "ts.hand", test = "ts" }
        end
        is_told = true
        result[place] = ts_hand {
          sites = place, level = level, pulses = p.pulses, trials = p.trains, limit = p.limit, rest = p.rest,
        }
      end
    end
    return result
  end,
}
