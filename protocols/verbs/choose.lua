-- choose { key = "…", text = { en = "…", de = "…" }, choices = { { key = "…", text = { en = "…", de = "…" } }, … } }: the
-- examiner is asked, and enters which of 2 to 9 answers it is. Returns its key; nil where nobody has answered: that is missing,
-- and stands for none of them.
--
-- about: a table that goes into the record with the question: which trial it is about.

local function check_words(verb, what, text)
  if type(text) == "string" then
    text = { en = text }
  end
  if type(text) ~= "table" or type(text.en) ~= "string" or text.en == "" then
    fail_option(verb, "text", ("%s: the text of %s must be { en = \"…\", de = \"…\" }"):format(verb, what))
  end
  return { en = text.en, de = text.de }
end

local function check_key(verb, key)
  if type(key) ~= "string" or not key:match("^[a-z0-9_.]+$") or #key > 23 then
    fail_option(verb, "choices", ("%s: each choice needs a key of at most 23 small letters, digits, points"):format(verb))
  end
  return key
end

return function(given)
  local o = checked_options("choose", given, {
    key = { kind = "string" },
    text = { kind = "any" },
    choices = { kind = "table" },
    about = { kind = "table", optional = true },
  })
  local choices = {}
  if #o.choices < 2 or #o.choices > 9 then
    fail_option("choose", "choices", "choose: 2 to 9 choices are possible")
  end
  for i, choice in ipairs(o.choices) do
    local key = check_key("choose", choice.key)
    choices[i] = { key = key, text = check_words("choose", "'" .. key .. "'", choice.text) }
  end
  local request = { key = o.key, text = check_words("choose", "the question", o.text), choices = choices }
  for name, value in pairs(o.about or {}) do
    request[name] = value
  end
  return ask("question", request).choice
end
