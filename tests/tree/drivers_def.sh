#!/bin/sh
# The table of drivers is drivers.def alone: without a driver's line its sources are not built, and a line without
# sources is refused.
set -eu
source=$1 scratch=$2 compiler=$3
rm -rf "$scratch"
mkdir -p "$scratch/tree"
for part in CMakeLists.txt app hw protocols; do
    cp -R "$source/$part" "$scratch/tree/"
done
configure() {
    cmake -G Ninja -S "$scratch/tree" -B "$scratch/build" -DCMAKE_C_COMPILER="$compiler" -DLIMEN_TESTS=OFF >"$scratch/log" 2>&1
}

sed -i '/DRIVER(presser)/d' "$scratch/tree/hw/drivers/drivers.def"
configure || { cat "$scratch/log"; exit 1; }
cmake --build "$scratch/build" --target limen_drivers >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
objects=$(find "$scratch/build" -name '*.o')
case $objects in
*mark10.c.o*) ;;
*) echo "mark10 is listed, but was not built"; exit 1 ;;
esac
case $objects in
*presser*) echo "presser is not listed, but was built"; exit 1 ;;
esac

echo 'DRIVER(nobody)' >>"$scratch/tree/hw/drivers/drivers.def"
if configure; then
    echo "drivers.def lists a driver that has no source, and nobody complained"
    exit 1
fi
grep -q 'nobody' "$scratch/log" || { echo "the complaint does not name the driver:"; cat "$scratch/log"; exit 1; }
rm -rf "$scratch"
