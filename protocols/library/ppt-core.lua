-- Pressure pain thresholds for low back pain: two local and two remote sites, three trials each.
return protocol {
  id = "ppt-core", version = "1.0.0",
  title = { en = "Pressure pain thresholds, low back", de = "Druckschmerzschwellen, unterer Rücken" },
  needs = { "algometer", "response" },
  parameters = {
    rate = { default = 50*kPa/sec, min = 10*kPa/sec, max = 100*kPa/sec },
    limit = { default = 1000*kPa, min = 100*kPa, max = 1500*kPa },
    trials = { default = 3, min = 2, max = 5 },
    rest = { default = 60*sec, min = 20*sec, max = 300*sec },
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
      rate = p.rate, limit = p.limit, trials = p.trials, practice = 1, order = "rotate", rest = p.rest,
    }
  end,
}
