#!/bin/sh
# Installs what building and testing needs, builds, and runs every test. The last line is "N passed, N failed", with
# ", N skipped" where something could not be tested here. The exit code is 0 only when nothing failed.
#
# Four suites:
#   start  app/start.sh itself: release build and the demonstration by the clock, beside the builds
#   fuzz   every fuzz target for some seconds
#   check  all tests, built with AddressSanitizer and UBSan: unit, hil, fault, tree (includes, format, installation)
#   tsan   what runs on more than one thread, with ThreadSanitizer
#
# The last two in two lanes at once. What the clock judges hardly needs the machine, but needs it at once; all else needs
# nothing but time, and gets at the lowest priority what the former leave.
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

# What the clock judges.
run_clocked() { # PRESET
    ctest --preset "$1" -j "$places" -L clock 2>&1 | tee "$results/$1-clock.log" >&2
}

# As low as it gets, in a session of its own: a kernel that shares the time between sessions ("autogroup") heeds nice only
# within one.
lowest() { # COMMAND…
    # shellcheck disable=SC2016 # expanded there
    setsid -w sh -c 'echo $$ >"$0"; { echo 19 >/proc/self/autogroup; } 2>/dev/null; exec nice -n 19 "$@"' \
        "$results/beside.pid" "$@"
}

# Ctrl-C does not reach another session.
end_lane() {
    kill "$lane" 2>/dev/null
    [ ! -f "$results/beside.pid" ] || kill -- "-$(cat "$results/beside.pid")" 2>/dev/null
    exit 130
}

# All else, from a folder of its own: two runs in one write over each other's records.
run_beside() { # PRESET [ctest options]
    log=$results/$1-beside.log
    beside=$top/build/$1/beside
    shift
    mkdir -p "$beside" && echo 'subdirs("..")' >"$beside/CTestTestfile.cmake" && (
        cd "$beside" && lowest ctest --output-on-failure -j "$places" -LE clock "$@"
    ) 2>&1 | tee "$log" >&2
}

# Adds up what the lines of CTest say. A run without a single test is a failure.
add_up() { # SUITES…
    for suite in "$@"; do
        log=$results/$suite.log
        all=$(grep -Ec '^ *[0-9]+/[0-9]+ Test +#' "$log")
        good=$(grep -Ec '^ *[0-9]+/[0-9]+ Test +#.* Passed ' "$log")
        left=$(grep -Ec '^ *[0-9]+/[0-9]+ Test +#.*\*\*\*Skipped' "$log")
        [ "$all" -gt 0 ] || count "$suite: no test ran" 1
        passed=$((passed + good))
        skipped=$((skipped + left))
        failed=$((failed + all - good - left))
    done
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

if [ "$fuzz" -eq 0 ]; then
    heading "fuzz"
    ctest --preset fuzz -j "$places" 2>&1 | tee "$results/fuzz.log" >&2
    add_up fuzz
fi

heading "check and tsan, in two lanes"
{
    [ "$asan" -ne 0 ] || run_beside asan
    [ "$tsan" -ne 0 ] || run_beside tsan -L threads
} &
lane=$!
trap end_lane INT TERM
[ "$asan" -ne 0 ] || run_clocked asan
[ "$tsan" -ne 0 ] || run_clocked tsan
wait "$lane"
trap - INT TERM
[ "$asan" -ne 0 ] || add_up asan-clock asan-beside
[ "$tsan" -ne 0 ] || add_up tsan-clock tsan-beside

say ""
if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
