-- A rating: how strong the participant's pain is, now or as the question asks, on its own and without a stimulus.
--
--   local r = rating { site = site("lumbar.L4", "left"), question = { en = "How strong is your back pain now?", de = "…" } }
--
-- * scale: 10 (0 to 10) or 100.
-- * by: "voice": it is said, and the examiner enters it. "line" or "numbers": the participant rates on what the bench has for it (a
--   slider, the participant's window) and confirms with the response; whoever cannot is asked, and the examiner enters it.
-- * anchors: what stands along the line or beside the numbers (scale_anchors.lua).
-- * twice = true: what is said is entered twice, and asked for again where both entries differ.
-- * within: what is not given in that time is missing, never zero; 0*sec waits.
-- * test: under this name it stands in the tables, each time as a trial more.
-- * The result holds value; absent where it is missing.

local scale = scale_anchors()

local known = {
  site = { kind = "site" },
  test = { kind = "string", default = "rating" },
  question = { kind = "table", optional = true },
  anchors = scale.known,
  scale = { like = 1, default = 10, min = 10, max = 100, whole = true },
  by = { one_of = { "voice", "line", "numbers" }, default = "voice" },
  twice = { kind = "boolean", default = false },
  within = { like = 1*sec, default = 60*sec, min = 0*sec, max = 600*sec },
}

local now = { en = "How strong is the pain now?", de = "Wie stark ist der Schmerz jetzt?" }

-- The last trial of each test and place in this session.
local last = {}

local function check(o)
  if o.scale ~= 10 and o.scale ~= 100 then
    fail_option("rating", "scale", ("rating: scale is %d, but 10 or 100 is possible"):format(o.scale))
  end
  if not o.test:match("^[a-z0-9_]+$") or #o.test > 15 then
    fail_option("rating", "test",
      ("rating: '%s' is not the name of a test (at most 15 small letters, digits, underscores)"):format(o.test))
  end
  if not scale.are_words(o.question or now, 150) then
    fail_option("rating", "question", "rating: question must be { en = \"…\", de = \"…\" }, of at most 150 bytes")
  end
  o.shown = scale.of("rating", o.anchors)
end

return function(given)
  local o = checked_options("rating", given, known)
  check(o)
  local place = o.test .. "/" .. o.site.id .. "/" .. o.site.side
  last[place] = (last[place] or 0) + 1
  local value, entered = ask_rating {
    key = o.test, text = o.question or now, scale = o.scale, within = o.within, twice = o.twice,
    anchors = o.shown, on = o.by ~= "voice" and o.by or nil,
    about = { at_rest = true, test = o.test, site = o.site.id, side = o.site.side, trial = last[place] },
  }
  ask("result", {
    test = o.test, site = o.site.id, side = o.site.side, role = o.site.role, trial = last[place], value = value,
    unit = ("0-%d"):format(o.scale), ["end"] = value and "response" or "timeout", entered = entered,
  })
  return { value = value }
end
