-- Wind-up with a pinprick (METHODS 4.1, DFNS): one stimulus, then a train of ten within 1 cm2, each rated; five times.
--
--   local r = windup { sites = site("hand.dorsum", "left"), force = 256*mN, repetitions = 5, pulses = 10, rate = 1*Hz }
--
-- * Light and sound give the beat after three counts; no instrument sees the pinprick. A stimulus is one cue to press and one to
--   lift, half of the period apart.
-- * force: of the pinprick, into the tables as `level`, in mN. On the face 128*mN.
-- * scale: 100 (0 to 100) or 10. The single stimulus gets one rating, the train one for all of it. What is not said within
--   `within` is missing, never zero; 0*sec waits.
-- * In the tables both are rows of the test `wur`: phase single or train, trial = the repetition. The ratio is formed of those rows
--   (limen score: windup.*), and only there.
-- * attempts: how often a stimulus is tried that was spoiled or cut off. Who presses the button withdraws: the test is over.
-- * instruct = true: the shipped instruction comes first. It says 0 to 100, ten stimuli and once a second: for anything else it is refused.
--
-- The result holds one entry per site: { site, singles, trains, single, train, n }: the ratings of each repetition (false where one
-- is missing), and their means over the n repetitions that have both; absent where n is 0. With one site its fields can be read
-- from the result directly.

local known = {
  sites = { kind = "sites" },
  force = { like = 1*mN, default = 256*mN, min = 8*mN, max = 512*mN },
  repetitions = { like = 1, default = 5, min = 1, max = 10, whole = true },
  pulses = { like = 1, default = 10, min = 2, max = 16, whole = true },
  rate = { like = 1*Hz, default = 1*Hz, min = 0.2*Hz, max = 2*Hz },
  scale = { like = 1, default = 100, min = 10, max = 100, whole = true },
  within = { like = 1*sec, default = 30*sec, min = 0*sec, max = 300*sec },
  twice = { kind = "boolean", default = false },
  rest = { like = 1*sec, default = 10*sec, min = 0*sec, max = 1*hour },
  attempts = { like = 1, default = 2, min = 1, max = 5, whole = true },
  instruct = { kind = "boolean", default = false },
}

-- The last repetition at each place in this session: a second windup at the same site adds to it.
local last = {}

local function stimulus(o, about)
  local half = 0.5 / o.rate
  return {
    stimulus = "hand_train", instrument = "none", pulses = about.pulses, on = half, off = half, force = o.force / (1*mN),
    test = "wur", phase = about.phase, site = about.site.id, side = about.site.side, role = about.site.role,
    trial = about.number, attempt = about.tries, practice = false, of = o.repetitions,
    last = about.tries >= o.attempts or nil,
  }
end

local function rate(o, about, outcome)
  return spoken_rating {
    what = about.phase, scale = o.scale, within = o.within, twice = o.twice, first = 1, last = about.pulses, tries = about.tries,
    row = {
      test = "wur", site = about.site.id, side = about.site.side, role = about.site.role, phase = about.phase,
      trial = about.number, attempt = outcome.attempt, level = o.force / (1*mN),
    },
  }
end

-- The rating (nil: missing), and whether the test is over.
local function give(o, about)
  repeat
    about.tries = (about.tries or 0) + 1
    ask("site", {
      candidates = { { site = about.site.id, side = about.site.side, role = about.site.role } }, order = "given", rest = o.rest,
    })
    local outcome = ask("trial", stimulus(o, about))
    if outcome.skipped or outcome["end"] == "withdrawn" then
      return nil, true
    elseif outcome["end"] == "completed" and not outcome.spoiled then
      return rate(o, about, outcome), false
    end
  until about.tries >= o.attempts
  return nil, false
end

local function repeat_at(o, site, out)
  local place = site.id .. "/" .. site.side
  for _ = 1, o.repetitions do
    last[place] = (last[place] or 0) + 1
    local single, over = give(o, { site = site, phase = "single", pulses = 1, number = last[place] })
    out.singles[#out.singles + 1] = single or false
    if over then
      return true
    end
    local train
    train, over = give(o, { site = site, phase = "train", pulses = o.pulses, number = last[place] })
    out.trains[#out.trains + 1] = train or false
    if over then
      return true
    end
  end
  return false
end

-- Of the repetitions that have both, as the index takes them.
local function add_means(out)
  local single, train = 0, 0
  for i, one in ipairs(out.singles) do
    if one and out.trains[i] then
      out.n, single, train = out.n + 1, single + one, train + out.trains[i]
    end
  end
  if out.n > 0 then
    out.single, out.train = single / out.n, train / out.n
  end
end

return function(given)
  local o = checked_options("windup", given, known)
  if o.scale ~= 10 and o.scale ~= 100 then
    fail_option("windup", "scale", ("windup: scale is %d, but 10 or 100 is possible"):format(o.scale))
  end
  if o.instruct and (o.scale ~= 100 or o.pulses ~= 10 or o.rate ~= 1*Hz) then
    fail_option("windup", "instruct",
      "windup: the shipped instruction is of ten stimuli at 1 Hz, rated from 0 to 100: write one of your own for this")
  end
  if o.instruct then
    instruct { key = "windup", test = "wur" }
  end
  local result, over = {}, false
  for _, site in ipairs(o.sites) do
    local out = { site = site, singles = {}, trains = {}, n = 0 }
    over = over or repeat_at(o, site, out)
    add_means(out)
    result[site] = out
  end
  return merged(result, #o.sites == 1 and result[o.sites[1]] or nil)
end
