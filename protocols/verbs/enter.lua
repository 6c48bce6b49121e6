-- enter { key = "…", text = { en = "…", de = "…" }, unit = 1*degC, min = 0*degC, max = 20*degC }: the examiner is asked for a
-- number and enters it. Without `unit` it is a plain number. Returns it; nil where nobody has answered: that is missing.
--
-- measured = "bath": where the bench has a bath that tells its temperature, that is the answer, and nobody is asked.
-- expected: what is likely. It is told to a simulated examiner and never taken for an answer.

return function(given)
  local unit = type(given) == "table" and given.unit or 1
  local o = checked_options("enter", given, {
    key = { kind = "string" },
    text = { kind = "any" },
    unit = { like = unit, optional = true },
    min = { like = unit },
    max = { like = unit },
    expected = { like = unit, optional = true },
    measured = { one_of = { "bath" }, optional = true },
  })
  local text = type(o.text) == "string" and { en = o.text } or o.text
  if type(text) ~= "table" or type(text.en) ~= "string" or text.en == "" then
    fail_option("enter", "text", "enter: the text of the question must be { en = \"…\", de = \"…\" }")
  end
  if o.min > o.max then
    fail_option("enter", "min", ("enter: min is %s, but max is %s"):format(tostring(o.min), tostring(o.max)))
  end
  local answer = ask("question", {
    key = o.key, text = { en = text.en, de = text.de }, unit = unit_of(unit), min = o.min, max = o.max,
    expected = o.expected, measured = o.measured,
  })
  return answer.value
end
