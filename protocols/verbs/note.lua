-- note "…": a sentence into the journal.
return function(text)
  if type(text) ~= "string" then
    fail("note needs a text")
  end
  ask("note", { text = text })
end
