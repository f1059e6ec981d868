#!/bin/sh
# How long a scan with a key log takes over HTTPS uploads, beside tshark printing the same bodies with the same keys, in one run.
# usage: bench-tls.sh BUILD [MEGABYTES]   500 unless told otherwise; TLS_ROUNDS=3 may be set
set -eu
build=$(cd "$1" && pwd) top=$(cd "$(dirname "$0")/.." && pwd)
for tool in tshark openssl sqlite3; do
	command -v $tool >/dev/null 2>&1 || { echo "HTTPS beside tshark: skipped, $tool is not installed"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
clock() { date +%s.%N; }
for sort in telemetry use; do
python3 "$top/tests/bench/tls.py" "$work/tls.pcap" "$work/keys.log" "${2:-500}" $sort
cat "$work/tls.pcap" >/dev/null
for _ in $(seq "${TLS_ROUNDS:-3}"); do
	rm -f "$work"/t.db*
	a=$(clock)
	"$build/phonehome" scan --keylog "$work/keys.log" -o "$work/t.db" "$work/tls.pcap" >/dev/null 2>&1 || [ $? -lt 2 ]
	b=$(clock)
	tshark -r "$work/tls.pcap" -o "tls.keylog_file:$work/keys.log" -Y http.request -T fields -e http.file_data >"$work/bodies.txt" 2>/dev/null
	c=$(clock)
	echo "$a $b $c"
done >"$work/times"
requests=$(sqlite3 "$work/t.db" "SELECT sum(messages) FROM message WHERE carrier = 'http1'")
printed=$(grep -c . "$work/bodies.txt")
sort -n "$work/times" | awk -v requests="$requests" -v printed="$printed" -v sort=$sort -v bytes="$(wc -c <"$work/tls.pcap")" '
	{ ours[NR] = $2 - $1; theirs[NR] = $3 - $2; ratio[NR] = theirs[NR] / ours[NR] }
	function median(v, n,   i, k, x) {
		for (i = 2; i <= n; i++) for (k = i; k > 1 && v[k - 1] > v[k]; k--) { x = v[k]; v[k] = v[k - 1]; v[k - 1] = x }
		return v[int((n + 1) / 2)]
	}
	END {
		printf "HTTPS, %.0f MB of %s, read with a key log: phonehome %.2f s (%d requests), tshark %.2f s (%d bodies printed): %.0f times as fast\n",
			bytes / 1e6, sort, median(ours, NR), requests, median(theirs, NR), printed, median(ratio, NR)
	}'
rm -f "$work/keys.log"
done
