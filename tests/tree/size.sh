#!/bin/sh
# No function is longer than 70 lines and no file longer than 700: whoever reads one must be able to hold it.
# A function is what stands between a line that ends before a brace in column 0 and the brace that closes it there.
set -u
cd "$1" || exit 1
find hw protocols app tests -name '*.[ch]' -print | sort | while read -r file; do
    awk -v file="$file" '
        /^\{/ { opened = NR; name = before }
        /^\}/ && opened {
            if (NR - opened + 1 > 70)
                printf "%s:%d: %d lines, 70 at most: %s\n", file, opened, NR - opened + 1, name
            opened = 0
        }
        !/^[ \t{}]/ { before = $0 }
        END { if (NR > 700) printf "%s: %d lines, 700 at most: split it\n", file, NR }' "$file"
done >"$2"
cat "$2"
[ ! -s "$2" ]
