#!/bin/sh
# Evidence in several files from several interfaces, and what may go wrong on the way: a disk that is full, an interface that goes away,
# a clock that is set, a user without root, an impatient one. TAP. usage: evidence.sh BUILD
set -u
build=$(cd "$1" && pwd)
phonehome=$build/phonehome
cd "$(dirname "$0")/.." || exit 2
. tests/net-lib.sh
capturer=

clean_up() {
	[ -z "$capturer" ] || kill -KILL "$capturer" 2> /dev/null
	net_end
	umount "$folder/small" "$folder/tiny" 2> /dev/null
	rm -rf "$folder"
}

net_begin curl python3 sqlite3 sha256sum
folder=$(mktemp -d) || exit 2
trap clean_up EXIT
trap 'exit 2' HUP INT TERM
chmod 1777 "$folder" # who captures is not root
cd "$folder" || exit 2
pair 1
serve

files() { find "$1" -name '*.pcapng' 2> /dev/null | sort; }
has() { [ "$(files "$1" | wc -l)" -ge "$2" ]; }
says() { grep -q "$1" "$2"; }

# Each disclosure's frame, looked for in its file: the n-th packet of it must hold the request.
frames_hold() { # DB FOLDER
	sqlite3 "$1" "SELECT capture || ' ' || frame FROM disclosures WHERE kind = 'imei'" | while read -r file frame; do
		python3 - "$2/$file" "$frame" << 'PYTHON'
import struct, sys
data, at, n = open(sys.argv[1], 'rb').read(), 0, 0
while at < len(data):
	kind, size = struct.unpack_from('<II', data, at)
	if kind == 6:
		n += 1
		if n == int(sys.argv[2]):
			print('yes' if b'imei=490154203237518' in data[at:at + size] else 'no')
	at += size
PYTHON
	done
}

# ---- several files, several interfaces ----

capture out -i veth0 -i veth1 -o run.db --keep run --rotate 1s --handset 10.77.0.2
within_five_seconds has run 1
for n in 1 2 3 4 5 6; do
	ask 0 "$n"
	ask 1 "$n"
	sleep 0.5
done
stop
[ $code -eq 0 ]
ok $? "two interfaces are captured to several files (exit $code)" out
has run 3
ok $? "there are several files"
[ "$(sqlite3 run.db 'SELECT count(*) FROM captures')" = "$(files run | wc -l)" ]
ok $? "each is registered"
frames_hold run.db run > held
[ "$(grep -c yes held)" -eq 12 ] && ! grep -q no held
ok $? "every finding's frame is in the file that it names" held
# shellcheck disable=SC2046
"$phonehome" verify run.db $(files run) > verified
[ "$(grep -c '^ok ' verified)" -ge "$(($(files run | wc -l) + 4))" ] && ! grep -q DIFFERS verified
ok $? "verify knows every file" verified
[ "$(sqlite3 run.db "SELECT sha256 FROM capture")" = "$(cd run && sha256sum -- *.pcapng | sha256sum | cut -d' ' -f1)" ]
ok $? "the run is known by the hash of the list of its files"
[ "$(sqlite3 run.db "SELECT reason FROM handsets WHERE address = '10.77.0.2'")" = 'named on the command line' ]
ok $? "the handset is the one that was named"
# shellcheck disable=SC2046
"$phonehome" scan --run -o again.db --handset 10.77.0.2 $(files run) > out 2>&1
facts='SELECT kind, capture, frame, offset, client_ip FROM disclosures ORDER BY 2, 3, 4; SELECT capture, first_frame, last_frame, host FROM transfers ORDER BY 1, 2'
sqlite3 run.db "$facts" > live && sqlite3 again.db "$facts" | diff live - > differences && [ -s live ]
ok $? "scanned again as one run the facts are the same" differences

# ---- workers that die and die ----

workers() {
	for pid in $(ps -o pid= --ppid "$capturer"); do
		! grep -q '^Seccomp:.*2' "/proc/$pid/status" 2> /dev/null || echo "$pid"
	done
}
given_up() {
	# shellcheck disable=SC2046
	kill -KILL $(workers) 2> /dev/null
	says 'capturing goes on, but nothing more is read' out
}
capture out -i veth0 -j 2 -o dying.db --keep dying.pcapng
within_five_seconds says 'capturing; SIGINT' out
ask 0 first
within 20 given_up
ok $? "where no worker is left that is said" out
ask 0 last
sleep 1.2
stop TERM
[ $code -eq 3 ] && grep -a -q 'GET /last' dying.pcapng
ok $? "what comes then is evidence all the same, until it is told to end (exit $code)" out

# ---- no room for the database ----

