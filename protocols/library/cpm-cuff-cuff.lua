-- Conditioned pain modulation by two cuffs: tolerance of pressure at one leg, before and after two minutes of tonic pressure at the other.
--
-- Why two cuffs: both stimuli are given by the instrument, at rates and levels that no hand keeps, and neither is at the place of the
-- other. Cuff laboratories condition with 0.7 x the tolerance of the conditioning leg (documentation of LabBench; 30 kPa for all
-- in a multi-site study, which many did not bear for long: METHODS 5.2): the level follows the participant.
-- Why sequential: both outlets of one cuff algometer press from one start, so a ramp cannot begin while the other cuff holds. With
-- an algometer or a thermode as the test, design = "parallel" can be had (cpm.lua). Sequential and parallel designs differ little
-- (REE2021).
-- The reliability of cuff effects was .47 to .73 for the rating and tolerance (GN2017); one session tells little of one person.
-- Order: tolerance of the conditioning leg, rest, ramp at the test leg, conditioning, ramp at once and after five minutes.
-- Who never ends the ramp at the conditioning leg bears at least its limit: conditioning is then at 0.7 x of that, and the tables say
-- so. Who bears less than a cuff can hold is not conditioned.
-- Neither leg with thrombosis, open skin or a recent fracture (METHODS 11.3).
local least = 6*kPa

return protocol {
  id = "cpm-cuff-cuff", version = "1.0.0",
  title = { en = "Conditioned pain modulation: two cuffs", de = "Konditionierte Schmerzmodulation: zwei Manschetten" },
  needs = { "test_cuff", "cond_cuff", "rating", "response" },
  parameters = {
    limit = { default = 100*kPa, min = 30*kPa, max = 100*kPa },
    share = { default = 0.7, min = 0.3, max = 0.9 },
    hold = { default = 120*sec, min = 30*sec, max = 180*sec },
    rest = { default = 300*sec, min = 60*sec, max = 1200*sec },
  },
  run = function(p)
    local test_leg = site("gastrocnemius", "right", { role = "remote" })
    local other_leg = site("gastrocnemius", "left", { role = "remote" })
    instruct { key = "pdt_ptt", test = "ptt" }
    local first = pdt_ptt { sites = other_leg, limit = p.limit, cuff = "conditioning" }
    local tolerance = type(first.ptt) == "bound" and first.ptt:at_least() or first.ptt
    if tolerance == nil or p.share * tolerance < least then
      note("nothing conditions at " .. tostring(other_leg) .. ": no tolerance, or too low for a cuff to hold a share of it")
      return first
    end
    rest(p.rest)
    return cpm {
      test = { pdt_ptt, sites = test_leg, limit = p.limit, rest = 0*sec },
      conditioning = {
        cuff_tonic, site = other_leg, level = p.share * tolerance, limit = p.limit, rate = 10*kPa/sec, hold = p.hold, rest = 0*sec,
      },
      after = { 0*sec, 300*sec },
    }
  end,
}
