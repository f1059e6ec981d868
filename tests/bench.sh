#!/bin/sh
# How long a scan takes beside its peers, in one run: every program in every round, medians and ratios; then facts and reports.
# usage: bench.sh BUILD [CAPTURE]   ROUNDS=5 and MOST=1000000 (facts) may be set
set -eu
build=$(cd "$1" && pwd) capture=${2:-}
top=$(cd "$(dirname "$0")/.." && pwd)
rounds=${ROUNDS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
if [ -z "$capture" ]; then
	capture=$work/bench.pcap
	python3 "$top/tests/bench/multiply.py" "$capture" "${COPIES:-2000}"
fi
install -m 600 "$top/samples/case.yaml" "$work/case.yaml"
sed -i 's/^    addresses: .*//' "$work/case.yaml" # the copies have addresses of their own
(umask 077 && printf '0123456789abcdef0123456789abcdef' >"$work/case.key")
cat "$capture" >/dev/null

# timed NAME COMMAND...: seconds of the clock and KiB of the largest process, a line in the name's file
timed() {
	name=$1
	shift
	python3 - "$work/$name.times" "$@" <<'P'
import resource, subprocess, sys, time
begun = time.monotonic()
subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
with open(sys.argv[1], 'a') as f:
    f.write('%.3f %d\n' % (time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
P
}

for _ in $(seq "$rounds"); do
	for workers in 1 2; do
		rm -f "$work"/scan.db*
		timed "phonehome-$workers" "$build/phonehome" scan --case "$work/case.yaml" --workers $workers -o "$work/scan.db" "$capture"
	done
	if command -v ndpiReader >/dev/null 2>&1; then timed ndpiReader ndpiReader -q -i "$capture"; fi
	if [ -n "${TSHARK:-}" ]; then timed tshark tshark -r "$capture" -T fields -e tls.handshake.extensions_server_name; fi
done
bytes=$(wc -c <"$capture")
packets=$(sqlite3 "$work/scan.db" 'SELECT sum(packets) FROM captures')
printf '%-14s %9s %9s %9s %12s %12s\n' program seconds MiB ratio packets/s MB/s
for f in "$work"/*.times; do
	sort -n "$f" | awk -v name="$(basename "$f" .times)" -v peer="$work/ndpiReader.times" -v bytes="$bytes" -v packets="$packets" '
		{ t[NR] = $1; m = $2 > m ? $2 : m }
		END {
			while ((getline line <peer) > 0) { split(line, w, " "); p[++n] = w[1] }
			for (i = 1; i < n; i++) for (j = i + 1; j <= n; j++) if (p[j] < p[i]) { x = p[i]; p[i] = p[j]; p[j] = x }
			median = t[int((NR + 1) / 2)]
			printf "%-14s %9.2f %9.0f %9s %12.0f %12.0f\n", name, median, m / 1024,
				(n > 0 ? sprintf("%.2f", median / p[int((n + 1) / 2)]) : "-"), packets / median, bytes / median / 1e6
		}'
done
echo
sh "$top/tests/bench-assess.sh" "$build" "${MOST:-1000000}"
echo
sh "$top/tests/bench-report.sh" "$build"
