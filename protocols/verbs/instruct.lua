-- instruct "ppt": shows (and reads) the participant's instruction of that name; the examiner goes on by hand.
-- instruct { key = "ppt.practice", test = "ppt" } says which test it belongs to.
return function(given)
  if type(given) == "string" then
    given = { key = given }
  end
  local o = checked_options("instruct", given, {
    key = { kind = "string" },
    test = { kind = "string", optional = true },
  })
  if not o.key:match("^[a-z0-9_.]+$") then
    fail(("instruct: '%s' is not the name of an instruction (small letters, digits, points)"):format(o.key))
  end
  ask("instruct", { key = o.key, test = o.test })
end
