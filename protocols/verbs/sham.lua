-- What stands for a conditioning and hurts nobody (METHODS 5.2, 5.3): the same handling, at the same place and for as long, at a
-- level that is neutral. Its block tells what conditions from what time and attention do.
--
--   cpm { …, conditioning = { sham, of = "cold_pressor", site = …, limit = 60*sec } }
--
-- * of: what it stands for. "cold_pressor": a bath of 18 to 36 °C (bath = 24*degC). "thermode_tonic": the thermode at 30 to 34 °C
--   (level = 33*degC; it goes there from its baseline of 32 °C, so that the handling is the same). "cuff_tonic": a cuff at 6 to 10 kPa (level = 8*kPa), which lies close and does not hurt.
-- * The other options are those of what it stands for. In the tables it is the test `sham`, and phases of its block begin with
--   `sham_`.

local of = { one_of = { "cold_pressor", "thermode_tonic", "cuff_tonic" } }

local function own(known)
  return { verb = "sham", known = merged(known, { of = of }), kind = { test = "sham" } }
end

local kinds = {
  cold_pressor = {
    verb = cold_pressor, as = own { bath = { like = 1*degC, default = 24*degC, min = 18*degC, max = 36*degC } },
  },
  thermode_tonic = {
    verb = tonic_heat, as = own { level = { like = 1*degC, default = 33*degC, min = 30*degC, max = 34*degC } },
  },
  cuff_tonic = {
    verb = tonic_cuff,
    as = own {
      level = { like = 1*kPa, default = 8*kPa, min = 6*kPa, max = 10*kPa },
      tail = { like = 1*sec, default = 0*sec, min = 0*sec, max = 60*sec },
      hold = { like = 1*sec, default = 120*sec, min = 1*sec, max = 180*sec },
    },
  },
}

return function(given)
  checked_options("sham", { of = type(given) == "table" and given.of or nil }, { of = of })
  local kind = kinds[given.of]
  return kind.verb(given, kind.as)
end