mkdir tiny
if mount -t tmpfs -o size=1200k,mode=1777 phonehome-tiny tiny 2> /dev/null; then
	capture out -i veth0 -o tiny/run.db --keep kept.pcapng
	within_five_seconds says 'capturing; SIGINT' out
	n=0
	while [ $n -lt 500 ] && ! ended; do
		n=$((n + 1))
		ask 0 "full-$n"
	done
	stop none
	[ $code -eq 2 ] && says 'no space left for the database' out && says 'kept in kept.pcapng; phonehome scan reads it' out && ! says 'died' out &&
		"$phonehome" scan -o again.db kept.pcapng > scanned 2>&1
	[ $? -le 1 ] && [ "$(sqlite3 again.db 'SELECT count(*) FROM sighting')" -ge 20 ]
	ok $? "where there is no room for the database evidence is kept whole (exit $code)" out
	umount tiny
else
	skip 'where there is no room for the database' 'no tmpfs can be mounted here'
fi

# ---- a limit ----

in_client "$phonehome" capture -i veth0 -o small.db --keep small --limit 50 > out 2>&1
[ $? -eq 2 ] && says 'take a unit' out && [ ! -e small.db ]
ok $? "a limit without a unit is no limit of bytes" out
in_client "$phonehome" capture -i veth0 -o none.db --keep none.pcapng --case absent.yaml > out 2>&1
[ $? -eq 2 ] && [ ! -e none.pcapng ] && [ ! -e none.db.key ] &&
	in_client "$phonehome" capture -i veth0 -o none.db --keep none --rotate 1GiB --packs absent >> out 2>&1
[ $? -eq 2 ] && [ ! -e none ] && [ ! -e none.db.key ]
ok $? "where it could not begin nothing is left behind" out
in_client "$phonehome" capture -i veth0 -i any -o none.db > out 2>&1
[ $? -eq 2 ] && says "'any' is all interfaces" out && ! in_client "$phonehome" capture -i veth0 -i veth0 -o none.db > out 2>&1 && says 'named twice' out
ok $? "no packet is captured twice" out
capture out -i veth0 -o limit.db --keep limit --rotate 100kB --limit 300kB
within_five_seconds has limit 1
in_client python3 -c "
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(1500):
	s.sendto(bytes(900), ('10.77.0.1', 9))
	time.sleep(0.001)"
