-- rest(30*sec): everybody waits.
return function(duration)
  local o = checked_options("rest", { duration = duration }, {
    duration = { like = 1*sec, min = 0*sec, max = 2*hour },
  })
  ask("rest", { ["for"] = o.duration })
end
