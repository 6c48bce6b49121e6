#!/bin/sh
# What is installed works where it was put: the program finds its verbs and protocols beside itself, and everything a
# user needs is there.
set -eu
cmake=$1 build=$2 prefix=$3
rm -rf "$prefix"
"$cmake" --install "$build" --prefix "$prefix" >/dev/null
cd /
protocols=$prefix/share/limen/protocols
documents=$prefix/share/doc/limen
for file in bin/limen lib/udev/rules.d/60-limen.rules share/applications/limen.desktop \
    share/icons/hicolor/scalable/apps/limen.svg; do
    [ -f "$prefix/$file" ] || { echo "not installed: $file"; exit 1; }
done
for file in README.md CONTRIBUTING.md CHANGELOG.md LICENSE guide/session.md guide/protocols.md; do
    [ -f "$documents/$file" ] || { echo "not installed: share/doc/limen/$file"; exit 1; }
done
for sound in saved rest_over fault release tick press lift; do
    [ -f "$prefix/share/limen/sounds/$sound.wav" ] || { echo "not installed: share/limen/sounds/$sound.wav"; exit 1; }
done

# A protocol that only this installation has: it is found only if the program looks beside itself.
cp "$protocols/library/ppt-core.lua" "$protocols/library/only-here.lua"
"$prefix/bin/limen" check only-here || { echo "an installed protocol is not found or not accepted"; exit 1; }
# Verbs, too, are taken from the installation: with one that cannot be read, the demo must fail.
"$prefix/bin/limen" demo --fast >"$prefix/demo.tsv" 2>"$prefix/demo.log" || { cat "$prefix/demo.log"; exit 1; }
n=$(grep -c 'ppt\.mean.*ok' "$prefix/demo.tsv") || n=0
[ "$n" -eq 4 ] || { echo "the demo gave means of $n sites, not of 4"; cat "$prefix/demo.tsv"; exit 1; }
echo 'this is not Lua' >"$protocols/verbs/ppt.lua"
if "$prefix/bin/limen" demo --fast >/dev/null 2>&1; then
    echo "the verbs are not those of the installation"
    exit 1
fi
rm -rf "$prefix"
