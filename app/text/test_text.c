/* Tests by their words in requests and tables, for people. */
#include "text/text.h"

#include <string.h>

const char *test_text(enum language language, const char *test, bool is_short)
{
    static const struct {
        const char *test;
        enum text_id name, abbreviation;
    } names[] = {{"ppt", TEXT_run_ppt, TEXT_run_ppt_short},
                 {"cdt", TEXT_run_cdt, TEXT_run_cdt_short},
                 {"wdt", TEXT_run_wdt, TEXT_run_wdt_short},
                 {"cpt", TEXT_run_cpt, TEXT_run_cpt_short},
                 {"hpt", TEXT_run_hpt, TEXT_run_hpt_short},
                 {"tsl", TEXT_run_tsl, TEXT_run_tsl_short},
                 {"ptt", TEXT_run_ptt, TEXT_run_ptt_short},
                 {"ts", TEXT_run_ts, TEXT_run_ts_short},
                 {"wur", TEXT_run_wur, TEXT_run_wur_short},
                 {"rating", TEXT_run_rating, TEXT_run_rating},
                 {"tonic", TEXT_run_tonic, TEXT_run_tonic_short},
                 {"cuff_tonic", TEXT_run_cuff_tonic, TEXT_run_cuff_tonic_short},
                 {"thermode_tonic", TEXT_run_thermode_tonic, TEXT_run_thermode_tonic_short},
                 {"sham", TEXT_run_sham, TEXT_run_sham_short},
                 {"pdt", TEXT_run_pdt, TEXT_run_pdt_short},
                 {"ptl", TEXT_run_ptl, TEXT_run_ptl_short},
                 {"phs", TEXT_run_phs, TEXT_run_phs_short},
                 {"cold_pressor", TEXT_run_cold_pressor, TEXT_run_cold_pressor_short},
                 {"cold_pain", TEXT_run_cold_pain, TEXT_run_cold_pain_short},
                 {"ice", TEXT_run_ice, TEXT_run_ice_short},
                 {"ice_pain", TEXT_run_ice_pain, TEXT_run_ice_pain_short}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(test, names[i].test) == 0)
            return text_of(language, is_short ? names[i].abbreviation : names[i].name);
    return test;
}
