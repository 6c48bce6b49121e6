-- Conditioned pain modulation (METHODS 5): a test stimulus before, while and after a conditioning stimulus at another place.
--
--   local r = cpm {
--     test = { ppt, sites = site("deltoid", "right"), trials = 2 },
--     conditioning = { cold_pressor, site = site("hand.dorsum", "left"), limit = 60*sec },
--     after = { 0*sec, 300*sec },
--   }
--
-- * test, conditioning: described, not yet run: the verb first, then its options. Test: ppt (the default of most), pdt_ptt, hpt, cpt.
--   Conditioning: cold_pressor, cuff_tonic, thermode_tonic, or sham (a block of its own, whose phases begin with `sham_`).
-- * design: "sequential", the test before the conditioning and after it; "parallel", the test before it, while it lasts, and, where
--   `after` says so, after it. The conditioning is ended when the test beside it is done.
-- * target: of "parallel", { low = 4, high = 7, within = 60*sec }: the test begins once the conditioning is rated so, or nobody waits
--   any longer (until_rating.lua). Without it the test begins at once.
-- * after: when the test is done again, up to nine times: so long after the end of the conditioning. What is over by then
--   is done at once; the tables have of each trial which delay it was (`delay_no`) and the real gap (`gap_s`). Where nothing is
--   said: at once, in "parallel" never.
-- * instruct: what the conditioning is, and that the other place is to be judged, is read out before it.
-- * In the tables the test has its phase; while it is conditioned also what conditions, and how strong (cond_level) and how painful
--   (cond_rating) that was when the trial ended; in the phase after what conditioned, how strong (the level that was reached, the water
--   as it was measured; else missing) and how painful (the mean of the ratings while it lasted, 0 to 10; missing where none was given).
-- * Who ends the conditioning early has been conditioned for that long: the test goes on, and the record says how long it was. Who
--   was not conditioned at all has no test after it. Skipping a test, withdrawing from one, or a place that has had its share of
--   the day ends all of it.
-- * A test has no trial more because values spread, unless its options ask for that, and is practised before the baseline only.
-- * The result holds baseline, during ("parallel"), and after (a list) of what the test's verb returns, target (what until_rating
--   returns), conditioning (what its verb returns, and level, rating, ["end"]; absent where it was not come to), and ended_early.

local phase = cpm_phase()
local described = cpm_described()
local conditioning = cpm_conditioning()

local known = {
  test = { kind = "any" },
  conditioning = { kind = "any" },
  design = { one_of = { "sequential", "parallel" }, default = "sequential" },
  after = { kind = "table", optional = true },
  target = { kind = "table", optional = true },
  instruct = { kind = "boolean", default = true },
}

local repeats_max, delay_max = 9, 1*hour

local function check_after(after)
  if #after > repeats_max then
    fail_option("cpm", "after", ("cpm: after holds %d delays, but up to %d are possible"):format(#after, repeats_max))
  end
  for i, delay in ipairs(after) do
    if unit_of(delay) ~= "s" or type(delay) == "bound" or delay < 0*sec or delay > delay_max then
      fail_option("cpm", "after", ("cpm: after[%d] must be a time from 0 s to %s, not %s"):format(i, tostring(delay_max),
        tostring(delay)))
    end
    if i > 1 and delay <= after[i - 1] then
      fail_option("cpm", "after", "cpm: after must go from the first delay to the last")
    end
  end
end

local function check_places(test, conditioning)
  for _, place in ipairs(test.places) do
    local why = phase.too_near(conditioning.place, place)
    if why then
      fail_option("cpm", "conditioning", "cpm: the conditioning is at " .. why)
    end
  end
end

local function read(given)
  local o = checked_options("cpm", given, known)
  local is_parallel = o.design == "parallel"
  o.after = o.after or (is_parallel and {} or { 0*sec })
  if not is_parallel and (#o.after == 0 or o.target) then
    fail_option("cpm", o.target and "target" or "after",
      o.target and "cpm: target is waited for in design \"parallel\" only"
      or "cpm: in design \"sequential\" after holds one delay at least: { 0*sec } is at once")
  end
  check_after(o.after)
  o.test, o.conditioning = described.test(o.test), described.conditioning(o.conditioning)
  check_places(o.test, o.conditioning)
  o.prefix = o.conditioning.name == "sham" and "sham_" or ""
  return o
end

local function run_test(o, word, fields)
  phase.set(merged(fields or {}, { phase = o.prefix .. word }), 1 + (o.design == "parallel" and 1 or 0) + #o.after)
  local options = o.test.options
  if word ~= "baseline" and options.practice ~= nil then
    options = merged(options, { practice = 0 })
  end
  local result = o.test.verb(options)
  local is_over = phase.outcome and phase.outcome.unconditioned
  phase.set(nil)
  return result, result.ended_early or result.withheld, is_over
end

-- What goes along with the test in the phases that follow.
local function fields_of(o, result)
  return {
    conditioning = o.conditioning.name, cond_rating = result.rating,
    cond_level = result.level and result.level / (unit_of(result.level) == "kPa" and 1*kPa or 1*degC),
  }
end

local function ask_all(questions)
  for _, question in ipairs(questions) do
    question()
  end
end

local function test_after(o, out, fields, questions)
  for i, delay in ipairs(o.after) do
    ask("rest", { ["for"] = delay, since = "conditioning" })
    out.after[i], out.ended_early = run_test(o, "after", merged(fields, { delay_no = i }))
    if i == 1 then
      ask_all(questions)
    end
    if out.ended_early then
      return
    end
  end
end

-- And what conditions is explained; false: the test was ended, and nothing follows it.
local function tested_before(o, out)
  out.baseline, out.ended_early = run_test(o, "baseline")
  if not out.ended_early and o.instruct then
    conditioning.read_out(o.conditioning)
  end
  return not out.ended_early
end

local function sequential(o, out)
  if not tested_before(o, out) then
    return
  end
  local questions
  out.conditioning, questions = conditioning.whole(o.conditioning)
  if out.conditioning.has_acted then
    test_after(o, out, fields_of(o, out.conditioning), questions)
  else
    out.ended_early = true
    ask_all(questions)
  end
end

-- Who has had enough of the conditioning has ended it, and with it the test beside it; what comes after it is still done.
local function test_beside(o, out)
  if o.target then
    out.target = until_rating(o.target)
  end
  local ended_early, is_over
  out.during, ended_early, is_over = run_test(o, "during", { conditioning = o.conditioning.name })
  out.ended_early = ended_early and not is_over or nil
end

local function parallel(o, out)
  if not tested_before(o, out) then
    return
  end
  local questions
  local is_on, result, later = conditioning.begin(o.conditioning)
  if is_on then
    test_beside(o, out)
    out.conditioning, questions = conditioning.finish()
  else
    out.conditioning, questions = result, later
  end
  if out.ended_early or not out.conditioning.has_acted then
    out.ended_early = true
    ask_all(questions)
  elseif #o.after > 0 then
    test_after(o, out, fields_of(o, out.conditioning), questions)
  else
    ask_all(questions)
  end
end

-- Whatever comes in between, nothing of it goes along with what is asked for later.
return function(given)
  local o, out = read(given), { after = {} }
  local is_well, why = pcall(o.design == "parallel" and parallel or sequential, o, out)
  phase.set(nil)
  if not is_well then
    error(why, 0)
  end
  return out
end
