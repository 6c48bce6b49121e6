-- instruct "ppt": shows the participant's instruction of that name; the examiner reads it out and goes on by hand.
-- instruct { key = "ppt", test = "ppt" } says which test it belongs to.
-- instruct { key = "mine", text = { en = "…", de = "…" } } brings its own words.

-- Both windows show all of it, or it would be other words than the record names.
local most = 600

local function check_length(key, words)
  if #words > most then
    fail_option("instruct", "text",
      ("instruct: the text of '%s' has %d bytes, but at most %d fit the screen: make two instructions of it"):format(key, #words, most))
  end
end

local function check_texts(key, text)
  if type(text) == "string" then
    text = { en = text }
  end
  if type(text) ~= "table" or type(text.en) ~= "string" then
    fail_option("instruct", "text", ("instruct: the text of '%s' must be { en = \"…\", de = \"…\" }"):format(key))
  end
  for language, words in pairs(text) do
    if (language ~= "en" and language ~= "de") or type(words) ~= "string" or words == "" then
      fail_option("instruct", "text", ("instruct: the text of '%s' must be { en = \"…\", de = \"…\" }"):format(key))
    end
    check_length(key, words)
  end
  return text
end

local function find_texts(key)
  local shipped, names = instructions(), {}
  for name in pairs(shipped) do
    names[#names + 1] = name
  end
  if not shipped[key] then
    fail_option("instruct", "key",
      ("instruct: there is no instruction '%s'%s (or bring its words: instruct { key = …, text = { en = \"…\" } })"):format(
        key, suggest(key, names)))
  end
  return shipped[key]
end

return function(given)
  if type(given) == "string" then
    given = { key = given }
  end
  local o = checked_options("instruct", given, {
    key = { kind = "string" },
    test = { kind = "string", optional = true },
    text = { kind = "any", optional = true },
  })
  if not o.key:match("^[a-z0-9_.]+$") or #o.key > 40 then
    fail_option("instruct", "key",
      ("instruct: '%s' is not the name of an instruction (at most 40 small letters, digits, points)"):format(o.key))
  end
  local text = o.text ~= nil and check_texts(o.key, o.text) or find_texts(o.key)
  ask("instruct", { key = o.key, test = o.test, text = text })
end
