# TAP for tests in sh. Sourced; ends with tap_end.

number=0 failed=0

# skip_all REASON: none of the tests can run here.
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# needs TOOL...
needs() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null 2>&1 || skip_all "$tool is not installed"
	done
}

skip() {
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

# ok STATUS DESCRIPTION [FILE]: the file holds what went wrong.
ok() {
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
		return
	fi
	failed=1
	echo "not ok $number - $2"
	[ $# -lt 3 ] || head -20 "$3" | cut -c1-300 | sed 's/^/#   /'
}

# none DESCRIPTION LINES: there are none; else they say what went wrong.
none() {
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
		return
	fi
	failed=1
	echo "not ok $number - $1"
	printf '%s\n' "$2" | head -20 | sed 's/^/#   /'
}

tap_end() {
	echo "1..$number"
	exit $failed
}
