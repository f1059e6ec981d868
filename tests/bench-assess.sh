#!/bin/sh
# How many facts a second `assess` judges with all shipped rules, at 10^4, 10^5 and 10^6 sightings; wide: ten a flow, long: all in one
# flow. It should be much the same at every size. usage: bench-assess.sh BUILD [MOST]
set -eu
build=$(cd "$1" && pwd) most=${2:-1000000}
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
key=0123456789abcdef0123456789abcdef
cd "$work"
printf %s $key >case.key
chmod 600 case.key
cp "$top/samples/redmi-2014-before/case.yaml" case.yaml
chmod 600 case.yaml

printf '%-6s %10s %9s %12s\n' shape sightings seconds sightings/s
for shape in wide long; do
	for n in 10000 100000 1000000; do
		[ "$n" -le "$most" ] || continue
		"$build/bench_facts" bench.db $key "$n" $shape
		before=$(date +%s%N)
		"$build/phonehome" assess --case case.yaml -o bench.db >out 2>&1 || [ $? -eq 1 ] || { cat out; exit 2; }
		after=$(date +%s%N)
		awk -v shape=$shape -v n="$n" -v ns=$((after - before)) \
			'BEGIN { printf "%-6s %10d %9.2f %12.0f\n", shape, n, ns / 1e9, n * 1e9 / ns }'
		rm -f bench.db
	done
done
