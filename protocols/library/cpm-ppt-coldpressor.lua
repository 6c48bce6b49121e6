-- Conditioned pain modulation: pressure pain thresholds at the shoulder before and after the other hand was in cold water.
--
-- Why: whether one pain makes another less is a trait of how pain is inhibited, and differs between people. Pressure at a remote place
-- is the test: against a bath that was not cold it alone showed an effect of the conditioning, where heat thresholds rose equally in
-- both (METHODS: HAU2025); the place of the test matters little as long as it is not the same part of the body on the same side
-- (KLYNE2015). Sequential: the effect is about 4 to 6 % smaller than while the hand is in the water, only for some places (REE2021),
-- and no hand has to do two things at once. So it is done in A2CPS (deltoid, three trials before and after, the pain of the cold
-- asked at 30 and 60 s), whose order and times this protocol follows.
-- Terms: Yarnitsky 2015, doi 10.1002/ejp.605: both the absolute and the percent effect are reported, and how painful the conditioning
-- was; below 3 of 10 it says little.
-- The first test follows at once, the second shows what is left of it. A PPT site rests for a minute between two presses.
-- Safety: hands are out after `limit` whatever is said. Not for people with Raynaud's syndrome, cold urticaria, or an unstable
-- circulation (METHODS 11.3).
return protocol {
  id = "cpm-ppt-coldpressor", version = "1.0.0",
  title = { en = "Conditioned pain modulation: pressure and cold water", de = "Konditionierte Schmerzmodulation: Druck und kaltes Wasser" },
  needs = { "algometer", "response" },
  parameters = {
    trials = { default = 3, min = 1, max = 5 },
    pressure_limit = { default = 1000*kPa, min = 300*kPa, max = 1500*kPa },
    bath = { default = 6*degC, min = 1*degC, max = 12*degC },
    limit = { default = 120*sec, min = 30*sec, max = 180*sec },
    later = { default = 300*sec, min = 240*sec, max = 1800*sec },
  },
  run = function(p)
    local shoulder = site("deltoid", "right", { role = "remote" })
    instruct { key = "ppt", test = "ppt" }
    return cpm {
      test = { ppt, sites = shoulder, limit = p.pressure_limit, trials = p.trials, practice = 1 },
      conditioning = {
        cold_pressor, site = site("hand.dorsum", "left"), bath = p.bath, limit = p.limit, rating_every = 30*sec,
      },
      design = "sequential", after = { 0*sec, p.later },
    }
  end,
}
