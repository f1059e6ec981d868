#!/bin/sh
# How much a live capture bears: iperf3 sends UDP and TCP over a veth pair at a rate for some seconds, and what was dropped is printed.
# usage: bench-live.sh BUILD [RATE] [SECONDS]; WORKERS=1, LENGTH=1400 (bytes of a datagram) may be set
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
rate=${2:-1G} seconds=${3:-10}
phonehome=$build/phonehome
. "$top/tests/net-lib.sh"
folder=$(mktemp -d) capturer=
trap '[ -z "$capturer" ] || kill -KILL "$capturer" 2>/dev/null; net_end; rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM
net_begin iperf3 sqlite3 python3
cd "$folder" || exit 2
chmod 1777 .

# As on a wire: no packet is larger than the wire's.
in_server ethtool -K veth0 tso off gso off gro off >/dev/null 2>&1
in_client ethtool -K veth0 tso off gso off gro off >/dev/null 2>&1
in_server iperf3 -s -D >/dev/null 2>&1
sleep 0.5
for kind in udp tcp; do
	capture $kind.out -i veth0 -o $kind.db --keep $kind.d --rotate 1GB --workers "${WORKERS:-1}"
	within_five_seconds test -d $kind.d
	sleep 0.5
	flags="-b $rate"
	[ $kind = tcp ] || flags="-u -l ${LENGTH:-1400} -b $rate"
	# shellcheck disable=SC2086
	in_client iperf3 -c 10.77.0.1 -t "$seconds" -J $flags >$kind.json
	kill -INT "$capturer"
	wait "$capturer"
	python3 - $kind $kind.json "$(sqlite3 $kind.db "SELECT coalesce(sum(packets), 0) FROM captures")" \
		"$(sqlite3 $kind.db "SELECT coalesce(sum(count), 0) FROM losses WHERE loss LIKE '%dropped%' OR loss LIKE '%not kept%'")" <<'P'
import json, sys
end = json.load(open(sys.argv[2]))['end']
sent = end.get('sum', end.get('sum_sent'))
print('%s: %.2f Gbit/s for %.0f s, %s packets captured, %s dropped' % (sys.argv[1], sent['bits_per_second'] / 1e9, sent['seconds'], sys.argv[3], sys.argv[4]))
P
	rm -rf $kind.d
done
in_server sh -c 'kill $(ip netns pids "$1")' sh "$server" 2>/dev/null
capturer=
