-- What a block of conditioned pain modulation adds to all that its verbs ask for: `cpm` says it here, and whoever asks has it
-- marked. Outside of such a block nothing is added.
--
--   fields    what goes along: phase, conditioning, cond_level, cond_rating, delay_no, or `conditions` with what conditions
--   rounds    in which the same trials are done: so often as many are planned at a site
--   level     of what conditions, a quantity: as its verb has asked for it, of water as it was measured; nil: not known
--   outcome   of the last trial
--   running   while something conditions beside what is asked for: takes its outcome, and returns what its verb does; else nil
--   deferred  a list while something conditions: questions that can wait until the test that follows is done; else nil

local phase = { fields = {}, rounds = 1 }

-- Of a trial that is about to be asked for, or a row: the same table.
function phase.mark(request)
  for name, value in pairs(phase.fields) do
    request[name] = value
  end
  if not phase.fields.conditions then
    request.conditioned = phase.running and true or nil
  elseif phase.level then
    request.cond_level = phase.level / (unit_of(phase.level) == "kPa" and 1*kPa or 1*degC)
  end
  return request
end

-- Asks now, or once the test that follows the conditioning is done: nothing may come in between.
function phase.later(question)
  if phase.deferred then
    phase.deferred[#phase.deferred + 1] = question
  else
    question()
  end
end

-- `fields` nil: nothing goes along any more. `rounds` nil: one.
function phase.set(fields, rounds)
  phase.fields, phase.rounds, phase.level, phase.outcome = fields or {}, rounds or 1, nil, nil
  phase.deferred = phase.fields.conditions and {} or nil
end

return function()
  return phase
end
