#!/bin/sh
# From a fresh Debian 12 to a running Limen: installs what is missing, builds, and runs the demonstration.
set -u
top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
# shellcheck source=app/packages.sh
. "$top/app/packages.sh"

usage='Usage: sh app/start.sh [-y]

Installs what building Limen needs (asks first; -y does not), builds it into build/release and runs
"limen demo". On a desktop that is the window with simulated instruments; without a screen, or with the output in a
file, it is a simulated session of about a minute and a half that ends with a table of indices.'

yes=0
for word in "$@"; do
    case $word in
    -y | --yes) yes=1 ;;
    -h | --help)
        echo "$usage"
        exit 0
        ;;
    *)
        say "$usage"
        exit 2
        ;;
    esac
done

cd "$top" || exit 1
# shellcheck disable=SC2086 # a list of words
install_packages "$yes" $packages_build

say "Building into build/release ..."
log=$top/build/start.log
mkdir -p build || complain "The folder build cannot be made in $top: is it yours, and is there space?"
if ! { cmake --preset release -DLIMEN_TESTS=OFF && cmake --build --preset release --target limen; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    complain "" "Building failed; the end of its messages is above, all of them are in $log." \
        "If the compiler complains about a full disk, make space and run this again."
fi

say "" "Built. The demonstration begins: in its window, or in this terminal where there is no screen (Ctrl-C stops it)." ""
"$top/build/release/limen" demo
code=$?
[ "$code" -eq 0 ] || complain "" "The demonstration ended with exit code $code; its message is above."
say "" "That was the demonstration. Go on with:  build/release/limen --help"
