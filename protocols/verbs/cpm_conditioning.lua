-- What conditions, as described (cpm_described.lua), from its instruction to its end: whole, before what follows, or begun and
-- ended, with what is done in between beside it.
--
-- The result of either way: what its verb returns, and level, rating, ["end"], and has_acted: it came to an end that a test may
-- follow. Beside it, the questions that can wait.

local phase = cpm_phase()

-- Not an end by a fault, nor by the examiner.
local acts = { response = true, limit = true, completed = true, withdrawn = true }

-- The one that runs, its level as far as it was known when it began.
local running

local function read_out(c)
  instruct { key = c.instruction, test = c.test }
end

local function conclude(c, result)
  local outcome, questions = phase.outcome or {}, phase.deferred
  result.level = c.level(outcome)
  result["end"] = outcome["end"]
  result.rating = c.rating(outcome)
  result.has_acted = acts[outcome["end"]] and not outcome.skipped and not outcome.spoiled or false
  phase.set(nil)
  return result, questions
end

local function whole(c)
  phase.set { conditions = true, conditioning = c.name }
  return conclude(c, c.verb(c.options))
end

-- True: it is on. Else what has come of it, as of whole().
local function begin(c)
  phase.set { conditions = true, conditioning = c.name, beside = true }
  local result = c.verb(c.options)
  if not phase.running then
    return false, conclude(c, result)
  end
  phase.place = c.place
  running = { c = c, level = phase.level, questions = phase.deferred }
  phase.set(nil)
  return true
end

local function finish()
  local c, questions = running.c, running.questions
  local take = phase.running
  phase.running, phase.place = nil, nil
  phase.set { conditions = true, conditioning = c.name }
  phase.level, phase.deferred = running.level, questions
  running = nil
  return conclude(c, take(ask("end_beside", { ["end"] = "completed" })))
end

return function()
  return { read_out = read_out, whole = whole, begin = begin, finish = finish }
end
