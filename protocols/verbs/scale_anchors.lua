-- What stands along the scale on which the participant rates (METHODS 3.3), for every verb that has one:
--
--   anchors = 2                   no pain at one end, worst pain imaginable at the other: so it is without the option
--   anchors = 3                   the same, and "just painful" between them, at 1 of 10
--   anchors = { { en = "not unpleasant", de = "…" }, { at = 4, en = "…" }, { en = "as unpleasant as can be", de = "…" } }
--                                 others, two or three, each of at most 90 bytes; at: where the second of three stands, 5 without
--
-- The window for the participant shows them. A slider that is an instrument has its own printed on it: it has to have the same.

local anchors = { known = { kind = "any", default = 2 } }

local pain = {
  { en = "no pain", de = "kein Schmerz" },
  { en = "just painful", de = "eben schmerzhaft", at = 1 },
  { en = "worst pain imaginable", de = "stärkster vorstellbarer Schmerz" },
}

-- { en = "…", de = "…" }, of at most so many bytes: the windows show all of it. `beside`: a key that may stand there, too.
function anchors.are_words(texts, most, beside)
  local n = 0
  for key, words in pairs(type(texts) == "table" and texts or {}) do
    if key ~= beside then
      if (key ~= "en" and key ~= "de") or type(words) ~= "string" or words == "" or #words > most then
        return false
      end
      n = n + 1
    end
  end
  return n > 0
end

local function is_place(at, i, n)
  return at == nil or (n == 3 and i == 2 and type(at) == "number" and at > 0 and at < 10)
end

local function are_right(list)
  if type(list) ~= "table" or (#list ~= 2 and #list ~= 3) then
    return false
  end
  for i, anchor in ipairs(list) do
    if not anchors.are_words(anchor, 90, "at") or not is_place(anchor.at, i, #list) then
      return false
    end
  end
  return true
end

-- What a request is told of the option; nil: the two of pain.
function anchors.of(verb, given)
  if given == 2 then
    return nil
  elseif given == 3 then
    return pain
  elseif not are_right(given) then
    fail_option(verb, "anchors", verb ..
      ": anchors must be 2, 3, or two or three of { en = \"…\", de = \"…\" }, of at most 90 bytes, at of the second of three within 0 and 10")
  end
  return given
end

return function()
  return anchors
end
