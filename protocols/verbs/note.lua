-- note "…": a sentence into the journal. One that is too long is refused, and what stands there is how long it was: nobody
-- is sent home for a remark.

local MOST = 10000 -- characters

return function(text)
  if type(text) ~= "string" then
    fail("note needs a text")
  end
  local n = utf8.len(text) or #text
  ask("note", n <= MOST and { text = text } or { refused = n, most = MOST })
end
