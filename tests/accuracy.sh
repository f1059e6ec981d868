#!/bin/sh
# What of a labelled set is found: a small one of each, held to the bars. TAP. usage: accuracy.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
command -v python3 >/dev/null || { echo '1..0 # skip python3 is not installed'; exit 0; }
status=0 other=
sets='first second third fourth fifth sixth seventh eighth ninth'
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
for shapes in $sets; do
	python3 "$top/tests/bench/accuracy.py" "$build/phonehome" --tap --seed 7 --messages 300 --shapes $shapes --keep "$made/$shapes" || status=1
done
# Made again, later and with other hashes.
for shapes in $sets; do
	python3 "$top/tests/bench/accuracy.py" "$build/phonehome" --make --seed 7 --messages 300 --shapes $shapes --keep "$made/again"
	cmp -s "$made/$shapes/accuracy.pcap" "$made/again/accuracy.pcap" || other="$other $shapes"
done
[ -z "$other" ] || { printf 'not '; status=1; }
echo "ok - the same sets come of the same seed${other:+; others:$other}"
echo 1..37
exit $status
