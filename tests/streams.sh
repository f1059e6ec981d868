#!/bin/sh
# A capture that comes as a stream gives what the file gives: standard input, pcap-over-IP both ways, PCAPdroid's UDP exporter. TAP.
# usage: streams.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
phonehome=$build/phonehome sample=$top/samples/redmi-2014-before
. "$top/tests/net-lib.sh"
for tool in python3 sqlite3; do
	command -v $tool >/dev/null 2>&1 || skip_all "$tool is not installed"
done
folder=$(mktemp -d) capturer=
trap 'kill -KILL $capturer 2>/dev/null; rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM
cd "$folder" || exit 2
chmod 755 .

# Who captures as root goes on as nobody, who has to read the case and write the database.
place() {
	rm -rf "$1" && mkdir "$1" && install -m 600 "$sample/case.yaml" "$1" && (umask 077 && printf '0123456789abcdef0123456789abcdef' >"$1/case.key")
	[ "$(id -u)" != 0 ] || chown -R nobody "$1"
}

common='--now 2026-01-01T00:00:00Z --fail-on critical --case case.yaml -o s.db'
# What was found, and the flows.
facts="SELECT kind, offset, form, path, verdict, host, country, client_ip, server_port FROM disclosures ORDER BY at, kind, offset;
SELECT client_ip, client_port, server_ip, server_port, handset, protocol, host, bytes_up, bytes_down, visibility, verdict FROM transfers ORDER BY client_ip, client_port"
port=$((20000 + $$ % 20000))

listens() { grep -q "0100007F:$(printf %04X $port) 00000000:0000 $1" /proc/net/tcp /proc/net/udp; }

# start NAME OPTION...: a capture in the background, in a place of its own
start() {
	place "$1"
	name=$1
	shift
	# shellcheck disable=SC2086
	(cd "$name" && exec env --default-signal=INT "$phonehome" capture "$@" $common) >"$name.out" 2>&1 &
	capturer=$!
}

same() {
	sqlite3 "$1/s.db" "$facts" | diff whole - >differences && [ $code -le 1 ] && [ -s whole ]
	ok $? "$2" differences
}

place whole.d
# shellcheck disable=SC2086
(cd whole.d && "$phonehome" scan $common "$sample/redmi-2014-before.pcap" >/dev/null 2>&1)
sqlite3 whole.d/s.db "$facts" >whole

place input
# shellcheck disable=SC2086
(head -c 10000 "$sample/redmi-2014-before.pcap"; sleep 0.5; tail -c +10001 "$sample/redmi-2014-before.pcap") |
	(cd input && "$phonehome" capture --read - $common >../out 2>&1)
code=$?
same input 'standard input, followed as it comes'
cmp -s "$sample/redmi-2014-before.pcap" input/s.db.read.*.pcap
ok $? 'is kept byte by byte'

python3 "$top/tests/send.py" accept $port "$sample/redmi-2014-before.pcap" &
within_five_seconds listens 0A
start connect --connect 127.0.0.1:$port
stop none
same connect 'pcap-over-IP of who listens'

# came NAME: the sample is in its evidence
came() { [ "$(cat "$1"/s.db.evidence/*.pcap 2>/dev/null | wc -c)" -ge "$(wc -c <"$sample/redmi-2014-before.pcap")" ]; }

port=$((port + 1))
start listen --listen $port
within_five_seconds listens 0A
ok $? 'who listens does so on this machine alone'
head -c 24 "$sample/redmi-2014-before.pcap" >empty.pcap
for file in "$sample/redmi-2014-before.pcap" empty.pcap; do
	python3 "$top/tests/send.py" tcp $port "$file"
	sleep 0.3
done
within_five_seconds came listen
stop
same listen 'pcap-over-IP of who connects'
[ "$(find listen/s.db.evidence -name '*.pcap' | wc -l)" -eq 2 ] && cmp -s "$sample/redmi-2014-before.pcap" listen/s.db.evidence/*-00001.pcap
ok $? 'each connection is a file of its own'

port=$((port + 1))
start udp --listen-udp $port
within_five_seconds listens 07
python3 "$top/tests/send.py" udp $port "$sample/redmi-2014-before.pcap"
within_five_seconds came udp
stop
same udp "PCAPdroid's UDP exporter"
[ "$(sqlite3 udp/s.db "SELECT count FROM losses WHERE loss LIKE 'datagram%'")" = 1 ]
ok $? 'a datagram that belongs to no capture counts as a loss'

start nobody --listen 127.0.0.1:$port
within_five_seconds listens 0A
stop
[ $code -eq 2 ] && grep -q 'it is empty' nobody.out
ok $? 'where nobody came that is said' nobody.out
start name --connect example.org:$port
stop none
[ $code -eq 2 ] && grep -q 'no name is looked up' name.out
ok $? 'no name is looked up' name.out
capturer=
echo "1..$number"
