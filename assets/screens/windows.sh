#!/bin/sh
# Takes the pictures of the window for the README: build/release/limen with simulated instruments on an invisible screen.
# Debian packages: xvfb xdotool imagemagick.
set -eu
top=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
work=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || true; rm -rf "$work"' EXIT
trap "exit 1" INT TERM
limen=$top/build/release/limen
export XDG_STATE_HOME="$work" SDL_AUDIODRIVER=dummy DISPLAY=:78

for seed in 1 2 3; do
    for id in LBP-0411-Q LBP-0412-O LBP-0413-M; do
        "$limen" run ppt-core --study "$work/low-back.limen" --participant $id --sim --seed $seed --headless \
            >"$work/run" 2>&1
    done
done

Xvfb $DISPLAY -noreset -screen 0 1440x900x24 >"$work/screen" 2>&1 &
pids=$!
until xdotool getdisplaygeometry >"$work/size" 2>&1; do sleep 0.1; done
# Waits until the window says so of itself.
await() { # WORDS
    until tail -n 1 "$work/tell" | grep -q "$1"; do sleep 0.1; done
}

open_window() { # OPTIONS
    : >"$work/tell"
    "$limen" window --demo --tell "$@" >>"$work/tell" 2>&1 &
    window=$!
    pids="$pids $window"
    await '"can_begin":true'
    sleep 1
}

picture() { # NAME
    import -window root -depth 8 "$work/$1.png"
    convert "$work/$1.png" +dither -colors 128 "PNG8:$top/assets/screens/$1.png"
}

show() { # KEY SCREEN
    xdotool key "$1"
    await "\"screen\":\"$2\""
    sleep 1
    picture "$2"
}

# Three participants, three visits each.
open_window --protocol ppt-core --study "$work/low-back.limen" --participant LBP-0413-M
picture study
show F2 bench
show F4 results
kill "$window"
wait "$window" || true

# Reads what is to be read aloud, and confirms the first site.
arm() {
    xdotool key Return
    await '"now":"instruct"'
    while tail -n 1 "$work/tell" | grep -q '"now":"instruct"'; do
        sleep 1
        xdotool key Return
    done
    await '"now":"confirm"'
    xdotool key "$(tail -n 1 "$work/tell" | sed 's/.*"key":\([0-9]\).*/\1/')"
    await '"now":"armed"'
}

# A visit whose sites need no rest yet; the hand is ours.
open_window --protocol ppt-core
arm
xdotool keydown h
await '"now":"running"'
sleep 4.5
picture session
xdotool keyup h
kill "$window"
wait "$window" || true

# A thermode goes to the cold by itself.
open_window --protocol cold-hyperalgesia-neck --set practice=0
arm
await '"now":"running"'
sleep 13
picture session-thermal
