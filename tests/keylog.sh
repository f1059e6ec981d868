#!/bin/sh
# A key log that grows while a live capture runs: what was captured before its keys were written is read when they come, and what
# never gets a key stays opaque. A real server and a real client, in a network namespace of their own.
#
# usage: keylog.sh BUILD; prints TAP.
set -u

phonehome=$(realpath "$1/phonehome")
imei=490154203237518
handset=192.168.43.20 far=42.62.48.5

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

if [ "${2:-}" != inside ]; then
	for tool in openssl curl sqlite3 unshare ip; do
		command -v $tool >/dev/null || skip_all "no such tool: $tool"
	done
	[ "$(id -u)" = 0 ] && unshare -n true 2>/dev/null || skip_all 'no network namespace to be had'
	exec unshare -n sh "$0" "$1" inside
fi

folder=$(mktemp -d)
server='' capture=''
clean_up() {
	for pid in $server $capture; do kill -KILL "$pid" 2>/dev/null; done
	rm -rf "$folder"
}
trap clean_up EXIT
chmod 711 "$folder"
mkdir "$folder/run"
chown nobody "$folder/run"
cd "$folder/run" || exit 1

number=0
result() { # status, text
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then echo "ok $number - $2"; else
		echo "not ok $number - $2"
		sed 's/^/# /' out
	fi
}
# Tries a command every tenth of a second, for twenty seconds.
patiently() {
	tries=200
	until "$@" 2>/dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

ip link set lo up
ip addr add $handset/32 dev lo
ip addr add $far/32 dev lo
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=data.mistat.xiaomi.com \
	-addext subjectAltName=DNS:data.mistat.xiaomi.com 2>/dev/null
: >keys.log
chmod 644 keys.log
openssl s_server -accept $far:443 -cert cert.pem -key key.pem -www >/dev/null 2>&1 &
server=$!
env --default-signal=INT "$phonehome" capture -i lo -o live.db --keep evidence.pcapng --keylog keys.log >out 2>&1 &
capture=$!
patiently test -s evidence.pcapng
sleep 0.5

ask() { # query, key log
	SSLKEYLOGFILE=$2 curl -s -k -o /dev/null --max-time 10 --interface $handset --resolve data.mistat.xiaomi.com:443:$far \
		"https://data.mistat.xiaomi.com/x?$1"
}
patiently ask 'warm=1' "$PWD/none.log"
ask "imei=$imei" "$PWD/late.log"
ask "imei=356938035643809" "$PWD/never.log"
sleep 0.5
cat late.log >>keys.log
sleep 0.5
ask 'last=1' "$PWD/none.log"
sleep 0.5
kill -INT $capture
wait $capture
status=$?
capture=''

[ $status -eq 0 ]
result $? "the capture ends with exit 0 (here $status)"
[ "$(sqlite3 live.db 'SELECT count(*) FROM sessions WHERE "end" = '"'read'")" = 1 ]
result $? 'the session whose keys came late is read'
[ "$(sqlite3 live.db "SELECT count(*) FROM disclosures WHERE kind = 'imei'")" = 1 ]
result $? 'the datum in it is found, and that of the session without keys is not'
[ "$(sqlite3 live.db "SELECT count(*) FROM sessions WHERE \"end\" = 'no-key'")" = 3 ]
result $? 'the others have no key'
[ "$(sqlite3 live.db "SELECT count(*) FROM sessions WHERE host = 'data.mistat.xiaomi.com'")" = 4 ]
result $? 'the server name is read of all'
python3 - <<'P'
import sys
held = open('live.db', 'rb').read() + open('out', 'rb').read()
secrets = [line.split()[2] for line in open('late.log') if not line.startswith('#')]
sys.exit(not secrets or any(s.encode() in held.lower() or bytes.fromhex(s)[:16] in held for s in secrets))
P
result $? 'no secret stands in the database or in what is printed'
echo "1..$number"
