-- Ends the conditioning stimulus (start_conditioning.lua), and tells how it ended.
--
--   local c = stop_conditioning()
--
-- * c["end"]: "completed" where the protocol ended it or its time was over, "withdrawn" or "response" where the participant did, else
--   why it could not go on. Nothing where none was begun.

return function()
  local state = conditioning_state()
  if not state.runs then
    return { ["end"] = "n/a" }
  end
  state.runs = false
  return ask("conditioning_end", {})
end
