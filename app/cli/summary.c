#include "cli/summary.h"

#include "index/reason.h"

#include <stdio.h>
#include <string.h>

static const char layout[] = "%-20s %-8s %-24s %12s %-5s %3s  %s\n";

void summary_write_header(FILE *out)
{
    fprintf(out, layout, "site", "side", "index", "value", "unit", "n", "meaning");
}

static const char *bound_sign(enum bound kind)
{
    switch (kind) {
    case BOUND_AT_LEAST:
        return ">= ";
    case BOUND_AT_MOST:
        return "<= ";
    case BOUND_EXACT:
    case BOUND_UNKNOWN:
        return "";
    }
    return "";
}

bool summary_write_row(void *out, const struct index_row *row)
{
    char value[40], n[24];
    if (row->value.kind == BOUND_UNKNOWN)
        snprintf(value, sizeof value, "-");
    else
        snprintf(value, sizeof value, "%s%.4g", bound_sign(row->value.kind), row->value.v);
    snprintf(n, sizeof n, "%zu", row->n);
    fprintf(out, layout, row->site[0] ? row->site : "all sites",
            row->side == TRIAL_SIDE_NONE ? "-" : trial_side_words.words[row->side], row->index,
            value, strcmp(row->unit, "1") == 0 ? "" : row->unit, n,
            row->status == INDEX_OK ? row->convention : index_status_word(row->status));
    return !ferror((FILE *)out);
}
