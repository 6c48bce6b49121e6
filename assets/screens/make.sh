#!/bin/sh
# Takes the picture of the README: the demonstration of build/release/limen in xterm, on an invisible screen.
# Debian packages: xvfb xterm x11-apps netpbm fonts-dejavu-core bsdextrautils.
set -eu
top=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'kill $pids 2>/dev/null || true; rm -rf "$work"' EXIT
pids=

cat >"$work/session" <<END
cd "$top"
printf '\$ limen demo | cut -f3-8,12 | column -t -s "\$(printf "\\\\t")"\n'
build/release/limen demo | cut -f3-8,12 | column -t -s "\$(printf '\\t')"
touch "$work/done"
exec sleep 60
END

export DISPLAY=:77
Xvfb $DISPLAY -screen 0 724x584x24 >"$work/log" 2>&1 &
pids="$!"
until xwd -root -out "$work/empty.xwd" 2>/dev/null; do sleep 0.1; done
xterm -fa 'DejaVu Sans Mono' -fs 10 -geometry 88x33+0+0 -bg '#101418' -fg '#d8dee6' -b 8 -e sh "$work/session" &
pids="$pids $!"
until [ -e "$work/done" ]; do sleep 0.2; done
sleep 1
xwd -root -out "$work/screen.xwd"
xwdtopnm -quiet "$work/screen.xwd" | pnmquant -quiet 16 | pnmtopng -quiet -compression 9 >"$top/assets/screens/demo.png"
