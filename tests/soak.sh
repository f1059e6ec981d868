#!/bin/sh
# A day of a handset's flows, replayed live in 20 minutes with rotation: does memory stay flat? Prints each process's memory over the time
# and fails where it grows by more than 5 % once the tables are warm. usage: soak.sh BUILD [MINUTES]; make soak MINUTES=20
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
minutes=${2:-20}
phonehome=$build/phonehome
. "$top/tests/net-lib.sh"
folder=$(mktemp -d) capturer=
trap '[ -z "$capturer" ] || kill -KILL "$capturer" 2>/dev/null; net_end; rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM
net_begin tcpreplay python3 sqlite3
cd "$folder" || exit 2
chmod 1777 .

# The sample of 31 flows 150 times a minute, as of one handset: each time from other ports.
copies=$((150 * minutes))
python3 "$top/tests/variants.py" renew $copies "$top/samples/redmi-2014-before/redmi-2014-before.pcap" day.pcap
packets=$((copies * 227))

capture out -i veth0 --workers 2 --handset 192.168.43.20 -o soak.db --keep run --rotate 4MB --limit 40MB
started() { [ "$(pgrep -P "$capturer" | wc -l)" -eq 3 ]; }
within_five_seconds started
in_server tcpreplay -q -p $((packets / (minutes * 60))) -i veth0 day.pcap >replay.out 2>&1 &
replay=$!

# Its processes and their memory: keeper, capturer, workers.
rss() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status" 2>/dev/null || echo 0; }
processes=$(echo "$capturer" $(pgrep -P "$capturer"))
echo "seconds keeper capturer worker worker (KiB)"
begun=$(date +%s)
while kill -0 $replay 2>/dev/null; do
	echo "$(($(date +%s) - begun)) $(for p in $processes; do rss "$p"; done | tr '\n' ' ')" | tee -a memory
	sleep "${EVERY:-10}"
done
stop INT 60
cat out
echo "$(sqlite3 soak.db "SELECT count(*) || ' files, ' || sum(packets) || ' of $packets packets, ' || sum(flows) || ' flows' FROM captures")"
sqlite3 soak.db "SELECT loss, count FROM losses WHERE loss LIKE '%dropped%' OR loss LIKE '%not kept%'"

# Flows idle out after 5 minutes at most: what comes in the second half is compared with its own beginning.
awk '{ for (i = 2; i <= NF; i++) v[NR, i] = $i; n = NR; f = NF } END {
	for (i = 2; i <= f; i++) {
		from = int(n / 2); a = b = 0
		for (k = 0; k < 3; k++) { a += v[from + k, i]; b += v[n - k, i] }
		printf "%s: %d KiB halfway, %d KiB at the end: %+.1f %%\n", i == 2 ? "keeper" : i == 3 ? "capturer" : "worker", a / 3, b / 3, (b - a) * 100 / a
		bad += b > a * 1.05
	}
	exit bad > 0 }' memory
status=$?
capturer=
[ $status -eq 0 ] && [ $code -le 1 ]
