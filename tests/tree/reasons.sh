#!/bin/sh
# A reason that nobody gives is not kept: each row of a layer's reasons.h is named in the sources outside the lists.
set -u
source=$1 bad=0
cd "$source" || exit 1
lists=$(find hw protocols app -name reasons.h)
[ -n "$lists" ] || { echo "no lists of reasons"; exit 1; }
# shellcheck disable=SC2086 # one word is one path
ids=$(sed -n 's/^ *X(\([a-z0-9_]*\), .*/\1/p' $lists)
[ -n "$ids" ] || { echo "no reasons in the lists"; exit 1; }
used=$(find hw protocols app -name '*.[ch]' -exec grep -hoE 'REASON_[a-z0-9_]+' {} + | sort -u)
for id in $ids; do
    if ! echo "$used" | grep -qx "REASON_$id"; then
        echo "nobody gives the reason $id"
        bad=1
    fi
done
exit $bad
