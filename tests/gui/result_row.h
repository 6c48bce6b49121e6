/* Rows of results, written short: {RESULT("lumbar.L4", "left", "local", 1, "ppt", 3, 3), MEAN(312), SPREAD(22, 7)}. */
#ifndef LIMEN_TESTS_GUI_RESULT_ROW_H
#define LIMEN_TESTS_GUI_RESULT_ROW_H

#include "gui/view.h"

/* `has` of `wanted` trials are valid. */
#define RESULT(place, its_side, its_role, its_number, its_test, has, wanted)                       \
    .site = place, .side = its_side, .role = its_role, .number = its_number, .test = its_test,     \
    .n = (has), .planned = (wanted)
#define MEAN(value) .has_mean = true, .mean = (value)
#define SD(value) .has_sd = true, .sd = (value)
#define SPREAD(value, percent) SD(value), .has_cv = true, .cv_pct = (percent)
#define SIDES(percent) .asymmetry_in = ASYMMETRY_PERCENT, .asymmetry = (percent)

#endif
