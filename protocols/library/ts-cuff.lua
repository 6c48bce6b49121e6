-- Cuff algometry: detection and tolerance of one ramp at each leg, and temporal summation by ten pulses.
--
-- Why: a cuff presses on all the deep tissue around a limb, without anybody's hand. One slow ramp gives where pain begins, how much
-- is borne and how strong it is rated there; ten pulses at the participant's own tolerance tell whether pain builds up when the same
-- pressure comes again every two seconds. Pressures under a cuff are far below those of a hand-held probe at the same place (26 ± 2
-- and 482 ± 19 kPa at the calf: Polianskis 2001, PMID 11558982); neither stands for the other.
-- Order and settings as cuff laboratories have them: ramp at the first leg, summation there, ramp at the other leg; 1 kPa/s to
-- 100 kPa; pulses of 1 s, 1 s apart, at 1.0 x the tolerance of the same cuff (documentation of LabBench; Graven-Nielsen 2017, PMID
-- 27859944). Cuff of 13 cm, its upper rim 5 cm below the tibial tuberosity.
-- A literal copy of another study's pressure leaves up to half of people at floor or ceiling (JoVE 54452): the level follows the
-- participant, here and in the tables (`level`).
-- `anchors`: 3 for laboratories whose scale has "just painful" at 1 of 10; detection is then there, and only the button ends a ramp.
-- Who never ends the ramp tolerates at least its limit: the pulses are then given at the limit, and the tables say so. Who tolerates
-- less than a cuff can give in pulses has no train.
local least = 5*kPa

return protocol {
  id = "ts-cuff", version = "1.0.0",
  title = { en = "Cuff algometry and temporal summation", de = "Manschettenalgometrie und zeitliche Summation" },
  needs = { "test_cuff", "rating", "response" },
  parameters = {
    limit = { default = 100*kPa, min = 30*kPa, max = 100*kPa },
    level = { default = 1.0, min = 0.5, max = 1.5 },
    anchors = { default = 2, min = 2, max = 3 },
    trains = { default = 1, min = 1, max = 3 },
    rest = { default = 300*sec, min = 60*sec, max = 1200*sec },
  },
  run = function(p)
    local first = site("gastrocnemius", "right", { role = "remote" })
    local other = site("gastrocnemius", "left", { role = "remote" })
    instruct { key = p.anchors == 3 and "pdt_ptt.three" or "pdt_ptt", test = "ptt" }
    local ramp = pdt_ptt { sites = first, limit = p.limit, rest = p.rest, anchors = p.anchors }
    local tolerance = type(ramp.ptt) == "bound" and ramp.ptt:at_least() or ramp.ptt
    if tolerance ~= nil and p.level * tolerance >= least then
      instruct { key = "ts", test = "ts" }
      ts {
        sites = first, level = p.level * tolerance, limit = p.limit, trials = p.trains, rest = p.rest, anchors = p.anchors,
      }
    else
      note("no train is given at " .. tostring(first) .. ": no tolerance, or too low for pulses")
    end
    return pdt_ptt { sites = other, limit = p.limit, rest = p.rest, anchors = p.anchors }
  end,
}
