#!/bin/sh
# Live capture between two network namespaces: real requests over a veth pair must stand in the evidence capture, and
# whoever captured must not have been root while doing so. Needs root; nothing outside the namespaces is touched.
# TAP. usage: live.sh BUILD
phonehome=$(cd "$1" && pwd)/phonehome
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/tests/net-lib.sh"
requests=5
capturer=

clean_up() {
	[ -z "$capturer" ] || kill -KILL "$capturer" 2> /dev/null
	net_end
	rm -rf "$folder"
}

result() { ok "$1" "$2" "$folder/out"; }

ready() {
	[ -s "$folder/live.pcapng" ]
}

# The process and its children; none may be root or have a capability.
tree() {
	echo "$capturer"
	ps -o pid= --ppid "$capturer"
}

nobody_is_root() {
	for pid in $(tree); do
		awk '/^[UG]id:/ && ($2 == 0 || $3 == 0 || $4 == 0 || $5 == 0) { bad = 1 }
			/^Cap(Prm|Eff|Amb):/ && $2 !~ /^0+$/ { bad = 1 }
			/^NoNewPrivs:/ && $2 != 1 { bad = 1 }
			END { exit bad }' "/proc/$pid/status" || return 1
	done
}

requests_in_evidence() {
	if command -v tshark > /dev/null; then
		tshark -r "$folder/live.pcapng" -Y 'http.request.uri contains "imei"' -T fields -e http.request.uri 2> /dev/null |
			sort -u | wc -l
	else
		grep -a -o 'GET /checkin?imei=490154203237518&n=[0-9]* ' "$folder/live.pcapng" | sort -u | wc -l
	fi
}

folder=$(mktemp -d) || exit 2
trap clean_up EXIT
trap 'exit 2' HUP INT TERM
chmod 1777 "$folder" # who captures is not root
: > "$folder/out"
net_begin curl python3 ps
echo 1..11

serve
result $? 'the server answers'

mkdir "$folder/of-root" # which nobody may write
in_client "$phonehome" capture -i veth0 --user nobody -o "$folder/of-root/live.db" > "$folder/out" 2>&1
[ $? -eq 2 ] && grep -q 'of-root/live.db: root is dropped, and user nobody may not make files beside it: ' "$folder/out" &&
	[ ! -e "$folder/of-root/live.db" ]
result $? 'a folder that only root may write is told with what to do'
mkdir -m 700 "$folder/roots" && cp "$phonehome" "$folder/roots/phonehome"
in_client "$folder/roots/phonehome" capture -i veth0 --user nobody -o "$folder/live.db" > "$folder/out" 2>&1
[ $? -eq 2 ] && grep -q 'roots/phonehome: root is dropped, and user nobody may not reach it: ' "$folder/out" && [ ! -e "$folder/live.db" ]
result $? 'a program that only root can reach is told, not rules that are missing'

capture "$folder/out" -i veth0 -f 'tcp port 8000' -o "$folder/live.db" --keep "$folder/live.pcapng"
within_five_seconds ready
result $? 'the evidence capture is there'
within_five_seconds grep -q '^veth0: capturing' "$folder/out"
result $? 'a log says at once that it captures'
within_five_seconds nobody_is_root
result $? 'nobody who captures is root, or can be again'

n=1
while [ $n -le $requests ]; do
	in_client curl -s -o /dev/null --max-time 5 "http://10.77.0.1:8000/checkin?imei=490154203237518&n=$n"
	n=$((n + 1))
done
kill -INT "$capturer"
within_five_seconds ended
result $? 'SIGINT ends it'
if ended; then
	wait "$capturer"
	status=$?
	capturer=
else
	status=124
fi
[ $status -eq 0 ] || [ $status -eq 1 ] # 1: done, and a rule was departed from
result $? "it was done (exit $status)"

found=$(requests_in_evidence)
[ "$found" -eq $requests ]
result $? "all $requests requests are in the evidence capture ($found)"
[ "$(stat -c %a "$folder/live.pcapng")" = 600 ] && [ "$(stat -c %u "$folder/live.pcapng")" -ne 0 ]
result $? 'the evidence capture is for its owner alone, who is not root'
[ -s "$folder/live.db" ]
result $? 'the facts are in the database'
