-- Tonic pain (METHODS 4.1, 4.2): one level, held for long and rated all the time. By heat or cold on a thermode: by = "heat", with
-- the options of tonic_heat.lua.

local known = { by = { one_of = { "heat" } } }

return function(given)
  if type(given) == "table" and given.by == "heat" then
    return tonic_heat(given)
  end
  checked_options("tonic", { by = type(given) == "table" and given.by or nil }, known)
end
