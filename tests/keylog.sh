#!/bin/sh
# A key log that grows while a live capture runs: what was captured before its keys were written is read when they come, and what
# never gets a key stays opaque. A real server and a real client, in network namespaces of their own. TAP. usage: keylog.sh BUILD
set -u
phonehome=$(cd "$1" && pwd)/phonehome
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/tests/net-lib.sh"
imei=490154203237518
far=42.62.48.5
host=data.mistat.xiaomi.com
capturer='' serving=''

folder=$(mktemp -d) || exit 2
clean_up() {
	for pid in $serving $capturer; do kill -KILL "$pid" 2>/dev/null; done
	net_end
	rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 2' HUP INT TERM
net_begin openssl curl sqlite3 python3
chmod 711 "$folder"
mkdir "$folder/run"
chown nobody "$folder/run" # who captures is not root
cd "$folder/run" || exit 2

result() { ok "$1" "$2" out; }
count() { [ "$(sqlite3 live.db "SELECT count(*) FROM $1")" = "$2" ]; }
captures() { [ -s evidence.pcapng ]; }

# get QUERY KEYLOG: a session of its own.
get() {
	SSLKEYLOGFILE=$PWD/$2 in_client curl -s -k -o /dev/null --max-time 10 --resolve "$host:443:$far" "https://$host/x?$1"
}

ip -n "$server" addr add $far/32 dev veth0
ip -n "$client" route add $far via 10.77.0.1
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" 2>/dev/null
: >keys.log
chmod 644 keys.log
ip netns exec "$server" openssl s_server -accept $far:443 -cert cert.pem -key key.pem -www >/dev/null 2>&1 &
serving=$!
capture out -i veth0 -o live.db --keep evidence.pcapng --keylog keys.log
within_five_seconds captures
sleep 0.5

within_five_seconds get warm=1 none.log
get "imei=$imei" late.log
get imei=356938035643809 never.log
sleep 0.5
cat late.log >>keys.log
sleep 0.5
get last=1 none.log
sleep 0.5
stop
capturer=''

[ "$code" -eq 0 ]
result $? "the capture ends with exit 0 (here $code)"
count "sessions WHERE \"end\" = 'read'" 1
result $? 'the session whose keys came late is read'
count "disclosures WHERE kind = 'imei'" 1
result $? 'the datum in it is found, and that of the session without keys is not'
count "sessions WHERE \"end\" = 'no-key'" 3
result $? 'the others have no key'
count "sessions WHERE host = '$host'" 4
result $? 'the server name is read of all'
python3 - <<'P'
import sys
held = open('live.db', 'rb').read() + open('out', 'rb').read()
secrets = [line.split()[2] for line in open('late.log') if not line.startswith('#')]
sys.exit(not secrets or any(s.encode() in held.lower() or bytes.fromhex(s)[:16] in held for s in secrets))
P
result $? 'no secret stands in the database or in what is printed'
echo "1..$number"
