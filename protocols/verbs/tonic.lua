-- Tonic pain (METHODS 4.1, 4.2): one level, held for long and rated all the time.
--
--   local r = tonic { sites = {…}, level = 0.7 * tolerance.ptt }             by a cuff: tonic_cuff.lua
--   local r = tonic { by = "heat", sites = {…}, level = 46*degC }            by a thermode, heat or cold: tonic_heat.lua

return function(given)
  local by = type(given) == "table" and given.by or "cuff"
  checked_options("tonic", { by = by }, { by = { one_of = { "cuff", "heat" } } })
  if by == "heat" then
    return tonic_heat(given)
  end
  return tonic_cuff(given)
end
