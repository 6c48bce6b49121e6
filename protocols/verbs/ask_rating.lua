-- A number for how strong something is, of one participant, now; nil where none was given in time: missing, never zero.
--
--   local value, entered = ask_rating { key = "rating.single", text = { en = …, de = … }, scale = 100, within = 30*sec, about = { … } }
--
-- * on: "line" or "numbers": the participant rates on what the bench has for it, and confirms with the response. Without, it is said
--   and the examiner enters it.
-- * within: what is not said in that time is missing. What was said and entered once waits for its second entry.
-- * twice: the examiner enters what was said twice. Where the entries differ, it is asked for again until two in a row are the
--   same, at most six in all; then it is missing. `entered` is how often it was entered.
-- * anchors: as the request has them (scale_anchors.lua).
-- * about: goes along with the question, for whoever reads the record, and for simulated participants.

local again = { en = "Enter the same rating once more.", de = "Dieselbe Bewertung bitte noch einmal eingeben." }
local differs = {
  en = "Both entries differ. Ask once more, and enter what is said.",
  de = "Die beiden Eingaben sind verschieden. Bitte noch einmal fragen und eingeben.",
}

local function ask_once(o, key, text, within)
  local request = { key = key, text = text, unit = "1", min = 0, max = o.scale, on = o.on }
  request.within, request.anchors = within > 0*sec and within or nil, o.anchors
  for name, value in pairs(o.about or {}) do
    request[name] = value
  end
  return ask("question", request).value
end

return function(o)
  local before = ask_once(o, o.key, o.text, o.within)
  if before == nil or o.on then
    return before, nil -- nobody has entered it
  elseif not o.twice then
    return before, 1
  end
  for entered = 2, 6 do
    local is_again = entered % 2 == 0
    local key = o.key .. (is_again and ".again" or ".differs")
    local value = ask_once(o, key, is_again and again or differs, is_again and 0*sec or o.within)
    if value == nil then
      return nil, entered
    elseif is_again and value == before then
      return value, entered
    end
    before = value
  end
  return nil, 6
end
