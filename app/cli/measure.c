#include "cli/measure.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct measure_spread measure_spread(double *x, size_t n)
{
    struct measure_spread spread = {0};
    if (n == 0)
        return spread;
    qsort(x, n, sizeof *x, compare);
    spread.p50 = x[n / 2];
    spread.p99 = x[n * 99 / 100 < n ? n * 99 / 100 : n - 1];
    spread.max = x[n - 1];
    return spread;
}

enum status measure_folder(char out[64], struct why *why)
{
    snprintf(out, 64, "/tmp/limen-measure-XXXXXX");
    return mkdtemp(out)
               ? STATUS_OK
               : why_set(why, STATUS_IO, "cannot make a folder below /tmp: %s", strerror(errno));
}

void measure_folder_remove(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *row;
    char path[512];
    while (dir && (row = readdir(dir))) {
        if (row->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, row->d_name);
        unlink(path);
    }
    if (dir)
        closedir(dir);
    rmdir(folder);
}
