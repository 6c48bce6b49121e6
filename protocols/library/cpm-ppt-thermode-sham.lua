-- Conditioned pain modulation with a block that hurts nobody: pressure pain thresholds at the shoulder, before and after the other
-- forearm was hot for two minutes, and the same with the thermode near the temperature of the skin (33 °C).
--
-- Why a sham block: thresholds change when they are measured again, and when attention is elsewhere. What is left when the change of the
-- sham block is taken off is what the conditioning did (index `CPM_sham_adj`; METHODS 5.3 after HAU2025 and KLYNE2015). Place,
-- handling, time and words are the same in both; only the temperature differs.
-- Which block comes first is drawn for each session, so that what lasts and what is got used to falls on both alike. Between them is
-- a quarter of an hour: most of an effect is over after a few minutes.
-- Test: pressure at a remote place, as in cpm-ppt-coldpressor.
-- Dose: heat adds up at a site over 24 hours. 45 °C for two minutes are 8 minutes CEM43 of the 20 that a site may have, 46 °C are
-- 16, of which the examiner is told; more is refused. Most people feel pain at that, not all: it is rated all the time, and
-- how painful it was is in the tables (cond_rating).
-- Not over skin that feels little, nor over a scar (METHODS 11.3).
return protocol {
  id = "cpm-ppt-thermode-sham", version = "1.0.0",
  title = { en = "Conditioned pain modulation: pressure and heat, with a sham block", de = "Konditionierte Schmerzmodulation: Druck und Hitze, mit Scheinblock" },
  needs = { "algometer", "thermode", "rating", "response" },
  parameters = {
    trials = { default = 2, min = 1, max = 5 },
    pressure_limit = { default = 1000*kPa, min = 300*kPa, max = 1500*kPa },
    level = { default = 45*degC, min = 43*degC, max = 46*degC },
    hold = { default = 120*sec, min = 30*sec, max = 120*sec },
    pause = { default = 900*sec, min = 300*sec, max = 1800*sec },
  },
  run = function(p)
    local forearm = site("forearm", "left")
    local blocks = shuffled {
      { thermode_tonic, site = forearm, level = p.level, hold = p.hold },
      { sham, of = "thermode_tonic", site = forearm, hold = p.hold },
    }
    local result = {}
    instruct { key = "ppt", test = "ppt" }
    for i, block in ipairs(blocks) do
      if i > 1 then
        rest(p.pause)
      end
      result[i] = cpm {
        test = {
          ppt, sites = site("deltoid", "right", { role = "remote" }), limit = p.pressure_limit, trials = p.trials,
          practice = i == 1 and 1 or 0,
        },
        conditioning = block,
      }
    end
    return result
  end,
}
