-- Heat pain threshold by the method of limits (METHODS 6.1). Options and result: thermal_threshold.lua.
return thermal_threshold {
  test = "hpt", bound = "right", limit = 50*degC, interval_min = 10*sec, interval_max = 10*sec,
}
