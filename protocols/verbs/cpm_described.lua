-- Stimuli that are described and not yet run, { verb, option = … }: which may be a test, which may condition.

local phase = cpm_phase()

-- No values spread by more.
local never = 10

local tests = { ppt = ppt, pdt_ptt = pdt_ptt, hpt = hpt, cpt = cpt }

local function mean_of(ratings)
  local sum, n = 0, 0
  for _, rating in ipairs(ratings or {}) do
    if rating.value then
      sum, n = sum + rating.value, n + 1
    end
  end
  return n > 0 and sum / n or nil
end

local function level_reached(outcome)
  return outcome.level
end

-- How painful it was, from its outcome: the mean of the ratings while it lasted. How strong: the level that an instrument has
-- reached, the water as it was measured; nil where it was not. And what is read out before it.
local by = {
  cold_pressor = {
    instruction = "cpm.water", rating = function(outcome)
      return mean_of(outcome.ratings)
    end,
    level = function(outcome)
      return outcome.bath_on or phase.level
    end,
  },
  cuff_tonic = {
    instruction = "cpm.cuff", rating = function(outcome)
      return outcome.hold_rating
    end,
    level = level_reached,
  },
  thermode_tonic = {
    instruction = "cpm.thermode", rating = function(outcome)
      return outcome.hold_rating
    end,
    level = level_reached,
  },
}
local conditionings = {
  cold_pressor = cold_pressor, cuff_tonic = cuff_tonic, thermode_tonic = thermode_tonic, sham = sham,
}

local function names_of(verbs)
  local names = {}
  for name in pairs(verbs) do
    names[#names + 1] = name
  end
  return table.concat(names, ", ")
end

-- who: the verb whose option it is.
local function find(who, option, value, verbs, example)
  if type(value) ~= "table" or type(value[1]) ~= "function" then
    fail_option(who, option,
      ("%s: %s must be described, not run: its verb first, then its options: %s"):format(who, option, example))
  end
  for name, verb in pairs(verbs) do
    if verb == value[1] then
      return name, verb
    end
  end
  fail_option(who, option, ("%s: %s must begin with one of these verbs: %s"):format(who, option, names_of(verbs)))
end

local function options_of(who, option, value)
  local options = {}
  for name, one in pairs(value) do
    if name ~= 1 then
      if type(name) ~= "string" then
        fail_option(who, option, ("%s: %s holds one verb, and then options with their names"):format(who, option))
      end
      options[name] = one
    end
  end
  return options
end

-- What the verb says of it where it is none.
local function places_of(sites)
  local places = {}
  for _, place in ipairs(type(sites) == "table" and sites or { sites }) do
    places[#places + 1] = type(place) == "site" and place or nil
  end
  return places
end

local function test(value)
  local name, verb = find("cpm", "test", value, tests, "test = { ppt, sites = site(\"deltoid\", \"right\"), trials = 2 }")
  local options = options_of("cpm", "test", value)
  if name == "ppt" and options.max_trials == nil and options.extra_trial_cv == nil then
    options.extra_trial_cv = never
  end
  return { name = name, verb = verb, options = options, places = places_of(options.sites) }
end

local function conditioning(value, who)
  who = who or "cpm"
  local name, verb = find(who, "conditioning", value, conditionings,
    "conditioning = { cold_pressor, site = site(\"hand.dorsum\", \"left\") }")
  local options = options_of(who, "conditioning", value)
  if type(options.site) ~= "site" or options.sites ~= nil or options.trials ~= nil then
    fail_option(who, "conditioning",
      who .. ": the conditioning is given once, at one place: write site = site(\"hand.dorsum\", \"left\"), without sites and trials")
  end
  local place = options.site
  options.site, options.sites = nil, { place }
  local kind = by[name == "sham" and options.of or name]
  if not kind then
    fail_option(who, "conditioning", ("%s: sham needs of = what it stands for: %s"):format(who, names_of(by)))
  end
  return {
    name = name, verb = verb, options = options, place = place, test = name,
    instruction = kind.instruction, rating = kind.rating, level = kind.level,
  }
end

return function()
  return { test = test, conditioning = conditioning }
end
