#!/bin/sh
# The scripts that users run first have no mistake that shellcheck knows.
set -u
cd "$1" || exit 1
checker=${2-}
case $checker in
'' | *NOTFOUND) echo "skipped: shellcheck is not installed"; exit 77 ;;
esac
"$checker" app/*.sh tests/run.sh .ci/run tests/tree/*.sh
