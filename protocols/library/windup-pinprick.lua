-- Wind-up with pinpricks (METHODS 4.1): one stimulus, then ten at one per second, each of both rated from 0 to 100, five times at each
-- place.
--
-- Method of the German Research Network on Neuropathic Pain: 256 mN (128 mN on the face, parameter `force`), the ten within 1 cm2,
-- the train rated by one number. The ratio is that of the means (windup.ratio); whoever rates every single stimulus 0 has none.
-- Order: the remote place first, so that the painful one does not colour it.
return protocol {
  id = "windup-pinprick", version = "1.0.0",
  title = { en = "Wind-up with pinpricks", de = "Wind-up mit Nadelreizen" },
  needs = { "response" },
  parameters = {
    force = { default = 256*mN, min = 128*mN, max = 256*mN },
    repetitions = { default = 5, min = 2, max = 5 },
    rest = { default = 10*sec, min = 5*sec, max = 60*sec },
  },
  run = function(p)
    instruct { key = "windup", test = "wur" }
    return windup {
      sites = {
        site("hand.dorsum", "left", { role = "remote" }),
        site("lumbar.L4", "left", { role = "local" }),
      },
      force = p.force, repetitions = p.repetitions, rest = p.rest,
    }
  end,
}
