-- A short session to look at: four sites, two trials, hardly any rest.
return protocol {
  id = "ppt-demo", version = "1.0.0",
  title = { en = "Demonstration: pressure pain thresholds", de = "Vorführung: Druckschmerzschwellen" },
  needs = { "algometer", "response" },
  parameters = {
    rate = { default = 50*kPa/sec, min = 10*kPa/sec, max = 100*kPa/sec },
    limit = { default = 1000*kPa, min = 100*kPa, max = 1500*kPa },
  },
  run = function(p)
    instruct { key = "ppt", test = "ppt" }
    return ppt {
      sites = {
        site("lumbar.L4", "left", { role = "local" }),
        site("lumbar.L4", "right", { role = "local" }),
        site("tibialis_anterior", "left", { role = "remote" }),
        site("thenar", "left", { role = "remote" }),
      },
      rate = p.rate, limit = p.limit, trials = 2, order = "rotate", rest = 5*sec,
    }
  end,
}
