-- How strong a stimulus was, as the participant says it and the examiner enters it; then a row of the tables.
--
--   local rating = spoken_rating { what = "single", scale = 100, within = 30*sec, first = 1, last = 1, row = { test = …, … } }
--
-- * what: "single", "train" or "pulse": the words that are asked. `first` and `last` say which stimuli of the train it is about.
-- * row: the columns of its row (test, site, side, role, trial, attempt and, as it has them, phase, train, pulse, level);
--   `row.attempt` is the attempt of the stimulus in the study, `tries` how often the script has asked for it.
-- * twice: the examiner enters it twice (ask_rating.lua).
-- * What is not said in time is nil, and stands in the tables as missing, never as zero.

local function words(what, n)
  if what == "train" then
    return { en = "How strong was the pain of the whole series, as one?", de = "Wie stark war der Schmerz der ganzen Serie, als Ganzes?" }
  elseif what == "pulse" then
    return {
      en = ("How strong was the pain of stimulus %d?"):format(n), de = ("Wie stark war der Schmerz beim Reiz Nummer %d?"):format(n),
    }
  end
  return { en = "How strong was the pain of this one stimulus?", de = "Wie stark war der Schmerz dieses einen Reizes?" }
end

return function(about)
  local row = about.row
  local rating, entered = ask_rating {
    key = "rating." .. about.what, text = words(about.what, about.first), scale = about.scale, within = about.within,
    twice = about.twice,
    about = {
      first = about.first, last = about.last,
      test = row.test, site = row.site, side = row.side, trial = row.trial, attempt = about.tries, practice = row.practice,
    },
  }
  local result = {
    value = rating, unit = ("0-%d"):format(about.scale), ["end"] = rating and "response" or "timeout", entered = entered,
  }
  for name, value in pairs(row) do
    result[name] = value
  end
  ask("result", result)
  return rating
end
