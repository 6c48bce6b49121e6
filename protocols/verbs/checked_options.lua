-- Checks what a script hands to a verb against a table of what the verb knows; errors name the place of the option in
-- the script.
--
-- known = { name = { like = 1*kPa, default = …, min = …, max = …, whole = true, one_of = {…}, kind = "sites" } }
-- kind: "sites", what type() says, or "any".
-- Without default an option is required, unless optional = true.

local function keys_of(known)
  local list = {}
  for name in pairs(known) do
    list[#list + 1] = name
  end
  return list
end

local function shown(unit)
  return unit == "1" and "a number" or "a quantity in " .. unit
end

local function check_number(verb, name, value, about)
  local wanted, given = unit_of(about.like), unit_of(value)
  if given ~= wanted then
    fail_option(verb, name, ("%s: %s must be %s, not %s"):format(verb, name, shown(wanted),
      given and shown(given) or "a " .. type(value)))
  end
  if type(value) == "bound" then
    fail_option(verb, name, ("%s: %s is a bound (%s): take its limit with :at_least() or :at_most()"):format(verb, name,
      tostring(value)))
  end
  if about.min and value < about.min then
    fail_option(verb, name,
      ("%s: %s is %s, but at least %s is needed"):format(verb, name, tostring(value), tostring(about.min)))
  end
  if about.max and value > about.max then
    fail_option(verb, name,
      ("%s: %s is %s, but at most %s is possible"):format(verb, name, tostring(value), tostring(about.max)))
  end
  if about.whole and math.tointeger(value) == nil then
    fail_option(verb, name, ("%s: %s must be a whole number"):format(verb, name))
  end
  return about.whole and math.tointeger(value) or value
end

local function check_word(verb, name, value, words)
  for _, word in ipairs(words) do
    if value == word then
      return value
    end
  end
  fail_option(verb, name, ("%s: %s must be '%s'%s"):format(verb, name, table.concat(words, "' or '"),
    type(value) == "string" and suggest(value, words) or ""))
end

local function check_sites(verb, name, value)
  if type(value) == "site" then
    value = { value }
  end
  if type(value) ~= "table" or #value == 0 then
    fail_option(verb, name,
      ("%s: %s must be a list of sites, e.g. { site(\"lumbar.L4\", \"left\") }"):format(verb, name))
  end
  if #value > 64 then
    fail_option(verb, name, ("%s: %s holds %d sites, but at most 64 are possible"):format(verb, name, #value))
  end
  local seen = {}
  for i, one in ipairs(value) do
    if type(one) ~= "site" then
      fail_option(verb, name,
        ("%s: %s[%d] is a %s, not a site: write site(\"lumbar.L4\", \"left\")"):format(verb, name, i, type(one)))
    end
    local place = tostring(one)
    if seen[place] then
      fail_option(verb, name, ("%s: %s names %s twice"):format(verb, name, place))
    end
    seen[place] = true
  end
  return value
end

local function check_one(verb, name, value, about)
  if about.kind == "sites" then
    return check_sites(verb, name, value)
  elseif about.one_of then
    return check_word(verb, name, value, about.one_of)
  elseif about.like then
    return check_number(verb, name, value, about)
  elseif about.kind ~= "any" and type(value) ~= about.kind then
    fail_option(verb, name, ("%s: %s must be a %s, not a %s"):format(verb, name, about.kind, type(value)))
  end
  return value
end

return function(verb, given, known)
  if type(given) ~= "table" then
    fail(("%s needs a table of options: %s { … }"):format(verb, verb))
  end
  for name in pairs(given) do
    if type(name) ~= "string" or not known[name] then
      name = tostring(name)
      fail_option(verb, name, ("%s has no option '%s'%s"):format(verb, name, suggest(name, keys_of(known))))
    end
  end
  local out = {}
  for name, about in pairs(known) do
    local value = given[name]
    if value == nil then
      value = about.default
    end
    if value == nil and not about.optional then
      fail_option(verb, name, ("%s needs '%s'"):format(verb, name))
    end
    if value ~= nil then
      out[name] = check_one(verb, name, value, about)
    end
  end
  return out
end
