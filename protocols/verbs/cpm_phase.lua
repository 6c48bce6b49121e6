-- What a block of conditioned pain modulation adds to all that its verbs ask for: `cpm` says it here, and whoever asks has it
-- marked. Outside of such a block nothing is added.
--
--   fields    what goes along: phase, conditioning, cond_level, cond_rating, delay_no, or `conditions` with what conditions
--   rounds    in which the same trials are done: so often as many are planned at a site
--   level     of what conditions, a quantity: as its verb has asked for it, of water as it was measured; nil: not known
--   outcome   of the last trial
--   running   while something conditions beside what is asked for: takes its outcome, and returns what its verb does; else nil
--   place     where that is; nil while nothing does
--   deferred  a list while something conditions: questions that can wait until the test that follows is done; else nil

local phase = { fields = {}, rounds = 1 }

-- What conditions where it is tested, or near it, tells nothing of the rest of the body: the same area on the same side does not work
-- (METHODS 5.2 after KLYNE2015), and what lies in the midline has no other side. nil: far enough; else a sentence that goes on.
function phase.too_near(conditioned, tested)
  if conditioned.id == tested.id and conditioned.side == tested.side then
    return ("%s, where the test is: take another place, best on the other side of the body"):format(tostring(conditioned))
  end
  local is_one_side = conditioned.side == tested.side or conditioned.side == "midline" or tested.side == "midline"
  if conditioned.area == tested.area and is_one_side then
    return ("%s, and the test at %s, in the same area (%s): take another place, best on the other side of the body"):format(
      tostring(conditioned), tostring(tested), conditioned.area)
  end
end

local function check_beside(request)
  local why = phase.running and request.site and phase.too_near(phase.place, site(request.site, request.side))
  if why then
    fail(("%s: the conditioning that runs is at %s"):format(request.test, why))
  end
end

-- Of a trial that is about to be asked for, or a row: the same table.
function phase.mark(request)
  for name, value in pairs(phase.fields) do
    request[name] = value
  end
  if not phase.fields.conditions then
    check_beside(request)
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
