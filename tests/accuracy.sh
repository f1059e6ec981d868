#!/bin/sh
# What of a labelled set is found: a small one of each, held to the bars. TAP. usage: accuracy.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
command -v python3 >/dev/null || { echo '1..0 # skip python3 is not installed'; exit 0; }
status=0
for shapes in first second third fourth fifth sixth seventh eighth ninth; do
	python3 "$top/tests/bench/accuracy.py" "$build/phonehome" --tap --seed 7 --messages 300 --shapes $shapes || status=1
done
echo 1..36
exit $status
