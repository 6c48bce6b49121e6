-- What conditions by a thermode (METHODS 5.2): tonic heat or cold, rated all the time.
--
--   cpm { …, conditioning = { thermode_tonic, site = …, level = 45*degC, hold = 120*sec } }
--
-- Options and result: tonic_heat.lua. The heat of the whole hold is counted before. In the tables it is the test
-- `thermode_tonic`, so that it is not taken for one of tonic pain.

local own = { verb = "thermode_tonic", kind = { test = "thermode_tonic" } }

return function(given)
  return tonic_heat(given, own)
end
