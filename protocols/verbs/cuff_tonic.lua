-- What conditions by a cuff (METHODS 5.2): tonic pressure at a share of the participant's own tolerance, rated all the time.
--
--   cpm { …, conditioning = { cuff_tonic, site = …, level = 0.7 * tolerance.ptt } }
--
-- By the conditioning cuff where the bench has one (cond_cuff), else by the one that tests, at the other limb.
-- Options and result: tonic_cuff.lua. It has no tail: the test follows at once. In the tables it is the test `cuff_tonic`, so
-- that it is not taken for one of tonic pain.

local own = {
  verb = "cuff_tonic",
  known = {
    tail = { like = 1*sec, default = 0*sec, min = 0*sec, max = 60*sec },
    hold = { like = 1*sec, default = 120*sec, min = 1*sec, max = 180*sec },
  },
  kind = { test = "cuff_tonic" },
}

return function(given)
  return tonic_cuff(given, own)
end
