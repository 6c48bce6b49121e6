-- Cold pain threshold by the method of limits (METHODS 6.1). Options and result: thermal_threshold.lua.
return thermal_threshold {
  test = "cpt", bound = "left", limit = 0*degC, interval_min = 10*sec, interval_max = 10*sec,
}
