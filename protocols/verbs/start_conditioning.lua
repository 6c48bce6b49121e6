-- Begins a conditioning stimulus (METHODS 5) that goes on while the protocol does: what is tested from here on is tested beside it,
-- until stop_conditioning(). It is described as in cpm: its verb first, then its options.
--
--   start_conditioning { cuff_tonic, site = site("gastrocnemius", "left"), level = 0.7 * left.ptt, hold = 2*min }
--   until_rating { low = 4, high = 7, within = 60*sec }
--   ppt { sites = site("deltoid", "right"), trials = 2 }
--   local c = stop_conditioning()
--
-- * cuff_tonic, thermode_tonic, cold_pressor, or sham. Its hold, or limit, is for how long it may go on: then it is over by itself.
-- * Between two tests the participant's button ends it: whoever has had enough withdraws. While a test runs, the button is the
--   test's. What ends before it is ended by the protocol is no error: tests that are still due are not done, and the result says so.
-- * The result: began, false where it was skipped or could not begin.

local phase = cpm_phase()
local described = cpm_described()
local conditioning = cpm_conditioning()

return function(given)
  local c = described.conditioning(given, "start_conditioning")
  if phase.running then
    fail("start_conditioning: a conditioning stimulus runs already: end it first (stop_conditioning)")
  end
  return { began = (conditioning.begin(c)) }
end
