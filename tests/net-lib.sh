# Functions for tests that capture between two network namespaces of their own, and print TAP. Sourced, with $phonehome set.

client=phonehome-c$$
server=phonehome-s$$
web=

. "${top:-.}/tests/tap-lib.sh"

# within SECONDS COMMAND...: tries it every tenth of a second for so long.
within() {
	tries=$(($1 * 10))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}
within_five_seconds() { within 5 "$@"; }

# pair NUMBER: vethN between the namespaces, 10.77.N.2 is the client's end, 10.77.N.1 the server's.
pair() {
	ip -n "$client" link add "veth$1" type veth peer name "veth$1" netns "$server" &&
	ip -n "$client" addr add "10.77.$1.2/24" dev "veth$1" &&
	ip -n "$server" addr add "10.77.$1.1/24" dev "veth$1" &&
	ip -n "$client" link set "veth$1" up &&
	ip -n "$server" link set "veth$1" up
}

# Skips all where it cannot be.
net_begin() { # TOOL...
	[ "$(id -u)" -eq 0 ] || skip_all 'capturing needs root'
	for tool in ip "$@"; do
		command -v "$tool" > /dev/null || skip_all "$tool is not installed"
	done
	ip netns add "$client" 2> /dev/null || skip_all 'no network namespaces here'
	ip netns add "$server"
	pair 0 2> /dev/null || { net_end; skip_all 'no veth pairs here'; }
	ip -n "$client" link set lo up
	ip -n "$server" link set lo up
}

net_end() {
	[ -z "$web" ] || kill -KILL "$web" 2> /dev/null
	ip netns del "$client" 2> /dev/null
	ip netns del "$server" 2> /dev/null
}

in_client() { ip netns exec "$client" "$@"; }
in_server() { ip netns exec "$server" "$@"; }

# A server of HTTP on port 8000 of all addresses.
serve() {
	(cd / && exec ip netns exec "$server" python3 -m http.server 8000 > /dev/null 2>&1) &
	web=$!
	within_five_seconds ask 0 ready
}

# ask PAIR WHAT: a request that carries an IMEI.
ask() { in_client curl -s -o /dev/null --max-time 5 "http://10.77.$1.1:8000/$2?imei=490154203237518"; }

# capture OUT OPTION...: in the background, in the client's namespace; its process in $capturer. A script's background jobs ignore SIGINT
# unless told otherwise.
capture() {
	out=$1
	shift
	env --default-signal=INT ip netns exec "$client" "$phonehome" capture "$@" > "$out" 2>&1 &
	capturer=$!
}

ended() { ! kill -0 "$capturer" 2> /dev/null; }

# stop [SIGNAL [SECONDS]]: ends it, in five seconds unless told otherwise; its exit code in $code
stop() {
	[ "${1:-INT}" = none ] || kill -"${1:-INT}" "$capturer" 2> /dev/null
	within "${2:-5}" ended || kill -KILL "$capturer" 2> /dev/null
	wait "$capturer" 2> /dev/null
	code=$?
}
