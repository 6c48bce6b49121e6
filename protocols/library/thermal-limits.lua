-- Thermal detection and pain thresholds by the method of limits, at one place on both sides.
--
-- Why: detection thresholds tell of the small fibres, pain thresholds of sensitisation. In people the comparison of the sides
-- is more sensitive than absolute values (Rolke 2006, doi 10.1016/j.pain.2006.01.041; Pfau 2014, PMID 24525274), so both sides
-- are measured here, and no cut-off is drawn. Contact area, baseline and rate belong to a threshold: 32 °C, 1 °C/s, 9 cm² are
-- common (PMC7211210; contact area: doi 10.1016/j.sjpain.2014.12.001).
-- Order: cdt, wdt, tsl, cpt, hpt: what may sensitise comes last. Each test is done at both sides before the next one.
-- Dose: heat above 43 °C adds up at a site over 24 hours. Up to 49 °C three ramps of heat pain cost at most about 5.5 minutes
-- CEM43; up to 50 °C it would be twice that. So the limit of hpt is 49 °C unless somebody raises it. A tsl that went to its
-- limits at each turn would cost up to 19.6 minutes of 20; so its warm limit is 45 °C, far above what people who feel warmth
-- need.
return protocol {
  id = "thermal-limits", version = "1.0.0",
  title = { en = "Thermal thresholds, both sides", de = "Thermische Schwellen, beide Seiten" },
  needs = { "thermode", "response" },
  parameters = {
    trials = { default = 3, min = 2, max = 5 },
    rate = { default = 1*degC/sec, min = 0.5*degC/sec, max = 2*degC/sec },
    baseline = { default = 32*degC, min = 30*degC, max = 34*degC },
    heat_limit = { default = 49*degC, min = 45*degC, max = 50*degC },
    warm_limit = { default = 45*degC, min = 40*degC, max = 50*degC },
    cold_limit = { default = 0*degC, min = 0*degC, max = 15*degC },
    rest = { default = 30*sec, min = 0*sec, max = 300*sec },
  },
  run = function(p)
    local sites = {
      site("forearm", "left", { role = "local" }),
      site("forearm", "right", { role = "remote" }),
    }
    instruct { key = "cdt", test = "cdt" }
    cdt { sites = sites, baseline = p.baseline, rate = p.rate, limit = p.cold_limit, trials = p.trials }
    instruct { key = "wdt", test = "wdt" }
    wdt { sites = sites, baseline = p.baseline, rate = p.rate, limit = p.warm_limit, trials = p.trials }
    instruct { key = "tsl", test = "tsl" }
    tsl { sites = sites, baseline = p.baseline, rate = p.rate, limit = p.warm_limit, cool_limit = p.cold_limit }
    rest(p.rest)
    instruct { key = "cpt", test = "cpt" }
    cpt { sites = sites, baseline = p.baseline, rate = p.rate, limit = p.cold_limit, trials = p.trials }
    rest(p.rest)
    instruct { key = "hpt", test = "hpt" }
    return hpt { sites = sites, baseline = p.baseline, rate = p.rate, limit = p.heat_limit, trials = p.trials }
  end,
}