sleep 1.2
stop
kept=$(du -cb limit/*.pcapng | awk 'END { print $1 }')
[ "$kept" -le 420000 ] && says 'grown over its limit' out
ok $? "over the limit the oldest files are removed, and that is said ($kept bytes are kept)" out
[ "$(sqlite3 limit.db "SELECT count(*) FROM custody_chain WHERE action = 'evidence file removed'")" -ge 8 ]
ok $? "and stands in the custody chain"
[ "$(sqlite3 limit.db 'SELECT sum(packets) >= 1500 FROM captures')" = 1 ]
ok $? "what was in them was read"

# ---- an interface that goes away ----

# The request is in the evidence: what the kernel still held of an interface that goes away is lost with it.
holds() { grep -qaF imei=490154203237518 "$1"; }

capture out -i veth0 -i veth1 -o gone.db --keep gone.pcapng
within_five_seconds [ -s gone.pcapng ]
ask 1 before
within_five_seconds holds gone.pcapng
ip -n "$client" link del veth1
within_five_seconds says "'veth1' can no longer be read" out
ok $? "an interface that goes away is told" out
ask 0 after
stop
[ $code -eq 0 ] && [ "$(sqlite3 gone.db "SELECT count(*) FROM disclosures WHERE kind = 'imei'")" = 2 ]
ok $? "the other goes on" out
[ "$(sqlite3 gone.db "SELECT detail FROM losses WHERE loss LIKE 'interface gone%'")" = veth1 ]
ok $? "and it counts as a loss"
pair 1
capture out -i veth1 -o last.db --keep last.pcapng
within_five_seconds [ -s last.pcapng ]
ask 1 before
within_five_seconds holds last.pcapng
ip -n "$client" link del veth1
stop none
[ $code -eq 3 ] && [ "$(sqlite3 last.db "SELECT count(*) FROM disclosures WHERE kind = 'imei'")" = 1 ]
ok $? "where the last one goes away what came before is judged (exit $code)" out

# ---- a disk that is full ----

mkdir small
if mount -t tmpfs -o size=1m,mode=1777 phonehome-small small 2> /dev/null; then
	dd if=/dev/zero of=small/filler bs=1k count=900 2> /dev/null
	capture out -i veth0 -o full.db --keep small/full.pcapng
	within_five_seconds [ -s small/full.pcapng ]
	ask 0 before
	flood="
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(500):
	s.sendto(bytes(900), ('10.77.0.1', 9))
	time.sleep(0.001)"
	in_client python3 -c "$flood"
	within_five_seconds says 'packets are dropped and counted' out
	ok $? "a disk that is full is told" out
	rm small/filler
	sleep 1.5
	ask 0 after
	within_five_seconds says 'there is room again' out
	ok $? "and that there is room again" out
	stop
	[ $code -eq 0 ] && [ "$(sqlite3 full.db "SELECT count(*) FROM disclosures WHERE kind = 'imei'")" = 2 ]
	ok $? "what came before and after is judged (exit $code)" out
	[ "$(sqlite3 full.db "SELECT count FROM losses WHERE loss LIKE 'packet not kept%'")" -gt 0 ]
	ok $? "what was dropped counts as a loss"
else
	skip 'a disk that is full' 'no tmpfs can be mounted here'
fi

# ---- a clock that is set ----

real=$phonehome
phonehome=$build/phonehome-faulty
if [ -x "$phonehome" ]; then
	export PHONEHOME_CLOCK=-3600
	capture out -i veth0 -o clock.db --keep clock.pcapng
	within_five_seconds says 'clock was set backwards by 3600' out
	ok $? "a clock that is set back is told" out
	ask 0 after
	stop
	unset PHONEHOME_CLOCK
	[ $code -eq 0 ] && [ "$(sqlite3 clock.db "SELECT count(*) FROM losses WHERE loss LIKE 'clock set%'")" -ge 1 ]
	ok $? "and counts as a loss"
else
	skip 'a clock that is set' 'no test build at hand'
fi
phonehome=$real

# ---- a terminal ----

if command -v tmux > /dev/null; then
	at=first-$$ # each capture its own server: one that is ending takes no session
	screen() { tmux -L "$at" capture-pane -p > screen && grep -q "$1" screen; }
	tmux -L "$at" new-session -d -x 90 -y 20 "ip netns exec $client $phonehome capture -i veth0 --handset 10.77.0.2 -o tmux.db --keep tmux.pcapng; sleep 9"
	within_five_seconds screen 'veth0: .* packets, .* dropped'
	ask 0 shown
	within_five_seconds screen 'last: imei to a local address'
	ok $? "a terminal shows what is found" screen
	grep -q '^disclosures: a local address 1$' screen
	ok $? "and counts it as the report does" screen
	[ "$(grep -c dropped screen)" -eq 1 ] && [ "$(grep -c 'Ctrl-C ends it' screen)" -eq 1 ]
	ok $? "in lines that are written over" screen
	tmux -L "$at" send-keys C-c
	within_five_seconds screen 'evidence in tmux.pcapng' && ! screen 'Ctrl-C ends it'
	ok $? "and that give way to the result" screen
	tmux -L "$at" kill-server
	at=second-$$
	tmux -L "$at" new-session -d -x 90 -y 20 "ip netns exec $client $phonehome capture -i veth0 -o stray.db --keep stray.pcapng; sleep 9"
	within_five_seconds screen 'veth0: .* packets, .* dropped'
	ask 0 stray
	within_five_seconds screen '^no flow of a known handset yet'
	ok $? "where no handset is known, that is said in place of disclosures" screen
	tmux -L "$at" kill-server
else
	skip 'a terminal' 'tmux is not installed'
fi

# ---- impatience ----

capture out -i veth0 -o twice.db --keep twice.pcapng
within_five_seconds [ -s twice.pcapng ]
ask 0 before
sleep 1
kill -STOP "$(pgrep -P "$capturer" | tail -1)" # a worker that would take its time
kill -INT "$capturer"
sleep 0.3
kill -INT "$capturer"
within_five_seconds ended
ok $? "a second signal stops at once"
stop none
[ $code -eq 2 ] && "$phonehome" scan -o twice2.db twice.pcapng > out 2>&1 &&
	[ "$(sqlite3 twice2.db "SELECT count(*) FROM disclosures WHERE kind = 'imei'")" = 1 ]
ok $? "and the evidence can be read all the same" out

# ---- without root ----

cp "$phonehome" unprivileged
if command -v setpriv > /dev/null && setcap cap_net_raw,cap_net_admin+ep unprivileged 2> /dev/null; then
	phonehome=$folder/unprivileged
	env --default-signal=INT ip netns exec "$client" setpriv --reuid=65534 --regid=65534 --clear-groups "$phonehome" capture -i veth0 \
		--rules "$OLDPWD/rules" --places "$build/places.mmdb" -o user.db --keep user.pcapng > out 2>&1 &
	capturer=$!
	within_five_seconds [ -s user.pcapng ]
	ok $? "with capabilities of its file a user captures without root" out
	sleep 0.3
	awk '/^Cap(Prm|Eff|Amb):/ && $2 !~ /^0+$/ { bad = 1 } END { exit bad }' "/proc/$capturer/status"
	ok $? "and keeps none of them"
	ask 0 user
	stop
	[ "$(sqlite3 user.db "SELECT count(*) FROM disclosures WHERE kind = 'imei'")" = 1 ]
	ok $? "and it is judged" out
else
	skip 'capabilities of a file' 'setpriv or setcap do not work here'
fi
capturer=
echo "1..$number"
