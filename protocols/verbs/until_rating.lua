-- Waits until the pain of the conditioning stimulus is where it is wanted (start_conditioning.lua).
--
--   local t = until_rating { low = 4, high = 7, within = 60*sec }
--
-- * low, high: from 0 to 10. What the participant rates all the time counts, or what was said last.
-- * within: it is not waited for longer; nor once the conditioning is over.
-- * The examiner may go on all the same, with a reason: waived, reason.
-- * The result: reached; rating, absent where nobody rates; after, how long it took.

local known = {
  low = { like = 1, default = 4, min = 0, max = 10 },
  high = { like = 1, default = 10, min = 0, max = 10 },
  within = { like = 1*sec, default = 60*sec, min = 0*sec, max = 180*sec },
}

local phase = cpm_phase()

return function(given)
  local o = checked_options("until_rating", given, known)
  if o.low > o.high then
    fail_option("until_rating", "low", ("until_rating: low is %g, but high is %g"):format(o.low, o.high))
  end
  if not phase.running then
    fail("until_rating: no conditioning stimulus was begun (start_conditioning)")
  end
  return ask("target", { low = o.low, high = o.high, within = o.within })
end
