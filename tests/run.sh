#!/bin/sh
# Installs what building and testing needs, builds, and runs every test. The last line is "N passed, N failed", with
# ", N skipped" where something could not be tested here. The exit code is 0 only when nothing failed.
#
# The suites:
#   start  app/start.sh itself: release build and the demonstration by the clock, beside the builds
#   check  all tests, built with AddressSanitizer and UBSan: unit, hil, fault, tree (includes, format, installation);
#          among them, once more, what runs on more than one thread, with ThreadSanitizer, and every fuzz target for some
#          seconds: much of the rest waits for the clock
set -u
top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
# shellcheck source=app/packages.sh
. "$top/app/packages.sh"
cd "$top" || exit 1

yes=0
[ "${CI:-}" = true ] || [ "$(id -u)" -eq 0 ] && yes=1
for word in "$@"; do
    case $word in
    -y | --yes) yes=1 ;;
    *)
        say "Usage: sh tests/run.sh [-y]      (-y: do not ask before installing)"
        exit 2
        ;;
    esac
done

results=$top/build/results
places=$((4 * $(nproc 2>/dev/null || echo 2))) # see tests/CMakeLists.txt
passed=0 failed=0 skipped=0

heading() {
    say "" "== $1"
}

# One more test that is none of CTest's.
count() { # NAME EXIT-CODE
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
        say "$1: passed"
    else
        failed=$((failed + 1))
        say "$1: FAILED"
    fi
}

build() { # PRESET [cmake --build options]
    preset=$1
    shift
    if { cmake --preset "$preset" && cmake --build --preset "$preset" "$@"; } >"$results/$preset-build.log" 2>&1; then
        return 0
    fi
    grep -E 'error|FAILED|Error' "$results/$preset-build.log" | head -n 20 >&2
    say "(all of it: $results/$preset-build.log)"
    count "building $preset" 1
    return 1
}

# Runs CTest and adds up what its lines say. A run without a single test is a failure.
suite() { # NAME [ctest options]
    name=$1
    log=$results/$1.log
    shift
    ctest "$@" -j "$places" --output-on-failure 2>&1 | tee "$log" >&2
    all=$(grep -Ec '^ *[0-9]+/[0-9]+ Test +#' "$log")
    good=$(grep -Ec '^ *[0-9]+/[0-9]+ Test +#.* Passed ' "$log")
    left=$(grep -Ec '^ *[0-9]+/[0-9]+ Test +#.*\*\*\*Skipped' "$log")
    [ "$all" -gt 0 ] || count "$name: no test ran" 1
    passed=$((passed + good))
    skipped=$((skipped + left))
    failed=$((failed + all - good - left))
}

# The first command of the README, with its output kept.
run_start() {
    sh app/start.sh -y </dev/null >"$results/start.tsv" 2>"$results/start.log" &&
        [ "$(grep -c 'ppt\.mean.*	ok	' "$results/start.tsv")" -eq 4 ]
}

rm -rf "$results"
mkdir -p "$results" || exit 1
# Where nobody is to be asked, the first build begins before the rest is there.
first=$packages_build
[ "$yes" -eq 1 ] || first="$packages_build $packages_test"
# shellcheck disable=SC2086 # lists of words
install_packages "$yes" $first

heading "start: release build and demonstration, in the background"
run_start &
start=$!
# shellcheck disable=SC2086
(install_packages "$yes" $packages_build $packages_test) || {
    wait "$start"
    exit 1
}

heading "check: AddressSanitizer, UBSan"
build asan && asan=0 || asan=1
heading "tsan: build"
build tsan && tsan=0 || tsan=1
heading "fuzz: build"
fuzz=1
if command -v clang-14 >/dev/null 2>&1; then
    build fuzz && fuzz=0
else
    say "skipped: clang-14 is not installed"
    skipped=$((skipped + 1))
fi

wait "$start"
code=$?
count "sh app/start.sh" "$code"
[ "$code" -eq 0 ] || tail -n 20 "$results/start.log" >&2

sync # nothing that runs by the clock waits for the disk to take what was built
whole=$results/whole
mkdir -p "$whole" && : >"$whole/CTestTestfile.cmake"
[ "$asan" -ne 0 ] || echo "subdirs(\"$top/build/asan\")" >>"$whole/CTestTestfile.cmake"
[ "$tsan" -ne 0 ] || echo "subdirs(\"$top/build/tsan\")" >>"$whole/CTestTestfile.cmake"
[ "$fuzz" -ne 0 ] || echo "subdirs(\"$top/build/fuzz\")" >>"$whole/CTestTestfile.cmake"
[ "$asan$tsan$fuzz" = 111 ] || { heading "check, tsan, fuzz" && suite check --test-dir "$whole" -LE unseen; }

say ""
if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
