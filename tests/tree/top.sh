#!/bin/sh
# The top folder is fixed: whatever else stands there was put there by mistake.
set -u
cd "$1" || exit 1
wrong=0
for name in *; do
    case $name in
    CMakeLists.txt | CMakePresets.json | LICENSE | README.md | CHANGELOG.md | CONTRIBUTING.md) ;;
    app | hw | protocols | tests | assets | build) ;;
    *)
        echo "$name: does not belong into the top folder"
        wrong=1
        ;;
    esac
done
exit $wrong
