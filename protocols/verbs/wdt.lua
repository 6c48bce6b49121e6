-- Warm detection threshold by the method of limits (METHODS 6.1). Options and result: thermal_threshold.lua.
return thermal_threshold {
  test = "wdt", bound = "right", limit = 50*degC, interval_min = 4*sec, interval_max = 6*sec, has_delta = true,
}
