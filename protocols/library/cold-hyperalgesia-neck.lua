-- Cold hyperalgesia of the neck: cold pain thresholds at both sides of the neck and at a remote place, and the ice test.
--
-- Why: after whiplash, cold hyperalgesia goes with persistent pain (moderate evidence: review, Goldsmith 2012), and it was a
-- candidate of a prediction rule without being in its final form (Ritchie 2013, PMID 23831865). The often quoted cut-offs of
-- 13 and 15 °C are poorly specific: nearly half of 208 healthy people had a mean cold pain threshold of 13 °C or warmer. So this
-- protocol draws none: it compares the sides, and the neck with a remote place, which is local against widespread.
-- Ice: 10 s on the neck and more than 5 of 10 told people with cold hyperalgesia from others (doi
-- 10.1016/j.math.2012.07.004); 30 s and the time until it hurts go better with the thermode (doi 10.1155/2017/7640649):
-- ice_time = 30*sec.
-- Order: the remote place first, so that the neck does not colour it; thermode before ice, which cools for longer.
-- Dose: below 15 °C a site may have 120 s in 24 hours. Three ramps to 0 °C and back are 54 s. Ice has no sensor: it is not in
-- that sum, and its time is short.
return protocol {
  id = "cold-hyperalgesia-neck", version = "1.0.0",
  title = { en = "Cold hyperalgesia of the neck", de = "Kältehyperalgesie am Nacken" },
  needs = { "thermode", "response" },
  parameters = {
    trials = { default = 3, min = 2, max = 4 },
    limit = { default = 0*degC, min = 0*degC, max = 10*degC },
    practice = { default = 1, min = 0, max = 2 },
    ice_time = { default = 10*sec, min = 5*sec, max = 30*sec },
    rest = { default = 120*sec, min = 60*sec, max = 600*sec },
  },
  run = function(p)
    local remote = site("tibialis_anterior", "left", { role = "remote" })
    local neck = {
      site("cervical.C5", "left", { role = "local" }),
      site("cervical.C5", "right", { role = "local" }),
    }
    if p.practice > 0 then
      instruct "thermal.practice"
    end
    instruct { key = "cpt", test = "cpt" }
    cpt { sites = { remote, neck[1], neck[2] }, limit = p.limit, trials = p.trials, practice = p.practice }
    rest(p.rest)
    instruct { key = "ice", test = "ice" }
    return ice { sites = neck, time = p.ice_time, rest = p.rest }
  end,
}
