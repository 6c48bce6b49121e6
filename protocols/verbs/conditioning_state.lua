-- Whether a conditioning stimulus runs beside the tests: what a test asks for then says that it is only done beside one.

local state = { runs = false, last = {} }

return function()
  return state
end
