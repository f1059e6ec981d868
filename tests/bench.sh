#!/bin/sh
# How long a scan takes beside its peers, in one run: every program in every round; medians, and the medians of each round's ratios.
# Then where its time goes, ten times the flows, ten times the captures, facts and reports, HTTPS beside tshark.
# usage: bench.sh BUILD [CAPTURE]   ROUNDS=5, COPIES=2000 (of the samples, where no capture is named) and MOST=1000000 (facts) may be set
set -eu
build=$(cd "$1" && pwd) capture=${2:-}
top=$(cd "$(dirname "$0")/.." && pwd)
rounds=${ROUNDS:-5} copies=${COPIES:-2000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
multiply() { python3 "$top/tests/bench/multiply.py" "$1" "$2"; }
if [ -z "$capture" ]; then
	capture=$work/bench.pcap
	multiply "$capture" "$copies"
fi
install -m 600 "$top/samples/case.yaml" "$work/case.yaml"
sed -i 's/^    addresses: .*//' "$work/case.yaml" # the copies have addresses of their own
(umask 077 && printf '0123456789abcdef0123456789abcdef' >"$work/case.key")
cat "$capture" >/dev/null

has() { command -v "$1" >/dev/null 2>&1; }

# timed NAME COMMAND...: a line "seconds MiB" in the name's file
timed() {
	name=$1
	shift
	python3 "$top/tests/bench/measure.py" "$@" >>"$work/$name.times"
}

# scan WORKERS CAPTURE NAME
scan() {
	rm -f "$work"/scan.db*
	timed "$3" "$build/phonehome" scan --case "$work/case.yaml" --workers "$1" -o "$work/scan.db" "$2"
}

for _ in $(seq "$rounds"); do
	scan 1 "$capture" phonehome-1
	scan 2 "$capture" phonehome-2
	if has ndpiReader; then timed ndpiReader ndpiReader -q -i "$capture"; fi
	if has suricata; then timed suricata suricata -r "$capture" -l "$work" -S /dev/null --runmode single; fi
	if has tcpdump; then timed tcpdump tcpdump --count -r "$capture"; fi
	if has tshark && [ "${TSHARK:-yes}" = yes ]; then
		timed tshark tshark -r "$capture" -Y tls.handshake.extensions_server_name -T fields -e tls.handshake.extensions_server_name
	fi
done
bytes=$(wc -c <"$capture")
packets=$(sqlite3 "$work/scan.db" 'SELECT sum(packets) FROM captures')
python3 - "$work" "$packets" "$bytes" <<'P'
import pathlib, statistics, sys
work, packets, size = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
runs = {f.stem: [tuple(map(float, line.split())) for line in f.open()] for f in sorted(work.glob('*.times'))}
print('%-14s %9s %9s %12s %9s' % ('program', 'seconds', 'MiB', 'packets/s', 'MB/s'))
for name, rounds in runs.items():
    seconds = statistics.median(s for s, _ in rounds)
    print('%-14s %9.2f %9.0f %12.0f %9.0f' % (name, seconds, max(m for _, m in rounds), packets / seconds, size / seconds / 1e6))
print()
for ours in ('phonehome-1', 'phonehome-2'):
    for peer in (n for n in runs if not n.startswith('phonehome')):
        ratios = [a[0] / b[0] for a, b in zip(runs[ours], runs[peer])]
        print('%s takes %.2f of the time of %s (%.2f to %.2f)' % (ours, statistics.median(ratios), peer, min(ratios), max(ratios)))
P

# ---- where the time goes ----
echo
if has perf && perf record -o "$work/perf" -e cpu-clock true >/dev/null 2>&1; then
	rm -f "$work"/scan.db*
	perf record -o "$work/perf" -e cpu-clock -F 199 --call-graph dwarf,16384 "$build/phonehome" scan --case "$work/case.yaml" -o "$work/scan.db" \
		"$capture" >/dev/null 2>&1 || true
	echo 'share of the processor time, by stage:'
	perf script -i "$work/perf" --no-inline -F ip,sym 2>/dev/null | python3 "$top/tests/bench/stages.py"
else
	echo 'share of the processor time by stage: skipped, perf is not at hand'
fi

# ---- ten times the flows ----
echo
for n in 1 10; do
	multiply "$work/flows-$n.pcap" $((copies * n / 10))
	scan 2 "$work/flows-$n.pcap" "flows-$n"
	flows=$(sqlite3 "$work/scan.db" 'SELECT count(*) FROM flow')
	echo "$flows $(cat "$work/flows-$n.times")"
done | awk '{ printf "%d flows: %.2f s, %d MiB: %.0f us and %.2f KiB a flow\n", $1, $2, $3, $2 / $1 * 1e6, $3 * 1024 / $1 }
	NR == 2 { printf "each flow more: %.0f us, %.2f KiB\n", ($2 - s) / ($1 - f) * 1e6, ($3 - m) * 1024 / ($1 - f) }
	{ f = $1; s = $2; m = $3 }'

# ---- ten times the captures, of a few packets each ----
echo
for n in 50 500; do
	mkdir "$work/captures-$n"
	multiply "$work/captures-$n" "$n"
	rm -f "$work"/scan.db*
	timed "captures-$n" "$build/phonehome" scan --case "$work/case.yaml" -o "$work/scan.db" "$work/captures-$n"/*
	echo "$n $(cat "$work/captures-$n.times")"
done | awk '{ printf "%d captures: %.2f s, %d MiB\n", $1, $2, $3 }
	NR == 2 { printf "each capture more: %.1f ms\n", ($2 - s) / ($1 - n) * 1e3 }
	{ n = $1; s = $2 }'
echo
sh "$top/tests/bench-assess.sh" "$build" "${MOST:-1000000}"
echo
sh "$top/tests/bench-report.sh" "$build"
echo
sh "$top/tests/bench-tls.sh" "$build" "${TLS_MB:-500}"
