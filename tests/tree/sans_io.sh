#!/bin/sh
# State machines call nothing that opens, reads, writes, waits or asks the time, and drivers and stimuli nothing that
# allocates: the object code of their layers imports only what stands here (and what base and they themselves define).
# Names with two leading underscores are the compiler's own (assertions, sanitizers, coverage).
set -u
nm=$1 build=$2
pure='mem(chr|cmp|cpy|mem|move|set)|str(chr|cmp|len|ncmp|nlen|spn|cspn|rchr|str)|snprintf|vsnprintf|qsort|bsearch|abs|labs'
maths='f?(abs|floor|ceil|round|rint|nearbyint|trunc|sqrt|exp|exp2|log|log2|log10|pow|fmin|fmax|fmod|fabs|frexp|ldexp|copysign|hypot|lround|llround|lrint|cbrt|expm1|log1p|modf|sin|cos|atan|tanh|erf|isnan)f?'
clocks='mono_now|utc_now|stop_line_|clock_|rng_seed'
bad=0

names() { "$nm" -g "$1" 2>/dev/null | awk -v kind="$2" 'NF > 1 && $(NF - 1) ~ kind { print $NF }' | sort -u; }

check() { # LAYER allowed-besides others…
    layer=$1 besides=$2
    shift 2
    {
        for other in "$layer" base "$@"; do
            names "$build/liblimen_$other.a" '^[TDRBVWu]$'
        done
    } | grep -Ev "^($clocks)" | sort -u >"$build/fence/defined_$layer.txt"
    wanted=$(names "$build/liblimen_$layer.a" '^U$' | grep -Fxv -f "$build/fence/defined_$layer.txt" |
        grep -Ev "^($pure|$maths|$besides)\$|^__|^_GLOBAL_OFFSET_TABLE_\$")
    if [ -n "$wanted" ]; then
        printf '%s calls what a state machine may not call:\n%s\n' "$layer" "$wanted"
        bad=1
    fi
}

[ -n "$(names "$build/liblimen_drivers.a" '^T$')" ] || { echo "nothing to look at: is limen built?"; exit 1; }
check contract none
check drivers none contract
# a stimulus scores the rating that it has: with the one source of the indices that allocates nothing, as they may
check stimulus 'vas_auc_static|vas_tonic_course' contract
vas=$("$nm" -g "$build/liblimen_index.a" 2>/dev/null |
    awk '/:$/ { is_it = $0 ~ /vas\.c\.o(bj)?:$/; seen += is_it }
        is_it && $(NF - 1) == "U" { print $NF }
        END { if (!seen) print "no_vas" }' |
    sort -u | grep -Ev "^($pure|$maths|index_[a-z_]+|bounded_[a-z_]+)\$|^__|^_GLOBAL_OFFSET_TABLE_\$")
if [ -n "$vas" ]; then
    printf 'vas.c calls what a stimulus may not call:\n%s\n' "$vas"
    bad=1
fi
check index 'malloc|calloc|realloc|free'
exit $bad
