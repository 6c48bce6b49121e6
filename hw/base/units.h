/* Conversions into the program's units: kPa, N, cm², °C, s. Factors: METHODS 1.1, pressure.md 8.6.
 */
#ifndef LIMEN_BASE_UNITS_H
#define LIMEN_BASE_UNITS_H

#define N_PER_KGF 9.80665
#define N_PER_LBF 4.4482216152605
#define N_PER_OZF 0.27801385095378125
#define KPA_PER_N_PER_CM2 10.0
#define KPA_PER_KGF_PER_CM2 98.0665
#define KPA_PER_PSI 6.894757293168361
#define KPA_PER_MMHG 0.133322387415

/* What a person may say of a force gauge and of the tip that touches the skin, in a file or in a dialog: from a gauge of half a
 * newton and the point of a pinprick up. A tip that is said to be too large makes every pressure seem too small. */
#define CAPACITY_MIN_N 0.1
#define CAPACITY_MAX_N 50000.0
#define PROBE_AREA_MIN_CM2 0.01
#define PROBE_AREA_MAX_CM2 10.0

static inline double kpa_from_n(double force_n, double area_cm2)
{
    return KPA_PER_N_PER_CM2 * force_n / area_cm2;
}

static inline double n_from_kpa(double pressure_kpa, double area_cm2)
{
    return pressure_kpa * area_cm2 / KPA_PER_N_PER_CM2;
}

#endif
