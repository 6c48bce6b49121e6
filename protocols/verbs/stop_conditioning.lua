-- Ends the conditioning stimulus (start_conditioning.lua), and tells what came of it.
--
--   local c = stop_conditioning()
--
-- * What its verb returns, and ["end"]: "completed" where the protocol ended it or its time was over, "withdrawn" or "response" where
--   the participant did, else why it could not go on; level, the one that was reached; rating, the mean of what was rated.
-- * Where none was begun: ["end"] is "n/a".

local phase = cpm_phase()
local conditioning = cpm_conditioning()

return function()
  if not phase.running then
    return { ["end"] = "n/a" }
  end
  local result, questions = conditioning.finish()
  for _, question in ipairs(questions) do
    question()
  end
  return result
end
