#!/bin/sh
# Live capture between two network namespaces: real requests over a veth pair must stand in the evidence capture, and
# whoever captured must not have been root while doing so. Needs root; nothing outside the namespaces is touched.
#
#   PHONEHOME=build/phonehome tests/live.sh

phonehome=${PHONEHOME:-build/phonehome}
requests=5
client=phonehome-c$$
server=phonehome-s$$
capturer=
web=

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# The one place that knows the command line. Background jobs of a script ignore SIGINT unless told otherwise.
start_capture() {
	env --default-signal=INT ip netns exec "$client" "$phonehome" capture -i veth0 -f 'tcp port 8000' \
		-o "$folder/live.db" --keep "$folder/live.pcapng" > "$folder/out" 2>&1 &
	capturer=$!
}

clean_up() {
	for pid in $capturer $web; do
		kill -KILL "$pid" 2> /dev/null
	done
	ip netns del "$client" 2> /dev/null
	ip netns del "$server" 2> /dev/null
	rm -rf "$folder"
}

number=0
result() { # status, text
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		sed 's/^/# /' "$folder/out"
	fi
}

# Tries a command every tenth of a second, for five seconds.
within_five_seconds() {
	tries=50
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

build_network() {
	ip netns add "$server" &&
	ip -n "$client" link add veth0 type veth peer name veth0 netns "$server" &&
	ip -n "$client" addr add 10.77.0.2/24 dev veth0 &&
	ip -n "$server" addr add 10.77.0.1/24 dev veth0 &&
	ip -n "$client" link set veth0 up &&
	ip -n "$server" link set veth0 up
}

answers() {
	ip netns exec "$client" curl -s -o /dev/null --max-time 2 http://10.77.0.1:8000/
}

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

ended() {
	! kill -0 "$capturer" 2> /dev/null
}

requests_in_evidence() {
	if command -v tshark > /dev/null; then
		tshark -r "$folder/live.pcapng" -Y 'http.request.uri contains "imei"' -T fields -e http.request.uri 2> /dev/null |
			sort -u | wc -l
	else
		grep -a -o 'GET /checkin?imei=490154203237518&n=[0-9]* ' "$folder/live.pcapng" | sort -u | wc -l
	fi
}

[ "$(id -u)" -eq 0 ] || skip_all 'capturing needs root'
for tool in ip curl python3 ps; do
	command -v $tool > /dev/null || skip_all "$tool is not installed"
done
folder=$(mktemp -d) || exit 2
trap clean_up EXIT
trap 'exit 2' HUP INT TERM
chmod 1777 "$folder" # who captures is not root
: > "$folder/out"
ip netns add "$client" 2> /dev/null || skip_all 'no network namespaces here'
build_network 2> /dev/null || skip_all 'no veth pairs here'
echo 1..8

(cd "$folder" && exec ip netns exec "$server" python3 -m http.server 8000 > /dev/null 2>&1) &
web=$!
within_five_seconds answers
result $? 'the server answers'

start_capture
within_five_seconds ready
result $? 'the evidence capture is there'
within_five_seconds nobody_is_root
result $? 'nobody who captures is root, or can be again'

n=1
while [ $n -le $requests ]; do
	ip netns exec "$client" curl -s -o /dev/null --max-time 5 "http://10.77.0.1:8000/checkin?imei=490154203237518&n=$n"
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
