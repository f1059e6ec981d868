#!/bin/sh
# Each process of a live run is killed at a random moment: the keeper, the capturer, a worker. What the evidence holds is what the
# database holds after it was scanned again, nothing twice; a worker costs its flow alone. TAP. usage: killed.sh BUILD [ROUNDS]
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
rounds=${2:-${KILLS:-6}}
phonehome=$build/phonehome
. "$top/tests/net-lib.sh"
for tool in python3 sqlite3 pgrep; do
	command -v $tool >/dev/null 2>&1 || skip_all "$tool is not installed"
done
folder=$(mktemp -d) capturer=
trap 'net_end; rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM
cd "$folder" || exit 2
chmod 1777 .
python3 "$top/tests/variants.py" repeat 20 "$top/samples/redmi-2014-before/redmi-2014-before.pcap" long.pcap
wired=no
if [ "$(id -u)" = 0 ] && command -v tcpreplay >/dev/null && ip netns add "$client" 2>/dev/null && ip netns add "$server" && pair 0 2>/dev/null; then
	wired=yes
fi

# Of DHCP not who called whom: live that is decided by the first packet.
facts="SELECT kind, frame, offset, length, form, path, masked, handset, capture FROM disclosures ORDER BY capture, frame, offset, kind;
	SELECT first_frame, client_ip, client_port, server_ip, server_port, host, bytes_up, bytes_down, packets, capture FROM transfers
	WHERE client_port NOT IN (67, 68) ORDER BY capture, first_frame;
	SELECT loss, count, capture FROM losses WHERE loss NOT LIKE 'packet dropped%' ORDER BY 1, 2;
	SELECT capture, packets, sightings FROM captures ORDER BY 1"

# The processes of the run: its parent is the keeper, its first child the capturer, the others are workers.
victim() {
	case $1 in
	keeper) echo "$capturer" ;;
	capturer) pgrep -P "$capturer" | head -1 ;;
	worker) pgrep -P "$capturer" | tail -1 ;;
	esac
}

# A number under $1 that the round decides, so that a failure can be looked at again.
random() { python3 -c "import random; print(random.Random($round * 7919 + $1).randrange($1))"; }

pace="
import sys, time
data = open('long.pcap', 'rb').read()
for at in range(0, len(data), 8192):
	sys.stdout.buffer.write(data[at:at + 8192])
	sys.stdout.flush()
	time.sleep(0.01)"

# begin_stream, begin_wired: a run, its process in $capturer, its evidence in $folder/evidence
begin_stream() {
	rm -f pipe && mkfifo pipe
	python3 -c "$pace" >pipe 2>/dev/null &
	feeder=$!
	"$phonehome" capture --read pipe --handset 192.168.43.20 --workers 2 -o t.db --keep evidence/stream.pcap >out 2>&1 &
	capturer=$!
}

begin_wired() {
	ip netns exec "$client" "$phonehome" capture -i veth0 --handset 192.168.43.20 --workers 2 -o t.db --keep evidence --rotate 100kB \
		--immediate >out 2>&1 &
	capturer=$!
	(sleep 0.3; exec ip netns exec "$server" tcpreplay -q -p 4000 -i veth0 long.pcap) >/dev/null 2>&1 &
	feeder=$!
}

left() { [ -n "$(find evidence -name '*.pcap*' -size +0)" ]; }

# A capturer without its keeper ends by itself.
alone() { ! pgrep -f -- '--keep [e]vidence' >/dev/null; }

finish() {
	kill -KILL $feeder 2>/dev/null
	wait $feeder 2>/dev/null
	within_five_seconds ended || { kill -INT $capturer; within_five_seconds ended || kill -KILL $capturer; }
	wait $capturer 2>/dev/null
	within_five_seconds alone
}

again() { # DB
	# shellcheck disable=SC2046
	"$phonehome" scan --run --handset 192.168.43.20 --workers 2 -o "$1" $(find evidence -name '*.pcap*' | sort) >"$1.out" 2>&1
}

each=$((rounds / $([ $wired = yes ] && echo 6 || echo 3)))
[ $each -gt 0 ] || each=1
: >wrong
round=0
for way in stream wired; do
	[ $way = stream ] || [ $wired = yes ] || continue
	for who in keeper capturer worker; do
		did=0 compared=0
		# Who is slow leaves nothing where it is killed at once: then its moment comes once there is something.
		while [ $did -lt "$each" ] || { [ $compared -eq 0 ] && [ $did -lt $((each + 5)) ]; }; do
			did=$((did + 1)) round=$((round + 1))
			rm -rf t.db* fresh.db* evidence
			mkdir -m 1777 evidence
			begin_$way
			[ $did -le "$each" ] || within_five_seconds left
			sleep "0.$(printf %03d "$((250 + $(random 700)))")"
			kill -KILL "$(victim $who)" 2>/dev/null
			[ $who = worker ] && sleep 0.3
			[ $who = worker ] && kill -INT $capturer 2>/dev/null
			finish
			left || continue
			again fresh.db
			compared=$((compared + 1))
			[ $who = keeper ] && again t.db
			aside=$(sqlite3 t.db 'SELECT count(*) FROM faults' 2>/dev/null)
			sqlite3 t.db "$facts" 2>/dev/null | sort >mine
			sqlite3 fresh.db "$facts" | sort >theirs
			if [ "$who" = worker ] && [ "${aside:-0}" -gt 0 ]; then
				# nothing that the evidence does not hold, and of disclosures all but the flow's
				sqlite3 t.db "SELECT kind, frame, offset, capture FROM disclosures" | sort >mine
				sqlite3 fresh.db "SELECT kind, frame, offset, capture FROM disclosures" | sort >theirs
				more=$(comm -23 mine theirs | wc -l) less=$(comm -13 mine theirs | wc -l)
				[ "$more" -eq 0 ] && [ "$less" -le 8 ] || echo "round $round: $way $who: $more more, $less less" >>wrong
			elif ! cmp -s mine theirs; then
				{ echo "round $round: $way $who"; diff mine theirs | head -5; tail -3 out; } >>wrong
			fi
			uniq -d mine | grep -q . && echo "round $round: $way $who: a fact stands twice" >>wrong
		done
		[ $compared -gt 0 ] || { echo "none of the runs left evidence to compare"; tail -3 out; } >>wrong
		[ ! -s wrong ]
		ok $? "$way: the $who killed at $did random moments" wrong
		: >wrong
	done
done
capturer=
echo "1..$number"
