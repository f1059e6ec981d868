#!/bin/sh
# HTTP/3 of real programs (ngtcp2's gtlsclient and gtlsserver), captured in a network namespace: with the client's key log every body is
# what was sent and what was planted is found; without it the same capture is opaque and discloses nothing. TAP. usage: quic.sh BUILD
set -u
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/tests/net-lib.sh"
net=phonehome-q$$
server=10.78.0.1 other=10.78.0.2 port=4433
planted=490154203237518
capturer='' serving=''

[ "$(id -u)" = 0 ] || skip_all "needs root for a network namespace"
for tool in gtlsclient gtlsserver dumpcap tshark openssl sqlite3 ip; do
	command -v $tool >/dev/null 2>&1 || skip_all "$tool is not installed"
done
ip netns add "$net" 2>/dev/null || skip_all "no network namespaces here"
ip netns exec "$net" true 2>/dev/null || { ip netns del "$net"; skip_all "nothing can run in a network namespace here"; }
[ -x "$build/bench_bodies" ] || make -s -C "$top" BUILD="$build" "$build/bench_bodies" >/dev/null 2>&1 || skip_all "bench_bodies is not built"

work=$(mktemp -d)
clean_up() {
	for pid in $capturer $serving; do
		kill "$pid" 2>/dev/null
	done
	ip netns del "$net" 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT INT TERM
cd "$work" || exit 1

ip -n "$net" link set lo up
ip -n "$net" addr add $server/24 dev lo
ip -n "$net" addr add $other/24 dev lo
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=localhost 2>/dev/null
mkdir docs
printf '{"imei":"%s","note":"%s"}' $planted "$(seq 1 800 | tr '\n' ' ')" >small
printf 'imei=%s&filler=%s&end=yes' $planted "$(seq 1 120000 | tr '\n' '.')" >large

listens() { ip netns exec "$net" ss -lun 2>/dev/null | grep -q ":$port "; }
captures() { [ -s "$1.pcapng" ]; }

# record NAME BODY SERVER_OPTIONS CLIENT_OPTIONS [again]: two requests with that body, and the same once more by another connection
record() {
	name=$1 body=$2 url=https://localhost:$port/upload
	rm -f "$name.pcapng"
	ip netns exec "$net" dumpcap -q -B 64 -i lo -f udp -w "$name.pcapng" 2>/dev/null &
	capturer=$!
	# shellcheck disable=SC2086
	ip netns exec "$net" gtlsserver -q --no-quic-dump --no-http-dump -d docs $3 $server $port key.pem cert.pem >"$name.server" 2>&1 &
	serving=$!
	within_five_seconds captures "$name" && within_five_seconds listens
	sleep 0.3
	for _ in 1 ${5:+2}; do
		# shellcheck disable=SC2086
		SSLKEYLOGFILE=$work/$name.keys ip netns exec "$net" timeout 30 gtlsclient -q --no-quic-dump --no-http-dump \
			--exit-on-all-streams-close -m POST -d "$body" $4 $server $port "$url?imei=$planted" "$url" >"$name.client" 2>&1
	done
	sleep 0.3
	kill $capturer $serving 2>/dev/null
	wait $capturer $serving 2>/dev/null
	capturer='' serving=''
}

tell() { sqlite3 "$1" "$2"; }

# check NAME BODY BODIES PROTOCOL: what was recorded, with keys and without
check() {
	name=$1
	sha=$(sha256sum "$2" | cut -d' ' -f1)
	bodies=$("$build/bench_bodies" "$name.pcapng" "$name.keys" | grep -c " http3 POST .* - http.body .* $sha\$")
	test "$bodies" = "$3"
	ok $? "$name: $bodies of $3 bodies are what was sent"
	"$build/phonehome" scan --keylog "$name.keys" -o "$name.db" "$name.pcapng" >"$name.out" 2>&1
	read=$(tell "$name.db" "SELECT min(end) || ' ' || max(end) || ' ' || min(protocol) FROM sessions")
	opaque=$(tell "$name.db" 'SELECT sum(bytes_opaque) FROM transfers')
	test "$read" = "read read $4" && test "$opaque" = 0
	ok $? "$name: every session is read ($read), $opaque bytes are opaque"
	found=$(tell "$name.db" "SELECT count(DISTINCT path) FROM disclosures WHERE kind = 'imei' AND tier = 'validated'")
	test "$found" -ge 2
	ok $? "$name: the planted datum is found in query and body ($found)"
	"$build/phonehome" scan -o "$name-without.db" "$name.pcapng" >>"$name.out" 2>&1
	found=$(tell "$name-without.db" 'SELECT count(*) FROM disclosures')
	seen=$(tell "$name-without.db" "SELECT sum(visibility != 'opaque') + sum(bytes_opaque != bytes_up) FROM transfers")
	test "$found" = 0 && test "$seen" = 0
	ok $? "$name: without keys it is opaque and discloses nothing ($found, $seen)"
	[ "$opaque" = 0 ] || sed 's/^/# /' "$name.out"
}

# Whether tshark, with the same keys, has the body in the client's first stream.
tshark_agrees() {
	tshark -n -r "$1.pcapng" -o "tls.keylog_file:$1.keys" -d "udp.port==$port,quic" -q -z follow,quic,raw,0,0 2>/dev/null |
		grep -E '^[0-9a-f]+$' | tr -d '\n' >"$1.hex"
	od -An -v -tx1 "$2" | tr -d ' \n' >"$1.body"
	grep -qFf "$1.body" "$1.hex"
	ok $? "$1: tshark reads the same bytes"
}

v2=$(gtlsclient --help 2>&1 | grep -qw v2draft && echo v2draft || echo v2)
only() { echo "--ciphers=NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+$1"; }
echo 1..54
record plain small '' ''
check plain small 2 'QUIC v1'
tshark_agrees plain small
record second small '' "-v $v2"
check second small 2 "$([ $v2 = v2 ] && echo QUIC v2 || echo QUIC v2 draft)"
record retry small -V ''
check retry small 2 'QUIC v1'
record chacha20 small '' "$(only CHACHA20-POLY1305)"
check chacha20 small 2 'QUIC v1'
record aes256 small '' "$(only AES-256-GCM)"
check aes256 small 2 'QUIC v1'
record ccm small '' "$(only AES-128-CCM)"
check ccm small 2 'QUIC v1'
record no-ids small '' '--scid='
check no-ids small 2 'QUIC v1'
record lossy large '' '-t 0.05 -r 0.05'
check lossy large 2 'QUIC v1'
record key-update large '' '--key-update=5ms'
check key-update large 2 'QUIC v1'
record migration large '' '--change-local-addr=3ms'
check migration large 2 'QUIC v1'
record rebinding large '' '--change-local-addr=3ms --nat-rebinding'
check rebinding large 2 'QUIC v1'
record preferred large "--preferred-ipv4-addr=$other:4434" ''
check preferred large 2 'QUIC v1'
flows=$(tell migration.db 'SELECT count(*) FROM transfers')
test "$flows" = 2
ok $? "migration: the connection came by two flows ($flows)"
record early small '' '--session-file=session --tp-file=parameters' again
grep -q CLIENT_EARLY early.keys && early=0 || early=1
check early small 4 'QUIC v1'
[ $early = 0 ] || echo "# the client sent no early data"
