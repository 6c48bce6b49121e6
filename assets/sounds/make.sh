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
# Cues: full from their first millisecond, so that the hand follows their beginning.
cue() { # FILE SECONDS FREQUENCY
    sox -n -r 48000 -c 1 -b 16 -D "$1" synth "$2" sine "$3" fade q 0.001 "$2" 0.02 gain -7
}
cue tick.wav 0.04 1047
cue press.wav 0.12 784
cue lift.wav 0.12 523
