-- When it began to hurt in a test of cold by hand: a row of the tables, of the test `name`.
return function(name, trial)
  if trial.pain ~= nil then
    ask("result", {
      test = name, site = trial.site.id, side = trial.site.side, role = trial.site.role, trial = trial.number,
      practice = trial.practice, value = trial.pain, ["end"] = trial.pain.is_bound and "limit" or "response",
    })
  end
end
