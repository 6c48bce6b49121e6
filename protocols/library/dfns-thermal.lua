-- The thermal part of the battery of the German research network on neuropathic pain (DFNS): CDT, WDT, TSL with paradoxical
-- heat sensations, CPT, HPT, in this order, at a control area and at the test area.
--
-- Why: a battery that is done by everybody in the same way can be compared (Rolke 2006, Eur J Pain 10:77, and doi
-- 10.1016/j.pain.2006.01.041). 32 °C, 1 °C/s, limits of 0 and 50 °C, three ramps each; TSL three warm and three cool turns. The
-- wording of the instructions is our own: that of the manual is protected. Reference values are data of the laboratory, not
-- of this file. Absolute cold pain thresholds of the trunk are not usable (Pfau 2014, PMID 24525274).
-- Order of the areas: the control area has the whole battery first, as practice and as its own control.
-- Dose: all limits are those of the battery. At one site and in 24 hours 20 minutes CEM43 and 120 s below 15 °C are allowed.
-- People whose thresholds are as usual need less than a tenth of it. Before each ramp the worst case has to fit in: a TSL that
-- went to 50 °C at each turn could give 19.6 minutes; who has no warm detection at all (three WDT ramps to 50 °C are 11) is not
-- given the TSL there. It is then missing, and the record says that it was withheld. heat_limit lowers what WDT, TSL and
-- HPT go to.
return protocol {
  id = "dfns-thermal", version = "1.0.0",
  title = { en = "DFNS battery, thermal part", de = "DFNS-Batterie, thermischer Teil" },
  needs = { "thermode", "response" },
  parameters = {
    heat_limit = { default = 50*degC, min = 45*degC, max = 50*degC },
    cold_limit = { default = 0*degC, min = 0*degC, max = 10*degC },
    practice = { default = 1, min = 0, max = 2 },
    rest = { default = 60*sec, min = 0*sec, max = 300*sec },
  },
  run = function(p)
    local areas = {
      site("hand.dorsum", "right", { role = "reference" }),
      site("foot.dorsum", "left", { role = "local" }),
    }
    instruct "thermal.practice"
    for i, area in ipairs(areas) do
      local practice = i == 1 and p.practice or 0
      instruct { key = "cdt", test = "cdt" }
      cdt { sites = area, limit = p.cold_limit, practice = practice }
      instruct { key = "wdt", test = "wdt" }
      wdt { sites = area, limit = p.heat_limit, practice = practice }
      instruct { key = "tsl", test = "tsl" }
      tsl { sites = area, limit = p.heat_limit, cool_limit = p.cold_limit }
      instruct { key = "cpt", test = "cpt" }
      cpt { sites = area, limit = p.cold_limit, practice = practice }
      instruct { key = "hpt", test = "hpt" }
      hpt { sites = area, limit = p.heat_limit, practice = practice }
      if i < #areas then
        rest(p.rest)
      end
    end
  end,
}
