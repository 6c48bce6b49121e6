-- A table with all that `one` holds, and over it what `other` holds; `other` may be nil. Neither is changed.
return function(one, other)
  local out = {}
  for name, value in pairs(one) do
    out[name] = value
  end
  for name, value in pairs(other or {}) do
    out[name] = value
  end
  return out
end
