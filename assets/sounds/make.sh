#!/bin/sh
# Makes the sounds of the program anew, from tones alone (needs sox).
set -eu
cd "$(dirname -- "$0")"
tone() { # FILE SECONDS FREQUENCIES…
    file=$1 seconds=$2
    shift 2
    parts=
    for frequency in "$@"; do
        sox -n -r 48000 -c 1 -b 16 "part-$frequency.wav" synth "$seconds" sine "$frequency" fade q 0.01 "$seconds" 0.03 gain -9
        parts="$parts part-$frequency.wav"
    done
    # shellcheck disable=SC2086 # a list of files
    sox $parts "$file"
    # shellcheck disable=SC2086
    rm -f $parts
}
tone saved.wav 0.09 660 880
tone rest_over.wav 0.14 523 659 784
tone fault.wav 0.22 311 233
tone release.wav 0.16 988 740
