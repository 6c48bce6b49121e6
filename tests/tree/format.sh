#!/bin/sh
# Every C source is formatted as .clang-format says.
set -u
cd "$1" || exit 1
formatter=${2-}
case $formatter in
'' | *NOTFOUND) echo "skipped: clang-format-14 is not installed"; exit 77 ;;
esac
find hw protocols app tests -name '*.[ch]' -print0 | sort -z | xargs -0 "$formatter" --dry-run -Werror
